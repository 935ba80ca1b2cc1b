package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// out is what the record knows of a worker's words that went to the person.
func (w *talk) out(event string) chat.Words {
	i := slices.IndexFunc(w.said, func(m chat.Message) bool { return m.ID == chat.Out(event) })
	if i < 0 {
		return chat.Words{}
	}
	m := w.said[i]
	l := chat.Line{ID: m.ID, Kind: chat.LineWorker, At: w.now, Author: m.Speaker, Text: m.Text}
	words := chat.Words{Line: l, Last: l, State: chat.Sent, Parts: 1}
	for _, e := range w.said {
		if e.Edits == m.ID {
			words.Last = chat.Line{ID: e.ID, Kind: chat.LineWorker, Author: e.Speaker, Text: e.Text, Edits: m.ID, Gone: e.Gone}
		}
	}
	return words
}

// sentOut is a talk in which Noor's words with this event went out, where the
// platform lets us change them for two days.
func sentOut(t *testing.T, event, text string) *talk {
	w := undo(t)
	w.facts.CanReach, w.facts.EditFor, w.facts.Longest = true, 48*time.Hour, 4000
	w.typed("Noor", chat.Answered, event, text)
	w.passes(5 * time.Second)
	w.facts.Words = w.out(event)
	return w
}

func TestRow14_AnEditOfWordsThatAreOutReachesThePerson(t *testing.T) {
	w := sentOut(t, "a", "Tot morgen")
	d := w.typed("Noor", chat.Edited, "a", "Tot vrijdag")
	says := heard(d)
	if len(says) != 1 || says[0].Edits != chat.Out("a") || says[0].Text != "Tot vrijdag" || says[0].Speaker.Name != "Noor" || !says[0].Report {
		t.Fatalf("the person's platform is told %+v", says)
	}
	if told(d) != "" {
		t.Errorf("before it is true, the desk is told %q", told(d))
	}
	done := w.handle(chat.Event{Kind: chat.Delivered, Author: chat.Program, Ref: says[0].ID, From: page})
	if told(done) != "Aangepast bij blauwe vos." {
		t.Errorf("once it is, the desk is told %q", told(done))
	}

	w.facts.Words = w.out("a")
	d = w.typed("Noor", chat.Deleted, "a", "")
	says = heard(d)
	if len(says) != 1 || says[0].Edits != chat.Out("a") || !says[0].Gone || says[0].Text != "" {
		t.Fatalf("taken away: %+v", says)
	}
	lost := w.handle(chat.Event{Kind: chat.Failed, Author: chat.Program, Ref: says[0].ID, From: page, Value: "refused"})
	if got := told(lost); got != "Weghalen lukte niet bij blauwe vos. Het bericht staat daar nog." {
		t.Errorf("where it failed, the desk is told %q", got)
	}
	if slices.ContainsFunc(lost.Lines, func(l chat.Line) bool { return strings.Contains(l.Text, "niet aangekomen") }) {
		t.Errorf("the record says %+v", lost.Lines)
	}
}

func TestRow14_WhereItCannotItSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*talk)
		text   string
		say    string
	}{
		"a platform that cannot": {func(w *talk) { w.facts.EditFor = 0 }, "Tot vrijdag", "dat kan daar niet."},
		"too late":               {func(w *talk) { w.passes(48 * time.Hour) }, "Tot vrijdag", "dat kan daar niet meer."},
		"it never came":          {func(w *talk) { w.facts.Words.State = chat.Dead }, "Tot vrijdag", "het kwam daar nooit aan."},
		"in parts":               {func(w *talk) { w.facts.Words.Parts = 2 }, "Tot vrijdag", "het is te lang."},
		"too long":               {func(*talk) {}, strings.Repeat("lang ", 1000), "het is te lang."},
		"taken away before":      {func(w *talk) { w.facts.Words.Last.Gone = true }, "Tot vrijdag", "het is daar weggehaald."},
		"a mention":              {func(*talk) {}, "@Bas tot vrijdag", "er staat een @ in."},
	} {
		t.Run(name, func(t *testing.T) {
			w := sentOut(t, "a", "Tot morgen")
			c.change(w)
			d := w.typed("Noor", chat.Edited, "a", c.text)
			if len(heard(d)) != 0 {
				t.Errorf("the person is told %+v", heard(d))
			}
			if !strings.Contains(told(d), c.say) || !strings.Contains(told(d), "Stuur een nieuw bericht") {
				t.Errorf("the desk is told %q", told(d))
			}
			if !slices.ContainsFunc(d.Lines, func(l chat.Line) bool {
				return l.Kind == chat.LineNote && strings.Contains(l.Text, strings.TrimSpace(c.text))
			}) {
				t.Errorf("the new words are not kept: %+v", d.Lines)
			}
		})
	}
	w := sentOut(t, "a", "Tot morgen")
	w.facts.EditFor = 0
	if d := w.typed("Noor", chat.Deleted, "a", ""); len(heard(d)) != 0 || !strings.Contains(told(d), "staat daar nog") {
		t.Errorf("deleted where that cannot be: %+v", d.Say)
	}
}

