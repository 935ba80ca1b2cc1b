package telegram

import (
	"context"
	"sync"
	"time"

	"omzien/adapters"
)

var _ adapters.CaughtUp = (*Adapter)(nil)

// hurry is how soon the webhook is looked at again while somebody waits to hear that
// nothing lies at Telegram any more.
const hurry = 2 * time.Second

// backlog knows when Telegram held nothing for us any more: all that it had was
// stored by then. Its zero value knows of no such time.
type backlog struct {
	mu      sync.Mutex
	asked   time.Time     // somebody wants to hear of a time after this
	emptied time.Time     // when the request began to which Telegram answered that there is nothing
	wanted  chan struct{} // somebody asks
}

// CaughtUp tells whether Telegram was asked since then, and had nothing left.
func (a *Adapter) CaughtUp(since time.Time) bool {
	b := &a.backlog
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.emptied.Before(since) {
		return true
	}
	if since.After(b.asked) {
		b.asked = since
		select {
		case b.wanted <- struct{}{}:
		default:
		}
	}
	return false
}

// empty notes that a request which began then found nothing.
func (b *backlog) empty(began time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.emptied = began
}

// hurries tells whether it is to be found out soon whether there is anything: after
// the start, and when somebody asks.
func (b *backlog) hurries() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.emptied.IsZero() || b.emptied.Before(b.asked)
}

// waitToLook waits until the webhook is to be looked at again. False: ctx ended.
func (in intake) waitToLook(ctx context.Context) bool {
	if in.backlog.hurries() {
		return in.wait(ctx, min(hurry, in.pace.watch))
	}
	waiting, asked := context.WithCancel(ctx)
	defer asked()
	over := make(chan struct{})
	go func() {
		defer close(over)
		select {
		case <-in.backlog.wanted:
			asked()
		case <-waiting.Done():
		}
	}()
	in.wait(waiting, in.pace.watch)
	asked()
	<-over
	return ctx.Err() == nil
}
