package adapters

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"omzien/bot/chat"
)

// Drill stands before whatever is one: nobody shall run for it.
const Drill = "OEFENING"

// StandInWords is how far a member's turn is, for workers.
func StandInWords(s chat.Stand) string {
	switch s {
	case chat.StandPlanned:
		return "nog niet gevraagd"
	case chat.StandAsked:
		return "gevraagd"
	case chat.StandWell:
		return "alles goed"
	case chat.StandNotWell:
		return "niet goed"
	case chat.StandSign:
		return "teken van leven, nog niet gelezen"
	case chat.StandUnreachable:
		return "bericht komt niet aan"
	case chat.StandNotAsked:
		return "vandaag niet gevraagd"
	case chat.StandOverdue:
		return "nog niet gehoord"
	case chat.StandWith:
		return "iemand is ermee bezig"
	case chat.StandContact:
		return "een naaste is gevraagd om te kijken"
	case chat.StandAccepted:
		return "een naaste gaat kijken"
	case chat.StandResolved:
		return "afgehandeld"
	case chat.StandPaused:
		return "afgemeld"
	case chat.StandAnswered:
		return "antwoordde"
	case chat.StandSilent:
		return "antwoordde niet, dat mag"
	case chat.StandDropped:
		return "doet niet meer mee"
	}
	return "niet bekend"
}

// TurnInWords is how far a member's turn is, for workers. Of whoever is rung it says
// that the call stands on a list: whether anybody rang, nobody knows yet.
func TurnInWords(o chat.Occurrence) string {
	switch {
	case o.Phone && o.Stand == chat.StandPlanned:
		return "nog niet op de bellijst"
	case o.Phone && o.Stand == chat.StandAsked:
		return "op de bellijst"
	}
	return StandInWords(o.Stand)
}

// Open is one who is not heard of yet, or about whom somebody must look.
type Open struct {
	chat.Occurrence
	Member chat.Member // an erased one has an ID alone
	By     string      // who has it, by name; empty: nobody
}

// Tally is a circle's day in numbers, and those whom it still waits for.
type Tally struct {
	All, Well int      // how many are in it, and of how many we know that all is well
	Parts     []string // "1 afgemeld", in the order in which they are read; without those who are well
	Alarmed   []Open   // about whom somebody must look
	Waiting   []Open   // whose turn is not over
	Drill     bool
}

// Tallied counts a circle's day.
func Tallied(day chat.CircleDay) Tally {
	var t Tally
	count := map[chat.Stand]int{}
	for _, o := range day.Occurrences {
		if o.Stand == chat.StandDropped {
			continue
		}
		t.All++
		t.Drill = t.Drill || o.Drill
		one := Open{Occurrence: o, Member: MemberOf(day.Members, o.Member), By: whoHas(o)}
		stand := o.Stand
		switch {
		case stand.Alarmed():
			t.Alarmed = append(t.Alarmed, one)
			if stand == chat.StandWith || stand == chat.StandContact || stand == chat.StandAccepted {
				stand = chat.StandOverdue
			}
		case stand == chat.StandPlanned || stand == chat.StandAsked:
			t.Waiting = append(t.Waiting, one)
			stand = chat.StandAsked
		case stand == chat.StandWell || stand == chat.StandAnswered:
			t.Well++
		}
		count[stand]++
	}
	for _, p := range []struct {
		stand chat.Stand
		words string
	}{
		{chat.StandResolved, "afgehandeld"}, {chat.StandPaused, "afgemeld"}, {chat.StandSilent, "antwoordde niet"}, {chat.StandNotWell, "niet goed"},
		{chat.StandSign, "teken van leven, nog niet gelezen"}, {chat.StandUnreachable, "bericht komt niet aan"},
		{chat.StandNotAsked, "niet gevraagd"}, {chat.StandOverdue, "nog niet gehoord"}, {chat.StandAsked, "nog te gaan"},
	} {
		if n := count[p.stand]; n > 0 {
			t.Parts = append(t.Parts, strconv.Itoa(n)+" "+p.words)
		}
	}
	return t
}

// InShort is the day in one line, the same on every desk: "12/14 · 1 afgemeld · 1 nog
// niet gehoord". That the circle is round, and when, is said behind it.
func (t Tally) InShort() string {
	return strings.Join(append([]string{strconv.Itoa(t.Well) + "/" + strconv.Itoa(t.All)}, t.Parts...), middot)
}

// MemberOf finds a member; one of whom nothing is left has the ID alone.
func MemberOf(all []chat.Member, id string) chat.Member {
	if i := slices.IndexFunc(all, func(m chat.Member) bool { return m.ID == id }); i >= 0 {
		return all[i]
	}
	return chat.Member{ID: id}
}

// whoHas is the human who took the turn up last; empty where it is nobody's.
func whoHas(o chat.Occurrence) string {
	if !o.Stand.Alarmed() {
		return ""
	}
	for _, m := range slices.Backward(o.Log) {
		switch {
		case m.To == chat.StandWith:
			return m.By.Name
		case m.How == chat.HowMistaken: // it begins again
			return ""
		case m.By.Role == chat.RoleProgram && m.To != chat.StandContact: // nobody has it any more
			return ""
		}
	}
	return ""
}

// Headed is a text as a heading: with a capital.
func Headed(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + text[n:]
}

// DayInWords is a local day (2026-11-22) as workers read it: "zondag 22 november";
// the word itself where it is none.
func DayInWords(day string) string {
	t, err := time.Parse(chat.DateLayout, day)
	if err != nil {
		return day
	}
	weekdays := [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	return weekdays[t.Weekday()] + " " + strconv.Itoa(t.Day()) + " " + monthName(t.Month())
}

func monthName(m time.Month) string {
	months := [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	return months[m-1]
}

// TimeInWords is a time as workers read it: "09:20", on the clock of Amsterdam.
func TimeInWords(t time.Time) string { return t.In(chat.Amsterdam).Format("15:04") }

// Row are names in a row, as people say them: "Anja, Piet en Joke".
func Row(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " en " + names[last]
}
