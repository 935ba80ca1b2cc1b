package webdesk

import (
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// TestLaw8TakingOverIsAskedForInSoManyWords: only a claim that says so takes a
// conversation from a colleague, and nothing else of a form is let through.
func TestLaw8TakingOverIsAskedForInSoManyWords(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.talks["c1"].State, b.talks["c1"].Worker = chat.Talking, chat.Author{Role: chat.RoleWorker, ID: "piet", Name: "Piet"}
	b.in("Noor")
	b.post(chat.Claimed, 1, nil)
	if got := b.events[0].Form; len(got) != 0 {
		t.Errorf("a plain claim carries %v", got)
	}
	if owner := b.talks["c1"].Worker.Name; owner != "Piet" {
		t.Fatalf("a plain claim gave the conversation to %s", owner)
	}
	b.post(chat.Claimed, 2, func(p *posted) { p.TakeOver = "piet" })
	if got, want := b.events[1].Form, map[string]string{chat.TakeOver: "piet"}; !reflect.DeepEqual(got, want) {
		t.Errorf("taking over came with %v, want %v", got, want)
	}
	if owner := b.talks["c1"].Worker.Name; owner != "Noor" {
		t.Errorf("after taking over %s has it", owner)
	}
	for _, kind := range []chat.Kind{chat.Closed, chat.HandedBack} {
		if w := b.post(kind, 3, func(p *posted) { p.TakeOver = "piet" }); w.Code != http.StatusBadRequest {
			t.Errorf("%s with takeover: %d %s", kind, w.Code, w.Body)
		}
	}
	if w := b.ask(http.MethodPost, "/desk/events", `{"kind":"claimed","conversation":"c1","form":{"x":"y"},"tab":"0123456789ab","n":4,"as":"`+b.me+`"}`); w.Code != http.StatusBadRequest {
		t.Errorf("a form of the page's own: %d", w.Code)
	}
	if n := len(b.events); n != 2 {
		t.Errorf("%d events were stored, want 2", n)
	}
}

// beatenTo lets a colleague have this conversation just before whoever claims it.
func (m *memory) beatenTo(id string, by chat.Author) {
	m.locked(func() {
		m.rival = func(ev chat.Event) {
			if ev.Kind == chat.Claimed {
				m.talks[id].State, m.talks[id].Worker = chat.Talking, by
			}
		}
	})
}

// TestLaw7TakingOverIsAskedOnceMore: a colleague's conversation is taken over by
// keyboard, after one question; what was typed as a note stays a note.
func TestLaw7TakingOverIsAskedOnceMore(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "ben je er nog?")
	owned := func(id, name string) {
		s.locked(func() {
			s.talks["c1"].State, s.talks["c1"].Worker = chat.Talking, chat.Author{Role: chat.RoleWorker, ID: id, Name: name}
		})
	}
	owned("piet", "Piet")
	s.signedIn(t, tab, "Noor")
	openRow(t, tab, "c1")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .composer').dataset.mode === 'note'`)
	asked := `document.querySelector('.composer .ask:not([hidden])')?.innerText.includes('Piet heeft dit gesprek. Neem je het over?')`
	gone := `document.querySelector('.composer .ask').hidden`

	pressButton(t, tab, ".talk .head", "Overnemen")
	until(t, tab, asked)
	pressButton(t, tab, composer+" .ask", "Nee")
	until(t, tab, gone)
	do(t, tab, chromedp.KeyEvent("Piet is naar huis."), chromedp.KeyEvent("\x1b")) // the focus went to the note

	press(t, tab, "c")
	until(t, tab, asked+` && document.activeElement.textContent === 'Ja, overnemen'`)
	if words := read[string](t, tab, `document.getElementById(document.activeElement.getAttribute('aria-describedby'))?.textContent ?? ''`); words != "Piet heeft dit gesprek. Neem je het over?" {
		t.Errorf("a screen reader says %q with the button", words)
	}
	// Meanwhile another colleague took it: the question is void.
	owned("els", "Els")
	until(t, tab, gone)
	if n := len(s.kinds(chat.Claimed)); n != 0 {
		t.Fatalf("%d claims before anybody said yes", n)
	}

	press(t, tab, "c")
	until(t, tab, `document.querySelector('.composer .ask:not([hidden])')?.innerText.includes('Els heeft dit gesprek')`)
	press(t, tab, "\r")
	until(t, tab, gone+` && document.querySelector('.talk:not([hidden]) .sub').textContent.includes('jij hebt dit gesprek')`)
	got := s.kinds(chat.Claimed)
	if len(got) != 1 || got[0].Form[chat.TakeOver] != "els" || got[0].Subject.ID != "c1" {
		t.Errorf("stored: %+v", got)
	}
	if mode := read[string](t, tab, `document.querySelector('.composer').dataset.mode`); mode != "note" {
		t.Errorf("a note that was being written became %q", mode)
	}
	if !read[bool](t, tab, `document.activeElement.matches('textarea.note') && document.activeElement.value === 'Piet is naar huis.'`) {
		t.Error("the focus is not where the worker was writing")
	}
	if take := read[bool](t, tab, `[...document.querySelectorAll('.talk .head button')].some(b => b.offsetParent && b.textContent === 'Overnemen')`); take {
		t.Error("one's own conversation can be taken over")
	}
}
