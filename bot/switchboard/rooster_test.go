package switchboard_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// TestTheRoosterOfTomorrowIsEmpty: at four o'clock those who look after the circle hear
// that nobody is on duty tomorrow, once, on several instances and however often they
// are started again; and a named human ends it.
func TestTheRoosterOfTomorrowIsEmpty(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		book := flowstest.Own(t)
		noord := book.Programme("belcirkel").Circle("noord")
		for i := range noord.Rooster {
			noord.Rooster[i].Days = slices.DeleteFunc(slices.Clone(noord.Rooster[i].Days), func(d time.Weekday) bool { return d == time.Tuesday })
		}
		book.Programme("belcirkel").Circle("zuid").Rooster = nil // nobody takes part there
		w := newWorldWith(t, b, 2, book)
		w.writes("anja", chat.Started, w.linked("anja"))
		w.opens("riet", w.tokenOf(w.enrols()))
		w.answers("riet", "0")
		before := len(w.arrived("anja"))
		looks := func() {
			t.Helper()
			for _, s := range w.boards {
				if err := s.RoosterNow(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			w.arrived("anja")
		}
		at := func(hour, minute int) { w.clock.set(time.Date(2026, 11, 23, hour, minute, 0, 0, flows.Amsterdam)) }

		at(15, 59)
		looks()
		if n := len(w.alarms()); n != 0 {
			t.Fatalf("%d alarms before four", n)
		}
		at(16, 0)
		looks()
		at(16, 1)
		looks()
		alarms := w.alarms()
		if len(alarms) != 1 || alarms[0].Cause != chat.CauseRooster || alarms[0].Alias != "belcirkel Noord" || alarms[0].Repeated != 0 {
			t.Fatalf("people see %+v", alarms)
		}
		if got := w.arrived("anja")[before:]; len(got) != 1 || !strings.Contains(got[0], "Op dinsdag 24-11 heeft niemand dienst. Die dag wordt 1 deelnemer gevraagd.") {
			t.Fatalf("she reads %q", got)
		}

		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: alarms[0].ID}, Author: enroller})
		at(17, 0)
		looks()
		if n := len(w.alarms()); n != 0 {
			t.Errorf("%d stand after somebody ended it", n)
		}
		if got := w.arrived("anja")[before:]; len(got) != 2 || !strings.Contains(got[1], "Noor heeft de melding afgerond") {
			t.Errorf("she reads %q", got)
		}
	})
}
