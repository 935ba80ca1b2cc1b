package alarm_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
)

// combined is an alarm about three who are overdue at once.
func combined(members ...string) chat.Alarm {
	a := chat.Alarm{
		ID: "e0/many", Cause: chat.CauseMany, About: chat.Subject{Kind: chat.SubjectRound, ID: round}, Opened: deadline, TellAt: deadline,
		Check: &chat.Check{Programme: "belcirkel", Label: "belcirkel Noord", Round: round, Members: members, What: chat.StandOverdue},
	}
	return a
}

func manyScene(t *testing.T) *scene {
	s := newScene(t)
	s.a = combined("m1", "m2", "m3")
	s.f.Members = []chat.Member{{ID: "m1", Initials: "R.W."}, {ID: "m2", Initials: "A.B."}, {ID: "m3", Initials: "C.D."}}
	return s
}

func missedOf(member string) chat.Subject {
	return chat.Subject{Kind: chat.SubjectAlarm, ID: round + "#" + member + "/missed"}
}

// Many at once are one alarm with all their names; of whom one is reached, the
// others stand, and it ends with the last one.
func TestMany_WhenOneIsReachedTheOthersStand(t *testing.T) {
	s := manyScene(t)
	d := s.woke(0)
	s.wants("the coordinator", d, toAnja)
	if m := s.shown(d); m.Alert.Title != "Nog niet gehoord: 3 mensen (belcirkel Noord)" || !slices.Equal(m.Alert.Who, []string{"R.W.", "A.B.", "C.D."}) || len(m.Choices) != 4 {
		t.Errorf("at the desk: %+v %+v", m.Alert, m.Choices)
	}
	if !strings.Contains(d.Say[0].Text, "Het gaat om: R.W., A.B., C.D.") {
		t.Errorf("she reads %q", d.Say[0].Text)
	}
	d = s.at(time.Minute, chat.Event{Kind: chat.Reached, Author: noor, Ref: "m2"})
	if len(d.Then) != 1 || d.Then[0].Subject != missedOf("m2") || d.Then[0].Kind != chat.Reached || d.Then[0].Author != noor {
		t.Errorf("hers hears %+v", d.Then)
	}
	if m := s.shown(d); !slices.Equal(m.Alert.Who, []string{"R.W.", "C.D."}) || len(m.Choices) != 3 {
		t.Errorf("who is left: %+v", m.Alert)
	}
	s.wakes(10 * time.Minute)
	if d = s.at(2*time.Minute, chat.Event{Kind: chat.Reached, Author: bas, Ref: "m2"}); d.Answer.Text != "A.B. is al bereikt." || !d.Refused {
		t.Errorf("reached again: %+v", d)
	}
	for _, kind := range []chat.Kind{chat.Ended, chat.Reached} {
		if d = s.by(3*time.Minute, kind, noor); !s.a.Open() || d.Answer.Text != "Rond ieder apart af. Nog niet gehoord: R.W., C.D." {
			t.Errorf("%s of all at once: %+v", kind, d.Answer)
		}
	}
	s.at(4*time.Minute, chat.Event{Kind: chat.Settled, Author: bas, Ref: "m1", Value: string(chat.StandResolved)})
	d = s.by(5*time.Minute, chat.Reached, noor) // the only one who is left
	s.wants("all hear", d, toAnja)
	if s.a.Open() || s.a.EndedBy != noor {
		t.Errorf("it stands: %+v", s.a)
	}
}

// people.md section 3: many at once are not held: it rings in the moment in which the
// round says so, and waits for no timer.
func TestM10_ManyAreNotHeld(t *testing.T) {
	s := manyScene(t)
	d := s.at(0, chat.Event{Kind: chat.Overdue, Author: chat.Program, Ref: "m1 m2 m3", Value: string(chat.StandOverdue)})
	s.wants("the coordinator", d, toAnja)
	if m := s.shown(d); !slices.Equal(m.Alert.Who, []string{"R.W.", "A.B.", "C.D."}) {
		t.Errorf("at the desk: %+v", m.Alert)
	}
}

// Who is heard of after all is struck off; with the last one everybody hears that
// all is well, and a named human has the last word about all of them.
func TestMany_AllHeardOfWaitsForAHuman(t *testing.T) {
	s := manyScene(t)
	s.woke(0)
	heard := func(m string) chat.Decision {
		return s.at(time.Minute, chat.Event{Kind: chat.Settled, Author: chat.Program, Ref: m, Value: string(chat.StandWell)})
	}
	s.wants("the first", heard("m1"))
	s.at(time.Minute, chat.Event{Kind: chat.Reached, Author: noor, Ref: "m2"})
	s.wants("the last", heard("m3"), toAnja)
	s.wants("again", heard("m3"))
	if !s.a.Open() || !s.a.WakeAt().IsZero() {
		t.Fatalf("open %v, wakes %v", s.a.Open(), s.a.WakeAt())
	}
	d := s.by(2*time.Minute, chat.Ended, noor)
	if s.a.Open() || len(d.Then) != 2 || d.Then[0].Subject != missedOf("m1") || d.Then[1].Subject != missedOf("m3") || d.Then[0].Kind != chat.Ended {
		t.Errorf("%+v", d.Then)
	}
	s.wants("they heard it before", d)
}

