package handoff_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/handoff"
	"omzien/flows"
)

// A worker is away for as long as they say, and only they say so.
func TestAWorkerSaysThatTheyAreAway(t *testing.T) {
	at := time.Date(2026, 10, 24, 15, 0, 0, 0, flows.Amsterdam) // the clock goes back that night
	noor := chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}
	self := chat.Subject{Kind: chat.SubjectWorker, ID: noor.ID}
	for _, tt := range []struct {
		name, until string
		who         chat.Author
		about       chat.Subject
		lasts       time.Duration
		says        string
	}{
		{"no time", "", noor, self, 12 * time.Hour, "tot morgen 02:00"},
		{"today", "2026-10-24T15:30:00+02:00", noor, self, 30 * time.Minute, "tot 15:30"},
		{"tomorrow, after the change", "2026-10-25T09:00:00+01:00", noor, self, 19 * time.Hour, "tot morgen 09:00"},
		{"another day", "2026-11-02T08:00:00Z", noor, self, 211 * time.Hour, "tot 2 november 09:00"},
		{"past", "2026-10-24T15:00:00+02:00", noor, self, 0, "al voorbij"},
		{"far ahead", "2026-12-24T15:00:00+01:00", noor, self, 0, "binnen een maand"},
		{"no time at all", "straks", noor, self, 0, "binnen een maand"},
		{"for a colleague", "", noor, chat.Subject{Kind: chat.SubjectWorker, ID: "slack:U0BAS"}, 0, "Alleen jij zelf"},
		{"a person", "", chat.Author{Role: chat.RolePerson, ID: noor.ID, Name: "Sam"}, self, 0, "Alleen jij zelf"},
		{"nobody", "", chat.Author{Role: chat.RoleWorker}, chat.Subject{Kind: chat.SubjectWorker}, 0, "Alleen jij zelf"},
	} {
		ev := chat.Event{ID: "e", Kind: chat.Away, Author: tt.who, Subject: tt.about, At: at, Form: map[string]string{chat.AwayUntil: tt.until}}
		a, answer, ok := handoff.Leave(ev)
		if ok != (tt.lasts > 0) || ok && (a.Until.Sub(at) != tt.lasts || a.Worker != noor || !a.Since.Equal(at)) || !strings.Contains(answer.Text, tt.says) {
			t.Errorf("%s: %v %+v %q", tt.name, ok, a, answer.Text)
		}
		for _, was := range []bool{true, false} {
			back, may := handoff.Return(ev, was)
			if may != (tt.who == noor && tt.about == self) || back.Text == "" || may && strings.Contains(back.Text, "niet weg") == was {
				t.Errorf("%s, back: %v %q", tt.name, may, back.Text)
			}
		}
	}
}
