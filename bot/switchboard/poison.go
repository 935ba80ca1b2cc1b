package switchboard

import (
	"context"
	"errors"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// poison keeps an event that could not be handled. It calls no pure function:
// one of them may be what is broken. The event is stored sealed, an alarm
// stands at the desk, the conversation waits for people, and the person reads
// an honest text. Where the conversation itself cannot be read or written, the
// event is kept without it, and the alarm stands alone.
func (s *Switchboard) poison(ctx context.Context, ev chat.Event) (effect, error) {
	done, err := s.keep(ctx, ev, s.poisonTalk)
	if err == nil || errors.Is(err, chat.ErrDown) || ctx.Err() != nil {
		return done, err
	}
	return s.keep(ctx, ev, s.poisonAlone)
}

// keep keeps the event, once, and tells people as tell does.
func (s *Switchboard) keep(ctx context.Context, ev chat.Event, tell func(Tx, chat.Event) (effect, error)) (done effect, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		done = effect{}
		seen, err := tx.Seen(ev.ID, ev.At)
		if err != nil || seen {
			return err
		}
		done, err = tell(tx, ev)
		return err
	})
	return done, err
}

// poisonAlone raises an alarm about the event and touches nothing else. Where
// the person's key is what is broken, the house's seals what they wrote.
func (s *Switchboard) poisonAlone(tx Tx, ev chat.Event) (effect, error) {
	if err := tx.Poison(ev); err != nil {
		nobodys := ev
		nobodys.Subject, nobodys.From = chat.Subject{}, chat.Address{}
		if err := tx.Poison(nobodys); err != nil {
			return effect{}, err
		}
	}
	return effect{desk: true}, tx.Write(chat.Change{Event: ev, Open: []chat.Alarm{poisonedAlone(ev)}})
}

// poisonTalk gives the conversation to people, with an alarm about it.
func (s *Switchboard) poisonTalk(tx Tx, ev chat.Event) (effect, error) {
	if ev.Subject.Kind == chat.SubjectAlarm {
		if err := tx.Poison(ev); err != nil {
			return effect{}, err
		}
		return effect{desk: true}, tx.Write(chat.Change{Event: ev, Open: []chat.Alarm{poisoned(ev, ev.Subject)}})
	}
	c, known, err := s.poisonedConversation(tx, ev)
	if err != nil {
		return effect{}, err
	}
	if !known {
		return s.poisonAlone(tx, ev)
	}
	if err := tx.Poison(ev); err != nil {
		return effect{}, err
	}
	a := poisoned(ev, chat.Subject{Kind: chat.SubjectConversation, ID: c.ID})
	if c.Over { // it stays so: another may be open at its address
		return effect{desk: true}, tx.Write(chat.Change{Event: ev, Open: []chat.Alarm{complete(a, c, ev)}})
	}
	if ev.Kind == chat.Woke { // what it would have done is people's now; it shall not come back every second
		c.UnreadAt, c.NewsAt, c.DangerAt, c.AnswerAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
		c.Handoff.KeepBack()
	}
	d := chat.Decision{Conversation: &c, Alarms: []chat.Alarm{a}}
	if !c.InHandoff() {
		c.Handoff = chat.Handoff{State: chat.Waiting, Team: c.Handoff.Team, Urgency: chat.Urgent, Since: ev.At, Owed: ev.At, Resume: c.Step, Consults: c.Handoff.Consults}
	}
	if ev.Author.Role != chat.RoleWorker {
		d.Say = []chat.Message{{
			ID: chat.Key(ev.ID, 0), To: c.Address, Talk: c.ID, Class: chat.Live, Speaker: chat.Program,
			Text: s.book.Load().Say(flows.TextBroken, c.Lang, c.Form),
		}}
	}
	change, done := s.change(ev, d, chat.Words{})
	return done, tx.Write(change)
}

// poisonedConversation finds the conversation without looking at what was said.
func (s *Switchboard) poisonedConversation(tx Tx, ev chat.Event) (chat.Conversation, bool, error) {
	if ev.Subject.ID != "" {
		return tx.Conversation(ev.Subject.ID)
	}
	if ev.From == (chat.Address{}) {
		return chat.Conversation{}, false, nil
	}
	if ev.Author.Role == chat.RoleWorker {
		id, _, known, err := tx.Thread(ev.From)
		if err != nil || !known {
			return chat.Conversation{}, false, err
		}
		return tx.Conversation(id)
	}
	c, err := tx.Meet(ev.From, ev.At)
	return c, err == nil, err
}

// poisonedAlone is about no talk: about the event, or about the day of a circle.
func poisonedAlone(ev chat.Event) chat.Alarm {
	round := ""
	switch ev.Subject.Kind {
	case chat.SubjectRound:
		round = ev.Subject.ID
	case chat.SubjectMember:
		round = ev.Ref
	}
	if round == "" {
		return poisoned(ev, chat.Subject{Kind: "event", ID: ev.ID})
	}
	a := poisoned(ev, chat.Subject{Kind: chat.SubjectRound, ID: round})
	a.Why = "Er ging bij ons iets mis met een belcirkel. Kijk op de webdesk wie nog niet gehoord is, en bel zelf."
	return a
}

func poisoned(ev chat.Event, about chat.Subject) chat.Alarm {
	return chat.Alarm{
		ID: chat.AlarmID(ev.ID, chat.CausePoison), Cause: chat.CausePoison, About: about, Urgency: chat.Urgent, Opened: ev.At,
		Why: "Er ging bij ons iets mis met een bericht. Lees dit gesprek zelf na.",
	}
}
