package webdesk

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"omzien/bot/chat"
)

// waits lets a worker's text wait before it leaves, where the test wants that.
func (m *memory) waits(t *chat.Thread, ev chat.Event) (a chat.Answer, ok bool) {
	at := slices.IndexFunc(t.Leaving, func(h chat.Held) bool { return h.Ref == ev.Ref })
	switch {
	case ev.Kind == chat.Answered && m.undo > 0:
		t.Leaving = append(t.Leaving, chat.Held{Ref: ev.ID, Worker: ev.Author, Text: ev.Text, Leaves: m.now.Add(m.undo)})
		return chat.Answer{Text: "Gaat naar " + t.Name + ".", Ref: ev.ID, Press: chat.Choice{Label: "Niet versturen", Verb: chat.Recalled}}, true
	case ev.Kind == chat.Recalled && at >= 0:
		t.Leaving = slices.Delete(t.Leaving, at, at+1)
		return chat.Answer{Text: "Tegengehouden. Niet verstuurd.", Ref: ev.Ref}, true
	case ev.Kind == chat.Recalled:
		return chat.Answer{Text: "Te laat: dit is al onderweg naar " + t.Name + "."}, true
	}
	return a, false
}

// leave lets what waits leave.
func (m *memory) leave(id string) {
	m.locked(func() {
		t := m.talks[id]
		for _, l := range t.Leaving {
			m.add(t, chat.LineWorker, l.Worker, l.Text)
		}
		t.Leaving = nil
	})
}

func TestRow14_ThePageTakesATextBack(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.in("Noor")
	b.answers([]request{
		{"a text", chat.Recalled, func(p *posted) { p.Ref = "desk:noor:tab:1" }, http.StatusOK},
		{"none", chat.Recalled, nil, http.StatusBadRequest},
		{"with words", chat.Recalled, func(p *posted) { p.Ref, p.Text = "desk:noor:tab:1", "x" }, http.StatusBadRequest},
	})
}

// By button, by Escape in the field and by z outside of it; the words come back
// into the field. A colleague's text shows no bar.
func TestRow14_TheBarCountsDownAndTakesBack(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.taken(t, tab, "c1")
	s.locked(func() { s.now, s.undo = time.Now(), 50*time.Second })

	const shown, away = `document.querySelector('.undo')?.offsetParent`, `!document.querySelector('.undo')?.offsetParent`
	send := func(text string) {
		t.Helper()
		do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent(text))
		pressButton(t, tab, composer, "Stuur naar Sam · blauwe vos")
		until(t, tab, `!!`+shown)
	}
	back := func(how, text string) {
		t.Helper()
		until(t, tab, away)
		until(t, tab, `document.querySelector('.composer .said').textContent === 'Tegengehouden. Niet verstuurd.'`)
		until(t, tab, `document.querySelector('.composer textarea.answer').value === `+"`"+text+"`")
		read[bool](t, tab, `(document.querySelector('.composer textarea.answer').value = '', true)`)
	}

	send("voor een ander")
	bar := read[string](t, tab, `document.querySelector('.undo').innerText`)
	for _, want := range []string{"Gaat naar Sam · blauwe vos.", "voor een ander", "Ongedaan maken"} {
		if !strings.Contains(bar, want) {
			t.Errorf("the bar says %q, without %q", bar, want)
		}
	}
	first := read[string](t, tab, `document.querySelector('.undo .count').textContent`)
	until(t, tab, `document.querySelector('.undo .count').textContent !== '`+first+`'`)
	pressButton(t, tab, ".undo", "Ongedaan maken")
	back("the button", "voor een ander")

	send("nog eens")
	do(t, tab, chromedp.Focus(composer+" textarea.answer"))
	press(t, tab, kb.Escape)
	back("Escape", "nog eens")

	send("en weer")
	read[bool](t, tab, `(document.activeElement.blur(), true)`)
	press(t, tab, "z")
	back("z", "en weer")

	send("dit mag weg")
	s.locked(func() { s.talks["c1"].Leaving[0].Worker.ID = "piet" })
	until(t, tab, away)
	s.locked(func() { s.talks["c1"].Leaving[0].Worker.ID = s.talks["c1"].Worker.ID })
	until(t, tab, `!!`+shown)
	s.leave("c1")
	until(t, tab, away)
	until(t, tab, `document.querySelector('.lines .worker')?.innerText.includes('dit mag weg')`)
	if got := len(s.kinds(chat.Recalled)); got != 3 {
		t.Errorf("taken back %d times", got)
	}
}

