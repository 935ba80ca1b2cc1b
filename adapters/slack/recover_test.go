package slack

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// tiers let the reading methods be called as often as Slack lets an app.
func (h *hall) tiers() {
	h.Allow("conversations.replies", 50)
	h.Allow("conversations.history", 50)
}

// R14: for 17 hours nothing is brought. Two minutes after we are back every word
// that workers wrote in 60 threads is there, once and in its order, and Slack's
// limits were kept, with room for the outbox.
func TestR14_SeventeenHoursAreFoundInTwoMinutes(t *testing.T) {
	const talks = 60
	h := newHall(t, talks)
	h.tiers()
	h.reads(h.a, 10*time.Minute) // as on any day
	h.Drop(true)
	want := make([][]string, talks)
	for hour := range 17 {
		for i := range talks {
			if (i+hour)%6 == 0 {
				words := fmt.Sprintf("antwoord van %d uur later", hour)
				h.noor.Reply(h.desk, h.cards[i], words)
				want[i] = append(want[i], words)
				h.passes(time.Second)
			}
		}
		h.passes(time.Hour - talks/6*time.Second)
	}
	h.Drop(false)
	h.found()
	before := h.Calls("conversations.replies")
	h.a.missing("socket")
	h.reads(h.a, 2*time.Minute)
	events := h.found()
	for i, card := range h.cards {
		if got := texts(events, card); !slices.Equal(got, want[i]) {
			t.Errorf("talk %d: %q, want %q", i, got, want[i])
		}
	}
	if n := h.Calls("conversations.replies") - before; n > 90 {
		t.Errorf("%d calls in two minutes leave the outbox nothing of its 100", n)
	}
	h.reads(h.a, 30*time.Minute)
	if again := h.found(); len(again) > 0 {
		t.Errorf("came in twice: %+v", again)
	}
	all, err := h.store.Watched(t.Context(), Name, h.Now())
	h.check(err)
	for _, w := range all {
		if thread := h.desk.Thread(w.At.Thread); w.Mark != thread[len(thread)-1].TS {
			t.Errorf("read up to %q, and the newest is %s", w.Mark, thread[len(thread)-1].TS)
		}
	}
}

// R14: one event that is lost on an ordinary day is found within a minute where
// somebody is in danger, and within five elsewhere, however many threads there are.
func TestR14_OneLostEventIsFound(t *testing.T) {
	h := newHall(t, 60)
	h.tiers()
	h.becomes(7, func(c *chat.Conversation) { c.Handoff.Urgency = chat.Danger })
	h.becomes(8, func(c *chat.Conversation) { c.Handoff = chat.Handoff{State: chat.Waiting} })
	h.becomes(9, func(c *chat.Conversation) { c.Handoff = chat.Handoff{} })
	h.becomes(10, func(c *chat.Conversation) { c.Over = true })
	for _, tt := range []struct {
		name   string
		talk   int
		within time.Duration
		times  int // whenever it was read last
	}{
		{"danger", 7, time.Minute, 8}, {"live", 20, 5 * time.Minute, 3}, {"waiting", 8, 5 * time.Minute, 1},
		{"with the bot", 9, 5 * time.Minute, 1}, {"rounded off", 10, everyClosed + time.Minute, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h.reads(h.a, 7*time.Minute)
			h.found()
			for i := range tt.times {
				h.reads(h.a, tt.within*time.Duration(i)/7)
				h.noor.Reply(h.desk, h.cards[tt.talk], "Ben je veilig?")
				h.reads(h.a, tt.within)
				// That it is lost time and again is told of, too.
				events := slices.DeleteFunc(h.found(), func(ev chat.Event) bool { return ev.Kind == chat.Trouble })
				if len(events) != 1 || events[0].Text != "Ben je veilig?" || events[0].From.Thread != h.cards[tt.talk] || events[0].Author.Name != "Noor" {
					t.Errorf("found %+v", events)
				}
			}
		})
	}
}

