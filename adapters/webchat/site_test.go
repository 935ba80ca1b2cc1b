package webchat

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"omzien/adapters/adaptertest/ports"
	"omzien/bot/chat"
)

// site is the page as a server on one address that can be killed and started
// again, with a neutral page beside it.
type site struct {
	testing.TB
	*house
	addr string

	mu     sync.Mutex
	server *http.Server
	stop   context.CancelFunc
	before func(http.ResponseWriter, *http.Request) bool // true: goes no further
	after  func(*http.Request) bool                      // true: the answer is lost
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{TB: t, house: newHouse()}
	s.bot = exampleBot
	s.start()
	t.Cleanup(s.kill)
	return s
}

func (s *site) url() string { return "http://" + s.addr }

// start serves; after kill, on the same address.
func (s *site) start() {
	s.Helper()
	listener := ports.Listen(s, s.addr)
	s.addr = listener.Addr().String()
	a, err := New(Config{
		Record: s, Sessions: s, Bell: s, Title: "Jongerenwerk De Brug", PublicURL: s.url(), ExitURL: s.url() + "/neutral",
		Now: s.clock, Count: s.count, Languages: []string{"nl", "en"}, Media: theMedia(s.TB),
	})
	if err != nil {
		s.Fatal(err)
	}
	page := a.Routes(s.handle)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /neutral", func(w http.ResponseWriter, r *http.Request) { s.pass(plainPage("Het weer"), w, r) })
	mux.HandleFunc("GET /before", plainPage("Ervoor"))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.pass(page, w, r) })
	ctx, stop := context.WithCancel(context.Background())
	s.mu.Lock()
	s.server, s.stop = &http.Server{Handler: mux}, stop
	server := s.server
	s.mu.Unlock()
	go a.Run(ctx, s.handle)
	go server.Serve(listener)
}

// kill cuts all connections at once.
func (s *site) kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
	s.server.Close()
}

// trouble sets what goes wrong on the way there and on the way back.
func (s *site) trouble(before func(http.ResponseWriter, *http.Request) bool, after func(*http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before, s.after = before, after
}

func (s *site) pass(page http.Handler, w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	before, after := s.before, s.after
	s.mu.Unlock()
	if before != nil && before(w, r) {
		return
	}
	if after != nil && after(r) {
		page.ServeHTTP(&mute{header: http.Header{}}, r)
		panic(http.ErrAbortHandler) // cuts the connection
	}
	page.ServeHTTP(w, r)
}

func plainPage(title string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<!doctype html><title>" + title + "</title><link rel=icon href='data:,'><h1>" + title + "</h1>"))
	}
}

// mute is an answer that nobody hears.
type mute struct{ header http.Header }

func (m *mute) Header() http.Header         { return m.header }
func (m *mute) Write(b []byte) (int, error) { return len(b), nil }
func (m *mute) WriteHeader(int)             {}

// exampleBot is a bot with two questions, much as in the built-in playbook.
func exampleBot(ev chat.Event) []chat.Line {
	switch {
	case ev.Kind == chat.Started:
		return []chat.Line{
			{Text: "Hoi! Ik ben de chatbot van het jongerenwerk. Je hoeft je echte naam niet te zeggen. Alleen ons team leest wat je schrijft. Is iemand in gevaar? Dan halen we er anderen bij. Als het kan, zeggen we dat eerst tegen jou."},
			{Text: "Kun je nu vrij praten?", Choices: []chat.Choice{{Label: "Ja", Value: "ja"}, {Label: "Nee", Value: "nee"}}},
		}
	case ev.Kind == chat.Chose:
		return []chat.Line{{Text: "Waar wil je het over hebben?", Choices: []chat.Choice{
			{Label: "Gewoon praten", Value: "praten"}, {Label: "School of werk", Value: "school"}, {Label: "Geld", Value: "geld"},
			{Label: "Thuis", Value: "thuis"}, {Label: "Iets anders", Value: "anders"}}}}
	case ev.Text == "nood":
		return []chat.Line{{Text: "Ik heb ons team gewaarschuwd, maar ik weet niet wanneer iemand antwoordt. Is er nu gevaar? Bel 112. Denk je aan zelfmoord? Bel gratis 0800-0113. Dat kan dag en nacht."}}
	}
	return nil
}
