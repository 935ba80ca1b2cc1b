package alarm_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// people.md section 3: one press, and no reason asked. A press that was none is taken
// back by one, too: somebody must look again, whoever read that nothing is needed any
// more hears it, and her round has her back.
func TestLaw5_WhoPressedBereiktByMistakeTakesItBack(t *testing.T) {
	s := newScene(t)
	s.f.Contacts = []chat.Watcher{els}
	s.overdue(0, chat.StandOverdue)
	s.woke(10 * time.Minute)
	s.by(11*time.Minute, chat.Taken, anja.Who)
	s.by(12*time.Minute, chat.Tried, anja.Who)
	s.by(13*time.Minute, chat.Accepts, els.Who)
	s.wants("all clear", s.by(14*time.Minute, chat.Reached, anja.Who), toPiet, toEls)

	if d := s.by(15*time.Minute, chat.Mistaken, piet.Who); s.a.Open() || !d.Refused || !strings.Contains(d.Answer.Text, "Alleen wie op Bereikt drukte") {
		t.Errorf("somebody else: %+v", d.Answer)
	}
	d := s.by(15*time.Minute, chat.Mistaken, anja.Who)
	s.wants("she was not reached", d, toAnja, toPiet, toEls)
	s.wakes(25 * time.Minute)
	if !s.a.Open() || s.a.EndedBy.Name != "" || s.a.Check.Taken.Name != "" || d.Answer.Text != "De melding staat weer open." || d.Refused {
		t.Errorf("%+v %+v", s.a, d.Answer)
	}
	for _, m := range d.Say {
		switch {
		case m.To == els.At && (m.Page != s.a.ID || !strings.Contains(m.Text, "Er was een vergissing.") || !strings.Contains(m.Text, "Kunt u gaan kijken?")):
			t.Errorf("her daughter reads %q", m.Text)
		case m.To == piet.At && (m.Page != s.a.ID || !strings.Contains(m.Text, "Anja Bakker drukte per ongeluk op Bereikt.")):
			t.Errorf("Piet reads %q", m.Text)
		}
	}
	if m := s.shown(d); m.Edits != "" || len(m.Choices) != 4 || !slices.Contains(m.Alert.Lines, "10:15 Anja Bakker: vergissing, toch niet bereikt") {
		t.Errorf("at the desk: %+v %+v", m, m.Alert)
	}
	if ev := d.Then[len(d.Then)-1]; ev.Kind != chat.AlarmMoved || ev.Ref != "m1" || ev.Value != string(chat.StandOverdue) || ev.Author != anja.Who || ev.Text != chat.HowMistaken {
		t.Errorf("her round hears %+v", ev)
	}

	d = s.by(15*time.Minute, chat.Mistaken, anja.Who) // once more
	s.wants("twice in haste", d)
	if !d.Refused || d.Answer.Text != "Deze melding staat al weer open." || len(d.Then) > 0 {
		t.Errorf("twice in haste: %+v", d)
	}
	s.wants("whoever said so before says it again", s.by(16*time.Minute, chat.Accepts, els.Who), toAnja, toPiet)
	s.wants("reached in the end", s.by(20*time.Minute, chat.Reached, piet.Who), toAnja, toEls)
}

func TestLaw5_AMistakeIsTakenBackForAQuarterOfAnHour(t *testing.T) {
	for after, open := range map[time.Duration]bool{15 * time.Minute: true, 15*time.Minute + time.Millisecond: false} {
		s := newScene(t)
		s.overdue(0, chat.StandOverdue)
		s.by(time.Minute, chat.Reached, anja.Who)
		d := s.by(time.Minute+after, chat.Mistaken, anja.Who)
		if s.a.Open() != open || d.Refused == open {
			t.Errorf("after %v: open %v", after, s.a.Open())
		}
		if !open && (!strings.Contains(d.Answer.Text, "tot een kwartier na Bereikt") || len(d.Say)+len(d.Then) > 0) {
			t.Errorf("refused with %+v", d)
		}
	}
}

// Where she had answered after all, taking a last word back wakes nobody: only that a
// human has to look stands again.
func TestAMistakeAfterTheAllClearWakesNobody(t *testing.T) {
	s := newScene(t)
	s.overdue(0, chat.StandOverdue)
	s.at(time.Minute, chat.Event{Kind: chat.Settled, Author: chat.Program, Value: string(chat.StandWell)})
	s.by(2*time.Minute, chat.Reached, anja.Who)
	s.wants("nobody", s.by(3*time.Minute, chat.Mistaken, anja.Who))
	if !s.a.Open() || s.a.Check.Stand != chat.StandWell || !s.a.WakeAt().IsZero() {
		t.Errorf("%+v", s.a)
	}
}

