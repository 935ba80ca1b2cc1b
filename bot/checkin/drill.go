package checkin

import (
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// Unasked is the round of a circle's today on which nobody is asked, by its key: a
// drill can be held on any day. False: the key is that of no circle's today.
func Unasked(book *flows.Playbook, id string, at time.Time) (chat.Round, bool) {
	parts := strings.Split(id, "|")
	if len(parts) != 4 {
		return chat.Round{}, false
	}
	p := book.Programme(parts[0])
	if p == nil || !p.Kind.Circular() || p.Circle(parts[1]) == nil || parts[2] != flows.DayOf(at).String() || parts[3] != p.Slot() {
		return chat.Round{}, false
	}
	return chat.Round{ID: id, Programme: p.Name, Circle: parts[1], Day: parts[2], Slot: parts[3], Team: p.Team}, true
}
