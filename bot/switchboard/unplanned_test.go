package switchboard_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
)

// unreadable is a store that cannot read who is in a circle, as long as broken says so.
type unreadable struct {
	switchboard.Store
	broken *bool
}

func (s unreadable) Circle(ctx context.Context, programme, circle string) (chat.Circle, error) {
	if *s.broken && circle == "noord" {
		return chat.Circle{}, errors.New("it cannot be read")
	}
	return s.Store.Circle(ctx, programme, circle)
}

// Law 3: a circle that cannot be planned is no mere line in a log: after three times in
// a row people hear of it, once, and the program ends that when it is planned again.
func TestLaw3_ACircleThatCannotBePlannedIsNotSilent(t *testing.T) {
	onEachCircle(t, 1, 2, func(t *testing.T, w *world) {
		broken := true
		b := w.board(unreadable{w.over(w.stores[0]), &broken}, pushed{w.platform})
		plans := b.Planner()
		stand := func() []chat.Alarm {
			return slices.DeleteFunc(w.alarms(), func(a chat.Alarm) bool { return a.Cause != chat.CauseUnplanned })
		}
		for i, want := range []int{0, 0, 1, 1} {
			if err := plans(t.Context()); err == nil {
				t.Fatal("it is planned")
			}
			if all := stand(); len(all) != want || want > 0 && (all[0].Team != "wijkteam" || all[0].Repeated != 0) {
				t.Fatalf("after %d times people see %+v", i+1, all)
			}
		}
		broken = false
		if err := plans(t.Context()); err != nil || len(stand()) != 0 {
			t.Errorf("it is planned again, and people see %+v: %v", stand(), err)
		}
		if n := w.count("SELECT COUNT(*) FROM round"); n != 2 {
			t.Errorf("%d rounds are planned", n)
		}
	})
}
