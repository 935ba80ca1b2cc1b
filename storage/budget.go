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
//
// Where the platform counts edits apart, an edit takes a slot of its own kind, one
// of the whole adapter, and waits for no other; else it takes its place among all
// calls.

// queue lets one claim of the adapter after the other look for lanes, whichever
// instance it is of. They would all find the same ones: side by side they would
// wait for each other in any order, and each for nothing. It holds until the
// transaction ends.
func (tx *Tx) queue(adapter string) error {
	const hold = `INSERT INTO budget (id, next_at, low_at, edit_at) VALUES ($1, 0, 0, 0) ON CONFLICT (id) DO UPDATE SET low_at = budget.low_at`
	if _, err := tx.exec(hold, adapter); err != nil {
		return fmt.Errorf("wait for other claims: %w", err)
	}
	return nil
}

// reserveSlots takes the slots that are free at $1; only their ids come back. An
// edit_at of 0 leaves edits alone.
var reserveSlots = newBatch(1, `
WITH v(id, next, low, edit) AS ({rows})
INSERT INTO budget (id, next_at, low_at, edit_at) SELECT v.id, v.next, v.low, v.edit FROM v WHERE v.id IS NOT NULL
ON CONFLICT (id) DO UPDATE SET next_at = excluded.next_at, low_at = excluded.low_at,
    edit_at = CASE WHEN budget.edit_at < excluded.edit_at THEN excluded.edit_at ELSE budget.edit_at END
WHERE budget.next_at <= $1
RETURNING id`, "TEXT", "BIGINT", "BIGINT", "BIGINT")

// reserveEdit takes the adapter's slot for an edit, if it is free at $2.
const reserveEdit = `INSERT INTO budget (id, next_at, low_at, edit_at) VALUES ($1, 0, 0, $3)
ON CONFLICT (id) DO UPDATE SET edit_at = excluded.edit_at WHERE budget.edit_at <= $2`

// delaySlots lets nobody call before the times given; 0 changes nothing.
var delaySlots = newBatch(0, `
WITH v(id, until, edit) AS ({rows})
INSERT INTO budget (id, next_at, low_at, edit_at) SELECT v.id, v.until, v.until, v.edit FROM v WHERE v.id IS NOT NULL
ON CONFLICT (id) DO UPDATE SET
    next_at = CASE WHEN budget.next_at < excluded.next_at THEN excluded.next_at ELSE budget.next_at END,
    low_at  = CASE WHEN budget.low_at  < excluded.low_at  THEN excluded.low_at  ELSE budget.low_at  END,
    edit_at = CASE WHEN budget.edit_at < excluded.edit_at THEN excluded.edit_at ELSE budget.edit_at END`, "TEXT", "BIGINT", "BIGINT")

// until is when an adapter may be called again, in milliseconds; 0: it may be now.
type until struct {
	next, low, edit int64 // crisis and live rows; all else; edits
}

func (tx *Tx) budget(adapter string) (u until, err error) {
	_, err = tx.row("SELECT next_at, low_at, edit_at FROM budget WHERE id = $1", args(adapter), &u.next, &u.low, &u.edit)
	return u, err
}

// chatBudget is the id of one chat's budget. An adapter's is its name.
func chatBudget(adapter, chatHash string) string { return adapter + "/" + chatHash }

// allot gives those of the rows that may be called now and reserves their
// slots, most urgent first: as many calls of the adapter as callsAtOnce tells, where
// it has a rate, and one to each chat; and one edit, where those are counted apart.
func (tx *Tx) allot(adapter string, rate chat.Rate, now time.Time, ready []taken) ([]taken, error) {
	if rate.Edits == 0 {
		return tx.allotCalls(adapter, rate, now, ready)
	}
	// The edit that is the first of its lane; then posts of all lanes besides; then,
	// where no edit went, that of a lane whose post may not go yet.
	send, err := tx.allotEdit(adapter, rate, now, ready, func(t taken) bool { return t.heads[0].edits })
	if err != nil {
		return nil, err
	}
	var posts []taken
	for _, t := range ready {
		i := slices.IndexFunc(t.heads, func(w waiting) bool { return !w.edits })
		if i >= 0 && !holds(send, t.lane) {
			t.row = t.heads[i]
			posts = append(posts, t)
		}
	}
	edited := len(send) > 0
	posts, err = tx.allotCalls(adapter, rate, now, posts)
	if send = append(posts, send...); err != nil || edited {
		return send, err
	}
	edit, err := tx.allotEdit(adapter, rate, now, ready, func(t taken) bool { return !holds(send, t.lane) })
	return append(send, edit...), err
}

