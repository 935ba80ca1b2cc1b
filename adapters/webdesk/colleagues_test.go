package webdesk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

func (m *memory) SignedIn(_ context.Context, kind string, now time.Time) (all []chat.Session, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for token := range m.sessions {
		if s, err := m.session(token, now); err == nil && s.Kind == kind {
			all = append(all, s)
		}
	}
	return all, m.broken
}

// there signs a colleague in, in a browser of their own.
func (m *memory) there(id, name string) {
	m.locked(func() {
		m.sessions["browser of "+id] = chat.Session{Kind: kindDesk, ID: id, Name: name, Seen: m.now, Until: m.now.Add(longest), Idle: idleLife}
	})
}

// Who can be asked is who is there: signed in here, or in the channel of a team that
// has its hours, and not away. Who went home with a talk is nobody to ask.
func TestWhoCanBeAskedIsThere(t *testing.T) {
	m := newMemory(time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC))
	m.there("gone", "Piet")
	m.later(idleLife + time.Second)
	m.there("noor", "Noor")
	m.there("bas", "Bas")
	m.there("bas", "Bas")
	m.there("eva", "Eva")
	m.locked(func() {
		m.sessions["a link"] = chat.Session{Kind: kindLink, Name: "Kim", Until: m.now.Add(linkLife)}
		m.sessions["another browser"] = m.sessions["browser of bas"]
		m.away["eva"] = chat.Absence{Worker: chat.Author{ID: "eva", Name: "Eva"}, Until: m.now.Add(time.Hour)}
	})
	for i, owner := range []string{"", "bas", "bas", "gone", "push:iris"} {
		id := "c" + string(rune('1'+i))
		m.talks[id] = &chat.Thread{Item: chat.Item{ID: id, State: chat.Talking, Team: "jongerenwerk", Worker: chat.Author{ID: owner}}}
	}
	invitee := func(id, name string, at ...string) chat.Invitee {
		return chat.Invitee{Author: chat.Author{Role: chat.RoleWorker, ID: id, Name: name}, At: at}
	}
	var trouble error
	d, err := New(Config{
		Record: m, Sessions: m, Present: m, Board: m, PublicURL: home, Now: m.clock,
		Shifts: func() []adapters.Team {
			return []adapters.Team{{Name: "jongerenwerk", Channel: "C1", Open: true}, {Name: "wijkteam", Channel: "C2"}, {Name: "buurt", Channel: "C3", Open: true}}
		},
		Members: func(ctx context.Context) ([]chat.Invitee, error) {
			if _, bounded := ctx.Deadline(); !bounded {
				t.Error("who is elsewhere is waited for without end")
			}
			return []chat.Invitee{invitee("push:iris", "Iris", "C1", "C2"), invitee("push:daan", "Daan", "C2"), invitee("push:lot", "Lot", "C3"), invitee("eva", "Eva", "C1")}, trouble
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"id":"bas","name":"Bas","talks":2,"takes":true},{"id":"push:iris","name":"Iris","talks":1,"at":"C1 C2","takes":true},{"id":"push:lot","name":"Lot","talks":0,"at":"C3"}]`
	for _, trouble = range []error{nil, errors.New("not all of them")} {
		all, err := d.colleagues(t.Context(), "c1", worker{Session: chat.Session{ID: "noor"}})
		if got, _ := json.Marshal(all); err != nil || string(got) != want {
			t.Errorf("%s, %v\nwant %s", got, err, want)
		}
	}
	m.locked(func() { m.broken = chat.ErrDown })
	if _, err := d.colleagues(t.Context(), "c1", worker{}); err == nil {
		t.Error("who is there is told without knowing it")
	}
}

func TestWhoCanBeAskedIsForWorkersAlone(t *testing.T) {
	b := newBench(t)
	if w := b.ask(http.MethodGet, "/desk/colleagues?id=c1", nil); w.Code != http.StatusUnauthorized {
		t.Errorf("not signed in: %d", w.Code)
	}
	b.in("Noor")
	if w := b.ask(http.MethodGet, "/desk/colleagues?id=c1", nil); w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != "[]" {
		t.Errorf("where nobody is known: %d %s", w.Code, w.Body)
	}
}
