package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"omzien/bot/chat"
)

// raiseDead raises the marks' alarms. A dead row without one gets one here: no
// failure is silent.
func (tx *Tx) raiseDead(now time.Time, held []*outcome) error {
	for _, o := range held {
		if o.State != chat.Dead && o.Alarm == nil {
			continue
		}
		a, err := tx.alarmOf(now, o)
		if err != nil {
			return err
		}
		person := house
		if a.About.Kind == chat.SubjectConversation {
			person = o.person
		}
		if err := tx.raise(person, a); err != nil {
			return err
		}
	}
	return nil
}

// alarmOf is the mark's alarm with all that it left open filled in.
func (tx *Tx) alarmOf(now time.Time, o *outcome) (chat.Alarm, error) {
	a := chat.Alarm{
		Cause:   chat.CauseUndelivered,
		About:   chat.Subject{Kind: chat.SubjectConversation, ID: o.about},
		Urgency: chat.Normal,
		Why:     "Een bericht is niet aangekomen. Neem op een andere manier contact op.",
	}
	if o.about == "" {
		a.About = chat.Subject{Kind: "route", ID: o.adapter}
		a.Why = "Een bericht aan het team is niet aangekomen."
	}
	if o.Alarm != nil {
		a = *o.Alarm
	} else if o.Claim.Message.Class <= chat.Live {
		a.Urgency = chat.Urgent
	}
	if a.ID == "" {
		a.ID = chat.Key(o.Claim.Message.ID, o.Claim.Attempt) + ":alarm"
	}
	if a.Opened.IsZero() {
		a.Opened = now
	}
	if a.Alias == "" && a.About.Kind == chat.SubjectConversation {
		var team string
		const query = "SELECT alias, team FROM conversation WHERE id = $1"
		if _, err := tx.row(query, args(a.About.ID), &a.Alias, &team); err != nil {
			return a, fmt.Errorf("read an alias: %w", err)
		}
		if o.Alarm == nil {
			a.Team = team
		}
	}
	return a, nil
}

// One alarm is open per cause and subject; the same thing again is counted.
const raiseAlarm = `
INSERT INTO alarm (id, cause, about_kind, about_id, person_id, is_open, turn, urgency, team, opened_at, repeated, body_sealed)
VALUES ($1, $2, $3, $4, $5, TRUE, 0, $6, $7, $8, 0, $9)
ON CONFLICT (cause, about_kind, about_id) WHERE is_open DO UPDATE SET repeated = alarm.repeated + 1`

// raise opens the alarm, sealed with the person's key; with the house's where
// the person was erased meanwhile.
func (tx *Tx) raise(person string, a chat.Alarm) error {
	plain, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("encode an alarm: %w", err)
	}
	at := place{"alarm", "body_sealed", a.ID}
	sealed, err := tx.seal(person, at, plain)
	if errors.Is(err, errErased) {
		person = house
		sealed, err = tx.seal(person, at, plain)
	}
	if err != nil {
		return err
	}
	var there int64
	if found, err := tx.row("SELECT 1 FROM alarm WHERE id = $1", args(a.ID), &there); err != nil || found {
		return err
	}
	_, err = tx.exec(raiseAlarm, a.ID, string(a.Cause), string(a.About.Kind), a.About.ID, person,
		int64(a.Urgency), a.Team, a.Opened.UnixMilli(), sealed)
	if err != nil {
		return fmt.Errorf("raise an alarm: %w", err)
	}
	return nil
}
