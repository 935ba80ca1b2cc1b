package checkin_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// What was taken back is no end: she is missed again, whatever comes late; and who
// answered in between is well.
func TestLaw5_AnEndThatWasTakenBackIsNone(t *testing.T) {
	anja := chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID("anja"), Name: "Anja Bakker"}
	moved := func(s *scene, to chat.Stand, how string, at time.Time) chat.Decision {
		return s.at(at.Add(time.Second), chat.Event{Kind: chat.AlarmMoved, Author: anja, Ref: "m0", Value: string(to), Text: how, Sent: at})
	}
	begun := func() *scene {
		s := newScene(t, 1)
		s.run(clock(10, 0))
		s.stands("m0", chat.StandOverdue)
		return s
	}
	s := begun()
	moved(s, chat.StandResolved, "", clock(10, 5))
	s.stands("m0", chat.StandResolved)
	moved(s, chat.StandOverdue, chat.HowMistaken, clock(10, 6))
	s.stands("m0", chat.StandOverdue)
	if s.r.RoundAt != (time.Time{}) || !s.r.Open() {
		t.Error("the circle is round")
	}
	if log := s.r.Of("m0").Log; log[len(log)-1].By != anja || log[len(log)-1].How != chat.HowMistaken {
		t.Errorf("the board does not know who: %+v", log)
	}

	s = begun()
	moved(s, chat.StandOverdue, chat.HowMistaken, clock(10, 6))
	moved(s, chat.StandResolved, "", clock(10, 5)) // came late
	s.stands("m0", chat.StandOverdue)
	moved(s, chat.StandResolved, "", clock(10, 9))
	s.stands("m0", chat.StandResolved)

	s = begun()
	moved(s, chat.StandResolved, "", clock(10, 5))
	s.checkedIn(clock(10, 7), "m0", chat.StandWell)
	s.stands("m0", chat.StandResolved)
	d := moved(s, chat.StandOverdue, chat.HowMistaken, clock(10, 8))
	s.stands("m0", chat.StandWell)
	wants(t, "nobody needs to look", of(d.Then, chat.Settled), "m0 well")
}

// Whoever answers after a human said that she was reached is heard all the same: that may
// be taken back.
func TestLaw5_AnAnswerAfterTheEndIsKept(t *testing.T) {
	anja := chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID("anja"), Name: "Anja Bakker"}
	s := newScene(t, 1)
	s.run(clock(10, 0))
	ends := chat.Event{Kind: chat.AlarmMoved, Author: anja, Ref: "m0", Value: string(chat.StandResolved), Sent: clock(10, 3)}
	s.at(clock(10, 3), ends)
	c := chat.Conversation{ID: "talk", Address: s.f.Circle[0].Address}
	says := func(ev chat.Event) ([]string, chat.Decision) {
		return relayed(t, c, chat.Facts{Members: s.f.Circle, Latest: []chat.Round{s.r}}, ev)
	}
	for _, ev := range []chat.Event{
		{Kind: chat.Said, Text: "ja, prima", At: clock(10, 5)},
		{Kind: chat.Chose, Step: "checkin:" + s.r.ID, Value: "well#m0", At: clock(10, 5)},
	} {
		got, d := says(ev)
		wants(t, "she is heard", got, s.r.ID+" m0 well")
		if len(d.Say) != 1 || strings.Contains(d.Say[0].Text, "al laten weten") {
			t.Errorf("she reads %+v", d.Say)
		}
	}
	s.checkedIn(clock(10, 5), "m0", chat.StandWell)
	if got, d := says(chat.Event{Kind: chat.Said, Text: "ja, prima", At: clock(10, 6)}); len(got) != 0 || len(d.Say) != 1 {
		t.Errorf("once more: %q %+v", got, d.Say)
	}
}
