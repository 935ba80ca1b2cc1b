package webchat

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

func TestExam(t *testing.T) {
	adaptertest.Run(t, adaptertest.Exam{
		Role: chat.RolePerson,
		New: func(t testing.TB, s adaptertest.Setup) adaptertest.Bench {
			h := newHouse()
			a, err := New(Config{
				Record: h, Sessions: h, Bell: h, PublicURL: s.Base, Log: s.Log, Now: h.clock, Count: h.count,
			})
			if err != nil {
				t.Fatal(err)
			}
			w := &pages{TB: t, base: s.Base, people: map[int]*http.Client{}}
			return adaptertest.Bench{Adapter: a, World: w, Secrets: h.tokens, Close: w.close}
		},
	})
}

// tokens are those of all open sessions.
func (h *house) tokens() (all []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for token := range h.sessions {
		all = append(all, token)
	}
	return all
}

// pages are people at their browsers; each brings things as the page's script does.
type pages struct {
	testing.TB
	base   string
	people map[int]*http.Client
}

// person is the browser of a chat; a new one gets a session first.
func (p *pages) person(chat int) *http.Client {
	if p.people[chat] == nil {
		c := browser(p.TB)
		c.Transport = &http.Transport{}
		p.people[chat] = c
		if status := post(p.TB, c, p.base+"/webchat/session", "{}"); status != http.StatusNoContent {
			p.Fatalf("a session for chat %d: %d", chat, status)
		}
	}
	return p.people[chat]
}

func (p *pages) close() {
	for _, c := range p.people {
		c.CloseIdleConnections()
	}
}

// wire is how the page's script sends a thing.
func wire(t testing.TB, thing adaptertest.Thing) string {
	in := sent{Tab: fmt.Sprintf("the-tab-of-person-%d", thing.Chat), N: int64(thing.N), Kind: string(chat.Said), Text: thing.Text}
	if thing.Token != "" {
		in.Kind, in.Token = string(chat.Chose), thing.Token
	}
	b, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (p *pages) Bring(_ context.Context, things ...adaptertest.Thing) (acknowledged int) {
	for _, thing := range things {
		if post(p.TB, p.person(thing.Chat), p.base+"/webchat/events", wire(p.TB, thing)) != http.StatusOK {
			break
		}
		acknowledged++
	}
	return acknowledged
}

func (p *pages) Attack(_ context.Context, f adaptertest.Flaw, thing adaptertest.Thing) adaptertest.Verdict {
	client, body, site := p.person(thing.Chat), wire(p.TB, thing), "same-origin"
	switch f {
	case adaptertest.Malformed:
		body = body[:len(body)-2]
	case adaptertest.Oversized:
		thing.Text += strings.Repeat("a", 1<<20)
		body = wire(p.TB, thing)
	case adaptertest.Unauthenticated:
		client = &http.Client{Transport: client.Transport}
	case adaptertest.Forged:
		client = stranger(p.TB, p.base, client.Transport)
	case adaptertest.Foreign:
		site = "cross-site"
	default:
		return adaptertest.Impossible
	}
	if post(p.TB, client, p.base+"/webchat/events", body, "Sec-Fetch-Site", site) == http.StatusOK {
		return adaptertest.Accepted
	}
	return adaptertest.Refused
}

// stranger has a cookie that looks like one of ours.
func stranger(t testing.TB, base string, transport http.RoundTripper) *http.Client {
	t.Helper()
	var secret [32]byte
	_, _ = rand.Read(secret[:])
	at, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(at, []*http.Cookie{{Name: "talk", Value: base64.RawURLEncoding.EncodeToString(secret[:]), Path: "/"}})
	return &http.Client{Jar: jar, Transport: transport}
}

// send makes a request with a JSON body and these headers, name and value in turn.
func send(t testing.TB, c *http.Client, method, url, body string, headers ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, url, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Logf("%s: %T", method, err) // an attack may end with the connection
		return &http.Response{StatusCode: 0, Header: http.Header{}, Body: http.NoBody}
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

// post sends JSON and gives the answer's status; 0 where none came.
func post(t testing.TB, c *http.Client, url, body string, headers ...string) int {
	t.Helper()
	answer := send(t, c, http.MethodPost, url, body, headers...)
	answer.Body.Close()
	return answer.StatusCode
}

func TestConfigurationIsChecked(t *testing.T) {
	h := newHouse()
	for name, c := range map[string]Config{
		"nothing at all":      {},
		"no record":           {Sessions: h, Bell: h, PublicURL: "http://127.0.0.1:8080"},
		"no public URL":       {Record: h, Sessions: h, Bell: h},
		"a path only":         {Record: h, Sessions: h, Bell: h, PublicURL: "/chat"},
		"another scheme":      {Record: h, Sessions: h, Bell: h, PublicURL: "ftp://chat.example.nl"},
		"a script as an exit": {Record: h, Sessions: h, Bell: h, PublicURL: "https://chat.example.nl", ExitURL: "javascript:alert(1)"},
	} {
		if _, err := New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := New(Config{Record: h, Sessions: h, Bell: h, PublicURL: "https://chat.example.nl"}); err != nil {
		t.Errorf("the least that is needed: %v", err)
	}
}

var _ adapters.Record = (*house)(nil)
var _ adapters.Sessions = (*house)(nil)
var _ adapters.Bell = (*house)(nil)
