package switchboard

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"omzien/bot/chat"
)

const (
	dueLease = 30 * time.Second
	dueBatch = 64
	dueWidth = 8               // events handled at once
	idlePoll = 1 * time.Second // the net below hints: another instance's work is found this late
)

// wake handles what is due: timers, receipts, and events for other subjects.
// An event is forgotten only after it was handled; one that comes twice is
// known by its id.
func (s *Switchboard) wake(ctx context.Context) error {
	for ctx.Err() == nil {
		n, err := s.wakeOnce(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("handle what is due", "err", err)
		}
		if n == dueBatch {
			continue
		}
		s.rest(ctx, s.dueHint, idlePoll)
	}
	return nil
}

// rest waits for a hint, and no longer than for that time.
func (s *Switchboard) rest(ctx context.Context, hint <-chan struct{}, most time.Duration) {
	t := time.NewTimer(most)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-hint:
	case <-t.C:
	}
}

func (s *Switchboard) wakeOnce(ctx context.Context) (int, error) {
	now := s.clock.Now()
	events, err := s.store.Due(ctx, now, dueLease, dueBatch)
	if err != nil {
		return 0, err
	}
	taken := len(events)
	if events = s.pass(now, events); len(events) == 0 {
		return taken, nil
	}
	handled := make([]bool, len(events))
	var g errgroup.Group
	g.SetLimit(dueWidth)
	for _, at := range bySubject(events) {
		g.Go(func() error {
			for _, i := range at { // of one subject: in order, and no later one before an earlier
				if _, err := s.Handle(ctx, events[i]); err != nil {
					return err
				}
				handled[i] = true
			}
			return nil
		})
	}
	err = g.Wait()
	var ids []string
	for i, ok := range handled {
		if ok {
			ids = append(ids, events[i].ID)
		}
	}
	if len(ids) > 0 {
		if dropped := s.store.Drop(context.WithoutCancel(ctx), ids); err == nil {
			err = dropped
		}
	}
	return taken, err
}

// bySubject groups the events' places by subject, keeping order.
func bySubject(events []chat.Event) map[chat.Subject][]int {
	groups := map[chat.Subject][]int{}
	for i, ev := range events {
		groups[ev.Subject] = append(groups[ev.Subject], i)
	}
	return groups
}
