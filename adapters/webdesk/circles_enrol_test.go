package webdesk

import (
	"bytes"
	"context"
	"image/png"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	printing "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"rsc.io/qr"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

// book is the built-in playbook, whose circles people are enrolled in.
var book = func() *flows.Playbook {
	b, err := flows.Load(flows.BuiltIn())
	if err != nil {
		panic(err)
	}
	return b
}()

// ways are an organisation's: Telegram, telephone, and a page on which we cannot
// speak first.
var ways = []chat.Channel{
	{Name: "telegram", Label: "Telegram", First: true, Invites: true}, {Name: chat.AdapterPhone, Label: "telefoon", First: true}, {Name: "webchat", Label: "de website"},
}

// places decides about a member's place by the program's own rules; the caller holds
// the lock.
func (m *memory) places(ev chat.Event) (a chat.Answer) {
	m.circles.Do(func(c *adaptertest.Circles) {
		was := chat.Member{ID: ev.Subject.ID}
		i := slices.IndexFunc(c.Members, func(o chat.Member) bool { return o.ID == was.ID })
		if i >= 0 {
			was = c.Members[i]
		} else if was.ID == "" {
			was.ID = "nieuw-" + ev.ID
		}
		f := chat.Facts{Channels: ways}
		programme, circle := checkin.CircleOf(book, ev.Form)
		if ev.Form == nil {
			programme, circle = was.Programme, was.Circle
		}
		for _, o := range c.Members {
			if o.State != chat.MemberLeft && o.Programme == programme && o.Circle == circle {
				f.Circle = append(f.Circle, o)
			}
		}
		slices.SortStableFunc(f.Circle, func(a, b chat.Member) int { return int(a.Place - b.Place) })
		ev.At = m.now
		d := checkin.Place(book, was, f, ev)
		a = d.Answer
		switch {
		case d.Member == nil:
		case i >= 0:
			for _, changed := range append(d.Moved, *d.Member) {
				if at := slices.IndexFunc(c.Members, func(o chat.Member) bool { return o.ID == changed.ID }); at >= 0 {
					c.Members[at] = changed
				} else {
					c.Members = append(c.Members, changed)
				}
			}
			slices.SortStableFunc(c.Members, func(a, b chat.Member) int { return int(a.Place - b.Place) })
		default:
			c.Members = append(c.Members, *d.Member)
		}
	})
	return a
}

// invites makes an invitation as long as a real one.
func invites(_ context.Context, m chat.Member) (Invitation, error) {
	if strings.Contains(m.Name, "Onbereikbaar") {
		return Invitation{}, chat.ErrDown
	}
	return Invitation{
		Link: "https://t.me/welzijn_waterkant_bot?start=lid-AbCdEfGhIjKlMnOpQrStUvWx", Circle: "Belcirkel Noord", Form: "u", Rule: checkin.RuleOf(book, m, "", m.Changed),
	}, nil
}

// A worker enrols somebody: what is wrong stands at its field, also where that was
// folded away; then there is a card, with a name to be spoken to by and nothing else.
func TestS4_AWorkerEnrolsSomebody(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+"/desk/belcirkels"), chromedp.WaitVisible(chromedp.CSS("#part-members")))
	until(t, tab, loaded)
	pressOn(t, tab, `#part-members [data-do=enrol]`)
	until(t, tab, `document.querySelector('dialog.form h2')?.textContent === 'Iemand inschrijven'`)
	if n := read[int](t, tab, `[...document.querySelectorAll('dialog.form details')].filter(d => !d.open).length`); n != 5 {
		t.Errorf("%d parts are folded, want more numbers, telephone and three contacts", n)
	}
	fill := func(values map[string]string) {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			do(t, tab, chromedp.Focus(chromedp.CSS("#form-"+name)), chromedp.KeyEvent(values[name]))
		}
	}
	choose(t, tab, "kring", "belcirkel/noord")
	choose(t, tab, "kanaal", "webchat")
	fill(map[string]string{"aanspreeknaam": "mevrouw Boom", "naam": "Jannie Boom", "telefoon1": "012"})
	pressFound(t, tab, `[...document.querySelectorAll('dialog.form summary')].find(s => s.textContent === 'Naaste 1')`)
	fill(map[string]string{"naaste1telefoon": "06 23456789"})
	pressFound(t, tab, `[...document.querySelectorAll('dialog.form summary')].find(s => s.textContent === 'Naaste 1')`)
	until(t, tab, `!document.querySelector('#form-naaste1naam').closest('details').open`)
	pressButton(t, tab, "dialog.form", "Inschrijven")
	until(t, tab, `document.querySelector('#form-adres-wrong').textContent === 'Vul dit nog in.' && document.querySelector('#form-telefoon1-wrong').textContent.includes('06 12345678')`)
	until(t, tab, `document.querySelector('#form-naaste1naam').closest('details').open && document.querySelector('#form-naaste1naam-wrong').textContent.includes('naam van deze naaste')`)
	until(t, tab, `[...document.querySelectorAll('dialog.form .mistake')].some(m => m.textContent.includes('kunnen wij niet als eerste schrijven') && m.textContent.includes('Telegram'))`)
	if all := read[int](t, tab, `document.querySelectorAll('dialog.form .mistake:not(:empty)').length`); all != 5 {
		t.Errorf("%d mistakes are shown, want four and the line below", all)
	}
	if os.Getenv("OMZIEN_SHOTS") != "" {
		shoot(t, tab, filepath.Join(os.Getenv("OMZIEN_SHOTS"), "inschrijven-fout.png"))
	}
	fill(map[string]string{"adres": "Kade 3, Waterkant", "naaste1naam": "Els"})
	do(t, tab, chromedp.SetValue(chromedp.CSS("#form-telefoon1"), "06 12345678"))
	choose(t, tab, "kanaal", "telegram")
	pressButton(t, tab, "dialog.form", "Inschrijven")
	until(t, tab, `document.querySelector('h1')?.textContent === 'mevrouw Boom' && document.querySelector('#part-state').innerText.includes('nog niet geopend') && document.querySelector('.invite img')?.naturalWidth > 300`)
	until(t, tab, loaded)

	pressOn(t, tab, `[data-do=invite]`)
	until(t, tab, `document.querySelector('#part-invite .told')?.textContent.includes('De vorige kaart werkt niet meer')`)
	pressOn(t, tab, `[data-do=enrol]`)
	until(t, tab, `document.querySelector('dialog.form h2')?.textContent === 'Gegevens veranderen' && document.querySelector('#form-adres').value === 'Kade 3, Waterkant'`)
	until(t, tab, `document.querySelector('#form-naaste1naam').closest('details').open && !document.querySelector('#form-naaste2naam').closest('details').open`)
	do(t, tab, chromedp.SetValue(chromedp.CSS("#form-aanspreeknaam"), "mevrouw Boom-Jansen"))
	pressButton(t, tab, "dialog.form", "Bewaren")
	until(t, tab, `!document.querySelector('dialog.form') && document.querySelector('#part-known .told')?.textContent === 'Bewaard: mevrouw Boom-Jansen.'`)

	pressFound(t, tab, `document.querySelector('.invite a')`)
	until(t, tab, `document.querySelector('.card .for')?.textContent === 'Voor mevrouw Boom-Jansen' && document.querySelector('.card img').naturalWidth > 300`)
	card := read[string](t, tab, `document.querySelector('.card').innerText`)
	for _, words := range []string{"Uitnodiging van Stichting Dichtbij", "Belcirkel Noord", "8.30 uur", "10 uur", "het wijkteam", "stop", "112", "start=lid-"} {
		if !strings.Contains(card, words) {
			t.Errorf("the card says nothing of %q:\n%s", words, card)
		}
	}
	for _, words := range []string{"Jannie", "Kade", "12345678", "Els"} {
		if strings.Contains(card, words) {
			t.Errorf("the card says %q", words)
		}
	}

	do(t, tab, chromedp.Navigate(s.url+"/desk/belcirkels/deelnemers"), chromedp.WaitVisible(chromedp.CSS(".turns")))
	until(t, tab, loaded)
	pressFound(t, tab, `[...document.querySelectorAll('.turns a')].find(a => a.textContent === 'mevrouw Boom-Jansen')`)
	until(t, tab, `document.querySelector('h1')?.textContent === 'mevrouw Boom-Jansen' && document.readyState === 'complete'`)
	pressOn(t, tab, `[data-do=leaves]`)
	until(t, tab, `document.getElementById('leaves').open && document.getElementById('leaves-name').textContent === 'mevrouw Boom-Jansen'`)
	pressButton(t, tab, "#leaves", "Ja, stoppen")
	until(t, tab, `location.pathname === '/desk/belcirkels/deelnemers' && !document.body.innerText.includes('Boom') && document.body.innerText.includes('mevrouw De Wit')`)
	if left := s.kinds(chat.Leaves); len(left) != 1 || left[0].Author.Name != "Noor" {
		t.Errorf("she leaves by %+v", left)
	}
}

