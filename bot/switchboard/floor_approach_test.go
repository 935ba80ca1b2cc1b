package switchboard_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/bot/chat"
)

// signals registers somebody whose landlord reported arrears.
func (f *floor) signals(name string) (conversation string) {
	f.t.Helper()
	a := f.answer(chat.Event{ID: f.id(name), Kind: chat.Registered, Author: colleague(name), Form: map[string]string{
		"bron": "verhuurder", "akkoord": "signaal", "roepnaam": "Jan", "telefoon": "06 12345678", "adres": "Dorpsstraat 12",
		"waarover": "Huur, sinds september.", "team": "jongerenwerk", "spoed": "rustig"}})
	if a.Ref == "" {
		f.t.Fatalf("not registered: %+v", a)
	}
	return a.Ref
}

// Row 22: a try counts once, however often its press arrives; what is tried later comes
// back into the queue by itself.
func TestLaw1_TheSameTryCountsOnce(t *testing.T) {
	onFloor(t, 2, func(t *testing.T, f *floor) {
		id := f.signals("Noor")
		ev := chat.Event{ID: f.id("Noor"), Kind: chat.Phoned, Author: colleague("Noor"), Form: map[string]string{"gesproken": "nee", "weer": "3"},
			Subject: chat.Subject{Kind: chat.SubjectConversation, ID: id}}
		var all sync.WaitGroup
		for i := range 5 {
			all.Go(func() {
				if _, err := f.boards[i%2].Handle(t.Context(), ev); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		read := func() chat.Thread {
			th, err := f.stores[0].Record().Thread(t.Context(), id, 0)
			if err != nil {
				t.Fatal(err)
			}
			return th
		}
		th := read()
		if n := len(th.Approach.Tries); n != 1 || th.State != chat.Resting || th.AgainAt.IsZero() {
			t.Fatalf("%d tries, %s until %v", n, th.State, th.AgainAt)
		}
		items, err := f.stores[0].Record().Queue(t.Context())
		if err != nil || len(items) != 1 || items[0].State != chat.Resting {
			t.Fatalf("it cannot be found before its day: %+v, %v", items, err)
		}
		f.until(th.AgainAt.Add(time.Second), f.boards...)
		if th = read(); th.State != chat.Waiting || !strings.Contains(th.Card[len(th.Card)-1].Text, "1 keer geprobeerd") {
			t.Errorf("on its day: %s, %+v", th.State, th.Card)
		}
		for _, a := range f.alarms() {
			t.Errorf("an alarm: %+v", a)
		}
	})
}

// Row 22: the card at the door opens a kind talk for whoever uses it, and tells the
// registration of the first of them, once.
func TestLaw19_TheCardAtTheDoorIsKnownOnce(t *testing.T) {
	onFloor(t, 2, func(t *testing.T, f *floor) {
		id := f.signals("Noor")
		token := chat.DoorPrefix + f.stores[0].Token(chat.DoorID(id))
		opens := func(who string) chat.Thread {
			ev := chat.Event{ID: f.id(who), Kind: chat.Started, Author: person, From: at(who), Text: token}
			var all sync.WaitGroup
			for i := range 4 {
				all.Go(func() {
					if _, err := f.boards[i%2].Handle(t.Context(), ev); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			f.settle()
			return f.thread(who)
		}
		first, second := opens("sam"), opens("eva")
		for _, who := range []string{"sam", "eva"} {
			if read := f.sees(who); strings.Count(read, "kreeg een kaart van ons") != 1 {
				t.Errorf("%s reads\n%s", who, read)
			}
		}
		item, err := f.stores[0].Record().Thread(t.Context(), id, 0)
		if err != nil {
			t.Fatal(err)
		}
		marks := 0
		for _, l := range item.Lines {
			if strings.Contains(l.Text, "De kaart voor Jan") {
				marks++
			}
		}
		if item.Approach.Heard != first.Name || marks != 1 || second.Name == first.Name {
			t.Errorf("the registration knows of %q, in %d lines; sam is %q", item.Approach.Heard, marks, first.Name)
		}
		// Whoever has the token can press nothing with it.
		if a, _ := f.boards[0].Handle(t.Context(), chat.Event{ID: f.id("eva"), Kind: chat.Chose, Author: person, From: at("eva"), Token: strings.TrimPrefix(token, chat.DoorPrefix) + ":0"}); !strings.Contains(a.Text, "niet (meer) van jou") {
			t.Errorf("eva pressed it: %+v", a)
		}
		// Both are handed over: whoever reads that knows to whom the first belongs.
		for who, first := range map[string]bool{"sam": true, "eva": false} {
			f.says(who, "mens")
			f.settle()
			known := false
			for _, fact := range f.thread(who).Card {
				known = known || strings.HasPrefix(fact.Text, "Jan · ")
			}
			if known != first {
				t.Errorf("%s's card: %+v", who, f.thread(who).Card)
			}
		}
	})
}

// What is known of somebody who was registered goes after its time, also where they are
// rung later; and the card in their letter box opens a talk that tells nobody anything.
func TestLaw20_TheCardAtTheDoorGoesWithTheRegistration(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		id := f.signals("Noor")
		for _, ev := range []chat.Event{
			{Kind: chat.Phoned, Form: map[string]string{"gesproken": "ja"}}, {Kind: chat.Claimed}, {Kind: chat.Closed, Form: map[string]string{"soort": "zelf", "vervolg": "12", "wie": "bel", "beller": "Anja"}},
		} {
			ev.ID, ev.Author, ev.Subject = f.id("Noor"), colleague("Noor"), chat.Subject{Kind: chat.SubjectConversation, ID: id}
			f.answer(ev)
		}
		f.settle()
		const cards = "SELECT COUNT(*) FROM button WHERE subject_kind = 'conversation'"
		f.clock.add(kept - time.Minute)
		if f.expires(); f.count(cards) != 1 {
			t.Fatal("the card went before its time")
		}
		f.clock.add(2 * time.Minute)
		if f.expires(); f.count(cards) != 0 {
			t.Error("the card stays, with the name of whose it was")
		}
		f.answer(chat.Event{ID: f.id("sam"), Kind: chat.Started, Author: person, From: at("sam"), Text: chat.DoorPrefix + f.stores[0].Token(chat.DoorID(id))})
		f.settle()
		if read := f.sees("sam"); !strings.Contains(read, "kreeg een kaart van ons") {
			t.Errorf("sam reads\n%s", read)
		}
	})
}
