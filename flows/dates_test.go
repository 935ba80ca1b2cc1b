package flows

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// comesOn is an entry with one rule, and the directory that has it.
func comesOn(t testing.TB, rule, start string, from, to int, h Holidays) (*Directory, *Entry) {
	t.Helper()
	first, given := parseDay(start)
	if !given {
		first = Day{2024, 1, 1}
	}
	r, wrong := parseRule(rule, first, given)
	if wrong != noProblem {
		t.Fatalf("%s: %s", rule, wordings[wrong].what)
	}
	return &Directory{holidays: h}, &Entry{When: []When{{From: from, To: to, once: first, rule: r}}}
}

// dates are the first days on which the entry comes.
func dates(d *Directory, e *Entry, at time.Time, n int) string {
	var all []string
	for range n {
		from, to, ok := d.Next(e, at)
		if !ok {
			break
		}
		all = append(all, from.In(Amsterdam).Format(time.DateOnly))
		at = to
	}
	return strings.Join(all, " ")
}

func TestRulesComeOnTheirDays(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, Amsterdam) // a Sunday
	for _, c := range []struct{ rule, start, want string }{
		{"FREQ=WEEKLY;BYDAY=FR", "", "2026-11-27 2026-12-04 2026-12-11"},
		{"rrule:freq=weekly;byday=mo,th", "", "2026-11-23 2026-11-26 2026-11-30"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-01-07", "2026-11-25 2026-12-09 2026-12-23"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2026-01-14", "2026-12-02 2026-12-16 2026-12-30"},
		{"FREQ=WEEKLY", "2026-11-03", "2026-11-24 2026-12-01 2026-12-08"},
		{"FREQ=MONTHLY;BYDAY=1TU", "", "2026-12-01 2027-01-05 2027-02-02"},
		{"FREQ=MONTHLY;BYDAY=-1FR", "", "2026-11-27 2026-12-25 2027-01-29"},
		{"FREQ=MONTHLY;BYDAY=1TU,3TU", "", "2026-12-01 2026-12-15 2027-01-05"},
		{"FREQ=MONTHLY;BYMONTHDAY=31", "", "2026-12-31 2027-01-31 2027-03-31"},
		{"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "", "2026-11-30 2026-12-31 2027-01-29"},
		{"FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=5", "", "2026-12-05 2027-12-05 2028-12-05"},
		{"FREQ=WEEKLY;BYDAY=FR;UNTIL=20261204", "", "2026-11-27 2026-12-04"},
		{"FREQ=WEEKLY;BYDAY=FR;COUNT=2", "2026-11-21", "2026-11-27 2026-12-04"},
		{"FREQ=WEEKLY;BYDAY=FR;COUNT=2", "2026-01-02", ""},
		{"FREQ=WEEKLY;BYDAY=FR", "2027-03-01", "2027-03-05 2027-03-12 2027-03-19"},
		{"FREQ=WEEKLY;BYDAY=FR", "2028-03-01", ""}, // beyond a year
	} {
		d, e := comesOn(t, c.rule, c.start, 9*60, 10*60, Holidays{})
		if got := dates(d, e, at, 3); got != c.want {
			t.Errorf("%s from %s: %s, want %s", c.rule, c.start, got, c.want)
		}
	}
}

// Law 11: times are the wall clock of Amsterdam, through both changes of the
// clock. Twenty years of a weekly hour give each Friday once, but for holidays.
func TestLaw11_TwentyYearsOfFridays(t *testing.T) {
	d, e := comesOn(t, "FREQ=WEEKLY;BYDAY=FR", "", 9*60, 10*60+30, dutch())
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, Amsterdam)
	left := 0
	for day := (Day{2026, 1, 2}); day.Year < 2046; day = day.Add(7) {
		if d.holidays.Has(day) {
			left++
			continue
		}
		from, to, ok := d.Next(e, at)
		if !ok || from.In(Amsterdam).Format(wallClock) != day.utc().Format("2006-01-02 09:00") || to.Sub(from) != 90*time.Minute {
			t.Fatalf("after %v comes %v to %v, %v; want %v", at, from, to, ok, day)
		}
		at = to
	}
	if left < 8 || left > 40 {
		t.Errorf("%d Fridays of twenty years are holidays", left)
	}
}

