package switchboard_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// floor is a world with a desk that is pushed to, a team's channel with cards
// and threads, and with a second route for alarms.
type floor struct {
	*world
	desk  *channel
	post  *letterbox
	seats []chat.Address // where every team has its desk; changed while nobody works
}

// onFloor runs fn on a floor with n instances on each database.
func onFloor(t *testing.T, n int, fn func(t *testing.T, f *floor)) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		f := &floor{world: newWorld(t, b, n), desk: &channel{}, post: &letterbox{}, seats: []chat.Address{team}}
		f.staff(f.desk)
		fn(t, f)
	})
}

var (
	team   = chat.Address{Adapter: "team", Chat: "C1"}
	warden = chat.Address{Adapter: "post", Chat: "wacht@voorbeeld.nl"}
)

// staff gives each instance a new switchboard, with this as the desk's adapter.
func (f *floor) staff(desk adapters.Adapter) {
	f.t.Helper()
	book := flowstest.BuiltIn(f.t)
	f.boards = nil
	for _, store := range f.stores {
		f.boards = append(f.boards, switchboard.New(switchboard.Config{
			Store: switchboard.Over(store), Book: book, Clock: f.clock, Bell: &switchboard.Bell{},
			Log:     slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Metrics: switchboard.NewMetrics(prometheus.NewRegistry()),
			Desks:   func(string) []chat.Address { return f.seats },
			Second:  []chat.Address{warden}, DeskURL: "https://omzien.voorbeeld.nl/desk",
			Adapters: []adapters.Adapter{page{}, pushed{f.platform}, desk, f.post},
		}))
	}
}

// settle lets the instances work until nothing is left that could be done now.
func (f *floor) settle() {
	f.t.Helper()
	if !f.quiet() {
		f.run(f.quiet)
	}
}

// quiet tells whether nothing is left to do. A send may move the clock on between
// our look at it and at the database: what is due a little later counts too.
func (f *floor) quiet() bool {
	now := f.clock.Now().Add(20 * time.Millisecond)
	return f.count(fmt.Sprintf(`SELECT (SELECT COUNT(*) FROM lane WHERE due_at <= %[1]d AND NOT is_pull)
		+ (SELECT COUNT(*) FROM outbox WHERE state = 'sending') + (SELECT COUNT(*) FROM due WHERE at <= %[1]d)`, now.UnixMilli())) == 0
}

// writes is a person writing where they can be reached.
func (f *floor) writes(who, text string) { f.t.Helper(); f.person(chat.Said, who, text) }

func (f *floor) person(kind chat.Kind, who, text string) {
	f.t.Helper()
	f.handle(chat.Event{ID: f.id(who), Kind: kind, From: away(who), Author: person, Text: text})
}

// away is a person's address on the platform that is pushed to.
func away(who string) chat.Address { return chat.Address{Adapter: "pushed", Chat: who} }

// waits makes a person who waits at the desk, and gives their card.
func (f *floor) waits(who string) *post {
	f.t.Helper()
	f.writes(who, "mens")
	f.settle()
	return f.card(who)
}

// card is the newest card about the person.
func (f *floor) card(who string) *post {
	f.t.Helper()
	talk := f.conversationAt(away(who))
	for _, p := range slices.Backward(f.desk.all()) {
		if p.Card != nil && p.Talk == talk {
			return p
		}
	}
	f.t.Fatalf("no card about %s", who)
	return nil
}

func colleague(name string) chat.Author {
	return chat.Author{Role: chat.RoleWorker, ID: "team:" + name, Name: name}
}

// types is a worker's text in the thread; its event's id.
func (f *floor) types(name string, in *post, text string) (id string) {
	f.t.Helper()
	id = f.id(name)
	f.answer(chat.Event{ID: id, Kind: chat.Answered, Author: colleague(name), From: in.place(), Text: text})
	return id
}

// answer takes the event in, and lets all that follows happen.
func (f *floor) answer(ev chat.Event) chat.Answer {
	f.t.Helper()
	a := f.handle(ev)
	f.settle()
	return a
}

// press is a worker's press on the button with this label.
func (f *floor) press(name string, p *post, label string) chat.Answer {
	f.t.Helper()
	return f.answer(f.pressed(name, p, label))
}

// rounds sends in the form that Afronden on the card opens, with the least that it
// needs.
func (f *floor) rounds(name string, p *post) chat.Answer {
	f.t.Helper()
	return f.fills(name, p, "Afronden", map[string]string{"soort": "zelf", "vervolg": "0"})
}

// fills sends in the form that a button of the post opens.
func (f *floor) fills(name string, p *post, label string, form map[string]string) chat.Answer {
	f.t.Helper()
	ev := f.pressed(name, p, label)
	ev.Form = form
	return f.answer(ev)
}

