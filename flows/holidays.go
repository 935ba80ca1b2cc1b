package flows

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/nl"
	"go.yaml.in/yaml/v4"
)

// Holidays are the days on which an organisation is closed. The zero value
// holds none.
type Holidays struct {
	days    []holiday // of the country
	added   []daysOff
	removed []daysOff
}

// Has tells whether the day is one of them.
func (h Holidays) Has(d Day) bool {
	on := func(off daysOff) bool { return off.has(d) }
	if slices.ContainsFunc(h.added, on) {
		return true
	}
	return slices.ContainsFunc(h.days, func(one holiday) bool { return one.on(d) }) && !slices.ContainsFunc(h.removed, on)
}

// Any tells whether there are such days.
func (h Holidays) Any() bool { return len(h.days)+len(h.added) > 0 }

// holiday is a day of the year that people know by its name.
type holiday struct {
	name    string
	rule    *cal.Holiday
	lustrum bool // by law and agreement a day off every five years only
	asked   bool // a day off only where an organisation adds it
}

// on tells whether the holiday falls on this day.
func (h holiday) on(d Day) bool {
	switch month := h.rule.Month; { // to reckon Easter takes its time
	case h.lustrum && d.Year%5 != 0, month != 0 && month != d.Month, month == 0 && (d.Month < time.March || d.Month > time.June):
		return false
	}
	_, observed := h.rule.Calc(d.Year)
	return !observed.IsZero() && civil(observed) == d
}

// dutchHolidays are those of the Netherlands. Good Friday is a day off for few,
// and Liberation Day in most places only every five years.
var dutchHolidays = [...]holiday{
	{name: "Nieuwjaarsdag", rule: nl.Nieuwjaar},
	{name: "Goede Vrijdag", rule: nl.GoedeVrijdag, asked: true},
	{name: "Eerste Paasdag", rule: aa.Easter},
	{name: "Tweede Paasdag", rule: nl.TweedePaasdag},
	{name: "Koningsdag", rule: nl.Koningsdag},
	{name: "Bevrijdingsdag", rule: nl.BevrijdingsDag, lustrum: true},
	{name: "Hemelvaartsdag", rule: nl.Hemelvaart},
	{name: "Eerste Pinksterdag", rule: aa.Pentecost},
	{name: "Tweede Pinksterdag", rule: nl.TweedePinksterDag},
	{name: "Eerste Kerstdag", rule: nl.EersteKerstdag},
	{name: "Tweede Kerstdag", rule: nl.TweedeKerstdag},
}

// daysOff are days that an organisation adds or removes: from one day to
// another, a day of every year, or a holiday by its name.
type daysOff struct {
	span    Days
	yearly  Day // without a year
	holiday *holiday
}

func (o daysOff) has(d Day) bool {
	switch {
	case o.holiday != nil:
		return o.holiday.on(d)
	case o.yearly.Day > 0:
		return o.yearly.Month == d.Month && o.yearly.Day == d.Day
	}
	return o.span.Has(d)
}

// countries are those whose holidays are known.
var countries = [...]string{"nl"}

// holidays reads what the organisation says of its holidays; the node may be nil.
func (d *document) holidays(n *yaml.Node) Holidays {
	var h Holidays
	if n == nil {
		return h
	}
	f := d.mapping(n, "holidays", holidayKeys)
	if v := f.vals["country"]; v != nil && d.oneOf(v, "country", countries[:]...) != "" {
		for _, one := range dutchHolidays {
			if !one.asked {
				h.days = append(h.days, one)
			}
		}
	}
	for _, v := range d.items(f.vals["add"], "add") {
		h.added = append(h.added, d.daysOff(v, "add")...)
	}
	for _, v := range d.items(f.vals["remove"], "remove") {
		h.removed = append(h.removed, d.daysOff(v, "remove")...)
	}
	return h
}

// daysOff reads one entry of add or remove: days, and their name behind them if
// somebody wants, or the name of a holiday. An added one is off every year.
func (d *document) daysOff(n *yaml.Node, what string) []daysOff {
	s := d.text(n, what)
	if s == "" {
		return nil
	}
	var names []string
	for _, one := range dutchHolidays {
		if strings.EqualFold(one.name, s) {
			one.lustrum = false
			return []daysOff{{holiday: &one}}
		}
		names = append(names, one.name)
	}
	if m := yearlyShape.FindStringSubmatch(strings.ToLower(s)); m != nil {
		day, _ := strconv.Atoi(m[1])
		yearly := Day{Month: time.Month(slices.Index(dutchMonths[:], m[2]) + 1), Day: day}
		if leap := (Day{2000, yearly.Month, day}); civil(leap.utc()) == leap {
			return []daysOff{{yearly: yearly}}
		}
	}
	m := spanShape.FindStringSubmatch(s)
	if m == nil {
		d.add(d.at(n), badHoliday, clip(s), meant(s, names))
		return nil
	}
	span, ok := spanOf(m[1], m[2])
	if !ok {
		d.add(d.at(n), badSpan, clip(s))
		return nil
	}
	return []daysOff{{span: span}}
}

var dutchMonths = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli",
	"augustus", "september", "oktober", "november", "december"}

var (
	yearlyShape = regexp.MustCompile(`^([1-9]|[12][0-9]|3[01]) (` + strings.Join(dutchMonths[:], "|") + `)( .*)?$`)
	spanShape   = regexp.MustCompile(`^([0-9]{4}-[0-9]+-[0-9]+)(?: - ([0-9]{4}-[0-9]+-[0-9]+))?( .*)?$`)
)

// spanOf reads the days from one date to another, or the one day.
func spanOf(first, last string) (Days, bool) {
	if last == "" {
		last = first
	}
	from, ok := parseDay(first)
	to, too := parseDay(last)
	return Days{from, to}, ok && too && !to.Before(from)
}

// closed reads a list of days on which something does not take place.
func (d *document) closed(n *yaml.Node) []Days {
	var all []Days
	for _, v := range d.items(n, "closed") {
		s := d.text(v, "closed")
		if s == "" {
			continue
		}
		m := spanShape.FindStringSubmatch(s)
		span, ok := Days{}, false
		if m != nil {
			span, ok = spanOf(m[1], m[2])
		}
		if !ok {
			d.add(d.at(v), badSpan, clip(s))
			continue
		}
		all = append(all, span)
	}
	return all
}

// isClosed tells whether the day is in one of the spans.
func isClosed(closed []Days, d Day) bool {
	return slices.ContainsFunc(closed, func(s Days) bool { return s.Has(d) })
}
