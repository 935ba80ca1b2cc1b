package switchboard_test

import (
	"fmt"
	"testing"
	"time"

	"omzien/bot/chat"
)

// unanswered are the open items about answers that were not read.
func (w *world) unanswered() (open []chat.Alarm) {
	w.t.Helper()
	for _, a := range w.alarms() {
		if a.Cause == chat.CauseUnanswered {
			open = append(open, a)
		}
	}
	return open
}

// reads is the person's page telling that all its lines stood on the screen.
func (w *world) reads(who string) {
	w.t.Helper()
	lines := w.talk(who).Lines
	w.handle(chat.Event{Kind: chat.Read, From: at(who), Author: person, Ref: fmt.Sprint(lines[len(lines)-1].N)})
}

// People.md 1: an answer of a worker that was not read is an item after 24
// hours; also, and above all, one that was said just before the end.
func TestUnreadAnswerIsAnItemAfterADay(t *testing.T) {
	const day = 24 * time.Hour
	answer := func(p *player) {
		p.worker("Noor", chat.Claimed, "sam", "") // again, where her shift was over
		p.worker("Noor", chat.Answered, "sam", "kom je morgen om vijf uur?")
	}
	closed := func(p *player) { p.worker("Noor", chat.Closed, "sam", "") }
	for _, c := range []struct {
		name string
		goes func(p *player)
		item bool
	}{
		{"unread", func(p *player) { answer(p); p.passes(day) }, true},
		{"not before its time", func(p *player) { answer(p); p.passes(day - time.Minute) }, false},
		{"read", func(p *player) { answer(p); p.reads("sam"); p.passes(2 * day) }, false},
		{"on the page, yet not on a screen", func(p *player) {
			answer(p)
			lines := p.talk("sam").Lines
			p.handle(chat.Event{Kind: chat.Got, From: at("sam"), Author: person, Ref: fmt.Sprint(lines[len(lines)-1].N)})
			p.passes(day)
		}, true},
		{"unread, rounded off", func(p *player) { answer(p); closed(p); p.passes(day) }, true},
		{"unread, back with the bot", func(p *player) {
			answer(p)
			p.worker("Noor", chat.HandedBack, "sam", "")
			p.passes(day)
		}, true},
		{"read, rounded off", func(p *player) { answer(p); closed(p); p.reads("sam"); p.passes(2 * day) }, false},
		{"rounded off, read in the next talk", func(p *player) {
			answer(p)
			closed(p)
			p.passes(20 * time.Hour)
			p.starts("sam")
			p.reads("sam")
			p.passes(2 * day)
		}, false},
		{"her words crossed ours", func(p *player) { answer(p); p.says("sam", "ben je er nog"); p.passes(day) }, true},
		{"more answers put nothing off", func(p *player) {
			for range 2 {
				answer(p)
				p.passes(day / 2)
			}
		}, true},
		{"the first was read, the second is not a day old", func(p *player) {
			answer(p)
			p.reads("sam")
			p.passes(20 * time.Hour)
			answer(p)
			p.passes(10 * time.Hour)
		}, false},
		{"the first was read, the second never", func(p *player) {
			answer(p)
			p.reads("sam")
			p.passes(20 * time.Hour)
			answer(p)
			p.passes(day)
		}, true},
		{"erased", func(p *player) {
			answer(p)
			p.says("sam", "wis")
			p.says("sam", "ja")
			p.passes(2 * day)
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			onEach(t, 1, func(t *testing.T, w *world) {
				p := &player{world: w}
				w.starts("sam")
				w.says("sam", "mens")
				w.worker("Noor", chat.Claimed, "sam", "")
				talk := w.talk("sam").Conversation
				c.goes(p)
				items := w.unanswered()
				if !c.item {
					if len(items) > 0 {
						t.Errorf("an item stands there: %+v", items)
					}
					return
				}
				if len(items) != 1 || items[0].About.ID != talk || items[0].Team == "" || items[0].Alias == "" {
					t.Fatalf("the items are %+v", items)
				}
				p.passes(3 * day) // it is said once, and ends by a named human only
				if again := w.unanswered(); len(again) != 1 || again[0].ID != items[0].ID {
					t.Errorf("three days later the items are %+v", again)
				}
				p.ends("Noor", chat.CauseUnanswered)
				if left := w.unanswered(); len(left) != 0 {
					t.Errorf("Noor looked, and there still stands %+v", left)
				}
			})
		})
	}
}

// Words that wait behind a knock were not read either.
func TestAnswerBehindAKnockIsAnItemAfterADay(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		p := &player{world: w}
		w.starts("sam")
		w.says("sam", "ja")
		w.says("sam", "thuis")
		w.says("sam", "mens")
		p.passes(time.Hour) // somebody else may hold the phone by now
		w.worker("Noor", chat.Claimed, "sam", "")
		w.worker("Noor", chat.Answered, "sam", "gaat het nog thuis?")
		if th := w.thread("sam"); th.Lines[len(th.Lines)-1].Kind == chat.LineWorker {
			t.Fatal("nothing was kept behind a knock: this test proves nothing")
		}
		p.passes(24*time.Hour - time.Minute)
		if items := w.unanswered(); len(items) != 0 {
			t.Errorf("before its time: %+v", items)
		}
		p.passes(time.Minute)
		if items := w.unanswered(); len(items) != 1 {
			t.Errorf("the items are %+v", items)
		}
	})
}
