package adapters

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

func turns(stands ...chat.Stand) (day chat.CircleDay) {
	for i, s := range stands {
		id := string(rune('a' + i))
		day.Occurrences = append(day.Occurrences, chat.Occurrence{Member: id, Stand: s})
		day.Members = append(day.Members, chat.Member{ID: id, Initials: strings.ToUpper(id) + "."})
	}
	return day
}

// A circle's day in one line says what each member's turn came to, and counts nobody
// as well of whom we do not know it.
func TestACirclesDayInOneLine(t *testing.T) {
	for _, tt := range []struct {
		day              chat.CircleDay
		want             string
		alarmed, waiting int
	}{
		{turns(), "0/0", 0, 0},
		{turns(chat.StandWell, chat.StandWell, chat.StandPaused, chat.StandOverdue), "2/4 · 1 afgemeld · 1 nog niet gehoord", 1, 0},
		{turns(chat.StandWell, chat.StandDropped), "1/1", 0, 0},
		{turns(chat.StandPlanned, chat.StandAsked, chat.StandWell), "1/3 · 2 nog te gaan", 0, 2},
		{turns(chat.StandWith, chat.StandContact, chat.StandAccepted, chat.StandOverdue), "0/4 · 4 nog niet gehoord", 4, 0},
		{turns(chat.StandSign, chat.StandNotWell, chat.StandUnreachable, chat.StandNotAsked, chat.StandResolved),
			"0/5 · 1 afgehandeld · 1 niet goed · 1 teken van leven, nog niet gelezen · 1 bericht komt niet aan · 1 niet gevraagd", 4, 0},
	} {
		got := Tallied(tt.day)
		if got.InShort() != tt.want || len(got.Alarmed) != tt.alarmed || len(got.Waiting) != tt.waiting {
			t.Errorf("%q, %d alarmed, %d waiting; want %q, %d, %d", got.InShort(), len(got.Alarmed), len(got.Waiting), tt.want, tt.alarmed, tt.waiting)
		}
	}
}

// Whoever took a turn up last is named with it, and only while people are to look.
func TestWhoHasATurnIsNamed(t *testing.T) {
	day := turns(chat.StandWith, chat.StandWell)
	for i := range day.Occurrences {
		day.Occurrences[i].Log = []chat.Moved{
			{To: chat.StandWith, By: chat.Author{Name: "Anja"}}, {To: chat.StandWith, By: chat.Author{Name: "Piet"}},
		}
	}
	if got := Tallied(day).Alarmed; len(got) != 1 || got[0].By != "Piet" || got[0].Member.Initials != "A." {
		t.Errorf("%+v", got)
	}
	if one := Tallied(turns(chat.StandOverdue)).Alarmed[0]; one.By != "" {
		t.Errorf("nobody's: %+v", one)
	}
	day.Members = nil // erased
	if one := Tallied(day).Alarmed[0]; one.Member.ID != "a" || one.Member.Initials != "" {
		t.Errorf("erased: %+v", one)
	}
}

// Every stand and every cause has words of its own: none is passed over in silence.
func TestEveryStandHasWords(t *testing.T) {
	seen := map[string]chat.Stand{}
	for _, s := range []chat.Stand{
		chat.StandPlanned, chat.StandAsked, chat.StandWell, chat.StandNotWell, chat.StandSign, chat.StandUnreachable, chat.StandNotAsked,
		chat.StandOverdue, chat.StandWith, chat.StandContact, chat.StandAccepted, chat.StandResolved, chat.StandPaused, chat.StandDropped,
	} {
		words := StandInWords(s)
		if other, twice := seen[words]; twice || words == StandInWords("?") {
			t.Errorf("%s and %s are both %q", s, other, words)
		}
		seen[words] = s
	}
	other := CauseInWords("?")
	for _, c := range []chat.Cause{chat.CauseMissed, chat.CauseMany, chat.CauseRooster, chat.CauseUnreachable} {
		if CauseInWords(c) == other {
			t.Errorf("%s has no words", c)
		}
	}
	a := chat.Alarm{Cause: chat.CauseMissed, Check: &chat.Check{What: chat.StandSign, Drill: true}}
	if got := AlarmInWords(a); got != "OEFENING · Teken van leven, nog niet gelezen" {
		t.Errorf("a drill reads %q", got)
	}
	if got := AlarmInWords(chat.Alarm{Cause: chat.CauseCrisis}); got != "Gevaar" {
		t.Errorf("a crisis reads %q", got)
	}
}
