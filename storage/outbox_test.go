package storage_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const lease = time.Minute

// outbox is a store as the deliverer sees it, with what a test needs besides.
type outbox struct {
	*storage.Store
	t testing.TB
}

func (o outbox) check(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// talk makes a conversation and gives its id.
func (o outbox) talk(name string) string {
	o.t.Helper()
	var id string
	o.check(o.Update(context.Background(), func(tx *storage.Tx) error {
		c, err := tx.Meet(chat.Address{Adapter: "tele", Chat: "chat of " + name}, noon)
		if err != nil {
			return err
		}
		id = c.ID
		return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c})
	}))
	return id
}

// say writes rows of one talk in one transaction.
func (o outbox) say(rows ...chat.Message) {
	o.t.Helper()
	o.check(o.write(chat.Change{Event: chat.Event{At: noon}}, rows...))
}

func (o outbox) write(change chat.Change, rows ...chat.Message) error {
	return o.Update(context.Background(), func(tx *storage.Tx) error {
		c, _, err := tx.Conversation(rows[0].Talk)
		if err != nil {
			return err
		}
		change.Conversation, change.Rows = &c, nil
		for _, m := range rows {
			change.Rows = append(change.Rows, chat.Row{Message: m})
		}
		return tx.Write(change)
	})
}

// words is a message to the person of a talk.
func words(talk, id string, class chat.Class) chat.Message {
	return chat.Message{
		ID: id, To: chat.Address{Adapter: "tele", Chat: "chat of " + talk},
		Talk: talk, Class: class, Text: "woorden van " + id,
	}
}

// claim claims all that is to be had without a rate.
func (o outbox) claim(now time.Time) []chat.Claim {
	o.t.Helper()
	return o.claimAt(chat.Rate{}, now)
}

func (o outbox) claimAt(rate chat.Rate, now time.Time) []chat.Claim {
	o.t.Helper()
	claims, err := o.Claim(context.Background(), "tele", rate, now, lease, 64)
	o.check(err)
	return claims
}

// one claims and expects exactly the row with this id.
func (o outbox) one(now time.Time, id string) chat.Claim {
	o.t.Helper()
	claims := o.claim(now)
	if len(claims) != 1 || claims[0].Message.ID != id {
		o.t.Fatalf("claimed %v, want only %s", claimed(claims), id)
	}
	return claims[0]
}

// none expects that nothing is to be had.
func (o outbox) none(now time.Time) {
	o.t.Helper()
	if claims := o.claim(now); len(claims) != 0 {
		o.t.Fatalf("claimed %v, want nothing", claimed(claims))
	}
}

// mark writes outcomes and expects all to be taken.
func (o outbox) mark(now time.Time, marks ...chat.Mark) {
	o.t.Helper()
	refused, err := o.Mark(context.Background(), now, marks)
	o.check(err)
	if refused != 0 {
		o.t.Fatalf("%d of %d marks were refused", refused, len(marks))
	}
}

func (o outbox) sent(now time.Time, claims ...chat.Claim) {
	o.t.Helper()
	for _, c := range claims {
		o.mark(now, chat.Mark{Claim: c, State: chat.Sent, Receipt: chat.Receipt{ID: "r" + c.Message.ID}})
	}
}

func (o outbox) due(now time.Time) []chat.Event {
	o.t.Helper()
	events, err := o.Due(context.Background(), now, lease, 64)
	o.check(err)
	return events
}

func claimed(claims []chat.Claim) []string {
	var ids []string
	for _, c := range claims {
		ids = append(ids, c.Message.ID)
	}
	return ids
}

// each runs fn with one store on each database.
func each(t *testing.T, fn func(t *testing.T, o outbox, b *storagetest.Base)) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		fn(t, outbox{b.Open(t), t}, b)
	})
}

