package alarm_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
)

func unwatched() chat.Alarm {
	return chat.Alarm{
		ID: chat.AlarmID(round, chat.CauseRooster), Cause: chat.CauseRooster, About: chat.Subject{Kind: chat.SubjectRound, ID: round},
		Alias: "belcirkel Noord", Opened: deadline, TellAt: deadline, Why: "Op maandag 23-11 heeft niemand dienst.",
		Check: &chat.Check{Programme: "belcirkel", Label: "belcirkel Noord", Round: round},
	}
}

// TestLaw5_AnEmptyRoosterStandsUntilSomebodySays: it is told once, to all who look
// after the circle, and only a named human ends it.
func TestLaw5_AnEmptyRoosterStandsUntilSomebodySays(t *testing.T) {
	s := newScene(t)
	s.a = unwatched()
	d := s.woke(0)
	s.wants("at four", d, toAnja, toPiet)
	for _, m := range d.Say {
		if m.Page != "" || strings.Contains(m.Text, "112") {
			t.Errorf("there is nobody to reach: %+v", m)
		}
	}
	m := s.shown(d)
	if al := m.Alert; !al.Bare || al.Calls || al.Title != "Niemand heeft dienst (belcirkel Noord)" || strings.Contains(strings.Join(al.Lines, " "), "Bel") {
		t.Errorf("the desk sees %+v", m.Alert)
	}
	if len(m.Choices) != 1 || m.Choices[0].Verb != chat.Ended {
		t.Errorf("what can be pressed: %+v", m.Choices)
	}
	if !s.a.WakeAt().IsZero() {
		t.Error("it is told again")
	}
	if d := s.woke(time.Hour); len(d.Say) > 0 {
		t.Errorf("told twice: %+v", d.Say)
	}
	for _, kind := range []chat.Kind{chat.Taken, chat.Reached} {
		if d := s.by(time.Hour, kind, anja.Who); !d.Refused || !s.a.Open() {
			t.Errorf("%s did something", kind)
		}
	}
	for _, who := range []chat.Author{chat.Program, {Role: chat.RoleWorker, ID: "w"}, {Role: chat.RolePerson, Name: "Els"}} {
		if d := s.by(time.Hour, chat.Ended, who); !d.Refused || !s.a.Open() {
			t.Errorf("%+v ended it", who)
		}
	}
	d = s.by(2*time.Hour, chat.Ended, anja.Who)
	if s.a.Open() || s.a.EndedBy != anja.Who {
		t.Errorf("it stands: %+v", s.a)
	}
	s.wants("ended", d, toPiet)
	if m := s.shown(d); m.Edits == "" || !m.Alert.Over || m.Alert.By != "Anja Bakker" || len(m.Choices) > 0 {
		t.Errorf("the desk sees %+v", m)
	}
	if len(d.Then) > 0 {
		t.Errorf("a round hears of it: %+v", d.Then)
	}
}

// Late in the evening the desk has it, and nobody's telephone rings; where nobody looks
// after the circle at all, whoever gets alarms by the second route hears it.
func TestAnEmptyRoosterLate(t *testing.T) {
	s := newScene(t)
	s.a = unwatched()
	d := s.woke(11 * time.Hour) // 21:00
	s.wants("at nine in the evening", d)
	s.shown(d)

	s = newScene(t)
	s.a, s.f.Watch = unwatched(), nil
	s.wants("nobody looks after it", s.woke(0), toWarden)
	ev := chat.Event{ID: "x", Kind: chat.Woke, At: deadline.Add(-time.Minute)}
	if d := alarm.Step(unwatched(), s.f, ev); len(d.Say) > 0 {
		t.Error("told before its time")
	}
}
