package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/png"
	"io"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"rsc.io/qr"

	"omzien/adapters/slack/slacktest"
	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
	"omzien/flows"
	"omzien/storage/storagetest"
)

// circleDay is a day with a circle: residents on Telegram, coordinators with a phone
// whose browser opens what they got, a mail server, a worker at both desks.
type circleDay struct {
	*day
	post             *office
	slackNoor        *slacktest.Worker
	noor             *tab // at the web desk
	anja, onPiet     *tab // on their phones
	desk             string
	riet, bos, fatma *telegramtest.Person
	piet             *telegramtest.Person // a coordinator's own chat
	scanning         map[string]string    // by the name on the card, what its QR code holds
}

// coordinatorsDay begins on Monday at two. On Wednesdays nobody is on duty for the
// circle Noord.
func coordinatorsDay(t *testing.T, base *storagetest.Base) *circleDay {
	t.Helper()
	in := browser(t)
	c := &circleDay{post: newOffice(t)}
	book := bookWith(t)
	file := filepath.Join(book, "programmes.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const rooster = "        ma-vr: [anja, piet]\n        za-zo:"
	if !strings.Contains(string(text), rooster) {
		t.Fatal("programmes.yaml has another rooster")
	}
	text = []byte(strings.Replace(string(text), rooster, "        ma-di: [anja, piet]\n        do-vr: [anja, piet]\n        za-zo:", 1))
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	c.day = dayOn(t, base, time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam), book, "SMTP_URL="+c.post.url, "ALARM_EMAIL="+alarmAddress)
	c.slackNoor, c.desk = c.day.noor, c.programs[0].base+"/desk"
	c.riet, c.bos, c.fatma, c.piet = c.telegram.Person(samsID+1), c.telegram.Person(samsID+2), c.telegram.Person(samsID+3), c.telegram.Person(samsID+4)
	c.noor, c.anja, c.onPiet = newTab(t, in, "noor", 1280, 900), newTab(t, in, "anja", 390, 844), newTab(t, in, "piet", 390, 844)
	c.signsIn()
	return c
}

// signsIn brings Noor to the web desk. Who was away for long signs in anew.
func (c *circleDay) signsIn() {
	c.t.Helper()
	(&onWeb{day: c.day}).signsIn(c.noor, "Noor")
}

// shows opens a page of the desk that says this.
func (c *circleDay) shows(path, words string) {
	c.t.Helper()
	c.signsIn()
	c.noor.goes(c.desk + path)
	c.noor.reads(words)
}

// enrols fills in the form as Noor does, and sends it.
func (c *circleDay) enrols(values map[string]string) {
	c.t.Helper()
	c.noor.goes(c.desk + "/belcirkels/deelnemers")
	c.noor.presses("Iemand inschrijven")
	c.noor.reads("Hoe spreken we de deelnemer aan?")
	filled, err := json.Marshal(values)
	if err != nil {
		c.t.Fatal(err)
	}
	c.noor.eval("filled in the form", fmt.Sprintf(`
		const form = document.querySelector('dialog.form form');
		for (const [name, value] of Object.entries(%s)) {
			const box = [...form.querySelectorAll('input[type=radio]')].find(x => x.name === 'form-' + name && x.value === value);
			if (box) { box.click(); continue; }
			const field = form.querySelector('#form-' + name);
			field.value = value;
			field.dispatchEvent(new Event('input', {bubbles: true}));
		}
		return true;`, filled))
	c.noor.presses("Inschrijven")
	if values["kanaal"] == "telefoon" { // they read nothing themselves
		c.noor.reads("Lees dit eerst voor")
		c.pictures(c.noor, "1-read-out")
		c.noor.presses("Ja, opslaan")
	}
	c.noor.eval("was on the page of who is enrolled", fmt.Sprintf(`return location.pathname.endsWith('/deelnemer') && document.querySelector('h1')?.innerText === %q`, values["aanspreeknaam"]))
}

// scanned is what a phone's camera gives to Telegram of the card with this name, as it
// lies printed before the browser: the link's payload.
func (c *circleDay) scanned(name string) string {
	c.t.Helper()
	type card struct{ Name, Link, Image string }
	if c.scanning == nil {
		c.scanning = map[string]string{}
		cards, err := chromedp.Run(c.noor.ctx, chromedp.Evaluate[[]card](`[...document.querySelectorAll('.card')].map(x => ({
			Name: x.querySelector('.for').innerText, Link: x.querySelector('.typed').innerText,
			Image: (i => { const c = document.createElement('canvas'); c.width = i.naturalWidth; c.height = i.naturalHeight; c.getContext('2d').drawImage(i, 0, 0); return c.toDataURL(); })(x.querySelector('img'))}))`))
		if err != nil {
			c.t.Fatal(err)
		}
		for _, one := range cards {
			c.holds(one.Image, one.Link)
			_, c.scanning[strings.TrimPrefix(one.Name, "Voor ")], _ = strings.Cut(one.Link, "?start=")
		}
	}
	token := c.scanning[name]
	if token == "" {
		c.t.Fatalf("there is no card for %s, of %d", name, len(c.scanning))
	}
	return token
}

