package storage_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"omzien/storage"
	"omzien/storage/storagetest"
)

// Law 14: of several instances one holds a lease, until it gives it up or its
// time is over by the database's clock, whatever their own clocks say.
func TestLaw14_OneInstanceHoldsTheLease(t *testing.T) {
	b := storagetest.Postgres(t)
	first, second := b.Open(t), b.Open(t)
	hold := func(s *storage.Store, key string, lasts time.Duration) bool {
		t.Helper()
		held, err := s.Hold(t.Context(), key, lasts)
		ok(t, err)
		return held
	}
	if !hold(first, "poll", time.Hour) || hold(second, "poll", time.Hour) {
		t.Fatal("the first does not hold it, or the second does too")
	}
	if !hold(first, "poll", time.Hour) || !hold(second, "another", time.Hour) {
		t.Error("the holder cannot keep it, or another key is taken with it")
	}
	ok(t, second.Yield(t.Context(), "poll")) // not its own to give
	if hold(second, "poll", time.Hour) {
		t.Error("whoever does not hold it gave it away")
	}
	ok(t, first.Yield(t.Context(), "poll"))
	if !hold(second, "poll", time.Hour) || hold(first, "poll", time.Hour) {
		t.Error("given up, and the second does not get it alone")
	}
	raw, now := b.Raw(t), "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"
	if left := count(t, b, "SELECT until_at - "+now+" FROM lease WHERE id = 'poll'"); left < 3_500_000 || left > 3_600_000 {
		t.Errorf("%d ms are left of the hour, by the database's clock", left)
	}
	raw.MustExec("UPDATE lease SET until_at = " + now + " + 60000 WHERE id = 'poll'")
	if hold(first, "poll", time.Hour) {
		t.Error("taken over a minute before its end")
	}
	raw.MustExec("UPDATE lease SET until_at = " + now + " WHERE id = 'poll'")
	if !hold(first, "poll", time.Hour) || hold(second, "poll", time.Hour) {
		t.Error("at its end nobody, or everybody, takes over")
	}
	if epoch := count(t, b, "SELECT epoch FROM lease WHERE id = 'poll'"); epoch != 3 {
		t.Errorf("epoch %d after three holders", epoch)
	}
}

// Law 14: however many reach for it at once, one has it.
func TestLaw14_OneOfManyGetsTheLease(t *testing.T) {
	b := storagetest.Postgres(t)
	stores := b.Instances(t, 3)
	for range 10 {
		b.Raw(t).MustExec("DELETE FROM lease")
		var won atomic.Int64
		var all sync.WaitGroup
		for _, s := range stores {
			all.Go(func() {
				held, err := s.Hold(t.Context(), "poll", time.Hour)
				if err != nil {
					t.Error(err)
				}
				if held {
					won.Add(1)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 {
			t.Fatalf("%d of 3 hold it", won.Load())
		}
	}
}

// On SQLite there is one instance: what one that was killed left behind holds
// nobody up.
func TestLaw14_ALeaseOnSQLiteOutlivesNobody(t *testing.T) {
	b := storagetest.SQLite(t)
	killed, err := storage.Open(t.Context(), b.Config())
	ok(t, err)
	held, err := killed.Hold(t.Context(), "poll", time.Hour)
	ok(t, err)
	if !held {
		t.Fatal("nobody else is there, and it is not held")
	}
	ok(t, killed.Close(t.Context()))
	next := b.Open(t)
	if held, err = next.Hold(t.Context(), "poll", time.Hour); err != nil || !held {
		t.Errorf("held %v, %v", held, err)
	}
	ok(t, next.Yield(t.Context(), "poll"))
	ok(t, next.Yield(t.Context(), "never held"))
}
