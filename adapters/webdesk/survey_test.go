package webdesk

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

func door(_ context.Context, deeplink string) string { return "https://t.me/ons_bot?start=" + deeplink }

// surveyForms is a survey of a square.
func (m *memory) surveyForms() []adapters.SurveyForm {
	options := func(words ...string) (all []chat.Option) {
		for _, w := range words {
			all = append(all, chat.Option{Value: strings.ToLower(strings.Fields(w)[0]), Label: w})
		}
		return all
	}
	return []adapters.SurveyForm{{
		Name: "plein", Label: "het onderzoek op het Havenplein", List: "plein/plein", Form: "u", Deeplink: "plein",
		Questions: []adapters.SurveyQuestion{
			{Name: "prettig", Text: "Hoe prettig woont u hier?", Numbers: true, Options: options("6", "7", "8", "9")},
			{Name: "beter", Text: "Wat kan er beter?", Options: options("Groener", "Schoner", "Veiliger in de avond")},
			{Name: "wens", Text: "Wat zou u veranderen?"},
		},
	}}
}

func (m *memory) surveyAnswers(context.Context, string) (chat.Survey, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.came
	s.Quotes = slices.Clone(s.Quotes)
	return s, m.broken
}

// checks keeps what a worker made of words; the caller holds the lock.
func (m *memory) checks(ev chat.Event) chat.Answer {
	for i := range m.came.Quotes {
		if q := &m.came.Quotes[i]; q.ID == ev.Ref {
			q.Words, q.Stand = ev.Text, chat.QuoteStand(ev.Value)
			return chat.Answer{Text: "Overgenomen. Bewoners kunnen dit lezen."}
		}
	}
	return chat.Answer{Text: "Deze woorden staan er niet meer zo. Iemand veranderde of wiste ze. Open de pagina opnieuw."}
}

func (s *site) surveyed() {
	s.person("c1", "Sam · rode egel", chat.Normal, time.Minute, "hoi")
	s.locked(func() {
		s.came = chat.Survey{People: 12, Counts: map[string]map[string]int{"prettig": {"7": 6, "8": 2}, "beter": {"groener": 9, "schoner": 5, "veiliger": 3}},
			Quotes: []chat.Quote{{ID: "q1", Question: "wens", Words: "Een bankje. Bel Jan op 0612345678", Stand: chat.QuoteWaits}, {ID: "q2", Question: "wens", Words: "Alles is stom", Stand: chat.QuoteWaits}}}
	})
	s.circles.Do(func(c *adaptertest.Circles) {
		for i := range 7 {
			c.Members = append(c.Members, chat.Member{ID: fmt.Sprint("p", i), Programme: "plein", Circle: "plein", State: chat.MemberActive, Name: fmt.Sprint("GEHEIM", i), Address: chat.Address{Adapter: "telegram", Chat: fmt.Sprint(i)}})
		}
	})
}

// A worker reads what residents wrote, takes a name out, and sends what came of it back
// with an invitation. Counts under five are not shown, and nobody is named.
func TestStoryASurveyGoesBackToTheResidents(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.surveyed()
	s.signedIn(t, tab, "Noor")
	pressFound(t, tab, `[...document.querySelectorAll('.tools a')].find(a => a.textContent === 'Onderzoek')`)
	until(t, tab, `location.pathname === '/desk/onderzoek' && document.readyState === 'complete' && !!document.getElementById('write')`)
	text := read[string](t, tab, `document.body.innerText`)
	for _, words := range []string{"Het onderzoek op het Havenplein", "Minstens 10 mensen deden mee.", "https://t.me/ons_bot?start=plein", "7 mensen willen horen wat eruit komt."} {
		if !strings.Contains(text, words) {
			t.Errorf("it does not say %q:\n%s", words, text)
		}
	}
	if alt := read[[]string](t, tab, `[...document.querySelectorAll('svg.bars')].map(s => s.getAttribute('aria-label'))`); len(alt) != 2 ||
		alt[0] != "6: minder dan 5, 7: 6, 8: minder dan 5, 9: minder dan 5." || alt[1] != "Groener: 9, Schoner: 5, Veiliger in de avond: minder dan 5." {
		t.Errorf("the pictures say %q", alt)
	}
	if all := read[string](t, tab, `document.documentElement.outerHTML`); strings.Contains(all, "GEHEIM") {
		t.Error("somebody is named")
	}
	do(t, tab, chromedp.SetValue(chromedp.CSS("#w-q1"), "Een bankje."))
	pressOn(t, tab, "#q-q1 [data-value=taken]")
	until(t, tab, `!document.getElementById('q-q1') && document.getElementById('c-q1')?.innerText.includes('Overgenomen')`)
	pressOn(t, tab, "#q-q2 [data-value=left]")
	until(t, tab, `!document.querySelector('article[id^=q-]') && document.getElementById('part-none').innerText.includes('niets meer')`)
	ev := s.kinds(chat.QuoteChecked)
	if len(ev) != 2 || ev[0].Subject != (chat.Subject{Kind: chat.SubjectSurvey, ID: "plein"}) || ev[0].Ref != "q1" || ev[0].Text != "Een bankje." || ev[0].Author.Name != "Noor" {
		t.Fatalf("%+v", ev)
	}
	until(t, tab, `document.getElementById('tekst').value.includes('“Een bankje.”')`)
	proposed := read[string](t, tab, `document.getElementById('tekst').value`)
	if want := "Dank u wel voor uw antwoorden. Minstens 10 mensen deden mee.\nWat kan er beter? Groener (9), Schoner (5).\nBuren schreven:\n“Een bankje.”"; proposed != want {
		t.Errorf("it proposes\n%s", proposed)
	}
	do(t, tab, chromedp.SetValue(chromedp.CSS("#wanneer"), "Donderdag 10 december"), chromedp.SetValue(chromedp.CSS("#waar"), "in het buurthuis"))
	pressOn(t, tab, "#look")
	until(t, tab, `document.getElementById('preview').open && document.getElementById('preview-to').textContent.startsWith('Dit gaat naar 7 mensen, ') && document.getElementById('preview-text').textContent.endsWith('Komt u erover praten? Donderdag 10 december, in het buurthuis.')`)
	pressButton(t, tab, "#preview", "Versturen")
	until(t, tab, `document.getElementById('done').textContent.startsWith('Klaargezet voor 7 mensen')`)
	sent := slices.DeleteFunc(s.kinds(chat.Broadcasts), func(e chat.Event) bool { return e.Value != "" })
	if len(sent) != 1 || sent[0].Form[chat.BroadcastTo] != "plein/plein" || !strings.HasSuffix(sent[0].Form[chat.BroadcastText], "in het buurthuis.") {
		t.Errorf("%+v", sent)
	}
	do(t, tab, chromedp.Navigate(s.url+"/desk/onderzoek/kaart?naam=plein"))
	until(t, tab, `document.querySelector('.card img')?.naturalWidth > 100 && document.body.innerText.includes('https://t.me/ons_bot?start=plein')`)
	if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
		shoot(t, tab, filepath.Join(dir, "onderzoek-kaart.png"))
	}
}

