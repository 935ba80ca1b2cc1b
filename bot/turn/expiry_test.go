package turn_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows/flowstest"
)

// Law 20: what people still need never goes, whatever the clock says.
func TestLaw20_WhatIsStillNeededIsRefused(t *testing.T) {
	book, now := flowstest.BuiltIn(t), time.Date(2026, 12, 24, 9, 0, 0, 0, time.UTC)
	posted := []chat.Posted{{Desk: chat.Address{Adapter: "slack", Chat: "C1"}, Card: "kaart"}}
	base := chat.Conversation{ID: "c", Alias: "blauwe vos", Nickname: "Sam", Over: true, Handoff: chat.Handoff{State: chat.Done, Posted: posted}}
	for name, change := range map[string]func(*chat.Conversation){
		"":          func(*chat.Conversation) {},
		"left open": func(c *chat.Conversation) { c.Over, c.Handoff.State = false, chat.NoHandoff },
		"left open with an overleg": func(c *chat.Conversation) {
			c.Over, c.Handoff.State, c.Handoff.Consults = false, chat.NoHandoff, []chat.Consult{{ID: "k", Question: "Ken jij Sam?", Posted: posted}}
		},
		"followed up by now": func(c *chat.Conversation) { c.FollowAt = now.Add(-31 * 24 * time.Hour) },
		"meldcode filed":     func(c *chat.Conversation) { c.Meldcode = &chat.Steps{Filed: "2026-11-01"} },

		"a timer was lost long ago": func(c *chat.Conversation) { c.AnswerAt = now.Add(-365 * 24 * time.Hour) },

		"refused: waits":             func(c *chat.Conversation) { c.Over, c.Handoff.State = false, chat.Waiting },
		"refused: live":              func(c *chat.Conversation) { c.Over, c.Handoff.State = false, chat.Talking },
		"refused: to be followed up": func(c *chat.Conversation) { c.FollowAt = now.Add(-29 * 24 * time.Hour) },
		"refused: meldcode":          func(c *chat.Conversation) { c.Meldcode = &chat.Steps{} },
		"refused: the bot goes on yet": func(c *chat.Conversation) {
			c.Over, c.Handoff.State, c.WaitUntil = false, chat.NoHandoff, now.Add(time.Hour)
		},
		"refused: it would have gone on a minute ago": func(c *chat.Conversation) {
			c.Over, c.Handoff.State, c.WaitUntil = false, chat.NoHandoff, now.Add(-time.Minute)
		},
		"refused: nobody looked yet whether the last answer was read": func(c *chat.Conversation) { c.AnswerAt = now.Add(-time.Minute) },
	} {
		c := base
		change(&c)
		d := turn.Expire(book, c, chat.Event{ID: "e", Kind: chat.Expired, At: now})
		if refused := strings.HasPrefix(name, "refused"); d.Refused != refused || d.Clears == refused {
			t.Errorf("%q: refused %v, clears %v", name, d.Refused, d.Clears)
		}
		for _, m := range d.Say {
			if strings.Contains(m.Text, "Sam") || m.To.Adapter != "slack" || m.Root != nil && (m.Root.Question != "" || !m.Root.Over) {
				t.Errorf("%q: says %+v", name, m)
			}
			if m.Class != chat.Bulk || !m.Emptied {
				t.Errorf("%q: it has no haste, and only takes away: %+v", name, m)
			}
		}
	}
}
