package slack

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// A pause that Slack asks for is kept, and nobody else waits for it.
func TestR20_APauseIsKept(t *testing.T) {
	h := newHall(t, 3)
	h.a.missing("start")
	h.Limit(1, 50*time.Second) // a call before its end fails the test
	h.noor.Reply(h.desk, h.cards[0], "Hoi")
	h.reads(h.a, 3*time.Minute)
	h.only(chat.Answered)
	if h.counted["not_read"] == 0 {
		t.Error("not counted")
	}
}

// A channel that we were taken out of rests; the others are read on.
func TestE9_OneChannelThatIsClosedStopsNoOther(t *testing.T) {
	h := newHall(t, 2, func(c *Config) { c.Channels = []string{"C0ANDERS", "C0DESK"} })
	other := h.NewChannel("C0ANDERS", "wijkteam")
	gone := chat.Watched{At: chat.Address{Adapter: Name, Chat: "C0ANDERS", Thread: h.cards[0]}, Talk: h.talks[0]}
	other.RemoveApp()
	h.reads(h.a, time.Minute)
	before := h.Calls("conversations.replies") + h.Calls("conversations.history")
	h.a.inbound.reader.threads = append(h.a.inbound.reader.threads, gone)
	h.a.inbound.reader.listed = h.Now().Add(time.Hour) // the list stays as it is
	h.noor.Reply(h.desk, h.cards[1], "Hoi")
	h.reads(h.a, 10*time.Minute)
	h.only(chat.Answered)
	if n := h.Calls("conversations.replies") + h.Calls("conversations.history") - before; n > 40 {
		t.Errorf("%d calls in ten minutes: the closed channel is asked without end", n)
	}
	other.AddApp()
	h.reads(h.a, 5*time.Minute)
	if _, rests := h.a.inbound.reader.resting["C0ANDERS"]; rests && h.a.inbound.reader.resting["C0ANDERS"].After(h.Now()) {
		t.Error("it rests on, though we are back")
	}
}

// Law 3: where Slack loses words again and again while it is heard well, people
// hear it: another program may be taking them.
func TestLaw3_LossesAreTold(t *testing.T) {
	h := newHall(t, 4)
	h.a.missing("start")
	h.reads(h.a, 20*time.Minute)
	h.found()
	for i, card := range h.cards {
		if i == lostMost { // and one more
			break
		}
		h.noor.Reply(h.desk, card, "Hoi")
	}
	h.reads(h.a, 6*time.Minute)
	var told []chat.Event
	for _, ev := range h.found() {
		if ev.Kind == chat.Trouble {
			told = append(told, ev)
		}
	}
	if len(told) != 1 || told[0].Value != troubleLosing || !strings.Contains(told[0].Text, "ergens anders draait") {
		t.Fatalf("told %+v", told)
	}
	h.noor.Reply(h.desk, h.cards[0], "Hoi")
	h.reads(h.a, 6*time.Minute)
	h.only(chat.Answered) // one is no pattern
}

// After a hole in our hearing losses are no wonder.
func TestLaw3_LossesInAHoleAreNotTold(t *testing.T) {
	h := newHall(t, 4)
	h.reads(h.a, 20*time.Minute)
	for _, card := range h.cards {
		h.noor.Reply(h.desk, card, "Hoi")
	}
	h.passes(time.Second)
	h.a.missing("socket")
	h.reads(h.a, 2*time.Minute)
	h.only(chat.Answered, chat.Answered, chat.Answered, chat.Answered)
}

// Of several instances one reads; the others begin when it gives the lease up, and
// have what it read before.
func TestLaw14_OneInstanceReads(t *testing.T) {
	base := storagetest.Postgres(t)
	stores := base.Instances(t, 2)
	h := newHallOn(t, stores[0], 3, func(c *Config) { c.Lease = stores[0] })
	second := h.adapter(func(c *Config) { c.Threads, c.Lease = stores[1], stores[1] })
	h.reads(h.a, 5*time.Second)
	h.noor.Reply(h.desk, h.cards[0], "Hoi")
	before := h.Calls("conversations.replies") + h.Calls("conversations.history")
	second.missing("socket") // its own hole is everybody's
	for range 20 {
		second.step(t.Context(), h.handle)
	}
	if n := h.Calls("conversations.replies") + h.Calls("conversations.history") - before; n > 0 {
		t.Fatalf("%d calls of an instance that does not hold the lease", n)
	}
	h.reads(h.a, time.Minute)
	h.only(chat.Answered)

	h.a.yield(t.Context())
	h.noor.Reply(h.desk, h.cards[1], "Nog iets")
	h.reads(second, 5*time.Minute)
	if ev := h.only(chat.Answered); ev.Text != "Nog iets" {
		t.Errorf("found %+v", ev)
	}
}

