package switchboard_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// A Monday at ten: both teams of the built-in playbook are open.
var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, flows.Amsterdam)

// world is one organisation for a test: a database, one or more instances on
// it, and two places where people write: a page, and a platform that is pushed to.
type world struct {
	t        *testing.T
	clock    *clock
	platform *platform
	raw      *sqlx.DB // the database itself, past the store
	stores   []*storage.Store
	boards   []*switchboard.Switchboard
	bells    []*switchboard.Bell // each board's
	log      *bytes.Buffer
	logMu    sync.Mutex
	n        int // events made so far
}

// onEach runs fn in a world of n instances on each database. On SQLite, which
// has one instance, all of them share the store.
func onEach(t *testing.T, n int, fn func(t *testing.T, w *world)) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) { fn(t, newWorld(t, b, n)) })
}

func newWorld(t *testing.T, b *storagetest.Base, n int) *world {
	return newWorldWith(t, b, n, flowstest.BuiltIn(t))
}

// newWorldWith is a world with this playbook; with changes what its instances are
// made of.
func newWorldWith(t *testing.T, b *storagetest.Base, n int, book *flows.Playbook, with ...func(*world, *switchboard.Config)) *world {
	w := &world{t: t, clock: &clock{now: monday}, platform: &platform{sent: map[string]chat.Message{}}, log: &bytes.Buffer{}}
	w.clock.moved = w.stir
	b.Desk = w.clock.Now
	w.stores = b.Instances(t, n)
	w.raw = b.Raw(t)
	logger := w.slog()
	for _, store := range w.stores {
		bell := &switchboard.Bell{}
		w.bells = append(w.bells, bell)
		cfg := switchboard.Config{
			Store: w.over(store), Book: book, Clock: w.clock, Bell: bell, Log: logger,
			Metrics:  switchboard.NewMetrics(prometheus.NewRegistry()),
			Adapters: []adapters.Adapter{page{}, pushed{w.platform}},
			KeeperLink: func(_ context.Context, key string) (string, error) {
				return "https://hulp.example.nl/desk/in#" + key, nil
			},
			Channels: []chat.Channel{{Name: "page", Label: "de pagina", First: true, Invites: true}, {Name: chat.AdapterPhone, Label: "telefoon", First: true}},
		}
		for _, change := range with {
			change(w, &cfg)
		}
		w.boards = append(w.boards, switchboard.New(cfg))
	}
	return w
}

// slog is a log that the test can read.
func (w *world) slog() *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write is the log's.
func (w *world) Write(p []byte) (int, error) {
	w.logMu.Lock()
	defer w.logMu.Unlock()
	return w.log.Write(p)
}

func (w *world) logged() string {
	w.logMu.Lock()
	defer w.logMu.Unlock()
	return w.log.String()
}

// handle takes an event in at the first instance.
func (w *world) handle(ev chat.Event) chat.Answer {
	w.t.Helper()
	a, err := w.boards[0].Handle(w.t.Context(), ev)
	if err != nil {
		w.t.Fatalf("handle %s: %v", ev.Kind, err)
	}
	return a
}

// id makes a fresh event id.
func (w *world) id(who string) string {
	w.n++
	return fmt.Sprintf("test:%s:%d", who, w.n)
}

// says is a person writing at the page.
func (w *world) says(who, text string) chat.Answer {
	w.t.Helper()
	return w.handle(chat.Event{ID: w.id(who), Kind: chat.Said, From: at(who), Author: person, Text: text})
}

// starts is a person opening the page.
func (w *world) starts(who string) {
	w.t.Helper()
	w.handle(chat.Event{ID: w.id(who), Kind: chat.Started, From: at(who), Author: person})
}

// worker is a worker doing something in the newest talk at the address.
func (w *world) worker(name string, kind chat.Kind, who, text string) chat.Answer {
	w.t.Helper()
	return w.handle(w.act(name, kind, who, text))
}

func (w *world) act(name string, kind chat.Kind, who, text string) chat.Event {
	w.t.Helper()
	return chat.Event{
		ID: w.id(name), Kind: kind, Text: text, Author: chat.Author{Role: chat.RoleWorker, ID: "w-" + name, Name: name},
		Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.talk(who).Conversation},
	}
}

// talk is what the person sees.
func (w *world) talk(who string) chat.Talk {
	w.t.Helper()
	talk, err := w.stores[0].Record().Talk(w.t.Context(), at(who), 0)
	if err != nil {
		w.t.Fatalf("read the talk: %v", err)
	}
	return talk
}

// sees is all that the person sees, one line each.
func (w *world) sees(who string) string {
	var b strings.Builder
	for _, l := range w.talk(who).Lines {
		fmt.Fprintf(&b, "%s: %s\n", l.Kind, l.Text)
	}
	return b.String()
}

