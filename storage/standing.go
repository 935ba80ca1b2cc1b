package storage

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// standingsAtOnce is how many conversations are read in one view.
const standingsAtOnce = 500

// Standings shows visit where each open conversation stands in the flows: flow,
// step, callers, and which variables have a value. Of who it is and what they
// told it shows nothing. unreadable is how many could not be read.
func (s *Store) Standings(ctx context.Context, visit func(chat.Conversation)) (unreadable int, err error) {
	for last, more := "", true; more; {
		more = false
		err := s.read(ctx, func(tx *Tx) error {
			n := 0
			err := tx.each(`SELECT c.id, c.person_id, c.state_sealed, p.key_sealed FROM conversation c JOIN person p ON p.id = c.person_id
				WHERE c.is_open AND c.id > $1 ORDER BY c.id LIMIT $2`, args(last, standingsAtOnce), func(r *sqlx.Rows) error {
				var c chat.Conversation
				var state, key []byte
				if err := r.Scan(&c.ID, &c.Person, &state, &key); err != nil {
					return err
				}
				n, last = n+1, c.ID
				if !s.standing(&c, state, key) {
					unreadable++
					return nil
				}
				visit(bare(c))
				return nil
			})
			more = n == standingsAtOnce
			return err
		})
		if err != nil {
			return unreadable, fmt.Errorf("look where people are in their talks: %w", err)
		}
	}
	return unreadable, nil
}

func (s *Store) standing(c *chat.Conversation, state, key []byte) bool {
	l, err := s.ring.unwrap(c.Person, key)
	if err != nil {
		return false
	}
	plain, err := l.open(statePlace(c.ID), state)
	return err == nil && c.UnmarshalState(plain) == nil
}

// bare is a conversation without anything that a person told.
func bare(c chat.Conversation) chat.Conversation {
	names := func(data map[string]string) map[string]string {
		only := make(map[string]string, len(data))
		for name := range data {
			only[name] = ""
		}
		return only
	}
	out := chat.Conversation{Flow: c.Flow, Step: c.Step, Data: names(c.Data)}
	for _, call := range c.Calls {
		out.Calls = append(out.Calls, chat.Call{Flow: call.Flow, Step: call.Step, Data: names(call.Data)})
	}
	out.Handoff.State, out.Handoff.Resume = c.Handoff.State, c.Handoff.Resume
	return out
}

// Version reads the source of a version of the flows; false where it is unknown.
func (s *Store) Version(ctx context.Context, version string) (source []byte, known bool, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		source, known, err = tx.Talks(version)
		return err
	})
	return source, known, err
}
