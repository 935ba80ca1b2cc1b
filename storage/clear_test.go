package storage_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// Law 20: of a talk whose time is over nothing is left that was said. Its person's
// other talk stays, and so does what is kept of them; when nothing else is left of
// somebody, they go too.
func TestLaw20_ATalkThatIsClearedTakesNobodyElsesWords(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx, raw := b.Open(t), t.Context(), b.Raw(t)
		at := chat.Address{Adapter: "webchat", Chat: canary}
		close := func(id string) {
			decide(t, s, id, func(c *chat.Conversation) chat.Change { c.Over = true; return chat.Change{} })
		}
		clear := func(id string) {
			decide(t, s, id, func(c *chat.Conversation) chat.Change { return chat.Change{Clear: true} })
		}
		past := func(now time.Time) []string {
			ids, err := s.PastDue(ctx, chat.Past{Closed: now, Quiet: now, Left: now}, "")
			ok(t, err)
			return ids
		}
		count := func(query string, of ...any) (n int) { ok(t, raw.Get(&n, query, of...)); return n }

		writeEverywhere(t, s, at)
		first := met(t, s, at)
		decide(t, s, first.ID, func(c *chat.Conversation) chat.Change {
			c.Over, c.FollowAt, c.Handoff.Team = true, noon.Add(30*time.Minute), "wijkteam"
			return chat.Change{}
		})
		if got := past(noon.Add(time.Hour)); len(got) != 0 {
			t.Errorf("an alarm about it is open, and it is past its time: %q", got)
		}
		raw.MustExec("UPDATE alarm SET is_open = $1, about_kind = 'event', about_id = 'p1'", true)
		if got := past(noon.Add(time.Hour)); len(got) != 0 {
			t.Errorf("nobody looked yet at words in it that could not be handled, and it is past its time: %q", got)
		}
		raw.MustExec("UPDATE alarm SET is_open = $1, about_kind = 'conversation', about_id = $2", false, first.ID)
		if got := past(noon); len(got) != 0 {
			t.Errorf("closed at noon, and past its time at noon: %q", got)
		}
		if got := past(noon.Add(time.Hour)); len(got) != 0 {
			t.Errorf("something is yet to happen to it, and it is past its time: %q", got)
		}
		raw.MustExec("DELETE FROM due")
		if got := past(noon.Add(20 * time.Minute)); len(got) != 0 {
			t.Errorf("a follow-up is to be done, and it is past its time: %q", got)
		}
		ok(t, s.Update(ctx, said(s, at, "web:a:2", "een nieuw gesprek")))
		if got := past(noon.Add(time.Hour)); !slices.Contains(got, first.ID) {
			t.Errorf("past their time are %q", got)
		}
		clear(first.ID)
		if n := count("SELECT COUNT(*) FROM line WHERE conversation_id = $1", first.ID) + count("SELECT COUNT(*) FROM poison WHERE conversation_id = $1", first.ID) +
			count("SELECT COUNT(*) FROM due WHERE subject_id = $1", first.ID); n != 0 {
			t.Errorf("%d things are left of it", n)
		}
		thread, err := s.Record().Thread(ctx, first.ID, 0)
		ok(t, err)
		if len(thread.Told)+len(thread.Lines) != 0 || !thread.Over || thread.Name != first.Alias {
			t.Errorf("what is left: %+v", thread)
		}
		decide(t, s, first.ID, func(c *chat.Conversation) chat.Change {
			if c.Handoff.Team != "wijkteam" || !c.Over {
				t.Errorf("what is noted there goes to the team %q", c.Handoff.Team)
			}
			return chat.Change{}
		})
		if _, err := s.Returning(ctx, canary); err != nil { // it is the address's, where the next talk stands
			t.Errorf("the code opens no more: %v", err)
		}
		if got := past(noon.Add(time.Hour)); slices.Contains(got, first.ID) {
			t.Error("what was cleared is past its time again")
		}
		second := met(t, s, at)
		if second.ID == first.ID || !reflect.DeepEqual(second.Kept, something()) {
			t.Errorf("the talk after it: %+v", second)
		}
		if talk, err := s.Record().Talk(ctx, at, 0); err != nil || len(talk.Lines) == 0 {
			t.Errorf("the talk after it has %d lines, %v", len(talk.Lines), err)
		}

		close(second.ID)
		clear(second.ID)
		if third := met(t, s, at); third.Person != second.Person || !reflect.DeepEqual(third.Kept, something()) {
			t.Errorf("what was kept of them is gone with their talks: %+v", third)
		}
		ok(t, s.Update(ctx, said(s, page(2), "web:b:1", "iemand anders")))
		other := met(t, s, page(2))
		close(other.ID)
		clear(other.ID)
		if n := count("SELECT COUNT(*) FROM person WHERE id = $1", other.Person); n != 0 {
			t.Error("nothing is left of them but their key")
		}
		if n := count("SELECT COUNT(*) FROM person"); n != 1 {
			t.Errorf("%d people have a key", n)
		}
	})
}

