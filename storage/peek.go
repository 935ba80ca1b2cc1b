package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"omzien/bot/chat"
)

// Peek reads a conversation as it stands: by its id, or, where that is empty, the
// open one at the address. It locks nothing and takes no turn, for what is no
// event; c is old by the time it is read. known is false where there is none.
func (s *Store) Peek(ctx context.Context, id string, at chat.Address) (c chat.Conversation, known bool, err error) {
	const columns = "SELECT id, person_id, turn, epoch, alias, address_sealed, state_sealed FROM conversation WHERE "
	query, of := columns+"id = $1", args(id)
	if id == "" {
		query, of = columns+"address_hash = $1 AND is_open", args(s.addressHash(at))
	}
	err = s.read(ctx, func(tx *Tx) (err error) {
		c = chat.Conversation{}
		var address, state []byte
		if known, err = tx.row(query, of, &c.ID, &c.Person, &c.Turn, &c.Epoch, &c.Alias, &address, &state); err != nil || !known {
			return err
		}
		if c.Address, err = tx.address(c.Person, c.ID, address); err != nil {
			return err
		}
		plain, err := tx.open(c.Person, statePlace(c.ID), state)
		if err == nil && c.UnmarshalState(plain) != nil {
			err = errors.New("a conversation's state is not readable")
		}
		return err
	})
	if err != nil {
		return chat.Conversation{}, false, fmt.Errorf("look at a conversation: %w", err)
	}
	return c, known, nil
}

// readBusy looks for a row that waits for the chat, or that could go now anywhere
// at the adapter, and for a budget that lets nobody call now. A row that is being
// sent counts: its lane is due until its outcome is written.
const readBusy = `SELECT CASE WHEN EXISTS (SELECT 1 FROM lane WHERE adapter = $1 AND due_at IS NOT NULL AND NOT is_pull
        AND (chat_hash = $2 OR due_at <= $4 AND lease_until <= $4))
    OR EXISTS (SELECT 1 FROM budget WHERE id IN ($1, $3) AND next_at > $4) THEN 1 ELSE 0 END`

// Idle tells whether the address may be called now without any message having to
// wait for that: none waits for it or is on its way there, none is due at its
// adapter, and the platform takes calls.
func (s *Store) Idle(ctx context.Context, at chat.Address, now time.Time) (bool, error) {
	chatHash := s.hash(ofChat, at.Adapter, at.Chat)
	busy := 1
	err := s.read(ctx, func(tx *Tx) error {
		_, err := tx.row(readBusy, args(at.Adapter, chatHash, chatBudget(at.Adapter, chatHash), now.UnixMilli()), &busy)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look whether messages wait: %w", err)
	}
	return busy == 0, nil
}
