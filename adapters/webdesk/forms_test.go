package webdesk

import (
	"context"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// rounding and registering are forms as the desk's own, with less in them.
func rounding() chat.Form {
	return chat.Form{Kind: chat.Closed, Title: "Afronden", Send: "Afronden", Intro: "Je rondt af.", Fields: []chat.Field{
		{Name: "soort", Label: "Wat was het?", Kind: chat.FieldChoice, Required: true, Options: []chat.Option{
			{Value: "zelf", Label: "Gesprek"}, {Value: "vraag", Label: "Vraag"}, {Value: "grap", Label: "Grap", Alone: true}}},
		{Name: "vervolg", Label: "Vervolg?", Kind: chat.FieldChoice, Required: true, Options: []chat.Option{
			{Value: "0", Label: "Nee"}, {Value: "2", Label: "Over 2 weken"}}},
		{Name: "themas", Label: "Waarover?", Kind: chat.FieldSeveral, Options: []chat.Option{{Value: "geld", Label: "Geld"}, {Value: "taal", Label: "Taal"}}},
		{Name: "dag", Label: "Wanneer?", Kind: chat.FieldDate, Value: "2026-11-22"},
		{Name: "keer", Label: "Hoe vaak?", Kind: chat.FieldNumber},
		{Name: "notitie", Label: "Notitie", Hint: "Alleen voor het team.", Kind: chat.FieldWords},
	}}
}

func registering() chat.Form {
	return chat.Form{Kind: chat.Registered, Title: "Nieuwe aanmelding", Send: "Aanmelden", Fields: []chat.Field{
		{Name: "waarover", Label: "Waar gaat het over?", Kind: chat.FieldWords, Required: true},
	}}
}

// fills decides about forms; the caller holds the lock.
func (m *memory) fills(ev chat.Event) (chat.Answer, bool) {
	form := rounding()
	if ev.Kind == chat.Canned || ev.Value == string(chat.Canned) {
		form = cannedList()
		if ev.Form[chat.CannedWhich] != "" {
			form = chat.Form{Kind: chat.Canned, Intro: "Dit gaat naar Sam.", Fields: []chat.Field{{Name: chat.CannedWords, Value: "Tekst " + ev.Form[chat.CannedWhich]}}}
		}
		return chat.Answer{Form: &form}, true
	}
	if ev.Kind == chat.Revealed || ev.Value == string(chat.Revealed) {
		return m.reveals(ev)
	}
	if ev.Kind == chat.Registered || ev.Value == string(chat.Registered) {
		form = registering()
	}
	if ev.Kind == chat.LeftCard || ev.Value == string(chat.LeftCard) {
		form = trying()
	}
	if ev.Kind == chat.Asked {
		return chat.Answer{Form: &form}, true
	}
	if ev.Form == nil || ev.Kind == chat.Claimed {
		return chat.Answer{}, false
	}
	if filled, ok := form.Filled(ev.Form); !ok {
		return chat.Answer{Form: &filled}, true
	}
	if ev.Kind == chat.LeftCard {
		m.talks[ev.Subject.ID].State, m.talks[ev.Subject.ID].AgainAt = chat.Resting, m.now.Add(7*24*time.Hour)
		return chat.Answer{Text: "Bewaard."}, true
	}
	if ev.Kind != chat.Registered {
		return chat.Answer{}, false
	}
	m.talks["r1"] = &chat.Thread{Item: chat.Item{ID: "r1", Name: "Annie · rode das", State: chat.Waiting, Since: m.now, Adapter: chat.Registry}}
	return chat.Answer{Text: "Aangemeld: Annie · rode das.", Ref: "r1"}, true
}

// choose presses one answer of a choice in the open form.
func choose(t *testing.T, tab context.Context, field, value string) {
	t.Helper()
	pressFound(t, tab, `document.querySelector('dialog.form[open] input[name="form-`+field+`"][value="`+value+`"]')`)
}

// Some kinds of forms are of two words.
func TestForms_EveryFormOfATalkCanBeAskedFor(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.in("Noor")
	for i, kind := range []chat.Kind{chat.Closed, chat.Meldcode, chat.Revealed, chat.CalledOff, chat.Consulted, chat.Canned, chat.Phoned, chat.LeftCard, chat.Visited} {
		if w := b.post(chat.Asked, int64(i+1), func(p *posted) { p.Value = string(kind) }); w.Code != http.StatusOK || b.events[len(b.events)-1].Value != string(kind) {
			t.Errorf("%s: %d %s", kind, w.Code, w.Body)
		}
	}
}

func TestForms_WhatIsPostedIsAnEvent(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.in("Noor")
	none := func(p *posted) { p.Conversation, p.Value = "", "registered" }
	if w := b.post(chat.Asked, 1, none); w.Code != http.StatusOK || b.events[0].Value != "registered" || b.events[0].Subject != (chat.Subject{}) {
		t.Fatalf("%d, %+v", w.Code, b.events)
	}
	values := map[string]string{"soort": "zelf", "vervolg": "2"}
	b.post(chat.Closed, 2, func(p *posted) { p.Form = values })
	if ev := b.events[1]; !maps.Equal(ev.Form, values) || ev.Subject.ID != "c1" {
		t.Errorf("%+v", ev)
	}
	b.post(chat.CalledOff, 3, func(p *posted) { p.Form = map[string]string{"reden": "Ik ben ziek."} })
	if ev := b.events[2]; ev.Kind != chat.CalledOff || ev.Form["reden"] != "Ik ben ziek." || ev.Subject.ID != "c1" {
		t.Errorf("%+v", ev)
	}
	b.post(chat.Accompanied, 4, func(p *posted) { p.Form = map[string]string{"wie": "Joke"} })
	if ev := b.events[3]; ev.Kind != chat.Accompanied || ev.Form["wie"] != "Joke" || ev.Subject.ID != "c1" {
		t.Errorf("%+v", ev)
	}
	for what, change := range map[string]func(*posted){
		"a form where none is":        func(p *posted) { p.Kind, p.Text, p.Form = chat.Noted, "x", values },
		"a form for a claim":          func(p *posted) { p.Kind, p.Form = chat.Claimed, map[string]string{chat.TakeOver: "x"} },
		"nothing wanted":              func(p *posted) { p.Kind, p.Value = chat.Asked, "" },
		"registered without a form":   func(p *posted) { p.Kind, p.Conversation = chat.Registered, "" },
		"registered in a talk":        func(p *posted) { p.Kind, p.Form = chat.Registered, values },
		"a field that is none":        func(p *posted) { p.Kind, p.Form = chat.Closed, map[string]string{"a b": "x"} },
		"more than a form may hold":   func(p *posted) { p.Kind, p.Form = chat.Closed, map[string]string{"a": strings.Repeat("a", 17<<10)} },
		"a talk of none, rounded off": func(p *posted) { p.Kind, p.Conversation = chat.Closed, "" },
	} {
		if w := b.post("", 5, change); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", what, w.Code, w.Body)
		}
	}
}

