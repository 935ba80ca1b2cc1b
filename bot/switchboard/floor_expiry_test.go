package switchboard_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/bot/turn"
	"omzien/storage/storagetest"
)

const kept = 30 * 24 * time.Hour

func expires(t *testing.T, b *switchboard.Switchboard, now time.Time) {
	t.Helper()
	for next := ""; ; {
		var err error
		if next, err = b.ExpireSome(t.Context(), now, next); err != nil {
			t.Fatal(err)
		}
		if next == "" {
			return
		}
	}
}

// expires lets all go whose time is over, and what follows from that.
func (f *floor) expires() {
	f.t.Helper()
	expires(f.t, f.boards[0], f.clock.Now())
	f.settle()
}

// told is how many lines of the record there are, of all talks.
func (f *floor) told() int { return f.count("SELECT COUNT(*) FROM line") }

// Law 20: thirty days after a talk was closed its words are gone, here and in what
// we posted at the desk; not a moment before. Others' words stay.
func TestLaw20_WhatWasSaidGoesThirtyDaysAfterTheEnd(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.writes("sam", "mijn vader slaat mij al sinds ik een klein kind ben en niemand op school weet daar iets van af")
		f.settle()
		card := f.card("sam")
		f.press("Noor", card, "Oppakken")
		f.writes("sam", "zeg het tegen niemand")
		f.settle()
		f.types("Noor", card, "Ik luister.")
		f.settle()
		f.rounds("Noor", f.card("sam"))
		closed := f.clock.Now()
		f.waits("eva")
		before := f.told()

		f.clock.set(closed.Add(kept - time.Minute))
		f.expires()
		if f.told() < before || len(f.card("sam").Card.Facts) == 0 {
			t.Fatal("words went before their time")
		}
		f.clock.set(closed.Add(kept + time.Minute))
		f.expires()
		now := f.desk.find(card.ts)
		if len(now.Card.Facts)+len(now.Choices) != 0 || !strings.Contains(now.Text, "de bewaartijd is om") {
			t.Errorf("the card says %q, %+v", now.Text, now.Card)
		}
		if texts := strings.Join(f.inThread(card), "\n"); strings.Contains(texts, "niemand") || strings.Contains(texts, "Ik luister") {
			t.Errorf("the thread still says:\n%s", texts)
		}
		if n := f.count("SELECT COUNT(*) FROM line WHERE conversation_id = '" + card.Talk + "'"); n != 0 {
			t.Errorf("%d lines of the talk are left", n)
		}
		if n := f.count("SELECT COUNT(*) FROM person"); n != 1 {
			t.Errorf("%d people have a key; only Eva's words are left", n)
		}
		if got := f.got("sam"); len(got) != 1 {
			t.Errorf("Sam was written to: %q", got)
		}
		if len(f.alarms()) != 0 || f.undone() != 0 {
			t.Errorf("alarms: %+v, %d rows wait", f.alarms(), f.undone())
		}
		f.types("Noor", card, "hoe gaat het?")
		f.said(card, "Wat je hier schrijft, wordt niet verstuurd")
		f.types("Noor", f.card("eva"), "dag Eva") // and Eva's talk goes on
		f.writes("sam", "ik ben er weer")
		f.settle()
		if f.conversationAt(away("sam")) == card.Talk {
			t.Error("what Sam writes comes into the talk that is gone")
		}
	})
}

// Law 20, law 3: what people still need stays: while an alarm about it is open, and
// until a follow-up is done.
func TestLaw20_WhatPeopleStillNeedStays(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		for _, who := range []string{"sam", "eva"} {
			f.waits(who)
			f.press("Noor", f.card(who), "Oppakken")
			f.writes(who, "het gaat niet goed")
			f.settle()
		}
		f.fills("Noor", f.card("eva"), "Afronden", map[string]string{"soort": "zelf", "vervolg": "4"})
		if n := f.count("SELECT COUNT(*) FROM conversation WHERE follow_at IS NOT NULL"); n != 1 {
			t.Fatal("no follow-up was noted")
		}
		f.rounds("Noor", f.card("sam"))
		sam := f.card("sam").Talk
		closed := f.clock.Now()
		f.raw.MustExec(`INSERT INTO alarm (id, cause, about_kind, about_id, person_id, is_open, turn, urgency, team, opened_at, repeated, body_sealed)
			VALUES ('a', 'unread', 'conversation', $1, '', true, 1, 1, 'jongerenwerk', 1, 0, '')`, sam)
		before := f.told()
		f.clock.set(closed.Add(kept + time.Hour))
		f.expires()
		if f.told() < before {
			t.Fatal("words went that people still need")
		}
		f.raw.MustExec("DELETE FROM alarm WHERE id = 'a'")
		f.expires()
		if n := f.count("SELECT COUNT(*) FROM line WHERE conversation_id = '" + sam + "'"); n != 0 {
			t.Errorf("nobody needs them any more, and %d lines are left", n)
		}
		if n := f.count("SELECT COUNT(*) FROM line WHERE conversation_id = '" + f.card("eva").Talk + "'"); n == 0 {
			t.Error("a follow-up is to be done, and its words are gone")
		}
		f.clock.set(closed.Add(5*7*24*time.Hour + kept))
		f.expires()
		if n := f.told(); n != 0 {
			t.Errorf("long after the follow-up %d lines are left; alarms %+v", n, f.alarms())
		}
	})
}

