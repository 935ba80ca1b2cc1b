package handoff

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/bot/turn"
)

// An overleg at pushed desks: where it stands, who is called there, and what
// becomes of it where its thread is gone.

// unsure says of which of the colleagues we do not know whether a call reaches
// them: they were chosen where that is not seen.
func (r *relay) unsure(k chat.Consult, asked []chat.Invitee) string {
	var names []string
	desks := r.concerned(k)
	for _, c := range asked {
		called := slices.ContainsFunc(desks, func(desk chat.Address) bool { return strings.HasPrefix(c.ID, desk.Adapter+":") })
		if called && len(c.At) == 0 {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " Let op: we weten niet of " + turn.Listed(names) + " in een van de kanalen zit. Zeg het zelf ook even."
}

// concerned are the pushed desks at which the overleg stands: that of the team that
// has the talk, and those of the teams that were invited.
func (r *relay) concerned(k chat.Consult) []chat.Address {
	desks := slices.Clone(r.F.Own)
	for _, team := range k.Teams {
		for _, desk := range r.F.Others[team] {
			if !slices.Contains(desks, desk) {
				desks = append(desks, desk)
			}
		}
	}
	return desks
}

func (r *relay) postRoot(k *chat.Consult, desk chat.Address) {
	k.Posted = append(k.Posted, chat.Posted{Desk: desk, Card: r.Push(desk, r.Root(*k))})
}

// call says in the thread who was asked into it, to each of those.
func (r *relay) call(desk chat.Address, k chat.Consult, text string, whom []chat.Invitee) {
	if len(whom) == 0 {
		r.Push(desk, chat.Message{Class: chat.Live, Consult: k.ID, Text: text})
	}
	for _, c := range whom {
		r.Push(desk, chat.Message{Class: chat.Live, Consult: k.ID, Text: text, For: c.Author})
	}
}

// unconferred is that a message of the overleg is dead: where its thread was gone,
// another begins, with those words in it.
func (r *relay) unconferred(k *chat.Consult) {
	if r.Ev.Value != chat.Misplaced || k == nil || !k.Open() || r.C.Over {
		r.Turn.Failed()
		return
	}
	words := ""
	if chat.Role(r.Ev.Form[chat.SpeakerRole]) == chat.RoleWorker { // what Omzien says, the new root says
		words = r.Ev.Text
	}
	if !slices.Contains(r.concerned(*k), r.origin()) {
		r.reseatConsult(k, words)
		return
	}
	r.reroot(k, words)
}

// reroot begins another thread of the overleg where its root is gone, once for
// each that was, and says the worker's words there.
func (r *relay) reroot(k *chat.Consult, words string) {
	if k == nil || !k.Open() || r.C.Over {
		return
	}
	desk := r.origin()
	i := slices.IndexFunc(k.Posted, func(p chat.Posted) bool { return p.Desk == desk })
	if i < 0 {
		return
	}
	if k.Posted[i].Instead != r.Ev.From.Thread {
		lost := k.Posted[i].Lost
		if lost >= lostMost {
			r.Turn.Failed()
			return
		}
		k.Posted = slices.Delete(k.Posted, i, i+1)
		r.postRoot(k, desk)
		last := &k.Posted[len(k.Posted)-1]
		last.Instead, last.Lost = r.Ev.From.Thread, lost+1
		r.Mark("De draad van het overleg in " + desk.Adapter + " was weg. Er staat een nieuwe.")
	}
	r.againAside(desk, k, words)
}
