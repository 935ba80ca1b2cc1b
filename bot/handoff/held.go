package handoff

import (
	"slices"
	"time"
	"unicode/utf16"

	"omzien/bot/chat"
)

// heldMax is how many texts are kept back at a time. Beyond it the oldest stay
// in the record, as held, and are asked about no more.
const heldMax = 20

// hold keeps a worker's text back until they say for whom it is.
func (r *relay) hold(text chat.Held, why string) {
	h := &r.C.Handoff
	if h.Held != nil {
		h.Earlier = append(h.Earlier, *h.Held)
		h.Earlier = h.Earlier[max(0, len(h.Earlier)-heldMax):]
	}
	text.Leaves = time.Time{}
	h.Held = &text
	if r.typed() || r.Ev.Kind == chat.Canned && r.fromDesk() {
		h.Held.Asked = &chat.Posted{Desk: r.origin(), Card: r.ask(r.origin(), why, *h.Held)}
	}
	r.Keep(chat.LineHeld, text.Worker, text.Text, text.Files...)
	r.Answer(chat.Answer{Text: why, Held: true, Ref: text.Ref})
}

// held finds the text that is decided about: the one with the event's Ref, or
// without one the newest. It is taken off the state by drop.
func (r *relay) held() (chat.Held, bool) {
	h := r.C.Handoff
	if h.Held != nil && (r.Ev.Ref == "" || r.Ev.Ref == h.Held.Ref) {
		return *h.Held, true
	}
	for _, e := range h.Earlier {
		if e.Ref == r.Ev.Ref {
			return e, true
		}
	}
	return chat.Held{}, false
}

// settle takes a held text off the state; the question that stood at a pushed
// desk says what became of it, and has no buttons any more.
func (r *relay) settle(held chat.Held, outcome string) {
	r.drop(held.Ref)
	if held.Asked != nil {
		r.Push(held.Asked.Desk, chat.Message{Class: chat.Prompt, Text: outcome, Edits: held.Asked.Card})
	}
}

func (r *relay) drop(ref string) {
	h, this := &r.C.Handoff, func(e chat.Held) bool { return e.Ref == ref }
	h.Earlier, h.Behind = slices.DeleteFunc(h.Earlier, this), slices.DeleteFunc(h.Behind, this)
	if h.Held != nil && h.Held.Ref == ref {
		h.Held = nil
	}
	if n := len(h.Earlier); n > 0 && h.Held == nil {
		last := h.Earlier[n-1]
		h.Held, h.Earlier = &last, h.Earlier[:n-1]
	}
	if len(h.Earlier) == 0 {
		h.Earlier = nil
	}
	if len(h.Behind) == 0 {
		h.Behind = nil
	}
}

// released lets a held text go to the person after all. Only whoever wrote it
// may say so; in a talk that nobody has, that claims it.
func (r *relay) released() {
	held, ok := r.held()
	switch {
	case !ok:
		r.answer("Deze tekst staat niet meer klaar.")
	case held.Worker.ID != r.Ev.Author.ID:
		r.refuse("Dit is de tekst van " + held.Worker.Name + ". Alleen " + held.Worker.Name + " kan hem versturen.")
	case r.live() && !r.owner():
		r.refuse("Niet verstuurd: " + r.C.Handoff.Worker.Name + " heeft dit gesprek.")
	default:
		if !r.live() {
			r.claim()
		}
		outcome := held.Worker.Name + " stuurt dit naar " + r.C.Name() + "."
		if r.mustKnock() {
			outcome = "Nog niet verstuurd: dit wacht tot het past bij " + r.C.Name() + "."
		}
		r.settle(held, outcome)
		held.Said, held.Asked = time.Time{}, nil // decided about just now: it goes after what went
		r.send(held)
	}
}

// withheld keeps a held text as a note.
func (r *relay) withheld() {
	held, ok := r.held()
	if !ok {
		r.answer("Deze tekst staat niet meer klaar.")
		return
	}
	if held.Worker.ID != r.Ev.Author.ID && !r.owner() {
		r.refuse("Dit is de tekst van " + held.Worker.Name + ".")
		return
	}
	r.settle(held, "Niet verstuurd. Bewaard als notitie.")
	if r.owner() {
		r.C.Handoff.Foreign = false // the owner saw what stands there, and decided
	}
	r.note(held.Worker, held.Text, held.Files...)
	r.answer("Bewaard als notitie.")
}

// askedAs finds the held text that the message with this id asked about.
func (r *relay) askedAs(id string) (*chat.Held, bool) {
	h := &r.C.Handoff
	if h.Held != nil && h.Held.Asked != nil && h.Held.Asked.Card == id {
		return h.Held, true
	}
	for i := range h.Earlier {
		if asked := h.Earlier[i].Asked; asked != nil && asked.Card == id {
			return &h.Earlier[i], true
		}
	}
	return nil, false
}

// ask puts the question about a held text at the desk: for the person, or not?
func (r *relay) ask(desk chat.Address, why string, held chat.Held) (id string) {
	send := "Oppakken en versturen"
	if r.live() {
		send = "Stuur naar " + r.short()
	}
	return r.Push(desk, chat.Message{Class: chat.Live, Text: why, Step: "held", Choices: []chat.Choice{
		{Label: send, Value: held.Ref, Verb: chat.Released, Style: "primary"},
		{Label: "Notitie", Value: held.Ref, Verb: chat.Withheld},
	}})
}

// short is the person's name as it fits on a button.
func (r *relay) short() string {
	const most = 40 // UTF-16 units
	if name := r.C.Name(); len(utf16.Encode([]rune(name))) <= most {
		return name
	}
	return r.C.Alias
}

// heldAs finds the text that the event brought and that is kept back, in the
// state itself: until its writer says for whom it is, or until it suits the person.
func (r *relay) heldAs(event string) (*chat.Held, bool) {
	h := &r.C.Handoff
	if event == "" {
		return nil, false
	}
	if h.Held != nil && h.Held.Ref == event {
		return h.Held, true
	}
	for _, kept := range [][]chat.Held{h.Earlier, h.Behind} {
		for i := range kept {
			if kept[i].Ref == event {
				return &kept[i], true
			}
		}
	}
	return nil, false
}
