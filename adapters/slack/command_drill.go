package slack

import (
	"slices"
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
			if len(c.Duty) > 0 {
				circles = append(circles, p.Name+" "+c.Name)
			}
		}
	}
	list := listed(circles, mostTold, "Er zijn nog geen cirkels.", func(c string) *slack.RichTextSection {
		return line(plainWords("/omzien oefening " + label(c, "")))
	})
	return []slack.Block{
		paragraph("Bij een oefening krijgt wie nu dienst heeft een melding. Overal staat " + adapters.Drill + " bij. De deelnemers en hun naasten merken er niets van. Typ welke cirkel:"), list,
	}
}

// rooster says who is on duty today and tomorrow for the circles of these teams.
func (a *Adapter) rooster(teams []adapters.Team) []slack.Block {
	if a.Programmes == nil {
		return nil
	}
	mine := func(team string) bool {
		return slices.ContainsFunc(a.Teams(), func(t adapters.Team) bool {
			return adapters.Whose(a.Teams(), t.Name)(team) && slices.ContainsFunc(teams, func(m adapters.Team) bool { return m.Name == t.Name })
		})
	}
	var rows []*slack.RichTextSection
	for _, p := range a.Programmes() {
		for _, c := range p.Circles {
			if !mine(p.Team) || len(c.Duty) < 2 {
				continue
			}
			rows = append(rows, line(bold(label(adapters.Headed(c.Label), "Belcirkel")),
				plainWords(": vandaag "+onDuty(c.Duty[0])+", morgen "+onDuty(c.Duty[1])+".")))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return []slack.Block{titled("Rooster van de belcirkels", len(rows)), listed(rows, mostTold, "", func(r *slack.RichTextSection) *slack.RichTextSection { return r })}
}

// onDuty is who is on duty on a day, in words.
func onDuty(d adapters.Duty) string {
	switch {
	case d.Rest:
		return "vraagt de bot niemand"
	case d.Empty():
		return "heeft niemand dienst ▲"
	}
	return label(adapters.Row(d.On), "")
}
