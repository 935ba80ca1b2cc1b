package webchat

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

const tabName = "0123456789abcdef"

// words is the body of an event with these words.
func words(n int, text string) string {
	return fmt.Sprintf(`{"tab":%q,"n":%d,"kind":"said","text":%q}`, tabName, n, text)
}

// visiting is a browser with a session.
func visiting(t testing.TB, server *httptest.Server) *http.Client {
	t.Helper()
	c := browser(t)
	if status := post(t, c, server.URL+"/webchat/session", "{}"); status != http.StatusNoContent {
		t.Fatalf("a session: %d", status)
	}
	return c
}

func TestLaw19_EveryBadRequestIsRefusedCountedAndStoresNothing(t *testing.T) {
	events, good := "/webchat/events", words(1, "kanarie")
	for _, c := range []struct {
		name, path, body string
		headers          []string
		status           int
		reason           string
	}{
		{"another site's page", events, good, []string{"Sec-Fetch-Site", "cross-site"}, 403, badOrigin},
		{"a neighbouring site's page", events, good, []string{"Sec-Fetch-Site", "same-site"}, 403, badOrigin},
		{"another origin, old browser", events, good, []string{"Origin", "https://elsewhere.example"}, 403, badOrigin},
		{"no origin at all", events, good, []string{"Origin", "null"}, 403, badOrigin},
		{"a form", events, "text=kanarie", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, badType},
		{"plain text", events, good, []string{"Content-Type", "text/plain"}, 415, badType},
		{"no type", events, good, []string{"Content-Type", ""}, 415, badType},
		{"nothing", events, "", nil, 400, badForm},
		{"half of it", events, good[:20], nil, 400, badForm},
		{"a list", events, "[" + good + "]", nil, 400, badForm},
		{"two at once", events, good + good, nil, 400, badForm},
		{"a field we do not have", events, `{"tab":"0123456789abcdef","n":1,"kind":"said","text":"kanarie","chat":"x"}`, nil, 400, badForm},
		{"no tab", events, `{"n":1,"kind":"said","text":"kanarie"}`, nil, 400, badForm},
		{"a tab with a colon", events, `{"tab":"0123456789abcde:","n":1,"kind":"said","text":"kanarie"}`, nil, 400, badForm},
		{"number 0", events, words(0, "kanarie"), nil, 400, badForm},
		{"a number that is none", events, `{"tab":"0123456789abcdef","n":1.5,"kind":"said","text":"kanarie"}`, nil, 400, badForm},
		{"only spaces", events, words(1, " \n\t "), nil, 400, badForm},
		{"what a worker does", events, `{"tab":"0123456789abcdef","n":1,"kind":"answered","text":"kanarie"}`, nil, 400, badForm},
		{"what Omzien does", events, `{"tab":"0123456789abcdef","n":1,"kind":"alarm_ended","text":"kanarie"}`, nil, 400, badForm},
		{"a button without its number", events, `{"tab":"0123456789abcdef","n":1,"kind":"chose","token":"kanarie"}`, nil, 400, badForm},
		{"a button with words", events, `{"tab":"0123456789abcdef","n":1,"kind":"chose","token":"a:1","text":"kanarie"}`, nil, 400, badForm},
		{"a button of somebody else", events, `{"tab":"0123456789abcdef","n":1,"kind":"chose","token":"kanarie:1"}`, nil, 403, badToken},
		{"a payload with markup", events, `{"tab":"0123456789abcdef","n":1,"kind":"started","text":"<kanarie>"}`, nil, 400, badForm},
		{"over 16 KiB", events, words(1, strings.Repeat("kanarie", 3000)), nil, 413, badSize},
		{"over 1 MiB", events, words(1, strings.Repeat("a", 1<<20)), nil, 413, badSize},
		{"lines before the first", "/webchat/seen", `{"got":-1}`, nil, 400, badForm},
		{"lines beyond counting", "/webchat/seen", `{"got":9007199254740993}`, nil, 400, badForm},
		{"a code that is too long", "/webchat/return", `{"code":"` + strings.Repeat("a", 2000) + `"}`, nil, 413, badSize},
		{"a code that nobody has", "/webchat/return", `{"code":"kanarie vogel appel boom"}`, nil, 404, badCode},
		{"what is typed", "/webchat/typing", `{"text":"kanarie"}`, nil, 400, badForm},
		{"typing, for another site's page", "/webchat/typing", `{}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, badOrigin},
		{"to remember what", "/webchat/remember", `{"on":"kanarie"}`, nil, 400, badForm},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse()
			_, server := h.open(t)
			person := visiting(t, server)
			answer := send(t, person, http.MethodPost, server.URL+c.path, c.body, c.headers...)
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode != c.status {
				t.Errorf("answered %d, want %d", answer.StatusCode, c.status)
			}
			if strings.Contains(string(body), "kanarie") {
				t.Errorf("the answer repeats what was sent: %s", body)
			}
			if got := h.refusals(); c.reason != badToken && (got[c.reason] != 1 || len(got) != 1) { // that one the house counts
				t.Errorf("counted %v, want one %q", got, c.reason)
			}
			if got := h.stored(); len(got) != 0 {
				t.Errorf("%d events were stored", len(got))
			}
			checkHeaders(t, answer)
		})
	}
}

func TestLaw19_WithoutASessionNothingComesInAndNothingGoesOut(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	visiting(t, server)
	ended := visiting(t, server)
	h.change(func(h *house) { clear(h.sessions) })
	sessions := map[string]*http.Client{
		"none": browser(t), "a stranger's": stranger(t, server.URL, nil), "an ended one": ended,
	}
	for name, client := range sessions {
		for _, path := range []string{"events", "seen", "remember", "typing"} {
			if status := post(t, client, server.URL+"/webchat/"+path, words(1, "hoi")); status != http.StatusUnauthorized {
				t.Errorf("POST %s with %s session: %d", path, name, status)
			}
		}
		for _, path := range []string{"talk", "stream"} {
			if answer := send(t, client, http.MethodGet, server.URL+"/webchat/"+path, ""); answer.StatusCode != http.StatusUnauthorized {
				t.Errorf("GET %s with %s session: %d", path, name, answer.StatusCode)
			}
		}
	}
	if got := h.stored(); len(got) != 0 {
		t.Errorf("%d events were stored", len(got))
	}
	if got := h.refusals()[badSession]; got != 18 {
		t.Errorf("%d refusals were counted, want 18", got)
	}
}

func TestLaw19_ASessionOfTheDeskOpensNoTalk(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	h.change(func(h *house) {
		for token, s := range h.sessions {
			s.Kind = "desk"
			h.sessions[token] = s
		}
	})
	if status := post(t, person, server.URL+"/webchat/events", words(1, "hoi")); status != http.StatusUnauthorized {
		t.Errorf("answered %d", status)
	}
}

func TestS24_OtherSitesCannotReadTheTalkOrItsStream(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	for _, path := range []string{"talk", "stream"} {
		for _, headers := range [][]string{
			{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.example"}, {"Origin", "null"},
		} {
			answer := send(t, person, http.MethodGet, server.URL+"/webchat/"+path, "", headers...)
			answer.Body.Close()
			if answer.StatusCode != http.StatusForbidden {
				t.Errorf("%s with %v: %d", path, headers, answer.StatusCode)
			}
		}
		answer := send(t, person, http.MethodGet, server.URL+"/webchat/"+path, "", "Origin", server.URL, "Sec-Fetch-Site", "same-origin")
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			t.Errorf("%s from the page itself: %d", path, answer.StatusCode)
		}
	}
}

func TestS22_EveryResponseHasItsHeaders(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	for _, c := range []struct {
		method, path string
		status       int
	}{
		{"GET", "/", 200}, {"GET", "/?start=wijk&lang=en", 200}, {"HEAD", "/", 200}, {"GET", "/webchat/page.js", 200},
		{"GET", "/webchat/page.css", 200}, {"GET", "/webchat/icon.svg", 200}, {"GET", "/webchat/page.html", 404},
		{"GET", "/webchat/../webchat.go", 404}, {"GET", "/nowhere", 404}, {"GET", "/webchat/events", 404}, {"DELETE", "/", 405},
		{"PUT", "/webchat/events", 405}, {"GET", "/webchat/talk", 200}, {"GET", "/webchat/talk?after=x", 400},
		{"GET", "/webchat/talk?after=-1", 400}, {"POST", "/webchat/events", 400}, {"POST", "/webchat/leave", 204},
	} {
		body := ""
		if c.path == "/webchat/leave" {
			body = `{"unsent":[]}`
		}
		answer := send(t, person, c.method, server.URL+c.path, body, "Sec-Fetch-Site", "same-origin")
		if answer.StatusCode != c.status {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, answer.StatusCode, c.status)
		}
		checkHeaders(t, answer)
		if answer.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s %s: HSTS without https", c.method, c.path)
		}
	}
	_, secure := h.open(t, func(c *Config) { c.PublicURL = "https://chat.example.nl" })
	for _, path := range []string{"/", "/nowhere", "/webchat/talk"} {
		answer := send(t, browser(t), http.MethodGet, secure.URL+path, "")
		if got := answer.Header.Get("Strict-Transport-Security"); !strings.Contains(got, "max-age=63072000") {
			t.Errorf("%s on https: HSTS %q", path, got)
		}
	}
}

// checkHeaders checks what every response carries.
func checkHeaders(t testing.TB, answer *http.Response) {
	t.Helper()
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
		"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "X-Frame-Options": "DENY",
	} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%d: %s is %q, want %q", answer.StatusCode, name, got, want)
		}
	}
	policy := answer.Header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, part) || strings.Contains(policy, "unsafe") {
			t.Errorf("the policy %q: want %s, and nothing unsafe", policy, part)
		}
	}
}

func TestLaw1_WhatIsNotStoredIsNotAcknowledged(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	for name, wrong := range map[string]error{"down": chat.ErrDown, "anything else": errors.New("kanarie")} {
		h.change(func(h *house) { h.wrong = func(int) error { return wrong } })
		answer := send(t, person, http.MethodPost, server.URL+"/webchat/events", words(1, "hoi"))
		body, _ := io.ReadAll(answer.Body)
		if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" {
			t.Errorf("%s: answered %d, Retry-After %q", name, answer.StatusCode, answer.Header.Get("Retry-After"))
		}
		if strings.Contains(string(body), "kanarie") {
			t.Errorf("%s: the answer tells an inner error: %s", name, body)
		}
	}
	h.change(func(h *house) { h.wrong = func(int) error { panic("kanarie") } })
	if status := post(t, person, server.URL+"/webchat/events", words(1, "hoi")); status != http.StatusServiceUnavailable {
		t.Errorf("a panic: answered %d", status)
	}
	h.change(func(h *house) { h.wrong = func(int) error { return nil } })
	for range 3 {
		if status := post(t, person, server.URL+"/webchat/events", words(1, "hoi")); status != http.StatusOK {
			t.Fatalf("brought again: %d", status)
		}
	}
	if got := h.stored(chat.Said); len(got) != 1 {
		t.Errorf("%d effects of one event", len(got))
	}
	if got, want := h.refusals(), map[string]int{down: 2, broken: 1}; !maps.Equal(got, want) {
		t.Errorf("counted %v, want %v", got, want)
	}
}

func TestDatabaseAwayIsToldAsDown(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	h.change(func(h *house) { h.database = chat.ErrDown })
	for _, path := range []string{"session", "events", "seen", "remember", "leave"} {
		body := "{}"
		if path == "events" {
			body = words(1, "hoi")
		}
		answer := send(t, person, http.MethodPost, server.URL+"/webchat/"+path, body)
		if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" {
			t.Errorf("POST %s: %d", path, answer.StatusCode)
		}
	}
	for path, want := range map[string]int{"/webchat/talk": 503, "/webchat/stream": 503, "/": 200} {
		if answer := send(t, person, http.MethodGet, server.URL+path, ""); answer.StatusCode != want {
			t.Errorf("GET %s: %d, want %d", path, answer.StatusCode, want)
		}
	}
}

func TestS12_NewTalksAreLimitedAndWordsAreNot(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	for n := 2; n <= 5; n++ {
		visiting(t, server)
	}
	answer := send(t, browser(t), http.MethodPost, server.URL+"/webchat/session", "{}")
	if answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") == "" {
		t.Errorf("the sixth new talk in a minute: %d, Retry-After %q", answer.StatusCode, answer.Header.Get("Retry-After"))
	}
	for n := 1; n <= 300; n++ {
		if status := post(t, person, server.URL+"/webchat/events", words(n, "hoi")); status != http.StatusOK {
			t.Fatalf("words %d of a talk that there is: %d", n, status)
		}
	}
	if status := post(t, person, server.URL+"/webchat/session", "{}"); status != http.StatusNoContent {
		t.Errorf("who has a session keeps it: %d", status)
	}
	h.later(12 * time.Second)
	visiting(t, server)
}

func TestS26_AForgedForwardedForEscapesNoLimit(t *testing.T) {
	h := newHouse()
	ask := func(server *httptest.Server, forwarded string) int {
		return post(t, browser(t), server.URL+"/webchat/session", "{}", "X-Forwarded-For", forwarded)
	}
	_, direct := h.open(t)
	_, proxied := h.open(t, func(c *Config) { c.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	for n := range 5 {
		if status := ask(direct, fmt.Sprintf("203.0.113.%d", n)); status != http.StatusNoContent {
			t.Fatalf("talk %d: %d", n+1, status)
		}
		// What the proxy saw stands last; before it the client may write anything.
		if status := ask(proxied, fmt.Sprintf("203.0.113.%d, 198.51.100.7", n)); status != http.StatusNoContent {
			t.Fatalf("talk %d behind the proxy: %d", n+1, status)
		}
	}
	for name, status := range map[string]int{
		"no proxy is known": ask(direct, "203.0.113.99"), "before the proxy's own": ask(proxied, "203.0.113.99, 198.51.100.7"),
		"among other proxies": ask(proxied, "203.0.113.99, 198.51.100.7, 127.0.0.9"),
	} {
		if status != http.StatusTooManyRequests {
			t.Errorf("%s: %d", name, status)
		}
	}
	if status := ask(proxied, "198.51.100.8"); status != http.StatusNoContent {
		t.Errorf("another client behind the proxy: %d", status)
	}
}
