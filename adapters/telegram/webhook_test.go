package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// TestS1_OnlyTelegramComesIn: 10,000 requests to the webhook without its secret,
// most of them nearly right, are refused alike, and none is handed in.
func TestS1_OnlyTelegramComesIn(t *testing.T) {
	r := ready(t, telegramtest.New(t), webhook, nil)
	routes := r.a.Routes(r.handle)
	chance := rand.New(rand.NewPCG(7, 11))
	update, err := json.Marshal(r.fake.Person(1).Writing("binnen"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10_000 {
		req := httptest.NewRequest(http.MethodPost, webhookPath, bytes.NewReader(spoilt(chance, update)))
		req.Header.Set("Content-Type", "application/json")
		for _, value := range almost(chance, theSecret) {
			req.Header.Add(secretHeader, value)
		}
		w := httptest.NewRecorder()
		routes.ServeHTTP(w, req)
		if w.Code != http.StatusUnauthorized || w.Body.Len() != 0 {
			t.Fatalf("request %d with %q: %d %q", i, req.Header.Values(secretHeader), w.Code, w.Body)
		}
	}
	if len(r.events) > 0 {
		t.Errorf("handed in: %+v", <-r.events)
	}
	r.counted("secret", 10_000)
}

// almost is a secret header that is not right: none, several, or one with a flaw.
func almost(chance *rand.Rand, secret string) []string {
	at := chance.IntN(len(secret))
	switch chance.IntN(9) {
	case 0:
		return nil
	case 1:
		return []string{""}
	case 2:
		return []string{secret, secret}
	case 3:
		return []string{secret[:at]}
	case 4:
		return []string{secret + secret[:at+1]}
	case 5:
		return []string{strings.ToUpper(secret)}
	case 6:
		return []string{" " + secret + "\x00"}
	case 7:
		return []string{strings.Repeat(secret, 200)}
	default:
		flawed := []byte(secret)
		flawed[at] ^= byte(1 << chance.IntN(7))
		return []string{string(flawed)}
	}
}

// spoilt is a body as it is, or broken.
func spoilt(chance *rand.Rand, body []byte) []byte {
	switch chance.IntN(4) {
	case 0:
		return body[:chance.IntN(len(body))]
	case 1:
		b := bytes.Clone(body)
		b[chance.IntN(len(b))] = byte(chance.IntN(256))
		return b
	default:
		return body
	}
}

func TestTheWebhookAnswers(t *testing.T) {
	fake := telegramtest.New(t)
	words, err := json.Marshal(telegramtest.Update{"update_id": 5, "message": map[string]any{
		"message_id": 1, "date": 1, "chat": map[string]any{"id": 55, "type": "private"}, "text": "hoi"}})
	if err != nil {
		t.Fatal(err)
	}
	down := func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown }
	tests := []struct {
		name    string
		method  string
		path    string
		body    []byte
		respond func(chat.Event) (chat.Answer, error)
		status  int
		events  int
	}{
		{"words", "POST", webhookPath, words, nil, 200, 1},
		{"what was not stored", "POST", webhookPath, words, down, 503, 1},
		{"what cannot be read: its chat would wait for ever", "POST", webhookPath, words[:20], nil, 200, 0},
		{"what cannot be read, while nobody can be told", "POST", webhookPath, words[:20], down, 503, 0},
		{"an unknown kind", "POST", webhookPath, []byte(`{"update_id":6,"dream":{}}`), nil, 200, 0},
		{"nothing", "POST", webhookPath, nil, nil, 200, 0},
		{"1 MiB", "POST", webhookPath, append(bytes.Clone(words), bytes.Repeat([]byte(" "), largest-len(words))...), nil, 200, 1},
		{"more than 1 MiB", "POST", webhookPath, append(bytes.Clone(words), bytes.Repeat([]byte(" "), largest)...), nil, 413, 0},
		{"GET", "GET", webhookPath, nil, nil, 405, 0},
		{"elsewhere", "POST", "/telegram/webhook/x", words, nil, 404, 0},
		{"the top", "POST", "/", words, nil, 404, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ready(t, fake, webhook, nil)
			r.answer(tt.respond)
			req := httptest.NewRequest(tt.method, tt.path, bytes.NewReader(tt.body))
			req.Header.Set(secretHeader, theSecret)
			w := httptest.NewRecorder()
			r.a.Routes(r.handle).ServeHTTP(w, req)
			if w.Code != tt.status {
				t.Errorf("answered %d, want %d", w.Code, tt.status)
			}
			n := 0
			for len(r.events) > 0 {
				if (<-r.events).Kind != chat.Trouble {
					n++
				}
			}
			if n != tt.events {
				t.Errorf("%d events came in, want %d", n, tt.events)
			}
		})
	}
	t.Run("without a secret there is no webhook", func(t *testing.T) {
		r := ready(t, fake, nil, nil)
		for _, given := range []string{"", theSecret} {
			req := httptest.NewRequest("POST", webhookPath, bytes.NewReader(words))
			req.Header.Set(secretHeader, given)
			w := httptest.NewRecorder()
			r.a.Routes(r.handle).ServeHTTP(w, req)
			if w.Code != 404 || len(r.events) > 0 {
				t.Errorf("answered %d", w.Code)
			}
		}
	})
}

