package slack

import (
	"strings"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// A drill alarms whoever is on duty for a circle: it begins only where its circle is
// named.

// drillRound is today's round of the circle that is named: noord, or belcirkel noord.
// Empty where no circle is, or more than one.
func (a *Adapter) drillRound(named string) string {
	named = strings.ToLower(strings.Join(strings.Fields(named), " "))
	today := a.Now().In(chat.Amsterdam).Format(chat.DateLayout)
	var found []string
	for _, p := range a.Programmes() {
		for _, c := range p.Circles {
			for _, called := range []string{c.Name, p.Name + " " + c.Name, strings.ToLower(c.Label)} {
				if called == named {
					found = append(found, chat.RoundID(p.Name, c.Name, today, p.Slot))
					break
				}
			}
		}
	}
	if len(found) != 1 {
		return ""
	}
	return found[0]
}

// drillsToChoose says how a drill is begun, and in which circles one can be.
func (a *Adapter) drillsToChoose() []slack.Block {
	var circles []string
	for _, p := range a.Programmes() {
		for _, c := range p.Circles {
			if len(c.Duty) > 0 && !c.Duty[0].Rest {
				circles = append(circles, p.Name+" "+c.Name)
			}
		}
	}
	list := listed(circles, mostTold, "Vandaag wordt in geen enkele cirkel iets gevraagd. Dan kan er ook geen oefening zijn.", func(c string) *slack.RichTextSection {
		return line(plainWords("/omzien oefening " + label(c, "")))
	})
	return []slack.Block{
		paragraph("Bij een oefening krijgt wie nu dienst heeft een melding. Overal staat " + adapters.Drill + " bij. De deelnemers en hun naasten merken er niets van. Typ welke cirkel:"), list,
	}
}
