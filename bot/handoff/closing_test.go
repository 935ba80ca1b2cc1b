package handoff_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// fills lets a worker send a form in.
func (w *talk) fills(name string, kind chat.Kind, values map[string]string) chat.Decision {
	return w.handle(chat.Event{Kind: kind, Author: worker(name), Form: values, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID}})
}

// wants lets a worker ask for a form.
func (w *talk) wants(name string, kind chat.Kind) chat.Answer {
	return w.handle(chat.Event{Kind: chat.Asked, Value: string(kind), Author: worker(name)}).Answer
}

func wrong(f *chat.Form, field string) string {
	for _, x := range f.Fields {
		if x.Name == field {
			return x.Error
		}
	}
	return ""
}

func TestClosing_TwoAnswersRoundATalkOff(t *testing.T) {
	w := live(t)
	form := w.wants("Noor", chat.Closed).Form
	if form == nil || form.Kind != chat.Closed || w.c.Over {
		t.Fatalf("asked for: %+v", form)
	}
	var required []string
	for _, f := range form.Fields {
		if f.Required {
			required = append(required, f.Name)
		}
	}
	if !slices.Equal(required, []string{"soort", "vervolg"}) {
		t.Errorf("needed: %q", required)
	}
	w.says("dank je")
	d := w.fills("Noor", chat.Closed, map[string]string{"soort": "zelf", "vervolg": "2", "notitie": "Belt 06-12345678. Zus komt mee.", "kracht": "Vraagt zelf om hulp"})
	if !w.c.Over || !strings.HasPrefix(d.Answer.Text, "Afgerond") {
		t.Fatalf("not rounded off: %+v", d.Answer)
	}
	if want := time.Date(2026, 12, 7, 9, 0, 0, 0, flows.Amsterdam); !w.c.FollowAt.Equal(want) {
		t.Errorf("follow-up at %v, want %v", w.c.FollowAt, want)
	}
	i := slices.IndexFunc(d.Lines, func(l chat.Line) bool { return l.Kind == chat.LineForm })
	if i < 0 {
		t.Fatal("what was filled in is not in the record")
	}
	line := d.Lines[i]
	if line.Step != string(chat.Closed) || line.Author.Name != "Noor" || line.Form["notitie"] != "Belt 06-12345678. Zus komt mee." ||
		!strings.Contains(line.Text, "Vragen we later hoe het gaat: Over 2 weken") || !strings.Contains(line.Text, "Vraagt zelf om hulp") {
		t.Errorf("the record has %+v", line)
	}
}

func TestClosing_WhatSaysItAllNeedsOneTap(t *testing.T) {
	for _, sort := range []string{"verkeerd", "oefening", "stilte", "grap"} {
		w := live(t)
		if w.fills("Noor", chat.Closed, map[string]string{"soort": sort}); !w.c.Over || !w.c.FollowAt.IsZero() {
			t.Errorf("%s: over %v, follow-up %v", sort, w.c.Over, w.c.FollowAt)
		}
	}
}

func TestClosing_WhatIsMissingComesBackWithAllThatWasTyped(t *testing.T) {
	w := live(t)
	for _, values := range []map[string]string{
		{"soort": "zelf", "notitie": "lang verhaal"},
		{"vervolg": "2", "notitie": "lang verhaal"},
		{"soort": "verzonnen", "vervolg": "0", "notitie": "lang verhaal"},
		{"notitie": "lang verhaal"},
	} {
		d := w.fills("Noor", chat.Closed, values)
		if w.c.Over || d.Answer.Form == nil || len(d.Say)+len(d.Lines) > 0 {
			t.Fatalf("%v: over %v, %+v", values, w.c.Over, d)
		}
		if got := d.Answer.Form.Values(); !maps.Equal(got, values) {
			t.Errorf("what was typed: %v, comes back as %v", values, got)
		}
		if wrong(d.Answer.Form, "soort")+wrong(d.Answer.Form, "vervolg") == "" {
			t.Errorf("%v: nothing says what is wrong", values)
		}
	}
}

func TestClosing_DangerIsEndedByNameFirst(t *testing.T) {
	w := live(t)
	w.says("nood")
	if a := w.wants("Noor", chat.Closed); a.Form != nil || !strings.Contains(a.Text, "gevaar") {
		t.Errorf("asked in danger: %+v", a)
	}
	if w.does("Noor", chat.Closed, ""); w.c.Over {
		t.Fatal("rounded off in danger, without a form")
	}
	d := w.fills("Noor", chat.Closed, map[string]string{"soort": "zelf", "vervolg": "0"})
	if w.c.Over || d.Answer.Form == nil || !strings.Contains(wrong(d.Answer.Form, "soort"), "gevaar") {
		t.Fatalf("rounded off in danger: %+v", d.Answer)
	}
	w.ends("Noor", chat.CauseCrisis)
	if w.fills("Noor", chat.Closed, map[string]string{"soort": "zelf", "vervolg": "0"}); !w.c.Over {
		t.Error("not rounded off after somebody ended the alarm")
	}
}