// allotEdit gives the most urgent edit of the lanes that suit, if its slot is free.
func (tx *Tx) allotEdit(adapter string, rate chat.Rate, now time.Time, ready []taken, suits func(taken) bool) ([]taken, error) {
	for _, t := range ready {
		i := slices.IndexFunc(t.heads, func(w waiting) bool { return w.edits })
		if i < 0 || !suits(t) {
			continue
		}
		n, err := tx.exec(reserveEdit, adapter, now.UnixMilli(), now.Add(rate.Edits).UnixMilli())
		if err != nil {
			return nil, fmt.Errorf("reserve a slot for an edit: %w", err)
		}
		if n == 0 {
			return nil, nil
		}
		t.row = t.heads[i]
		return []taken{t}, nil
	}
	return nil, nil
}

func holds(lanes []taken, lane string) bool {
	return slices.ContainsFunc(lanes, func(t taken) bool { return t.lane == lane })
}

func (tx *Tx) allotCalls(adapter string, rate chat.Rate, now time.Time, ready []taken) ([]taken, error) {
	if rate.PerChat > 0 {
		ready = firstOfChats(ready)
	}
	if rate.Every > 0 && len(ready) > 0 {
		ready = ready[:min(len(ready), callsAtOnce(rate))]
		got, err := tx.reserve(now, rate, time.Duration(len(ready))*rate.Every, []string{adapter})
		if err != nil || len(got) == 0 {
			return nil, err
		}
	}
	if rate.PerChat > 0 && len(ready) > 0 {
		chats := make([]string, len(ready))
		for i, t := range ready {
			chats[i] = chatBudget(adapter, t.chatHash)
		}
		slices.Sort(chats)
		got, err := tx.reserve(now, rate, rate.PerChat, chats)
		if err != nil {
			return nil, err
		}
		ready = slices.DeleteFunc(ready, func(t taken) bool { return !got[chatBudget(adapter, t.chatHash)] })
	}
	return ready, nil
}

// firstOfChats leaves out all but the most urgent lane of each chat.
func firstOfChats(ready []taken) []taken {
	had := make(map[string]bool)
	var first []taken
	for _, t := range ready {
		if !had[t.chatHash] {
			had[t.chatHash] = true
			first = append(first, t)
		}
	}
	return first
}

// reserve takes the slots that are free, and tells which those were.
func (tx *Tx) reserve(now time.Time, rate chat.Rate, every time.Duration, ids []string) (map[string]bool, error) {
	next, low, edit := now.Add(every).UnixMilli(), now.Add(every+every/2).UnixMilli(), int64(0)
	if rate.Edits == 0 {
		edit = next
	}
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{id, next, low, edit}
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

// delay lets nobody call the adapters of the outcomes before the times that they
// name: a platform said so. After an edit that holds for edits only.
func (tx *Tx) delay(held []*outcome) error {
	var rows [][]any
	for _, o := range held {
		if !o.Budget {
			continue
		}
		until, edit := o.NotBefore.UnixMilli(), o.NotBefore.UnixMilli()
		if o.Claim.Message.Edits != "" && o.Claim.Message.Place != "" {
			until = 0
		}
		if i := slices.IndexFunc(rows, func(r []any) bool { return r[0] == o.adapter }); i >= 0 {
			until, edit = max(until, rows[i][1].(int64)), max(edit, rows[i][2].(int64))
			rows[i] = []any{o.adapter, until, edit}
			continue
		}
		rows = append(rows, []any{o.adapter, until, edit})
	}
	if _, err := tx.change(delaySlots, nil, rows); err != nil {
		return fmt.Errorf("delay an adapter: %w", err)
	}
	return nil
}
