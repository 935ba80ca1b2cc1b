package handoff

import (
	"slices"
	"strings"

	"omzien/bot/chat"
)

// reworded is a worker's change of their own words in a thread. A text that is
// still held changes; one that went to the person does not.
func (r *relay) reworded() {
	text := strings.TrimSpace(r.Ev.Text)
	if h, ok := r.heldAs(r.Ev.Ref); ok && h.Worker.ID == r.Ev.Author.ID && text != "" {
		h.Text = text
		r.Keep(chat.LineHeld, r.Ev.Author, text)
		r.answer("Aangepast. Nog niet verstuurd.")
		return
	}
	if text != "" {
		r.Keep(chat.LineNote, r.Ev.Author, chat.EditMark+text)
	}
	r.answer("Aanpassen verandert niets bij " + r.C.Name() + ". Moet het anders? Stuur een nieuw bericht.")
}

// tookBack is a worker's deletion of their own words in a thread.
func (r *relay) tookBack() {
	if h, ok := r.heldAs(r.Ev.Ref); ok && h.Worker.ID == r.Ev.Author.ID {
		r.settle(*h, "Verwijderd. Niet verstuurd.")
		return
	}
	r.answer("Verwijderen haalt niets weg bij " + r.C.Name() + ". Wat al was verstuurd, staat daar nog.")
}

// heldAs finds the held text that the event brought, in the state itself.
func (r *relay) heldAs(event string) (*chat.Held, bool) {
	h := &r.C.Handoff
	if event == "" {
		return nil, false
	}
	if h.Held != nil && h.Held.Ref == event {
		return h.Held, true
	}
	for i := range h.Earlier {
		if h.Earlier[i].Ref == event {
			return &h.Earlier[i], true
		}
	}
	return nil, false
}

// failed is a message that is dead. Where the thread at a desk is gone, a new
// card begins a new one, and what was to stand there is said again.
func (r *relay) failed() {
	to := r.Ev.From
	if r.Ev.Value == chat.Misplaced && !r.C.Over {
		r.restand(chat.Address{Adapter: to.Adapter, Chat: to.Chat})
		return
	}
	r.Failed()
	if to.Adapter == r.C.Address.Adapter && to.Chat == r.C.Address.Chat {
		text := "Een bericht aan " + r.C.Name() + " is niet aangekomen."
		if r.Ev.Value == chat.Unreachable {
			text += " " + r.C.Name() + " heeft ons geblokkeerd, of is weg."
		}
		r.toDesks(chat.Program, text)
	}
}

// restand posts the card anew at the desk, and below it the words whose thread
// was gone: once for each thread, however many words stood before it in the lane.
func (r *relay) restand(desk chat.Address) {
	h := &r.C.Handoff
	if i := r.posted(desk); i < 0 || h.Posted[i].Instead != r.Ev.From.Thread {
		h.Posted = slices.DeleteFunc(h.Posted, func(p chat.Posted) bool { return p.Desk == desk })
		r.postCard(desk)
		h.Posted[len(h.Posted)-1].Instead = r.Ev.From.Thread
		r.Mark("De draad in " + desk.Adapter + " was weg. Er staat een nieuwe kaart.")
	}
	if r.Ev.Text == "" {
		return
	}
	who := chat.Author{
		Role: chat.Role(r.Ev.Form[chat.SpeakerRole]), ID: r.Ev.Form[chat.SpeakerID], Name: r.Ev.Form[chat.SpeakerName],
	}
	r.Push(desk, chat.Message{Class: r.deskClass(), Speaker: who, Text: r.Ev.Text})
}
