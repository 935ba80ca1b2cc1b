package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
	"omzien/storage"
	"omzien/storage/storagetest"
)

var (
	askedAt = flag.Int("asked", 1000, "how many members of circles are asked at nine o'clock")
	rate    = flag.Int("rate", 1000, "how many messages a second their platform takes")
)

// E9: all are asked at nine o'clock, and meanwhile people talk: with the bot, and with
// workers. Everybody is planned two days before with an alarm of their own, asked
// once, and known to be asked; the platform is called no more often than it allows;
// no word of those who talk waits for a prompt. The figures are printed by:
//
//	go test ./bot -run TestE9_AskedAtNine -v -timeout 60m -asked 100000
//
// Then it also fails where somebody's word was longer under way than two seconds.
func TestE9_AskedAtNine(t *testing.T) {
	if testing.Short() {
		t.Skip("many people")
	}
	many := *askedAt >= 10_000
	t.Run("sqlite", func(t *testing.T) { askAtNine(t, storagetest.SQLite(t), many) })
	t.Run("postgres", func(t *testing.T) {
		if many {
			askAtNine(t, storagetest.Durable(t), many)
		} else {
			askAtNine(t, storagetest.Postgres(t), many)
		}
	})
}

// Saturday at ten; the circles of these programmes are asked on Monday at nine.
var (
	twoDaysBefore = time.Date(2026, 11, 21, 10, 0, 0, 0, flows.Amsterdam)
	nine          = time.Date(2026, 11, 23, 9, 0, 0, 0, flows.Amsterdam)
)

// Every third of those who talk does so with a worker. Each writes five times a minute:
// who writes more than twenty times is a flood, and waits until it is over (S12).
const talkers = 240

func askAtNine(t *testing.T, base *storagetest.Base, many bool) {
	m := &morning{t: t, platform: &telephone{said: map[string]bool{}, words: map[string]time.Time{}, rate: *rate}, raw: base.Raw(t)}
	m.platform.now = m.Now
	m.shift.Store(int64(time.Until(twoDaysBefore)))
	base.Desk = m.Now
	m.store = base.Open(t)
	m.enrol(*askedAt)
	m.planned(m.during(func() { m.until("all rounds are planned", m.allPlanned) }))
	m.shift.Store(int64(time.Until(nine.Add(-5 * time.Second))))
	waits := m.during(func() {
		m.open()
		done := m.talk()
		m.until("all are asked, and that is known", m.allAsked)
		done()
	})
	m.judge(waits, many)
}

// morning is a deployment with very many members, and people who talk besides.
type morning struct {
	t        *testing.T
	store    *storage.Store
	raw      *sqlx.DB
	board    *switchboard.Switchboard
	platform *telephone
	shift    atomic.Int64 // what the clock is ahead of the machine's
	circles  int
	n        atomic.Int64
}

func (m *morning) Now() time.Time { return time.Now().Add(time.Duration(m.shift.Load())) }

func sizeOf(circle int) int { return 10 + circle*17%41 }

// enrol fills circles of ten to fifty members, 30 in the middle.
func (m *morning) enrol(people int) {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0) * 4)
	for left := people; left > 0; m.circles++ {
		circle, size := m.circles, min(left, sizeOf(m.circles))
		left -= size
		g.Go(func() error {
			var members []chat.Member
			for i := range size {
				id := fmt.Sprintf("lid-%05d-%02d", circle, i)
				members = append(members, chat.Member{
					ID: id, Programme: "ochtend", Circle: circleName(circle), State: chat.MemberActive, Place: int64(i),
					Address: chat.Address{Adapter: phones{}.Name(), Chat: id}, Name: "mevrouw De Wit", Initials: "R.W.", Agreed: twoDaysBefore,
				})
			}
			return m.store.Update(m.t.Context(), func(tx *storage.Tx) error {
				return tx.Write(chat.Change{Event: chat.Event{ID: "enrol:" + circleName(circle), At: m.Now()}, Members: members})
			})
		})
	}
	if err := g.Wait(); err != nil {
		m.t.Fatal(err)
	}
}

func circleName(n int) string { return fmt.Sprintf("kring%05d", n) }

