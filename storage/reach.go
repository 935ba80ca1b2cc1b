package storage

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// Code is the return code of an address: four words, the same each time it is
// asked. It opens nothing before a decision issued it.
func (s *Store) Code(a chat.Address) string {
	sum := s.sum(ofWords, a.Adapter, a.Chat, a.Thread)
	return chat.Code(binary.BigEndian.Uint64(sum[:]))
}

// Returning finds the address of a person by their return code, as words in
// lower case joined by "-". chat.ErrUnknown for a code that was never issued.
func (s *Store) Returning(ctx context.Context, code string) (a chat.Address, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		var id, person string
		var sealed []byte
		found, err := tx.row("SELECT id, person_id, address_sealed FROM conversation WHERE code_hash = $1 ORDER BY made_at DESC LIMIT 1",
			args(s.hash(ofCode, code)), &id, &person, &sealed)
		if err != nil {
			return err
		}
		if !found {
			return chat.ErrUnknown
		}
		a, err = tx.address(person, id, sealed)
		return err
	})
	if err != nil {
		return chat.Address{}, fmt.Errorf("find a talk by its return code: %w", err)
	}
	return a, nil
}

// ReadAtDesk remembers that a worker has had the conversation's lines up to
// this one on screen.
func (s *Store) ReadAtDesk(ctx context.Context, conversation string, line int64, now time.Time) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("UPDATE conversation SET desk_line = $2, changed_at = $3 WHERE id = $1 AND desk_line < $2",
			conversation, line, now.UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("remember what the desk read: %w", err)
	}
	return nil
}

// UnreadSince is when the oldest of the workers' words that have not stood on
// the person's page was said; zero where all did, and where there is no page.
func (tx *Tx) UnreadSince(conversation string) (time.Time, error) {
	var at int64
	_, err := tx.row("SELECT COALESCE(MIN(at), 0) FROM line WHERE conversation_id = $1 AND kind = $2 AND state <> '' AND read_at IS NULL",
		args(conversation, string(chat.LineWorker)), &at)
	if err != nil {
		return time.Time{}, fmt.Errorf("look for words that were not read: %w", err)
	}
	return moment(at), nil
}

