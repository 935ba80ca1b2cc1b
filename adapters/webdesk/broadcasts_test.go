package webdesk

import (
	"fmt"
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
	"omzien/bot/checkin"
)

// vlogs is a list that people chose.
var vlogs = adapters.Programme{
	Name: "vlogs", Label: "de vlogs van het jongerenwerk", Team: "jongerenwerk", News: true, Window: "15:00 tot 20:00",
	Circles: []adapters.ProgrammeCircle{{Name: "vlogs", Label: "de vlogs van het jongerenwerk"}},
}

// writes decides about a broadcast by the program's own rules; the caller holds the lock.
func (m *memory) writes(ev chat.Event) (a chat.Answer, ok bool) {
	m.circles.Do(func(c *adaptertest.Circles) {
		ev.At = m.now
		switch ev.Kind {
		case chat.Broadcasts:
			members := slices.DeleteFunc(slices.Clone(c.Members), func(m chat.Member) bool { return m.Programme+"/"+m.Circle != ev.Form[chat.BroadcastTo] })
			d := checkin.Broadcast(book, chat.Facts{Circle: members}, ev)
			if a, ok = d.Answer, true; d.Round != nil {
				c.Rounds = append(c.Rounds, *d.Round)
			}
		case chat.BroadcastEnds:
			for i, r := range c.Rounds {
				if r.ID == ev.Subject.ID {
					d := checkin.Step(book, r, chat.Facts{}, ev)
					a, ok, c.Rounds[i] = d.Answer, true, *d.Round
				}
			}
		}
	})
	return a, ok
}

// listens puts people on the list.
func (m *memory) listens(many int) {
	m.circles.Do(func(c *adaptertest.Circles) {
		for i := range many {
			c.Members = append(c.Members, chat.Member{
				ID: fmt.Sprintf("v%d", i), Programme: "vlogs", Circle: "vlogs", State: chat.MemberActive, Name: fmt.Sprint("GEHEIM", i), Initials: fmt.Sprint("blauwe vos ", i),
				Address: chat.Address{Adapter: "telegram", Chat: fmt.Sprint(i)},
			})
		}
	})
}

