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
	n := int64(0)
	for _, c := range []struct {
		name   string
		change func(*posted)
		status int
	}{
		{"a text", func(p *posted) { p.Ref = "desk:noor:tab:1" }, http.StatusOK},
		{"none", nil, http.StatusBadRequest},
		{"with words", func(p *posted) { p.Ref, p.Text = "desk:noor:tab:1", "x" }, http.StatusBadRequest},
	} {
		n++
		if w := b.post(chat.Recalled, n, c.change); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", c.name, w.Code, w.Body, c.status)
		}
	}
}

// By button, by Escape in the field and by z outside of it; the words come back
// into the field. A colleague's text shows no bar.
func TestRow14_TheBarCountsDownAndTakesBack(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.signedIn(t, tab, "Noor")
	openRow(t, tab, "c1")
	pressButton(t, tab, composer, "Oppakken")
	until(t, tab, `document.querySelector('.composer').dataset.mode === 'answer'`)
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
