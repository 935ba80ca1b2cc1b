package checkin

import (
	"time"

	"omzien/bot/chat"
)

// A keten: each is told whom to ring, and says how that went. Whoever rings gives a
// sign of life by that; whoever is spoken to is ticked off by the voice of the other.
// A gap never stops the circle.

// beginChain sets when the first is told whom to ring.
func (s *step) beginChain() {
	s.r.At, s.r.MoveAt = -1, time.Time{}
	for i := range s.r.Occurrences {
		if o := &s.r.Occurrences[i]; !gone(o) && (s.r.MoveAt.IsZero() || o.At.Before(s.r.MoveAt)) {
			s.r.MoveAt = o.At
		}
	}
}

// moveOn goes on without whoever was to ring: their own alarm looks after them.
func (s *step) moveOn() {
	s.r.MoveAt = time.Time{}
	if from := promptsFrom(s.now()); from.After(s.now()) {
		s.r.MoveAt = from
		return
	}
	s.pass(s.r.At + 1)
}

// pass gives the turn to ring to the first from place i on who can.
func (s *step) pass(i int) {
	s.r.MoveAt = time.Time{}
	for ; i < len(s.r.Occurrences); i++ {
		o := &s.r.Occurrences[i]
		if !pending(o) && o.Stand != chat.StandWell || !s.now().Before(o.Until) {
			continue
		}
		if o.Phone { // somebody rings them, and they ring nobody
			if untouched(o) {
				s.ask(o, "")
			}
			continue
		}
		rings := s.unheard(i + 1)
		if rings == nil && !pending(o) {
			continue
		}
		s.turn(i, rings)
		return
	}
	s.r.At = len(s.r.Occurrences)
}

// turn asks the member at place i to ring another, or how they are where nobody is
// left.
func (s *step) turn(i int, rings *chat.Occurrence) {
	whom := ""
	if rings != nil {
		whom = rings.Member
	}
	o := &s.r.Occurrences[i]
	s.ask(o, whom)
	if pending(o) { // the circle may go on without them, and they are reminded all the same
		o.NextAt = s.reminder(o)
	}
	s.r.At, s.r.MoveAt = i, s.now().Add(s.patience())
}

// stillRings is whom a member is asked to ring when they are reminded: the same as
// before, unless they were heard meanwhile. Then they are asked how they are themselves.
func (s *step) stillRings(o *chat.Occurrence) string {
	if other := s.r.Of(o.Rings); s.r.Chain && other != nil && pending(other) {
		return o.Rings
	}
	return ""
}

// patience is how long somebody has to ring the next one: shorter where else the last
// would be asked behind the window.
func (s *step) patience() time.Duration {
	if s.programme == nil || s.programme.Step <= 0 {
		return ringWithin
	}
	window := time.Duration(s.programme.Until-s.programme.When.From) * time.Minute
	return max(time.Minute, min(s.programme.Step, window/time.Duration(len(s.r.Occurrences))))
}

// unheard is the first from place i on who was not heard yet; nil where all were.
func (s *step) unheard(i int) *chat.Occurrence {
	for ; i < len(s.r.Occurrences); i++ {
		if o := &s.r.Occurrences[i]; pending(o) {
			return o
		}
	}
	return nil
}

// place is where a member stands in the circle; -1 where they do not.
func (s *step) place(member string) int {
	for i := range s.r.Occurrences {
		if s.r.Occurrences[i].Member == member {
			return i
		}
	}
	return -1
}

// skip passes the turn on where it is this member's.
func (s *step) skip(member string) {
	if i := s.place(member); s.r.Chain && i >= 0 && i == s.r.At && !s.r.MoveAt.IsZero() {
		s.pass(i + 1)
	}
}

// rang takes how a call went: in a keten by the member who rang, else by a named
// human who rang the member.
func (s *step) rang() {
	i := s.place(s.ev.Ref)
	if i < 0 || gone(&s.r.Occurrences[i]) {
		return
	}
	if named(s.ev.Author) {
		s.called(&s.r.Occurrences[i])
		return
	}
	caller, t := &s.r.Occurrences[i], s.place(s.ev.Text)
	if !s.r.Chain || t < 0 || t == i {
		return
	}
	s.heard(caller, chat.StandWell, s.ev.Author)
	s.called(&s.r.Occurrences[t])
	if i != s.r.At || s.r.MoveAt.IsZero() {
		return // the circle went on meanwhile
	}
	if next := s.unheard(t + 1); s.ev.Value == chat.CallMissed && next != nil && s.now().Before(caller.Until) {
		s.turn(i, next)
		return
	}
	s.pass(t)
}

// called takes how a call with this member went.
func (s *step) called(o *chat.Occurrence) {
	if gone(o) {
		return
	}
	switch s.ev.Value {
	case chat.CallSpoken:
		s.heard(o, chat.StandWell, s.ev.Author)
	case chat.CallWorse:
		s.heard(o, chat.StandNotWell, s.ev.Author)
	case chat.CallMissed:
		if s.r.Talk {
			s.notReached(o)
			return
		}
		if !pending(o) {
			return
		}
		if o.Out = (time.Time{}); o.Phone && !o.NextAt.IsZero() {
			return // they are rung again
		}
		o.NextAt = time.Time{}
		o.Move(chat.StandOverdue, s.heardAt(), s.ev.Author, chat.CallMissed)
		s.fire(o, chat.StandOverdue, "Gebeld, niet bereikt.", "")
	}
}
