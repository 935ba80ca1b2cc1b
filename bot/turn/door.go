package turn

import "omzien/bot/chat"

// AtDoor notes by which card at their door the person came, and lets the registration
// that it belongs to know. A card that opens nothing (any more) brings nothing along.
func (t *Turn) AtDoor() {
	if t.Ev.Step != chat.DoorStep || t.Ev.Ref == "" {
		return
	}
	t.C.Door = chat.AtDoor{Item: t.Ev.Ref, Name: t.Ev.Value}
	t.d.Then = append(t.d.Then, chat.Event{
		ID: t.Key(), Kind: chat.CardOpened, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: t.Ev.Ref},
		Author: chat.Program, Text: t.C.Alias, At: t.Now(),
	})
}
