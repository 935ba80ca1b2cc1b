package handoff

import (
	"strconv"
	"time"

	"omzien/bot/chat"
)

// To have a talk is a lease. An owner whose person waits is reminded, and loses
// the talk to the queue after long; and so at the end of the shift. What counts
// is how long the owner lets the person wait: nobody is blamed for the time
// before they picked up.
const (
	remindAfter  = 15 * time.Minute // so long may a person wait before the owner is reminded
	releaseAfter = 45 * time.Minute // ... and before the talk goes back to the queue
	pressing     = 3                // so many times sooner where it is urgent
	overtime     = 15 * time.Minute // after the end of the shift, or after the owner last wrote
)

// owe notes that the person waits for an answer: of the owner, or of whoever
// picks the talk up.
func (r *relay) owe() {
	h := &r.C.Handoff
	if !h.Owed.IsZero() {
		return
	}
	h.Owed, h.Nudges = r.Now(), 0
	if r.live() {
		r.lease()
		return
	}
	h.News, r.C.NewsAt = 0, r.newsAfter(firstNews)
	r.alone()
}

// waitsHere tells whether the person waits for words of the owner. Who was
// registered waits for a call: how long that takes is the owner's to know.
func (r *relay) waitsHere() bool { return !r.C.Handoff.Owed.IsZero() && r.C.Reachable() }

// waited is how long the person has waited for words of the owner.
func (r *relay) waited() time.Duration {
	return r.Now().Sub(later(r.C.Handoff.Owed, r.C.Handoff.Claimed))
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
	if r.waitsHere() {
		wait := remindAfter
		if h.Nudges > 0 {
			wait = releaseAfter
		}
		due := later(h.Owed, h.Claimed).Add(r.sooner(wait))
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
	return later(closes, h.Wrote).Add(overtime)
}

// leased looks at whether the owner still answers.
func (r *relay) leased() {
	r.C.LeaseAt = time.Time{}
	if !r.live() {
		return
	}
	r.leaveAll() // whoever wrote just now did answer
	h := &r.C.Handoff
	waits := r.waited()
	switch ends := r.shiftEnds(); {
	case r.Due(ends):
		r.release("De dienst van " + h.Worker.Name + " is voorbij.")
	case !r.waitsHere():
		r.lease()
	case h.Nudges > 0 && waits >= r.sooner(releaseAfter):
		r.release(h.Worker.Name + " antwoordde " + lasting(waits) + " niet.")
	case h.Nudges == 0 && waits >= r.sooner(remindAfter):
		h.Nudges++
		r.nudge(h.Worker, r.C.Name()+" wacht al "+lasting(waits)+" op antwoord van "+h.Worker.Name+".")
		r.lease()
	default:
		r.lease()
	}
}

// nudge calls one worker, in the thread and in the record.
func (r *relay) nudge(who chat.Author, text string) {
	r.Mark(text)
	for _, desk := range r.F.Desks {
		r.seat(desk)
		r.Push(desk, chat.Message{Class: r.deskClass(), Text: text, For: who})
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// lasting says how long, in the one unit that a reader needs: whole units, of
// minutes below two hours, of hours below two days.
func lasting(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d >= 2*day:
		return strconv.Itoa(int(d/day)) + " dagen"
	case d >= 2*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + " uur"
	case d/time.Minute == 1:
		return "1 minuut"
	default:
		return strconv.Itoa(int(d/time.Minute)) + " minuten"
	}
}
