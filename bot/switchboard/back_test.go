package switchboard_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// Whoever rings somebody who was away reads, on the afternoon before, that it begins
// again: in their own chat, or at the desk by whoever hands it on. To whom is rung
// nothing is to be said, and the round of that day is there.
func TestE8_WhoeverRingsReadsThatItBeginsAgain(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		w.writes("anja", chat.Started, w.linked("anja"))
		rung := func(name, caller string) string {
			return w.enrols("naam", name, "kanaal", chat.AdapterPhone, "beller", caller, "jaop", "2026-11-20", "gevraagddoor", "Noor")
		}
		first, second := rung("Riet de Wit", "Anja"), rung("Kees Jansen", "Joke")
		for _, m := range []string{first, second} {
			w.places(chat.Pauses, m, "2026-11-26")
		}
		before := len(w.arrived("anja"))
		w.clock.set(time.Date(2026, 11, 25, 15, 59, 0, 0, flows.Amsterdam))
		w.works(w.boards...)
		if n, m := len(w.alarms()), len(w.arrived("anja")); n != 0 || m != before {
			t.Errorf("before four: %d items, %d messages", n, m-before)
		}
		w.clock.set(time.Date(2026, 11, 25, 16, 0, 0, 0, flows.Amsterdam))
		w.works(w.boards...)
		if said := w.arrived("anja")[before:]; len(said) != 1 || !strings.HasPrefix(said[0], "R.W. was afgemeld. Morgen staat R.W. weer op je bellijst (belcirkel Noord).") {
			t.Errorf("Anja reads %q", said)
		}
		all := w.alarms()
		if len(all) != 1 || all[0].Cause != chat.CauseBack || all[0].Alias != "K.J." || !strings.Contains(all[0].Why, "Laat Joke dat weten.") {
			t.Fatalf("the desk reads %+v", all)
		}
		if n := w.count("SELECT COUNT(*) FROM lane WHERE adapter = 'telefoon'"); n != 0 {
			t.Errorf("%d calls on the eve", n)
		}
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: all[0].ID}, Author: enroller})
		w.plans()
		if s := w.standsIn("2026-11-26", first); s != chat.StandPlanned {
			t.Errorf("on the day itself she stands as %q", s)
		}
	})
}
