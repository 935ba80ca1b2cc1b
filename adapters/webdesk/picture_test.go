package webdesk

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"omzien/adapters"
	"omzien/bot/chat"
)

// region is what the record in memory knows of neighbourhoods.
type region struct {
	themes  map[string][]chat.ThemeCount // by month
	stories []chat.Story
}

func (m *memory) Themes(_ context.Context, month string) ([]chat.ThemeCount, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.themes[month]), m.broken
}

func (m *memory) Stories(_ context.Context, month string) (all []chat.Story, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, st := range m.stories {
		if st.Month == month {
			all = append(all, st)
		}
	}
	return all, m.broken
}

// recounts keeps a story; the caller holds the lock.
func (m *memory) recounts(ev chat.Event) chat.Answer {
	if ev.Subject.ID == "" {
		m.stories = append(m.stories, chat.Story{ID: ev.ID, Month: ev.Value, Neighbourhood: ev.Ref, By: ev.Author.ID, Text: ev.Text, Written: m.now})
		return chat.Answer{Text: "Het verhaal is bewaard.", Ref: ev.ID}
	}
	i := slices.IndexFunc(m.stories, func(st chat.Story) bool { return st.ID == ev.Subject.ID })
	switch {
	case i < 0:
		return chat.Answer{Text: "Dit verhaal is er niet meer."}
	case ev.Text == "":
		m.stories = slices.Delete(m.stories, i, i+1)
	default:
		m.stories[i].Text, m.stories[i].Changed = ev.Text, m.now
	}
	return chat.Answer{Text: "Het verhaal is aangepast.", Ref: ev.Subject.ID}
}

func aRegion() adapters.Region {
	return adapters.Region{
		Neighbourhoods: []adapters.Labelled{{Key: "oeverwijk", Label: "de Oeverwijk"}, {Key: "haven", Label: "de Havenbuurt"}},
		Themes:         []adapters.Labelled{{Key: "geld", Label: "Geld"}, {Key: "wonen", Label: "Wonen"}, {Key: "alleen", Label: "Alleen"}, {Key: "veilig", Label: "Veilig"}},
	}
}

