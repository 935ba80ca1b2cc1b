package checkin

import (
	"slices"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// Overlooked is for how many days a follow-up, or a look of the silence watch, that
// nobody planned is still owed: after a standstill its person is asked at the next moment inside the window. It is far less
// than rounds are kept, so that what was asked is known.
const Overlooked = 21

// CatchUp adds to the wanted rounds of a follow-up, or of a silence watch, those members whose day passed while
// nothing was planned: they are asked once, on the first day from now on on which
// anybody is. known are the circle's rounds of the days since Overlooked days ago, and
// of those to come.
func CatchUp(p *flows.Programme, circle chat.Circle, wanted, known []chat.Round, now time.Time) []chat.Round {
	if !CatchesUp(p) {
		return wanted
	}
	for _, m := range asked(circle.Members) {
		due, owed := lastDue(p, m, flows.DayOf(now))
		if !owed || slices.ContainsFunc(wanted, func(r chat.Round) bool { return r.Of(m.ID) != nil }) {
			continue
		}
		on, ok := catchUpDay(p, now)
		if i := slices.IndexFunc(known, func(r chat.Round) bool { return r.Day >= due.String() && r.Of(m.ID) != nil }); i >= 0 {
			if known[i].Day < flows.DayOf(now).String() || known[i].Of(m.ID).Stand != chat.StandPlanned { // they were asked, or that they were not was told
				continue
			}
			on, ok = flows.ParseDay(known[i].Day)
		}
		if ok {
			wanted = withTurn(wanted, p, circle, m, on)
		}
	}
	return wanted
}

// CatchesUp tells whether the programme owes what a standstill swallowed.
func CatchesUp(p *flows.Programme) bool {
	return p.Kind == flows.ProgrammeAfter && len(p.Talks) > 0 || p.Kind == flows.ProgrammeQuiet
}

// lastDue is the last day before today on which the member was to be asked; false where
// there was none in the time that counts, and where they were no member yet.
func lastDue(p *flows.Programme, m chat.Member, today flows.Day) (flows.Day, bool) {
	b := talksOf(p)[0]
	for back := 1; back <= Overlooked; back++ {
		day := today.Add(-back)
		if p.Asks(day) && fallsOn(p, m, day, b) {
			return day, !pausedOn(m, day) && !later(m.Changed, m.Agreed).After(p.Begins(day, b).At)
		}
	}
	return today, false
}

// catchUpDay is the first day on which they can still be asked.
func catchUpDay(p *flows.Programme, now time.Time) (flows.Day, bool) {
	today := flows.DayOf(now)
	if p.Asks(today) && now.Before(p.Begins(today, talksOf(p)[0]).Until) {
		return today, true
	}
	return firstAsked(p, today.Add(1))
}

// withTurn puts the member's turn into the round of the day, which may be a new one.
func withTurn(wanted []chat.Round, p *flows.Programme, circle chat.Circle, m chat.Member, day flows.Day) []chat.Round {
	b := talksOf(p)[0]
	id := chat.RoundID(p.Name, circle.Name, day.String(), b.Slot())
	i := slices.IndexFunc(wanted, func(r chat.Round) bool { return r.ID == id })
	if i < 0 {
		i = len(wanted)
		wanted = append(wanted, talkRound(p, circle, day, b))
	}
	wanted[i].Occurrences = append(wanted[i].Occurrences, talkTurn(p, m, day, b))
	return wanted
}
