package switchboard_test

import (
	"fmt"
	"strings"
	"testing"

	"omzien/bot/chat"
)

// takesPart is a resident who takes part in the survey of a square, on a platform.
func (w *world) takesPart(who, score, wish string) chat.Address {
	w.t.Helper()
	at := chat.Address{Adapter: "pushed", Chat: "chat-" + who}
	w.handle(chat.Event{ID: w.id(who), Kind: chat.Started, From: at, Author: person, Text: "plein"})
	for _, text := range []string{"ja", score, "Meer groen", "Schoner", "Klaar", wish, "ja"} {
		w.handle(chat.Event{ID: w.id(who), Kind: chat.Said, From: at, Author: person, Text: text})
	}
	w.works(w.boards...)
	return at
}

func (w *world) survey() chat.Survey {
	w.t.Helper()
	s, err := w.stores[0].Record().Survey(w.t.Context(), "plein")
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// Row 25: each answers once, however often; choices are counted, words wait for a worker
// and say nothing of who wrote them. The result goes to those who chose to hear it.
func TestRow25_ASurveyIsCountedOncePerPerson(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		var last chat.Address
		for i := range 6 {
			last = w.takesPart(fmt.Sprint("b", i), "7", fmt.Sprintf("WENS-VAN-%d", i))
		}
		s := w.survey()
		if s.People != 6 || s.Counts["prettig"]["7"] != 6 || s.Counts["beter"]["groen"] != 6 || s.Counts["beter"]["schoon"] != 6 || len(s.Quotes) != 6 {
			t.Fatalf("%+v", s)
		}
		w.takesPart("b5", "3", "Liever een bankje") // once more: the newest counts
		if s = w.survey(); s.People != 6 || s.Counts["prettig"]["7"] != 5 || s.Counts["prettig"]["3"] != 1 || len(s.Quotes) != 6 {
			t.Fatalf("%+v", s)
		}
		var rows []struct {
			ID, Person string
			Words      []byte
		}
		if err := w.raw.Select(&rows, "SELECT id, person_hash AS person, words_sealed AS words FROM survey WHERE stand <> ''"); err != nil || len(rows) != 6 {
			t.Fatalf("%d rows: %v", len(rows), err)
		}
		var people []string
		if err := w.raw.Select(&people, "SELECT id FROM person"); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			for _, p := range people {
				if strings.Contains(r.ID+r.Person, p) {
					t.Error("Law 16: it stands there who answered")
				}
			}
			if strings.Contains(string(r.Words), "WENS") {
				t.Error("Law 16: words stand there as they are")
			}
		}
		a := w.handle(chat.Event{ID: "desk:noor:tab:20", Kind: chat.Broadcasts, Author: enroller, Subject: chat.Subject{Kind: chat.SubjectRound},
			Form: map[string]string{chat.BroadcastTo: "plein/plein", chat.BroadcastTitle: "Terug", chat.BroadcastText: "Dit kwam eruit."}})
		if !strings.HasPrefix(a.Text, "Klaargezet voor 6 mensen") {
			t.Fatalf("%+v", a)
		}
		w.until(onDay("2026-11-23", 17*60), w.boards...)
		if w.got(last, "Dit kwam eruit.") != 1 {
			t.Error("it did not come back to who answered")
		}
	})
}

// Words are read by others only once a named worker looked; what they made of them is
// what is read. The same press twice is one.
func TestLaw1_AQuoteIsCheckedByAHuman(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.takesPart("a", "8", "Bij Jan op 12 is het altijd lawaai")
		q := w.survey().Quotes[0]
		if q.Stand != chat.QuoteWaits || q.Question != "wens" {
			t.Fatalf("%+v", q)
		}
		ev := chat.Event{ID: "desk:noor:tab:30", Kind: chat.QuoteChecked, Author: chat.Program, Subject: chat.Subject{Kind: chat.SubjectSurvey, ID: "plein"},
			Ref: q.ID, Value: string(chat.QuoteTaken), Text: "Er is altijd lawaai"}
		w.handle(ev)
		other := ev
		other.Author, other.Subject.ID = enroller, "vlogs"
		w.handle(other)
		if again := w.survey().Quotes[0]; again != q {
			t.Fatalf("taken over by nobody: %+v", again)
		}
		ev.Author = enroller
		if a := w.handle(ev); a.Text != "Overgenomen. Bewoners kunnen dit lezen." {
			t.Fatalf("%+v", a)
		}
		if a := w.handle(ev); !a.Seen {
			t.Errorf("%+v", a)
		}
		if again := w.survey().Quotes[0]; again.Words != "Er is altijd lawaai" || again.Stand != chat.QuoteTaken {
			t.Errorf("%+v", again)
		}
	})
}

// A worker decides about the words that they read: not about those that the person wrote
// meanwhile, and not a second time about what a colleague took over.
func TestAQuoteThatChangedIsReadAnew(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.takesPart("a", "8", "Een bankje")
		read := w.survey().Quotes[0]
		check := func(n int, id, text string, stand chat.QuoteStand) string {
			return w.handle(chat.Event{ID: fmt.Sprint("desk:noor:tab:", n), Kind: chat.QuoteChecked, Author: enroller,
				Subject: chat.Subject{Kind: chat.SubjectSurvey, ID: "plein"}, Ref: id, Value: string(stand), Text: text}).Text
		}
		w.takesPart("a", "8", "Toch liever een boom")
		if a := check(40, read.ID, "Een bankje", chat.QuoteTaken); !strings.HasPrefix(a, "Deze woorden staan er niet meer zo.") {
			t.Errorf("%q", a)
		}
		now := w.survey().Quotes[0]
		if now.Words != "Toch liever een boom" || now.Stand != chat.QuoteWaits {
			t.Fatalf("%+v", now)
		}
		if a := check(41, now.ID, "Een boom", chat.QuoteTaken); !strings.HasPrefix(a, "Overgenomen.") {
			t.Fatalf("%q", a)
		}
		if a := check(42, now.ID, "Toch liever een boom", chat.QuoteLeft); !strings.HasPrefix(a, "Deze woorden staan er niet meer zo.") {
			t.Errorf("%q", a)
		}
		if q := w.survey().Quotes[0]; q.Words != "Een boom" || q.Stand != chat.QuoteTaken {
			t.Errorf("%+v", q)
		}
	})
}

// Law 16: who is erased is counted no more, and nothing of their words is left.
func TestLaw16_ErasingTakesTheAnswersOfASurvey(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.takesPart("a", "8", "Weg ermee")
		w.takesPart("b", "8", "Blijft")
		gone := chat.Address{Adapter: "pushed", Chat: "chat-a"}
		for _, text := range []string{"wis", "ja"} {
			w.handle(chat.Event{ID: w.id("a"), Kind: chat.Said, From: gone, Author: person, Text: text})
		}
		w.works(w.boards...)
		if s := w.survey(); s.People != 1 || len(s.Quotes) != 1 || s.Quotes[0].Words != "Blijft" {
			t.Errorf("%+v", s)
		}
	})
}

// Law 20: answers go after half a year.
func TestLaw20_AnswersOfASurveyGo(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.takesPart("a", "8", "Een bankje")
		if _, err := w.stores[0].Sweep(t.Context(), monday.Add(chat.SurveyFor/2)); err != nil || w.survey().People != 1 {
			t.Fatalf("too early: %v", err)
		}
		if _, err := w.stores[0].Sweep(t.Context(), monday.Add(chat.SurveyFor*2)); err != nil || w.survey().People != 0 {
			t.Errorf("still there: %v", err)
		}
	})
}
