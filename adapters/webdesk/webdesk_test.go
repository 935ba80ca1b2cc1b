package webdesk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/bot/chat"
)

const home = "https://hulp.example.nl"

// bench is a desk without a network: requests go straight to its routes.
type bench struct {
	*memory
	t       *testing.T
	desk    *Desk
	routes  http.Handler
	refused map[string]int
	log     *bytes.Buffer
	cookies []*http.Cookie
	me      string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{memory: newMemory(time.Date(2026, 11, 21, 23, 40, 0, 0, time.UTC)), t: t, refused: map[string]int{}, log: &bytes.Buffer{}}
	var mu sync.Mutex
	d, err := New(Config{
		Record: b.memory, Sessions: b.memory, PublicURL: home + "/", Title: "Dichtbij", Readers: b.memory,
		Log: slog.New(slog.NewTextHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug})), Now: b.clock,
		Count: func(reason string) { mu.Lock(); defer mu.Unlock(); b.refused[reason]++ },
	})
	if err != nil {
		t.Fatal(err)
	}
	b.desk, b.routes = d, d.Routes(b.handle)
	return b
}

// ask sends a request as the page does, with the cookies it has; change makes it another.
func (b *bench) ask(method, path string, body any, change ...func(*http.Request)) *httptest.ResponseRecorder {
	b.t.Helper()
	var r io.Reader
	switch v := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(v)
	default:
		data, err := json.Marshal(v)
		if err != nil {
			b.t.Fatal(err)
		}
		r = bytes.NewReader(data)
	}
	ctx, hangUp := context.WithCancel(b.t.Context())
	defer hangUp()
	if strings.HasPrefix(path, "/desk/stream") {
		hangUp() // whoever asks so wants to hear how it begins
	}
	req := httptest.NewRequestWithContext(ctx, method, home+path, r)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Origin", home)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	for _, c := range b.cookies {
		req.AddCookie(c)
	}
	for _, f := range change {
		f(req)
	}
	w := httptest.NewRecorder()
	b.routes.ServeHTTP(w, req)
	return w
}

func header(key, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(key, value) }
}

// elsewhere is a page of somebody else, in a browser that says so.
func elsewhere(site string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Sec-Fetch-Site", site)
		r.Header.Set("Origin", "https://elders.example.nl")
	}
}

func stripped(r *http.Request) { r.Header.Del("Cookie") }

func (b *bench) link() string {
	b.t.Helper()
	link, err := b.desk.Link(b.t.Context(), chat.Author{})
	if err != nil {
		b.t.Fatal(err)
	}
	place, token, ok := strings.Cut(link, "#")
	if place != home+"/desk/in" || !ok {
		b.t.Fatalf("the link does not keep its secret in the fragment: %s", place)
	}
	return token
}

// in signs in and keeps the cookies, as a browser does.
func (b *bench) in(name string) {
	b.t.Helper()
	w := b.ask(http.MethodPost, "/desk/in", signIn{b.link(), name})
	if w.Code != http.StatusOK {
		b.t.Fatalf("sign in: %d %s", w.Code, w.Body)
	}
	kept := map[string]*http.Cookie{}
	for _, c := range append(b.cookies, w.Result().Cookies()...) {
		kept[c.Name] = c
	}
	b.cookies = nil
	for _, c := range kept {
		b.cookies = append(b.cookies, c)
	}
	var who struct{ Worker, Name string }
	b.into(b.ask(http.MethodGet, "/desk/here", nil), &who)
	b.me = who.Worker
	if b.me == "" {
		b.t.Fatal("signed in as nobody")
	}
}

func (b *bench) into(w *httptest.ResponseRecorder, v any) {
	b.t.Helper()
	if w.Code != http.StatusOK {
		b.t.Fatalf("%d %s", w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), v); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) post(kind chat.Kind, n int64, change func(*posted)) *httptest.ResponseRecorder {
	b.t.Helper()
	p := posted{Kind: kind, Conversation: "c1", Tab: "0123456789ab", N: n, As: b.me}
	if change != nil {
		change(&p)
	}
	return b.ask(http.MethodPost, "/desk/events", p)
}

