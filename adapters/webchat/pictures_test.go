package webchat

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// TestPictures takes pictures of the page for people to look at, into the folder
// that OMZIEN_PICTURES names.
func TestPictures(t *testing.T) {
	dir := os.Getenv("OMZIEN_PICTURES")
	if dir == "" {
		t.Skip("OMZIEN_PICTURES names no folder for pictures")
	}
	for _, scheme := range []string{"light", "dark"} {
		h := newHouse()
		h.bot = exampleBot
		_, server := h.open(t, func(c *Config) { c.Media = theMedia(t) })
		b := openTab(t)
		b.prefer(scheme)
		shoot := func(name string) {
			t.Helper()
			png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("chat-%s-%s.png", name, scheme)), png, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		b.open(server.URL)
		b.until(`document.querySelectorAll('.choices button').length === 2`)
		shoot("1-begin")
		b.press("Ja")
		b.until(`document.querySelectorAll('.choices button').length === 5`)
		shoot("2-menu")
		b.write("Thuis is het niet fijn. Mijn vader schreeuwt elke avond, en ik durf er met niemand over te praten.")
		h.change(func(h *house) { h.now = h.now.Add(-20 * time.Minute) })
		h.say(t, chat.Line{Kind: chat.LineWorker, Author: chat.Author{Name: "Noor"}, Text: "Hoi Sam, ik ben Noor. Wat naar om te lezen. Fijn dat je het vertelt.\nIs het nu rustig bij jou?"})
		b.until(`document.querySelectorAll('.said.worker').length === 1`)
		h.change(func(h *house) {
			for _, talk := range h.talks {
				talk.ReadByDesk = talk.Lines[len(talk.Lines)-2].N
			}
		})
		b.until(`document.body.innerText.includes('gelezen')`)
		h.change(func(h *house) { h.wrong = func(int) error { return chat.ErrDown } })
		b.write("ja nu wel")
		b.until(`document.querySelector('.said.unsent')`)
		shoot("3-unsent")
		h.change(func(h *house) { h.wrong = func(int) error { return nil } })
		b.until(`!document.querySelector('.said.unsent')`)
		h.say(t, chat.Line{Text: "Dit is onze deur. Je hoeft geen afspraak te maken.", Files: []chat.File{door}, Link: &chat.Link{Label: "Bekijk de kaart", URL: "https://kaart.example.nl/"}})
		b.until(`document.querySelector('img.shown')?.naturalWidth > 0`)
		get[bool](b, `(scrollTo(0, document.body.scrollHeight), true)`)
		shoot("8-picture")
		h.say(t, chat.Line{Text: "Hier staat alles nog eens op papier.", Files: []chat.File{folder}})
		h.say(t, chat.Line{Text: "En zo kom je er.", Files: []chat.File{film}})
		b.until(`document.querySelector('.said .file') && [...document.querySelectorAll('.said .hint')].length === 1`)
		get[bool](b, `(scrollTo(0, document.body.scrollHeight), true)`)
		shoot("9-document")
		b.press("Meer")
		shoot("4-more")
		b.press("Meer")
		b.do(chromedp.EmulateViewport(1280, 800))
		b.until(`innerWidth === 1280`)
		shoot("5-desk")
		b.do(chromedp.EmulateViewport(320, 200, chromedp.EmulateScale(4)))
		b.until(`innerWidth === 320`)
		shoot("6-zoom")
		b.press("Meer")
		shoot("7-zoom-more")
		if scheme == "light" {
			t.Log(strings.TrimSpace(b.text("main")))
		}
	}
}
