package storage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// inChannel is a message in a channel that all talks share.
func inChannel(m chat.Message) chat.Message { m.To.Chat = "channel"; return m }

// redraws is an edit of a talk's card.
func redraws(talk, id string) chat.Message {
	m := inChannel(words(talk, id, chat.Live))
	m.Edits, m.Card = "card of "+talk, &chat.Card{Alias: "blauwe vos", State: id}
	return m
}

// cards posts the cards of so many talks; free is when the channel is free again.
func (o outbox) cards(n int) (talks []string, free time.Time) {
	o.t.Helper()
	for i := range n {
		talk := o.talk(fmt.Sprint("t", i))
		card := redraws(talk, "card of "+talk)
		card.Edits = ""
		o.say(card)
		talks = append(talks, talk)
	}
	for free = noon; ; free = free.Add(busy.PerChat) {
		claims := o.claimAt(busy, free)
		if len(claims) == 0 {
			return talks, free
		}
		for _, c := range claims {
			o.mark(free, chat.Mark{Claim: c, State: chat.Sent, Receipt: chat.Receipt{ID: "ts " + c.Message.Talk, Thread: "ts " + c.Message.Talk}})
		}
	}
}

// R20: edits are counted apart. They wait for no post and no post for them; among
// themselves they keep their own distance.
func TestR20_EditsCostNoPost(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talks, now := o.cards(4)
		var rows []chat.Message
		for i, talk := range talks {
			if i < 2 {
				rows = append(rows, redraws(talk, "edit of "+talk))
			} else {
				rows = append(rows, inChannel(heard(talk, "word of "+talk)))
			}
			o.sayAt(now.Add(time.Duration(i-4)*time.Millisecond), rows[i])
		}
		got := map[time.Duration][]string{}
		for d := time.Duration(0); d <= 3*time.Second; d += 500 * time.Millisecond {
			claims := o.claimAt(busy, now.Add(d))
			for _, c := range claims {
				if (c.Message.Edits != "") != (c.Message.Place != "") {
					t.Errorf("%s stands at %q", c.Message.ID, c.Message.Place)
				}
				got[d] = append(got[d], c.Message.ID)
			}
			o.sent(now.Add(d), claims...)
			if len(claims) == 0 || d == 3*time.Second {
				continue
			}
			soonest, err := o.Soonest(t.Context(), "tele")
			o.check(err)
			if want := now.Add(map[time.Duration]time.Duration{0: time.Second, time.Second: 2 * time.Second}[d]); d < 2*time.Second && !soonest.Equal(want) {
				t.Errorf("after %v soonest is %v, want %v", d, soonest, want)
			}
		}
		want := map[time.Duration][]string{
			0:               {rows[2].ID, rows[0].ID},
			time.Second:     {rows[3].ID},
			2 * time.Second: {rows[1].ID},
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the calls are %v, want %v", got, want)
		}
	})
}

// Where the platform counts all calls alike, an edit takes its turn among them.
func TestR20_WhereEditsAreCallsTheyWaitAsCalls(t *testing.T) {
	alike := chat.Rate{PerChat: time.Second}
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talks, now := o.cards(2)
		o.say(inChannel(heard(talks[0], "word")))
		o.sayAt(noon.Add(time.Millisecond), redraws(talks[1], "edit"))
		for i, id := range []string{"word", "edit"} {
			at := now.Add(time.Duration(i) * alike.PerChat)
			claims := o.claimAt(alike, at)
			if len(claims) != 1 || claims[0].Message.ID != id {
				t.Fatalf("claimed %v, want %s", claimed(claims), id)
			}
			o.sent(at, claims...)
			if early := o.claimAt(alike, at.Add(alike.PerChat-time.Millisecond)); len(early) != 0 {
				t.Errorf("claimed %v too early", claimed(early))
			}
		}
	})
}

// Law 2: a card that is not posted yet is posted before it is drawn anew, however
// urgent both are, and whatever waits besides.
func TestLaw2_AnEditWaitsForWhatItEdits(t *testing.T) {
	for _, class := range []chat.Class{chat.Crisis, chat.Live, chat.Prompt} {
		t.Run(fmt.Sprint(class), func(t *testing.T) {
			each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
				talk := o.talk("t")
				edit, word := redraws(talk, "edit"), inChannel(heard(talk, "word"))
				card := edit
				card.ID, card.Edits = edit.Edits, ""
				card.Class, edit.Class, word.Class = class, class, min(class, chat.Live)
				o.say(card, edit, word)
				c := o.next(noon, card.ID)
				o.mark(noon, chat.Mark{Claim: c, State: chat.Sent, Receipt: chat.Receipt{ID: "ts", Thread: "ts"}})
				var got []string
				for now := noon.Add(busy.PerChat); len(got) < 2; now = now.Add(busy.PerChat) {
					for _, c := range o.claimAt(busy, now) {
						got = append(got, c.Message.ID+" "+c.Message.Place)
						o.sent(now, c)
					}
					if now.Sub(noon) > time.Minute {
						t.Fatalf("only %q", got)
					}
				}
				slices.Sort(got)
				if want := []string{"edit ts", "word "}; !slices.Equal(got, want) {
					t.Errorf("sent %q, want %q", got, want)
				}
			})
		})
	}
}

