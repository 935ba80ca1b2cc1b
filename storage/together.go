package storage

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"
	"unicode/utf16"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// Messages that wait for the same place go in one call where the adapter can say
// them together: the first of them, the carrier, is claimed, sent, looked up and
// tried again as ever, and the claim that begins it commits which rows it carries.
// These wait in state carried, which is no place in line, and end with it: one
// receipt, one look-up, one count of failures. So whoever takes the lane over after
// a crash asks for exactly the post that may stand there. A carrier never takes
// more rows after its first attempt, which may have arrived.
//
// Words go with the words right behind them, of the same speaker. Asides, which
// everything passes, go along with whatever joins: a worker's receipt costs no call
// of its own where words go to its thread anyway.

// togetherMost is how many messages go in one call.
const togetherMost = 20

// carried is a row of a post that says several things.
type carried struct {
	id    string
	class chat.Class
	body  []byte // sealed
}

const (
	// Whatever stands between two words keeps them apart, save asides.
	readBehind = `SELECT id, class, body_sealed, joins AND state = 'queued' AND attempt = 0 FROM outbox o
WHERE lane_id = $1 AND seq > $2 AND o.` + undone + ` AND class <> 5 ORDER BY seq LIMIT $3`

	readAsides = `SELECT id, class, body_sealed, joins AND state = 'queued' AND attempt = 0 FROM outbox o
WHERE lane_id = $1 AND o.` + undone + ` AND class = 5 AND id <> $2 ORDER BY seq LIMIT $3`

	readPost = `SELECT id, class, body_sealed, TRUE FROM outbox WHERE id = $1 OR carried_by = $1 ORDER BY seq`
)

var carryRows = newBatch(1, `
WITH v(id) AS ({rows})
UPDATE outbox SET state = 'carried', carried_by = $1 WHERE id IN (SELECT v.id FROM v WHERE v.id IS NOT NULL)`, "TEXT")

// carry lets m, which the claim t begins, take along what may go in the same call,
// up to so many units; m of an earlier attempt takes what it took then. Where the
// adapter does not say things together (any more), m goes alone.
func (tx *Tx) carry(t taken, m *chat.Message, units int) error {
	switch {
	case units == 0 && t.attempt == 1:
		return nil
	case units == 0:
		return tx.setDown(m.ID)
	case t.attempt == 1:
		if some, err := tx.takeAlong(t, *m, units); err != nil || !some {
			return err
		}
	}
	rows, err := tx.rows(readPost, m.ID)
	if err != nil || len(rows) < 2 {
		return err
	}
	alone := *m
	for _, r := range rows {
		part := alone
		if r.id != m.ID {
			part, err = tx.part(t, alone, r)
		}
		if unreadable(err) {
			continue // it says nothing any more; it ends with its carrier
		}
		if err != nil {
			return err
		}
		m.Together = append(m.Together, part)
		m.Class = min(m.Class, part.Class)
	}
	return nil
}

// takeAlong finds what m may carry, and marks it so.
func (tx *Tx) takeAlong(t taken, m chat.Message, units int) (some bool, err error) {
	var words []carried
	if m.Class != chat.Aside {
		if words, err = tx.rows(readBehind, t.lane, t.row.seq, togetherMost-1); err != nil {
			return false, err
		}
	}
	asides, err := tx.rows(readAsides, t.lane, m.ID, togetherMost-1)
	if err != nil {
		return false, err
	}
	var ids [][]any
	left := units - length(m.Text)
	for _, kind := range [...][]carried{words, asides} {
		for _, r := range kind {
			part, err := tx.part(t, m, r)
			if err != nil && !unreadable(err) {
				return false, err
			}
			need := length("\n") + length(part.Text)
			passes := t.row.passing && r.class == chat.Live
			stranger := r.class != chat.Aside && part.Speaker != m.Speaker
			if err != nil || need > left || len(ids) == togetherMost-1 || passes || stranger || part.To != m.To {
				break
			}
			left -= need
			ids = append(ids, []any{r.id})
		}
	}
	if len(ids) == 0 {
		return false, nil
	}
	if _, err := tx.change(carryRows, args(m.ID), ids); err != nil {
		return false, fmt.Errorf("let a row carry others: %w", err)
	}
	return true, nil
}

