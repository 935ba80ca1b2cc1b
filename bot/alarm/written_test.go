package alarm_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// What a coordinator writes while they look after somebody climbs until another human
// read it: those who know of that alarm first, then as any alarm does. Law 15: what they
// wrote stands in no message.
func TestLaw4_WhatACoordinatorWritesClimbsUntilItIsRead(t *testing.T) {
	const words = "Mevrouw De Wit doet niet open."
	written := func() *scene {
		s := newScene(t)
		s.f.Members = nil
		s.a = chat.Alarm{
			ID: "e0/unread", Cause: chat.CauseUnread + ":e0", About: chat.Subject{Kind: chat.SubjectWorker, ID: anja.Who.ID},
			Alias: anja.Who.Name, Why: words, Opened: deadline, TellAt: deadline,
			Check: &chat.Check{Programme: "belcirkel", Label: "belcirkel Noord", Round: round, Told: []chat.Watcher{piet}},
		}
		return s
	}
	s := written()
	d := s.woke(0)
	s.wants("who knows of her alarm", d, toPiet)
	s.wakes(10 * time.Minute)
	m := s.shown(d)
	if m.Alert.Title != "Lees dit nu: Anja Bakker schreef iets (belcirkel Noord)" || len(m.Choices) != 1 || m.Choices[0].Verb != chat.Ended {
		t.Errorf("at the desk: %+v %+v", m.Alert, m.Choices)
	}
	if d.Say[0].Text != m.Alert.Title+"\n\nWat er staat, lees je op deze pagina. Druk daar op: Ik heb het gelezen." {
		t.Errorf("Piet reads %q", d.Say[0].Text)
	}
	if d.Say[0].Page != s.a.ID || d.Say[0].For != piet.Who {
		t.Errorf("Piet cannot read it: %+v", d.Say[0])
	}
	all := d.Say
	all = append(all, s.woke(10*time.Minute).Say...)
	d = s.woke(20 * time.Minute)
	s.wants("everybody", d, toPiet, toWarden)
	if !strings.Contains(d.Say[1].Text, "Nog niemand heeft dit gelezen.") || strings.Contains(d.Say[1].Text, "deze pagina") {
		t.Errorf("the second route reads %q", d.Say[1].Text)
	}
	all = append(all, d.Say...)
	for _, m := range all {
		text := m.Text
		if m.Alert != nil {
			text += m.Alert.Title + strings.Join(m.Alert.Lines, "\n")
		}
		if strings.Contains(text, "doet niet open") || strings.Contains(text, "Wit") {
			t.Errorf("her words stand in %q", text)
		}
	}
	s.wakes(30 * time.Minute)
	for _, who := range []chat.Author{anja.Who, chat.Program, {}} {
		if d = s.by(21*time.Minute, chat.Ended, who); !s.a.Open() || !d.Refused {
			t.Errorf("%+v read it: %+v", who, d.Answer)
		}
	}
	if d = s.by(21*time.Minute, chat.Reached, noor); !s.a.Open() || !d.Refused {
		t.Errorf("it is no member: %+v", d.Answer)
	}
	d = s.by(22*time.Minute, chat.Ended, noor)
	s.wants("they hear who read it", d, toPiet, toWarden)
	if s.a.Open() || !s.a.WakeAt().IsZero() || strings.Contains(d.Say[0].Text, "niets meer nodig") {
		t.Errorf("open %v: %q", s.a.Open(), d.Say[0].Text)
	}

	s = written()
	s.a.Check.Told = nil // nobody else was told, and on duty is who wrote: the second route, at once
	s.wants("nobody else", s.woke(0), toWarden)
}