func TestLaw11_AnHourThatTheClockSkipsOrRepeats(t *testing.T) {
	d, e := comesOn(t, "FREQ=DAILY", "", 2*60+30, 4*60, Holidays{})
	for day, want := range map[string]string{
		"2026-03-28": "2026-03-28T02:30:00+01:00 to 2026-03-28T04:00:00+01:00",
		"2026-03-29": "2026-03-29T03:30:00+02:00 to 2026-03-29T04:00:00+02:00",
		"2026-03-30": "2026-03-30T02:30:00+02:00 to 2026-03-30T04:00:00+02:00",
		"2026-10-25": "2026-10-25T02:30:00+02:00 to 2026-10-25T04:00:00+01:00",
		"2026-10-26": "2026-10-26T02:30:00+01:00 to 2026-10-26T04:00:00+01:00",
	} {
		morning, _ := parseDay(day)
		from, to, _ := d.Next(e, morning.At(0))
		if got := from.Format(time.RFC3339) + " to " + to.Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
}

func TestWhatHasBegunCountsUntilItEnds(t *testing.T) {
	d, e := comesOn(t, "FREQ=WEEKLY;BYDAY=FR", "", 9*60, 10*60+30, Holidays{})
	for at, want := range map[string]string{
		"2026-11-27T08:59:00+01:00": "2026-11-27",
		"2026-11-27T09:40:00+01:00": "2026-11-27",
		"2026-11-27T10:29:59+01:00": "2026-11-27",
		"2026-11-27T10:30:00+01:00": "2026-12-04",
	} {
		if got := dates(d, e, moment(t, at), 1); got != want {
			t.Errorf("at %s: %s, want %s", at, got, want)
		}
	}
}

func TestWhatComesOnceComesOnce(t *testing.T) {
	d, e := &Directory{}, &Entry{When: []When{{From: 720, To: 840, once: Day{2026, 12, 18}}}}
	for at, want := range map[string]string{
		"2026-11-22T12:00:00+01:00": "2026-12-18",
		"2026-12-18T13:59:00+01:00": "2026-12-18",
		"2026-12-18T14:00:00+01:00": "",
		"2027-01-01T12:00:00+01:00": "",
		"2024-01-01T12:00:00+01:00": "", // too far ahead to name without a year
	} {
		if got := dates(d, e, moment(t, at), 2); got != want {
			t.Errorf("at %s: %q, want %q", at, got, want)
		}
	}
	e.Closed = []Days{{Day{2026, 12, 17}, Day{2026, 12, 19}}}
	if got := dates(d, e, moment(t, "2026-11-22T12:00:00+01:00"), 1); got != "" {
		t.Errorf("it is closed, and comes on %s", got)
	}
}

// The soonest of several times comes first, and asking from several places at
// once is safe: one rule ends here while others are asked.
func TestSeveralTimesAndSeveralAskers(t *testing.T) {
	d, e := comesOn(t, "FREQ=WEEKLY;BYDAY=TH;UNTIL=20261126", "", 13*60, 15*60, Holidays{})
	_, other := comesOn(t, "FREQ=WEEKLY;BYDAY=TU", "", 9*60, 11*60, Holidays{})
	e.When = append(e.When, other.When...)
	at := moment(t, "2026-11-22T12:00:00+01:00")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got := dates(d, e, at, 4); got != "2026-11-24 2026-11-26 2026-12-01 2026-12-08" {
				t.Errorf("it comes on %s", got)
			}
		})
	}
	all.Wait()
}

// counting is the rule, run from its first day each time.
func counting(r *rule) *rule { return &rule{option: r.option} }

