package storage_test

import (
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

func something() chat.Kept {
	return chat.Kept{
		Data: map[string]string{"buurt": canary}, Lang: "tr",
		Consents: []chat.Consent{{For: canary, Flow: chat.FlowRef{Name: "buurt", Version: "v1"}, Step: "mag", Given: noon.Add(time.Nanosecond)}},
	}
}

// met reads the open conversation at the address.
func met(t *testing.T, s *storage.Store, a chat.Address) (c chat.Conversation) {
	t.Helper()
	ok(t, s.Update(t.Context(), func(tx *storage.Tx) (err error) {
		c, err = tx.Meet(a, noon)
		return err
	}))
	return c
}

func TestKept_StaysBetweenTalksOfOnePerson(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		first, other := met(t, s, page(1)), met(t, s, page(2))
		if !first.Kept.Empty() {
			t.Fatalf("of somebody new is kept %+v", first.Kept)
		}
		decide(t, s, first.ID, func(c *chat.Conversation) chat.Change { c.Kept = something(); return chat.Change{} })
		if again := met(t, s, page(1)); again.ID != first.ID || !again.Kept.Equal(something()) {
			t.Errorf("in the same talk: %+v", again.Kept)
		}
		decide(t, s, first.ID, func(c *chat.Conversation) chat.Change {
			if !c.Kept.Equal(something()) {
				t.Errorf("read by its id: %+v", c.Kept)
			}
			c.Over = true
			return chat.Change{}
		})
		next := met(t, s, page(1))
		if next.ID == first.ID || next.Person != first.Person || !next.Kept.Equal(something()) {
			t.Errorf("in the next talk: %+v", next.Kept)
		}
		if again := met(t, s, page(2)); !again.Kept.Empty() || again.ID != other.ID {
			t.Errorf("of another person: %+v", again.Kept)
		}
		// What is kept no more is gone from the row.
		decide(t, s, next.ID, func(c *chat.Conversation) chat.Change { c.Kept = chat.Kept{}; return chat.Change{} })
		if n := count(t, b, "SELECT COUNT(*) FROM person WHERE kept_sealed IS NOT NULL"); n != 0 {
			t.Errorf("%d rows still keep something", n)
		}
		if again := met(t, s, page(1)); !again.Kept.Empty() {
			t.Errorf("what was taken away is %+v", again.Kept)
		}
	})
}

func TestKept_IsWrittenOnlyWhenItChanged(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		c := met(t, s, page(1))
		decide(t, s, c.ID, func(c *chat.Conversation) chat.Change { c.Kept = something(); return chat.Change{} })
		sealed := func() (raw []byte) {
			ok(t, b.Raw(t).Get(&raw, "SELECT kept_sealed FROM person"))
			return raw
		}
		before := sealed()
		decide(t, s, c.ID, func(c *chat.Conversation) chat.Change { c.Nickname = "Sam"; return chat.Change{} })
		if string(sealed()) != string(before) {
			t.Error("it was written again, unchanged")
		}
		decide(t, s, c.ID, func(c *chat.Conversation) chat.Change { c.Kept.Data["buurt"] = "elders"; return chat.Change{} })
		if string(sealed()) == string(before) {
			t.Error("a change was not written")
		}
		if again := met(t, s, page(1)); again.Kept.Data["buurt"] != "elders" {
			t.Errorf("kept: %+v", again.Kept)
		}
	})
}

// Two talks of one person may be decided about at once on two instances: the one
// that comes last decides again, upon what the other kept.
func TestLaw1_Kept_NoInstanceWritesOverAnother(t *testing.T) {
	b := storagetest.Postgres(t)
	stores := b.Instances(t, 2)
	first := met(t, stores[0], page(1))
	decide(t, stores[0], first.ID, func(c *chat.Conversation) chat.Change { c.Over = true; return chat.Change{} })
	second := met(t, stores[0], page(1))
	keep := func(c *chat.Conversation, name string) chat.Change {
		if c.Kept.Data == nil {
			c.Kept.Data = map[string]string{}
		}
		c.Kept.Data[name] = "ja"
		return chat.Change{}
	}
	for i, names := range [][2]string{{"een", "twee"}, {"drie", "vier"}} { // over nothing, and over something
		runs := 0
		decide(t, stores[0], first.ID, func(c *chat.Conversation) chat.Change {
			if runs++; runs == 1 {
				decide(t, stores[1], second.ID, func(c *chat.Conversation) chat.Change { return keep(c, names[0]) })
			}
			return keep(c, names[1])
		})
		if got := met(t, stores[1], page(1)).Kept.Data; runs != 2 || len(got) != 2*(i+1) {
			t.Errorf("after %d runs is kept %v", runs, got)
		}
	}
}

func TestLaw16_Kept_GoesWithThePersonsKey(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		c := met(t, s, page(1))
		decide(t, s, c.ID, func(c *chat.Conversation) chat.Change { c.Kept = something(); return chat.Change{} })
		decide(t, s, c.ID, func(c *chat.Conversation) chat.Change {
			c.Kept.Data["later"] = canary
			return chat.Change{Forget: true}
		})
		if n := count(t, b, "SELECT COUNT(*) FROM person"); n != 0 {
			t.Errorf("%d persons are left", n)
		}
		if next := met(t, s, page(1)); next.Person == c.Person || !next.Kept.Empty() {
			t.Errorf("who comes back is %q with %+v", next.Person, next.Kept)
		}
	})
}

func TestLaw16_S16_Kept_OfAnotherPersonDoesNotOpen(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		c := met(t, s, page(1))
		met(t, s, page(2))
		decide(t, s, c.ID, func(c *chat.Conversation) chat.Change { c.Kept = something(); return chat.Change{} })
		_, err := b.Raw(t).Exec("UPDATE person SET kept_sealed = (SELECT p.kept_sealed FROM person p WHERE p.kept_sealed IS NOT NULL)")
		ok(t, err)
		err = s.Update(t.Context(), func(tx *storage.Tx) error {
			_, err := tx.Meet(page(2), noon)
			return err
		})
		if err == nil {
			t.Error("what is kept of one person was read as another's")
		}
		if met(t, s, page(1)).Kept.Data["buurt"] != canary {
			t.Error("their own does not open either: this tested nothing")
		}
	})
}
