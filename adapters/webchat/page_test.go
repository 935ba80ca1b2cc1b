package webchat

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// begun opens the page and waits for the bot's first question.
func begun(t testing.TB, s *site) tab {
	t.Helper()
	b := openTab(t)
	b.open(s.url() + "/")
	b.until(`document.querySelectorAll('.choices button').length === 2`)
	return b
}

// texts are the bubbles on the page, from top to bottom.
func (b tab) texts() []string {
	b.Helper()
	return get[[]string](b, `[...document.querySelectorAll('.said .text')].map(e => e.innerText)`)
}

// said are the words that were stored.
func (s *site) said() (all []string) {
	for _, ev := range s.stored(chat.Said) {
		all = append(all, ev.Text)
	}
	return all
}

func TestR13_ThePageSendsUntilItIsStored(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	chance, mu := rand.New(rand.NewPCG(1, 13)), sync.Mutex{}
	lost := 0
	drop := func(r *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		if r.Method != http.MethodPost || chance.Float64() >= 0.3 {
			return false
		}
		lost++
		return true
	}
	s.trouble(func(_ http.ResponseWriter, r *http.Request) bool {
		if drop(r) {
			panic(http.ErrAbortHandler)
		}
		return false
	}, drop)
	var want []string
	for n := 1; n <= 30; n++ {
		want = append(want, fmt.Sprintf("woord %d", n))
		b.write(want[n-1])
		if n == 10 || n == 20 { // in the middle of it
			b.do(chromedp.Reload())
			b.until(`!document.getElementById('write').hidden`)
		}
		if n == 15 {
			s.kill()
			s.start()
		}
	}
	b.until(`document.querySelectorAll('#talk .said.person').length === 30 && !document.querySelector('#outbox .said')`)
	if got := s.said(); !slices.Equal(got, want) {
		t.Errorf("stored %q", got)
	}
	if got := b.texts(); !slices.Equal(got[2:], want) {
		t.Errorf("the page shows %q", got)
	}
	mu.Lock()
	defer mu.Unlock()
	t.Logf("%d requests or answers were lost", lost)
	if lost < 10 {
		t.Error("too few were lost to prove anything")
	}
}

func TestR13_WhatIsNotSentSaysSoAndIsSentLater(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	b.write("hallo")
	b.until(`document.querySelector('#talk .person .state')?.innerText.includes('verstuurd')`)
	get[bool](b, `(Math.random = () => 1e5) > 0`) // by itself the page tries again in hours: only the button is quicker
	s.kill()
	b.write("is er iemand")
	b.write("hallo?")
	b.until(`document.querySelectorAll('#outbox .said.unsent').length === 2`)
	if got := b.text("#outbox .said .state"); got != "! niet verstuurd" {
		t.Errorf("its state is %q", got)
	}
	b.until(`document.getElementById('notice').innerText.includes('0800-0113')`)
	s.start()
	b.press("Nog eens sturen")
	b.until(`document.querySelectorAll('#outbox .said').length === 2 && !document.querySelector('.unsent')`)
	get[bool](b, `delete Math.random, Math.random = () => 0.5, dispatchEvent(new Event('online'))`)
	b.until(`document.querySelectorAll('#talk .said.person').length === 3 && !document.querySelector('.unsent')`)
	b.until(`document.getElementById('notice').hidden`)
	if got := s.said(); !slices.Equal(got, []string{"hallo", "is er iemand", "hallo?"}) {
		t.Errorf("stored %q", got)
	}
	s.change(func(h *house) {
		for _, talk := range h.talks {
			talk.ReadByDesk = talk.Lines[len(talk.Lines)-1].N
		}
	})
	b.until(`[...document.querySelectorAll('.person .state')].every(e => e.innerText.includes('gelezen'))`)
}

func TestR13_ANetworkThatOnlyKeepsSilentIsToldToo(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	silent := make(chan struct{})
	s.trouble(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/webchat/events" {
			<-silent
		}
		return false
	}, nil)
	get[bool](b, `(() => { // the page is watched by itself: this machine may be slower than it is
		window.sending = false;
		new MutationObserver(() => { sending ||= document.querySelector('#outbox .said:not(.unsent)')?.innerText.includes('versturen'); })
			.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
		return true;
	})()`)
	b.write("hallo?")
	b.until(`sending`)
	b.until(`document.querySelector('#outbox .said.unsent')?.innerText.includes('niet verstuurd')`)
	close(silent)
	b.until(`document.querySelectorAll('#talk .said.person').length === 1 && !document.querySelector('.unsent')`)
	if got := s.said(); !slices.Equal(got, []string{"hallo?"}) {
		t.Errorf("stored %q", got)
	}
}

