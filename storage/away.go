package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

func awayPlace(id string) place { return place{"worker_away", "body_sealed", id} }

// Leave writes down that a worker is away until a.Until, in place of what stood
// there about them. Absences that are over by a.Since are forgotten.
func (tx *Tx) Leave(a chat.Absence) error {
	if err := tx.leave(a); err != nil {
		return fmt.Errorf("write down who is away: %w", err)
	}
	return nil
}

func (tx *Tx) leave(a chat.Absence) error {
	id := tx.s.hash(ofWorker, a.Worker.ID)
	plain, err := json.Marshal(a)
	if err != nil {
		return errors.New("an absence cannot be written")
	}
	sealed, err := tx.seal(house, awayPlace(id), plain)
	if err != nil {
		return err
	}
	if _, err := tx.exec("DELETE FROM worker_away WHERE until_at <= $1", a.Since.UnixMilli()); err != nil {
		return err
	}
	_, err = tx.exec(`INSERT INTO worker_away (id, until_at, body_sealed) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET until_at = excluded.until_at, body_sealed = excluded.body_sealed`, id, a.Until.UnixMilli(), sealed)
	return err
}

// Return forgets that a worker is away; was tells whether they were, at this time.
func (tx *Tx) Return(worker string, at time.Time) (was bool, err error) {
	var until int64
	known, err := tx.row("DELETE FROM worker_away WHERE id = $1 RETURNING until_at", args(tx.s.hash(ofWorker, worker)), &until)
	if err != nil {
		return false, fmt.Errorf("forget who is away: %w", err)
	}
	return known && until > at.UnixMilli(), nil
}

// Away tells until when the worker with this id is away; zero where they are there.
func (tx *Tx) Away(worker string, at time.Time) (time.Time, error) {
	var until int64
	_, err := tx.row("SELECT until_at FROM worker_away WHERE id = $1 AND until_at > $2",
		args(tx.s.hash(ofWorker, worker), at.UnixMilli()), &until)
	if err != nil {
		return time.Time{}, fmt.Errorf("read who is away: %w", err)
	}
	return moment(until), nil
}

// Away lists who is away at this time, by name.
func (r Record) Away(ctx context.Context, at time.Time) ([]chat.Absence, error) {
	var all []chat.Absence
	err := r.s.read(ctx, func(tx *Tx) (err error) {
		all, err = tx.absences(at)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read who is away: %w", err)
	}
	return all, nil
}

func (tx *Tx) absences(at time.Time) ([]chat.Absence, error) {
	type row struct {
		id    string
		until int64
		body  []byte
	}
	var rows []row
	err := tx.each("SELECT id, until_at, body_sealed FROM worker_away WHERE until_at > $1", args(at.UnixMilli()), func(r *sqlx.Rows) error {
		var x row
		err := r.Scan(&x.id, &x.until, &x.body)
		rows = append(rows, x)
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []chat.Absence
	for _, x := range rows {
		plain, err := tx.open(house, awayPlace(x.id), x.body)
		if err != nil {
			return nil, err
		}
		a := chat.Absence{Until: moment(x.until)}
		if json.Unmarshal(plain, &a) != nil {
			return nil, errors.New("an absence is not readable")
		}
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b chat.Absence) int {
		return strings.Compare(a.Worker.Name+a.Worker.ID, b.Worker.Name+b.Worker.ID)
	})
	return all, nil
}