// In a keten the order is changed by keyboard or finger; elsewhere it does not count.
func TestEnrolled_TheOrderOfAKeten(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	s.circles.Do(func(c *adaptertest.Circles) {
		for i, name := range []string{"mevrouw Een", "meneer Twee", "mevrouw Drie"} {
			c.Members = append(c.Members, chat.Member{ID: name[len(name)-3:], Programme: "belketting", Circle: "haven", State: chat.MemberActive, Name: name, Place: int64(i + 1)})
		}
	})
	s.signedIn(t, tab, "Noor")
	do(t, tab, chromedp.Navigate(s.url+membersPage), chromedp.WaitVisible(chromedp.CSS("#circle-belketting-haven")))
	until(t, tab, loaded)
	if n := read[int](t, tab, `document.querySelectorAll('#circle-belcirkel-noord [data-do=order]').length`); n != 0 {
		t.Errorf("%d buttons where the order does not count", n)
	}
	order := func(want string) {
		t.Helper()
		until(t, tab, `[...document.querySelectorAll('#circle-belketting-haven .turns a')].map(a => a.textContent).join() === '`+want+`'`)
	}
	order("mevrouw Een,meneer Twee,mevrouw Drie")
	do(t, tab, chromedp.Focus(chromedp.CSS(`#member-rie [data-way=earlier]`)))
	press(t, tab, "")
	order("mevrouw Een,mevrouw Drie,meneer Twee")
	until(t, tab, `document.querySelector('#member-rie .told')?.textContent === 'mevrouw Drie staat nu op plaats 2.' && document.activeElement.matches('#member-rie [data-way=earlier]')`)
	press(t, tab, "")
	order("mevrouw Drie,mevrouw Een,meneer Twee")
	pressOn(t, tab, `#member-rie [data-way=later]`)
	order("mevrouw Een,mevrouw Drie,meneer Twee")
}