// A worker writes to a list in two presses: first it is shown as people see it, and to
// how many it goes. It is stopped with one. The page names nobody.
func TestStoryAWorkerWritesToAList(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · rode egel", chat.Normal, time.Minute, "hoi")
	s.listens(14)
	s.signedIn(t, tab, "Noor")
	pressFound(t, tab, `[...document.querySelectorAll('.tools a')].find(a => a.textContent === 'Berichten')`)
	until(t, tab, `location.pathname === '/desk/berichten' && document.readyState === 'complete' && !!document.getElementById('write')`)
	if text := read[string](t, tab, `document.querySelector('#lijst option').textContent`); text != "De vlogs van het jongerenwerk · 14 mensen · 15:00 tot 20:00" {
		t.Errorf("the list is %q", text)
	}
	pressOn(t, tab, "#look")
	until(t, tab, `document.getElementById('tekst-wrong').textContent === 'Vul dit nog in.' && document.activeElement.id === 'titel'`)
	do(t, tab,
		chromedp.SetValue(chromedp.CSS("#titel"), "Vlog over slapen"), chromedp.SetValue(chromedp.CSS("#tekst"), "Nieuwe vlog! <b>Kijk</b>\nWat doe jij?"),
		chromedp.SetValue(chromedp.CSS("#link"), "https://film.example.nl/1"))
	pressOn(t, tab, "#look")
	until(t, tab, `document.getElementById('linktekst-wrong').textContent !== '' && document.getElementById('tekst-wrong').textContent === ''`)
	do(t, tab, chromedp.SetValue(chromedp.CSS("#linktekst"), "Bekijk de vlog"))
	pressOn(t, tab, "#look")
	until(t, tab, `document.getElementById('preview').open && document.getElementById('preview-to').textContent.startsWith('Dit gaat naar 14 mensen, ')`)
	if shown := read[string](t, tab, `document.querySelector('.bubble').innerText`); !strings.Contains(shown, "Nieuwe vlog! <b>Kijk</b>\nWat doe jij?") || !strings.Contains(shown, "Bekijk de vlog") || !strings.Contains(shown, "Geen berichten meer") {
		t.Errorf("the preview is %q", shown)
	}
	if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
		shoot(t, tab, filepath.Join(dir, "berichten-voorbeeld.png"))
	}
	press(t, tab, "\x1b")
	until(t, tab, `!document.getElementById('preview').open && document.getElementById('look').ariaDisabled !== 'true' && document.getElementById('tekst').value !== ''`)
	sent := func() int {
		return len(slices.DeleteFunc(s.kinds(chat.Broadcasts), func(e chat.Event) bool { return e.Value != "" }))
	}
	if sent() != 0 {
		t.Fatal("it went out without the second press")
	}
	pressOn(t, tab, "#look")
	until(t, tab, `document.getElementById('preview').open`)
	s.locked(func() { s.lost = 1 }) // the answer to the press is lost: it is brought again, and is one broadcast
	pressButton(t, tab, "#preview", "Versturen")
	until(t, tab, `document.querySelectorAll('.sent').length === 1 && document.getElementById('tekst').value === '' || document.querySelectorAll('.sent').length > 1`)
	if n := sent(); n != 1 {
		t.Errorf("%d broadcasts", n)
	}
	text := read[string](t, tab, `document.querySelector('.sent').innerText`)
	for _, words := range []string{"Vlog over slapen", "De vlogs van het jongerenwerk · Noor, ", "14 mensen krijgen het nog"} {
		if !strings.Contains(text, words) {
			t.Errorf("it does not say %q:\n%s", words, text)
		}
	}
	if all := read[string](t, tab, `document.documentElement.outerHTML`); strings.Contains(all, "GEHEIM") || strings.Contains(all, "blauwe vos") {
		t.Error("somebody is named")
	}
	pressOn(t, tab, "[data-do=broadcast_ends]")
	until(t, tab, `document.querySelector('.sent .state').textContent.startsWith('Tegengehouden door Noor om ') && !document.querySelector('[data-do=broadcast_ends]')`)
	until(t, tab, `document.querySelector('.sent').innerText.includes('14 mensen krijgen het niet')`)
}

// What became of a broadcast stands there in numbers.
func TestABroadcastIsShownInNumbers(t *testing.T) {
	now := time.Date(2026, 11, 24, 16, 0, 0, 0, chat.Amsterdam)
	one := func(stand chat.Stand, change func(*chat.Occurrence)) chat.Occurrence {
		o := chat.Occurrence{At: now.Add(-time.Hour), Until: now.Add(4 * time.Hour), Stand: stand, Log: []chat.Moved{{At: now.Add(-2 * time.Hour)}}}
		if change != nil {
			change(&o)
		}
		return o
	}
	sent := func(o *chat.Occurrence) { o.SentAt = now }
	why := func(how string) func(*chat.Occurrence) {
		return func(o *chat.Occurrence) { o.Log = append(o.Log, chat.Moved{How: how}) }
	}
	r := chat.Round{Broadcast: &chat.Broadcast{Title: "T", Text: "a", By: chat.Author{Name: "Noor"}}, Occurrences: []chat.Occurrence{
		one(chat.StandAsked, sent), one(chat.StandSilent, sent), one(chat.StandAsked, func(o *chat.Occurrence) { o.SentAt, o.Heard = now, now }),
		one(chat.StandPlanned, nil), one(chat.StandAsked, nil),
		one(chat.StandDropped, why(chat.BroadcastBusy)), one(chat.StandDropped, why(chat.BroadcastLeft)), one(chat.StandDropped, why(chat.Unreachable)), one(chat.StandDropped, why("fault")),
	}}
	v := broadcastOf(r, "De lijst", now)
	want := "3 mensen kregen het|1 persoon schreef terug|1 bericht is onderweg|1 persoon krijgt het nog|1 persoon had de hele tijd een ander gesprek|1 persoon wilde geen berichten meer|2 mensen niet bereikt"
	if got := strings.Join(v.Parts, "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if v.Stand != "Wordt nu verstuurd. Dat kan tot 20:00" || !v.Stops || v.By != "Noor, dinsdag 24 november 14:00" {
		t.Errorf("%+v", v)
	}
}

