package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/slack"
	"omzien/adapters/telegram"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/bot/switchboard/crashtest"
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
	kill := crashtest.At(os.Getenv("CRASH_AT"))
	ahead, _ := time.ParseDuration(os.Getenv("CRASH_AHEAD"))

	o := newOmzien(cfg, io.Discard, os.Stderr)
	if err := o.make(ctx); err != nil {
		t.Fatal(err)
	}
	o.board = switchboard.New(switchboard.Config{
		Store: crashtest.Store{Store: switchboard.Over(o.store), Kill: kill}, Book: o.book, Adapters: []adapters.Adapter{
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

// mortal is a platform's adapter that may die when it was heard.
type mortal struct {
	adapters.Sender
	kill *crashtest.Killer
}

var (
	_ adapters.Sender = (*telegram.Adapter)(nil)
	_ adapters.Finder = (*slack.Adapter)(nil)
)

func (m mortal) Run(ctx context.Context, handle adapters.Handler) error {
	return m.Sender.Run(ctx, func(ctx context.Context, ev chat.Event) (chat.Answer, error) {
		answer, err := handle(ctx, ev)
		if err == nil {
			m.kill.Pass(crashtest.BeforeAck)
		}
		return answer, err
	})
}

func (m mortal) Send(ctx context.Context, msg chat.Message) (chat.Receipt, error) {
	receipt, err := m.Sender.Send(ctx, msg)
	m.kill.Pass(crashtest.BeforeMark)
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
