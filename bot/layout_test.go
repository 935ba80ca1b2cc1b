package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// mayImport is who may import whom, of ours. A package that stands here nowhere
// may not exist. "adapters/*" is every folder below adapters that has no line
// of its own.
var mayImport = map[string][]string{
	"bot/chat": {},

	"bot/files": {"bot/chat"}, // which files pass, and how they are shown

	"flows":    {"bot/chat", "bot/files"},
	"adapters": {"bot/chat"},
	"storage":  {"bot/chat"},

	"bot/turn":    {"bot/chat", "flows"}, // what engine and handoff both say
	"bot/engine":  {"bot/chat", "flows", "bot/turn"},
	"bot/handoff": {"bot/chat", "flows", "bot/turn"},
	"bot/checkin": {"bot/chat", "flows", "bot/turn"},
	"bot/safety":  {"bot/chat", "flows"},
	"bot/alarm":   {"bot/chat"},
	"bot/drawing": {"bot/chat", "flows"}, // a flow as boxes and arrows

	"adapters/*":                 {"bot/chat", "adapters"},
	"adapters/adaptertest":       {"bot/chat", "adapters"},
	"adapters/adaptertest/ports": {}, // for tests: addresses that stay free
	// Fakes of a platform: they speak its protocol and know nothing of ours.
	"adapters/telegram/telegramtest": {"adapters/adaptertest/ports"},
	"adapters/slack/slacktest":       {"adapters/adaptertest/ports"},
	"storage/storagetest":            {"bot/chat", "storage"},
	"flows/flowstest":                {"flows"}, // for tests: playbooks that nobody wrote, and the built-in one

	"bot/switchboard/crashtest": {"bot/chat", "bot/switchboard"}, // for tests: where a process may die
	"bot/switchboard":           {"bot/chat", "flows", "bot/turn", "bot/engine", "bot/handoff", "bot/checkin", "bot/safety", "bot/alarm", "bot/files", "adapters"},

	"bot/rehearsal": {"bot/chat", "flows", "bot/alarm", "bot/checkin", "bot/switchboard", "adapters"}, // transcripts, played

	"bot/demo": {"bot/chat", "adapters"}, // what a newcomer sees: phones of made-up people beside the desk

	"bot": {"*"},
}

// testsMayImport is what a test may import besides.
var testsMayImport = []string{
	"bot/switchboard/crashtest", "adapters/adaptertest", "adapters/adaptertest/ports", "adapters/telegram/telegramtest", "adapters/slack/slacktest", "storage/storagetest", "flows/flowstest", "storage", "flows", "bot/chat",
	"bot/engine", "bot/handoff", "bot/checkin", "bot/alarm", "bot/safety", "bot/rehearsal",
}

// pure are the packages that decide: what they are given is all they know.
// Loading a playbook reads files, through the fs.FS that it is given.
var pure = []string{"bot/chat", "bot/turn", "bot/engine", "bot/handoff", "bot/checkin", "bot/safety", "bot/alarm", "bot/files", "bot/rehearsal", "flows"}

// impure are the ways out of a pure package: packages, or names of one.
var impure = []string{
	"os", "net", "syscall", "database/sql", "math/rand", "crypto/rand", "log",
	"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc", "time.Tick", "time.NewTimer", "time.NewTicker",
	"context.Background", "context.TODO",
}

// pureBelow are packages below an impure one that only take texts apart.
var pureBelow = []string{"net/url", "net/mail"}

// databases are the packages that only storage speaks to.
var databases = []string{"database/sql", "github.com/jmoiron/sqlx", "github.com/lib/pq", "modernc.org/sqlite", "github.com/pressly/goose"}

// printing is what no library does: it logs through the logger it was given.
var printing = []string{"fmt.Print", "fmt.Printf", "fmt.Println", "log.", "slog.Info", "slog.Warn", "slog.Error", "slog.Debug", "slog.SetDefault"}

// atTheTop are the only entries of the repository's first level, beside those
// that begin with a dot and those that running it leaves there.
var atTheTop = []string{"bot", "flows", "adapters", "storage", "go.mod", "go.sum", "README.md"}

