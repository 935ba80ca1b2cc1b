package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// A round holds ids and times only. Its body is sealed with the house's key, for it
// is about several people; who they are stands with the members.

func roundPlace(id string) place { return place{"round", "body_sealed", id} }

// metRound is a round as this transaction read it.
type metRound struct {
	id    string
	timer time.Time // for when one was set; zero: none
}

const roundColumns = "id, programme, circle, day, slot, team, turn, body_sealed"

type roundRow struct {
	r    chat.Round
	body []byte
}

func (x *roundRow) fields() []any {
	r := &x.r
	return args(&r.ID, &r.Programme, &r.Circle, &r.Day, &r.Slot, &r.Team, &r.Turn, &x.body)
}

func (x *roundRow) round(tx *Tx) (chat.Round, error) {
	plain, err := tx.open(house, roundPlace(x.r.ID), x.body)
	if err != nil {
		return x.r, err
	}
	if json.Unmarshal(plain, &x.r) != nil {
		return x.r, fmt.Errorf("decode a round: %w", errSealed)
	}
	return x.r, nil
}

// Round locks the round, raises its turn and reads it. known is false where there
// is none.
func (tx *Tx) Round(id string) (r chat.Round, known bool, err error) {
	var row roundRow
	known, err = tx.row("UPDATE round SET turn = turn + 1 WHERE id = $1 RETURNING "+roundColumns, args(id), row.fields()...)
	if err == nil && known {
		if r, err = row.round(tx); err == nil {
			tx.rounds = append(tx.rounds, metRound{id, r.WakeAt()})
		}
	}
	if err != nil {
		return chat.Round{}, false, fmt.Errorf("read a round: %w", err)
	}
	return r, known, nil
}

var readBegun = newBatch(1, `
WITH v(id) AS ({rows})
SELECT DISTINCT r.id FROM v JOIN member m ON m.id = v.id
JOIN round r ON r.programme = m.programme AND r.circle = m.circle WHERE r.is_open AND r.early_at <= $1`, "TEXT")

// RoundsOf locks and reads the open rounds of these members that have begun for one
// of them at this time, in the order of their ids. A round of a circle that a member
// has left by now is none of theirs.
func (tx *Tx) RoundsOf(members []string, at time.Time) ([]chat.Round, error) {
	var ids []string
	err := tx.gather(readBegun, args(at.UnixMilli()), column(members), func(r *sqlx.Rows) error {
		var id string
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find the rounds of members: %w", err)
	}
	slices.Sort(ids)
	var begun []chat.Round
	for _, id := range slices.Compact(ids) {
		r, known, err := tx.Round(id)
		if err != nil {
			return nil, err
		}
		theirs := func(o chat.Occurrence) bool { return !o.Early.After(at) && slices.Contains(members, o.Member) }
		if known && r.Open() && slices.ContainsFunc(r.Occurrences, theirs) {
			begun = append(begun, r)
		}
	}
	return begun, nil
}

// latestRounds is how many rounds LatestRounds reads: who was away today was in one
// of the days before.
const latestRounds = "programme = $1 AND circle = $2 AND early_at <= $3 ORDER BY day DESC, slot DESC LIMIT 3"

// LatestRounds reads a circle's newest rounds that have begun at this time, the newest
// first: at most three. It locks none.
func (tx *Tx) LatestRounds(programme, circle string, at time.Time) ([]chat.Round, error) {
	rounds, err := tx.roundsWhere(latestRounds, programme, circle, at.UnixMilli())
	if err != nil {
		return nil, fmt.Errorf("read a circle's newest rounds: %w", err)
	}
	return rounds, nil
}

// writeRound writes a round as it shall be, with its timer; one that was not there
// when this transaction looked is made. woke tells that its timer has just come.
func (tx *Tx) writeRound(r chat.Round, at time.Time, woke bool) error {
	body, err := json.Marshal(r)
	if err != nil {
		return errors.New("a round cannot be written")
	}
	sealed, err := tx.seal(house, roundPlace(r.ID), body)
	if err != nil {
		return err
	}
	var before time.Time
	var n int64
	if i := slices.IndexFunc(tx.rounds, func(m metRound) bool { return m.id == r.ID }); i >= 0 {
		before = tx.rounds[i].timer
		tx.rounds[i].timer = r.WakeAt()
		n, err = tx.exec("UPDATE round SET team = $2, is_open = $3, early_at = $4, changed_at = $5, body_sealed = $6 WHERE id = $1",
			r.ID, r.Team, r.Open(), begins(r), at.UnixMilli(), sealed)
	} else {
		r.Turn = 1
		tx.rounds = append(tx.rounds, metRound{r.ID, r.WakeAt()})
		n, err = tx.exec(`INSERT INTO round (id, programme, circle, day, slot, team, is_open, turn, early_at, changed_at, body_sealed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
			r.ID, r.Programme, r.Circle, r.Day, r.Slot, r.Team, r.Open(), r.Turn, begins(r), at.UnixMilli(), sealed)
	}
	if err != nil {
		return err
	}
	if n == 0 { // another planned it meanwhile
		return tx.fail(&Fault{Code: "a round changed meanwhile", race: true})
	}
	if r.WakeAt().Equal(before) && !woke {
		return nil
	}
	return tx.wake(chat.Subject{Kind: chat.SubjectRound, ID: r.ID}, r.Turn, house, r.WakeAt(), !before.IsZero())
}

// begins is from when on an answer counts for one of the round, in milliseconds.
func begins(r chat.Round) (at int64) {
	for i, o := range r.Occurrences {
		if ms := millis(o.Early); i == 0 || ms < at {
			at = ms
		}
	}
	return at
}

const openRounds = "SELECT id FROM round WHERE is_open AND programme = $1 ORDER BY circle, early_at"

// RoundsSince reads a circle's rounds from this day (2026-11-22) on, the oldest first.
func (s *Store) RoundsSince(ctx context.Context, programme, circle, day string) (rounds []chat.Round, err error) {
	err = s.read(ctx, func(tx *Tx) (err error) {
		rounds, err = tx.roundsWhere("programme = $1 AND circle = $2 AND day >= $3 ORDER BY day, slot", programme, circle, day)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read a circle's rounds: %w", err)
	}
	return rounds, nil
}

// OpenRounds lists the ids of the programme's open rounds.
func (s *Store) OpenRounds(ctx context.Context, programme string) (ids []string, err error) {
	err = s.glance(ctx, func(tx *Tx) error {
		ids = nil
		return tx.each(openRounds, args(programme), func(r *sqlx.Rows) error {
			var id string
			err := r.Scan(&id)
			ids = append(ids, id)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list the open rounds: %w", err)
	}
	return ids, nil
}
