package switchboard

import (
	"context"

	"omzien/bot/chat"
	"omzien/flows"
)

// poison keeps an event that could not be handled. It calls no pure function:
// one of them may be what is broken. The event is stored sealed, an alarm
// stands at the desk, the conversation waits for people, and the person reads
// an honest text.
func (s *Switchboard) poison(ctx context.Context, ev chat.Event) (done effect, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		done = effect{}
		seen, err := tx.Seen(ev.ID, ev.At)
		if err != nil || seen {
			return err
		}
		if err := tx.Poison(ev); err != nil {
			return err
		}
		if ev.Subject.Kind == chat.SubjectAlarm {
			done = effect{desk: true, poison: true}
			return tx.Write(chat.Change{Event: ev, Open: []chat.Alarm{poisoned(ev, ev.Subject)}})
		}
		c, known, err := s.poisonedConversation(tx, ev)
		if err != nil {
			return err
		}
		if !known {
			done = effect{desk: true, poison: true}
			return tx.Write(chat.Change{Event: ev, Open: []chat.Alarm{poisoned(ev, chat.Subject{Kind: "event", ID: ev.ID})}})
		}
		d := chat.Decision{Conversation: &c}
		if !c.InHandoff() {
			c.Handoff = chat.Handoff{State: chat.Waiting, Team: c.Handoff.Team, Urgency: chat.Urgent, Since: ev.At, Resume: c.Step}
		}
		c.Over = false
		a := poisoned(ev, chat.Subject{Kind: chat.SubjectConversation, ID: c.ID})
		d.Alarms = []chat.Alarm{a}
		if ev.Author.Role != chat.RoleWorker {
			d.Say = []chat.Message{{
				ID: chat.Key(ev.ID, 0), To: c.Address, Talk: c.ID, Class: chat.Live, Speaker: chat.Program,
				Text: s.book.Load().Say(flows.TextBroken, c.Lang, c.Form),
			}}
		}
		var change chat.Change
		change, done = s.change(ev, d)
		done.poison = true
		return tx.Write(change)
	})
	return done, err
}

// poisonedConversation finds the conversation without looking at what was said.
func (s *Switchboard) poisonedConversation(tx Tx, ev chat.Event) (chat.Conversation, bool, error) {
	if ev.Subject.ID != "" {
		return tx.Conversation(ev.Subject.ID)
	}
	if ev.From == (chat.Address{}) {
		return chat.Conversation{}, false, nil
	}
	c, err := tx.Meet(ev.From, ev.At)
	return c, err == nil, err
}

func poisoned(ev chat.Event, about chat.Subject) chat.Alarm {
	return chat.Alarm{
		ID: chat.AlarmID(ev.ID, chat.CausePoison), Cause: chat.CausePoison, About: about, Urgency: chat.Urgent, Opened: ev.At,
		Why: "Er ging bij ons iets mis met een bericht. Lees dit gesprek zelf na.",
	}
}