func TestLaw7_OnlyTheWriterChangesWordsThatAreOut(t *testing.T) {
	w := sentOut(t, "a", "Tot morgen")
	for _, d := range []chat.Decision{w.typed("Bas", chat.Edited, "a", "Nooit"), w.typed("Bas", chat.Deleted, "a", "")} {
		if len(heard(d)) != 0 {
			t.Errorf("the person is told %+v", heard(d))
		}
	}
	w.facts.Words = chat.Words{Line: chat.Line{ID: "a/0", Kind: chat.LineNote, Author: worker("Noor"), Text: "notitie"}}
	if d := w.typed("Noor", chat.Edited, "a", "andere notitie"); len(heard(d)) != 0 {
		t.Errorf("a note that was changed goes to the person: %+v", heard(d))
	}
	// After the talk was rounded off a text for the wrong person can still be taken away.
	w.facts.Words = w.out("a")
	w.typed("Noor", chat.Closed, "", "")
	if w.c.Over {
		if d := w.typed("Noor", chat.Deleted, "a", ""); len(heard(d)) != 1 || !heard(d)[0].Gone {
			t.Errorf("after the end: %+v", d.Say)
		}
	}
}

func TestGoal13_APersonsEditShowsWithTheOldTextBehindAButton(t *testing.T) {
	w := undo(t)
	old := chat.Line{ID: "p1", Kind: chat.LinePerson, Text: "Ik woon op 06 12345678", Ref: "telegram:1:message:7"}
	w.facts.Words = chat.Words{Line: old, Last: old}
	d := w.handle(chat.Event{Kind: chat.Edited, From: page, Author: chat.Author{Role: chat.RolePerson}, Ref: old.Ref, Text: "Bel mij op 06 87654321"})
	var shown chat.Message
	for _, m := range d.Say {
		if m.To == desk {
			shown = m
		}
	}
	if shown.Text != "(aangepast) Bel mij op (nummer)" || shown.Speaker.Role != chat.RolePerson || len(shown.Choices) != 1 ||
		shown.Choices[0].Verb != chat.Looked || shown.Choices[0].Value != "p1" {
		t.Fatalf("the desk sees %+v", shown)
	}
	for range 2 { // as often as somebody asks
		d = w.typed("Bas", chat.Looked, "p1", "")
		if d.Answer.Text != "Eerst stond er: Ik woon op (nummer)" || !d.Refused || len(d.Say) != 0 {
			t.Errorf("who presses reads %+v, %+v", d.Answer, d.Say)
		}
	}
	w.facts.Words = chat.Words{}
	if d = w.typed("Bas", chat.Looked, "p1", ""); !strings.Contains(told(d)+d.Answer.Text, "er niet meer") {
		t.Errorf("of what is erased, who presses reads %+v", d)
	}

	w.facts.Words = chat.Words{Line: old, Last: old}
	d = w.handle(chat.Event{Kind: chat.Deleted, From: page, Author: chat.Author{Role: chat.RolePerson}, Ref: old.Ref})
	if !strings.Contains(told(d), "verwijderde een bericht") || len(heard(d)) != 0 {
		t.Errorf("a deletion: %+v", d.Say)
	}
}
