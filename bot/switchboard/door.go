package switchboard

import (
	"strings"

	"omzien/bot/chat"
)

// door keeps what opens when somebody uses the card that a worker left at the door of
// whom they registered: it is known for a person's once.
func (s *Switchboard) door(w *chat.Change, c chat.Conversation) {
	id := chat.DoorID(c.ID)
	w.Buttons = append(w.Buttons, chat.Line{
		ID: id, Conversation: c.ID, Kind: chat.LineBot, At: w.Event.At, Step: chat.DoorStep, Token: s.store.Token(id),
		Choices: []chat.Choice{{Label: c.Name(), Value: chat.DoorStart, Verb: chat.CardOpened}},
	})
}

// cardAtDoor is the token of the card by which a person starts.
func cardAtDoor(ev chat.Event) (token string, is bool) {
	if ev.Kind != chat.Started || ev.Author.Role != chat.RolePerson {
		return "", false
	}
	return strings.CutPrefix(ev.Text, chat.DoorPrefix)
}

// atDoor decides about somebody who starts by such a card. Their talk is known as the
// one that the card opened the first time alone; after that it begins the same flow and
// tells nothing more. While people have the talk the card waits, and is not used up.
func (s *Switchboard) atDoor(tx Tx, ev chat.Event, token string) (chat.Answer, effect, error) {
	c, err := tx.Meet(ev.From, ev.At)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	ev.Text = ""
	if c.InHandoff() {
		return s.decided(tx, c, ev)
	}
	ev.Text, ev.Step = chat.DoorStart, chat.DoorStep
	p, known, err := tx.Pressed(token, 0)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	if known && !p.Used && p.Step == chat.DoorStep && p.Subject.Kind == chat.SubjectConversation {
		ev.Ref, ev.Value = p.Subject.ID, p.Choice.Label
	}
	return s.decided(tx, c, ev)
}
