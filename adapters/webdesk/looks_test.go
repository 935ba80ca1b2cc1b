package webdesk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// crowd fills a desk as on a busy evening, with made-up people.
func crowd(s *site) {
	s.person("c01", "Sam · blauwe vos", chat.Danger, 6*time.Minute, "Ik durf niet naar huis vanavond.", "Hij is boos.")
	s.person("c02", "rode egel", chat.Urgent, 41*time.Minute, "Kan iemand mij bellen?")
	s.person("c03", "Mo · gele uil", chat.Normal, 12*time.Minute, "Hoi, ik heb een vraag over schulden.")
	s.person("c04", "zwarte otter", chat.Normal, 3*time.Minute, "hallo?")
	s.person("c05", "mevrouw De Wit · witte zwaan", chat.Quiet, 26*time.Hour, "De lift is weer stuk.")
	s.person("c06", "Lena · gestreepte schildpad", chat.Normal, 90*time.Minute, "dag")
	s.person("c07", "groene haas", chat.Urgent, 22*time.Minute, "Ik ben er weer.")
	s.person("c08", "Yusuf · paarse ijsvogel", chat.Normal, 15*time.Minute, "selam")
	s.person("c09", "bruine bever", chat.Normal, 2*time.Minute, "…")
	s.person("c10", "gouden nachtegaal", chat.Normal, 30*time.Second, "hoi hoi")
	s.person("c11", "oranje krab", chat.Quiet, 9*time.Minute, "test")
	s.person("c12", "Iris · lila libel", chat.Normal, 4*time.Hour, "Dank je wel voor gisteren.")
	s.locked(func() {
		for _, id := range []string{"c09", "c10", "c11"} {
			s.talks[id].State, s.talks[id].Unread = chat.NoHandoff, 0
		}
		s.talks["c08"].Lang, s.talks["c08"].Adapter = "tr", "telegram"
		s.talks["c05"].Team = "wijkteam"
		s.talks["c12"].State, s.talks["c12"].Worker = chat.Talking, chat.Author{Role: chat.RoleWorker, ID: "piet", Name: "Piet"}
		s.talks["c11"].Alarms = 1
		s.alarms = []chat.Alarm{
			{ID: "a1", Cause: chat.CauseCrisis, About: chat.Subject{Kind: chat.SubjectConversation, ID: "c01"}, Urgency: chat.Danger,
				Team: "jongerenwerk", Opened: s.now.Add(-6 * time.Minute), Alias: "blauwe vos", Why: "schreef: nood", Repeated: 1},
			{ID: "a2", Cause: chat.CauseUnread, About: chat.Subject{Kind: chat.SubjectConversation, ID: "c11"}, Urgency: chat.Quiet,
				Team: "jongerenwerk", Opened: s.now.Add(-9 * time.Minute), Alias: "oranje krab"},
		}
		t := s.talks["c01"]
		t.Card = []chat.CardFact{{Label: "Waar gaat het over", Text: "Thuis"}, {Label: "Hoe we je noemen", Text: "Sam"}, {Label: "Kon vrij praten", Text: "Ja"}}
		t.Told = []chat.Told{{Text: "Ik durf niet naar huis vanavond."}, {Label: "Wil je er al iets over vertellen?", Text: "Hij is weer boos en mijn moeder is weg tot zondag. Ik zit nu bij de bushalte."}}
	})
}

