package handoff

import (
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// knockAfter is how long a person may be quiet before a worker's words wait
// until they say that it suits: somebody else may hold the phone by now.
const knockAfter = 10 * time.Minute

// mustKnock tells whether the owner's words wait until it suits the person.
// In danger they never do.
func (r *relay) mustKnock() bool {
	if !r.C.DangerAt.IsZero() {
		return false
	}
	return len(r.C.Handoff.Behind) > 0 || r.private() && r.quiet()
}

func (r *relay) private() bool { return turn.Private(*r.C) }

func (r *relay) quiet() bool { return r.Now().Sub(r.C.HeardAt) >= knockAfter }

// knock keeps the owner's text back, and asks whether it suits: once, and not
// again soon after the person said later.
func (r *relay) knock(text chat.Held) {
	h := &r.C.Handoff
	first := len(h.Behind) == 0
	text.Leaves = time.Time{}
	h.Behind = append(h.Behind, text)
	r.AwaitReading()
	r.Keep(chat.LineHeld, text.Worker, text.Text, text.Files...)
	r.paid() // it is the person's turn
	switch {
	case r.C.Pending != turn.Knock && (first || r.quiet()):
		r.AskOwn(turn.Knock)
		r.tell(text, "Nog niet verstuurd: eerst is gevraagd of het past. Bij ja gaat je tekst naar "+r.C.Name()+".")
	case r.C.Pending == turn.Knock:
		r.tell(text, "Nog niet verstuurd: wacht op antwoord of het past.")
	default:
		r.tell(text, "Nog niet verstuurd: "+r.C.Name()+" vroeg om later.")
	}
}

// knocked takes the person's answer to whether it suits.
func (r *relay) knocked(value string) {
	r.C.Pending = ""
	waits := len(r.C.Handoff.Behind) > 0 // else the worker took the words back
	if value != turn.Yes {
		r.Tell(chat.Prompt, r.Text(flows.TextKnockKept))
		if waits {
			r.mark(r.C.Name() + " vraagt om later. De tekst wacht.")
		} else {
			r.mark(r.C.Name() + " vraagt om later.")
		}
		return
	}
	if !waits {
		r.mark(r.C.Name() + " zegt dat het past. Er wacht geen tekst meer.")
		r.here()
		return
	}
	r.mark(r.C.Name() + " zegt dat het past. De tekst is verstuurd.")
	r.flush()
}

// flush sends what waited until it suited, oldest first.
func (r *relay) flush() {
	behind := r.C.Handoff.Behind
	r.C.Handoff.Behind = nil
	for _, b := range behind {
		r.deliver(b)
	}
}