// holds compares a QR code on the page, dot by dot, with that of the link.
func (c *circleDay) holds(picture, link string) {
	c.t.Helper()
	const head = "data:image/png;base64,"
	data, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(picture, head))
	if err != nil {
		c.t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		c.t.Fatal(err)
	}
	want, err := qr.Encode(link, qr.Q)
	if err != nil {
		c.t.Fatal(err)
	}
	wide, margin := img.Bounds().Dx(), 4
	dots := want.Size + 2*margin
	for y := range dots {
		for x := range dots {
			r, _, _, _ := img.At((2*x+1)*wide/(2*dots), (2*y+1)*wide/(2*dots)).RGBA()
			if (r == 0) != want.Black(x-margin, y-margin) {
				c.t.Fatalf("the QR code does not hold %s", link)
			}
		}
	}
}

// given is the payload of a link that Noor makes for a coordinator.
func (c *circleDay) given(key, way string) string {
	c.t.Helper()
	c.noor.eval("made a link", fmt.Sprintf(`const b = document.querySelector('[data-do=keeper][data-key=%s][data-way=%s]'); b?.click(); return !!b`, key, way))
	c.noor.eval("has a link", `return /\?start=/.test(document.body.innerText + [...document.querySelectorAll('input')].map(i => i.value).join(' '))`)
	text, err := chromedp.Run(c.noor.ctx, chromedp.Evaluate[string](`document.body.innerText + ' ' + [...document.querySelectorAll('input')].map(i => i.value).join(' ')`))
	if err != nil {
		c.t.Fatal(err)
	}
	c.noor.shot("3-link")
	return regexp.MustCompile(`\?start=(\S+)`).FindStringSubmatch(text)[1]
}

// letters are all mails so far: to whom, and what they say.
func (c *circleDay) letters() []string {
	c.t.Helper()
	var all []string
	for _, raw := range c.post.taken() {
		m, err := mail.ReadMessage(strings.NewReader(raw))
		if err != nil {
			c.t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			c.t.Fatal(err)
		}
		all = append(all, m.Header.Get("To")+"\n"+strings.ReplaceAll(string(body), "\r\n", "\n"))
	}
	return all
}

// letter waits for a mail to a coordinator that says this, and gives the link in it;
// empty where it has none.
func (c *circleDay) letter(key, words string) (link string) {
	c.t.Helper()
	found := ""
	c.programs[0].until("a letter to "+key+": "+words, func() bool {
		for _, l := range c.letters() {
			if to, text, _ := strings.Cut(l, "\n"); strings.Contains(to, key+"@") && strings.Contains(text, words) {
				found = text
			}
		}
		return found != ""
	})
	if at := strings.LastIndex(found, c.programs[0].base); at >= 0 {
		return strings.Fields(found[at:])[0]
	}
	return ""
}

// linkOf is the newest link to an alarm's page that a coordinator can press.
func (c *circleDay) linkOf(who *telegramtest.Person) string {
	c.t.Helper()
	for _, s := range slices.Backward(who.Screen()) {
		for _, link := range s.Links {
			if strings.HasPrefix(link, c.programs[0].base+chat.AlarmPage) {
				return link
			}
		}
	}
	c.t.Fatalf("there is no link:\n%s", screenOf(who))
	return ""
}

// seesTimes waits until this person reads the words so often.
func (c *circleDay) seesTimes(who *telegramtest.Person, words string, n int) {
	c.t.Helper()
	c.programs[0].until(fmt.Sprintf("%q stands there %d times", words, n), func() bool { return strings.Count(screenOf(who), words) == n })
}

// pictures keeps how a page looks, light and dark, where OMZIEN_SCREENSHOTS names a
// folder.
func (c *circleDay) pictures(who *tab, name string) {
	c.t.Helper()
	dir := os.Getenv("OMZIEN_SCREENSHOTS")
	if dir == "" {
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		look := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
		if _, err := chromedp.Call(who.ctx, emulation.SetEmulatedMedia, look); err != nil {
			c.t.Fatal(err)
		}
		shot, err := chromedp.Run(who.ctx, chromedp.FullScreenshot(100))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(c.t.Name(), "/", "-")+"-"+name+"-"+scheme+".png"), shot, 0o600)
		}
		if err != nil {
			c.t.Logf("screenshot: %v", err)
		}
	}
}
