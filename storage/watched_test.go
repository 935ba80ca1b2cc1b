package storage_test

import (
	"context"
	"reflect"
	"slices"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// watched gives the threads of the adapter desk, by thread.
func (f *floor) watched(closed time.Time) map[string]chat.Watched {
	f.t.Helper()
	all, err := f.Watched(context.Background(), "desk", closed)
	f.check(err)
	by := map[string]chat.Watched{}
	for _, w := range all {
		by[w.At.Thread] = w
	}
	return by
}

// becomes changes the state of the floor's talk.
func (f *floor) becomes(change func(*chat.Conversation)) {
	f.t.Helper()
	f.check(f.Update(context.Background(), func(tx *storage.Tx) error {
		c, _, err := tx.Conversation(f.talk)
		if err != nil {
			return err
		}
		change(&c)
		return tx.Write(chat.Change{Event: chat.Event{At: f.now}, Conversation: &c})
	}))
}

// R14: which threads are to be read, and how far each was, is in the database: it
// outlives whoever read them. A thread is begun as read: nothing was missed there.
func TestR14_ThreadsAreWatchedUntilTheyAreNoUse(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f := newFloor(o, "a")
		f.say(f.at("c1", &chat.Card{}))
		f.posts("c1", "t1", "t1")
		noor := chat.Author{Role: chat.RoleWorker, ID: "desk:noor", Name: "Noor"}
		f.becomes(func(c *chat.Conversation) {
			c.Handoff = chat.Handoff{State: chat.Talking, Urgency: chat.Danger, Worker: noor, Since: noon}
		})
		want := chat.Watched{At: thread("t1"), Talk: f.talk, State: chat.Talking, Urgency: chat.Danger, Owner: noor, Looked: f.now}
		if got := f.watched(noon); !reflect.DeepEqual(got, map[string]chat.Watched{"t1": want}) {
			t.Fatalf("watched: %+v\nwant %+v", got, want)
		}
		if all, err := f.Watched(t.Context(), "elsewhere", noon); err != nil || len(all) != 0 {
			t.Errorf("another adapter's: %+v, %v", all, err)
		}

		f.check(f.LookAgain(t.Context(), "elsewhere"))
		if got := f.watched(noon)["t1"]; got.Looked.IsZero() {
			t.Error("another adapter has it read again")
		}
		f.check(f.LookAgain(t.Context(), "desk"))
		if got := f.watched(noon)["t1"]; !got.Looked.IsZero() {
			t.Errorf("to be read at once, and was read at %v", got.Looked)
		}
		want.Mark, want.Looked = "t1.7", noon.Add(time.Hour)
		f.check(f.Looked(t.Context(), want, want.Looked))
		if got := f.watched(noon)["t1"]; !reflect.DeepEqual(got, want) {
			t.Errorf("after it was read: %+v\nwant %+v", got, want)
		}

		// A card in its stead: both are watched, until the first is gone.
		f.say(f.at("c2", &chat.Card{}))
		f.posts("c2", "t2", "t2")
		if got := f.watched(noon); len(got) != 2 {
			t.Errorf("with another card: %+v", got)
		}
		want.Gone = true
		f.check(f.Looked(t.Context(), want, noon))
		f.check(f.LookAgain(t.Context(), "desk"))
		if got := f.watched(noon); len(got) != 1 || got["t2"].Talk != f.talk {
			t.Errorf("of a gone one and its stead: %+v", got)
		}

		// Rounded off: for a while.
		f.becomes(func(c *chat.Conversation) { c.Over, c.Handoff.State = true, chat.Done })
		if got := f.watched(f.now.Add(-time.Hour))["t2"]; !got.Over || got.Owner != (chat.Author{}) {
			t.Errorf("a closed one: %+v", got)
		}
		if got := f.watched(f.now); len(got) != 0 {
			t.Errorf("closed long ago: %+v", got)
		}
	})
}

