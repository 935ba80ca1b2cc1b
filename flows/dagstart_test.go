package flows

import (
	"strings"
	"testing"
	"time"
)

// teamWith is a team of organisation.yaml with these lines.
func teamWith(t *testing.T, lines string) (Team, *Playbook) {
	t.Helper()
	book, err := Load(folder(map[string]string{
		"organisation.yaml": "name: W\nlanguage: nl\nholidays: {country: nl}\nteams:\n  team:\n    label: het team\n    achterwacht: nee\n    " + strings.ReplaceAll(lines, "\n", "\n    ") + "\n",
		"numbers.yaml": "numbers:\n  - {name: Nul, phone: \"0800-1\", hours: altijd, owner: o, checked: 2026-11-01," +
			" for: [suicide, violence, sexual, child, anything]}\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	return book.Organisation.Teams[0], book
}

func inAmsterdam(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, Amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Law 11: a morning is by the wall clock, through both changes of it, on the days
// that the team has; one that was missed counts until noon.
func TestLaw11_AMorningIsByTheWallClockOnOpenDays(t *testing.T) {
	team, _ := teamWith(t, "hours: [ma-vr 9:00-17:00, zo 10:00-12:00]\ndagstart: \"9:00\"\nclosed: [2026-12-28]")
	for at, want := range map[string]string{
		"2026-11-23 08:00": "2026-11-23 08:00:00", // a Monday in winter, in UTC
		"2026-11-23 09:00": "2026-11-23 08:00:00",
		"2026-11-23 11:59": "2026-11-23 08:00:00", // missed, and made up for
		"2026-11-23 12:00": "2026-11-24 08:00:00",
		"2026-11-27 13:00": "2026-11-29 08:00:00", // not on Saturday
		"2026-10-24 13:00": "2026-10-25 08:00:00", // the clock went back that night
		"2026-10-23 13:00": "2026-10-25 08:00:00",
		"2026-10-22 13:00": "2026-10-23 07:00:00",
		"2027-03-26 13:00": "2027-03-30 07:00:00", // Easter Sunday and Monday, and the clock went forward
		"2027-03-20 13:00": "2027-03-21 08:00:00",
		"2026-12-25 00:00": "2026-12-27 08:00:00",
		"2026-12-27 13:00": "2026-12-29 08:00:00",
	} {
		day, begins, ok := team.NextMorning(inAmsterdam(t, at))
		if got := begins.UTC().Format(time.DateTime); !ok || got != want || day != DayOf(begins) {
			t.Errorf("at %s: the next morning is %s (%v, %v), want %s", at, got, day, ok, want)
		}
	}
	for day, want := range map[string]bool{"2026-11-23 11:59": false, "2026-11-23 12:00": true, "2026-11-24 00:00": true} {
		if got := DayOf(inAmsterdam(t, "2026-11-23 09:00")).Missed(inAmsterdam(t, day)); got != want {
			t.Errorf("at %s missed: %v", day, got)
		}
	}
}

func TestATeamWithoutADagstartHasNoMorning(t *testing.T) {
	for _, lines := range []string{"hours: ma-vr 9:00-17:00", "hours: ma-vr 9:00-17:00\ndagstart: \"9:00\"\nclosed: [2026-11-01 - 2027-02-01]"} {
		team, _ := teamWith(t, lines)
		if day, _, ok := team.NextMorning(inAmsterdam(t, "2026-11-23 08:00")); ok {
			t.Errorf("%q: %v", lines, day)
		}
	}
}

// The night is what was written since the team last closed.
func TestTheNightBeginsWhenTheTeamLastClosed(t *testing.T) {
	for _, tt := range []struct{ hours, day, want string }{
		{"hours: [ma-vr 9:00-17:00]\ndagstart: \"9:00\"", "2026-11-24 00:00", "2026-11-23 17:00"},
		{"hours: [ma-vr 9:00-17:00]\ndagstart: \"9:00\"", "2026-11-23 00:00", "2026-11-20 17:00"},
		{"hours: [ma-vr 9:00-17:00, wo 17:00-20:00]\ndagstart: \"9:00\"", "2026-11-26 00:00", "2026-11-25 20:00"},
		{"hours: [ma-vr 9:00-12:00, ma-vr 13:00-17:00]\ndagstart: \"8:30\"", "2026-11-24 00:00", "2026-11-23 17:00"},
		{"hours: [ma-vr 9:00-17:00]\ndagstart: \"9:00\"\nclosed: [2026-11-23]", "2026-11-24 00:00", "2026-11-20 17:00"},
		{"hours: altijd\ndagstart: \"9:00\"", "2026-11-24 00:00", "2026-11-23 21:00"},
		{"hours: [ma-zo 22:00-7:00]\ndagstart: \"6:00\"", "2026-11-24 00:00", "2026-11-23 18:00"},
		{"hours: altijd", "2026-11-24 00:00", "2026-11-23 12:00"},
	} {
		team, _ := teamWith(t, tt.hours)
		if got := team.Night(DayOf(inAmsterdam(t, tt.day))); !got.Equal(inAmsterdam(t, tt.want)) {
			t.Errorf("%q on %s: since %s, want %s", tt.hours, tt.day, got.In(Amsterdam), tt.want)
		}
	}
}

func TestADagstartThatNobodyReadsIsAHint(t *testing.T) {
	for lines, want := range map[string]int{
		"hours: [ma 9:00-17:00, di 7:00-9:00]\ndagstart: \"9:00\"": 1,
		"hours: [ma 9:00-17:00, di 17:00-20:00]\ndagstart: 9:00":   0,
		"hours: [di 7:00-9:00]":                                    0,
	} {
		_, book := teamWith(t, lines)
		n := 0
		for _, h := range book.Hints(inAmsterdam(t, "2026-11-22 00:00")) {
			if h.File != "organisation.yaml" {
				continue
			}
			n++
			if got := h.In("nl").String(); h.String() != "organisation.yaml:9:15: on di the team is closed again when its day begins. Choose an earlier time at dagstart, so that somebody reads it." ||
				!strings.Contains(got, "op di is het team alweer dicht") {
				t.Errorf("%q: %s / %s", lines, h, got)
			}
		}
		if n != want {
			t.Errorf("%q: %d hints", lines, n)
		}
	}
}
