package alarm

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
)

// What stands in these texts may be read in a channel and in a mail: initials, and
// no name of anybody but those who look after the circle (law 15).

const (
	drill      = "OEFENING. Er is niets aan de hand.\n\n"
	notNow     = "Bel nu niemand echt: geen politie, geen huisarts en geen 112. In het echt doe je dit:"
	nobody     = "Nog niemand heeft dit opgepakt."
	pageHint   = "Op deze pagina staan de nummers. Druk daar op wat je doet. Dan weten de anderen het ook."
	noMore     = "Er is nu niets meer nodig."
	lastWord   = "De melding blijft open tot iemand haar afrondt."
	below      = "De melding staat hieronder opnieuw."
	nextStep   = "Bel het tweede nummer, een naaste, of wie de sleutel heeft. Daarna: ga kijken met z'n tweeën."
	longestLog = 8 // of what people did, the newest
)

// steps is the order in which people look: who does so decides, Omzien calls nobody.
func (l *ladder) steps() []string {
	var lines []string
	if l.k.Drill {
		lines = append(lines, notNow)
	}
	return append(lines,
		"1. Bel. Geen antwoord? Bel het tweede nummer.",
		"2. Bel een naaste, of wie de sleutel heeft.",
		"3. Ga kijken met z'n tweeën. Ga niet alleen.",
		"4. Bel de huisarts.",
		"5. Nog geen contact? Bel de politie: 0900-8844. Is er gevaar? Bel meteen 112.",
	)
}

// clock is a moment of today, as people here read it.
func clock(at time.Time) string { return at.In(chat.Amsterdam).Format("15:04") }

// title says whom it is about and what is the matter.
func (l *ladder) title() string {
	who := l.who()
	switch {
	case l.many():
		return l.manyTitle() + l.circle()
	case l.byWriting():
		return l.writtenTitle()
	case l.a.Cause.Arranges():
		return l.arrangedTitle() + l.circle()
	}
	who += l.circle()
	switch l.k.What {
	case chat.StandNotWell:
		return "Bel nu: het gaat niet goed met " + who
	case chat.StandSign:
		return "Kijk of alles goed is: bericht van " + who
	case chat.StandUnreachable:
		return "Ons bericht kwam niet aan bij " + who
	case chat.StandNotAsked:
		return "Vandaag niet gevraagd: " + who
	}
	return "Nog niet gehoord: " + who
}

func (l *ladder) manyTitle() string {
	n := len(l.left())
	people := strconv.Itoa(n) + " mensen"
	if n == 1 {
		people = "1 persoon"
	}
	switch {
	case n == 0:
		return "Van iedereen gehoord"
	case l.k.What == chat.StandNotAsked:
		return "Vandaag niet gevraagd: " + people
	}
	return "Nog niet gehoord: " + people
}

func (l *ladder) circle() string {
	if l.k.Label == "" {
		return ""
	}
	return " (" + l.k.Label + ")"
}

// who are the member's initials.
func (l *ladder) who() string {
	if l.a.Alias != "" {
		return l.a.Alias
	}
	return l.initials(l.k.Member)
}

func (l *ladder) initials(member string) string {
	for _, m := range l.f.Members {
		if m.ID == member && m.Initials != "" {
			return m.Initials
		}
	}
	return "iemand"
}

// names are the initials of members, in a row.
func (l *ladder) names(members []string) string {
	return strings.Join(l.all(members), ", ")
}

func (l *ladder) all(members []string) []string {
	who := make([]string, len(members))
	for i, m := range members {
		who[i] = l.initials(m)
	}
	return who
}

// known is what is known, in lines.
func (l *ladder) known() []string {
	var lines []string
	if l.byWriting() {
		return []string{writtenWhere}
	}
	if l.a.Why != "" {
		lines = strings.Split(l.a.Why, "\n")
	} else {
		lines = []string{l.untold()}
	}
	if l.many() {
		for _, p := range []struct {
			words   string
			members []string
		}{{"Toch gehoord: ", l.k.Heard}, {"Bereikt: ", l.k.Done}, {"Er gaat al iemand naar: ", l.gone()}} {
			if len(p.members) > 0 {
				lines = append(lines, p.words+l.names(p.members))
			}
		}
	}
	return lines
}

