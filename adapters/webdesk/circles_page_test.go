package webdesk

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// loaded is that the page's script runs.
const loaded = `document.readyState === 'complete'`

// Row 21: an item about somebody to be rung leads to their name and number.
func TestRow21_TheItemLeadsToTheNumber(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	s.missed(chat.Alarm{
		ID: "e1/notice:stil:quiet:" + wit, Cause: chat.Notice("stil", "quiet:"+wit), About: chat.Subject{Kind: chat.SubjectConversation, ID: "c9"},
		Team: "wijkteam", Opened: s.clock(), Alias: "gele mus", Why: "Al 14 dagen of langer niets gehoord. Het gaat om groene vos.", Member: wit,
	})
	s.signedIn(t, tab, "Noor")
	until(t, tab, `[...document.querySelectorAll('.alarm')].some(a => a.innerText.includes('groene vos') && a.innerText.includes('Ik heb gekeken'))`)
	pressFound(t, tab, `[...document.querySelectorAll('.alarm a')].find(a => a.textContent === 'Naam en nummer')`)
	until(t, tab, `location.pathname === '/desk/belcirkels/deelnemer' && document.body.innerText.includes('mevrouw De Wit') && !!document.querySelector('a[href^="tel:"]')`)
}

// A morning in which one was not heard: who looks has the numbers, the key and the
// order of steps before them, says what they do by keyboard, and the page shows it
// without being asked, with what was open still open.
func TestStorySomebodyWasNotHeard(t *testing.T) {
	s, tab := newSite(t), browser(t)
	round, alarm := s.circle()
	s.circles.Do(func(c *adaptertest.Circles) {
		o := c.Rounds[0].Of(wit)
		o.Log = append(o.Log, chat.Moved{To: chat.StandNotWell, At: s.now, By: chat.Author{Role: chat.RoleWorker, Name: "Piet"}, How: "Viel gisteren."})
	})
	s.signedIn(t, tab, "Noor")
	pressFound(t, tab, `[...document.querySelectorAll('.alarm a')].find(a => a.textContent === 'Open melding')`)
	until(t, tab, `location.pathname === '/desk/belcirkels' && location.search.includes('melding=') && document.querySelectorAll('article.missed').length === 1 && document.readyState === 'complete'`)
	text := read[string](t, tab, `document.body.innerText`)
	for _, words := range []string{
		"Nog niet gehoord: mevrouw De Wit (Ria de Wit)", "belcirkel Noord · al 6 minuten", "Nog niemand heeft dit opgepakt.", "Gevraagd om 08:30", "Piet schreef op: Viel gisteren.", "030 123 45 67", "Geen antwoord? Bel ook",
		"Els de Wit (dochter)", "heeft een sleutel", "Ga niet alleen", "Dorpsstraat 1, Ons Dorp", "Let op: slechthorend", "dr. Jansen", "0900-8844", "112",
	} {
		if !strings.Contains(text, words) {
			t.Errorf("it does not say %q:\n%s", words, text)
		}
	}
	if to := read[string](t, tab, `document.querySelector('.steps .number').getAttribute('href')`); to != "tel:0301234567" {
		t.Errorf("the first number rings %q", to)
	}

	do(t, tab, chromedp.Focus(chromedp.CSS(`[data-do=taken]`)))
	press(t, tab, "\r")
	until(t, tab, `document.querySelector('.missed .state').textContent === 'Noor heeft dit opgepakt.' && document.getElementById('announce').textContent === 'Genoteerd: opgepakt.'`)
	until(t, tab, `document.querySelector('.missed .told')?.textContent === 'Genoteerd: opgepakt.'`)
	until(t, tab, `document.activeElement.matches('.missed button')`) // the keyboard is still there
	if ev := s.kinds(chat.Taken)[0]; ev.Subject != (chat.Subject{Kind: chat.SubjectAlarm, ID: alarm}) || ev.Author.Name != "Noor" {
		t.Errorf("the event is %+v", ev)
	}
	pressFound(t, tab, `document.querySelector('.past summary')`)
	until(t, tab, `document.querySelector('.past').open`)
	pressOn(t, tab, `[data-do=tried]`)
	until(t, tab, `[...document.querySelectorAll('.did li')].some(l => l.textContent.endsWith('Noor: niet bereikt')) && document.querySelector('.past').open`)

	// A colleague does something: it is shown without being asked for.
	s.locked(func() {
		k := *s.alarms[0].Check
		k.Did = append(k.Did, chat.Moved{At: s.now, By: chat.Author{Role: chat.RoleWorker, Name: "Piet"}, How: "gaat erheen"})
		s.alarms[0].Check = &k
		s.circles.Do(func(c *adaptertest.Circles) { c.Alarms = s.alarms })
	})
	until(t, tab, `[...document.querySelectorAll('.did li')].some(l => l.textContent.endsWith('Piet: gaat erheen'))`)

	// Reached ends it, and is asked once more.
	pressOn(t, tab, `[data-do=reached]`)
	until(t, tab, `document.getElementById('reached').open && document.getElementById('reached-name').textContent === 'mevrouw De Wit'`)
	press(t, tab, "\x1b")
	until(t, tab, `!document.getElementById('reached').open`)
	if n := len(s.kinds(chat.Reached)); n != 0 {
		t.Fatalf("%d times reached without a yes", n)
	}
	pressOn(t, tab, `[data-do=reached]`)
	until(t, tab, `document.getElementById('reached').open`)
	do(t, tab, chromedp.Focus(chromedp.CSS("#reached-how")), chromedp.KeyEvent("Ze was in de tuin."))
	pressButton(t, tab, "#reached", "Ja, bereikt")
	until(t, tab, `!document.querySelector('article.missed') && document.body.innerText.includes('Er staan geen meldingen open.')`)
	if ev := s.kinds(chat.Reached)[0]; ev.Subject.ID != alarm || ev.Text != "Ze was in de tuin." || ev.Ref != "" {
		t.Errorf("reached: %+v", ev)
	}

	do(t, tab, chromedp.Navigate(s.url+"/desk/belcirkels"), chromedp.WaitVisible(chromedp.CSS(".day")))
	until(t, tab, loaded)
	pressOn(t, tab, `[data-do=drills]`)
	until(t, tab, `document.getElementById('drill').open && document.getElementById('drill').innerText.includes('OEFENING') && document.getElementById('drill-name').textContent === 'Belcirkel Noord'`)
	pressButton(t, tab, "#drill", "Ja, begin de oefening")
	until(t, tab, `document.querySelector('.day .told')?.textContent === 'De oefening begint.'`)
	if ev := s.kinds(chat.Drills)[0]; ev.Subject != (chat.Subject{Kind: chat.SubjectRound, ID: round}) {
		t.Errorf("the drill: %+v", ev)
	}
}

