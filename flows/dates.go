package flows

import (
	"regexp"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Day is a day on the calendar of Amsterdam, without an hour.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf is the day on which this moment falls in Amsterdam.
func DayOf(at time.Time) Day { return civil(at.In(Amsterdam)) }

// civil is the day of the time in its own zone.
func civil(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}

// utc is the day's midnight in UTC: days count there without gaps.
func (d Day) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Add is the day so many days later.
func (d Day) Add(days int) Day { return civil(d.utc().AddDate(0, 0, days)) }

// Since counts the days from another day to this one.
func (d Day) Since(other Day) int { return int(d.utc().Sub(other.utc()) / (24 * time.Hour)) }

// Before tells whether the day lies before the other.
func (d Day) Before(other Day) bool { return d.Since(other) < 0 }

// Weekday is the day's weekday.
func (d Day) Weekday() time.Weekday { return d.utc().Weekday() }

// At is the moment at which the wall clock shows so many minutes after midnight
// on this day. In the hour that the clock skips it is an hour on; of the hour
// that comes twice it is the first.
func (d Day) At(minute int) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, Amsterdam)
	if earlier := t.Add(-time.Hour); earlier.In(Amsterdam).Format(wallClock) == t.Format(wallClock) {
		return earlier
	}
	return t
}

const wallClock = "2006-01-02 15:04"

// String is the day as 2026-11-27.
func (d Day) String() string { return d.utc().Format(time.DateOnly) }

// ParseDay reads a day as String writes it; false where it is none.
func ParseDay(s string) (Day, bool) { return parseDay(s) }

// parseDay reads 2026-11-27.
func parseDay(s string) (Day, bool) {
	t, err := time.Parse(time.DateOnly, s)
	return civil(t), err == nil && t.Year() >= firstYear
}

// firstYear bounds how far back a playbook's dates go, and with that how long
// it takes to come from there to today.
const firstYear = 2000

// Days are the days from one to another, both among them.
type Days struct{ From, To Day }

// Has tells whether the day is one of them.
func (s Days) Has(d Day) bool { return !d.Before(s.From) && !s.To.Before(d) }

// When is when something takes place: the days of a rule, or one day, with the
// same hours on each.
type When struct {
	From, To int // minutes after local midnight
	once     Day
	rule     *rule // nil: once
}

// rule is a recurrence of days. The library marks a rule of its own that it has
// run to its end, so each run makes one.
type rule struct {
	option rrule.ROption
	free   bool // comes on the same days from wherever one begins to count
}

// from runs the rule, beginning with no day later than this one.
func (r rule) from(d Day) func() (time.Time, bool) {
	option := r.option
	if near := r.period(d); r.free && option.Dtstart.Before(near.utc()) {
		option.Dtstart = near.utc()
	}
	run, err := rrule.NewRRule(option)
	if err != nil { // it was made once already
		return func() (time.Time, bool) { return time.Time{}, false }
	}
	return run.Iterator()
}

// period is the day on which the rule's week, month or year begins.
func (r rule) period(d Day) Day {
	switch r.option.Freq {
	case rrule.YEARLY:
		return Day{d.Year, time.January, 1}
	case rrule.MONTHLY:
		return Day{d.Year, d.Month, 1}
	}
	return d.Add(-int(d.Weekday()+6) % 7)
}

// horizon is how many days ahead a date is looked for: a year, so that a weekday
// and a date without a year say which one is meant.
const horizon = 366

// next is the first time that is not over at this moment, on a day that is not
// off; false where there is none within a year. What has begun counts.
func (w When) next(at time.Time, off func(Day) bool) (from, to time.Time, ok bool) {
	today := DayOf(at)
	fits := func(d Day) bool {
		from, to = d.At(w.From), d.At(w.To)
		return to.After(at) && !off(d)
	}
	if w.rule == nil {
		return from, to, !w.once.Before(today) && w.once.Since(today) <= horizon && fits(w.once)
	}
	for next := w.rule.from(today); ; {
		t, more := next()
		d := civil(t)
		switch {
		case !more || d.Since(today) > horizon:
			return from, to, false
		case !d.Before(today) && fits(d):
			return from, to, true
		}
	}
}

// On tells whether it takes place on the day.
func (w When) On(d Day) bool {
	if w.rule == nil {
		return w.once == d
	}
	for next := w.rule.from(d); ; {
		t, more := next()
		if !more || !civil(t).Before(d) {
			return more && civil(t) == d
		}
	}
}

// ruleParts are what may stand in a rule of a playbook. Hours and minutes are
// not among them: the clock is ours, and the library gets days only.
var ruleParts = map[string]*regexp.Regexp{
	"FREQ":       regexp.MustCompile(`^(DAILY|WEEKLY|MONTHLY|YEARLY)$`),
	"INTERVAL":   regexp.MustCompile(`^[1-9][0-9]?$`),
	"COUNT":      regexp.MustCompile(`^[1-9][0-9]{0,2}$`),
	"UNTIL":      regexp.MustCompile(`^20[0-9]{6}$`),
	"BYDAY":      regexp.MustCompile(`^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)){0,20}$`),
	"BYMONTHDAY": regexp.MustCompile(`^-?[1-9][0-9]?(,-?[1-9][0-9]?){0,30}$`),
	"BYMONTH":    regexp.MustCompile(`^1?[0-9](,1?[0-9]){0,11}$`),
	"BYSETPOS":   regexp.MustCompile(`^-?[1-9][0-9]?(,-?[1-9][0-9]?){0,4}$`),
}

// parseRule reads a recurrence rule of days (RFC 5545), counted from the first
// day; what is wrong is told in the second value. Without a first day the rule
// must say by itself on which days it comes.
func parseRule(s string, first Day, given bool) (*rule, problem) {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), "RRULE:")
	parts := map[string]string{}
	for part := range strings.SplitSeq(s, ";") {
		name, value, _ := strings.Cut(part, "=")
		if shape := ruleParts[name]; shape == nil || parts[name] != "" || !shape.MatchString(value) {
			return nil, badRule
		}
		parts[name] = value
	}
	option, err := rrule.StrToROption(s)
	if err != nil {
		return nil, badRule
	}
	days := parts["BYDAY"] + parts["BYMONTHDAY"]
	counts := parts["INTERVAL"] > "1" || parts["COUNT"] != "" || parts["FREQ"] != "DAILY" && days == "" ||
		parts["FREQ"] == "YEARLY" && parts["BYMONTH"] == ""
	if counts && !given {
		return nil, ruleWithoutStart
	}
	option.Dtstart = first.utc()
	if _, err := rrule.NewRRule(*option); err != nil {
		return nil, badRule
	}
	// One that comes at all comes within eight years: a 29 February does.
	try := *option
	if end := first.Add(8*366 + 1).utc(); try.Until.IsZero() || try.Until.After(end) {
		try.Until = end
	}
	if trial, err := rrule.NewRRule(try); err != nil || trial.After(first.utc(), true).IsZero() {
		return nil, ruleNeverComes
	}
	return &rule{*option, !counts}, noProblem
}
