package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// pastDue is of conversations whose words are kept no longer; see chat.Past. Not of
// those to which something is yet to happen, about which an alarm is open, or about
// words in them that could not be handled.
const pastDue = `cleared_at IS NULL AND person_id <> ''
AND (closed_at < $1 AND changed_at < $3 AND (follow_at IS NULL OR follow_at < $1) OR is_open AND desk NOT IN ('waiting', 'live') AND changed_at < $2)
AND NOT EXISTS (SELECT 1 FROM due d WHERE d.subject_id = c.id)
AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.about_kind = 'conversation' AND a.about_id = c.id AND a.is_open)
AND NOT EXISTS (SELECT 1 FROM poison p JOIN alarm a ON a.about_kind = 'event' AND a.about_id = p.id AND a.is_open WHERE p.conversation_id = c.id)`

// PastDue lists conversations whose words are kept no longer (law 20), by their ids:
// up to a hundred that come after the one given.
func (s *Store) PastDue(ctx context.Context, p chat.Past, after string) (ids []string, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		ids = nil
		return tx.each("SELECT id FROM conversation c WHERE id > $4 AND "+pastDue+" ORDER BY id LIMIT 100", append(before(p), after), func(r *sqlx.Rows) error {
			var id string
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list what is kept no longer: %w", err)
	}
	return ids, nil
}

// PastDue tells whether the conversation's words are kept no longer, as it stands in
// this transaction.
func (tx *Tx) PastDue(id string, p chat.Past) (bool, error) {
	var n int
	_, err := tx.row("SELECT COUNT(*) FROM conversation c WHERE id = $4 AND "+pastDue, append(before(p), id), &n)
	if err != nil {
		return false, fmt.Errorf("look whether a conversation is past its time: %w", err)
	}
	return n > 0, nil
}

func before(p chat.Past) []any {
	return args(p.Closed.UnixMilli(), p.Left.UnixMilli(), p.Quiet.UnixMilli())
}

// clear deletes what was said in one conversation, as forget does with all of a
// person's. Whom it was with stays known for as long as something is kept of them,
// or another talk of theirs has words; else their key goes too.
func (tx *Tx) clear(m *met, at time.Time) error {
	if m.person == house {
		return nil
	}
	// Whoever begins a talk of the same person meanwhile waits, and then finds them
	// gone; and what is being written in another talk of theirs counts.
	for _, hold := range []string{holdPerson, holdTalks} {
		if _, err := tx.exec(hold, m.person); err != nil {
			return fmt.Errorf("clear a conversation: %w", err)
		}
	}
	var stays int
	_, err := tx.row(`SELECT COUNT(*) FROM person WHERE id = $1 AND (kept_sealed IS NOT NULL
		OR EXISTS (SELECT 1 FROM conversation WHERE person_id = $1 AND id <> $2 AND cleared_at IS NULL)
		OR EXISTS (SELECT 1 FROM member WHERE person_id = $1) OR EXISTS (SELECT 1 FROM poison WHERE person_id = $1 AND conversation_id = ''))`, args(m.person, m.id), &stays)
	answered := false
	if err == nil && stays == 0 { // answers of a survey have a time of their own, and are found by who gave them
		answered, err = tx.answered(m.person)
	}
	if err == nil && stays == 0 && !answered {
		return tx.forget(m)
	}
	if err == nil {
		err = tx.clearTalk(m, at)
	}
	if err != nil {
		return fmt.Errorf("clear a conversation: %w", err)
	}
	return nil
}

// written tells whether a line holds what people said.
func written(l chat.Line) bool {
	switch l.Kind {
	case chat.LinePerson, chat.LineWorker, chat.LineNote, chat.LineHeld, chat.LineConsult, chat.LineForm:
		return true
	}
	return false
}

// unclear gives what was written below a talk that was cleared a time of its own.
func (tx *Tx) unclear(conversation string, at time.Time) error {
	_, err := tx.exec("UPDATE conversation SET cleared_at = NULL, closed_at = $2 WHERE id = $1 AND cleared_at IS NOT NULL", conversation, at.UnixMilli())
	return err
}

func (tx *Tx) clearTalk(m *met, at time.Time) error {
	c := chat.Conversation{ID: m.id, Address: chat.Address{Adapter: m.adapter}}
	if err := tx.emptyTalk(c, m.person); err != nil {
		return err
	}
	if err := tx.forgetAlarms("about_kind = 'conversation' AND about_id = $1", m.id); err != nil {
		return err
	}
	if _, err := tx.exec("UPDATE conversation SET cleared_at = $2 WHERE id = $1", m.id, at.UnixMilli()); err != nil {
		return err
	}
	for _, statement := range []string{
		"DELETE FROM due WHERE subject_kind = 'conversation' AND subject_id = $1",
		"DELETE FROM poison WHERE conversation_id = $1",
		"DELETE FROM button WHERE subject_kind = 'conversation' AND subject_id = $1",
	} {
		if _, err := tx.exec(statement, m.id); err != nil {
			return err
		}
	}
	return nil
}
