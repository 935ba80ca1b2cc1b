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

var (
	deadline = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) // 10:00 in Amsterdam
	desk     = chat.Address{Adapter: "slack", Chat: "C1"}
	anja     = chat.Watcher{Who: chat.Author{Role: chat.RoleWorker, ID: "coordinator:anja", Name: "Anja Bakker"}, At: chat.Address{Adapter: "mail", Chat: "anja@voorbeeld.nl"}}
	piet     = chat.Watcher{Who: chat.Author{Role: chat.RoleWorker, ID: "coordinator:piet", Name: "Piet Smit"}, At: chat.Address{Adapter: "telegram", Chat: "7"}}
	els      = chat.Watcher{Who: chat.Author{Role: chat.RolePerson, ID: "contact:0", Name: "Els (dochter)"}, At: chat.Address{Adapter: "mail", Chat: "els@voorbeeld.nl"}}
	kees     = chat.Watcher{Who: chat.Author{Role: chat.RolePerson, ID: "contact:1", Name: "Kees (buurman)"}, At: chat.Address{Adapter: "mail", Chat: "kees@voorbeeld.nl"}}
)

const round = "belcirkel|noord|2026-11-23|0830"

// scene is one alarm about a member, and what was said of it so far.
type scene struct {
	t    *testing.T
	a    chat.Alarm
	f    chat.Facts
	now  time.Time
	n    int
	last chat.Decision
}

// missed is an alarm as a round plans it: armed until its deadline.
func missed() chat.Alarm {
	turn := chat.OccurrenceID(round, "m1")
	return chat.Alarm{
		ID: chat.AlarmID(turn, chat.CauseMissed), Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectOccurrence, ID: turn},
		Alias: "R.W.", Opened: deadline, TellAt: deadline.Add(15 * time.Second),
		Check: &chat.Check{Programme: "belcirkel", Label: "belcirkel Noord", Round: round, Member: "m1", Climb: []time.Duration{10 * time.Minute, 20 * time.Minute}},
	}
}

func facts() chat.Facts {
	return chat.Facts{
		Desks: []chat.Address{desk}, Second: []chat.Address{warden}, DeskURL: "https://omzien.voorbeeld.nl/desk",
		Watch: [][]chat.Watcher{{anja}, {piet}, {anja, piet}}, Members: []chat.Member{{ID: "m1", Initials: "R.W."}},
	}
}

func newScene(t *testing.T) *scene { return &scene{t: t, a: missed(), f: facts(), now: deadline} }

// at lets something happen some time after the deadline.
func (s *scene) at(after time.Duration, ev chat.Event) chat.Decision {
	s.n++
	s.now = deadline.Add(after)
	ev.ID, ev.At = "e"+strings.Repeat("+", s.n), s.now
	before := s.a
	was := *before.Check
	s.last = alarm.Step(s.a, s.f, ev)
	if !reflect.DeepEqual(was, *before.Check) {
		s.t.Fatalf("%s changed what it was given", ev.Kind)
	}
	s.a = *s.last.Alarm
	return s.last
}

func (s *scene) by(after time.Duration, kind chat.Kind, who chat.Author) chat.Decision {
	return s.at(after, chat.Event{Kind: kind, Author: who})
}

func (s *scene) woke(after time.Duration) chat.Decision {
	return s.by(after, chat.Woke, chat.Program)
}

// overdue is the round's word, in the transaction of its deadline.
func (s *scene) overdue(after time.Duration, what chat.Stand) chat.Decision {
	return s.at(after, chat.Event{Kind: chat.Overdue, Author: chat.Program, Value: string(what)})
}

// told are the chats that got a message, without desks.
func told(d chat.Decision) []string {
	var to []string
	for _, m := range d.Say {
		if m.To != desk {
			to = append(to, m.To.Chat)
		}
	}
	return to
}

func (s *scene) wants(what string, d chat.Decision, to ...string) {
	s.t.Helper()
	if got := told(d); !slices.Equal(got, to) {
		s.t.Errorf("%s: %q are told, want %q", what, got, to)
	}
}

func (s *scene) wakes(after time.Duration) {
	s.t.Helper()
	if at := s.a.WakeAt(); !at.Equal(deadline.Add(after)) {
		s.t.Errorf("it wakes %v after the deadline, want %v", at.Sub(deadline), after)
	}
}

// shown is the alert that was drawn last at the desk.
func (s *scene) shown(d chat.Decision) chat.Message {
	s.t.Helper()
	for _, m := range slices.Backward(d.Say) {
		if m.To == desk && m.Alert != nil {
			return m
		}
	}
	s.t.Fatalf("nothing is drawn at the desk: %+v", d.Say)
	return chat.Message{}
}