// Run searches from its start on, and after each hole in its hearing.
func TestR14_RunSearchesAfterEachHole(t *testing.T) {
	for name, hole := range map[string]func(b *scene){
		"a socket that died":       func(b *scene) { b.CutSockets() },
		"events that were limited": func(b *scene) { b.a.trouble(b.t.Context(), "app_rate_limited", b.handle) },
		"an event that was not stored": func(b *scene) {
			b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown })
			b.refused(func() *slacktest.Delivery { return b.noor.Reply(b.desk, b.card, "Hoi") })
			b.answer(nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			store := storagetest.SQLite(t).Open(t)
			b := newScene(t, "socket", func(_ *scene, c *Config) { c.Threads = store })
			b.await(func() bool { return b.counted["gap_start"] == 1 })
			hole(b)
			b.await(func() bool {
				return b.counted["gap_socket"]+b.counted["gap_rate_limited"]+b.counted["gap_not_stored"] > 0
			})
		})
	}
}

// A crisis goes before all, then those where somebody wrote, by who waits most.
func TestR14_TheUrgentAreReadFirst(t *testing.T) {
	now := monday
	g := glimpse{at: now, from: "0", last: map[string]string{}}
	w := func(thread string, news bool, change func(*chat.Watched)) chat.Watched {
		w := chat.Watched{At: chat.Address{Adapter: Name, Chat: "C", Thread: thread}, Mark: thread}
		if g.last[thread] = thread; news {
			g.last[thread] = thread + "9"
		}
		change(&w)
		return w
	}
	live := func(w *chat.Watched) { w.State = chat.Talking }
	want := []chat.Watched{
		w("9", false, func(w *chat.Watched) { w.Urgency = chat.Danger }),
		w("8", true, live),
		w("7", true, func(w *chat.Watched) { w.State = chat.Waiting }),
		w("6", true, func(*chat.Watched) {}),
		w("5", true, func(w *chat.Watched) { w.Over = true }),
		w("4", false, live),
		w("3", false, func(w *chat.Watched) { w.Over = true }),
	}
	all := append([]chat.Watched(nil), want...)
	rand.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i, next1 := range want {
		got, is := next(all, map[string]glimpse{"C": g}, nil, now)
		if !is || got.At != next1.At {
			t.Fatalf("turn %d: %+v, want %+v", i, got, next1)
		}
		for j := range all {
			if all[j].At == got.At {
				all[j].Looked = now
			}
		}
	}
	if got, is := next(all, nil, nil, now); is {
		t.Errorf("all were read, and next is %+v", got)
	}
	if wait := soonest(all, now, time.Hour); wait != everyCrisis {
		t.Errorf("the next is due in %v", wait)
	}
	g.last["4"] = ""
	all[0] = w("4", false, live)
	delete(g.last, "4") // its card should stand there, and does not
	all = append(all[:1], w("8", true, live))
	if got, _ := next(all, map[string]glimpse{"C": g}, nil, now); got.At.Thread != "4" {
		t.Errorf("before a card that is gone goes %+v", got)
	}
}

// Where holes come in rows all is to be read anew again and again: each thread has
// its turn all the same.
func TestR14_HolesInARowLeaveNobodyOut(t *testing.T) {
	h := newHall(t, 40)
	h.tiers()
	var said []*slacktest.Delivery
	for _, card := range h.cards {
		said = append(said, h.noor.Reply(h.desk, card, "Hoi"))
		h.brings(said[len(said)-1])
	}
	h.reads(h.a, 10*time.Minute)
	h.found()
	for _, d := range said {
		h.noor.Edit(h.desk, d.TS, "Hoi Sam") // which no glimpse shows
	}
	for range 20 {
		h.a.missing("socket")
		h.reads(h.a, againEvery)
	}
	if n := len(h.found()); n != len(h.cards) {
		t.Errorf("%d of %d are found", n, len(h.cards))
	}
}

// The allowance is so much a minute and no more, whatever the pauses.
func TestR20_TheAllowanceIsKept(t *testing.T) {
	var b allowance
	now, n := monday, 0
	for end := now.Add(10 * time.Minute); now.Before(end); {
		if wait := b.wait(now); wait > 0 {
			now = now.Add(wait)
			continue
		}
		b.spend()
		n++
	}
	if n < 10*readsPerMinute || n > 10*readsPerMinute+readsAtOnce+1 {
		t.Errorf("%d calls in ten minutes", n)
	}
	now = now.Add(24 * time.Hour)
	for n = 0; b.wait(now) == 0; n++ {
		b.spend()
	}
	if n != readsAtOnce {
		t.Errorf("%d at once after a day", n)
	}
}
