package flows

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// A broken playbook is a file in testdata/broken: sections "-- name --", each a
// file that differs from the sound one. The sign ¶ stands before every place
// where a mistake must be reported, and the last section holds how each report
// begins, in the same order. Signs in a file that is broken as a whole are left
// out: its mistakes have no line.
type brokenPlaybook struct {
	files    map[string]string
	at       []place
	mistakes []string
}

var soundPlaybook = map[string]string{
	"organisation.yaml": "name: W\nlanguage: nl\nteams:\n  team:\n    label: het team\n    achterwacht: nee\n    hours: [ma-vr 9:00-17:00]\n",
	"numbers.yaml":      "numbers:\n  - {name: Nul, phone: \"0800-1\", for: [suicide, violence, sexual, child, anything], hours: altijd, owner: o}\n",
	"flows/x.yaml":      "flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\nsteps:\n  - ask: Wat is er?\n",
}

func readBroken(t *testing.T, name string) brokenPlaybook {
	t.Helper()
	source, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b := brokenPlaybook{files: map[string]string{}}
	section, line := "", 0
	for _, s := range strings.Split(strings.TrimSuffix(string(source), "\n"), "\n") {
		if strings.HasPrefix(s, "-- ") && strings.HasSuffix(s, " --") {
			section, line = s[3:len(s)-3], 0
			continue
		}
		if section == "mistakes" {
			b.mistakes = append(b.mistakes, s)
			continue
		}
		line++
		for strings.Contains(s, "¶") {
			before, after, _ := strings.Cut(s, "¶")
			b.at = append(b.at, place{section, line, len([]rune(before)) + 1})
			s = before + after
		}
		b.files[section] += s + "\n"
	}
	return b
}

// folder is the sound playbook with the files in place of its own. A flow file
// takes the place of the sound one's flow.
func folder(files map[string]string) fstest.MapFS {
	dir := fstest.MapFS{}
	flows := false
	for name, source := range files {
		dir[name] = &fstest.MapFile{Data: []byte(source)}
		flows = flows || strings.HasPrefix(name, "flows/") && strings.HasSuffix(name, ".yaml")
	}
	for name, source := range soundPlaybook {
		if dir[name] == nil && !(flows && strings.HasPrefix(name, "flows/")) {
			dir[name] = &fstest.MapFile{Data: []byte(source)}
		}
	}
	return dir
}

func TestSoundPlaybookLoads(t *testing.T) {
	if _, err := Load(folder(nil)); err != nil {
		t.Fatal(err)
	}
}

func brokenFiles(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/broken/*.txt")
	if err != nil || len(names) < 40 {
		t.Fatalf("%d broken playbooks, %v", len(names), err)
	}
	return names
}

// refused holds what is wrong with each broken playbook, by its file: several tests
// look at that, and loading takes its time.
var refused sync.Map

// mistakesIn are what the loader finds in the broken playbook of this file. They are
// shared: nobody may change them.
func mistakesIn(t *testing.T, name string) Mistakes {
	t.Helper()
	if found, ok := refused.Load(name); ok {
		return found.(Mistakes)
	}
	_, err := Load(folder(readBroken(t, name).files))
	var found Mistakes
	if !errors.As(err, &found) {
		t.Fatalf("%s loads: %v", name, err)
	}
	refused.Store(name, found)
	return found
}

// everyNth is one of n where time is short: the loader takes each the same way.
func everyNth[T any](n int, all []T) (some []T) {
	if !testing.Short() {
		return all
	}
	for i := 0; i < len(all); i += n {
		some = append(some, all[i])
	}
	return some
}

func TestEveryMistakeIsNamedAtItsPlace(t *testing.T) {
	for _, name := range everyNth(8, brokenFiles(t)) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			b, found := readBroken(t, name), mistakesIn(t, name)
			var lines []string
			var at []place
			for _, m := range found {
				lines = append(lines, m.What+". "+m.Remedy)
				if m.Line > 0 {
					at = append(at, place{m.File, m.Line, m.Column})
				}
			}
			same := len(lines) == len(b.mistakes)
			for i := range min(len(lines), len(b.mistakes)) {
				same = same && strings.HasPrefix(lines[i], b.mistakes[i])
			}
			if !same {
				t.Errorf("found:\n%v\nwant:\n%s", found, strings.Join(b.mistakes, "\n"))
			}
			if !slices.Equal(at, b.at) {
				t.Errorf("found at %v, want %v:\n%v", at, b.at, found)
			}
			for _, m := range found {
				if strings.Contains(m.String(), "%!") {
					t.Errorf("badly worded: %s", m)
				}
			}
		})
	}
}

// None hides another: all broken flows in one playbook give all their mistakes.
func TestNoMistakeHidesAnother(t *testing.T) {
	all := map[string]string{}
	type want struct {
		at   place
		what string
	}
	var wanted []want
	for i, name := range brokenFiles(t) {
		b := readBroken(t, name)
		source, ok := b.files["flows/x.yaml"]
		if !ok || len(b.files) > 1 || len(b.at) != len(b.mistakes) {
			continue
		}
		file := fmt.Sprintf("flows/x%03d.yaml", i)
		source = strings.Replace(source, "flow: x\n", fmt.Sprintf("flow: x%03d\n", i), 1)
		all[file] = strings.Replace(source, "deeplink: x}", fmt.Sprintf("deeplink: x%03d}", i), 1)
		for j, at := range b.at {
			at.file = file
			wanted = append(wanted, want{at, b.mistakes[j]})
		}
	}
	_, err := Load(folder(all))
	var found Mistakes
	if !errors.As(err, &found) || len(wanted) < 60 {
		t.Fatalf("%d mistakes wanted, %v", len(wanted), err)
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(found, func(m Mistake) bool {
			return place{m.File, m.Line, m.Column} == w.at && strings.HasPrefix(m.What+". "+m.Remedy, w.what)
		}) {
			t.Errorf("hidden: %v %s", w.at, w.what)
		}
	}
}

// Every problem that there are words for occurs in a broken playbook, or in the
// tests of files that cannot be read.
func TestEveryWordingIsUsed(t *testing.T) {
	if testing.Short() {
		t.Skip("loads every broken playbook")
	}
	elsewhere := []problem{unreadable, noFile, tooLarge, tooMuch}
	var all Mistakes
	for _, name := range brokenFiles(t) {
		all = append(all, mistakesIn(t, name)...)
	}
	argument := regexp.MustCompile(`%\\\[\d\\\][qsd]`)
	for p := unreadable; p <= notUTF8; p++ {
		w := wordings[p]
		shape := regexp.MustCompile("^" + argument.ReplaceAllString(regexp.QuoteMeta(w.what), ".*") + "$")
		used := slices.ContainsFunc(all, func(m Mistake) bool { return shape.MatchString(m.What) })
		if w.what == "" || w.remedy == "" || !used && !slices.Contains(elsewhere, p) {
			t.Errorf("problem %d: no test shows %q, remedy %q", p, w.what, w.remedy)
		}
	}
}
