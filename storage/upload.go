package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// uploadsFor is how long a file that came by a page is kept. By then it was shown;
// its line stands there without it.
const uploadsFor = 30 * 24 * time.Hour

// uploadsMost is how much is kept of one conversation, in bytes: of more, what came
// first is kept no longer. Nobody fills the database up.
const uploadsMost = 100 << 20

func uploadPlace(id string) place { return place{"upload", "body_sealed", id} }

// keepUploads keeps what the event brought, with the person's key. The same event
// keeps it once.
func (tx *Tx) keepUploads(m *met, ev chat.Event, at time.Time) error {
	if len(ev.Brought) == 0 {
		return nil
	}
	for _, f := range ev.Files {
		content, brought := ev.Brought[f.ID]
		if f.At != chat.InStore || !brought {
			continue
		}
		if len(content.Bytes) > chat.FileMost {
			return errors.New("a file that is too large to be kept")
		}
		body, err := tx.seal(m.person, uploadPlace(f.ID), content.Marshal())
		if err != nil {
			return err
		}
		if _, err := tx.exec("INSERT INTO upload (id, conversation_id, made_at, size, body_sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
			f.ID, m.id, at.UnixMilli(), len(body), body); err != nil {
			return err
		}
	}
	return tx.makeRoom(m.id)
}

// makeRoom deletes the oldest files of a conversation that has too much.
func (tx *Tx) makeRoom(conversation string) error {
	var surplus []string
	all := int64(0)
	err := tx.each("SELECT id, size FROM upload WHERE conversation_id = $1 ORDER BY made_at DESC, id DESC", args(conversation), func(r *sqlx.Rows) error {
		var id string
		var size int64
		err := r.Scan(&id, &size)
		if all += size; all > uploadsMost {
			surplus = append(surplus, id)
		}
		return err
	})
	for _, id := range surplus {
		if err == nil {
			_, err = tx.exec("DELETE FROM upload WHERE id = $1", id)
		}
	}
	return err
}

// Upload reads a file that came by a page in this conversation, or with a broadcast:
// what a chat.File At chat.InStore holds. known is false where there is none (any more).
func (s *Store) Upload(ctx context.Context, conversation, id string) (content chat.Content, known bool, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		content, known = chat.Content{}, false
		var person string
		var body []byte
		found, err := tx.row(`SELECT c.person_id, u.body_sealed FROM upload u JOIN conversation c ON c.id = u.conversation_id
			WHERE u.id = $1 AND u.conversation_id = $2`, args(id, conversation), &person, &body)
		if err != nil {
			return err
		}
		if !found {
			content, known, err = tx.picture(id)
			return err
		}
		plain, err := tx.open(person, uploadPlace(id), body)
		if unreadable(err) {
			return nil // the person is erased
		}
		if err != nil {
			return err
		}
		known = true
		content, err = chat.UnmarshalContent(plain)
		return err
	})
	if err != nil {
		return chat.Content{}, false, fmt.Errorf("read a file: %w", err)
	}
	return content, known, nil
}

// Sent reads the i-th file of a line: what a page may show. at is the person's
// address, where it is their page that asks: then only of what they may see, and
// only there; nil: a worker asks. known is false where there is no such file.
func (s *Store) Sent(ctx context.Context, at *chat.Address, conversation string, n int64, i int) (f chat.File, of string, known bool, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		f, known = chat.File{}, false
		where, value := "l.conversation_id = $2", any(conversation)
		if at != nil {
			where, value = "c.address_hash = $2 AND l.kind IN ('person', 'bot', 'worker')", tx.s.addressHash(*at)
		}
		var person, id string
		var body []byte
		found, err := tx.row("SELECT c.person_id, l.conversation_id, l.id, l.body_sealed FROM line l JOIN conversation c ON c.id = l.conversation_id WHERE l.n = $1 AND "+where,
			args(n, value), &person, &of, &id, &body)
		if err != nil || !found {
			return err
		}
		l, err := tx.openLine(person, id, body)
		if unreadable(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if known = i >= 0 && i < len(l.Files) && l.Files[i].Opens(); known {
			f = l.Files[i]
		}
		return nil
	})
	if err != nil {
		return chat.File{}, "", false, fmt.Errorf("find a file: %w", err)
	}
	return f, of, known, nil
}
