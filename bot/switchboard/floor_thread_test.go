package switchboard_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

const everything = "SELECT (SELECT COUNT(*) FROM event) + (SELECT COUNT(*) FROM line) + (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM conversation) + (SELECT COUNT(*) FROM due)"

// Law 7: a thread that belongs to no talk is nobody's: what is typed there is
// refused in silence. So is one with the same number in another channel.
func TestLaw7_AThreadOfNoTalk(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		before, posts := f.count(everything), len(f.desk.all())
		for _, from := range []chat.Address{
			{Adapter: "team", Chat: team.Chat, Thread: "ts999"},
			{Adapter: "team", Chat: "C2", Thread: card.ts},
			{Adapter: "post", Chat: team.Chat, Thread: card.ts},
			{Adapter: "team", Chat: team.Chat},
		} {
			for _, kind := range []chat.Kind{chat.Answered, chat.Edited, chat.Deleted} {
				ev := chat.Event{ID: f.id("Noor"), Kind: kind, Author: colleague("Noor"), From: from, Text: "wie gaat er mee lunchen?", Ref: "x"}
				if a := f.answer(ev); a != (chat.Answer{}) {
					t.Errorf("%s in %+v is met with %+v", kind, from, a)
				}
			}
		}
		if after := f.count(everything); after != before || len(f.desk.all()) != posts || len(f.got("sam")) != 0 {
			t.Errorf("%d things were stored, %d posted, sent %q", after-before, len(f.desk.all())-posts, f.got("sam"))
		}
		f.types("Noor", card, "hoi") // and its own is known
		if got := f.got("sam"); !slices.Equal(got, []string{"hoi"}) {
			t.Errorf("the person got %q", got)
		}
	})
}

// Law 3, E9: where a thread is gone a new card begins another: once, and below it
// stand the words again, in order. The old thread still finds its talk.
func TestLaw3_AThreadThatIsGoneBeginsAnew(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		old := f.waits("sam")
		f.press("Noor", old, "Oppakken")
		f.desk.remove(old.ts)
		f.desk.fail = func(chat.Message) (bool, error) { f.clock.add(2 * time.Millisecond); return true, nil }
		words := []string{"ben je er?", "ik weet het niet meer", "laat maar"}
		for _, text := range words { // three rows in one lane, before the first fails
			f.writes("sam", text)
		}
		f.settle()
		card := f.card("sam")
		var stand []string
		for _, p := range f.desk.all() {
			if p.Card == nil && p.thread == card.ts && p.Speaker.Role == chat.RolePerson {
				stand = append(stand, p.Text)
			}
		}
		if card.ts == old.ts || !slices.Equal(stand, words) {
			t.Fatalf("below the card %s stands %q", card.ts, stand)
		}
		if len(card.Choices) <= 2 || card.Card.Worker != "Noor" {
			t.Errorf("the new card says %+v", card.Card)
		}
		if n := len(slices.DeleteFunc(f.desk.all(), func(p *post) bool { return p.Card == nil })); n != 1 {
			t.Errorf("%d cards stand there", n)
		}
		if a := f.alarms(); len(a) != 1 || a[0].Cause != chat.CauseUndelivered || !strings.Contains(a[0].Why, "is weg. Kijk op de webdesk") {
			t.Errorf("alarms: %+v", a)
		}
		f.types("Noor", old, "ik ben er") // whoever writes in the old one is heard
		if got := f.got("sam"); !slices.Equal(got, []string{"ik ben er"}) {
			t.Fatalf("from the old thread the person got %q", got)
		}
		f.said(card, "Verstuurd naar")
		f.desk.remove(card.ts) // and again
		f.writes("sam", "nog één ding")
		f.settle()
		if third := f.card("sam"); third.ts == card.ts || !slices.Contains(f.inThread(third), "nog één ding") {
			t.Errorf("after the second loss: %q", f.inThread(third))
		}
	})
}

// Law 7: the question about a text that was kept back is asked again with its
// buttons, where its thread is gone.
func TestLaw7_AQuestionInAThreadThatIsGone(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		old := f.waits("sam")
		f.desk.remove(old.ts)
		f.types("Noor", old, "Hoi Sam")
		card := f.card("sam")
		f.press("Noor", f.said(card, "Nog niet verstuurd"), "Oppakken en versturen")
		if got := f.got("sam"); !slices.Equal(got, []string{"Hoi Sam"}) {
			t.Fatalf("the person got %q", got)
		}
		if now := f.said(card, "Noor stuurt dit naar"); len(now.Choices) != 0 {
			t.Errorf("the question still has buttons: %+v", now.Choices)
		}
	})
}

