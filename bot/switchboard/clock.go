package switchboard

import (
	"context"
	"sync/atomic"
	"time"
)

// Clock says what time it is for decisions, leases and timers. Tests inject it.
type Clock interface{ Now() time.Time }

// SharedClock is the database's clock, so that several instances agree: what it
// said when it was last asked, plus the local monotonic time since. A step of
// the local clock does not move it. Before the first measure it is the local
// clock; Measure comes before the switchboard runs, for with a clock of its own
// an instance would take others' leases for lapsed.
type SharedClock struct{ anchor atomic.Pointer[anchor] }

// anchor is one moment on both clocks.
type anchor struct{ here, there time.Time }

// Now is the database's time.
func (c *SharedClock) Now() time.Time {
	a := c.anchor.Load()
	if a == nil {
		return time.Now()
	}
	return a.there.Add(time.Since(a.here))
}

// Measure asks the database's clock; the middle between asking and answer
// counts as the moment it was read. After an error the clock goes on as it was.
func (c *SharedClock) Measure(ctx context.Context, now func(context.Context) (time.Time, error)) error {
	asked := time.Now()
	there, err := now(ctx)
	if err != nil {
		return err
	}
	c.anchor.Store(&anchor{here: asked.Add(time.Since(asked) / 2), there: there})
	return nil
}

// measureEvery is how often the database is asked.
const measureEvery = 10 * time.Second

// Keep measures until ctx ends. A measure that fails is made again at its next turn.
func (c *SharedClock) Keep(ctx context.Context, now func(context.Context) (time.Time, error)) {
	for pause(ctx, measureEvery) {
		c.Measure(ctx, now) // the monotonic clock is good for longer than the database is away
	}
}
