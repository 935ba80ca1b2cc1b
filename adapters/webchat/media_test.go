package webchat

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"omzien/adapters"
	"omzien/bot/chat"
)

// What the bot shows in these tests. The film is none that a browser can play, and
// what is gone has no content.
var (
	door   = chat.File{Kind: "photo", ID: chat.MediaID("d0"), Name: "deur-inloop.png", Size: 12612, About: "Een rode deur met een bel ernaast"}
	folder = chat.File{Kind: "document", ID: chat.MediaID("f0"), Name: "folder geld.pdf", Size: 1_234_567}
	film   = chat.File{Kind: "video", ID: chat.MediaID("f1"), Name: "route.mp4", Size: 4, About: "De weg van de bus naar de deur"}
	gone   = chat.File{Kind: "photo", ID: chat.MediaID("00"), Name: "weg.png", About: "De oude deur"}
	folio  = []byte("%PDF-1.7\n0123456789")
)

// theMedia has the door of the built-in playbook.
func theMedia(t testing.TB) adapters.Media {
	t.Helper()
	picture, err := os.ReadFile("../../flows/playbook/media/deur-inloop.png")
	if err != nil {
		t.Fatal(err)
	}
	return func(id string) (content []byte, name, mime string, ok bool) {
		switch id {
		case door.ID:
			return picture, door.Name, "image/png", true
		case folder.ID:
			return folio, folder.Name, "application/pdf", true
		case film.ID:
			return []byte("film"), film.Name, "video/mp4", true
		}
		return nil, "", "", false
	}
}

// TestS22_WhatTheBotShowsIsServedToPeopleOfThePageOnly: pictures and videos as
// such, documents to be kept, and nothing to who has no talk or comes from elsewhere.
func TestS22_WhatTheBotShowsIsServedToPeopleOfThePageOnly(t *testing.T) {
	h := newHouse()
	_, server := h.open(t, func(c *Config) { c.Media = theMedia(t) })
	person := visiting(t, server)
	tests := []struct {
		name, path  string
		client      *http.Client
		headers     []string
		status      int
		kind, saved string
		content     string
	}{
		{"a picture", "/media/d0", person, nil, 200, "image/png", "", "\x89PNG"},
		{"a document", "/media/f0", person, nil, 200, "application/pdf", `attachment; filename="folder geld.pdf"`, string(folio)},
		{"a piece of a video", "/media/f1", person, []string{"Range", "bytes=1-2"}, 206, "video/mp4", "", "il"},
		{"what is gone", "/media/00", person, nil, 404, "", "", ""},
		{"what never was", "/media/..%2fnumbers.yaml", person, nil, 404, "", "", ""},
		{"somebody without a talk", "/media/d0", browser(t), nil, 401, "", "", ""},
		{"another site's page", "/media/d0", person, []string{"Sec-Fetch-Site", "cross-site"}, 403, "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			answer := send(t, tt.client, http.MethodGet, server.URL+tt.path, "", tt.headers...)
			body, _ := io.ReadAll(answer.Body)
			checkHeaders(t, answer)
			if answer.StatusCode != tt.status || !bytes.HasPrefix(body, []byte(tt.content)) {
				t.Errorf("answered %d, %.20q", answer.StatusCode, body)
			}
			if tt.status < 300 && (answer.Header.Get("Content-Type") != tt.kind || answer.Header.Get("Content-Disposition") != tt.saved) {
				t.Errorf("as %q, %q", answer.Header.Get("Content-Type"), answer.Header.Get("Content-Disposition"))
			}
		})
	}
	if policy := send(t, person, http.MethodGet, server.URL+"/", "").Header.Get("Content-Security-Policy"); !strings.Contains(policy, "img-src 'self'; media-src 'self';") {
		t.Errorf("the policy is %q", policy)
	}
}

