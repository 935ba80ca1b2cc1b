package webchat

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// given is the cookie that an answer gives.
func given(t testing.TB, answer *http.Response) *http.Cookie {
	t.Helper()
	cookies := answer.Cookies()
	if len(cookies) != 1 {
		t.Fatalf("%d cookies, want one", len(cookies))
	}
	return cookies[0]
}

func TestS23_TheCookieIsHardToTake(t *testing.T) {
	for _, c := range []struct {
		public, name string
		secure       bool
	}{{"https://chat.example.nl", "__Host-talk", true}, {"http://127.0.0.1:8080", "talk", false}} {
		h := newHouse()
		_, server := h.open(t, func(config *Config) { config.PublicURL = c.public })
		seen := map[string]bool{}
		for range 3 {
			cookie := given(t, send(t, browser(t), http.MethodPost, server.URL+"/webchat/session", "{}"))
			if cookie.Name != c.name || cookie.Secure != c.secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode ||
				cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge != 0 {
				t.Errorf("%s: %s", c.public, strings.Replace(cookie.String(), cookie.Value, "...", 1))
			}
			if len(cookie.Value) != 43 || seen[cookie.Value] {
				t.Errorf("%s: a token of %d characters, seen before: %v", c.public, len(cookie.Value), seen[cookie.Value])
			}
			seen[cookie.Value] = true
		}
		h.change(func(h *house) {
			for token, s := range h.sessions {
				if strings.Contains(token, s.Chat) || strings.Contains(s.Chat, token) || len(s.Chat) < 26 {
					t.Error("the chat's id and the token have something in common, or it can be guessed")
				}
			}
		})
	}
}

func TestAFreshVisitStoresNothing(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	answer := send(t, browser(t), http.MethodGet, server.URL+"/?start=wijk", "")
	h.change(func(h *house) {
		if answer.StatusCode != http.StatusOK || len(answer.Cookies()) != 0 || len(h.sessions) != 0 || h.calls != 0 {
			t.Errorf("%d, %d cookies, %d sessions, %d events", answer.StatusCode, len(answer.Cookies()), len(h.sessions), h.calls)
		}
	})
}

func TestRememberingIsTheirChoiceAndLastsThirtyDays(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	talk := func() int {
		answer := send(t, person, http.MethodGet, server.URL+"/webchat/talk", "")
		return answer.StatusCode
	}
	on := send(t, person, http.MethodPost, server.URL+"/webchat/remember", `{"on":true}`)
	if c := given(t, on); c.MaxAge != 30*24*3600 {
		t.Errorf("remembered for %d s", c.MaxAge)
	}
	h.later(29 * 24 * time.Hour)
	if status := talk(); status != http.StatusOK {
		t.Fatalf("after 29 days: %d", status)
	}
	h.later(29 * 24 * time.Hour)
	again := send(t, person, http.MethodGet, server.URL+"/webchat/talk", "")
	if again.StatusCode != http.StatusOK || given(t, again).MaxAge != 30*24*3600 {
		t.Fatalf("29 days after that: %d", again.StatusCode)
	}
	off := send(t, person, http.MethodPost, server.URL+"/webchat/remember", `{"on":false}`)
	if c := given(t, off); c.MaxAge != 0 {
		t.Errorf("no longer remembered, yet for %d s", c.MaxAge)
	}
	h.later(8 * 24 * time.Hour)
	if status := talk(); status != http.StatusUnauthorized {
		t.Errorf("not remembered, after 8 days: %d", status)
	}
}