const (
	toAnja, toPiet, toWarden, toEls, toKees = "anja@voorbeeld.nl", "7", "wacht@voorbeeld.nl", "els@voorbeeld.nl", "kees@voorbeeld.nl"
)

// Law 5, E2: nobody takes it: the one on duty, after 10 minutes the second, after 20
// everybody, and then every 10 minutes for ever.
func TestE2_WhatNobodyTakesClimbsForEver(t *testing.T) {
	s := newScene(t)
	d := s.overdue(0, chat.StandOverdue)
	s.wants("the first rung", d, toAnja)
	s.wakes(10 * time.Minute)
	root := s.shown(d)
	if root.Edits != "" || root.Talk != s.a.ID || root.Class != chat.Live || root.Alert.Title != "Nog niet gehoord: R.W. (belcirkel Noord)" || root.Alert.Calls {
		t.Errorf("at the desk: %+v %+v", root, root.Alert)
	}
	if m := d.Say[0]; m.Page != s.a.ID || m.For != anja.Who || !strings.Contains(m.Text, "Er was om 10:00 nog geen antwoord.") {
		t.Errorf("the coordinator reads: %+v", m)
	}
	s.wants("too soon", s.woke(9*time.Minute))
	s.wants("the second rung", s.woke(10*time.Minute), toPiet)
	s.wakes(20 * time.Minute)
	d = s.woke(20 * time.Minute)
	s.wants("everybody", d, toAnja, toPiet, toWarden)
	if m := s.shown(d); m.Edits != "" || !m.Alert.Calls {
		t.Errorf("the desk is not called: %+v", m)
	}
	if m := d.Say[2]; m.Page != "" || !strings.Contains(m.Text, "https://omzien.voorbeeld.nl/desk") || strings.Contains(m.Text, "Wit") {
		t.Errorf("the second route reads %+v", m)
	}
	for i := range 30 {
		after := time.Duration(30+10*i) * time.Minute
		s.wakes(after)
		s.wants("for ever", s.woke(after), toAnja, toPiet, toWarden)
	}
}

// Law 10, E8: its own timer lets it ring, also where its round says nothing.
func TestLaw10_AnAlarmRingsByItself(t *testing.T) {
	s := newScene(t)
	s.wants("armed", s.woke(0))
	s.wants("15 s after the deadline", s.woke(15*time.Second), toAnja)
	if s.overdue(16*time.Second, chat.StandOverdue); len(s.last.Say) != 0 {
		t.Errorf("its round says so, too: %+v", s.last.Say)
	}
	s.wakes(10*time.Minute + 15*time.Second)
}

func TestLaw11_ADeadlineThatMovesTakesTheAlarmAlong(t *testing.T) {
	s := newScene(t)
	later := deadline.Add(40 * time.Minute)
	s.at(-time.Hour, chat.Event{Kind: chat.Deferred, Author: chat.Program, Sent: later})
	if !s.a.Opened.Equal(later) || !s.a.Armed(deadline) {
		t.Errorf("it opens at %v", s.a.Opened)
	}
	s.wakes(40*time.Minute + 15*time.Second)
	s.at(-time.Minute, chat.Event{Kind: chat.Deferred, Author: chat.Program})
	s.wakes(40*time.Minute + 15*time.Second)
	s.overdue(40*time.Minute, chat.StandOverdue)
	s.at(41*time.Minute, chat.Event{Kind: chat.Deferred, Author: chat.Program, Sent: deadline.Add(3 * time.Hour)})
	s.wakes(50 * time.Minute) // people look already
}

// An answer in time ends it without a word; what was dropped can be armed again, and
// who is not well after all lets it ring (law 10).
func TestLaw10_WhatNobodyHeardOfEndsSilentlyAndComesBack(t *testing.T) {
	s := newScene(t)
	s.at(-time.Hour, chat.Event{Kind: chat.Settled, Author: chat.Program, Value: string(chat.StandDropped)})
	if s.a.Open() || len(s.last.Say) != 0 || s.a.EndedBy != chat.Program || !s.a.WakeAt().IsZero() {
		t.Fatalf("dropped: %+v", s.last)
	}
	s.at(-50*time.Minute, chat.Event{Kind: chat.Deferred, Author: chat.Program, Sent: deadline})
	if !s.a.Open() {
		t.Fatal("planned again, and not armed")
	}
	s.wakes(15 * time.Second)
	s.at(-40*time.Minute, chat.Event{Kind: chat.Settled, Author: chat.Program, Value: string(chat.StandWell)})
	d := s.overdue(-30*time.Minute, chat.StandNotWell)
	s.wants("not well after all", d, toAnja)
	if !s.a.Open() || s.a.Armed(s.now) || d.Say[0].Class != chat.Crisis || !strings.HasPrefix(d.Say[0].Text, "Bel nu") {
		t.Errorf("%+v %+v", s.a, d.Say[0])
	}
}

