package handoff

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
)

// leavingMost is how many texts wait to leave at a time. Beyond it the oldest
// leave at once.
const leavingMost = 20

// undo is how long a text waits before it leaves; 0: not at all. In danger
// nothing waits.
func (r *relay) undo() time.Duration {
	if !r.C.DangerAt.IsZero() || r.C.Stands(chat.CauseCrisis) {
		return 0
	}
	return r.Book.Organisation.Undo
}

// leaveIn lets the owner's text wait, so that it can be taken back. Texts leave
// in the order in which they were written.
func (r *relay) leaveIn(text chat.Held, wait time.Duration) {
	h := &r.C.Handoff
	for len(h.Leaving) >= leavingMost {
		r.leave(1)
	}
	text.Leaves = r.Now().Add(wait)
	at := len(h.Leaving)
	for at > 0 && text.Said.Before(h.Leaving[at-1].Said) && !text.Said.IsZero() {
		at--
	}
	h.Leaving = slices.Insert(h.Leaving, at, text)
	if !r.C.Unreachable {
		r.offerUndo("Gaat naar "+r.C.Name()+".", text, wait)
		return
	}
	r.offerUndo("Dit komt waarschijnlijk niet aan: "+r.C.Name()+" is daar niet meer bereikbaar.", text, wait)
}

// offerUndo answers whoever wrote the text that it can still be taken back.
func (r *relay) offerUndo(how string, text chat.Held, wait time.Duration) {
	r.Answer(chat.Answer{
		Text: how + " Tegenhouden kan nog " + inSeconds(wait) + ".", Ref: text.Ref,
		Press: chat.Choice{Label: "Niet versturen", Value: text.Ref, Verb: chat.Recalled},
	})
}

func inSeconds(d time.Duration) string {
	if n := int(d / time.Second); n != 1 {
		return strconv.Itoa(n) + " seconden"
	}
	return "1 seconde"
}

// leave lets the first n texts go to the person now.
func (r *relay) leave(n int) {
	h := &r.C.Handoff
	going := h.Leaving[:n]
	if h.Leaving = h.Leaving[n:]; len(h.Leaving) == 0 {
		h.Leaving = nil
	}
	for _, text := range going {
		r.deliver(text)
		r.gone(text)
	}
}

// leaveAll lets all that waits go now: what was sent in a talk goes to the person
// before the talk changes hands or ends, and before the numbers of danger.
func (r *relay) leaveAll() { r.leave(len(r.C.Handoff.Leaving)) }

// leaveDue lets go what has waited for long enough; or keeps it, and asks, where
// the person has been quiet for so long meanwhile that others may hold the phone.
func (r *relay) leaveDue() {
	for h := &r.C.Handoff; len(h.Leaving) > 0 && r.Due(h.Leaving[0].Leaves); {
		if r.mustKnock() {
			r.knockAll()
			return
		}
		r.leave(1)
	}
}

// knockAll lets all that was about to leave wait until it suits the person.
func (r *relay) knockAll() {
	leaving := r.C.Handoff.Leaving
	r.C.Handoff.Leaving = nil
	for _, text := range leaving {
		r.knock(text)
	}
}

// gone tells the desk where a text was typed, once it left after a wait, how far
// it is: of a platform, once that has it; of a page at once.
func (r *relay) gone(text chat.Held) {
	if text.Desk != nil && !r.F.CanReach {
		r.receipt(*text.Desk, "Staat klaar op de pagina van "+r.C.Name()+".")
	}
}

// handsOn tells whether the event may give the talk to others or end it.
func (r *relay) handsOn() bool {
	if r.aside() || r.stale() || r.elsewhere() {
		return false
	}
	switch r.Ev.Kind {
	case chat.HandedBack, chat.Closed, chat.LetGo, chat.PassedOn:
		return r.owner() || r.Ev.Author.Role == chat.RoleProgram
	case chat.Claimed:
		return r.live() && !r.owner() && (r.Ev.Form[chat.TakeOver] == r.C.Handoff.Worker.ID || r.offered())
	}
	return false
}

