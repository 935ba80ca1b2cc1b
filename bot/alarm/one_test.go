package alarm_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
)

// What is done for one of many stands with the combined alarm, and the others hear it;
// nobody stops looking for those to whom nobody goes.
func TestMany_WhatIsDoneForOneIsToldAndTheOthersStand(t *testing.T) {
	s := manyScene(t)
	s.woke(0)
	s.woke(10 * time.Minute)
	act := func(after time.Duration, kind chat.Kind, who chat.Author, m string) chat.Decision {
		return s.at(after, chat.Event{Kind: kind, Author: who, Ref: m})
	}
	d := act(11*time.Minute, chat.Tried, anja.Who, "m1")
	s.wants("Piet need not ring her", d, toPiet)
	if m := s.shown(d); !slices.Contains(m.Alert.Lines, "10:11 Anja Bakker: niet bereikt (R.W.)") || len(m.Alert.Who) != 3 {
		t.Errorf("at the desk: %q", m.Alert.Lines)
	}
	if !strings.Contains(d.Say[0].Text, "Anja Bakker kreeg geen contact. R.W.") || !strings.Contains(d.Answer.Text, "R.W. niet bereikt") {
		t.Errorf("Piet reads %q, she %q", d.Say[0].Text, d.Answer.Text)
	}
	if ev := d.Then[0]; ev.Kind != chat.Tried || ev.Subject != missedOf("m1") || ev.Ref != s.a.ID || ev.Author != anja.Who {
		t.Errorf("hers hears %+v", ev)
	}
	d = act(12*time.Minute, chat.Going, piet.Who, "m2")
	s.wants("Anja knows that he goes", d, toAnja)
	if !strings.Contains(d.Say[0].Text, "Piet Smit gaat erheen: A.B.") {
		t.Errorf("Anja reads %q", d.Say[0].Text)
	}
	s.wakes(20 * time.Minute)
	d = s.woke(20 * time.Minute)
	s.wants("it rings on for the others", d, toAnja, toPiet, toWarden)
	if !strings.Contains(d.Say[0].Text, "Er gaat al iemand naar: A.B.") {
		t.Errorf("Anja reads %q", d.Say[0].Text)
	}
	act(21*time.Minute, chat.Going, anja.Who, "m1")
	act(22*time.Minute, chat.Reached, anja.Who, "m3")
	s.wakes(42 * time.Minute) // somebody goes to each who is left: the first half hour is over
	act(23*time.Minute, chat.Tried, piet.Who, "m2")
	s.wakes(33 * time.Minute) // nobody goes to that one any more
	for _, no := range []string{"", "m9"} {
		if d = act(24*time.Minute, chat.Going, anja.Who, no); !d.Refused || len(d.Say)+len(d.Then) > 0 {
			t.Errorf("of %q: %+v", no, d)
		}
	}
	if d = act(24*time.Minute, chat.Tried, anja.Who, "m3"); !d.Refused || d.Answer.Text != "C.D. is al bereikt." {
		t.Errorf("of one who was reached: %+v", d.Answer)
	}
}

// house is a combined alarm with those that it names, each with those who are close to
// them, and with what goes between them at once.
type house struct {
	t      *testing.T
	alarms map[string]chat.Alarm
	near   map[string][]chat.Watcher
	n      int
	say    []string
	at     []time.Duration // when each was said
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, alarms: map[string]chat.Alarm{"e0/many": combined("m1", "m2")}, near: map[string][]chat.Watcher{}}
	for _, m := range []string{"m1", "m2"} {
		for _, n := range []string{"a", "b"} {
			h.near[m] = append(h.near[m], chat.Watcher{Who: chat.Author{Role: chat.RolePerson, ID: m + n, Name: n}, At: chat.Address{Adapter: "mail", Chat: m + n}})
		}
		a := missed()
		a.ID, a.Check.Member = missedOf(m).ID, m
		h.alarms[a.ID] = a
		h.happens(0, chat.Event{Kind: chat.Overdue, Author: chat.Program, Subject: missedOf(m), Value: string(chat.StandOverdue), Ref: "e0/many"})
	}
	return h
}

