package checkin_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
	"omzien/flows/flowstest"
)

var (
	person = chat.Author{Role: chat.RolePerson}
	desk   = chat.Address{Adapter: "slack", Chat: "C1"}
)

// monday is a day of the belcirkel.
var monday = flows.Day{Year: 2026, Month: time.November, Day: 23}

// clock is a moment of monday: 8:30 is 8*60+30.
func clock(hour, minute int) time.Time { return monday.At(hour*60 + minute) }

// scene is one round, and what was decided about it.
type scene struct {
	t     *testing.T
	book  *flows.Playbook
	r     chat.Round
	f     chat.Facts
	n     int
	last  chat.Decision
	armed map[string]time.Time // alarms that were planned and not settled: their deadlines
}

func members(n int) []chat.Member {
	var all []chat.Member
	for i := range n {
		id := fmt.Sprintf("m%d", i)
		all = append(all, chat.Member{
			ID: id, Person: "p" + id, Name: "mevrouw " + id, Initials: strings.ToUpper(id), Phones: []string{"051512345" + id[1:]},
			Programme: "belcirkel", Circle: "noord", Address: chat.Address{Adapter: "telegram", Chat: id}, State: chat.MemberActive, Place: int64(i),
		})
	}
	return all
}

// newScene is a circle of so many members whose round of monday was planned on sunday.
func newScene(t *testing.T, n int) *scene { return sceneOf(t, "belcirkel", "noord", n) }

func sceneOf(t *testing.T, programme, circle string, n int) *scene {
	s := &scene{t: t, book: flowstest.BuiltIn(t), armed: map[string]time.Time{}}
	s.f.Desks, s.f.Circle = []chat.Address{desk}, members(n)
	for i := range s.f.Circle {
		s.f.Circle[i].Programme, s.f.Circle[i].Circle = programme, circle
	}
	s.plan(programme, circle, monday.Add(-1).At(12*60))
	return s
}

// plan lets the round be as the playbook and the circle want it.
func (s *scene) plan(programme, circle string, at time.Time) {
	s.t.Helper()
	s.f.Wanted = nil
	if p := s.book.Programme(programme); p != nil {
		rounds := checkin.Plan(p, chat.Circle{Programme: programme, Name: circle, Members: s.f.Circle}, monday.At(0), monday.Add(1).At(0))
		if len(rounds) == 1 {
			s.f.Wanted, s.r.ID = &rounds[0], rounds[0].ID
		}
	}
	s.at(at, chat.Event{Kind: chat.Planned, Author: chat.Program})
	s.f.Wanted = nil
}

// at decides about an event of the round, and looks whether it changed what it was
// given.
func (s *scene) at(at time.Time, ev chat.Event) chat.Decision {
	s.t.Helper()
	s.n++
	ev.ID, ev.At = fmt.Sprintf("e%d", s.n), at
	ev.Subject = chat.Subject{Kind: chat.SubjectRound, ID: s.r.ID}
	before := fmt.Sprintf("%+v", s.r)
	d := checkin.Step(s.book, s.r, s.f, ev)
	if again := checkin.Step(s.book, s.r, s.f, ev); !reflect.DeepEqual(d, again) {
		s.t.Fatalf("%s: two decisions about the same differ", ev.Kind)
	}
	if now := fmt.Sprintf("%+v", s.r); now != before {
		s.t.Fatalf("%s changed what it was given:\n%s\n%s", ev.Kind, before, now)
	}
	for _, a := range d.Alarms {
		s.armed[a.ID] = a.Opened
	}
	for _, ev := range d.Then {
		switch ev.Kind {
		case chat.Settled:
			delete(s.armed, ev.Subject.ID)
		case chat.Deferred:
			s.armed[ev.Subject.ID] = ev.Sent
		}
	}
	s.r, s.last = *d.Round, d
	return d
}

func (s *scene) woke(at time.Time) chat.Decision {
	s.t.Helper()
	return s.at(at, chat.Event{Kind: chat.Woke, Author: chat.Program})
}

// run lets the round wake whenever something is due, until then. What it orders is
// sent at once to everybody but those whom deaf names.
func (s *scene) run(until time.Time, deaf ...string) []chat.Event {
	s.t.Helper()
	var all []chat.Event
	for range 1000 {
		wake := s.r.WakeAt()
		if wake.IsZero() || wake.After(until) {
			return all
		}
		then := s.woke(wake).Then
		all = append(all, then...)
		for _, ev := range then {
			if ev.Kind == chat.Prompts && !slices.Contains(deaf, ev.Subject.ID) {
				s.at(wake, chat.Event{Kind: chat.PromptSent, Ref: ev.Subject.ID, Sent: wake})
			}
		}
		if next := s.r.WakeAt(); !next.IsZero() && !next.After(wake) {
			s.t.Fatalf("woken at %v, it wants to be woken at %v", wake, next)
		}
	}
	s.t.Fatal("it never rests")
	return nil
}

func (s *scene) checkedIn(at time.Time, member string, how chat.Stand) chat.Decision {
	s.t.Helper()
	return s.at(at, chat.Event{Kind: chat.CheckedIn, Author: person, Ref: member, Value: string(how), Sent: at})
}

func (s *scene) stands(member string, want chat.Stand) {
	s.t.Helper()
	if o := s.r.Of(member); o == nil || o.Stand != want {
		s.t.Errorf("%s stands %+v, not %s", member, o, want)
	}
}

// of picks the events of a kind: whom they are for, and their value.
func of(events []chat.Event, kind chat.Kind) []string {
	var all []string
	for _, ev := range events {
		if ev.Kind == kind {
			_, who, found := strings.Cut(ev.Subject.ID, "#")
			if !found {
				who = ev.Subject.ID
			}
			all = append(all, strings.TrimSuffix(who, "/missed")+" "+ev.Value)
		}
	}
	return all
}

func wants[T comparable](t *testing.T, what string, got []T, want ...T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, not %v", what, got, want)
	}
}
