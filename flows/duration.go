package flows

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// durationShape is a number and a unit: 20 minuten, 2u, 1 dag.
var durationShape = regexp.MustCompile(`^([0-9]{1,5})\s*(` + durationUnits + `)$`)

const durationUnits = "m|min|minuut|minuten|u|h|uur|d|dag|dagen|w|week|weken"

// durationPattern is durationShape for editors: whatever capitals and blanks.
func durationPattern() string {
	units := strings.Split(durationUnits, "|")
	for i, u := range units {
		units[i] = anyCase(u)
	}
	return `^\s*[0-9]{1,5}\s*(` + strings.Join(units, "|") + `)\s*$`
}

// The least and the most that an author lets something rest.
const (
	leastRest = time.Minute
	mostRest  = 366 * 24 * time.Hour
)

// parseDuration reads how long something takes, as authors write it. A day is
// 24 hours, a week seven days.
func parseDuration(s string) (time.Duration, bool) {
	m := durationShape.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	if m == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(m[1])
	unit := time.Minute
	switch m[2][0] {
	case 'u', 'h':
		unit = time.Hour
	case 'd':
		unit = 24 * time.Hour
	case 'w':
		unit = 7 * 24 * time.Hour
	}
	return time.Duration(n) * unit, true
}

// duration reads a text that says how long; 0, and a mistake, where it does not.
func (d *document) duration(n *yaml.Node, what string) time.Duration {
	s := d.text(n, what)
	if s == "" {
		return 0
	}
	long, ok := parseDuration(s)
	switch {
	case !ok:
		d.add(d.at(n), badDuration, clip(s))
		return 0
	case long < leastRest || long > mostRest:
		d.add(d.at(n), oddDuration, clip(s))
		return 0
	}
	return long
}

// The night, in minutes after local midnight: nobody is written to between
// these, and what would fall there comes at dayStart.
const (
	nightFrom = 21 * 60
	nightTo   = 7*60 + 30
	dayStart  = 9 * 60
)

func atNight(minute int) bool { return minute >= nightFrom || minute < nightTo }

// Night tells whether the bot does not begin to speak by itself at this moment:
// between 21:00 and 7:30 by the wall clock of Amsterdam.
func Night(at time.Time) bool {
	local := at.In(Amsterdam)
	return atNight(local.Hour()*60 + local.Minute())
}

// ByDay is the moment itself, or the next 9:00 where it is in the night.
func ByDay(at time.Time) time.Time {
	if !Night(at) {
		return at
	}
	local := at.In(Amsterdam)
	day := local.Day()
	if local.Hour()*60+local.Minute() >= nightFrom {
		day++
	}
	return clockOn(local.Year(), local.Month(), day, dayStart)
}

// clockOn is a time of day by the wall clock of Amsterdam.
func clockOn(year int, month time.Month, day, minute int) time.Time {
	return time.Date(year, month, day, minute/60, minute%60, 0, 0, Amsterdam)
}

// Until is when a wait that begins now is over; now itself where there is
// nothing to wait for: the day is past, or nobody told it. It is never in the
// night, unless it is now.
func (w *Wait) Until(now time.Time, data map[string]string) time.Time {
	local := now.In(Amsterdam)
	switch {
	case w.Day != "":
		day, err := time.Parse(dateLayout, data[w.Day])
		if err != nil {
			return now
		}
		if then := clockOn(day.Year(), day.Month(), day.Day()-w.Before, w.Clock); then.After(now) {
			return then
		}
		return now
	case w.Clock >= 0:
		then := clockOn(local.Year(), local.Month(), local.Day(), w.Clock)
		if !then.After(now) {
			then = clockOn(local.Year(), local.Month(), local.Day()+1, w.Clock)
		}
		return then
	}
	return ByDay(now.Add(w.For))
}

// Until is when a wait of the flow that begins now is over, as Wait.Until. A
// wait for an entry of the directory is for the next day on which that takes
// place and of which the day to wait for is not past yet: who asks on the day
// itself for a message the day before means the time after.
func (p *Playbook) Until(f *Flow, w *Wait, now time.Time, data map[string]string) time.Time {
	if w.Day == "" || f.Data[w.Day].Type != VarEntry {
		return w.Until(now, data)
	}
	day := ""
	if e := p.Directory.Entry(data[w.Day]); e != nil {
		local := now.In(Amsterdam)
		first := clockOn(local.Year(), local.Month(), local.Day()+w.Before, 0)
		at := now
		if first.After(now) {
			at = first
		}
		if from, _, comes := p.Directory.Next(e, at); comes {
			day = from.In(Amsterdam).Format(dateLayout)
		}
	}
	return w.Until(now, map[string]string{w.Day: day})
}

// dateLayout is how a date is kept.
const dateLayout = "2006-01-02"

// Rests tells whether a wait always takes time. One until a day may find that
// the day is past.
func (w *Wait) Rests() bool { return w.Day == "" }

func isDate(s string) bool {
	_, err := time.Parse(dateLayout, s)
	return err == nil
}