// amends changes a worker's words that are out, where the test brings that.
func (m *memory) amends(t *chat.Thread, ev chat.Event) (a chat.Answer, ok bool) {
	at := slices.IndexFunc(t.Lines, func(l chat.ShownLine) bool { return l.ID == chat.Out(ev.Ref) })
	if ev.Kind != chat.Edited && ev.Kind != chat.Deleted || at < 0 {
		return a, false
	}
	was := t.Lines[at].Text
	m.add(t, chat.LineWorker, ev.Author, ev.Text)
	l := &t.Lines[len(t.Lines)-1]
	l.Edits, l.Of, l.Was, l.Gone = t.Lines[at].ID, t.Lines[at].N, was, ev.Kind == chat.Deleted
	for i := range t.Lines[:len(t.Lines)-1] {
		if o := &t.Lines[i]; o.ID == l.Edits || o.Edits == l.Edits {
			if o.Later = chat.LaterEdited; l.Gone {
				o.Later = chat.LaterGone
			}
		}
	}
	return chat.Answer{Text: "Gedaan bij " + t.Name + "."}, true
}

func TestRow14_ThePageNamesTheWordsThatItChanges(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.in("Noor")
	b.answers([]request{
		{"an edit", chat.Edited, func(p *posted) { p.Ref, p.Text = "e1", "anders" }, http.StatusOK},
		{"an edit of nothing", chat.Edited, func(p *posted) { p.Text = "anders" }, http.StatusBadRequest},
		{"an edit without words", chat.Edited, func(p *posted) { p.Ref = "e1" }, http.StatusBadRequest},
		{"a deletion", chat.Deleted, func(p *posted) { p.Ref = "e1" }, http.StatusOK},
		{"a deletion of nothing", chat.Deleted, nil, http.StatusBadRequest},
	})
}

// A worker changes and takes away their own words where they stand, and sees what
// they were; a colleague's have no such buttons. A person's edit has its old text.
func TestRow14_WordsThatAreOutAreChangedWhereTheyStand(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.taken(t, tab, "c1")
	s.locked(func() {
		th := s.talks["c1"]
		for i, by := range []chat.Author{th.Worker, {Role: chat.RoleWorker, ID: "piet", Name: "Piet"}} {
			s.add(th, chat.LineWorker, by, []string{"Tot morgen", "Van Piet"}[i])
			l := &th.Lines[len(th.Lines)-1]
			l.ID, l.State = chat.Out([]string{"e1", "e2"}[i]), chat.Sent
		}
		s.add(th, chat.LinePerson, chat.Author{Role: chat.RolePerson}, "hallo")
		l := &th.Lines[len(th.Lines)-1]
		l.Edits, l.Of, l.Was = th.Lines[0].ID, th.Lines[0].N, "hoi"
	})
	until(t, tab, `document.querySelectorAll('.amend').length === 1`)
	if got := read[string](t, tab, `[...document.querySelectorAll('.line.person')].at(-1).innerText`); !strings.Contains(got, "aangepast") || !strings.Contains(got, "Oude tekst") {
		t.Errorf("the person's edit says %q", got)
	}
	pressButton(t, tab, ".amend", "Wijzig")
	until(t, tab, `document.activeElement.tagName === 'TEXTAREA' && document.activeElement.value === 'Tot morgen'`)
	press(t, tab, kb.Escape)
	until(t, tab, `document.activeElement.textContent === 'Wijzig'`)
	pressButton(t, tab, ".amend", "Wijzig")
	do(t, tab, chromedp.KeyEvent(" om drie uur"))
	pressButton(t, tab, ".amend", "Wijzig bij Sam · blauwe vos")
	until(t, tab, `document.querySelectorAll('.line.worker').length === 3`)
	until(t, tab, `document.querySelector('.line.worker').innerText.includes('later aangepast')`)
	if got := s.kinds(chat.Edited); len(got) != 1 || got[0].Ref != "e1" || got[0].Text != "Tot morgen om drie uur" {
		t.Errorf("stored: %+v", got)
	}
	if n := read[int](t, tab, `[...document.querySelectorAll('.amend')].length`); n != 1 {
		t.Errorf("%d lines can be changed", n)
	}
	pressButton(t, tab, ".amend", "Verwijder")
	pressButton(t, tab, ".amend", "Haal weg bij Sam · blauwe vos")
	until(t, tab, `document.querySelector('.line.worker').innerText.includes('later weggehaald')`)
	if got := s.kinds(chat.Deleted); len(got) != 1 || got[0].Ref != "e1" {
		t.Errorf("stored: %+v", got)
	}
	until(t, tab, `document.querySelectorAll('.amend').length === 0`)

	// What stands with a file can be taken away, and not changed: nobody is offered that.
	s.locked(func() {
		th := s.talks["c1"]
		s.add(th, chat.LineWorker, th.Worker, "Dit is het gebouw")
		l := &th.Lines[len(th.Lines)-1]
		l.ID, l.State, l.Files = chat.Out("e3"), chat.Sent, []chat.File{{Kind: "photo", ID: "f3", Name: "gebouw.jpg"}}
	})
	until(t, tab, `[...document.querySelectorAll('.line.worker')].at(-1).innerText.includes('Dit is het gebouw')`)
	if got := read[string](t, tab, `[...[...document.querySelectorAll('.line.worker')].at(-1).querySelectorAll('.amend button')].map(b => b.textContent).join()`); got != "Verwijder" {
		t.Errorf("below a file stands %q", got)
	}
}