// P4: a talk with the bot that was left open goes after half a year.
func TestP4_ATalkThatWasLeftOpenGoesToo(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.writes("sam", "hoi")
		f.settle()
		left := f.clock.Now()
		f.clock.set(left.Add(turn.LeftFor - time.Hour))
		f.expires()
		if f.told() == 0 {
			t.Fatal("it went before its time")
		}
		f.settle()
		f.clock.set(f.clock.Now().Add(turn.LeftFor + time.Hour))
		before := len(f.platform.all())
		f.expires()
		if n := f.told(); n != 0 || len(f.platform.all()) != before {
			t.Errorf("%d lines are left, %d messages were sent", n, len(f.platform.all())-before)
		}
	})
}

// Law 20, laws 3 and 4: one who writes just before their old talk would go is heard;
// and of several talks of one person each goes, here and at the desk.
func TestLaw20_EachTalkOfAPersonGoesByItself(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		first := f.waits("sam")
		f.press("Noor", first, "Oppakken")
		f.writes("sam", "zeg het tegen niemand")
		f.settle()
		f.rounds("Noor", f.card("sam"))
		f.clock.set(f.clock.Now().Add(time.Hour))
		second := f.waits("sam")
		f.press("Noor", second, "Oppakken")
		f.writes("sam", "ook dit niet")
		f.settle()
		f.rounds("Noor", f.card("sam"))
		f.clock.set(f.clock.Now().Add(kept + time.Minute))
		f.expires()
		for _, card := range []*post{first, second} {
			if texts := strings.Join(f.inThread(card), "\n"); !strings.Contains(texts, "(gewist)") || strings.Contains(texts, "ook dit niet") || strings.Contains(texts, "niemand") {
				t.Errorf("the thread still says:\n%s", texts)
			}
			if now := f.desk.find(card.ts); len(now.Card.Facts) != 0 || !strings.Contains(now.Text, "de bewaartijd is om") {
				t.Errorf("the card says %q", now.Text)
			}
		}
		if n := f.count("SELECT COUNT(*) FROM person"); n != 0 || f.told() != 0 {
			t.Errorf("%d people, %d lines are left", n, f.told())
		}
		f.writes("sam", "ik ben er weer")
		f.settle()
		if f.told() == 0 {
			t.Error("who comes back is not heard")
		}
	})
}

// Law 20: old talks go, and the open one at the same address keeps all its lines on
// the person's page.
func TestLaw20_TheOpenTalkKeepsItsLinesOnThePage(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		w := newWorld(t, b, 1)
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		old := w.talk("sam").Conversation
		end := w.act("Noor", chat.Closed, "sam", "")
		end.Form = map[string]string{"soort": "zelf", "vervolg": "0"}
		w.handle(end)
		w.clock.set(w.clock.Now().Add(kept - time.Hour))
		w.says("sam", "hoi, ik ben er weer")
		if w.talk("sam").Conversation == old {
			t.Fatal("it is not a new talk")
		}
		lines := func() int { return w.count("SELECT COUNT(*) FROM line WHERE conversation_id = '" + old + "'") }
		if lines() == 0 || !strings.Contains(w.sees("sam"), "ik ben er weer") {
			t.Fatalf("%d lines; the page has %s", lines(), w.sees("sam"))
		}
		w.clock.set(w.clock.Now().Add(2 * time.Hour))
		expires(t, w.boards[0], w.clock.Now())
		if n := lines(); n != 0 {
			t.Fatalf("%d lines of the old talk are left", n)
		}
		if sees := w.sees("sam"); !strings.Contains(sees, "ik ben er weer") {
			t.Errorf("the page has %s", sees)
		}
	})
}
