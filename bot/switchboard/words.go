package switchboard

import "omzien/bot/chat"

// wordsOf reads the words that the event is about, where it is about earlier ones.
func wordsOf(tx Tx, c chat.Conversation, ev chat.Event) (chat.Words, error) {
	switch ev.Kind {
	case chat.Looked:
		return tx.Words(c.ID, ev.Ref, "")
	case chat.Edited, chat.Deleted:
		switch {
		case ev.Ref == "":
		case ev.Author.Role == chat.RoleWorker:
			return tx.Words(c.ID, chat.Out(ev.Ref), "")
		default:
			return tx.Words(c.ID, "", ev.Ref)
		}
	}
	return chat.Words{}, nil
}