// Law 1: what Slack brings and what is read is one event, to the last field.
func TestLaw1_BroughtOrReadIsOneEvent(t *testing.T) {
	h := newHall(t, 1)
	act := func() []*slacktest.Delivery {
		said := h.noor.Reply(h.desk, h.cards[0], "Hoi <@U0BAS> :wave: & tot zo")
		shared := h.noor.Share(h.desk, h.cards[0], "kijk", slacktest.File{ID: "F1", Name: "a.png", Mimetype: "image/png", Size: 3})
		shouted := h.noor.Broadcast(h.desk, h.cards[0], "voor allen")
		return []*slacktest.Delivery{said, shared, shouted}
	}
	var brought []chat.Event
	for _, d := range act() {
		b, err := h.a.parse(kindEvent, d.Payload())
		h.check(err)
		brought = append(brought, b.acts[0].event)
	}
	h.a.missing("start")
	h.reads(h.a, 10*time.Second)
	read := h.found()
	if len(read) != len(brought) {
		t.Fatalf("read %+v", read)
	}
	for i, ev := range read {
		ev.Author, ev.Form = chat.Author{}, nil
		if !reflect.DeepEqual(ev, brought[i]) {
			t.Errorf("read as   %+v\nbrought as %+v", ev, brought[i])
		}
	}
	for _, d := range act() { // and once more, with both ways at work
		h.brings(d)
	}
	h.reads(h.a, 10*time.Minute)
	if got := h.found(); len(got) != 3 {
		t.Errorf("%d of 3 came in: %+v", len(got), got)
	}
}

// R14: words that were changed or deleted while nothing was brought are found as
// such. What was changed before it was heard comes in as it stands, once.
func TestR14_ChangesAndDeletionsAreFound(t *testing.T) {
	h := newHall(t, 2)
	first := h.noor.Reply(h.desk, h.cards[0], "eerste")
	second := h.noor.Reply(h.desk, h.cards[0], "tweede")
	h.brings(first)
	h.brings(second)
	h.reads(h.a, 10*time.Minute)
	h.found()

	edit := h.noor.Edit(h.desk, first.TS, "eerste, anders")
	h.noor.Delete(h.desk, second.TS)
	third := h.noor.Reply(h.desk, h.cards[0], "derde")
	late := h.noor.Edit(h.desk, third.TS, "derde, anders")
	h.passes(2 * time.Minute)
	h.reads(h.a, 5*time.Minute)
	by := map[chat.Kind]chat.Event{}
	events := h.found()
	for _, ev := range events {
		by[ev.Kind] = ev
	}
	ref := "slack:" + slacktest.Team + ":C0DESK:"
	if len(events) != 3 || by[chat.Edited].Ref != ref+first.TS+":answered" || by[chat.Edited].Text != "eerste, anders" ||
		by[chat.Deleted].Ref != ref+second.TS+":answered" || by[chat.Deleted].Author.ID != "slack:U0NOOR" || by[chat.Answered].Text != "derde, anders" {
		t.Fatalf("found %+v", events)
	}
	for _, d := range []*slacktest.Delivery{edit, late} { // Slack brings them after all
		h.brings(d)
	}
	h.reads(h.a, 20*time.Minute)
	h.only()
}

// A text that stands in an earlier thread of the same talk is not deleted.
func TestR14_WordsInAnotherThreadStand(t *testing.T) {
	h := newHall(t, 1)
	said := h.noor.Reply(h.desk, h.cards[0], "in de eerste draad")
	h.brings(said)
	h.passes(time.Minute)
	// The card's thread, as the database knows it, is now another.
	other := h.noor.Reply(h.desk, "", "een andere draad")
	h.noor.Reply(h.desk, other.TS, "hierin staat wat anders")
	h.found()
	w := chat.Watched{At: chat.Address{Adapter: Name, Chat: "C0DESK", Thread: h.cards[0]}, Talk: h.talks[0]}
	f := finder{Adapter: h.a, w: w, team: slacktest.Team}
	now := h.noor.Reply(h.desk, h.cards[0], "net geschreven")
	h.brings(now)
	h.desk.Vanish(now.TS) // not shown to everybody yet
	h.check(f.deleted(t.Context(), nil))
	if len(f.acts) > 0 {
		t.Errorf("taken for deleted at once: %+v", f.acts)
	}
	h.passes(time.Hour)
	h.check(f.deleted(t.Context(), nil))
	if len(f.acts) != 1 { // what is not there after an hour
		t.Errorf("taken for deleted: %+v", f.acts)
	}
	f.acts = nil
	h.noor.Delete(h.desk, said.TS)
	f.inbound.reader.done = nil
	h.check(f.deleted(t.Context(), nil))
	if len(f.acts) != 2 {
		t.Errorf("not found as deleted: %+v", f.acts)
	}
	f.acts = nil
	h.passes(lookBack)
	h.check(f.deleted(t.Context(), nil))
	if len(f.acts) > 0 {
		t.Error("what a workspace threw away after a day was taken for deleted")
	}
}

