package webdesk

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// anotherTab opens a second tab of the same browser.
func anotherTab(t *testing.T, tab context.Context) context.Context {
	t.Helper()
	second, closeTab := chromedp.NewContext(tab)
	t.Cleanup(closeTab)
	if err := chromedp.Do(second, chromedp.EmulateViewport(1280, 800)); err != nil {
		t.Fatal(err)
	}
	return second
}

// TestR13NothingLostOrDoubled: requests get lost, answers get lost, the network
// goes, the program is killed and comes back; what was typed arrives once, in
// order, and the page recovers by itself.
func TestR13NothingLostOrDoubled(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.taken(t, tab, "c1")
	write := func(text string) {
		do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent(text))
		pressButton(t, tab, composer+" .send", "Stuur naar Sam · blauwe vos")
	}
	s.locked(func() { s.lost = 2 })
	write("een")
	s.down.Store(true)
	write("twee")
	write("drie")
	until(t, tab, `document.getElementById('banner').innerText.includes('Nog niet verstuurd')`)
	if got := read[string](t, tab, `[...document.querySelectorAll('.lines .pending .text')].map(e => e.textContent).join()`); !strings.HasSuffix(got, "twee,drie") {
		t.Errorf("on their way, as the page shows it: %q", got)
	}
	s.start(t) // another life of the program
	s.down.Store(false)
	until(t, tab, `document.querySelectorAll('.lines .worker:not(.pending)').length === 3 && !document.querySelector('.lines .pending')`)
	until(t, tab, `document.getElementById('banner').hidden`)
	var got []string
	for _, ev := range s.kinds(chat.Answered) {
		got = append(got, ev.Text)
	}
	if !slices.Equal(got, []string{"een", "twee", "drie"}) {
		t.Errorf("stored %q", got)
	}
	s.says("c1", "ik zie het")
	until(t, tab, `document.querySelector('.lines').innerText.includes('ik zie het')`)

	// A reload shows the same again, and each line once.
	do(t, tab, chromedp.Reload())
	until(t, tab, `[...document.querySelectorAll('.lines .worker .text, .lines .person .text')].map(e => e.textContent).join() === 'hoi,een,twee,drie,ik zie het'`)
}

// TestR13StoredWordsDoNotComeBack: the words were stored, but the thread cannot
// be read: the field stays empty, so that nobody sends them twice.
func TestR13StoredWordsDoNotComeBack(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	s.taken(t, tab, "c1")
	answers, away := s.runs.Load().(http.HandlerFunc), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/desk/thread" {
			panic(http.ErrAbortHandler)
		}
		s.desk.Routes(s.handle).ServeHTTP(w, r)
	})
	s.runs.Store(away)
	do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("Hoi Sam"))
	pressButton(t, tab, composer+" .send", "Stuur naar Sam · blauwe vos")
	until(t, tab, `document.querySelector('.composer .said').textContent === 'Verstuurd naar Sam · blauwe vos' && !document.querySelector('.pending')`)
	if got := read[string](t, tab, `document.querySelector('.composer textarea.answer').value`); got != "" {
		t.Errorf("stored words stand in the field again: %q", got)
	}
	s.runs.Store(answers)
	until(t, tab, `document.querySelector('.lines .worker')?.innerText.includes('Hoi Sam')`)
}

// TestSessionEndsWhileTyping: the text stays, the page says how to go on, and
// sends it only for the same worker.
func TestSessionEndsWhileTyping(t *testing.T) {
	for _, c := range []struct {
		name, again string
		sent        int
	}{{"same worker", "Noor", 1}, {"somebody else", "Piet", 0}} {
		t.Run(c.name, func(t *testing.T) {
			s, tab := newSite(t), browser(t)
			s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "een geheim")
			s.taken(t, tab, "c1")
			do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("Ik ben er nog."))
			s.later(31 * time.Minute)
			pressButton(t, tab, composer+" .send", "Stuur naar Sam · blauwe vos")
			until(t, tab, `document.getElementById('banner').innerText.includes('Je bent niet meer aangemeld')`)
			if !strings.Contains(read[string](t, tab, `document.body.innerText`), "Ik ben er nog.") {
				t.Fatal("what was typed is gone from the page")
			}
			if strings.Contains(read[string](t, tab, `document.body.innerText`), "een geheim") {
				t.Error("nobody is signed in, and what somebody wrote can be read")
			}
			s.signedIn(t, anotherTab(t, tab), c.again)
			if c.sent == 1 {
				until(t, tab, `document.getElementById('banner').hidden && document.querySelector('.lines .worker:not(.pending)')?.innerText.includes('Ik ben er nog.') && document.body.innerText.includes('een geheim')`)
			} else {
				until(t, tab, `document.getElementById('banner').innerText.includes('iemand anders aangemeld')`)
				if !strings.Contains(read[string](t, tab, `document.body.innerText`), "Ik ben er nog.") {
					t.Error("what was typed is gone from the page")
				}
			}
			if got := s.kinds(chat.Answered); len(got) != c.sent {
				t.Errorf("sent %d times, want %d", len(got), c.sent)
			}
		})
	}
}

