package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// Who asked for what is hidden, when and why stands in the talk, and colleagues
// see it; what is hidden stands nowhere in what is said.
func TestLaw15_WhatIsHiddenIsShownForAReasonAndAnHour(t *testing.T) {
	w := leased(t)
	w.says("bel me op 06-12345678")
	form := w.wants("Bas", chat.Revealed).Form
	if form == nil || len(form.Fields) != 2 {
		t.Fatalf("asked for: %+v", form)
	}
	for _, bad := range []map[string]string{{}, {"waarom": "zomaar"}, {"waarom": "anders"}, {"anders": "nieuwsgierig"}} {
		d := w.fills("Bas", chat.Revealed, bad)
		if d.Answer.Form == nil || d.Answer.Form.Wrongs() == "" || len(w.c.Shown) > 0 || len(d.Lines)+len(d.Say) > 0 {
			t.Errorf("%v: %+v", bad, d.Answer)
		}
	}
	d := w.fills("Bas", chat.Revealed, map[string]string{"waarom": "anders", "anders": "Haar moeder (06-87654321) belde."})
	if !w.shown("Bas").Equal(w.now.Add(time.Hour)) || !strings.Contains(d.Answer.Text, "15.") {
		t.Fatalf("%+v, %+v", w.c.Shown, d.Answer)
	}
	i := slices.IndexFunc(d.Lines, func(l chat.Line) bool { return l.Kind == chat.LineForm })
	if i < 0 || d.Lines[i].Author.Name != "Bas" || d.Lines[i].Step != string(chat.Revealed) || !strings.Contains(d.Lines[i].Text, "Haar moeder") {
		t.Errorf("the record has %+v", d.Lines)
	}
	if len(heard(d)) != 0 || len(d.Say) != 1 || d.Say[0].To != desk || !strings.HasPrefix(d.Say[0].Text, "Bas ziet op de webdesk een uur lang") ||
		strings.Contains(d.Say[0].Text, "87654321") || strings.Contains(d.Say[0].Text+d.Answer.Text, "12345678") {
		t.Errorf("said: %+v, %+v", d.Say, d.Answer)
	}
	if a := w.does("Noor", chat.Answered, "Hoi"); a.Held || !w.owns("Noor") { // it is no note, and changes nothing in the talk
		t.Errorf("after it: %+v", a)
	}
}

// shown is until when the worker sees what is hidden; zero: they do not.
func (w *talk) shown(name string) time.Time {
	return chat.Thread{Shown: w.c.Shown}.ShownTo("w-" + name)
}

// Who said why sees it for their own hour, and nobody else does. Several may at
// once; each reason is recorded, and what is over is forgotten.
func TestLaw15_EachWorkerSaysWhyThemselves(t *testing.T) {
	w := leased(t)
	asks := func(name, why string) {
		t.Helper()
		d := w.fills(name, chat.Revealed, map[string]string{"waarom": why})
		if i := slices.IndexFunc(d.Lines, func(l chat.Line) bool { return l.Kind == chat.LineForm }); i < 0 || d.Lines[i].Author.Name != name {
			t.Errorf("%s: the record has %+v", name, d.Lines)
		}
	}
	asks("Bas", "bellen")
	first := w.now
	if !w.shown("Noor").IsZero() || !w.shown("Bas").Equal(first.Add(time.Hour)) {
		t.Fatalf("after Bas: %+v", w.c.Shown)
	}
	before := w.c.Shown
	w.now = w.now.Add(40 * time.Minute)
	asks("Noor", "gevaar")
	if !w.shown("Noor").Equal(first.Add(100*time.Minute)) || !w.shown("Bas").Equal(first.Add(time.Hour)) {
		t.Fatalf("after both: %+v", w.c.Shown)
	}
	if len(before) != 1 || before[0].By.Name != "Bas" {
		t.Error("the state before was changed")
	}
	w.now = w.now.Add(20 * time.Minute)
	asks("Noor", "bellen")
	if len(w.c.Shown) != 1 || !w.shown("Noor").Equal(w.now.Add(time.Hour)) {
		t.Errorf("once more, and that of Bas is over: %+v", w.c.Shown)
	}
}

