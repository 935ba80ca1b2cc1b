package flows

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// Amsterdam is where the people live whose clock we keep.
var Amsterdam = chat.Amsterdam

// Open tells whether the team has its opening hours at this moment: on a
// holiday, or a day on which it is closed, it has none.
func (t Team) Open(at time.Time) bool { return within(t.Hours, at) && !t.off(DayOf(at)) }

// off tells whether the team is closed all day.
func (t Team) off(d Day) bool { return isClosed(t.Closed, d) || t.Holidays.Has(d) }

// closedFor is how many days ahead an opening is looked for: a team that is
// closed for longer says no day.
const closedFor = 28

// Opens is when the team next opens, at or after this moment; false when it
// does not within four weeks.
func (t Team) Opens(at time.Time) (time.Time, bool) {
	if t.Open(at) {
		return at, true
	}
	today := DayOf(at)
	for ahead := range closedFor + 1 {
		if opens, ok := t.opensOn(today.Add(ahead), at); ok {
			return opens, true
		}
	}
	return time.Time{}, false
}

// Closes is when the opening hours that the team has at this moment end; false
// where it has none now, and where they do not end within four weeks.
func (t Team) Closes(at time.Time) (time.Time, bool) {
	if !t.Open(at) || dayAndNight(t.Hours) && len(t.Closed) == 0 {
		return time.Time{}, false
	}
	today := DayOf(at)
	for ahead := range closedFor + 1 {
		if closes, ok := t.closesOn(today.Add(ahead), at); ok {
			return closes, true
		}
	}
	return time.Time{}, false
}

// closesOn is the first moment of the day, after this one, at which the team is
// not open: hours end, or a day begins on which it has none.
func (t Team) closesOn(day Day, at time.Time) (time.Time, bool) {
	moments := []time.Time{time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, Amsterdam)}
	for _, h := range t.Hours {
		if h.Day == day.Weekday() {
			moments = append(moments, time.Date(day.Year, day.Month, day.Day, 0, h.To, 0, 0, Amsterdam))
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	for _, m := range moments {
		if m.After(at) && !t.Open(m) {
			return m, true
		}
	}
	return time.Time{}, false
}

// opensOn is the first moment of the day, at or after this one, at which the
// team is open.
func (t Team) opensOn(day Day, at time.Time) (time.Time, bool) {
	if len(t.Hours) == 0 || t.off(day) {
		return time.Time{}, false
	}
	var moments []time.Time
	for _, h := range t.Hours {
		if h.Day != day.Weekday() {
			continue
		}
		start := time.Date(day.Year, day.Month, day.Day, 0, h.From, 0, 0, Amsterdam)
		// Where the clock goes back an hour comes twice, and where it goes
		// forward one is missing: then the hours begin at the change.
		_, change := start.Add(-2 * time.Hour).ZoneBounds()
		moments = append(moments, start, start.Add(-time.Hour), start.Add(time.Hour), change)
	}
	slices.SortFunc(moments, time.Time.Compare)
	for _, m := range moments {
		if !m.Before(at) && DayOf(m) == day && t.Open(m) {
			return m, true
		}
	}
	return time.Time{}, false
}

// Open tells whether somebody answers the number at this moment.
func (n Number) Open(at time.Time) bool { return len(n.Hours) == 0 || within(n.Hours, at) }

// within tells whether the wall clock of Amsterdam stands within the hours.
func within(hours []Hours, at time.Time) bool {
	local := at.In(Amsterdam)
	minute := local.Hour()*60 + local.Minute()
	for _, h := range hours {
		if h.Day == local.Weekday() && h.From <= minute && minute < h.To {
			return true
		}
	}
	return false
}

// Helping lists the numbers for one of these purposes that are open now,
// day-and-night ones first; 112 is not among them. Numbers for anything come
// last, and alone where no purpose is given.
func (p *Playbook) Helping(at time.Time, purposes ...string) []Number {
	var all []Number
	add := func(wanted func(Number) bool) {
		for _, n := range p.Numbers {
			same := func(o Number) bool { return o.Name == n.Name }
			if n.Phone != "112" && n.Open(at) && wanted(n) && !slices.ContainsFunc(all, same) {
				all = append(all, n)
			}
		}
	}
	fits := func(n Number) bool {
		return slices.ContainsFunc(purposes, func(purpose string) bool { return slices.Contains(n.For, purpose) })
	}
	add(func(n Number) bool { return len(n.Hours) == 0 && fits(n) })
	add(fits)
	add(func(n Number) bool { return slices.Contains(n.For, "anything") })
	return all
}
