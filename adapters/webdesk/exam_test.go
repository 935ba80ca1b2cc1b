package webdesk

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"
	"time"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

func TestExam(t *testing.T) {
	adaptertest.Run(t, adaptertest.Exam{
		Role: chat.RoleWorker,
		New: func(t testing.TB, s adaptertest.Setup) adaptertest.Bench {
			m := newMemory(time.Now())
			d, err := New(Config{Record: m, Sessions: m, Bell: m, PublicURL: s.Base, Log: s.Log})
			if err != nil {
				t.Fatal(err)
			}
			v := &visitor{desk: d, base: s.Base, memory: m}
			return adaptertest.Bench{Adapter: d, World: v, Secrets: v.secrets}
		},
	})
}

// visitor is a worker's browser, as far as it brings things: each chat is a
// conversation, written to from a tab of its own.
type visitor struct {
	*memory
	desk   *Desk
	base   string
	client *http.Client
	me     string
}

func (v *visitor) secrets() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	var all []string
	for token := range v.sessions {
		all = append(all, token)
	}
	return all
}

func (v *visitor) signIn(ctx context.Context) error {
	if v.client != nil {
		return nil
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	client := &http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true}}
	link, err := v.desk.Link(ctx, chat.Author{})
	if err != nil {
		return err
	}
	_, token, _ := strings.Cut(link, "#")
	body, err := json.Marshal(signIn{Token: token, Name: "Noor"})
	if err != nil {
		return err
	}
	if status, _ := v.post(ctx, client, "/desk/in", body, v.base); status != http.StatusOK {
		return fmt.Errorf("sign in: %d", status)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, s := range v.sessions {
		if s.Kind == kindDesk {
			v.me = s.ID
		}
	}
	v.client = client
	return nil
}

func (v *visitor) post(ctx context.Context, client *http.Client, path string, body []byte, origin string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, v.base+path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Origin", origin)
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

func (v *visitor) wire(thing adaptertest.Thing) []byte {
	p := posted{
		Kind: chat.Answered, Conversation: fmt.Sprintf("talk-%d", thing.Chat), Text: thing.Text,
		Tab: fmt.Sprintf("tab-of-chat-%d", thing.Chat), N: int64(thing.N), As: v.me,
	}
	if thing.Token != "" {
		p.Kind, p.Text = chat.Claimed, ""
	}
	body, err := json.Marshal(p)
	if err != nil {
		return nil
	}
	return body
}

func (v *visitor) Bring(ctx context.Context, things ...adaptertest.Thing) int {
	if v.signIn(ctx) != nil {
		return 0
	}
	for i, thing := range things {
		if status, _ := v.post(ctx, v.client, "/desk/events", v.wire(thing), v.base); status != http.StatusOK {
			return i
		}
	}
	return len(things)
}

func (v *visitor) Attack(ctx context.Context, f adaptertest.Flaw, thing adaptertest.Thing) adaptertest.Verdict {
	if v.signIn(ctx) != nil {
		return adaptertest.Impossible
	}
	client, body, origin := v.client, v.wire(thing), v.base
	switch f {
	case adaptertest.Malformed:
		body = body[:len(body)/2]
	case adaptertest.Oversized:
		thing.Text += strings.Repeat("a", 1<<20)
		body = v.wire(thing)
	case adaptertest.Unauthenticated:
		client = &http.Client{Transport: v.client.Transport}
	case adaptertest.Forged:
		client = &http.Client{Transport: stranger{v.client.Transport}}
	case adaptertest.Foreign:
		origin = "https://elders.example"
	}
	if status, err := v.post(ctx, client, "/desk/events", body, origin); err == nil && status == http.StatusOK {
		return adaptertest.Accepted
	}
	return adaptertest.Refused
}

// stranger brings a cookie that nobody was given.
type stranger struct{ next http.RoundTripper }

func (s stranger) RoundTrip(r *http.Request) (*http.Response, error) {
	r.AddCookie(&http.Cookie{Name: "omzien-" + kindDesk, Value: secret()})
	return s.next.RoundTrip(r)
}
