package switchboard

import (
	"context"
	"errors"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// A lane's lease is short: what a process was sending that died waits no longer
// than that. What takes longer keeps its lane because the lease is renewed, up to
// the time that the call has.
const (
	laneLease  = 15 * time.Second
	margin     = 3 * time.Second        // of the lease that is not trusted: nothing begins in it, nothing goes on into it
	renewAfter = 5 * time.Second        // a lease this old is renewed: what is left outlasts a database that is slow once
	leaseLook  = 250 * time.Millisecond // between two looks at how old a lease is
	wordsTime  = 12 * time.Second       // for a call that carries words, where the adapter does not say otherwise
)

// callTime is how long an attempt may take, to the answer: with a file it is
// uploaded meanwhile, and fetched before.
func callTime(l adapters.Limits, m chat.Message) time.Duration {
	patience := l.Patience
	if patience == 0 {
		patience = wordsTime
	}
	if len(m.Files) > 0 {
		return max(patience, adapters.FileTime)
	}
	return patience
}

// held is a claimed row that is being sent, and what is known of its lease.
type held struct {
	chat.Claim
	end time.Time // the attempt's, whatever is left of the lease

	mu    sync.Mutex
	until time.Time // the lease's
}

// lasts is when the lease ends, as far as it is known.
func (h *held) lasts() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.until
}

func (h *held) renewed(until time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.until = until
}

// over tells whether nothing more may begin at this time, nor go on: the lease is
// nearly over, or the attempt's time is.
func (h *held) over(now time.Time) bool {
	return h.lasts().Sub(now) <= margin || !now.Before(h.end)
}

// hold keeps the lane of a claim for as long as its attempt may take. The context is
// the attempt's: it ends with its time, with the lease, and drain after ctx did. let
// ends all of this; it waits for a renewal that is under way.
func (s *Switchboard) hold(ctx context.Context, l adapters.Limits, c chat.Claim) (attempt context.Context, h *held, let func()) {
	within := callTime(l, c.Message)
	h = &held{Claim: c, end: s.clock.Now().Add(within), until: c.Until}
	attempt, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	stopped := context.AfterFunc(ctx, func() {
		end := time.AfterFunc(drain, cancel)
		context.AfterFunc(attempt, func() { end.Stop() })
	})
	var keeping sync.WaitGroup
	keeping.Go(func() {
		s.keepLease(attempt, h)
		cancel()
	})
	return attempt, h, func() {
		stopped()
		cancel()
		keeping.Wait()
	}
}

// keepLease renews the lease until the attempt ends, or has to. A look at the clock
// waits for no database: where that is silent, the attempt still ends before its lease.
func (s *Switchboard) keepLease(attempt context.Context, h *held) {
	look := time.NewTicker(leaseLook)
	defer look.Stop()
	var asking sync.WaitGroup
	defer asking.Wait()
	answered := make(chan error, 1)
	asked, told := false, false
	for {
		select {
		case <-attempt.Done():
			return
		case err := <-answered:
			asked = false
			switch {
			case errors.Is(err, errLeaseLost):
				s.log.Warn("another instance took over what is being sent", "adapter", h.Message.To.Adapter)
				return
			case err != nil && attempt.Err() == nil && !told: // it is asked again, and says nothing about the lease
				s.log.Warn("renew the lease of what is being sent", "adapter", h.Message.To.Adapter, "err", err)
				told = true
			}
		case <-look.C:
		}
		now := s.clock.Now()
		if h.over(now) {
			return
		}
		if !asked && h.lasts().Sub(now) <= laneLease-renewAfter {
			asked = true
			asking.Go(func() { answered <- s.prolong(attempt, h, now) })
		}
	}
}

// errLeaseLost means that the lane is another's by now.
var errLeaseLost = errors.New("the lease is lost")

// prolong lets the lease last from now on.
func (s *Switchboard) prolong(ctx context.Context, h *held, now time.Time) error {
	until := now.Add(laneLease)
	ours, err := s.store.Prolong(ctx, h.Claim, now, until)
	switch {
	case err != nil:
		return err
	case !ours:
		return errLeaseLost
	}
	h.renewed(until)
	return nil
}
