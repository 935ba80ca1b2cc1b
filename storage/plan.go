package storage

import (
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// Alarms about members are written by the dozen, in the transaction that plans their
// round (law 10): one statement for all of them, and one for their timers.

var (
	// rearm opens what was ended already: whoever said that they are away is back.
	rearm = newBatch(0, `
WITH v(id, person, urgency, team, opened, listed, body) AS ({rows})
UPDATE alarm SET is_open = TRUE, ended_at = NULL, turn = alarm.turn + 1, person_id = v.person, urgency = v.urgency, team = v.team,
	opened_at = v.opened, listed_at = v.listed, body_sealed = v.body
FROM v WHERE alarm.id = v.id AND NOT alarm.is_open RETURNING alarm.id, alarm.turn`,
		"TEXT", "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BYTEA")

	arm = newBatch(0, `
WITH v(id, cause, kind, about, person, urgency, team, opened, listed, body) AS ({rows})
INSERT INTO alarm (id, cause, about_kind, about_id, person_id, is_open, turn, urgency, team, opened_at, listed_at, repeated, body_sealed)
SELECT v.id, v.cause, v.kind, v.about, v.person, TRUE, 0, v.urgency, v.team, v.opened, v.listed, 0, v.body
FROM v WHERE v.id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM alarm a WHERE a.id = v.id)
ON CONFLICT (cause, about_kind, about_id) WHERE is_open DO UPDATE SET repeated = alarm.repeated + 1,
	urgency = CASE WHEN excluded.urgency > alarm.urgency THEN excluded.urgency ELSE alarm.urgency END
RETURNING id, turn`, "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BYTEA")

	setTimers = newBatch(0, `
WITH v(id, subject, turn, at, person, event) AS ({rows})
INSERT INTO due (id, subject_kind, subject_id, turn, class, at, lease_until, attempt, person_id, event_sealed)
SELECT v.id, 'alarm', v.subject, v.turn, 0, v.at, 0, 0, v.person, v.event FROM v WHERE v.id IS NOT NULL
ON CONFLICT (id) DO UPDATE SET turn = excluded.turn, at = excluded.at, lease_until = 0, attempt = 0,
	person_id = excluded.person_id, event_sealed = excluded.event_sealed`, "TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BYTEA")
)

// plan opens alarms about members. One that is open for the same cause and subject
// is counted up; one of this id that was ended before is armed again, for whoever
// plans it anew wants somebody to look; one of this id that is open stays as it is.
func (tx *Tx) plan(alarms []chat.Alarm, at time.Time) error {
	if err := tx.planAll(alarms, at); err != nil {
		return fmt.Errorf("plan alarms: %w", err)
	}
	return nil
}

func (tx *Tx) planAll(alarms []chat.Alarm, at time.Time) error {
	type timer struct {
		at     time.Time
		person string
	}
	timers := make(map[string]timer, len(alarms))
	var again, anew [][]any
	for _, a := range alarms {
		person, err := tx.concerning(a)
		if err != nil {
			return err
		}
		if a.Opened.IsZero() {
			a.Opened = at
		}
		if a.Climbs() && a.TellAt.IsZero() {
			a.TellAt = a.Opened
		}
		body, err := tx.sealJSON(&person, alarmPlace(a.ID), a)
		if err != nil {
			return err
		}
		timers[a.ID] = timer{a.WakeAt(), person}
		again = append(again, []any{a.ID, person, int64(a.Urgency), a.Team, millis(a.Opened), listed(a), body})
		anew = append(anew, []any{a.ID, string(a.Cause), string(a.About.Kind), a.About.ID, person, int64(a.Urgency), a.Team, millis(a.Opened), listed(a), body})
	}
	var rows [][]any
	opened := func(r *sqlx.Rows) error {
		var id string
		var turn int64
		if err := r.Scan(&id, &turn); err != nil {
			return err
		}
		t, mine := timers[id]
		if !mine || t.at.IsZero() { // another stands open, and was counted up
			return nil
		}
		s := chat.Subject{Kind: chat.SubjectAlarm, ID: id}
		rows = append(rows, []any{wakeID(s), id, turn, t.at.UnixMilli(), t.person, nil})
		return nil
	}
	if err := tx.gather(rearm, nil, again, opened); err != nil {
		return err
	}
	if err := tx.gather(arm, nil, anew, opened); err != nil {
		return err
	}
	for _, row := range rows {
		s := chat.Subject{Kind: chat.SubjectAlarm, ID: row[1].(string)}
		person := row[4].(string)
		sealed, err := tx.sealJSON(&person, duePlace(wakeID(s)), chat.Event{ID: wokeID(s, row[2].(int64)), Kind: chat.Woke, Subject: s, Author: chat.Program})
		if err != nil {
			return err
		}
		row[4], row[5] = person, sealed
	}
	_, err := tx.change(setTimers, nil, rows)
	return err
}