func TestR13_ATabThatWasDuplicatedLosesNothing(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	s.trouble(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/webchat/events" {
			w.WriteHeader(http.StatusServiceUnavailable)
			return true
		}
		return false
	}, nil)
	b.write("een")
	b.until(`document.querySelector('.unsent')`)
	copied := get[string](b, `JSON.stringify({...sessionStorage})`)
	twin := newTab(t, b.ctx)
	twin.open(s.url() + "/neutral")
	get[bool](twin, fmt.Sprintf(`Object.entries(JSON.parse(%q)).forEach(([k, v]) => sessionStorage.setItem(k, v)) ?? true`, copied))
	twin.open(s.url() + "/")
	twin.until(`document.querySelector('.unsent')`)
	twin.write("van de tweede")
	b.write("van de eerste")
	s.trouble(nil, nil)
	for _, one := range []tab{b, twin} {
		one.until(`document.querySelectorAll('#talk .said.person').length === 3`)
	}
	got := s.said()
	slices.Sort(got)
	if !slices.Equal(got, []string{"een", "van de eerste", "van de tweede"}) {
		t.Errorf("stored %q", got)
	}
}

func TestWordsOfAnEndedSessionBeginANewTalk(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	b.write("van eerder")
	b.until(`document.querySelectorAll('#talk .said.person').length === 1`)
	s.change(func(h *house) { clear(h.sessions) })
	b.write("en van nu")
	b.until(`document.body.innerText.includes('en van nu') && !document.body.innerText.includes('van eerder') && document.querySelectorAll('#talk .said.person').length === 1`)
	b.until(`document.getElementById('notice').innerText.includes('nieuw gesprek')`)
	events := s.stored(chat.Started, chat.Said)
	var kinds []chat.Kind
	for _, ev := range events {
		kinds = append(kinds, ev.Kind)
	}
	if !slices.Equal(kinds, []chat.Kind{chat.Started, chat.Said, chat.Started, chat.Said}) || events[1].From == events[3].From {
		t.Errorf("stored %v", kinds)
	}
}

func TestTheLongestWordsAreToldBeforeSending(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	b.do(chromedp.SetValue(chromedp.CSS("#words"), strings.Repeat("é", 8200)))
	b.press("Stuur")
	b.until(`document.getElementById('notice').innerText.includes('te lang')`)
	if got := get[int](b, `document.getElementById('words').value.length`); got != 8200 {
		t.Errorf("%d characters of the draft are left", got)
	}
	long := strings.Repeat("a", 10000)
	b.do(chromedp.SetValue(chromedp.CSS("#words"), long))
	b.press("Stuur")
	b.until(`document.querySelectorAll('#talk .said.person').length === 1`)
	if got := s.said(); len(got) != 1 || got[0] != long {
		t.Errorf("10,000 characters came as %d texts", len(got))
	}
	if got := s.refusals(); len(got) != 0 {
		t.Errorf("refused: %v", got)
	}
}

func TestAButtonThatWorksNoLongerSaysSo(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	s.change(func(h *house) {
		for _, talk := range h.talks {
			talk.Lines[1].Answered = "ja" // from another tab
		}
	})
	b.press("Nee")
	b.until(`document.getElementById('notice').innerText.includes('werkt niet meer') && !document.querySelector('#outbox .said')`)
	b.write("ja hoor")
	b.until(`document.querySelectorAll('#talk .said.person').length === 1`)
}

func TestATalkThatWasRoundedOffSaysSo(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	over := func(is bool) {
		s.change(func(h *house) {
			for _, talk := range h.talks {
				talk.Over = is
			}
		})
	}
	over(true)
	s.say(t, chat.Line{Text: "Tot de volgende keer."})
	b.until(`document.getElementById('notice').innerText.includes('afgerond')`)
	over(false)
	b.write("toch nog iets")
	b.until(`document.getElementById('notice').hidden`)
}

func TestTheDraftStaysOverAReload(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	b.do(chromedp.Focus(chromedp.CSS("#words")), chromedp.KeyEvent("nog niet af"), chromedp.Reload())
	b.until(`document.getElementById('words').value === 'nog niet af'`)
}

func TestNewWordsAreShownFromTheirBeginning(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	b.do(chromedp.EmulateViewport(390, 600))
	b.write("hoi")
	b.until(`document.querySelectorAll('#talk .said.person').length === 1`)
	s.say(t, chat.Line{Text: strings.Repeat("Een lang verhaal. ", 60)})
	b.until(`document.querySelectorAll('#talk .said').length === 4`)
	top := `document.querySelector('#talk').lastElementChild.getBoundingClientRect().top`
	b.until(top + ` > 0 && ` + top + ` < 200`)
	b.until(`!document.getElementById('newer').hidden`)
	if slices.ContainsFunc(s.stored(chat.Read), func(ev chat.Event) bool { return ev.Ref == fmt.Sprint(4*chat.LinesPerTurn) }) {
		t.Error("told as read, though half of it is below the screen")
	}
	b.press("Verder lezen ↓")
	b.until(top + ` < 0 && document.getElementById('newer').hidden`)
	var line string
	s.change(func(h *house) {
		for _, talk := range h.talks {
			line = fmt.Sprint(talk.Lines[len(talk.Lines)-1].N)
		}
	})
	isRead := func(ev chat.Event) bool { return ev.Ref == line }
	for !slices.ContainsFunc(s.stored(chat.Read), isRead) { // once all of it was on screen
		b.until(`fetch('/neutral').then(() => true)`)
	}
}

