package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// sections gives README.md, by the headings of its second level.
func sections(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		heading, body, _ := strings.Cut(section, "\n")
		all[heading] = body
	}
	return all
}

// rows gives the first cells of a section's table, without their quotes.
func rows(section string) map[string]bool {
	all := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(section, -1) {
		all[m[1]] = true
	}
	return all
}

func TestReadmeNamesEveryVariable(t *testing.T) {
	named := rows(sections(t)["Configuration"])
	for _, v := range variables() {
		if !named[v.name] {
			t.Errorf("%s is not in the table", v.name)
		}
		delete(named, v.name)
	}
	for name := range named {
		t.Errorf("%s is in the table, and means nothing", name)
	}
}

func TestReadmeNamesEveryCommand(t *testing.T) {
	named := rows(sections(t)["Run it"])
	for _, command := range []string{"go run ./bot", "go run ./bot demo", "go run ./bot check [DIR]", "go run ./bot init DIR", "go run ./bot test [DIR]", "go run ./bot test --update DIR", "go run ./bot chat [FLOW]", "go run ./bot graph [FLOW]", "go run ./bot schema [KIND]", "go run ./bot translate [DIR] LANG...", "go run ./bot doctor"} {
		if !named[command] {
			t.Errorf("%s is not in the table", command)
		}
	}
}

// TestReadmeGivesAReasonForEachDependency compares the table with what the code
// imports, both ways.
func TestReadmeGivesAReasonForEachDependency(t *testing.T) {
	named := rows(sections(t)["Why each dependency"])
	used := map[string]bool{}
	repo := os.DirFS("..")
	fs.WalkDir(repo, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".go" {
			return err
		}
		source, err := fs.ReadFile(repo, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return nil
		}
		for _, spec := range file.Imports {
			what, _ := strconv.Unquote(spec.Path.Value)
			if first, _, _ := strings.Cut(what, "/"); !strings.Contains(first, ".") {
				continue // the standard library, and ours
			}
			reason := false
			for module := range named {
				if within(what, module) {
					used[module], reason = true, true
				}
			}
			if !reason {
				t.Errorf("%s imports %s, which has no reason in README.md", name, what)
			}
		}
		return nil
	})
	for module := range named {
		if !used[module] {
			t.Errorf("%s has a reason in README.md, and nobody imports it", module)
		}
	}
}

// TestReadmeLeadsToWhatIsThere looks whether each file that it links or shows is in
// the repository.
func TestReadmeLeadsToWhatIsThere(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`\]\(([^)#:]+)\)|src="([^":]+)"`).FindAllStringSubmatch(string(text), -1)
	if len(found) < 4 {
		t.Fatalf("%d links: the pattern is wrong", len(found))
	}
	for _, m := range found {
		if _, err := os.Stat(path.Join("..", m[1]+m[2])); err != nil {
			t.Errorf("README.md leads to %s, which is not there", m[1]+m[2])
		}
	}
}
