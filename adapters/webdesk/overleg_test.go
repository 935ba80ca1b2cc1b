package webdesk

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// asking is the form that opens an overleg, with less in it.
func asking() chat.Form {
	return chat.Form{Kind: chat.Consulted, Title: "Overleg", Send: "Vraag overleg", Fields: []chat.Field{
		{Name: chat.ConsultQuestion, Label: "Wat wil je vragen?", Kind: chat.FieldWords, Required: true},
		{Name: chat.ConsultColleagues, Label: "Welke collega's?", Kind: chat.FieldPeople},
		{Name: chat.ConsultTeams, Label: "Welke teams?", Kind: chat.FieldSeveral, Options: []chat.Option{{Value: "wijkteam", Label: "het wijkteam"}}},
	}}
}

// confers decides about overleggen; the caller holds the lock.
func (m *memory) confers(ev chat.Event) (chat.Answer, bool) {
	t := m.talks[ev.Subject.ID]
	if t == nil {
		return chat.Answer{}, false
	}
	add := func(id string) {
		n := m.add(t, chat.LineConsult, ev.Author, ev.Text)
		t.Lines[n/chat.LinesPerTurn-1].Consult = id
	}
	switch {
	case ev.Kind == chat.Asked && ev.Value == string(chat.Consulted):
		form := asking()
		return chat.Answer{Form: &form}, true
	case ev.Kind == chat.Asked && ev.Value == string(chat.Invited):
		form := asking()
		form.Kind, form.Fields = chat.Invited, form.Fields[2:]
		return chat.Answer{Form: &form}, true
	case ev.Kind == chat.Consulted:
		people, _ := chat.InviteesOf(ev.Form[chat.ConsultColleagues])
		k := chat.Consult{ID: "k1", By: ev.Author, Question: ev.Form[chat.ConsultQuestion], Asked: people, Since: m.now}
		t.Overleg, t.Consults = append(t.Overleg, k), append(t.Consults, k)
		ev.Text = k.Question
		add(k.ID)
		return chat.Answer{Text: "Het overleg is begonnen."}, true
	case ev.Kind == chat.Conferred:
		add(ev.Consult)
		return chat.Answer{Text: "Bewaard bij het overleg."}, true
	case ev.Kind == chat.Invited:
		return chat.Answer{Text: "Is erbij gevraagd."}, true
	case ev.Kind == chat.Concluded:
		t.Overleg[0].Ended, t.Consults = m.now, nil
		return chat.Answer{Text: "Het overleg is klaar."}, true
	}
	return chat.Answer{}, false
}

// Law 7: what the page brings of an overleg names it, and is of no kind that could
// go to the person; nothing else names one.
func TestLaw7_WhatAnOverlegBringsNamesIt(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.in("Noor")
	in := func(p *posted) { p.Consult = "k1" }
	for i, c := range []struct {
		name   string
		kind   chat.Kind
		change func(*posted)
		status int
	}{
		{"asked for", chat.Asked, func(p *posted) { p.Value = "consulted" }, http.StatusOK},
		{"opened", chat.Consulted, func(p *posted) { p.Form = map[string]string{"vraag": "x"} }, http.StatusOK},
		{"opened in another", chat.Consulted, func(p *posted) { p.Consult, p.Form = "k1", map[string]string{"vraag": "x"} }, http.StatusBadRequest},
		{"opened without a form", chat.Consulted, nil, http.StatusBadRequest},
		{"said", chat.Conferred, func(p *posted) { p.Consult, p.Text = "k1", "onder ons" }, http.StatusOK},
		{"said in none", chat.Conferred, func(p *posted) { p.Text = "onder ons" }, http.StatusBadRequest},
		{"said without words", chat.Conferred, in, http.StatusBadRequest},
		{"an answer there", chat.Answered, func(p *posted) { p.Consult, p.Text = "k1", "onder ons" }, http.StatusBadRequest},
		{"more", chat.Asked, func(p *posted) { p.Consult, p.Value = "k1", "invited" }, http.StatusOK},
		{"more into none", chat.Asked, func(p *posted) { p.Value = "invited" }, http.StatusBadRequest},
		{"asked into it", chat.Invited, func(p *posted) { p.Consult, p.Form = "k1", map[string]string{"teams": "wijkteam"} }, http.StatusOK},
		{"ended, none", chat.Concluded, nil, http.StatusBadRequest},
		{"ended", chat.Concluded, in, http.StatusOK},
	} {
		if w := b.post(c.kind, int64(i+1), c.change); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", c.name, w.Code, w.Body, c.status)
		}
	}
	for _, ev := range b.events {
		opens := ev.Kind == chat.Consulted || ev.Value == string(chat.Consulted)
		if ev.Subject.ID != "c1" || (ev.Consult == "k1") == opens {
			t.Errorf("stored: %+v", ev)
		}
	}
}

