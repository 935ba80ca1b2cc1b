package telegram

import (
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// TestTypingIsShown: one sendChatAction, as the Bot API has it; the person sees it
// until the words arrive, or five seconds.
func TestTypingIsShown(t *testing.T) {
	s, fake := newClock(), telegramtest.New(t)
	fake.Clock(s.now)
	sam := fake.Person(55).Meet()
	r := ready(t, fake, func(c *Config) { c.Now = s.now }, nil)
	show := func() {
		t.Helper()
		if err := r.a.ShowTyping(t.Context(), chat.Address{Adapter: Name, Chat: "55"}); err != nil {
			t.Fatal(err)
		}
	}
	show()
	calls := fake.Calls("sendChatAction")
	if len(calls) != 1 || calls[0].Params["chat_id"] != "55" || calls[0].Params["action"] != "typing" || !sam.Typing() {
		t.Fatalf("shown: %+v; the screen says so: %v", calls, sam.Typing())
	}
	if len(sam.Screen()) != 0 {
		t.Error("it became a message")
	}
	s.add(5 * time.Second)
	if sam.Typing() {
		t.Error("it stands there after five seconds")
	}
	show()
	if _, err := r.send(message55("hoi")); err != nil || sam.Typing() {
		t.Errorf("the words came (%v), and it is typed on", err)
	}
	s.add(time.Minute)
	show()
	s.add(typingApart - time.Millisecond)
	show()
	if n := len(fake.Calls("sendChatAction")); n != 3 {
		t.Errorf("%d signs: two at once take from messages", n)
	}
	s.add(time.Millisecond)
	show()
	if n := len(fake.Calls("sendChatAction")); n != 4 {
		t.Errorf("%d signs", n)
	}
}

// TestR20_NoTypingInTelegramsSilence: a sign is not worth a second 429, neither
// after one of a message nor after its own; it is not kept for later, either.
func TestR20_NoTypingInTelegramsSilence(t *testing.T) {
	s, fake := newClock(), telegramtest.New(t)
	fake.Clock(s.now)
	sam := fake.Person(55).Meet()
	r := ready(t, fake, func(c *Config) { c.Now = s.now }, nil)
	to := chat.Address{Adapter: Name, Chat: "55"}
	fake.Limit(9 * time.Second)
	if _, err := r.send(message55("hoi")); err == nil {
		t.Fatal("not limited")
	}
	if err := r.a.ShowTyping(t.Context(), to); err != nil || len(fake.Calls("sendChatAction")) != 0 { // the fake says so too
		t.Errorf("shown in the silence: %v", err)
	}
	s.add(9 * time.Second)
	if sam.Typing() {
		t.Error("it was kept for later")
	}
	fake.Limit(3 * time.Second)
	if outcome, after := adapters.Judge(r.a.ShowTyping(t.Context(), to)); outcome != adapters.NotYet || after != 3*time.Second {
		t.Errorf("judged %d, wait %v", outcome, after)
	}
	s.add(time.Second)
	if err := r.a.ShowTyping(t.Context(), to); err != nil {
		t.Error(err)
	}
	if n := len(fake.Calls("sendChatAction")); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// TestLaw17_AFailedSignNamesNobody: neither who it was for, nor the token.
func TestLaw17_AFailedSignNamesNobody(t *testing.T) {
	s, fake := newClock(), telegramtest.New(t)
	r := ready(t, fake, func(c *Config) { c.Now = s.now }, nil)
	for _, how := range []telegramtest.Failure{telegramtest.Blocked, telegramtest.Rejecting, telegramtest.Broken, telegramtest.Dropped, telegramtest.Closed} {
		fake.Fail(how)
		s.add(time.Second)
		err := r.a.ShowTyping(t.Context(), chat.Address{Adapter: Name, Chat: "4930001"})
		if err == nil || strings.Contains(err.Error(), "4930001") || strings.Contains(err.Error(), fake.Token) {
			t.Errorf("%s: %v", how, err)
		}
	}
}
