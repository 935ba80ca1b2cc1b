package webchat

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// shownTalk reads the talk as the page does.
func shownTalk(t testing.TB, c *http.Client, server *httptest.Server, after int64) (got talk) {
	t.Helper()
	answer := send(t, c, http.MethodGet, fmt.Sprintf("%s/webchat/talk?after=%d", server.URL, after), "")
	if err := json.NewDecoder(answer.Body).Decode(&got); err != nil {
		t.Fatalf("%d: %v", answer.StatusCode, err)
	}
	return got
}

func TestTheTalkShowsWhatAPersonMaySee(t *testing.T) {
	h := newHouse()
	h.bot = exampleBot
	_, server := h.open(t)
	person := visiting(t, server)
	post(t, person, server.URL+"/webchat/events", fmt.Sprintf(`{"tab":%q,"n":1,"kind":"started","text":"wijk","lang":"en-GB"}`, tabName))
	if ev := h.stored()[0]; ev.Kind != chat.Started || ev.Text != "wijk" || ev.Lang != "en" || ev.Author.Role != chat.RolePerson {
		t.Errorf("started came as %+v", ev)
	}
	for _, l := range []chat.Line{
		{Kind: chat.LineNote, Text: "kanarie: een notitie"}, {Kind: chat.LineMark, Text: "kanarie: Noor pakt op"},
		{Kind: chat.LineHeld, Text: "kanarie: vastgehouden"}, {Kind: chat.LineWorker, Author: chat.Author{ID: "U123", Name: "Noor"}, Text: "Hoi"},
	} {
		h.say(t, l)
	}
	raw := read(t, send(t, person, http.MethodGet, server.URL+"/webchat/talk", ""))
	if strings.Contains(raw, "kanarie") || strings.Contains(raw, "U123") {
		t.Errorf("a note, a mark or a worker's id came out: %s", raw)
	}
	before := shownTalk(t, person, server, 0)
	if n := len(before.Lines); n != 3 || before.Lines[2].Name != "Noor" || before.Lines[2].Who != chat.LineWorker {
		t.Fatalf("%d lines: %+v", n, before.Lines)
	}
	if got := before.Lines[1].Choices; len(got) != 2 || got[0].Label != "Ja" {
		t.Fatalf("choices %+v", got)
	}
	press := fmt.Sprintf(`{"tab":%q,"n":2,"kind":"chose","token":%q}`, tabName, before.Lines[1].Choices[0].Token)
	if status := post(t, person, server.URL+"/webchat/events", press); status != http.StatusOK {
		t.Fatalf("the press: %d", status)
	}
	after := shownTalk(t, person, server, 0)
	if got := after.Lines[1].Choices; len(got) != 0 {
		t.Errorf("what was pressed can be pressed again: %+v", got)
	}
	if got := after.Lines[3]; got.Text != "Ja" || got.Ref != tabName+":2" {
		t.Errorf("the press stands as %+v", got)
	}
	if rest := shownTalk(t, person, server, before.Lines[2].N); len(rest.Lines) != 2 {
		t.Errorf("%d new lines, want the press and what follows", len(rest.Lines))
	}
	stranger := visiting(t, server)
	if got := shownTalk(t, stranger, server, 0); len(got.Lines) != 0 || got.Begun {
		t.Errorf("a stranger sees %+v", got)
	}
}

func TestIDsNeverShowTheChat(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	post(t, person, server.URL+"/webchat/events", words(1, "hoi"))
	post(t, person, server.URL+"/webchat/seen", `{"got":1024,"read":1024}`)
	post(t, person, server.URL+"/webchat/leave", `{"unsent":[]}`)
	ids := map[string]bool{}
	for _, ev := range h.stored() {
		if !strings.HasPrefix(ev.ID, "web:") || strings.Contains(ev.ID, ev.From.Chat) {
			t.Errorf("%s: the id holds the chat, or does not begin with web:", ev.Kind)
		}
		ids[ev.ID] = true
	}
	if len(ids) != 4 {
		t.Errorf("%d ids of 4 events", len(ids))
	}
}