func TestEventsCarryTheirIDKindAndSubject(t *testing.T) {
	b := newBench(t)
	b.in("Noor")
	text := func(s string) func(*posted) { return func(p *posted) { p.Text = s } }
	ref := func(s string) func(*posted) { return func(p *posted) { p.Ref = s } }
	for i, c := range []struct {
		kind   chat.Kind
		change func(*posted)
		want   chat.Event
	}{
		{chat.Claimed, nil, chat.Event{}},
		{chat.Answered, text(" Hoi Sam\n<b> "), chat.Event{Text: " Hoi Sam\n<b> "}},
		{chat.Noted, text("Belt morgen."), chat.Event{Text: "Belt morgen."}},
		{chat.Released, ref("desk:x:y:1"), chat.Event{Ref: "desk:x:y:1"}},
		{chat.Withheld, ref("desk:x:y:2"), chat.Event{Ref: "desk:x:y:2"}},
		{chat.Read, ref("4096"), chat.Event{Ref: "4096"}},
		{chat.HandedBack, nil, chat.Event{}},
		{chat.Closed, nil, chat.Event{}},
		{chat.Ended, func(p *posted) { p.Conversation, p.Alarm = "", "x/crisis" }, chat.Event{Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: "x/crisis"}}},
	} {
		n := int64(i + 1)
		if w := b.post(c.kind, n, c.change); w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", c.kind, w.Code, w.Body)
		}
		want := c.want
		want.Kind, want.ID = c.kind, fmt.Sprintf("desk:%s:0123456789ab:%d", b.me, n)
		want.From = chat.Address{Adapter: "webdesk", Chat: b.me}
		want.Author = chat.Author{Role: chat.RoleWorker, ID: b.me, Name: "Noor"}
		want.Sent = b.now
		if want.Subject.ID == "" {
			want.Subject = chat.Subject{Kind: chat.SubjectConversation, ID: "c1"}
		}
		if got := fmt.Sprintf("%+v", b.events[i]); got != fmt.Sprintf("%+v", want) {
			t.Errorf("%s came as\n%s, want\n%+v", c.kind, got, want)
		}
	}
}

// TestLaw1AcknowledgedOnlyWhenStored: what is not stored is not acknowledged,
// and brought again it has one effect.
func TestLaw1AcknowledgedOnlyWhenStored(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.in("Noor")
	b.post(chat.Claimed, 1, nil)
	text := func(p *posted) { p.Text = "Hoi" }
	b.lost = 1
	if w := b.post(chat.Answered, 2, text); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("not stored was answered with %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	var a chat.Answer
	b.into(b.post(chat.Answered, 2, text), &a)
	if !a.Seen || len(b.kinds(chat.Answered)) != 1 {
		t.Errorf("brought again: %+v, stored %d times", a, len(b.kinds(chat.Answered)))
	}
	b.routes = b.desk.Routes(func(context.Context, chat.Event) (chat.Answer, error) { panic("kanarie") })
	if w := b.post(chat.Answered, 3, text); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String()+b.log.String(), "kanarie") {
		t.Errorf("a panic was answered with %d", w.Code)
	}
}

// TestLaw17NothingTypedIsLogged: words, names and tokens stay out of the log.
func TestLaw17NothingTypedIsLogged(t *testing.T) {
	b := newBench(t)
	b.in("Kanarienaam")
	b.lost = 1
	b.post(chat.Answered, 1, func(p *posted) { p.Text = "kanariewoord" })
	if b.log.Len() == 0 {
		t.Error("an event that was not stored left no trace in the log")
	}
	b.post(chat.Answered, 2, func(p *posted) { p.Text = "kanariewoord" })
	log := b.log.String()
	for _, secret := range []string{"anarie", b.me, b.cookies[0].Value, b.cookies[1].Value} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds what it may not:\n%s", log)
		}
	}
}

