package switchboard

import (
	"context"
	"sync/atomic"
	"time"
)

// Clock says what time it is for decisions, leases and timers. Tests inject it.
type Clock interface{ Now() time.Time }

// SharedClock is the database's clock, so that several instances agree: local
// monotonic time plus an offset that Keep measures. Before the first measure
// the offset is zero.
type SharedClock struct{ offset atomic.Int64 }

// Now is the local monotonic clock plus the offset.
func (c *SharedClock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// measureEvery is how often the offset is measured.
const measureEvery = 10 * time.Second

// Keep measures the offset until ctx ends. now reads the database's clock; the
// middle between asking and answer counts as the moment it was read.
func (c *SharedClock) Keep(ctx context.Context, now func(context.Context) (time.Time, error)) {
	for {
		asked := time.Now()
		if there, err := now(ctx); err == nil {
			answered := time.Now()
			middle := asked.Add(answered.Sub(asked) / 2)
			c.offset.Store(int64(there.Sub(middle)))
		}
		if !pause(ctx, measureEvery) {
			return
		}
	}
}

// Offset is how far the database's clock is ahead of ours.
func (c *SharedClock) Offset() time.Duration { return time.Duration(c.offset.Load()) }