// Of many, one who was not reached after all is named again, and hers hears it; also
// where she was the last.
func TestMany_AMistakenReachedNamesHerAgain(t *testing.T) {
	s := manyScene(t)
	s.woke(0)
	reached := func(after time.Duration, m string) {
		s.at(after, chat.Event{Kind: chat.Reached, Author: anja.Who, Ref: m})
	}
	back := func(after time.Duration, m string) chat.Decision {
		return s.at(after, chat.Event{Kind: chat.Mistaken, Author: anja.Who, Ref: m})
	}
	reached(time.Minute, "m1")
	d := back(2*time.Minute, "m1")
	s.wants("it rings again", d, toAnja)
	if m := s.shown(d); !slices.Equal(m.Alert.Who, []string{"R.W.", "A.B.", "C.D."}) {
		t.Errorf("at the desk: %+v", m.Alert)
	}
	if ev := d.Then[0]; ev.Kind != chat.Mistaken || ev.Subject != missedOf("m1") || ev.Ref != s.a.ID || ev.Author != anja.Who {
		t.Errorf("hers hears %+v", ev)
	}
	if d = back(2*time.Minute, "m1"); !d.Refused || len(d.Say)+len(d.Then) > 0 {
		t.Errorf("twice in haste: %+v", d)
	}
	s.woke(12 * time.Minute)
	for i, m := range []string{"m1", "m2", "m3"} {
		reached(time.Duration(13+i)*time.Minute, m)
	}
	if s.a.Open() {
		t.Fatal("all were reached, and it stands")
	}
	d = back(16*time.Minute, "m3")
	s.wants("Piet read that all is well", d, toAnja, toPiet)
	if m := s.shown(d); !s.a.Open() || !slices.Equal(m.Alert.Who, []string{"C.D."}) {
		t.Errorf("open %v: %+v", s.a.Open(), m.Alert)
	}
	if d = back(28*time.Minute+time.Second, "m1"); !d.Refused || !strings.Contains(d.Answer.Text, "kwartier") {
		t.Errorf("too late: %+v", d.Answer)
	}
}

// One whom a combined alarm names is quiet again, and makes sure that she is named.
func TestMany_AMistakeAboutOneOfThemIsQuietAgain(t *testing.T) {
	s := newScene(t)
	s.f.Contacts = []chat.Watcher{els}
	s.at(0, chat.Event{Kind: chat.Overdue, Author: chat.Program, Value: string(chat.StandOverdue), Ref: "e0/many"})
	s.by(time.Minute, chat.Reached, anja.Who)
	d := s.at(2*time.Minute, chat.Event{Kind: chat.Mistaken, Author: anja.Who, Ref: "e0/many"})
	s.wants("the combined one tells", d)
	if !s.a.Open() || s.a.Check.Within != "e0/many" || !s.a.WakeAt().IsZero() {
		t.Errorf("%+v %+v", s.a, s.a.Check)
	}
	i := slices.IndexFunc(d.Then, func(ev chat.Event) bool { return ev.Subject.ID == "e0/many" })
	if i < 0 || d.Then[i].Kind != chat.Overdue || d.Then[i].Ref != "m1" {
		t.Errorf("the combined one hears %+v", d.Then)
	}
}

// Who is not well rings by herself, also while a combined alarm names her; and whoever
// takes it back on her own page has her named there again.
func TestMany_AMistakeAboutWhoIsNotWellRings(t *testing.T) {
	s := newScene(t)
	s.at(0, chat.Event{Kind: chat.Overdue, Author: chat.Program, Value: string(chat.StandOverdue), Ref: "e0/many"})
	s.overdue(time.Minute, chat.StandNotWell)
	s.by(2*time.Minute, chat.Reached, anja.Who)
	d := s.at(3*time.Minute, chat.Event{Kind: chat.Mistaken, Author: anja.Who, Ref: "e0/many"})
	if s.a.WakeAt().IsZero() || len(d.Say) == 0 {
		t.Errorf("it is silent: %+v", s.a)
	}

	s = newScene(t)
	s.at(0, chat.Event{Kind: chat.Overdue, Author: chat.Program, Value: string(chat.StandOverdue), Ref: "e0/many"})
	s.by(time.Minute, chat.Reached, anja.Who)
	d = s.by(2*time.Minute, chat.Mistaken, anja.Who)
	if !slices.ContainsFunc(d.Then, func(ev chat.Event) bool { return ev.Kind == chat.Overdue && ev.Subject.ID == "e0/many" }) {
		t.Errorf("the combined one still has her as reached: %+v", d.Then)
	}
}

// Whoever was on the way to her read that nobody needs to: nobody counts on them.
func TestMany_NobodyGoesAnyMoreAfterAMistake(t *testing.T) {
	s := manyScene(t)
	s.woke(0)
	s.at(time.Minute, chat.Event{Kind: chat.Going, Author: piet.Who, Ref: "m1"})
	s.at(2*time.Minute, chat.Event{Kind: chat.Reached, Author: anja.Who, Ref: "m1"})
	for _, m := range []string{"m2", "m3"} {
		s.at(3*time.Minute, chat.Event{Kind: chat.Reached, Author: anja.Who, Ref: m})
	}
	s.at(4*time.Minute, chat.Event{Kind: chat.Mistaken, Author: anja.Who, Ref: "m1"})
	s.wakes(14 * time.Minute)
	if d := s.woke(14 * time.Minute); len(d.Say) == 0 || strings.Contains(d.Say[0].Text, "Er gaat al iemand naar") {
		t.Errorf("%+v", d.Say)
	}
}
