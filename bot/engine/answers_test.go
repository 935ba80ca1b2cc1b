package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// asking is a flow of one question, which then says what it understood.
func asking(kind, question string) string {
	return "flow: vraag\ntitle: V\nlanguage: nl\nform: je\nstarts: [{default: webchat}, {words: [hoi]}]\ndata:\n  v: {type: " + kind + "}\nsteps:\n" +
		question + "  - say: Begrepen {v}\n  - handoff: team\n    say: Naar {team}.\n"
}

const (
	askV     = "  - ask: Wat of wanneer?\n    id: q\n    save: v\n    skip: Sla over\n"
	chooseV  = "  - choose: Waarover?\n    id: q\n    save: v\n    skip: Zeg ik niet\n    options:\n      - geld: {label: Geld, also: [schulden]}\n      - thuis: Thuis en familie\n      - school: School\n      - schoon: Schoon\n"
	severalV = "  - choose: Waarover?\n    id: q\n    save: v\n    several: ja\n    options:\n      - geld: Geld\n      - thuis: Thuis en familie\n      - school: School\n"
	scaleV   = "  - scale: Hoe gaat het?\n    id: q\n    save: v\n    skip: Liever niet\n"
	storyV   = "  - ask: Vertel\n    id: q\n    save: v\n    skip: Nu niet\n"
)

func (w *talk) mustHave(value string) {
	w.t.Helper()
	if w.c.Data["v"] != value {
		w.t.Errorf("it has %q, want %q; it says %q", w.c.Data["v"], value, read(w.last))
	}
}

func TestAnswersOfEachTypeAreKeptInOneWay(t *testing.T) {
	for _, c := range []struct{ kind, text, value, reads string }{
		{"number", "zeven", "7", "Begrepen 7"},
		{"date", "vrijdag", "2026-11-27", "Begrepen vrijdag 27 november 2026"},
		{"time", "half tien", "09:30", "Begrepen 9.30 uur"},
		{"phone", "06 12345678", "+31612345678", "Begrepen"},
		{"email", "sam@voorbeeld.nl", "sam@voorbeeld.nl", "Begrepen"},
		{"text", "27 november", "27 november", "Begrepen 27 november"},
	} {
		w := talkOf(t, asking(c.kind, askV))
		w.starts("")
		w.says(c.text)
		w.mustHave(c.value)
		w.mustRead(c.reads, "Naar het team.")
		if told := len(w.c.Told) > 0; told != (c.kind == "text") {
			t.Errorf("%s: told is %+v", c.kind, w.c.Told)
		}
	}
}

func TestLaw4_AnAnswerOfAnotherTypeIsAskedAgainKindlyAndKept(t *testing.T) {
	for kind, says := range map[string]struct{ text, reads string }{
		"number": {"best veel", "geen getal"}, "date": {"binnenkort", "geen dag"}, "time": {"na het eten", "geen tijd"}, "phone": {"liever niet bellen", "geen telefoonnummer"},
		"email": {"heb ik niet meer", "geen e-mailadres"}, "neighbourhood": {"bij de kerk", "welke buurt"},
	} {
		w := talkOf(t, asking(kind, askV))
		w.starts("")
		w.says(says.text)
		w.mustTell(says.text)
		w.mustRead(says.reads, "Wat of wanneer?")
		if due := w.c.WakeAt(); due.Sub(w.now) > time.Minute || due.IsZero() || w.handedOff() {
			t.Errorf("%s: wakes %v after the miss", kind, due.Sub(w.now))
		}
		w.says("weet ik veel hoor")
		w.mustTell("weet ik veel hoor")
		if !w.handedOff() {
			t.Errorf("%s: the second miss is %q", kind, read(w.last))
		}
		w.mustHave("")
	}
}