// Law 9 of people: a late answer gives the all-clear to everybody who was alarmed,
// once; the alarm stands until a human with a name ends it.
func TestLaw5_ALateAnswerClearsButEndsNothing(t *testing.T) {
	s := newScene(t)
	s.overdue(0, chat.StandOverdue)
	s.woke(10 * time.Minute)
	d := s.at(12*time.Minute, chat.Event{Kind: chat.Settled, Author: chat.Program, Value: string(chat.StandWell)})
	s.wants("the all-clear", d, toAnja, toPiet)
	for _, m := range d.Say {
		if m.To != desk && !strings.HasPrefix(m.Text, "R.W. heeft toch geantwoord") {
			t.Errorf("they read %q", m.Text)
		}
	}
	if m := s.shown(d); !s.a.Open() || !s.a.WakeAt().IsZero() || len(m.Choices) != 1 || m.Choices[0].Verb != chat.Ended {
		t.Errorf("it stands: %v, wakes %v, %+v", s.a.Open(), s.a.WakeAt(), m.Choices)
	}
	s.wants("again", s.at(13*time.Minute, chat.Event{Kind: chat.Settled, Author: chat.Program, Value: string(chat.StandWell)}))
	s.wants("who stops afterwards changes nothing", s.at(13*time.Minute, chat.Event{Kind: chat.Settled, Author: chat.Program, Value: string(chat.StandDropped)}))
	d = s.by(20*time.Minute, chat.Ended, noor)
	s.wants("the last word", d)
	if s.a.Open() || s.a.EndedBy != noor {
		t.Errorf("ended by %+v", s.a.EndedBy)
	}
	if m := s.shown(d); !m.Alert.Over || m.Alert.By != "Noor" || m.Choices != nil {
		t.Errorf("at the desk: %+v", m)
	}
}

// E10, law 8: of two who press one wins, and the other is told who has it. The climb
// stops for half an hour, and then begins again.
func TestE10_OneTakesItAndIsAskedAfterHalfAnHour(t *testing.T) {
	s := newScene(t)
	s.overdue(0, chat.StandOverdue)
	s.woke(10 * time.Minute)
	d := s.by(11*time.Minute, chat.Taken, anja.Who)
	s.wants("the others hear who has it", d, toPiet)
	want := chat.Event{ID: d.Then[0].ID, Kind: chat.AlarmMoved, Subject: chat.Subject{Kind: chat.SubjectRound, ID: round},
		Ref: "m1", Value: "with", Text: "opgepakt", Author: anja.Who, Sent: s.now, At: s.now}
	if len(d.Then) != 1 || !reflect.DeepEqual(d.Then[0], want) {
		t.Errorf("the round hears %+v", d.Then)
	}
	if m := s.shown(d); m.Edits == "" || m.Alert.By != "Anja Bakker" || m.Alert.State != chat.StandWith || m.Choices[0].Verb != chat.Tried {
		t.Errorf("at the desk: %+v %+v", m, m.Alert)
	}
	s.wakes(41 * time.Minute)
	if d = s.by(12*time.Minute, chat.Taken, noor); d.Answer.Text != "Anja Bakker heeft dit al opgepakt." || !d.Refused || s.a.Check.Taken != anja.Who {
		t.Errorf("the second: %+v", d)
	}
	if s.by(13*time.Minute, chat.Taken, anja.Who); len(s.last.Say) != 0 || s.last.Refused {
		t.Errorf("pressed twice: %+v", s.last)
	}
	d = s.woke(43 * time.Minute)
	s.wants("who took it was silent", d, toAnja, toPiet)
	if s.a.Check.Taken.Name != "" || !strings.Contains(d.Say[0].Text, "Anja Bakker had dit opgepakt. Sindsdien hoorden we niets.") {
		t.Errorf("%q", d.Say[0].Text)
	}
	s.wakes(53 * time.Minute)
}

// What rings by itself, because its round did not say so, tells the round: else that
// would go on as if nobody looked.
func TestLaw10_WhatRingsByItselfTellsItsRound(t *testing.T) {
	s := newScene(t)
	d := s.woke(15 * time.Second)
	if len(d.Then) != 1 || d.Then[0].Kind != chat.AlarmMoved || d.Then[0].Ref != "m1" || d.Then[0].Value != string(chat.StandOverdue) ||
		d.Then[0].Subject != (chat.Subject{Kind: chat.SubjectRound, ID: round}) {
		t.Errorf("its round hears %+v", d.Then)
	}
	if d = s.woke(s.a.TellAt.Sub(deadline)); len(d.Then) > 0 {
		t.Errorf("the second rung: %+v", d.Then)
	}
	s = newScene(t)
	if d = s.overdue(0, chat.StandOverdue); len(d.Then) > 0 {
		t.Errorf("its round knows: %+v", d.Then)
	}
}
