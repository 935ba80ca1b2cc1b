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
		{"a time", "15:30", noor, self, 30 * time.Minute, "tot 15:30,"},
		{"until a time", " Tot  15.30", noor, self, 30 * time.Minute, "tot 15:30,"},
		{"minutes", "45 min", noor, self, 45 * time.Minute, "tot 15:45,"},
		{"hours", "2u", noor, self, 2 * time.Hour, "tot 17:00,"},
		{"hours in English", "until 3 hours", noor, self, 3 * time.Hour, "tot 18:00,"},
		{"the next day, after the change", "morgen", noor, self, 17 * time.Hour, "tot morgen 07:00,"},
		{"past", "15:00", noor, self, 0, "al voorbij"},
		{"no minutes", "0 min", noor, self, 0, "al voorbij"},
		{"far ahead", "99 uur", noor, self, 0, "vandaag of morgen"},
		{"no time at all", "straks", noor, self, 0, "begrijp ik niet"},
		{"no such time", "25:00", noor, self, 0, "begrijp ik niet"},
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
