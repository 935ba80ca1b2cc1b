package rehearsal_test

import (
	"io/fs"
	"strings"
	"testing"

	"omzien/bot/rehearsal"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// The built-in playbook's own tests: whole talks, through the pure functions.
// Bot/switchboard plays them on both databases.
func TestTranscripts(t *testing.T) {
	book := flowstest.Shipped(t)
	files, err := fs.Glob(flows.BuiltIn(), "transcripts/*.txt")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d transcripts: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			text, err := fs.ReadFile(flows.BuiltIn(), file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := flows.ParseTranscript(file, string(text))
			if err != nil {
				t.Fatal(err)
			}
			played := rehearsal.Play(script, rehearsal.NewTalk(book))
			for _, d := range played.Differences {
				t.Errorf("after line %d nobody saw\n%s, but\n%s%v", d.After.Line,
					flows.Transcript{Moves: d.Expected}, flows.Transcript{Moves: d.Got}, d.Trouble)
			}
			if got := played.AsItWent.String(); got != string(text) {
				t.Errorf("written anew it reads\n%s", got)
			}
		})
	}
}

// The guide's own examples, which authors copy first.
func TestTheGuidesTranscriptsGoSo(t *testing.T) {
	guide, err := fs.ReadFile(flows.BuiltIn(), "LEESMIJ.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, begin := range []string{"#", "desk> Noor schrijft"} {
		_, example, found := strings.Cut(string(guide), "```\n"+begin)
		example, _, ended := strings.Cut(begin+example, "```")
		script, err := flows.ParseTranscript("LEESMIJ.md", example)
		if !found || !ended || err != nil || len(script.Moves) < 10 {
			t.Fatalf("%v in\n%s", err, example)
		}
		if played := rehearsal.Play(script, rehearsal.NewTalk(flowstest.Shipped(t))); len(played.Differences) > 0 {
			t.Errorf("it differs in\n%s", shown(played))
		}
	}
}
