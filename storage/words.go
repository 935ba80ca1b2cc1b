package storage

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// refHash is the key of a line by what a platform calls the message; nil: none.
func (s *Store) refHash(conversation, ref string) *string {
	if ref == "" {
		return nil
	}
	h := s.hash(ofRef, conversation, ref)
	return &h
}

// given is NULL for an empty text.
func given(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// Words reads a line of the conversation, with what became of it: by its id, or,
// where that is empty, by the name that the person's platform has for the message.
// Zero where there is none, or none that can be read (any more).
func (tx *Tx) Words(conversation, line, ref string) (chat.Words, error) {
	w, err := tx.words(conversation, line, ref)
	if unreadable(err) {
		return chat.Words{}, nil
	}
	if err != nil {
		return chat.Words{}, fmt.Errorf("read words: %w", err)
	}
	return w, nil
}

func (tx *Tx) words(conversation, line, ref string) (w chat.Words, err error) {
	person, err := tx.owner(conversation)
	if err != nil {
		return w, err
	}
	query, key := "id = $2", any(line)
	if line == "" {
		query, key = "ref_hash = $2", tx.s.refHash(conversation, ref)
	}
	var id string
	var body []byte
	known, err := tx.row("SELECT id, body_sealed, state FROM line WHERE conversation_id = $1 AND "+query+" ORDER BY n LIMIT 1",
		args(conversation, key), &id, &body, &w.State)
	if err != nil || !known {
		return w, err
	}
	if w.Line, err = tx.openLine(person, id, body); err != nil {
		return w, err
	}
	w.Last = w.Line
	x := shown{state: w.State}
	err = tx.each("SELECT state FROM outbox WHERE line_id = $1", args(id), func(r *sqlx.Rows) error {
		var part shown
		if w.Parts++; w.Parts == 1 {
			return r.Scan(&x.state)
		}
		err := r.Scan(&part.state)
		x.join(part)
		return err
	})
	if err != nil {
		return w, err
	}
	w.State = x.state
	known, err = tx.row("SELECT id, body_sealed FROM line WHERE conversation_id = $1 AND edits = $2 ORDER BY n DESC LIMIT 1",
		args(conversation, w.Line.ID), &id, &body)
	if err != nil || !known {
		return w, err
	}
	w.Last, err = tx.openLine(person, id, body)
	return w, err
}

func (tx *Tx) openLine(person, id string, body []byte) (l chat.Line, err error) {
	plain, err := tx.open(person, linePlace(id), body)
	if err != nil {
		return l, err
	}
	if json.Unmarshal(plain, &l) != nil {
		return l, errSealed // its text could quote the line
	}
	return l, nil
}

// changed tells of lines that change others what stood there before, and of
// those that they change what became of them. A person is shown what stands
// there now, and nothing of what was.
func (tx *Tx) changed(c *held, v view, lines []chat.ShownLine) error {
	type change struct {
		id, of string
		n      int64
		body   []byte
	}
	var all []change
	err := tx.each("SELECT id, edits, n, body_sealed FROM line WHERE conversation_id = $1 AND edits IS NOT NULL ORDER BY n", args(c.ID),
		func(r *sqlx.Rows) error {
			var x change
			err := r.Scan(&x.id, &x.of, &x.n, &x.body)
			x.body = slices.Clone(x.body)
			all = append(all, x)
			return err
		})
	if err != nil || len(all) == 0 {
		return err
	}
	for i := range lines {
		l := &lines[i]
		about := cmp.Or(l.Edits, l.ID)
		before := change{id: l.Edits}
		var last change
		for _, x := range all {
			switch {
			case x.of != about:
			case x.n > l.N:
				last = x
			case x.n < l.N:
				before = x
			}
		}
		if l.Edits != "" {
			if err := tx.before(c, v, l, before.id); err != nil {
				return err
			}
		}
		if last.id == "" {
			continue
		}
		now, err := tx.openLine(c.Person, last.id, last.body)
		if err != nil {
			return err
		}
		if l.Later = chat.LaterEdited; now.Gone {
			l.Later = chat.LaterGone
		}
		if v == forPerson {
			l.Text = now.Text
			if now.Gone {
				l.Files, l.Link, l.Choices, l.Token = nil, nil, nil, ""
			}
		}
	}
	return nil
}

// before reads what stood there before the line changed it, and where that is.
func (tx *Tx) before(c *held, v view, l *chat.ShownLine, id string) error {
	if _, err := tx.row("SELECT n FROM line WHERE conversation_id = $1 AND id = $2", args(c.ID, l.Edits), &l.Of); err != nil {
		return err
	}
	if v == forPerson {
		return nil
	}
	var body []byte
	known, err := tx.row("SELECT body_sealed FROM line WHERE conversation_id = $1 AND id = $2", args(c.ID, id), &body)
	if err != nil || !known {
		return err
	}
	was, err := tx.openLine(c.Person, id, body)
	l.Was = was.Text
	return err
}
