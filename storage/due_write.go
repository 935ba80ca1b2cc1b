package storage

import (
	"fmt"
	"strconv"
	"time"

	"omzien/bot/chat"
)

// wakeID is the id of a subject's one timer in table due.
func wakeID(s chat.Subject) string { return "wake:" + string(s.Kind) + ":" + s.ID }

// wokeID is the id of the event that the timer set in this turn brings: another
// turn's timer is another event.
func wokeID(s chat.Subject, turn int64) string {
	return string(s.Kind) + ":" + s.ID + ":" + strconv.FormatInt(turn, 10)
}

func duePlace(id string) place { return place{"due", "event_sealed", id} }

// later writes an event down that shall be handled at the time, or at once
// where at is past. One that is written down already stays as it is.
func (tx *Tx) later(ev chat.Event, at time.Time) error {
	person, err := tx.concerns(ev.Subject)
	if err != nil {
		return fmt.Errorf("write down what comes next: %w", err)
	}
	sealed, err := tx.sealJSON(&person, duePlace(ev.ID), ev)
	if err != nil {
		return fmt.Errorf("write down what comes next: %w", err)
	}
	_, err = tx.exec(`INSERT INTO due (id, subject_kind, subject_id, turn, class, at, lease_until, attempt, person_id, event_sealed)
		VALUES ($1, $2, $3, 0, $4, $5, 0, 0, $6, $7) ON CONFLICT DO NOTHING`,
		ev.ID, string(ev.Subject.Kind), ev.Subject.ID, dueClass(ev), at.UnixMilli(), person, sealed)
	if err != nil {
		return fmt.Errorf("write down what comes next: %w", err)
	}
	return nil
}

// concerns is the person whom a subject concerns; house for nobody.
func (tx *Tx) concerns(s chat.Subject) (person string, err error) {
	switch s.Kind {
	case chat.SubjectConversation:
		return tx.owner(s.ID)
	case chat.SubjectAlarm:
		for _, m := range tx.alarms {
			if m.id == s.ID {
				return m.person, nil
			}
		}
		_, err = tx.row("SELECT person_id FROM alarm WHERE id = $1", args(s.ID), &person)
		return person, err
	case chat.SubjectMember:
		return tx.whose(s.ID)
	case chat.SubjectOccurrence:
		_, member, _ := chat.RoundOf(s.ID)
		return tx.whose(member)
	}
	return house, nil
}

// wake sets the subject's one timer, or takes it away where at is zero; was
// tells whether one was set before.
func (tx *Tx) wake(s chat.Subject, turn int64, person string, at time.Time, was bool) error {
	id := wakeID(s)
	if at.IsZero() {
		if !was {
			return nil
		}
		if _, err := tx.exec("DELETE FROM due WHERE id = $1", id); err != nil {
			return fmt.Errorf("take a timer away: %w", err)
		}
		return nil
	}
	ev := chat.Event{ID: wokeID(s, turn), Kind: chat.Woke, Subject: s, Author: chat.Program}
	sealed, err := tx.sealJSON(&person, duePlace(id), ev)
	if err != nil {
		return fmt.Errorf("set a timer: %w", err)
	}
	_, err = tx.exec(`INSERT INTO due (id, subject_kind, subject_id, turn, class, at, lease_until, attempt, person_id, event_sealed)
		VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8)
		ON CONFLICT (id) DO UPDATE SET turn = excluded.turn, at = excluded.at, lease_until = 0, attempt = 0,
			person_id = excluded.person_id, event_sealed = excluded.event_sealed`,
		id, string(s.Kind), s.ID, turn, dueClass(ev), at.UnixMilli(), person, sealed)
	if err != nil {
		return fmt.Errorf("set a timer: %w", err)
	}
	return nil
}