// untold is what is known where the round did not say it.
func (l *ladder) untold() string {
	switch l.k.What {
	case chat.StandNotWell:
		return "Wil gebeld worden, of zegt dat het niet goed gaat."
	case chat.StandSign:
		return "Er kwam een bericht binnen. We weten niet of alles goed is."
	case chat.StandUnreachable:
		return "De vraag van vandaag kwam niet aan. Vraag zelf hoe het gaat."
	case chat.StandNotAsked:
		return "De vraag van vandaag ging niet weg. Vraag zelf hoe het gaat."
	}
	if l.k.Drill {
		return "Doe alsof er om " + clock(l.a.Opened) + " nog geen antwoord was. Druk op wat je zou doen."
	}
	return "Er was om " + clock(l.a.Opened) + " nog geen antwoord."
}

// log is what people did, the newest at the end.
func (l *ladder) log() []string {
	did := l.k.Did[max(0, len(l.k.Did)-longestLog):]
	var lines []string
	for _, m := range did {
		words := clock(m.At) + " "
		switch {
		case m.By.Role == chat.RolePerson:
			words += "een naaste " + m.How
		case m.To == chat.StandContact && m.By.Role == chat.RoleProgram:
			words += "een naaste is gevraagd om te gaan kijken"
		case m.To == chat.StandWell:
			words += "toch gehoord: alles is goed"
		case m.To == chat.StandResolved && l.a.Open() && m.Member == "":
			words += m.By.Name + ": bereikt"
		case m.To == chat.StandResolved && m.Member == "":
			words += m.By.Name + ": afgerond"
		default:
			words += m.By.Name + ": " + m.How
		}
		if m.Member != "" {
			words += " (" + l.initials(m.Member) + ")"
		}
		lines = append(lines, words)
	}
	return lines
}

// pending says how long nobody took it, from the second rung on.
func (l *ladder) pending() []string {
	switch {
	case l.lapsed.Name != "":
		return []string{l.lapsed.Name + " had dit opgepakt. Sindsdien hoorden we niets. Wie kijkt?"}
	case l.a.Rung > 1:
		return []string{l.nobodyYet()}
	}
	return nil
}

// takenBack says who takes back that somebody was reached.
func (l *ladder) takenBack() string {
	return l.mistook.Name + " drukte per ongeluk op Bereikt. Er was nog geen contact. Wie kijkt?"
}

// body is the message to whoever is alarmed, without what they may press.
func (l *ladder) body() []string {
	var lines []string
	if l.mistook.Name != "" {
		lines = []string{l.takenBack(), ""}
	}
	lines = append(append(lines, l.title(), ""), l.known()...)
	if l.many() {
		lines = append(lines, "Het gaat om: "+l.names(l.left()))
	}
	lines = append(lines, l.pending()...)
	if l.byWriting() {
		return lines
	}
	return append(append(lines, ""), l.steps()...)
}

func (l *ladder) pageText() string {
	if l.byWriting() {
		return l.writtenText()
	}
	return strings.Join(append(l.body(), "", pageHint), "\n")
}

// secondText goes by the second route, to whoever has no page of their own.
func (l *ladder) secondText() string {
	return strings.Join(append(l.body(), "", l.where()), "\n")
}

// secondWords is what goes there of what people arrange.
func (l *ladder) secondWords() string {
	return l.title() + "\n\n" + l.a.Why + "\n\n" + l.where()
}

func (l *ladder) where() string {
	if l.f.DeskURL != "" {
		return "Meer staat in Omzien: " + l.f.DeskURL
	}
	return "Meer staat in Omzien."
}

// heardText is the all-clear of an answer that came late.
func (l *ladder) heardText() string {
	words := l.who() + " heeft toch geantwoord: alles is goed."
	if l.many() {
		words = "Van iedereen is toch iets gehoord" + l.circle() + "."
	}
	return words + " " + noMore
}

// endedText is the all-clear of a human's last word.
func (l *ladder) endedText() string {
	who := l.who()
	if l.many() {
		who = strconv.Itoa(len(l.k.Members)) + " mensen"
	}
	who += l.circle()
	if l.ev.Kind == chat.Reached && !l.many() {
		return l.ev.Author.Name + " heeft contact gehad: " + who + ". " + noMore
	}
	return l.ev.Author.Name + " heeft de melding afgerond over " + who + ". " + noMore
}

