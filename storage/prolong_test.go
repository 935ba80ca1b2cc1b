package storage_test

import (
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// prolongs asks for the lease to last a lease longer, from now on.
func (o outbox) prolongs(now time.Time, c chat.Claim) bool {
	o.t.Helper()
	kept, err := o.Prolong(o.t.Context(), c, now, now.Add(lease))
	o.check(err)
	return kept
}

// Law 14: what takes longer than its lease keeps its lane while it is renewed, and
// its outcome counts.
func TestLaw14_ALeaseThatIsRenewedIsKept(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		o.say(words(talk, "m1", chat.Live), words(talk, "m2", chat.Live))
		now, c := noon, o.one(noon, "m1")
		for range 5 {
			now = now.Add(lease * 2 / 3)
			if !o.prolongs(now, c) {
				t.Fatalf("after %v it was not renewed", now.Sub(noon))
			}
			o.none(now.Add(lease - time.Millisecond))
		}
		soonest, err := o.Soonest(t.Context(), "tele")
		o.check(err)
		if !soonest.Equal(now.Add(lease)) {
			t.Errorf("the lane is free at %v, want a lease after %v", soonest, now)
		}
		o.sent(now, c)
		o.sent(now, o.one(now, "m2"))
	})
}

// Law 14: a lease that is over, or somebody else's by now, is not renewed, and
// whoever lost it writes no outcome.
func TestLaw14_ALeaseThatWasLostIsNotRenewed(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		o.say(words(o.talk("a"), "m1", chat.Live))
		lost, over := o.one(noon, "m1"), noon.Add(lease)
		if o.prolongs(over, lost) {
			t.Error("it was over, and renewed")
		}
		c := o.one(over, "m1") // as if nobody had asked
		if !c.Uncertain {
			t.Error("what became of the first attempt is not known, and nobody would ask")
		}
		if o.prolongs(over.Add(time.Second), lost) {
			t.Error("another has it, and it was renewed")
		}
		refused, err := o.Mark(t.Context(), over, []chat.Mark{{Claim: lost, State: chat.Sent}})
		o.check(err)
		if refused != 1 {
			t.Error("whoever lost the lane marked its row")
		}
		if until := count(t, b, "SELECT lease_until FROM lane"); int64(until) != over.Add(lease).UnixMilli() {
			t.Errorf("the second claim's lease ends at %d, not where it did", until)
		}
		o.sent(over, c)
	})
}

// Law 14: a renewal that comes after the outcome does not close the lane again.
func TestLaw14_ARenewalAfterTheOutcomeHoldsNobodyUp(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		o.say(words(talk, "m1", chat.Live), words(talk, "m2", chat.Live))
		c := o.one(noon, "m1")
		o.sent(noon, c)
		if o.prolongs(noon, c) {
			t.Error("renewed after its outcome")
		}
		o.one(noon, "m2")
	})
}
