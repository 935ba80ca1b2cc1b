package storage

import (
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// A budget is a row that says when an adapter, or one chat of it, may be called
// again. It is the database that spaces calls, so any number of instances stay
// within one rate.
//
// Of an adapter's calls a share is kept for crisis and live rows: after each
// call, prompts and bulk wait half an interval longer. However many of them
// stand in line, they take two calls in three.

// queue lets one claim of the adapter after the other look for lanes, whichever
// instance it is of. They would all find the same ones: side by side they would
// wait for each other in any order, and each for nothing. It holds until the
// transaction ends.
func (tx *Tx) queue(adapter string) error {
	const hold = `INSERT INTO budget (id, next_at, low_at) VALUES ($1, 0, 0) ON CONFLICT (id) DO UPDATE SET low_at = budget.low_at`
	if _, err := tx.exec(hold, adapter); err != nil {
		return fmt.Errorf("wait for other claims: %w", err)
	}
	return nil
}

// reserveSlots takes the slots that are free at $1; only their ids come back.
var reserveSlots = newBatch(1, `
WITH v(id, next, low) AS ({rows})
INSERT INTO budget (id, next_at, low_at) SELECT v.id, v.next, v.low FROM v WHERE v.id IS NOT NULL
ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at, low_at = excluded.low_at
WHERE budget.next_at <= $1
RETURNING id`, "TEXT", "BIGINT", "BIGINT")

var readSlots = newBatch(0, `
WITH v(id) AS ({rows})
SELECT b.id, b.next_at, b.low_at FROM v JOIN budget b ON b.id = v.id`, "TEXT")

var delaySlots = newBatch(0, `
WITH v(id, until) AS ({rows})
INSERT INTO budget (id, next_at, low_at) SELECT v.id, v.until, v.until FROM v WHERE v.id IS NOT NULL
ON CONFLICT (id) DO UPDATE SET
    next_at = CASE WHEN budget.next_at < excluded.next_at THEN excluded.next_at ELSE budget.next_at END,
    low_at  = CASE WHEN budget.low_at  < excluded.low_at  THEN excluded.low_at  ELSE budget.low_at  END`, "TEXT", "BIGINT")

// chatBudget is the id of one chat's budget. An adapter's is its name.
func chatBudget(adapter, chatHash string) string { return adapter + "/" + chatHash }

// allot gives those of the rows that may be called now and reserves their
// slots, most urgent first: one call of the adapter, where it has a rate, and
// one to each chat. later tells until when the lanes of full chats wait.
func (tx *Tx) allot(adapter string, rate chat.Rate, now time.Time, ready []taken) (send []taken, later map[string]time.Time, err error) {
	later = make(map[string]time.Time)
	if rate.PerChat > 0 && len(ready) > 0 {
		if ready, err = tx.freeChats(adapter, rate, now, ready, later); err != nil {
			return nil, nil, err
		}
	}
	if rate.Every > 0 && len(ready) > 0 {
		ready = ready[:1]
		got, err := tx.reserve(now, rate.Every, []string{adapter})
		if err != nil || len(got) == 0 {
			return nil, later, err
		}
	}
	if rate.PerChat > 0 && len(ready) > 0 {
		chats := make([]string, len(ready))
		for i, t := range ready {
			chats[i] = chatBudget(adapter, t.chatHash)
		}
		slices.Sort(chats)
		got, err := tx.reserve(now, rate.PerChat, chats)
		if err != nil {
			return nil, nil, err
		}
		ready = slices.DeleteFunc(ready, func(t taken) bool {
			if got[chatBudget(adapter, t.chatHash)] {
				return false
			}
			later[t.lane] = now.Add(rate.PerChat)
			return true
		})
	}
	return ready, later, nil
}

// freeChats leaves out the lanes whose chat is not to be called yet, and all
// but the most urgent lane of each other chat.
func (tx *Tx) freeChats(adapter string, rate chat.Rate, now time.Time, ready []taken, later map[string]time.Time) ([]taken, error) {
	chats := make([]string, len(ready))
	for i, t := range ready {
		chats[i] = chatBudget(adapter, t.chatHash)
	}
	next := make(map[string]time.Time)
	err := tx.gather(readSlots, nil, column(chats), func(r *sqlx.Rows) error {
		var id string
		var at, low int64
		if err := r.Scan(&id, &at, &low); err != nil {
			return err
		}
		next[id] = time.UnixMilli(at)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read budgets: %w", err)
	}
	var free []taken
	for i, t := range ready {
		if at := next[chats[i]]; at.After(now) {
			later[t.lane] = at
			continue
		}
		next[chats[i]] = now.Add(rate.PerChat)
		free = append(free, t)
	}
	return free, nil
}

// reserve takes the slots that are free, and tells which those were.
func (tx *Tx) reserve(now time.Time, every time.Duration, ids []string) (map[string]bool, error) {
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{id, now.Add(every).UnixMilli(), now.Add(every + every/2).UnixMilli()}
	}
	got := make(map[string]bool, len(ids))
	err := tx.gather(reserveSlots, args(now.UnixMilli()), rows, func(r *sqlx.Rows) error {
		var id string
		if err := r.Scan(&id); err != nil {
			return err
		}
		got[id] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reserve slots: %w", err)
	}
	return got, nil
}

// delay lets nobody call the adapters before the times given: a platform said so.
func (tx *Tx) delay(until map[string]time.Time) error {
	rows := make([][]any, 0, len(until))
	for adapter, t := range until {
		rows = append(rows, []any{adapter, t.UnixMilli()})
	}
	if _, err := tx.change(delaySlots, nil, rows); err != nil {
		return fmt.Errorf("delay an adapter: %w", err)
	}
	return nil
}
