package webdesk

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	printing "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// doors makes a card's link as long as a real one.
func doors(_ context.Context, conversation string) (DoorCard, error) {
	if conversation == "c9" {
		return DoorCard{}, chat.ErrDown
	}
	return DoorCard{Link: "https://t.me/welzijn_waterkant_bot?start=deur-AbCdEfGhIjKlMnOpQrStUvWx", App: "Telegram"}, nil
}

// trying is a form about a try.
func trying() chat.Form {
	return chat.Form{Kind: chat.LeftCard, Title: "Kaart gebracht", Send: "Bewaren", Fields: []chat.Field{
		{Name: "gesproken", Label: "Heb je iemand gesproken?", Kind: chat.FieldChoice, Required: true, Options: []chat.Option{{Value: "ja", Label: "Gesproken"}, {Value: "nee", Label: "Niemand"}}},
		{Name: "weer", Label: "Wanneer proberen we het weer?", Kind: chat.FieldChoice, Value: "0", Options: []chat.Option{{Value: "0", Label: "Dat staat nog open"}, {Value: "7", Label: "Over een week"}}},
	}}
}

// reported puts somebody on the desk whose landlord reported arrears.
func (m *memory) reported(id string) {
	m.locked(func() {
		m.talks[id] = &chat.Thread{Item: chat.Item{ID: id, Name: "Jan · rode das", State: chat.Waiting, Since: m.now.Add(-time.Hour), Adapter: chat.Registry, Team: "wijkteam"},
			Approach: &chat.Approach{Signal: true, Tries: []chat.Try{{How: chat.Phoned, At: m.now, By: chat.Author{Name: "Noor"}}}},
			Card: []chat.CardFact{{Label: "Van wie komt de aanmelding?", Text: "Signaal van achterstand: de verhuurder"},
				{Label: "Waar gaat het over?", Text: "Huur, sinds september, ongeveer 1200 euro.", Inside: true}, {Label: "Telefoonnummer", Text: "06 12345678", Contact: true},
				{Label: "Adres", Text: "Dorpsstraat 12", Inside: true}, {Label: "Geprobeerd", Text: "1 keer geprobeerd: 3 nov 10:15 gebeld, niemand (Noor)."}}}
	})
}

// Row 22: what a worker did to reach somebody is written down beside what is known of
// them; who comes back later is not lost from sight, and their card is for the letter box.
func TestRow22_ContactIsSoughtInABrowser(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.reported("c2")
	s.signedIn(t, tab, "Noor")
	openRow(t, tab, "c1")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .who').textContent === 'Sam · blauwe vos' && !document.querySelector('.known:not([hidden]) .seek')`)
	openRow(t, tab, "c2")
	until(t, tab, `document.querySelectorAll('.known:not([hidden]) .seek button').length === 3`)
	if out := read[string](t, tab, `document.querySelector('.known:not([hidden]) .seek a').getAttribute('href')`); out != "/desk/kaart?gesprek=c2" {
		t.Errorf("the card is at %q", out)
	}
	keeps := func(name string) {
		if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
			shoot(t, tab, filepath.Join(dir, name))
		}
	}
	keeps("contact-zoeken.png")
	pressButton(t, tab, ".known:not([hidden]) .seek", "Kaart gebracht")
	until(t, tab, `document.querySelector('dialog.form h2')?.textContent === 'Kaart gebracht'`)
	pressButton(t, tab, "dialog.form", "Bewaren")
	until(t, tab, `document.querySelector('#form-gesproken-wrong').textContent === 'Vul dit nog in.'`)
	choose(t, tab, "gesproken", "nee")
	choose(t, tab, "weer", "7")
	keeps("kaart-gebracht.png")
	pressButton(t, tab, "dialog.form", "Bewaren")
	until(t, tab, `!document.querySelector('dialog.form') && document.querySelector('.known:not([hidden])').innerText.includes('Weer proberen')`)
	until(t, tab, `document.querySelector('#queue').innerText.includes('Komt later terug')`)
	if got := s.kinds(chat.LeftCard); len(got) == 0 || got[len(got)-1].Form["weer"] != "7" || got[len(got)-1].Subject.ID != "c2" {
		t.Errorf("%+v", got)
	}
	keeps("rust.png")

	do(t, tab, chromedp.Navigate(s.url+"/desk/kaart?gesprek=c2"), chromedp.WaitVisible(chromedp.CSS(".card img")))
	until(t, tab, `document.querySelector('.card img').naturalWidth > 300`)
	card := read[string](t, tab, `document.querySelector('.card').innerText`)
	for _, secret := range []string{"Jan", "Huur", "1200", "Dorpsstraat", "achterstand", "schuld", "geld"} {
		if strings.Contains(card, secret) {
			t.Errorf("%q stands on the card", secret)
		}
	}
	if !strings.Contains(card, "Stichting Dichtbij") || !strings.Contains(card, "start=deur-") {
		t.Errorf("the card says\n%s", card)
	}
	if out := read[bool](t, tab, `[...document.querySelectorAll('.card section')].some(h => h.scrollHeight > h.clientHeight || h.scrollWidth > h.clientWidth)`); out {
		t.Error("something falls off the card")
	}
	keeps("deurkaart.png")
	printed, err := chromedp.Call(tab, printing.PrintToPDF, printing.PrintToPDFParams{PreferCSSPageSize: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(printed.Data, []byte("/Type /Page\n")); n != 1 {
		t.Errorf("the card is on %d sheets", n)
	}
	if _, err := chromedp.Call(tab, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 360, Height: 740, DeviceScaleFactor: 1, Mobile: true}); err != nil {
		t.Fatal(err)
	}
	until(t, tab, `document.documentElement.scrollWidth <= 360`)
	keeps("deurkaart-telefoon.png")
}

// Only who was registered, and is not rounded off, has such a card, and only workers see it.
func TestLaw19_TheCardForADoorIsForWorkers(t *testing.T) {
	b := newBench(t)
	b.desk.doorCard = doors
	b.routes = b.desk.Routes(b.handle)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.reported("c2")
	b.reported("c9")
	if w := b.ask(http.MethodGet, "/desk/kaart.png?gesprek=c2", ""); w.Code != http.StatusUnauthorized {
		t.Errorf("a stranger gets the code: %d", w.Code)
	}
	if w := b.ask(http.MethodGet, "/desk/kaart?gesprek=c2", ""); strings.Contains(w.Body.String(), "deur-") {
		t.Error("a stranger gets the card")
	}
	b.in("Noor")
	for id, code := range map[string]int{"c1": http.StatusNotFound, "c2": http.StatusOK, "c9": http.StatusServiceUnavailable, "verzonnen": http.StatusNotFound} {
		if w := b.ask(http.MethodGet, "/desk/kaart.png?gesprek="+id, ""); w.Code != code {
			t.Errorf("the code of %s: %d, want %d", id, w.Code, code)
		}
	}
	b.locked(func() { b.talks["c2"].Over = true })
	if w := b.ask(http.MethodGet, "/desk/kaart?gesprek=c2", ""); !strings.Contains(w.Body.String(), "is er geen kaart") {
		t.Error("somebody who was rounded off has a card")
	}
}
