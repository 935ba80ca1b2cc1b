package webdesk

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

func cannedList() chat.Form {
	return chat.Form{Kind: chat.Canned, Title: "Standaardtekst", Send: "Verder", Fields: []chat.Field{{
		Name: chat.CannedWhich, Label: "Welke tekst?", Kind: chat.FieldChoice, Options: []chat.Option{
			{Value: "hallo", Label: "Begroeten", About: "Hoi, ik ben Noor."}, {Value: "een", Label: "Eén ding", About: "Wat is er?"}, {Value: "tijd", Label: "Neem de tijd"}}}}}
}

// A text is found by keyboard, stands in the field to be changed, and nothing of
// it is sent until the worker sends it.
func TestLaw7_ACannedTextStandsInTheFieldFirst(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.taken(t, tab, "c1")
	do(t, tab, chromedp.SetValue(chromedp.CSS(composer+" textarea.answer"), "Dag Sam."))
	read[bool](t, tab, `(document.activeElement.blur(), true)`)
	press(t, tab, "t")
	until(t, tab, `document.activeElement?.id === 'canned-search'`)
	do(t, tab, chromedp.KeyEvent("EEN wat"))
	until(t, tab, `[...document.querySelectorAll('.canned li:not([hidden]) strong')].map(e => e.textContent).join() === 'Eén ding'`)
	do(t, tab, chromedp.KeyEvent("\r"))
	until(t, tab, `!document.querySelector('dialog.form') && document.activeElement.value === 'Dag Sam.\nTekst een'`)
	if got := s.kinds(chat.Answered); len(got) != 0 {
		t.Fatalf("sent: %+v", got)
	}
	pressButton(t, tab, composer, "Stuur naar Sam · blauwe vos")
	until(t, tab, `!!document.querySelector('.talk:not([hidden]) .line.worker:not(.pending)')`) // the field is empty before it arrived
	if got := s.kinds(chat.Answered); len(got) != 1 || got[0].Text != "Dag Sam.\nTekst een" {
		t.Fatalf("sent: %+v", got)
	}
	if got := s.kinds(chat.Canned); len(got) != 1 || got[0].Form[chat.CannedWhich] != "een" || got[0].Subject.ID != "c1" {
		t.Errorf("asked for: %+v", got)
	}
}
