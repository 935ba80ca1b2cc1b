package checkin

import (
	"omzien/bot/chat"
	"omzien/flows"
)

// afternoon is the minute of the day at which whoever rings somebody who was away reads
// that it begins again on the next.
const afternoon = 16 * 60

// RungBy is who rings the member on the day: whom they have for that, or else the first
// who is on duty. False: nobody.
func RungBy(book *flows.Playbook, m chat.Member, day flows.Day) (chat.Author, bool) {
	var known []chat.Author
	for _, c := range book.Organisation.Coordinators {
		known = append(known, chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID(c.Name), Name: c.Label})
	}
	if who, ok := chat.CallerOf(m.Caller, known); ok {
		return who, true
	}
	if p := book.Programme(m.Programme); p != nil {
		if c := p.Circle(m.Circle); c != nil && len(c.OnDuty(day)) > 0 {
			return chat.CallerOf(c.OnDuty(day)[0], known)
		}
	}
	return chat.Author{}, false
}

// RungAgain decides, on the afternoon before, who reads that a member without an app is
// rung again: whoever rings them, where they are reached (f.Watch), or else the desk. The
// member is asked nothing: they would be rung for it. It begins again by itself.
func RungAgain(book *flows.Playbook, m chat.Member, f chat.Facts, ev chat.Event) (d chat.Decision) {
	p := book.Programme(m.Programme)
	until, ok := flows.ParseDay(ev.Value)
	if p == nil || !ok || m.State != chat.MemberPaused || m.Until != ev.Value {
		return d
	}
	first, asks := firstAsked(p, until)
	if !asks || flows.DayOf(ev.At).Add(1) != first { // it was not at hand then
		return d
	}
	label := p.Label
	if c := p.Circle(m.Circle); c != nil && c.Label != "" {
		label = c.Label
	}
	if len(f.Watch) > 0 && len(f.Watch[0]) > 0 && !promptsFrom(ev.At).After(ev.At) { // law 11
		for i, w := range f.Watch[0] {
			d.Say = append(d.Say, chat.Message{
				ID: chat.Key(ev.ID, i), To: w.At, Talk: m.ID, Class: chat.Prompt, Speaker: chat.Program, For: w.Who,
				Text: m.Initials + " was afgemeld. Morgen staat " + m.Initials + " weer op je bellijst (" + label + "). " + stillAway,
			})
		}
		return d
	}
	why := m.Initials + " was afgemeld. Spreek af wie er morgen belt. "
	if who, ok := RungBy(book, m, first); ok {
		why = m.Initials + " was afgemeld. Morgen staat " + m.Initials + " weer op de bellijst van " + who.Name + ". Laat " + who.Name + " dat weten. "
	}
	round := chat.RoundID(p.Name, m.Circle, first.String(), p.Slot())
	d.Alarms = []chat.Alarm{{
		ID: chat.AlarmID(ev.ID, chat.CauseBack), Cause: chat.CauseBack, Urgency: chat.Normal, Team: p.Team,
		About:  chat.Subject{Kind: chat.SubjectOccurrence, ID: chat.OccurrenceID(round, m.ID)},
		Opened: ev.At, TellAt: ev.At, Alias: m.Initials, Why: why + stillAway,
		Check: &chat.Check{Programme: p.Name, Label: label, Round: round},
	}}
	return d
}

// stillAway is what whoever reads that can do where it is not so.
const stillAway = "Klopt dat niet? Meld dan opnieuw af, op de pagina van de deelnemer."
