package checkin_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// Law 10, E8: the alarm of each turn is born in the decision that plans it, armed
// until the deadline, and tells by itself where the round does not.
func TestLaw10_AlarmsAreBornWithTheRound(t *testing.T) {
	s := newScene(t, 3)
	if len(s.last.Alarms) != 3 || len(s.r.Occurrences) != 3 {
		t.Fatalf("planned: %+v", s.last)
	}
	for i, a := range s.last.Alarms {
		o := s.r.Occurrences[i]
		occurrence := chat.OccurrenceID(s.r.ID, o.Member)
		if a.ID != occurrence+"/missed" || a.Cause != chat.CauseMissed || a.About != (chat.Subject{Kind: chat.SubjectOccurrence, ID: occurrence}) {
			t.Errorf("its alarm is %+v", a)
		}
		if !a.Opened.Equal(o.Due) || !o.Due.Equal(clock(10, 0)) || !a.TellAt.Equal(o.Due.Add(15*time.Second)) || !a.Armed(clock(9, 59)) {
			t.Errorf("armed for %v, telling at %v; due at %v", a.Opened, a.TellAt, o.Due)
		}
		if a.Alias != strings.ToUpper(o.Member) || a.Team != "wijkteam" || a.Check.Member != o.Member || a.Check.Label != "belcirkel Noord" || len(a.Check.Climb) != 2 {
			t.Errorf("it says %+v %+v", a, a.Check)
		}
	}
	s.plan("belcirkel", "noord", clock(7, 0)) // the same once more
	if len(s.last.Alarms)+len(s.last.Then) != 0 {
		t.Errorf("planned again: %+v", s.last)
	}
}

// An edited programme replaces what nobody was asked yet, and ends those alarms by
// name; who was asked keeps theirs.
func TestLaw10_WhatIsWantedNoMoreEndsItsAlarmByName(t *testing.T) {
	s := newScene(t, 3)
	s.f.Circle[0].State, s.f.Circle[0].Until = chat.MemberPaused, "2026-11-30"
	s.f.Circle = slices.Delete(s.f.Circle, 1, 2)
	s.f.Circle[1].Prompt = 9 * 60
	s.plan("belcirkel", "noord", clock(7, 0))
	s.stands("m0", chat.StandPaused)
	s.stands("m1", chat.StandDropped)
	wants(t, "ended", of(s.last.Then, chat.Settled), "m0 paused", "m1 dropped")
	wants(t, "deferred", of(s.last.Then, chat.Deferred), "m2 wijkteam")
	if due := s.armed[s.r.ID+"#m2/missed"]; !due.Equal(clock(10, 30)) {
		t.Errorf("the alarm of who has a time of her own is armed for %v", due)
	}
	s.f.Circle[0].State = chat.MemberActive
	s.plan("belcirkel", "noord", clock(7, 30))
	s.stands("m0", chat.StandPlanned)
	if len(s.last.Alarms) != 1 || s.last.Alarms[0].ID != s.r.ID+"#m0/missed" {
		t.Errorf("who is back has the alarms %+v", s.last.Alarms)
	}

	s.run(clock(8, 45))
	s.f.Circle = s.f.Circle[1:]
	s.plan("belcirkel", "noord", clock(8, 50))
	s.stands("m0", chat.StandAsked) // today's alarm stays
	none := *s.book
	none.Programmes = nil
	s.book = &none
	s.plan("belcirkel", "noord", clock(8, 55))
	s.stands("m2", chat.StandPlanned)
}

func TestWhoComesLaterThanTheyAreAskedIsAskedTomorrow(t *testing.T) {
	s := newScene(t, 2)
	s.run(clock(8, 45))
	late := members(3)[2]
	late.Changed = clock(14, 0)
	s.f.Circle = append(s.f.Circle, late)
	s.plan("belcirkel", "noord", clock(14, 1))
	if s.r.Of("m2") != nil || len(s.last.Alarms) != 0 {
		t.Errorf("asked at two: %+v", s.last)
	}
	s.f.Circle[2].Changed = clock(9, 0) // the window is still open: they heard that it begins tomorrow
	if s.plan("belcirkel", "noord", clock(9, 1)); s.r.Of("m2") != nil {
		t.Errorf("planned at nine: %+v", s.last)
	}
	s.f.Circle[2].Changed = clock(8, 0) // in time; we were down when they were to be planned
	s.plan("belcirkel", "noord", clock(9, 1))
	s.stands("m2", chat.StandPlanned)
	wants(t, "asked, and those who were reminded", of(s.woke(clock(9, 1)).Then, chat.Prompts), "m0 2", "m1 2", "m2 1")
}

