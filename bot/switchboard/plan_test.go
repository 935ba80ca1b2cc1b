package switchboard_test

import (
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/storage"
)

// Law 10: a round is planned with the alarm of each who is in it, or not at all: a
// process that dies at the commit leaves neither, and the next one plans both.
func TestLaw10_ARoundAndItsAlarmsArePlannedInOneTransaction(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.clock.set(time.Date(2026, 11, 23, 5, 0, 0, 0, flows.Amsterdam))
		err := w.stores[0].Update(t.Context(), func(tx *storage.Tx) error {
			var all []chat.Member
			for i, id := range []string{"m0", "m1", "m2"} {
				all = append(all, chat.Member{ID: id, Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Place: int64(i), Address: own(id)})
			}
			return tx.Write(chat.Change{Event: chat.Event{ID: "enrol", At: w.clock.Now()}, Members: all})
		})
		if err != nil {
			t.Fatal(err)
		}
		rounds := func() int { return w.count("SELECT COUNT(*) FROM round") }
		alarms := func() int { return w.count("SELECT COUNT(*) FROM alarm WHERE is_open") }
		dies := w.board(&dying{Store: switchboard.Over(w.stores[0]), gone: func() {}}, pushed{w.platform})
		if err := dies.PlanNow(t.Context()); err == nil || rounds()+alarms() != 0 {
			t.Fatalf("a commit that never was left %d rounds and %d alarms: %v", rounds(), alarms(), err)
		}
		if err := w.boards[0].PlanNow(t.Context()); err != nil || rounds() != 3 || alarms() != 9 {
			t.Errorf("planned are %d rounds of three members, with %d alarms: %v", rounds(), alarms(), err)
		}
	})
}
