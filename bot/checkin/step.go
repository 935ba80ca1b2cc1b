package checkin

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

const (
	// leastAfterSend is how long somebody has to answer a prompt that went out late
	// (law 11). It is counted from the first one that was proven sent: a reminder
	// that goes out in time gives nobody an hour more.
	leastAfterSend = 60 * time.Minute
	// tellAfter is when an alarm tells by itself, after its deadline, where its round
	// did not say so before.
	tellAfter = 15 * time.Second
	// holdFor is when a prompt is tried again that had to wait for a talk.
	holdFor = 5 * time.Minute
	// leastBetween is the least time between two prompts to one member.
	leastBetween = 10 * time.Minute
	// ringWithin is how long somebody in a keten has to ring the next one, where the
	// programme does not say.
	ringWithin = 15 * time.Minute
)

// Law 11: no prompt goes out from night on, before morning; minutes after midnight.
const morning, night = 7*60 + 30, 21 * 60

// Step decides about one event of a round. It is total: any event in any state
// gives a decision.
func Step(book *flows.Playbook, r chat.Round, f chat.Facts, ev chat.Event) chat.Decision {
	r.Occurrences = slices.Clone(r.Occurrences)
	r.Posted = slices.Clone(r.Posted)
	s := &step{book: book, programme: book.Programme(r.Programme), r: &r, f: f, ev: ev}
	before := s.shown()
	switch ev.Kind {
	case chat.Planned:
		s.planned()
	case chat.Woke:
		s.woke()
	case chat.PromptSent:
		s.promptSent()
	case chat.PromptHeld:
		s.promptHeld()
	case chat.PromptLost:
		s.promptLost()
	case chat.CheckedIn:
		s.checkedIn()
	case chat.Rang:
		s.rang()
	case chat.AlarmMoved:
		s.alarmMoved()
	case chat.Pauses, chat.Leaves:
		s.away()
	case chat.Drills:
		s.drills()
	case chat.BroadcastEnds:
		s.broadcastEnds()
	}
	s.close()
	if after := s.shown(); after != before {
		s.board()
	}
	r.Wake = s.next()
	s.d.Round = &r
	return s.d
}

// step is one decision about a round in the making.
type step struct {
	book      *flows.Playbook
	programme *flows.Programme // nil where the playbook has it no more
	r         *chat.Round
	f         chat.Facts
	ev        chat.Event

	d chat.Decision
	n int // keys derived from the event so far

	rearms bool // the playbook has another team, circle or ladder than the alarms were armed by
}

func (s *step) now() time.Time { return s.ev.At }

func (s *step) due(at time.Time) bool { return !at.IsZero() && !at.After(s.now()) }

// key derives the next identifier of this decision.
func (s *step) key() string {
	s.n++
	return chat.Key(s.ev.ID, s.n-1)
}

// then lets an event of Omzien's own follow.
func (s *step) then(ev chat.Event) {
	if ev.ID == "" {
		ev.ID = s.key()
	}
	if ev.Author == (chat.Author{}) {
		ev.Author = chat.Program
	}
	ev.At = s.now()
	s.d.Then = append(s.d.Then, ev)
}

// AlarmOf is the id of the alarm that is planned with a member's turn in a round.
func AlarmOf(round, member string) string {
	return chat.AlarmID(chat.OccurrenceID(round, member), chat.CauseMissed)
}

// alarm is the alarm of the occurrence as it is planned (law 10): armed until the
// deadline, and from TellAt on it tells people by itself.
func (s *step) alarm(o *chat.Occurrence) chat.Alarm {
	a := chat.Alarm{
		ID: AlarmOf(s.r.ID, o.Member), Cause: chat.CauseMissed, Urgency: chat.Urgent, Team: s.r.Team,
		About:  chat.Subject{Kind: chat.SubjectOccurrence, ID: chat.OccurrenceID(s.r.ID, o.Member)},
		Opened: o.Due, TellAt: o.Due.Add(tellAfter), Check: s.check(o.Drill),
	}
	a.Check.Member, a.Check.What = o.Member, chat.StandOverdue
	if m := s.member(o.Member); m != nil {
		a.Alias = m.Initials
	}
	return a
}

// check is what every alarm of the round says of it.
func (s *step) check(drill bool) *chat.Check {
	c := &chat.Check{Programme: s.r.Programme, Label: s.label(), Round: s.r.ID, Drill: drill}
	if s.programme != nil {
		c.Climb = s.programme.Climb
	}
	return c
}

// label is the circle as people read it: "belcirkel Noord".
func (s *step) label() string {
	if s.programme != nil {
		if c := s.programme.Circle(s.r.Circle); c != nil && c.Label != "" {
			return c.Label
		}
	}
	return s.r.Programme + " " + s.r.Circle
}

// member finds a member of the circle as it is now; nil where it was not read, or
// they are in it no more.
func (s *step) member(id string) *chat.Member {
	if i := slices.IndexFunc(s.f.Circle, func(m chat.Member) bool { return m.ID == id }); i >= 0 {
		return &s.f.Circle[i]
	}
	return nil
}

