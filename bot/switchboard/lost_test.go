package switchboard_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// without is the organisation as its author left it who renamed circle Noord.
func without(t *testing.T, circle string) *flows.Playbook {
	t.Helper()
	book := flowstest.Own(t)
	p := book.Programme("belcirkel")
	for i := range p.Circles {
		if p.Circles[i].Name == circle {
			p.Circles[i].Name = circle + "-oost"
		}
	}
	return book
}

// uses puts a playbook to use at all instances, which plan by it, one after the other.
func (w *world) uses(book *flows.Playbook) {
	w.t.Helper()
	for _, b := range w.boards {
		if err := b.Use(w.t.Context(), book); err != nil {
			w.t.Fatal(err)
		}
	}
	w.plans()
	w.works(w.boards...)
}

// lost are the open alarms about circles that the playbook has no more.
func (w *world) lost() []chat.Alarm {
	w.t.Helper()
	return slices.DeleteFunc(w.alarms(), func(a chat.Alarm) bool { return a.Cause != chat.CauseLost })
}

// Law 3: a circle that is renamed in the playbook stops nobody silently. An alarm of its
// team stands, once, however many instances see it and however often; operations read
// it; and the program ends it when the circle is back. Its members stay.
func TestLaw3_ARenamedCircleIsNotSilent(t *testing.T) {
	second := chat.Address{Adapter: "pushed", Chat: "beheer"}
	mails := func(w *world) (texts []string) {
		for _, m := range w.said(second) {
			if strings.HasPrefix(m.Text, "Niet meer in het draaiboek") { // that they were not asked meanwhile is told besides
				texts = append(texts, m.Text)
			}
		}
		return texts
	}
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 2, flowstest.Own(t), func(_ *world, cfg *switchboard.Config) { cfg.Second = []chat.Address{second} })
		for i := range 3 {
			w.joins(i)
		}
		w.plans()
		if n := len(w.lost()); n != 0 {
			t.Fatalf("%d alarms while all is well", n)
		}
		w.clock.set(time.Date(2026, 11, 23, 22, 0, 0, 0, flows.Amsterdam))
		w.uses(without(t, "noord"))
		w.plans()
		w.works(w.boards...)
		all := w.lost()
		if len(all) != 1 || all[0].Team != "wijkteam" || all[0].Alias != "belcirkel noord" || all[0].Repeated != 0 || !strings.Contains(all[0].Why, "Er doen 3 mensen mee") {
			t.Fatalf("people see %+v", all)
		}
		if got := mails(w); len(got) != 1 || !strings.Contains(got[0], "Niet meer in het draaiboek (belcirkel noord)") {
			t.Fatalf("operations read %q", got)
		}
		if !strings.Contains(w.logged(), "circles that the playbook has no more") || strings.Contains(w.logged(), "noord") {
			t.Error("the log does not say it, or says too much")
		}
		if n := w.count("SELECT COUNT(*) FROM member WHERE circle = 'noord' AND state = 'active'"); n != 3 {
			t.Errorf("%d members are left", n)
		}
		w.clock.set(tuesday(12, 0))
		w.plans()
		w.works(w.boards...)
		if n, got := len(w.lost()), mails(w); n != 1 || len(got) != 1 {
			t.Errorf("a day later %d stand, and operations read %q", n, got)
		}

		w.uses(flowstest.Own(t))
		if n, got := len(w.lost()), mails(w); n != 0 || len(got) != 2 || !strings.Contains(got[1], "weer in orde") {
			t.Fatalf("it is back: %d stand, and operations read %q", n, got)
		}

		w.clock.set(tuesday(13, 0))
		w.uses(without(t, "noord"))
		all = w.lost()
		if len(all) != 1 || len(mails(w)) != 3 {
			t.Fatalf("gone again: people see %+v, and operations read %q", all, mails(w))
		}
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: all[0].ID}, Author: enroller})
		w.clock.set(tuesday(14, 0))
		w.uses(without(t, "noord"))
		if n := len(w.lost()); n != 0 {
			t.Errorf("%d stand after somebody ended it", n)
		}
		w.uses(flowstest.Own(t))
		w.uses(without(t, "noord"))
		if n := len(w.lost()); n != 1 {
			t.Errorf("%d stand of one that was back, and is gone anew", n)
		}
		for i := range 3 { // whoever leaves is missed by nobody
			w.places(chat.Leaves, memberID(i), "")
		}
		w.plans()
		w.works(w.boards...)
		if n := len(w.lost()); n != 0 {
			t.Errorf("%d stand while nobody takes part", n)
		}
	})
}

// A programme that is gone as a whole is told to the team that it had.
func TestLaw3_ARemovedProgrammeIsNotSilent(t *testing.T) {
	onEachCircle(t, 1, 2, func(t *testing.T, w *world) {
		w.plans()
		book := flowstest.Own(t)
		book.Programmes = slices.DeleteFunc(book.Programmes, func(p flows.Programme) bool { return p.Name == "belcirkel" })
		w.uses(book)
		if all := w.lost(); len(all) != 1 || all[0].Team != "wijkteam" {
			t.Errorf("people see %+v", all)
		}
		if n := w.count("SELECT COUNT(*) FROM alarm WHERE is_open AND cause = 'missed'"); n != 0 {
			t.Errorf("%d alarms of rounds that are no more", n)
		}
	})
}
