package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"omzien/flows"
)

// playbook copies the built-in playbook to a folder, with changes: the text
// before each arrow becomes the one after it.
func playbook(t *testing.T, file, before, after string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, flows.BuiltIn()); err != nil {
		t.Fatal(err)
	}
	if file == "" {
		return dir
	}
	path := filepath.Join(dir, file)
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(source), before, after, 1)
	if changed == string(source) {
		t.Fatalf("%s does not have %q", file, before)
	}
	os.Chmod(path, 0o600)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// today is a day on which the built-in numbers were checked not long ago.
var today = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestCheckOfTheBuiltInPlaybook(t *testing.T) {
	var out strings.Builder
	if err := check(&out, "", inWords("en"), today); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if !strings.Contains(out.String(), "No mistakes in the built-in playbook") {
		t.Errorf("got %s", out.String())
	}
}

func TestCheckShowsEveryMistakeWithItsPlaceAndRemedy(t *testing.T) {
	dir := playbook(t, "organisation.yaml", "name:", "nmae:")
	var out strings.Builder
	err := check(&out, dir, inWords("en"), today)
	if !errors.Is(err, errShown) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"organisation.yaml:", "| nmae:", "| ^\n", `Did you mean "name"?`, "mistake"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if _, err := loadPlaybook(dir); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), dir) {
		t.Errorf("a start with it says %q, want one line that names the folder", err)
	}
}

// Telegram takes about thirty messages a second: 162,000 are too many for ninety
// minutes of it.
func TestCheckAsksToLookAtAProgrammeThatCannotAskAllInTime(t *testing.T) {
	for people, want := range map[string]string{"150000": "", "200000": "the last would be asked 24 minutes too late"} {
		dir := playbook(t, "programmes.yaml", "  kind: ster", "  people: "+people+"\n  kind: ster")
		var out strings.Builder
		if err := check(&out, dir, inWords("en"), today); err != nil {
			t.Fatal(err)
		}
		if said := strings.Contains(out.String(), "more people than can be asked"); said != (want != "") || !strings.Contains(out.String(), want) {
			t.Errorf("%s people: %s", people, out.String())
		}
	}
}

func TestCheckAsksToLookAtOldNumbers(t *testing.T) {
	var out strings.Builder
	if err := check(&out, "", inWords("en"), today.AddDate(5, 0, 0)); err != nil {
		t.Fatalf("an old number stops nothing, yet: %v", err)
	}
	if !strings.Contains(out.String(), "was last dialled on") {
		t.Errorf("got %s", out.String())
	}
}

func TestCheckNamesMissingTranslations(t *testing.T) {
	oneLine := regexp.MustCompile(`- choose: [A-Z].*`)
	dir := playbook(t, "", "", "")
	gone := 0
	filepath.WalkDir(filepath.Join(dir, "flows"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		changed := oneLine.ReplaceAllString(string(source), `- choose: "Aha, iets nieuws."`)
		if changed != string(source) {
			gone++
		}
		os.Chmod(path, 0o600)
		return os.WriteFile(path, []byte(changed), 0o600)
	})
	var out strings.Builder
	if err := check(&out, dir, inWords("en"), today); err != nil || gone == 0 {
		t.Fatalf("%v, %d\n%s", err, gone, out.String())
	}
	if !strings.Contains(out.String(), "locales/en: ") || !strings.Contains(out.String(), "Aha, iets nieuws.") {
		t.Errorf("got %s", out.String())
	}
}

