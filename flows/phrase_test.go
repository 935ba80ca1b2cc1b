package flows

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var argumentShape = regexp.MustCompile(`%\[\d\][a-z]`)

// arguments are the places of a wording, each once.
func arguments(words string) []string {
	all := argumentShape.FindAllString(words, -1)
	for i, a := range all {
		all[i] = a[:len(a)-1] // a language may quote what another does not
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Whoever adds a problem says it in Dutch too, about the same things.
func TestEveryProblemIsSaidInDutch(t *testing.T) {
	for p, w := range wordings {
		d := dutchWordings[p]
		if d.what == "" || d.remedy == "" {
			t.Errorf("no Dutch for %q: add it to dutchWordings", w.what)
			continue
		}
		if en, nl := arguments(w.what+w.remedy), arguments(d.what+d.remedy); !slices.Equal(en, nl) {
			t.Errorf("%q is about %v, its Dutch %q about %v", w.what, en, d.what, nl)
		}
		if !strings.HasSuffix(d.remedy, ".") && arguments(d.remedy) == nil && !strings.Contains(d.remedy, ": ") {
			t.Errorf("no sentence: %q", d.remedy)
		}
	}
	for p := range dutchWordings {
		if _, ok := wordings[p]; !ok {
			t.Errorf("Dutch for a problem that there is not: %q", dutchWordings[p].what)
		}
	}
}

// What fills a wording and is Omzien's own is a phrase, and has Dutch.
func TestEveryPhraseIsSaidInDutch(t *testing.T) {
	used := map[string]bool{}
	for _, call := range callsOfThePackage(t) {
		name := called(call)
		for i, arg := range call.Args {
			words, ok := firstLiteral(arg)
			switch {
			case !ok:
			case name == "phrased" && i == 0, strings.Contains(words, " ") && slices.Contains([]string{"mapping", "items", "text", "oneOf", "tag", "once"}, name):
				dutch, rest := dutchOf(strings.TrimRight(words, " "), true)
				if rest != "" || dutch == words {
					t.Errorf("no Dutch for %q: add it to dutchPhrases", words)
					continue
				}
				used[strings.TrimRight(words, " ")] = true
				if en, nl := arguments(words), arguments(dutch); !slices.Equal(en, nl) {
					t.Errorf("%q is about %v, its Dutch %q about %v", words, en, dutch, nl)
				}
			case name == "add" && len(call.Args) > 2 && i > 1 && strings.Contains(words, " ") && words != ": ...":
				t.Errorf("%q would be said in English in every language: make it phrased(%[1]q)", words)
			}
		}
	}
	if len(used) < 40 {
		t.Fatalf("only %d phrases were found", len(used))
	}
	for _, ks := range []keys{flowKeys, startKeys, variableKeys, countsKeys, stepKeys, skipKeys, optionKeys, remindKeys, giveUpKeys, waitKeys, linkKeys, limitKeys, retentionKeys, organisationKeys, teamKeys, holidayKeys, numbersKeys, numberKeys,
		directoryKeys, neighbourhoodKeys, entryKeys, whenKeys} {
		for _, k := range ks.names() {
			if _, ok := dutchPhrases[k]; ok {
				t.Errorf("%q is a key: mistakes would translate it", k)
			}
		}
	}
}

func callsOfThePackage(t *testing.T) []*ast.CallExpr {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var calls []*ast.CallExpr
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				calls = append(calls, call)
			}
			return true
		})
	}
	return calls
}

func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// firstLiteral is the text that an expression begins with.
func firstLiteral(e ast.Expr) (string, bool) {
	for {
		sum, ok := e.(*ast.BinaryExpr)
		if !ok {
			break
		}
		e = sum.X
	}
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}

var (
	quotedWords  = regexp.MustCompile(`"[^"]*"|\{[^}]*\}`)
	englishWords = regexp.MustCompile(`\b(the|this|that|an|must|cannot|has|have|your|did|you|known|write|add|and|or|line|step|key|found|expected|not)\b`)
)

// No mistake is half in English; outside quotes only words of the files are.
func TestMistakesAreDutchThroughout(t *testing.T) {
	if testing.Short() {
		t.Skip("loads every broken playbook")
	}
	n := 0
	for _, name := range brokenFiles(t) {
		for _, m := range mistakesIn(t, name) {
			n++
			nl := m.In("nl-BE")
			text := quotedWords.ReplaceAllString(nl.What+". "+nl.Remedy, "")
			text = strings.NewReplacer("and, or en not", "", " and leeftijd", "").Replace(text) // the words of conditions
			if english := englishWords.FindString(text); english != "" || strings.Contains(text, "%!") || strings.Contains(text, "%[") {
				t.Errorf("%s: %q in %s %s", name, english, nl.What, nl.Remedy)
			}
			if nl.What == m.What || nl.Remedy == m.Remedy || nl.File != m.File || nl.Line != m.Line || nl.Column != m.Column {
				t.Errorf("%s: the same in Dutch: %s", name, m)
			}
			if m.In("en") != m || m.In("") != m {
				t.Errorf("%s: other words in English: %s", name, m.In("en"))
			}
		}
	}
	if n < 80 {
		t.Fatalf("only %d mistakes", n)
	}
}

// Transcripts have no problems of their own, only phrases.
func TestMistakesOfTranscriptsAreDutch(t *testing.T) {
	for _, line := range []string{"@ morgen", "+ straks", "< ", "hoi", "> [Ja|Nee]", "! feest", "! alarm crisis", "desk> ", "desk> Noor danst"} {
		_, err := ParseTranscript("x.txt", line)
		var found Mistakes
		if !errors.As(err, &found) {
			t.Fatalf("%q is read", line)
		}
		nl := found.In("nl")
		if nl[0].What == found[0].What || nl[0].Remedy == found[0].Remedy {
			t.Errorf("%q: the same in Dutch: %s", line, nl[0])
		}
	}
}

func TestAPhraseMayEndWithANameOfTheAuthors(t *testing.T) {
	for english, want := range map[string]string{
		"the variable leeftijd": "het gegeven leeftijd",
		"the variable 100% zo":  "het gegeven 100% zo",
		"step 12":               "stap 12",
		"say":                   "say",
	} {
		if got := phrased(english).in(true); got != want {
			t.Errorf("%q: %q, want %q", english, got, want)
		}
		if got := phrased(english).in(false); got != english {
			t.Errorf("%q became %q", english, got)
		}
	}
	if _, ok := dutchPhrases["the"]; ok {
		t.Error(slices.Collect(maps.Keys(dutchPhrases)))
	}
}
