package phone

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

const home = "https://hulp.example.nl"

// day is a Monday in winter time; at is a moment of it on Amsterdam's wall clock.
func at(hour, minute int) time.Time {
	return time.Date(2026, 11, 23, hour, minute, 0, 0, chat.Amsterdam)
}

const day = "2026-11-23"

// memory keeps calls and sessions, and hands events to whoever wants them.
type memory struct {
	adaptertest.Circles

	mu       sync.Mutex
	now      time.Time
	calls    []chat.CallItem
	sessions map[string]chat.Session
	events   []chat.Event
	fail     error // what the record says
	refuse   error // what handle says
}

func newMemory() *memory { return &memory{now: at(10, 1), sessions: map[string]chat.Session{}} }

func (m *memory) locked(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
}

func (m *memory) clock() (now time.Time) {
	m.locked(func() { now = m.now })
	return now
}

func (m *memory) find(id string) (int, error) {
	for i, c := range m.calls {
		if c.ID == id {
			return i, m.fail
		}
	}
	if m.fail != nil {
		return -1, m.fail
	}
	return -1, chat.ErrUnknown
}

func (m *memory) KeepCall(_ context.Context, c chat.CallItem) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i, _ := m.find(c.ID); m.fail == nil && i < 0 {
		m.calls = append(m.calls, c)
	}
	return m.fail
}

func (m *memory) Call(_ context.Context, id string) (chat.CallItem, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, err := m.find(id)
	if err != nil {
		return chat.CallItem{}, err
	}
	return m.calls[i], nil
}

func (m *memory) Calls(_ context.Context, members []string, since time.Time) (all []chat.CallItem, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.calls {
		for _, id := range members {
			if c.Member == id && !c.At.Before(since) {
				all = append(all, c)
			}
		}
	}
	return all, m.fail
}

func (m *memory) CallDone(_ context.Context, id string, by chat.Author, how string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, err := m.find(id)
	if err != nil || !m.calls[i].Done.IsZero() {
		return err
	}
	m.calls[i].By, m.calls[i].How = by, how
	if how == chat.CallSpoken {
		m.calls[i].Done = at
	}
	return nil
}

func (m *memory) OpenSession(_ context.Context, token string, s chat.Session) error {
	m.locked(func() { m.sessions[token] = s })
	return m.fail
}

func (m *memory) Session(_ context.Context, token string, now time.Time) (chat.Session, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, known := m.sessions[token]
	if m.fail != nil {
		return chat.Session{}, m.fail
	}
	if !known || !now.Before(s.Until) {
		return chat.Session{}, chat.ErrUnknown
	}
	return s, nil
}

func (m *memory) KeepSession(context.Context, string, time.Time, time.Time) error { return nil }

func (m *memory) EndSession(_ context.Context, token string) error {
	m.locked(func() { delete(m.sessions, token) })
	return nil
}

func (m *memory) TakeSession(ctx context.Context, token string, now time.Time) (chat.Session, error) {
	s, err := m.Session(ctx, token, now)
	m.locked(func() { delete(m.sessions, token) })
	return s, err
}

func (m *memory) SignedIn(_ context.Context, kind string, now time.Time) (all []chat.Session, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		if s.Kind == kind && now.Before(s.Until) {
			all = append(all, s)
		}
	}
	return all, m.fail
}

func (m *memory) EndSessions(_ context.Context, kind, id string, until time.Time) error {
	m.locked(func() {
		for token, s := range m.sessions {
			if s.Kind == kind && s.ID == id && s.Until.Equal(until) {
				delete(m.sessions, token)
			}
		}
	})
	return m.fail
}

func (m *memory) Returning(context.Context, string) (chat.Address, error) {
	return chat.Address{}, chat.ErrUnknown
}

func (m *memory) handle(_ context.Context, ev chat.Event) (chat.Answer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuse != nil {
		return chat.Answer{}, m.refuse
	}
	m.events = append(m.events, ev)
	return chat.Answer{}, nil
}

// heard gives the events since it was last asked.
func (m *memory) heard() (all []chat.Event) {
	m.locked(func() { all, m.events = m.events, nil })
	return all
}

// rig is telefoon without a network: requests go straight to its routes.
type rig struct {
	*memory
	t       testing.TB
	a       *Adapter
	routes  http.Handler
	log     *bytes.Buffer
	refused map[string]int
}

var anja = chat.Author{Role: chat.RoleWorker, ID: "coordinator:anja", Name: "Anja Bakker"}