var leftByRunning = regexp.MustCompile(`^omzien\.(db.*|key|lock)$`)

const longestFile = 400 // lines

func TestLayout(t *testing.T) {
	for _, finding := range layout(os.DirFS("..")) {
		t.Error(finding)
	}
}

// TestLayoutFindsEachMistake shows that every rule bites.
func TestLayoutFindsEachMistake(t *testing.T) {
	tests := []struct{ name, file, source, want string }{
		{"top level", "util/x.go", "package util", "util: the top level has no such place"},
		{"a package without a line", "bot/helper/h.go", "package helper", "bot/helper: has no line in the table"},
		{"import up", "bot/chat/c.go", "package chat\nimport _ \"omzien/flows\"", "bot/chat/c.go: may not import flows"},
		{"import across", "adapters/slack/s.go", "package slack\nimport _ \"omzien/adapters/webchat\"", "adapters/slack/s.go: may not import adapters/webchat"},
		{"a test across", "adapters/slack/s_test.go", "package slack\nimport _ \"omzien/adapters/webchat\"", "adapters/slack/s_test.go: may not import adapters/webchat"},
		{"a test's help in a program", "adapters/slack/s.go", "package slack\nimport _ \"omzien/adapters/adaptertest\"", "adapters/slack/s.go: may not import adapters/adaptertest"},
		{"clock", "bot/engine/e.go", "package engine\nimport \"time\"\nvar x = time.Now()", "bot/engine/e.go:3: time.Now in a pure package"},
		{"clock under another name", "bot/engine/e.go", "package engine\nimport t \"time\"\nvar x = t.Since(t.Time{})", "bot/engine/e.go:3: time.Since in a pure package"},
		{"chance", "bot/handoff/h.go", "package handoff\nimport _ \"math/rand/v2\"", "bot/handoff/h.go:2: math/rand/v2 in a pure package"},
		{"network", "flows/f.go", "package flows\nimport _ \"net/http\"", "flows/f.go:2: net/http in a pure package"},
		{"files", "bot/alarm/a.go", "package alarm\nimport _ \"os\"", "bot/alarm/a.go:2: os in a pure package"},
		{"database", "bot/switchboard/s.go", "package switchboard\nimport _ \"github.com/jmoiron/sqlx\"", "bot/switchboard/s.go:2: github.com/jmoiron/sqlx outside storage"},
		{"printing", "adapters/slack/s.go", "package slack\nimport \"fmt\"\nfunc f() { fmt.Println(1) }", "adapters/slack/s.go:3: fmt.Println in a library"},
		{"the log of everybody", "storage/s.go", "package storage\nimport \"log\"\nfunc f() { log.Printf(\"\") }", "storage/s.go:3: log.Printf in a library"},
		{"init", "bot/engine/e.go", "package engine\nfunc init() {}", "bot/engine/e.go:2: init runs before anybody asked for it"},
		{"a changing variable", "bot/engine/e.go", "package engine\nvar n int\nfunc f() { n++ }", "bot/engine/e.go:3: changes the package's variable n"},
		{"a variable set anew", "bot/engine/e.go", "package engine\nvar n map[int]int\nfunc f() { n[1] = 2 }", "bot/engine/e.go:3: changes the package's variable n"},
		{"a long file", "adapters/webchat/page/page.css", strings.Repeat("\n", longestFile+1), "adapters/webchat/page/page.css: 401 lines"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := layout(fstest.MapFS{tt.file: {Data: []byte(tt.source)}})
			if !slices.Equal(got, []string{tt.want}) {
				t.Errorf("\n got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestLayoutAllows(t *testing.T) {
	sound := fstest.MapFS{
		".ci/run":                  {},
		"omzien.db-wal":            {},
		"adapters/slack/s_test.go": {Data: []byte("package slack\nimport _ \"omzien/adapters/adaptertest\"")},
		"bot/engine/e_test.go":     {Data: []byte("package engine\nimport \"os\"\nvar _ = os.Args")},
		"bot/main.go":              {Data: []byte("package main\nimport _ \"omzien/adapters/slack\"\nimport \"fmt\"\nfunc main() { fmt.Println() }")},
		"bot/engine/e.go":          {Data: []byte("package engine\nimport \"time\"\nvar n = 1\nfunc f() time.Time { n := 2; n++; return time.Unix(0, int64(n)) }")},
	}
	for _, finding := range layout(sound) {
		t.Error(finding)
	}
}

// layout tells all that is not in its place, in the order of the files.
func layout(repo fs.FS) []string {
	var found []string
	missing := map[string]bool{}
	fs.WalkDir(repo, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			found = append(found, fmt.Sprintf("%s: %v", name, err))
			return nil
		case name == ".":
			return nil
		case strings.HasPrefix(path.Base(name), ".") || entry.Name() == "testdata":
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !strings.Contains(name, "/") && !slices.Contains(atTheTop, name) && !leftByRunning.MatchString(name):
			found = append(found, name+": the top level has no such place")
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return nil
		}
		ext := path.Ext(name)
		if ext != ".go" && ext != ".js" && ext != ".css" {
			return nil
		}
		source, err := fs.ReadFile(repo, name)
		if err != nil {
			found = append(found, fmt.Sprintf("%s: %v", name, err))
			return nil
		}
		if n := bytes.Count(source, []byte("\n")); n > longestFile {
			found = append(found, fmt.Sprintf("%s: %d lines", name, n))
		}
		if ext != ".go" {
			return nil
		}
		found = append(found, inspect(name, source, missing)...)
		return nil
	})
	return found
}

// inspect looks at one Go file. missing remembers which folders were told of.
func inspect(name string, source []byte, missing map[string]bool) []string {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return []string{fmt.Sprintf("%s: %v", name, err)}
	}
	var found []string
	add := func(pos token.Pos, format string, args ...any) {
		found = append(found, fmt.Sprintf("%s:%d: ", name, files.Position(pos).Line)+fmt.Sprintf(format, args...))
	}
	dir, test := path.Dir(name), strings.HasSuffix(name, "_test.go")
	allowed, known := mayImport[dir]
	if !known && path.Dir(dir) == "adapters" {
		allowed, known = mayImport["adapters/*"]
	}
	if !known && !missing[dir] {
		missing[dir] = true
		return []string{dir + ": has no line in the table"}
	}
	if test {
		allowed = append(slices.Clone(allowed), append(testsMayImport, dir)...)
	}

	library, isPure := file.Name.Name != "main" && !test, slices.Contains(pure, dir) && !test
	imported := map[string]string{} // as it is called here -> path
	for _, spec := range file.Imports {
		what, _ := strconv.Unquote(spec.Path.Value)
		called := path.Base(what)
		if spec.Name != nil {
			called = spec.Name.Name
		}
		imported[called] = what
		if ours, is := strings.CutPrefix(what, "omzien/"); is && !slices.Contains(allowed, ours) && !slices.Contains(allowed, "*") {
			found = append(found, fmt.Sprintf("%s: may not import %s", name, ours))
		}
		if isPure && !slices.Contains(pureBelow, what) && slices.ContainsFunc(impure, func(p string) bool { return within(what, p) }) {
			add(spec.Pos(), "%s in a pure package", what)
		}
		if !test && !strings.HasPrefix(dir, "storage") && slices.ContainsFunc(databases, func(p string) bool { return within(what, p) }) {
			add(spec.Pos(), "%s outside storage", what)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := selector.X.(*ast.Ident)
		if !ok || imported[x.Name] == "" {
			return true
		}
		used := imported[x.Name] + "." + selector.Sel.Name
		if isPure && slices.Contains(impure, used) {
			add(n.Pos(), "%s in a pure package", used)
		}
		global := func(p string) bool {
			return used == p || strings.HasSuffix(p, ".") && strings.HasPrefix(used, p+"Print")
		}
		if library && slices.ContainsFunc(printing, global) {
			add(n.Pos(), "%s in a library", used)
		}
		return true
	})
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			add(f.Pos(), "init runs before anybody asked for it")
		}
	}
	if !test {
		changes(file, add)
	}
	return found
}

// within tells whether the package is p or below it.
func within(what, p string) bool { return what == p || strings.HasPrefix(what, p+"/") }
