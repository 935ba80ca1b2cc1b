package handoff_test

import (
	"slices"
	"testing"
	"time"

	"omzien/bot/chat"
)

func (w *talk) reachedDesk(text string) bool {
	return slices.ContainsFunc(w.last.Say, func(m chat.Message) bool {
		return m.To == desk && m.Text == text && m.Speaker.Role == chat.RolePerson
	})
}

// A yes after a worker's question is for the worker, whatever Omzien itself asked
// before that. By its own label, or its button, its question is still answered.
func TestLaw4_AYesAfterAWorkersWordsIsForTheWorker(t *testing.T) {
	for asks, answers := range map[string][]string{"wis": {"ja", "nee", "1", "ok"}, "intrekken": {"ja", "1", "nee"}, "taal": {"1", "2", "Engels"}} {
		for _, answer := range answers {
			w := newTalk(t)
			w.facts.Desks = []chat.Address{desk}
			w.c.Kept.Consents = []chat.Consent{{For: "bellen", Step: "bellen", Given: monday}}
			w.says("mens")
			w.does("Noor", chat.Claimed, "")
			w.now = w.now.Add(time.Minute)
			w.says(asks)
			w.now = w.now.Add(time.Minute)
			w.does("Noor", chat.Answered, "Wil je dat ik blijf?")
			w.now = w.now.Add(time.Minute)
			before := w.c.Lang
			w.says(answer)
			if !w.reachedDesk(answer) {
				t.Errorf("%s, %s: the worker does not read it: %+v", asks, answer, w.last.Say)
			}
			if w.c.Over || w.c.Erase || w.c.Lang != before || !w.c.Kept.Consents[0].Withdrawn.IsZero() {
				t.Errorf("%s, %s: it answered what Omzien asked", asks, answer)
			}
		}
	}
	w := newTalk(t)
	w.says("mens")
	w.does("Noor", chat.Claimed, "")
	w.now = w.now.Add(time.Minute)
	w.says("wis")
	w.now = w.now.Add(time.Minute)
	w.does("Noor", chat.Answered, "Weet je het zeker?")
	w.now = w.now.Add(time.Minute)
	erase := ""
	for _, m := range w.said {
		if m.Step == "omzien:erase" {
			erase = m.Choices[0].Label
		}
	}
	w.says(erase)
	if !w.c.Over || !w.c.Erase {
		t.Errorf("%q does not erase", erase)
	}
}

// What a person writes while a worker has the talk reaches the worker, also where
// it is a word that Omzien itself answers.
func TestLaw4_ReservedWordsReachTheWorkerToo(t *testing.T) {
	for _, word := range []string{"code", "intrekken", "taal", "stop", "nood", "mens", "opnieuw"} {
		w := newTalk(t)
		w.facts.Desks = []chat.Address{desk}
		w.c.Kept.Consents = []chat.Consent{{For: "bellen", Step: "bellen", Given: monday}}
		w.says("mens")
		w.does("Noor", chat.Claimed, "")
		w.says(word)
		if !w.reachedDesk(word) {
			t.Errorf("%s does not: %+v", word, w.last.Say)
		}
	}
}
