package webdesk

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/adapters"
	"omzien/bot/chat"
)

// The board.

func (m *memory) Standing(ctx context.Context, _ string) ([]chat.Item, error) { return m.Queue(ctx) }

func (m *memory) Away(context.Context, time.Time) ([]chat.Absence, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Collect(maps.Values(m.away)), m.broken
}

func (m *memory) Heard(context.Context, time.Time) (map[string]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	heard := map[string]int{}
	for id, t := range m.talks {
		for _, l := range t.Lines {
			if l.Kind == chat.LinePerson {
				heard[id]++
			}
		}
	}
	return heard, m.broken
}

func (m *memory) FollowUps(context.Context, time.Time) ([]chat.FollowUp, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.follow, m.broken
}

func (m *memory) shifts() []adapters.Team {
	now := m.clock()
	return []adapters.Team{
		{Name: "jongerenwerk", Label: "het jongerenwerk", Open: true, Night: now.Add(-12 * time.Hour)},
		{Name: "wijkteam", Label: "het wijkteam", Night: now.Add(-12 * time.Hour)},
	}
}

var _ adapters.Board = (*memory)(nil)

// A worker says at the desk that they are away, by keyboard, and back; the same
// line as in Slack says how the desk stands.
func TestAWorkerIsAwayAtTheDesk(t *testing.T) {
	s, tab := newSite(t), browser(t)
	crowd(s)
	s.signedIn(t, tab, "Noor")
	until(t, tab, `document.getElementById('short').textContent === '8 wachten (waarvan 3 met spoed) · 0 zijn van jou · 1 is van een collega · 2 meldingen'`)
	do(t, tab, chromedp.Focus(chromedp.CSS("#away")))
	press(t, tab, "\r")
	until(t, tab, `document.getElementById('leave').open && document.activeElement.textContent === '30 minuten'`)
	press(t, tab, "\t\r")
	until(t, tab, `document.getElementById('away').textContent.startsWith('Weg tot ') && document.getElementById('announce').textContent === 'Je bent weg: 1 uur.'`)
	ev := s.kinds(chat.Away)[0]
	if ev.Subject != (chat.Subject{Kind: chat.SubjectWorker, ID: ev.Author.ID}) || ev.Author.Name != "Noor" || ev.Form[chat.AwayUntil] != "1 uur" {
		t.Errorf("the event is %+v", ev)
	}
	do(t, tab, chromedp.Focus(chromedp.CSS("#away")))
	press(t, tab, "\r")
	until(t, tab, `(b => b.textContent === 'Even weg' && !b.disabled)(document.getElementById('away')) && !document.getElementById('leave').open`)
	if n := len(s.kinds(chat.Here)); n != 1 {
		t.Errorf("%d times back", n)
	}
	// Escape leaves things as they are.
	do(t, tab, chromedp.Focus(chromedp.CSS("#away")))
	press(t, tab, "\r")
	until(t, tab, `document.getElementById('leave').open`)
	press(t, tab, "\x1b")
	until(t, tab, `!document.getElementById('leave').open`)
	if n := len(s.kinds(chat.Away)); n != 1 {
		t.Errorf("away %d times", n)
	}
}