// The picture holds the link and nothing else, with white around it.
func TestS4_TheQRCodeHoldsTheLink(t *testing.T) {
	const link = "https://t.me/welzijn_waterkant_bot?start=lid-AbCdEfGhIjKlMnOpQrStUvWx"
	data, err := qrPicture(link)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	want, err := qr.Encode(link, qr.Q)
	if err != nil {
		t.Fatal(err)
	}
	side := picture.Bounds().Dx() / qrScale
	if side != want.Size+2*qrMargin {
		t.Fatalf("%d modules wide, want %d and white around them", side, want.Size)
	}
	for y := range side {
		for x := range side {
			r, _, _, _ := picture.At(x*qrScale+qrScale/2, y*qrScale+qrScale/2).RGBA()
			if black := r == 0; black != want.Black(x-qrMargin, y-qrMargin) {
				t.Fatalf("the module at %d, %d is black: %v", x, y, black)
			}
		}
	}
	if _, err := qrPicture(strings.Repeat("x", 4000)); err == nil {
		t.Error("a book fits into a QR code")
	}
}

// A card is for workers' eyes, and there is one only for whoever can still use it.
func TestLaw19_ACardIsForWorkersAlone(t *testing.T) {
	b, _, _ := circlesBench(t)
	open := chat.Member{ID: "m-open", Programme: "belcirkel", Circle: "noord", State: chat.MemberInvited, Name: "meneer Open", Channel: "telegram", Invite: 1}
	dead := open
	dead.ID, dead.Name = "m-dood", "meneer Onbereikbaar"
	b.circles.Do(func(c *adaptertest.Circles) { c.Members = append(c.Members, open, dead) })
	for path, want := range map[string][2]int{
		cardPage + "?id=m-open": {200, http.StatusSeeOther}, qrPage + "?id=m-open": {200, http.StatusUnauthorized},
		qrPage + "?id=" + wit: {http.StatusNotFound, http.StatusUnauthorized}, qrPage + "?id=m-dood": {http.StatusServiceUnavailable, http.StatusUnauthorized},
		"/desk/belcirkels/deelnemers": {200, http.StatusSeeOther},
	} {
		if w := b.ask("GET", path, nil); w.Code != want[0] {
			t.Errorf("%s gives a worker %d: %s", path, w.Code, w.Body)
		}
		if w := b.ask("GET", path, nil, stripped); w.Code != want[1] || strings.Contains(w.Body.String(), "lid-") {
			t.Errorf("%s gives a stranger %d: %s", path, w.Code, w.Body)
		}
	}
	for path, words := range map[string]string{
		cardPage + "?id=" + wit: "Er is geen uitnodiging die nog open staat.", cardPage: "Er is geen uitnodiging", cardPage + "?id=m-open&id=m-dood": "Telegram zegt niet hoe onze bot heet",
	} {
		if page := b.ask("GET", path, nil).Body.String(); !strings.Contains(page, words) || strings.Contains(page, `<article`) {
			t.Errorf("%s: %s", path, page)
		}
	}
	n := int64(100)
	for what, change := range map[string]func(*posted){
		"a form with a round":      func(p *posted) { p.Kind, p.Form, p.Round = chat.Enrolled, map[string]string{"naam": "x"}, "r" },
		"enrolled without a form":  func(p *posted) { p.Kind = chat.Enrolled },
		"an invitation for nobody": func(p *posted) { p.Kind, p.Value = chat.Enrolled, chat.EnrolInvite },
		"an invitation with a form": func(p *posted) {
			p.Kind, p.Value, p.Member, p.Form = chat.Enrolled, chat.EnrolInvite, wit, map[string]string{"naam": "x"}
		},
		"a trial of nothing": func(p *posted) { p.Kind, p.Value = chat.Enrolled, chat.EnrolTry },
		"nobody leaves":      func(p *posted) { p.Kind = chat.Leaves },
		"leaves, with words": func(p *posted) { p.Kind, p.Member, p.Text = chat.Leaves, wit, "weg" },
		"asked with a form":  func(p *posted) { p.Kind, p.Value, p.Form = chat.Asked, "enrolled", map[string]string{"naam": "x"} },
	} {
		n++
		if w := b.post("", n, func(p *posted) { p.Conversation = ""; change(p) }); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", what, w.Code, w.Body)
		}
	}
}

