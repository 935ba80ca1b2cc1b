package handoff

import (
	"strconv"
	"time"

	"omzien/bot/chat"
)

// To have a talk is a lease. An owner whose person waits is reminded, and loses
// the talk to the queue after long; and so at the end of the shift.
const (
	remindAfter  = 15 * time.Minute // so long may a person wait before the owner is reminded
	releaseAfter = 45 * time.Minute // ... and before the talk goes back to the queue
	pressing     = 3                // so many times sooner where it is urgent
	overtime     = 15 * time.Minute // after the end of the shift, or after the owner last wrote
)

// owe notes that the person waits for the owner's answer.
func (r *relay) owe() {
	if h := &r.C.Handoff; r.live() && h.Owed.IsZero() {
		h.Owed, h.Nudges = r.Now(), 0
		r.lease()
	}
}

// paid notes that the owner answered.
func (r *relay) paid() {
	h := &r.C.Handoff
	h.Owed, h.Nudges = time.Time{}, 0
	r.lease()
}

// lease sets when it is next looked at whether the owner still answers.
func (r *relay) lease() {
	h := &r.C.Handoff
	r.C.LeaseAt = r.shiftEnds()
	if !h.Owed.IsZero() {
		due := h.Owed.Add(r.sooner(remindAfter))
		if h.Nudges > 0 {
			due = h.Owed.Add(r.sooner(releaseAfter))
		}
		if r.C.LeaseAt.IsZero() || due.Before(r.C.LeaseAt) {
			r.C.LeaseAt = due
		}
	}
	if !r.C.LeaseAt.IsZero() && !r.C.LeaseAt.After(r.Now()) { // it became urgent meanwhile
		r.C.LeaseAt = r.Now().Add(r.sooner(remindAfter))
	}
}

func (r *relay) sooner(d time.Duration) time.Duration {
	if r.C.Handoff.Urgency >= chat.Urgent {
		return d / pressing
	}
	return d
}

// shiftEnds is when the owner's shift counts as over; zero where the team is
// always there, or was not when the talk was picked up: whoever comes in the
// night knows when they go.
func (r *relay) shiftEnds() time.Time {
	h := &r.C.Handoff
	if !r.team().Open(h.Claimed) {
		return time.Time{}
	}
	closes, ok := r.team().Closes(h.Claimed)
	if !ok {
		return time.Time{}
	}
	ends := closes.Add(overtime)
	if still := h.Wrote.Add(overtime); still.After(ends) {
		ends = still
	}
	return ends
}

// leased looks at whether the owner still answers.
func (r *relay) leased() {
	r.C.LeaseAt = time.Time{}
	if !r.live() {
		return
	}
	r.leaveAll() // whoever wrote just now did answer
	h := &r.C.Handoff
	waits := r.Now().Sub(h.Owed)
	switch ends := r.shiftEnds(); {
	case r.Due(ends):
		r.release("De dienst van " + h.Worker.Name + " is voorbij.")
	case h.Owed.IsZero():
		r.lease()
	case h.Nudges > 0 && waits >= r.sooner(releaseAfter):
		r.release(h.Worker.Name + " antwoordde " + minutes(waits) + " niet.")
	case h.Nudges == 0 && waits >= r.sooner(remindAfter):
		h.Nudges++
		r.nudge(h.Worker, r.C.Name()+" wacht al "+minutes(waits)+" op antwoord van "+h.Worker.Name+".")
		r.lease()
	default:
		r.lease()
	}
}

// nudge calls one worker, in the thread and in the record.
func (r *relay) nudge(who chat.Author, text string) {
	r.Mark(text)
	for _, desk := range r.F.Desks {
		r.Push(desk, chat.Message{Class: r.deskClass(), Text: text, For: who})
	}
}

func minutes(d time.Duration) string { return strconv.Itoa(int(d/time.Minute)) + " minuten" }