// Holds tells whether a fenced row may still go: nobody took over since. An
// unfenced row always may.
func (s *Store) Holds(ctx context.Context, c chat.Claim) (holds bool, err error) {
	if !c.Message.Fenced {
		return true, nil
	}
	err = s.glance(ctx, func(tx *Tx) error {
		var epoch int64
		found, err := tx.row("SELECT epoch FROM conversation WHERE id = $1", args(c.Message.Talk), &epoch)
		holds = found && epoch <= c.Message.Epoch
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look at the fence: %w", err)
	}
	return holds, nil
}

// Acknowledge marks the pulled lines at the address up to this one as got, and
// as read where seen. A line that asked to be reported brings its Delivered
// event. It touches no conversation.
func (s *Store) Acknowledge(ctx context.Context, a chat.Address, line int64, seen bool, now time.Time) error {
	talks, err := s.unacknowledged(ctx, a, line, seen)
	if err == nil && len(talks) > 0 {
		err = s.Update(ctx, func(tx *Tx) error {
			for _, talk := range talks {
				if err := tx.acknowledge(talk, line, seen, now); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("mark lines as got: %w", err)
	}
	return nil
}

// unacknowledged finds the address's conversations where there is something to
// mark: pages say often what is known already, and that costs no write.
func (s *Store) unacknowledged(ctx context.Context, a chat.Address, line int64, seen bool) (talks []string, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		talks = nil
		return tx.each(`SELECT c.id FROM conversation c WHERE c.address_hash = $1 AND EXISTS (
				SELECT 1 FROM line l WHERE l.conversation_id = c.id AND l.n <= $2
				AND (l.state = 'queued' OR $3 AND l.state = 'sent' AND l.read_at IS NULL)) ORDER BY c.id`,
			args(s.addressHash(a), line, seen), func(r *sqlx.Rows) error {
				var id string
				err := r.Scan(&id)
				talks = append(talks, id)
				return err
			})
	})
	return talks, err
}

// acknowledge locks the page's lane before its lines: two tabs may say so at once.
func (tx *Tx) acknowledge(talk string, line int64, seen bool, now time.Time) error {
	if _, err := tx.exec("UPDATE lane SET marks = marks + 1 WHERE conversation_id = $1 AND is_pull", talk); err != nil {
		return err
	}
	var reports []string
	err := tx.each(`UPDATE line SET state = CASE WHEN fenced AND epoch < (SELECT c.epoch FROM conversation c WHERE c.id = line.conversation_id)
			THEN 'superseded' ELSE 'sent' END
		WHERE conversation_id = $1 AND n <= $2 AND state = 'queued' RETURNING id, report AND state = 'sent'`,
		args(talk, line), func(r *sqlx.Rows) error {
			var id string
			var report bool
			err := r.Scan(&id, &report)
			if report {
				reports = append(reports, id)
			}
			return err
		})
	if err != nil {
		return err
	}
	if seen {
		if _, err := tx.exec("UPDATE line SET read_at = $3 WHERE conversation_id = $1 AND n <= $2 AND state = 'sent' AND read_at IS NULL",
			talk, line, now.UnixMilli()); err != nil {
			return err
		}
	}
	for _, id := range reports {
		ev := chat.Event{ID: chat.Key(id, 0) + ":" + string(chat.Delivered), Kind: chat.Delivered, Author: chat.Program, Ref: id,
			Subject: chat.Subject{Kind: chat.SubjectConversation, ID: talk}, Sent: now, At: now}
		if err := tx.later(ev, now); err != nil {
			return err
		}
	}
	return nil
}

// Now is the database's clock, in UTC.
func (s *Store) Now(ctx context.Context) (time.Time, error) {
	if s.conns == nil {
		return s.sqliteNow(), nil
	}
	var ms int64
	err := s.glance(ctx, func(tx *Tx) error {
		_, err := tx.row("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)", nil, &ms)
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("ask the database's clock: %w", err)
	}
	return time.UnixMilli(ms).UTC(), nil
}

// Stats are what /readyz and /metrics tell of the database's work.
type Stats struct {
	Rows    map[chat.State]int // rows of the outbox that are not done, by state
	Waiting time.Time          // when the oldest lane that may be sent became due; zero: none waits
	Due     time.Time          // when the oldest event that is due became so; zero: none waits
	Alarms  int                // open alarms whose time has come
	Poison  int                // events kept because they could not be handled
}

// Stats counts.
func (s *Store) Stats(ctx context.Context, now time.Time) (st Stats, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		st = Stats{Rows: make(map[chat.State]int)}
		err := tx.each(`SELECT state, COUNT(*) FROM outbox
			WHERE state IN ('queued', 'sending', 'retry', 'uncertain', 'carried') GROUP BY state`, nil, func(r *sqlx.Rows) error {
			var state chat.State
			var n int
			err := r.Scan(&state, &n)
			st.Rows[state] = n
			return err
		})
		if err != nil {
			return err
		}
		var lane, due int64
		_, err = tx.row(`SELECT COALESCE((SELECT MIN(due_at) FROM lane WHERE due_at <= $1), 0), COALESCE((SELECT MIN(at) FROM due WHERE at <= $1), 0),
			(SELECT COUNT(*) FROM alarm WHERE is_open AND listed_at <= $1), (SELECT COUNT(*) FROM poison)`, args(now.UnixMilli()), &lane, &due, &st.Alarms, &st.Poison)
		st.Waiting, st.Due = moment(lane), moment(due)
		return err
	})
	if err != nil {
		return Stats{}, fmt.Errorf("count what waits: %w", err)
	}
	return st, nil
}
