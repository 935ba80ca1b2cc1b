package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// A team has a name in each language: people read theirs, the desk its own.
func TestPeopleReadTheTeamInTheirLanguage(t *testing.T) {
	long := "I do not know what to do any more, it has been like this for weeks and nobody at home listens to what I say."
	for _, c := range []struct{ flow, dutch, english string }{
		{"jongeren", "het jongerenwerk", "the youth workers"},
		{"wijk", "het wijkteam", "the neighbourhood team"},
	} {
		for _, hour := range []time.Duration{0, 13 * time.Hour} { // by day, and at three in the night
			for _, first := range [][]string{{"mens"}, {long}, {"what?", "what??"}, {"2", "1", "something else"}} {
				w := newTalk(t)
				w.now = monday.Add(hour)
				w.facts.Desks = []chat.Address{desk}
				w.handle(chat.Event{Kind: chat.Started, From: page, Author: chat.Author{Role: chat.RolePerson}, Text: c.flow, Lang: "en"})
				for _, text := range first {
					w.says(text)
				}
				if !w.c.InHandoff() {
					w.says("mens")
				}
				w.says("hello?")
				w.says("stop")
				w.passes(11 * time.Minute)
				w.says("hello??")
				w.passes(10 * time.Minute)
				w.does("Noor", chat.Claimed, "")
				w.does("Noor", chat.HandedBack, "")
				w.says("mens")
				w.does("Bas", chat.Closed, "")
				var read strings.Builder
				if !w.c.Over {
					t.Fatalf("%s, %q: it did not go to its end", c.flow, first)
				}
				for _, m := range w.said {
					switch {
					case m.To == page:
						read.WriteString(m.Text + "\n")
					case m.Card != nil && m.Card.Team != c.dutch:
						t.Errorf("the card names the team %q", m.Card.Team)
					}
				}
				if text := read.String(); !strings.Contains(text, c.english) || strings.Contains(strings.ToLower(text), c.dutch) {
					t.Errorf("%s, %v, %q: the person reads\n%s", c.flow, hour, first, text)
				}
				if !slices.ContainsFunc(w.said, func(m chat.Message) bool { return m.Card != nil }) {
					t.Error("no card was drawn: this test proves nothing about the desk")
				}
			}
		}
	}
}

// While people have the talk, a person may still choose a language: the desk
// sees it, and a text that waits for them is asked about in it.
func TestAPersonChoosesTheLanguageWhilePeopleHaveTheTalk(t *testing.T) {
	w := newTalk(t)
	w.facts.Desks = []chat.Address{desk}
	w.says("mens")
	w.does("Noor", chat.Claimed, "")
	w.says("taal")
	w.press("English")
	if w.c.Lang != "en" || w.c.Kept.Lang != "en" || w.c.Pending != "" {
		t.Errorf("it speaks %q, kept %q, and %q waits", w.c.Lang, w.c.Kept.Lang, w.c.Pending)
	}
	if !slices.ContainsFunc(w.lines, func(l chat.Line) bool { return strings.Contains(l.Text, "koos een taal: English.") }) {
		t.Error("the desk does not see it")
	}
	if !slices.ContainsFunc(w.last.Say, func(m chat.Message) bool { return m.Card != nil && m.Card.Lang == "en" }) {
		t.Error("the card does not show it")
	}
	w.says("taal")
	w.says("I am at home")
	if w.c.Pending != "" || !slices.ContainsFunc(w.last.Say, func(m chat.Message) bool { return m.To == desk && strings.Contains(m.Text, "I am at home") }) {
		t.Error("words after the question are not for the worker")
	}
}