// TestLaw2_TheWebhookKeepsTheOrder: Telegram brings what was not stored again,
// before anything that the same person wrote after it.
func TestLaw2_TheWebhookKeepsTheOrder(t *testing.T) {
	r := ready(t, telegramtest.New(t), webhook, nil)
	refused := map[string]bool{}
	got := make(chan string, 100)
	r.respond = func(ev chat.Event) (chat.Answer, error) {
		if ev.From.Chat == "1" && !refused[ev.Text] {
			refused[ev.Text] = true
			return chat.Answer{}, errDown
		}
		if ev.From.Chat == "1" {
			got <- ev.Text
		}
		return chat.Answer{}, nil
	}
	for i := range 5 {
		r.fake.Person(1).Write(fmt.Sprint("woord ", i))
		r.fake.Person(2).Write("tussendoor")
	}
	r.run()
	for i := range 5 {
		if text := <-got; text != fmt.Sprint("woord ", i) {
			t.Errorf("as number %d came %q", i, text)
		}
	}
}

// TestR15_TheWebhookIsWatched: it is set at the start and put right when it was
// changed; the desk hears of updates that wait for more than two minutes, and of
// an error of the last five.
func TestR15_TheWebhookIsWatched(t *testing.T) {
	s := newSteps()
	fake := telegramtest.New(t)
	fake.Clock(s.now)
	r := ready(t, fake, webhook, func(a *Adapter) { a.wait = s.wait })
	r.a.Now = s.now
	r.run()
	at := s.rests(t)
	if at != time.Minute {
		t.Errorf("it looks every %v", at)
	}
	set := fake.Calls("setWebhook")
	if len(set) != 1 || set[0].Params["url"] != r.url || set[0].Params["secret_token"] != theSecret || set[0].Params["allowed_updates"] != wanted {
		t.Errorf("set: %+v", set)
	}

	fake.Hook("http://127.0.0.1:1/elders", "")
	s.goOn(at)
	s.rests(t)
	if fake.Hooked() != r.url {
		t.Error("a changed address was not put right within a minute")
	}
	if len(r.events) != 0 {
		t.Errorf("told: %+v", <-r.events)
	}

	// Telegram says that one waits, and goes on saying so.
	hold := fake.HoldBack()
	fake.Person(1).Write("hoort iemand mij?")
	for minute := range 4 {
		s.goOn(time.Minute)
		s.rests(t)
		told := len(r.events)
		if minute < 3 && told != 0 {
			t.Fatalf("told after %d minutes of waiting", minute)
		}
		if minute == 3 {
			if ev := r.next(); ev.Kind != chat.Trouble || ev.Value != "webhook" {
				t.Errorf("told: %+v", ev)
			}
		}
	}
	hold()
	if ev := r.next(); ev.Text != "hoort iemand mij?" {
		t.Errorf("came in: %+v", ev)
	}
	r.until("nothing waits", func() bool { return fake.Unconfirmed() == 0 })
	s.goOn(time.Minute)
	s.rests(t)
	if len(r.events) != 0 {
		t.Errorf("told though nothing waits: %+v", <-r.events)
	}

	// Somebody set our address with another secret: we refuse all of it.
	fake.Hook(r.url, "een-ander-geheim")
	fake.Person(1).Write("en nu?")
	r.until("it was refused", func() bool {
		_, _, why, err := r.a.WebhookInfo(context.Background())
		return err == nil && why == "refused"
	})
	s.goOn(time.Minute)
	if ev := r.next(); ev.Kind != chat.Trouble || ev.Value != "webhook" {
		t.Errorf("told: %+v", ev)
	}
	s.rests(t)
	s.goOn(time.Minute) // now it is set again
	if ev := r.heard(); ev.Text != "en nu?" {
		t.Errorf("came in: %+v", ev)
	}
	r.until("it is mended", func() bool { return fake.Unconfirmed() == 0 })
}

func TestWebhookInfoSaysWhyInOneWord(t *testing.T) {
	for said, want := range map[string]string{
		"Wrong response from the webhook: 401 Unauthorized":          "refused",
		"Read timeout expired":                                       "timeout",
		"Connection timed out":                                       "timeout",
		"SSL error {error:0A000086:SSL routines::certificate}":       "certificate",
		"Failed to resolve host: Name or service not known":          "name",
		"Connection refused":                                         "connection",
		"Something about https://geheim.example.nl/telegram/webhook": "other",
	} {
		if got := (standing{Failure: said}).why(); got != want {
			t.Errorf("%q is %q, want %q", said, got, want)
		}
	}
	s := newClock()
	r := ready(t, telegramtest.New(t), nil, func(a *Adapter) { a.Now = s.now })
	r.fake.Clock(s.now)
	url, pending, why, err := r.a.WebhookInfo(context.Background())
	if url != "" || pending != 0 || why != "" || err != nil {
		t.Errorf("got %q, %d, %q, %v", url, pending, why, err)
	}
	if name, err := r.a.Me(context.Background()); name != "proef_bot" || err != nil {
		t.Errorf("we are %q, %v", name, err)
	}
	r.fake.Revoke()
	if _, err := r.a.Me(context.Background()); err == nil || strings.Contains(err.Error(), r.fake.Token) {
		t.Errorf("with a worthless token: %v", err)
	}
	if _, _, _, err := r.a.WebhookInfo(context.Background()); err == nil {
		t.Error("no error")
	}
}
