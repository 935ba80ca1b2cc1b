package switchboard_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/rehearsal"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// chooses presses the newest button of the person with this label, at one instance.
func (w *world) chooses(board int, who, label string) {
	w.t.Helper()
	lines := w.talk(who).Lines
	for i := len(lines) - 1; i >= 0; i-- {
		for n, c := range lines[i].Choices {
			if c.Label == label {
				ev := chat.Event{ID: "press:" + who + ":" + lines[i].ID + label, Kind: chat.Chose, From: at(who), Author: person, Token: lines[i].Token + ":" + string(rune('0'+n))}
				if _, err := w.boards[board].Handle(w.t.Context(), ev); err != nil {
					w.t.Errorf("%s: %v", who, err)
				}
				return
			}
		}
	}
	w.t.Errorf("nothing offers %q to %s", label, who)
}

// heard is all that the bot said to the person.
func (w *world) heard(who string) (text string) {
	for _, l := range w.talk(who).Lines {
		if l.Kind != chat.LinePerson {
			text += l.Plain() + "\n"
		}
	}
	return text
}

const onThursday = "Donderdag 26 november om 14 uur"

// upTo brings somebody to where they choose a time.
func (w *world) upTo(who string) {
	w.handle(chat.Event{ID: "first:" + who, Kind: chat.Said, From: at(who), Author: person, Text: "afspraak maken"})
	w.chooses(0, who, "Ja")
	w.chooses(0, who, "In het buurthuis")
}

// Two people choose the same time at the same moment, at two instances: one has it,
// and the other hears so and is offered others.
func TestNoTwoPeopleGetOneTime(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 2, flowstest.Shipped(t))
		w.clock.set(rehearsal.Opening())
		for _, who := range []string{"sam", "kim"} {
			w.upTo(who)
		}
		var both sync.WaitGroup
		for i, who := range []string{"sam", "kim"} {
			both.Go(func() { w.chooses(i, who, onThursday) })
		}
		both.Wait()
		sam, kim := w.heard("sam"), w.heard("kim")
		if agreed := strings.Count(sam+kim, "Afgesproken: donderdag 26 november om 14 uur"); agreed != 1 {
			t.Errorf("%d have it", agreed)
		}
		if late := strings.Count(sam+kim, "Die tijd is net bezet"); late != 1 {
			t.Errorf("%d hear that it was taken:\n%s\n%s", late, sam, kim)
		}
		var n int
		if err := w.raw.Get(&n, "SELECT COUNT(*) FROM slot"); err != nil || n != 1 {
			t.Error(n, err)
		}
	})
}

// What is due of an appointment comes once, by whichever instance; erasing oneself
// frees the time, and nothing comes of it any more (law 20).
func TestLaw20_AnAppointmentGoesWithThePerson(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.Shipped(t))
		w.clock.set(rehearsal.Opening())
		w.upTo("sam")
		w.chooses(0, "sam", onThursday)
		p := &player{world: w, alarms: map[string]int{}}
		p.passes(2 * 24 * time.Hour)
		if n := strings.Count(w.heard("sam"), "morgen om 14 uur"); n != 1 {
			t.Fatalf("reminded %d times: %s", n, w.heard("sam"))
		}
		w.handle(chat.Event{ID: "wis", Kind: chat.Said, From: at("sam"), Author: person, Text: "wis"})
		w.handle(chat.Event{ID: "wis-ja", Kind: chat.Said, From: at("sam"), Author: person, Text: "ja"})
		for _, table := range []string{"slot", "person"} {
			var n int
			if err := w.raw.Get(&n, "SELECT COUNT(*) FROM "+table); err != nil || n != 0 {
				t.Errorf("%s: %d rows, %v", table, n, err)
			}
		}
		w.upTo("kim")
		w.chooses(0, "kim", onThursday)
		if !strings.Contains(w.heard("kim"), "Afgesproken: donderdag 26 november om 14 uur") {
			t.Error(w.heard("kim"))
		}
	})
}

// While people have the talk the bot does not remind: the desk does (law 9). When the
// appointment is over nothing of it is left.
func TestLaw9_ThePeopleWhoHaveTheTalkRemind(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.Shipped(t))
		w.clock.set(rehearsal.Opening())
		w.upTo("sam")
		w.chooses(0, "sam", onThursday)
		p := &player{world: w, alarms: map[string]int{}}
		p.passes(42 * time.Hour)
		w.handle(chat.Event{ID: "mens", Kind: chat.Said, From: at("sam"), Author: person, Text: "mens"})
		w.handle(w.act("Noor", chat.Claimed, "sam", ""))
		before := w.heard("sam")
		w.clock.set(time.Date(2026, 11, 25, 10, 0, 0, 0, flows.Amsterdam))
		p.work()
		if after := w.heard("sam"); strings.Contains(strings.TrimPrefix(after, before), "afspraak") {
			t.Error(after)
		}
		raised := false
		for _, a := range w.alarms() {
			raised = raised || a.Cause == chat.Notice("appointment", "remind") && strings.Contains(a.Why, "donderdag 26 november om 14 uur, In het buurthuis")
		}
		if !raised {
			t.Errorf("%+v", w.alarms())
		}
		w.clock.set(time.Date(2026, 11, 26, 15, 0, 0, 0, flows.Amsterdam))
		p.work()
		var n int
		if err := w.raw.Get(&n, "SELECT COUNT(*) FROM slot"); err != nil || n != 0 {
			t.Error(n, err)
		}
	})
}

// The desk sees an appointment where the talk stands, and in the morning of its day.
func TestTheDeskSeesWhomItMeets(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, 1, flowstest.Shipped(t))
		w.clock.set(rehearsal.Opening())
		w.upTo("sam")
		w.chooses(0, "sam", onThursday)
		record := w.stores[0].Record()
		start := time.Date(2026, 11, 26, 14, 0, 0, 0, flows.Amsterdam)
		th, err := record.Thread(t.Context(), w.talk("sam").Conversation, 0)
		if err != nil || !th.MeetAt.Equal(start) {
			t.Fatal(th.MeetAt, err)
		}
		for _, c := range []struct {
			team string
			day  int
			want int
		}{{"jongerenwerk", 26, 1}, {"jongerenwerk", 25, 0}, {"wijkteam", 26, 0}} {
			now := time.Date(2026, 11, c.day, 9, 0, 0, 0, flows.Amsterdam)
			teams := []adapters.Team{{Name: "jongerenwerk", Today: now.Add(15 * time.Hour), Places: flowstest.Shipped(t).Calendar("jongerenwerk").Labels()}, {Name: "wijkteam", Today: now.Add(15 * time.Hour)}}
			m, _, err := adapters.Begin(t.Context(), record, "webdesk", c.team, teams, now)
			if err != nil || len(m.Meets) != c.want {
				t.Errorf("%s on the %d: %+v %v", c.team, c.day, m.Meets, err)
			}
			if c.want == 1 && (m.MeetInWords(m.Meets[0]) != "14.00 uur, In het buurthuis" || !strings.Contains(m.InShort(), "1 afspraak")) {
				t.Error(m.MeetInWords(m.Meets[0]), m.InShort())
			}
		}
	})
}