// longTalk gives the first conversation a talk of many lines, taken up by this worker.
func longTalk(s *site, worker chat.Author) {
	s.locked(func() {
		t := s.talks["c01"]
		t.State, t.Worker, t.Since = chat.Talking, worker, s.now.Add(-4*time.Minute)
		t.Lines = nil
		at := s.now
		s.now = at.Add(-25 * time.Hour)
		s.add(t, chat.LinePerson, chat.Author{Role: chat.RolePerson}, "Hoi")
		n := s.add(t, chat.LineBot, chat.Program, "Kun je nu vrij praten?")
		t.Lines[len(t.Lines)-1].Choices = []chat.Choice{{Label: "Ja", Value: "ja"}, {Label: "Nee", Value: "nee"}}
		t.Lines[len(t.Lines)-1].Answered = "ja"
		_ = n
		for i := range 12 {
			s.now = at.Add(time.Duration(i-20) * time.Minute)
			s.add(t, chat.LinePerson, chat.Author{Role: chat.RolePerson}, "Soms weet ik niet zo goed hoe ik het moet zeggen.")
			s.add(t, chat.LineBot, chat.Program, "Dank je dat je dit vertelt.")
		}
		s.now = at.Add(-4 * time.Minute)
		s.add(t, chat.LineMark, chat.Program, worker.Name+" pakt op")
		s.add(t, chat.LineWorker, worker, "Hoi Sam, ik ben Noor. Wat goed dat je schrijft. Ben je nu op een plek waar het rustig is?")
		t.Lines[len(t.Lines)-1].State, t.Lines[len(t.Lines)-1].ReadAt = chat.Sent, s.now
		s.add(t, chat.LinePerson, chat.Author{Role: chat.RolePerson}, "Ik durf niet naar huis vanavond.\nHij is weer boos en mijn moeder is weg tot zondag. Ik zit nu bij de bushalte.")
		s.add(t, chat.LineNote, chat.Author{Role: chat.RoleWorker, ID: "piet", Name: "Piet"}, "Ik ken Sam van de inloop. Bel me als je wilt overleggen.")
		s.add(t, chat.LineWorker, worker, "Dank je dat je dit vertelt. Ik blijf hier.")
		t.Lines[len(t.Lines)-1].State = chat.Sent
		s.add(t, chat.LineWorker, worker, "Zullen we samen kijken waar je vannacht kunt slapen?")
		t.Lines[len(t.Lines)-1].State = chat.Dead
		s.now = at
		t.Unread = 1
	})
}

// TestLooksWholeOnEveryWidth draws the page full of people: nothing sticks out
// at the side, on a desk, a phone, and a desk enlarged four times; what is
// touched is large enough. OMZIEN_SHOTS=folder keeps the pictures.
func TestLooksWholeOnEveryWidth(t *testing.T) {
	s, tab := newSite(t), browser(t)
	crowd(s)
	s.signedIn(t, tab, "Noor")
	var me chat.Author
	s.mu.Lock()
	for _, session := range s.sessions {
		if session.Kind == kindDesk {
			me = chat.Author{Role: chat.RoleWorker, ID: session.ID, Name: session.Name}
		}
	}
	s.mu.Unlock()
	openRow(t, tab, "c01")
	if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
		shoot(t, tab, filepath.Join(dir, "wide-unclaimed.png"))
	}
	longTalk(s, me)
	until(t, tab, `document.querySelector('.composer').dataset.mode === 'answer' && !!document.querySelector('.talk .lines .failed')`)
	do(t, tab, chromedp.Focus(composer+" textarea.answer"), chromedp.KeyEvent("Ik bel zo met de opvang, goed?"))
	for _, look := range []struct {
		name          string
		width, height int64
		touch         bool
	}{{"wide", 1280, 800, false}, {"middle", 1000, 700, false}, {"phone", 390, 844, true}, {"zoom400", 320, 200, false}} {
		options := []chromedp.EmulateViewportOption{}
		if look.touch {
			options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
		}
		do(t, tab, chromedp.EmulateViewport(look.width, look.height, options...))
		for _, scheme := range []string{"light", "dark"} {
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
			if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			for _, part := range []string{"queue", "talk", "note", "known"} {
				if part == "note" {
					pressButton(t, tab, composer, "Notitie")
				} else {
					read[bool](t, tab, fmt.Sprintf(`(document.body.dataset.view = %q, true)`, part))
				}
				out := read[[]string](t, tab, `[...document.querySelectorAll('body, body *')].filter(e => {
					const r = e.getBoundingClientRect();
					const scrolls = e.matches('body, .scroll, .below, .warned, #known, .composer, .head') && e.scrollWidth > e.clientWidth + 1;
					return e.checkVisibility() && r.width > 1 && (scrolls || r.right > innerWidth + 1 || r.left < -1) && !e.closest('.skip');
				}).map(e => e.tagName + '.' + e.className)`)
				if len(out) > 0 {
					t.Errorf("%s, %s: sticks out at the side: %s", look.name, part, strings.Join(out, ", "))
				}
				if look.touch {
					small := read[[]string](t, tab, `[...document.querySelectorAll('button, input, textarea')].filter(e =>
						e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.textContent || e.id)`)
					if len(small) > 0 {
						t.Errorf("%s, %s: too small to touch: %q", look.name, part, small)
					}
				}
				if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
					shoot(t, tab, filepath.Join(dir, look.name+"-"+part+"-"+scheme+".png"))
				}
				if part == "note" {
					pressButton(t, tab, composer, "Antwoord")
				}
			}
		}
	}
}