func TestAFlowsOwnWordsForAnAnswerThatDoesNotFit(t *testing.T) {
	w := talkOf(t, asking("date", askV+"    again: Een dag, zoals morgen.\n"))
	w.starts("")
	w.says("ooit")
	if w.mustRead("Een dag, zoals morgen.", "Wat of wanneer?"); strings.Contains(read(w.last), "chatbot") {
		t.Error("and the fixed text besides")
	}
}

func TestLaw4_AStoryAtATypedQuestionGoesToPeopleWithThanks(t *testing.T) {
	story := "dat weet ik niet precies want sinds mijn vrouw er niet meer is doe ik alles alleen en dat lukt niet goed"
	w := talkOf(t, asking("date", askV))
	w.starts("")
	w.says(story)
	w.mustTell(story)
	if w.mustRead("Dank je dat je dit vertelt"); !w.handedOff() || strings.Contains(read(w.last), "Wat of wanneer?") {
		t.Errorf("it says %q", read(w.last))
	}
	w = talkOf(t, asking("date", askV)) // and no less where it comes later
	w.starts("")
	w.says("ooit")
	w.says(story)
	w.mustTell("ooit", story)
	if w.mustRead("Dank je dat je dit vertelt"); !w.handedOff() || strings.Contains(read(w.last), "begrijp") {
		t.Errorf("it says %q", read(w.last))
	}
}

func TestWrongContactsStayOffTheCardUnlessItNamesThem(t *testing.T) {
	w := talkOf(t, asking("phone", askV))
	w.starts("")
	w.says("0612345678 maar bel niet na tien, mijn vader luistert mee")
	w.mustHave("+31612345678")
	if w.mustTell("(nummer) maar bel niet na tien, mijn vader luistert mee"); strings.Contains(fmt.Sprint(w.c.Told, w.last.Alarms), "0612345678") {
		t.Errorf("told: %+v", w.c.Told)
	}
	w = talkOf(t, asking("phone", askV))
	w.starts("")
	w.says("06 12345")
	w.mustTell("(nummer)")
	w = talkOf(t, strings.Replace(asking("phone", askV), "say: Naar", "card: [v]\n    say: Naar", 1))
	w.starts("")
	w.says("06 12345")
	w.mustTell("06 12345")
}

func TestSkippingAnyQuestion(t *testing.T) {
	for _, c := range []struct{ kind, question, word string }{
		{"date", askV, "sla over"}, {"date", askV, "weet ik niet"}, {"story", storyV, "nu niet"}, {"choice", chooseV, "zeg ik niet!"}, {"choice", chooseV, "geen idee"}, {"choice", chooseV, "5"},
		{"number", scaleV, "liever niet"},
	} {
		for _, press := range []bool{false, true} {
			w := talkOf(t, asking(c.kind, c.question))
			w.starts("")
			choices := w.last.Say[len(w.last.Say)-1].Choices
			if last := choices[len(choices)-1]; last.Value != flows.SkipValue {
				t.Errorf("%s: nothing to skip with: %+v", c.kind, choices)
			}
			if press {
				w.press("q", flows.SkipValue)
			} else {
				w.says(c.word)
			}
			if w.mustRead("Begrepen"); len(w.c.Told) > 0 || w.c.Data["v"] != "" {
				t.Errorf("%s, %q: %+v", c.kind, c.word, w.c)
			}
		}
	}
	w := talkOf(t, asking("text", askV)) // where any words are an answer, these are one
	w.starts("")
	w.says("weet ik niet")
	w.mustHave("weet ik niet")
}

func TestTypingErrorsAndOtherWordsAreUnderstood(t *testing.T) {
	for text, want := range map[string]string{
		"geld": "geld", "GELD!": "geld", "schulden": "geld", "schuldne": "geld", "1": "geld", "2": "thuis", "٢": "thuis", "thuis en familie": "thuis", "Thuis en familei": "thuis", "scholo": "school",
		"gedl": "", "thuis": "", "7": "",
	} {
		w := talkOf(t, asking("choice", chooseV))
		w.starts("")
		w.says(text)
		w.mustHave(want)
	}
}