// book has as many circles as there are, and a talk that goes on.
func (m *morning) book() *flows.Playbook {
	var b strings.Builder
	b.WriteString("ochtend:\n  label: de ochtendcirkel\n  kind: ster\n  form: u\n  team: team\n  days: ma\n  at: \"9:00\"\n  circles:\n")
	for i := range m.circles {
		fmt.Fprintf(&b, "    %s: {label: kring %d}\n", circleName(i), i)
	}
	return flowstest.Book(m.t, map[string]string{"programmes.yaml": b.String(), "flows/steeds.yaml": `flow: steeds
title: Steeds dezelfde vraag
language: nl
form: je
starts: [{default: telegram}, {words: [steeds]}]
steps:
  - choose: Hoe gaat het nu?
    id: nu
    options:
      - goed: {label: Goed, goto: nu}
      - minder: {label: Minder goed, also: [minder], goto: nu}
      - klaar: Klaar
`})
}

// during runs the switchboard while fn runs, and tells how long that was.
func (m *morning) during(fn func()) time.Duration {
	m.board = switchboard.New(switchboard.Config{
		Store: switchboard.Over(m.store), Book: m.book(), Clock: m, Bell: &switchboard.Bell{},
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Metrics: switchboard.NewMetrics(prometheus.NewRegistry()),
		Adapters: []adapters.Adapter{m.platform, counter{m.platform}},
		Desks:    func(string) []chat.Address { return []chat.Address{{Adapter: counter{}.Name(), Chat: "balie"}} },
	})
	ctx, stop := context.WithCancel(m.t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := m.board.Run(ctx); err != nil {
			m.t.Errorf("run: %v", err)
		}
	})
	began := time.Now()
	fn()
	took := time.Since(began)
	stop()
	running.Wait()
	return took
}

// until waits for what is to come, and fails where nothing gets any further. To look
// takes a twentieth of the time at most: what is measured has the machine.
func (m *morning) until(what string, done func() (int, bool)) {
	last, since := -1, time.Now()
	for {
		began := time.Now()
		n, all := done()
		looked := time.Since(began)
		switch {
		case all:
			return
		case n != last:
			last, since = n, time.Now()
		case time.Since(since) > 2*time.Minute:
			m.t.Fatalf("%s: it stands still at %d", what, n)
		}
		time.Sleep(max(100*time.Millisecond, 20*looked))
	}
}

func (m *morning) count(query string, of ...any) (n int) {
	if err := m.raw.Get(&n, query, of...); err != nil {
		m.t.Fatal(err)
	}
	return n
}

func (m *morning) allPlanned() (int, bool) {
	n := m.count("SELECT COUNT(*) FROM round")
	return n, n == m.circles
}

// planned looks at what stands there two days before.
func (m *morning) planned(took time.Duration) {
	alarms := m.count("SELECT COUNT(*) FROM alarm WHERE is_open AND cause = $1", string(chat.CauseMissed))
	timers := m.count("SELECT COUNT(*) FROM due WHERE subject_kind = 'alarm' AND at > $1", nine.UnixMilli())
	if alarms != *askedAt || timers != *askedAt {
		m.t.Errorf("law 10: %d alarms and %d timers are planned with %d turns", alarms, timers, *askedAt)
	}
	m.t.Logf("%d members in %d circles, %d cores: planned with their alarms in %v, %.0f a second",
		*askedAt, m.circles, runtime.NumCPU(), took.Round(100*time.Millisecond), float64(*askedAt)/took.Seconds())
}

// allAsked tells whether all prompts went out, and their rounds know.
func (m *morning) allAsked() (int, bool) {
	m.platform.mu.Lock()
	prompts := m.platform.prompts
	m.platform.mu.Unlock()
	if prompts < *askedAt {
		return prompts, false
	}
	left := m.count("SELECT COUNT(*) FROM due WHERE at <= $1", m.Now().UnixMilli())
	return *askedAt + left, left == 0
}

func (m *morning) handle(ev chat.Event) {
	ev.ID, ev.Sent = fmt.Sprint("load:", m.n.Add(1)), m.Now()
	if _, err := m.board.Handle(m.t.Context(), ev); err != nil && !errors.Is(err, context.Canceled) {
		m.t.Errorf("handle %s: %v", ev.Kind, err)
	}
}

func (m *morning) says(who, text string) {
	m.platform.waitsFor(who)
	m.handle(chat.Event{Kind: chat.Said, From: chat.Address{Adapter: phones{}.Name(), Chat: who}, Author: chat.Author{Role: chat.RolePerson}, Text: text})
}

func talker(i int) string { return fmt.Sprint("prater", i) }

