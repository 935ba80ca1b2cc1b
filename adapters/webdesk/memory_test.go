package webdesk

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// memory is a small record, with sessions and a handler, in memory. It decides
// only as much as the page's tests need: who has a conversation, what is held.
type memory struct {
	mu       sync.Mutex
	now      time.Time
	change   int
	seen     map[string]chat.Answer
	events   []chat.Event
	came     chat.Survey
	talks    map[string]*chat.Thread
	alarms   []chat.Alarm
	sessions map[string]chat.Session
	ears     map[chan struct{}]string // and for what they listen
	signs    []chat.Event             // that somebody types
	broken   error                    // while set, nothing is read or stored
	lost     int                      // so many answers get lost after the event was stored
	reads    map[string]string
	undo     time.Duration // how long a text waits before it leaves
	away     map[string]chat.Absence
	follow   []chat.FollowUp
	looked   []chat.Look
	circles  adaptertest.Circles
	lists    lists
	region

	rival func(chat.Event) // what a colleague does just before this is decided; the lock is held

	refuseLooks atomic.Bool // that somebody read a talk cannot be stored
}

func newMemory(now time.Time) *memory {
	return &memory{
		now: now, seen: map[string]chat.Answer{}, talks: map[string]*chat.Thread{},
		sessions: map[string]chat.Session{}, ears: map[chan struct{}]string{}, away: map[string]chat.Absence{}, reads: map[string]string{},
	}
}

func (m *memory) locked(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
	m.change++
	m.ring("")
}

func (m *memory) clock() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.now
}

func (m *memory) later(d time.Duration) { m.locked(func() { m.now = m.now.Add(d) }) }

// The record.

func (m *memory) Talk(context.Context, chat.Address, int64) (chat.Talk, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return chat.Talk{}, m.broken
}

func (m *memory) Queue(context.Context) ([]chat.Item, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var items []chat.Item
	for _, t := range m.talks {
		if !t.Over {
			items = append(items, t.Item)
		}
	}
	slices.SortFunc(items, func(a, b chat.Item) int { return cmp.Compare(a.ID, b.ID) })
	return items, m.broken
}

func (m *memory) Thread(_ context.Context, id string, after int64) (chat.Thread, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.talks[id]
	if m.broken != nil || !ok {
		return chat.Thread{}, cmp.Or(m.broken, chat.ErrUnknown)
	}
	out := *t
	out.Lines = nil
	for _, l := range t.Lines {
		if l.N > after {
			out.Lines = append(out.Lines, l)
		}
	}
	return out, nil
}

func (m *memory) Alarms(context.Context) ([]chat.Alarm, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var open []chat.Alarm
	for _, a := range m.alarms {
		if a.Open() {
			open = append(open, a)
		}
	}
	return open, m.broken
}

func (m *memory) Mark(context.Context, string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return strconv.Itoa(m.change), m.broken
}

// The sessions, by the rules of adapters.Sessions.

func (m *memory) OpenSession(_ context.Context, token string, s chat.Session) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken == nil {
		m.sessions[token] = s
	}
	return m.broken
}

func (m *memory) session(token string, now time.Time) (chat.Session, error) {
	s, ok := m.sessions[token]
	if m.broken != nil {
		return chat.Session{}, m.broken
	}
	if !ok || now.After(s.Until) || s.Idle > 0 && now.Sub(s.Seen) > s.Idle {
		return chat.Session{}, chat.ErrUnknown
	}
	return s, nil
}

func (m *memory) Session(_ context.Context, token string, now time.Time) (chat.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.session(token, now)
}

func (m *memory) KeepSession(_ context.Context, token string, now, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, err := m.session(token, now)
	if err == nil {
		s.Seen, s.Until = now, until
		m.sessions[token] = s
	}
	return err
}

func (m *memory) EndSession(_ context.Context, token string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.sessions, token)
	return m.broken
}

func (m *memory) TakeSession(_ context.Context, token string, now time.Time) (chat.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, err := m.session(token, now)
	if err == nil {
		delete(m.sessions, token)
	}
	return s, err
}

func (m *memory) Returning(context.Context, string) (chat.Address, error) {
	return chat.Address{}, chat.ErrUnknown
}

// The handler.