func TestTwoMeaningsAreAskedBackAndNeverGuessed(t *testing.T) {
	begin := func(text string) *talk {
		w := talkOf(t, asking("choice", chooseV))
		w.starts("")
		w.says(text)
		return w
	}
	w := begin("schoo") // one letter from both
	w.mustRead("Bedoel je School of Schoon?")
	w.mustTell("schoo")
	w.mustHave("")
	last := w.last.Say[len(w.last.Say)-1]
	if len(last.Choices) != 3 || last.Choices[0].Value != "school" || last.Choices[1].Value != "schoon" || last.Choices[2].Value != flows.SkipValue {
		t.Errorf("offered: %+v", last.Choices)
	}
	w.says("2") // of what was shown
	w.mustHave("schoon")

	w = begin("geld en school")
	w.mustRead("Bedoel je Geld of School?")
	w.press("q", "thuis") // on the question before
	w.mustHave("thuis")

	w = begin("schoo")
	w.says("geld")
	w.mustHave("geld")

	w = begin("schoo")
	if w.says("schoo"); !w.handedOff() {
		t.Errorf("the second time it is %q", read(w.last))
	}

	w = talkOf(t, asking("time", askV))
	w.starts("")
	w.says("kwart over 3")
	w.mustRead("Bedoel je 15.15 uur of 3.15 uur?")
	w.press("q", "15:15")
	w.mustHave("15:15")
	for text, want := range map[string]string{"'s middags": "15:15", "1": "15:15", "2": "03:15", "3.15 uur 's nachts": "03:15", "15.15 uur": "15:15", "toch 9 uur": "", "9 uur": "09:00"} {
		w = talkOf(t, asking("time", askV))
		w.starts("")
		w.says("kwart over 3")
		w.says(text)
		w.mustHave(want)
	}
}

func TestSeveralAreChosenOneByOneOrTogether(t *testing.T) {
	w := talkOf(t, asking("several", severalV))
	w.starts("")
	w.press("q", "geld")
	w.mustRead("Gekozen: Geld.", "Klaar")
	if c := w.last.Say[0].Choices; len(c) != 4 || c[0].Label != "✓ Geld" || c[1].Label != "Thuis en familie" || c[3].Value != flows.DoneValue {
		t.Errorf("offered: %+v", c)
	}
	w.event(chat.Event{Kind: chat.Chose, Step: chat.UsedStep("q"), Value: "school"}) // on the same message
	w.mustRead("Gekozen: Geld, School.")
	w.press("q", "geld")
	w.mustRead("Gekozen: School.")
	w.says("✓ School")
	w.mustRead("niets gekozen")
	w.says("1, 3")
	w.mustRead("Gekozen: Geld, School.")
	w.says("geld en thuis en familie")
	w.mustRead("Gekozen: Geld, School, Thuis en familie.")
	w.mustHave("geld,school,thuis")
	if w.says("klaar!"); len(w.c.Picked) != 0 {
		t.Errorf("picked: %v", w.c.Picked)
	}
	w.mustRead("Begrepen Geld, School, Thuis en familie")

	w = talkOf(t, asking("several", severalV))
	w.starts("")
	w.says("geld en mijn hond")
	w.mustTell("geld en mijn hond")
	w.mustRead("begrijp dit niet goed", "Waarover?")
	w.press("q", flows.DoneValue)
	w.mustRead("Begrepen ")
}

