package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Each failure has its tests, and they are there.
func TestKnown_EachHasItsTests(t *testing.T) {
	folders := map[string]map[string]*ast.FuncDecl{}
	for _, f := range known {
		if len(f.tests) == 0 || f.what == "" {
			t.Errorf("%s: wants tests, and what it was", f.refs)
		}
		for _, test := range f.tests {
			folder, name, _ := strings.Cut(test, " ")
			if folders[folder] == nil {
				folders[folder] = testsIn(t, folder)
			}
			name, sub, _ := strings.Cut(name, "/")
			found := folders[folder][name]
			if found == nil || sub != "" && !names(found, sub) {
				t.Errorf("%s: there is no test %s", f.refs, test)
			}
		}
	}
}

// testsIn are the tests of a folder, by name.
func testsIn(t *testing.T, folder string) map[string]*ast.FuncDecl {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", filepath.FromSlash(folder), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]*ast.FuncDecl{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				tests[f.Name.Name] = f
			}
		}
	}
	return tests
}

// names tells whether the word stands in the test, as the name of a subtest does.
func names(test *ast.FuncDecl, word string) (found bool) {
	ast.Inspect(test, func(n ast.Node) bool {
		if lit, is := n.(*ast.BasicLit); is && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			found = found || err == nil && text == word
		}
		return !found
	})
	return found
}

// The list holds every failure of the notes on Slack that it was made from, and no
// other. They stand beside the platforms' own descriptions.
func TestKnown_IsTheWholeList(t *testing.T) {
	notes, err := os.ReadFile(filepath.Join(os.Getenv("OMZIEN_ORACLES"), "..", "facts", "slack.md"))
	if os.Getenv("OMZIEN_ORACLES") == "" || err != nil {
		t.Skip("SKIPPED: the notes on Slack are not beside OMZIEN_ORACLES, so nobody looked whether the list of known failures is whole")
	}
	_, notes1, found := strings.Cut(string(notes), "\n## 2. What goes wrong")
	section, _, _ := strings.Cut(notes1, "\n## ")
	var want []string
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || strings.TrimSpace(cells[1]) == "Issue" || strings.HasPrefix(cells[1], "---") {
			continue
		}
		want = append(want, references(cells[1])...)
	}
	if !found || len(want) < 100 {
		t.Fatalf("the notes name %d failures: they are not read as they are written", len(want))
	}
	var have []string
	for _, f := range known {
		have = append(have, references(f.refs)...)
	}
	for _, ref := range want {
		if !slices.Contains(have, ref) {
			t.Errorf("%s is not in the list", ref)
		}
	}
	for i, ref := range have {
		if !slices.Contains(want, ref) {
			t.Errorf("%s is not in the notes", ref)
		}
		if slices.Contains(have[:i], ref) {
			t.Errorf("%s stands in the list twice", ref)
		}
	}
}

var (
	nextReference = regexp.MustCompile(`;|,| / `)
	inProgram     = regexp.MustCompile(`^(.*?) ?((?:PR )?#[0-9]+)$`)
	remark        = regexp.MustCompile(` \(Go\)`)
)

// references are the references in a list: "a #1, #2 / PR #3; b/c #4". What has no
// number is taken whole; whose program it is, is known by its last name.
func references(list string) (all []string) {
	program := ""
	for _, part := range nextReference.Split(remark.ReplaceAllString(list, ""), -1) {
		part = strings.TrimSpace(part)
		found := inProgram.FindStringSubmatch(part)
		if found == nil {
			all = append(all, part)
			continue
		}
		if found[1] != "" {
			program = path.Base(found[1])
		}
		all = append(all, program+" "+found[2])
	}
	return all
}