// Another one who is overdue joins, and it rings again, also where it had ended.
func TestMany_OneMoreRingsAgain(t *testing.T) {
	s := manyScene(t)
	s.f.Members = append(s.f.Members, chat.Member{ID: "m4", Initials: "E.F."})
	s.woke(0)
	s.by(time.Minute, chat.Taken, anja.Who)
	joins := func(after time.Duration, m string) chat.Decision {
		return s.at(after, chat.Event{Kind: chat.Overdue, Author: chat.Program, Ref: m, Value: string(chat.StandOverdue)})
	}
	s.wants("one of them is said again", joins(2*time.Minute, "m1"))
	s.wants("one more", joins(3*time.Minute, "m4"), toAnja)
	if m := s.shown(s.last); !slices.Contains(m.Alert.Who, "E.F.") || s.a.Check.Taken.Name != "" {
		t.Errorf("%+v", s.a.Check)
	} else if m.Edits != "" || m.Alert.Calls {
		t.Errorf("what changes in place wakes nobody: %+v", m)
	}
	for _, m := range []string{"m1", "m2", "m3", "m4"} {
		s.at(4*time.Minute, chat.Event{Kind: chat.Reached, Author: noor, Ref: m})
	}
	if s.a.Open() {
		t.Fatal("all are reached, and it stands")
	}
	s.wants("several at once", joins(5*time.Minute, "m3 m4"), toAnja)
	if d := s.shown(s.last); !s.a.Open() || !slices.Equal(d.Alert.Who, []string{"C.D.", "E.F."}) || !strings.Contains(s.last.Say[0].Text, "C.D., E.F.") {
		t.Errorf("opened again: %+v", d.Alert)
	}
}

// One whom a combined alarm names tells nobody by itself, stands, and says there how
// it ended; what is worse than people know rings by itself.
func TestMany_OneOfThemIsQuiet(t *testing.T) {
	s := newScene(t)
	within := chat.Event{Kind: chat.Overdue, Author: chat.Program, Value: string(chat.StandOverdue), Ref: "e0/many"}
	s.wants("named there", s.at(0, within))
	s.wants("its timer", s.woke(15*time.Second))
	if !s.a.Open() || s.a.Armed(s.now) || !s.a.WakeAt().IsZero() {
		t.Fatalf("%+v", s.a)
	}
	d := s.at(time.Minute, chat.Event{Kind: chat.Settled, Author: chat.Program, Value: string(chat.StandWell)})
	if !s.a.Open() || len(d.Then) != 1 || d.Then[0].Subject.ID != "e0/many" || d.Then[0].Ref != "m1" || d.Then[0].Value != string(chat.StandWell) {
		t.Errorf("the combined one hears %+v", d.Then)
	}
	s.wants("not well after all", s.overdue(2*time.Minute, chat.StandNotWell), toAnja)
	d = s.by(3*time.Minute, chat.Reached, noor)
	if i := slices.IndexFunc(d.Then, func(ev chat.Event) bool { return ev.Subject.ID == "e0/many" }); i < 0 || d.Then[i].Author != noor || d.Then[i].Kind != chat.Settled {
		t.Errorf("the combined one hears %+v", d.Then)
	}

	late := newScene(t) // it rang by itself before the round said so
	late.woke(15 * time.Second)
	late.wants("named there", late.at(time.Minute, within))
	if !late.a.WakeAt().IsZero() {
		t.Errorf("it rings by itself at %v", late.a.WakeAt())
	}
}

// A desk has a list where many are not heard of; no more than it takes.
func TestMany_ADeskListsThem(t *testing.T) {
	var members []string
	for i := range 120 {
		members = append(members, "m"+strings.Repeat("+", i))
	}
	s := newScene(t)
	s.a = combined(members...)
	m := s.shown(s.woke(0))
	if len(m.Alert.Who) != 120 || len(m.Choices) != 91 || m.Choices[1].Style != chat.StyleMore || m.Choices[1].Value != "m" {
		t.Errorf("%d names, %d choices", len(m.Alert.Who), len(m.Choices))
	}
	before := s.a
	d := alarm.Step(s.a, s.f, chat.Event{ID: "x", Kind: chat.Said, At: deadline})
	if !reflect.DeepEqual(*d.Alarm, before) || d.Say != nil {
		t.Errorf("%+v", d)
	}
}