// The page of a team's morning says what the message in its channel says; its
// buttons pick up and lead to the talk.
func TestTheMorningStandsAtTheDesk(t *testing.T) {
	s, tab := newSite(t), browser(t)
	crowd(s)
	s.locked(func() {
		s.follow = []chat.FollowUp{{Conversation: "c90", Name: "Eva · rode panda", Team: "jongerenwerk", Worker: chat.Author{Name: "Piet"}, Promise: "Belt zelf de bank"}}
	})
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/dagstart"), chromedp.WaitVisible(chromedp.CSS("h1")))
	text := read[string](t, tab, `document.body.innerText`)
	for _, words := range []string{
		"Dagstart van het jongerenwerk", "7 wachten op iemand · 1 heeft iemand", "Wacht op iemand (7)", "Sam · blauwe vos", "Gevaar, wacht 6 minuten",
		"Piet heeft het gesprek, al 4 uur", "Schreef vannacht, en wacht op antwoord", "Meldingen (2)", "Gevaar, al 6 minuten", "Eva · rode panda", "afgerond door Piet. Afgesproken: Belt zelf de bank",
	} {
		if !strings.Contains(text, words) {
			t.Errorf("it does not say %q:\n%s", words, text)
		}
	}
	if strings.Contains(text, "durf niet") || strings.Contains(text, "schreef: nood") || strings.Contains(text, "De Wit") {
		t.Errorf("it says more than who and how long, or of another team:\n%s", text)
	}
	looksWhole(t, tab, "dagstart", screen{"wide", 1280, 800}, screen{"phone", 390, 844}, screen{"zoom400", 320, 400})
	do(t, tab, chromedp.EmulateViewport(1280, 800))
	pressOn(t, tab, `.teams a:not([aria-current])`)
	until(t, tab, `document.querySelector('h1').textContent === 'Dagstart van het wijkteam' && document.body.innerText.includes('De Wit')`)

	do(t, tab, chromedp.Navigate(s.url+"/desk/dagstart?team=opgeheven"), chromedp.WaitVisible(chromedp.CSS("h1")))
	pressOn(t, tab, `button[data-conversation=c01]`)
	until(t, tab, `location.pathname === '/desk' && !!document.querySelector('.composer') && document.querySelector('#talk').innerText.includes('blauwe vos')`)
	claims := s.kinds(chat.Claimed)
	if len(claims) != 1 || claims[0].Subject.ID != "c01" || claims[0].Author.Name != "Noor" {
		t.Errorf("picked up: %+v", claims)
	}
}

// Nobody sees a morning who is not signed in; and what the page posts about being
// away can be about nobody else.
func TestTheMorningIsForWorkers(t *testing.T) {
	b := newBench(t)
	d, err := New(Config{Record: b.memory, Sessions: b.memory, PublicURL: home, Board: b.memory, Shifts: b.shifts, Now: b.clock})
	if err != nil {
		t.Fatal(err)
	}
	b.desk, b.routes = d, d.Routes(b.handle)
	b.person("c01", "Sam · blauwe vos", chat.Danger, time.Minute, "hoi")
	if w := b.ask("GET", "/desk/dagstart", nil); w.Code != 303 || w.Header().Get("Location") != "/desk/in" || strings.Contains(w.Body.String(), "vos") {
		t.Errorf("whoever is not signed in gets %d: %s", w.Code, w.Body)
	}
	who := worker{Session: chat.Session{ID: "noor", Name: "Noor"}}
	for _, tt := range []struct {
		p  posted
		ok bool
	}{
		{posted{Kind: chat.Away}, true},
		{posted{Kind: chat.Away, Text: "30 min"}, true},
		{posted{Kind: chat.Here}, true},
		{posted{Kind: chat.Here, Text: "30 min"}, false},
		{posted{Kind: chat.Away, Conversation: "c01"}, false},
		{posted{Kind: chat.Away, Ref: "piet"}, false},
		{posted{Kind: chat.Away, Text: strings.Repeat("x", 41)}, false},
		{posted{Kind: chat.Away, Form: map[string]string{"until": "1 uur"}}, false},
	} {
		tt.p.Tab, tt.p.N, tt.p.As = "0123456789", 1, "noor"
		ev, ok := tt.p.event(who)
		if ok != tt.ok || ok && (ev.Subject != chat.Subject{Kind: chat.SubjectWorker, ID: "noor"} || ev.Form[chat.AwayUntil] != tt.p.Text) {
			t.Errorf("%+v: %v %+v", tt.p, ok, ev)
		}
	}
	if _, err := New(Config{Record: b.memory, Sessions: b.memory, PublicURL: home, Board: b.memory}); err == nil {
		t.Error("a board without teams")
	}
}
