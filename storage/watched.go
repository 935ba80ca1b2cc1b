package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

func threadAt(id string) place { return place{"thread", "place_sealed", id} }

// watch remembers a thread that a receipt tells of: whose talk it is, and where it
// stands. Nothing was missed there yet.
func (tx *Tx) watch(now time.Time, o *outcome) error {
	at := chat.Address{Adapter: o.adapter, Chat: o.Claim.Message.To.Chat, Thread: o.Receipt.Thread}
	id := tx.s.hash(ofThread, at.Adapter, at.Chat, at.Thread)
	plain, err := json.Marshal(at)
	if err != nil {
		return fmt.Errorf("encode a thread's address: %w", err)
	}
	sealed, err := tx.seal(o.person, threadAt(id), plain)
	if err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO thread (id, conversation_id, consult_id, adapter, place_sealed, read_to, read_at, is_gone, made_at)
		VALUES ($1, $2, $7, $3, $4, '', $5, $6, $5) ON CONFLICT DO NOTHING`, id, o.about.ID, at.Adapter, sealed, now.UnixMilli(), false, o.Claim.Message.Consult)
	return err
}

// Watched gives the adapter's threads that are worth reading: of talks that are
// open, and of those that were closed after the given time. One that cannot be
// read any more is left out.
func (s *Store) Watched(ctx context.Context, adapter string, closed time.Time) (all []chat.Watched, err error) {
	type row struct {
		chat.Watched
		id, person   string
		place, state []byte
		read         int64
	}
	err = s.read(ctx, func(tx *Tx) error {
		var rows []row
		err := tx.each(`SELECT t.id, t.conversation_id, t.consult_id, t.place_sealed, t.read_to, t.read_at, c.person_id, c.is_open, c.desk, c.urgency, c.state_sealed
			FROM thread t JOIN conversation c ON c.id = t.conversation_id
			WHERE t.adapter = $1 AND t.place_sealed IS NOT NULL AND NOT t.is_gone AND (c.is_open OR c.closed_at > $2)`,
			args(adapter, closed.UnixMilli()), func(r *sqlx.Rows) error {
				var x row
				var open bool
				err := r.Scan(&x.id, &x.Talk, &x.Consult, &x.place, &x.Mark, &x.read, &x.person, &open, &x.State, &x.Urgency, &x.state)
				x.Over, x.Looked = !open, moment(x.read)
				x.place, x.state = slices.Clone(x.place), slices.Clone(x.state)
				rows = append(rows, x)
				return err
			})
		if err != nil {
			return err
		}
		all = make([]chat.Watched, 0, len(rows))
		for _, x := range rows {
			plain, err := tx.open(x.person, threadAt(x.id), x.place)
			if err != nil && !unreadable(err) {
				return err
			}
			if err != nil || json.Unmarshal(plain, &x.At) != nil {
				continue
			}
			if x.State == chat.Talking && !x.Over {
				if x.Owner, err = tx.whoHas(x.person, x.Talk, x.state); err != nil {
					return err
				}
			}
			all = append(all, x.Watched)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look which threads are to be read: %w", err)
	}
	return all, nil
}

// whoHas is the worker who has the talk; nobody where its state cannot be read.
func (tx *Tx) whoHas(person, talk string, state []byte) (chat.Author, error) {
	plain, err := tx.open(person, statePlace(talk), state)
	if err != nil && !unreadable(err) {
		return chat.Author{}, err
	}
	var c chat.Conversation
	if err != nil || c.UnmarshalState(plain) != nil {
		return chat.Author{}, nil
	}
	return c.Handoff.Worker, nil
}

// Looked writes down that the thread was read now, up to w.Mark, and whether it is
// gone. A thread that nobody knows is none.
func (s *Store) Looked(ctx context.Context, w chat.Watched, now time.Time) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("UPDATE thread SET read_to = $2, read_at = $3, is_gone = $4 WHERE id = $1",
			tx.s.hash(ofThread, w.At.Adapter, w.At.Chat, w.At.Thread), w.Mark, now.UnixMilli(), w.Gone)
		return err
	})
	if err != nil {
		return fmt.Errorf("write down how far a thread was read: %w", err)
	}
	return nil
}

// LookAgain has all threads of the adapter read at once.
func (s *Store) LookAgain(ctx context.Context, adapter string) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("UPDATE thread SET read_at = 0 WHERE adapter = $1 AND read_at > 0 AND NOT is_gone", adapter)
		return err
	})
	if err != nil {
		return fmt.Errorf("have threads read again: %w", err)
	}
	return nil
}

var heard = newBatch(0, "WITH v(id) AS ({rows}) SELECT v.id FROM v JOIN event ON event.id = v.id", "TEXT")

// Unheard gives those of the ids under which no event was handled, in their order.
func (s *Store) Unheard(ctx context.Context, events []string) (rest []string, err error) {
	if len(events) == 0 {
		return nil, nil
	}
	rows := make([][]any, len(events))
	for i, id := range events {
		rows[i] = []any{id}
	}
	known := map[string]bool{}
	err = s.read(ctx, func(tx *Tx) error {
		return tx.gather(heard, nil, rows, func(r *sqlx.Rows) error {
			var id string
			err := r.Scan(&id)
			known[id] = true
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("look which events were handled: %w", err)
	}
	for _, id := range events {
		if !known[id] {
			rest = append(rest, id)
		}
	}
	return rest, nil
}

// PassOver writes an event down as handled, without any effect.
func (s *Store) PassOver(ctx context.Context, event string, now time.Time) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.Seen(event, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("pass over an event: %w", err)
	}
	return nil
}

// Typed gives what workers typed in the talk since then, each once, as far as the
// record keeps it; or in the overleg, where one is named.
func (s *Store) Typed(ctx context.Context, talk, consult string, since time.Time) (all []chat.Typed, err error) {
	type row struct {
		id   string
		body []byte
	}
	err = s.read(ctx, func(tx *Tx) error {
		var person string
		found, err := tx.row("SELECT person_id FROM conversation WHERE id = $1", args(talk), &person)
		if err != nil || !found {
			return err
		}
		var rows []row
		err = tx.each("SELECT id, body_sealed FROM line WHERE conversation_id = $1 AND at >= $2 AND kind IN ('worker', 'note', 'held', 'consult') ORDER BY n",
			args(talk, since.UnixMilli()), func(r *sqlx.Rows) error {
				var x row
				err := r.Scan(&x.id, &x.body)
				rows = append(rows, row{x.id, slices.Clone(x.body)})
				return err
			})
		if err != nil {
			return err
		}
		all = nil
		seen := map[string]bool{}
		for _, x := range rows {
			event, _, _ := strings.Cut(x.id, "/")
			plain, err := tx.open(person, linePlace(x.id), x.body)
			if err != nil && !unreadable(err) {
				return err
			}
			var l chat.Line
			if seen[event] || err != nil || json.Unmarshal(plain, &l) != nil || l.Consult != consult {
				continue
			}
			seen[event] = true
			all = append(all, chat.Typed{Event: event, By: l.Author})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look what workers typed: %w", err)
	}
	return all, nil
}