// Law 16: the thread of somebody who was erased is known, and not read.
func TestLaw16_AnErasedPersonsThreadIsNotRead(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f := newFloor(o, "a")
		f.say(f.at("c1", &chat.Card{}))
		f.posts("c1", "t1", "t1")
		f.check(f.Update(t.Context(), func(tx *storage.Tx) error {
			c, _, err := tx.Conversation(f.talk)
			c.Over = true
			if err != nil {
				return err
			}
			return tx.Write(chat.Change{Event: chat.Event{At: f.now}, Conversation: &c, Forget: true})
		}))
		if f.of(thread("t1")) != f.talk {
			t.Error("the thread is nobody's any more")
		}
		if got := f.watched(time.UnixMilli(0)); len(got) != 0 {
			t.Errorf("watched: %+v", got)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM thread WHERE place_sealed IS NOT NULL"); n != 0 {
			t.Error("where it stands is still written down")
		}
	})
}

// R14: what was handled is told from what was not, however many there are.
func TestR14_WhatWasHeardIsKnown(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		var all, want []string
		for i := range 200 {
			id := chat.Key("slack:T:C", i)
			all = append(all, id)
			if i%3 != 0 {
				want = append(want, id)
				continue
			}
			o.check(o.PassOver(t.Context(), id, noon))
			o.check(o.PassOver(t.Context(), id, noon))
		}
		got, err := o.Unheard(t.Context(), all)
		o.check(err)
		if !slices.Equal(got, want) {
			t.Errorf("%d of 200 are told as unheard, want %d", len(got), len(want))
		}
		if got, err := o.Unheard(t.Context(), nil); err != nil || got != nil {
			t.Errorf("of none: %v, %v", got, err)
		}
		o.check(o.Update(t.Context(), func(tx *storage.Tx) error {
			if seen, err := tx.Seen(all[0], noon); err != nil || !seen {
				t.Errorf("passed over, and seen is %v, %v", seen, err)
			}
			return nil
		}))
	})
}

// R14: what workers typed is told by the event that brought it, once, whatever
// became of it; nothing of the person's, and nothing of the bot's.
func TestR14_WhatWorkersTypedIsKnown(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f := newFloor(o, "a")
		noor := chat.Author{Role: chat.RoleWorker, ID: "desk:noor", Name: "Noor"}
		bas := chat.Author{Role: chat.RoleWorker, ID: "desk:bas", Name: "Bas"}
		line := func(n int64, id string, kind chat.LineKind, by chat.Author, at time.Time) chat.Line {
			return chat.Line{ID: id, Conversation: f.talk, N: n, Kind: kind, Author: by, Text: "x", At: at}
		}
		f.check(f.Update(t.Context(), func(tx *storage.Tx) error {
			c, _, err := tx.Conversation(f.talk)
			if err != nil {
				return err
			}
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c, Lines: []chat.Line{
				line(1, "old:answered/0", chat.LineWorker, noor, noon.Add(-time.Hour)),
				line(2, "p:1", chat.LinePerson, chat.Author{Role: chat.RolePerson}, noon),
				line(3, "a:answered/0", chat.LineBot, chat.Program, noon),
				line(4, "a:answered/1", chat.LineWorker, noor, noon),
				line(5, "a:answered/2", chat.LineWorker, noor, noon),
				line(6, "b:answered/0", chat.LineNote, bas, noon),
				line(7, "c:answered/0", chat.LineHeld, noor, noon),
				line(8, "d/0", chat.LineMark, chat.Program, noon),
			}})
		}))
		got, err := f.Typed(t.Context(), f.talk, "", noon)
		f.check(err)
		want := []chat.Typed{{Event: "a:answered", By: noor}, {Event: "b:answered", By: bas}, {Event: "c:answered", By: noor}}
		if !slices.Equal(got, want) {
			t.Errorf("typed: %+v\nwant %+v", got, want)
		}
		if got, err := f.Typed(t.Context(), "nobody", "", noon); err != nil || len(got) != 0 {
			t.Errorf("of no talk: %v, %v", got, err)
		}
	})
}