func (m *memory) handle(_ context.Context, ev chat.Event) (a chat.Answer, err error) {
	if ev.Kind == chat.Opened { // changes nothing that a page shows
		return chat.Answer{}, m.look(ev)
	}
	if ev.Kind == chat.Typing { // stored nowhere
		m.mu.Lock()
		defer m.mu.Unlock()
		m.signs = append(m.signs, ev)
		return chat.Answer{}, m.broken
	}
	m.locked(func() {
		if m.broken != nil {
			err = m.broken
			return
		}
		if _, again := m.seen[ev.ID]; again {
			a = chat.Answer{Seen: true}
			return
		}
		m.events = append(m.events, ev)
		if m.rival != nil {
			m.rival(ev)
		}
		a = m.decide(ev)
		if ev.Kind != chat.Asked && ev.Value != chat.EnrolTry && a.Form == nil { // of those nothing is kept
			m.seen[ev.ID] = a
		}
		if m.lost > 0 {
			m.lost--
			err = chat.ErrDown // stored, but the page never hears of it
		}
	})
	return a, err
}

func (m *memory) decide(ev chat.Event) chat.Answer {
	if ev.Kind == chat.Ended {
		for i, al := range m.alarms {
			if al.ID == ev.Subject.ID && al.Open() {
				m.alarms[i].EndedAt, m.alarms[i].EndedBy = m.now, ev.Author
				return chat.Answer{Text: "Alarm afgesloten door " + ev.Author.Name + "."}
			}
		}
		return chat.Answer{Text: "Dit alarm was al afgesloten."}
	}
	switch ev.Kind {
	case chat.Away:
		m.away[ev.Subject.ID] = chat.Absence{Worker: ev.Author, Since: m.now, Until: m.now.Add(2 * time.Hour)}
		return chat.Answer{Text: "Je bent weg: " + ev.Form[chat.AwayUntil] + "."}
	case chat.Here:
		delete(m.away, ev.Subject.ID)
		return chat.Answer{Text: "Je bent er weer."}
	}
	if ev.Kind == chat.Next {
		for _, id := range slices.Sorted(maps.Keys(m.talks)) {
			if t := m.talks[id]; t.State == chat.Waiting {
				t.State, t.Worker, t.Since = chat.Talking, ev.Author, m.now
				return chat.Answer{Text: "Jij hebt nu " + t.Name + ".", Ref: id}
			}
		}
		return chat.Answer{Text: "Niemand wacht op je team."}
	}
	if a, ok := m.tends(ev); ok {
		return a
	}
	if a, ok := m.confers(ev); ok {
		return a
	}
	if ev.Kind == chat.Recounted {
		return m.recounts(ev)
	}
	if a, ok := m.fills(ev); ok {
		return a
	}
	t := m.talks[ev.Subject.ID]
	if t == nil {
		return chat.Answer{Text: "Dit gesprek is er niet meer."}
	}
	if a, ok := m.waits(t, ev); ok {
		return a
	}
	if a, ok := m.amends(t, ev); ok {
		return a
	}
	mine := t.State == chat.Talking && t.Worker.ID == ev.Author.ID
	switch ev.Kind {
	case chat.Read:
		m.reads[t.ID] = ev.Ref
		return chat.Answer{}
	case chat.Claimed:
		if t.State == chat.Talking && !mine && ev.Form[chat.TakeOver] != t.Worker.ID {
			return chat.Answer{Text: t.Worker.Name + " heeft dit gesprek al."}
		}
		t.State, t.Worker, t.Since = chat.Talking, ev.Author, m.now
		m.add(t, chat.LineMark, chat.Program, ev.Author.Name+" pakt op")
		return chat.Answer{Text: "Jij hebt het gesprek met " + t.Name + "."}
	case chat.LetGo:
		t.State, t.Worker = chat.Waiting, chat.Author{}
		m.add(t, chat.LineMark, chat.Program, ev.Author.Name+" laat los")
		return chat.Answer{Text: "Losgelaten."}
	case chat.PassedOn:
		to, _ := chat.PassOf(ev.Ref)
		if to.Worker != "" {
			t.Offer = &chat.Offer{To: chat.Author{ID: to.Worker, Name: ev.Text}, By: ev.Author}
			return chat.Answer{Text: "Gevraagd aan " + ev.Text + "."}
		}
		t.Team, t.State, t.Worker = to.Team, chat.Waiting, chat.Author{}
		return chat.Answer{Text: "Overgedragen."}
	case chat.Answered:
		switch {
		case !mine && t.State == chat.Talking:
			m.add(t, chat.LineNote, ev.Author, ev.Text)
			return chat.Answer{Text: t.Worker.Name + " heeft dit gesprek. Bewaard als notitie."}
		case strings.Contains(ev.Text, "@"):
			t.Held = &chat.Held{Ref: ev.ID, Worker: ev.Author, Text: ev.Text}
			return chat.Answer{Held: true, Ref: ev.ID, Text: "Nog niet verstuurd."}
		}
		n := m.add(t, chat.LineWorker, ev.Author, ev.Text)
		t.Unread = 0
		return chat.Answer{Text: "Verstuurd naar " + t.Name, Line: n}
	case chat.Noted:
		return chat.Answer{Text: "Bewaard als notitie.", Line: m.add(t, chat.LineNote, ev.Author, ev.Text)}
	case chat.Released, chat.Withheld:
		if t.Held == nil || t.Held.Ref != ev.Ref {
			return chat.Answer{Text: "Hier is al over beslist."}
		}
		text := t.Held.Text
		t.Held = nil
		if ev.Kind == chat.Withheld {
			return chat.Answer{Text: "Bewaard als notitie.", Line: m.add(t, chat.LineNote, ev.Author, text)}
		}
		return chat.Answer{Text: "Verstuurd naar " + t.Name, Line: m.add(t, chat.LineWorker, ev.Author, text)}
	case chat.HandedBack:
		t.State, t.Worker = chat.NoHandoff, chat.Author{}
		m.add(t, chat.LineMark, chat.Program, "terug naar de bot")
		return chat.Answer{Text: "De chatbot gaat verder met " + t.Name + "."}
	case chat.Closed:
		t.Over = true
		m.add(t, chat.LineMark, chat.Program, ev.Author.Name+" rondt af")
		return chat.Answer{Text: "Afgerond: " + t.Name + "."}
	}
	return chat.Answer{}
}

