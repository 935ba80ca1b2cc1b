package checkin_test

import (
	"slices"
	"testing"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// The day before is the day before, whatever day that is; what comes after waits for a
// day on which the team is there. Of two who go on different days neither has the
// other's talk.
func TestRow20_TheDayBeforeAndTheFirstDayAfterThatCounts(t *testing.T) {
	p := flowstest.Shipped(t).Programme("samen-erheen")
	from, _ := flows.ParseDay("2026-03-01")
	around := func(goes ...string) (days []string) {
		circle := chat.Circle{Programme: p.Name, Name: p.Name}
		for i, day := range goes {
			circle.Members = append(circle.Members, chat.Member{ID: string(rune('a' + i)), Programme: p.Name, Circle: p.Name, State: chat.MemberActive, Day: day})
		}
		for _, r := range checkin.Plan(p, circle, from.At(0), from.Add(400).At(0)) {
			for _, o := range r.Occurrences {
				days = append(days, o.Member+" "+r.Day+" "+o.At.In(flows.Amsterdam).Format("1504"))
				if !r.Talk || o.Stand != chat.StandPlanned {
					t.Errorf("%+v", r)
				}
			}
		}
		return days
	}
	for _, c := range []struct {
		name string
		goes []string
		want []string
	}{
		{"a Tuesday", []string{"2026-12-01"}, []string{"a 2026-11-30 1600", "a 2026-12-02 1100"}},
		{"a Monday: the day before is a Sunday", []string{"2026-11-30"}, []string{"a 2026-11-29 1600", "a 2026-12-01 1100"}},
		{"a Thursday: the next working day is Monday", []string{"2026-12-03"}, []string{"a 2026-12-02 1600", "a 2026-12-07 1100"}},
		{"the day on which summer time begins", []string{"2026-03-29"}, []string{"a 2026-03-28 1600", "a 2026-03-30 1100"}},
		{"the day on which it ends", []string{"2026-10-25"}, []string{"a 2026-10-24 1600", "a 2026-10-26 1100"}},
		{"one goes on the day after the other", []string{"2026-12-01", "2026-12-03"},
			[]string{"a 2026-11-30 1600", "b 2026-12-02 1600", "a 2026-12-02 1100", "b 2026-12-07 1100"}},
		{"no day", []string{""}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := around(c.goes...); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// What did not go out before is for people to do; silence before it is nothing, and
// silence after it ends what is asked.
func TestRow20_WhatIsNotHeardIsNobodysFault(t *testing.T) {
	book := flowstest.Shipped(t)
	m := chat.Member{ID: "m", Programme: "samen-erheen", Circle: "samen-erheen", State: chat.MemberActive, Day: "2026-12-01", Promise: "Joke gaat mee. Bel 06-12345678."}
	for _, c := range []struct {
		slot, value, why string
		ends             bool
	}{
		{"1600", "silent", "", false},
		{"1600", "fault", "De chatbot kon niet schrijven dat het morgen is. Dat kwam door een storing. Doe het zelf even. Afgesproken: Joke gaat mee. Bel (nummer)", false},
		{"1600", chat.Unreachable, "De chatbot kon niet schrijven dat het morgen is. Het bericht komt niet aan. Bel even. Afgesproken: Joke gaat mee. Bel (nummer)", false},
		{"1600", "left", "", false},
		{"1100n", "held", "De chatbot kon niet vragen hoe het was. Er liep een ander gesprek. Doe het zelf even. Afgesproken: Joke gaat mee. Bel (nummer)", true},
		{"1100n", "silent", "Niet gehoord na de eerste keer samen. Niet gegaan is ook goed. Vraag het even. Afgesproken: Joke gaat mee. Bel (nummer)", true},
	} {
		ev := chat.Event{ID: "e", Kind: chat.Unheard, Subject: chat.Subject{Kind: chat.SubjectMember, ID: "m"}, Value: c.value,
			Ref: chat.RoundID(m.Programme, m.Circle, "2026-11-30", c.slot)}
		d, its := checkin.Relay(book, chat.Conversation{ID: "c"}, chat.Facts{Members: []chat.Member{m}}, ev)
		why := ""
		if len(d.Alarms) > 0 {
			if why = d.Alarms[0].Why; d.Alarms[0].Urgency != chat.Quiet || d.Alarms[0].Team != "opbouwwerk" {
				t.Errorf("%+v", d.Alarms)
			}
		}
		ends := slices.ContainsFunc(d.Then, func(ev chat.Event) bool { return ev.Kind == chat.Leaves && ev.Subject.ID == "m" })
		if !its || why != c.why || ends != c.ends {
			t.Errorf("%s %s: %q, ends %v", c.slot, c.value, why, ends)
		}
	}
}
