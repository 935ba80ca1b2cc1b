package storage_test

import (
	"fmt"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// sayAt is say at another time than noon.
func (o outbox) sayAt(at time.Time, rows ...chat.Message) {
	o.t.Helper()
	o.check(o.write(chat.Change{Event: chat.Event{At: at}}, rows...))
}

// R20: all talks of one channel share its rate. Whoever waits there is not passed
// by those who come later, however many they are.
func TestR20_ABusyChannelLeavesNobodyWaiting(t *testing.T) {
	rate := chat.Rate{PerChat: time.Second}
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		inChannel := func(talk, id string) chat.Message {
			m := words(talk, id, chat.Live)
			m.To.Chat = "channel"
			return m
		}
		waiting := map[string]bool{}
		for i := range 4 {
			id := fmt.Sprint("quiet", i)
			waiting[id] = true
			o.sayAt(noon, inChannel(o.talk(id), id))
		}
		busy := o.talk("busy")
		for i := range 9 {
			slot := noon.Add(time.Duration(i) * time.Second)
			claims := o.claimAt(rate, slot)
			if len(claims) != 1 {
				t.Fatalf("at second %d: claimed %v", i, claimed(claims))
			}
			delete(waiting, claims[0].Message.ID)
			o.sent(slot, claims...)
			// Again and again somebody looks whether there is more, and the busy talk goes on.
			o.claimAt(rate, slot.Add(time.Millisecond))
			o.sayAt(slot.Add(900*time.Millisecond), inChannel(busy, fmt.Sprint("busy", i)))
		}
		if len(waiting) > 0 {
			t.Errorf("after 9 turns still waiting: %v", waiting)
		}
	})
}

// R20: a text in very many parts does not hold up the other talks of its channel.
func TestR20_ALongTextLetsOthersIn(t *testing.T) {
	rate := chat.Rate{PerChat: time.Second}
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		inChannel := func(talk, id string) chat.Message {
			m := words(talk, id, chat.Live)
			m.To.Chat = "channel"
			return m
		}
		long, other := o.talk("long"), o.talk("other")
		var parts []chat.Message
		for i := range 33 {
			parts = append(parts, inChannel(long, chat.Key("long", i)))
		}
		o.sayAt(noon, parts...)
		o.sent(noon, o.claimAt(rate, noon)...)
		o.sayAt(noon.Add(time.Millisecond), inChannel(other, "help me"))
		for i := 1; ; i++ {
			slot := noon.Add(time.Duration(i) * time.Second)
			claims := o.claimAt(rate, slot)
			if len(claims) == 1 && claims[0].Message.ID == "help me" {
				return
			}
			if i == 3 {
				t.Fatalf("at second %d still %v", i, claimed(claims))
			}
			o.sent(slot, claims...)
		}
	})
}

// R20: where one chat is full, the others' turn does not wait for it, and the
// deliverer knows when to look again.
func TestR20_AFullChatKeepsNobodyElse(t *testing.T) {
	rate := chat.Rate{PerChat: time.Second}
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		for i := range 80 { // more than one look finds
			m := words(o.talk(fmt.Sprint("t", i)), fmt.Sprint("m", i), chat.Live)
			m.To.Chat = "channel"
			o.sayAt(noon, m)
		}
		o.sayAt(noon.Add(time.Millisecond), words(o.talk("other"), "other", chat.Live))
		now, found := noon.Add(2*time.Millisecond), false
		for range 2 {
			for _, c := range o.claimAt(rate, now) {
				found = found || c.Message.ID == "other"
				o.sent(now, c)
			}
		}
		if !found {
			t.Error("the other chat waits")
		}
		soonest, err := o.Soonest(t.Context(), "")
		o.check(err)
		if want := now.Add(rate.PerChat); !soonest.Equal(want) {
			t.Errorf("soonest is %v, want %v", soonest, want)
		}
	})
}

// A row whose number another has is no row that was written before: it may not
// be left out without a word (law 3).
func TestLaw3_ANumberThatIsTakenIsNoSilence(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("a")
		o.say(words(talk, "m1", chat.Live))
		if _, err := b.Raw(t).Exec("UPDATE lane SET seq = 0"); err != nil {
			t.Fatal(err)
		}
		if err := o.write(chat.Change{Event: chat.Event{At: noon}}, words(talk, "m2", chat.Live)); err == nil {
			t.Errorf("%d of 2 rows are there, and nobody was told", count(t, b, "SELECT COUNT(*) FROM outbox"))
		}
		o.say(words(talk, "m1", chat.Live)) // the same again changes nothing
	})
}

// An adapter that is switched off has rows that stay due; nobody else looks at
// them again and again.
func TestR20_AnAdapterRestsUntilItsOwnRows(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		o.say(words(o.talk("a"), "m1", chat.Live))
		for adapter, want := range map[string]time.Time{"tele": noon, "": noon, "other": {}} {
			soonest, err := o.Soonest(t.Context(), adapter)
			o.check(err)
			if !soonest.Equal(want) {
				t.Errorf("soonest of %q is %v, want %v", adapter, soonest, want)
			}
		}
	})
}