func TestSeenIsToldByLine(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	for _, body := range []string{`{"got":2048,"read":0}`, `{"got":2048,"read":1024}`, `{"got":2048,"read":2048}`} {
		if status := post(t, person, server.URL+"/webchat/seen", body); status != http.StatusNoContent {
			t.Fatalf("%s: %d", body, status)
		}
	}
	var got []string
	for _, ev := range h.stored() {
		got = append(got, string(ev.Kind)+" "+ev.Ref)
	}
	if want := []string{"got 2048", "read 1024", "read 2048"}; !slices.Equal(got, want) {
		t.Errorf("told %q, want %q", got, want)
	}
}

// streaming opens the stream; next reads one event.
func streaming(t testing.TB, c *http.Client, server *httptest.Server, after int64) (next func() (event string, data talk, ok bool), stop func()) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s/webchat/stream?after=%d", server.URL, after), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if got := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || got != "text/event-stream" {
		t.Fatalf("%d %s", answer.StatusCode, got)
	}
	checkHeaders(t, answer)
	t.Cleanup(func() { stop(); answer.Body.Close() })
	lines := bufio.NewScanner(answer.Body)
	return func() (event string, data talk, ok bool) {
		for lines.Scan() {
			switch key, value, _ := strings.Cut(lines.Text(), ": "); key {
			case "event":
				event = value
			case "data":
				if err := json.Unmarshal([]byte(value), &data); err != nil {
					t.Fatal(err)
				}
			case "":
				return event, data, true
			}
		}
		return "", data, false
	}, stop
}

func TestTheStreamTellsEachLineOnceAndInOrder(t *testing.T) {
	h := newHouse()
	a, server := h.open(t)
	person := visiting(t, server)
	a.pace.beat = time.Hour // a slow machine's beats are no answers
	next, _ := streaming(t, person, server, 0)
	if event, got, ok := next(); !ok || event != "talk" || len(got.Lines) != 0 {
		t.Fatalf("at first: %q %+v", event, got)
	}
	post(t, person, server.URL+"/webchat/events", words(1, "hoi"))
	for n := range 500 { // more than the record gives at once
		h.say(t, chat.Line{Text: fmt.Sprint(n)})
	}
	var numbers []int64
	for len(numbers) < 501 {
		_, got, ok := next()
		if !ok {
			t.Fatalf("ended after %d lines", len(numbers))
		}
		for _, l := range got.Lines {
			numbers = append(numbers, l.N)
		}
	}
	if !slices.IsSorted(numbers) || len(slices.Compact(slices.Clone(numbers))) != 501 {
		t.Error("lines came twice or out of order")
	}
	h.change(func(h *house) {
		for _, talk := range h.talks {
			talk.ReadByDesk = numbers[0]
		}
	})
	h.say(t, chat.Line{Kind: chat.LineNote, Text: "rings, and shows nothing"})
	if _, got, ok := next(); !ok || got.Read != numbers[0] || len(got.Lines) != 0 {
		t.Errorf("that it was read came as %+v", got)
	}
	again, _ := streaming(t, person, server, numbers[498])
	if _, got, _ := again(); len(got.Lines) != 2 {
		t.Errorf("from line 499 on there are %d lines, want 2", len(got.Lines))
	}
}

func TestTheStreamEndsWithRunAndLeavesNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	h := newHouse()
	a, err := New(Config{Record: h, Sessions: h, Bell: h, PublicURL: "http://127.0.0.1:8080"})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(a.Routes(h.handle))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, h.handle) }()
	person := visiting(t, server)
	next, _ := streaming(t, person, server, 0)
	next()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	if _, _, ok := next(); ok {
		t.Error("the stream went on after Run ended")
	}
	server.Close() // waits for open requests
	person.CloseIdleConnections()
	h.change(func(h *house) {
		if len(h.bells) != 0 {
			t.Errorf("%d listeners stay at the bell", len(h.bells))
		}
	})
	http.DefaultClient.CloseIdleConnections()
	adaptertest.NothingRunsOn(t, before)
}

