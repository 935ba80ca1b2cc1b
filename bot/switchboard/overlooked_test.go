package switchboard_test

import (
	"strings"
	"testing"
)

// Law 10: we were down from before a follow-up was planned until two days after its day.
// Its person is asked when we are back, inside the window, once.
func TestLaw10_AStandstillSwallowsNoFollowUp(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.roundedOff("vervolg", "4", "wie", "bot", "afspraak", "Belt zelf de bank")
		before := len(w.read())
		w.clock.set(onDay("2026-12-22", 19*60)) // their day was the 21st; it is evening
		if err := w.boards[0].PlanNow(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.worksOff()
		if got := w.read()[before:]; len(got) != 0 {
			t.Fatalf("Law 11: asked in the evening: %q", got)
		}
		w.passTo(onDay("2026-12-23", 10*60))
		asked := func() int { return strings.Count(strings.Join(w.read()[before:], "\n"), "Hoe gaat het nu met u?") }
		if asked() != 1 {
			t.Fatalf("asked %d times: %q", asked(), w.read()[before:])
		}
		w.samSays("8")
		w.samSays("ja")
		w.passTo(onDay("2027-01-10", 12*60))
		if asked() != 1 {
			t.Errorf("asked %d times: %q", asked(), w.read()[before:])
		}
	})
}

// Law 10: we were down on the day on which somebody was silent for so long, and it had
// not been planned. The silence watch looks when we are back, not a fortnight later.
func TestLaw10_AStandstillSwallowsNoSilence(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.opensFlow("stilte") // on Sunday the 22nd: two weeks later is the 7th
		w.chain("Ja, graag", "06 12345678", "ja")
		w.clock.set(onDay("2026-12-10", 9*60))
		if err := w.boards[0].PlanNow(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.worksOff()
		if _, told := w.noticed("dagen of langer niets gehoord"); told {
			t.Fatal("before its hour")
		}
		w.passTo(onDay("2026-12-10", 10*60+1))
		if a, told := w.noticed("Al 14 dagen of langer niets gehoord"); !told || a.Repeated != 0 {
			t.Fatalf("%+v", w.alarms())
		}
		w.passTo(onDay("2026-12-16", 12*60))
		if a, _ := w.noticed("Al 14 dagen of langer niets gehoord"); a.Repeated != 0 {
			t.Errorf("told twice: %+v", a)
		}
	})
}
