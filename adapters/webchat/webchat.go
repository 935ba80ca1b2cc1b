// Package webchat is the page on which a person talks with us in a browser.
//
// The page pulls: it shows what the record says, line by line, and reports how
// far it came. What the person sends is numbered by the page and sent again
// until we stored it; the same number is the same event, so nothing is lost and
// nothing is said twice. A visitor is known by a random token in a cookie, and
// by nothing else: no account, no name, no address that we keep.
package webchat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Name is the adapter's word in addresses.
const Name = "webchat"

// Config is what the page needs of elsewhere. Record, Sessions, Bell and
// PublicURL are required.
type Config struct {
	Record   adapters.Record
	Sessions adapters.Sessions
	Bell     adapters.Bell
	// Media gives what the bot shows. Nil: it is said in words.
	Media adapters.Media
	// Files are what the person and workers send to each other. Nil: nobody can send any.
	Files adapters.Files

	// Translate gives one of the page's Dutch texts in a language and form.
	// Nil: all texts stay Dutch.
	Translate func(lang, form, text string) string
	// Languages are the BCP 47 tags that the page speaks, the default first.
	// Empty: Dutch only.
	Languages []string
	// OwnName is what a language calls itself; who presses on it writes "taal" and
	// this name. Nil: its tag.
	OwnName func(tag string) string
	// Title is the organisation's name, as it stands above the talk.
	Title string

	// PublicURL is where people see the page: "https://chat.example.nl". With
	// https, cookies are Secure and browsers are told to stay on https.
	PublicURL string
	// ExitURL is where "Sluit deze website meteen" leads.
	// Empty: https://www.wikipedia.org/.
	ExitURL string
	// Proxies are the networks whose X-Forwarded-For is believed.
	Proxies []netip.Prefix

	Log   *slog.Logger        // nil: silent
	Now   func() time.Time    // nil: time.Now
	Count func(reason string) // counts refused requests by their reason's word; nil: nobody counts
}

// Adapter is the page. It implements adapters.Web.
type Adapter struct {
	Config
	origin string // of PublicURL
	secure bool   // PublicURL is https
	shell  shell
	cross  *http.CrossOriginProtection // refuses what another site's page sends

	newcomers *adapters.PerClient // new sessions
	guesses   *adapters.PerClient // return codes, by client
	allGuess  *adapters.Bucket    // ... and by everybody together
	streams   *counter            // open streams, by chat
	senders   *adapters.PerClient // files handed in
	signs     *adapters.PerClient // that a person types
	uploads   chan struct{}       // one for each file that is being handed in

	pace    pace
	closing chan struct{} // closed when Run ends: streams end then
	close   sync.Once
}

// pace is how often streams look and for how long they live.
type pace struct{ look, beat, life time.Duration }

var _ adapters.Web = (*Adapter)(nil)

// New makes the page. An error means that the configuration is not right.
func New(c Config) (*Adapter, error) {
	if c.Record == nil || c.Sessions == nil || c.Bell == nil {
		return nil, errors.New("webchat: Record, Sessions and Bell are required")
	}
	public, err := url.Parse(c.PublicURL)
	if err != nil || public.Host == "" || public.Scheme != "https" && public.Scheme != "http" {
		return nil, errors.New("webchat: the public URL must be like https://chat.example.nl")
	}
	if c.ExitURL == "" {
		c.ExitURL = "https://www.wikipedia.org/"
	}
	if exit, err := url.Parse(c.ExitURL); err != nil || exit.Scheme != "https" && exit.Scheme != "http" {
		return nil, errors.New("webchat: the exit URL must be like https://www.wikipedia.org/")
	}
	if c.Translate == nil {
		c.Translate = func(_, _, text string) string { return text }
	}
	if c.OwnName == nil {
		c.OwnName = func(tag string) string { return tag }
	}
	if len(c.Languages) == 0 {
		c.Languages = []string{"nl"}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Count == nil {
		c.Count = func(string) {}
	}
	shell, err := newShell()
	if err != nil {
		return nil, fmt.Errorf("read the page: %w", err)
	}
	a := &Adapter{
		Config:    c,
		origin:    strings.ToLower(public.Scheme + "://" + public.Host),
		secure:    public.Scheme == "https",
		shell:     shell,
		newcomers: adapters.NewPerClient(5),
		guesses:   adapters.NewPerClient(5),
		allGuess:  &adapters.Bucket{PerMinute: 60},
		streams:   newCounter(),
		senders:   adapters.NewPerClient(30),
		signs:     adapters.NewPerClient(signsPerMinute),
		uploads:   make(chan struct{}, mostUploads),
		pace:      pace{look: 2 * time.Second, beat: 15 * time.Second, life: 5 * time.Minute},
		closing:   make(chan struct{}),
		cross:     http.NewCrossOriginProtection(),
	}
	if err := a.cross.AddTrustedOrigin(a.origin); err != nil {
		return nil, fmt.Errorf("webchat: the public URL: %w", err)
	}
	a.cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.refuse(w, http.StatusForbidden, badOrigin)
	}))
	return a, nil
}

// editFor is how long what workers said can be changed on a page: for as long as
// it stands there.
const editFor = 100 * 365 * 24 * time.Hour

// Name is "webchat".
func (a *Adapter) Name() string { return Name }

// Limits: a page shows texts and buttons of any length and number, links, and what
// the bot shows. We cannot speak first to a page that is closed.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{Choices: 100, Files: a.Media != nil, Links: true, Pull: true, EditFor: editFor}
}

// Run waits until ctx ends and then ends the open streams. All events come in
// by Routes.
func (a *Adapter) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	a.close.Do(func() { close(a.closing) })
	return nil
}

// Routes serves the page at /, what the bot shows below /media/, and all else that
// it needs below /webchat/.
func (a *Adapter) Routes(handle adapters.Handler) http.Handler {
	in := intake{Adapter: a, handle: handle}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", a.servePage)
	mux.HandleFunc("GET /webchat/{file}", a.serveFile)
	mux.HandleFunc("GET /media/{sum}", a.reading(a.known(a.serveMedia)))
	mux.HandleFunc("GET /webchat/talk", a.reading(a.known(a.serveTalk)))
	mux.HandleFunc("GET /webchat/stream", a.reading(a.known(a.serveStream)))
	mux.HandleFunc("POST /webchat/session", a.openSession)
	mux.HandleFunc("POST /webchat/return", a.returnByCode)
	mux.HandleFunc("POST /webchat/remember", a.known(a.remember))
	mux.HandleFunc("POST /webchat/events", a.known(in.takeEvent))
	mux.HandleFunc("POST /webchat/files", a.known(in.takeFile))
	mux.HandleFunc("GET /webchat/files/{line}/{i}", a.reading(a.known(a.serveSent)))
	mux.HandleFunc("POST /webchat/seen", a.known(in.takeSeen))
	mux.HandleFunc("POST /webchat/typing", a.signing(a.known(in.takeTyping)))
	mux.HandleFunc("POST /webchat/leave", in.leave)
	return a.guard(mux)
}

// address is where the session's person is reached.
func address(s chat.Session) chat.Address { return chat.Address{Adapter: Name, Chat: s.Chat} }