// Law 12, law 20: somebody writes again in the very moment in which their last talk
// is cleared. They are heard, and their key stays.
func TestLaw20_WhoComesBackWhileTheirLastTalkGoesIsHeard(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, raw, at := b.Open(t), b.Raw(t), page(1)
		ok(t, s.Update(t.Context(), said(s, at, "web:a:1", "het eerste gesprek")))
		old := met(t, s, at)
		decide(t, s, old.ID, func(c *chat.Conversation) chat.Change { c.Over = true; return chat.Change{} })

		cleared := make(chan struct{})
		waits := func() (n int) { // a transaction that waits for another's lock
			if b.Kind == "postgres" {
				ok(t, raw.Get(&n, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"))
			}
			return n
		}
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			c, err := tx.Meet(at, noon)
			if err != nil {
				return err
			}
			go func() {
				defer close(cleared)
				err := s.Update(t.Context(), func(tx *storage.Tx) error {
					c, _, err := tx.Conversation(old.ID)
					if err != nil {
						return err
					}
					return tx.Write(chat.Change{Conversation: &c, Event: chat.Event{At: noon}, Clear: true})
				})
				if err != nil {
					t.Error(err)
				}
			}()
			for over := b.Kind != "postgres"; !over && waits() == 0; {
				select {
				case <-cleared:
					over = true
				default:
				}
			}
			return tx.Write(answer(s, c, "web:a:2", "ik ben er weer"))
		}))
		<-cleared
		ok(t, s.Update(t.Context(), said(s, at, "web:a:3", "en nog iets")))
		if now := met(t, s, at); now.Person != old.Person {
			t.Errorf("they are somebody else by now: %+v", now)
		}
	})
}

// Law 20: what nobody could handle goes after its time too, though it is of no
// conversation; not before people have looked at it.
func TestLaw20_WhatCouldNotBeHandledGoesToo(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, raw := b.Open(t), b.Raw(t)
		for _, id := range []string{"looked", "unseen"} {
			ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
				if err := tx.Poison(chat.Event{ID: id, Kind: chat.Said, From: page(1), Text: canary}); err != nil {
					return err
				}
				return tx.Write(chat.Change{Event: chat.Event{ID: id, At: noon}, Open: []chat.Alarm{{
					ID: id, Cause: chat.CausePoison, About: chat.Subject{Kind: "event", ID: id}}}})
			}))
		}
		raw.MustExec("UPDATE alarm SET is_open = $1 WHERE id = 'looked'", false)
		left := func(at time.Time) (ids []string) {
			_, err := s.Sweep(t.Context(), at)
			ok(t, err)
			ok(t, raw.Select(&ids, "SELECT id FROM poison ORDER BY id"))
			return ids
		}
		month := time.Now().Add(30 * 24 * time.Hour)
		if got := left(month.Add(-time.Hour)); len(got) != 2 {
			t.Errorf("before its time only %q is left", got)
		}
		if got := left(month.Add(time.Hour)); !slices.Equal(got, []string{"unseen"}) {
			t.Errorf("left are %q", got)
		}
	})
}

// Law 4, law 20: words that could not be handled count to a talk that was cleared
// already. They stay while people have not looked, also when the last other talk of
// that person goes; and a month after.
func TestLaw20_WhatCouldNotBeHandledHoldsItsPerson(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, raw, at := b.Open(t), b.Raw(t), page(1)
		over := func(id string) {
			decide(t, s, id, func(c *chat.Conversation) chat.Change { c.Over = true; return chat.Change{} })
		}
		clear := func(id string) {
			decide(t, s, id, func(*chat.Conversation) chat.Change { return chat.Change{Clear: true} })
		}
		ok(t, s.Update(t.Context(), said(s, at, "web:a:1", "een")))
		first := met(t, s, at)
		over(first.ID)
		ok(t, s.Update(t.Context(), said(s, at, "web:a:2", "twee")))
		second := met(t, s, at)
		over(second.ID)
		raw.MustExec("UPDATE conversation SET made_at = made_at + 5 WHERE id = $1", second.ID)
		clear(second.ID)
		ev := chat.Event{ID: "p", Kind: chat.Said, From: at, Text: "help mij", At: noon}
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			if err := tx.Poison(ev); err != nil {
				return err
			}
			return tx.Write(chat.Change{Event: ev, Open: []chat.Alarm{{ID: "p/poison", Cause: chat.CausePoison, About: chat.Subject{Kind: "event", ID: "p"}}}})
		}))
		clear(first.ID)
		left := func() (n int) { ok(t, raw.Get(&n, "SELECT COUNT(*) FROM poison")); return n }
		if left() != 1 {
			t.Fatal("words that nobody has seen are gone")
		}
		past := func() []string {
			now := time.Now().Add(time.Hour)
			ids, err := s.PastDue(t.Context(), chat.Past{Closed: now, Quiet: now, Left: now}, "")
			ok(t, err)
			return ids
		}
		if got := past(); len(got) != 0 {
			t.Errorf("past their time are %q", got)
		}
		raw.MustExec("UPDATE alarm SET is_open = $1", false)
		if got := past(); !slices.Equal(got, []string{second.ID}) {
			t.Errorf("somebody looked, and past their time are %q", got)
		}
		if clear(second.ID); left() != 0 {
			t.Error("they stay for ever")
		}
	})
}
