package engine_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

// A person chooses the language; the talk goes on in it where it was, and the
// choice is kept for later talks.
func TestAPersonChoosesTheLanguage(t *testing.T) {
	for _, choose := range []func(*talk){
		func(w *talk) { w.says("taal"); w.mustRead("In welke taal"); w.press("omzien:language", "en") },
		func(w *talk) { w.says("taal"); w.says("English!") },
		func(w *talk) { w.says("taal"); w.says("Engels") },
		func(w *talk) { w.says("Taal: Engels") },
		func(w *talk) { w.says("language en") },
	} {
		w := newTalk(t)
		w.starts("jongeren")
		w.says("ja")
		step := w.c.Step
		choose(w)
		w.mustRead("We will go on in this language.", "What would you like to talk about?")
		if w.c.Lang != "en" || w.c.Kept.Lang != "en" || w.c.Step != step || w.c.Missed != 0 || len(w.c.Told) != 0 || w.c.Pending != "" {
			t.Errorf("language %q, kept %q, step %q, missed %d, told %v", w.c.Lang, w.c.Kept.Lang, w.c.Step, w.c.Missed, w.c.Told)
		}
		later := newTalk(t)
		later.c.Kept = w.c.Kept
		later.event(chat.Event{Kind: chat.Started, Text: "jongeren", Lang: "nl"})
		if later.c.Lang != "en" {
			t.Errorf("the next talk is in %q", later.c.Lang)
		}
	}
}

// Who asks for a language first has not begun yet: the talk begins after it.
func TestALanguageBeforeAnythingElse(t *testing.T) {
	for _, choose := range []func(*talk){
		func(w *talk) { w.says("taal"); w.press("omzien:language", "en") },
		func(w *talk) {
			w.says("taal")
			for i, c := range w.last.Say[0].Choices {
				if c.Value == "en" {
					w.says(strconv.Itoa(i + 1))
					break
				}
			}
		},
		func(w *talk) { w.says("taal english") },
	} {
		w := newTalk(t)
		choose(w)
		w.mustRead("We will go on in this language.", "I am the chatbot", "Can you talk freely right now?")
		if w.c.Step == "" || w.c.Lang != "en" {
			t.Errorf("step %q in %q", w.c.Step, w.c.Lang)
		}
	}
}

// Who chose a language before the first answer hears the beginning again in it:
// who reads, when nobody does, and what happens in danger. Nobody hears it twice
// in one language, or after they answered or told something.
func TestTheBeginningIsSaidInTheLanguageThatWasChosen(t *testing.T) {
	begins := func(w *talk) bool {
		return slices.ContainsFunc(w.last.Say, func(m chat.Message) bool { return strings.Contains(m.Text, "Only our team reads") })
	}
	for _, choose := range []func(*talk){
		func(w *talk) { w.says("taal"); w.press("omzien:language", "en") },
		func(w *talk) { w.says("taal english") },
	} {
		for flow, answer := range map[string]string{"jongeren": "ja", "wijk": "de buren", "hoegaathet": "het gaat slecht"} {
			w := newTalk(t)
			w.starts(flow)
			choose(w)
			if !begins(w) || w.c.Step == "" || w.c.Missed != 0 {
				t.Errorf("%s, at once: %v at %q", flow, w.last.Say, w.c.Step)
			}
			if w.says("taal english"); begins(w) {
				t.Errorf("%s begins again in the same language: %v", flow, w.last.Say)
			}
			late := newTalk(t)
			late.starts(flow)
			late.says(answer)
			if choose(late); begins(late) {
				t.Errorf("%s begins again after an answer: %v", flow, late.last.Say)
			}
		}
	}
}

// Law 4: words that choose no language are words.
func TestLaw4_WordsAfterTheQuestionOfTheLanguageAreKept(t *testing.T) {
	for _, begun := range []bool{true, false} {
		w := newTalk(t)
		if begun {
			w.starts("jongeren")
		}
		w.says("taal")
		w.says("mijn vader drinkt")
		w.mustTell("mijn vader drinkt")
		if w.c.Step == "" || w.c.Pending != "" {
			t.Errorf("step %q, pending %q", w.c.Step, w.c.Pending)
		}
		w.press("omzien:language", "en") // the button still stands there, and nothing waits for it
		if w.c.Lang != "nl" || w.c.Step == "" {
			t.Errorf("language %q, step %q", w.c.Lang, w.c.Step)
		}
	}
}

// A hint in a language that nothing was translated into falls to the
// organisation's, and a playbook in one language says so.
func TestALanguageThatThereIsNot(t *testing.T) {
	w := newTalk(t)
	w.event(chat.Event{Kind: chat.Started, Text: "jongeren", Lang: "xh"})
	if w.mustRead("Kun je nu vrij praten?"); w.c.Lang != "nl" {
		t.Errorf("it speaks %q", w.c.Lang)
	}
	one := flowstest.Book(t, map[string]string{
		"flows/x.yaml": "flow: x\ntitle: X\nlanguage: nl\nform: u\nstarts: [{default: webchat}]\nsteps:\n  - ask: Wat is er?\n",
	})
	w = newTalk(t)
	w.book = one
	w.starts("")
	w.says("taal")
	w.mustRead("alleen deze taal: Nederlands. U mag", "Wat is er?")
	if w.c.Pending != "" || slices.ContainsFunc(w.last.Say, func(m chat.Message) bool { return len(m.Choices) > 0 }) {
		t.Error("it asks what cannot be chosen")
	}
}

// A plural is said in the form of its number, in the person's language.
func TestPluralsAreSaidInTheirForm(t *testing.T) {
	book := flowstest.Book(t, map[string]string{
		"flows/x.yaml": "flow: x\ntitle: X\nlanguage: nl\nform: u\nstarts: [{default: webchat}]\ndata: {aantal: {type: number}}\nsteps:\n" +
			"  - ask: Hoeveel?\n    save: aantal\n  - say: {count: aantal, one: Eén plek., other: \"{aantal} plekken.\"}\n  - ask: En nu?\n",
		"locales/en/x.po": "msgid \"Eén plek.\"\nmsgid_plural \"{aantal} plekken.\"\nmsgstr[0] \"One place.\"\nmsgstr[1] \"{aantal} places.\"\n",
	})
	for _, c := range []struct{ lang, n, want string }{{"nl", "1", "Eén plek."}, {"nl", "3", "3 plekken."}, {"en", "1", "One place."}, {"en", "3", "3 places."}} {
		w := newTalk(t)
		w.book = book
		w.event(chat.Event{Kind: chat.Started, Lang: c.lang})
		w.says(c.n)
		w.mustRead(c.want, "En nu?")
	}
}