// fire lets people look at the occurrence at once. within is the combined alarm that
// names the member; empty: its own tells by itself.
func (s *step) fire(o *chat.Occurrence, value chat.Stand, why, within string) {
	if s.r.Talk {
		return
	}
	s.then(chat.Event{
		Kind: chat.Overdue, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: AlarmOf(s.r.ID, o.Member)},
		Value: string(value), Text: why, Ref: within,
	})
}

// settle says that nobody needs to look at the occurrence, or not any more.
func (s *step) settle(o *chat.Occurrence, value chat.Stand, by chat.Author) {
	if s.r.Talk {
		return
	}
	s.then(chat.Event{
		Kind: chat.Settled, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: AlarmOf(s.r.ID, o.Member)},
		Author: by, Value: string(value),
	})
}

// ask orders a prompt; rings is the member whom they are asked to ring, if any.
func (s *step) ask(o *chat.Occurrence, rings string) {
	if o.Stand == chat.StandPlanned {
		o.Move(chat.StandAsked, s.now(), chat.Program, "")
	}
	o.Asked++
	o.Out, o.Rings, o.NextAt = s.now(), rings, time.Time{}
	n := strconv.Itoa(o.Asked)
	s.then(chat.Event{
		ID: promptID(s.r.ID, o.Member, n), Kind: chat.Prompts,
		Subject: chat.Subject{Kind: chat.SubjectMember, ID: o.Member}, Ref: s.r.ID, Value: n, Text: rings,
	})
}

// promptID is the id of the event that orders a member's n-th prompt. promptOf is the
// way back from the id of the message that it became.
func promptID(round, member, n string) string {
	return chat.OccurrenceID(round, member) + ask + n
}

func promptOf(message string) (round, member string, ok bool) {
	occurrence, _, ok := strings.Cut(message, ask)
	if !ok {
		return "", "", false
	}
	return chat.RoundOf(occurrence)
}

const ask = "/ask/"

// pending tells whether the occurrence still waits for an answer, or for its prompt.
func pending(o *chat.Occurrence) bool {
	return o.Stand == chat.StandPlanned || o.Stand == chat.StandAsked
}

// gone tells whether nothing is asked in the occurrence at all.
func gone(o *chat.Occurrence) bool {
	return o.Stand == chat.StandPaused || o.Stand == chat.StandDropped
}

// named tells whether a human who can be asked about it says so.
func named(who chat.Author) bool { return who.Role == chat.RoleWorker && who.Name != "" }

// begun tells whether the round's first prompt was due, or anybody was heard.
func (s *step) begun() bool { return hasBegun(*s.r, s.now()) }

func hasBegun(r chat.Round, now time.Time) bool {
	return slices.ContainsFunc(r.Occurrences, func(o chat.Occurrence) bool {
		return !gone(&o) && (o.Asked > 0 || o.Stand != chat.StandPlanned || !o.At.IsZero() && !o.At.After(now))
	})
}

// close notes when the circle is round: all who are asked are heard.
func (s *step) close() {
	asked := slices.ContainsFunc(s.r.Occurrences, func(o chat.Occurrence) bool { return !gone(&o) })
	switch round := asked && !s.r.Open(); {
	case round && s.r.RoundAt.IsZero():
		s.r.RoundAt = s.now()
	case !round:
		s.r.RoundAt = time.Time{}
	}
}

// next is when something is due in the round.
func (s *step) next() time.Time {
	first := s.r.MoveAt
	for i := range s.r.Occurrences {
		o := &s.r.Occurrences[i]
		if !pending(o) {
			continue
		}
		times := []time.Time{o.NextAt, o.Due}
		if o.SentAt.IsZero() && o.Out.IsZero() {
			times = append(times, o.Until)
		}
		for _, t := range times {
			if !t.IsZero() && (first.IsZero() || t.Before(first)) {
				first = t
			}
		}
	}
	return first
}

// shown is what a desk's board tells of the round.
func (s *step) shown() string {
	var b strings.Builder
	b.WriteString(s.r.RoundAt.Format(time.RFC3339))
	for _, o := range s.r.Occurrences {
		b.WriteString(" " + o.Member + "=" + string(o.Stand))
	}
	return b.String()
}

// board shows the round at the pushed desks of its circle, from its beginning on.
func (s *step) board() {
	if len(s.r.Posted) == 0 && !s.begun() || s.r.Talk { // nobody waits for who is still to answer
		return
	}
	m := chat.Message{Talk: s.r.ID, Class: chat.Prompt, Speaker: chat.Program, Text: s.label(), Board: &chat.Board{Round: s.r.ID}}
	for _, desk := range s.f.Desks {
		m.ID, m.To, m.Edits = s.key(), desk, ""
		if i := slices.IndexFunc(s.r.Posted, func(p chat.Posted) bool { return p.Desk == desk }); i >= 0 {
			m.Edits = s.r.Posted[i].Card
		} else {
			s.r.Posted = append(s.r.Posted, chat.Posted{Desk: desk, Card: m.ID})
		}
		s.d.Say = append(s.d.Say, m)
	}
}