func TestClosing_WhatComesTooLateIsKeptAsANote(t *testing.T) {
	values := map[string]string{"soort": "zelf", "vervolg": "0", "notitie": "Zus komt mee."}
	kept := func(d chat.Decision) bool {
		return slices.ContainsFunc(d.Lines, func(l chat.Line) bool {
			return l.Kind == chat.LineNote && strings.Contains(l.Text, "Zus komt mee.")
		}) && strings.Contains(d.Answer.Text, "bewaard als notitie")
	}
	w := live(t)
	w.facts.Desks = []chat.Address{desk}
	w.handle(chat.Event{Kind: chat.Claimed, Author: worker("Bas"), Form: map[string]string{chat.TakeOver: "w-Noor"}})
	if d := w.fills("Noor", chat.Closed, values); w.c.Over || !kept(d) {
		t.Errorf("a colleague took over: over %v, %+v", w.c.Over, d)
	} else if slices.ContainsFunc(d.Say, func(m chat.Message) bool { return strings.Contains(m.Text, "Zus") }) {
		t.Errorf("Slack reads the note: %+v", d.Say) // law 15
	}
	w.does("Bas", chat.Closed, "")
	if d := w.fills("Noor", chat.Closed, values); !kept(d) {
		t.Errorf("rounded off before: %+v", d)
	}
	w = live(t)
	d := w.handle(chat.Event{Kind: chat.Closed, Author: worker("Noor"), Form: values, Token: "t:1", Step: "card:0"})
	if w.c.Over || !kept(d) {
		t.Errorf("from a card of before: over %v, %+v", w.c.Over, d)
	}
}

// What stands in Slack of a closing: what it was, and the follow-up. The rest is
// the web desk's (law 15).
func TestLaw15_SlackReadsNothingOfTheNote(t *testing.T) {
	w := newTalk(t)
	w.facts.Desks = []chat.Address{desk}
	w.says("mens")
	w.does("Noor", chat.Claimed, "")
	d := w.fills("Noor", chat.Closed, map[string]string{"soort": "zelf", "vervolg": "1", "notitie": "geheim", "kracht": "geheim"})
	pushed := ""
	for _, m := range d.Say {
		if m.To == desk {
			pushed += m.Text + "\n"
		}
	}
	if strings.Contains(pushed, "geheim") || !strings.Contains(pushed, "Noor rondt af: Gesprek over de persoon zelf. Vervolg: over 1 week.") {
		t.Errorf("Slack reads %q", pushed)
	}
}

func TestClosing_AFollowUpIsDoneOnce(t *testing.T) {
	w := live(t)
	w.fills("Noor", chat.Closed, map[string]string{"soort": "zelf", "vervolg": "1"})
	if a := w.does("Bas", chat.FollowedUp, ""); !w.c.FollowAt.IsZero() || !strings.Contains(a.Text, "Vervolg gedaan") {
		t.Errorf("%v %+v", w.c.FollowAt, a)
	}
	if a := w.does("Bas", chat.FollowedUp, ""); !strings.Contains(a.Text, "geen vervolg") {
		t.Errorf("again: %+v", a)
	}
}

// Words in a thread of ours say so in their Form: that is no form, and what came
// of them stands in the thread.
func TestLaw7_WordsInOurOwnThreadAreNoForm(t *testing.T) {
	w := live(t)
	w.facts.Desks = []chat.Address{desk}
	d := w.handle(chat.Event{Kind: chat.Answered, Author: worker("Bas"), Text: "Ken ik.", Form: map[string]string{chat.OwnThread: "U1"},
		From: chat.Address{Adapter: desk.Adapter, Chat: desk.Chat, Thread: "t1"}})
	if !slices.ContainsFunc(d.Say, func(m chat.Message) bool { return m.To == desk && strings.Contains(m.Text, "Bewaard als notitie") }) {
		t.Errorf("Bas reads %+v", d.Say)
	}
}

// People.md 1: a telephone that others may hold shows nothing by itself, some weeks later
// either. Who could not talk freely, or spoke of home, is followed up by people.
func TestClosing_TheChatbotAsksNobodyLaterWhoIsSeen(t *testing.T) {
	for _, data := range []map[string]string{{}, {"vrij": "nee"}, {"thema": "thuis"}} {
		w := live(t)
		w.facts.CanReach = true
		for name, value := range data {
			w.c.Data = map[string]string{name: value}
		}
		offered := false
		for _, f := range w.wants("Noor", chat.Closed).Form.Fields {
			offered = offered || slices.ContainsFunc(f.Options, func(o chat.Option) bool { return o.Value == "bot" })
		}
		d := w.fills("Noor", chat.Closed, map[string]string{"soort": "zelf", "vervolg": "2", "wie": "bot"})
		free := len(data) == 0
		if offered != free || len(d.Joins) > 0 != free || w.c.FollowAt.IsZero() == !free {
			t.Errorf("%v: the chatbot is offered: %v, and asks: %+v; people at %v", data, offered, d.Joins, w.c.FollowAt)
		}
	}
}