// Law 3: where each new thread is lost at once, cards come to an end, and people
// are told to read elsewhere.
func TestLaw3_ThreadsThatAreLostEachTimeComeToAnEnd(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.waits("sam")
		f.desk.fail = func(m chat.Message) (bool, error) {
			if m.Card == nil {
				return false, adapters.Misplaced(errGoneThread)
			}
			return true, nil
		}
		for i := range 10 {
			f.writes("sam", fmt.Sprint("zin ", i))
			f.settle()
		}
		if n := len(f.desk.posts); n < 3 || n > 8 {
			t.Errorf("%d cards were posted", n)
		}
		said := ""
		th, err := f.stores[0].Record().Thread(t.Context(), f.conversationAt(away("sam")), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range th.Lines {
			said += l.Text + "\n"
		}
		if !strings.Contains(said, "zin 9") || !strings.Contains(said, "niet geplaatst") || len(f.alarms()) != 1 {
			t.Errorf("alarms %+v, the record says\n%s", f.alarms(), said)
		}
	})
}

// Law 16: who erases everything leaves no word on a card; their thread is known
// only so that whoever writes there hears that the talk is gone. Nothing of that
// is sent, nor kept.
func TestLaw16_ErasedAtAPushedDesk(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		story := "mijn broer slaat mij al sinds september en ik weet niet meer waar ik heen moet met dit alles"
		f.writes("sam", story)
		f.settle()
		card := f.card("sam")
		if !strings.Contains(fmt.Sprintf("%+v", card.Card.Facts), "september") {
			t.Fatalf("the story is not on the card: this proves nothing: %+v", card.Card)
		}
		f.types("Noor", card, "Hoi Sam, wat erg")
		question := f.said(card, "Nog niet verstuurd")
		f.writes("sam", "wis")
		f.settle()
		f.writes("sam", "ja")
		f.settle()
		if n := f.count("SELECT COUNT(*) FROM person"); n != 0 {
			t.Fatalf("%d keys are left: it was not erased", n)
		}
		if now := f.desk.find(card.ts); now == nil || len(now.Card.Facts)+len(now.Choices) != 0 || now.Card.State != string(chat.Done) || !strings.Contains(now.Text, "heeft alles gewist") {
			t.Errorf("the card stands as %+v, %+v", now, now.Card)
		}
		if now := f.desk.find(question.ts); len(now.Choices) != 0 {
			t.Errorf("the question stands as %+v", now)
		}
		if n := len(slices.DeleteFunc(f.desk.all(), func(p *post) bool { return p.Card == nil })); n != 1 {
			t.Errorf("%d cards stand there", n)
		}
		lines, sent := f.count("SELECT COUNT(*) FROM line"), len(f.platform.all())
		f.types("Noor", card, "kanarie-9912 ben je er nog?")
		f.said(card, "Dit gesprek is weggehaald.")
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.Edited, Author: colleague("Noor"), From: card.place(), Ref: "x", Text: "kanarie-9912"})
		f.press("Noor", card, "Oppakken")
		f.press("Noor", question, "Oppakken en versturen")
		if after := f.count("SELECT COUNT(*) FROM line"); after != lines || len(f.platform.all()) != sent {
			t.Errorf("%d lines more, %d messages more", after-lines, len(f.platform.all())-sent)
		}
		if strings.Contains(strings.Join(f.inThread(card), "\n"), "kanarie") {
			t.Errorf("the desk is told the words again: %q", f.inThread(card))
		}
		f.writes("sam", "mens") // somebody new, with a card of their own
		f.settle()
		if again := f.card("sam"); again.ts == card.ts {
			t.Error("the new talk stands on the old card")
		}
	})
}