// Of fewer than five nothing is told that could say who they are, in the proposed text
// neither; and the page takes only what it sends.
func TestASurveyTellsNothingOfAFew(t *testing.T) {
	form := (&memory{}).surveyForms()[0]
	few := chat.Survey{People: 4, Counts: map[string]map[string]int{"prettig": {"7": 4}, "beter": {"groener": 4}}, Quotes: []chat.Quote{{Question: "wens", Words: "Ik", Stand: chat.QuoteWaits}}}
	if text := result(form, few); text != "Dank u wel voor uw antwoorden." {
		t.Errorf("%q", text)
	}
	for _, q := range form.Questions[:2] {
		if v := pictured(q, few.Counts[q.Name]); strings.Contains(v.Alt, "4") || slices.ContainsFunc(v.Bars, func(b answerBar) bool { return b.Long > 0 }) {
			t.Errorf("%+v", v)
		}
	}
	b, round, _ := circlesBench(t)
	take := func(change func(*posted)) func(*posted) {
		return func(p *posted) {
			p.Conversation, p.Survey, p.Ref, p.Value, p.Text = "", "plein", "q1", "taken", "Een bankje"
			if change != nil {
				change(p)
			}
		}
	}
	b.answers([]request{
		{"no survey", chat.QuoteChecked, take(func(p *posted) { p.Survey = "" }), http.StatusBadRequest},
		{"no quote", chat.QuoteChecked, take(func(p *posted) { p.Ref = "" }), http.StatusBadRequest},
		{"another stand", chat.QuoteChecked, take(func(p *posted) { p.Value = "waits" }), http.StatusBadRequest},
		{"of a round", chat.QuoteChecked, take(func(p *posted) { p.Round = round }), http.StatusBadRequest},
		{"too long", chat.QuoteChecked, take(func(p *posted) { p.Text = strings.Repeat("a", longestQuote+1) }), http.StatusBadRequest},
		{"as the page does", chat.QuoteChecked, take(nil), http.StatusOK},
	})
	if _, err := png.Decode(bytes.NewReader(b.ask("GET", "/desk/onderzoek/kaart.png?naam=plein", nil).Body.Bytes())); err != nil {
		t.Error(err)
	}
	for _, path := range []string{"/desk/onderzoek", "/desk/onderzoek/kaart?naam=plein"} {
		if w := b.ask("GET", path, nil, stripped); w.Code != http.StatusSeeOther {
			t.Errorf("whoever is not signed in gets %d at %s", w.Code, path)
		}
	}
	if w := b.ask("GET", "/desk/onderzoek/kaart.png?naam=x", nil); w.Code != http.StatusNotFound {
		t.Errorf("an unknown survey: %d", w.Code)
	}
}

// Looked at by hand: OMZIEN_SHOTS names a folder.
func TestLooksOfASurvey(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.surveyed()
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/onderzoek"), chromedp.WaitVisible(chromedp.CSS("#write")))
	looksWhole(t, tab, "onderzoek", screen{"wide", 1280, 2300}, screen{"phone", 390, 2700}, screen{"zoom400", 320, 400})
}
