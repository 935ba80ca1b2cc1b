package checkin

import (
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// Plan gives the rounds of the circle whose first prompt lies from from until to,
// in the order of time: one for each day on which the programme asks, by the wall
// clock of Amsterdam. The same playbook and the same members give the same rounds.
//
// Who is invited, or left, is in none. Who is paused on the day is in it as paused,
// so that the board counts them. In a keten each has their own time, one step after
// the one before: it is then that they are asked at the latest.
func Plan(p *flows.Programme, circle chat.Circle, from, to time.Time) []chat.Round {
	members := asked(circle.Members)
	if !p.Kind.Circular() {
		return planTalks(p, circle, members, from, to)
	}
	var all []chat.Round
	for day := flows.DayOf(from); len(members) > 0 && day.At(0).Before(to); day = day.Add(1) {
		if !p.Asks(day) {
			continue
		}
		r := roundOn(p, circle, members, day)
		if first := begins(r); !first.Before(from) && first.Before(to) {
			all = append(all, r)
		}
	}
	return all
}

// asked are the members who take part, in the circle's order.
func asked(members []chat.Member) []chat.Member {
	all := slices.DeleteFunc(slices.Clone(members), func(m chat.Member) bool {
		return m.State != chat.MemberActive && m.State != chat.MemberPaused
	})
	slices.SortStableFunc(all, func(a, b chat.Member) int {
		if a.Place != b.Place {
			return int(min(max(a.Place-b.Place, -1), 1))
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all
}

// begins is when the first of a round is asked.
func begins(r chat.Round) time.Time {
	first := r.Occurrences[0].At
	for _, o := range r.Occurrences {
		if o.At.Before(first) {
			first = o.At
		}
	}
	return first
}

// roundOn is the circle's round of one day, with nothing done yet.
func roundOn(p *flows.Programme, circle chat.Circle, members []chat.Member, day flows.Day) chat.Round {
	date, slot, chain := day.String(), p.Slot(), p.Kind == flows.ProgrammeChain
	r := chat.Round{ID: chat.RoundID(p.Name, circle.Name, date, slot),
		Programme: p.Name, Circle: circle.Name, Day: date, Slot: slot, Team: p.Team, Chain: chain}
	rings := 0 // how many ring before them: who is away is passed over
	for _, m := range members {
		away := pausedOn(m, day)
		times := p.Times(day, m.Prompt)
		if chain {
			times = p.Turn(day, rings, len(members))
		}
		o := chat.Occurrence{Member: m.ID, Stand: chat.StandPlanned, At: times.At, Until: times.Until, Due: times.Due,
			Early: times.Early, Remind: times.Remind, NextAt: times.At, Phone: m.Address.Adapter == chat.AdapterPhone}
		if away {
			o.Stand, o.NextAt = chat.StandPaused, time.Time{}
		} else {
			rings++
		}
		r.Occurrences = append(r.Occurrences, o)
	}
	return r
}

// Moved leaves out the wanted rounds of a circle on a day that has begun under another
// slot: whoever moves the programme's time in the course of the day moves it from the
// next on, and nobody is asked twice or missed at a time that is over. known are the
// circle's rounds of these days. Only a circle has one round a day.
func Moved(p *flows.Programme, wanted, known []chat.Round, now time.Time) []chat.Round {
	if !p.Kind.Circular() {
		return wanted
	}
	return slices.DeleteFunc(slices.Clone(wanted), func(w chat.Round) bool {
		other := false
		for _, r := range known {
			if r.Day == w.Day && r.Broadcast == nil && hasBegun(r, now) {
				if r.ID == w.ID {
					return false
				}
				other = true
			}
		}
		return other
	})
}

// pausedOn tells whether the member said that they are away on the day. A pause
// without a last day that can be read is none: to ask once too often harms nobody.
func pausedOn(m chat.Member, day flows.Day) bool {
	back, ok := flows.ParseDay(m.Until)
	return m.State == chat.MemberPaused && ok && day.Before(back)
}
