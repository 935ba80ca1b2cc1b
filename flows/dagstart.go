package flows

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// noon is the last minute of a day at which it may still begin: a morning that
// was missed is made up for until then, and no later.
const noon = 12 * 60

// dagstart reads when a team's day begins, in minutes after local midnight; the
// node may be nil: then it does not.
func (d *document) dagstart(n *yaml.Node) int {
	if n == nil {
		return 0
	}
	s := d.text(n, "dagstart")
	minute, ok := parseClock(strings.TrimSpace(s))
	switch {
	case s == "": // reported already
	case !ok:
		d.add(d.at(n), badClock, clip(s))
	case minute == 0 || minute >= noon:
		d.add(d.at(n), notMorning, clip(s))
	default:
		return minute
	}
	return 0
}

// morningShape is a time of day before noon, and after midnight, for editors.
var morningShape = regexp.MustCompile(`^\s*(0?[1-9]|1[01])[:.][0-5][0-9]\s*$|^\s*0?0[:.]([0-5][1-9]|[1-5]0)\s*$`)

// Morning is when the team's day begins on this day: by the wall clock of
// Amsterdam, on days on which it has opening hours. False where it does not.
func (t Team) Morning(d Day) (time.Time, bool) {
	open := slices.ContainsFunc(t.Hours, func(h Hours) bool { return h.Day == d.Weekday() })
	if t.Dagstart == 0 || !open || t.off(d) {
		return time.Time{}, false
	}
	return d.At(t.Dagstart), true
}

// NextMorning is the first day of which the beginning is still to come at this
// moment, or was missed and can be made up for: until 12:00. False where none is
// within four weeks.
func (t Team) NextMorning(at time.Time) (Day, time.Time, bool) {
	today := DayOf(at)
	for ahead := range closedFor + 1 {
		day := today.Add(ahead)
		if begins, ok := t.Morning(day); ok && at.Before(day.At(noon)) {
			return day, begins, true
		}
	}
	return Day{}, time.Time{}, false
}

// Missed tells whether it is too late to begin the day.
func (d Day) Missed(at time.Time) bool { return !at.Before(d.At(noon)) }

// night is how long before its morning a team that never closes looks back.
const night = 12 * time.Hour

// Night is since when nobody of the team was there before this day: when it last
// closed. Of a team that never closed before, it is twelve hours before its
// morning, or before the day began.
func (t Team) Night(d Day) time.Time {
	began := d.At(0)
	if first, ok := t.opensOn(d, began); ok {
		began = first
	}
	for back := range closedFor + 1 {
		day := d.Add(-back)
		var last time.Time
		for _, h := range t.Hours {
			end := day.At(h.To)
			if h.Day == day.Weekday() && !t.off(day) && end.Before(began) && end.After(last) {
				last = end
			}
		}
		if !last.IsZero() {
			return last
		}
		if t.Open(began.Add(-time.Minute)) {
			break
		}
	}
	if at, ok := t.Morning(d); ok {
		began = at
	}
	return began.Add(-night)
}

// mornings looks whether somebody is there when a team's day begins.
func (h *hints) mornings(teams []Team) {
	for _, t := range teams {
		for day, word := range dayWords {
			last := 0
			for _, open := range t.Hours {
				if int(open.Day) == day {
					last = max(last, open.To)
				}
			}
			if t.Dagstart > 0 && last > 0 && last <= t.Dagstart {
				h.add(t.begins, phrased("on %[1]s the team is closed again when its day begins", word),
					phrased("Choose an earlier time at dagstart, so that somebody reads it."))
			}
		}
	}
}
