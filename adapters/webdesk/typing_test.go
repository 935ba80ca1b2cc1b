package webdesk

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// The worker's typing is told with whose it is and where, and nothing else; a page
// that says so without end is heard once a second.
func TestTyping_IsToldAndBounded(t *testing.T) {
	b := newBench(t)
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	b.in("Noor")
	body := map[string]string{"conversation": "c1", "as": b.me}
	for range 50 {
		if w := b.ask(http.MethodPost, "/desk/typing", body); w.Code != http.StatusNoContent || w.Body.Len() != 0 {
			t.Fatalf("answered %d: %s", w.Code, w.Body)
		}
	}
	if len(b.signs) != 1 {
		t.Fatalf("%d of 50 at once came through", len(b.signs))
	}
	b.later(signApart)
	b.ask(http.MethodPost, "/desk/typing", body)
	if len(b.signs) != 2 {
		t.Errorf("%d came through after a second", len(b.signs))
	}
	ev := b.signs[0]
	if ev.Kind != chat.Typing || ev.Author.ID != b.me || ev.Author.Role != chat.RoleWorker || ev.Subject.ID != "c1" || ev.Text != "" {
		t.Errorf("told %+v", ev)
	}
	if len(b.events) != 0 {
		t.Errorf("stored %+v", b.events)
	}
	b.broken = chat.ErrDown
	b.later(signApart)
	if w := b.ask(http.MethodPost, "/desk/typing", body); w.Code != http.StatusServiceUnavailable {
		t.Errorf("nothing can be read, and it answers %d", w.Code)
	}
}

// The stream of the open conversation tells that its person types, to this worker
// alone, and makes nobody look at the record.
func TestTyping_StreamTellsTheOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.desk.bell = b.memory
		b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
		b.in("Noor")
		ctx, hangUp := context.WithCancel(t.Context())
		r, done := b.listen(ctx, "/desk/stream?thread=c1")
		expect(t, r.heard(), "desk", "thread")
		rings := func(key string) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.ring(key)
		}
		rings(adapters.TypingAt("c1", "somebody else"))
		rings(adapters.TypingAt("c2", b.me))
		expect(t, r.heard())
		rings(adapters.TypingAt("c1", b.me))
		expect(t, r.heard(), "typing")
		b.mu.Lock()
		clear(b.sessions)
		b.mu.Unlock()
		rings(adapters.TypingAt("c1", b.me))
		expect(t, r.heard()) // nobody is signed in there any more
		hangUp()
		<-done
	})
}