func TestOverleg_WhoIsConcernedFindsIt(t *testing.T) {
	b := newBench(t)
	noor := worker{Session: chat.Session{Name: "Noor", ID: "noor"}}
	by := chat.Author{Role: chat.RoleWorker, ID: "kim", Name: "Kim"}
	asks := func(id string, since int64, teams []string, who ...string) chat.Consult {
		k := chat.Consult{ID: id, By: by, Since: time.UnixMilli(since), Teams: teams}
		for _, w := range who {
			k.Asked = append(k.Asked, chat.Invitee{Author: chat.Author{ID: w, Name: w}})
		}
		return k
	}
	all := b.desk.overleggen([]chat.Item{
		{ID: "c1", Name: "Sam", Worker: by, Consults: []chat.Consult{asks("others", 1, nil, "piet"), asks("team", 2, []string{"wijkteam"})}},
		{ID: "c2", Name: "Lot", Consults: []chat.Consult{asks("me", 3, nil, "noor")}},
	}, noor)
	var got []string
	for _, v := range all {
		got = append(got, v.Conversation+" "+v.ID)
	}
	if !slices.Equal(got, []string{"c2 me", "c1 team"}) || !all[0].Ends || all[1].Ends || all[1].Who[0] != "wijkteam" {
		t.Errorf("%q: %+v", got, all)
	}
}

// Row 15: Noor asks Piet, apart from the talk; what both write there stands there
// and nowhere else, beside a field that cannot be taken for the other.
func TestRow15_AnOverlegInABrowser(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.person("c2", "Kim · rode kat", chat.Normal, time.Minute, "hallo")
	piet := chat.Author{Role: chat.RoleWorker, ID: "piet", Name: "Piet"}
	s.locked(func() { s.talks["c2"].State, s.talks["c2"].Worker = chat.Talking, piet })
	s.there("piet", "Piet")
	s.taken(t, tab, "c1")
	pressButton(t, tab, ".talk:not([hidden]) .head", "Overleg…")
	do(t, tab, chromedp.WaitVisible("#form-vraag"), chromedp.Focus("#form-vraag"), chromedp.KeyEvent("Ken jij zijn school?"))
	until(t, tab, `!!document.querySelector('dialog.form[open] input[name=form-collegas]')`)
	read[bool](t, tab, `(document.querySelector('dialog.form input[name=form-collegas]').click(), true)`)
	pressButton(t, tab, "dialog.form", "Vraag overleg")
	until(t, tab, `document.querySelector('.overleg h3')?.textContent === 'Overleg over Sam · blauwe vos'`)
	if ev := s.kinds(chat.Consulted)[0]; ev.Form[chat.ConsultColleagues] != "piet\t\tPiet" || ev.Form[chat.ConsultQuestion] != "Ken jij zijn school?" || ev.Subject.ID != "c1" {
		t.Fatalf("asked: %+v", ev)
	}
	s.locked(func() {
		n := s.add(s.talks["c1"], chat.LineConsult, piet, "Ja, bel Els.")
		s.talks["c1"].Lines[n/chat.LinesPerTurn-1].Consult = "k1"
	})
	until(t, tab, `document.querySelector('.aside-lines')?.textContent.includes('Ja, bel Els.')`)
	until(t, tab, `document.querySelector('.asides')?.textContent.includes('Sam · blauwe vos')`)
	if read[bool](t, tab, `document.querySelector('.lines').textContent.includes('Els') || document.querySelector('.lines').textContent.includes('school')`) {
		t.Error("it stands in the talk")
	}
	if safe := read[string](t, tab, `document.querySelector('.overleg .safe').textContent + document.querySelector('.overleg textarea').getAttribute('aria-label')`); strings.Count(safe, "naar Sam · blauwe vos") != 2 {
		t.Errorf("its field says %q", safe)
	}
	do(t, tab, chromedp.Focus(".overleg textarea"), chromedp.KeyEvent("Dat doe ik."))
	pressButton(t, tab, ".overleg", "Zet in het overleg")
	until(t, tab, `document.querySelector('.aside-lines')?.textContent.includes('Dat doe ik.') && document.querySelector('.overleg textarea').value === ''`)
	if said := s.kinds(chat.Conferred); len(said) != 1 || said[0].Text != "Dat doe ik." || said[0].Consult != "k1" || len(s.kinds(chat.Answered, chat.Noted)) != 0 {
		t.Errorf("said: %+v", said)
	}
	// A file is not kept there, and whoever drops one reads so; the page stays.
	drop := `(at => { const d = new DataTransfer(); d.items.add(new File(['x'], 'foto.jpg')); return document.querySelector(at).dispatchEvent(new DragEvent('drop', {dataTransfer: d, bubbles: true, cancelable: true})); })`
	if read[bool](t, tab, drop+`('.overleg textarea')`) || read[bool](t, tab, drop+`('#queue')`) {
		t.Error("the browser would open the file in place of the page")
	}
	until(t, tab, `document.querySelector('.overleg .said').textContent === 'Een bestand bewaren we hier niet. Het gaat ook niet naar Sam · blauwe vos.'`)
	if n := read[int](t, tab, `document.querySelectorAll('.attached li').length`); n != 0 {
		t.Error("it would go to the person")
	}
	read[bool](t, tab, drop+`('.composer textarea.answer')`)
	until(t, tab, `document.querySelector('.attached').innerText.includes('foto.jpg')`)
	if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
		shoot(t, tab, filepath.Join(dir, "overleg.png"))
		do(t, tab, chromedp.EmulateViewport(390, 844))
		read[bool](t, tab, `(document.querySelector('.asides button').click(), true)`)
		shoot(t, tab, filepath.Join(dir, "overleg-phone.png"))
	}
	pressButton(t, tab, ".overleg", "Overleg klaar")
	until(t, tab, `document.querySelector('.overleg h3').textContent.endsWith(': klaar') && document.querySelector('.overleg form').hidden && !document.querySelector('.asides').children.length`)
}
