package checkin

import (
	"slices"

	"omzien/bot/chat"
	"omzien/flows"
)

// OverToday are the circles of the members at an address whose round of today is over, or
// that ask nobody today: whoever is not well then has a coordinator all the same, so a
// decision about what the person does needs the newest of their rounds (f.Latest).
// f has Members and Rounds.
func OverToday(book *flows.Playbook, f chat.Facts, ev chat.Event) (circles []chat.Circle) {
	if ev.Author.Role != chat.RolePerson || ev.Kind != chat.Said && ev.Kind != chat.Edited && ev.Kind != chat.Chose {
		return nil
	}
	today := flows.DayOf(ev.At).String()
	for _, m := range f.Members {
		p := book.Programme(m.Programme)
		stands := func(r chat.Round) bool { return r.Programme == m.Programme && r.Circle == m.Circle && r.Day >= today }
		known := func(c chat.Circle) bool { return c.Programme == m.Programme && c.Name == m.Circle }
		if p != nil && p.Kind.Circular() && !slices.ContainsFunc(f.Rounds, stands) && !slices.ContainsFunc(circles, known) {
			circles = append(circles, chat.Circle{Programme: m.Programme, Name: m.Circle})
		}
	}
	return circles
}

// lookedAfter are the turns in which people hear that somebody is not well: those of rounds
// that stand open, and the newest of whoever is in a circle of which today's is over.
// who is the member it is about; empty: all at the address.
func (r *relay) lookedAfter(who string) []turn {
	all := slices.Clone(r.turns)
	for i := range r.f.Members {
		m := &r.f.Members[i]
		if who != "" && m.ID != who {
			continue
		}
		at := slices.IndexFunc(r.f.Latest, func(round chat.Round) bool {
			o := round.Of(m.ID)
			return o != nil && !gone(o) && !o.Drill && !r.at().Before(o.Early)
		})
		if at < 0 {
			continue
		}
		round := &r.f.Latest[at]
		all = slices.DeleteFunc(all, func(t turn) bool { return t.member.ID == m.ID && t.round.ID <= round.ID })
		all = append(all, turn{m, round, round.Of(m.ID)})
	}
	return all
}

// wellAfterAll keeps that all is well with whoever a named human reached today: should
// that one take it back, the answer stands. False: there is nobody of whom that is kept.
func (r *relay) wellAfterAll(who string) bool {
	today := flows.DayOf(r.ev.At).String()
	turns := slices.DeleteFunc(r.lookedAfter(who), func(t turn) bool {
		n := len(t.o.Log)
		return t.o.Stand != chat.StandResolved || t.round.Day != today || n == 0 || t.o.Heard.After(t.o.Log[n-1].At)
	})
	for _, t := range turns {
		r.checkIn(t, chat.StandWell)
	}
	if len(turns) > 0 {
		r.reply(r.thanks(turns), true)
	}
	return len(turns) > 0
}
