package storage_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sources gives the package's own files, and the migrations.
func sources(t *testing.T) (code, schema []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f, "_test.go") {
			code = append(code, f)
		}
	}
	schema, err = filepath.Glob("migrations/*.sql")
	if err != nil || len(code) == 0 || len(schema) == 0 {
		t.Fatal("nothing to look at", err)
	}
	return code, schema
}

// X3 and law 14: nothing rests on what only one connection, one server or one
// database knows.
func TestX3_NoAdvisoryLockNorListenNorSerial(t *testing.T) {
	banned := regexp.MustCompile(`(?i)pg_(try_)?advisory|\blisten\s+\w+"|\bnotify\b|pq\.NewListener|\b(big|small)?serial\b|autoincrement|\bnextval\b|` +
		`\bgenerated\s+(always|by default)\b|lastinsertid|last_insert_rowid|\bfor\s+(no key\s+)?update\b|skip\s+locked|create\s+temp|\bset\s+session\b`)
	comment := regexp.MustCompile(`(?m)(^|\s)(//|--).*$`)
	code, schema := sources(t)
	for _, file := range append(code, schema...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := banned.Find(comment.ReplaceAll(text, nil)); found != nil {
			t.Errorf("%s uses %q", file, found)
		}
	}
}

// R12: database/sql may run a lone statement twice after a broken connection.
// So statements run in two files only, which know of transactions, and changes
// only where the transaction is one of Update's.
func TestR12_NoChangeOutsideUpdate(t *testing.T) {
	runs := regexp.MustCompile(`^((Must|Named)?Exec|(Named)?Query(Row)?x?|Preparex?|BeginTx?x?|Get|Select)(Context)?$`)
	change := regexp.MustCompile(`(?i)\b(insert\s+into|delete\s+from|update\s+\w+\s+set)\b`)
	mayRun := map[string]bool{"conn.go": true, "tx.go": true}
	code, _ := sources(t)
	for _, file := range code {
		files := token.NewFileSet()
		parsed, err := parser.ParseFile(files, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			// A look-up in a map of settings is a Get as well, of one word.
			lookUp := len(call.Args) == 0 || selector.Sel.Name == "Get" && len(call.Args) == 1
			if runs.MatchString(selector.Sel.Name) && !lookUp && !mayRun[file] {
				changes := false
				ast.Inspect(call, func(n ast.Node) bool {
					if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && change.MatchString(text.Value) {
						changes = true
					}
					return true
				})
				if changes || !readsSettings(file) {
					t.Errorf("%s runs a statement past the transaction", files.Position(call.Pos()))
				}
			}
			// What read runs is not committed, and its callee must not try.
			if selector.Sel.Name == "read" {
				ast.Inspect(call, func(n ast.Node) bool {
					if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING && change.MatchString(text.Value) {
						t.Errorf("%s changes something while reading", files.Position(text.Pos()))
					}
					return true
				})
			}
			return true
		})
	}
}

// readsSettings tells which file asks a fresh connection how it is set.
func readsSettings(file string) bool { return file == "sqlite.go" }