// At a member's page a worker says that they spoke to her, for today, with a name and a
// note; and that she is away, with a day on which she is asked again.
func TestStoryOnBehalfAndAway(t *testing.T) {
	s, tab := newSite(t), browser(t)
	round, _ := s.circle()
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/belcirkels"), chromedp.WaitVisible(chromedp.CSS(".day")))
	until(t, tab, loaded)
	if order := read[string](t, tab, `document.querySelector('.turns li').innerText`); !strings.Contains(order, "mevrouw De Wit") || !strings.Contains(order, "nog niet gehoord") {
		t.Errorf("first stands %q", order)
	}
	if soft := read[string](t, tab, `document.querySelector('.softly').innerText`); !strings.Contains(soft, "Dit is geen melding.") || !strings.Contains(soft, "mevrouw De Wit") || !strings.Contains(soft, "3 keer pas antwoord") {
		t.Errorf("what is worth a look: %q", soft)
	}
	pressOn(t, tab, `.turns .alarmed a`)
	until(t, tab, `document.querySelector('h1')?.textContent === 'mevrouw De Wit' && !!document.querySelector('.heard') && document.readyState === 'complete'`)
	if alt := read[string](t, tab, `document.querySelector('svg.weeks').getAttribute('aria-label') === document.querySelector('.alt').textContent ? document.querySelector('.alt').textContent : ''`); !strings.Contains(alt, "1 keer moest iemand kijken") && !strings.Contains(alt, "2 keer moest iemand kijken") {
		t.Errorf("the picture says %q", alt)
	}
	if hint := read[string](t, tab, `document.querySelector('#part-weeks .strong')?.textContent ?? ''`); !strings.Contains(hint, "3 keer pas antwoord na een herinnering. Vraag eens hoe het gaat.") {
		t.Errorf("three reminders in a week: %q", hint)
	}
	do(t, tab, chromedp.SetValue(chromedp.CSS(`.heard input`), "buurvrouw Joke"), chromedp.Focus(chromedp.CSS(`.heard textarea`)), chromedp.KeyEvent("Ze sliep uit."))
	s.later(0) // the page hears of a change, and takes nothing from who types
	pressFound(t, tab, `[...document.querySelectorAll('.heard button')].find(b => b.textContent === 'Alles goed')`)
	until(t, tab, `!document.querySelector('.heard') && document.querySelector('#part-today .tally').textContent.startsWith('alles goed, om ') && document.querySelector('#part-today .tally').textContent.endsWith(', Noor')`)
	if today := read[string](t, tab, `document.querySelector('#part-today').innerText`); !strings.Contains(today, "Noor schreef op: Gesproken door buurvrouw Joke. Ze sliep uit.") {
		t.Errorf("her note: %q", today)
	}
	ev := s.kinds(chat.CheckedIn)[0]
	if ev.Subject.ID != round || ev.Ref != wit || ev.Value != string(chat.StandWell) || ev.Author.Name != "Noor" || ev.Text != "Gesproken door buurvrouw Joke. Ze sliep uit." {
		t.Errorf("on her behalf: %+v", ev)
	}

	_, last := pauseBounds(s.clock())
	do(t, tab, chromedp.SetValue(chromedp.CSS(`#until`), last))
	pressFound(t, tab, `[...document.querySelectorAll('.pause button')].find(b => b.textContent === 'Afmelden tot die dag')`)
	until(t, tab, `document.querySelector('#part-state').innerText.includes('Is afgemeld. We vragen weer vanaf ')`)
	pressFound(t, tab, `document.querySelector('[data-do=pauses]')`)
	until(t, tab, `document.querySelector('#part-state').innerText.includes('Doet mee.')`)
	pauses := s.kinds(chat.Pauses)
	if len(pauses) != 2 || pauses[0].Value != last || pauses[0].Subject != (chat.Subject{Kind: chat.SubjectMember, ID: wit}) || pauses[1].Value != "" {
		t.Errorf("away: %+v", pauses)
	}
	do(t, tab, chromedp.Navigate(s.url+"/desk/belcirkels/deelnemer?id=niemand"), chromedp.WaitVisible(chromedp.CSS("h1")))
	until(t, tab, `document.querySelector('h1').textContent === 'Deze deelnemer is er niet meer'`)
}