// people.md section 3: 8:30, reminders 9:00 and 9:30, people at 10:00.
func TestE8_HerMorning(t *testing.T) {
	s := newScene(t, 2)
	s.checkedIn(clock(8, 10), "m1", chat.StandWell) // early
	all := s.run(clock(9, 59))
	wants(t, "prompts", of(all, chat.Prompts), "m0 1", "m0 2", "m0 3")
	wants(t, "overdue too early", of(all, chat.Overdue))
	if wake := s.r.WakeAt(); !wake.Equal(clock(10, 0)) {
		t.Fatalf("wakes at %v", wake)
	}
	wants(t, "overdue", of(s.run(clock(12, 0)), chat.Overdue), "m0 overdue")
	s.stands("m0", chat.StandOverdue)
	s.stands("m1", chat.StandWell)
	if !s.r.WakeAt().IsZero() {
		t.Errorf("wakes at %v", s.r.WakeAt())
	}
}

// Law 11: the deadline is the later of planned time + 90 min and the send + 60 min; a
// reminder in time moves nothing. Its alarm hears of it.
func TestLaw11_ALatePromptGivesTimeToAnswer(t *testing.T) {
	for _, tt := range []struct{ sent, due time.Time }{
		{clock(8, 30), clock(10, 0)},
		{clock(9, 0), clock(10, 0)},
		{clock(9, 10).Add(time.Second), clock(10, 11)},
		{clock(9, 59), clock(10, 59)},
	} {
		s := newScene(t, 1)
		s.woke(clock(8, 30))
		s.at(tt.sent.Add(2*time.Second), chat.Event{Kind: chat.PromptSent, Ref: "m0", Sent: tt.sent})
		s.at(clock(9, 59).Add(30*time.Second), chat.Event{Kind: chat.PromptSent, Ref: "m0", Sent: clock(9, 59)}) // a reminder
		if o := s.r.Of("m0"); !o.Due.Equal(tt.due) || !s.armed[s.r.ID+"#m0/missed"].Equal(tt.due) {
			t.Errorf("sent at %v: due at %v, armed for %v", tt.sent, o.Due, s.armed)
		}
		wants(t, "a minute before", of(s.woke(tt.due.Add(-time.Minute)).Then, chat.Overdue))
		wants(t, "then", of(s.woke(tt.due).Then, chat.Overdue), "m0 overdue")
	}
}

// Law 11, M9: never in the night, never outside the window.
func TestLaw11_PromptsStayInTheirWindow(t *testing.T) {
	for _, tt := range []struct {
		at    time.Time
		asked bool
	}{
		{clock(8, 29), false}, {clock(8, 30), true}, {clock(9, 59), true}, {clock(10, 0), false}, {clock(12, 0), false}, {clock(23, 0), false},
	} {
		s := newScene(t, 1)
		if got := len(of(s.woke(tt.at).Then, chat.Prompts)) == 1; got != tt.asked {
			t.Errorf("asked at %v: %v", tt.at, got)
		}
	}
	s := newScene(t, 1) // a plan from elsewhere that asks in the night
	o := &s.r.Occurrences[0]
	o.At, o.NextAt, o.Until = clock(5, 0), clock(5, 0), clock(23, 0)
	wants(t, "at five", of(s.woke(clock(5, 0)).Then, chat.Prompts))
	if !s.r.WakeAt().Equal(clock(7, 30)) {
		t.Errorf("wakes at %v", s.r.WakeAt())
	}
	wants(t, "at half past seven", of(s.woke(clock(7, 30)).Then, chat.Prompts), "m0 1")
	s.r.Occurrences[0].NextAt = clock(21, 0)
	s.r.Occurrences[0].Due, s.r.Occurrences[0].SentAt = clock(23, 59), clock(20, 0)
	wants(t, "at nine in the evening", of(s.woke(clock(21, 0)).Then, chat.Prompts))
}

