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

func (w *world) erasedItems() []chat.Alarm {
	return slices.DeleteFunc(w.alarms(), func(a chat.Alarm) bool { return a.Cause != chat.CauseErased })
}

// Law 3: a member of a circle who has all erased reads beforehand that nobody asks them
// any more; whoever has duty hears it, not at night; and an item with their initials
// outlives what is erased until a human ends it.
func TestLaw3_AMemberWhoIsErasedIsNotUnheard(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.Own(t))
		w.writes("anja", chat.Started, w.linked("anja"))
		id := w.enrols()
		w.opens("riet", w.tokenOf(id))
		w.answers("riet", "0")
		w.clock.set(time.Date(2026, 11, 23, 22, 0, 0, 0, flows.Amsterdam))
		w.says("riet", "wis")
		if asked := w.newest("riet").Text; !strings.Contains(asked, "Wilt u echt alles wissen?") || !strings.Contains(asked, "niet meer elke dag hoe het met u gaat") {
			t.Fatalf("she is asked %q", asked)
		}
		before := len(w.arrived("anja"))
		w.says("riet", "Ja, wis alles")
		w.works(w.boards...)
		if _, there := w.member(id); there {
			t.Fatal("she is there still")
		}
		all := w.erasedItems()
		if len(all) != 1 || all[0].Alias != "R.W." || all[0].Team != "wijkteam" || strings.Contains(all[0].Why, "Wit") {
			t.Fatalf("the desk sees %+v", all)
		}
		if got := w.arrived("anja")[before:]; len(got) != 0 {
			t.Errorf("at night she who has duty reads %q", got)
		}
		w.until(tuesday(7, 31), w.boards...)
		if got := w.arrived("anja")[before:]; len(got) != 1 || !strings.Contains(got[0], "Doet niet meer mee: R.W. (belcirkel Noord)") {
			t.Errorf("in the morning she reads %q", got)
		}
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: all[0].ID}, Author: enroller})
		if n := len(w.erasedItems()); n != 0 {
			t.Errorf("%d stand after somebody ended it", n)
		}
	})
}

// Law 20: where two take part at one address nobody is erased by the word of one of
// them: people find out first whose word it is.
func TestLaw20_TwoAtOneAddressAreNotErasedTogether(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.Own(t))
		ids := []string{w.enrols(), w.enrols("naam", "Jan de Wit", "aanspreeknaam", "meneer De Wit", "telefoon1", "0612345679")}
		for _, id := range ids {
			w.opens("riet", w.tokenOf(id))
			w.answers("riet", "0")
		}
		w.says("riet", "wis")
		w.says("riet", "Ja, wis alles")
		w.works(w.boards...)
		for _, id := range ids {
			if _, there := w.member(id); !there {
				t.Fatal("one of them was erased")
			}
		}
		stands := slices.ContainsFunc(w.alarms(), func(a chat.Alarm) bool {
			return a.Cause == chat.CauseStopped && strings.Contains(a.Why, "er nog niets gewist") && a.Team == "wijkteam"
		})
		if !stands || len(w.erasedItems()) != 0 {
			t.Errorf("the desk sees %+v", w.alarms())
		}
		if got := w.newest("riet").Text; !strings.Contains(got, "Ik geef het door aan het wijkteam") {
			t.Errorf("they read %q", got)
		}
	})
}