// What stands behind Meer is whole, and can all be reached, also where many
// colleagues are there and the screen is small.
func TestLooksMoreIsWithinTheScreen(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	for i := range 20 {
		s.there(fmt.Sprint("w", i), fmt.Sprintf("Collega %c", 'A'+i))
	}
	s.taken(t, tab, "c1")
	for _, size := range [][2]int64{{390, 844}, {1280, 600}} {
		do(t, tab, chromedp.EmulateViewport(size[0], size[1]))
		pressOn(t, tab, ".talk:not([hidden]) .more summary")
		until(t, tab, `document.querySelectorAll('.talk:not([hidden]) .more li').length > 20`)
		out := read[string](t, tab, `(() => {
			const last = [...document.querySelectorAll('.talk:not([hidden]) .more button')].at(-1);
			last.focus();
			const menu = document.querySelector('.talk:not([hidden]) .more ul').getBoundingClientRect(), r = last.getBoundingClientRect();
			const whole = menu.left >= 0 && menu.right <= innerWidth && menu.bottom <= innerHeight && r.top >= menu.top && r.bottom <= menu.bottom + 1;
			return whole ? '' : JSON.stringify([menu, r, innerWidth, innerHeight]);
		})()`)
		if out != "" {
			t.Errorf("%d wide: %s", size[0], out)
		}
		if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
			shoot(t, tab, filepath.Join(dir, fmt.Sprintf("more-%d.png", size[0])))
		}
		pressOn(t, tab, ".talk:not([hidden]) .more summary")
		until(t, tab, `!document.querySelector('.talk:not([hidden]) .more').open`)
	}
}

func shoot(t *testing.T, tab context.Context, name string) {
	t.Helper()
	shot, err := chromedp.Run(tab, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, shot, 0o600); err != nil {
		t.Fatal(err)
	}
}

// screen is a width on which a page is looked at; names are in the pictures of it.
type screen struct {
	name          string
	width, height int64
}

// looksWhole draws the page on each screen, light and dark: nothing sticks out at the
// side, and what is to be pressed is large enough. OMZIEN_SHOTS names a folder for the
// pictures.
func looksWhole(t *testing.T, tab context.Context, name string, screens ...screen) {
	t.Helper()
	for _, look := range screens {
		do(t, tab, chromedp.EmulateViewport(look.width, look.height))
		out := read[[]string](t, tab, `[...document.querySelectorAll('body, main *')].filter(e => e.checkVisibility() && !e.closest('dialog, .hidden, svg') && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className)`)
		if len(out) > 0 || read[bool](t, tab, `document.documentElement.scrollWidth > innerWidth + 1`) {
			t.Errorf("%s: sticks out at the side: %v", look.name, out)
		}
		if small := read[[]string](t, tab, `[...document.querySelectorAll('main button, main summary, main input:not([type=hidden]), main select')].filter(b => b.checkVisibility() && b.getBoundingClientRect().height < 44).map(b => b.id || b.textContent)`); len(small) > 0 {
			t.Errorf("%s: too small to touch: %q", look.name, small)
		}
		for _, scheme := range []string{"light", "dark"} {
			media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
			if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, media); err != nil {
				t.Fatal(err)
			}
			if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
				read[bool](t, tab, `(scrollTo(0, 0), true)`)
				shoot(t, tab, filepath.Join(dir, name+"-"+look.name+"-"+scheme+".png"))
			}
		}
	}
}
