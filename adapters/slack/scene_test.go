package slack

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// errDown is what handle says when it could not store an event.
var errDown = errors.New("the database is down")

// scene is a workspace with a desk, one worker, one card, and the adapter at work.
type scene struct {
	*slacktest.Fake
	t    *testing.T
	a    *Adapter
	desk *slacktest.Channel
	noor *slacktest.Worker
	card string // ts of the card, whose thread is the talk
	base string // over HTTP

	later atomic.Int64 // by how much the adapter's clock is ahead, in nanoseconds
	log   adaptertest.Ledger
	stop  func()

	mu      sync.Mutex
	events  []chat.Event
	heard   []chat.Event // of whoever is no worker
	counted map[string]int
	changed chan struct{} // closed when something was counted or stored
	respond func(chat.Event) (chat.Answer, error)
}

// ways are the two ways in which Slack brings things.
var ways = []string{"socket", "http"}

// eachWay runs the test once for each.
func eachWay(t *testing.T, test func(t *testing.T, b *scene)) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) { test(t, newScene(t, way, nil)) })
	}
}

// newScene opens a workspace and starts the adapter in it.
func newScene(t *testing.T, way string, change func(*scene, *Config)) *scene {
	t.Helper()
	b := &scene{t: t, Fake: slacktest.New(t), counted: map[string]int{}, changed: make(chan struct{})}
	b.desk = b.NewChannel("C0DESK", "jongerenwerk")
	b.noor = b.Worker("U0NOOR", "Noor").Join(b.desk)
	c := Config{
		Token: b.Token(), SigningSecret: b.SigningSecret(), URL: b.API(), Channels: []string{"C0DESK"},
		Opaque: opaque,
		Log:    slog.New(slog.NewTextHandler(&b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now:    func() time.Time { return time.Now().Add(time.Duration(b.later.Load())) },
		Count: func(reason string) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.counted[reason]++
			b.touch()
		},
	}
	if way == "socket" {
		c.AppToken = b.AppToken()
	}
	if change != nil {
		change(b, &c)
	}
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	b.a = a
	card := chat.Message{ID: "kaart", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: "gesprek", Text: "Iemand wil praten", Token: "geheim",
		Card:    &chat.Card{Alias: "blauwe vos", Team: "jongerenwerk", State: "waiting", Since: time.Now()},
		Choices: []chat.Choice{{Label: "Oppakken", Verb: chat.Claimed, Style: "primary"}}}
	receipt, err := a.Send(t.Context(), card)
	if err != nil {
		t.Fatal(err)
	}
	b.card = receipt.ID

	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	if way == "http" {
		server := httptest.NewServer(a.Routes(b.handle))
		t.Cleanup(server.Close)
		b.base = server.URL
		b.DeliverTo(b.base)
	}
	go func() { ended <- a.Run(ctx, b.handle) }()
	b.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	})
	t.Cleanup(b.stop)
	if way == "socket" {
		b.Connected(1)
	}
	return b
}

// handle is the adapters.Handler.
func (b *scene) handle(_ context.Context, ev chat.Event) (chat.Answer, error) {
	b.mu.Lock()
	respond := b.respond
	b.mu.Unlock()
	answer, err := chat.Answer{Line: 1}, error(nil)
	if respond != nil {
		answer, err = respond(ev)
	}
	if err == nil {
		b.mu.Lock()
		if ev.Kind == chat.Overheard {
			b.heard = append(b.heard, ev)
		} else {
			b.events = append(b.events, ev)
		}
		b.touch()
		b.mu.Unlock()
	}
	return answer, err
}

var _ adapters.Handler = (*scene)(nil).handle

// answer sets what handle does from now on; nil takes everything.
func (b *scene) answer(respond func(chat.Event) (chat.Answer, error)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.respond = respond
}

// taken gives what was stored since it was last asked.
func (b *scene) taken() []chat.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	events := b.events
	b.events = nil
	return events
}

// one gives the one event that was stored since it was last asked.
func (b *scene) one() chat.Event {
	b.t.Helper()
	events := b.taken()
	if len(events) != 1 {
		b.t.Fatalf("%d events were stored, want 1: %+v", len(events), events)
	}
	return events[0]
}

// none wants that nothing was stored since it was last asked.
func (b *scene) none(what string) {
	b.t.Helper()
	if events := b.taken(); len(events) > 0 {
		b.t.Errorf("%s: was stored: %+v", what, events)
	}
}

// count is how often the reason was counted.
func (b *scene) count(reason string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.counted[reason]
}

// refused brings something, and waits until it is known that it was not stored.
func (b *scene) refused(bring func() *slacktest.Delivery) *slacktest.Delivery {
	b.t.Helper()
	before := b.count("not_stored")
	d := bring()
	b.await(func() bool { return b.counted["not_stored"] > before })
	b.Event(map[string]any{"type": "nothing_to_us"}).Await() // had it been acknowledged, that came before
	if b.base != "" {
		d.Settled(b.t.Context())
	}
	return d
}

// await waits until is says true; it is asked whenever something was counted or
// stored, with b.mu held.
func (b *scene) await(is func() bool) {
	b.t.Helper()
	enough := time.NewTimer(2 * time.Minute)
	defer enough.Stop()
	for {
		b.mu.Lock()
		done, changed := is(), b.changed
		b.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-enough.C:
			b.t.Fatal("it never came")
		}
	}
}

// touch tells those who await. b.mu is held.
func (b *scene) touch() {
	close(b.changed)
	b.changed = make(chan struct{})
}

func (b *scene) address() chat.Address {
	return chat.Address{Adapter: Name, Chat: "C0DESK", Thread: b.card}
}

// many is how many generated texts are tried: 10^5, and fewer where time is short.
func many() int {
	if testing.Short() {
		return 5_000
	}
	return 100_000
}
