package alarm_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// Who rang and reached nobody moves it on: contacts who agreed are asked one by one.
func TestContactsAreAskedOneByOne(t *testing.T) {
	s := newScene(t)
	s.f.Contacts = []chat.Watcher{els, kees}
	s.overdue(0, chat.StandOverdue)
	s.by(time.Minute, chat.Taken, anja.Who)
	d := s.by(3*time.Minute, chat.Tried, anja.Who)
	s.wants("the first contact", d, toEls)
	if m := d.Say[0]; m.For != els.Who || m.Page != s.a.ID || !strings.Contains(m.Text, "Kunt u gaan kijken?") {
		t.Errorf("she reads %+v", m)
	}
	s.wakes(13 * time.Minute)
	s.wants("silent for 10 minutes", s.woke(13*time.Minute), toKees)
	d = s.by(14*time.Minute, chat.Declines, kees.Who)
	s.wants("the last declines", d, toAnja)
	s.wakes(33 * time.Minute)
	s.wants("declines again", s.by(15*time.Minute, chat.Declines, kees.Who))
	d = s.by(16*time.Minute, chat.Accepts, els.Who)
	s.wants("she goes", d, toAnja)
	if s.a.Check.Stand != chat.StandAccepted || d.Then[0].Value != string(chat.StandAccepted) || strings.Contains(d.Say[0].Text, "Els") {
		t.Errorf("%+v", d)
	}
	s.wakes(46 * time.Minute)
	s.wants("bereikt", s.by(20*time.Minute, chat.Reached, anja.Who), toEls, toKees)
	if d = s.by(21*time.Minute, chat.Accepts, kees.Who); d.Answer.Text != "Dank u wel. Het is niet meer nodig." {
		t.Errorf("late: %+v", d.Answer)
	}
}

// Contacts are asked by themselves only after everybody was called in vain, and not
// where somebody gave a sign of life.
func TestContactsAreAskedWhereNobodyLooks(t *testing.T) {
	for what, want := range map[chat.Stand]bool{chat.StandOverdue: true, chat.StandSign: false} {
		s := newScene(t)
		s.f.Contacts = []chat.Watcher{els}
		s.overdue(0, what)
		s.woke(10 * time.Minute)
		if d := s.woke(20 * time.Minute); slices.Contains(told(d), toEls) {
			t.Errorf("%s: asked before people had time", what)
		}
		if d := s.woke(30 * time.Minute); slices.Contains(told(d), toEls) != want {
			t.Errorf("%s: told are %q", what, told(d))
		}
		if s.by(31*time.Minute, chat.Declines, els.Who); want && !slices.Contains(told(s.last), toAnja) {
			t.Errorf("nobody is left to ask, and told are %q", told(s.last))
		}
	}
}

// Whoever goes is told not to go alone, and the others hear it.
func TestGoingIsTold(t *testing.T) {
	s := newScene(t)
	s.overdue(0, chat.StandOverdue)
	d := s.by(time.Minute, chat.Going, piet.Who)
	s.wants("anja hears", d, toAnja)
	if !strings.Contains(d.Answer.Text, "niet alleen") || s.a.Check.Taken != piet.Who {
		t.Errorf("%+v", d.Answer)
	}
	d = s.by(2*time.Minute, chat.Going, anja.Who)
	if !strings.HasPrefix(d.Answer.Text, "Piet Smit heeft dit opgepakt") || s.a.Check.Taken != piet.Who {
		t.Errorf("the second goes: %+v", d.Answer)
	}
	s.wakes(32 * time.Minute)
}

// Law 5: nobody without a name, no contact and no timer ends it or takes it.
func TestLaw5_OnlyANamedHumanMovesAnAlarmAboutAMember(t *testing.T) {
	for _, who := range []chat.Author{{}, chat.Program, {Role: chat.RoleWorker, ID: "w1"}, els.Who} {
		for _, kind := range []chat.Kind{chat.Taken, chat.Tried, chat.Going, chat.Reached, chat.Ended} {
			s := newScene(t)
			s.overdue(0, chat.StandOverdue)
			was := s.a
			if d := s.by(time.Minute, kind, who); !reflect.DeepEqual(s.a, was) || d.Answer.Text == "" || len(d.Say)+len(d.Then) != 0 || !d.Refused {
				t.Errorf("%s by %+v: %+v", kind, who, d)
			}
		}
	}
	s := newScene(t)
	was := s.a
	for _, kind := range []chat.Kind{chat.Taken, chat.Tried, chat.Going, chat.Reached, chat.Ended} {
		if d := s.by(-time.Hour, kind, noor); !reflect.DeepEqual(s.a, was) || !d.Refused {
			t.Errorf("%s of one that is armed: %+v", kind, d)
		}
	}
}

