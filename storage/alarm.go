package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// metAlarm is an alarm as this transaction read it.
type metAlarm struct {
	id, person string
	timer      bool
}

func alarmPlace(id string) place { return place{"alarm", "body_sealed", id} }

// Alarm locks the alarm, raises its turn and reads it. known is false where
// there is none.
func (tx *Tx) Alarm(id string) (a chat.Alarm, known bool, err error) {
	var row alarmRow
	known, err = tx.row(`UPDATE alarm SET turn = turn + 1 WHERE id = $1 RETURNING `+alarmColumns, args(id), row.fields()...)
	if err == nil && known {
		if a, err = row.alarm(tx); err == nil {
			tx.alarms = append(tx.alarms, metAlarm{id, row.person, !a.WakeAt().IsZero()})
		}
	}
	if err != nil {
		return chat.Alarm{}, false, fmt.Errorf("read an alarm: %w", err)
	}
	return a, known, nil
}

// Ringing reads the open alarms about members of circles whose time has come, the oldest
// first, as far as they can be read. It locks none.
func (tx *Tx) Ringing(at time.Time) (all []chat.Alarm, err error) {
	var rows []alarmRow
	err = tx.each("SELECT "+alarmColumns+" FROM alarm WHERE is_open AND listed_at > 0 AND listed_at <= $1 AND cause IN ('missed', 'many') ORDER BY opened_at, id",
		args(at.UnixMilli()), func(r *sqlx.Rows) error {
			rows = append(rows, alarmRow{})
			return r.Scan(rows[len(rows)-1].fields()...)
		})
	if err != nil {
		return nil, fmt.Errorf("read alarms about members: %w", err)
	}
	for i := range rows {
		a, err := rows[i].alarm(tx)
		switch {
		case unreadable(err):
		case err != nil:
			return nil, fmt.Errorf("read alarms about members: %w", err)
		case a.Check != nil:
			all = append(all, a)
		}
	}
	return all, nil
}

const alarmColumns = "id, cause, about_kind, about_id, person_id, turn, urgency, team, opened_at, COALESCE(ended_at, 0), repeated, body_sealed"

type alarmRow struct {
	a             chat.Alarm
	person        string
	opened, ended int64
	repeated      int
	body          []byte
}

func (r *alarmRow) fields() []any {
	a := &r.a
	return args(&a.ID, &a.Cause, &a.About.Kind, &a.About.ID, &r.person, &a.Turn, &a.Urgency, &a.Team,
		&r.opened, &r.ended, &r.repeated, &r.body)
}

func (r *alarmRow) alarm(tx *Tx) (chat.Alarm, error) {
	a := r.a
	a.Opened, a.EndedAt, a.Repeated = moment(r.opened), moment(r.ended), r.repeated
	plain, err := tx.open(r.person, alarmPlace(a.ID), r.body)
	if err != nil {
		return a, err
	}
	if json.Unmarshal(plain, &a) != nil {
		return a, fmt.Errorf("decode an alarm: %w", errSealed)
	}
	a.Repeated = r.repeated
	return a, nil
}

// concerning is the person whose key seals an alarm: whose talk it is about, or who
// the member is whose turn it is; house for all else.
func (tx *Tx) concerning(a chat.Alarm) (person string, err error) {
	person, err = tx.concerns(a.About)
	if err != nil {
		return "", fmt.Errorf("open an alarm: %w", err)
	}
	return person, nil
}

// openAlarm opens an alarm; one that is open for the same cause and subject is
// counted up instead. An id that exists already changes nothing.
func (tx *Tx) openAlarm(a chat.Alarm, at time.Time) error {
	if a.Check != nil {
		return tx.plan([]chat.Alarm{a}, at)
	}
	person, err := tx.concerning(a)
	if err != nil {
		return err
	}
	if !a.Opened.IsZero() {
		at = a.Opened
	}
	if a.Climbs() && a.TellAt.IsZero() {
		a.TellAt = at
	}
	body, err := tx.sealJSON(&person, alarmPlace(a.ID), a)
	if err != nil {
		return fmt.Errorf("open an alarm: %w", err)
	}
	var id string
	opened, err := tx.row(`INSERT INTO alarm (id, cause, about_kind, about_id, person_id, is_open, turn, urgency, team, opened_at, repeated, body_sealed)
		SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), CAST($6 AS BOOLEAN), 0,
			CAST($7 AS BIGINT), CAST($8 AS TEXT), CAST($9 AS BIGINT), 0, $10
		WHERE NOT EXISTS (SELECT 1 FROM alarm WHERE id = $1)
		ON CONFLICT (cause, about_kind, about_id) WHERE is_open DO UPDATE SET
			repeated = alarm.repeated + 1,
			urgency = CASE WHEN excluded.urgency > alarm.urgency THEN excluded.urgency ELSE alarm.urgency END
		RETURNING id`,
		args(a.ID, string(a.Cause), string(a.About.Kind), a.About.ID, person, true, int64(a.Urgency), a.Team, at.UnixMilli(), body), &id)
	if err == nil && opened && id == a.ID {
		err = tx.wake(chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID}, 0, person, a.WakeAt(), false)
	}
	if err != nil {
		return fmt.Errorf("open an alarm: %w", err)
	}
	return nil
}

// writeAlarm writes the next state of an alarm that was read.
func (tx *Tx) writeAlarm(a chat.Alarm) error {
	i := slices.IndexFunc(tx.alarms, func(m metAlarm) bool { return m.id == a.ID })
	if i < 0 {
		return errors.New("an alarm that was not read cannot be written")
	}
	m := &tx.alarms[i]
	body, err := tx.sealJSON(&m.person, alarmPlace(a.ID), a)
	if err != nil {
		return err
	}
	var ended *int64
	if !a.Open() {
		ms := a.EndedAt.UnixMilli()
		ended = &ms
	}
	_, err = tx.exec(`UPDATE alarm SET is_open = $2, urgency = $3, team = $4, ended_at = $5, person_id = $6, body_sealed = $7,
		opened_at = $8, listed_at = $9 WHERE id = $1`,
		a.ID, a.Open(), int64(a.Urgency), a.Team, ended, m.person, body, millis(a.Opened), listed(a))
	if err != nil {
		return err
	}
	err = tx.wake(chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID}, a.Turn, m.person, a.WakeAt(), m.timer)
	m.timer = !a.WakeAt().IsZero()
	return err
}

// listed is from when on desks list an alarm, in milliseconds: one that was planned
// with a round from its deadline on, any other at once.
func listed(a chat.Alarm) int64 {
	if a.Check == nil {
		return 0
	}
	return millis(a.Opened)
}

// sealJSON seals v as JSON. Where the person was erased meanwhile, the house's
// key takes it, and *person says so.
func (tx *Tx) sealJSON(person *string, at place, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %s.%s", at.table, at.column)
	}
	sealed, err := tx.seal(*person, at, plain)
	if errors.Is(err, errErased) {
		*person = house
		sealed, err = tx.seal(house, at, plain)
	}
	return sealed, err
}
