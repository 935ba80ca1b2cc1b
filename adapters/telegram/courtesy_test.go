package telegram

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// TestEveryPressIsAnswered: whatever it was, its button stops spinning; and what
// was pressed stands there no longer.
func TestEveryPressIsAnswered(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			r := start(t, telegramtest.New(t), way.change, nil)
			r.until("the webhook", func() bool { return r.fake.Hooked() == r.url })
			sam := r.fake.Person(55).Meet()
			m := message55("Kun je nu praten?")
			m.Token, m.Choices = "token-1", []chat.Choice{{Label: "Ja"}, {Label: "Nee"}}
			if _, err := r.send(m); err != nil {
				t.Fatal(err)
			}
			long := strings.Repeat("Dat is al gezegd 😀. ", 30)
			r.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{Text: long}, nil })
			done := func() bool { return sam.Spinning() == 0 && r.fake.Unconfirmed() == 0 }

			sam.Press("Ja")
			if ev := r.next(); ev.Token != "token-1:0" || ev.Kind != chat.Chose {
				t.Errorf("came in: %+v", ev)
			}
			r.until("its answer", func() bool { return done() && len(sam.Screen()[0].Labels) == 0 })
			if told := sam.Told(); len(told) != 1 || adapters.Units(told[0]) > 200 || !strings.HasPrefix(told[0], "Dat is al gezegd 😀. Dat") {
				t.Errorf("told %q", told)
			}

			sam.PressOld("Nee") // from a screen that was not drawn again: "not modified"
			if ev := r.next(); ev.Token != "token-1:1" {
				t.Errorf("came in: %+v", ev)
			}
			r.until("its answer", done)

			for _, data := range []string{"kanarie", "token:1000", strings.Repeat("a", 61) + ":1", "to ken:1", "", "token:-1", "token:1\n"} {
				sam.Query(sam.Screen()[0].ID, data)
			}
			alone := sam.Pressing(1, "token:1")
			delete(alone["callback_query"].(map[string]any), "message")
			inGroup := sam.Pressing(1, "token:1")
			inGroup["callback_query"].(map[string]any)["message"].(map[string]any)["chat"] = map[string]any{"id": int64(-4), "type": "group"}
			spoilt := sam.Pressing(1, "token:1")
			spoilt["callback_query"].(map[string]any)["data"] = 7
			r.fake.Push(alone, inGroup, spoilt)
			r.until("their answers", done)
			r.counted(stale, 7)
			r.counted(group, 2)
			for len(r.events) > 0 {
				if ev := <-r.events; ev.Kind != chat.Trouble {
					t.Errorf("came in: %+v", ev)
				}
			}
		})
	}
}

// TestLaw1_APressIsAnsweredAfterItWasStored: no answer says "done" before it is.
func TestLaw1_APressIsAnsweredAfterItWasStored(t *testing.T) {
	r := ready(t, telegramtest.New(t), nil, nil)
	sam := r.fake.Person(55).Meet()
	tries := 0
	r.respond = func(chat.Event) (chat.Answer, error) {
		if tries++; tries < 4 {
			return chat.Answer{}, errDown
		}
		if len(r.fake.Calls("answerCallbackQuery")) > 0 {
			return chat.Answer{}, errors.New("answered too early")
		}
		return chat.Answer{}, nil
	}
	sam.Query(1, "token:0")
	r.run()
	r.until("its answer", func() bool { return sam.Spinning() == 0 })
	r.until("it is confirmed", func() bool { return r.fake.Unconfirmed() == 0 })
	r.stop()
	if n := len(r.fake.Calls("answerCallbackQuery")); n != 1 {
		t.Errorf("answered %d times", n)
	}
}

// TestPressesAreAnsweredWhenRunEnds: those that are still owed an answer get it.
func TestPressesAreAnsweredWhenRunEnds(t *testing.T) {
	r := ready(t, telegramtest.New(t), nil, nil)
	sam := r.fake.Person(55).Meet()
	for i := range 20 {
		update := sam.Pressing(1, fmt.Sprint("token:", i))
		query := update["callback_query"].(map[string]any)["id"].(string)
		r.a.owe(press{query: query})
	}
	r.run()
	r.stop()
	if n := sam.Spinning(); n != 0 {
		t.Errorf("%d of 20 still spin", n)
	}
}

// TestR20_TelegramsSilenceIsKept: after a 429 no courtesy is called before it is
// over, a message says how long to wait, and what people write comes in all the
// while. (That messages wait is the outbox's part: it has the budget.)
func TestR20_TelegramsSilenceIsKept(t *testing.T) {
	s := newSteps()
	fake := telegramtest.New(t)
	fake.Clock(s.now)
	sam := fake.Person(55).Meet()
	r := start(t, fake, func(c *Config) { c.Now = s.now }, func(a *Adapter) { a.wait = s.wait })
	r.until("it polls", fake.Polling)

	fake.Limit(9 * time.Second)
	_, err := r.send(message55("hoi"))
	if outcome, after := adapters.Judge(err); outcome != adapters.NotYet || after != 9*time.Second {
		t.Fatalf("judged %d, wait %v", outcome, after)
	}
	sam.Query(1, "geen knop van ons") // which costs one call, its answer
	if d := s.rests(t); d != 9*time.Second {
		t.Errorf("courtesy waits %v", d)
	}
	sam.Write("en ondertussen")
	if ev := r.next(); ev.Text != "en ondertussen" {
		t.Errorf("came in: %+v", ev)
	}
	if n := len(fake.Calls("answerCallbackQuery")); n != 0 {
		t.Error("answered in the silence") // the fake says so too
	}
	s.goOn(9 * time.Second)
	r.until("its answer", func() bool { return sam.Spinning() == 0 })

	// The silence may begin with a courtesy as well: it is tried again after it.
	fake.Limit(4 * time.Second)
	sam.Query(1, "geen knop van ons")
	if d := s.rests(t); d != 4*time.Second {
		t.Errorf("courtesy waits %v", d)
	}
	s.goOn(4 * time.Second)
	r.until("its answer", func() bool { return sam.Spinning() == 0 })
	if _, err := r.send(message55("hoi")); err != nil {
		t.Error(err)
	}
}
