package webchat

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// The person's typing is told with whose it is, and nothing else; a client that
// says so without end is refused, and writes on undisturbed.
func TestTyping_IsToldAndBounded(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	for i := range signsPerMinute {
		if status := post(t, person, server.URL+"/webchat/typing", "{}"); status != http.StatusNoContent {
			t.Fatalf("the sign %d: %d", i, status)
		}
	}
	answer := send(t, person, http.MethodPost, server.URL+"/webchat/typing", "{}")
	if answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: %d", answer.StatusCode)
	}
	if status := post(t, person, server.URL+"/webchat/events", words(1, "hoi")); status != http.StatusOK {
		t.Errorf("words after that: %d", status)
	}
	h.later(time.Second)
	if status := post(t, person, server.URL+"/webchat/typing", "{}"); status != http.StatusNoContent {
		t.Errorf("a second later: %d", status)
	}
	h.change(func(h *house) {
		if len(h.signs) != signsPerMinute+1 {
			t.Errorf("%d signs came through", len(h.signs))
		}
		ev := h.signs[0]
		if ev.Kind != chat.Typing || ev.Author != (chat.Author{Role: chat.RolePerson}) || ev.From.Adapter != Name || ev.From.Chat == "" || ev.Text != "" {
			t.Errorf("told %+v", ev)
		}
		if len(h.events) != 1 {
			t.Errorf("stored %d events, want the words alone", len(h.events))
		}
	})
}

// The stream tells that the worker writes: only while one has the talk, and not
// where the words came first.
func TestTyping_StreamTellsWhileAWorkerHasIt(t *testing.T) {
	h := newHouse()
	h.bot = exampleBot
	a, server := h.open(t)
	a.pace.beat = time.Hour // a slow machine's beats are no signs
	person := visiting(t, server)
	post(t, person, server.URL+"/webchat/events", fmt.Sprintf(`{"tab":%q,"n":1,"kind":"started"}`, tabName))
	rings := func(change func(t *chat.Talk)) {
		h.change(func(h *house) {
			for id, talk := range h.talks {
				h.ring(adapters.TypingTo(id)) // nobody reads before the change: the house is locked
				change(talk)
			}
		})
	}
	next, stop := streaming(t, person, server, 0)
	defer stop()
	expect := func(want string) (got talk) {
		t.Helper()
		event, got, ok := next()
		if !ok || event != want {
			t.Fatalf("came %q (%v): %+v, want %q", event, ok, got, want)
		}
		return got
	}
	expect("talk")
	rings(func(t *chat.Talk) { t.Worker = "Noor" }) // that she has it goes before that she writes
	if got := expect("talk"); got.Worker != "Noor" {
		t.Errorf("told %+v", got)
	}
	expect("typing")
	rings(func(t *chat.Talk) { h.add(t, chat.Line{Kind: chat.LineWorker, Text: "Hoi"}) })
	if got := expect("talk"); len(got.Lines) != 1 {
		t.Errorf("told %+v", got)
	}
	rings(func(t *chat.Talk) { t.Over = true })
	if got := expect("talk"); !got.Over {
		t.Errorf("told %+v", got)
	}
	rings(func(t *chat.Talk) { t.Over = false })
	expect("talk")
	expect("typing") // the only other one since: none came with the words, or when it was over
	rings(func(t *chat.Talk) { t.Worker = "" })
	expect("talk")
	rings(func(*chat.Talk) {})
	h.say(t, chat.Line{Text: "Noor is weg."})
	expect("talk") // and none before it: nobody has the talk
}
