package handoff

import (
	"slices"

	"omzien/bot/chat"
)

// raised shows an alarm at the pushed desks, where it stands with a button until
// a named human has looked. A conversation that has no card there yet gets one:
// whoever looks sees what was written, and can pick it up. An item of a team that does
// not have the talk stands there by itself: the talk is not for them to read.
func (r *relay) raised() {
	theirs := r.Ev.Form[chat.ForTeam] != "" && r.Ev.Form[chat.ForTeam] != r.C.Handoff.Team
	if !theirs && !r.C.InHandoff() && !r.C.Erase {
		r.C.Handoff.Card = r.Facts("")
	}
	if !theirs {
		r.cards()
	}
	if r.Ev.Value == string(chat.CauseCrisis) {
		r.leaveAll() // in danger nothing waits
	}
	for _, desk := range r.F.Desks {
		r.C.Raised = append(r.C.Raised, chat.RaisedAt{
			Posted: chat.Posted{Desk: desk, Card: r.warn(desk, r.Ev.Ref, r.Ev.Text)}, Alarm: r.Ev.Ref, Why: r.Ev.Text,
		})
	}
}

// warn shows an alarm at the desk, with its button.
func (r *relay) warn(desk chat.Address, alarm, why string) (id string) {
	class := r.deskClass()
	if chat.CauseCrisis.Of(alarm) {
		class = chat.Crisis
	}
	return r.Push(desk, chat.Message{Class: class, Text: "Melding: " + why, Step: "alarm", Choices: []chat.Choice{
		{Label: "Ik heb gekeken", Value: alarm, Verb: chat.Ended},
	}})
}

// ended notes that a human looked at an alarm. Its button goes.
func (r *relay) ended() {
	name := r.Ev.Author.Name
	r.Ended()
	for _, at := range r.C.Raised {
		if at.Alarm == r.Ev.Ref {
			r.Push(at.Desk, chat.Message{Class: chat.Prompt, Text: name + " heeft gekeken. Melding: " + at.Why, Edits: at.Card})
		}
	}
	r.C.Raised = slices.DeleteFunc(r.C.Raised, func(at chat.RaisedAt) bool { return at.Alarm == r.Ev.Ref })
	if len(r.C.Raised) == 0 {
		r.C.Raised = nil
	}
	if name != "" && !r.C.Over {
		r.Mark(name + " heeft naar de melding gekeken.")
	}
}
