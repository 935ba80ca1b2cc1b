package storage_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// timer sets the conversation's timer, and gives the turn that set it.
func (o outbox) timer(talk string, at time.Time) {
	o.t.Helper()
	o.check(o.Update(context.Background(), func(tx *storage.Tx) error {
		c, _, err := tx.Conversation(talk)
		if err != nil {
			return err
		}
		c.NewsAt = at
		return tx.Write(chat.Change{Event: chat.Event{At: noon, Kind: chat.Woke}, Conversation: &c})
	}))
}

func TestLaw3_ATimerSetAnewIsNotDroppedWithTheOldOne(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		o.timer(talk, noon.Add(time.Hour))
		if early := o.due(noon); len(early) != 0 {
			t.Fatalf("due too early: %+v", early)
		}
		soonest, err := o.Soonest(t.Context(), "")
		o.check(err)
		if !soonest.Equal(noon.Add(time.Hour)) {
			t.Errorf("soonest is %v", soonest)
		}
		at := noon.Add(time.Hour)
		first := o.due(at)
		if len(first) != 1 || first[0].Kind != chat.Woke || first[0].Subject.ID != talk {
			t.Fatalf("due is %+v", first)
		}
		// Handling it sets the next one; only then is the first dropped.
		o.timer(talk, at)
		o.check(o.Drop(t.Context(), []string{first[0].ID}))
		second := o.due(at)
		if len(second) != 1 || second[0].ID == first[0].ID {
			t.Fatalf("due is %+v, want another timer than %s", second, first[0].ID)
		}
		o.check(o.Drop(t.Context(), []string{second[0].ID}))
		if left := o.due(at.Add(2 * lease)); len(left) != 0 {
			t.Errorf("still due: %+v", left)
		}
	})
}

func TestLaw14_ADueEventComesBackWhenItsLeaseLapses(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		o.check(o.Update(t.Context(), func(tx *storage.Tx) error {
			c, _, err := tx.Conversation(talk)
			if err != nil {
				return err
			}
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c, Due: []chat.Event{
				{ID: "later", Kind: chat.AlarmEnded, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: talk}, Ref: "x", At: noon.Add(time.Second)},
				{ID: "now", Kind: chat.AlarmEnded, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: talk}, Ref: "y", At: noon},
			}})
		}))
		at := noon.Add(time.Second)
		events := o.due(at)
		if len(events) != 2 || events[0].ID != "now" || events[1].ID != "later" || events[1].Ref != "x" {
			t.Fatalf("due is %+v", events)
		}
		if early := o.due(at.Add(lease - time.Millisecond)); len(early) != 0 {
			t.Errorf("given twice while leased: %+v", early)
		}
		o.check(o.Drop(t.Context(), []string{"now"}))
		if again := o.due(at.Add(lease)); len(again) != 1 || again[0].ID != "later" {
			t.Errorf("after the lease: %+v, want only the one that was not dropped", again)
		}
	})
}

func TestLaw3_AnEventThatCannotBeReadIsKeptAndTold(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		m := words(talk, "m1", chat.Live)
		m.Report = true
		o.say(m)
		o.sent(noon, o.one(noon, "m1"))
		b.Raw(t).MustExec("UPDATE due SET event_sealed = (SELECT key_sealed FROM house)")
		if events := o.due(noon); len(events) != 0 {
			t.Errorf("due is %+v", events)
		}
		for query, want := range map[string]int{
			"SELECT COUNT(*) FROM due WHERE subject_kind <> 'alarm'": 0,
			"SELECT COUNT(*) FROM poison":                            1,
			"SELECT COUNT(*) FROM alarm WHERE cause = 'poison'":      1,
			"SELECT COUNT(*) FROM poison WHERE conversation_id = ''": 0,
		} {
			if n := count(t, b, query); n != want {
				t.Errorf("%s: %d, want %d", query, n, want)
			}
		}
	})
}

func TestLaw14_ThreeInstancesShareWhatIsDue(t *testing.T) {
	const talks, takers = 12, 4
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		stores := b.Instances(t, 3)
		o := outbox{stores[0], t}
		for i := range talks {
			o.timer(o.talk(fmt.Sprint("t", i)), noon)
		}
		for round := range 10 {
			now := noon.Add(time.Duration(round) * lease)
			var all sync.WaitGroup
			var mu sync.Mutex
			taken := map[string]int{}
			for _, s := range stores {
				for range takers {
					all.Go(func() {
						events, err := s.Due(t.Context(), now, lease, 5)
						if err != nil {
							t.Error(err)
						}
						mu.Lock()
						defer mu.Unlock()
						for _, ev := range events {
							taken[ev.ID]++
						}
					})
				}
			}
			all.Wait()
			for _, ev := range o.due(now) { // what those who came too late left
				taken[ev.ID]++
			}
			if len(taken) != talks {
				t.Errorf("round %d: %d of %d events were taken", round, len(taken), talks)
			}
			for id, n := range taken {
				if n != 1 {
					t.Errorf("round %d: %s was taken %d times", round, id, n)
				}
			}
		}
	})
}

// A timer that another turn leaves as it was keeps its row, and still comes.
func TestLaw3_ATimerThatStaysIsNotLost(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk, at := o.talk("a"), noon.Add(time.Hour)
		o.timer(talk, at)
		for range 3 {
			o.check(o.Update(t.Context(), func(tx *storage.Tx) error {
				c, _, err := tx.Conversation(talk)
				if err != nil {
					return err
				}
				return tx.Write(chat.Change{Event: chat.Event{At: noon, Kind: chat.Said}, Conversation: &c})
			}))
		}
		if due := o.due(at); len(due) != 1 || due[0].Subject.ID != talk {
			t.Fatalf("due is %+v", due)
		}
	})
}

// R3: the id of a handled event is known for at least seven days, and not for ever.
func TestR3_IdsOfEventsAreKeptLongEnoughAndForgotten(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		seen := func(at time.Time) (before bool) {
			o.check(o.Update(t.Context(), func(tx *storage.Tx) (err error) {
				before, err = tx.Seen("web:a:1", at)
				return err
			}))
			return before
		}
		seen(noon)
		week := noon.Add(7 * 24 * time.Hour)
		_, err := o.Sweep(t.Context(), week)
		o.check(err)
		if !seen(week) {
			t.Error("forgotten within a week")
		}
		later := noon.Add(31 * 24 * time.Hour)
		_, err = o.Sweep(t.Context(), later)
		o.check(err)
		if seen(later) {
			t.Error("known for ever")
		}
	})
}