// A named human who heard from them on their behalf ends it, and all hear so.
func TestLaw5_ANamedHumanOnTheirBehalfEndsIt(t *testing.T) {
	s := newScene(t)
	s.overdue(0, chat.StandOverdue)
	d := s.at(time.Minute, chat.Event{Kind: chat.Settled, Author: noor, Value: string(chat.StandWell)})
	s.wants("all hear", d, toAnja)
	if s.a.Open() || s.a.EndedBy != noor {
		t.Errorf("%+v", s.a)
	}
	if d = s.overdue(2*time.Minute, chat.StandOverdue); s.a.Open() || len(d.Say) != 0 {
		t.Errorf("late word of the round: %+v", d)
	}
	if d = s.overdue(3*time.Minute, chat.StandNotWell); !s.a.Open() || len(told(d)) == 0 {
		t.Errorf("they are not well after that: %+v", d)
	}
}

// Worse news rings again, whoever has it.
func TestWorseNewsRingsAgain(t *testing.T) {
	s := newScene(t)
	s.overdue(0, chat.StandOverdue)
	s.by(time.Minute, chat.Taken, piet.Who)
	s.wants("a sign changes the words", s.overdue(2*time.Minute, chat.StandSign))
	d := s.overdue(3*time.Minute, chat.StandNotWell)
	s.wants("danger", d, toAnja)
	if s.a.Check.Taken.Name != "" || !strings.HasPrefix(s.shown(d).Alert.Title, "Bel nu") {
		t.Errorf("%+v", s.a.Check)
	}
	s.wants("the same again", s.overdue(4*time.Minute, chat.StandNotWell))
	s.at(5*time.Minute, chat.Event{Kind: chat.Settled, Author: chat.Program, Value: string(chat.StandWell)})
	s.wants("after the all-clear", s.overdue(6*time.Minute, chat.StandSign), toAnja)
}

// A drill says so in every text, calls nobody in danger, and ends its noise when
// everybody heard.
func TestADrillSaysSo(t *testing.T) {
	s := newScene(t)
	s.a.Check.Drill = true
	s.f.Contacts = []chat.Watcher{els}
	var all []chat.Message
	for _, d := range []chat.Decision{
		s.overdue(0, chat.StandNotWell), s.woke(10 * time.Minute), s.woke(20 * time.Minute),
		s.by(21*time.Minute, chat.Tried, anja.Who), s.by(22*time.Minute, chat.Reached, anja.Who),
	} {
		all = append(all, d.Say...)
	}
	for _, m := range all {
		if m.Alert == nil && !strings.HasPrefix(m.Text, "OEFENING") || m.Alert != nil && (!m.Alert.Drill || m.Alert.Calls) || m.Class == chat.Crisis {
			t.Errorf("not marked: %+v", m)
		}
	}
	s = newScene(t)
	s.a.Check.Drill = true
	s.overdue(0, chat.StandOverdue)
	s.woke(10 * time.Minute)
	if s.woke(20 * time.Minute); !s.a.WakeAt().IsZero() || !s.a.Open() {
		t.Errorf("it goes on at %v", s.a.WakeAt())
	}
}

// Law 15: at desks and in mails stand initials, and no name of those who are close.
func TestLaw15_InitialsOnly(t *testing.T) {
	s := newScene(t)
	s.f.Members = []chat.Member{{ID: "m1", Initials: "R.W.", Name: "mevrouw De Wit", Full: "Riet de Wit", Phones: []string{"0612345678"}}}
	s.f.Contacts = []chat.Watcher{els}
	for _, d := range []chat.Decision{
		s.overdue(0, chat.StandOverdue), s.woke(10 * time.Minute), s.woke(20 * time.Minute), s.woke(30 * time.Minute),
		s.by(31*time.Minute, chat.Accepts, els.Who), s.by(32*time.Minute, chat.Going, anja.Who), s.by(33*time.Minute, chat.Reached, anja.Who),
	} {
		for _, m := range d.Say {
			text := m.Text
			if m.Alert != nil {
				text += m.Alert.Title + strings.Join(m.Alert.Lines, "\n") + m.Alert.By
			}
			for _, secret := range []string{"Wit", "Riet", "0612345678", "Els", "dochter"} {
				if strings.Contains(text, secret) {
					t.Errorf("%q stands in %q", secret, text)
				}
			}
		}
	}
}