// settleLeaving is behind every decision: a text that waits is always one of the
// worker who has the talk. Whatever made it otherwise, it is not lost.
func (r *relay) settleLeaving() {
	h := &r.C.Handoff
	if len(h.Leaving) > 0 && (!r.live() || h.Leaving[0].Worker.ID != h.Worker.ID) {
		r.leaveAll()
	}
}

// leavingAs finds a text that has not left by the event that brought it; without
// one the author's newest. It gives its place; -1 where there is none.
func (r *relay) leavingAs(event string) int {
	leaving := r.C.Handoff.Leaving
	for i := len(leaving) - 1; i >= 0; i-- {
		if leaving[i].Ref == event || event == "" && leaving[i].Worker.ID == r.Ev.Author.ID {
			return i
		}
	}
	return -1
}

// takeBack takes the text at this place off those that are about to leave. What
// was taken back may be about somebody else: the record keeps that it was, not
// what it said.
func (r *relay) takeBack(at int) chat.Held {
	h := &r.C.Handoff
	text := h.Leaving[at]
	if h.Leaving = slices.Delete(h.Leaving, at, at+1); len(h.Leaving) == 0 {
		h.Leaving = nil
	}
	return text
}

// recalled is the cross: the worker's text does not leave after all.
func (r *relay) recalled() {
	at := r.leavingAs(r.Ev.Ref)
	switch {
	case at < 0 && r.isHeld(r.Ev.Ref):
		r.answer("Deze tekst is nog niet verstuurd.")
	case at < 0:
		r.answer("Te laat: dit is al onderweg naar " + r.C.Name() + ". " + r.undoLater())
	case r.C.Handoff.Leaving[at].Worker.ID != r.Ev.Author.ID:
		r.refuse("Dit is de tekst van " + r.C.Handoff.Leaving[at].Worker.Name + ".")
	default:
		text := r.takeBack(at)
		r.Mark(text.Worker.Name + " hield een tekst tegen. Die is niet verstuurd.")
		if text.Desk != nil { // it still stands there, as if it had been sent
			r.Push(*text.Desk, chat.Message{Class: chat.Live, Text: "Niet verstuurd: " + quoted(inWords(text)) + ". " + text.Worker.Name + " hield dit tegen."})
		}
		r.Answer(chat.Answer{Text: "Tegengehouden. Niet verstuurd.", Ref: text.Ref})
	}
}

func (r *relay) isHeld(event string) bool {
	_, ok := r.heldAs(event)
	return ok
}

// undoLater says what can still be done about words that are out.
func (r *relay) undoLater() string {
	if r.F.EditFor <= 0 {
		return "Daar kunnen we het niet meer veranderen. Stuur een nieuw bericht."
	}
	return "Wijzig of verwijder je bericht: dan verandert het ook bij " + r.C.Name() + "."
}

// rewordLeaving changes a text that has not left; its wait begins anew. With a
// mention it is hardly for the person: then it is asked about.
func (r *relay) rewordLeaving(at int, text string) {
	h := &r.C.Handoff
	if hasMention(text) {
		held := r.takeBack(at)
		held.Text = text
		r.hold(held, "Nog niet verstuurd: hier staat een @ in. Stuur naar "+r.C.Name()+", of bewaren als notitie?")
		return
	}
	wait := r.undo()
	h.Leaving[at].Text, h.Leaving[at].Leaves = text, r.Now().Add(wait)
	r.offerUndo("Aangepast. Gaat naar "+r.C.Name()+".", h.Leaving[at], wait)
}

// tell tells whoever wrote the text what becomes of it: as the answer to what
// they just did, else at the desk where it was typed.
func (r *relay) tell(text chat.Held, words string) {
	switch {
	case r.Ev.Author.ID == text.Worker.ID && r.Ev.Author.Role == chat.RoleWorker:
		r.answer(words)
	case text.Desk != nil:
		r.Push(*text.Desk, chat.Message{Class: chat.Live, Text: words})
	}
}

// written is the text of the event, as it is kept until it leaves.
func (r *relay) written(text string) chat.Held {
	held := chat.Held{Ref: r.Ev.ID, Worker: r.Ev.Author, Text: strings.TrimSpace(text), Files: chat.Openable(r.Ev.Files), At: r.Now(), Said: r.typedAt()}
	if r.fromDesk() {
		desk := r.origin()
		held.Desk = &desk
	}
	return held
}