// What was typed stays while the page hears of changes, and the page says so when it
// cannot be read any more.
func TestThePageOfCirclesTakesNothingAway(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/belcirkels/deelnemer?id="+wit), chromedp.WaitVisible(chromedp.CSS(".heard")))
	until(t, tab, loaded)
	do(t, tab, chromedp.Focus(chromedp.CSS(`.heard textarea`)), chromedp.KeyEvent("half getypt"))
	s.locked(func() {
		s.circles.Do(func(c *adaptertest.Circles) { c.Members[0].Full = "Ria de Wit-Jansen" })
	})
	until(t, tab, `document.querySelector('#part-state').innerText.includes('Wit-Jansen')`)
	if got := read[string](t, tab, `document.querySelector('.heard textarea').value`); got != "half getypt" {
		t.Errorf("what was typed became %q", got)
	}
	s.down.Store(true)
	s.locked(func() {})
	until(t, tab, `!document.getElementById('banner').hidden && document.getElementById('banner').textContent.includes('De verbinding is weg')`)
	s.down.Store(false)
	until(t, tab, `document.getElementById('banner').hidden`)
}

// Where the line breaks and the page can be read, there is nothing to worry about.
func TestThePageOfCirclesReadsBeforeItWorries(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/belcirkels/deelnemer?id="+wit), chromedp.WaitVisible(chromedp.CSS(".heard")))
	until(t, tab, loaded)
	// The stream begins with the queue, and the page is read once for that.
	reads := `performance.getEntriesByType('resource').filter(e => e.initiatorType === 'xmlhttprequest').length`
	until(t, tab, reads+" > 0")
	before := read[int](t, tab, `worried = 0, new MutationObserver(() => { worried += banner.hidden ? 0 : 1 }).observe(banner, {attributes: true}), `+reads)
	s.hangUp()
	until(t, tab, fmt.Sprint(reads, " > ", before))
	if read[int](t, tab, `worried`) != 0 || !read[bool](t, tab, `banner.hidden`) {
		t.Error("it said that the line is gone")
	}
}