func TestReturnCodesOpenTheirTalkAndNoOther(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	first := visiting(t, server)
	post(t, first, server.URL+"/webchat/events", words(1, "hoi, ik kom terug"))
	var home chat.Address
	h.change(func(h *house) {
		home = h.events[0].From
		h.codes["appel-boom-fiets-water"] = home
		h.codes["bij-de-andere-deur"] = chat.Address{Adapter: "telegram", Chat: "1"}
	})
	for _, typed := range []string{"appel-boom-fiets-water", " Appel boom  FIETS water ", "appel, boom, fiets, water."} {
		back := browser(t)
		if status := post(t, back, server.URL+"/webchat/return", fmt.Sprintf(`{"code":%q}`, typed)); status != http.StatusNoContent {
			t.Fatalf("%q: %d", typed, status)
		}
		var got talk
		answer := send(t, back, http.MethodGet, server.URL+"/webchat/talk", "")
		if err := json.NewDecoder(answer.Body).Decode(&got); err != nil || len(got.Lines) != 1 || got.Lines[0].Text != "hoi, ik kom terug" {
			t.Errorf("%q opened %+v, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"appel boom fiets", "bij de andere deur"} {
		if status := post(t, browser(t), server.URL+"/webchat/return", fmt.Sprintf(`{"code":%q}`, typed)); status != http.StatusNotFound {
			t.Errorf("%q: %d", typed, status)
		}
	}
}

func TestReturningEndsTheSessionBefore(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	h.change(func(h *house) { h.codes["appel-boom-fiets-water"] = chat.Address{Adapter: Name, Chat: "earlier"} })
	person := visiting(t, server)
	post(t, person, server.URL+"/webchat/return", `{"code":"appel boom fiets water"}`)
	h.change(func(h *house) {
		if len(h.sessions) != 1 {
			t.Errorf("%d sessions, want the new one only", len(h.sessions))
		}
		for _, s := range h.sessions {
			if s.Chat != "earlier" {
				t.Errorf("the session is on another chat")
			}
		}
	})
}

func TestS6_GuessingReturnCodesIsSlow(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	h.change(func(h *house) { h.codes["appel-boom-fiets-water"] = chat.Address{Adapter: Name, Chat: "earlier"} })
	guess := func(code string) int {
		return post(t, browser(t), server.URL+"/webchat/return", fmt.Sprintf(`{"code":%q}`, code))
	}
	for n := range 5 {
		if status := guess("appel boom fiets vuur"); status != http.StatusNotFound {
			t.Fatalf("guess %d: %d", n+1, status)
		}
	}
	if status := guess("appel boom fiets water"); status != http.StatusTooManyRequests {
		t.Errorf("the sixth guess in a minute, a right one: %d", status)
	}
	h.later(13 * time.Second)
	if status := guess("appel boom fiets water"); status != http.StatusNoContent {
		t.Errorf("13 s later: %d", status)
	}
	b := &adapters.Bucket{PerMinute: 60}
	passed := 0
	for range 1000 {
		if _, ok := b.Take(h.clock()); ok {
			passed++
		}
	}
	if passed != 60 {
		t.Errorf("%d guesses of everybody together in a minute, want 60", passed)
	}
}

func TestS25_LeavingEndsTheSessionAndKeepsTheLastWords(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	post(t, person, server.URL+"/webchat/events", words(1, "een"))
	body := fmt.Sprintf(`{"unsent":[%s,%s,%s]}`, words(1, "een"), words(2, "twee"), words(3, "drie"))
	answer := send(t, person, http.MethodPost, server.URL+"/webchat/leave", body)
	if got := answer.Header.Get("Clear-Site-Data"); answer.StatusCode != http.StatusNoContent || !strings.Contains(got, `"cookies"`) ||
		!strings.Contains(got, `"storage"`) || !strings.Contains(got, `"cache"`) {
		t.Errorf("%d, Clear-Site-Data %q", answer.StatusCode, got)
	}
	if c := given(t, answer); c.MaxAge >= 0 || c.Value != "" {
		t.Error("the cookie stays")
	}
	if len(h.tokens()) != 0 {
		t.Error("the session stays")
	}
	var texts []string
	for _, ev := range h.stored(chat.Said) {
		texts = append(texts, ev.Text)
	}
	if got := strings.Join(texts, " "); got != "een twee drie" {
		t.Errorf("stored %q", got)
	}
	if got := h.stored(chat.Left); len(got) != 1 || got[0].From != h.stored()[0].From {
		t.Errorf("left: %+v", got)
	}
	if status := post(t, person, server.URL+"/webchat/leave", `{"unsent":[]}`); status != http.StatusNoContent {
		t.Errorf("leaving twice: %d", status)
	}
}

func TestS25_LeavingEndsTheSessionAlsoWhenWordsCannotBeStored(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	h.change(func(h *house) { h.wrong = func(int) error { return chat.ErrDown } })
	if status := post(t, person, server.URL+"/webchat/leave", `{"unsent":[`+words(1, "een")+`]}`); status != http.StatusNoContent {
		t.Errorf("answered %d", status)
	}
	if len(h.tokens()) != 0 {
		t.Error("the session stays")
	}
}

func TestTheLanguageIsTheOneThatIsAskedFor(t *testing.T) {
	h := newHouse()
	_, server := h.open(t, func(c *Config) {
		c.Languages = []string{"nl", "en", "ar"}
		c.Translate = func(lang, form, text string) string { return lang + ":" + text }
	})
	for _, c := range []struct{ query, accept, html string }{
		{"", "", `<html lang="nl" dir="ltr">`},
		{"", "fr-FR,fr;q=0.9", `<html lang="nl" dir="ltr">`},
		{"", "en-GB,en;q=0.9,nl;q=0.8", `<html lang="en" dir="ltr">`},
		{"", "fr;q=0.9, ar-MA;q=0.8", `<html lang="ar" dir="rtl">`},
		{"?lang=nl", "en", `<html lang="nl" dir="ltr">`},
		{"?lang=<script>", "", `<html lang="nl" dir="ltr">`},
	} {
		answer := send(t, browser(t), http.MethodGet, server.URL+"/"+c.query, "", "Accept-Language", c.accept)
		body := read(t, answer)
		if !strings.Contains(body, c.html) || strings.Contains(body, "<script>") {
			t.Errorf("%s, %q: not %s", c.query, c.accept, c.html)
		}
	}
}

func TestWhatStandsInTheConfigurationIsEscaped(t *testing.T) {
	h := newHouse()
	_, server := h.open(t, func(c *Config) {
		c.Title = `</title><script>alert(1)</script>`
		c.Translate = func(_, _, text string) string { return text + `</script><script>alert(2)</script>` }
	})
	if body := read(t, send(t, browser(t), http.MethodGet, server.URL+"/", "")); strings.Contains(body, "<script>") {
		t.Error("a script came through")
	}
}

// read reads an answer to its end.
func read(t testing.TB, answer *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
