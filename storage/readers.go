package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// Readers lists who had the conversation before them at the web desk, and who
// asked for what is hidden there, newest first. chat.ErrUnknown where there is no
// such conversation. It is sealed with the talk, and erased with the person.
func (r Record) Readers(ctx context.Context, conversation string) ([]chat.Look, error) {
	var looks []chat.Look
	err := r.s.read(ctx, func(tx *Tx) error {
		var person string
		known, err := tx.row("SELECT person_id FROM conversation WHERE id = $1", args(conversation), &person)
		if err != nil {
			return err
		}
		if !known {
			return chat.ErrUnknown
		}
		type sealed struct {
			id   string
			body []byte
		}
		var rows []sealed
		err = tx.each("SELECT id, body_sealed FROM line WHERE conversation_id = $1 AND kind IN ('opened', 'form') ORDER BY n DESC", args(conversation), func(row *sqlx.Rows) error {
			var x sealed
			err := row.Scan(&x.id, &x.body)
			rows = append(rows, x)
			return err
		})
		if err != nil {
			return err
		}
		for _, x := range rows {
			plain, err := tx.open(person, linePlace(x.id), x.body)
			if err != nil {
				return err
			}
			var l chat.Line
			if json.Unmarshal(plain, &l) != nil {
				return errors.New("a line is not readable")
			}
			switch {
			case l.Kind == chat.LineOpened:
				looks = append(looks, chat.Look{Worker: l.Author, At: l.At})
			case l.Step == string(chat.Revealed):
				looks = append(looks, chat.Look{Worker: l.Author, At: l.At, Why: l.Text})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read who read a talk: %w", err)
	}
	return looks, nil
}
