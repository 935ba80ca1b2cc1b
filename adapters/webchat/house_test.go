package webchat

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// house is the rest of Omzien for these tests: it keeps talks and sessions in
// memory, handles each event once, and says what its bot says.
type house struct {
	mu       sync.Mutex
	now      time.Time
	events   []chat.Event // each once, in the order they were stored
	calls    int          // of handle, whatever came of it
	handled  map[string]chat.Answer
	talks    map[string]*chat.Talk
	sessions map[string]chat.Session
	codes    map[string]chat.Address
	counted  map[string]int
	bells    map[chan struct{}]string
	signs    []chat.Event                 // that somebody types
	wrong    func(call int) error         // what handle shall fail with
	bot      func(chat.Event) []chat.Line // what the bot says to an event
	database error                        // what the record and the sessions fail with
}

func newHouse() *house {
	return &house{
		now: time.Now(), handled: map[string]chat.Answer{}, talks: map[string]*chat.Talk{},
		sessions: map[string]chat.Session{}, codes: map[string]chat.Address{}, counted: map[string]int{},
		bells: map[chan struct{}]string{}, wrong: func(int) error { return nil },
		bot: func(chat.Event) []chat.Line { return nil },
	}
}

func (h *house) handle(ctx context.Context, ev chat.Event) (chat.Answer, error) {
	if err := ctx.Err(); err != nil {
		return chat.Answer{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if ev.Kind == chat.Typing { // stored nowhere
		h.signs = append(h.signs, ev)
		return chat.Answer{}, h.database
	}
	h.calls++
	if err := h.wrong(h.calls); err != nil {
		return chat.Answer{}, err
	}
	if answer, seen := h.handled[ev.ID]; seen {
		answer.Seen = true
		return answer, nil
	}
	t := h.talk(ev.From.Chat)
	answer := chat.Answer{Ref: ev.ID}
	switch ev.Kind {
	case chat.Said:
		answer.Line = h.add(t, chat.Line{ID: ev.ID, Kind: chat.LinePerson, Text: ev.Text})
	case chat.Chose:
		token, n, _ := strings.Cut(ev.Token, ":")
		label := h.press(t, token, n)
		if label == "" {
			return chat.Answer{Text: "Deze knop is niet (meer) van jou."}, nil
		}
		answer.Line = h.add(t, chat.Line{ID: ev.ID, Kind: chat.LinePerson, Text: label})
	}
	if ev.Kind != chat.Got && ev.Kind != chat.Read && ev.Kind != chat.Left {
		t.Conversation = "talk of " + ev.From.Chat
		for i, l := range h.bot(ev) {
			l.ID = chat.Key(ev.ID, i)
			h.add(t, l)
		}
	}
	h.events, h.handled[ev.ID] = append(h.events, ev), answer
	return answer, nil
}

func (h *house) press(t *chat.Talk, token, n string) string {
	i, _ := strconv.Atoi(n)
	for k := range t.Lines {
		if l := &t.Lines[k]; l.Token == token && token != "" && l.Answered == "" && i < len(l.Choices) {
			l.Answered = l.Choices[i].Value
			return l.Choices[i].Label
		}
	}
	return ""
}

func (h *house) talk(id string) *chat.Talk {
	if h.talks[id] == nil {
		h.talks[id] = &chat.Talk{}
	}
	return h.talks[id]
}

// add puts a line into the talk, and rings.
func (h *house) add(t *chat.Talk, l chat.Line) int64 {
	l.N = int64(len(t.Lines)+1) * chat.LinesPerTurn
	if l.At.IsZero() {
		l.At = h.now
	}
	if l.Kind == "" {
		l.Kind = chat.LineBot
	}
	if len(l.Choices) > 0 {
		l.Token = fmt.Sprintf("token%d", l.N)
	}
	t.Lines = append(t.Lines, chat.ShownLine{Line: l})
	h.ring("")
	return l.N
}

// ring is the bell's: at this key, or, where it is empty, at all chats. The caller
// holds the lock.
func (h *house) ring(key string) {
	for c, of := range h.bells {
		if key != "" && of != key || key == "" && strings.HasPrefix(of, adapters.TypingTo("")) {
			continue
		}
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// say adds a line to the only talk there is.
func (h *house) say(t testing.TB, l chat.Line) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.talks) != 1 {
		t.Fatalf("there are %d talks, not one", len(h.talks))
	}
	for _, talk := range h.talks {
		h.add(talk, l)
	}
}

func (h *house) Talk(_ context.Context, at chat.Address, after int64) (chat.Talk, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.database != nil {
		return chat.Talk{}, h.database
	}
	t := *h.talk(at.Chat)
	all := t.Lines
	t.Lines = nil
	for _, l := range all {
		if l.N > after && l.N > t.Cleared && len(t.Lines) < mostLines {
			t.Lines = append(t.Lines, l)
		}
	}
	return t, nil
}

func (h *house) Queue(context.Context) ([]chat.Item, error)                     { return nil, nil }
func (h *house) Thread(context.Context, string, int64) (t chat.Thread, _ error) { return t, nil }
func (h *house) Alarms(context.Context) ([]chat.Alarm, error)                   { return nil, nil }
func (h *house) Mark(context.Context, string) (string, error)                   { return "", nil }

func (h *house) OpenSession(_ context.Context, token string, s chat.Session) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.database == nil {
		h.sessions[token] = s
	}
	return h.database
}

func (h *house) Session(_ context.Context, token string, now time.Time) (chat.Session, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok := h.sessions[token]
	switch {
	case h.database != nil:
		return chat.Session{}, h.database
	case !ok || !now.Before(s.Until):
		return chat.Session{}, chat.ErrUnknown
	}
	return s, nil
}

func (h *house) KeepSession(_ context.Context, token string, now, until time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok := h.sessions[token]
	if !ok {
		return chat.ErrUnknown
	}
	s.Seen, s.Until = now, until
	h.sessions[token] = s
	return h.database
}

func (h *house) EndSession(_ context.Context, token string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sessions, token)
	return h.database
}