// TestNothingMovesUnderThePointer: somebody more urgent comes in while the
// pointer is on a row: the row stays; once the pointer is away, the queue is in
// order again.
func TestNothingMovesUnderThePointer(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "rode egel", chat.Normal, time.Minute, "hoi")
	s.person("c2", "gele uil", chat.Normal, time.Second, "hoi")
	s.signedIn(t, tab, "Noor")
	until(t, tab, `document.querySelectorAll('.row').length === 2`)
	at := read[[]float64](t, tab, `(r => [r.x + 20, r.y + 20])(document.querySelector('.row').getBoundingClientRect())`)
	// However slow this machine is: to the page the pointer moved just now.
	read[bool](t, tab, `(at => { Date.now = () => at; return true; })(Date.now())`)
	do(t, tab, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, at[0], at[1]))
	s.person("c3", "blauwe vos", chat.Danger, time.Second, "help")
	until(t, tab, `document.querySelectorAll('.row').length === 3`)
	const under = `document.elementFromPoint(%x, %y)?.closest('.row')?.querySelector('.name').textContent`
	here := strings.NewReplacer("%x", strconv.FormatFloat(at[0], 'f', 1, 64), "%y", strconv.FormatFloat(at[1], 'f', 1, 64)).Replace(under)
	if got := read[string](t, tab, here); got != "rode egel" {
		t.Errorf("under the pointer stands %q now", got)
	}
	if got := read[string](t, tab, `document.title`); got != "(3) Omzien" {
		t.Errorf("title %q", got)
	}
	do(t, tab, chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 800, 400))
	until(t, tab, `document.querySelector('.row .name').textContent === 'blauwe vos'`)
}

func TestAlarmEndsByANamedWorker(t *testing.T) {
	s, tab := newSite(t), browser(t)
	crowd(s)
	s.signedIn(t, tab, "Noor")
	pressButton(t, tab, `.alarm[data-u="3"]`, "Open gesprek")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .who')?.textContent === 'Sam · blauwe vos'`)
	pressButton(t, tab, `#queue .alarm[data-u="3"]`, "Ik heb gekeken")
	until(t, tab, `!document.querySelector('#queue .alarm[data-u="3"]') && !document.querySelector('#known .alarm')`)
	got := s.kinds(chat.Ended)
	if len(got) != 1 || got[0].Subject != (chat.Subject{Kind: chat.SubjectAlarm, ID: "a1"}) || got[0].Author.Name != "Noor" {
		t.Errorf("ended: %+v", got)
	}
}

// TestFocusIsNotStolen: news comes in while a worker types.
func TestFocusIsNotStolen(t *testing.T) {
	s, tab := newSite(t), browser(t)
	crowd(s)
	s.signedIn(t, tab, "Noor")
	openRow(t, tab, "c03")
	do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("Hoi"))
	s.says("c03", "ben je daar?")
	s.person("c20", "nieuwe das", chat.Danger, time.Second, "help")
	until(t, tab, `document.querySelector('.talk:not([hidden]) .lines').innerText.includes('ben je daar?') && document.getElementById('announce').textContent.includes('nieuwe das wacht')`)
	press(t, tab, " Mo")
	if got := read[string](t, tab, `document.activeElement.value`); got != "Hoi Mo" {
		t.Errorf("the field holds %q", got)
	}
}