// TestS24Refusals: nothing that is refused reaches the handler; each is counted.
func TestS24Refusals(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute)
	b.in("Noor")
	good := posted{Kind: chat.Answered, Conversation: "c1", Text: "hoi", Tab: "0123456789ab", N: 1, As: b.me}
	with := func(change func(*posted)) posted { p := good; change(&p); return p }
	post, get := http.MethodPost, http.MethodGet
	for _, c := range []struct {
		name         string
		method, path string
		body         any
		change       func(*http.Request)
		status       int
		reason       string
	}{
		{"cross-origin", post, "/desk/events", good, func(r *http.Request) {
			r.Header.Set("Origin", "https://elders.example")
			r.Header.Del("Sec-Fetch-Site") // an older browser
		}, 403, "origin"},
		{"cross-site by the browser's word", post, "/desk/events", good, elsewhere("cross-site"), 403, "origin"},
		{"same site, other origin", post, "/desk/events", good, elsewhere("same-site"), 403, "origin"},
		{"signing in for somebody", post, "/desk/in", signIn{}, elsewhere("cross-site"), 403, "origin"},
		{"from a sandbox", post, "/desk/events", good, func(r *http.Request) {
			r.Header.Set("Origin", "null")
			r.Header.Del("Sec-Fetch-Site")
		}, 403, "origin"},
		{"typing from elsewhere", post, "/desk/typing", map[string]string{"conversation": "c1", "as": b.me}, elsewhere("cross-site"), 403, "origin"},
		{"typing without a session", post, "/desk/typing", map[string]string{"conversation": "c1", "as": b.me}, stripped, 401, "session"},
		{"typing for another worker", post, "/desk/typing", map[string]string{"conversation": "c1", "as": "w2"}, nil, 409, "other_worker"},
		{"typing to nobody", post, "/desk/typing", map[string]string{"as": b.me}, nil, 400, "malformed"},
		{"what is typed", post, "/desk/typing", map[string]string{"conversation": "c1", "as": b.me, "text": "kanarie"}, nil, 400, "malformed"},
		{"stream from elsewhere", get, "/desk/stream", nil, header("Origin", "https://elders.example"), 403, "origin"},
		{"stream from elsewhere, no origin", get, "/desk/stream", nil, header("Sec-Fetch-Site", "cross-site"), 403, "origin"},
		{"queue from elsewhere", get, "/desk/queue", nil, header("Sec-Fetch-Site", "cross-site"), 403, "origin"},
		{"navigating to data", get, "/desk/queue", nil, func(r *http.Request) {
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			r.Header.Set("Sec-Fetch-Mode", "navigate")
		}, 403, "origin"},
		{"a form", post, "/desk/events", "kind=answered", header("Content-Type", "application/x-www-form-urlencoded"), 415, "content_type"},
		{"plain text", post, "/desk/events", good, header("Content-Type", "text/plain"), 415, "content_type"},
		{"no cookie", post, "/desk/events", good, stripped, 401, "session"},
		{"a stranger's cookie", post, "/desk/events", good, func(r *http.Request) {
			stripped(r)
			r.AddCookie(&http.Cookie{Name: "__Host-omzien-desk", Value: secret()})
		}, 401, "session"},
		{"a badge as a session", get, "/desk/queue", nil, func(r *http.Request) {
			badge, err := r.Cookie("__Host-omzien-badge")
			if err != nil {
				t.Fatal(err)
			}
			stripped(r)
			r.AddCookie(&http.Cookie{Name: "__Host-omzien-desk", Value: badge.Value})
		}, 401, "session"},
		{"queue without a cookie", get, "/desk/queue", nil, stripped, 401, "session"},
		{"thread without a cookie", get, "/desk/thread?id=c1", nil, stripped, 401, "session"},
		{"stream without a cookie", get, "/desk/stream", nil, stripped, 401, "session"},
		{"half a body", post, "/desk/events", `{"kind":"answered`, nil, 400, "malformed"},
		{"two bodies", post, "/desk/events", `{}{}`, nil, 400, "malformed"},
		{"not UTF-8", post, "/desk/events", "{\"text\":\"\xff\"}", nil, 400, "malformed"},
		{"unknown field", post, "/desk/events", `{"klaas":1}`, nil, 400, "malformed"},
		{"oversized", post, "/desk/events", with(func(p *posted) { p.Text = strings.Repeat("a", 64<<10) }), nil, 413, "oversized"},
		{"a person's kind", post, "/desk/events", with(func(p *posted) { p.Kind = chat.Said }), nil, 400, "malformed"},
		{"our own kind", post, "/desk/events", with(func(p *posted) { p.Kind = chat.AlarmEnded }), nil, 400, "malformed"},
		{"no conversation", post, "/desk/events", with(func(p *posted) { p.Conversation = "" }), nil, 400, "malformed"},
		{"conversation and alarm", post, "/desk/events", with(func(p *posted) { p.Alarm = "a" }), nil, 400, "malformed"},
		{"alarm by conversation", post, "/desk/events", with(func(p *posted) { p.Kind, p.Text = chat.Ended, "" }), nil, 400, "malformed"},
		{"no words", post, "/desk/events", with(func(p *posted) { p.Text = " \n " }), nil, 400, "malformed"},
		{"words where there are none", post, "/desk/events", with(func(p *posted) { p.Kind = chat.Closed }), nil, 400, "malformed"},
		{"no number", post, "/desk/events", with(func(p *posted) { p.N = 0 }), nil, 400, "malformed"},
		{"a tab of colons", post, "/desk/events", with(func(p *posted) { p.Tab = "a:b:c:d:e:f" }), nil, 400, "malformed"},
		{"a line that is no number", post, "/desk/events", with(func(p *posted) { p.Kind, p.Text, p.Ref = chat.Read, "", "x" }), nil, 400, "malformed"},
		{"another worker's page", post, "/desk/events", with(func(p *posted) { p.As = "piet" }), nil, 409, "other_worker"},
		{"after what?", get, "/desk/thread?id=c1&after=x", nil, nil, 400, "malformed"},
		{"no such thread", get, "/desk/thread?id=c9", nil, nil, 404, "thread"},
		{"no such page", get, "/desk/nergens", nil, nil, 404, "path"},
		{"a way out of the folder", get, "/desk/page/..%2f..%2fwebdesk.go", nil, nil, 404, "path"},
		{"a document as a file", get, "/desk/page/desk.html", nil, nil, 404, "path"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := b.refused[c.reason]
			change := c.change
			if change == nil {
				change = func(*http.Request) {}
			}
			w := b.ask(c.method, c.path, c.body, change)
			if w.Code != c.status || b.refused[c.reason] != before+1 {
				t.Errorf("%d %s, counted %v; want %d and one more %s", w.Code, w.Body, b.refused, c.status, c.reason)
			}
			if body := w.Body.String(); strings.Contains(body, "blauwe vos") {
				t.Errorf("the refusal tells about somebody: %s", body)
			}
			checkHeaders(t, w)
		})
	}
	outside := func(r *http.Request) {
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		r.Header.Set("Sec-Fetch-Mode", "navigate")
	}
	if w := b.ask(get, "/desk/in", nil, outside); w.Code != http.StatusOK {
		t.Errorf("a link in a mail opens the sign-in page with %d", w.Code)
	}
	if len(b.events) != 0 {
		t.Errorf("%d refused events reached the handler", len(b.events))
	}
}

