package handoff_test

import (
	"slices"
	"testing"

	"omzien/bot/chat"
)

// Who agreed to something may take it back, also while people have the talk;
// somebody is told, and the person's other words stay for the worker.
func TestConsentIsTakenBackWhilePeopleHaveTheTalk(t *testing.T) {
	w := newTalk(t)
	w.facts.Desks = []chat.Address{desk}
	w.c.Kept.Consents = []chat.Consent{{For: "dat een collega meedenkt", Step: "meedenken", Given: monday}}
	w.says("mens")
	w.does("Noor", chat.Claimed, "")
	w.says("intrekken")
	w.press("Dat een collega meedenkt")
	if c := w.c.Kept.Consents[0]; !c.Withdrawn.Equal(w.now) || w.c.Pending != "" || w.c.Handoff.State != chat.Talking {
		t.Errorf("kept is %+v, pending %q, %s", c, w.c.Pending, w.c.Handoff.State)
	}
	if !slices.ContainsFunc(w.alarms, func(a chat.Alarm) bool { return a.Cause.Kind() == chat.CauseNotice }) {
		t.Errorf("nobody is told: %+v", w.alarms)
	}
	w.c.Kept.Consents = append(w.c.Kept.Consents, chat.Consent{For: "bellen", Given: monday})
	w.says("intrekken")
	w.says("ben je er nog?")
	if c := w.c.Kept.Consents[1]; !c.Withdrawn.IsZero() || w.c.Pending != "" {
		t.Errorf("words for the worker are taken for an answer: %+v, %q", c, w.c.Pending)
	}
}
