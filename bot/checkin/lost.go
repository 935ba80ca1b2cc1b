package checkin

import (
	"strconv"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// FoundAgain is what people read when a circle that was lost is not so any more.
const FoundAgain = "De cirkel staat weer in het draaiboek, of er doet niemand meer in mee."

// Lost gives the alarm that the playbook has no such circle while people take part in it:
// nobody asks them anything, and nobody is missed. team is whose circle it was; empty
// where nobody knows. False: there is such a circle, or nobody takes part. The same
// circle gives the same alarm.
func Lost(book *flows.Playbook, circle chat.Circle, team string, at time.Time) (chat.Alarm, bool) {
	people := TakingPart(circle)
	p := book.Programme(circle.Programme)
	if people == 0 || p != nil && p.Circle(circle.Name) != nil {
		return chat.Alarm{}, false
	}
	if p != nil {
		team = p.Team
	}
	about := circle.Programme + "|" + circle.Name
	label := circle.Programme + " " + circle.Name
	who := "Er doet 1 persoon mee."
	if people > 1 {
		who = "Er doen " + strconv.Itoa(people) + " mensen mee."
	}
	return chat.Alarm{
		ID: chat.AlarmID(about, chat.CauseLost), Cause: chat.CauseLost, Urgency: chat.Urgent, Team: team,
		About:  chat.Subject{Kind: chat.SubjectRound, ID: about},
		Opened: at, TellAt: at, Alias: label,
		Why: "Deze cirkel staat niet meer in het draaiboek. " + who + " Wij vragen nu niemand hoe het gaat. Bel hen zelf.\n" +
			"Zet de cirkel terug in het draaiboek, met dezelfde naam. Of schrijf de mensen in bij een andere cirkel.",
		Check: &chat.Check{Programme: circle.Programme, Label: label, Round: chat.RoundID(circle.Programme, circle.Name, "", "")},
	}, true
}

// PlannedAgain is what people read when a circle that could not be planned is planned.
const PlannedAgain = "De cirkel is weer gepland."

// Unplanned gives the alarm that a circle of the programme cannot be planned, by a fault
// of ours. The same circle gives the same alarm.
func Unplanned(p *flows.Programme, circle string, at time.Time) chat.Alarm {
	about, label := p.Name+"|"+circle, p.Name+" "+circle
	if c := p.Circle(circle); c != nil && c.Label != "" {
		label = c.Label
	}
	return chat.Alarm{
		ID: chat.AlarmID(about, chat.CauseUnplanned), Cause: chat.CauseUnplanned, Urgency: chat.Urgent, Team: p.Team,
		About:  chat.Subject{Kind: chat.SubjectRound, ID: about},
		Opened: at, TellAt: at, Alias: label,
		Why: "Door een fout bij ons kunnen wij deze cirkel nu niet plannen. Misschien vragen wij straks niemand hoe het gaat. Bel de mensen zelf.\n" +
			"Vraag de beheerder om te kijken.",
		Check: &chat.Check{Programme: p.Name, Label: label, Round: chat.RoundID(p.Name, circle, "", "")},
	}
}

// TakingPart is how many take part in the circle, those included who are away for a while.
func TakingPart(circle chat.Circle) int { return len(asked(circle.Members)) }
