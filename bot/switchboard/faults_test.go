package switchboard_test

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
)

// interrupted is a store between whose steps a test may do something, or which
// a test lets fail.
type interrupted struct {
	switchboard.Store
	update  func() error       // before a transaction
	claims  func([]chat.Claim) // after a claim
	holds   func() error       // before the fence is looked at again
	prolong func() error       // before a lease is renewed
	mark    func() error       // before outcomes are written
}

func (s interrupted) Update(ctx context.Context, fn func(switchboard.Tx) error) error {
	if s.update != nil {
		if err := s.update(); err != nil {
			return err
		}
	}
	return s.Store.Update(ctx, fn)
}

func (s interrupted) Claim(ctx context.Context, adapter string, rate chat.Rate, now time.Time, lease time.Duration, max int) ([]chat.Claim, error) {
	claims, err := s.Store.Claim(ctx, adapter, rate, now, lease, max)
	if s.claims != nil && len(claims) > 0 {
		s.claims(claims)
	}
	return claims, err
}

func (s interrupted) Holds(ctx context.Context, c chat.Claim) (bool, error) {
	if s.holds != nil {
		if err := s.holds(); err != nil {
			return false, err
		}
	}
	return s.Store.Holds(ctx, c)
}

func (s interrupted) Prolong(ctx context.Context, c chat.Claim, now, until time.Time) (bool, error) {
	if s.prolong != nil {
		if err := s.prolong(); err != nil {
			return false, err
		}
	}
	return s.Store.Prolong(ctx, c, now, until)
}

func (s interrupted) Mark(ctx context.Context, now time.Time, marks []chat.Mark) (int, error) {
	if s.mark != nil {
		if err := s.mark(); err != nil {
			return 0, err
		}
	}
	return s.Store.Mark(ctx, now, marks)
}

// instead lets one instance, on this store and with this adapter, do the work.
func (w *world) instead(s interrupted, a adapters.Adapter) *switchboard.Switchboard {
	w.t.Helper()
	s.Store = w.over(w.stores[0])
	for _, at := range []*func() error{&s.update, &s.holds, &s.prolong, &s.mark} {
		*at = oneByOne(*at)
	}
	b := w.board(s, a)
	w.boards = []*switchboard.Switchboard{b}
	return b
}

// oneByOne has a fault happen to one goroutine at a time: an instance has many, and
// faults count.
func oneByOne(how func() error) func() error {
	if how == nil {
		return nil
	}
	var turn sync.Mutex
	return func() error {
		turn.Lock()
		defer turn.Unlock()
		return how()
	}
}

// board is an instance of the world's on this store, with this adapter.
func (w *world) board(store switchboard.Store, a adapters.Adapter) *switchboard.Switchboard {
	w.t.Helper()
	return switchboard.New(switchboard.Config{
		Store: store, Book: flowstest.BuiltIn(w.t), Clock: w.clock, Bell: &switchboard.Bell{}, Log: slog.New(slog.NewTextHandler(w, nil)),
		Metrics: switchboard.NewMetrics(prometheus.NewRegistry()), Adapters: []adapters.Adapter{page{}, a},
	})
}

// asked is the platform behind an adapter whose look-up is the test's.
type asked struct {
	pushed
	find func() (bool, error)
}

func (a asked) Find(context.Context, chat.Message, time.Time) (chat.Receipt, bool, error) {
	found, err := a.find()
	return chat.Receipt{}, found, err
}

// queue puts a message of a new person at this chat of the platform into the
// outbox, past any decision, and gives its id.
func (w *world) queue(chatID string, class chat.Class, files ...chat.File) string {
	w.t.Helper()
	to := chat.Address{Adapter: "pushed", Chat: chatID}
	id := w.id("row")
	err := switchboard.Over(w.stores[0]).Update(w.t.Context(), func(tx switchboard.Tx) error {
		c, err := tx.Meet(to, w.clock.Now())
		if err != nil {
			return err
		}
		m := chat.Message{ID: id, To: to, Talk: c.ID, Class: class, Speaker: chat.Program, Text: "woorden", Files: files}
		return tx.Write(chat.Change{Event: chat.Event{ID: id, At: w.clock.Now()}, Conversation: &c, Rows: []chat.Row{{Message: m}}})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// row is the state in which a message's row is.
func (w *world) row(id string) (s chat.State) {
	w.t.Helper()
	if err := w.raw.Get(&s, "SELECT state FROM outbox WHERE id = '"+id+"'"); err != nil {
		w.t.Fatal(err)
	}
	return s
}
