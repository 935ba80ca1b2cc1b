package checkin

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	decision "omzien/bot/turn"
	"omzien/flows"
)

// aroundOn tells whether the talk of the day before falls on this day, or the one that
// comes after: on the first day on which the programme asks.
func aroundOn(p *flows.Programme, m chat.Member, day flows.Day, b flows.Begun) bool {
	goes, ok := flows.ParseDay(m.Day)
	switch {
	case !ok:
		return false
	case b.After:
		first, asks := firstAsked(p, goes.Add(1))
		return asks && first == day
	}
	return goes.Add(-1) == day
}

// goesUnheard lets the team know what somebody did not hear from the chatbot before
// they go somewhere for the first time, and who kept silent after it. To say nothing on
// the day before is no sign of anything: whoever goes with them comes all the same.
func (r *relay) goesUnheard(p *flows.Programme, m chat.Member) {
	parts := strings.Split(r.ev.Ref, "|")
	at := slices.IndexFunc(p.Talks, func(b flows.Begun) bool { return b.Slot() == parts[len(parts)-1] })
	after := at >= 0 && p.Talks[at].After
	if r.ev.Value == LeftIt || r.ev.Value == silent && !after {
		return
	}
	why, how := "De chatbot kon niet schrijven dat het morgen is.", ""
	if after {
		why = "De chatbot kon niet vragen hoe het was."
	}
	switch r.ev.Value {
	case silent:
		why, how = "Niet gehoord na de eerste keer samen.", " Niet gegaan is ook goed. Vraag het even."
	case kept:
		how = " Er liep een ander gesprek. Doe het zelf even."
	case fault:
		how = " Dat kwam door een storing. Doe het zelf even."
	case ring:
		how = " Bel even."
	default:
		how = " Het bericht komt niet aan. Bel even."
	}
	r.notice(chat.Notice(p.Name, r.ev.Value+":"+m.ID), chat.Quiet, p.Team, why+how+agreed(m))
	if after { // nothing more is asked about it
		r.n++
		r.d.Then = append(r.d.Then, decision.Leaving(m.ID, chat.Key(r.ev.ID+"/round", r.n), r.ev.At))
	}
}
