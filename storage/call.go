package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// What is to be said by telephone is sealed with the key of whoever is rung, and
// goes with them. It is what adapters.Calls asks for.

func callPlace(id string) place { return place{"call", "body_sealed", id} }

type callRow struct {
	c        chat.CallItem
	person   string
	at, done int64
	body     []byte
}

const callColumns = "c.id, c.member_id, c.person_id, c.at, COALESCE(c.done_at, 0), c.body_sealed"

func (x *callRow) fields() []any {
	return args(&x.c.ID, &x.c.Member, &x.person, &x.at, &x.done, &x.body)
}

func (x *callRow) item(tx *Tx) (chat.CallItem, error) {
	plain, err := tx.open(x.person, callPlace(x.c.ID), x.body)
	if err != nil {
		return x.c, err
	}
	if json.Unmarshal(plain, &x.c) != nil {
		return x.c, fmt.Errorf("decode a call: %w", errSealed)
	}
	x.c.At, x.c.Done = moment(x.at), moment(x.done)
	return x.c, nil
}

// KeepCall keeps a call. One with the same ID that is there already stays as it is,
// and is no error. chat.ErrUnknown where the member left, or is not known (any more).
func (s *Store) KeepCall(ctx context.Context, c chat.CallItem) error {
	err := s.Update(ctx, func(tx *Tx) error {
		var person string
		// Whoever erases them meanwhile waits, and takes the call too.
		known, err := tx.row("UPDATE member SET turn = turn WHERE id = $1 AND state <> 'left' RETURNING person_id", args(c.Member), &person)
		if err != nil {
			return err
		}
		if !known {
			return chat.ErrUnknown
		}
		body, err := tx.sealJSON(&person, callPlace(c.ID), c)
		if err != nil {
			return err
		}
		_, err = tx.exec("INSERT INTO call (id, member_id, person_id, at, body_sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
			c.ID, c.Member, person, c.At.UnixMilli(), body)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a call: %w", err)
	}
	return nil
}

// Call finds a call. chat.ErrUnknown where there is none.
func (s *Store) Call(ctx context.Context, id string) (c chat.CallItem, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		var x callRow
		found, err := tx.row("SELECT "+callColumns+" FROM call c WHERE c.id = $1", args(id), x.fields()...)
		if err == nil && !found {
			err = chat.ErrUnknown
		}
		if err == nil {
			c, err = x.item(tx)
		}
		return err
	})
	if err != nil {
		return chat.CallItem{}, fmt.Errorf("read a call: %w", err)
	}
	return c, nil
}

var readCalls = newBatch(1, "WITH v(id) AS ({rows}) SELECT "+callColumns+" FROM v JOIN call c ON c.member_id = v.id WHERE c.at >= $1", "TEXT")

// Calls lists the calls to these members since then, done ones too, the oldest
// first. One that cannot be read is left out.
func (s *Store) Calls(ctx context.Context, members []string, since time.Time) (all []chat.CallItem, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		all = nil
		var rows []callRow
		err := tx.gather(readCalls, args(since.UnixMilli()), column(members), func(r *sqlx.Rows) error {
			rows = append(rows, callRow{})
			return r.Scan(rows[len(rows)-1].fields()...)
		})
		if err != nil {
			return err
		}
		for i := range rows {
			c, err := rows[i].item(tx)
			if err != nil && !unreadable(err) {
				return err
			}
			if err == nil {
				all = append(all, c)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list the calls: %w", err)
	}
	slices.SortFunc(all, func(a, b chat.CallItem) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

// CallDone writes down how a call went (chat.CallSpoken and its like), and who says
// so. The first who says that they spoke is kept, but for one who says that it is not
// so well. chat.ErrUnknown where there is none.
func (s *Store) CallDone(ctx context.Context, id string, by chat.Author, how string, at time.Time) error {
	err := s.Update(ctx, func(tx *Tx) error {
		var x callRow
		found, err := tx.row("UPDATE call SET done_at = done_at WHERE id = $1 RETURNING id, member_id, person_id, at, COALESCE(done_at, 0), body_sealed", args(id), x.fields()...)
		if err == nil && !found {
			err = chat.ErrUnknown
		}
		if err != nil {
			return err
		}
		c, err := x.item(tx)
		spoke := c.How == chat.CallSpoken || c.How == chat.CallWorse
		if err != nil || spoke && (c.How == how || how != chat.CallWorse) {
			return err
		}
		c.By, c.How = by, how
		body, err := tx.sealJSON(&x.person, callPlace(id), c)
		if err != nil {
			return err
		}
		_, err = tx.exec("UPDATE call SET done_at = $2, body_sealed = $3, person_id = $4 WHERE id = $1", id, at.UnixMilli(), body, x.person)
		return err
	})
	if err != nil {
		return fmt.Errorf("write down how a call went: %w", err)
	}
	return nil
}
