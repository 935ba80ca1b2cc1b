package checkin

import (
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// rings takes words by which somebody in a keten says how their call went, where the
// buttons for that stand before them. False: they are no such words.
func (r *relay) rings(how reading) bool {
	said := joined(wordsOf(r.ev.Text))
	for _, t := range r.turns {
		if t.o.Rings == "" || how == body {
			continue
		}
		for id, value := range map[flows.TextID]string{flows.TextChainSpoken: chat.CallSpoken, flows.TextChainMissed: chat.CallMissed} {
			if said != "" && said == joined(wordsOf(r.text(id))) {
				r.rang(t.round.ID, t.member.ID, t.o.Rings, "", value)
				return true
			}
		}
	}
	return false
}

// rang tells the round how a call to another member went, and thanks for it. name is
// how that one is called, where that is known.
func (r *relay) rang(round, member, other, name, how string) {
	r.round(chat.Rang, round, member, how, other)
	switch {
	case how == chat.CallSpoken && r.last(round, member, other):
		r.reply(flows.TextChainRound, true)
	case how == chat.CallSpoken:
		r.reply(flows.TextChainThanks, true)
	case name == "":
		r.reply(flows.TextPassed, true)
	case how == chat.CallWorse:
		r.say(chat.Message{Text: r.text(flows.TextChainWorried, "ander", name)})
	default:
		r.say(chat.Message{Text: r.text(flows.TextChainUnheard, "ander", name)})
	}
}

// last tells whether nobody is open in the round but these two.
func (r *relay) last(round, member, other string) bool {
	for _, t := range r.turns {
		if t.round.ID != round {
			continue
		}
		for _, o := range t.round.Occurrences {
			if !o.Stand.Closed() && o.Member != member && o.Member != other {
				return false
			}
		}
		return true
	}
	return false
}

// dayOf is the day of a round, by its key.
func dayOf(round string) string {
	parts := append(strings.SplitN(round, "|", 4), "", "", "")
	return parts[2]
}

// joined is words as one text.
func joined(words []string) string { return strings.Join(words, " ") }
