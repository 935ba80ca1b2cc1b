package handoff

import (
	"slices"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// claimed gives the talk to the worker, unless somebody has it (law 8).
func (r *relay) claimed() {
	switch {
	case r.owner():
		r.answer("Jij hebt dit gesprek al.")
	case r.live() && r.Ev.Form[chat.TakeOver] != r.C.Handoff.Worker.ID && !r.offered():
		r.refuse(r.C.Handoff.Worker.Name + " heeft dit gesprek al.")
	case r.live():
		r.takeOver()
	default:
		r.claim()
		r.answer("Jij hebt nu " + r.C.Name() + ".")
	}
}

// takeOver gives the talk to another worker, who said twice that they want it.
// What the first one had not sent yet stays unsent.
func (r *relay) takeOver() {
	first := r.C.Handoff.Worker.Name
	unsent := r.unsent()
	if r.C.Pending == turn.Knock {
		r.C.Pending = ""
	}
	r.C.Handoff.Foreign, r.C.Handoff.NotedBy = true, "" // the thread holds a colleague's words
	r.claim()
	r.answer("Jij hebt nu " + r.C.Name() + ", in plaats van " + first + "." + unsent)
}

func (r *relay) claim() {
	h, who := &r.C.Handoff, r.Ev.Author
	if !r.C.InHandoff() { // from the bot, in the middle of its talk
		h.Team = r.Book.Team(h.Team).Name
		h.Resume = r.C.Step
		h.Since, h.Owed = r.Now(), r.Now()
		r.cardAnew()
	}
	h.State, h.Worker, h.Claimed, h.Picked, h.Wrote, h.Nudges = chat.Talking, who, r.Now(), r.Ev.Sent, time.Time{}, 0
	if h.NotedBy == who.ID {
		h.Foreign = false // all notes are the worker's own
	}
	others := func(held chat.Held) bool { return held.Worker.ID != who.ID }
	if h.Held != nil && others(*h.Held) || slices.ContainsFunc(h.Earlier, others) {
		h.Foreign = true
	}
	h.NotedBy, h.Offer = "", nil
	r.C.Epoch++
	r.lease()
	r.C.Step, r.C.Missed = "", 0
	r.C.UnreadAt, r.C.NewsAt, r.C.AgainAt = time.Time{}, time.Time{}, time.Time{} // the numbers of danger still go out where nobody answers
	r.mark(who.Name + " pakt op.")
	r.Looked(chat.CauseWaiting)
	r.Looked(chat.CauseNight)
	r.cards()
	r.showSent()
	h.Unsaid = true
	if !r.private() || !r.quiet() { // others may see the screen by now: first it must suit
		r.here()
	}
}

// here tells the person who picked the talk up, once.
func (r *relay) here() {
	h := &r.C.Handoff
	if r.live() && h.Unsaid {
		h.Unsaid = false
		r.Tell(chat.Live, r.Text(flows.TextHere, "medewerker", h.Worker.Name, "team", r.Called(r.team())))
	}
}
