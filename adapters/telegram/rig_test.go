package telegram

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"omzien/adapters/adaptertest"
	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// patient is how long a test waits for what must happen.
const patient = 2 * time.Minute

// rig is one running adapter beside a fake Telegram, with its handler in the
// test's hands.
type rig struct {
	testing.TB
	fake   *telegramtest.Fake
	a      *Adapter
	url    string // of the webhook
	log    *adaptertest.Ledger
	events chan chat.Event // all that reached handle, in its order
	ended  chan error
	stop   func()

	turn    sync.Mutex // held while responding: one event at a time
	mu      sync.Mutex
	respond func(chat.Event) (chat.Answer, error)
	counts  map[string]int
	changed chan struct{}
}

// start runs an adapter; change may alter its configuration, tune the adapter.
func start(t testing.TB, fake *telegramtest.Fake, change func(*Config), tune func(*Adapter)) *rig {
	t.Helper()
	r := ready(t, fake, change, tune)
	r.run()
	return r
}

// run runs the adapter until the test ends, or stop is called.
func (r *rig) run() {
	ctx, stop := context.WithCancel(context.Background())
	go func() { r.ended <- r.a.Run(ctx, r.handle) }()
	r.stop = sync.OnceFunc(func() {
		stop()
		if err := <-r.ended; err != nil {
			r.Errorf("Run ended with %v", err)
		}
	})
	r.Cleanup(func() { r.stop() })
}

// ready is start without Run.
func ready(t testing.TB, fake *telegramtest.Fake, change func(*Config), tune func(*Adapter)) *rig {
	t.Helper()
	r := &rig{TB: t, fake: fake, log: &adaptertest.Ledger{}, events: make(chan chat.Event, 4096), ended: make(chan error, 1),
		counts: map[string]int{}, changed: make(chan struct{}, 1)}
	c := Config{
		Token: fake.Token, URL: fake.URL, Count: r.count,
		Log: slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	if change != nil {
		change(&c)
	}
	var server *httptest.Server
	if c.Secret != "" && c.Webhook == "" {
		server = httptest.NewUnstartedServer(nil)
		c.Webhook = "http://" + server.Listener.Addr().String() + webhookPath
		r.url = c.Webhook
	}
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	a.pace.again, a.pace.retry, a.pace.rest = 5*time.Millisecond, 5*time.Millisecond, 20*time.Millisecond
	if tune != nil {
		tune(a)
	}
	r.a = a
	if server != nil {
		server.Config.Handler = a.Routes(r.handle)
		server.Start()
		t.Cleanup(server.Close)
	}
	return r
}

// webhook is the change that has an adapter use a webhook of its own.
func webhook(c *Config) { c.Secret = theSecret }

func (r *rig) handle(_ context.Context, ev chat.Event) (chat.Answer, error) {
	r.mu.Lock()
	respond := r.respond
	r.mu.Unlock()
	r.events <- ev
	if respond == nil {
		return chat.Answer{}, nil
	}
	r.turn.Lock()
	defer r.turn.Unlock()
	return respond(ev)
}

// answer sets what handle does from now on.
func (r *rig) answer(respond func(chat.Event) (chat.Answer, error)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.respond = respond
}

func (r *rig) count(reason string) {
	r.mu.Lock()
	r.counts[reason]++
	r.mu.Unlock()
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// counted waits until something was counted n times.
func (r *rig) counted(reason string, n int) {
	r.Helper()
	late := time.After(patient)
	for {
		r.mu.Lock()
		is := r.counts[reason]
		r.mu.Unlock()
		if is >= n {
			return
		}
		select {
		case <-r.changed:
		case <-late:
			r.Fatalf("%q was counted %d times, want %d", reason, is, n)
		}
	}
}

// next is the next event that reached handle.
func (r *rig) next() chat.Event {
	r.Helper()
	select {
	case ev := <-r.events:
		return ev
	case <-time.After(patient):
		r.Fatal("no event came")
		return chat.Event{}
	}
}

// heard is the next event that is no trouble of the adapter's own.
func (r *rig) heard() chat.Event {
	r.Helper()
	for {
		if ev := r.next(); ev.Kind != chat.Trouble {
			return ev
		}
	}
}

// until waits for something at the fake.
func (r *rig) until(what string, ok func() bool) {
	r.Helper()
	ctx, done := context.WithTimeout(context.Background(), patient)
	defer done()
	if !r.fake.Until(ctx, ok) {
		r.Fatalf("waited in vain: %s", what)
	}
}

// deliver brings updates once, and tells how many were acknowledged.
func (r *rig) deliver(updates ...telegramtest.Update) int {
	ctx, done := context.WithTimeout(context.Background(), patient)
	defer done()
	return r.fake.Deliver(ctx, updates...)
}

// send is Send of a text to a person.
func (r *rig) send(m chat.Message) (chat.Receipt, error) {
	ctx, done := context.WithTimeout(context.Background(), patient)
	defer done()
	return r.a.Send(ctx, m)
}

// clock is a clock that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 21, 23, 40, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// steps has an adapter's waiting done by the test: each wait is offered, and
// ends when the test says go; then the clock has moved on by it.
type steps struct {
	*clock
	waits chan time.Duration
	goes  chan struct{}
}

func newSteps() *steps {
	return &steps{clock: newClock(), waits: make(chan time.Duration), goes: make(chan struct{})}
}

func (s *steps) wait(ctx context.Context, d time.Duration) bool {
	select {
	case s.waits <- d:
	case <-ctx.Done():
		return false
	}
	select {
	case <-s.goes:
		return true
	case <-ctx.Done():
		return false
	}
}

// rests waits until the adapter waits, and leaves it there.
func (s *steps) rests(t testing.TB) time.Duration {
	t.Helper()
	select {
	case d := <-s.waits:
		return d
	case <-time.After(patient):
		t.Fatal("the adapter does not wait")
		return 0
	}
}

// goOn ends a wait that rests saw.
func (s *steps) goOn(d time.Duration) {
	s.add(d)
	s.goes <- struct{}{}
}
