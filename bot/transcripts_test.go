package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTestPlaysTheTranscripts(t *testing.T) {
	in := t.TempDir()
	for _, tt := range []struct {
		name string
		env  []string
		args []string
	}{
		{"of the built-in playbook", nil, []string{"test"}},
		{"of a folder", nil, []string{"test", playbook(t, "", "", "")}},
		{"of OMZIEN_PLAYBOOK", []string{"OMZIEN_PLAYBOOK=" + playbook(t, "", "", "")}, []string{"test"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			said, wrong, ok := runs(t, in, tt.env, tt.args...)
			if !ok || strings.Count(said, "ok       transcripts/") < 8 || strings.Count(said, "\n") != strings.Count(said, "ok ") {
				t.Errorf("it says\n%s%s", said, wrong)
			}
		})
	}
}

// An author's way: change a text, see what differs, write it down, and all is
// well. Another folder's playbook stays as it is.
func TestTestShowsWhatDiffersAndWritesItAnew(t *testing.T) {
	dir := playbook(t, "flows/jongeren.yaml", "Kun je nu vrij praten?", "Kun je nu\n      rustig praten?")
	path := filepath.Join(dir, "transcripts", "jongere.txt")
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	said, _, ok := runs(t, t.TempDir(), nil, "test", dir)
	for _, want := range []string{
		"ok       transcripts/bewoner.txt\n",
		`differs  transcripts/jongere.txt

  line 2
      > /start jongeren
  expected, in line 6
      < Kun je nu vrij praten? [Ja|Nee]
  got
      < Kun je nu rustig praten? [Ja|Nee]

`, " transcripts of " + dir, "go run ./bot test --update " + dir + "\n",
	} {
		if ok || !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s", want, said)
		}
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("it wrote without being asked to")
	}
	differ := strings.Count(said, "differs  transcripts/")
	said, wrong, ok := runs(t, t.TempDir(), nil, "test", "--update", dir)
	if !ok || differ < 5 || strings.Count(said, "written  transcripts/") != differ {
		t.Errorf("it says\n%s%s", said, wrong)
	}
	after, _ := os.ReadFile(path)
	if want := strings.Replace(string(before), "nu vrij", "nu rustig", 1); string(after) != want {
		t.Errorf("it wrote\n%s", after)
	}
	if said, _, ok := runs(t, t.TempDir(), nil, "test", dir); !ok {
		t.Errorf("written anew it differs still:\n%s", said)
	}
}

func TestTestSaysWhatIsWrong(t *testing.T) {
	bare := playbook(t, "", "", "")
	if err := os.RemoveAll(filepath.Join(bare, "transcripts")); err != nil {
		t.Fatal(err)
	}
	noButton := playbook(t, "transcripts/jongere.txt", "> [Ja]", "> [Misschien]")
	tests := []struct {
		name string
		args []string
		want []string
	}{
		{"a playbook with mistakes", []string{"test", playbook(t, "flows/jongeren.yaml", "goto: nietvrij", "goto: nietvry")},
			[]string{`flows/jongeren.yaml:`, `Did you mean "nietvrij"?`, "1 mistake in"}},
		{"a line that is no move", []string{"test", playbook(t, "transcripts/jongere.txt", "> [Ja]", "[Ja]")},
			[]string{"unread   transcripts/jongere.txt", "transcripts/jongere.txt:7:1: no line of a transcript begins like this", "     7 | [Ja]", "1 transcript cannot be read."}},
		{"a button that is not there", []string{"test", noButton},
			[]string{"  line 7\n      > [Misschien]\n  cannot be done\n      there is no button [Misschien]; there are [Ja|Nee]\n", "  got\n      nothing of it\n"}},
		{"the same is not written anew", []string{"test", "--update", noButton}, []string{"not written  transcripts/jongere.txt", "there is no button [Misschien]"}},
		{"no transcripts", []string{"test", bare}, []string{"has no transcripts to play: write a talk"}},
		{"nothing to write to", []string{"test", "--update"}, []string{"make a copy of it (init DIR)"}},
		{"no folder", []string{"test", filepath.Join(bare, "weg")}, []string{"there is no such folder"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			said, wrong, ok := runs(t, t.TempDir(), nil, tt.args...)
			for _, want := range tt.want {
				if ok || !strings.Contains(said+wrong, want) {
					t.Errorf("%q is not in\n%s%s", want, said, wrong)
				}
			}
		})
	}
	if source, _ := os.ReadFile(filepath.Join(noButton, "transcripts", "jongere.txt")); !strings.Contains(string(source), "> [Misschien]") {
		t.Error("a transcript that cannot be played was overwritten")
	}
}