func TestWhatWasChosenIsOfferedAgain(t *testing.T) {
	flow := strings.Replace(asking("several", severalV+"  - choose: Wat het eerst?\n    id: w\n    from: v\n    save: w\n    options:\n      - anders: Iets anders\n"), "  v: {type: several}", "  v: {type: several}\n  w: {type: choice}", 1)
	w := talkOf(t, flow)
	w.starts("")
	w.says("school, geld")
	w.says("klaar")
	if c := w.last.Say[0].Choices; len(c) != 3 || c[0].Label != "School" || c[1].Label != "Geld" || c[2].Value != "anders" {
		t.Fatalf("offered: %+v", c)
	}
	w.says("2")
	if w.c.Data["w"] != "geld" || len(w.c.Offered) != 0 {
		t.Errorf("chosen: %+v", w.c)
	}
	w = talkOf(t, flow)
	w.starts("")
	w.says("school")
	w.says("klaar")
	w.press("w", "thuis") // not chosen before
	if w.c.Step != "w" || w.c.Data["w"] != "" {
		t.Errorf("a value that is not offered: %+v", w.c)
	}

	empty := strings.Replace(flow, "    options:\n      - anders: Iets anders\n", "", 1)
	w = talkOf(t, empty)
	w.starts("")
	w.press("q", flows.DoneValue)
	w.mustRead("Begrepen")
}

func TestScalesAreAnsweredInAnyWay(t *testing.T) {
	for text, want := range map[string]string{"7": "7", "een 7": "7", "zeven": "7", "een zeven": "7", "10": "10", "0": "0", "1": "1", "٧": "7", "11": "", "een stuk of 7": "", "gaat wel": ""} {
		w := talkOf(t, asking("number", scaleV))
		w.starts("")
		w.says(text)
		if w.mustHave(want); want == "" {
			w.mustTell(text)
			w.mustRead("van 0 tot en met 10", "Hoe gaat het?")
		}
	}
	w := talkOf(t, asking("number", scaleV))
	w.starts("")
	if c := w.last.Say[0].Choices; len(c) != 12 || c[7].Label != "7" || c[7].Value != "7" {
		t.Errorf("offered: %+v", c)
	}
	w.says("7,5")
	w.mustRead("Bedoel je 7 of 8?")
	w.says("8")
	w.mustHave("8")

	w = talkOf(t, asking("number", scaleV+"    as: faces\n"))
	w.starts("")
	if c := w.last.Say[0].Choices; len(c) != 6 || c[0].Label != "😢" || c[4].Value != "5" {
		t.Errorf("offered: %+v", c)
	}
	w.says("🙂")
	w.mustHave("4")
	w.mustRead("Begrepen 🙂 (4/5)")
}

func TestLaw4_AStoryTakesAsManyMessagesAsItNeeds(t *testing.T) {
	w := talkOf(t, asking("story", storyV))
	w.starts("")
	w.says("het begon in de zomer")
	w.mustRead("Schrijf gerust verder", "Klaar")
	w.says("toen kwam hij bij ons wonen")
	w.mustRead("Dit staat er ook bij")
	if c := w.last.Say[0].Choices; len(c) != 1 || c[0].Value != flows.DoneValue {
		t.Errorf("offered: %+v", c)
	}
	w.says("nu niet") // what would have skipped it is part of it now
	w.says("klaar")
	w.mustRead("Begrepen het begon in de zomer\ntoen kwam hij bij ons wonen\nnu niet", "Naar het team.")
	w.mustTell("het begon in de zomer", "toen kwam hij bij ons wonen", "nu niet")

	w = talkOf(t, asking("story", storyV))
	w.starts("")
	w.says("klaar") // nothing was told yet, so that this is the story
	w.mustTell("klaar")
	w.press("q", flows.DoneValue)
	w.mustRead("Begrepen klaar")
}

// Somebody who reads one language may type the other: both labels count.
func TestLabelsCountInThePersonsLanguageAndInTheBase(t *testing.T) {
	for _, text := range []string{"School of werk", "School or work", "schol or work"} {
		w := newTalk(t)
		w.event(chat.Event{Kind: chat.Started, Text: "jongeren", Lang: "en"})
		w.says("yes")
		if w.says(text); w.c.Data["thema"] != "school" {
			t.Errorf("%q is %q, after %q", text, w.c.Data["thema"], read(w.last))
		}
	}
}
