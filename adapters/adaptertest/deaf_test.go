package adaptertest

import (
	"context"
	"sync/atomic"
	"testing"

	"omzien/adapters"
	"omzien/bot/chat"
)

var deafExam = Exam{Sender: true, Deaf: true}

// deaf is a poster that only sends: of all that it can, Send is left.
type deaf struct {
	adapters.Sender
	bad   string
	grown *atomic.Int64
}

func (d deaf) Limits() adapters.Limits {
	l := d.Sender.Limits()
	if d.bad == "its limits grow" {
		d.grown.Add(1)
		l.Label += int(d.grown.Load())
	}
	return l
}

func (d deaf) Run(ctx context.Context, handle adapters.Handler) error {
	if d.bad == "hears something" {
		handle(ctx, chat.Event{ID: "page:1", Kind: chat.Said})
	}
	return d.Sender.Run(ctx, handle)
}

// deafBench makes a Sender that hears nothing, and is bad in this way.
func deafBench(bad string) func(testing.TB, Setup) Bench {
	return func(t testing.TB, s Setup) Bench {
		b := postBench(bad)(t, s)
		b.World = nil
		if bad != "has routes" {
			b.Adapter = deaf{b.Adapter.(adapters.Sender), bad, new(atomic.Int64)}
		}
		return b
	}
}

func TestARightDeafSenderPasses(t *testing.T) {
	e := deafExam
	e.New = deafBench("")
	Run(t, e)
}

func TestABadDeafSenderFailsItsQuestionOnly(t *testing.T) {
	for _, b := range []struct{ bad, question string }{
		{"hears something", "what is deaf hears nothing"},
		{"its limits grow", "its name and limits never change"},
		{"Run ends at once", "Run ends with nil when its context ends"},
		{"leaves a goroutine", "nothing runs on after Run"},
		{"shortens", "what Fit cut is taken whole"},
	} {
		e := deafExam
		e.New = deafBench(b.bad)
		e.grace, e.patience, e.early = showing(b.bad)
		t.Run(b.bad, func(t *testing.T) { failsOnly(t, e, b.question) })
	}
	t.Run("has routes", func(t *testing.T) {
		e := deafExam
		e.Finder = true // with the routes comes the rest
		e.New = deafBench("has routes")
		failsOnly(t, e, "what is deaf hears nothing")
	})
}