// A month is drawn with its counts as text beside the bars, and a worker tells, changes
// and takes back a story of their own, by keyboard.
func TestStoryTheNeighbourhoodPicture(t *testing.T) {
	s, tab := newSite(t), browser(t)
	crowd(s)
	s.locked(func() {
		s.now = time.Date(2026, 11, 24, 14, 0, 0, 0, chat.Amsterdam)
		s.themes = map[string][]chat.ThemeCount{
			"2026-11": {{Neighbourhood: "", Theme: "geld", People: 6}, {Neighbourhood: "oeverwijk", Theme: "geld", People: 23}, {Neighbourhood: "oeverwijk", Theme: "wonen", People: 9}, {Neighbourhood: "oeverwijk", Theme: "veilig", People: 4}, {Neighbourhood: "elders", Theme: "alleen", People: 5}},
			"2026-10": {{Neighbourhood: "haven", Theme: "alleen", People: 7}},
		}
		s.stories = []chat.Story{{ID: "of-piet", Month: "2026-11", Neighbourhood: "oeverwijk", By: "piet", Text: "Sinds de energierekening omhoog ging, komen mensen eerder naar de inloop.\nDat is winst.", Written: s.now.AddDate(0, 0, -3)}}
	})
	s.signedIn(t, tab, "Noor")
	pressFound(t, tab, `[...document.querySelectorAll('.tools a')].find(a => a.textContent === 'Wijken')`)
	until(t, tab, `document.querySelector('h1')?.textContent === 'Wijkbeeld november 2026' && document.readyState === 'complete'`)
	text := read[string](t, tab, `document.body.innerText`)
	for _, words := range []string{"De Oeverwijk", "23 mensen", "9 mensen", "Minder dan 5 mensen, of niemand: Alleen, Veilig.", "De Havenbuurt", adapters.FewInWords,
		"Ergens anders", "Buurt niet bekend", "6 mensen", "Dat is winst.", "Geschreven op zaterdag 21 november", "Schrijf geen namen.", "Wat zie je in de Havenbuurt, en wat vraagt dat?"} {
		if !strings.Contains(text, words) {
			t.Errorf("it does not say %q:\n%s", words, text)
		}
	}
	for _, words := range []string{"4 mensen", "Piet", "43", "47", "Totaal", "december"} {
		if strings.Contains(text, words) {
			t.Errorf("it says %q:\n%s", words, text)
		}
	}
	if n := read[int](t, tab, `document.querySelectorAll('[data-do]').length`); n != 0 {
		t.Errorf("%d buttons to change what others wrote", n)
	}
	if widths := read[string](t, tab, `[...document.querySelectorAll('.bar rect')].map(r => r.getAttribute('width')).join()`); widths != "100,39,21,26" {
		t.Errorf("the bars are %s wide", widths)
	}

	do(t, tab, chromedp.Focus(chromedp.CSS(`.tell[data-place=haven] textarea`)), chromedp.KeyEvent("Half af"), chromedp.Focus(chromedp.CSS(`.tell[data-place=oeverwijk] textarea`)), chromedp.KeyEvent("Er is veel vraag naar een <b>maatje</b>."))
	press(t, tab, "\t\r")
	until(t, tab, `document.querySelectorAll('.story').length === 2 && document.getElementById('announce').textContent === 'Het verhaal is bewaard.'`)
	ev := s.kinds(chat.Recounted)[0]
	if ev.Subject != (chat.Subject{Kind: chat.SubjectStory}) || ev.Value != "2026-11" || ev.Ref != "oeverwijk" || ev.Author.Name != "Noor" {
		t.Errorf("told: %+v", ev)
	}
	if left := read[string](t, tab, `[...document.querySelectorAll('.tell[data-place] textarea')].map(f => f.value).join('|')`); left != "|Half af" {
		t.Errorf("what is being typed is %q", left)
	}
	if own := read[string](t, tab, `document.querySelector('[data-story]').innerText`); !strings.Contains(own, "<b>maatje</b>") || !strings.Contains(own, "door jou") {
		t.Errorf("one's own reads %q", own)
	}
	pressOn(t, tab, `[data-do=change]`)
	until(t, tab, `document.activeElement.id === 'change' && document.activeElement.value.includes('maatje')`)
	do(t, tab, chromedp.KeyEvent(" Ook bij jongeren."))
	press(t, tab, "\t\r")
	until(t, tab, `document.querySelector('[data-story] .text')?.textContent.endsWith('Ook bij jongeren.')`)
	looksPrinted(t, tab, "wijken")

	pressOn(t, tab, `[data-do=away]`)
	until(t, tab, `document.getElementById('away').open`)
	press(t, tab, "\x1b")
	until(t, tab, `!document.getElementById('away').open && document.querySelectorAll('.story').length === 2`)
	pressOn(t, tab, `[data-do=away]`)
	pressButton(t, tab, "#away", "Ja, neem terug")
	until(t, tab, `document.querySelectorAll('.story').length === 1`)
	if all := s.kinds(chat.Recounted); len(all) != 3 || all[2].Subject.ID != all[0].ID || all[2].Text != "" {
		t.Errorf("taken back: %+v", all)
	}

	// A month back, and forward again.
	pressOn(t, tab, `a[rel=prev]`)
	until(t, tab, `document.querySelector('h1').textContent === 'Wijkbeeld oktober 2026' && document.body.innerText.includes('7 mensen') && !document.body.innerText.includes('23 mensen')`)
	pressOn(t, tab, `a[rel=next]`)
	until(t, tab, `document.querySelector('h1').textContent === 'Wijkbeeld november 2026' && !document.querySelector('a[rel=next]')`)
}

// looksPrinted draws the page on every width, and as it is printed.
func looksPrinted(t *testing.T, tab context.Context, name string) {
	t.Helper()
	looksWhole(t, tab, name, screen{"wide", 1280, 800}, screen{"phone", 390, 844}, screen{"zoom400", 320, 400})
	do(t, tab, chromedp.EmulateViewport(794, 1123))
	if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	if shown := read[bool](t, tab, `[...document.querySelectorAll('.tell, .top, nav')].some(e => getComputedStyle(e).display !== 'none')`); shown {
		t.Error("what is for the screen alone is printed")
	}
	if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
		shoot(t, tab, filepath.Join(dir, name+"-print.png"))
	}
	if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}); err != nil {
		t.Fatal(err)
	}
	do(t, tab, chromedp.EmulateViewport(1280, 800))
}

