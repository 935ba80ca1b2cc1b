package flows

import (
	"testing"
	"time"
)

func TestHowLongATextCanBeTakenBackIsASetting(t *testing.T) {
	for limits, want := range map[string]time.Duration{
		"":                             5 * time.Second,
		"limits: {talk: 3 dagen}\n":    5 * time.Second,
		"limits: {undo: 0}\n":          0,
		"limits: {undo: 0 s}\n":        0,
		"limits: {undo: 10 s}\n":       10 * time.Second,
		"limits: {undo: 8 Seconden}\n": 8 * time.Second,
		"limits: {undo: \"60s\"}\n":    time.Minute,
	} {
		book, err := Load(folder(map[string]string{
			"organisation.yaml": "name: W\nlanguage: nl\n" + limits + "teams:\n  team: {label: het team, achterwacht: nee, hours: altijd}\n",
			"numbers.yaml": "numbers:\n  - {name: Nul, phone: \"0800-1\", hours: altijd, owner: o," +
				" for: [suicide, violence, sexual, child, anything]}\n",
		}))
		if err != nil {
			t.Fatalf("%q: %v", limits, err)
		}
		if got := book.Organisation.Undo; got != want {
			t.Errorf("%q: %v, want %v", limits, got, want)
		}
	}
}
