package flows

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// flowsOf loads a playbook of these flow files.
func flowsOf(t *testing.T, sources ...string) *Playbook {
	t.Helper()
	files := map[string]string{}
	for i, source := range sources {
		files["flows/"+string(rune('a'+i))+".yaml"] = source
	}
	book, err := Load(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

const keepingFlow = `flow: x
title: X
language: nl
form: je
starts: [{default: webchat}]
data:
  thema: {type: choice, keep: person, purpose: Zo hoef je het niet nog eens te zeggen.}
  meer: {type: several, keep: person, purpose: Zo hoef je het niet nog eens te zeggen.}
  oud: {type: number, keep: person, purpose: Zo zoeken we wat bij je past.}
  vrij: {type: yesno}
  dag: {type: date}
  uur: {type: time}
  tel: {type: phone}
  post: {type: email}
  buurt: {type: neighbourhood}
  bijnaam: {type: text, about: bijnaam}
steps:
  - choose: Wat is er?
    save: thema
    options: [geld: Geld, wonen: Wonen]
  - choose: En verder?
    several: ja
    save: meer
    options: [geld: Geld, wonen: Wonen]
  - {ask: Hoe oud ben je?, save: oud}
  - {choose: Vrij?, save: vrij, options: [ja: Ja, nee: Nee]}
  - {ask: Welke dag?, save: dag}
  - {ask: Hoe laat?, save: uur}
  - {ask: Waar bellen we je?, save: tel}
  - {ask: Waar mailen we je?, save: post}
  - {ask: Waar woon je?, save: buurt}
  - {ask: Hoe heet je?, save: bijnaam}
`

func TestKept_AValueFitsOrItDoesNot(t *testing.T) {
	f := flowsOf(t, keepingFlow).Talks.Flows["x"]
	if v := f.Data["oud"]; v.Keep != "Zo zoeken we wat bij je past." || f.Data["vrij"].Keep != "" {
		t.Errorf("what it is kept for: %+v", v)
	}
	for _, c := range []struct {
		variable, value string
		fits            bool
	}{
		{"thema", "geld", true}, {"thema", "school", false}, {"thema", "", false}, {"thema", "geld,wonen", false},
		{"meer", "geld,wonen", true}, {"meer", "geld", true}, {"meer", "geld,school", false},
		{"oud", "17", true}, {"oud", "17.5", true}, {"oud", "zeventien", false}, {"oud", "Inf", false},
		{"vrij", "ja", true}, {"vrij", "nee", true}, {"vrij", "misschien", false},
		{"dag", "2026-11-27", true}, {"dag", "2026-02-30", false}, {"dag", "27-11-2026", false},
		{"uur", "09:30", true}, {"uur", "9:30", false}, {"uur", "24:30", false},
		{"tel", "+31612345678", true}, {"tel", "0612345678", false},
		{"post", "sam@example.nl", true}, {"post", "sam", false},
		{"buurt", "waterkant", true}, {"buurt", "de waterkant", false},
		{"bijnaam", "Sam", true}, {"onbekend", "Sam", false},
	} {
		if got := f.Fits(c.variable, c.value); got != c.fits {
			t.Errorf("%s = %q fits: %v", c.variable, c.value, got)
		}
	}
}

// A flow may use what another one asked for.
func TestKept_AFlowReadsWhatAnotherSaves(t *testing.T) {
	book := flowsOf(t, keepingFlow, `flow: later
title: Later
language: nl
form: je
starts: [{deeplink: later}]
data:
  thema: {type: choice, keep: person, purpose: Zo hoef je het niet nog eens te zeggen.}
steps:
  - say: Vorige keer ging het over geld.
    when: thema == "geld"
  - ask: Hoe is het nu?
`)
	if f := book.Talks.Flows["later"]; !f.Fits("thema", "geld") || f.Fits("thema", "geld en meer") {
		t.Error("what another flow saved does not fit")
	}
	if !book.Talks.Keeps("thema") || book.Talks.Keeps("vrij") || book.Talks.Keeps("niets") {
		t.Error("what the playbook keeps is not told right")
	}
}

// What becomes of those who wait, each change by itself.
func TestMoving_FateOfThoseWhoWait(t *testing.T) {
	const was = "flow: x\ntitle: X\nlanguage: nl\nform: je\nwaiting: move\nstarts: [{default: webchat}]\ndata: {naam: {type: text}}\n" +
		"steps:\n  - {ask: Wat?, id: wat, save: naam}\n  - {ask: Wie?, id: wie}\n"
	old := flowsOf(t, was)
	for name, c := range map[string]struct {
		now  string
		step string
		want Fate
	}{
		"the same":        {was, "wat", Current},
		"another text":    {change(t, was, "Wat?", "Wat nu?"), "wat", Moves},
		"it says nothing": {change(t, was, "waiting: move\n", ""), "wat", Stays},
		"it says stay":    {change(t, was, "waiting: move", "waiting: stay"), "wat", Stays},
		"no such step":    {change(t, was, "id: wat", "id: wat_dan"), "wat", NoStep},
		"another kind":    {change(t, was, "{ask: Wie?, id: wie}", "{choose: Wie?, id: wie, options: [ik: Ik, jij: Jij]}"), "wie", OtherKind},
		"another type":    {change(t, was, "{type: text}", "{type: number}"), "wie", OtherData},
		"a variable less": {change(t, change(t, was, "data: {naam: {type: text}}\n", ""), ", save: naam", ""), "wie", Moves},
		"no such flow":    {change(t, was, "flow: x", "flow: later"), "wat", NoFlow},
		"nothing waits":   {change(t, was, "Wat?", "Wat nu?"), "", NotWaiting},
	} {
		conversation := chat.Conversation{Flow: chat.FlowRef{Name: "x", Version: old.Talks.Version}, Data: map[string]string{"naam": "1"}}
		if got := flowsOf(t, c.now).Talks.Fate(old.Talks, conversation, c.step); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// A flow that was called moves only together with those that called it.
func TestMoving_CallersMoveToo(t *testing.T) {
	const inner = "flow: inner\ntitle: X\nlanguage: nl\nform: je\nwaiting: move\nstarts: [{deeplink: inner}]\nsteps:\n  - {ask: Wat?, id: wat}\n"
	outer := func(waiting, id, called string) *Playbook {
		book := flowsOf(t, inner, "flow: outer\ntitle: X\nlanguage: nl\nform: je\nwaiting: "+waiting+"\nstarts: [{default: webchat}]\nsteps:\n  - {goto: end, id: "+id+"}\n")
		book.Talks.Flows["outer"].Steps[0].Call = &Call{Flow: called}
		book.Talks.Version = waiting + id + called
		return book
	}
	old := outer("move", "roep", "inner")
	old.Talks.Version = "old"
	c := chat.Conversation{Flow: chat.FlowRef{Name: "inner", Version: "old"}, Calls: []chat.Call{{Flow: "outer", Step: "roep"}}}
	for _, w := range []struct {
		now  *Playbook
		want Fate
	}{{outer("move", "roep", "inner"), Moves}, {outer("stay", "roep", "inner"), Stays}, {outer("move", "bel", "inner"), NoStep}, {outer("move", "roep", "outer"), OtherKind}} {
		if got := w.now.Talks.Fate(old.Talks, c, "wat"); got != w.want {
			t.Errorf("%s: %d, want %d", w.now.Talks.Version, got, w.want)
		}
	}
}

func change(t *testing.T, text, from, to string) string {
	t.Helper()
	if !strings.Contains(text, from) {
		t.Fatalf("%q is not in it", from)
	}
	return strings.Replace(text, from, to, 1)
}
