package checkin

import (
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// RoosterFrom is the minute of a day from which on it is told that nobody is on duty
// on the next.
const RoosterFrom = 16 * 60

// Unwatched gives the alarm that nobody is on duty for the circle on the day after the
// one of at, while people are asked then. False: somebody is, nobody is asked, or it is
// too early in the day to say so. The same circle and day give the same alarm.
func Unwatched(p *flows.Programme, circle chat.Circle, at time.Time) (chat.Alarm, bool) {
	day, gap := RoosterGap(p, circle.Name, at)
	if !gap {
		return chat.Alarm{}, false
	}
	people := 0
	for _, m := range asked(circle.Members) {
		if !pausedOn(m, day) {
			people++
		}
	}
	if people == 0 {
		return chat.Alarm{}, false
	}
	c := p.Circle(circle.Name)
	label := c.Label
	if label == "" {
		label = p.Name + " " + c.Name
	}
	round := chat.RoundID(p.Name, circle.Name, day.String(), p.Slot())
	return chat.Alarm{
		ID: chat.AlarmID(round, chat.CauseRooster), Cause: chat.CauseRooster, Urgency: chat.Normal, Team: p.Team,
		About:  chat.Subject{Kind: chat.SubjectRound, ID: round},
		Opened: at, TellAt: at, Alias: label, Why: unwatchedWhy(day, people),
		Check: &chat.Check{Programme: p.Name, Label: label, Round: round},
	}, true
}

// RoosterGap tells whether, from what the playbook says alone, it is time to warn that
// nobody is on duty for the circle tomorrow, which day is. Where nobody is missed who
// does not answer, nobody has to be.
func RoosterGap(p *flows.Programme, circle string, at time.Time) (day flows.Day, gap bool) {
	today := flows.DayOf(at)
	day = today.Add(1)
	c := p.Circle(circle)
	return day, c != nil && p.Kind.Circular() && !at.Before(today.At(RoosterFrom)) && p.Asks(day) && len(c.OnDuty(day)) == 0
}

// Unlisted gives the alarm that who rings people of the round today has no list of them,
// and that we cannot send it: people hand a link on. Event is what said so: the same one
// gives the same alarm. False: the playbook knows the programme no more.
func Unlisted(book *flows.Playbook, event, round string, who chat.Author, at time.Time) (chat.Alarm, bool) {
	parts := append(strings.SplitN(round, "|", 3), "", "")
	p := book.Programme(parts[0])
	if p == nil || who.ID == "" || who.Name == "" {
		return chat.Alarm{}, false
	}
	label := p.Label
	if c := p.Circle(parts[1]); c != nil && c.Label != "" {
		label = c.Label
	}
	return chat.Alarm{
		ID: chat.AlarmID(event, chat.CauseList), Cause: chat.CauseList + ":" + chat.Cause(who.ID), Urgency: chat.Urgent, Team: p.Team,
		About:  chat.Subject{Kind: chat.SubjectRound, ID: round},
		Opened: at, TellAt: at, Alias: who.Name, Why: who.Name + unlistedWhy,
		Check: &chat.Check{Programme: p.Name, Label: label, Round: round},
	}, true
}

const unlistedWhy = " belt vandaag, en heeft daar nog geen bellijst voor. Maak op de webdesk bij Belcirkels een link, en geef die door." +
	"\nLukt dat niet? Spreek dan af wie er belt."

func unwatchedWhy(day flows.Day, people int) string {
	who := "Die dag wordt 1 deelnemer gevraagd."
	if people > 1 {
		who = "Die dag worden " + strconv.Itoa(people) + " deelnemers gevraagd."
	}
	days := [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	return "Op " + days[day.Weekday()] + " " + strconv.Itoa(day.Day) + "-" + strconv.Itoa(int(day.Month)) + " heeft niemand dienst. " + who +
		"\nSpreek af wie er dan kijkt, en zet die persoon op het rooster in het draaiboek."
}
