package checkin_test

import (
	"fmt"
	"strings"
	"testing"

	"omzien/bot/chat"
)

// Law 15: what a worker wrote down stays in the turn. Of the words nothing is in what
// alarms hear, for these stand in channels and in mails.
func TestLaw15_ANoteDoesNotTravelWithTheAlarm(t *testing.T) {
	const note = "Gesproken door Ria Jansen. Gevallen, dochter 06 98765432."
	s := newScene(t, 2)
	s.run(clock(8, 31))
	d := s.at(clock(8, 40), chat.Event{Kind: chat.CheckedIn, Author: noor(), Ref: "m0", Value: string(chat.StandNotWell), Text: note, Sent: clock(8, 40)})
	wants(t, "alarmed", of(d.Then, chat.Overdue), "m0 not_well")
	d.Round = nil
	for _, words := range []string{"Jansen", "Gevallen", "98765432"} {
		if strings.Contains(fmt.Sprintf("%+v", d), words) {
			t.Errorf("%q leaves the turn: %+v", words, d)
		}
	}
	if notes := s.r.Of("m0").Notes(); len(notes) != 1 || notes[0].How != note || notes[0].By.Name != "Noor" {
		t.Errorf("the turn has %+v", notes)
	}
}
