package storage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

var (
	noor = chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}
	bas  = chat.Author{Role: chat.RoleWorker, ID: "desk:bas", Name: "Bas"}
)

// waits begins a conversation at a page that waits for people, and gives its id.
func waits(t *testing.T, s *storage.Store, n int, change func(c *chat.Conversation) chat.Change) string {
	t.Helper()
	ok(t, s.Update(t.Context(), said(s, page(n), fmt.Sprintf("web:%d:1", n), "mijn geheim")))
	talk, err := s.Record().Talk(t.Context(), page(n), 0)
	ok(t, err)
	decide(t, s, talk.Conversation, func(c *chat.Conversation) chat.Change {
		c.Nickname = "Sam"
		c.Handoff = chat.Handoff{State: chat.Waiting, Team: "wijkteam", Urgency: chat.Urgent, Since: noon,
			Card: []chat.CardFact{{Label: "waarover", Text: "Thuis", Chosen: true}, {Label: "verhaal", Text: "mijn geheim"}}}
		return change(c)
	})
	return talk.Conversation
}

func offered(t *testing.T, s *storage.Store, token string) (id string, stale, known bool) {
	t.Helper()
	ok(t, s.Update(t.Context(), func(tx *storage.Tx) (err error) {
		id, stale, known, err = tx.Offered(token)
		return err
	}))
	return id, stale, known
}

// A list shows of whom it tells what may be shown, where they stand at the desk,
// and a token that opens them and no other.
func TestLaw15_AListHoldsAliasThemeAndThread(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		desk := chat.Address{Adapter: "slack", Chat: "C1"}
		plain := func(*chat.Conversation) chat.Change { return chat.Change{} }
		first := waits(t, s, 1, func(c *chat.Conversation) chat.Change {
			c.Handoff.Posted = []chat.Posted{{Desk: desk, Card: "kaart"}, {Desk: chat.Address{Adapter: "slack", Chat: "C2"}, Card: "weg", Away: true}}
			return chat.Change{Rows: []chat.Row{{Message: chat.Message{ID: "kaart", To: desk, Talk: c.ID, Class: chat.Live, Card: &chat.Card{}}}}}
		})
		waits(t, s, 2, plain)
		items, err := s.Record().Standing(ctx, "slack")
		ok(t, err)
		if len(items) != 2 || items[0].Thread != (chat.Address{}) {
			t.Fatalf("before the card stands there: %+v", items)
		}
		claims, err := s.Claim(ctx, "slack", chat.Rate{}, noon, time.Minute, 10)
		ok(t, err)
		if len(claims) != 1 {
			t.Fatalf("%d rows to send", len(claims))
		}
		_, err = s.Mark(ctx, noon, []chat.Mark{{Claim: claims[0], State: chat.Sent, Receipt: chat.Receipt{ID: "17.1", Thread: "17.1"}}})
		ok(t, err)
		items, err = s.Record().Standing(ctx, "slack")
		ok(t, err)
		for _, i := range items {
			want := chat.Address{}
			if i.ID == first {
				want = chat.Address{Adapter: "slack", Chat: "C1", Thread: "17.1"}
			}
			if i.Thread != want || fmt.Sprint(i.Themes) != "[Thuis]" || i.Name != "Sam · "+i.Alias || i.Alias == "" {
				t.Errorf("item %+v", i)
			}
			if !strings.HasPrefix(i.Token, chat.PickToken) || strings.Contains(i.Token, i.ID) {
				t.Errorf("token %q", i.Token)
			}
			if id, stale, known := offered(t, s, i.Token); id != i.ID || stale || !known {
				t.Errorf("the token of %s opens %s, stale %v, known %v", i.ID, id, stale, known)
			}
		}
		if items[0].Token == items[1].Token {
			t.Error("two have one token")
		}
		if other, err := s.Record().Standing(ctx, "telegram"); err != nil || other[0].Thread != (chat.Address{}) {
			t.Errorf("a thread of another adapter: %+v %v", other, err)
		}
	})
}

// An overleg in a list stands in threads of its own, at each desk where its root
// stands by now.
func TestAListHoldsTheThreadsOfAnOverleg(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		at := func(channel string) chat.Address { return chat.Address{Adapter: "slack", Chat: channel} }
		waits(t, s, 1, func(c *chat.Conversation) chat.Change {
			k := chat.Consult{ID: "k1", By: chat.Author{Name: "Noor"}, Since: noon,
				Posted: []chat.Posted{{Desk: at("C1"), Card: "r0"}, {Desk: at("C1"), Card: "r1"}, {Desk: at("C2"), Card: "r2"}, {Desk: chat.Address{Adapter: "desk", Chat: "C1"}, Card: "r3"}}}
			c.Handoff.Consults = []chat.Consult{k}
			c.Handoff.Posted = []chat.Posted{{Desk: at("C1"), Card: "kaart"}}
			row := func(id string, m chat.Message) chat.Row {
				m.ID, m.To, m.Talk, m.Class = id, at("C1"), c.ID, chat.Live
				return chat.Row{Message: m}
			}
			return chat.Change{Rows: []chat.Row{row("kaart", chat.Message{Card: &chat.Card{}}), row("r1", chat.Message{Consult: "k1", Root: &chat.Root{}})}}
		})
		claims, err := s.Claim(ctx, "slack", chat.Rate{}, noon, time.Minute, 10)
		ok(t, err)
		for _, c := range claims {
			ts := map[string]string{"kaart": "17.1", "r1": "17.2"}[c.Message.ID]
			_, err = s.Mark(ctx, noon, []chat.Mark{{Claim: c, State: chat.Sent, Receipt: chat.Receipt{ID: ts, Thread: ts}}})
			ok(t, err)
		}
		items, err := s.Record().Standing(ctx, "slack")
		ok(t, err)
		if len(items) != 1 || items[0].Thread.Thread != "17.1" || len(items[0].Consults) != 1 {
			t.Fatalf("%+v", items)
		}
		if got := fmt.Sprint(items[0].Asides["k1"]); got != fmt.Sprint([]chat.Address{{Adapter: "slack", Chat: "C1", Thread: "17.2"}}) {
			t.Errorf("the overleg stands in %s", got)
		}
	})
}

