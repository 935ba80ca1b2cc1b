package storage

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// lanesLooked is how many lanes of a class are looked at to tell when the first of
// them may be claimed.
const lanesLooked = 64

// readWaiting tells, by class and kind, when the first of the lanes that wait longest
// may be claimed (a lane waits for its rows, its lease, and the budgets of its adapter
// and its chat), how many those are, and when the last of them is due.
var readWaiting = func() string {
	var parts []string
	for class := chat.Crisis; class <= chat.Aside; class++ {
		for kind, which := range []string{"kinds <> 1", "kinds <> 0"} {
			parts = append(parts, fmt.Sprintf(`SELECT * FROM (SELECT class, %[2]d AS kind, due_at, lease_until, chat_hash FROM lane
WHERE adapter = $1 AND class = %[1]d AND due_at IS NOT NULL AND NOT is_pull AND %[3]s ORDER BY due_at LIMIT %[4]d) l%[1]d%[2]d`,
				class, kind, which, lanesLooked))
		}
	}
	return `SELECT class, kind, COUNT(*), MAX(due_at), MIN(CASE WHEN ready < chat_at THEN chat_at ELSE ready END) FROM (
SELECT l.class, l.kind, l.due_at, CASE WHEN l.due_at < l.lease_until THEN l.lease_until ELSE l.due_at END AS ready,
    COALESCE(CASE WHEN l.kind = 1 THEN c.edit_at ELSE c.next_at END, 0) AS chat_at
FROM (` + strings.Join(parts, "\nUNION ALL ") + `) l LEFT JOIN budget c ON c.id = $1 || '/' || l.chat_hash) w GROUP BY class, kind`
}()

const (
	adaptersWaiting = "SELECT DISTINCT adapter FROM lane WHERE due_at IS NOT NULL AND NOT is_pull"

	// Of due events many wait for days, the timers of planned alarms: only their first
	// is looked at, and those that are leased.
	soonestDue = `SELECT at FROM (
SELECT MIN(at) AS at FROM due WHERE class = 0 AND lease_until = 0
UNION ALL SELECT MIN(at) FROM due WHERE class = 1 AND lease_until = 0
UNION ALL SELECT MIN(at) FROM due WHERE class = 2 AND lease_until = 0
UNION ALL SELECT MIN(at) FROM due WHERE class = 3 AND lease_until = 0
UNION ALL SELECT MIN(CASE WHEN at < lease_until THEN lease_until ELSE at END) FROM due WHERE lease_until > 0) x
WHERE at IS NOT NULL ORDER BY at LIMIT 1`
)

