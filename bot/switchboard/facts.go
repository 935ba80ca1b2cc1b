package switchboard

import (
	"omzien/bot/chat"
	"omzien/flows"
)

// factsOf reads what the decision about this event needs, besides what depends on the
// team and the slots that are taken.
func (s *Switchboard) factsOf(tx Tx, c chat.Conversation, ev chat.Event) (f chat.Facts, err error) {
	f = s.facts(c.Address)
	if ev.Kind == chat.Woke && !c.AnswerAt.IsZero() && !c.AnswerAt.After(ev.At) {
		if f.UnreadSince, err = tx.UnreadSince(c.ID); err != nil {
			return f, err
		}
	}
	if f.Words, err = wordsOf(tx, c, ev); err != nil {
		return f, err
	}
	if err = s.circles(tx, c, ev, &f); err != nil {
		return f, err
	}
	return f, whoIsInvited(tx, c, ev, &f)
}

// facts are what a decision needs besides a conversation at this address,
// whichever team has it.
func (s *Switchboard) facts(at chat.Address) chat.Facts {
	f := chat.Facts{CanReach: true}
	if a := s.adapters[at.Adapter]; a != nil {
		l := a.Limits()
		f.CanReach, f.EditFor, f.Longest = l.Initiates, l.EditFor, l.Text
	}
	if !f.CanReach {
		f.ReturnCode = s.store.Code(at)
	}
	return f
}

// forTeam adds what depends on the team that has the conversation.
func (s *Switchboard) forTeam(book *flows.Playbook, f chat.Facts) func(team string) chat.Facts {
	return func(team string) chat.Facts {
		f.Desks = s.desks(book.Team(team).Name)
		return f
	}
}
