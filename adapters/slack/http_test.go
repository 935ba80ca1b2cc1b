package slack

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// ask sends a request and gives its status.
func (b *scene) ask(req *http.Request) int {
	b.t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestS2_OnlyWhatSlackSignedJustNowComesIn(t *testing.T) {
	now := time.Now() // to the adapter: a slow machine makes no request old
	b := newScene(t, "http", func(_ *scene, c *Config) { c.Now = func() time.Time { return now } })
	deliveries := map[string]*slacktest.Delivery{
		"event":   b.noor.Reply(b.desk, b.card, "Hoi").Await(),
		"press":   b.noor.Press(b.desk, b.card, "Oppakken").Await(),
		"command": b.noor.Command(b.desk, "/omzien", "").Await(),
	}
	b.taken()
	at := func(d time.Duration) func(*http.Request, []byte) {
		return func(r *http.Request, body []byte) {
			when := now.Add(d)
			r.Header.Set("X-Slack-Request-Timestamp", strconv.FormatInt(when.Unix(), 10))
			r.Header.Set("X-Slack-Signature", b.Sign(when, body))
		}
	}
	header := func(name string, values ...string) func(*http.Request, []byte) {
		return func(r *http.Request, _ []byte) { r.Header[name] = values }
	}
	tests := []struct {
		name   string
		change func(r *http.Request, body []byte)
		want   int
	}{
		{"as it was", func(*http.Request, []byte) {}, 200},
		{"a replay with the headers of a retry", func(r *http.Request, _ []byte) {
			r.Header.Set("X-Slack-Retry-Num", "2")
			r.Header.Set("X-Slack-Retry-Reason", "http_timeout")
		}, 200},
		{"one byte changed", func(r *http.Request, body []byte) {
			other := bytes.Clone(body)
			other[len(other)/2] ^= 1
			r.Body = io.NopCloser(bytes.NewReader(other))
		}, 401},
		{"301 s old", at(-301 * time.Second), 401},
		{"from the future", at(302 * time.Second), 401},
		{"nearly too old", at(-298 * time.Second), 200},
		{"no signature", header("X-Slack-Signature"), 401},
		{"no time", header("X-Slack-Request-Timestamp"), 401},
		{"an empty signature", header("X-Slack-Signature", ""), 401},
		{"another version", func(r *http.Request, _ []byte) {
			r.Header.Set("X-Slack-Signature", strings.Replace(r.Header.Get("X-Slack-Signature"), "v0=", "v1=", 1))
		}, 401},
		{"half a signature", func(r *http.Request, _ []byte) {
			r.Header.Set("X-Slack-Signature", r.Header.Get("X-Slack-Signature")[:35])
		}, 401},
		{"two signatures", func(r *http.Request, _ []byte) { r.Header.Add("X-Slack-Signature", r.Header.Get("X-Slack-Signature")) }, 401},
		{"two times", func(r *http.Request, _ []byte) {
			r.Header.Add("X-Slack-Request-Timestamp", r.Header.Get("X-Slack-Request-Timestamp"))
		}, 401},
		{"a time that is none", header("X-Slack-Request-Timestamp", "-1"), 401},
		{"a time beyond all times", header("X-Slack-Request-Timestamp", "99999999999999999999"), 401},
		{"another method", func(r *http.Request, _ []byte) { r.Method = http.MethodPut }, 405},
	}
	for name, d := range deliveries {
		for _, tt := range tests {
			t.Run(name+" "+tt.name, func(t *testing.T) {
				req := b.Request(b.base, d)
				body, err := io.ReadAll(req.Body)
				if err != nil {
					t.Fatal(err)
				}
				req.Body = io.NopCloser(bytes.NewReader(body))
				tt.change(req, body)
				if got := b.ask(req); got != tt.want {
					t.Errorf("status %d, want %d", got, tt.want)
				}
				if tt.want != 200 {
					b.none(tt.name)
				}
				b.taken()
			})
		}
	}
}

// What Slack signed for another workspace or another app is answered, so that
// Slack does not switch our events off, and nothing is taken from it (iterate
// #1521, hermes-agent #38869, matrix-appservice-slack #261). Whoever pressed or
// typed there is not told either.
func TestS2_NothingIsTakenFromAnotherWorkspaceOrAnotherApp(t *testing.T) {
	b := newScene(t, "http", func(b *scene, c *Config) { c.URL = knowsItsApp(t, c.URL) })
	d := b.noor.Reply(b.desk, b.card, "Hoi").Await()
	b.one()
	press := b.noor.Press(b.desk, b.card, "Oppakken").Await()
	b.one()
	for _, d := range []*slacktest.Delivery{d, press, b.noor.Command(b.desk, "/omzien", "").Await()} {
		foreign := b.Foreign(d)
		if !foreign.Settled(t.Context()) || foreign.Status() != 200 || foreign.Body() != "" {
			t.Errorf("another workspace: status %d, %q", foreign.Status(), foreign.Body())
		}
	}
	var payload map[string]any
	json.Unmarshal(d.Payload(), &payload)
	payload["api_app_id"] = "A0ANDERE"
	other := b.Send("events_api", payload)
	if !other.Settled(t.Context()) || other.Status() != 200 {
		t.Errorf("another app: status %d", other.Status())
	}
	b.none("what is not ours")
	if n := b.count("foreign"); n != 4 {
		t.Errorf("%d were counted as foreign, want 4", n)
	}
}

// knowsItsApp stands before an API and tells to which app the bot's user
// belongs, as Slack does.
func knowsItsApp(t *testing.T, api string) string {
	to, err := url.Parse(api)
	if err != nil {
		t.Fatal(err)
	}
	through := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: to.Scheme, Host: to.Host})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if strings.HasSuffix(r.URL.Path, "/users.info") && strings.Contains(string(body), slacktest.BotUser) {
			io.WriteString(w, `{"ok":true,"user":{"id":"`+slacktest.BotUser+`","is_bot":true,"profile":{"api_app_id":"`+slacktest.App+`"}}}`)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/api/"
}

