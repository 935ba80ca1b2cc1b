package slack

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

const channel = "C0DESK"

// opaque is an id that looks random, as the switchboard makes them.
func opaque(id string) string {
	sum := sha256.Sum256([]byte("a secret of this test" + id))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// at makes an adapter that calls Slack there.
func at(t *testing.T, url string) *Adapter {
	t.Helper()
	a, err := New(Config{
		Token: "xoxb-geheim-1", AppToken: "xapp-geheim-2", URL: url, Channels: []string{channel}, Opaque: opaque,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.transport.CloseIdleConnections)
	return a
}

// answering is a Slack that always answers so.
func answering(t *testing.T, handle http.HandlerFunc) *Adapter {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	return at(t, server.URL+"/api/")
}

func says(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func no(word string) http.HandlerFunc { return says(200, `{"ok":false,"error":"`+word+`"}`) }

func words() chat.Message {
	return chat.Message{
		ID: "e1/0", To: chat.Address{Adapter: Name, Chat: channel, Thread: "1764000000.000100"}, Talk: "c1",
		Speaker: chat.Author{Role: chat.RolePerson, Name: "Sam · blauwe vos"}, Text: "kanarie",
	}
}

func TestErrors_EachAnswerGetsItsMark(t *testing.T) {
	tests := []struct {
		name  string
		slack http.HandlerFunc
		want  adapters.Outcome
		after time.Duration
	}{
		{"too many, for 7 s", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "7")
			says(429, `{"ok":false,"error":"ratelimited"}`)(w, r)
		}, adapters.NotYet, 7 * time.Second},
		{"too many, for no time at all", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "0")
			says(429, ``)(w, r)
		}, adapters.NotYet, time.Second},
		{"too many, and no word of how long", says(429, ``), adapters.NotYet, pause},
		{"too many, until a date", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "Sat, 21 Nov 2026 22:31:00 GMT")
			says(429, ``)(w, r)
		}, adapters.NotYet, pause},
		{"too many, as a word", no("ratelimited"), adapters.NotYet, pause},

		{"invalid_auth", no("invalid_auth"), adapters.NoRoute, 0},
		{"account_inactive", no("account_inactive"), adapters.NoRoute, 0},
		{"token_revoked", no("token_revoked"), adapters.NoRoute, 0},
		{"not_authed", no("not_authed"), adapters.NoRoute, 0},
		{"missing_scope", says(200, `{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"commands"}`), adapters.NoRoute, 0},
		{"team_access_not_granted", no("team_access_not_granted"), adapters.NoRoute, 0},
		{"channel_not_found", no("channel_not_found"), adapters.NoRoute, 0},
		{"not_in_channel", no("not_in_channel"), adapters.NoRoute, 0},
		{"is_archived", no("is_archived"), adapters.NoRoute, 0},
		{"restricted_action_thread_locked", no("restricted_action_thread_locked"), adapters.NoThread, 0},
		{"thread_not_found", no("thread_not_found"), adapters.NoThread, 0},
		{"restricted_action_read_only_channel", no("restricted_action_read_only_channel"), adapters.NoRoute, 0},
		{"message_limit_exceeded", no("message_limit_exceeded"), adapters.NoRoute, 0},

		{"msg_too_long", no("msg_too_long"), adapters.Refused, 0},
		{"msg_blocks_too_long", no("msg_blocks_too_long"), adapters.Refused, 0},
		{"invalid_blocks", no("invalid_blocks"), adapters.Refused, 0},
		{"no_text", no("no_text"), adapters.Refused, 0},
		{"a word that is new", no("made_up_tomorrow"), adapters.Refused, 0},

		{"fatal_error may be half done", no("fatal_error"), adapters.Unknown, 0},
		{"internal_error may be half done", no("internal_error"), adapters.Unknown, 0},
		{"500", says(500, ``), adapters.Unknown, 0},
		{"503 of a page", says(503, `<html>`), adapters.Unknown, 0},
		{"no JSON", says(200, `<html>`), adapters.Unknown, 0},
		{"half of it", says(200, `{"ok":true,"ts":"17`), adapters.Unknown, 0},
		{"nothing", says(200, ``), adapters.Unknown, 0},
		{"a yes that is none", says(200, `{}`), adapters.Unknown, 0},
		{"a no without a word", says(200, `{"ok":false}`), adapters.Unknown, 0},
		{"a yes without a ts", says(200, `{"ok":true}`), adapters.Unknown, 0},
		{"a cut connection", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, adapters.Unknown, 0},

		{"another server", says(404, `{"ok":true}`), adapters.NoRoute, 0},
		{"sent elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, adapters.NoRoute, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := answering(t, tt.slack).Send(t.Context(), words())
			got, after := adapters.Judge(err)
			if got != tt.want || after != tt.after {
				t.Errorf("judged %d after %v, want %d after %v: %v", got, after, tt.want, tt.after, err)
			}
		})
	}
}

func TestErrors_AnEditIsRefusedForGood(t *testing.T) {
	for _, word := range []string{"message_not_found", "cant_update_message", "edit_window_closed", "msg_too_long"} {
		m := words()
		m.Edits, m.Place = "e0/0", "1764000000.000200"
		_, err := answering(t, no(word)).Send(t.Context(), m)
		if got, _ := adapters.Judge(err); got != adapters.Refused {
			t.Errorf("%s: judged %d", word, got)
		}
	}
}