// thread is what the desk sees of the newest talk at the address.
func (w *world) thread(who string) chat.Thread {
	w.t.Helper()
	th, err := w.stores[0].Record().Thread(w.t.Context(), w.talk(who).Conversation, 0)
	if err != nil {
		w.t.Fatalf("read the thread: %v", err)
	}
	return th
}

func (w *world) alarms() []chat.Alarm {
	w.t.Helper()
	a, err := w.stores[0].Record().Alarms(w.t.Context())
	if err != nil {
		w.t.Fatalf("read the alarms: %v", err)
	}
	return a
}

// run lets all instances work until ready says so, then stops them. It fails
// the test when that takes a minute.
func (w *world) run(ready func() bool) {
	w.t.Helper()
	ctx, stop := context.WithCancel(w.t.Context())
	var running sync.WaitGroup
	for _, b := range w.boards {
		running.Go(func() {
			if err := b.Run(ctx); err != nil {
				w.t.Errorf("run: %v", err)
			}
		})
	}
	eventually(w.t, ready)
	stop()
	running.Wait()
}

// stir has all instances look for work now.
func (w *world) stir() {
	for _, b := range w.boards {
		b.Look()
	}
}

// passes lets a second pass, unless something is being sent: however slow this
// machine is, a call to the platform does not outlast its lease.
func (w *world) passes() {
	if w.count("SELECT COUNT(*) FROM outbox WHERE state = 'sending'") == 0 {
		w.clock.add(time.Second)
	}
}

// eventually waits, without a promise about speed, until ready says so.
func eventually(t *testing.T, ready func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(2 * time.Minute)
	for !ready() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatal("it never came")
		}
	}
}

var person = chat.Author{Role: chat.RolePerson}

// at is a person's address on the page.
func at(who string) chat.Address { return chat.Address{Adapter: "page", Chat: "chat-" + who} }

// clock is set by the test. It stands still while rows are being claimed.
type clock struct {
	claims sync.RWMutex
	moved  func() // has the instances look what is due by now; nil: they come to it by themselves
	mu     sync.Mutex
	now    time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.claims.Lock()
	defer c.claims.Unlock()
	c.set(c.Now().Add(d))
}

// over is a store whose claims take no time on the world's clock: on a slow
// machine a lease would be over before its row is seen to be on its way.
func (w *world) over(s *storage.Store) switchboard.Store {
	return unhurried{switchboard.Over(s), w.clock}
}

type unhurried struct {
	switchboard.Store
	clock *clock
}

func (s unhurried) Claim(ctx context.Context, adapter string, rate chat.Rate, _ time.Time, lease time.Duration, max int) ([]chat.Claim, error) {
	s.clock.claims.RLock()
	defer s.clock.claims.RUnlock()
	return s.Store.Claim(ctx, adapter, rate, s.clock.Now(), lease, max)
}

// page is an adapter whose pages pull.
type page struct{}

func (page) Name() string { return "page" }
func (page) Limits() adapters.Limits {
	return adapters.Limits{Pull: true, Choices: 20, EditFor: 48 * time.Hour}
}
func (page) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}

// platform is a chat service: what it holds survives our crashes.
type platform struct {
	mu    sync.Mutex
	posts []chat.Message
	sent  map[string]chat.Message
	fail  func(m chat.Message) (arrives bool, err error) // nil: all arrives
}

var errLost = errors.New("the answer was lost")

func (p *platform) post(m chat.Message) (chat.Receipt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	arrives, err := true, error(nil)
	if p.fail != nil {
		arrives, err = p.fail(m)
	}
	if arrives {
		p.posts = append(p.posts, m)
		p.sent[m.ID] = m
	}
	return chat.Receipt{ID: "post-" + m.ID}, err
}

func (p *platform) all() []chat.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]chat.Message(nil), p.posts...)
}

// pushed is an adapter that the outbox pushes to, and that can look up what was sent.
type pushed struct{ p *platform }

func (pushed) Name() string { return "pushed" }
func (pushed) Limits() adapters.Limits {
	return adapters.Limits{Text: 4096, Choices: 10, Label: 60, Initiates: true, EditFor: 48 * time.Hour}
}
func (pushed) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}
func (a pushed) Send(_ context.Context, m chat.Message) (chat.Receipt, error) { return a.p.post(m) }
func (a pushed) Find(_ context.Context, m chat.Message, _ time.Time) (chat.Receipt, bool, error) {
	a.p.mu.Lock()
	defer a.p.mu.Unlock()
	_, found := a.p.sent[m.ID]
	return chat.Receipt{ID: "post-" + m.ID}, found, nil
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	c.now = now
	c.mu.Unlock()
	if c.moved != nil {
		c.moved()
	}
}