// Soonest tells when the adapter's next row wants attention, or, where adapter
// is empty, the next row of any or due event: a time that may be past, or zero
// when none does.
func (s *Store) Soonest(ctx context.Context, adapter string) (time.Time, error) {
	var soonest int64
	sooner := func(at int64) {
		if at > 0 && (soonest == 0 || at < soonest) {
			soonest = at
		}
	}
	err := s.read(ctx, func(tx *Tx) error {
		soonest = 0
		if adapter != "" {
			return tx.soonestRow(adapter, sooner)
		}
		var names []string
		err := tx.each(adaptersWaiting, nil, func(r *sqlx.Rows) error {
			names = append(names, "")
			return r.Scan(&names[len(names)-1])
		})
		for _, name := range names {
			if err == nil {
				err = tx.soonestRow(name, sooner)
			}
		}
		if err != nil {
			return err
		}
		var due int64
		_, err = tx.row(soonestDue, nil, &due)
		sooner(due)
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("soonest: %w", err)
	}
	return moment(soonest), nil
}

// readFull tells when the first of the lanes of one class and kind may be claimed,
// however many there are: it is asked where those that wait longest have to wait for
// their chats.
const readFull = `SELECT COALESCE(MIN(CASE WHEN w.ready < w.chat_at THEN w.chat_at ELSE w.ready END), 0) FROM (
    SELECT l.ready, CASE WHEN $3 = 1 THEN c.edit_at ELSE c.next_at END AS chat_at FROM (
        SELECT chat_hash, MIN(CASE WHEN due_at < lease_until THEN lease_until ELSE due_at END) AS ready FROM lane
        WHERE adapter = $1 AND class = $2 AND due_at IS NOT NULL AND NOT is_pull AND kinds <> 1 - $3 GROUP BY chat_hash) l
    LEFT JOIN budget c ON c.id = $1 || '/' || l.chat_hash) w`

// soonestRow reports when the adapter's lanes may be claimed.
func (tx *Tx) soonestRow(adapter string, report func(at int64)) error {
	b, err := tx.budget(adapter)
	if err != nil {
		return err
	}
	type full struct {
		class chat.Class
		kind  int
		at    int64
	}
	var again []full
	err = tx.each(readWaiting, args(adapter), func(r *sqlx.Rows) error {
		var class chat.Class
		var kind, n int
		var last, ready int64
		if err := r.Scan(&class, &kind, &n, &last, &ready); err != nil {
			return err
		}
		at := b.low
		if kind == 1 {
			at = b.edit
		} else if class <= chat.Live {
			at = b.next
		}
		if n == lanesLooked && max(at, last) < max(at, ready) { // another may be free before these
			again = append(again, full{class, kind, at})
			return nil
		}
		report(max(at, ready))
		return nil
	})
	for _, f := range again {
		var ready int64
		if err == nil {
			_, err = tx.row(readFull, args(adapter, int64(f.class), int64(f.kind)), &ready)
			report(max(f.at, ready))
		}
	}
	return err
}

// budgetKept is how long after its time a budget is kept: it says nothing more.
const budgetKept = time.Hour

// eventKept is how long the id of a handled event is known, so that it has no
// second effect: far longer than any platform or page brings it again (R3 asks
// for seven days). sweepAtOnce bounds how many one sweep forgets.
const (
	eventKept   = 30 * 24 * time.Hour
	poisonKept  = 30 * 24 * time.Hour // how long what nobody could handle is kept at least, where it is of no conversation
	sweepAtOnce = 5000
)

// Sweep is the slow net below the deliverer: it makes lanes due that hold undone
// rows and that nobody would look at, and tells how many it found. There should
// never be one. It also forgets budgets long past, ids of events long handled, and
// files that came by a page once their time is over; so it does with what could not be
// handled and is of no conversation, unless an alarm about it is open.
func (s *Store) Sweep(ctx context.Context, now time.Time) (int, error) {
	var found int64
	err := s.Update(ctx, func(tx *Tx) error {
		var err error
		found, err = tx.exec(`UPDATE lane SET due_at = $1, class = 0 WHERE due_at IS NULL AND NOT is_pull
AND EXISTS (SELECT 1 FROM outbox o WHERE o.lane_id = lane.id AND o.`+undone+`)`, now.UnixMilli())
		if err != nil {
			return err
		}
		if _, err := tx.exec("DELETE FROM budget WHERE next_at < $1 AND low_at < $1 AND edit_at < $1", now.Add(-budgetKept).UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.exec("DELETE FROM survey WHERE at < $1", now.Add(-chat.SurveyFor).UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.exec("DELETE FROM upload WHERE made_at < $1", now.Add(-uploadsFor).UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.exec(`DELETE FROM poison WHERE conversation_id = '' AND at < $1
AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.is_open AND a.about_id IN (poison.id, poison.conversation_id))`, now.Add(-poisonKept).UnixMilli()); err != nil {
			return err
		}
		_, err = tx.exec("DELETE FROM event WHERE id IN (SELECT id FROM event WHERE at < $1 ORDER BY at LIMIT $2)",
			now.Add(-eventKept).UnixMilli(), sweepAtOnce)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	return int(found), nil
}
