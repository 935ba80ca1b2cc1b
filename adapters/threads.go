package adapters

import (
	"context"
	"time"

	"omzien/bot/chat"
)

// Threads are the threads at an adapter's desks, and how far each was read: for an
// adapter that looks there for what its platform did not bring. Storage implements
// it. Reading twice, or by two instances, changes nothing: events have the same
// ids however they came.
type Threads interface {
	// Watched gives the threads that are worth reading: of talks that are open, and
	// of those that were closed after the given time. In no particular order.
	Watched(ctx context.Context, adapter string, closed time.Time) ([]chat.Watched, error)
	// Looked writes down that the thread was read now, up to w.Mark, and whether it
	// is Gone.
	Looked(ctx context.Context, w chat.Watched, now time.Time) error
	// LookAgain has all threads of the adapter read at once, whichever instance reads:
	// something may have been missed.
	LookAgain(ctx context.Context, adapter string) error
	// Unheard gives those of the ids under which no event was handled.
	Unheard(ctx context.Context, events []string) ([]string, error)
	// PassOver writes an event down as handled, without any effect: what it would say
	// is said by another.
	PassOver(ctx context.Context, event string, now time.Time) error
	// Typed gives what workers typed in the talk since then, as far as it is kept; or
	// in the overleg, where one is named.
	Typed(ctx context.Context, talk, consult string, since time.Time) ([]chat.Typed, error)
}