func checkHeaders(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	for key, want := range map[string]string{
		"Content-Security-Policy":    "default-src 'none';",
		"Cache-Control":              "no-store",
		"X-Content-Type-Options":     "nosniff",
		"Referrer-Policy":            "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin",
		"Strict-Transport-Security":  "max-age=63072000",
	} {
		if got := w.Header().Get(key); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if csp := w.Header().Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "frame-ancestors 'none'") {
		t.Errorf("policy: %s", csp)
	}
}

func TestS22HeadersOnEveryAnswer(t *testing.T) {
	b := newBench(t)
	b.in("Noor")
	for _, path := range []string{"/desk", "/desk/in", "/desk/queue", "/desk/page/desk.js", "/desk/page/desk.css", "/desk/page/icon.svg", "/desk/here"} {
		w := b.ask(http.MethodGet, path, nil)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", path, w.Code)
		}
		checkHeaders(t, w)
	}
	for _, w := range []*httptest.ResponseRecorder{
		b.ask(http.MethodPut, "/desk/events", nil, header("Origin", home)),
		b.ask(http.MethodGet, "/desk", nil, stripped),
		b.ask(http.MethodDelete, "/desk/x", nil),
	} {
		if w.Code < 300 {
			t.Errorf("%d", w.Code)
		}
		checkHeaders(t, w)
	}
	b.broken = chat.ErrDown
	for _, path := range []string{"/desk", "/desk/queue", "/desk/stream", "/desk/thread?id=c1"} {
		w := b.ask(http.MethodGet, path, nil)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("%s while the database is away: %d", path, w.Code)
		}
		checkHeaders(t, w)
	}
}
