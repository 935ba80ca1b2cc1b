package flows

import (
	"strings"
	"time"
)

// weeksCounted is how many weeks are looked at to see on which days a programme asks.
const weeksCounted = 4

// AskDays says on which days the programme asks, counted from this one, and on which
// nobody looks: "Dit doen wij van maandag tot en met vrijdag. Op andere dagen let er niemand
// op." Empty where it asks on none of the next weeks.
func (p *Playbook) AskDays(programme *Programme, from Day, lang string) string {
	var on [7]int
	for n := range weeksCounted * len(on) {
		if d := from.Add(n); programme.When.On(d) {
			on[d.Weekday()]++
		}
	}
	var days []time.Weekday
	each, first, last := true, -1, -1
	for i := range on { // the week begins on Monday
		day := time.Weekday((i + 1) % len(on))
		if on[day] == 0 {
			continue
		}
		if last = i; first < 0 {
			first = i
		}
		days, each = append(days, day), each && on[day] == weeksCounted
	}
	say := func(id TextID, pairs ...string) string { return p.Say(id, lang, programme.Form, pairs...) }
	name := func(d time.Weekday) string { return say(weekdays()[d]) }
	which, daily := "", false
	switch n := len(days); {
	case n == 0:
		return ""
	case n == len(on) && each:
		which, daily = say(TextDaysEvery), true
	case n > 2 && last-first == n-1:
		which = say(TextDaysSpan, "eerste", name(days[0]), "laatste", name(days[n-1]))
	default:
		var names []string
		for _, d := range days {
			names = append(names, name(d))
		}
		list := names[0]
		if n > 1 {
			list = say(TextDaysAnd, "dagen", strings.Join(names[:n-1], ", "), "laatste", names[n-1])
		}
		which = say(TextDaysOn, "dagen", list)
	}
	if !each {
		which = say(TextDaysSome, "dagen", which)
	}
	words := say(TextRuleDays, "dagen", which)
	switch feast := programme.Holidays.Any(); {
	case feast && daily:
		words += " " + say(TextRuleFeast)
	case feast:
		words += " " + say(TextRuleOtherDays)
	case !daily:
		words += " " + say(TextRuleOther)
	}
	return words
}