// Law 20: what only takes words away counts as done where they are gone, and takes the
// whole message away where it can no longer be changed.
func TestLaw20_WordsThatCannotBeChangedGoAsAWhole(t *testing.T) {
	for _, word := range []string{"message_not_found", "edit_window_closed", "cant_update_message"} {
		for name, m := range map[string]chat.Message{"words": words(), "a card": handoff()} {
			b := newChannelBench(t)
			card := b.mustSend(t, handoff())
			m.To.Thread, m.ID = card.Thread, "m"
			place := card.ID
			if m.Card == nil {
				place = b.mustSend(t, m).ID
			}
			b.fake.Refuse("chat.update", word)
			m.Edits, m.Place, m.Emptied = m.ID, place, true
			if r, err := b.Send(t.Context(), m); err != nil || r.ID != place {
				t.Errorf("%s, %s: %+v, %v", name, word, r, err)
			}
			if slices.ContainsFunc(b.desk.Posts(), func(p slacktest.Post) bool { return p.TS == place && p.Subtype != "tombstone" }) {
				t.Errorf("%s, %s: it still stands there", name, word)
			}
		}
	}
}

// E9: a card that is not there any more took its thread along.
func TestE9_TheEditOfACardThatIsGone(t *testing.T) {
	m := handoff()
	m.Edits, m.Place = "e0/0", "1764000000.000200"
	_, err := answering(t, no("message_not_found")).Send(t.Context(), m)
	if got, _ := adapters.Judge(err); got != adapters.NoThread {
		t.Errorf("judged %d", got)
	}
}

func TestErrors_WhatWasNeverWrittenIsNotUncertain(t *testing.T) {
	server := httptest.NewServer(says(200, `{}`))
	closed := server.URL
	server.Close()
	for _, url := range []string{closed + "/api/", "https://slack.invalid/api/"} {
		_, err := at(t, url).Send(t.Context(), words())
		if got, _ := adapters.Judge(err); got != adapters.NotYet {
			t.Errorf("judged %d: %v", got, err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, err := answering(t, says(200, `{}`)).Send(ctx, words())
	if got, _ := adapters.Judge(err); got != adapters.NotYet {
		t.Errorf("with no time left: judged %d: %v", got, err)
	}
}

// A call that takes too long ends by itself, also where the caller waits on.
func TestErrors_ASilentSlackIsGivenUp(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	}))
	defer server.Close()
	a, err := New(Config{
		Token: "xoxb-1", AppToken: "xapp-1", URL: server.URL, Channels: []string{channel}, Opaque: opaque, Timeout: 50 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.Send(context.Background(), words())
	if got, _ := adapters.Judge(err); got != adapters.Unknown {
		t.Errorf("judged %d: %v", got, err)
	}
}

// Slack's words are ours to show; anything else that an answer holds is not.
func TestS13_ErrorsCarryNothingButSlacksWord(t *testing.T) {
	const canary = "kanarie"
	for name, slack := range map[string]http.HandlerFunc{
		"a word":         no("is_archived"),
		"words as error": no("Hallo " + canary + "!"),
		"a long word":    no(strings.Repeat(canary, 20)),
		"needed":         says(200, `{"ok":false,"error":"missing_scope","needed":"`+canary+`","response_metadata":{"messages":["`+canary+`"]}}`),
		"an error page":  says(500, canary),
		"no JSON":        says(200, canary),
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://"+canary+".example/", http.StatusFound)
		},
	} {
		a := answering(t, slack)
		for _, err := range []error{
			second(a.Send(t.Context(), words())),
			a.TestPost(t.Context(), channel),
			func() error { _, _, err := a.Find(t.Context(), words(), time.Unix(1764000000, 0)); return err }(),
		} {
			if err == nil {
				t.Errorf("%s: no error", name)
				continue
			}
			for _, secret := range []string{canary, "geheim", channel, "1764000000", "127.0.0.1", "e1"} {
				if strings.Contains(err.Error(), secret) {
					t.Errorf("%s: the error carries %q: %v", name, secret, err)
				}
			}
		}
	}
	_, err := answering(t, no("is_archived")).Send(t.Context(), words())
	if err == nil || !strings.Contains(err.Error(), "is_archived") || refused(err) != "is_archived" {
		t.Errorf("who mends it needs the word: %v", err)
	}
}

func second(_ chat.Receipt, err error) error { return err }

func TestNew_RefusesWhatCannotBeRight(t *testing.T) {
	right := Config{Token: "xoxb-1", AppToken: "xapp-1", Channels: []string{"C0DESK"}, Opaque: opaque}
	if _, err := New(right); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Config){
		"no token":           func(c *Config) { c.Token = "" },
		"an app's token":     func(c *Config) { c.Token = "xapp-1" },
		"no way in":          func(c *Config) { c.AppToken = "" },
		"a bot's token":      func(c *Config) { c.AppToken = "xoxb-1" },
		"no channel":         func(c *Config) { c.Channels = nil },
		"a channel by name":  func(c *Config) { c.Channels = []string{"#jongerenwerk"} },
		"no ids":             func(c *Config) { c.Opaque = nil },
		"an API that is not": func(c *Config) { c.URL = "slack.com" },
	} {
		c := right
		spoil(&c)
		if _, err := New(c); err == nil || strings.Contains(err.Error(), "jongerenwerk") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMark_KeepsOneWord(t *testing.T) {
	err := fmt.Errorf("chat.delete: %w", meaning("message_not_found"))
	if refused(err) != "message_not_found" || refused(errors.New("x")) != "" || refused(nil) != "" {
		t.Error("the word is lost")
	}
}
