package storage

import (
	"context"
	"fmt"
	"time"

	"omzien/bot/chat"
)

// Past reads a circle's rounds of the days since then, the oldest first.
func (r Record) Past(ctx context.Context, programme, circle string, since time.Time) (rounds []chat.Round, err error) {
	err = r.s.read(ctx, func(tx *Tx) (err error) {
		rounds, err = tx.roundsWhere("programme = $1 AND circle = $2 AND day >= $3 ORDER BY day, slot", programme, circle, dayOf(since))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read a circle's past: %w", err)
	}
	return rounds, nil
}

// A drill's alarm is about its round, and no other of that cause is: they are about
// turns.
const circleDrills = `SELECT COALESCE(MIN(r.day), ''), COALESCE(MAX(a.opened_at), 0) FROM round r
	LEFT JOIN alarm a ON a.about_id = r.id AND a.about_kind = 'round' AND a.cause = 'missed'
	WHERE r.programme = $1 AND r.circle = $2 AND r.day >= $3`

// Drilled tells when the last drill of a circle was, of those since then; zero where
// there was none. first is the first day since then on which anybody was to be asked
// (2026-11-22); empty: there is none.
func (r Record) Drilled(ctx context.Context, programme, circle string, since time.Time) (first string, last time.Time, err error) {
	err = r.s.read(ctx, func(tx *Tx) error {
		var at int64
		_, err := tx.row(circleDrills, args(programme, circle, dayOf(since)), &first, &at)
		last = moment(at)
		return err
	})
	if err != nil {
		return "", time.Time{}, fmt.Errorf("read a circle's drills: %w", err)
	}
	return first, last, nil
}

// dayOf is the local day of a moment, as a round has it.
func dayOf(at time.Time) string { return at.In(chat.Amsterdam).Format(chat.DateLayout) }