func newRig(t testing.TB) *rig {
	t.Helper()
	r := &rig{memory: newMemory(), t: t, log: &bytes.Buffer{}, refused: map[string]int{}}
	a, err := New(r.config(home, slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		t.Fatal(err)
	}
	r.a, r.routes = a, a.Routes(r.handle)
	return r
}

func (r *rig) config(public string, log *slog.Logger) Config {
	return Config{
		Calls: r.memory, Circles: r.memory, Sessions: r.memory, Title: "Stichting Dichtbij", PublicURL: public, Log: log, Now: r.clock,
		Callers: func() []Caller { return []Caller{{"anja", "Anja Bakker"}, {"piet", "Piet de Boer"}} },
		Duty:    func(string, string, string) []string { return []string{"piet", "anja"} },
		Count:   func(reason string) { r.locked(func() { r.refused[reason]++ }) },
	}
}

// ask sends a request as a browser does; change makes it another.
func (r *rig) ask(method, path string, form url.Values, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r.t.Helper()
	req := httptest.NewRequest(method, home+path, strings.NewReader(form.Encode()))
	req.RemoteAddr = "192.0.2.7:4711"
	req.Header.Set("Sec-Fetch-Site", "none")
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", "null")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, f := range change {
		f(req)
	}
	w := httptest.NewRecorder()
	r.routes.ServeHTTP(w, req)
	return w
}

// page reads a page that must be there.
func (r *rig) page(path string) string {
	r.t.Helper()
	w := r.ask(http.MethodGet, path, nil)
	if w.Code != http.StatusOK {
		r.t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// alarmLink is where a personal link to the alarm leads: the record of the tests
// opens an alarm by its id.
func alarmLink(id string) string { return "/melding/" + id }

const (
	alarmOne  = "melding-over-mevrouw-de-wit"
	alarmMany = "melding-over-drie-mensen"
	roundID   = "belcirkel|noord|2026-11-23|0830"
)

// circle fills the record: a morning on which one is silent, as an alarm that Anja,
// and a daughter, can open.
func (r *rig) circle() {
	r.Do(func(c *adaptertest.Circles) {
		c.Members = []chat.Member{
			{ID: "m1", Programme: "belcirkel", Circle: "noord", Name: "mevrouw De Wit", Initials: "R.W.", Full: "Riet de Wit",
				Phones: []string{"010 - 123 45 67", "06 12 34 56 78"}, Home: "Lindelaan 12, 2e etage\n1234 AB Ons Dorp",
				Access: "Slecht ter been: bel lang aan. Hond (Bobbie) is lief.", Doctor: "Praktijk 2 Havens, 010 765 43 21", Caller: "anja",
				Contacts: []chat.Contact{{Name: "Els de Wit", Relation: "dochter", Phone: "+31 6 87 65 43 21", Key: true}, {Name: "Henk", Relation: "buurman", Phone: "010 222 33 44"}}},
			{ID: "m2", Programme: "belcirkel", Circle: "noord", Name: "meneer Jansen", Initials: "K.J.", Phones: []string{"010 333 44 55"}, Caller: "Anja Bakker"},
			{ID: "m3", Programme: "belcirkel", Circle: "noord", Name: "mevrouw Öztürk", Initials: "F.Ö.", Full: "Fatma Öztürk", Phones: []string{"010 444 55 66"}},
			{ID: "m4", Programme: "belcirkel", Circle: "noord", Name: "meneer <b>Bold</b>", Initials: "B.B.", Caller: "Truus van 3 hoog", Phones: []string{"javascript:alert(1)"}},
		}
		o := func(member string, stand chat.Stand, phone bool) chat.Occurrence {
			return chat.Occurrence{Member: member, Stand: stand, At: at(8, 30), Until: at(10, 0), Due: at(10, 0), Early: at(6, 0), Phone: phone}
		}
		c.Rounds = []chat.Round{{ID: roundID, Turn: 7, Programme: "belcirkel", Circle: "noord", Day: day, Slot: "0830", Occurrences: []chat.Occurrence{
			o("m1", chat.StandOverdue, true), o("m2", chat.StandAsked, true), o("m3", chat.StandAsked, true), o("m4", chat.StandAsked, true),
		}}}
		check := chat.Check{Programme: "belcirkel", Label: "belcirkel Noord", Round: roundID, Member: "m1", What: chat.StandOverdue, Stand: chat.StandOverdue}
		many := check
		many.Member, many.Members = "", []string{"m1", "m2", "m3"}
		c.Alarms = []chat.Alarm{
			{ID: alarmOne, Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectOccurrence, ID: roundID + "#m1"}, Turn: 4, Opened: at(10, 0), Alias: "R.W.", TellAt: at(10, 10), Rung: 1, Check: &check},
			{ID: alarmMany, Cause: chat.CauseMany, About: chat.Subject{Kind: chat.SubjectRound, ID: roundID}, Turn: 2, Opened: at(10, 0), TellAt: at(10, 10), Rung: 1, Check: &many},
		}
		c.Tokens = map[string]chat.Author{alarmOne: anja, alarmMany: anja}
	})
}

// alarm changes the alarm about one.
func (r *rig) alarm(change func(*chat.Alarm)) {
	r.Do(func(c *adaptertest.Circles) {
		check := *c.Alarms[0].Check
		c.Alarms[0].Check = &check
		change(&c.Alarms[0])
	})
}