// rows reads rows with what they say, up to the first that may not be had.
func (tx *Tx) rows(query string, values ...any) ([]carried, error) {
	var rows []carried
	end := false
	err := tx.each(query, values, func(r *sqlx.Rows) error {
		var c carried
		var may bool
		if err := r.Scan(&c.id, &c.class, &c.body, &may); err != nil {
			return err
		}
		c.body = slices.Clone(c.body)
		if end = end || !may; !end {
			rows = append(rows, c)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what goes together: %w", err)
	}
	return rows, nil
}

// part opens a row that goes along with m, to the same place.
func (tx *Tx) part(t taken, m chat.Message, r carried) (chat.Message, error) {
	part := chat.Message{ID: r.id, Class: r.class}
	body, err := tx.open(t.person, bodyPlace(r.id), r.body)
	if err != nil {
		return part, err
	}
	if json.Unmarshal(body, &part) != nil {
		return part, errSealed
	}
	if part.To.Thread == "" {
		part.To.Thread = m.To.Thread
	}
	return part, nil
}

// setDown puts what a row carries back in line: it will not say it.
func (tx *Tx) setDown(carrier string) error {
	_, err := tx.exec("UPDATE outbox SET state = 'queued', carried_by = NULL WHERE carried_by = $1 AND state = 'carried'", carrier)
	if err != nil {
		return fmt.Errorf("put rows back in line: %w", err)
	}
	return nil
}

var finishCarriedRows = newBatch(1, `
WITH v(id, state, reason) AS ({rows})
UPDATE outbox SET state = v.state, done_at = $1, reason = v.reason FROM v
WHERE outbox.carried_by = v.id AND outbox.state = 'carried'
RETURNING outbox.id, outbox.carried_by, outbox.report`, "TEXT", "TEXT", "TEXT")

// finishCarried ends what the rows carry that ended, and gives the outcome of
// each. The alarm of the carrier is for all of them.
func (tx *Tx) finishCarried(now time.Time, held []*outcome) ([]*outcome, error) {
	at := make(map[string]*outcome)
	var rows [][]any
	for _, o := range held {
		if o.Claim.Message.Joins() && (o.State == chat.Sent || o.State == chat.Dead || o.State == chat.OnHold || o.State == chat.Superseded) {
			at[o.Claim.Message.ID] = o
			rows = append(rows, []any{o.Claim.Message.ID, string(o.State), o.Reason})
		}
	}
	var ended []*outcome
	err := tx.gather(finishCarriedRows, args(now.UnixMilli()), rows, func(r *sqlx.Rows) error {
		var id, carrier string
		var report bool
		if err := r.Scan(&id, &carrier, &report); err != nil {
			return err
		}
		o := *at[carrier]
		part := chat.Message{ID: id, To: o.Claim.Message.To} // what could not be read any more
		for _, m := range o.Claim.Message.Together {
			if m.ID == id {
				part = m
			}
		}
		o.Claim.Message, o.report = part, report
		ended = append(ended, &o)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("finish what rows carry: %w", err)
	}
	return ended, nil
}

// redraw gives the edit m of one message all that stands in the same post, each as
// it reads now: where several were said in one call, the platform replaces all.
func (tx *Tx) redraw(t taken, m *chat.Message, post string) error {
	rows, err := tx.rows(readPost, post)
	if err != nil || len(rows) < 2 {
		return err
	}
	alone := *m
	for _, r := range rows {
		if r.id == m.Edits {
			m.Together = append(m.Together, alone)
			continue
		}
		of := r.id
		const newest = `SELECT id, class, body_sealed FROM outbox WHERE edits = $1 AND lane_id = $2 AND state = 'sent' ORDER BY seq DESC LIMIT 1`
		if _, err := tx.row(newest, args(of, t.lane), &r.id, &r.class, &r.body); err != nil {
			return fmt.Errorf("read how a message reads now: %w", err)
		}
		part, err := tx.part(t, alone, r)
		if unreadable(err) {
			continue
		}
		if err != nil {
			return err
		}
		m.Together = append(m.Together, part)
	}
	return nil
}

// length is that of a text in UTF-16 units.
func length(text string) int {
	n := 0
	for _, r := range text {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}
