package handoff

import (
	"slices"

	"omzien/bot/chat"
)

// What was to stand at a desk, and could not: its thread is gone, or the place is no
// desk of whoever has the talk any more.

// lostMost is how many threads of a talk may be lost at a desk before people
// read it elsewhere: where each is lost at once, cards would never end.
const lostMost = 5

// misplaced is that a message found no thread to stand in.
func (r *relay) misplaced() {
	desk := r.origin()
	if slices.Contains(r.F.Desks, desk) {
		r.restand(desk)
		return
	}
	r.reseat(desk)
}

// restand posts the card anew at the desk, and below it the words whose thread
// was gone: once for each thread, however many words stood before it in the lane.
func (r *relay) restand(desk chat.Address) {
	h := &r.C.Handoff
	i, lost := r.posted(desk), 0
	if i >= 0 {
		lost = h.Posted[i].Lost
	}
	if i < 0 || h.Posted[i].Instead != r.Ev.From.Thread {
		if lost >= lostMost {
			r.Failed()
			return
		}
		h.Posted = slices.DeleteFunc(h.Posted, func(p chat.Posted) bool { return p.Desk == desk })
		r.postCard(desk)
		last := &h.Posted[len(h.Posted)-1]
		last.Instead, last.Lost = r.Ev.From.Thread, lost+1
		r.Mark("De draad in " + desk.Adapter + " was weg. Er staat een nieuwe kaart.")
	}
	r.again(desk)
}

// reseat lets a talk stand at the desks that it has now, in the stead of one that
// is none of it any more, and says there what waited for that one. Without any it
// stands on the web desk only. Nothing is posted at the old place again.
func (r *relay) reseat(was chat.Address) {
	h := &r.C.Handoff
	if i := r.posted(was); i >= 0 {
		h.Posted = slices.Delete(slices.Clone(h.Posted), i, i+1)
		r.Mark("Het oude kanaal van dit gesprek neemt niets meer aan. Wat daar stond, lees je hier.")
	}
	var stead []chat.Address
	for _, desk := range r.F.Desks {
		if r.posted(desk) < 0 {
			r.postCard(desk)
			h.Posted[len(h.Posted)-1].Instead = was.Chat
		}
		if h.Posted[r.posted(desk)].Instead == was.Chat {
			stead = append(stead, desk)
		}
	}
	if stead == nil { // all of them had the talk before
		stead = r.F.Desks
	}
	for _, desk := range stead {
		r.again(desk)
	}
}

// again says at the desk what could not stand at another, or in another thread:
// words as they were, a question and an alarm with their buttons.
func (r *relay) again(desk chat.Address) {
	if r.Ev.Text == "" && len(r.Ev.Files) == 0 {
		return
	}
	if held, ok := r.askedAs(r.Ev.Ref); ok {
		held.Asked = &chat.Posted{Desk: desk, Card: r.ask(desk, r.Ev.Text, *held)}
		return
	}
	if i := slices.IndexFunc(r.C.Raised, func(at chat.RaisedAt) bool { return at.Card == r.Ev.Ref }); i >= 0 {
		r.C.Raised = slices.Clone(r.C.Raised)
		at := &r.C.Raised[i]
		at.Posted = chat.Posted{Desk: desk, Card: r.warn(desk, at.Alarm, at.Why)}
		return
	}
	who := chat.Author{
		Role: chat.Role(r.Ev.Form[chat.SpeakerRole]), ID: r.Ev.Form[chat.SpeakerID], Name: r.Ev.Form[chat.SpeakerName],
	}
	r.Push(desk, chat.Message{Class: r.deskClass(), Speaker: who, Text: r.Ev.Text, Files: r.Ev.Files})
}

// reseatConsult lets an overleg stand at the desks that it concerns now, in the stead
// of one that it does not any more, and says the worker's words there.
func (r *relay) reseatConsult(k *chat.Consult, words string) {
	was := r.origin()
	if i := slices.IndexFunc(k.Posted, func(p chat.Posted) bool { return p.Desk == was }); i >= 0 {
		k.Posted = slices.Delete(k.Posted, i, i+1)
		r.Mark("Het oude kanaal van dit overleg neemt niets meer aan. Wat daar stond, lees je hier.")
	}
	for _, desk := range r.concerned(*k) {
		at := func(p chat.Posted) bool { return p.Desk == desk }
		if !slices.ContainsFunc(k.Posted, at) {
			r.postRoot(k, desk)
			k.Posted[len(k.Posted)-1].Instead = was.Chat
		}
		if i := slices.IndexFunc(k.Posted, at); k.Posted[i].Instead == was.Chat {
			r.againAside(desk, k, words)
		}
	}
}

// againAside says the worker's words of the event in the overleg's thread at the desk.
func (r *relay) againAside(desk chat.Address, k *chat.Consult, words string) {
	if words == "" {
		return
	}
	who := chat.Author{Role: chat.RoleWorker, ID: r.Ev.Form[chat.SpeakerID], Name: r.Ev.Form[chat.SpeakerName]}
	r.Push(desk, chat.Message{Class: chat.Live, Consult: k.ID, Speaker: who, Text: words})
}