// noContacts is for whoever has it.
func (l *ladder) noContacts() string {
	return "Geen van de naasten die we vroegen gaat kijken. " + l.title()
}

// decided is what was decided, with how it stands now at the desks; of a drill whoever
// presses reads that it is one.
func (l *ladder) decided() chat.Decision {
	l.draw()
	if l.k.Drill && l.d.Answer.Text != "" {
		l.d.Answer.Text = "OEFENING. " + l.d.Answer.Text
	}
	return l.d
}

// draw shows how it stands at the desks where it is, and puts it where it is not. A
// desk that is called sees it anew: what changes in place wakes nobody.
func (l *ladder) draw() {
	if !l.changed {
		return
	}
	for i := range l.k.Posted {
		p := &l.k.Posted[i]
		m := chat.Message{To: p.Desk, Step: "alarm", Alert: l.alert(), Choices: l.choices()}
		switch {
		case p.Card == "":
			p.Card = l.say(m)
		case l.anew:
			l.say(chat.Message{To: p.Desk, Text: l.moved(), Edits: p.Card})
			p.Card = l.say(m)
		default:
			m.Edits = p.Card
			l.say(m)
		}
	}
}

// moved stands where the alarm stood at a desk that sees it anew.
func (l *ladder) moved() string {
	if l.a.Rung > 1 {
		return l.nobodyYet() + " " + below
	}
	return below
}

func (l *ladder) alert() *chat.Alert {
	al := &chat.Alert{
		Alarm: l.a.ID, Title: l.title(), Lines: l.known(), State: l.k.Stand, By: l.k.Taken.Name,
		Drill: l.k.Drill, Over: !l.a.Open(), Calls: l.calls && !l.k.Drill,
	}
	if l.many() {
		al.Who = l.all(l.left())
	}
	al.Bare = l.byWriting() || l.a.Cause.Arranges()
	if al.Over {
		al.By = l.a.EndedBy.Name
	} else {
		if l.mistook.Name != "" {
			al.Lines = append(al.Lines, l.takenBack())
		}
		al.Lines = append(al.Lines, l.pending()...)
	}
	al.Lines = append(al.Lines, l.log()...)
	switch {
	case al.Over, al.Bare:
	case l.k.Stand == chat.StandWell:
		al.Lines = append(al.Lines, "Rond de melding nog af.")
	default:
		al.Lines = append(al.Lines, l.steps()...)
	}
	return al
}

// manyButtons is how many members have a button each; others are chosen from a list.
const manyButtons = 6

// choices are what may be pressed at a desk.
func (l *ladder) choices() []chat.Choice {
	take := chat.Choice{Label: "Ik pak dit op", Value: l.a.ID, Verb: chat.Taken, Style: "primary"}
	switch left := l.left(); {
	case !l.a.Open():
		return nil
	case l.byWriting():
		return []chat.Choice{{Label: "Ik heb het gelezen", Value: l.a.ID, Verb: chat.Ended, Style: "primary"}}
	case l.a.Cause.Arranges():
		return []chat.Choice{{Label: "Geregeld", Value: l.a.ID, Verb: chat.Ended, Style: "primary"}}
	case l.k.Stand == chat.StandWell:
		return []chat.Choice{{Label: "Ik heb gekeken", Value: l.a.ID, Verb: chat.Ended, Style: "primary"}}
	case l.many():
		var all []chat.Choice
		if l.k.Taken.Name == "" {
			all = append(all, take)
		}
		for i, m := range left {
			c := chat.Choice{Label: l.initials(m) + " bereikt", Value: m, Verb: chat.Reached}
			if len(left) > manyButtons {
				c.Style = chat.StyleMore
			}
			if i == mostChoices {
				break
			}
			all = append(all, c)
		}
		return all
	}
	all := []chat.Choice{
		take,
		{Label: "Niet bereikt", Value: l.a.ID, Verb: chat.Tried},
		{Label: "Ik ga erheen", Value: l.a.ID, Verb: chat.Going},
		{Label: "Bereikt", Value: l.a.ID, Verb: chat.Reached},
	}
	if l.k.Taken.Name != "" {
		all = slices.Delete(all, 0, 1)
	}
	return all
}

// mostChoices is how many members can be chosen at a desk; all others on its pages.
const mostChoices = 90
