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
