package storage

import (
	"encoding/base64"
	"fmt"

	"omzien/bot/chat"
)

// Thread finds the conversation of a thread at a desk, and the overleg where it is
// not the talk's own. known is false where the thread belongs to none.
func (tx *Tx) Thread(a chat.Address) (conversation, consult string, known bool, err error) {
	known, err = tx.row("SELECT conversation_id, consult_id FROM thread WHERE id = $1",
		args(tx.s.hash(ofThread, a.Adapter, a.Chat, a.Thread)), &conversation, &consult)
	if err != nil {
		return "", "", false, fmt.Errorf("find the talk of a thread: %w", err)
	}
	return conversation, consult, known, nil
}

// Opaque is the id under which a platform may know a message: it tells nothing
// about it, and is the same each time (law 15).
func (s *Store) Opaque(message string) string {
	sum := s.sum(ofPlace, message)
	return base64.RawURLEncoding.EncodeToString(sum[:18])
}
