package engine_test

import (
	"maps"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// bookOf loads a playbook of one team with these flows.
func bookOf(t *testing.T, sources ...string) *flows.Playbook {
	t.Helper()
	files := map[string]string{}
	for i, source := range sources {
		files["flows/"+string(rune('a'+i))+".yaml"] = source
	}
	return flowstest.Book(t, files)
}

const intake = `flow: intake
title: Intake
language: nl
form: u
starts: [{default: webchat}]
data:
  alias: {type: text, keep: person, purpose: Zo weten we hoe je heet.}
  thema: {type: choice, keep: person, purpose: Zo hoef je het niet nog eens te zeggen.}
  zorg: {type: text}
steps:
  - ask: Hoe heet je?
    id: naam
    save: alias
  - choose: Waar gaat het over?
    id: waarover
    save: thema
    options: [geld: Geld, wonen: Wonen]
  - ask: Wat is er?
    id: zorg
    save: zorg
`

const later = `flow: later
title: Later
language: nl
form: u
starts: [{deeplink: later}]
data:
  alias: {type: text, keep: person, purpose: Zo weten we hoe je heet.}
  thema: {type: choice, keep: person, purpose: Zo hoef je het niet nog eens te zeggen.}
  zorg: {type: text}
steps:
  - say: Dag {alias}, het ging over {thema}.
  - ask: Hoe is het nu?
    save: zorg
  - handoff: team
    card: [thema]
    say: Ik vraag het team.
`

func talkOf(t *testing.T, sources ...string) *talk {
	w := newTalk(t)
	w.book = bookOf(t, sources...)
	return w
}

// again is the next conversation with the same person.
func (w *talk) again() {
	w.c = chat.Conversation{ID: "c2", Person: w.c.Person, Address: w.c.Address, Alias: "groene uil", Turn: w.c.Turn, Kept: w.c.Kept}
}

func TestKept_WhatAFlowKeepsIsThereInTheNextTalk(t *testing.T) {
	w := talkOf(t, intake, later)
	w.starts("")
	w.says("Sam")
	w.press("waarover", "geld")
	w.says("mijn huur")
	if want := map[string]string{"alias": "Sam", "thema": "geld"}; !maps.Equal(w.c.Kept.Data, want) {
		t.Fatalf("kept is %v, want %v", w.c.Kept.Data, want)
	}
	w.again()
	w.starts("later")
	w.mustRead("Dag Sam, het ging over", "Hoe is het nu?")
	if w.c.Name() != "Sam · groene uil" || w.c.Data["zorg"] != "" {
		t.Errorf("they are %q, and %v is known", w.c.Name(), w.c.Data)
	}
}

func TestKept_ADecisionLeavesWhatItWasGiven(t *testing.T) {
	w := talkOf(t, intake, later)
	w.c.Kept.Data = map[string]string{"thema": "geld", "gone": "1"}
	given := w.c.Kept.Data
	w.starts("")
	w.says("Sam")
	w.press("waarover", "wonen")
	if !maps.Equal(given, map[string]string{"thema": "geld", "gone": "1"}) {
		t.Errorf("what was given is now %v", given)
	}
}

func TestKept_WhatDoesNotFitTodayIsNotLoaded(t *testing.T) {
	w := talkOf(t, intake, later)
	w.c.Kept.Data = map[string]string{"thema": "een woord dat niemand kent", "alias": "Sam"}
	w.starts("later")
	if w.c.Data["thema"] != "" || w.c.Data["alias"] != "Sam" {
		t.Errorf("loaded is %v", w.c.Data)
	}
}

// What is kept is for what the flows say. Where none says it any more, it goes.
func TestKept_WhatNoFlowKeepsIsKeptNoLonger(t *testing.T) {
	w := talkOf(t, intake, later)
	w.c.Kept.Data = map[string]string{"thema": "geld", "schuld": "1000"}
	w.starts("")
	if want := map[string]string{"thema": "geld"}; !maps.Equal(w.c.Kept.Data, want) {
		t.Errorf("kept is %v", w.c.Kept.Data)
	}
}

func TestKept_ALongAnswerIsKeptInPart(t *testing.T) {
	w := talkOf(t, strings.NewReplacer("zorg: {type: text}", "zorg: {type: text, keep: person, purpose: Zo hoef je het niet nog eens te zeggen.}").Replace(intake))
	w.starts("")
	w.says("Sam")
	w.press("waarover", "geld")
	long := strings.Repeat("é", 3000)
	w.says(long)
	if got := w.c.Kept.Data["zorg"]; len(got) != 4096 || !strings.HasPrefix(long, got) || w.c.Data["zorg"] != long {
		t.Errorf("kept are %d bytes, in the talk %d", len(got), len(w.c.Data["zorg"]))
	}
}

func moving(changes ...string) string {
	return strings.NewReplacer(changes...).Replace(strings.Replace(intake, "form: u", "form: u\nwaiting: move", 1))
}

// goesOn lets the talk meet a playbook of which this flow is the current version.
func (w *talk) goesOn(source string) {
	w.book = bookOf(w.t, source).Pin(w.book.Talks)
}

func TestMoving_TheNewTextIsWhatIsAskedNext(t *testing.T) {
	w := talkOf(t, moving())
	w.starts("")
	w.goesOn(moving("form: u", "form: je", "Waar gaat het over?", "Waar wil je het over hebben?"))
	w.says("Sam")
	w.mustRead("Waar wil je het over hebben?")
	if w.c.Flow.Version != w.book.Talks.Version || w.c.Form != "je" || w.c.Data["alias"] != "Sam" {
		t.Errorf("it goes on as %+v, %s, with %v", w.c.Flow, w.c.Form, w.c.Data)
	}
}

func TestMoving_WhoeverDoesNotMoveStays(t *testing.T) {
	for name, now := range map[string]string{
		"the flow says nothing":  strings.Replace(intake, "Waar gaat", "Nieuw, waar gaat", 1),
		"the step is gone":       moving("id: naam", "id: anders", "Waar gaat", "Nieuw, waar gaat"),
		"it is another question": moving("- ask: Hoe heet je?", "- choose: Hoe heet je?\n    options: [ik: Ik, jij: Jij]", "alias: {type: text", "alias: {type: choice", "Waar gaat", "Nieuw, waar gaat"),
	} {
		w := talkOf(t, moving())
		w.starts("")
		version := w.c.Flow.Version
		w.goesOn(now)
		w.says("Sam")
		w.mustRead("Waar gaat het over?")
		if w.c.Flow.Version != version || strings.Contains(read(w.last), "Nieuw") {
			t.Errorf("%s: it went on", name)
		}
	}
}

// What somebody types answers the question as they read it.
func TestLaw4_Moving_AnAnswerMeansWhatStoodThere(t *testing.T) {
	const options = "options: [geld: Geld, wonen: Wonen]"
	for _, c := range []struct{ now, says, saved string }{
		{"options: [wonen: Wonen, geld: Geld]", "1", "geld"},
		{"options: [geld: Schuld of boete, wonen: Wonen]", "geld", "geld"},
		{"options: [werk: Werk, wonen: Wonen]", "1", ""}, // that choice is gone: asked again, and at the desk within a minute
		{"options: [geld: Geld, wonen: Wonen, werk: Werk]", "3", ""},
	} {
		w := talkOf(t, moving())
		w.starts("")
		w.says("Sam")
		w.goesOn(moving(options, c.now))
		w.says(c.says)
		if w.c.Data["thema"] != c.saved {
			t.Errorf("%s: %q saved %q", c.now, c.says, w.c.Data["thema"])
		}
		if c.saved == "" {
			w.mustRead("begrijp dit niet goed", "Waar gaat het over?")
			w.mustTell(c.says)
		}
	}
}

func TestMoving_AButtonOfBeforeStillCounts(t *testing.T) {
	w := talkOf(t, moving())
	w.starts("")
	w.says("Sam")
	w.goesOn(moving("Wat is er?", "Wat is er aan de hand?"))
	w.press("waarover", "wonen")
	w.mustRead("Wat is er aan de hand?")
	if w.c.Data["thema"] != "wonen" {
		t.Errorf("known is %v", w.c.Data)
	}
}

// A timer moves nobody who was asked something: they have yet to answer what
// they read.
func TestMoving_ATimerDoesNotChangeTheQuestion(t *testing.T) {
	w := talkOf(t, moving())
	w.starts("")
	version := w.c.Flow.Version
	w.goesOn(moving("Waar gaat", "Nieuw, waar gaat"))
	w.wakes(0)
	if w.c.Flow.Version != version {
		t.Error("it moved while nobody was there")
	}
}
