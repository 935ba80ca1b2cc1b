package switchboard_test

import (
	"fmt"
	"strings"
	"testing"

	"omzien/bot/chat"
)

// Law 15: a worker writes down how somebody is, with names and a number in it. Whoever
// looks after the circle is told at once, and reads the note on pages alone: neither the
// channel nor any message has a word of it, however far the alarm climbs.
func TestLaw15_ANoteIsReadOnPagesAlone(t *testing.T) {
	const note = "Gesproken door Ria Jansen. Gevallen, dochter 06 98765432."
	onEachCircle(t, 1, 2, func(t *testing.T, w *world) {
		w.plans()
		w.until(tuesday(8, 40), w.boards[0])
		round := w.roundOf().ID
		w.handle(chat.Event{
			ID: w.id("noor"), Kind: chat.CheckedIn, Author: enroller, Ref: memberID(0), Value: string(chat.StandNotWell), Text: note, Sent: w.clock.Now(),
			Subject: chat.Subject{Kind: chat.SubjectRound, ID: round},
		})
		w.until(tuesday(9, 30), w.boards[0])
		told := 0
		for _, m := range w.platform.all() {
			all := fmt.Sprintf("%+v %+v", m, m.Alert)
			if strings.Contains(all, "Een medewerker schreef op dat het niet goed gaat.") {
				told++
			}
			for _, words := range []string{"Jansen", "Gevallen", "98765432"} {
				if strings.Contains(all, words) {
					t.Errorf("%s reads %q:\n%s", m.To.Chat, words, all)
				}
			}
		}
		if told < 3 || len(w.said(own("anja"))) == 0 || len(w.said(chat.Address{Adapter: "pushed", Chat: "desk-wijkteam"})) == 0 {
			t.Errorf("%d messages tell of it", told)
		}
		page, err := w.stores[0].Record().Missed(t.Context(), chat.AlarmID(chat.OccurrenceID(round, memberID(0)), chat.CauseMissed))
		if err != nil || len(page.Occurrences) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
		if notes := page.Occurrences[0].Notes(); len(notes) != 1 || notes[0].How != note {
			t.Errorf("the page has %+v", notes)
		}
	})
}
