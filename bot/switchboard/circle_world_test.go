package switchboard_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// tuesday is a moment of a day of the belcirkel on which Anja has duty, and Piet is
// second.
func tuesday(hour, minute int) time.Time {
	return time.Date(2026, 11, 24, hour, minute, 0, 0, flows.Amsterdam)
}

// onEachCircle runs fn on each database, in a world of n instances where belcirkel
// Noord has so many members. It is Monday at ten, and nothing is planned.
func onEachCircle(t *testing.T, n, members int, fn func(t *testing.T, w *world)) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorldWith(t, b, n, flowstest.BuiltIn(t), around)
		for i := range members {
			w.joins(i)
		}
		for _, key := range []string{"anja", "piet"} {
			if err := w.stores[0].KeepWatcher(t.Context(), chat.WatcherChat{Coordinator: key, At: own(key), Since: w.clock.Now()}); err != nil {
				t.Fatal(err)
			}
		}
		fn(t, w)
	})
}

func memberID(i int) string { return fmt.Sprintf("lid-%03d", i) }

// joins makes the i-th member of circle Noord, past any enrolment.
func (w *world) joins(i int) {
	w.t.Helper()
	at := own(memberID(i))
	err := switchboard.Over(w.stores[0]).Update(w.t.Context(), func(tx switchboard.Tx) error {
		c, err := tx.Meet(at, w.clock.Now())
		if err != nil {
			return err
		}
		return tx.Write(chat.Change{Event: chat.Event{At: w.clock.Now()}, Members: []chat.Member{{
			ID: memberID(i), Person: c.Person, Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Address: at, Place: int64(i),
			Name: "mevrouw " + memberID(i), Initials: fmt.Sprintf("L%d.", i), Phones: []string{"06 12345678"}, Channel: "pushed",
		}}})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// plans lets every instance plan.
func (w *world) plans() {
	w.t.Helper()
	for _, b := range w.boards {
		if err := b.PlanNow(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

// works lets these instances do all that they do by themselves at this moment. Where
// the database could not be reached they try again, as their loops do.
func (w *world) works(boards ...*switchboard.Switchboard) {
	w.t.Helper()
	down := 0
	for worked := true; worked; {
		worked = false
		for _, b := range boards {
			did, err := b.WorkNow(w.t.Context())
			if errors.Is(err, chat.ErrDown) && down < 10 {
				down++
				did, err = true, nil
			}
			if err != nil {
				w.t.Fatal(err)
			}
			worked = worked || did
		}
	}
}

// until lets them work while the clock goes on, by steps of at most a minute.
func (w *world) until(then time.Time, boards ...*switchboard.Switchboard) {
	w.t.Helper()
	for {
		w.works(boards...)
		now := w.clock.Now()
		if !now.Before(then) {
			return
		}
		next, err := w.stores[0].Soonest(w.t.Context(), "")
		if err != nil {
			w.t.Fatal(err)
		}
		if next.IsZero() || next.After(then) {
			next = then
		}
		w.clock.set(next)
	}
}

// roundOf reads today's round of circle Noord.
func (w *world) roundOf() chat.CircleDay {
	w.t.Helper()
	days, err := w.stores[0].Record().CircleDays(w.t.Context(), flows.DayOf(w.clock.Now()).String())
	if err != nil || len(days) != 1 {
		w.t.Fatalf("%d rounds of today: %v", len(days), err)
	}
	return days[0]
}

// said is what arrived at a chat of the platform.
func (w *world) said(to chat.Address) (all []chat.Message) {
	for _, m := range w.platform.all() {
		if m.To.Adapter == to.Adapter && m.To.Chat == to.Chat {
			all = append(all, m)
		}
	}
	return all
}
