package telegram

import (
	"strings"
	"testing"
	"time"

	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// TestLaw3_TroubleIsTold: a worthless token at once, an outage after two minutes,
// each once a minute, under an id of its own for each minute; and when it is over
// all goes on.
func TestLaw3_TroubleIsTold(t *testing.T) {
	for _, way := range ways {
		for _, tt := range []struct {
			name        string
			begin, end  func(*telegramtest.Fake)
			word        string
			least, most time.Duration
		}{
			{"the token is worthless", (*telegramtest.Fake).Revoke, (*telegramtest.Fake).Restore, "token", 0, 0},
			{"nothing listens",
				func(f *telegramtest.Fake) { f.Fail(telegramtest.Closed) },
				func(f *telegramtest.Fake) { f.Fail(telegramtest.Fine) },
				"unreachable", 2 * time.Minute, 3 * time.Minute},
		} {
			t.Run(way.name+"/"+tt.name, func(t *testing.T) {
				s := newSteps()
				fake := telegramtest.New(t)
				fake.Clock(s.now)
				r := ready(t, fake, way.change, func(a *Adapter) {
					a.wait = s.wait
					a.pace.retry, a.pace.rest = time.Second, 15*time.Second
				})
				r.a.Now = s.now
				tt.begin(fake)
				r.run()
				begun := s.now()
				var ids []string
				for s.now().Sub(begun) < 6*time.Minute {
					at, d := s.now(), s.rests(t)
					if d > 15*time.Second {
						t.Fatalf("it rests for %v", d)
					}
					for len(r.events) > 0 {
						ev := <-r.events
						if ev.Kind != chat.Trouble || ev.Value != tt.word || ev.Text == "" {
							t.Fatalf("told: %+v", ev)
						}
						if first := at.Sub(begun); len(ids) == 0 && (first < tt.least || first > tt.most) {
							t.Errorf("told after %v", first)
						}
						ids = append(ids, ev.ID)
					}
					s.goOn(d)
				}
				if len(ids) < 3 || len(ids) > 7 {
					t.Errorf("told %d times in six minutes", len(ids))
				}
				for i, id := range ids[1:] {
					if id == ids[i] {
						t.Errorf("twice under the id %s", id)
					}
				}
				tt.end(fake)
				fake.Person(1).Write("hoi")
				for got := false; !got; {
					select {
					case ev := <-r.events:
						got = ev.Text == "hoi"
					case d := <-s.waits:
						s.goOn(d)
					case <-time.After(patient):
						t.Fatal("it does not go on")
					}
				}
			})
		}
	}
}

// TestLaw3_WhatTheDeskDidNotTakeIsToldAgain: a trouble that could not be stored
// is not told.
func TestLaw3_WhatTheDeskDidNotTakeIsToldAgain(t *testing.T) {
	fake := telegramtest.New(t)
	fake.Revoke()
	r := ready(t, fake, nil, nil)
	r.respond = func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown }
	r.run()
	for range 3 {
		if ev := r.next(); ev.Value != "token" {
			t.Errorf("told: %+v", ev)
		}
	}
}

func TestTroubleIsToldInWords(t *testing.T) {
	seen := map[string]bool{}
	for _, what := range []trouble{conflict, badToken, badWebhook, unreachable, unreadable} {
		words := what.words()
		if seen[words] || !strings.HasSuffix(words, ".") || !strings.Contains(words, "De beheerder kan") {
			t.Errorf("%s: %q", what, words)
		}
		seen[words] = true
	}
}

func TestNewWantsWhatCanBeRight(t *testing.T) {
	const token = "4711:AAE-geheim_1"
	tests := []struct {
		name string
		c    Config
		ok   bool
	}{
		{"a token is enough", Config{Token: token}, true},
		{"no token", Config{}, false},
		{"a token without its number", Config{Token: "AAE-geheim_1"}, false},
		{"a token with a line's end", Config{Token: token + "\n"}, false},
		{"a token that is a path", Config{Token: "4711:../geheim"}, false},
		{"this machine", Config{Token: token, URL: "http://127.0.0.1:80"}, true},
		{"another machine without https", Config{Token: token, URL: "http://geheim.example.nl"}, false},
		{"no address", Config{Token: token, URL: "geheim"}, false},
		{"a webhook", Config{Token: token, Secret: "geheim_1-A", Webhook: "https://chat.example.nl/telegram/webhook"}, true},
		{"a secret without a webhook", Config{Token: token, Secret: "geheim"}, false},
		{"a webhook without https", Config{Token: token, Secret: "geheim", Webhook: "http://chat.example.nl/telegram/webhook"}, false},
		{"a secret that Telegram does not take", Config{Token: token, Secret: "geheim!", Webhook: "https://chat.example.nl/"}, false},
		{"a secret that is too long", Config{Token: token, Secret: strings.Repeat("a", 257), Webhook: "https://chat.example.nl/"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(tt.c)
			if (err == nil) != tt.ok {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error(), "geheim") {
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
}

// TestS13_NothingOfAPersonIsLogged: with every way to fail, in and out, the log of
// all levels has no word, name, number, button, token or secret.
func TestS13_NothingOfAPersonIsLogged(t *testing.T) {
	const canary = "kanarie"
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			fake := telegramtest.New(t)
			sam := fake.Person(550_471_199)
			sam.First, sam.Last, sam.User = canary+"-a", canary+"-b", canary+"-c"
			r := start(t, fake, way.change, nil)
			r.until("the webhook", func() bool { return fake.Hooked() == r.url })
			tries := 0
			r.answer(func(ev chat.Event) (chat.Answer, error) {
				if tries++; tries%3 == 1 {
					return chat.Answer{}, errDown
				}
				if tries%3 == 2 {
					panic(ev.Text)
				}
				return chat.Answer{Text: canary}, nil
			})
			sam.Write(canary)
			sam.Photo(canary)
			sam.Send(map[string]any{"contact": map[string]any{"phone_number": "+31" + canary, "first_name": canary}})
			sam.Query(1, canary)
			sam.Query(1, canary+":1")
			fake.Push(telegramtest.Update{"message": map[string]any{"chat": canary}}, telegramtest.Update{canary: canary})
			r.until("all came in", func() bool { return fake.Unconfirmed() == 0 && sam.Spinning() == 0 })
			r.counted(unknown, 1)

			m := message55(canary)
			m.To.Chat = "550471199"
			m.Token, m.Choices = canary, []chat.Choice{{Label: canary}}
			for _, how := range []telegramtest.Failure{telegramtest.Blocked, telegramtest.Rejecting, telegramtest.Busy, telegramtest.Dropped,
				telegramtest.Broken, telegramtest.Half, telegramtest.Closed, telegramtest.Fine} {
				fake.Fail(how)
				if _, err := r.send(m); err != nil && strings.Contains(err.Error(), canary) {
					t.Errorf("%s: %v", how, err)
				}
				sam.Query(1, canary+":2")
			}
			fake.Revoke()
			r.until("the press", func() bool { return fake.Unconfirmed() == 0 || way.change == nil })
			r.stop()
			log := r.log.String()
			if !strings.Contains(log, "panicked") || !strings.Contains(log, "cannot be read") {
				t.Errorf("the log lacks what it should have:\n%s", log)
			}
			for _, secret := range []string{canary, "550471199", fake.Token, strings.Split(fake.Token, ":")[1], theSecret, fake.URL, webhookPath} {
				if strings.Contains(log, secret) {
					t.Errorf("the log carries %q:\n%s", secret, log)
				}
			}
		})
	}
}
