package phone

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// site is telefoon on a loopback address, in a browser whose pages run no script.
type site struct {
	*rig
	url string
	tab context.Context
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{rig: &rig{memory: newMemory(), t: t, refused: map[string]int{}}}
	var routes http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { routes.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	s.url = server.URL
	var err error
	if s.a, err = New(s.config(server.URL, nil)); err != nil {
		t.Fatal(err)
	}
	routes = s.a.Routes(s.handle)
	s.circle()
	tab, closeTab := chromedp.NewContext(adaptertest.Chromium(t))
	t.Cleanup(closeTab)
	if err := chromedp.Do(tab, chromedp.EmulateViewport(390, 844)); err != nil {
		t.Fatalf("start chromium: %v", err)
	}
	s.tab = tab
	return s
}

func (s *site) do(steps ...chromedp.Action[chromedp.Void]) {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.tab, 60*time.Second)
	defer stop()
	for i, step := range steps {
		if err := chromedp.Do(ctx, step); err != nil {
			s.t.Fatalf("step %d: %v", i, err)
		}
	}
}

func read[T any](s *site, expression string) T {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.tab, 60*time.Second)
	defer stop()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		s.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

func (s *site) shoot(name string) {
	s.t.Helper()
	dir := os.Getenv("OMZIEN_SHOTS")
	if dir == "" {
		return
	}
	shot, err := chromedp.Run(s.tab, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), shot, 0o600)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// A phone in two hands, an old small one, a desk, and a phone enlarged: nothing
