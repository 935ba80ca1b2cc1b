package checkin

import (
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// RuleOf is what a member agrees to, in the person's language or else the programme's: on
// which days and when they are asked, what happens on silence, who looks after how long
// and what they see, how to stop. Its times are the programme's and the member's own.
func RuleOf(book *flows.Playbook, m chat.Member, lang string, at time.Time) string {
	p := book.Programme(m.Programme)
	if p == nil {
		return ""
	}
	if lang == "" {
		lang = p.Language
	}
	rung := m.Channel == chat.AdapterPhone
	label, team := book.Translate(lang, "", p.Label), book.Called(book.Team(p.Team), lang)
	say := func(id flows.TextID, pairs ...string) string {
		return book.Say(id, lang, p.Form, append(pairs, "programma", label, "team", team)...)
	}
	stop := flows.TextRuleStop
	if rung {
		stop = flows.TextRuleStopCall
	}
	switch {
	case p.Kind == flows.ProgrammeQuiet:
		return say(flows.TextRuleQuiet) + "\n" + say(stop)
	case !p.Kind.Circular() && rung:
		return say(flows.TextRuleTalkCall) + "\n" + say(stop)
	case !p.Kind.Circular():
		return say(flows.TextRuleTalk) + "\n" + say(stop)
	}
	today := flows.DayOf(at)
	times, begin := p.Times(today, m.Prompt), flows.TextRuleAsk
	if p.Kind == flows.ProgrammeChain {
		times, begin = p.Turn(today, int(max(m.Place-1, 0)), int(max(m.Place, 1))), flows.TextRuleRing
	}
	hour, late := book.Hour(times.At, lang, p.Form), book.Hour(times.Due, lang, p.Form)
	days := book.AskDays(p, today, lang)
	if p.Kind == flows.ProgrammeChain {
		days = strings.TrimSpace(days + " " + say(flows.TextRuleShare))
	}
	if rung {
		call := say(flows.TextRuleCall, "tijd", hour, "naam", m.Caller, "laat", late)
		return strings.Join([]string{call, strings.TrimSpace(days + " " + say(flows.TextRuleWho))}, "\n")
	}
	return strings.Join([]string{
		strings.TrimSpace(say(begin, "tijd", hour) + " " + days),
		say(flows.TextRuleSilence, "laat", late) + " " + say(flows.TextRuleWho),
		say(stop),
	}, "\n")
}