func TestHTTP_SlacksURLIsVerified(t *testing.T) {
	b := newScene(t, "http", nil)
	if err := b.VerifyURL(b.base); err != nil {
		t.Error(err)
	}
}

func TestHTTP_WhatCannotBeReadIsRefused(t *testing.T) {
	b := newScene(t, "http", nil)
	for _, tt := range []struct {
		name, path, body string
		want             int
	}{
		{"no JSON", "/slack/events", "{", 400},
		{"a press that is no JSON", "/slack/interactivity", "payload=%7B", 400},
		{"a form that is none", "/slack/interactivity", "payload=%zz", 400},
		{"too large", "/slack/events", strings.Repeat(" ", largest+1), 413},
		{"elsewhere", "/slack/other", "{}", 404},
	} {
		if got := b.ask(b.Signed(b.base+tt.path, tt.path != "/slack/events", []byte(tt.body))); got != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, got, tt.want)
		}
	}
	b.none("what cannot be read")
}

func TestHTTP_NothingIsServedWhereASocketIs(t *testing.T) {
	b := newScene(t, "socket", func(_ *scene, c *Config) { c.SigningSecret = "ondertekening-4f8a12c6" })
	server := httptest.NewServer(b.a.Routes(b.handle))
	defer server.Close()
	if got := b.ask(b.Signed(server.URL+"/slack/events", false, []byte("{}"))); got != 404 {
		t.Errorf("status %d, want 404", got)
	}
}

func TestCommandsAreAnsweredInWords(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		d := b.noor.Command(b.desk, "/omzien", "wat nu").Await()
		var said struct {
			Type string `json:"response_type"`
			Text string
		}
		if err := json.Unmarshal([]byte(d.Body()), &said); err != nil || said.Type != "ephemeral" || !strings.Contains(said.Text, "Oppakken") {
			t.Errorf("answered %q", d.Body())
		}
		b.none("a command")
	})
}

func TestWordsGoOnlyToSlacksOwnAddresses(t *testing.T) {
	tests := []struct {
		api, to string
		want    bool
	}{
		{API, "https://hooks.slack.com/actions/T1/2/3", true},
		{API, "https://hooks.slack-gov.com/actions/T1/2/3", true},
		{API, "http://hooks.slack.com/actions/T1/2/3", false},
		{API, "https://hooks.slack.com.kwaad.nl/", false},
		{API, "https://kwaadslack.com/", false},
		{API, "https://hooks.slack.com@kwaad.nl/", false},
		{API, "https://iemand@hooks.slack.com/", false},
		{API, "http://169.254.169.254/", false},
		{API, "://", false},
		{"http://127.0.0.1:4000/api/", "http://127.0.0.1:4000/response/1", true},
		{"http://127.0.0.1:4000/api/", "http://127.0.0.1:4001/response/1", false},
	}
	for _, tt := range tests {
		a := &Adapter{Config: Config{URL: tt.api}}
		if got := a.mayRespond(tt.to); got != tt.want {
			t.Errorf("with %s, %s: %v, want %v", tt.api, tt.to, got, tt.want)
		}
	}
}

// TestLaw2_AThreadStaysInOrder holds the first words back: what is behind them
// in the thread waits, and another thread does not.
func TestLaw2_AThreadStaysInOrder(t *testing.T) {
	b := newScene(t, "socket", nil)
	second := b.noor.Reply(b.desk, "", "Een tweede draad").Await()
	entered, release := make(chan struct{}), make(chan error)
	b.answer(func(ev chat.Event) (chat.Answer, error) {
		if ev.Text == "een" {
			entered <- struct{}{}
			return chat.Answer{Line: 1}, <-release
		}
		return chat.Answer{Line: 1}, nil
	})
	first := b.noor.Reply(b.desk, b.card, "een")
	<-entered
	behind := b.noor.Reply(b.desk, b.card, "twee")
	press := b.noor.Press(b.desk, b.card, "Oppakken")
	b.noor.Reply(b.desk, second.TS, "elders").Await()
	if events := b.taken(); len(events) != 1 || events[0].Text != "elders" {
		t.Fatalf("passed by: %+v", events)
	}

	refused := b.count("not_stored")
	release <- errDown // then what is behind it may not pass either
	b.await(func() bool { return b.counted["not_stored"] == refused+3 })
	if behind.Acked() || press.Acked() || first.Acked() {
		t.Error("acknowledged behind what was not stored")
	}
	b.none("behind what was not stored")

	b.Redeliver()
	<-entered
	release <- nil
	first.Await()
	behind.Await()
	if events := b.taken(); len(events) != 2 || events[0].Text != "een" || events[1].Text != "twee" {
		t.Errorf("came as %+v", events)
	}
}
