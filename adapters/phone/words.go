package phone

import (
	"cmp"
	"slices"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// ended says who ended an alarm, and when.
func ended(a chat.Alarm, now time.Time) string {
	if a.EndedBy.Role != chat.RoleWorker || a.EndedBy.Name == "" {
		return "Het was " + when(a.EndedAt, now) + " niet meer nodig."
	}
	return a.EndedBy.Name + " rondde hem " + when(a.EndedAt, now) + " af. Je hoeft niets meer te doen."
}

// did is one line of what people did: "10:04 Anja Bakker: niet bereikt". Of one of
// many, the name stands behind it where members are given.
func did(m chat.Moved, members []chat.Member) string {
	who, what, of := m.By.Name, m.How, ""
	for _, one := range members {
		if m.Member != "" && m.Member == one.ID {
			of = " (" + cmp.Or(one.Name, one.Initials) + ")"
		}
	}
	switch {
	case m.To == chat.StandWell:
		return clock(m.At) + " Er kwam een teken: alles goed"
	case m.To == chat.StandContact && m.By.Role == chat.RoleProgram:
		return clock(m.At) + " Gevraagd om te kijken: " + m.How + of
	case m.To == chat.StandResolved:
		what = "bereikt"
	case what == "":
		what = adapters.StandInWords(m.To)
	}
	if who == "" {
		who = "Omzien"
	}
	return clock(m.At) + " " + who + ": " + what + of
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// contactPage is what somebody close to a member sees who is asked to look.
type contactPage struct {
	Title, Reader string
	Drill, Over   bool
	Name          string
	Why, State    string
	Phones        []number
	Home          string
	Goes, Cannot  bool
	Turn          int64
}

// forContact is the page for somebody close to the member. Once nobody needs to look
// any more it says only that.
func (a *Adapter) forContact(page chat.MissedPage, who chat.Author) contactPage {
	k := page.Check
	v := contactPage{Title: a.Title, Reader: who.Name, Drill: k.Drill, Turn: page.Turn, Over: !page.Open() || k.Stand == chat.StandWell}
	if len(page.Members) != 1 {
		v.Over = true
	}
	if v.Over {
		v.State = "U hoeft niet meer te gaan kijken. Dank u wel."
		return v
	}
	m := page.Members[0]
	v.Name, v.Home = m.Name, m.Home
	switch k.What {
	case chat.StandNotWell:
		v.Why = "Er kwam een bericht: het gaat niet goed met " + m.Name + ", of er is hulp nodig."
	case chat.StandUnreachable, chat.StandNotAsked:
		v.Why = "Wij konden " + m.Name + " vandaag niet bereiken. Dat zegt nog niets over hoe het gaat."
	default:
		v.Why = "Van " + m.Name + " kwam vandaag geen antwoord op de vraag van de belcirkel. Vaak is er niets aan de hand."
	}
	if k.What == chat.StandOverdue && slices.ContainsFunc(page.Occurrences, func(o chat.Occurrence) bool { return o.Phone }) {
		v.Why = "Wij spraken " + m.Name + " vandaag nog niet. Vaak is er niets aan de hand."
	}
	for i, written := range m.Phones {
		label := "Bel " + m.Name
		if i > 0 {
			label = "Ander nummer"
		}
		v.Phones = append(v.Phones, dialled(label, written))
	}
	for _, d := range k.Did {
		if d.How == chat.HowMistaken { // they are asked anew
			v.Goes, v.Cannot = false, false
		}
		if d.By.ID == who.ID && d.By.Role == chat.RolePerson {
			v.Goes, v.Cannot = d.To == chat.StandAccepted, d.To == chat.StandContact
		}
	}
	switch {
	case v.Goes:
		v.State = "U zei: ik ga kijken. Dat geven we door. Dank u wel."
	case v.Cannot:
		v.State = "U zei: ik kan niet. Dank u wel dat u het laat weten."
	}
	return v
}