// What is missing stands at its field and takes nothing away; closed and opened
// again, what was typed is still there; a press that says it all needs no more.
func TestForms_InABrowser(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.person("c2", "rode egel", chat.Normal, 2*time.Minute, "hallo")
	s.taken(t, tab, "c1")
	pressButton(t, tab, ".talk:not([hidden]) .head", "Afronden")
	choose(t, tab, "soort", "vraag")
	choose(t, tab, "themas", "taal")
	do(t, tab, chromedp.Focus(chromedp.CSS("#form-notitie")), chromedp.KeyEvent("Belt morgen."))
	pressButton(t, tab, "dialog.form", "Afronden")
	until(t, tab, `document.querySelector('#form-vervolg-wrong').textContent === 'Vul dit nog in.' && document.activeElement.name === 'form-vervolg'`)
	until(t, tab, `document.querySelector('#form-notitie').value === 'Belt morgen.'`)
	do(t, tab, chromedp.KeyEvent("\x1b"))
	until(t, tab, `!document.querySelector('dialog.form')`)
	pressButton(t, tab, ".talk:not([hidden]) .head", "Afronden")
	until(t, tab, `document.querySelector('#form-notitie')?.value === 'Belt morgen.' && document.querySelector('input[value=vraag]').checked`)
	choose(t, tab, "vervolg", "2")
	pressButton(t, tab, "dialog.form", "Afronden")
	until(t, tab, `!document.querySelector('dialog.form') && document.querySelector('.composer .to').textContent === 'Dit gesprek is afgerond.'`)
	closed := s.kinds(chat.Closed)
	want := map[string]string{"soort": "vraag", "vervolg": "2", "themas": "taal", "dag": "2026-11-22", "notitie": "Belt morgen."}
	if last := closed[len(closed)-1]; !maps.Equal(last.Form, want) || last.Subject.ID != "c1" {
		t.Errorf("sent in: %+v", last)
	}

	openRow(t, tab, "c2")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .who').textContent === 'rode egel'`)
	pressButton(t, tab, ".talk:not([hidden]) .head", "Afronden")
	until(t, tab, `document.querySelector('#form-notitie')?.value === ''`) // of another talk
	pressButton(t, tab, "dialog.form", "Grap")
	until(t, tab, `!document.querySelector('dialog.form')`)
	closed = s.kinds(chat.Closed)
	if last := closed[len(closed)-1]; last.Form["soort"] != "grap" || last.Subject.ID != "c2" {
		t.Errorf("one press: %+v", last)
	}
}

// Somebody is registered by phone: the talk opens, and whatever is typed is a note.
func TestRow16_ARegistrationInABrowser(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.signedIn(t, tab, "Noor")
	press(t, tab, "+")
	until(t, tab, `document.querySelector('dialog.form h2')?.textContent === 'Nieuwe aanmelding'`)
	do(t, tab, chromedp.KeyEvent("Is alleen sinds mei."))
	pressButton(t, tab, "dialog.form", "Aanmelden")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .who')?.textContent === 'Annie · rode das'`)
	if got := s.kinds(chat.Registered); len(got) != 1 || got[0].Form["waarover"] != "Is alleen sinds mei." {
		t.Fatalf("%+v", got)
	}
	pressButton(t, tab, composer, "Oppakken")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .composer').dataset.mode === 'note'`)
	if !read[bool](t, tab, `document.querySelector('.talk:not([hidden]) .modes').hidden && document.querySelector('.talk:not([hidden]) .to').textContent.includes('leest hier niet')`) {
		t.Error("a text to somebody who is not here can be written")
	}
}