func (f *floor) pressed(name string, p *post, label string) chat.Event {
	f.t.Helper()
	for i, c := range p.Choices {
		if c.Label == label {
			return chat.Event{ID: f.id(name), Kind: chat.Claimed, Author: colleague(name), From: p.place(), Token: p.Token + ":" + strconv.Itoa(i)}
		}
	}
	f.t.Fatalf("%q has no button %q: %+v", p.Text, label, p.Choices)
	return chat.Event{}
}

// got are the workers' words that reached the person.
func (f *floor) got(who string) (texts []string) {
	for _, m := range f.platform.all() {
		if m.To.Chat == who && m.Speaker.Role == chat.RoleWorker {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// thread are the texts that stand in the thread.
func (f *floor) inThread(card *post) (texts []string) {
	for _, p := range f.desk.all() {
		if p.thread == card.ts && p.ts != card.ts {
			texts = append(texts, p.Text)
		}
	}
	return texts
}

// said finds the newest post of the thread that holds the words.
func (f *floor) said(card *post, words string) *post {
	f.t.Helper()
	for _, p := range slices.Backward(f.desk.all()) {
		if p.thread == card.ts && strings.Contains(p.Text, words) {
			return p
		}
	}
	f.t.Fatalf("nowhere in the thread stands %q:\n%s", words, strings.Join(f.inThread(card), "\n"))
	return nil
}

// channel is a team's channel at a chat service with threads, edits and buttons.
// It survives our crashes.
type channel struct {
	mu    sync.Mutex
	posts []*post
	fail  func(m chat.Message) (arrives bool, err error) // nil: all arrives
}

// post is what stands in the channel, as it stands there now.
type post struct {
	chat.Message
	ts, thread string
	gone       bool
}

func (p *post) place() chat.Address {
	return chat.Address{Adapter: team.Adapter, Chat: p.To.Chat, Thread: p.thread}
}

func (c *channel) all() (stand []*post) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.posts {
		if !p.gone {
			now := *p
			stand = append(stand, &now)
		}
	}
	return stand
}

// remove is somebody deleting the post.
func (c *channel) remove(ts string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p := c.find(ts); p != nil {
		p.gone = true
	}
}

func (c *channel) find(ts string) *post {
	i := slices.IndexFunc(c.posts, func(p *post) bool { return p.ts == ts && !p.gone })
	if i < 0 {
		return nil
	}
	return c.posts[i]
}

func (*channel) Name() string { return team.Adapter }
func (*channel) Limits() adapters.Limits {
	return adapters.Limits{Text: 3500, Choices: 5, More: 100, Label: 75, Fact: 1500, Threads: true, Edits: true, Initiates: true}
}
func (*channel) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}

var errGoneThread, errNoPost = errors.New("the thread is gone"), errors.New("no such post")

func (c *channel) Send(_ context.Context, m chat.Message) (chat.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	arrives, lost := true, error(nil)
	if c.fail != nil {
		arrives, lost = c.fail(m)
	}
	if !arrives {
		return chat.Receipt{}, lost
	}
	r, err := c.take(m)
	return r, errors.Join(err, lost)
}

func (c *channel) take(m chat.Message) (chat.Receipt, error) {
	if m.Edits != "" && m.Place != "" {
		p := c.find(m.Place)
		if p == nil {
			return chat.Receipt{}, adapters.Permanent(errNoPost)
		}
		p.Message = m
		return chat.Receipt{ID: p.ts, Thread: p.thread}, nil
	}
	p := &post{Message: m, ts: fmt.Sprintf("ts%d", len(c.posts)+1), thread: m.To.Thread}
	switch {
	case m.Begins():
		p.thread = p.ts
	case p.thread == "":
		return chat.Receipt{}, adapters.Permanent(errGoneThread)
	case c.find(p.thread) == nil: // it stood elsewhere, and was taken away again
		return chat.Receipt{}, adapters.Misplaced(errGoneThread)
	}
	c.posts = append(c.posts, p)
	return chat.Receipt{ID: p.ts, Thread: p.thread}, nil
}

func (c *channel) Find(_ context.Context, m chat.Message, _ time.Time) (chat.Receipt, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.posts, func(p *post) bool { return p.ID == m.ID })
	if i < 0 {
		return chat.Receipt{}, false, nil
	}
	return chat.Receipt{ID: c.posts[i].ts, Thread: c.posts[i].thread}, true, nil
}

// letterbox is the second route: it only sends, one letter after the other.
type letterbox struct {
	mu      sync.Mutex
	letters []chat.Message
	fail    error
}

func (*letterbox) Name() string            { return warden.Adapter }
func (*letterbox) Limits() adapters.Limits { return adapters.Limits{Initiates: true} }
func (*letterbox) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}
func (l *letterbox) Send(_ context.Context, m chat.Message) (chat.Receipt, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return chat.Receipt{}, l.fail
	}
	l.letters = append(l.letters, m)
	return chat.Receipt{ID: m.ID}, nil
}

func (l *letterbox) all() (texts []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.letters {
		texts = append(texts, m.Text)
	}
	return texts
}
