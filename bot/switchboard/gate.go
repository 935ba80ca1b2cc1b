package switchboard

import (
	"slices"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	gapCounts = 10 * time.Second // the wake loop stood still for longer: something was down
	gateMost  = 60 * time.Second // then it is told that somebody is overdue at the latest (law 11)
)

// gate holds back what may be a false alarm: after the start, and after a gap, an
// answer may still lie with the platform that was given in time. It opens once all
// adapters have brought what lay there. The zero gate is that of a start.
type gate struct {
	shut  bool
	since time.Time // the end of the gap
	last  time.Time // when the database was last asked what is due, and answered
}

// opens tells whether alarms may go out now.
func (g *gate) opens(now time.Time, caughtUp func(since time.Time) bool) bool {
	if g.last.IsZero() || now.Sub(g.last) > gapCounts {
		g.shut, g.since = true, now
	}
	g.last = now
	if g.shut && (now.Sub(g.since) >= gateMost || caughtUp(g.since)) {
		g.shut = false
	}
	return !g.shut
}

// caughtUp tells whether every adapter that can say so has brought all that lay at
// its platform at this time.
func (s *Switchboard) caughtUp(since time.Time) bool {
	all := true
	for _, a := range s.adapters {
		if c, ok := a.(adapters.CaughtUp); ok && !c.CaughtUp(since) {
			all = false // the others are asked, too: they may hurry
		}
	}
	return all
}

// pass gives those of the events that may be handled now, with those that waited.
// Others wait in memory: who dies meanwhile had only borrowed them.
func (s *Switchboard) pass(now time.Time, events []chat.Event) []chat.Event {
	if s.gate.opens(now, s.caughtUp) {
		held := s.held
		s.held = nil
		return append(slices.DeleteFunc(held, func(h chat.Event) bool { return contains(events, h.ID) }), events...)
	}
	var free []chat.Event
	for _, ev := range events {
		switch {
		case !mayAlarm(ev):
			free = append(free, ev)
		case !contains(s.held, ev.ID):
			s.held = append(s.held, ev)
		}
	}
	return free
}

// mayAlarm tells whether the event may find that somebody is overdue.
func mayAlarm(ev chat.Event) bool {
	return ev.Kind == chat.Woke &&
		(ev.Subject.Kind == chat.SubjectRound || ev.Subject.Kind == chat.SubjectAlarm && chat.CauseMissed.Of(ev.Subject.ID))
}

func contains(events []chat.Event, id string) bool {
	return slices.ContainsFunc(events, func(ev chat.Event) bool { return ev.ID == id })
}
