package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/adaptertest/ports"
	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// message55 says a text to person 55.
func message55(text string) chat.Message {
	return chat.Message{ID: "m", To: chat.Address{Adapter: Name, Chat: "55"}, Class: chat.Live, Text: text}
}

// TestS8_TextsArriveAsWritten: 100,000 texts, made of what others have stumbled
// over, arrive unchanged, without markup and without previews of their links.
func TestS8_TextsArriveAsWritten(t *testing.T) {
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	var all sync.WaitGroup
	for half := range 2 {
		fake := telegramtest.New(t)
		r := ready(t, fake, nil, nil)
		all.Go(func() { arriveAsWritten(t, fake, r.a, rand.New(rand.NewPCG(uint64(half), 2026)), n/2) })
	}
	all.Wait()
}

func arriveAsWritten(t *testing.T, fake *telegramtest.Fake, a *Adapter, chance *rand.Rand, n int) {
	fake.Forget()
	fake.Person(55).Meet()
	a.http.Transport = fake.Transport()
	var got telegramtest.Call
	fake.Watch(func(c telegramtest.Call) { got = c })
	for i := range n {
		m := message55(strange(chance))
		if _, err := a.Send(t.Context(), m); err != nil {
			t.Errorf("text %d, %q: %v", i, m.Text, err)
			return
		}
		want := map[string]string{"chat_id": "55", "text": m.Text, "link_preview_options": `{"is_disabled":true}`}
		if got.Method != "sendMessage" || !reflect.DeepEqual(got.Params, want) {
			t.Errorf("text %d:\n got %q\nwant %q", i, got.Params, want)
			return
		}
	}
}

// strange is a text that is not blank.
func strange(chance *rand.Rand) string {
	pieces := [...]string{"*vet*", "_schuin_", "`code`", "[hier](https://example.nl)", "<b>", "</b>", "&amp;", "&", "<!channel>", "@iedereen",
		"/start", "https://example.nl/?a=b&c=%20", "tg://user?id=1", "\\", "\n", "\n\n", "\t", "  ", "😀", "👩‍👧‍👦", "e\u0301", "مرحبا", "\u202e", "\u200b",
		"#tag", "$GELD", "+31612345678", "112", "||geheim||", "~~weg~~", "{\"json\":1}", "%s%d", "'", "\"", "=", "+", ";", "\r\n", "\u2028", "é", "Ω"}
	var b strings.Builder
	for range 1 + chance.IntN(12) {
		if chance.IntN(3) == 0 {
			for range chance.IntN(8) {
				b.WriteRune(rune(0x20 + chance.IntN(0xD000)))
			}
		}
		b.WriteString(pieces[chance.IntN(len(pieces))])
	}
	return b.String() + "." // never blank
}

func TestAHundredThousandCharactersGoOutWhole(t *testing.T) {
	fake := telegramtest.New(t)
	sam := fake.Person(55).Meet()
	r := ready(t, fake, nil, nil)
	text := strings.Repeat("Dit is een lange zin & <nog> wat 😀. ", 3000)
	m := message55(text)
	m.Speaker = chat.Author{Role: chat.RoleWorker, Name: strings.Repeat("Noor😀 ", 40)}
	for _, part := range adapters.Fit(m, r.a.Limits()) {
		if _, err := r.send(part); err != nil {
			t.Fatal(err)
		}
	}
	var all strings.Builder
	for _, shown := range sam.Screen() {
		name, words, found := strings.Cut(shown.Text, ":\n")
		if !found || adapters.Units(name) > longestName || !strings.HasPrefix(name, "Noor😀 Noor😀") {
			t.Fatalf("begins with %.80q", shown.Text)
		}
		all.WriteString(words)
	}
	if all.String() != text {
		t.Error("it did not arrive whole")
	}
}

func TestWhoSpeaks(t *testing.T) {
	for _, tt := range []struct {
		speaker chat.Author
		want    string
	}{
		{chat.Program, "hoi"},
		{chat.Author{}, "hoi"},
		{chat.Author{Role: chat.RoleWorker, Name: "Noor"}, "Noor:\nhoi"},
		{chat.Author{Role: chat.RoleWorker, Name: " Noor \n van Dijk "}, "Noor van Dijk:\nhoi"},
		{chat.Author{Role: chat.RoleWorker, ID: "U123"}, "hoi"},
		{chat.Author{Role: chat.RoleWorker, Name: strings.Repeat("a", 61)}, strings.Repeat("a", 59) + "…:\nhoi"},
		{chat.Author{Role: chat.RoleWorker, Name: strings.Repeat("a", 60)}, strings.Repeat("a", 60) + ":\nhoi"},
	} {
		if got := spoken(chat.Message{Speaker: tt.speaker, Text: "hoi"}); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.speaker, got, tt.want)
		}
	}
}

