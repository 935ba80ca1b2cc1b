package storage_test

import (
	"errors"
	"fmt"
	"testing"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// said handles a person's text the way the switchboard does: it is written
// down, and the bot answers with one line and one row that the page pulls.
func said(s *storage.Store, a chat.Address, id, text string) func(*storage.Tx) error {
	return func(tx *storage.Tx) error {
		if seen, err := tx.Seen(id, noon); seen || err != nil {
			return err
		}
		c, err := tx.Meet(a, noon)
		if err != nil {
			return err
		}
		return tx.Write(answer(s, c, id, text))
	}
}

func answer(s *storage.Store, c chat.Conversation, id, text string) chat.Change {
	c.HeardAt = noon
	c.Told = []chat.Told{{Text: text}}
	line := func(i int, kind chat.LineKind, text string) chat.Line {
		return chat.Line{ID: chat.Key(id, i), Conversation: c.ID, N: c.Turn*chat.LinesPerTurn + int64(i), Kind: kind, At: noon, Text: text}
	}
	reply := line(1, chat.LineBot, "Dank je. Kun je nu vrij praten?")
	reply.Step = "vrij"
	reply.Choices = []chat.Choice{{Label: "Ja", Value: "ja"}, {Label: "Nee", Value: "nee"}}
	reply.Token = s.Token(reply.ID)
	return chat.Change{
		Event:        chat.Event{ID: id, Kind: chat.Said, From: c.Address, Text: text, At: noon},
		Conversation: &c,
		Lines:        []chat.Line{line(0, chat.LinePerson, text), reply},
		Rows: []chat.Row{{
			Message: chat.Message{ID: reply.ID, To: c.Address, Talk: c.ID, Class: chat.Prompt, Fenced: true, Epoch: c.Epoch},
			Line:    reply.ID, Pull: true,
		}},
	}
}

func page(n int) chat.Address {
	return chat.Address{Adapter: "webchat", Chat: fmt.Sprintf("page-%d", n)}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestMeet(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		var first, second, third chat.Conversation
		meet := func(c *chat.Conversation) func(*storage.Tx) error {
			return func(tx *storage.Tx) (err error) {
				*c, err = tx.Meet(page(1), noon)
				return err
			}
		}
		ok(t, s.Update(t.Context(), meet(&first)))
		ok(t, s.Update(t.Context(), meet(&second)))
		if first.ID == "" || first.ID != second.ID || first.Person != second.Person || first.Alias != second.Alias {
			t.Errorf("the same address is %+v and then %+v", first, second)
		}
		if first.Turn != 1 || second.Turn != 2 {
			t.Errorf("turns %d and %d, want 1 and 2", first.Turn, second.Turn)
		}
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			c, err := tx.Meet(page(1), noon)
			if err != nil {
				return err
			}
			c.Over = true
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c})
		}))
		ok(t, s.Update(t.Context(), meet(&third)))
		if third.ID == first.ID || third.Person != first.Person || third.Alias == first.Alias {
			t.Errorf("after the end the same person begins anew: %+v, then %+v", first, third)
		}
		if third.Turn != 4 {
			t.Errorf("the new conversation goes on at turn %d, want 4", third.Turn)
		}
		if third.Over {
			t.Error("the new conversation is over")
		}
	})
}

func TestStateComesBackAsItWas(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		var id string
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			c, err := tx.Meet(page(1), noon)
			if err != nil {
				return err
			}
			id = c.ID
			c.Nickname, c.Data, c.Epoch = "Sam", map[string]string{"thema": "thuis"}, 3
			c.Handoff = chat.Handoff{State: chat.Waiting, Team: "wijkteam", Since: noon}
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c})
		}))
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			c, known, err := tx.Conversation(id)
			if err != nil || !known {
				t.Errorf("known %v, %v", known, err)
				return err
			}
			if c.Name() != "Sam · "+c.Alias || c.Data["thema"] != "thuis" || c.Epoch != 3 || c.Address != page(1) ||
				c.Handoff.State != chat.Waiting || !c.Handoff.Since.Equal(noon) {
				t.Errorf("read %+v", c)
			}
			return nil
		}))
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			if _, known, err := tx.Conversation("nobody"); known || err != nil {
				t.Errorf("an unknown one: known %v, %v", known, err)
			}
			return nil
		}))
	})
}

func TestLaw1_TheSameEventHasOneEffect(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		stores := b.Instances(t, 3)
		done := make(chan error)
		for i := range 15 {
			go func() {
				s := stores[i%3]
				done <- s.Update(t.Context(), said(s, page(1), "web:a:1", "hoi"))
			}()
		}
		for range 15 {
			ok(t, <-done)
		}
		raw := b.Raw(t)
		for table, want := range map[string]int{"event": 1, "conversation": 1, "person": 1, "line": 2, "lane": 1, "outbox": 0} {
			var n int
			ok(t, raw.Get(&n, "SELECT COUNT(*) FROM "+table))
			if n != want {
				t.Errorf("%d rows in %s, want %d", n, table, want)
			}
		}
		if n := count(t, b, "SELECT COUNT(*) FROM line WHERE state = 'queued' AND fenced"); n != 1 {
			t.Errorf("%d lines wait for the page, want the bot's one", n)
		}
		for _, column := range []string{"turn", "words", "unread"} {
			var n int
			ok(t, raw.Get(&n, "SELECT "+column+" FROM conversation"))
			if n != 1 {
				t.Errorf("%s is %d after one event, want 1", column, n)
			}
		}
	})
}

func TestPressed(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		ok(t, s.Update(t.Context(), said(s, page(1), "web:a:1", "hoi")))
		token := s.Token("web:a:1/1")
		press := func(choice int) (p chat.Pressed, known bool) {
			ok(t, s.Update(t.Context(), func(tx *storage.Tx) (err error) {
				p, known, err = tx.Pressed(token, choice)
				return err
			}))
			return p, known
		}
		if p, known := press(2); known {
			t.Errorf("a choice that is not there was pressed: %+v", p)
		}
		p, known := press(1)
		if !known || p.Used || p.Choice.Value != "nee" || p.Step != "vrij" || p.Address != page(1) || p.Audience != chat.RolePerson {
			t.Errorf("first press: %v %+v", known, p)
		}
		p, known = press(0)
		if !known || !p.Used || p.Earlier != "nee" || p.Choice.Value != "ja" {
			t.Errorf("second press: %v %+v", known, p)
		}
		token = "not a token"
		if _, known := press(0); known {
			t.Error("a made-up token opened something")
		}
	})
}

func TestLaw19_APressThatIsRefusedLeavesTheTokenUnused(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		ok(t, s.Update(t.Context(), said(s, page(1), "web:a:1", "hoi")))
		refused := errors.New("not yours")
		err := s.Update(t.Context(), func(tx *storage.Tx) error {
			if _, known, err := tx.Pressed(s.Token("web:a:1/1"), 0); err != nil || !known {
				t.Errorf("known %v, %v", known, err)
			}
			return refused
		})
		if !errors.Is(err, refused) {
			t.Fatalf("got %v", err)
		}
		ok(t, s.Update(t.Context(), func(tx *storage.Tx) error {
			p, known, err := tx.Pressed(s.Token("web:a:1/1"), 0)
			if p.Used || !known {
				t.Errorf("known %v, %+v", known, p)
			}
			return err
		}))
	})
}
