package flows_test

import (
	"strings"
	"testing"
	"time"

	"omzien/flows"
)

func TestOpensInWords(t *testing.T) {
	book, err := flows.Load(flows.BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 11, day, hour, minute, 0, 0, flows.Amsterdam) // the 23rd is a Monday
	}
	half := flows.Team{Hours: []flows.Hours{{Day: time.Wednesday, From: 9*60 + 5, To: 17 * 60}}}
	for _, c := range []struct {
		team     flows.Team
		at       time.Time
		lang     string
		expected string
	}{
		{book.Team("wijkteam"), at(23, 7, 0), "nl", "vandaag vanaf 9 uur"},
		{book.Team("wijkteam"), at(23, 23, 40), "nl", "morgen vanaf 9 uur"},
		{book.Team("wijkteam"), at(24, 0, 10), "nl", "vandaag vanaf 9 uur"},
		{book.Team("wijkteam"), at(27, 18, 0), "nl", "maandag vanaf 9 uur"},
		{book.Team("wijkteam"), at(27, 18, 0), "en", "on Monday from 9:00"},
		{half, at(23, 8, 0), "nl", "woensdag vanaf 9.05 uur"},
		{half, at(23, 8, 0).UTC(), "en-GB", "on Wednesday from 9:05"},
		{flows.Team{}, at(23, 8, 0), "nl", ""},
	} {
		if got := book.Opens(c.team, c.at, c.lang, "u"); got != c.expected {
			t.Errorf("%v in %s: %q, want %q", c.at, c.lang, got, c.expected)
		}
	}
}

func TestShutSaysNightOnlyAtNight(t *testing.T) {
	book, err := flows.Load(flows.BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	for hour, night := range map[int]bool{6: true, 8: false, 18: false, 21: false, 22: true, 23: true} {
		text := book.Shut(book.Team("wijkteam"), time.Date(2026, 11, 23, hour, 30, 0, 0, flows.Amsterdam), "nl", "je")
		if strings.Contains(text, "nacht") != night || !strings.Contains(text, "Er leest nu niemand mee") || !strings.Contains(text, "Luisterlijn") {
			t.Errorf("at %d:30 it says %q", hour, text)
		}
	}
	if text := book.Shut(flows.Team{}, time.Date(2026, 11, 23, 23, 0, 0, 0, flows.Amsterdam), "nl", "u"); !strings.Contains(text, "blijft bewaard") || strings.Contains(text, "{") {
		t.Errorf("of a team that never opens it says %q", text)
	}
}

func TestLaw5_HelpNamesWhatIsOpenNow(t *testing.T) {
	book, err := flows.Load(flows.BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	day, night := time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam), time.Date(2026, 11, 24, 3, 0, 0, 0, flows.Amsterdam)
	for _, c := range []struct {
		at     time.Time
		form   string
		child  bool
		number string
	}{{day, "je", true, "Kindertelefoon"}, {night, "je", false, "Kindertelefoon"}, {day, "u", false, "Kindertelefoon"}} {
		text := book.Help(c.at, "nl", c.form)
		if !strings.Contains(text, "112") || !strings.Contains(text, "0800-0113") || strings.Contains(text, c.number) != c.child {
			t.Errorf("%v, %s: %q", c.at, c.form, text)
		}
	}
	bare := *book
	bare.Numbers = nil
	if text := bare.Help(night, "nl", "je"); !strings.Contains(text, "112") || strings.Contains(text, "{") || strings.Contains(text, "praten?") {
		t.Errorf("without numbers: %q", text)
	}
}
