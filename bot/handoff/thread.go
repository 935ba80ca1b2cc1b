package handoff

import (
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
)

// reworded is a worker's change of their own words. A text that is still held, or
// about to leave, changes; one that went to the person does where their platform
// can. What a colleague says anew is a note like any other.
func (r *relay) reworded() {
	if r.erased() {
		return
	}
	text := strings.TrimSpace(r.Ev.Text)
	if at := r.leavingAs(r.Ev.Ref); at >= 0 && r.Ev.Ref != "" && r.C.Handoff.Leaving[at].Worker.ID == r.Ev.Author.ID && text != "" {
		r.rewordLeaving(at, text)
		return
	}
	if h, ok := r.heldAs(r.Ev.Ref); ok && h.Worker.ID == r.Ev.Author.ID && text != "" {
		h.Text = text
		r.Keep(chat.LineHeld, r.Ev.Author, text)
		r.answer("Aangepast. Nog niet verstuurd.")
		return
	}
	if r.isOut() && text != "" {
		r.changeOut(text)
		return
	}
	if text != "" {
		r.note(r.Ev.Author, chat.EditMark+text)
	}
	r.answer("Aanpassen verandert niets bij " + r.C.Name() + ". Moet het anders? Stuur een nieuw bericht.")
}

// tookBack is a worker's deletion of their own words.
func (r *relay) tookBack() {
	if r.erased() {
		return
	}
	if at := r.leavingAs(r.Ev.Ref); at >= 0 && r.Ev.Ref != "" && r.C.Handoff.Leaving[at].Worker.ID == r.Ev.Author.ID {
		text := r.takeBack(at)
		r.Mark(text.Worker.Name + " hield een tekst tegen. Die is niet verstuurd.")
		r.Answer(chat.Answer{Text: "Verwijderd. Niet verstuurd.", Ref: text.Ref})
		return
	}
	if h, ok := r.heldAs(r.Ev.Ref); ok && h.Worker.ID == r.Ev.Author.ID {
		if h.Asked == nil { // no question stands there that could say so
			r.answer("Verwijderd. Niet verstuurd.")
		}
		r.settle(*h, "Verwijderd. Niet verstuurd.")
		return
	}
	if r.isOut() {
		r.removeOut()
		return
	}
	r.answer("Verwijderen haalt niets weg bij " + r.C.Name() + ". Wat al was verstuurd, staat daar nog.")
}

// erased answers whoever writes in the thread of a person who had everything
// erased: nothing is kept of it. False where the person is known.
func (r *relay) erased() bool {
	if !r.wiped() {
		return false
	}
	r.answer("Dit gesprek is weggehaald. Wat je hier schrijft, wordt niet verstuurd en niet bewaard.")
	return true
}

// wiped tells whether the person had everything erased.
func (r *relay) wiped() bool { return r.C.Over && r.C.Address.Chat == "" }

// failed is a message that is dead. What had no place at a desk is said again
// where it has one.
func (r *relay) failed() {
	to := r.Ev.From
	if r.Ev.Value == chat.Misplaced && !r.C.Over {
		r.misplaced()
		return
	}
	sent, known := r.followed(r.Ev.Ref)
	if sent.Change != "" {
		r.mark(r.outcome(sent.Change, false))
		return
	}
	r.Failed()
	if to.Adapter == r.C.Address.Adapter && to.Chat == r.C.Address.Chat {
		text := "Een bericht aan " + r.C.Name() + " is niet aangekomen."
		if known {
			text = "Niet aangekomen bij " + r.C.Name() + ": " + quoted(chat.Message{Text: r.Ev.Text, Files: r.Ev.Files}.Plain()) + "."
		}
		if r.Ev.Value == chat.Unreachable {
			text += " " + r.C.Name() + " heeft ons geblokkeerd, of is weg."
		}
		r.toDesks(chat.Program, text)
	}
}

// uprooted is that somebody took the card away, and nobody can pick the person up
// there any more. While people have the talk another card begins a new thread;
// else the next handoff does.
func (r *relay) uprooted() {
	desk := r.origin()
	i := r.posted(desk)
	if r.C.Over || i < 0 {
		return
	}
	if r.C.InHandoff() && r.fromDesk() {
		r.restand(desk)
		return
	}
	r.C.Handoff.Posted = slices.Delete(slices.Clone(r.C.Handoff.Posted), i, i+1)
}

