package webchat

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// walkIn comes to the talk from another page, as people do, and writes there.
func walkIn(t testing.TB, s *site) tab {
	t.Helper()
	b := openTab(t)
	b.open(s.url() + "/before")
	b.leaves(`location.href = '/?start=thuis', true`)
	b.until(`document.querySelectorAll('.choices button').length === 2`)
	b.write("kanarie")
	b.until(`document.querySelectorAll('#talk .said.person').length === 1`)
	return b
}

// nothingLeft checks that the device knows nothing of the talk any more.
func nothingLeft(b tab, s *site) {
	b.Helper()
	b.until(`location.pathname === '/neutral'`)
	b.leaves(`history.back()`)
	b.until(`location.pathname === '/before' && document.readyState === 'complete'`)
	b.leaves(`history.forward()`)
	b.until(`location.pathname === '/neutral' && document.readyState === 'complete'`)
	if got := get[int](b, `history.length`); got > 3 { // about:blank, /before, /neutral
		b.Errorf("there are %d pages in the history", got)
	}
	b.until(`fetch('/webchat/talk').then(a => a.status === 401)`)
	if got := get[string](b, `JSON.stringify({...sessionStorage, ...localStorage})`); strings.Contains(got, "kanarie") {
		b.Errorf("the browser keeps %s", got)
	}
	b.open(s.url() + "/")
	b.until(`document.querySelectorAll('.choices button').length === 2`)
	if strings.Contains(b.text("body"), "kanarie") {
		b.Error("the talk is there again")
	}
}

func TestS25_TheWayOutLeavesNothingBehindBack(t *testing.T) {
	s := newSite(t)
	b := walkIn(t, s)
	b.press("✕ Sluit deze website meteen")
	nothingLeft(b, s)
	if got := s.stored(chat.Left); len(got) != 1 {
		t.Errorf("left %d times", len(got))
	}
	if got := s.refusals(); got[badOrigin]+got[badForm]+got[badType] != 0 {
		t.Errorf("refused: %v", got)
	}
}

func TestS25_ThreeTimesShiftIsTheWayOut(t *testing.T) {
	s := newSite(t)
	b := walkIn(t, s)
	for range 4 { // capitals and the like are no way out, nor is Esc
		b.key("Shift", "ShiftLeft")
		b.key("A", "KeyA")
		b.key("Escape", "Escape")
	}
	if got := get[string](b, `location.pathname`); got != "/" {
		t.Fatalf("at %s", got)
	}
	for n := range 3 { // half a second from one to the next, however long this machine takes
		at := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Key: "Shift", Code: "ShiftLeft"}
		at.Timestamp = input.TimeSinceEpoch(1_800_000_000 + float64(n)/2)
		if _, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, at); err != nil {
			t.Fatal(err)
		}
	}
	nothingLeft(b, s)
}

func TestS25_TheWayOutWaitsForNobody(t *testing.T) {
	s := newSite(t)
	b := walkIn(t, s)
	release, looked := make(chan struct{}), make(chan struct{})
	s.trouble(func(_ http.ResponseWriter, r *http.Request) bool {
		switch r.URL.Path {
		case "/webchat/events", "/webchat/leave":
			<-release
		case "/neutral":
			<-looked // the page stays until it was looked at
		}
		return false
	}, nil)
	b.write("nog niet verstuurd")
	// Blank before the click's own event is over: nobody has to wait for the next page.
	blank := get[bool](b, `document.getElementById('exit').click() ?? (document.body.childElementCount === 0 && document.documentElement.className === 'gone')`)
	close(looked)
	if !blank {
		t.Error("the page was not blank at once")
	}
	b.until(`location.pathname === '/neutral'`)
	close(release)
	s.trouble(nil, nil)
	// What was not sent yet went along, once.
	for !slices.Contains(s.said(), "nog niet verstuurd") {
		b.until(`fetch('/neutral').then(() => true)`)
	}
	nothingLeft(b, s)
	if got := s.said(); !slices.Equal(got, []string{"kanarie", "nog niet verstuurd"}) {
		t.Errorf("stored %q", got)
	}
}

func TestS25_AnEndThatTheServerDidNotHearIsMadeUpForFirst(t *testing.T) {
	s := newSite(t)
	b := walkIn(t, s)
	s.kill()
	b.leaves(`document.getElementById('exit').click()`)
	b.until(`!location.pathname.startsWith('/webchat') && !document.getElementById('words')`)
	s.start()
	b.open(s.url() + "/")
	b.until(`document.querySelectorAll('.choices button').length === 2`)
	if strings.Contains(b.text("body"), "kanarie") {
		t.Error("the talk is there again")
	}
}

func TestS25_OtherTabsOfTheTalkLeaveToo(t *testing.T) {
	s := newSite(t)
	b := walkIn(t, s)
	other := newTab(t, b.ctx)
	other.open(s.url() + "/")
	other.until(`document.body.innerText.includes('kanarie')`)
	b.press("✕ Sluit deze website meteen")
	other.until(`location.pathname === '/neutral'`)
	nothingLeft(b, s)
}

func TestNotificationsGiveNothingAway(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	if got := get[string](b, `document.title`); got != "Welkom" {
		t.Errorf("the tab is called %q", got)
	}
	if got := get[string](b, `new URL(document.querySelector('link[rel=icon]').href).pathname`); got != "/webchat/icon.svg" {
		t.Errorf("the icon is %q", got)
	}
}