// Law 19: a token says from which standing it picks up; who has the talk by now
// is told, and a token of nobody opens nothing.
func TestLaw19_AListsTokenGoesStale(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		id := waits(t, s, 1, func(*chat.Conversation) chat.Change { return chat.Change{} })
		items, err := s.Record().Queue(ctx)
		ok(t, err)
		token := items[0].Token
		epoch := func(state chat.HandoffState, over bool) {
			decide(t, s, id, func(c *chat.Conversation) chat.Change {
				c.Epoch++
				c.Handoff.State, c.Handoff.Worker, c.Over = state, noor, over
				return chat.Change{}
			})
		}
		epoch(chat.Talking, false)
		if got, stale, known := offered(t, s, token); got != id || !stale || !known {
			t.Errorf("once picked up: %q stale %v known %v", got, stale, known)
		}
		if items, err = s.Record().Queue(ctx); err != nil || items[0].Token != "" {
			t.Errorf("who has somebody is offered to nobody: %+v %v", items, err)
		}
		epoch(chat.Waiting, false)
		if items, err = s.Record().Queue(ctx); err != nil || items[0].Token == token || items[0].Token == "" {
			t.Errorf("who waits again has another token: %+v %v", items, err)
		}
		epoch(chat.Done, true)
		for _, token := range []string{token, chat.PickToken, chat.PickToken + "AAAAAAAAAAAAAAAAAAAAAAAA", ""} {
			if got, _, known := offered(t, s, token); known {
				t.Errorf("%q opens %s", token, got)
			}
		}
	})
}

func TestHeardCountsWhatPeopleWroteSince(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		id := waits(t, s, 1, func(*chat.Conversation) chat.Change { return chat.Change{} })
		ok(t, s.Update(ctx, said(s, page(1), "web:1:2", "nog iets")))
		for since, want := range map[time.Time]int{noon.Add(-time.Hour): 2, noon: 2, noon.Add(time.Second): 0} {
			heard, err := s.Record().Heard(ctx, since)
			ok(t, err)
			if heard[id] != want {
				t.Errorf("since %v: %v", since, heard)
			}
		}
	})
}

func TestWhoIsAwayIsAwayUntilTheyAreBack(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s, ctx := b.Open(t), t.Context()
		do := func(fn func(*storage.Tx) error) { t.Helper(); ok(t, s.Update(ctx, fn)) }
		until := func(worker string, at time.Time) (u time.Time) {
			t.Helper()
			do(func(tx *storage.Tx) (err error) { u, err = tx.Away(worker, at); return err })
			return u
		}
		before, err := s.Record().Mark(ctx, "")
		ok(t, err)
		one, three := noon.Add(time.Hour), noon.Add(3*time.Hour)
		do(func(tx *storage.Tx) error { return tx.Leave(chat.Absence{Worker: noor, Since: noon, Until: one}) })
		do(func(tx *storage.Tx) error { return tx.Leave(chat.Absence{Worker: noor, Since: noon, Until: three}) })
		do(func(tx *storage.Tx) error { return tx.Leave(chat.Absence{Worker: bas, Since: noon, Until: one}) })
		if after, err := s.Record().Mark(ctx, ""); err != nil || after == before {
			t.Errorf("the desk looks as before: %s, %v", after, err)
		}
		if got := until(noor.ID, one); !got.Equal(three) {
			t.Errorf("Noor is away until %v", got)
		}
		if got := until(bas.ID, one); !got.IsZero() {
			t.Errorf("Bas is away until %v", got)
		}
		all, err := s.Record().Away(ctx, noon)
		ok(t, err)
		want := []chat.Absence{{Worker: bas, Since: noon, Until: one}, {Worker: noor, Since: noon, Until: three}}
		if fmt.Sprint(all) != fmt.Sprint(want) {
			t.Errorf("away are %v, want %v", all, want)
		}
		var was, again bool
		do(func(tx *storage.Tx) (err error) { was, err = tx.Return(noor.ID, one); return err })
		do(func(tx *storage.Tx) (err error) { again, err = tx.Return(noor.ID, one); return err })
		if !was || again {
			t.Errorf("back: %v, and again %v", was, again)
		}
		var n int
		ok(t, b.Raw(t).Get(&n, "SELECT COUNT(*) FROM worker_away WHERE body_sealed LIKE '%Bas%' OR id LIKE '%bas%'"))
		if n > 0 {
			t.Error("a worker's name stands there to be read")
		}
	})
}