// Law 3: words to a person that did not arrive are said in the thread; what the
// worker was told before promised nothing else.
func TestLaw3_WhatDidNotArriveIsSaidInTheThread(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		f.platform.fail = func(chat.Message) (bool, error) { return false, adapters.Gone(errLost) }
		f.types("Noor", card, "ben je er nog?")
		f.said(card, "heeft ons geblokkeerd, of is weg")
		if strings.Contains(strings.Join(f.inThread(card), "\n"), "Verstuurd naar") {
			t.Errorf("the thread says that it was sent: %q", f.inThread(card))
		}
		if a := f.alarms(); len(a) != 1 || a[0].Cause != chat.CauseUnreachable {
			t.Errorf("alarms: %+v", a)
		}
		f.types("Noor", card, "nog eens")
		f.said(card, "Waarschijnlijk komt dit niet aan")
		f.platform.fail = nil
		f.writes("sam", "ik ben er weer") // whoever writes is let in
		f.settle()
		long := strings.Repeat("Heel veel woorden. ", 400) // two messages of the platform's
		f.types("Noor", card, long)
		if n := strings.Count(strings.Join(f.inThread(card), "\n"), "Waarschijnlijk komt dit niet aan"); n != 1 {
			t.Errorf("%d times it is said that it will hardly arrive", n)
		}
		if got := f.inThread(card); got[len(got)-1] != "Verstuurd naar "+card.Card.Alias+"." || len(f.got("sam")) != 2 {
			t.Errorf("%d messages; the thread ends with %q", len(f.got("sam")), got[len(got)-1])
		}
	})
}

// Law 3: what Slack refuses for good is told as what it is. The person misses
// nothing then; the desk does, and reads it elsewhere.
func TestLaw3_WhatADeskRefusesIsNotThePersons(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.waits("sam")
		f.desk.fail = func(chat.Message) (bool, error) { return false, adapters.Permanent(errLost) }
		f.writes("sam", "ben je daar?")
		f.settle()
		a := f.alarms()
		if len(a) != 1 || a[0].Cause != chat.CauseUndelivered || !strings.Contains(a[0].Why, "niet geplaatst. Lees dit gesprek op de webdesk") {
			t.Errorf("alarms: %+v", a)
		}
	})
}

// E9: somebody deletes the card of a person who waits. They stand in the channel
// again at once, and not only when they write next; once, however often it is told.
func TestE9_ACardThatWasDeletedStandsAgain(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		old := f.waits("sam")
		f.desk.remove(old.ts)
		gone := chat.Event{ID: "uprooted", Kind: chat.Uprooted, Author: chat.Program, From: old.place(), Sent: f.clock.Now()}
		f.answer(gone)
		f.answer(gone)
		again := gone
		again.ID = "uprooted by another name"
		f.answer(again)
		card := f.card("sam")
		cards := slices.DeleteFunc(f.desk.all(), func(p *post) bool { return p.Card == nil })
		if card.ts == old.ts || len(cards) != 1 || !slices.ContainsFunc(card.Choices, func(c chat.Choice) bool { return c.Verb == chat.Claimed }) {
			t.Fatalf("%d cards, the newest %+v", len(cards), card)
		}
		f.press("Noor", card, "Oppakken")
		f.types("Noor", card, "Hoi Sam")
		f.writes("sam", "hoi")
		f.settle()
		if !slices.Equal(f.got("sam"), []string{"Hoi Sam"}) || !slices.Contains(f.inThread(card), "hoi") {
			t.Errorf("below the new card stands %q, and the person got %q", f.inThread(card), f.got("sam"))
		}
		nobodys := gone
		nobodys.ID, nobodys.From.Thread = "of no talk", "elsewhere"
		f.answer(nobodys)
		if n := f.count("SELECT COUNT(*) FROM poison"); n != 0 {
			t.Errorf("%d poison", n)
		}
	})
}

// E9: while the bot has the talk nobody needs the card; the next handoff has one.
func TestE9_ACardThatWasDeletedWhileTheBotHasTheTalk(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		old := f.waits("sam")
		f.press("Noor", old, "Oppakken")
		f.press("Noor", f.card("sam"), "Terug naar bot")
		f.desk.remove(old.ts)
		f.answer(chat.Event{ID: "uprooted", Kind: chat.Uprooted, Author: chat.Program, From: old.place(), Sent: f.clock.Now()})
		if n := len(f.desk.all()); n != 0 && slices.ContainsFunc(f.desk.all(), func(p *post) bool { return p.Card != nil }) {
			t.Errorf("a card stands there for nobody: %+v", f.desk.all())
		}
		f.writes("sam", "mens")
		f.settle()
		if card := f.card("sam"); card.ts == old.ts {
			t.Error("no card")
		}
	})
}
