package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
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

var load = flag.Duration("load", 3*time.Minute, "how long the busy channel is busy, by its own clock")

const openTalks = 60

// R20: 60 open talks in one channel that takes one message a second. Each person
// writes a burst of 1 to 4 messages every 90 s, and the worker answers each burst;
// every minute somebody else is in danger. No word is lost, none comes before one
// that was said earlier, and all are soon there.
//
// The clock is simulated: it stands still while anything is being done, so what is
// measured is how long words wait for their turn, on any machine. The figures are
// printed by:
//
//	go test ./bot -run TestR20_SixtyTalksInOneChannel -v -load 30m
func TestR20_SixtyTalksInOneChannel(t *testing.T) {
	if testing.Short() {
		t.Skip("many talks")
	}
	base := storagetest.SQLite(t)
	var micros atomic.Int64 // Slack's clock: the simulated one, at the last call
	fake := slacktest.New(t, slacktest.Clock(func() time.Time { return time.UnixMicro(micros.Load()) }))
	channel := fake.NewChannel("C0DESK", "jongerenwerk")
	fake.OnePostEvery(time.Second)
	fake.Allow("chat.update", 50)
	synctest.Test(t, func(t *testing.T) {
		store, err := storage.Open(t.Context(), base.Config())
		if err != nil {
			t.Fatal(err)
		}
		desk, err := slack.New(slack.Config{
			Token: fake.Token(), SigningSecret: fake.SigningSecret(), URL: fake.API(), Channels: []string{channel.ID}, Opaque: store.Token,
		})
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		c := &crowd{t: t, store: store, channel: channel, fake: fake, random: rand.New(rand.NewPCG(60, 90)),
			spoken: map[string]uttered{}, clock: func() time.Time {
				return time.Date(2026, 11, 23, 10, 0, 0, 0, flows.Amsterdam).Add(time.Since(begun))
			}}
		book := flowstest.BuiltIn(t)
		c.board = switchboard.New(switchboard.Config{
			Store: switchboard.Over(store), Book: book, Clock: c, Bell: &switchboard.Bell{},
			Log: slog.New(slog.DiscardHandler), Metrics: switchboard.NewMetrics(prometheus.NewRegistry()),
			Adapters: []adapters.Adapter{phones{}, timed{desk, c, &micros}},
			Desks:    func(string) []chat.Address { return []chat.Address{c.desk("")} },
		})
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() {
			if err := c.board.Run(ctx); err != nil {
				t.Errorf("run: %v", err)
			}
		})
		c.open()
		c.talk(*load)
		time.Sleep(time.Minute) // what waits for its moment
		c.settle()
		c.judge()
		stop()
		running.Wait()
		if err := store.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// crowd are the people who write, and the workers who answer.
type crowd struct {
	t       *testing.T
	board   *switchboard.Switchboard
	store   *storage.Store
	channel *slacktest.Channel
	fake    *slacktest.Fake
	clock   func() time.Time

	mu      sync.Mutex
	random  *rand.Rand
	n       int
	threads []string // of the open talks
	aliases []string
	spoken  map[string]uttered
	danger  map[string]time.Time // who is in danger -> since
	answers int
	posts   int // before they began to talk
}

// uttered is a word on its way to the desk.
type uttered struct {
	talk int
	at   time.Time
}

func (c *crowd) Now() time.Time { return c.clock() }

func (c *crowd) desk(thread string) chat.Address {
	return chat.Address{Adapter: slack.Name, Chat: c.channel.ID, Thread: thread}
}

func (c *crowd) handle(ev chat.Event) {
	c.mu.Lock()
	c.n++
	ev.ID = fmt.Sprint("load:", c.n)
	c.mu.Unlock()
	ev.Sent = c.Now()
	if _, err := c.board.Handle(c.t.Context(), ev); err != nil {
		c.t.Errorf("handle %s: %v", ev.Kind, err)
	}
}

func (c *crowd) says(who, text string) {
	c.handle(chat.Event{Kind: chat.Said, From: chat.Address{Adapter: phones{}.Name(), Chat: who}, Author: chat.Author{Role: chat.RolePerson}, Text: text})
}

// pick is a number from 0 to n-1.
func (c *crowd) pick(n int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.random.IntN(n)
}

// alias is how the desk knows them, and their talk.
func (c *crowd) alias(who string) (alias, talk string) {
	shown, err := c.store.Record().Talk(c.t.Context(), chat.Address{Adapter: phones{}.Name(), Chat: who}, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	thread, err := c.store.Record().Thread(c.t.Context(), shown.Conversation, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	return thread.Name, shown.Conversation
}

// open lets all talks begin, each picked up by one of six workers.
func (c *crowd) open() {
	c.danger = map[string]time.Time{}
	for i := range openTalks {
		c.says(fmt.Sprint("p", i), "mens")
	}
	c.settle()
	for i := range openTalks {
		alias, talk := c.alias(fmt.Sprint("p", i))
		at := slices.IndexFunc(c.channel.Roots(), func(p slacktest.Post) bool { return p.Has(alias, "Oppakken") })
		if at < 0 {
			c.t.Fatalf("no card of talk %d", i)
		}
		c.threads, c.aliases = append(c.threads, c.channel.Roots()[at].TS), append(c.aliases, alias)
		c.handle(chat.Event{Kind: chat.Claimed, Author: c.worker(i), From: c.desk(""), Subject: chat.Subject{Kind: chat.SubjectConversation, ID: talk}})
	}
	c.settle()
	c.posts = len(c.channel.Posts())
}

func (c *crowd) worker(talk int) chat.Author {
	name := [...]string{"Noor", "Aziz", "Fleur", "Joris", "Meryem", "Sven"}[talk%6]
	return chat.Author{Role: chat.RoleWorker, ID: slack.Name + ":U0" + strings.ToUpper(name), Name: name}
}

// settle waits until nothing is left to be sent.
func (c *crowd) settle() {
	c.t.Helper()
	for waited := 0; ; waited++ {
		st, err := c.store.Stats(c.t.Context(), c.Now())
		if err != nil {
			c.t.Fatal(err)
		}
		left := 0
		for _, n := range st.Rows {
			left += n
		}
		if left == 0 && st.Due.IsZero() {
			return
		}
		if waited > 600 {
			c.t.Fatalf("after %d s still on their way: %v", waited, st.Rows)
		}
		time.Sleep(time.Second)
	}
}

// talk lets them write for so long.
func (c *crowd) talk(long time.Duration) {
	var all sync.WaitGroup
	end := time.Now().Add(long)
	for i := range openTalks {
		all.Go(func() {
			time.Sleep(time.Duration(c.pick(90_000)) * time.Millisecond)
			for time.Now().Before(end) {
				next := time.Now().Add(90 * time.Second)
				c.burst(i)
				time.Sleep(time.Until(next))
			}
		})
	}
	all.Go(func() {
		for i := 0; time.Now().Before(end); i++ {
			time.Sleep(time.Minute)
			who := fmt.Sprint("danger", i)
			at := c.Now()
			c.says(who, "nood")
			alias, _ := c.alias(who)
			c.danger[alias] = at
		}
	})
	all.Wait()
}

// burst is one to four messages, a second or so apart, and a worker's answer.
func (c *crowd) burst(talk int) {
	for range 1 + c.pick(4) {
		c.mu.Lock()
		word := "woord" + strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprintf("%06d", len(c.spoken)))
		c.spoken[word] = uttered{talk, c.Now()}
		c.mu.Unlock()
		c.says(fmt.Sprint("p", talk), word)
		time.Sleep(time.Duration(300+c.pick(2500)) * time.Millisecond)
	}
	time.Sleep(time.Duration(5000+c.pick(15000)) * time.Millisecond)
	c.mu.Lock()
	c.answers++
	c.mu.Unlock()
	c.handle(chat.Event{Kind: chat.Answered, Author: c.worker(talk), From: c.desk(c.threads[talk]), Text: "Ik lees het. Vertel maar."})
}

var (
	aWord    = regexp.MustCompile(`woord[a-j]{6}`)
	aReceipt = regexp.MustCompile(`Verstuurd naar [^(\n]*(?:\((\d+) berichten\))?`)
)

// judge looks at what stands in the channel, and when each came there.
func (c *crowd) judge() {
	var waits, urgent []time.Duration
	seen, last := map[string]int{}, map[string]string{}
	posts, withWords, receipts, told := c.channel.Posts()[c.posts:], 0, 0, 0
	for _, p := range posts {
		at := posted(c.t, p.TS)
		words := aWord.FindAllString(p.Text, -1)
		if len(words) > 0 {
			withWords++
		}
		for _, w := range words {
			seen[w]++
			said := c.spoken[w]
			if p.ThreadTS != c.threads[said.talk] {
				c.t.Errorf("%s of talk %d stands in another thread", w, said.talk)
			}
			if w <= last[p.ThreadTS] {
				c.t.Errorf("law 2: %s stands after %s", w, last[p.ThreadTS])
			}
			last[p.ThreadTS] = w
			waits = append(waits, at.Sub(said.at))
		}
		for _, m := range aReceipt.FindAllStringSubmatch(p.Text, -1) {
			many, _ := strconv.Atoi(m[1])
			receipts, told = receipts+1, told+max(1, many)
		}
		for alias, since := range c.danger {
			if p.ThreadTS == "" && strings.Contains(p.Text, alias) {
				urgent = append(urgent, at.Sub(since))
			}
		}
	}
	for w := range c.spoken {
		if seen[w] != 1 {
			c.t.Errorf("law 1: %s stands there %d times", w, seen[w])
		}
	}
	if len(urgent) != len(c.danger) {
		c.t.Errorf("%d urgent cards of %d", len(urgent), len(c.danger))
	}
	if told != c.answers {
		c.t.Errorf("receipts for %d of %d answers", told, c.answers)
	}
	if doubles := c.fake.Doubles(); len(doubles) > 0 {
		c.t.Errorf("R4: %d posts stand there twice", len(doubles))
	}
	if refused := c.fake.Calls("chat.postMessage") - len(c.channel.Posts()); refused != 0 {
		c.t.Errorf("R20: %d calls more than the channel takes", refused)
	}
	slices.Sort(waits)
	slices.Sort(urgent)
	c.t.Logf("%v, %d talks, one channel: %d posts", *load, openTalks, len(posts))
	c.t.Logf("%d words in %d posts; a word waits %v (half of them), %v (99 %%), %v (longest)",
		len(waits), withWords, share(waits, 50), share(waits, 99), share(waits, 100))
	c.t.Logf("%d answers, told in %d receipts", told, receipts)
	c.t.Logf("%d urgent cards are there after %v (half of them), %v (longest)", len(urgent), share(urgent, 50), share(urgent, 100))
}

// share is the wait that so many in a hundred do not exceed.
func share(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, (len(sorted)*percent+99)/100-1)].Round(100 * time.Millisecond)
}

// posted is the moment of a ts.
func posted(t *testing.T, ts string) time.Time {
	t.Helper()
	seconds, micros, _ := strings.Cut(ts, ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	us, err := strconv.ParseInt(micros, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return time.Unix(s, us*1000)
}

// timed tells Slack what time it is: it lives outside the simulation.
type timed struct {
	*slack.Adapter
	clock  *crowd
	micros *atomic.Int64
}

func (a timed) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	a.micros.Store(a.clock.Now().UnixMicro())
	return a.Adapter.Send(ctx, m)
}

// phones are where the people write: what is sent there is there.
type phones struct{}

func (phones) Name() string { return "phones" }
func (phones) Limits() adapters.Limits {
	return adapters.Limits{Text: 4096, Choices: 10, Label: 60, Initiates: true}
}
func (phones) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}
func (phones) Send(_ context.Context, m chat.Message) (chat.Receipt, error) {
	return chat.Receipt{ID: m.ID}, nil
}
