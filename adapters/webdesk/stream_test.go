package webdesk

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"omzien/bot/chat"
)

// reader is a browser's end of a stream: it keeps what came in.
type reader struct {
	mu   sync.Mutex
	head http.Header
	code int
	text strings.Builder
}

func (r *reader) Header() http.Header { return r.head }
func (r *reader) WriteHeader(code int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.code = code
}
func (r *reader) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}
func (r *reader) Flush() {}

// heard gives the events since the last call: their names, and a desk's counts.
func (r *reader) heard() []string {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []string
	for _, block := range strings.Split(r.text.String(), "\n\n") {
		name, _, _ := strings.Cut(strings.TrimPrefix(block, "event: "), "\n")
		if name != "" {
			all = append(all, name)
		}
	}
	r.text.Reset()
	return all
}

func (b *bench) listen(ctx context.Context, path string) (*reader, <-chan struct{}) {
	r, done := &reader{head: http.Header{}}, make(chan struct{})
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, home+path, nil)
	for _, c := range b.cookies {
		req.AddCookie(c)
	}
	go func() {
		defer close(done)
		b.routes.ServeHTTP(r, req)
	}()
	return r, done
}

func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("heard %v, want %v", got, want)
	}
}

func TestStreamTellsWhatChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
		b.in("Noor")
		ctx, hangUp := context.WithCancel(t.Context())
		r, done := b.listen(ctx, "/desk/stream?thread=c1")
		expect(t, r.heard(), "desk", "thread") // also what changed while there was no stream
		if got := r.head.Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
			t.Errorf("content type %q", got)
		}
		time.Sleep(1500 * time.Millisecond)
		expect(t, r.heard())
		b.says("c1", "ben je er?")
		time.Sleep(600 * time.Millisecond) // looks every two seconds, without any bell
		expect(t, r.heard(), "desk", "thread")
		time.Sleep(8 * time.Second)
		expect(t, r.heard(), "beat")
		hangUp()
		<-done
	})
}

func TestStreamHearsTheBell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.desk.bell = b.memory
		b.in("Noor")
		ctx, hangUp := context.WithCancel(t.Context())
		r, done := b.listen(ctx, "/desk/stream")
		expect(t, r.heard(), "desk")
		time.Sleep(calm)
		for range 5 {
			b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
		}
		time.Sleep(hurryTo)
		expect(t, r.heard(), "desk") // many hints, one look
		for range 40 {
			b.says("c1", "nog iets")
			time.Sleep(50 * time.Millisecond)
		}
		expect(t, r.heard(), "desk", "desk", "desk", "desk") // two seconds of noise
		time.Sleep(lookEvery)
		expect(t, r.heard())
		hangUp()
		<-done
		if len(b.ears) != 0 {
			t.Error("still listens after the page hung up")
		}
	})
}

func TestStreamEndsWithRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.in("Noor")
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- b.desk.Run(ctx, b.handle) }()
		_, done := b.listen(t.Context(), "/desk/stream")
		synctest.Wait()
		began := time.Now()
		stop()
		<-done
		if err := <-ended; err != nil || time.Since(began) > time.Second {
			t.Errorf("Run: %v, after %v", err, time.Since(began))
		}
	})
}

// TestS23StreamEndsWithTheSession: who signed out is shown nothing more.
func TestS23StreamEndsWithTheSession(t *testing.T) {
	for name, end := range map[string]func(*bench){
		"signed out": func(b *bench) { b.ask(http.MethodPost, "/desk/out", "{}") },
		"idle":       func(b *bench) { b.later(idleLife + time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBench(t)
				b.in("Noor")
				r, done := b.listen(t.Context(), "/desk/stream")
				expect(t, r.heard(), "desk")
				end(b)
				b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
				<-done
				expect(t, r.heard(), "over")
			})
		})
	}
}

func TestStreamEndsWhenTheRecordIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		b.in("Noor")
		r, done := b.listen(t.Context(), "/desk/stream")
		expect(t, r.heard(), "desk")
		b.locked(func() { b.broken = chat.ErrDown })
		<-done
		expect(t, r.heard())
	})
}

