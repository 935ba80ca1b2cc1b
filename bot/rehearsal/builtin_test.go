package rehearsal_test

import (
	"io/fs"
	"testing"

	"omzien/bot/rehearsal"
	"omzien/flows"
)

func builtIn(t testing.TB) *flows.Playbook {
	t.Helper()
	book, err := flows.Load(flows.BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// The built-in playbook's own tests: whole talks, through the pure functions.
// Bot/switchboard plays them on both databases.
func TestTranscripts(t *testing.T) {
	book := builtIn(t)
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