// TestALineCarriesWhatItShows: the bot's files by their address, a person's not at
// all, and words where nothing can be shown.
func TestALineCarriesWhatItShows(t *testing.T) {
	link := &chat.Link{Label: "De kaart", URL: "https://kaart.example.nl/"}
	tests := []struct {
		name  string
		media bool
		l     chat.Line
		want  string
	}{
		{"a picture and a link", true, chat.Line{Kind: chat.LineBot, Text: "Kijk", Files: []chat.File{door}, Link: link},
			`"text":"Kijk","at":0,"files":[{"kind":"photo","url":"/media/d0","name":"deur-inloop.png","size":12612,"about":"Een rode deur met een bel ernaast"}],"link":{"label":"De kaart","url":"https://kaart.example.nl/"}}`},
		{"no media here", false, chat.Line{Kind: chat.LineBot, Text: "Kijk", Files: []chat.File{door}, Link: link},
			`"text":"Kijk\n(foto: Een rode deur met een bel ernaast)","at":0,"link":{"label":"De kaart","url":"https://kaart.example.nl/"}}`},
		{"a file from elsewhere", true, chat.Line{Kind: chat.LineBot, Text: "Kijk", Files: []chat.File{{Kind: "photo", ID: "AgAC"}}}, `"text":"Kijk\n(foto)","at":0}`},
		{"a person's own", true, chat.Line{Kind: chat.LinePerson, Files: []chat.File{{Kind: "photo", ID: "AgAC"}}}, `"text":"","at":0}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := &Adapter{}
			if tt.media {
				a.Media = theMedia(t)
			}
			got, err := json.Marshal(a.shown(chat.ShownLine{Line: tt.l}, "web:"))
			if err != nil || !strings.HasSuffix(strings.ReplaceAll(string(got), `"at":-62135596800000`, `"at":0`), tt.want) {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestS22_WhatTheBotShowsStandsInTheTalk: in a real browser. A picture is as wide
// as its bubble at most and has words; a link opens another tab that knows nothing
// of us; what cannot be fetched is said in words; nobody else is asked; the way out
// is open.
func TestS22_WhatTheBotShowsStandsInTheTalk(t *testing.T) {
	s := newSite(t)
	b := openTab(t)
	var mu sync.Mutex
	var urls []string
	err := chromedp.Listen(b.ctx, func(ev any) {
		if sent, ok := ev.(*network.EventRequestWillBeSent); ok {
			mu.Lock()
			urls = append(urls, sent.Request.URL)
			mu.Unlock()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(b.ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	b.open(s.url() + "/before")
	b.leaves(`location.href = '/', true`)
	b.until(`document.querySelectorAll('.choices button').length === 2`)
	get[bool](b, `window.complaints = [], document.addEventListener('securitypolicyviolation', e => complaints.push(e.violatedDirective)), true`)
	hold := make(chan struct{}) // the film is on its way until then
	s.trouble(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/media/f1" {
			select {
			case <-hold:
			case <-r.Context().Done():
			}
		}
		return false
	}, func(*http.Request) bool { return false })
	s.say(t, chat.Line{Text: "Dit is onze deur.", Files: []chat.File{door}, Link: &chat.Link{Label: "Bekijk de kaart", URL: "https://kaart.example.nl/?a=1"}})
	s.say(t, chat.Line{Text: "Lees hier meer.", Files: []chat.File{folder}})
	s.say(t, chat.Line{Text: "Zo kom je er.", Files: []chat.File{film}})
	s.say(t, chat.Line{Text: "Zo was het.", Files: []chat.File{gone}})

	b.until(`document.querySelector('img.shown')?.naturalWidth === 960`)
	if alt := get[string](b, `document.querySelector('img.shown').alt`); alt != door.About {
		t.Errorf("who cannot see it reads %q", alt)
	}
	if !get[bool](b, `(() => { const i = document.querySelector('img.shown').getBoundingClientRect(); return i.width > 200 && i.right <= innerWidth && Math.abs(i.width / i.height - 1.5) < 0.02; })()`) {
		t.Error("the picture is too wide, or squeezed")
	}
	if got := get[string](b, `(a => [a.href, a.target, a.rel].join(' '))(document.querySelector('.linked'))`); got != "https://kaart.example.nl/?a=1 _blank noopener noreferrer" {
		t.Errorf("the link is %q", got)
	}
	if got := b.text(".linked"); !strings.HasPrefix(got, "Bekijk de kaart") || !strings.Contains(got, "opent in een nieuw tabblad") {
		t.Errorf("the link reads %q", got)
	}
	b.until(`document.querySelector('.said .file')`)
	if got := strings.Join(strings.Fields(b.text(".said .file")), " "); got != "↓ folder geld.pdf (1,2 MB)" {
		t.Errorf("the document reads %q", got)
	}
	b.until(`document.querySelector('video.shown')`)
	if !get[bool](b, `(v => v.controls && !v.autoplay && v.getAttribute('aria-label') === 'De weg van de bus naar de deur')(document.querySelector('video.shown'))`) {
		t.Error("the video plays by itself, has no controls or no words")
	}
	b.until(`document.body.innerText.includes('(De oude deur)')`)
	close(hold) // it turns out to be no film
	b.until(`!document.querySelector('video.shown') && document.body.innerText.includes('(De weg van de bus naar de deur)')`)
	if news := get[string](b, `document.getElementById('news').textContent`); !strings.Contains(news, door.About) || !strings.Contains(news, "Bekijk de kaart") {
		t.Errorf("a screen reader says %q", news)
	}
	if complaints := get[[]string](b, `complaints`); len(complaints) > 0 {
		t.Errorf("against our own policy: %q", complaints)
	}
	b.press("✕ Sluit deze website meteen")
	b.until(`location.pathname === '/neutral'`)
	mu.Lock()
	defer mu.Unlock()
	for _, u := range urls {
		if !strings.HasPrefix(u, s.url()+"/") && !strings.HasPrefix(u, "data:") { // the browser's own signs for a video
			t.Errorf("asked somebody else: %s", u)
		}
	}
}
