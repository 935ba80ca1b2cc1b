package storage

import (
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
		if err := tx.raise(a, now); err != nil {
			return err
		}
	}
	return nil
}

// alarmOf is the mark's alarm with all that it left open filled in.
func (tx *Tx) alarmOf(now time.Time, o *outcome) (chat.Alarm, error) {
	a := chat.Alarm{
		Cause:   chat.CauseUndelivered,
		About:   o.about,
		Urgency: chat.Normal,
		Why:     "Een bericht is niet aangekomen. Neem op een andere manier contact op.",
	}
	if o.about.ID == "" || o.about.Kind != chat.SubjectConversation { // what was told of a round or an alarm is told again by its own ladder
		a.About = chat.Subject{Kind: "route", ID: o.adapter}
		a.Why = "Een bericht aan het team is niet aangekomen."
	}
	if o.Alarm != nil {
		a = *o.Alarm
	} else if o.Claim.Message.Class <= chat.Live {
		a.Urgency = chat.Urgent
	}
	if a.ID == "" {
		a.ID = chat.AlarmID(chat.Key(o.Claim.Message.ID, o.Claim.Attempt), a.Cause)
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

// raise opens the alarm. Where the person's own key is broken the house tells,
// by alias, about somebody whose talk cannot be read.
func (tx *Tx) raise(a chat.Alarm, now time.Time) error {
	err := tx.openAlarm(a, now)
	if errors.Is(err, errSealed) {
		a.About.Kind = "unreadable"
		err = tx.openAlarm(a, now)
	}
	return err
}
