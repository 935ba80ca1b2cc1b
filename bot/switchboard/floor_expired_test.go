package switchboard_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/turn"
)

func about(talk string) chat.Subject {
	return chat.Subject{Kind: chat.SubjectConversation, ID: talk}
}

// lines is how many lines of the record the talk has.
func (f *floor) lines(talk string) int {
	return f.count("SELECT COUNT(*) FROM line WHERE conversation_id = '" + talk + "'")
}

// Law 20, law 3: what people did something about stays for a week after it: who has
// just followed up still has something to note.
func TestLaw20_AWeekAfterPeopleDidSomething(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.waits("eva")
		f.press("Noor", f.card("eva"), "Oppakken")
		f.writes("eva", "het gaat niet goed")
		f.settle()
		talk := f.card("eva").Talk
		f.fills("Noor", f.card("eva"), "Afronden", map[string]string{"soort": "zelf", "vervolg": "8"})
		f.clock.set(f.clock.Now().Add(8*7*24*time.Hour + 48*time.Hour))
		f.expires()
		if f.lines(talk) == 0 {
			t.Fatal("a follow-up is to be done, and its words are gone")
		}
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.FollowedUp, Author: colleague("Noor"), Subject: about(talk)})
		done := f.clock.Now()
		f.clock.set(done.Add(turn.QuietFor - time.Minute))
		f.expires()
		before := f.lines(talk)
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.Noted, Text: "Eva is weer thuis", Author: colleague("Noor"), Subject: about(talk)})
		if f.lines(talk) <= before || before == 0 {
			t.Errorf("%d lines, and %d with the note", before, f.lines(talk))
		}
		f.clock.set(f.clock.Now().Add(turn.QuietFor + time.Minute))
		f.expires()
		if n := f.lines(talk); n != 0 {
			t.Errorf("%d lines are left", n)
		}
	})
}

// Law 20: what was cleared is not brought back by who only looks at it; and a note
// there has a time of its own.
func TestLaw20_WhatIsWrittenBelowWhatWasCleared(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		first := f.waits("sam")
		f.press("Noor", first, "Oppakken")
		f.rounds("Noor", f.card("sam"))
		f.clock.set(f.clock.Now().Add(time.Hour))
		f.waits("sam") // and so Sam is still known
		f.press("Noor", f.card("sam"), "Oppakken")
		f.clock.set(f.clock.Now().Add(kept))
		f.expires()
		if n := f.lines(first.Talk); n != 0 {
			t.Fatalf("%d lines are left", n)
		}
		cleared := func() bool {
			return f.count("SELECT COUNT(*) FROM conversation WHERE cleared_at IS NOT NULL AND id = '"+first.Talk+"'") == 1
		}
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.Opened, Author: colleague("Noor"), Subject: about(first.Talk)})
		if !cleared() {
			t.Error("who looked at it brought it back")
		}
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.Noted, Text: "Sam belde", Author: colleague("Noor"), Subject: about(first.Talk)})
		if cleared() || f.lines(first.Talk) == 0 {
			t.Error("the note is lost, or stays for ever")
		}
		f.clock.set(f.clock.Now().Add(kept + time.Minute))
		f.expires()
		if n := f.lines(first.Talk); n != 0 || !cleared() {
			t.Errorf("%d lines are left of a note whose time is over", n)
		}
		if now := f.desk.find(first.ts); !strings.Contains(now.Text, "de bewaartijd is om") {
			t.Errorf("the card says %q", now.Text)
		}
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.Opened, Author: colleague("Noor"), Subject: about(first.Talk)})
		f.press("Noor", f.card("sam"), "Oppakken") // who let Sam wait for so long has the talk no more
		f.rounds("Noor", f.card("sam"))
		f.clock.set(f.clock.Now().Add(kept + time.Minute))
		f.expires()
		if n := f.told(); n != 0 || f.count("SELECT COUNT(*) FROM person") != 0 {
			t.Errorf("%d lines are left, of nobody", n)
		}
		if now := f.desk.find(first.ts); !strings.Contains(now.Text, "de bewaartijd is om") {
			t.Errorf("the card says %q", now.Text)
		}
	})
}

