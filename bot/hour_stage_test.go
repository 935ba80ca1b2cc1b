package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"omzien/adapters"
	"omzien/adapters/slack"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// hour is some hours in a team's channel, by a simulated clock: the database, the
// switchboard and the adapter as they are, a workspace that lives outside of it, and
// phones where people write. The clock stands still while anything is being done.
type hour struct {
	t       *testing.T
	fake    *slacktest.Fake
	channel *slacktest.Channel
	noor    *slacktest.Worker
	bas     *slacktest.Worker

	store  *storage.Store
	board  *switchboard.Switchboard
	routes http.Handler // of the adapter: Slack's requests
	phones *inboxes
	post   *inboxes // the second route
	log    *log
	begun  time.Time
	micros *atomic.Int64
	do     chan func() // done outside of the simulation
	did    chan struct{}
	n      int
}

// inAnHour plays what happens from a Monday at ten on.
func inAnHour(t *testing.T, play func(h *hour)) {
	t.Helper()
	base := storagetest.SQLite(t)
	h := &hour{micros: &atomic.Int64{}, do: make(chan func()), did: make(chan struct{}), log: &log{}}
	h.fake = slacktest.New(t, slacktest.Clock(func() time.Time { return time.UnixMicro(h.micros.Load()) }))
	h.channel = h.fake.NewChannel("C0DESK", "jongerenwerk")
	h.noor = h.fake.Worker("U0NOOR", "Noor").Join(h.channel)
	h.bas = h.fake.Worker("U0BAS", "Bas").Join(h.channel)
	h.fake.OnePostEvery(time.Second)
	go func() {
		for f := range h.do {
			go func() {
				defer func() { h.did <- struct{}{} }() // also where it ends the test
				f()
			}()
		}
	}()
	defer close(h.do)
	synctest.Test(t, func(t *testing.T) {
		h.t, h.begun = t, time.Now()
		h.phones, h.post = &inboxes{name: "phones"}, &inboxes{name: "post"}
		h.opens(base)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := h.board.Run(ctx); err != nil {
				t.Errorf("run: %v", err)
			}
		})
		defer func() { // also where the play was broken off
			stop()
			running.Wait()
			if err := h.store.Close(context.Background()); err != nil {
				t.Error(err)
			}
			if t.Failed() {
				t.Logf("the log:\n%s", h.log)
			}
		}()
		play(h)
	})
}

