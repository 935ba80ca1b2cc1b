package checkin_test

import (
	"testing"

	"omzien/bot/chat"
)

// An own time that is moved to one that is over today counts from tomorrow on: today
// they are asked as it was, and nobody hears that they were not.
func TestAnOwnTimeMovedIntoThePastAlarmsNobody(t *testing.T) {
	s := newScene(t, 2)
	s.f.Circle[0].Prompt = 11 * 60
	s.plan("belcirkel", "noord", clock(7, 0))
	s.run(clock(10, 30))
	s.f.Circle[0].Prompt, s.f.Circle[0].Changed = 8*60, clock(10, 30)
	s.plan("belcirkel", "noord", clock(10, 30))
	s.run(clock(10, 59))
	s.stands("m0", chat.StandPlanned)
	if due := s.armed[s.r.ID+"#m0/missed"]; !due.Equal(clock(12, 30)) {
		t.Errorf("their alarm is armed for %v", due)
	}
	s.run(clock(11, 0))
	s.stands("m0", chat.StandAsked)
}