func (h *house) TakeSession(context.Context, string, time.Time) (chat.Session, error) {
	return chat.Session{}, errors.New("a page of a person has no one-time links")
}

func (h *house) Returning(_ context.Context, code string) (chat.Address, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at, ok := h.codes[code]
	if !ok {
		return chat.Address{}, chat.ErrUnknown
	}
	return at, h.database
}

func (h *house) Listen(key string) (<-chan struct{}, func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := make(chan struct{}, 1)
	h.bells[c] = key
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.bells, c)
	}
}

func (h *house) count(reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counted[reason]++
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// later moves the clock.
func (h *house) later(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// change does something to the house while nobody else looks.
func (h *house) change(f func(h *house)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f(h)
}

// stored are the events of these kinds; all where none is named.
func (h *house) stored(kinds ...chat.Kind) []chat.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := slices.Clone(h.events)
	return slices.DeleteFunc(out, func(e chat.Event) bool { return len(kinds) > 0 && !slices.Contains(kinds, e.Kind) })
}

// refusals are the counted reasons.
func (h *house) refusals() map[string]int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.counted)
}

// open serves the page of this house; change may alter its Config first.
func (h *house) open(t testing.TB, change ...func(*Config)) (*Adapter, *httptest.Server) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	config := Config{
		Record: h, Sessions: h, Bell: h, Title: "Jongerenwerk De Brug",
		PublicURL: "http://" + server.Listener.Addr().String(), ExitURL: "http://" + server.Listener.Addr().String() + "/neutral",
		Now: h.clock, Count: h.count, Languages: []string{"nl", "en"},
	}
	for _, f := range change {
		f(&config)
	}
	a, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = a.Routes(h.handle)
	server.Start()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx, h.handle) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
		server.Close()
	})
	return a, server
}

// browser is a client that keeps cookies.
func browser(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}
