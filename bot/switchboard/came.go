package switchboard

import (
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// ReadsCame tells whether a decision about the event looks at what other talks of the
// person were about: where their words come into a flow that counts.
func ReadsCame(book *flows.Playbook, c chat.Conversation, ev chat.Event) bool {
	return ev.Author.Role == chat.RolePerson && turn.CountsThemes(book, c)
}

// CameSince is the month from which on other talks count at this moment.
func CameSince(at time.Time) string { return chat.MonthsBack(at, monthsBack) }
