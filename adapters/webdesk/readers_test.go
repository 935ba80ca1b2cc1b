package webdesk

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// number is a number that the veil of these tests hides, and nothing else.
const number = "06-12345678"

func veiled(t chat.Thread, worker string, now time.Time) (chat.Thread, bool, bool) {
	if now.Before(t.ShownTo(worker)) {
		return t, true, false
	}
	hidden := false
	hide := func(s *string) {
		hidden = hidden || strings.Contains(*s, number)
		*s = strings.ReplaceAll(*s, number, "(nummer)")
	}
	t.Card, t.Lines = slices.Clone(t.Card), slices.Clone(t.Lines)
	for i := range t.Card {
		hide(&t.Card[i].Text)
	}
	for i := range t.Lines {
		hide(&t.Lines[i].Text)
	}
	return t, false, hidden
}

// reveals decides about what is hidden; the caller holds the lock.
func (m *memory) reveals(ev chat.Event) (chat.Answer, bool) {
	form := chat.Form{Kind: chat.Revealed, Title: "Toon op webdesk", Send: "Tonen", Fields: []chat.Field{
		{Name: "waarom", Label: "Waarom?", Kind: chat.FieldChoice, Required: true, Options: []chat.Option{{Value: "bellen", Label: "Bellen"}}}}}
	if ev.Kind == chat.Asked {
		return chat.Answer{Form: &form}, true
	}
	if filled, ok := form.Filled(ev.Form); !ok {
		return chat.Answer{Form: &filled}, true
	}
	m.talks[ev.Subject.ID].Shown = []chat.Shown{{By: ev.Author, Until: m.now.Add(time.Hour)}}
	m.looked = append(m.looked, chat.Look{Worker: ev.Author, At: m.now, Why: "Waarom: Bellen"})
	return chat.Answer{Text: "Tot straks."}, true
}

// look keeps that somebody read a talk.
func (m *memory) look(ev chat.Event) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuseLooks.Load() {
		return chat.ErrDown
	}
	m.looked = append(m.looked, chat.Look{Worker: ev.Author, At: m.now})
	return nil
}

func (m *memory) Readers(_ context.Context, id string) ([]chat.Look, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil || m.talks[id] == nil {
		return nil, chat.ErrUnknown
	}
	looks := slices.Clone(m.looked)
	slices.Reverse(looks)
	return looks, nil
}

// Each talk that a worker has before them is written down once in an hour, however
// often the page asks; where that cannot be stored it is tried again, and they read
// it all the same.
func TestLaw16_EachLookIsWrittenDownAndNotEachPoll(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	b.in("Noor")
	look := func() *int {
		w := b.ask(http.MethodGet, "/desk/thread?id=c1", nil)
		return &w.Code
	}
	b.refuseLooks.Store(true)
	if code := *look(); code != http.StatusOK || len(b.looked) != 0 {
		t.Fatalf("%d, %+v", code, b.looked)
	}
	b.refuseLooks.Store(false)
	for range 5 {
		look()
	}
	b.ask(http.MethodGet, "/desk/thread?id=nobody", nil)
	if len(b.looked) != 1 || b.looked[0].Worker.Name != "Noor" {
		t.Fatalf("in one hour: %+v", b.looked)
	}
	b.later(20 * time.Minute) // over the hour
	look()
	if len(b.looked) != 2 {
		t.Errorf("in the next: %+v", b.looked)
	}
	if w := b.ask(http.MethodGet, "/desk/readers?id=c1", nil); w.Code != http.StatusOK || strings.Count(w.Body.String(), "Noor") != 2 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := b.ask(http.MethodGet, "/desk/readers?id=nobody", nil); w.Code != http.StatusNotFound {
		t.Errorf("of nobody: %d", w.Code)
	}
}

// What is hidden comes to the page only after somebody said why, and goes again
// after an hour; nothing that was typed goes with it.
func TestLaw15_WhatIsHiddenIsShownForAnHourInABrowser(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "bel "+number)
	s.locked(func() { s.talks["c1"].Card = []chat.CardFact{{Label: "Telefoon", Text: number}} })
	s.signedIn(t, tab, "Noor")
	openRow(t, tab, "c1")
	pressButton(t, tab, composer, "Oppakken")
	until(t, tab, `document.querySelector('.talk:not([hidden])').dataset.group === 'mine'`)
	until(t, tab, `document.querySelector('.line.person .text').textContent === 'bel (nummer)' && !document.body.innerHTML.includes('`+number+`')`)
	do(t, tab, chromedp.SetValue(chromedp.CSS(composer+" textarea.answer"), "Ik bel je zo"))
	pressButton(t, tab, "#known", "Toon nummers en adressen")
	choose(t, tab, "waarom", "bellen")
	pressButton(t, tab, "dialog.form", "Tonen")
	until(t, tab, `document.querySelector('.line.person .text').textContent === 'bel `+number+`' && document.querySelector('#known .facts dd').textContent === '`+number+`'`)
	until(t, tab, `document.querySelector('#known').textContent.includes('omdat je zei waarom')`)
	pressButton(t, tab, "#known", "Wie heeft dit gelezen")
	until(t, tab, `document.querySelector('.readers')?.textContent.includes('vroeg wat verborgen is. Waarom: Bellen')`)
	do(t, tab, chromedp.KeyEvent("\x1b"))
	until(t, tab, `!document.querySelector('dialog[open]')`)

	// Nothing tells the page that the hour is over: it looks by itself.
	end := s.clock().Add(time.Second)
	s.locked(func() { s.talks["c1"].Shown[0].Until = end })
	until(t, tab, `document.querySelector('#known').textContent.includes('nummers en adressen tot `+end.In(amsterdam(t)).Format("15:04")+`')`)
	s.mu.Lock()
	s.now = s.now.Add(2 * time.Second)
	s.mu.Unlock()
	until(t, tab, `document.querySelector('.line.person .text').textContent === 'bel (nummer)' && !document.body.innerHTML.includes('`+number+`')`)
	until(t, tab, `document.querySelector('.talk:not([hidden]) .composer .answer').value === 'Ik bel je zo'`)
}

func amsterdam(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