// fromDesk tells whether the event comes from a pushed desk.
func (r *relay) fromDesk() bool { return slices.Contains(r.F.Desks, r.origin()) }

// sent tells the worker how far their words are. At a pushed desk it is said in
// the thread, and only what is true: of a platform, once it has them.
func (r *relay) sent() {
	switch {
	case !r.fromDesk():
		r.answer("Verstuurd naar " + r.C.Name() + ".")
	case r.C.Unreachable:
		r.answer("Waarschijnlijk komt dit niet aan: " + r.C.Name() + " is daar niet meer bereikbaar.")
	case r.F.CanReach:
		r.Answer(chat.Answer{Text: "Onderweg naar " + r.C.Name() + "."})
	default:
		r.receipt(r.origin(), "Staat klaar op de pagina van "+r.C.Name()+".")
	}
}

// sendingMost bounds how many of the workers' words are followed at a time.
const sendingMost = 50

// follow lets the desk where words were typed hear what became of them.
func (r *relay) follow(text chat.Held, id string) {
	if text.Desk == nil || !r.F.CanReach {
		return
	}
	h := &r.C.Handoff
	h.Sending = append(h.Sending, chat.Posted{Desk: *text.Desk, Card: id})
	h.Sending = h.Sending[max(0, len(h.Sending)-sendingMost):]
}

// followed takes the words off the list, and tells who is to hear of them.
func (r *relay) followed(id string) (words chat.Posted, known bool) {
	h := &r.C.Handoff
	i := slices.IndexFunc(h.Sending, func(p chat.Posted) bool {
		return p.Card == id || strings.HasPrefix(id, p.Card+"/") // one of its parts
	})
	if i < 0 {
		return words, false
	}
	words = h.Sending[i]
	h.Sending = slices.Delete(slices.Clone(h.Sending), i, i+1)
	if len(h.Sending) == 0 {
		h.Sending = nil
	}
	return words, true
}

// delivered is the receipt for a worker's words.
func (r *relay) delivered() {
	p, ok := r.followed(r.Ev.Ref)
	switch {
	case !ok || p.Desk == (chat.Address{}): // at the web desk the line itself shows it
	case p.Change != "":
		r.receipt(p.Desk, r.outcome(p.Change, true))
	default:
		r.receipt(p.Desk, "Verstuurd naar "+r.C.Name()+".")
	}
}

// receipt says in the thread at the desk that all went well. It gives way to
// everything else there; what did not go is said as loudly as words.
func (r *relay) receipt(desk chat.Address, text string) {
	r.Push(desk, chat.Message{Class: chat.Aside, Text: text})
}

// quoted are the first words of a text, for whoever wrote it; masked before they are
// cut, for half a number is not known for one.
func quoted(text string) string {
	const most = 60 // runes
	text = strings.Join(strings.Fields(turn.Masked(text)), " ")
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "…"
	}
	return "\u201c" + text + "\u201d"
}

// typedAt is when words in a thread were written, by the platform's clock; zero
// for others.
func (r *relay) typedAt() time.Time {
	if !r.typed() {
		return time.Time{}
	}
	return r.Ev.Sent
}

// pickedAt is when the owner picked the talk up: by the clock of the platform where
// they pressed, and by ours where that was on a page.
func (r *relay) pickedAt() time.Time {
	h := r.C.Handoff
	if h.Picked.IsZero() {
		return h.Claimed
	}
	return h.Picked
}

// lateAfter is from when on words in a thread come in late: what Slack did not
// bring is found by reading, sometimes hours after it was written.
const lateAfter = 5 * time.Minute

// cameLate says so where words come in long after they were written, or after ones
// that were written later and left: those may have been read first. Empty: neither.
func (r *relay) cameLate(text chat.Held) string {
	switch {
	case text.Said.IsZero():
		return ""
	case text.Said.Before(r.C.Handoff.Typed):
		return "Dit bericht kwam laat bij ons binnen. " + r.C.Name() + " las misschien eerst wat je daarna schreef."
	case r.Now().Sub(text.Said) >= lateAfter:
		return "Dit bericht kwam laat bij ons binnen. " + r.C.Name() + " krijgt het nu pas."
	}
	return ""
}
