package storage_test

import (
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// A look takes no turn: whoever handles an event finds the conversation as it was.
func TestPeek_ReadsWithoutATurn(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, at := b.Open(t), chat.Address{Adapter: "page", Chat: "kamer"}
		if _, known, err := s.Peek(t.Context(), "", at); err != nil || known {
			t.Fatalf("nobody wrote: known %v, %v", known, err)
		}
		var met chat.Conversation
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			var err error
			if met, err = tx.Meet(at, noon); err != nil {
				return err
			}
			met.Nickname, met.Handoff.State = "Sam", chat.Talking
			return tx.Write(chat.Change{Event: chat.Event{ID: "e1", At: noon}, Conversation: &met})
		}))
		for _, id := range []string{"", met.ID} {
			for range 3 {
				c, known, err := s.Peek(t.Context(), id, at)
				ok(t, err)
				if !known || c.ID != met.ID || c.Address != at || c.Nickname != "Sam" || !c.Live() || c.Turn != met.Turn || c.Alias != met.Alias {
					t.Errorf("by id %v: %+v, want %+v", id != "", c, met)
				}
			}
		}
		if _, known, err := s.Peek(t.Context(), "nobody", at); err != nil || known {
			t.Errorf("an unknown id: known %v, %v", known, err)
		}
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			met, _, err := tx.Conversation(met.ID)
			if err != nil {
				return err
			}
			met.Over = true
			return tx.Write(chat.Change{Event: chat.Event{ID: "e2", At: noon}, Conversation: &met})
		}))
		if _, known, err := s.Peek(t.Context(), "", at); err != nil || known {
			t.Errorf("it is over, and open at the address: known %v, %v", known, err)
		}
	})
}

// R20: what is no message goes only where none would wait for it.
func TestR20_IdleWhereNoMessageWaits(t *testing.T) {
	rate := chat.Rate{Every: 50 * time.Millisecond, PerChat: time.Second}
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		m := words(o.talk("a"), "m1", chat.Live)
		other := words(o.talk("b"), "m2", chat.Bulk)
		idle := func(when string, to chat.Address, now time.Time, want bool) {
			t.Helper()
			got, err := o.Idle(t.Context(), to, now)
			o.check(err)
			if got != want {
				t.Errorf("%s: idle is %v", when, got)
			}
		}
		idle("nothing was ever said", m.To, noon, true)
		o.say(m)
		idle("one waits for it", m.To, noon, false)
		idle("one is due at its adapter", other.To, noon, false)
		elsewhere := m.To
		elsewhere.Adapter = "page"
		idle("another adapter", elsewhere, noon, true)
		claims := o.claimAt(rate, noon)
		if len(claims) != 1 {
			t.Fatalf("claimed %v", claimed(claims))
		}
		later := noon.Add(2 * time.Second)
		idle("it is on its way there", m.To, later, false)
		idle("one is on its way elsewhere", other.To, later, true)
		idle("the adapter just called", other.To, noon.Add(20*time.Millisecond), false)
		o.sent(noon, claims...)
		idle("the chat was just called", m.To, noon.Add(900*time.Millisecond), false)
		idle("another was just called", other.To, noon.Add(900*time.Millisecond), true)
		idle("nothing is left", m.To, later, true)

		o.say(other)
		claims = o.claimAt(rate, later)
		if len(claims) != 1 {
			t.Fatalf("claimed %v", claimed(claims))
		}
		o.mark(later, chat.Mark{Claim: claims[0], State: chat.Retry, NotBefore: later.Add(time.Minute)})
		idle("it waits for its next try", other.To, later.Add(30*time.Second), false)
		idle("another's waits for its next try", m.To, later.Add(30*time.Second), true)
		claims = o.claimAt(rate, later.Add(time.Minute))
		o.mark(later.Add(time.Minute), chat.Mark{Claim: claims[0], State: chat.Retry, NotBefore: later.Add(5 * time.Minute), Budget: true})
		idle("the platform wants to hear nothing", m.To, later.Add(4*time.Minute), false)
	})
}
