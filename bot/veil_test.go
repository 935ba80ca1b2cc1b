package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// deskPage is a worker's browser at the program's web desk, without a screen.
type deskPage struct {
	t       *testing.T
	routes  http.Handler
	cookies []*http.Cookie
}

func (p *deskPage) asks(method, path, body string) string {
	p.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for _, c := range p.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	p.routes.ServeHTTP(w, r)
	if p.cookies = append(p.cookies, w.Result().Cookies()...); w.Code != http.StatusOK {
		p.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.String()
}

// As the program is wired, the web desk hides a number until somebody says why, and
// tells who read the talk (law 15, law 16).
func TestLaw15_TheProgramsWebDeskHidesNumbers(t *testing.T) {
	base := storagetest.SQLite(t)
	env := map[string]string{"DATABASE_URL": base.Config().URL, "OMZIEN_KEY_FILE": base.Config().KeyFile, "OMZIEN_LISTEN": "127.0.0.1:0", "OMZIEN_PUBLIC_URL": "http://127.0.0.1:8080"}
	cfg, err := readConfig(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	o := newOmzien(cfg, io.Discard, io.Discard)
	t.Cleanup(func() {
		if err := o.unmake(t.Context()); err != nil {
			t.Error(err)
		}
	})
	if err := o.make(t.Context()); err != nil {
		t.Fatal(err)
	}
	from := chat.Address{Adapter: "webchat", Chat: "sam"}
	for i, text := range []string{"hoi", "mens", "bel me op 06-12345678"} {
		ev := chat.Event{ID: fmt.Sprintf("web:sam:%d", i), Kind: chat.Said, From: from, Author: chat.Author{Role: chat.RolePerson}, Text: text}
		if _, err := o.board.Handle(t.Context(), ev); err != nil {
			t.Fatal(err)
		}
	}
	talk, err := o.store.Record().Talk(t.Context(), from, 0)
	if err != nil {
		t.Fatal(err)
	}
	signedIn := func(name string) *deskPage {
		link, err := o.places.desk.Link(t.Context(), chat.Author{})
		if err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(link, "#")
		p := &deskPage{t: t, routes: o.places.desk.Routes(o.board.Handle)}
		p.asks(http.MethodPost, "/desk/in", fmt.Sprintf(`{"token":%q,"name":%q}`, token, name))
		return p
	}
	p, other := signedIn("Noor"), signedIn("Noor") // of the same name, and somebody else
	_, me, _ := strings.Cut(p.asks(http.MethodGet, "/desk/queue", ""), `"worker":"`)
	me, _, _ = strings.Cut(me, `"`)
	thread := "/desk/thread?id=" + talk.Conversation
	if said := p.asks(http.MethodGet, thread, ""); strings.Contains(said, "12345678") || !strings.Contains(said, "bel me op (nummer)") {
		t.Fatalf("before anybody said why: %s", said)
	}
	p.asks(http.MethodPost, "/desk/events", fmt.Sprintf(`{"kind":"revealed","conversation":%q,"form":{"waarom":"bellen"},"tab":"abcdefgh","n":1,"as":%q}`, talk.Conversation, me))
	if said := p.asks(http.MethodGet, thread, ""); !strings.Contains(said, "06-12345678") || !strings.Contains(said, `"until":`) {
		t.Fatalf("after it: %s", said)
	}
	if said := other.asks(http.MethodGet, thread, ""); strings.Contains(said, "12345678") || strings.Contains(said, `"until":`) {
		t.Fatalf("who did not say why: %s", said)
	}
	if said := p.asks(http.MethodGet, "/desk/readers?id="+talk.Conversation, ""); strings.Count(said, "Noor") != 3 || !strings.Contains(said, "Bellen of mailen") {
		t.Errorf("who read it: %s", said)
	}
}
