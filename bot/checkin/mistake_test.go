package checkin_test

import (
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