func TestCheckOfNoFolder(t *testing.T) {
	var out strings.Builder
	nowhere := filepath.Join(t.TempDir(), "weg")
	_, loading := loadPlaybook(nowhere)
	for _, err := range []error{check(&out, nowhere, inWords("en"), today), loading} {
		if err == nil || !strings.Contains(err.Error(), "no such folder") {
			t.Errorf("got %v", err)
		}
	}
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct {
		name, line  string
		column      int
		text, caret string
	}{
		{"the first character", "saay: hoi", 1, "saay: hoi", "^"},
		{"further on", "  - goto: weg", 11, "  - goto: weg", "          ^"},
		{"counted in characters", "é: x", 4, "é: x", "   ^"},
		{"a tab stays a tab", "\tx", 2, "\tx", "\t^"},
		{"beyond the end", "ab", 9, "ab", "  ^"},
		{"no control characters reach the screen", "a\x1b[2Jb", 1, "a\uFFFD[2Jb", "^"},
		{"a long line is cut around the place", long, 200, strings.Repeat("x", 100), strings.Repeat(" ", 60) + "^"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if text, caret := excerpt(tt.line, tt.column); text != tt.text || caret != tt.caret {
				t.Errorf("got %q, %q", text, caret)
			}
		})
	}
}

func TestCheckSpeaksDutch(t *testing.T) {
	dir := playbook(t, "flows/jongeren.yaml", "goto: nietvrij", "goto: nietvri")
	var out strings.Builder
	if err := check(&out, dir, inWords("nl-NL"), today); !errors.Is(err, errShown) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{`flows/jongeren.yaml:`, `er is geen stap die "nietvri" heet`, `Bedoel je "nietvrij"?`, "1 fout in "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	out.Reset()
	if err := check(&out, "", inWords("nl"), today); err != nil || !strings.Contains(out.String(), "Geen fouten in het ingebouwde draaiboek: ") || strings.Contains(out.String(), "have a look") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestCheckShowsHintsWithTheirPlace(t *testing.T) {
	dir := playbook(t, "flows/jongeren.yaml", "  - say: Je kunt hier altijd weer schrijven.", "  - say: Je kunt hier altijd weer schrijven, op elk uur van de dag en de nacht en van de hele week.")
	var out strings.Builder
	if err := check(&out, dir, inWords("en"), today); err != nil {
		t.Fatalf("a hint stops nothing: %v", err)
	}
	for _, want := range []string{"have a look: flows/jongeren.yaml:", "a long sentence of 20 words", "| - say: Je kunt", "to look at"} {
		if !strings.Contains(strings.ReplaceAll(out.String(), "|   - say", "| - say"), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}

func TestTheTerminalsLanguage(t *testing.T) {
	for _, tt := range []struct {
		asked string
		env   map[string]string
		dutch bool
	}{
		{"", nil, false},
		{"nl", nil, true},
		{"en", map[string]string{"LANG": "nl_NL.UTF-8"}, false},
		{"", map[string]string{"LANG": "nl_NL.UTF-8"}, true},
		{"", map[string]string{"LC_ALL": "C", "LANG": "nl_NL"}, false},
		{"", map[string]string{"LC_MESSAGES": "nl", "LANG": "en_US.UTF-8"}, true},
		{"", map[string]string{"LANG": "nlx"}, false},
	} {
		if got := isDutch(terminalLanguage(tt.asked, func(name string) string { return tt.env[name] })); got != tt.dutch {
			t.Errorf("%q, %v: Dutch %v", tt.asked, tt.env, got)
		}
	}
}

// Whoever stands in the folder reads its name, and not a dot.
func TestCheckNamesTheFolderThatOneStandsIn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "draaiboek")
	if err := initPlaybook(&strings.Builder{}, dir); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if err := os.Remove("numbers.yaml"); err != nil {
		t.Fatal(err)
	}
	for where, want := range map[string]string{".": "1 fout in draaiboek.\n", "./": "1 fout in draaiboek.\n", "../draaiboek": "1 fout in ../draaiboek.\n"} {
		var out strings.Builder
		if err := check(&out, where, inWords("nl"), today); !errors.Is(err, errShown) || !strings.HasSuffix(out.String(), want) {
			t.Errorf("%s: %v\n%s", where, err, out.String())
		}
	}
}