func (h *house) happens(after time.Duration, first chat.Event) {
	for then := []chat.Event{first}; len(then) > 0; then = then[1:] {
		ev := then[0]
		if ev.Subject.Kind != chat.SubjectAlarm {
			continue
		}
		h.n++
		ev.ID, ev.At = fmt.Sprint("e", h.n), deadline.Add(after)
		f := facts()
		f.Members = []chat.Member{{ID: "m1", Initials: "R.W."}, {ID: "m2", Initials: "A.B."}}
		a := h.alarms[ev.Subject.ID]
		f.Contacts = h.near[a.Check.Member]
		d := alarm.Step(a, f, ev)
		h.alarms[a.ID] = *d.Alarm
		for _, m := range d.Say {
			if m.To != desk {
				h.say, h.at = append(h.say, m.To.Chat+": "+m.Text), append(h.at, after)
			}
		}
		then = append(then, d.Then...)
	}
}

// until lets time pass.
func (h *house) until(after time.Duration) {
	for {
		due := ""
		for _, id := range slices.Sorted(maps.Keys(h.alarms)) {
			if at := h.alarms[id].WakeAt(); !at.IsZero() && !at.After(deadline.Add(after)) && (due == "" || at.Before(h.alarms[due].WakeAt())) {
				due = id
			}
		}
		if due == "" {
			return
		}
		h.happens(h.alarms[due].WakeAt().Sub(deadline), chat.Event{Kind: chat.Woke, Author: chat.Program, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: due}})
	}
}

// asked are those close to the members who were asked, with the minute.
func (h *house) asked() (who []string) {
	for i, text := range h.say {
		if to, rest, _ := strings.Cut(text, ": "); strings.Contains(rest, "Kunt u gaan kijken?") {
			who = append(who, fmt.Sprint(to, " ", h.at[i].Minutes()))
		}
	}
	return who
}

// Those close to each of many are asked as those close to one are: after everybody was
// called in vain, and then one by one.
func TestMany_ThoseCloseToEachAreAskedOneByOne(t *testing.T) {
	h := newHouse(t)
	h.until(29 * time.Minute)
	if who := h.asked(); who != nil {
		t.Fatalf("asked before people had time: %q", who)
	}
	h.until(30 * time.Minute)
	if who := h.asked(); !slices.Equal(who, []string{"m1a 30", "m2a 30"}) {
		t.Fatalf("asked are %q", who)
	}
	h.happens(33*time.Minute, chat.Event{Kind: chat.Accepts, Author: h.near["m1"][0].Who, Subject: missedOf("m1")})
	if last := h.say[len(h.say)-1]; !strings.Contains(last, "Een naaste gaat kijken: R.W.") {
		t.Errorf("the last that was said is %q", last)
	}
	h.happens(34*time.Minute, chat.Event{Kind: chat.Declines, Author: h.near["m2"][0].Who, Subject: missedOf("m2")})
	h.until(60 * time.Minute)
	if who := h.asked(); !slices.Equal(who, []string{"m1a 30", "m2a 30", "m2b 34"}) {
		t.Errorf("asked are %q", who)
	}
	h.until(75 * time.Minute) // whoever said yes was silent since
	if who := h.asked(); len(who) != 4 || !strings.HasPrefix(who[3], "m1b ") {
		t.Errorf("asked are %q", who)
	}
	many := h.alarms["e0/many"].Check
	if !slices.ContainsFunc(many.Did, func(m chat.Moved) bool { return m.Member == "m2" && m.How == "kan niet" }) {
		t.Errorf("the combined one knows %+v", many.Did)
	}
	h.say = nil
	h.happens(76*time.Minute, chat.Event{Kind: chat.Reached, Author: piet.Who, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: "e0/many"}, Ref: "m1"})
	for _, to := range []string{"m1a", "m1b"} {
		if !slices.ContainsFunc(h.say, func(text string) bool {
			return strings.HasPrefix(text, to+": ") && strings.Contains(text, "niets meer nodig")
		}) {
			t.Errorf("%s was not told that she was reached: %q", to, h.say)
		}
	}

	// Niet bereikt asks the first at once, and the next after ten minutes, of that one alone.
	h = newHouse(t)
	h.until(0)
	h.happens(2*time.Minute, chat.Event{Kind: chat.Tried, Author: anja.Who, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: "e0/many"}, Ref: "m2"})
	h.until(15 * time.Minute)
	if who := h.asked(); !slices.Equal(who, []string{"m2a 2", "m2b 12"}) {
		t.Errorf("asked are %q", who)
	}
	// What is pressed at a desk about that one alone reaches the combined one, too.
	h.happens(16*time.Minute, chat.Event{Kind: chat.Going, Author: noor, Subject: missedOf("m2")})
	if !slices.ContainsFunc(h.say, func(text string) bool { return strings.Contains(text, noor.Name+" gaat erheen: A.B.") }) {
		t.Errorf("said was %q", h.say)
	}
}
