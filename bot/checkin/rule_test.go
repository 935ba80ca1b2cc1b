package checkin_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows/flowstest"
)

// Whoever agrees reads on which days somebody looks, who is told and what they see, to
// whom their number goes, and a way to stop that works where they are.
func TestTheRuleSaysWhatMatters(t *testing.T) {
	book := flowstest.BuiltIn(t)
	for name, c := range map[string]struct {
		programme, channel string
		there, not         []string
	}{
		"in an app": {"belcirkel", "telegram",
			[]string{"Dit doen wij elke dag.", "Dan waarschuw ik het wijkteam.", "wie voor de belcirkel zorgt", "vrijwilligers", "uw adres, uw nummers", "wie een sleutel heeft", "Schrijf: stop"},
			[]string{"Een andere deelnemer", "let er niemand op"}},
		"rung": {"belcirkel", chat.AdapterPhone,
			[]string{"belt Piet u", "Dit doen wij elke dag.", "wie voor de belcirkel zorgt", "Zeg het aan de telefoon."}, []string{"Schrijf", "Een andere deelnemer"}},
		"in a keten": {"belketting", "telegram",
			[]string{"Dit doen wij van maandag tot en met vrijdag. Op andere dagen let er niemand op.", "Een andere deelnemer krijgt uw naam en uw eerste nummer", "Schrijf: stop"}, nil},
		"rung in a keten": {"belketting", chat.AdapterPhone,
			[]string{"belt Piet u", "van maandag tot en met vrijdag", "uw naam en uw eerste nummer"}, []string{"Schrijf"}},
		"a talk, rung":     {"hoe-gaat-het-nu", chat.AdapterPhone, []string{"Soms belt iemand u", "Zeg het aan de telefoon."}, []string{"chrijf"}},
		"a talk in an app": {"hoe-gaat-het-nu", "telegram", []string{"Soms schrijf ik u", "Schrijf: stop"}, []string{"aan de telefoon"}},
		"stilte, rung":     {"stil", chat.AdapterPhone, []string{"belt iemand u even", "Zeg het aan de telefoon."}, []string{"chrijf"}},
	} {
		rule := checkin.RuleOf(book, chat.Member{Programme: c.programme, Channel: c.channel, Caller: "Piet", Place: 2}, "", sunday)
		for _, words := range c.there {
			if !strings.Contains(rule, words) {
				t.Errorf("%s: nothing of %q:\n%s", name, words, rule)
			}
		}
		for _, words := range c.not {
			if strings.Contains(rule, words) {
				t.Errorf("%s: there is %q:\n%s", name, words, rule)
			}
		}
		if strings.ContainsAny(rule, "{}") {
			t.Errorf("%s: a place stands open:\n%s", name, rule)
		}
	}
}

// In a keten whoever rings gets the first number of the other, as both agreed, and the
// worker who enrols somebody reads so.
func TestInAKetenTheFirstNumberAloneIsPassedOn(t *testing.T) {
	book := flowstest.BuiltIn(t)
	all := members(2)
	for i := range all {
		all[i].Programme, all[i].Circle, all[i].Phones = "belketting", "haven", []string{"06 12345671", "030 1234567"}
	}
	round := chat.RoundID("belketting", "haven", "2026-11-23", "0900")
	r := chat.Round{ID: round, Programme: "belketting", Circle: "haven", Day: "2026-11-23", Slot: "0900", Chain: true, Occurrences: []chat.Occurrence{
		{Member: "m0", Stand: chat.StandAsked, At: clock(9, 0), Early: clock(6, 0), Until: clock(11, 0)}, {Member: "m1", Stand: chat.StandPlanned, At: clock(9, 10), Early: clock(6, 0), Until: clock(11, 0)},
	}}
	c := chat.Conversation{ID: "c", Address: all[0].Address}
	d, _ := checkin.Relay(book, c, chat.Facts{Members: all[:1], Circle: all[1:], Rounds: []chat.Round{r}, CanReach: true},
		chat.Event{ID: "e", Kind: chat.Prompts, Ref: round, Text: "m1", Value: "1", Subject: chat.Subject{Kind: chat.SubjectMember, ID: "m0"}, At: clock(9, 0)})
	if len(d.Say) != 1 || !strings.Contains(d.Say[0].Text, "06 12345671") || strings.Contains(d.Say[0].Text, "030 1234567") {
		t.Errorf("who rings reads %+v", d.Say)
	}
	form := checkin.Place(book, chat.Member{ID: "m"}, chat.Facts{Channels: ways()}, chat.Event{ID: "e", Kind: chat.Asked, Value: string(chat.Enrolled), Author: noor(), At: sunday}).Answer.Form
	if !strings.Contains(form.Intro, "het eerste nummer") {
		t.Errorf("the form says %q", form.Intro)
	}
}
