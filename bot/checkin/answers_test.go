package checkin_test

import (
	"testing"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows/flowstest"
)

// heardAs is what a round hears where the person answers the prompt in this way.
func heardAs(t *testing.T, ev chat.Event) string {
	t.Helper()
	s := newScene(t, 1)
	s.run(clock(8, 30))
	ev.ID, ev.Author, ev.At = "answer", person, clock(8, 40)
	c := chat.Conversation{ID: "talk", Address: s.f.Circle[0].Address}
	d, _ := checkin.Relay(flowstest.BuiltIn(t), c, chat.Facts{CanReach: true, Members: s.f.Circle, Rounds: []chat.Round{s.r}}, ev)
	for _, then := range d.Then {
		if then.Kind == chat.CheckedIn {
			return then.Value
		}
	}
	return ""
}

// people.md section 3: only the button and the closed list tick her off. All else is a
// sign of life that a human reads, and words about the body go to people at once.
func TestM10_OnlyTheButtonAndTheClosedListTickHerOff(t *testing.T) {
	for text, want := range map[string]chat.Stand{
		"ja": chat.StandWell, "Ja hoor, alles goed!": chat.StandWell, "prima, dank u wel": chat.StandWell, "👍": chat.StandWell, "Goedemorgen. Ja, goed.": chat.StandWell,
		"hallo": chat.StandSign, "goedemorgen": chat.StandSign, "ja maar de verwarming doet het niet": chat.StandSign, "wat is goed": chat.StandSign,
		"morgen": chat.StandSign, "x": chat.StandSign, "nog niet": chat.StandSign, "goed dat u het vraagt": chat.StandSign,
		"nee": chat.StandNotWell, "niet zo goed": chat.StandNotWell, "kunt u mij bellen": chat.StandNotWell, "help": chat.StandNotWell,
		"ja, ik ben gevallen": chat.StandNotWell, "prima, maar wat benauwd": chat.StandNotWell,
		"Automatisch antwoord: ik ben er morgen weer": "",
	} {
		if got := heardAs(t, chat.Event{Kind: chat.Said, Text: text}); got != string(want) {
			t.Errorf("%q is heard as %q, not %q", text, got, want)
		}
	}
	photo := chat.Event{Kind: chat.Said, Text: "ja", Files: []chat.File{{ID: "f", Name: "foto.jpg"}}}
	if got := heardAs(t, photo); got != string(chat.StandSign) {
		t.Errorf("a photo is heard as %q", got)
	}
	round := chat.RoundID("belcirkel", "noord", monday.String(), "0830")
	for value, want := range map[string]chat.Stand{"well#m0": chat.StandWell, "not_well#m0": chat.StandNotWell} {
		if got := heardAs(t, chat.Event{Kind: chat.Chose, Step: "checkin:" + round, Value: value}); got != string(want) {
			t.Errorf("the button %s is heard as %q", value, got)
		}
	}
	if got := heardAs(t, chat.Event{Kind: chat.Edited, Text: "ja"}); got != "" {
		t.Errorf("changed words are heard as %q", got)
	}
}

// Law 9: a talk that waits for people is not broken into, however long nobody said
// anything in it. The question comes when it is over, so words until then are no answer
// to it: they stay in that talk.
func TestLaw9_WhoWaitsForPeopleIsAskedAfterwards(t *testing.T) {
	s := newScene(t, 1)
	var asks []chat.Event
	for _, ev := range s.run(clock(8, 30), "m0") {
		if ev.Kind == chat.Prompts {
			asks = append(asks, ev)
		}
	}
	if len(asks) != 1 {
		t.Fatalf("asked %+v", asks)
	}
	c := chat.Conversation{ID: "talk", Address: s.f.Circle[0].Address, HeardAt: monday.Add(-1).At(22 * 60)}
	c.Handoff.State = chat.Waiting
	f := chat.Facts{CanReach: true, Members: s.f.Circle, Rounds: []chat.Round{s.r}}
	asks[0].At = clock(8, 30)
	d, _ := checkin.Relay(s.book, c, f, asks[0])
	if len(d.Say) != 0 || len(d.Then) != 1 || d.Then[0].Kind != chat.PromptHeld {
		t.Fatalf("while they wait: %+v", d)
	}
	s.at(clock(8, 30), d.Then[0])
	f.Rounds = []chat.Round{s.r}
	d, its := checkin.Relay(s.book, c, f, chat.Event{ID: "ok", Kind: chat.Said, Author: person, Text: "ok", At: clock(8, 40)})
	if its || len(d.Then) != 1 || d.Then[0].Value != string(chat.StandSign) {
		t.Errorf("what they write is taken for an answer: %v %+v", its, d.Then)
	}
	if next := s.r.Of("m0").NextAt; !next.Equal(clock(8, 35)) {
		t.Errorf("they are asked again at %v", next)
	}
}