// TestLooksOfCircles: both pages on every width, light and dark.
func TestLooksOfCircles(t *testing.T) {
	s, tab := newSite(t), browser(t)
	round, alarm := s.circle()
	s.missed(chat.Alarm{
		ID: "oefening", Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectRound, ID: round}, Urgency: chat.Urgent, Opened: s.clock(), Alias: "oefening",
		Check: &chat.Check{Round: round, Label: "belcirkel Noord", Drill: true},
	})
	many := chat.AlarmID(round, chat.CauseMany)
	s.missed(chat.Alarm{
		ID: many, Cause: chat.CauseMany, About: chat.Subject{Kind: chat.SubjectRound, ID: round}, Urgency: chat.Danger, Opened: s.clock(),
		Check: &chat.Check{Round: round, Label: "belcirkel Noord", Members: []string{"m0", "m1", "m2"}, Done: []string{"m1"}},
	})
	s.missed(roosterAlarm(s.clock()))
	s.signedIn(t, tab, "Noor")
	for page, path := range map[string]string{"belcirkels": "/desk/belcirkels", "deelnemer": "/desk/belcirkels/deelnemer?id=" + wit, "melding": alarmPage(alarm), "dagstart-cirkels": "/desk/dagstart?team=wijkteam"} {
		do(t, tab, chromedp.Navigate(s.url+path), chromedp.WaitVisible(chromedp.CSS("h1")))
		read[bool](t, tab, `document.querySelectorAll('details').forEach(d => { d.open = true; }) || true`)
		for _, look := range []struct {
			name          string
			width, height int64
		}{{"wide", 1280, 3600}, {"phone", 390, 4600}, {"zoom400", 320, 400}} {
			do(t, tab, chromedp.EmulateViewport(look.width, look.height))
			out := read[[]string](t, tab, `[...document.querySelectorAll('body, main *')].filter(e => e.checkVisibility() && !e.closest('svg, dialog, .hidden') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className)`)
			if len(out) > 0 || read[bool](t, tab, `document.documentElement.scrollWidth > innerWidth + 1`) {
				t.Errorf("%s, %s: sticks out at the side: %v", page, look.name, out)
			}
			small := read[[]string](t, tab, `[...document.querySelectorAll('main button, main summary, main input, main .number, .turns a')].filter(b => b.checkVisibility() && b.getBoundingClientRect().height < 44).map(b => b.textContent)`)
			if len(small) > 0 {
				t.Errorf("%s, %s: too small to touch: %q", page, look.name, small)
			}
			for _, scheme := range []string{"light", "dark"} {
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
				if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
					shoot(t, tab, filepath.Join(dir, page+"-"+look.name+"-"+scheme+".png"))
				}
			}
		}
	}
}

// A drill can be held on a day on which a circle with members asks nobody.
func TestADrillCanBeHeldOnARestingDay(t *testing.T) {
	b, _, _ := circlesBench(t)
	round := chat.RoundID("belketting", "haven", dayOf(b.clock()), "")
	button := `data-do="drills" data-round="` + round + `"`
	if page := b.ask("GET", "/desk/belcirkels", nil).Body.String(); strings.Contains(page, button) {
		t.Error("it can be held with nobody in the circle")
	}
	b.circles.Do(func(c *adaptertest.Circles) {
		c.Members = append(c.Members, chat.Member{ID: "h1", Programme: "belketting", Circle: "haven", State: chat.MemberActive, Name: "meneer Haan"})
	})
	page := b.ask("GET", "/desk/belcirkels", nil).Body.String()
	if !strings.Contains(page, button) || !strings.Contains(page, restingWords) {
		t.Errorf("it cannot be held:\n%s", page)
	}
}
