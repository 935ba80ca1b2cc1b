package storage

import (
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// undone are the states of rows that still stand in line. It is written as the
// index outbox_todo has it, letter for letter, so that SQLite sees that it fits.
const undone = "state IN ('queued', 'sending', 'retry', 'uncertain')"

// waiting is a row in line: as much of it as decides who goes first.
type waiting struct {
	id    string
	seq   int64
	class chat.Class
	state chat.State
	due   int64 // milliseconds
	began int64 // 0: never
	stale bool  // not said yet, and overtaken
	edits bool  // replaces what stands there
	joins bool  // may share a call

	passing bool // goes before rows of its lane that were written earlier
}

// kinds of what waits in a lane: platforms may count them apart.
const (
	onlyPosts = iota
	onlyEdits
	postsAndEdits
)

// firsts are the first undone rows of a lane, at most one of each class that edits
// and one that does not. They are all that can decide what the lane does next.
type firsts []waiting

// heads gives the rows that may go next, most urgent first: of posts and of edits
// of what stands there, which do not wait for each other.
func (f firsts) heads() []waiting {
	heads := f.posts()
	var edit *waiting
	for i := range f {
		if f[i].edits {
			edit = earlier(edit, &f[i])
		}
	}
	switch {
	case edit == nil:
		return heads
	case len(heads) > 0 && (heads[0].class < edit.class || heads[0].class == edit.class && heads[0].seq < edit.seq):
		return append(heads, *edit)
	}
	return append([]waiting{*edit}, heads...)
}

// posts gives the posts that may go next: the row with the lowest number, and
// before it a crisis row that only prompts, check-ins and bulk stand in front of. An aside
// goes when nothing else is left. Nothing else passes anything.
func (f firsts) posts() []waiting {
	var first, crisis, live, aside *waiting
	for i := range f {
		w := &f[i]
		if w.edits {
			continue
		}
		switch w.class {
		case chat.Aside:
			aside = earlier(aside, w)
			continue
		case chat.Crisis:
			crisis = earlier(crisis, w)
		case chat.Live:
			live = earlier(live, w)
		}
		first = earlier(first, w)
	}
	switch {
	case first == nil && aside == nil:
		return nil
	case first == nil:
		return []waiting{*aside}
	case crisis == nil || crisis == first || live != nil && live.seq < crisis.seq:
		return []waiting{*first}
	}
	before := *crisis
	before.passing = true
	return []waiting{before, *first}
}

// earlier is the row of lower number; a may be nil.
func earlier(a, b *waiting) *waiting {
	if a != nil && a.seq < b.seq {
		return a
	}
	return b
}

// now gives the heads that may be sent at this time.
func (f firsts) now(at int64) []waiting {
	return slices.DeleteFunc(f.heads(), func(w waiting) bool { return w.due > at })
}

// next tells when the lane wants attention, at which class, and for what kinds.
// The class is that of its most urgent row, so that what stands before a crisis is
// hurried along. due is nil when nothing is left.
func (f firsts) next() (due *int64, class chat.Class, kinds int) {
	class = chat.Aside
	edits := 0
	for _, w := range f.heads() {
		if due == nil || w.due < *due {
			due = &w.due
		}
	}
	for _, w := range f {
		class = min(class, w.class)
		if w.edits {
			edits++
		}
	}
	switch edits {
	case 0:
		return due, class, onlyPosts
	case len(f):
		return due, class, onlyEdits
	}
	return due, class, postsAndEdits
}

// stale tells of a row o whether it is overtaken: it is behind the fence, or a
// later edit of the same message waits. One that may be under way counts as said.
const stale = `(o.state IN ('queued', 'retry') AND (
    o.fenced AND o.epoch < COALESCE((SELECT c.epoch FROM conversation c WHERE c.id = o.conversation_id), 0)
    OR o.edits IS NOT NULL AND NOT o.report AND EXISTS (SELECT 1 FROM outbox n
        WHERE n.edits = o.edits AND n.lane_id = o.lane_id AND n.seq > o.seq AND n.state = 'queued' AND NOT n.fenced)))`

// stands tells of a row o whether it edits, and what it edits stands there; else
// it is said like any other.
const stands = `(o.edits IS NOT NULL AND EXISTS (SELECT 1 FROM outbox x LEFT JOIN outbox y ON y.id = x.carried_by
    WHERE x.id = o.edits AND COALESCE(y.receipt_sealed, x.receipt_sealed) IS NOT NULL))`

// SQLite takes the tables of a CROSS JOIN in the order in which they are written: it
// would look through the whole outbox for the few rows of h.
var readFirsts = newBatch(0, `
WITH v(id) AS ({rows}),
     k(class) AS (SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5),
     h(lane_id, seq) AS MATERIALIZED (
         SELECT v.id, (SELECT MIN(m.seq) FROM outbox m WHERE m.lane_id = v.id AND m.class = k.class AND m.edits IS NULL AND m.`+undone+`)
         FROM v CROSS JOIN k WHERE v.id IS NOT NULL
         UNION ALL
         SELECT v.id, (SELECT MIN(m.seq) FROM outbox m WHERE m.lane_id = v.id AND m.class = k.class AND m.edits IS NOT NULL AND m.`+undone+`)
         FROM v CROSS JOIN k WHERE v.id IS NOT NULL)
SELECT o.lane_id, o.id, o.seq, o.class, o.state, o.due_at, COALESCE(o.began_at, 0), `+stale+`, `+stands+`, o.joins
FROM h CROSS JOIN outbox o WHERE o.lane_id = h.lane_id AND o.seq = h.seq`, "TEXT")

// firsts reads what stands in front of the lanes, which this transaction has
// locked by an earlier statement: a row committed before the lock is seen.
func (tx *Tx) firsts(lanes []string) (map[string]firsts, error) {
	found := make(map[string]firsts, len(lanes))
	err := tx.gather(readFirsts, nil, column(lanes), func(r *sqlx.Rows) error {
		var lane string
		var w waiting
		if err := r.Scan(&lane, &w.id, &w.seq, &w.class, &w.state, &w.due, &w.began, &w.stale, &w.edits, &w.joins); err != nil {
			return err
		}
		found[lane] = append(found[lane], w)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the heads of lanes: %w", err)
	}
	return found, nil
}

// column makes rows of one column.
func column(ids []string) [][]any {
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{id}
	}
	return rows
}

var freeLanes = newBatch(0, `
WITH v(id, due, class, kinds) AS ({rows})
UPDATE lane SET due_at = v.due, class = v.class, kinds = v.kinds, lease_until = 0 FROM v WHERE lane.id = v.id`,
	"TEXT", "BIGINT", "BIGINT", "BIGINT")

// free ends the lease of the lanes and writes when each is next due, not before
// the time given: a lane that had its turn stands behind those that wait.
func (tx *Tx) free(lanes []string, first map[string]firsts, behind time.Time) error {
	rows := make([][]any, 0, len(lanes))
	for _, lane := range lanes {
		due, class, kinds := first[lane].next()
		if at := millis(behind); due != nil && *due < at {
			due = &at
		}
		rows = append(rows, []any{lane, due, int64(class), int64(kinds)})
	}
	if _, err := tx.change(freeLanes, nil, rows); err != nil {
		return fmt.Errorf("free lanes: %w", err)
	}
	return nil
}
