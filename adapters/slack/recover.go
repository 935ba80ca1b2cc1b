package slack

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	leaseKey   = "slack:reader"
	leaseFor   = 30 * time.Second
	listEvery  = 15 * time.Second // which threads there are
	lookEvery  = 30 * time.Second // a glimpse of a channel, while one of its threads is due
	againEvery = 10 * time.Second // all is read anew at most so often: holes come in rows
	restAfter  = time.Minute      // a channel that cannot be read is left alone for so long
	pauseAfter = 5 * time.Second  // after a failure of Slack's or of ours
)

// reader looks in the desk's threads for what Slack did not bring: it drops
// events, and we are away at times. What it finds comes in as if Slack had brought
// it, with the same id, and so has one effect however it came. It reads all threads
// at once after each hole in our hearing, and each of them every few minutes
// anyway. Of several instances one reads.
//
// The zero value is ready. All but missed belongs to the goroutine that reads.
type reader struct {
	missed atomic.Bool // something may have been: all threads are to be read anew
	once   sync.Once
	hint   chan struct{} // missed was set

	holds    time.Time // when the lease was last taken; zero: another instance has it
	listed   time.Time
	again    time.Time // when all threads were last made due
	until    time.Time // no call before
	threads  []chat.Watched
	glimpses map[string]glimpse
	resting  map[string]time.Time       // channel -> not to be read before
	had      map[chat.Address]time.Time // when each thread had its turn
	done     map[string]bool            // what was looked at and need not be again, as far as it is remembered
	history  allowance
	replies  allowance
	lost     losses
}

// missing says that events may have been lost, and why: it is counted.
func (a *Adapter) missing(why string) {
	if a.Threads == nil {
		return
	}
	a.Count("gap_" + why)
	a.inbound.reader.missed.Store(true)
	select {
	case a.inbound.reader.hints() <- struct{}{}:
	default:
	}
}

func (r *reader) hints() chan struct{} {
	r.once.Do(func() { r.hint = make(chan struct{}, 1) })
	return r.hint
}

// search reads threads until ctx ends.
func (a *Adapter) search(ctx context.Context, handle adapters.Handler) {
	if a.Threads == nil {
		return
	}
	a.missing("start")
	for ctx.Err() == nil {
		wait := a.step(ctx, handle)
		if wait <= 0 {
			continue
		}
		t := time.NewTimer(wait)
		select {
		case <-t.C:
		case <-a.inbound.reader.hints():
		case <-ctx.Done():
		}
		t.Stop()
	}
	a.yield(ctx)
}

// step does the next thing that is to be done, and says how long there is nothing.
func (a *Adapter) step(ctx context.Context, handle adapters.Handler) (wait time.Duration) {
	r := &a.inbound.reader
	now := a.Now()
	if wait, err := a.prepare(ctx, now); err != nil || wait > 0 {
		if err != nil && ctx.Err() == nil {
			a.Log.Warn("slack: threads cannot be looked after", "err", err)
		}
		return max(wait, time.Second)
	}
	if wait := r.until.Sub(now); wait > 0 {
		return min(wait, listEvery)
	}
	readable := r.readable(now)
	w, is := next(readable, r.glimpses, r.had, now)
	if !is {
		return max(soonest(readable, now, listEvery), time.Second)
	}
	if channel := r.stale(readable, now); channel != "" && r.history.wait(now) == 0 {
		a.pauseFor(a.glance(ctx, channel), channel)
		return 0
	}
	if wait := r.replies.wait(now); wait > 0 {
		return wait
	}
	if r.had == nil || len(r.had) > remembered {
		r.had = map[chat.Address]time.Time{}
	}
	r.had[w.At] = now
	err := a.read(ctx, w, handle)
	a.pauseFor(err, w.At.Chat)
	return 0
}

// prepare makes sure that this instance is the one that reads, and knows which
// threads there are. A wait: there is nothing to be done for so long.
func (a *Adapter) prepare(ctx context.Context, now time.Time) (wait time.Duration, err error) {
	r := &a.inbound.reader
	if r.missed.Load() && now.Sub(r.again) >= againEvery {
		r.missed.Store(false)
		if err := a.Threads.LookAgain(ctx, Name); err != nil {
			r.missed.Store(true)
			return pauseAfter, err
		}
		r.again, r.listed = now, time.Time{}
		r.glimpses = nil
	}
	if a.Lease != nil && now.Sub(r.holds) >= leaseFor/3 {
		held, err := a.Lease.Hold(ctx, leaseKey, leaseFor)
		if err != nil || !held {
			r.holds, r.listed = time.Time{}, time.Time{}
			return leaseFor / 3, err
		}
		r.holds = now
	}
	if now.Sub(r.listed) < listEvery {
		return 0, nil
	}
	if r.threads, err = a.Threads.Watched(ctx, Name, now.Add(-closedFor)); err != nil {
		return pauseAfter, err
	}
	r.listed = now
	return 0, nil
}

// yield lets another instance read at once.
func (a *Adapter) yield(ctx context.Context) {
	if a.Lease == nil || a.inbound.reader.holds.IsZero() {
		return
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer done()
	if err := a.Lease.Yield(ctx, leaseKey); err != nil {
		a.Log.Warn("slack: the lease could not be yielded; it ends by itself", "err", err)
	}
}

// readable are the threads in channels that can be read.
func (r *reader) readable(now time.Time) (all []chat.Watched) {
	for _, w := range r.threads {
		if !w.Gone && !r.resting[w.At.Chat].After(now) {
			all = append(all, w)
		}
	}
	return all
}

// stale is a channel that has a thread to be read, and of which there is no glimpse
// of late; empty: there is none.
func (r *reader) stale(all []chat.Watched, now time.Time) string {
	for _, w := range all {
		if !due(w).After(now) && now.Sub(r.glimpses[w.At.Chat].at) >= lookEvery {
			return w.At.Chat
		}
	}
	return ""
}

// looked writes down how far a thread was read.
func (a *Adapter) looked(ctx context.Context, w chat.Watched) error {
	r := &a.inbound.reader
	w.Looked = a.Now()
	if err := a.Threads.Looked(ctx, w, w.Looked); err != nil {
		return err
	}
	for i := range r.threads {
		if r.threads[i].At == w.At {
			r.threads[i] = w
		}
	}
	return nil
}

// pauseFor lets what failed rest: a channel that Slack does not let us into, else
// all reading.
func (a *Adapter) pauseFor(err error, channel string) {
	if err == nil {
		return
	}
	r, now := &a.inbound.reader, a.Now()
	outcome, after := adapters.Judge(err)
	switch {
	case outcome == adapters.NoRoute && ofChannel(refused(err)):
		if r.resting == nil {
			r.resting = map[string]time.Time{}
		}
		r.resting[channel] = now.Add(restAfter)
	case outcome == adapters.NoRoute:
		r.until = now.Add(restAfter)
	default:
		r.until = now.Add(max(after, pauseAfter))
	}
	a.Count("not_read")
	a.Log.Warn("slack: a thread could not be read", "err", err)
}

// ofChannel tells whether the word says something of one channel, and nothing of
// the others.
func ofChannel(word string) bool {
	switch word {
	case "channel_not_found", "not_in_channel", "is_archived":
		return true
	}
	return false
}