// E9: a card that somebody deleted is found, whether its thread is left or not, and
// told of once. The thread that is left is still read.
func TestE9_ACardThatIsGoneIsFound(t *testing.T) {
	h := newHall(t, 3)
	h.tiers()
	h.brings(h.noor.Reply(h.desk, h.cards[1], "Hoi"))
	h.reads(h.a, 10*time.Minute)
	h.found()
	h.noor.Delete(h.desk, h.cards[0])
	h.noor.Delete(h.desk, h.cards[1])
	h.noor.Reply(h.desk, h.cards[1], "en nu?")
	h.reads(h.a, 5*time.Minute)
	events := h.found()
	var gone []string
	for _, ev := range events {
		if ev.Kind == chat.Uprooted && ev.Author == chat.Program {
			gone = append(gone, ev.From.Thread)
		}
	}
	slices.Sort(gone)
	if !slices.Equal(gone, h.cards[:2]) || !slices.Equal(texts(events, h.cards[1]), []string{"en nu?"}) {
		t.Fatalf("found %+v, want that %v are gone", events, h.cards[:2])
	}
	h.noor.Reply(h.desk, h.cards[1], "en later?")
	h.reads(h.a, 30*time.Minute)
	if ev := h.only(chat.Answered); ev.Text != "en later?" {
		t.Errorf("found %+v", ev)
	}
}

// S5: whoever is no worker is heard of once, and their words go nowhere, however
// often the thread is read.
func TestS5_WordsOfOthersAreFoundOnce(t *testing.T) {
	h := newHall(t, 1)
	guest := h.Worker("U0GAST", "Gast").Guest().Join(h.desk)
	said := guest.Reply(h.desk, h.cards[0], "Wie is dit?")
	h.reads(h.a, 10*time.Minute)
	guest.Edit(h.desk, said.TS, "Wie is dit toch?")
	h.reads(h.a, 30*time.Minute)
	h.only(chat.Overheard)
	if n := len(h.a.inbound.whispers.queue()); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// E12: who has a talk and is no worker any more is found, also when the event that
// says so never came.
func TestE12_AnOwnerWhoIsGoneIsFound(t *testing.T) {
	for name, how := range map[string]func(h *hall){
		"deactivated": func(h *hall) { h.noor.Deactivate() },
		"left":        func(h *hall) { h.noor.Leave(h.desk) },
		"a guest now": func(h *hall) { h.noor.Guest() },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHall(t, 1)
			h.reads(h.a, 10*time.Minute)
			h.only()
			how(h)
			h.reads(h.a, 6*time.Minute)
			if ev := h.only(chat.Gone); ev.Value != ev.Author.ID || ev.Author != (chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}) {
				t.Errorf("found %+v", ev)
			}
		})
	}
}

// Law 1: what could not be stored is found again.
func TestLaw1_WhatCouldNotBeStoredIsReadAgain(t *testing.T) {
	h := newHall(t, 2)
	h.reads(h.a, time.Minute)
	h.noor.Reply(h.desk, h.cards[0], "eerste")
	h.noor.Reply(h.desk, h.cards[0], "tweede")
	h.refuse = errors.New("the database is down")
	h.a.missing("not_stored")
	h.reads(h.a, 5*time.Minute)
	h.only()
	h.refuse = nil
	h.reads(h.a, time.Minute)
	if got := texts(h.found(), h.cards[0]); !slices.Equal(got, []string{"eerste", "tweede"}) {
		t.Errorf("found %q", got)
	}
	if !strings.Contains(h.log.String(), "could not be read") {
		t.Error("nothing was logged")
	}
}
