package webdesk

import (
	"net/http"
	"testing"
	"time"

	"omzien/bot/chat"
)

// What the page brings of letting go, passing on and the next one is what it
// says, and nothing besides.
func TestPassingOnSaysToWhom(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.in("Noor")
	b.answers([]request{
		{"let go", chat.LetGo, nil, http.StatusOK},
		{"let go of nobody", chat.LetGo, func(p *posted) { p.Conversation = "" }, http.StatusBadRequest},
		{"let go to somebody", chat.LetGo, func(p *posted) { p.Ref = "team:wijkteam" }, http.StatusBadRequest},
		{"to a team", chat.PassedOn, func(p *posted) { p.Ref = "warm:wijkteam" }, http.StatusOK},
		{"to a colleague", chat.PassedOn, func(p *posted) { p.Ref, p.Text = "worker:bas", "Bas" }, http.StatusOK},
		{"to a colleague without a name", chat.PassedOn, func(p *posted) { p.Ref = "worker:bas" }, http.StatusBadRequest},
		{"to a team with words", chat.PassedOn, func(p *posted) { p.Ref, p.Text = "team:wijkteam", "x" }, http.StatusBadRequest},
		{"to nobody", chat.PassedOn, nil, http.StatusBadRequest},
		{"to what is none", chat.PassedOn, func(p *posted) { p.Ref = "chat:wijkteam" }, http.StatusBadRequest},
		{"next", chat.Next, func(p *posted) { p.Conversation = "" }, http.StatusOK},
		{"next, of somebody", chat.Next, nil, http.StatusBadRequest},
	})
	for _, ev := range b.events {
		if ev.Author.Name != "Noor" || ev.Kind == chat.Next != (ev.Subject == chat.Subject{}) {
			t.Errorf("stored: %+v", ev)
		}
	}
}

// TestLaw8NextAndPassingOn: by keyboard, who needs somebody most; then on to a
// team, after one question; and back into the queue.
func TestLaw8NextAndPassingOn(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.person("c2", "Kim · rode kat", chat.Normal, time.Minute, "hallo")
	s.locked(func() {
		s.talks["c2"].State, s.talks["c2"].Worker = chat.Talking, chat.Author{Role: chat.RoleWorker, ID: "piet", Name: "Piet"}
	})
	s.there("piet", "Piet")
	s.signedIn(t, tab, "Noor")
	until(t, tab, `!!document.querySelector('.first button')?.offsetParent`)
	press(t, tab, "v")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .sub')?.textContent.includes('jij hebt dit gesprek')`)

	for _, c := range []struct {
		way, yes string
		kind     chat.Kind
		ref      string
	}{
		{"Vraag Piet om over te nemen heeft 1 gesprek", "Ja, vragen", chat.PassedOn, "worker:piet"},
		{"Warm overdragen aan het wijkteam (jullie blijven meekijken)", "Ja", chat.PassedOn, "warm:wijkteam"},
		{"Loslaten: terug in de wachtrij", "Ja, loslaten", chat.LetGo, ""},
	} {
		if c.kind == chat.LetGo {
			s.locked(func() { s.talks["c1"].State, s.talks["c1"].Worker = chat.Waiting, chat.Author{} })
			until(t, tab, `document.querySelector('.talk:not([hidden])').dataset.group === 'waiting'`)
			press(t, tab, "v")
		}
		until(t, tab, `document.querySelector('.talk:not([hidden])').dataset.group === 'mine' && document.querySelector('.composer .ask').hidden`)
		pressOn(t, tab, ".talk:not([hidden]) .more summary")
		pressButton(t, tab, ".talk:not([hidden]) .more", c.way)
		pressButton(t, tab, composer+" .ask", c.yes)
		until(t, tab, `document.querySelector('.composer .ask').hidden`)
		got := s.kinds(c.kind)
		if last := got[len(got)-1]; last.Ref != c.ref || last.Subject.ID != "c1" {
			t.Errorf("%s: %+v", c.way, last)
		}
	}
	if got := s.kinds(chat.PassedOn); got[0].Text != "Piet" {
		t.Errorf("asked: %+v", got[0])
	}
	until(t, tab, `!!document.querySelector('.first button')?.offsetParent`)
}