// At a pushed desk what is hidden is never shown, and a worker has another id than
// at the web desk: they are led there, and say why there. The card's buttons stay.
func TestLaw15_APushedDeskLeadsToTheWebDesk(t *testing.T) {
	w := leased(t)
	more := slices.ContainsFunc(w.said, func(m chat.Message) bool {
		return slices.ContainsFunc(m.Choices, func(c chat.Choice) bool {
			return c.Verb == chat.Asked && c.Value == string(chat.Revealed) && c.Style == chat.StyleMore
		})
	})
	if !more {
		t.Error("no card offers it")
	}
	at := chat.Address{Adapter: desk.Adapter, Chat: desk.Chat, Thread: "1"}
	for _, ev := range []chat.Event{
		{Kind: chat.Asked, Value: string(chat.Revealed), Token: "x:5"},
		{Kind: chat.Asked, Value: string(chat.Revealed)},
		{Kind: chat.Revealed, Token: "x:5", Form: map[string]string{"waarom": "bellen"}},
		{Kind: chat.Revealed, Form: map[string]string{"waarom": "bellen"}},
	} {
		ev.Author, ev.From, ev.Step = worker("Noor"), at, "card:1"
		d := w.handle(ev)
		if a := d.Answer; a.Form != nil || a.Ref != w.c.ID || !strings.Contains(a.Text, "alleen op de webdesk") || !d.Refused || len(d.Say)+len(d.Lines)+len(w.c.Shown) > 0 {
			t.Errorf("%s: %+v", ev.Kind, d)
		}
	}
	o := w.handle(chat.Event{Kind: chat.PassedOn, Author: worker("Noor"), Token: "y:5", Step: "card:1", Form: map[string]string{chat.Colleague: "w-Bas", chat.ColleagueName: "Bas"}, From: chat.Address{Adapter: desk.Adapter, Chat: desk.Chat, Thread: "1"}})
	if !slices.ContainsFunc(o.Say, func(m chat.Message) bool { return m.Card != nil && m.Edits != "" }) {
		t.Errorf("asking a colleague: %+v", o.Say)
	}
}

func TestReveal_AfterTheTalkAndNeverOfAnErasedOne(t *testing.T) {
	w := leased(t)
	w.does("Noor", chat.Closed, "")
	if w.fills("Noor", chat.Revealed, map[string]string{"waarom": "bellen"}); w.shown("Noor").IsZero() {
		t.Error("whoever follows up cannot call")
	}
	w.c.Address, w.c.Shown = chat.Address{}, nil
	if d := w.fills("Noor", chat.Revealed, map[string]string{"waarom": "bellen"}); len(w.c.Shown)+len(d.Lines) > 0 {
		t.Errorf("of an erased person: %+v", d)
	}
}

// handoff.md 12: every look is written down, by name and moment, and is seen by
// nobody else.
func TestLaw16_WhoHasATalkBeforeThemIsWrittenDown(t *testing.T) {
	w := leased(t)
	before := w.c
	d := w.handle(chat.Event{Kind: chat.Opened, Author: worker("Bas")})
	if len(d.Lines) != 1 || d.Lines[0].Kind != chat.LineOpened || d.Lines[0].Author.Name != "Bas" || d.Lines[0].Text != "" || !d.Lines[0].At.Equal(w.now) || len(d.Say) > 0 {
		t.Fatalf("%+v", d)
	}
	if chat.LineOpened.ForPerson() {
		t.Error("the person would see it")
	}
	before.Turn = w.c.Turn
	if w.c.Handoff.Foreign != before.Handoff.Foreign || w.c.Epoch != before.Epoch {
		t.Error("it changes the talk")
	}
	w.does("Noor", chat.Closed, "")
	if d := w.handle(chat.Event{Kind: chat.Opened, Author: worker("Bas")}); len(d.Lines) != 1 {
		t.Error("a talk that is over is read unseen")
	}
	w.c.Address = chat.Address{}
	if d := w.handle(chat.Event{Kind: chat.Opened, Author: worker("Bas")}); len(d.Lines) != 0 {
		t.Error("something is kept of an erased person")
	}
}
