package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

func storyPlace(id string) place { return place{"story", "body_sealed", id} }

// storyRow is a story as it stands in the database.
type storyRow struct {
	chat.Story
	written int64
	body    []byte
}

const storyColumns = "id, month, neighbourhood, written_at, body_sealed"

func (x *storyRow) fields() []any {
	return []any{&x.ID, &x.Month, &x.Neighbourhood, &x.written, &x.body}
}

func (x *storyRow) story(tx *Tx) (chat.Story, error) {
	plain, err := tx.open(house, storyPlace(x.ID), x.body)
	if err != nil {
		return chat.Story{}, err
	}
	st := x.Story
	if json.Unmarshal(plain, &st) != nil {
		return chat.Story{}, errors.New("a story is not readable")
	}
	st.Written = moment(x.written)
	return st, nil
}

// Story reads what a worker told beside the neighbourhood picture; known is false where
// there is none (any more).
func (tx *Tx) Story(id string) (st chat.Story, known bool, err error) {
	var x storyRow
	known, err = tx.row("SELECT "+storyColumns+" FROM story WHERE id = $1", args(id), x.fields()...)
	if err == nil && known {
		st, err = x.story(tx)
	}
	if err != nil {
		return chat.Story{}, false, fmt.Errorf("read a story: %w", err)
	}
	return st, known, nil
}

// writeStory writes a story as it shall be; one without a text goes.
func (tx *Tx) writeStory(st chat.Story) error {
	if st.Text == "" {
		_, err := tx.exec("DELETE FROM story WHERE id = $1", st.ID)
		return err
	}
	plain, err := json.Marshal(st)
	if err != nil {
		return errors.New("a story cannot be written")
	}
	sealed, err := tx.seal(house, storyPlace(st.ID), plain)
	if err != nil {
		return err
	}
	_, err = tx.exec("INSERT INTO story ("+storyColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET body_sealed = excluded.body_sealed`, st.ID, st.Month, st.Neighbourhood, st.Written.UnixMilli(), sealed)
	return err
}

// Stories lists what workers told about this month (chat.MonthLayout), the oldest first.
func (r Record) Stories(ctx context.Context, month string) (all []chat.Story, err error) {
	err = r.s.read(ctx, func(tx *Tx) error {
		all = nil
		var rows []storyRow
		err := tx.each("SELECT "+storyColumns+" FROM story WHERE month = $1 ORDER BY written_at, id", args(month), func(r *sqlx.Rows) error {
			var x storyRow
			err := r.Scan(x.fields()...)
			x.body = slices.Clone(x.body)
			rows = append(rows, x)
			return err
		})
		for i := range rows {
			if err != nil {
				break
			}
			var st chat.Story
			st, err = rows[i].story(tx)
			all = append(all, st)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the stories of a month: %w", err)
	}
	return all, nil
}
