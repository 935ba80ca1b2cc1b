package engine_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

// A yes answers what was asked last: not whether everything shall be erased,
// when the flow asked something else since.
func TestLaw4_AYesAnswersWhatWasAskedLast(t *testing.T) {
	w := scripted(t, "data: {a: {type: yesno}}\nsteps:\n  - choose: Gaat het?\n    id: gaat\n    save: a\n    options: [ja: Ja, nee: Nee]\n    remind: 20 minuten\n  - ask: B\n")
	w.starts("")
	w.says("wis")
	if w.c.Pending != "erase" {
		t.Fatalf("%q waits", w.c.Pending)
	}
	w.now = w.c.RemindAt
	w.wakes(0)
	w.mustRead("Gaat het?")
	w.says("ja")
	if w.c.Over || w.c.Erase || w.c.Data["a"] != "ja" {
		t.Errorf("a yes to the flow erases: over %v, %v", w.c.Over, w.c.Data)
	}
	w.says("wis")
	w.says("ja")
	if !w.c.Erase {
		t.Error("a yes does not erase where that was asked last")
	}
}

// One step asks for one consent, in whatever words: taken back, it
// is taken back in all of them. A no after a yes is seen by somebody.
func TestConsentOfOneStepIsOne(t *testing.T) {
	const flow = "data: {mag: {type: yesno}}\nsteps:\n  - consent: Mag het?\n    id: mag\n    for: meedenken\n    save: mag\n  - ask: B\n"
	w := scripted(t, flow)
	old := chat.FlowRef{Name: "a", Version: "older"}
	w.c.Kept.Consents = []chat.Consent{{For: "samen denken", Flow: old, Step: "mag", Given: open.Add(-time.Hour)}, {For: "anders", Flow: old, Step: "consent:3", Given: open.Add(-time.Hour)}}
	w.starts("")
	w.says("ja")
	if n := len(w.c.Kept.Consents); n != 3 {
		t.Fatalf("the new words are not kept: %d", n)
	}
	w.says("intrekken")
	if q := w.last.Say[len(w.last.Say)-1]; len(q.Choices) != 3 {
		t.Fatalf("it offers %+v", q.Choices)
	}
	w.says("meedenken")
	c := w.c.Kept.Consents
	if c[0].Withdrawn.IsZero() || c[2].Withdrawn.IsZero() || !c[1].Withdrawn.IsZero() {
		t.Errorf("kept is %+v", c)
	}
	w.says("opnieuw")
	w.says("ja")
	w.says("opnieuw")
	w.now = w.now.Add(time.Minute)
	w.says("nee")
	if c := w.c.Kept.Consents[3]; !c.Withdrawn.Equal(w.now) || len(w.last.Alarms) != 1 {
		t.Errorf("a no after a yes: %+v, alarms %+v", c, w.last.Alarms)
	}
	w.says("opnieuw")
	w.says("nee")
	if len(w.last.Alarms) != 0 {
		t.Error("a no after a no is told")
	}
}

func TestConsentsDoNotGrowWithoutEnd(t *testing.T) {
	w := scripted(t, "data: {mag: {type: yesno}}\nsteps:\n  - consent: Mag het?\n    id: mag\n    for: meedenken\n    save: mag\n  - ask: B\n")
	w.c.Kept.Consents = []chat.Consent{{For: "bellen", Step: "x", Given: open}}
	w.starts("")
	for range 300 {
		w.now = w.now.Add(time.Minute)
		w.says("ja")
		w.says("opnieuw")
		w.says("nee")
		w.says("opnieuw")
	}
	c := w.c.Kept.Consents
	if len(c) > 200 || c[0].For != "bellen" {
		t.Errorf("%d are kept, the first %+v", len(c), c[0])
	}
}

// Whatever a text of the flow comes to, nobody is sent nothing.
func TestLaw3_NoMessageIsEmpty(t *testing.T) {
	w := scripted(t, "data: {a: {type: text}, b: {type: choice}}\nsteps:\n  - ask: A\n    save: a\n    skip: Liever niet\n  - say: \"{a}\"\n  - choose: \"{a}\"\n    id: keus\n    save: b\n    options: [ja: Ja, nee: Nee]\n  - ask: \"{a}\"\n")
	w.starts("")
	w.press(w.c.Step, "skip")
	if len(w.last.Say) != 1 || len(w.last.Say[0].Choices) != 2 {
		t.Errorf("it says %+v", w.last.Say)
	}
	for _, text := range []string{"", "ja", "x"} {
		if text != "" {
			w.says(text)
		}
		for _, m := range w.last.Say {
			if m.Text == "" {
				t.Errorf("after %q: empty: %+v", text, m)
			}
		}
	}
}

