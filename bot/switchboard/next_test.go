package switchboard_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/bot/chat"
)

func (w *world) wants(name string, board int) (chat.Answer, error) {
	return w.boards[board].Handle(w.t.Context(), chat.Event{
		ID: w.id(name), Kind: chat.Next, Author: chat.Author{Role: chat.RoleWorker, ID: "w-" + name, Name: name},
	})
}

// Volgende gives the most urgent first, then whoever waits longest, and says so
// when nobody waits.
func TestNextIsWhoNeedsSomebodyMost(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		for _, who := range []string{"sam", "kim", "eva"} {
			w.starts(who)
			w.says(who, "mens")
			w.passes()
		}
		w.says("kim", "nood")
		for i, who := range []string{"kim", "sam", "eva"} {
			a, err := w.wants("Noor", i%2)
			if name := w.thread(who).Name; err != nil || a.Text != "Jij hebt nu "+name+"." || w.thread(who).Worker.Name != "Noor" {
				t.Fatalf("%d: %+v, %v; want %s", i, a, err, name)
			}
		}
		if a, err := w.wants("Noor", 0); err != nil || a.Text != "Niemand wacht op je team." {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

// Law 8: of two workers who ask for the next one at the same moment nobody gets
// whom the other has; and nobody waits while somebody asks.
func TestLaw8_NextGivesEachTheirOwn(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		const talks = 8
		for i := range talks {
			who := fmt.Sprintf("p%d", i)
			w.starts(who)
			w.says(who, "mens")
		}
		answers := make([]chat.Answer, talks)
		var all sync.WaitGroup
		for i := range talks {
			ev := chat.Event{ID: fmt.Sprintf("next-%d", i), Kind: chat.Next,
				Author: chat.Author{Role: chat.RoleWorker, ID: fmt.Sprintf("w-%d", i), Name: fmt.Sprintf("W%d", i)}}
			all.Go(func() {
				var err error
				if answers[i], err = w.boards[i%2].Handle(t.Context(), ev); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		owners := map[string]string{}
		for i := range talks {
			th := w.thread(fmt.Sprintf("p%d", i))
			if was, twice := owners[th.Worker.ID]; twice || th.Worker.ID == "" {
				t.Errorf("%q has %s and %s", th.Worker.ID, was, th.Name)
			}
			owners[th.Worker.ID] = th.Name
		}
		for i, a := range answers {
			if !strings.HasPrefix(a.Text, "Jij hebt nu "+owners[fmt.Sprintf("w-%d", i)]) {
				t.Errorf("W%d is told %q and has %q", i, a.Text, owners[fmt.Sprintf("w-%d", i)])
			}
		}
	})
}

// The same press again, also when somebody else waits by then, is one press.
func TestLaw1_TheSameNextIsOne(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "mens")
		ev := chat.Event{ID: "next", Kind: chat.Next, Author: chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}}
		w.handle(ev)
		w.starts("kim")
		w.says("kim", "mens")
		if a := w.handle(ev); !a.Seen || w.thread("kim").Worker.Name != "" {
			t.Errorf("%+v; kim is %s's", a, w.thread("kim").Worker.Name)
		}
	})
}

// Whoever is no worker any more has nobody; the others keep whom they have.
func TestGonePutsBackWhoTheyHad(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		for who, name := range map[string]string{"sam": "Noor", "kim": "Noor", "eva": "Bas"} {
			w.starts(who)
			w.says(who, "mens")
			w.worker(name, chat.Claimed, who, "")
		}
		session := chat.Session{Kind: "desk", ID: "w-Noor", Name: "Noor", Since: w.clock.Now(), Until: w.clock.Now().Add(time.Hour)}
		if err := w.stores[0].OpenSession(t.Context(), "token", session); err != nil {
			t.Fatal(err)
		}
		w.handle(chat.Event{ID: "gone", Kind: chat.Gone, Author: chat.Program, Value: "w-Noor"})
		for who, want := range map[string]chat.HandoffState{"sam": chat.Waiting, "kim": chat.Waiting, "eva": chat.Talking} {
			if got := w.thread(who).State; got != want {
				t.Errorf("%s: %s, want %s", who, got, want)
			}
		}
		if _, err := w.stores[0].Session(t.Context(), "token", w.clock.Now()); !errors.Is(err, chat.ErrUnknown) {
			t.Errorf("they are still signed in: %v", err)
		}
	})
}

// Law 8: of two workers one wins, on whichever instance they press, each of a
// thousand times; the other is told who.
func TestLaw8_OneOfTwoWorkersWins(t *testing.T) {
	claims := 1000
	if testing.Short() {
		claims = 25
	}
	onEach(t, 3, func(t *testing.T, w *world) {
		for i := range claims {
			who := fmt.Sprintf("p%d", i)
			w.says(who, "mens")
			var answers [2]chat.Answer
			names := [2]string{"Noor", "Bas"}
			events := [2]chat.Event{w.act("Noor", chat.Claimed, who, ""), w.act("Bas", chat.Claimed, who, "")}
			var press sync.WaitGroup
			for k := range 2 {
				press.Go(func() {
					var err error
					if answers[k], err = w.boards[(i+k)%3].Handle(t.Context(), events[k]); err != nil {
						t.Errorf("claim: %v", err)
					}
				})
			}
			press.Wait()
			owner := w.thread(who).Worker.Name
			loser := 1 - slices.Index(names[:], owner)
			if loser > 1 || !strings.Contains(answers[loser].Text, owner) {
				t.Fatalf("%s has it; the other one reads %q", owner, answers[loser%2].Text)
			}
		}
	})
}
