package storage

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

const alarmsOf = "SELECT " + alarmColumns + " FROM alarm WHERE about_id = $1 AND about_kind = $2 ORDER BY id"

// AlarmsAbout reads the alarms about this subject, those that are over included.
func (s *Store) AlarmsAbout(ctx context.Context, about chat.Subject) (all []chat.Alarm, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		all = nil
		var rows []alarmRow
		err := tx.each(alarmsOf, args(about.ID, string(about.Kind)), func(r *sqlx.Rows) error {
			rows = append(rows, alarmRow{})
			return r.Scan(rows[len(rows)-1].fields()...)
		})
		for i := range rows {
			if err != nil {
				break
			}
			var a chat.Alarm
			a, err = rows[i].alarm(tx)
			all = append(all, a)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the alarms about something: %w", err)
	}
	return all, nil
}
