package flows

import (
	"strings"
	"testing"
	"time"
)

// daysOffOf reads holidays as organisation.yaml has them, in one line.
func daysOffOf(t testing.TB, source string) Holidays {
	t.Helper()
	r := &report{}
	d := open(r, "organisation.yaml", []byte(source))
	h := d.holidays(d.root)
	if err := r.err(); err != nil {
		t.Fatal(err)
	}
	return h
}

func dutch() Holidays {
	var h Holidays
	for _, one := range dutchHolidays {
		if !one.asked {
			h.days = append(h.days, one)
		}
	}
	return h
}

// off lists the days off of a year.
func off(h Holidays, year int) string {
	var all []string
	for d := (Day{year, 1, 1}); d.Year == year; d = d.Add(1) {
		if h.Has(d) {
			all = append(all, d.utc().Format("01-02"))
		}
	}
	return strings.Join(all, " ")
}

// The years were looked up by hand: Easter, Ascension and Whitsun move; King's
// Day is a day early where the 27th is a Sunday; 5 May counts in 2025 and 2030.
func TestDutchHolidays(t *testing.T) {
	for year, want := range map[int]string{
		2024: "01-01 03-31 04-01 04-27 05-09 05-19 05-20 12-25 12-26",
		2025: "01-01 04-20 04-21 04-26 05-05 05-29 06-08 06-09 12-25 12-26",
		2026: "01-01 04-05 04-06 04-27 05-14 05-24 05-25 12-25 12-26",
		2027: "01-01 03-28 03-29 04-27 05-06 05-16 05-17 12-25 12-26",
		2030: "01-01 04-21 04-22 04-27 05-05 05-30 06-09 06-10 12-25 12-26",
	} {
		if got := off(daysOffOf(t, "{country: nl}"), year); got != want {
			t.Errorf("%d: %s, want %s", year, got, want)
		}
	}
}

func TestAnOrganisationAddsAndRemovesHolidays(t *testing.T) {
	for source, want := range map[string]string{
		"{}":                         "",
		"{add: [Goede Vrijdag]}":     "04-03",
		"{add: [bevrijdingsdag]}":    "05-05", // then it is every year
		"{add: [24 december]}":       "12-24",
		"{add: [\"29 februari x\"]}": "",
		"{add: [2026-12-24 Kerstavond, 2025-12-31 - 2026-01-02]}":                                                "01-01 01-02 12-24",
		"{country: nl, remove: [Koningsdag, Hemelvaartsdag, 2026-12-26]}":                                        "01-01 04-05 04-06 05-24 05-25 12-25",
		"{country: nl, add: [2026-04-27], remove: [Koningsdag, 1 januari Nieuwjaar, 2026-05-01 - 2026-12-31 x]}": "04-05 04-06 04-27",
	} {
		if got := off(daysOffOf(t, source), 2026); got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
}

// Law 6: on a holiday the bot says that nobody reads, and when somebody does.
func TestLaw6_AHolidayIsSaidAsClosed(t *testing.T) {
	source := "name: W\nlanguage: nl\nholidays: {country: nl, add: [24 december]}\nteams:\n" +
		"  gewoon: {label: het team, achterwacht: nee, hours: [ma-vr 9:00-17:00]}\n" +
		"  werkt: {label: het team, achterwacht: nee, hours: [ma-vr 9:00-17:00], holidays: open}\n" +
		"  altijd: {label: het team, achterwacht: nee, hours: altijd}\n" +
		"  vrij: {label: het team, achterwacht: nee, hours: [ma-vr 9:00-17:00], closed: [2026-12-28 - 2027-01-01]}\n" +
		"  weg: {label: het team, achterwacht: nee, hours: [ma-vr 9:00-17:00], closed: [2026-12-01 - 2027-02-01]}\n"
	p, err := Load(folder(map[string]string{"organisation.yaml": source}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ team, at, opens string }{
		{"gewoon", "2026-12-23T16:00:00+01:00", "now"},
		{"gewoon", "2026-12-23T18:00:00+01:00", "maandag vanaf 9 uur"}, // over 24, 25 and a weekend
		{"gewoon", "2026-12-25T12:00:00+01:00", "maandag vanaf 9 uur"},
		{"werkt", "2026-12-25T12:00:00+01:00", "now"},
		{"altijd", "2026-12-25T03:00:00+01:00", "now"},
		{"vrij", "2026-12-24T12:00:00+01:00", "maandag 4 januari vanaf 9 uur"},
		{"vrij", "2026-12-27T12:00:00+01:00", "maandag 4 januari vanaf 9 uur"},
		{"vrij", "2026-12-30T12:00:00+01:00", "maandag vanaf 9 uur"},
		{"weg", "2026-12-28T12:00:00+01:00", ""},
		{"weg", "2027-01-05T12:00:00+01:00", "dinsdag 2 februari vanaf 9 uur"},
	} {
		team, at := p.Team(c.team), moment(t, c.at)
		if open := team.Open(at); open != (c.opens == "now") {
			t.Errorf("%s at %s: open is %v", c.team, c.at, open)
			continue
		}
		if c.opens == "now" {
			continue
		}
		if got := p.Opens(team, at, "nl", "u"); got != c.opens {
			t.Errorf("%s at %s opens %q, want %q", c.team, c.at, got, c.opens)
		}
		shut := p.Shut(team, at, "nl", "u")
		if !strings.Contains(shut, "Er leest nu niemand") || !strings.Contains(shut, c.opens) || (c.opens == "") != strings.Contains(shut, "blijft bewaard voor ons team") {
			t.Errorf("%s at %s: %q", c.team, c.at, shut)
		}
	}
}

// Opens is still the first open minute where days are left out.
func TestTeamOpensPassesOverDaysOff(t *testing.T) {
	hours, _ := parseHours("ma-zo 8:00-9:00")
	team := Team{Hours: hours, Holidays: dutch(), Closed: []Days{{Day{2026, 12, 27}, Day{2027, 1, 5}}}}
	at := time.Date(2026, 12, 24, 8, 30, 0, 0, Amsterdam)
	for _, want := range []string{"2026-12-24 08:30", "2027-01-06 08:00", "2027-01-07 08:00"} {
		got, ok := team.Opens(at)
		if !ok || got.In(Amsterdam).Format(wallClock) != want {
			t.Fatalf("after %v it opens %v, want %s", at, got, want)
		}
		at = DayOf(got).At(9 * 60)
	}
}