// count reads one number past the store.
func count(t testing.TB, b *storagetest.Base, query string, args ...any) int {
	t.Helper()
	var n int
	if err := b.Raw(t).Get(&n, query, args...); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestClaim_WhatARowBringsAndWhatFollows(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		first := words(talk, "m1", chat.Live)
		first.Report = true
		o.say(first, words(talk, "m2", chat.Live))

		c := o.one(noon, "m1")
		if c.Message.Text != "woorden van m1" || c.Attempt != 1 || c.Uncertain || !c.Since.Equal(noon) || !c.Until.Equal(noon.Add(lease)) {
			t.Errorf("the claim is %+v", c)
		}
		o.none(noon)
		o.mark(noon, chat.Mark{Claim: c, State: chat.Sent, Receipt: chat.Receipt{ID: "p1", Thread: "th"}})

		events := o.due(noon)
		if len(events) != 1 || events[0].Kind != chat.Delivered || events[0].Ref != "m1" || events[0].Subject.ID != talk {
			t.Errorf("due is %+v", events)
		}
		o.check(o.Drop(t.Context(), []string{events[0].ID}))
		if again := o.due(noon.Add(2 * lease)); len(again) != 0 {
			t.Errorf("due again: %+v", again)
		}

		c = o.one(noon, "m2")
		if c.Message.To.Thread != "th" {
			t.Errorf("m2 goes to thread %q, want that of the first receipt", c.Message.To.Thread)
		}
		o.sent(noon, c)
		soonest, err := o.Soonest(t.Context(), "")
		o.check(err)
		if !soonest.IsZero() {
			t.Errorf("soonest is %v, want never", soonest)
		}
	})
}

func TestLaw2_CrisisPassesPromptsAndBulkOnly(t *testing.T) {
	for _, tc := range []struct {
		name  string
		line  []chat.Class
		order []int
	}{
		{"crisis passes prompts and bulk", []chat.Class{chat.Prompt, chat.Bulk, chat.Crisis}, []int{2, 0, 1}},
		{"crisis does not pass words", []chat.Class{chat.Live, chat.Crisis}, []int{0, 1}},
		{"words pass nothing", []chat.Class{chat.Prompt, chat.Live, chat.Bulk, chat.Live}, []int{0, 1, 2, 3}},
		{"words in between hold the crisis back", []chat.Class{chat.Prompt, chat.Live, chat.Crisis}, []int{0, 1, 2}},
		{"two crises keep their order", []chat.Class{chat.Prompt, chat.Crisis, chat.Crisis}, []int{1, 2, 0}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
				talk := o.talk("a")
				var rows []chat.Message
				for i, class := range tc.line {
					rows = append(rows, words(talk, fmt.Sprint("m", i), class))
				}
				o.say(rows...)
				for _, i := range tc.order {
					o.sent(noon, o.one(noon, fmt.Sprint("m", i)))
				}
				o.none(noon)
			})
		})
	}
}

func TestLaw2_ARetryBlocksItsLaneUntilItsTime(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk, later := o.talk("a"), noon.Add(time.Minute)
		o.say(words(talk, "m1", chat.Prompt), words(talk, "m2", chat.Live))
		o.mark(noon, chat.Mark{Claim: o.one(noon, "m1"), State: chat.Retry, NotBefore: later})
		o.none(noon)
		o.say(words(talk, "m3", chat.Live))
		o.none(noon)
		o.say(words(talk, "m4", chat.Crisis)) // m2 stands before it: no passing
		o.none(noon)
		soonest, err := o.Soonest(t.Context(), "")
		o.check(err)
		if !soonest.Equal(later) {
			t.Errorf("soonest is %v, want %v", soonest, later)
		}
		for i, id := range []string{"m1", "m2", "m3", "m4"} {
			c := o.one(later, id)
			if c.Uncertain || i == 0 && c.Attempt != 2 {
				t.Errorf("the claim of %s is %+v", id, c)
			}
			o.sent(later, c)
		}
	})
}

func TestLaw2_DeadAndHeldRowsBlockNobody(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		o.say(words(talk, "m1", chat.Live), words(talk, "m2", chat.Bulk), words(talk, "m3", chat.Live))
		o.mark(noon, chat.Mark{Claim: o.one(noon, "m1"), State: chat.Dead, Reason: "refused"})
		o.mark(noon, chat.Mark{Claim: o.one(noon, "m2"), State: chat.OnHold, Reason: "unknown"})
		o.sent(noon, o.one(noon, "m3"))
	})
}