// What somebody agreed to is kept in the flow's own words, with the language they
// read it in: the person reads it in theirs, the desk in its own.
func TestConsentIsReadByEachInTheirOwnLanguage(t *testing.T) {
	w := newTalk(t)
	w.book = flowstest.Book(t, map[string]string{
		"flows/x.yaml": "flow: x\ntitle: X\nlanguage: nl\nform: u\nstarts: [{default: webchat}]\nsteps:\n" +
			"  - consent: Mag een collega meedenken?\n    id: mag\n    for: dat een collega meedenkt\n  - ask: En nu?\n",
		"locales/en/x.po": "msgid \"dat een collega meedenkt\"\nmsgstr \"that a colleague thinks along\"\n",
	})
	w.event(chat.Event{Kind: chat.Started, Lang: "en"})
	w.says("yes")
	if c := w.c.Kept.Consents; len(c) != 1 || c[0].For != "dat een collega meedenkt" || c[0].Lang != "en" {
		t.Fatalf("kept is %+v", c)
	}
	w.says("withdraw")
	w.says("that a colleague thinks along")
	if w.mustRead("that a colleague thinks along"); w.c.Kept.Consents[0].Withdrawn.IsZero() {
		t.Error("it is not taken back")
	}
	if a := w.last.Alarms; len(a) != 1 || !strings.Contains(a[0].Why, "dat een collega meedenkt") {
		t.Errorf("the desk reads %+v", a)
	}
}

// Whoever opens with a story has the greeting as whole as everybody: all of its
// texts, and what it shows.
func TestAStoryAsFirstWordsIsGreetedInFull(t *testing.T) {
	w := scripted(t, "steps:\n  - say: [Dag., Ik ben een chatbot.]\n    link: {label: Wat we bewaren, to: \"https://voorbeeld.nl/bewaren\"}\n  - ask: Wat is er?\n  - handoff: wijk\n")
	w.says(strings.Repeat("Het is al heel lang mis thuis en ik weet niet meer wat ik moet doen. ", 5))
	if !w.handedOff() {
		t.Fatal("nobody has it")
	}
	w.mustRead("Dag.", "Ik ben een chatbot.")
	if !slices.ContainsFunc(w.last.Say, func(m chat.Message) bool { return m.Link != nil }) {
		t.Error("the link is gone")
	}
}

// Whoever agrees agrees to the words that they read, also where the flow asks in
// other words by now.
func TestConsentIsToTheWordsThatWereRead(t *testing.T) {
	const flow = "flow: f\ntitle: F\nlanguage: nl\nform: u\nwaiting: move\nstarts: [{default: webchat}]\ndata: {mag: {type: yesno}, b: {type: choice}}\nsteps:\n" +
		"  - consent: Mag een collega meedenken?\n    id: mag\n    for: dat een collega meedenkt\n    save: mag\n" +
		"  - choose: En nu?\n    id: nu\n    save: b\n    options: [a: Eerste, c: Tweede]\n  - ask: Nog iets?\n    id: nog\n"
	for _, change := range [][2]string{{"dat een collega meedenkt", "dat we school bellen"}, {"Mag een collega meedenken?", "Mogen we school bellen?"}, {"Nog iets?", "Verder nog iets?"}} {
		w := talkOf(t, flow)
		w.starts("")
		read := w.c.Flow
		w.goesOn(strings.Replace(flow, change[0], change[1], 1))
		if w.c.Flow.Version == w.book.Talks.Version {
			t.Fatal("nothing changed")
		}
		w.says("ja")
		c := w.c.Kept.Consents
		if len(c) != 1 || c[0].For != "dat een collega meedenkt" {
			t.Fatalf("%q: kept is %+v", change[1], c)
		}
		if same := change[0] == "Nog iets?"; !same && c[0].Flow != read {
			t.Errorf("%q: kept is %+v, they read %+v", change[1], c, read)
		}
		w.says("eerste")
		if w.c.Flow.Version != w.book.Talks.Version || w.c.Step != "nog" {
			t.Errorf("%q: they stay behind: %+v at %s", change[1], w.c.Flow, w.c.Step)
		}
	}
}

// What stands on a button is filled as other texts are, and typed it is understood.
func TestLabelsAreFilled(t *testing.T) {
	const flow = "data: {naam: {type: text}, b: {type: choice}}\nsteps:\n  - ask: Hoe heet u?\n    save: naam\n" +
		"  - choose: En nu?\n    id: nu\n    save: b\n    options: [a: \"Bel {naam}\", c: Tweede]\n    skip: \"{naam} wil niet\"\n  - ask: Nog iets?\n    id: nog\n"
	for typed, value := range map[string]string{"bel sam": "a", "Sam wil niet": "", "tweede": "c"} {
		w := scripted(t, flow)
		w.starts("")
		w.says("Sam")
		if q := w.last.Say[len(w.last.Say)-1]; q.Choices[0].Label != "Bel Sam" || q.Choices[2].Label != "Sam wil niet" {
			t.Fatalf("it offers %+v", q.Choices)
		}
		w.says(typed)
		if w.c.Step != "nog" || w.c.Data["b"] != value {
			t.Errorf("%s is %q, at %s", typed, w.c.Data["b"], w.c.Step)
		}
	}
}