// Whatever somebody writes as a rule is refused or comes on days in order, each
// at its hours, none of them off.
func TestRulesThatLoadCome(t *testing.T) {
	freq := rapid.SampledFrom([]string{"DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY", ""})
	part := rapid.SampledFrom([]string{"INTERVAL=2", "INTERVAL=99", "COUNT=3", "UNTIL=20270101", "UNTIL=20279999", "BYDAY=MO", "BYDAY=-5SU,2TU",
		"BYMONTHDAY=-1", "BYMONTHDAY=31,99", "BYMONTH=2", "BYMONTH=19", "BYSETPOS=-1", "BYSETPOS=99", "BYHOUR=3", "X=1", "="})
	rapid.Check(t, func(t *rapid.T) {
		source := "FREQ=" + freq.Draw(t, "freq")
		for range rapid.IntRange(0, 3).Draw(t, "parts") {
			source += ";" + part.Draw(t, "part")
		}
		first := Day{2000, 1, 1}.Add(rapid.IntRange(0, 10_000).Draw(t, "start"))
		rule, wrong := parseRule(source, first, true)
		if wrong != noProblem {
			return
		}
		d, e := &Directory{holidays: dutch()}, &Entry{When: []When{{From: 540, To: 600, once: first, rule: rule}}}
		at := Day{2026, 1, 1}.At(rapid.IntRange(0, 500_000).Draw(t, "at"))
		for range 3 {
			from, to, ok := d.Next(e, at)
			if !ok {
				return
			}
			day := DayOf(from)
			if !to.After(at) || from != day.At(540) || d.holidays.Has(day) || day.Before(first) {
				t.Fatalf("%s from %v: after %v comes %v to %v", source, first, at, from, to)
			}
			counted := *e
			counted.When = []When{{From: 540, To: 600, once: first, rule: counting(rule)}}
			if same, _, _ := d.Next(&counted, at); same != from {
				t.Fatalf("%s from %v: after %v comes %v, and counted from its first day %v", source, first, at, from, same)
			}
			at = to
		}
	})
}

func FuzzRule(f *testing.F) {
	for _, s := range []string{"FREQ=WEEKLY;BYDAY=FR", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=4", "RRULE:FREQ=DAILY;UNTIL=20261231", "DTSTART:20260101T090000\nRRULE:FREQ=DAILY", ";=;"} {
		f.Add(s, true)
	}
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, Amsterdam)
	f.Fuzz(func(t *testing.T, s string, given bool) {
		if rule, wrong := parseRule(s, Day{2026, 1, 2}, given); wrong == noProblem {
			e := &Entry{When: []When{{From: 540, To: 600, rule: rule}}}
			(&Directory{}).Next(e, at)
		}
	})
}

func TestDaysInWords(t *testing.T) {
	p := builtInBook(t)
	sunday := Day{2026, 11, 22}
	for _, c := range []struct {
		ahead  int
		nl, en string
	}{
		{0, "vandaag", "today"},
		{1, "morgen", "tomorrow"},
		{2, "deze dinsdag", "this Tuesday"},
		{6, "deze zaterdag", "this Saturday"},
		{7, "zondag 29 november", "Sunday 29 November"},
		{12, "vrijdag 4 december", "Friday 4 December"},
		{-1, "zaterdag 21 november", "Saturday 21 November"},
	} {
		for lang, want := range map[string]string{"nl": c.nl, "nl-x-simpel": c.nl, "en-GB": c.en, "": c.nl} {
			if got := p.DayWords(sunday.Add(c.ahead), sunday, lang, "je"); got != want {
				t.Errorf("%d days ahead in %q: %q, want %q", c.ahead, lang, got, want)
			}
		}
	}
	var seen []string
	for m := range 12 {
		seen = append(seen, p.DayWords(Day{2027, time.Month(m + 1), 10}, sunday, "nl", "u"))
	}
	slices.Sort(seen)
	if len(slices.Compact(seen)) != 12 {
		t.Errorf("months are called the same: %q", seen)
	}
}