// sticks out, everything that is pressed is large enough, and every colour can be
// read.
func TestLooksWholeOnEveryPhone(t *testing.T) {
	s := newSite(t)
	list := s.callLink("anja")
	s.locked(func() {
		s.calls = []chat.CallItem{
			{ID: "q", Member: "m1", At: s.now, Step: checkin + roundID, Text: "Goedemorgen mevrouw De Wit. Is alles goed met u?"},
			{ID: "w", Member: "m1", At: s.now, Speaker: chat.Author{Role: chat.RoleWorker, Name: "Noor"}, Text: "De fysio komt morgen om tien uur."},
		}
	})
	s.Do(func(c *adaptertest.Circles) {
		c.Tokens["een-link-voor-de-dochter"] = chat.Author{Role: chat.RolePerson, ID: "els", Name: "Els (dochter)"}
		over := c.Alarms[0]
		over.ID, over.EndedAt, over.EndedBy = "een-melding-die-voorbij-is", at(10, 12), anja
		els := c.Alarms[0]
		els.ID = "een-link-voor-de-dochter"
		drill, check := c.Alarms[0], *c.Alarms[0].Check
		check.Drill, check.Member, check.Taken = true, "", anja
		check.Did = []chat.Moved{{To: chat.StandWith, At: at(10, 2), By: anja, How: "opgepakt"}, {To: chat.StandWith, At: at(10, 4), By: anja, How: "niet bereikt"}}
		drill.ID, drill.Check = "een-melding-om-te-oefenen", &check
		shared := *c.Alarms[1].Check
		shared.Done, shared.Did = []string{"m1"}, []chat.Moved{
			{To: chat.StandResolved, At: at(10, 0), By: anja, How: "bereikt", Member: "m1"}, {To: chat.StandWith, At: at(10, 1), By: anja, How: "gaat erheen", Member: "m2"},
		}
		c.Alarms[1].Check = &shared
		written := c.Alarms[0]
		written.ID, written.Cause, written.Alias = "wat-een-coordinator-schreef", chat.CauseUnread+":e1", "Piet de Boer"
		written.Why = "Piet de Boer schrijft in de chat voor meldingen: “Ik sta voor de deur. Niemand doet open.”"
		c.Alarms = append(c.Alarms, over, els, drill, written)
		c.Tokens[over.ID], c.Tokens[drill.ID], c.Tokens[written.ID] = anja, anja, anja
		c.Rounds[0].Occurrences[1].Move(chat.StandWell, at(9, 41), anja, "")
	})
	for _, look := range []struct {
		name          string
		width, height int64
	}{{"phone", 390, 844}, {"old", 320, 480}, {"desk", 1280, 800}, {"zoom400", 320, 200}} {
		s.locked(func() { s.now = s.now.Add(time.Minute) }) // so many pages are more than one client may ask for at once
		s.do(chromedp.EmulateViewport(look.width, look.height))
		for _, scheme := range []string{"light", "dark"} {
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
			if _, err := chromedp.Call(s.tab, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			for name, path := range map[string]string{
				"one": alarmLink(alarmOne), "many": alarmLink(alarmMany), "over": alarmLink("een-melding-die-voorbij-is"),
				"written": alarmLink("wat-een-coordinator-schreef"), "drill": alarmLink("een-melding-om-te-oefenen"), "contact": alarmLink("een-link-voor-de-dochter"), "calls": list, "gone": "/bel/" + strings.Repeat("x", 43),
			} {
				s.do(chromedp.Navigate(s.url + path))
				at := look.name + ", " + scheme + ", " + name
				if out := read[[]string](s, `[...document.querySelectorAll('body *')].filter(e => {
					const r = e.getBoundingClientRect();
					return r.width > 1 && (r.right > innerWidth + 1 || r.left < -1);
				}).map(e => e.tagName + '.' + e.className)`); len(out) > 0 {
					t.Errorf("%s: sticks out: %v", at, out)
				}
				if small := read[[]string](s, `[...document.querySelectorAll('button, a')].filter(e => e.getBoundingClientRect().height < 48).map(e => e.textContent)`); len(small) > 0 {
					t.Errorf("%s: too small to touch: %v", at, small)
				}
				if pale := read[[]string](s, pale); len(pale) > 0 {
					t.Errorf("%s: hard to read: %v", at, pale)
				}
				if size := read[float64](s, `Math.min(...[...document.querySelectorAll('p, li, button, a')].map(e => parseFloat(getComputedStyle(e).fontSize)))`); size < 18 {
					t.Errorf("%s: letters of %v px", at, size)
				}
				if look.name == "phone" || look.name == "desk" && scheme == "light" {
					s.shoot(fmt.Sprintf("telefoon-%s-%s-%s", name, look.name, scheme))
				}
			}
		}
	}
}

// pale lists texts whose contrast with what lies behind them is below 4.5.
const pale = `(() => {
	const numbers = c => c.match(/[\d.]+/g).map(Number);
	const light = c => { const [r, g, b] = numbers(c).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; const n = numbers(c); if (n.length < 4 || n[3] > 0) return c; } return 'rgb(255, 255, 255)'; };
	return [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).filter(e => {
		const a = light(getComputedStyle(e).color), b = light(behind(e));
		return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
	}).map(e => e.textContent.trim());
})()`

// A coordinator's morning, by hand: nothing of it needs a script.
func TestAnAlarmIsHandledWithoutAnyScript(t *testing.T) {
	s := newSite(t)
	if _, err := chromedp.Call(s.tab, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	s.do(chromedp.Navigate(s.url+alarmLink(alarmOne)), chromedp.Click(chromedp.CSS(`button[value="niet-bereikt"]`)),
		chromedp.WaitVisible(chromedp.CSS("#stand")))
	s.waitFor(1)
	got := s.heard()
	if len(got) != 1 || got[0].Kind != chat.Tried || got[0].Author != anja {
		t.Fatalf("heard %+v", got)
	}
	s.do(chromedp.Navigate(s.url+s.callLink("anja")), chromedp.Click(chromedp.CSS(`#bel2 button[value="goed"]`)), chromedp.WaitVisible(chromedp.CSS("#bel2")))
	s.waitFor(1)
	if got = s.heard(); len(got) != 1 || got[0].Kind != chat.CheckedIn || got[0].Ref != "m2" || got[0].Value != string(chat.StandWell) {
		t.Fatalf("heard %+v", got)
	}
}

// waitFor waits until so many presses came in.
func (s *site) waitFor(n int) {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.tab, 60*time.Second)
	defer stop()
	for ctx.Err() == nil {
		came := 0
		s.locked(func() { came = len(s.events) })
		if came >= n {
			return
		}
		if err := chromedp.Do(ctx, chromedp.WaitReady(chromedp.CSS("body"))); err != nil {
			break
		}
	}
	s.t.Fatal("the press never came")
}
