package webdesk

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// lists are those of who rings others, in memory. The zero value has none.
type lists struct {
	mu   sync.Mutex
	all  []adapters.CallList
	made int
}

func (l *lists) CallLists(_ context.Context, day string) ([]adapters.CallList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.all), func(c adapters.CallList) bool { return c.Day != day }), nil
}

func (l *lists) GiveCallList(_ context.Context, day, caller, by string) (adapters.CallList, string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.IndexFunc(l.all, func(c adapters.CallList) bool { return c.Day == day && c.Who.ID == caller })
	if i < 0 {
		return adapters.CallList{}, "", fmt.Errorf("give a list: %w", chat.ErrUnknown)
	}
	was := l.all[i]
	l.made++
	l.all[i].Since, l.all[i].By = was.First.Add(-time.Hour), by
	return was, fmt.Sprint("https://hulp.example.nl/bel/geheim", l.made), nil
}

// callers puts three callers there: two today, one tomorrow.
func (m *memory) callers() {
	now := m.clock()
	one := func(key, name string, day, n int, hears bool) adapters.CallList {
		local := now.In(chat.Amsterdam)
		return adapters.CallList{
			Who: chat.Author{Role: chat.RoleWorker, ID: key, Name: name}, Day: dayAfter(now, day), Calls: n, Hears: hears,
			First: time.Date(local.Year(), local.Month(), local.Day()+day, 8, 30, 0, 0, chat.Amsterdam),
		}
	}
	m.lists.mu.Lock()
	defer m.lists.mu.Unlock()
	m.lists.all = []adapters.CallList{
		one("beller:joke", "Joke", 0, 3, false), one("coordinator:anja", "Anja Bakker", 0, 1, true), one("beller:joke", "Joke", 1, 2, false),
	}
}

// Who rings others today and tomorrow stands on the page of circles, with who of them
// has a list. A worker makes a link there, reads it once, and the page says who made it.
func TestStoryAWorkerHandsOnAListOfCalls(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	s.callers()
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/belcirkels"), chromedp.WaitVisible(chromedp.CSS("#part-callers")))
	until(t, tab, loaded)
	text := read[string](t, tab, `document.getElementById('part-callers').innerText`)
	for _, words := range []string{"Vandaag", "Morgen", "belt 3 mensen, vanaf 08:30", "Joke heeft nog geen bellijst.", "belt 1 persoon", "Anja Bakker krijgt de lijst vanzelf"} {
		if !strings.Contains(text, words) {
			t.Errorf("it does not say %q:\n%s", words, text)
		}
	}
	looksWhole(t, tab, "bellers", screen{"wide", 1280, 2300}, screen{"phone", 390, 2900})
	pressOn(t, tab, `#part-callers [data-do=caller]`)
	until(t, tab, `[...document.querySelectorAll('#part-callers .told')].some(p => p.textContent.startsWith('Geef deze link alleen aan Joke.') && p.textContent.endsWith('/bel/geheim1'))`)
	until(t, tab, `document.getElementById('part-callers').innerText.includes('Joke heeft een link, gemaakt door Noor (07:30).')`)
	if read[bool](t, tab, `[...document.querySelectorAll('#part-callers .told')].some(p => p.textContent.includes('vorige link'))`) {
		t.Error("there was no link before")
	}
	looksWhole(t, tab, "bellers-link", screen{"wide", 1280, 2300}, screen{"phone", 390, 2900})
	pressOn(t, tab, `#part-callers [data-do=caller]`)
	until(t, tab, `[...document.querySelectorAll('#part-callers .told')].some(p => p.textContent.includes('De vorige link werkt nu niet meer.') && p.textContent.endsWith('/bel/geheim2'))`)
}

// Law 19: only a signed-in worker makes such a link, for themselves, for today or
// tomorrow, and for who rings somebody then.
func TestLaw19_OnlyAWorkerMakesTheLinkToAList(t *testing.T) {
	b, _, _ := circlesBench(t)
	b.callers()
	today := dayAfter(b.clock(), 0)
	for what, in := range map[string]listAsked{
		"for who rings nobody":  {today, "beller:els", b.me},
		"for the day after":     {dayAfter(b.clock(), 2), "beller:joke", b.me},
		"of somebody else":      {today, "beller:joke", "piet"},
		"for yesterday":         {dayAfter(b.clock(), -1), "beller:joke", b.me},
		"who rings on that day": {dayAfter(b.clock(), 1), "coordinator:anja", b.me},
	} {
		if w := b.ask("POST", "/desk/belcirkels/bellijst", in); w.Code < 400 || strings.Contains(w.Body.String(), "/bel/") {
			t.Errorf("a link %s: %d %s", what, w.Code, w.Body)
		}
	}
	if w := b.ask("POST", "/desk/belcirkels/bellijst", listAsked{today, "beller:joke", b.me}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/bel/geheim1") {
		t.Errorf("a link: %d %s", w.Code, w.Body)
	}
	b.cookies = nil
	if w := b.ask("POST", "/desk/belcirkels/bellijst", listAsked{today, "beller:joke", b.me}); w.Code != http.StatusUnauthorized || b.lists.made != 1 {
		t.Errorf("nobody makes a link: %d, %d made", w.Code, b.lists.made)
	}
}

// Of whoever is rung the page does not promise a question on the eve; of the call itself
// it says that it stands on a list, and not that anybody was asked.
func TestE8_OfWhoeverIsRungThePageSaysWhatIsSo(t *testing.T) {
	b, _, _ := circlesBench(t)
	page := func() string { return b.ask("GET", "/desk/belcirkels/deelnemer?id=m10", nil).Body.String() }
	if said := page(); !strings.Contains(said, "De avond ervoor vragen we of het klopt.") || !strings.Contains(said, "gevraagd, 2 keer") {
		t.Errorf("who has an app: %s", said)
	}
	b.circles.Do(func(c *adaptertest.Circles) {
		for i := range c.Members {
			if c.Members[i].ID == "m10" {
				c.Members[i].Channel = chat.Telefoon
				c.Rounds[0].Of("m10").Phone = true
			}
		}
	})
	if said := page(); strings.Contains(said, "vragen we of het klopt") || !strings.Contains(said, "De bellijst begint op die dag vanzelf weer.") || !strings.Contains(said, ">op de bellijst<") {
		t.Errorf("who is rung: %s", said)
	}
}