func TestQueueOrder(t *testing.T) {
	b := newBench(t)
	b.in("Noor")
	mine, piet := chat.Author{Role: chat.RoleWorker, ID: b.me, Name: "Noor"}, chat.Author{Role: chat.RoleWorker, ID: "piet", Name: "Piet"}
	add := func(id string, u chat.Urgency, waits time.Duration, state chat.HandoffState, by chat.Author, unread int) {
		b.person(id, id, u, waits)
		b.locked(func() {
			b.talks[id].State, b.talks[id].Worker, b.talks[id].Unread = state, by, unread
		})
	}
	add("bot", chat.Danger, time.Hour, chat.NoHandoff, chat.Author{}, 0)
	add("bot warned", chat.Danger, time.Minute, chat.NoHandoff, chat.Author{}, 0)
	add("piets", chat.Danger, time.Hour, chat.Talking, piet, 3)
	add("mine", chat.Normal, time.Hour, chat.Talking, mine, 1)
	add("mine read", chat.Normal, 2*time.Hour, chat.Talking, mine, 0)
	add("long", chat.Normal, time.Hour, chat.Waiting, chat.Author{}, 1)
	add("short", chat.Normal, time.Minute, chat.Waiting, chat.Author{}, 1)
	add("danger", chat.Danger, time.Second, chat.Waiting, chat.Author{}, 1)
	b.locked(func() {
		b.talks["bot warned"].Alarms = 2
		b.alarms = []chat.Alarm{
			{ID: "a1", Cause: chat.CauseCrisis, About: chat.Subject{Kind: chat.SubjectConversation, ID: "danger"}, Opened: b.now},
			{ID: "a2", Cause: chat.CauseRoute, About: chat.Subject{Kind: "route", ID: "telegram"}, Opened: b.now, Repeated: 2},
		}
	})
	var v queueView
	b.into(b.ask(http.MethodGet, "/desk/queue", nil), &v)
	var order []string
	for _, i := range v.Items {
		order = append(order, i.ID)
	}
	expect(t, order, "danger", "long", "short", "mine read", "mine", "piets", "bot warned", "bot")
	if v.Count != 5 { // three wait, one of mine has news, and the route's alarm
		t.Errorf("count %d, want 5", v.Count)
	}
	if len(v.Alarms) != 2 || v.Alarms[0].Name != "danger" || v.Alarms[0].Conversation != "danger" || v.Alarms[1].Conversation != "" || v.Alarms[1].Times != 3 {
		t.Errorf("alarms %+v", v.Alarms)
	}
}

func TestThreadSaysHowFarWordsCame(t *testing.T) {
	b := newBench(t)
	b.in("Noor")
	b.person("c1", "Sam · blauwe vos", chat.Normal, time.Minute, "hoi")
	me := chat.Author{Role: chat.RoleWorker, ID: b.me, Name: "Noor"}
	b.locked(func() {
		th := b.talks["c1"]
		for _, state := range []chat.State{"", chat.Queued, chat.Retry, chat.Uncertain, chat.Sent, chat.Dead, chat.Superseded, chat.Sent} {
			b.add(th, chat.LineWorker, me, "x")
			th.Lines[len(th.Lines)-1].State = state
		}
		th.Lines[len(th.Lines)-1].ReadAt = b.now
		b.add(th, chat.LineNote, me, "x")
		th.Held = &chat.Held{Ref: "r", Worker: chat.Author{ID: "piet"}, Text: "van Piet"}
	})
	var v threadView
	b.into(b.ask(http.MethodGet, "/desk/thread?id=c1&after=1024", nil), &v)
	var got []travel
	for _, l := range v.Lines {
		got = append(got, l.Travel)
		if !l.Mine || l.Author != "Noor" {
			t.Errorf("line %+v", l)
		}
	}
	want := []travel{travelSent, travelSent, travelSent, travelSent, travelThere, travelFailed, travelFailed, travelRead, ""}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if v.Held != nil {
		t.Error("a text that a colleague has to decide about is put before this worker")
	}
	if raw, _ := json.Marshal(v); strings.Contains(string(raw), b.me) {
		t.Error("a worker's id stands in the thread")
	}
}