// open lets talks begin, and a worker pick every third of them up.
func (m *morning) open() {
	for i := range talkers {
		m.says(talker(i), "steeds")
		if i%3 == 0 {
			m.says(talker(i), "mens")
			m.handle(chat.Event{Kind: chat.Claimed, Author: theirWorker, From: chat.Address{Adapter: counter{}.Name(), Chat: "balie"},
				Subject: chat.Subject{Kind: chat.SubjectConversation, ID: m.talkOf(talker(i))}})
		}
	}
	m.until("the desk is quiet", func() (int, bool) {
		n := m.count("SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'sending', 'retry', 'uncertain') AND class < $1", int64(chat.Prompt))
		return n, n == 0
	})
	m.platform.forget()
}

var theirWorker = chat.Author{Role: chat.RoleWorker, ID: "counter:noor", Name: "Noor"}

func (m *morning) talkOf(who string) string {
	talk, err := m.store.Record().Talk(m.t.Context(), chat.Address{Adapter: phones{}.Name(), Chat: who}, 0)
	if err != nil {
		m.t.Fatal(err)
	}
	return talk.Conversation
}

// talk lets people write, until it is told that it is enough. Twenty a second do: to
// the bot, which answers; to a worker, and the worker to them; and each second one of
// those who were just asked taps the button.
func (m *morning) talk() (enough func()) {
	ids := make([]string, talkers)
	for i := range talkers {
		ids[i] = m.talkOf(talker(i))
	}
	ctx, stop := context.WithCancel(m.t.Context())
	var all sync.WaitGroup
	all.Go(func() {
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			all.Go(func() {
				switch who := i % talkers; {
				case i%20 == 7:
					if member := m.platform.someone(); member != "" {
						m.says(member, "ja")
					}
				case who%3 != 0:
					m.says(talker(who), "goed")
				case i/talkers%2 == 0:
					m.handle(m.platform.word(chat.Event{Kind: chat.Said, From: chat.Address{Adapter: phones{}.Name(), Chat: talker(who)},
						Author: chat.Author{Role: chat.RolePerson}}, i))
				default:
					m.handle(m.platform.word(chat.Event{Kind: chat.Answered, Author: theirWorker, From: chat.Address{Adapter: counter{}.Name(), Chat: "balie"},
						Subject: chat.Subject{Kind: chat.SubjectConversation, ID: ids[who]}}, i))
				}
			})
		}
	})
	return func() {
		stop()
		all.Wait()
		m.until("who talks has an answer", func() (int, bool) {
			n := m.platform.waiting()
			return n, n == 0
		})
	}
}

// judge tells what became of it all.
func (m *morning) judge(took time.Duration, many bool) {
	p := m.platform
	if p.prompts != *askedAt || p.twice > 0 {
		m.t.Errorf("law 1: %d prompts to %d members, %d of them twice", p.prompts, *askedAt, p.twice)
	}
	if open := m.count("SELECT COUNT(*) FROM alarm WHERE is_open AND cause = $1", string(chat.CauseMissed)) + p.answered; open != *askedAt {
		m.t.Errorf("law 10: %d alarms stand armed, or ended because somebody answered, of %d", open, *askedAt)
	}
	if over := p.fastest(); over > p.rate+p.rate/50+1 {
		m.t.Errorf("the platform takes %d a second, and got %d", p.rate, over)
	}
	unproven := 0
	for i := range m.circles {
		id := chat.RoundID("ochtend", circleName(i), "2026-11-23", "0900")
		err := m.store.Update(m.t.Context(), func(tx *storage.Tx) error {
			r, known, err := tx.Round(id)
			if !known {
				m.t.Errorf("the round of %s is gone", circleName(i))
			}
			for _, o := range r.Occurrences {
				if o.SentAt.IsZero() || o.Asked != 1 {
					unproven++
				}
			}
			return err
		})
		if err != nil {
			m.t.Fatal(err)
		}
	}
	if unproven > 0 {
		m.t.Errorf("rounds do not know of %d turns that they were asked, once", unproven)
	}
	slices.Sort(p.waits)
	slices.Sort(p.late)
	m.t.Logf("asked from nine on: the last %v later, %.0f a second; all is known after %v", share(p.late, 100), float64(*askedAt)/share(p.late, 100).Seconds(), took.Round(100*time.Millisecond))
	m.t.Logf("%d words of those who talk meanwhile: %v under way (half of them), %v (99 %%), %v (longest)",
		len(p.waits), fine(p.waits, 50), fine(p.waits, 99), fine(p.waits, 100))
	if longest := share(p.waits, 100); many && longest > 2*time.Second {
		m.t.Errorf("a word was %v under way", longest)
	}
}

func fine(sorted []time.Duration, percent int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[max(0, (len(sorted)*percent+99)/100-1)].Round(time.Millisecond)
}
