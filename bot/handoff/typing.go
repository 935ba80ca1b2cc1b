package handoff

import (
	"slices"

	"omzien/bot/chat"
	"omzien/bot/turn"
)

// ShowsTyping tells whether the other one may see now that the event's author is
// writing: the person, where that is a worker; and the worker who has the talk,
// where it is the person. c is the conversation as it stands after the event.
//
// The person sees it of the worker who has the talk, and of nobody else: while
// they type an answer (chat.Typing), and while one waits to leave that this event
// let go. They never see it where a screen may be in other hands: of somebody who
// said that others may see it, until a question whether it suits is answered, while
// words wait for that, and after the quick exit, until they write again. Words that
// are late are worth that question; this is not.
func ShowsTyping(c chat.Conversation, ev chat.Event) bool {
	h := c.Handoff
	if !c.Live() || c.Over || c.Erase || h.Worker.ID == "" || ev.Consult != "" || !c.Reachable() || hasLeft(c) {
		return false
	}
	switch ev.Author.Role {
	case chat.RolePerson:
		return ev.Kind == chat.Typing
	case chat.RoleWorker:
		return ev.Author.ID == h.Worker.ID && !h.Unsaid && !c.Unreachable && !turn.Private(c) &&
			c.Pending != turn.Knock && len(h.Behind) == 0 && (ev.Kind == chat.Typing || setsOff(h, ev))
	}
	return false
}

// hasLeft tells whether the person left the page in a hurry, and did not write since.
func hasLeft(c chat.Conversation) bool { return !c.LeftAt.IsZero() && !c.HeardAt.After(c.LeftAt) }

// setsOff tells whether a text is about to leave that this event let go.
func setsOff(h chat.Handoff, ev chat.Event) bool {
	switch ev.Kind {
	case chat.Answered, chat.Released, chat.Canned:
		return slices.ContainsFunc(h.Leaving, func(t chat.Held) bool { return t.Ref == ev.ID || t.Ref == ev.Ref })
	}
	return false
}
