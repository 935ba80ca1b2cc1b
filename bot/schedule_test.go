package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// schedules are the folders in which it is decided on which day something happens.
// There a day is a date: twice a year it has 23 or 25 hours (goal M8).
var schedules = []string{"bot/chat", "bot/checkin", "bot/alarm", "bot/switchboard", "flows"}

// spans are the declarations there that count days in hours rightly: how long something
// is kept or may last, and never when it comes.
var spans = []string{
	"flows/appointmentsfile.go: inDays",
	"flows/dates.go: Since", // of two midnights in UTC
	"flows/duration.go: parseDuration", "flows/duration.go: mostRest",
	"flows/hints.go: checkedWithin",
	"flows/organisation.go: talkAge",
	"flows/retention.go: keptFor", "flows/retention.go: longestKept",
	"flows/transcript.go: shortDuration", "flows/transcriptread.go: passing", // "+ 3d" in a transcript is so many hours
	"bot/chat/survey.go: SurveyFor",
	"bot/switchboard/change.go: circleKept",
	"bot/switchboard/desk.go: dayKept",
	"bot/switchboard/expire.go: ExpireSome", "bot/switchboard/expire.go: leapCounts", "bot/switchboard/expire.go: roundsKept",
}

// Goal M8: whoever adds 24 hours where a date is meant is told here.
func TestLayout_M8_NoScheduleAddsADayInHours(t *testing.T) {
	found := daysInHours(t, os.DirFS(".."))
	for _, at := range found {
		if !slices.Contains(spans, at) {
			t.Errorf("%s: a day is not 24 hours: add to a date (flows.Day), or name it among the spans", at)
		}
	}
	for _, span := range spans {
		if !slices.Contains(found, span) {
			t.Errorf("%s: counts no days in hours (any more)", span)
		}
	}
}

func TestLayout_M8_ADayInHoursIsFoundInAnyShape(t *testing.T) {
	for source, want := range map[string]bool{
		"at.Add(24 * time.Hour)":                true,
		"at.Add(time.Hour * 24)":                true,
		"at.Add(-7 * 24 * time.Hour)":           true,
		"at.Add(time.Duration(n)*24*time.Hour)": true,
		"at.Add(1440 * time.Minute)":            true,
		"at.Add((12 + 12) * time.Hour)":         false, // nobody writes that
		"at.Add(90 * time.Minute)":              false,
		"at.Add(25 * time.Hour)":                false,
		"time.ParseDuration(\"48h\")":           true,
		"at.AddDate(0, 0, 1)":                   false,
	} {
		dir := fstest.MapFS{"bot/checkin/x.go": {Data: []byte("package checkin\nfunc f() { " + source + " }")}}
		if got := len(daysInHours(t, dir)) == 1; got != want {
			t.Errorf("%s: found %v", source, got)
		}
	}
}

// daysInHours lists the declarations in schedules that count days in hours.
func daysInHours(t *testing.T, root fs.FS) (all []string) {
	t.Helper()
	for _, dir := range schedules {
		files, err := fs.Glob(root, dir+"/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := fs.ReadFile(root, name)
			if err != nil {
				t.Fatal(err)
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
			if err != nil {
				t.Fatal(err)
			}
			for _, decl := range file.Decls {
				for of, node := range partsOf(decl) {
					if countsDays(node) {
						all = append(all, path.Clean(name)+": "+of)
					}
				}
			}
		}
	}
	slices.Sort(all)
	return all
}

// partsOf are the parts of a declaration by the name of each.
func partsOf(decl ast.Decl) map[string]ast.Node {
	if f, ok := decl.(*ast.FuncDecl); ok {
		return map[string]ast.Node{f.Name.Name: f}
	}
	all := map[string]ast.Node{}
	for _, spec := range decl.(*ast.GenDecl).Specs {
		if v, ok := spec.(*ast.ValueSpec); ok {
			all[v.Names[0].Name] = v
		}
	}
	return all
}

func countsDays(node ast.Node) (found bool) {
	units := map[string]int{"Hour": 3600, "Minute": 60, "Second": 1}
	// product is of the numbers in it, times a unit of time where there is one.
	var product func(e ast.Expr) (n int, unit bool)
	product = func(e ast.Expr) (int, bool) {
		switch e := e.(type) {
		case *ast.BasicLit:
			if n, err := strconv.Atoi(e.Value); err == nil {
				return n, false
			}
		case *ast.ParenExpr:
			return product(e.X)
		case *ast.UnaryExpr:
			return product(e.X)
		case *ast.SelectorExpr:
			if of := fmt.Sprint(e.X); of == "time" && units[e.Sel.Name] > 0 {
				return units[e.Sel.Name], true
			}
		case *ast.BinaryExpr:
			if e.Op == token.MUL {
				n, a := product(e.X)
				m, b := product(e.Y)
				return n * m, a || b
			}
		}
		return 1, false
	}
	ast.Inspect(node, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.BinaryExpr:
			n, unit := product(e)
			found = found || e.Op == token.MUL && unit && n > 0 && n%(24*3600) == 0
		case *ast.BasicLit:
			hours, ok := strings.CutSuffix(strings.Trim(e.Value, "\"`"), "h")
			n, err := strconv.Atoi(hours)
			found = found || e.Kind == token.STRING && ok && err == nil && n > 0 && n%24 == 0
		}
		return !found
	})
	return found
}
