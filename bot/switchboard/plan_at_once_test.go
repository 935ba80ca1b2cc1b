package switchboard_test

import (
	"sync"
	"testing"

	"omzien/bot/chat"
	"omzien/bot/checkin"
)

// plansAtOnce lets all instances plan at the same time.
func (w *world) plansAtOnce() {
	w.t.Helper()
	var g sync.WaitGroup
	for _, b := range w.boards {
		g.Go(func() {
			if err := b.PlanNow(w.t.Context()); err != nil {
				w.t.Error(err)
			}
		})
	}
	g.Wait()
}

// M3, laws 10 and 14: three instances that all plan at once leave the same rounds as
// one: each member once a day, with one alarm each. So it stays while members come,
// stop, and come back; and each is asked once.
func TestM3_AllInstancesPlanAtOnce(t *testing.T) {
	const members, days = 12, 3
	onEachCircle(t, 3, members, func(t *testing.T, w *world) {
		exactly := func(want int) {
			t.Helper()
			if n := w.count("SELECT COUNT(*) FROM round"); n != days-1 { // today's was over before anybody was in it
				t.Errorf("%d rounds", n)
			}
			open := w.count("SELECT COUNT(*) FROM alarm WHERE is_open AND cause = 'missed'")
			if open != want*(days-1) {
				t.Errorf("%d alarms are armed for %d members", open, want)
			}
			for _, day := range []string{"2026-11-24", "2026-11-25"} {
				all, err := w.stores[0].Record().CircleDays(t.Context(), day)
				if err != nil || len(all) != 1 {
					t.Fatalf("%d rounds on %s: %v", len(all), day, err)
				}
				in := map[string]int{}
				for _, o := range all[0].Occurrences {
					if o.Stand != chat.StandDropped {
						in[o.Member]++
					}
					if open := w.count("SELECT COUNT(*) FROM alarm WHERE is_open AND id = '" + checkin.AlarmOf(all[0].ID, o.Member) + "'"); open != in[o.Member] {
						t.Errorf("%s has %d turns on %s, and %d alarms", o.Member, in[o.Member], day, open)
					}
				}
				if len(in) != want {
					t.Errorf("%d members have a turn on %s", len(in), day)
				}
			}
		}
		w.plansAtOnce()
		exactly(members)
		w.joins(members)
		w.plansAtOnce()
		exactly(members + 1)
		w.places(chat.Leaves, memberID(0), "")
		w.plansAtOnce()
		exactly(members)
		w.plansAtOnce()
		exactly(members)

		w.until(tuesday(8, 29), w.boards...)
		w.clock.set(tuesday(8, 31))
		w.works(w.boards...)
		for i := range members + 1 {
			asked := 0
			for _, m := range w.said(own(memberID(i))) {
				if len(m.Choices) > 0 {
					asked++
				}
			}
			if want := min(i, 1); asked != want {
				t.Errorf("%s is asked %d times", memberID(i), asked)
			}
		}
	})
}
