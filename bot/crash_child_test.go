package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/adapters/slack"
	"omzien/adapters/telegram"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
)

// The points at which a child kills itself, each at its n-th passing.
const (
	beforeCommit = "before commit"     // the transaction was written, not committed
	beforeAck    = "commit, no answer" // committed; the platform does not know
	beforeSend   = "claimed, not sent"
	beforeMark   = "sent, not marked" // the only one after which something may stand twice
)

// TestCrashChild is the child's whole life: the program as main wires it, with
// a way to die at each point. It is no test of its own.
func TestCrashChild(t *testing.T) {
	if os.Getenv("OMZIEN_TEST_CHILD") != "crash" {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	cfg, err := readConfig(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	kill := &killer{}
	if at, nth, ok := strings.Cut(os.Getenv("CRASH_AT"), "|"); ok {
		kill.at = at
		fmt.Sscan(nth, &kill.left)
	}
	ahead, _ := time.ParseDuration(os.Getenv("CRASH_AHEAD"))

	o := &omzien{cfg: cfg, out: io.Discard, clock: &switchboard.SharedClock{}, bell: &switchboard.Bell{}, registry: prometheus.NewRegistry()}
	o.log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	o.metrics = switchboard.NewMetrics(o.registry)
	if err := o.make(ctx); err != nil {
		t.Fatal(err)
	}
	o.board = switchboard.New(switchboard.Config{
		Store: crashing{switchboard.Over(o.store), kill}, Book: o.book, Adapters: []adapters.Adapter{
			o.places.chat, o.places.desk, mortal{o.places.telegram, kill}, mortalFinder{mortal{o.places.slack, kill}, o.places.slack},
		},
		Clock: later{o.clock, ahead}, Bell: o.bell, Log: o.log, Metrics: o.metrics, Desks: o.desks,
	})
	if err := o.run(ctx); err != nil {
		t.Error(err)
	}
	if err := o.unmake(ctx); err != nil {
		t.Error(err)
	}
}

// killer ends its own process, as a power cut would.
type killer struct {
	at   string
	left int64
}

func (k *killer) pass(point string) {
	if k.at == point && atomic.AddInt64(&k.left, -1) == 0 {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

// crashing is a store that may kill the process at a transaction's edges.
type crashing struct {
	switchboard.Store
	kill *killer
}

func (s crashing) Update(ctx context.Context, fn func(switchboard.Tx) error) error {
	return s.Store.Update(ctx, func(tx switchboard.Tx) error {
		err := fn(tx)
		if err == nil {
			s.kill.pass(beforeCommit)
		}
		return err
	})
}

func (s crashing) Claim(ctx context.Context, adapter string, rate chat.Rate, now time.Time, lease time.Duration, max int) ([]chat.Claim, error) {
	claims, err := s.Store.Claim(ctx, adapter, rate, now, lease, max)
	if len(claims) > 0 {
		s.kill.pass(beforeSend)
	}
	return claims, err
}

// mortal is a platform's adapter that may die when it was heard.
type mortal struct {
	adapters.Sender
	kill *killer
}

var (
	_ adapters.Sender = (*telegram.Adapter)(nil)
	_ adapters.Finder = (*slack.Adapter)(nil)
)

func (m mortal) Run(ctx context.Context, handle adapters.Handler) error {
	return m.Sender.Run(ctx, func(ctx context.Context, ev chat.Event) (chat.Answer, error) {
		answer, err := handle(ctx, ev)
		if err == nil {
			m.kill.pass(beforeAck)
		}
		return answer, err
	})
}

func (m mortal) Send(ctx context.Context, msg chat.Message) (chat.Receipt, error) {
	receipt, err := m.Sender.Send(ctx, msg)
	m.kill.pass(beforeMark)
	return receipt, err
}

// mortalFinder can also look up what was sent.
type mortalFinder struct {
	mortal
	adapters.Finder
}

// later is a clock ahead of another.
type later struct {
	switchboard.Clock
	ahead time.Duration
}

func (l later) Now() time.Time { return l.Clock.Now().Add(l.ahead) }