// M9: down from 8:00 to 12:00: no prompt at noon, nobody forgotten, one list.
func TestM9_DownAllMorning(t *testing.T) {
	s := newScene(t, 12)
	s.checkedIn(clock(12, 0), "m3", chat.StandWell) // lay in the platform's backlog
	d := s.woke(clock(12, 0).Add(time.Second))
	wants(t, "prompts", of(d.Then, chat.Prompts))
	if len(d.Alarms) != 1 || d.Alarms[0].Cause != chat.CauseMany || len(d.Alarms[0].Check.Members) != 11 || d.Alarms[0].Check.What != chat.StandNotAsked {
		t.Fatalf("one list: %+v", d.Alarms)
	}
	for _, o := range s.r.Occurrences {
		if o.Member != "m3" && (o.Stand != chat.StandNotAsked || o.Within != d.Alarms[0].ID) {
			t.Errorf("%s stands %s", o.Member, o.Stand)
		}
	}
	s.stands("m3", chat.StandWell)
}

// M9: back inside the window: sent late, and given time.
func TestM9_LateInsideTheWindow(t *testing.T) {
	s := newScene(t, 2)
	d := s.woke(clock(9, 24))
	wants(t, "prompts", of(d.Then, chat.Prompts), "m0 1", "m1 1")
	s.at(clock(9, 24), chat.Event{Kind: chat.PromptSent, Ref: "m0", Sent: clock(9, 24)})
	wants(t, "six minutes later", of(s.woke(clock(9, 30)).Then, chat.Prompts)) // no reminder yet
	wants(t, "at ten, the one that was never sent", of(s.woke(clock(10, 0)).Then, chat.Overdue), "m1 not_asked")
	wants(t, "an hour after", of(s.woke(clock(10, 24)).Then, chat.Overdue), "m0 overdue")
}

// people.md section 3: many at once are not held back. One alarm names them all, in
// the same decision.
func TestManyAtOnceAreNamedAtOnce(t *testing.T) {
	for _, tt := range []struct {
		members, silent int
		combined        bool
	}{{10, 2, false}, {10, 3, true}, {11, 3, false}, {14, 14, true}, {3, 3, true}, {2, 2, false}, {60, 60, true}} {
		s := newScene(t, tt.members)
		s.run(clock(9, 59))
		for _, o := range s.r.Occurrences[tt.silent:] {
			s.checkedIn(clock(9, 59), o.Member, chat.StandWell)
		}
		d := s.woke(clock(10, 0))
		if tt.combined != (len(d.Alarms) == 1) {
			t.Errorf("%d of %d: combined: %v", tt.silent, tt.members, len(d.Alarms) == 1)
		}
		own, named := 0, 0
		for _, ev := range d.Then {
			switch {
			case ev.Kind != chat.Overdue:
			case strings.HasSuffix(ev.Subject.ID, "/many"):
				named += len(strings.Fields(ev.Ref))
			case ev.Ref == s.r.Combined && tt.combined == (ev.Ref != ""):
				own++
			}
		}
		if own != tt.silent || tt.combined && (named != tt.silent || len(d.Alarms[0].Check.Members) != tt.silent || !d.Alarms[0].TellAt.Equal(clock(10, 0))) {
			t.Errorf("%d of %d: %d alarms of their own, %d named: %+v", tt.silent, tt.members, own, named, d.Alarms)
		}
	}
}

// Law 10: failing to deliver is not silence of the person: people hear it at once.
func TestLaw10_FailingToDeliverIsNotSilence(t *testing.T) {
	s := newScene(t, 2)
	s.woke(clock(8, 30))
	d := s.at(clock(8, 31), chat.Event{Kind: chat.PromptLost, Ref: "m0", Value: chat.Unreachable})
	wants(t, "at once", of(d.Then, chat.Overdue), "m0 unreachable")
	s.stands("m0", chat.StandUnreachable)
	s.checkedIn(clock(8, 40), "m0", chat.StandWell)
	wants(t, "after all", of(s.last.Then, chat.Settled), "m0 well")
}

