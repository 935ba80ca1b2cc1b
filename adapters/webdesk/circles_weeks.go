package webdesk

import (
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// weeksShown is how many weeks a member's picture shows, this one included.
const weeksShown = 6

// turned is how one turn went, in the picture's few kinds.
type turned string

const (
	turnWell   turned = "well"   // answered at the first question, or before
	turnLater  turned = "later"  // answered after a reminder
	turnLooked turned = "looked" // somebody had to look
	turnAway   turned = "away"   // said beforehand that they are away
	turnOpen   turned = "open"   // not over yet
)

// weeksView is a member's last weeks as a small picture: a week is a row, a day a
// sign in it. All that it says stands in Alt, too.
type weeksView struct {
	Days          []dayView // the heads of the columns
	Signs         []signView
	Width, Height int
	Alt           string
	Hint          string // what is worth a look; no conclusion. Empty: nothing
}

type dayView struct {
	X    int
	Name string
}

type signView struct {
	X, Y int
	Kind turned
}

const (
	cell   = 26 // side of a day, in the picture's units
	topRow = 22
)

// weeks draws the turns of a member. now is what they are counted back from.
func weeks(turns []chat.Occurrence, now time.Time) weeksView {
	first := weekBegin(now).AddDate(0, 0, -7*(weeksShown-1))
	v := weeksView{Width: 7 * cell, Height: topRow + weeksShown*cell}
	for i, name := range []string{"ma", "di", "wo", "do", "vr", "za", "zo"} {
		v.Days = append(v.Days, dayView{i*cell + cell/2, name})
	}
	count := map[turned]int{}
	for _, o := range turns {
		kind, ok := howItWent(o)
		week, day := place(first, o.At)
		if !ok || week < 0 || week >= weeksShown || dayOf(o.At) > dayOf(now) { // rounds are planned two days ahead
			continue
		}
		count[kind]++
		v.Signs = append(v.Signs, signView{day*cell + cell/2, topRow + week*cell + cell/2, kind})
	}
	v.Alt = weeksInWords(count)
	if seen := adapters.Signals(turns, now); len(seen) > 0 {
		v.Hint = strings.Join(seen, " ") + " Vraag eens hoe het gaat."
	}
	return v
}

// howItWent is what a turn came to. False: it was no turn in the end.
func howItWent(o chat.Occurrence) (turned, bool) {
	for _, m := range o.Log {
		if m.To.Alarmed() && o.Stand != chat.StandDropped {
			return turnLooked, true
		}
	}
	switch {
	case o.Stand == chat.StandDropped:
		return "", false
	case o.Stand.Alarmed(), o.Stand == chat.StandResolved:
		return turnLooked, true
	case o.Stand == chat.StandPaused:
		return turnAway, true
	case o.Stand == chat.StandWell && o.Asked > 1:
		return turnLater, true
	case o.Stand == chat.StandWell:
		return turnWell, true
	}
	return turnOpen, true
}

// weeksInWords says what the picture shows.
func weeksInWords(count map[turned]int) string {
	said := []string{}
	for _, p := range []struct {
		kind      turned
		one, many string
	}{
		{turnWell, "keer alles goed", "keer alles goed"}, {turnLater, "keer alles goed na een herinnering", "keer alles goed na een herinnering"},
		{turnLooked, "keer moest iemand kijken", "keer moest iemand kijken"}, {turnAway, "dag afgemeld", "dagen afgemeld"}, {turnOpen, "keer nog niet voorbij", "keer nog niet voorbij"},
	} {
		if n := count[p.kind]; n > 0 {
			said = append(said, adapters.Counted(n, p.one, p.many))
		}
	}
	if len(said) == 0 {
		return "De laatste zes weken is er niets gevraagd."
	}
	return "De laatste zes weken: " + strings.Join(said, ", ") + "."
}

// weekBegin is the Monday of the week, at noon: no change of the clock is near.
func weekBegin(at time.Time) time.Time {
	local := at.In(chat.Amsterdam)
	since := (int(local.Weekday()) + 6) % 7
	return time.Date(local.Year(), local.Month(), local.Day()-since, 12, 0, 0, 0, time.UTC)
}

// place is in which week after first a moment lies, and on which of its days.
func place(first, at time.Time) (week, day int) {
	local := at.In(chat.Amsterdam)
	noon := time.Date(local.Year(), local.Month(), local.Day(), 12, 0, 0, 0, time.UTC)
	days := int(noon.Sub(first) / (24 * time.Hour))
	if noon.Before(first) {
		return -1, 0
	}
	return days / 7, days % 7
}