// The page is for workers, and what it posts about a story is about nothing else.
func TestTheNeighbourhoodPictureIsForWorkers(t *testing.T) {
	b := newBench(t)
	d, err := New(Config{Record: b.memory, Sessions: b.memory, PublicURL: home, Picture: b.memory, Region: aRegion, Now: b.clock})
	if err != nil {
		t.Fatal(err)
	}
	b.desk, b.routes = d, d.Routes(b.handle)
	b.themes = map[string][]chat.ThemeCount{"2026-11": {{Neighbourhood: "haven", Theme: "geld", People: 5}, {Neighbourhood: "haven", Theme: "wonen", People: 4}}}
	for path, want := range map[string]int{"/desk/wijken": http.StatusSeeOther, "/desk/wijken.csv": http.StatusUnauthorized} {
		if w := b.ask("GET", path, nil); w.Code != want || strings.Contains(w.Body.String(), "mensen") {
			t.Errorf("whoever is not signed in gets %d of %s: %s", w.Code, path, w.Body)
		}
	}
	b.in("Noor")
	if w := b.ask("GET", "/desk/wijken.csv?maand=2026-11", nil); w.Code != http.StatusOK || w.Body.String() != "\ufeffmaand;buurt;thema;mensen\n2026-11;De Havenbuurt;Geld;5\n" {
		t.Errorf("the list: %d %q", w.Code, w.Body)
	}
	for _, asked := range []string{"2027-01", "gisteren", "2026-13"} {
		if w := b.ask("GET", "/desk/wijken?maand="+asked, nil); !strings.Contains(w.Body.String(), "Wijkbeeld november 2026") {
			t.Errorf("%s: %s", asked, w.Body)
		}
	}
	if w := b.ask("GET", "/desk/wijken?maand=2024-10", nil); !strings.Contains(w.Body.String(), "Wijkbeeld oktober 2024") || strings.Contains(w.Body.String(), "class=\"tell\"") {
		t.Errorf("a month whose stories are kept no longer: %s", w.Body)
	}
	who := worker{Session: chat.Session{ID: "noor", Name: "Noor"}}
	long := strings.Repeat("x", longestStory+1)
	for i, tt := range []struct {
		p  posted
		ok bool
	}{
		{posted{Value: "2026-11", Ref: "haven", Text: "Druk."}, true},
		{posted{Story: "s", Text: "Druk."}, true},
		{posted{Story: "s"}, true},
		{posted{Value: "2026-11", Ref: "haven"}, false},
		{posted{Value: "november", Ref: "haven", Text: "Druk."}, false},
		{posted{Value: "2026-11", Text: "Druk."}, false},
		{posted{Value: "2026-11", Ref: "haven", Text: long}, false},
		{posted{Story: "s", Value: "2026-11", Text: "Druk."}, false},
		{posted{Story: "s", Text: "Druk.", Conversation: "c01"}, false},
		{posted{Story: "s", Text: "Druk.", Member: "m"}, false},
		{posted{Story: "s", Text: "Druk.", Form: map[string]string{"a": "b"}}, false},
	} {
		tt.p.Kind, tt.p.Tab, tt.p.N, tt.p.As = chat.Recounted, "0123456789", 1, "noor"
		if ev, ok := tt.p.event(who); ok != tt.ok || ok && ev.Subject.Kind != chat.SubjectStory {
			t.Errorf("%d: %v %+v", i, ok, ev)
		}
	}
	b.broken = chat.ErrDown
	if w := b.ask("GET", "/desk/wijken", nil); strings.Contains(w.Body.String(), "Wijkbeeld") {
		t.Error("a picture of what could not be read")
	}
	if _, err := New(Config{Record: b.memory, Sessions: b.memory, PublicURL: home, Picture: b.memory}); err == nil {
		t.Error("a picture without a region")
	}
}
