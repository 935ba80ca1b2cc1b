package switchboard_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
)

// Law 14: instances agree on the time, for leases are rows: the clock is the
// database's, from the middle of the question on, and outlives its absence.
func TestLaw14_TheClockIsTheDatabases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var clock switchboard.SharedClock
		if now := clock.Now(); !now.Equal(time.Now()) {
			t.Errorf("before it was measured it says %v", now)
		}
		begin := time.Now()
		var away atomic.Bool
		database := func(context.Context) (time.Time, error) {
			if away.Load() {
				return time.Time{}, chat.ErrDown
			}
			time.Sleep(time.Second)
			there := monday.Add(time.Since(begin))
			time.Sleep(time.Second)
			return there, nil
		}
		agrees := func(when string) {
			t.Helper()
			if now, want := clock.Now(), monday.Add(time.Since(begin)); !now.Equal(want) {
				t.Errorf("%s it says %v, and the database %v", when, now, want)
			}
		}
		if err := clock.Measure(t.Context(), database); err != nil {
			t.Fatal(err)
		}
		agrees("just measured")
		time.Sleep(time.Hour)
		agrees("an hour later")

		begin = begin.Add(time.Minute) // the database's clock was set
		ctx, stop := context.WithCancel(t.Context())
		go clock.Keep(ctx, database)
		time.Sleep(time.Minute)
		agrees("kept")
		away.Store(true)
		time.Sleep(time.Hour)
		agrees("while the database is away")
		stop()
		synctest.Wait()
	})
}
