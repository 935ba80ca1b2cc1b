package switchboard_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// failing is an adapter that panics, then gives up, then works.
type failing struct {
	page
	runs atomic.Int64
}

func (*failing) Name() string { return "failing" }
func (f *failing) Run(ctx context.Context, handle adapters.Handler) error {
	switch f.runs.Add(1) {
	case 1:
		panic(canary)
	case 2:
		return errors.New("the platform hung up")
	}
	return f.page.Run(ctx, handle)
}

// R7: an adapter that breaks or gives up is started again; the process lives,
// and the log does not repeat what it choked on.
func TestR7_AnAdapterThatBreaksIsStartedAgain(t *testing.T) {
	if testing.Short() {
		t.Skip("waits for two pauses of an adapter")
	}
	w := newWorld(t, storagetest.SQLite(t), 1)
	book := flowstest.BuiltIn(t)
	f := &failing{}
	w.boards = append(w.boards[:0], switchboard.New(switchboard.Config{
		Store: w.over(w.stores[0]), Book: book, Clock: w.clock, Bell: &switchboard.Bell{},
		Log: slog.New(slog.NewTextHandler(w, nil)), Metrics: switchboard.NewMetrics(prometheus.NewRegistry()),
		Adapters: []adapters.Adapter{page{}, f},
	}))
	w.run(func() bool { return f.runs.Load() == 3 })
	if strings.Contains(w.logged(), canary) || !strings.Contains(w.logged(), "failing") {
		t.Errorf("the log says:\n%s", w.logged())
	}
}