// A card that is drawn several times before its turn is drawn once, as it stands now.
func TestR20_OnlyTheNewestEditIsSent(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talks, now := o.cards(2)
		reported := redraws(talks[1], "r1")
		reported.Report = true // somebody waits to hear of it
		o.say(redraws(talks[0], "e1"), inChannel(heard(talks[0], "w1")), redraws(talks[0], "e2"), redraws(talks[0], "e3"))
		o.say(reported, redraws(talks[1], "r2"))
		var got []string
		for range 8 {
			for _, c := range o.claimAt(busy, now) {
				got = append(got, c.Message.ID)
				o.sent(now, c)
			}
			now = now.Add(busy.Edits)
		}
		slices.Sort(got)
		if want := []string{"e3", "r1", "r2", "w1"}; !slices.Equal(got, want) {
			t.Errorf("sent %v, want %v", got, want)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM outbox WHERE state = 'superseded' AND id IN ('e1', 'e2')"); n != 2 {
			t.Errorf("%d of 2 edits are superseded", n)
		}
	})
}

// An edit that is under way may have arrived: it is never taken for unsaid.
func TestLaw1_AnEditUnderWayIsNotOvertaken(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talks, now := o.cards(1)
		o.say(redraws(talks[0], "e1"))
		o.next(now, "e1")
		o.say(redraws(talks[0], "e2"))
		later := now.Add(lease)
		o.sent(later, o.next(later, "e1"))
		o.sent(later.Add(busy.Edits), o.next(later.Add(busy.Edits), "e2"))
	})
}

// The platform's wish to hear of no edit for a while keeps no words back.
func TestR20_APauseOfEditsHoldsForEdits(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talks, now := o.cards(2)
		o.say(redraws(talks[0], "e1"))
		until := now.Add(time.Minute)
		o.mark(now, chat.Mark{Claim: o.next(now, "e1"), State: chat.Retry, NotBefore: until, Budget: true})
		o.sayAt(noon.Add(time.Millisecond), redraws(talks[1], "e2"))
		o.say(inChannel(heard(talks[0], "w1")))
		o.sayAt(noon.Add(time.Millisecond), inChannel(heard(talks[1], "w2")))
		for i, id := range []string{"w1", "w2"} { // also in the lanes of these edits
			at := now.Add(time.Duration(i+1) * busy.PerChat)
			o.sent(at, o.next(at, id))
		}
		o.none(until.Add(-time.Millisecond))
		soonest, err := o.Soonest(t.Context(), "tele")
		o.check(err)
		if !soonest.Equal(until) {
			t.Errorf("soonest is %v, want %v", soonest, until)
		}
	})
}

// A receipt that goes wrong keeps no words back.
func TestLaw2_AReceiptThatWaitsIsPassed(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("x")
		o.say(receipt(talk, "r1"))
		o.mark(noon, chat.Mark{Claim: o.next(noon, "r1"), State: chat.Retry, NotBefore: noon.Add(time.Hour)})
		o.say(heard(talk, "a"))
		now := noon.Add(busy.PerChat)
		o.sent(now, o.next(now, "a"))
		o.none(now.Add(time.Minute))
		o.sent(now.Add(time.Hour), o.next(now.Add(time.Hour), "r1"))
	})
}

// R20: in a channel that has no room, receipts wait until the words are out.
func TestR20_ReceiptsGiveWayInAFullChannel(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		for i := range 3 {
			talk := o.talk(fmt.Sprint("t", i))
			o.sayAt(noon.Add(time.Duration(i)*time.Millisecond), inChannel(receipt(talk, fmt.Sprint("r", i))))
			o.sayAt(noon.Add(time.Duration(i)*busy.PerChat), inChannel(heard(o.talk(fmt.Sprint("u", i)), fmt.Sprint("w", i))))
		}
		if got, want := o.calls(noon), []string{"w0", "w1", "w2", "r0", "r1", "r2"}; fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("the calls are %v, want %v", got, want)
		}
	})
}