// TestS22NothingFromElsewhere: the page asks nobody else for anything, breaks no
// rule of its own policy, and keeps nothing about anybody in the browser.
func TestS22NothingFromElsewhere(t *testing.T) {
	s, tab := newSite(t), browser(t)
	var mu sync.Mutex
	var asked []string
	answers := s.runs.Load().(http.HandlerFunc)
	s.runs.Store(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.Path+"?"+r.URL.RawQuery)
		mu.Unlock()
		answers(w, r)
	}))
	var console []string
	messages := chromedp.Console(tab)
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			mu.Lock()
			console = append(console, m.String())
			mu.Unlock()
		}
	}()
	crowd(s)
	s.taken(t, tab, "c01")
	do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("een geheim"))
	pressOn(t, tab, "#sound")
	for _, name := range read[[]string](t, tab, `performance.getEntriesByType('resource').map(e => e.name)`) {
		if !strings.HasPrefix(name, s.url+"/desk/") {
			t.Errorf("asked elsewhere: %s", name)
		}
	}
	if got := read[string](t, tab, `JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie`); got != `{"omzien.geluid":"aan"}` {
		t.Errorf("kept in the browser: %s", got)
	}
	if got := read[string](t, tab, `location.href`); got != s.url+"/desk" {
		t.Errorf("address: %s", got)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, line := range console {
		t.Errorf("the console says: %s", line)
	}
	for _, url := range asked {
		if strings.Contains(url, "geheim") || len(url) > 100 {
			t.Errorf("asked for %s", url)
		}
	}
}

// TestLinkInAQuery: an older mail program may cut the fragment off; the secret
// leaves the address bar before anything else happens.
func TestLinkInAQuery(t *testing.T) {
	s, tab := newSite(t), browser(t)
	link, err := s.desk.Link(t.Context(), chat.Author{})
	if err != nil {
		t.Fatal(err)
	}
	do(t, tab, chromedp.Navigate(strings.Replace(link, "#", "?t=", 1)))
	until(t, tab, `location.href.endsWith('/desk/in') && !document.getElementById('form').hidden`)
	do(t, tab, chromedp.Navigate("about:blank")) // looking does not use it up
	do(t, tab, chromedp.Navigate(link))
	until(t, tab, `location.href.endsWith('/desk/in') && !document.getElementById('form').hidden`)
	do(t, tab, chromedp.SetValue(chromedp.CSS("#name"), "Noor"))
	pressOn(t, tab, "#go")
	until(t, tab, `location.pathname === '/desk'`)
	do(t, tab, chromedp.Navigate("about:blank"), chromedp.Navigate(link))
	until(t, tab, `document.getElementById('words').textContent.includes('Een link werkt één keer')`)
}

// TestPhoneBackLeadsBack: queue, talk, what is known, and back by the phone's own key.
func TestPhoneBackLeadsBack(t *testing.T) {
	s, tab := newSite(t), browser(t)
	crowd(s)
	do(t, tab, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
	s.signedIn(t, tab, "Noor")
	openRow(t, tab, "c01")
	pressButton(t, tab, ".talk:not([hidden]) .head", "Wat we weten")
	until(t, tab, `document.querySelector('.known:not([hidden])').checkVisibility() && !document.querySelector('.lines').checkVisibility()`)
	do(t, tab, chromedp.NavigateBack())
	until(t, tab, `document.querySelector('.talk:not([hidden]) .lines').checkVisibility() && document.body.dataset.view === 'talk'`)
	do(t, tab, chromedp.NavigateBack())
	until(t, tab, `document.body.dataset.view === 'queue' && document.getElementById('queue').checkVisibility()`)
}

// TestForgottenWordsLeaveTheScreen: a person asked to be forgotten while their
// talk stood open at the desk.
func TestForgottenWordsLeaveTheScreen(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi, een geheim")
	s.person("c2", "Mo · rode das", chat.Normal, 2*time.Minute, "nog een geheim")
	s.person("c3", "gele uil", chat.Normal, 2*time.Minute)
	s.signedIn(t, tab, "Noor")
	openRow(t, tab, "c2")
	do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("Hoi Mo"))
	openRow(t, tab, "c1")
	until(t, tab, `document.body.textContent.includes('hoi, een geheim') && document.body.textContent.includes('nog een geheim')`)
	s.locked(func() {
		c1 := s.talks["c1"]
		c1.Over, c1.Name, c1.Lines, c1.Card, c1.Told = true, "blauwe vos", nil, nil, nil
		delete(s.talks, "c2")
	})
	until(t, tab, `document.querySelector('.talk:not([hidden]) .who').textContent === 'blauwe vos' && !document.body.textContent.includes('een geheim')`)
	openRow(t, tab, "c3")
	if got := read[string](t, tab, `[...document.querySelectorAll('textarea')].map(e => e.value).join('')`); got != "Hoi Mo" {
		t.Errorf("what the worker typed became %q", got)
	}
}
