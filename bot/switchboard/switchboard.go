// Package switchboard is the only place where things happen. Events come in, a
// pure function decides, one transaction remembers, an outbox speaks.
//
//   - Handle takes one event in and returns after the commit.
//   - deliver sends what stands in the outbox, lane by lane, and writes down
//     what became of it.
//   - wake handles what is due: timers, receipts, and events for other subjects.
//
// Several switchboards may stand on one database; any of them may die at any
// moment. Nothing that matters lives in their memory.
package switchboard

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/flows"
)

// Config is what a switchboard needs. Desks, Second and DeskURL may be left out.
type Config struct {
	Store    Store
	Book     *flows.Playbook
	Adapters []adapters.Adapter
	Clock    Clock
	Bell     *Bell
	Log      *slog.Logger
	Metrics  *Metrics
	Desks    func(team string) []chat.Address // the pushed desks of a team; nil: none, the web desk alone
	Second   []chat.Address                   // the second route for alarms
	DeskURL  string                           // where the web desk stands

	// Channel gives the pushed desk of a circle that has a channel of its own; nil: none has.
	Channel   func(channel string) []chat.Address
	PublicURL string         // where the pages stand, without a slash at its end: personal links begin with it
	Channels  []chat.Channel // the ways to people, for whoever enrols members of circles
	// KeeperLink makes the link with which a coordinator (their key) gets to their own
	// circles, once within a day; nil: they ask a worker for it.
	KeeperLink func(ctx context.Context, coordinator string) (string, error)
	MailBy     string // the name of the adapter that mails coordinators and contacts; empty: nobody is mailed
}

// Switchboard moves events and messages. Make it with New.
type Switchboard struct {
	store    Store
	book     atomic.Pointer[flows.Playbook]
	versions versions
	adapters map[string]adapters.Adapter
	clock    Clock
	bell     *Bell
	log      *slog.Logger
	metrics  *Metrics
	desks    func(team string) []chat.Address
	second   []chat.Address
	deskURL  string

	channel   func(channel string) []chat.Address
	publicURL string
	mailBy    string
	channels  []chat.Channel

	keeperLink func(ctx context.Context, coordinator string) (string, error)
	gate       gate         // of the wake loop
	held       []chat.Event // ... that wait before it

	outgoing map[string]chan struct{} // adapter -> hint that its outbox has something
	dueHint  chan struct{}
	planHint chan struct{}
	watched  watched
	opened   opened
	typists  typists
	signs    chan sign // that somebody is typing, on their way to platforms
}

// New makes a switchboard. It starts nothing.
func New(cfg Config) *Switchboard {
	s := &Switchboard{
		store:    cfg.Store,
		adapters: map[string]adapters.Adapter{},
		clock:    cfg.Clock,
		bell:     cfg.Bell,
		log:      cfg.Log,
		metrics:  cfg.Metrics,
		desks:    cfg.Desks,
		second:   cfg.Second,
		deskURL:  cfg.DeskURL,
		channel:  cfg.Channel, publicURL: cfg.PublicURL, mailBy: cfg.MailBy, channels: cfg.Channels, keeperLink: cfg.KeeperLink,
		outgoing: map[string]chan struct{}{},
		dueHint:  make(chan struct{}, 1),
		planHint: make(chan struct{}, 1),
		signs:    make(chan sign, typingMost),
	}
	if s.desks == nil {
		s.desks = func(string) []chat.Address { return nil }
	}
	s.book.Store(cfg.Book)
	for _, a := range cfg.Adapters {
		s.adapters[a.Name()] = a
		s.outgoing[a.Name()] = make(chan struct{}, 1)
	}
	return s
}

// restartAfter is the pause before an adapter that gave up is run again.
const restartAfter = 5 * time.Second

// Run receives, delivers and wakes until ctx ends. Then it takes no new work,
// finishes what is being sent within drain, writes the outcomes down, and
// returns nil. It returns an error only where it cannot begin.
func (s *Switchboard) Run(ctx context.Context) error {
	if err := s.keepVersion(ctx, s.book.Load().Talks); err != nil {
		if ctx.Err() != nil {
			return nil // told to stop before it began
		}
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	for _, a := range s.adapters {
		g.Go(func() error { return s.receive(ctx, a) })
		if sender, ok := a.(adapters.Sender); ok {
			g.Go(func() error { return s.deliver(ctx, sender) })
		}
	}
	g.Go(func() error { return s.wake(ctx) })
	g.Go(func() error { return s.sweep(ctx) })
	g.Go(func() error { return s.expire(ctx) })
	g.Go(func() error { return s.mornings(ctx) })
	g.Go(func() error { return s.plan(ctx) })
	g.Go(func() error { return s.tellTyping(ctx) })
	return g.Wait()
}

// receive keeps one adapter running.
func (s *Switchboard) receive(ctx context.Context, a adapters.Adapter) error {
	for ctx.Err() == nil {
		err := runOnce(ctx, a, s.Handle)
		if ctx.Err() != nil {
			return nil
		}
		if err == nil {
			err = errors.New("it ended by itself")
		}
		s.log.Error("adapter stopped receiving; starting it again", "adapter", a.Name(), "after", restartAfter.String(), "err", err)
		s.metrics.restarted(a.Name())
		pause(ctx, restartAfter)
	}
	return nil
}

// runOnce turns a panic in the adapter into an error: the others go on.
func runOnce(ctx context.Context, a adapters.Adapter, handle adapters.Handler) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("panic while receiving, at %s", panicSite())
		}
	}()
	return a.Run(ctx, handle)
}

// sweepEvery is how often the slow net below the fast paths is cast.
const sweepEvery = 30 * time.Second

// sweep repairs what should never be.
func (s *Switchboard) sweep(ctx context.Context) error {
	for pause(ctx, sweepEvery) {
		n, err := s.store.Sweep(ctx, s.clock.Now())
		if err != nil {
			s.log.Error("sweep", "err", err)
		}
		if n > 0 {
			s.log.Error("found rows that nobody would have sent; they are on their way now", "lanes", n)
			s.metrics.swept(n)
			for name := range s.outgoing {
				s.hint(s.outgoing[name])
			}
		}
	}
	return nil
}

// hint tells a loop that there is work; a hint that is not read yet is enough.
func (s *Switchboard) hint(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// pause waits for d; false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