func TestTheStreamEndsByItselfAndWithItsSession(t *testing.T) {
	h := newHouse()
	a, server := h.open(t)
	person := visiting(t, server)
	a.pace = pace{look: time.Hour, beat: time.Millisecond, life: time.Hour}
	next, hangUp := streaming(t, person, server, 0)
	next()
	if event, _, ok := next(); !ok || event != "beat" {
		t.Errorf("after the talk came %q, want a heartbeat", event)
	}
	hangUp()
	a.pace = pace{look: time.Hour, beat: time.Hour, life: time.Millisecond}
	next, _ = streaming(t, person, server, 0)
	for {
		if _, _, ok := next(); !ok {
			break
		}
	}
	a.pace = pace{look: time.Hour, beat: 20 * time.Millisecond, life: time.Hour}
	next, _ = streaming(t, person, server, 0)
	next()
	h.change(func(h *house) { clear(h.sessions) })
	last := ""
	for {
		event, _, ok := next()
		if !ok {
			break
		}
		last = event
	}
	if last != "gone" {
		t.Errorf("the last event is %q", last)
	}
}

func TestOneTalkHasAFewStreamsAtMost(t *testing.T) {
	h := newHouse()
	_, server := h.open(t)
	person := visiting(t, server)
	var stops []func()
	for range mostStreams {
		next, stop := streaming(t, person, server, 0)
		next()
		stops = append(stops, stop)
	}
	answer := send(t, person, http.MethodGet, server.URL+"/webchat/stream", "")
	if answer.StatusCode != http.StatusTooManyRequests {
		t.Errorf("one more: %d", answer.StatusCode)
	}
	for _, stop := range stops {
		stop()
	}
}

// lossy loses requests before they arrive, and answers after the server gave
// them, as chance has it.
type lossy struct {
	mu     sync.Mutex
	chance *rand.Rand
	lost   int
}

func (l *lossy) drop() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.chance.Float64() < 0.3 {
		l.lost++
		return true
	}
	return false
}

func (l *lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	if l.drop() {
		return nil, fmt.Errorf("the request is lost")
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err == nil && l.drop() {
		answer.Body.Close()
		return nil, fmt.Errorf("the answer is lost")
	}
	return answer, err
}

func TestR13_ThousandSendsWithThirtyPercentLostAreAllThereOnce(t *testing.T) {
	h := newHouse()
	h.wrong = func(call int) error { // and the database is away now and then
		if call%7 == 0 {
			return chat.ErrDown
		}
		return nil
	}
	_, server := h.open(t)
	person := visiting(t, server)
	network := &lossy{chance: rand.New(rand.NewPCG(20261121, 13))}
	person.Transport = network
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	const all = 1000
	attempts := 0
	for n := 1; n <= all; n++ {
		for stored := false; !stored; attempts++ {
			answer, err := person.Post(server.URL+"/webchat/events", "application/json", strings.NewReader(words(n, fmt.Sprint(n))))
			if err != nil {
				continue
			}
			stored = answer.StatusCode == http.StatusOK
			answer.Body.Close()
		}
	}
	got := h.stored(chat.Said)
	if len(got) != all {
		t.Fatalf("%d effects of %d sends", len(got), all)
	}
	for i, ev := range got {
		if ev.Text != fmt.Sprint(i+1) {
			t.Fatalf("at place %d stands %q", i+1, ev.Text)
		}
	}
	t.Logf("%d sends took %d attempts; %d requests or answers were lost", all, attempts, network.lost)
	if network.lost < all/2 {
		t.Errorf("only %d were lost: the test proves nothing", network.lost)
	}
}