// TestLooksOfEnrolling: the list, the form and the cards on every width; what is printed
// has the size of its paper, and nothing of a card falls off it.
func TestLooksOfEnrolling(t *testing.T) {
	s, tab := newSite(t), browser(t)
	s.circle()
	long := chat.Member{
		ID: "m-lang", Programme: "belcirkel", Circle: "noord", State: chat.MemberInvited, Name: "mevrouw Van Hoogstraten-Wolvendijk tot Waterkant",
		Channel: "telegram", Invite: 1, Changed: s.clock(),
	}
	s.circles.Do(func(c *adaptertest.Circles) {
		c.Members = append(c.Members, long)
		for i, name := range []string{"mevrouw Boom", "meneer Ali", "mevrouw De Vries", "meneer Jansen"} {
			m := long
			m.ID, m.Name, m.Programme, m.Circle, m.Place = "m-kaart"+string(rune('0'+i)), name, "belketting", "haven", int64(i+1)
			c.Members = append(c.Members, m)
		}
	})
	s.signedIn(t, tab, "Noor")
	cards := cardPage + "?id=m-lang&programma=belketting&cirkel=haven"
	for name, path := range map[string]string{"deelnemers": "/desk/belcirkels/deelnemers", "uitgenodigd": "/desk/belcirkels/deelnemer?id=m-lang", "formulier": "/desk/belcirkels/deelnemers", "kaarten": cards} {
		for _, width := range []int64{1280, 390, 320} {
			do(t, tab, chromedp.EmulateViewport(width, 1400), chromedp.Navigate(s.url+path), chromedp.WaitVisible(chromedp.CSS("main")))
			until(t, tab, loaded)
			if name == "formulier" {
				pressOn(t, tab, `[data-do=enrol]`)
				do(t, tab, chromedp.WaitVisible(chromedp.CSS("dialog.form")))
				read[bool](t, tab, `document.querySelectorAll('details').forEach(d => { d.open = true; }) || true`)
			}
			if name != "kaarten" && read[bool](t, tab, `document.documentElement.scrollWidth > innerWidth + 1 || [...document.querySelectorAll('dialog[open] *')].some(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)`) {
				t.Errorf("%s, %d: sticks out at the side", name, width)
			}
			small := read[[]string](t, tab, `[...document.querySelectorAll('main button, main summary, .touch, header button, .turns a')].filter(b => b.checkVisibility() && b.getBoundingClientRect().height < 44).map(b => b.textContent)`)
			if len(small) > 0 {
				t.Errorf("%s, %d: too small to touch: %q", name, width, small)
			}
			for _, scheme := range []string{"light", "dark"} {
				media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
				if _, err := chromedp.Call(tab, emulation.SetEmulatedMedia, media); err != nil {
					t.Fatal(err)
				}
				if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
					shoot(t, tab, filepath.Join(dir, name+"-"+string(rune('a'+width/400))+"-"+scheme+".png"))
				}
			}
		}
	}

	do(t, tab, chromedp.EmulateViewport(1280, 1400), chromedp.Navigate(s.url+cards), chromedp.WaitVisible(chromedp.CSS(".card")))
	until(t, tab, loaded+` && [...document.images].every(i => i.naturalWidth > 300)`)
	if out := read[[]string](t, tab, `[...document.querySelectorAll('.card')].filter(c => [...c.querySelectorAll('section')].some(h => h.scrollHeight > h.clientHeight || h.scrollWidth > h.clientWidth || h.getBoundingClientRect().bottom > c.getBoundingClientRect().bottom + 1)).map(c => c.innerText)`); len(out) > 0 {
		t.Errorf("falls off the card: %q", out)
	}
	printed, err := chromedp.Call(tab, printing.PrintToPDF, printing.PrintToPDFParams{PreferCSSPageSize: new(true)})
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(printed.Data, []byte("/Type /Page\n")); n != 3 {
		t.Errorf("five cards are on %d sheets, want three", n)
	}
	if dir := os.Getenv("OMZIEN_SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "kaarten.pdf"), printed.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