func TestThePageWorksByKeyboardAlone(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	get[bool](b, `document.activeElement.blur() ?? true`)
	var walk []string
	for range 9 {
		b.do(chromedp.KeyEvent("\t"))
		walk = append(walk, get[string](b, `(e => (e.id || e.innerText).trim())(document.activeElement)`))
	}
	want := []string{"exit", "Meer", "Ja", "Nee", "Praat met iemand", "Ik heb nu hulp nodig", "words", "Stuur"}
	if !slices.Equal(walk[:8], want) {
		t.Fatalf("Tab walks over %q, want %q", walk[:8], want)
	}
	get[bool](b, `document.querySelector('.choices button').focus() ?? true`)
	b.do(chromedp.KeyEvent("\r"))
	b.until(`document.querySelectorAll('.choices button').length === 5`)
	if got := get[string](b, `document.activeElement.id`); got != "words" {
		t.Errorf("after a press the keyboard is at %q", got)
	}
	b.do(chromedp.KeyEvent("twee"))
	b.do(chromedp.KeyEvent("\r", chromedp.KeyModifiers(8))) // Shift
	b.do(chromedp.KeyEvent("regels"))
	b.key("Enter", "Enter")
	b.until(`document.querySelectorAll('#talk .said.person').length === 2`)
	if got := s.said(); !slices.Equal(got, []string{"twee\nregels"}) {
		t.Errorf("stored %q", got)
	}
	for _, word := range []string{"Praat met iemand", "Ik heb nu hulp nodig"} {
		b.press(word)
	}
	b.until(`document.querySelectorAll('#talk .said.person').length === 4`)
	if got := s.said()[1:]; !slices.Equal(got, []string{"mens", "nood"}) {
		t.Errorf("stored %q", got)
	}
}

func TestAScreenReaderHearsWhatIsNewAndOnlyThat(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	heard := `[...document.querySelectorAll('#news[aria-live=polite] p')].map(e => e.innerText.slice(0, 40))`
	b.until(heard + `.length === 2`)
	b.write("hoi")
	s.say(t, chat.Line{Kind: chat.LineWorker, Author: chat.Author{Name: "Noor"}, Text: "Hoi, ik ben Noor."})
	b.until(heard + `.length === 3`)
	if got := get[[]string](b, heard); got[2] != "Noor: Hoi, ik ben Noor." {
		t.Errorf("heard %q", got)
	}
	b.do(chromedp.Reload())
	b.until(`document.querySelectorAll('#talk .said').length === 4`)
	if got := get[[]string](b, heard); len(got) != 0 {
		t.Errorf("after a reload the old words are read aloud again: %q", got)
	}
	for what, condition := range map[string]string{
		"every button and field has a name": `[...document.querySelectorAll('button, a, input, textarea, summary')].every(e => (e.textContent || e.labels?.[0]?.textContent || '').trim() || e.hidden)`,
		"targets are 44 px":                 `[...document.querySelectorAll('button, .exit, summary, textarea')].filter(e => e.offsetParent).every(e => e.offsetHeight >= 44 && e.offsetWidth >= 44)`,
		"letters are 18 px":                 `['.text', '.choices button', '#words', '.send'].every(q => parseFloat(getComputedStyle(document.querySelector(q) ?? document.body).fontSize) >= 18)`,
		"one heading":                       `document.querySelectorAll('h1').length === 1`,
		"each bubble says who and when":     `[...document.querySelectorAll('.said')].every(e => e.querySelector('.who').innerText && e.querySelector('time').dateTime)`,
	} {
		if !get[bool](b, condition) {
			t.Errorf("not so: %s", what)
		}
	}
	b.do(chromedp.EmulateViewport(320, 256))
	b.until(`innerWidth === 320`)
	if got := get[string](b, `document.documentElement.scrollWidth + ' of ' + innerWidth`); got != "320 of 320" {
		t.Errorf("at 400 %% the page is %s wide", got)
	}
}

func TestColoursCanBeReadByEverybody(t *testing.T) {
	s := newSite(t)
	for _, scheme := range []string{"light", "dark"} {
		b := openTab(t)
		b.prefer(scheme)
		b.open(s.url() + "/")
		b.until(`document.querySelectorAll('.choices button').length === 2`)
		for _, pair := range []struct {
			front, back string
			least       float64
		}{
			{"ink", "ground", 7}, {"ink", "paper", 7}, {"ink", "mine", 7}, {"soft", "ground", 4.5}, {"soft", "paper", 4.5}, {"soft", "mine", 4.5},
			{"accent", "paper", 4.5}, {"on-accent", "accent", 4.5}, {"on-exit", "exit", 7}, {"danger", "paper", 4.5}, {"edge", "paper", 3}, {"focus", "ground", 3},
		} {
			got := get[float64](b, fmt.Sprintf(`(() => {
				const light = (name) => {
					const hex = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
					const [r, g, b] = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16) / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
					return 0.2126 * r + 0.7152 * g + 0.0722 * b;
				};
				const [x, y] = [light(%q), light(%q)];
				return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
			})()`, pair.front, pair.back))
			if got < pair.least {
				t.Errorf("%s: %s on %s is %.1f:1, want %.1f:1", scheme, pair.front, pair.back, got, pair.least)
			}
		}
	}
}