func TestButtons(t *testing.T) {
	choices := func(labels ...string) (all []chat.Choice) {
		for _, l := range labels {
			all = append(all, chat.Choice{Label: l, Value: "v"})
		}
		return all
	}
	tests := []struct {
		name string
		m    chat.Message
		want string
	}{
		{"none", chat.Message{}, `null`},
		{"short ones stand two in a row", chat.Message{Token: "t", Choices: choices("Ja", "Nee", "<Straks> & zo")},
			`{"inline_keyboard":[[{"text":"Ja","callback_data":"t:0"},{"text":"Nee","callback_data":"t:1"}],[{"text":"\u003cStraks\u003e \u0026 zo","callback_data":"t:2"}]]}`},
		{"one long one and each has a row", chat.Message{Token: "t", Choices: choices("Ja", "Een label van 21 lang")},
			`{"inline_keyboard":[[{"text":"Ja","callback_data":"t:0"}],[{"text":"Een label van 21 lang","callback_data":"t:1"}]]}`},
		{"large ones send their words", chat.Message{Token: "t", Big: true, Choices: choices("Ja, het gaat goed", "Nee")},
			`{"keyboard":[[{"text":"Ja, het gaat goed"}],[{"text":"Nee"}]],"resize_keyboard":true,"one_time_keyboard":true}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, _ := json.Marshal(keyboard(tt.m)); string(got) != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
	t.Run("and they are shown, and pressed", func(t *testing.T) {
		fake := telegramtest.New(t)
		sam := fake.Person(55).Meet()
		r := start(t, fake, nil, nil)
		m := message55("Kun je nu praten?")
		m.Token, m.Choices = strings.Repeat("t", 24), choices("Ja", "Nee")
		receipt, err := r.send(m)
		if err != nil || receipt.ID != fmt.Sprint(sam.See("Kun je nu").ID) || receipt.At.IsZero() {
			t.Fatalf("%+v, %v", receipt, err)
		}
		sam.Press("Nee")
		if ev := r.next(); ev.Kind != chat.Chose || ev.Token != m.Token+":1" {
			t.Errorf("got %+v", ev)
		}
		m.Big = true
		if _, err := r.send(m); err != nil {
			t.Fatal(err)
		}
		sam.Press("Ja")
		if ev := r.next(); ev.Kind != chat.Said || ev.Text != "Ja" {
			t.Errorf("got %+v", ev)
		}
	})
}

// TestWhatAFailureSays: each answer says what became of the message, and no error
// says what was in it (law 17).
func TestLaw17_WhatAFailureSays(t *testing.T) {
	fake := telegramtest.New(t)
	sam := fake.Person(55).Meet()
	stranger := message55("kanarie")
	stranger.To.Chat = "99"
	nobody := message55("kanarie")
	nobody.To.Chat = "404404"
	fake.Person(99)
	closed := ports.Free(t)
	tests := []struct {
		name   string
		m      chat.Message
		before func()
		change func(*Config)
		want   adapters.Outcome
	}{
		{"well", message55("kanarie"), func() {}, nil, adapters.Arrived},
		{"a stray byte", message55("kan\xffarie"), func() {}, nil, adapters.Arrived},
		{"blocked", message55("kanarie"), sam.Block, nil, adapters.Unreachable},
		{"wrote to us again", message55("kanarie"), sam.Unblock, nil, adapters.Arrived},
		{"somebody who never wrote", stranger, func() {}, nil, adapters.Unreachable},
		{"nobody", nobody, func() {}, nil, adapters.Unreachable},
		{"an answer that is lost", message55("kanarie"), func() { fake.Lose(1) }, nil, adapters.Unknown},
		{"nothing listens", message55("kanarie"), func() {}, func(c *Config) { c.URL = "http://" + closed }, adapters.NotYet},
		{"another token", message55("kanarie"), func() {}, func(c *Config) { c.Token = "1:kanarie" }, adapters.NoRoute},
		{"a revoked token", message55("kanarie"), fake.Revoke, nil, adapters.NoRoute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ready(t, fake, tt.change, nil)
			tt.before()
			_, err := r.send(tt.m)
			got, _ := adapters.Judge(err)
			if got != tt.want {
				t.Errorf("judged %d, want %d: %v", got, tt.want, err)
			}
			if err != nil {
				for _, secret := range []string{"kanarie", "Samira", fake.Token, fake.URL, "404404", "127.0.0.1"} {
					if strings.Contains(err.Error(), secret) {
						t.Errorf("the error carries %q: %v", secret, err)
					}
				}
			}
		})
	}
	if n := len(sam.Screen()); n != 4 {
		t.Errorf("%d messages arrived, want 4: the lost answer's too, once (R5)", n)
	}
}

// TestASilentPlatformHoldsNobody: a call ends by itself, and with its context.
func TestASilentPlatformHoldsNobody(t *testing.T) {
	fake := telegramtest.New(t)
	fake.Person(55).Meet()
	fake.Fail(telegramtest.Silent)
	r := ready(t, fake, nil, func(a *Adapter) { a.pace.call = time.Second }) // long enough to be written on any machine
	_, err := r.a.Send(context.Background(), message55("hoi"))
	if got, _ := adapters.Judge(err); got != adapters.Unknown {
		t.Errorf("judged %d: %v", got, err)
	}
	r.a.pace.call = time.Hour
	ctx, stop := context.WithCancel(context.Background())
	fake.Watch(func(telegramtest.Call) { stop() })
	if _, err := r.a.Send(ctx, message55("hoi")); err == nil {
		t.Error("no error")
	}
	if _, err := r.a.Send(ctx, message55("hoi")); err == nil {
		t.Error("no error")
	} else if got, _ := adapters.Judge(err); got != adapters.NotYet {
		t.Errorf("with an ended context, nothing was written: judged %d", got)
	}
}
