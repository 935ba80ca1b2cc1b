package storage

import (
	"context"
	"fmt"
	"time"
)

// These read the first moment at which a lane may be claimed: of one adapter, or
// of any; then also when a due event may be taken. A lane waits for its rows, its
// lease, and the budgets of its adapter and its chat. Of due events many wait for
// days, the timers of planned alarms: only their first is looked at, and those that
// are leased.
const (
	readNextRow = laneReady + " AND adapter = $1" + laneReadyOf
	readSoonest = "SELECT MIN(ready) FROM (" + laneReady + laneReadyOf + " UNION ALL " + soonestDue + ") x"

	soonestDue = `SELECT MIN(at) FROM due WHERE lease_until = 0
UNION ALL SELECT MIN(CASE WHEN at < lease_until THEN lease_until ELSE at END) FROM due WHERE lease_until > 0`

	laneReady = `
SELECT MIN(CASE WHEN w.ready >= w.adapter_at AND w.ready >= w.chat_at THEN w.ready
                WHEN w.adapter_at >= w.chat_at THEN w.adapter_at ELSE w.chat_at END) AS ready
FROM (SELECT l.ready, COALESCE(CASE WHEN k.kind = 1 THEN a.edit_at WHEN l.class <= 1 THEN a.next_at ELSE a.low_at END, 0) AS adapter_at,
             COALESCE(CASE WHEN k.kind = 1 THEN c.edit_at ELSE c.next_at END, 0) AS chat_at
      FROM (SELECT adapter, class, kinds, chat_hash, MIN(CASE WHEN due_at < lease_until THEN lease_until ELSE due_at END) AS ready
            FROM lane WHERE due_at IS NOT NULL AND NOT is_pull`
	laneReadyOf = ` GROUP BY adapter, class, kinds, chat_hash) l
      JOIN (SELECT 0 AS kind UNION ALL SELECT 1) k ON l.kinds = k.kind OR l.kinds = 2
      LEFT JOIN budget a ON a.id = l.adapter
      LEFT JOIN budget c ON c.id = l.adapter || '/' || l.chat_hash) w`
)

// Soonest tells when the adapter's next row wants attention, or, where adapter
// is empty, the next row of any or due event: a time that may be past, or zero
// when none does.
func (s *Store) Soonest(ctx context.Context, adapter string) (time.Time, error) {
	query, of := readNextRow, args(adapter)
	if adapter == "" {
		query, of = readSoonest, nil
	}
	var ready *int64
	err := s.read(ctx, func(tx *Tx) error {
		_, err := tx.row(query, of, &ready)
		return err
	})
	if err != nil {
		return time.Time{}, fmt.Errorf("soonest: %w", err)
	}
	if ready == nil {
		return time.Time{}, nil
	}
	return time.UnixMilli(*ready).UTC(), nil
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
