package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

// unmet is a conversation that was made for a registration.
func unmet(t *testing.T) *talk {
	return &talk{
		book: flowstest.BuiltIn(t), now: monday, facts: chat.Facts{CanReach: true, Desks: []chat.Address{desk}},
		c: chat.Conversation{ID: "c1", Person: "p1", Address: chat.Address{Adapter: chat.Registry, Chat: "e1"}, Alias: "blauwe vos"},
	}
}

func registration() map[string]string {
	return map[string]string{
		"bron": "telefoon", "akkoord": "ja", "roepnaam": "Annie", "telefoon": "06 12345678",
		"waarover": "Belt vaak. Is alleen sinds mei.", "team": "jongerenwerk", "spoed": "dringend",
	}
}

func TestRegistered_StandsInTheSameQueue(t *testing.T) {
	w := unmet(t)
	d := w.fills("Noor", chat.Registered, registration())
	h := w.c.Handoff
	if h.State != chat.Waiting || h.Team != "jongerenwerk" || h.Urgency != chat.Urgent || w.c.Name() != "Annie · blauwe vos" || !h.Since.Equal(monday) {
		t.Fatalf("%+v, %q", h, w.c.Name())
	}
	if d.Answer.Ref != "c1" || !strings.Contains(d.Answer.Text, "Annie · blauwe vos") {
		t.Errorf("answer %+v", d.Answer)
	}
	cards := 0
	for _, m := range d.Say {
		if m.To.Adapter == chat.Registry {
			t.Errorf("said to somebody who is not there: %q", m.Text)
		}
		if m.Card == nil {
			continue
		}
		cards++
		for _, f := range m.Card.Facts {
			if strings.Contains(f.Text, "12345678") { // law 15
				t.Errorf("Slack reads %+v", f)
			}
		}
		if !strings.Contains(m.Card.Facts[2].Text, "sinds mei") {
			t.Errorf("the card: %+v", m.Card.Facts)
		}
	}
	if cards != 1 {
		t.Errorf("%d cards", cards)
	}
	if len(d.Lines) != 2 || d.Lines[1].Kind != chat.LineForm || d.Lines[1].Form["telefoon"] != "06 12345678" {
		t.Errorf("the record: %+v", d.Lines)
	}
}

func TestRegistered_WhatIsWrongComesBack(t *testing.T) {
	for field, value := range map[string]string{"roepnaam": "Annie 06 12345678", "waarover": "", "team": "verzonnen", "spoed": "nooit", "akkoord": ""} {
		w := unmet(t)
		values := registration()
		values[field] = value
		d := w.fills("Noor", chat.Registered, values)
		if d.Answer.Form == nil || wrong(d.Answer.Form, field) == "" || w.c.InHandoff() || len(d.Say) > 0 {
			t.Errorf("%s %q: %+v", field, value, d.Answer)
		}
	}
	w := newTalk(t) // of somebody who wrote to us
	if w.fills("Noor", chat.Registered, registration()); w.c.InHandoff() {
		t.Error("a talk of somebody who wrote was made a registration")
	}
}

// There is nobody to send to: whatever a worker writes is a note, and says so.
func TestLaw7_WordsToSomebodyRegisteredAreNotes(t *testing.T) {
	w := unmet(t)
	w.fills("Noor", chat.Registered, registration())
	w.does("Noor", chat.Claimed, "")
	d := w.handle(chat.Event{Kind: chat.Answered, Author: worker("Noor"), Text: "Dag Annie", From: chat.Address{Adapter: "slack", Chat: "C1", Thread: "t1"}})
	if len(d.Lines) == 0 || d.Lines[0].Kind != chat.LineNote || len(heard(d)) > 0 {
		t.Errorf("%+v", d)
	}
	if told := d.Say[len(d.Say)-1].Text; !strings.Contains(told, "Bewaard als notitie") || !strings.Contains(told, "bel") {
		t.Errorf("told %q", told)
	}
	if w.does("Noor", chat.HandedBack, ""); !w.c.Live() {
		t.Error("given to a bot that cannot talk to anybody")
	}
	if w.fills("Noor", chat.Closed, map[string]string{"soort": "zelf", "vervolg": "4"}); !w.c.Over || w.c.FollowAt.IsZero() {
		t.Error("cannot be rounded off with a follow-up")
	}
	if len(heard(w.last)) > 0 {
		t.Error("something is said to somebody who is not there")
	}
}

// Whoever was registered cannot ask again: that nobody picks them up is told, also
// where somebody had them and went home.
func TestARegistrationThatNobodyPicksUpIsTold(t *testing.T) {
	told := func(d chat.Decision, cause chat.Cause) bool {
		return slices.ContainsFunc(d.Alarms, func(a chat.Alarm) bool { return a.Cause == cause })
	}
	w := unmet(t)
	w.fills("Noor", chat.Registered, registration())
	w.passes(5 * time.Minute)
	if d := w.passes(10 * time.Minute); !told(d, chat.CauseWaiting) {
		t.Errorf("after a quarter of an hour: %+v", d.Alarms)
	}
	w.does("Noor", chat.Claimed, "")
	closes, _ := w.book.Team(w.c.Handoff.Team).Closes(w.now)
	w.passes(closes.Sub(w.now) + 15*time.Minute)
	if w.c.Live() || w.c.NewsAt.IsZero() {
		t.Errorf("after Noor's shift: live %v, looked after at %v", w.c.Live(), w.c.NewsAt)
	}

	w = unmet(t)
	w.fills("Noor", chat.Registered, registration())
	w.does("Noor", chat.Claimed, "")
	if d := w.passes(2 * time.Hour); len(nudges(d)) > 0 || !w.owns("Noor") {
		t.Errorf("Noor is hurried while she may be on the telephone: %q", nudges(d))
	}
	w.does("Noor", chat.Noted, "Gebeld: komt morgen koffie drinken.")
	w.passes(closes.Sub(w.now) + 15*time.Minute)
	if w.c.Live() || !w.c.NewsAt.IsZero() {
		t.Errorf("Noor called, and went home: live %v, looked after at %v", w.c.Live(), w.c.NewsAt)
	}

	w = unmet(t)
	values := registration()
	values["spoed"] = "rustig"
	if w.fills("Noor", chat.Registered, values); !w.c.NewsAt.IsZero() {
		t.Error("people are called for what can wait")
	}

	w = unmet(t)
	w.now = time.Date(2026, 11, 24, 2, 0, 0, 0, w.now.Location())
	values["spoed"] = "dringend"
	if d := w.fills("Noor", chat.Registered, values); !told(d, chat.CauseNight) {
		t.Errorf("urgent in the night: %+v", d.Alarms)
	}
}

func TestLaw5_ARegistrationWithDangerIsAnAlarm(t *testing.T) {
	w := unmet(t)
	values := registration()
	values["spoed"] = "gevaar"
	d := w.fills("Noor", chat.Registered, values)
	if len(d.Alarms) != 1 || d.Alarms[0].Cause != chat.CauseCrisis || d.Alarms[0].Team != "jongerenwerk" {
		t.Errorf("%+v", d.Alarms)
	}
}