// opens wires the parts as the program does.
func (h *hour) opens(base *storagetest.Base) {
	var err error
	if h.store, err = storage.Open(h.t.Context(), base.Config()); err != nil {
		h.t.Fatal(err)
	}
	book, logger := flowstest.BuiltIn(h.t), slog.New(slog.NewTextHandler(h.log, nil))
	teams := func() (all []adapters.Team) {
		for _, team := range book.Organisation.Teams {
			all = append(all, adapters.Team{Name: team.Name, Label: team.Label, Channel: h.channel.ID, Open: true})
		}
		return all
	}
	bell := &switchboard.Bell{}
	desk, err := slack.New(slack.Config{
		Token: h.fake.Token(), SigningSecret: h.fake.SigningSecret(), URL: h.fake.API(), Channels: []string{h.channel.ID}, Opaque: h.store.Opaque,
		Threads: h.store, Board: h.store.Record(), Teams: teams, Bell: bell, Log: logger, Now: h.Now,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	h.board = switchboard.New(switchboard.Config{
		Store: switchboard.Over(h.store), Book: book, Clock: h, Bell: bell, Log: logger, Metrics: switchboard.NewMetrics(prometheus.NewRegistry()),
		Adapters: []adapters.Adapter{h.phones, h.post, desk},
		Desks:    func(string) []chat.Address { return []chat.Address{{Adapter: slack.Name, Chat: h.channel.ID}} },
		Second:   []chat.Address{{Adapter: h.post.name, Chat: "wacht@voorbeeld.nl"}}, DeskURL: "https://omzien.voorbeeld.nl/desk",
	})
	h.routes = desk.Routes(h.board.Handle)
}

// Now is the time, for Omzien and for Slack.
func (h *hour) Now() time.Time {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, flows.Amsterdam).Add(time.Since(h.begun))
	h.micros.Store(now.UnixMicro())
	return now
}

// passes lets time pass.
func (h *hour) passes(d time.Duration) { time.Sleep(d); h.Now() }

// outside does what belongs to the workspace: people there, and looking at it.
func (h *hour) outside(do func()) {
	h.Now()
	h.do <- do
	<-h.did
}

// brings has somebody do something in Slack, and takes in what Slack tells of it.
func (h *hour) brings(does func() *slacktest.Delivery) (answer string) {
	h.t.Helper()
	var req *http.Request
	h.outside(func() {
		if d := does(); d != nil {
			req = h.fake.Request("http://omzien.test", d)
		}
	})
	if req == nil {
		h.t.Fatal("nothing was done in Slack")
	}
	rec := httptest.NewRecorder()
	h.routes.ServeHTTP(rec, req.WithContext(h.t.Context()))
	if rec.Code != http.StatusOK {
		h.t.Fatalf("what was done in Slack is met with %d", rec.Code)
	}
	h.settle()
	return rec.Body.String()
}

func (h *hour) handle(ev chat.Event) chat.Answer {
	h.t.Helper()
	h.n++
	ev.ID, ev.Sent = fmt.Sprint("hour:", h.n), h.Now()
	a, err := h.board.Handle(h.t.Context(), ev)
	if err != nil {
		h.t.Fatalf("handle %s: %v", ev.Kind, err)
	}
	return a
}

// person is what somebody does on their phone.
func (h *hour) person(who string, ev chat.Event) {
	h.t.Helper()
	ev.From, ev.Author = chat.Address{Adapter: h.phones.name, Chat: who}, chat.Author{Role: chat.RolePerson}
	h.handle(ev)
}

// says is somebody writing; by ref the phone knows the message afterwards.
func (h *hour) says(who, text string) (ref string) {
	h.t.Helper()
	ref = fmt.Sprint("phone:", h.n)
	h.person(who, chat.Event{Kind: chat.Said, Text: text, Ref: ref})
	return ref
}

// atWebDesk is what a worker does there in the person's talk.
func (h *hour) atWebDesk(name, who string, ev chat.Event) chat.Answer {
	h.t.Helper()
	ev.Author = chat.Author{Role: chat.RoleWorker, ID: "desk:" + name, Name: name}
	ev.Subject = chat.Subject{Kind: chat.SubjectConversation, ID: h.conversation(who)}
	return h.handle(ev)
}

func (h *hour) conversation(who string) string {
	h.t.Helper()
	talk, err := h.store.Record().Talk(h.t.Context(), chat.Address{Adapter: h.phones.name, Chat: who}, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	return talk.Conversation
}

// thread is what the record says of the person's talk.
func (h *hour) thread(who string) chat.Thread {
	h.t.Helper()
	th, err := h.store.Record().Thread(h.t.Context(), h.conversation(who), 0)
	if err != nil {
		h.t.Fatal(err)
	}
	return th
}

// settle lets time pass until nothing is on its way any more.
func (h *hour) settle() {
	h.t.Helper()
	for waited := 0; ; waited++ {
		h.passes(time.Second)
		st, err := h.store.Stats(h.t.Context(), h.Now())
		if err != nil {
			h.t.Fatal(err)
		}
		left := 0
		for _, n := range st.Rows {
			left += n
		}
		if left == 0 && st.Due.IsZero() {
			return
		}
		if waited > 3600 {
			h.t.Fatalf("after an hour still on their way: %v", st.Rows)
		}
	}
}

// card is the newest card about the person.
func (h *hour) card(who string) (card slacktest.Post) {
	h.t.Helper()
	alias := h.thread(who).Alias
	found := false
	h.outside(func() {
		for _, p := range slices.Backward(h.channel.Roots()) {
			if strings.Contains(p.Text, alias) {
				card, found = p, true
				return
			}
		}
	})
	if !found {
		h.t.Fatalf("no card about %s", alias)
	}
	return card
}

// inThread is all that stands below a card, as a reader sees it.
func (h *hour) inThread(root string) (text string) {
	h.outside(func() {
		var b strings.Builder
		for _, p := range h.channel.Thread(root) {
			b.WriteString(p.Text + "\n")
		}
		text = b.String()
	})
	return text
}

// picked lets somebody come, and Noor pick them up in Slack.
func (h *hour) picked(who string) slacktest.Post {
	h.t.Helper()
	h.says(who, "mens")
	h.settle()
	card := h.card(who)
	h.brings(func() *slacktest.Delivery { return h.noor.Press(h.channel, card.TS, "Oppakken") })
	return card
}

// inboxes are where people read: what is sent there is there.
type inboxes struct {
	name string
	mu   sync.Mutex
	got  []chat.Message
}

func (i *inboxes) Name() string { return i.name }
func (*inboxes) Limits() adapters.Limits {
	return adapters.Limits{Text: 4096, Choices: 10, Label: 60, Initiates: true, EditFor: 48 * time.Hour}
}
func (*inboxes) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}
func (i *inboxes) Send(_ context.Context, m chat.Message) (chat.Receipt, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.got = append(i.got, m)
	return chat.Receipt{ID: m.ID}, nil
}

// texts are what somebody reads, of one kind of speaker; an empty role is all.
func (i *inboxes) texts(who string, of chat.Role) (texts []string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, m := range i.got {
		if m.To.Chat == who && (of == "" || m.Speaker.Role == of) {
			texts = append(texts, m.Text)
		}
	}
	return texts
}