func TestWhatIsClearedGoesFromThePage(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	b.write("wis dit")
	b.until(`document.querySelectorAll('#talk .said').length === 3`)
	s.change(func(h *house) {
		h.bot = func(ev chat.Event) []chat.Line {
			if ev.Kind == chat.Chose { // "Ja, wis alles": this press, too
				talk := h.talks[ev.From.Chat]
				talk.Cleared = talk.Lines[len(talk.Lines)-1].N
			}
			return nil
		}
	})
	s.say(t, chat.Line{Text: "Zal ik alles wissen?", Choices: []chat.Choice{{Label: "Ja, wis alles", Value: "ja"}}})
	b.press("Ja, wis alles")
	b.until(`document.querySelectorAll('.said, #talk button, #talk .day').length === 0`)
	b.until(`document.getElementById('notice').innerText.includes('gewist')`)
	s.say(t, chat.Line{Text: "Je kunt hier altijd weer schrijven."})
	b.until(`document.querySelectorAll('#talk .said').length === 1`)
}

func TestComingBackByCodeAndRemembering(t *testing.T) {
	s := newSite(t)
	b := begun(t, s)
	b.write("ik kom terug")
	b.press("Meer")
	b.press("Bewaar mijn gesprek")
	b.until(`document.querySelectorAll('#talk .said.person').length === 2`)
	if got := s.said(); got[1] != "code" {
		t.Errorf("said %q", got)
	}
	s.change(func(h *house) { h.codes["appel-boom-fiets-water"] = h.events[0].From })
	other := begun(t, s)
	other.press("Meer")
	other.do(chromedp.Focus(chromedp.CSS("#code")), chromedp.KeyEvent("appel boom fiets vuur"))
	other.press("Ga verder")
	other.until(`document.getElementById('said').innerText.includes('past niet')`)
	other.do(chromedp.SetValue(chromedp.CSS("#code"), "Appel boom fiets water"))
	other.press("Ga verder")
	other.until(`document.getElementById('talk').innerText.includes('ik kom terug') && document.querySelectorAll('#talk .said').length === 4`)
	other.press("Meer")
	other.until(`(e => e.checkVisibility() && (e.click(), true))(document.getElementById('remember'))`)
	other.until(`document.getElementById('said').innerText.includes('30 dagen')`)
	other.do(chromedp.Reload())
	other.until(`document.getElementById('remember').checked && document.getElementById('talk').innerText.includes('ik kom terug')`)
}

func TestS22_ThePageAsksNobodyElseAndBreaksNoRuleOfItsOwn(t *testing.T) {
	s := newSite(t)
	b := openTab(t)
	var mu sync.Mutex
	var urls, complaints []string
	err := chromedp.Listen(b.ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		if sent, ok := ev.(*network.EventRequestWillBeSent); ok {
			urls = append(urls, sent.Request.URL)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	b.open(s.url() + "/?start=wijk")
	b.until(`document.querySelectorAll('.choices button').length === 2`)
	get[bool](b, `window.complaints = [], document.addEventListener('securitypolicyviolation', e => complaints.push(e.violatedDirective)), true`)
	b.press("Ja")
	b.write("hoi")
	b.until(`document.querySelectorAll('#talk .said.person').length === 2`)
	complaints = get[[]string](b, `complaints`)
	path := get[string](b, `location.pathname + location.search`)
	mu.Lock()
	defer mu.Unlock()
	if len(urls) < 6 {
		t.Errorf("only %d requests were seen", len(urls))
	}
	for _, u := range urls {
		if !strings.HasPrefix(u, s.url()+"/") {
			t.Errorf("asked somebody else: %s", u)
		}
	}
	if len(complaints) > 0 {
		t.Errorf("against our own policy: %q", complaints)
	}
	if ev := s.stored(chat.Started); len(ev) != 1 || ev[0].Text != "wijk" {
		t.Errorf("started: %+v", ev)
	}
	if path != "/" {
		t.Errorf("the address still says %s", path)
	}
}

// A device's clock may be wrong: how long ago something was said goes by the server's.
func TestThePageTellsTimeByTheServersClock(t *testing.T) {
	s := newSite(t)
	s.later(-72 * time.Hour)
	b := begun(t, s)
	times := `[...document.querySelectorAll('#talk .said time')].map(e => e.innerText)`
	b.until(times + `.every(t => t === 'net')`)
	b.write("hoi")
	b.until(`document.querySelectorAll('#talk .said.person').length === 1 && ` + times + `.every(t => t === 'net')`)
	s.later(24 * time.Hour)
	s.say(t, chat.Line{Text: "Ben je er nog?"})
	b.until(times + `.filter(t => t.startsWith('gisteren')).length > 1 && ` + times + `.at(-1) === 'net'`)
	b.until(`document.querySelector('#talk .day').innerText.toLowerCase() === 'gisteren'`)
}
