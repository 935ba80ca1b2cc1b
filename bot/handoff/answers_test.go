package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

// ackPause is long enough for another word that theirs stand at the desk.
const ackPause = 11 * time.Minute

// S12: what a person sends back of our own words stands at the desk, and is not
// answered, so that two bots do not talk for ever.
func TestS12_AnEchoReachesThePeopleAndNobodyElse(t *testing.T) {
	w := newTalk(t)
	w.facts.Desks = []chat.Address{desk}
	w.person(chat.Started, "jongeren")
	w.says("mens")
	for range 5 {
		w.passes(ackPause)
		w.says("nog iets")
		var ours []string
		for _, m := range w.last.Say {
			if m.To == w.c.Address {
				ours = append(ours, m.Text)
			}
		}
		if len(ours) != 1 {
			t.Fatalf("a person is told %q", ours)
		}
		w.passes(ackPause)
		w.says(ours[0])
		told := 0
		for _, m := range w.last.Say {
			if m.To == w.c.Address {
				t.Errorf("an echo is told %q", m.Text)
			}
			if m.To == desk && m.Text == ours[0] {
				told++
			}
		}
		if told != 1 {
			t.Errorf("the desk sees the echo %d times", told)
		}
	}
}

// A story stands on the card once: as a whole, not also message by message.
func TestLaw4_AStoryStandsOnTheCardAsAWhole(t *testing.T) {
	const story = "flow: verhaal\ntitle: V\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\ndata:\n  v: {type: story, about: verhaal}\nsteps:\n" +
		"  - ask: Vertel\n    save: v\n  - handoff: team\n    card: [v]\n"
	book := flowstest.Book(t, map[string]string{
		"flows/v.yaml": story,
	})
	w := newTalk(t)
	w.book = book
	w.person(chat.Started, "")
	for _, text := range []string{"het begon in de zomer", "toen kwam hij", "klaar"} {
		w.says(text)
	}
	want := []chat.CardFact{{Label: "verhaal", Text: "het begon in de zomer\ntoen kwam hij"}}
	if !slices.Equal(w.c.Handoff.Card, want) {
		t.Errorf("the card says %+v", w.c.Handoff.Card)
	}
	if strings.Count(w.c.Handoff.Card[0].Text, "zomer") != 1 {
		t.Error("twice")
	}
}
