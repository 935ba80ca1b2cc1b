package slack

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"omzien/adapters/adaptertest"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// hall is a workspace with many talks in one channel, a real database that knows
// their threads, and the adapter, which reads them when the test lets it. Its clock
// is the test's.
type hall struct {
	*slacktest.Fake
	t     *testing.T
	a     *Adapter
	store *storage.Store
	desk  *slacktest.Channel
	noor  *slacktest.Worker
	log   adaptertest.Ledger

	mu      sync.Mutex
	now     time.Time
	cards   []string // each talk's thread
	talks   []string // each talk's id
	events  []chat.Event
	counted map[string]int
	refuse  error // what handle says; nil: it stores
}

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// newHall makes it with so many talks, all of which Noor has.
func newHall(t *testing.T, talks int, change ...func(*Config)) *hall {
	t.Helper()
	return newHallOn(t, storagetest.SQLite(t).Open(t), talks, change...)
}

// newHallOn makes it on a database.
func newHallOn(t *testing.T, store *storage.Store, talks int, change ...func(*Config)) *hall {
	t.Helper()
	h := &hall{t: t, now: monday, counted: map[string]int{}, store: store}
	h.Fake = slacktest.New(t, slacktest.Clock(h.Now), slacktest.PageSize(200))
	h.desk = h.NewChannel("C0DESK", "jongerenwerk")
	h.noor = h.Worker("U0NOOR", "Noor").Join(h.desk)
	h.a = h.adapter(change...)
	for i := range talks {
		h.talk(i)
	}
	return h
}

// adapter is one more of them, on the same database.
func (h *hall) adapter(change ...func(*Config)) *Adapter {
	h.t.Helper()
	c := Config{
		Token: h.Token(), AppToken: h.AppToken(), URL: h.API(), Channels: []string{"C0DESK"}, Opaque: opaque,
		Threads: h.store, Now: h.Now, Log: slog.New(slog.NewTextHandler(&h.log, nil)),
		Count: func(reason string) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.counted[reason]++
		},
	}
	for _, f := range change {
		f(&c)
	}
	a, err := New(c)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(a.transport.CloseIdleConnections)
	return a
}

func (h *hall) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hall) passes(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *hall) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// talk begins a talk with a card in the channel, through the outbox.
func (h *hall) talk(i int) {
	h.t.Helper()
	ctx := h.t.Context()
	var id string
	card := chat.Message{ID: fmt.Sprintf("kaart-%d", i), To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Class: chat.Live, Text: "Iemand wil praten",
		Card: &chat.Card{Alias: "blauwe vos", Team: "jongerenwerk", State: "live", Since: monday}}
	h.check(h.store.Update(ctx, func(tx *storage.Tx) error {
		c, err := tx.Meet(chat.Address{Adapter: "tele", Chat: fmt.Sprint(i)}, h.Now())
		if err != nil {
			return err
		}
		id, card.Talk = c.ID, c.ID
		c.Handoff = chat.Handoff{State: chat.Talking, Since: h.Now(), Worker: chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}}
		return tx.Write(chat.Change{Event: chat.Event{At: h.Now()}, Conversation: &c, Rows: []chat.Row{{Message: card}}})
	}))
	claims, err := h.store.Claim(ctx, Name, chat.Rate{}, h.Now(), time.Minute, 64)
	h.check(err)
	if len(claims) != 1 {
		h.t.Fatalf("%d rows to send, want the card alone", len(claims))
	}
	receipt, err := h.a.Send(ctx, claims[0].Message)
	h.check(err)
	_, err = h.store.Mark(ctx, h.Now(), []chat.Mark{{Claim: claims[0], State: chat.Sent, Receipt: receipt}})
	h.check(err)
	h.talks, h.cards = append(h.talks, id), append(h.cards, receipt.Thread)
}

// becomes changes the state of a talk.
func (h *hall) becomes(i int, change func(*chat.Conversation)) {
	h.t.Helper()
	h.check(h.store.Update(h.t.Context(), func(tx *storage.Tx) error {
		c, _, err := tx.Conversation(h.talks[i])
		if err != nil {
			return err
		}
		change(&c)
		return tx.Write(chat.Change{Event: chat.Event{At: h.Now()}, Conversation: &c})
	}))
}

// handle stores an event once, with the words of it in the record.
func (h *hall) handle(ctx context.Context, ev chat.Event) (answer chat.Answer, err error) {
	h.mu.Lock()
	refuse := h.refuse
	h.mu.Unlock()
	if refuse != nil {
		return answer, refuse
	}
	err = h.store.Update(ctx, func(tx *storage.Tx) error {
		answer = chat.Answer{Line: 1}
		seen, err := tx.Seen(ev.ID, h.Now())
		if answer.Seen = seen; err != nil || seen {
			return err
		}
		if ev.Kind != chat.Answered {
			return nil
		}
		talk, consult, known, err := tx.Thread(ev.From)
		if err != nil || !known {
			return err
		}
		c, _, err := tx.Conversation(talk)
		if err != nil {
			return err
		}
		line := chat.Line{ID: chat.Key(ev.ID, 0), Conversation: talk, N: c.Turn * chat.LinesPerTurn, Kind: chat.LineWorker, At: h.Now(), Author: ev.Author, Text: ev.Text, Consult: consult}
		return tx.Write(chat.Change{Event: ev, Conversation: &c, Lines: []chat.Line{line}})
	})
	if err == nil && !answer.Seen {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.events = append(h.events, ev)
	}
	return answer, err
}

// reads lets the adapter work for so long, by the test's clock.
func (h *hall) reads(a *Adapter, d time.Duration) {
	h.t.Helper()
	for end := h.Now().Add(d); h.Now().Before(end); {
		before := h.Calls("conversations.replies") + h.Calls("conversations.history")
		wait := a.step(h.t.Context(), h.handle)
		if wait == 0 && h.Calls("conversations.replies")+h.Calls("conversations.history") == before {
			h.t.Fatal("it neither reads nor waits")
		}
		h.passes(wait)
	}
}

// found gives what came in since it was last asked.
func (h *hall) found() []chat.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	events := h.events
	h.events = nil
	return events
}

// texts are the words among what came in from a thread.
func texts(events []chat.Event, thread string) (all []string) {
	for _, ev := range events {
		if ev.Kind == chat.Answered && ev.From.Thread == thread {
			all = append(all, ev.Text)
		}
	}
	return all
}

// kinds are the kinds of events.
func kinds(events []chat.Event) (all []chat.Kind) {
	for _, ev := range events {
		all = append(all, ev.Kind)
	}
	return all
}

// only wants these kinds to have come in, and gives the first event.
func (h *hall) only(want ...chat.Kind) chat.Event {
	h.t.Helper()
	events := h.found()
	if !slices.Equal(kinds(events), want) {
		h.t.Fatalf("came in %+v, want %v", events, want)
	}
	if len(events) == 0 {
		return chat.Event{}
	}
	return events[0]
}

// brings lets Slack bring what happened, as its socket would.
func (h *hall) brings(d *slacktest.Delivery) {
	h.t.Helper()
	b, err := h.a.parse(kindEvent, d.Payload())
	h.check(err)
	_, err = h.a.carry(h.t.Context(), b, h.a.inbound.turns.join(b.thread), h.handle)
	h.check(err)
}
