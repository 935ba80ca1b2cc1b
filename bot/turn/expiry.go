package turn

import (
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// LeftFor is how long words stay at least in a talk with the bot in which nothing
// happened.
const LeftFor = 180 * 24 * time.Hour

// QuietFor is how long words stay after anything happened to a talk that was closed: a
// follow-up was done, an alarm about it was ended, a meldcode was filed.
const QuietFor = 7 * 24 * time.Hour

// Expire lets go what was said in a talk, for the time is over for which it is kept
// (law 20). What stands at desks is taken away there, as far as it is ours. A talk
// that was left open with the bot ends with it, and nobody is written to.
//
// It is refused while people still need the words: while they have the talk, while
// the meldcode that was begun is not finished, and for as long again after a
// follow-up that was noted and not done. So it is where the bot itself is yet to do
// something. Whether an alarm about it is open stands in the database alone.
func Expire(book *flows.Playbook, c chat.Conversation, ev chat.Event) chat.Decision {
	t := New(book, c, chat.Facts{}, ev)
	follows := !c.FollowAt.IsZero() && ev.At.Before(c.FollowAt.Add(book.Organisation.Kept))
	begun := c.Meldcode != nil && c.Meldcode.Filed == ""
	goesOn := c.WakeAt().After(ev.At.Add(-QuietFor)) // a timer longer past was lost to a fault, of which people heard
	if c.InHandoff() || follows || begun || goesOn {
		t.Refuse()
		return t.Decide()
	}
	t.C.Nickname = "" // whatever is said at desks from here on names nobody
	t.empty("Het gesprek met "+c.Alias+" is weggehaald: de bewaartijd is om.", chat.Bulk)
	if !c.Over {
		t.End()
	}
	t.d.Clears = true
	return t.Decide()
}