// add writes a line; the caller holds the lock.
func (m *memory) add(t *chat.Thread, kind chat.LineKind, by chat.Author, text string) int64 {
	n := int64(len(t.Lines)+1) * chat.LinesPerTurn
	l := chat.Line{ID: t.ID + "/" + strconv.FormatInt(n, 10), N: n, Kind: kind, At: m.now, Author: by, Text: text}
	state := chat.State("")
	if kind == chat.LineWorker {
		state = chat.Queued
	}
	t.Lines = append(t.Lines, chat.ShownLine{Line: l, State: state})
	if kind == chat.LinePerson {
		t.Unread++
	}
	return n
}

// person begins a conversation that waits.
func (m *memory) person(id, name string, u chat.Urgency, waits time.Duration, words ...string) {
	m.locked(func() {
		t := &chat.Thread{Item: chat.Item{
			ID: id, Name: name, State: chat.Waiting, Urgency: u, Team: "jongerenwerk",
			Since: m.now.Add(-waits), Lang: "nl", Adapter: "webchat",
		}}
		m.talks[id] = t
		for _, w := range words {
			m.add(t, chat.LinePerson, chat.Author{Role: chat.RolePerson}, w)
		}
	})
}

func (m *memory) says(id, text string) {
	m.locked(func() { m.add(m.talks[id], chat.LinePerson, chat.Author{Role: chat.RolePerson}, text) })
}

func (m *memory) kinds(of ...chat.Kind) []chat.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []chat.Event
	for _, e := range m.events {
		if slices.Contains(of, e.Kind) {
			out = append(out, e)
		}
	}
	return out
}

// request is what a page posts about the conversation c1, and how it is answered.
type request struct {
	name   string
	kind   chat.Kind
	change func(*posted)
	status int
}

// answers posts each in its turn.
func (b *bench) answers(all []request) {
	b.t.Helper()
	for i, c := range all {
		if w := b.post(c.kind, int64(i+1), c.change); w.Code != c.status {
			b.t.Errorf("%s: %d %s, want %d", c.name, w.Code, w.Body, c.status)
		}
	}
}