// Law 9: a prompt that had to wait for a talk is tried again, and the alarm stays.
func TestLaw9_APromptWaitsAndTheAlarmStays(t *testing.T) {
	s := newScene(t, 1)
	tries := 0
	for range 100 {
		wake := s.r.WakeAt()
		if wake.After(clock(9, 59)) {
			break
		}
		tries += len(of(s.woke(wake).Then, chat.Prompts))
		s.at(wake, chat.Event{Kind: chat.PromptHeld, Ref: "m0"})
	}
	if tries != 18 || !s.armed[s.r.ID+"#m0/missed"].Equal(clock(10, 0)) {
		t.Errorf("tried %d times, armed: %v", tries, s.armed)
	}
	d := s.woke(clock(10, 0))
	wants(t, "nobody asked", of(d.Then, chat.Overdue), "m0 not_asked")
}

// What a named human says of somebody before the day's answers count reaches people at
// once; what the person presses then is yesterday's.
func TestANamedHumansWorryWaitsForNoHour(t *testing.T) {
	s := newScene(t, 2)
	s.checkedIn(clock(4, 0), "m1", chat.StandNotWell)
	s.stands("m1", chat.StandPlanned)
	anja := chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID("anja"), Name: "Anja Bakker"}
	worry := chat.Event{Kind: chat.CheckedIn, Author: anja, Ref: "m0", Value: string(chat.StandNotWell), Sent: clock(4, 0), Text: "Klonk verward."}
	d := s.at(clock(4, 0), worry)
	s.stands("m0", chat.StandNotWell)
	wants(t, "alarms that ring", of(d.Then, chat.Overdue), "m0 not_well")
	s.at(clock(4, 1), chat.Event{Kind: chat.CheckedIn, Author: anja, Ref: "m1", Value: string(chat.StandWell), Sent: clock(4, 1)})
	s.stands("m1", chat.StandPlanned)
}

// Whoever is asked and then leaves is asked no more, and today's alarm stays; an answer
// that comes after all ends it.
func TestLaw10_WhoLeavesAfterTheyWereAskedStaysMissed(t *testing.T) {
	s := newScene(t, 2)
	s.run(clock(8, 35))
	s.f.Circle[0].State = chat.MemberLeft
	s.plan("belcirkel", "noord", clock(8, 40))
	wants(t, "asked again", of(s.run(clock(9, 59)), chat.Prompts), "m1 2", "m1 3")
	s.checkedIn(clock(9, 59), "m1", chat.StandWell)
	s.run(clock(10, 0))
	s.stands("m0", chat.StandOverdue)
}

// Who was not asked stands so with the reason that it had when that showed: a fault of
// ours is no other talk, and a talk with a worker is no fault.
func TestM9_WhyNobodyAskedThemIsTold(t *testing.T) {
	const outage, talk = "De vraag ging niet weg door een storing bij ons.", "De vraag is niet gesteld: er liep nog een ander gesprek."
	for _, c := range []struct {
		name    string
		members int
		busy    []string // who was in another talk all morning
		want    []string
		all     string // what the one that names many says
	}{
		{"a fault", 1, nil, []string{outage}, ""},
		{"a fault, of all", 3, nil, []string{outage, outage, outage}, outage},
		{"another talk", 1, []string{"m0"}, []string{talk}, ""},
		{"another talk, and a fault", 2, []string{"m1"}, []string{outage, talk}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene(t, c.members)
			s.woke(clock(8, 30))
			for at := clock(8, 30); at.Before(clock(10, 0)); at = at.Add(5 * time.Minute) {
				for _, m := range c.busy {
					s.woke(at)
					s.at(at, chat.Event{Kind: chat.PromptHeld, Ref: m})
				}
			}
			var got []string
			d := s.woke(clock(10, 0))
			for _, ev := range d.Then {
				if ev.Kind == chat.Overdue && !chat.CauseMany.Of(ev.Subject.ID) {
					got = append(got, ev.Text)
				}
			}
			wants(t, "reasons", got, c.want...)
			for _, a := range d.Alarms {
				if a.Why != c.all {
					t.Errorf("the one that names all says %q", a.Why)
				}
			}
		})
	}
}
