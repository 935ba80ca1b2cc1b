package switchboard

import (
	"context"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	width     = 16 // calls of one adapter at once, at least
	mostWidth = 64 // ... where the platform takes very many
	slowCall  = 60 * time.Millisecond
	markBatch = 64
	drain     = 7 * time.Second // what is being sent when we stop gets this long, from then on
)

// deliver sends one adapter's outbox. It claims as many rows as it has hands
// free, sends each with one remote call, and writes outcomes down in batches:
// the busier, the larger. When ctx ends it claims nothing more and writes down
// what is still on its way.
func (s *Switchboard) deliver(ctx context.Context, a adapters.Sender) error {
	width := hands(a.Limits().Rate)
	marks := make(chan chat.Mark, width)
	freed := make(chan struct{}, 1)
	var marking, sending sync.WaitGroup
	busy := make(chan struct{}, width)

	marking.Go(func() { s.mark(ctx, marks, freed) })
	for ctx.Err() == nil {
		free := width - len(busy)
		claims, err := s.store.Claim(ctx, a.Name(), a.Limits().Rate, s.clock.Now(), laneLease, max(free, 1))
		if err != nil && ctx.Err() == nil {
			s.log.Error("claim what is to be sent", "adapter", a.Name(), "err", err)
		}
		for _, c := range claims {
			busy <- struct{}{}
			sending.Go(func() {
				defer func() { <-busy }()
				attempt, h, let := s.hold(ctx, a.Limits(), c)
				m := s.attempt(attempt, a, h)
				let()
				m.Claim.Until = h.lasts()
				s.metrics.sent(a.Name(), m.State)
				marks <- m
			})
		}
		if len(claims) == 0 {
			s.restUntilDue(ctx, a.Name(), freed)
		}
	}
	sending.Wait()
	close(marks)
	marking.Wait()
	return nil
}

// hands is how many calls of an adapter may be under way at once: as many as it takes
// to use its rate, where each call takes long.
func hands(r chat.Rate) int {
	if r.Every <= 0 {
		return width
	}
	return min(max(width, int(slowCall/r.Every)), mostWidth)
}

// dueFloor is the rest where something is due that was not claimed: another
// instance was faster.
const dueFloor = 100 * time.Millisecond

// restUntilDue waits for a hint, for a lane that was freed, or until the adapter's
// next row is due, and no longer than the poll that finds other instances' rows.
func (s *Switchboard) restUntilDue(ctx context.Context, adapter string, freed <-chan struct{}) {
	wait := idlePoll
	if next, err := s.store.Soonest(ctx, adapter); err == nil && !next.IsZero() {
		wait = min(idlePoll, next.Sub(s.clock.Now()))
		if wait <= 0 {
			wait = dueFloor
		}
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-s.outgoing[adapter]:
	case <-freed:
	case <-t.C:
	}
}

// mark writes outcomes down until the channel closes. While the database is
// away it keeps them and tries again; a lease that lapses meanwhile turns them
// into a look-up by whoever takes the lane over.
func (s *Switchboard) mark(ctx context.Context, marks <-chan chat.Mark, freed chan<- struct{}) {
	for first := range marks {
		batch := []chat.Mark{first}
		for len(batch) < markBatch && len(marks) > 0 {
			batch = append(batch, <-marks)
		}
		s.writeMarks(ctx, batch)
		select {
		case freed <- struct{}{}:
		default:
		}
	}
}

// lastWrite is how long outcomes may take to be written once we stop.
const lastWrite = 2 * time.Second

// writeMarks tries until the outcomes are written or their leases are over;
// once we stop, a single time, and briefly.
func (s *Switchboard) writeMarks(ctx context.Context, batch []chat.Mark) {
	for try := 0; ; try++ {
		patience := 6 * time.Second
		if ctx.Err() != nil {
			patience = lastWrite
		}
		write, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		refused, err := s.store.Mark(write, s.clock.Now(), batch)
		cancel()
		if err == nil {
			if refused > 0 {
				s.metrics.lost(refused)
				s.log.Warn("another instance had taken over", "rows", refused)
			}
			for _, m := range batch {
				if m.Claim.Message.Report || m.State == chat.Dead || m.Reason == chat.TooLate || m.Alarm != nil {
					s.hint(s.dueHint)
					break
				}
			}
			return
		}
		s.log.Error("write down what was sent", "err", err)
		if s.clock.Now().After(latest(batch)) || ctx.Err() != nil {
			return // the lanes are open to others, who will look these rows up
		}
		pause(ctx, backoff(try))
	}
}

// latest is when the last lease of the batch ends.
func latest(batch []chat.Mark) time.Time {
	var t time.Time
	for _, m := range batch {
		if m.Claim.Until.After(t) {
			t = m.Claim.Until
		}
	}
	return t
}

// backoff doubles from half a second to a minute.
func backoff(try int) time.Duration {
	return min(500*time.Millisecond<<min(try, 7), time.Minute)
}
