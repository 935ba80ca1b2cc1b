package checkin

import (
	"strconv"
	"strings"

	"omzien/bot/chat"
	decision "omzien/bot/turn"
	"omzien/flows"
	"time"
)

// mostOffers is how many of those who offer something in the neighbourhood are named.
const mostOffers = 5

// Gathered gives the item that enough people of a neighbourhood want the same: a team
// may begin a group. It names none of them. offers are those of the neighbourhood who
// offered to do something. False: they are not enough. As long as they are as many, it
// is the same item.
func Gathered(p *flows.Programme, circle chat.Circle, offers []chat.Member, at time.Time) (chat.Alarm, bool) {
	c := p.Circle(circle.Name)
	key, enough := GatheringKey(p, circle)
	if c == nil || !enough {
		return chat.Alarm{}, false
	}
	why := strconv.Itoa(len(asked(circle.Members))) + " mensen uit deze buurt willen dit samen, en willen het horen als het kan."
	var told []string
	for _, m := range asked(offers) {
		if len(told) < mostOffers {
			told = append(told, m.Initials) // not in their own words: those go with who takes them back
		}
	}
	if len(told) > 0 {
		why += "\nIn deze buurt wil ook iemand iets doen: " + strings.Join(told, ", ") + ". Kijk of dat past."
	}
	why += "\nBegin je een groep? Nodig hen uit op de webdesk, bij Berichten. Alleen wie ja zei, krijgt de uitnodiging."
	round := chat.RoundID(p.Name, circle.Name, flows.DayOf(at).String(), key)
	return chat.Alarm{
		ID: chat.AlarmID(key, chat.CauseGather), Cause: chat.CauseGather, Urgency: chat.Quiet, Team: p.Team,
		About:  chat.Subject{Kind: chat.SubjectRound, ID: p.Name + "|" + circle.Name},
		Opened: at, TellAt: at, Alias: c.Label, Why: why,
		Check: &chat.Check{Programme: p.Name, Label: c.Label, Round: round},
	}, true
}

// GatheringKey names how many times enough people are in the circle: at ten it is
// another item than at five. False: they are not enough.
func GatheringKey(p *flows.Programme, circle chat.Circle) (key string, enough bool) {
	c := p.Circle(circle.Name)
	if c == nil || c.Offers || p.Kind != flows.ProgrammeGather || p.Enough < flows.FewestTogether {
		return "", false
	}
	times := len(asked(circle.Members)) / p.Enough
	return "groep:" + p.Name + ":" + circle.Name + ":" + strconv.Itoa(times), times > 0
}

// OffersOf is the circle of those who offer something where this one is.
func OffersOf(p *flows.Programme, circle string) (name string, known bool) {
	c := p.Circle(circle)
	if c == nil {
		return "", false
	}
	for _, o := range p.Circles {
		if o.Offers && o.Place == c.Place {
			return o.Name, true
		}
	}
	return "", false
}

// What somebody presses below an invitation: one of these, with the member behind it.
const (
	groupComes = "komt"
	groupNot   = "niet"
	groupStop  = "stop"
)

// invitation makes the broadcast an invitation, with when and where it is, and what may
// be pressed.
func (r *relay) invitation(m *chat.Message, member string, b chat.Broadcast) {
	m.Text += "\n" + r.text(flows.TextGroupWhen, "wanneer", b.When) + "\n" + r.text(flows.TextGroupWhere, "waar", b.Where)
	m.Choices = []chat.Choice{
		{Label: r.text(flows.TextGroupCome), Value: groupComes + "#" + member},
		{Label: r.text(flows.TextGroupNot), Value: groupNot + "#" + member},
		{Label: r.text(flows.TextGroupStop), Value: groupStop + "#" + member},
	}
}

// invited takes a press below an invitation, also one on another button than before.
// Who comes is an item at the team's desk; who wants to hear no more takes part no more.
// Who pressed before, and does not come after all, is one too. False: people have the
// talk, and they read that it was pressed.
func (r *relay) invited(round, what, member string, before bool) bool {
	if what == groupStop {
		r.n++
		r.d.Then = append(r.d.Then, decision.Leaving(member, chat.Key(r.ev.ID+"/round", r.n), r.ev.At))
	}
	if r.c.InHandoff() {
		return false
	}
	programme, _, _ := strings.Cut(round, "|")
	r.turns = []turn{{round: &chat.Round{Programme: programme}}}
	r.heard()
	r.round(chat.CheckedIn, round, member, string(chat.StandAnswered), "")
	text := flows.TextGroupLater
	if before && what != groupComes {
		r.notice(chat.Notice(programme, "komtniet:"+round), chat.Quiet, r.team().Name, "Komt niet, of niet meer: "+r.titleOf(round)+".")
	}
	switch what {
	case groupComes:
		text = flows.TextGroupComes
		r.notice(chat.Notice(programme, "komt:"+round), chat.Quiet, r.team().Name, "Komt graag: "+r.titleOf(round)+".")
	case groupStop:
		text = flows.TextGroupEnds
	}
	r.say(chat.Message{Text: r.text(text)})
	return true
}

// titleOf is how the team calls what a round sent out.
func (r *relay) titleOf(round string) string {
	for _, known := range r.f.Rounds {
		if known.ID == round && known.Broadcast != nil {
			return known.Broadcast.Title
		}
	}
	return "de uitnodiging"
}
