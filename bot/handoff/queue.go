package handoff

import (
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// letGo puts the talk back into the queue of its team. A worker lets go of their
// own; Omzien does it for a worker who is not there any more.
func (r *relay) letGo() {
	if r.Ev.Author.Role != chat.RoleWorker {
		if r.live() && r.C.Handoff.Worker.ID == r.Ev.Value {
			r.release(r.C.Handoff.Worker.Name + " is hier geen medewerker meer.")
		}
		return
	}
	if r.mayNot() {
		return
	}
	unsent, name := r.unsent(), r.Ev.Author.Name
	if r.C.Pending == turn.Knock {
		r.C.Pending = ""
	}
	r.mark(name + " laat los. " + r.C.Name() + " wacht weer.")
	r.Tell(chat.Live, r.Text(flows.TextLetGo, "medewerker", name, "team", r.Called(r.team())))
	r.owe() // they heard that somebody else will look
	r.waitAgain()
	r.tellHours()
	r.answer("Losgelaten: " + r.C.Name() + " staat weer in de wachtrij." + unsent)
}

// release takes the talk from an owner who does not answer. The person hears of
// it only where they wait for an answer. What the owner wrote still waits for a
// decision, or until it suits the person.
func (r *relay) release(why string) {
	owed := !r.C.Handoff.Owed.IsZero()
	r.mark(why + " " + r.C.Name() + " wacht weer.")
	r.waitAgain()
	if !owed { // they wait for nothing, until they write
		r.C.NewsAt = time.Time{}
		return
	}
	r.Say(r.Text(flows.TextAskedAgain, "team", r.Called(r.team())))
	r.tellHours()
}

// waitAgain lets a talk that somebody had wait for people: since when the person
// waits for an answer, so that nobody who came later goes before them.
func (r *relay) waitAgain() {
	r.queued()
	r.C.NewsAt = r.newsAfter(firstNews)
	r.cards()
	r.alone()
}

// queued is waitAgain before anybody is shown it.
func (r *relay) queued() {
	h := &r.C.Handoff
	since := h.Owed
	if since.IsZero() {
		since = r.Now()
	}
	r.disown()
	h.State, h.Since, h.News, h.Acked = chat.Waiting, since, 0, time.Time{}
}

// disown takes the talk from its owner, with all that was theirs. The person's
// waiting is not.
func (r *relay) disown() {
	h := &r.C.Handoff
	h.Worker, h.Claimed, h.Picked, h.Wrote, h.Typed = chat.Author{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}
	h.Nudges, h.Offer, h.Unsaid = 0, nil, false
	r.C.Epoch++
	r.C.LeaseAt = time.Time{}
	r.numbersNow() // nobody is there who could answer first
}