// Law 20, law 3: where something cannot be taken away at a desk one alarm says so,
// once; no card comes back, and nothing is tried again each month.
func TestLaw20_WhatCannotBeTakenAwayIsSaidOnce(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		f.types("Noor", card, "hoi Sam")
		f.rounds("Noor", f.card("sam"))
		tried := 0
		f.desk.fail = func(m chat.Message) (bool, error) {
			if m.Emptied {
				tried++
				return false, adapters.Permanent(errors.New("cant_delete_message"))
			}
			return true, nil
		}
		posts := len(f.desk.all())
		for month := range 3 {
			f.clock.set(f.clock.Now().Add(kept + time.Hour))
			f.expires()
			var alarms []chat.Alarm
			for _, a := range f.alarms() {
				if a.Cause == chat.CauseUndelivered {
					alarms = append(alarms, a)
				}
			}
			if month == 0 && (tried == 0 || len(f.alarms()) != 1 || len(alarms) != 1 || alarms[0].Urgency != chat.Normal || !strings.Contains(alarms[0].Why, "niet weghalen")) {
				t.Errorf("tried %d times; alarms %+v", tried, alarms)
			}
			if month > 0 && (tried > 0 || len(alarms) != 0) {
				t.Errorf("month %d: tried %d times more; alarms %+v", month, tried, alarms)
			}
			if n := len(f.desk.all()); n != posts || f.lines(card.Talk) > 0 || f.undone() > 0 {
				t.Errorf("month %d: %d posts, were %d; %d lines, %d rows wait", month, n, posts, f.lines(card.Talk), f.undone())
			}
			f.raw.MustExec("UPDATE alarm SET is_open = $1", false)
			tried = 0
		}
	})
}

// Law 20, law 16: a card in whose stead another came, for nobody could write in its
// thread, is emptied as well.
func TestLaw20_ACardThatWasLeftIsEmptiedToo(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.writes("sam", "mijn vader slaat mij al sinds ik een klein kind ben en niemand op school weet daar iets van af")
		f.settle()
		old := f.card("sam")
		f.press("Noor", old, "Oppakken")
		locked := true
		f.desk.fail = func(m chat.Message) (bool, error) {
			if locked && m.To.Thread == old.ts && m.Edits == "" && !m.Begins() {
				return false, adapters.Misplaced(errors.New("restricted_action_thread_locked"))
			}
			return true, nil
		}
		f.writes("sam", "nog iets")
		f.settle()
		now := f.card("sam")
		if now.ts == old.ts {
			t.Fatal("no other card came")
		}
		f.rounds("Noor", now)
		f.raw.MustExec("UPDATE alarm SET is_open = $1", false)
		locked = false
		f.clock.set(f.clock.Now().Add(kept + time.Hour))
		f.expires()
		for _, ts := range []string{old.ts, now.ts} {
			if p := f.desk.find(ts); len(p.Card.Facts) != 0 || strings.Contains(p.Text, "vader") {
				t.Errorf("a card says %q, %+v", p.Text, p.Card)
			}
		}
	})
}

// Law 20, law 13: two instances let go at once what is past its time, also several
// talks of one person: each card is emptied once, and nothing is left.
func TestLaw20_TwoInstancesAtOnce(t *testing.T) {
	onFloor(t, 2, func(t *testing.T, f *floor) {
		emptied := map[string]int{}
		f.desk.fail = func(m chat.Message) (bool, error) {
			if m.Emptied && m.Card != nil {
				emptied[m.Edits]++
			}
			return true, nil
		}
		talks := 0
		for _, who := range []string{"sam", "eva", "sam", "kim", "sam"} {
			card := f.waits(who)
			f.press("Noor", card, "Oppakken")
			f.rounds("Noor", f.card(who))
			f.clock.set(f.clock.Now().Add(time.Hour))
			talks++
		}
		now := f.clock.Now().Add(kept)
		f.clock.set(now)
		var both sync.WaitGroup
		for _, b := range f.boards {
			both.Go(func() {
				for next := ""; ; {
					var err error
					next, err = b.ExpireSome(t.Context(), now, next)
					if err != nil && !errors.Is(err, chat.ErrDown) { // on a busy machine a lock may take long: then it is the next one's
						t.Error(err)
						return
					}
					if next == "" && err == nil {
						return
					}
				}
			})
		}
		both.Wait()
		f.settle()
		if n := f.told() + f.count("SELECT COUNT(*) FROM person"); n != 0 || len(f.alarms()) != 0 || f.undone() != 0 {
			t.Errorf("%d lines and people are left, %d rows wait, alarms %+v", n, f.undone(), f.alarms())
		}
		if len(emptied) != talks {
			t.Errorf("%d of %d cards were emptied", len(emptied), talks)
		}
		for card, n := range emptied {
			if n != 1 {
				t.Errorf("%s was emptied %d times", card, n)
			}
		}
	})
}