// A page that sends anything else than a form to a list is refused, and so is whoever
// looks after a circle alone.
func TestBroadcastsTakesOnlyWhatThePageSends(t *testing.T) {
	b, round, _ := circlesBench(t)
	form := map[string]string{chat.BroadcastTitle: "a"}
	b.answers([]request{
		{"without a form", chat.Broadcasts, func(p *posted) { p.Conversation = "" }, http.StatusBadRequest},
		{"of a round", chat.Broadcasts, func(p *posted) { p.Conversation, p.Form, p.Round = "", form, round }, http.StatusBadRequest},
		{"another value", chat.Broadcasts, func(p *posted) { p.Conversation, p.Form, p.Value = "", form, "now" }, http.StatusBadRequest},
		{"of a talk", chat.Broadcasts, func(p *posted) { p.Form = form }, http.StatusBadRequest},
		{"a long field", chat.Broadcasts, func(p *posted) {
			p.Conversation, p.Form = "", map[string]string{"tekst": strings.Repeat("a", longestField+1)}
		}, http.StatusBadRequest},
		{"stops nothing", chat.BroadcastEnds, func(p *posted) { p.Conversation = "" }, http.StatusBadRequest},
		{"stops with words", chat.BroadcastEnds, func(p *posted) { p.Conversation, p.Round, p.Text = "", round, "x" }, http.StatusBadRequest},
		{"a form", chat.Broadcasts, func(p *posted) { p.Conversation, p.Form = "", form }, http.StatusOK},
	})
	if w := b.ask("GET", "/desk/berichten", nil, stripped); w.Code != http.StatusSeeOther {
		t.Errorf("whoever is not signed in gets %d", w.Code)
	}
}

// Looked at by hand: OMZIEN_SHOTS names a folder.
func TestLooksOfBroadcasts(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · rode egel", chat.Normal, time.Minute, "hoi")
	s.listens(14)
	s.circles.Do(func(c *adaptertest.Circles) {
		for i, title := range []string{"Vlog over slapen", "Film van het plein"} {
			ev := chat.Event{ID: title, Kind: chat.Broadcasts, Author: chat.Author{Role: chat.RoleWorker, ID: "n", Name: "Noor"}, At: s.now.AddDate(0, 0, -2*i), Form: map[string]string{
				chat.BroadcastTo: "vlogs/vlogs", chat.BroadcastTitle: title, chat.BroadcastText: "Nieuwe vlog! Noor vertelt wat helpt als je niet kunt slapen.\nWat doe jij dan?", chat.BroadcastURL: "https://film.example.nl/een-heel-lang-adres-dat-ergens-moet-breken-omdat-het-niet-past", chat.BroadcastLabel: "Bekijk de vlog",
			}}
			r := *checkin.Broadcast(book, chat.Facts{Circle: c.Members}, ev).Round
			for j := range r.Occurrences {
				if o := &r.Occurrences[j]; i == 1 && j > 1 {
					o.Stand, o.SentAt = chat.StandAsked, o.At
					if j > 10 {
						o.Heard = o.At
					}
				}
			}
			c.Rounds = append(c.Rounds, r)
		}
	})
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/berichten"), chromedp.WaitVisible(chromedp.CSS("h1")))
	read[bool](t, tab, `document.querySelectorAll('details').forEach(d => { d.open = true; }) || true`)
	looksWhole(t, tab, "berichten", screen{"wide", 1280, 1500}, screen{"phone", 390, 1800}, screen{"zoom400", 320, 400})
}
