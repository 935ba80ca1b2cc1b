package checkin

import (
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// RuleOf is what a member agrees to, in the person's language or else the programme's:
// when they are asked, what happens on silence, who looks and after how long, how to
// stop. Its times are the programme's and the member's own.
func RuleOf(book *flows.Playbook, m chat.Member, lang string, at time.Time) string {
	p := book.Programme(m.Programme)
	if p == nil {
		return ""
	}
	if lang == "" {
		lang = p.Language
	}
	today := flows.DayOf(at)
	times, what := p.Times(today, m.Prompt), flows.TextRuleAsk
	if p.Kind == flows.ProgrammeChain {
		times, what = p.Turn(today, int(max(m.Place-1, 0)), int(max(m.Place, 1))), flows.TextRuleRing
	}
	say := func(id flows.TextID, pairs ...string) string { return book.Say(id, lang, p.Form, pairs...) }
	team := book.Called(book.Team(p.Team), lang)
	switch {
	case p.Kind == flows.ProgrammeQuiet:
		return say(flows.TextRuleQuiet, "programma", book.Translate(lang, "", p.Label), "team", team) + "\n" + say(flows.TextRuleStop, "team", team)
	case !p.Kind.Circular():
		return say(flows.TextRuleTalk, "programma", book.Translate(lang, "", p.Label)) + "\n" + say(flows.TextRuleStop, "team", team)
	}
	if m.Caller != "" && m.Channel == chat.AdapterPhone {
		return say(flows.TextRuleCall, "programma", book.Translate(lang, "", p.Label), "tijd", book.Hour(times.At, lang, p.Form),
			"naam", m.Caller, "laat", book.Hour(times.Due, lang, p.Form), "team", team)
	}
	return say(what, "programma", book.Translate(lang, "", p.Label), "tijd", book.Hour(times.At, lang, p.Form)) + "\n" +
		say(flows.TextRuleSilence, "laat", book.Hour(times.Due, lang, p.Form), "team", team) + "\n" + say(flows.TextRuleStop, "team", team)
}
