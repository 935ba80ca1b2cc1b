package handoff_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/handoff"
	"omzien/flows/flowstest"
)

// Who wrote a story changes it and takes it back, and nobody else does.
func TestRecount(t *testing.T) {
	book := flowstest.Shipped(t)
	at := time.Date(2026, 11, 24, 14, 0, 0, 0, time.UTC)
	noor := chat.Author{Role: chat.RoleWorker, ID: "noor", Name: "Noor"}
	told := func(value, ref, text string) chat.Event {
		return chat.Event{ID: "e", Kind: chat.Recounted, Author: noor, Value: value, Ref: ref, Text: text, At: at}
	}
	by := func(ev chat.Event, a chat.Author) chat.Event { ev.Author = a; return ev }
	was := chat.Story{ID: "s", Month: "2026-10", Neighbourhood: "haven", By: "noor", Text: "Druk.", Written: at.Add(-time.Hour)}
	changed := was
	changed.Text, changed.Changed = "Rustig.", at
	gone := was
	gone.Text = ""
	for _, c := range []struct {
		name   string
		before chat.Story
		ev     chat.Event
		want   chat.Story
		why    string // empty: it becomes so
	}{
		{"new", chat.Story{}, told("2026-11", "haven", "  Druk.\n"), chat.Story{ID: "e", Month: "2026-11", Neighbourhood: "haven", By: "noor", Text: "Druk.", Written: at}, ""},
		{"changed", was, told("", "", "Rustig."), changed, ""},
		{"taken back", was, told("", "", " "), gone, ""},
		{"somebody else's", was, by(told("", "", "Rustig."), chat.Author{Role: chat.RoleWorker, ID: "piet"}), was, "Alleen wie dit verhaal schreef"},
		{"by a person", chat.Story{}, by(told("2026-11", "haven", "Druk."), chat.Author{Role: chat.RolePerson}), chat.Story{}, "Alleen een medewerker"},
		{"empty", chat.Story{}, told("2026-11", "haven", ""), chat.Story{}, "Er staat nog niets"},
		{"a month that has not begun", chat.Story{}, told("2026-12", "haven", "Druk."), chat.Story{}, "Bij deze maand"},
		{"a month of which stories are kept no longer", chat.Story{}, told("2024-10", "haven", "Druk."), chat.Story{}, "Bij deze maand"},
		{"no month", chat.Story{}, told("2026-1x", "haven", "Druk."), chat.Story{}, "Bij deze maand"},
		{"no neighbourhood", chat.Story{}, told("2026-11", "elders", "Druk."), chat.Story{}, "Deze buurt"},
		{"too long", chat.Story{}, told("2026-11", "haven", strings.Repeat("é", chat.LongestWords+1)), chat.Story{}, "te lang"},
	} {
		next, answer, ok := handoff.Recount(book, c.before, c.ev)
		if ok != (c.why == "") || !strings.Contains(answer.Text, c.why) || ok && next != c.want {
			t.Errorf("%s: %v %q\n got %+v\nwant %+v", c.name, ok, answer.Text, next, c.want)
		}
	}
}
