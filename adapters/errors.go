package adapters

import (
	"errors"
	"time"
)

type mark int

const (
	gone mark = iota + 1
	permanent
	limited
	uncertain
	unwritten
	closed
	misplaced
)

type marked struct {
	mark  mark
	after time.Duration
	err   error
}

func (m *marked) Error() string { return m.err.Error() }
func (m *marked) Unwrap() error { return m.err }

// Gone marks that the person or desk can no longer be reached there (blocked,
// deactivated, left). The row is dead, the conversation hears it.
func Gone(err error) error { return mk(gone, 0, err) }

// Permanent marks that the platform refused this message for good. The row is
// dead and somebody is told.
func Permanent(err error) error { return mk(permanent, 0, err) }

// RetryAfter marks that the platform wants no call of ours before d has passed.
// Nothing arrived.
func RetryAfter(d time.Duration, err error) error { return mk(limited, d, err) }

// Uncertain marks that the message may or may not have arrived: a timeout, a
// reset connection, a 5xx.
func Uncertain(err error) error { return mk(uncertain, 0, err) }

// Unwritten marks that nothing was written to the platform: connection refused,
// no such host. It is tried again later.
func Unwritten(err error) error { return mk(unwritten, 0, err) }

// RouteClosed marks that the platform refuses us, not this message: the token was
// revoked, the channel archived, we were removed from it. Nothing arrived. It is
// tried again later, and people hear of it at once, by another route.
func RouteClosed(err error) error { return mk(closed, 0, err) }

// Misplaced marks that the platform put the message elsewhere than in its thread,
// and that the adapter took it away again: the thread is gone. The row is dead,
// the conversation hears it and begins a new thread.
func Misplaced(err error) error { return mk(misplaced, 0, err) }

func mk(m mark, d time.Duration, err error) error {
	if err == nil {
		return nil
	}
	return &marked{m, d, err}
}

// Outcome is what an error of Send says about the message.
type Outcome int

const (
	Arrived     Outcome = iota // no error
	Unreachable                // Gone
	Refused                    // Permanent
	NotYet                     // RetryAfter or Unwritten: nothing arrived, try again
	Unknown                    // Uncertain, or an error without a mark
	NoRoute                    // RouteClosed: nothing arrives there until somebody mends it
	NoThread                   // Misplaced
)

// Judge reads an error of Send: what became of the message, and, for a rate
// limit, how long no call may be made. Marks survive wrapping with %w.
func Judge(err error) (Outcome, time.Duration) {
	if err == nil {
		return Arrived, 0
	}
	var m *marked
	if !errors.As(err, &m) {
		return Unknown, 0
	}
	switch m.mark {
	case gone:
		return Unreachable, 0
	case permanent:
		return Refused, 0
	case limited:
		return NotYet, m.after
	case unwritten:
		return NotYet, 0
	case closed:
		return NoRoute, 0
	case misplaced:
		return NoThread, 0
	default:
		return Unknown, 0
	}
}
