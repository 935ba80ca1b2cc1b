package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

var putDueRows = newBatch(0, `
WITH v(id, kind, subject, class, at, person, event) AS ({rows})
INSERT INTO due (id, subject_kind, subject_id, turn, class, at, lease_until, attempt, person_id, event_sealed)
SELECT v.id, v.kind, v.subject, 0, v.class, v.at, 0, 0, v.person, v.event FROM v WHERE v.id IS NOT NULL
ON CONFLICT (id) DO NOTHING`, "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BYTEA")

// dueRow lays an event out for putDue, sealed with the person's key.
func (tx *Tx) dueRow(class int64, person string, ev chat.Event, at time.Time) ([]any, error) {
	plain, err := json.Marshal(ev)
	if err != nil {
		return nil, fmt.Errorf("encode an event: %w", err)
	}
	sealed, err := tx.seal(person, duePlace(ev.ID), plain)
	if err != nil {
		return nil, err
	}
	return []any{ev.ID, string(ev.Subject.Kind), ev.Subject.ID, class, at.UnixMilli(), person, sealed}, nil
}

// putDue writes down events that shall be handled; one that stands there already
// stays as it is.
func (tx *Tx) putDue(rows [][]any) error {
	if _, err := tx.change(putDueRows, nil, rows); err != nil {
		return fmt.Errorf("write due events: %w", err)
	}
	return nil
}

// dueEvent is a row of due that was leased.
type dueEvent struct {
	id, person, kind, subject string
	turn, at                  int64
	sealed                    []byte
}

// What is due goes class by class, and in each by its time: at nine o'clock a hundred
// thousand check-ins may be due, and neither an alarm nor a talk waits for them.
const (
	dueAlarms = iota
	dueTalks
	dueRounds
	dueCheckins
	dueClasses
)

// dueClass is the class of an event.
func dueClass(ev chat.Event) int64 {
	switch {
	case ev.Kind == chat.Prompts:
		return dueCheckins
	case ev.Subject.Kind == chat.SubjectAlarm:
		return dueAlarms
	case ev.Subject.Kind == chat.SubjectRound:
		return dueRounds
	}
	return dueTalks
}

var readDue = func() string {
	var classes []string
	for class := range dueClasses {
		classes = append(classes, fmt.Sprintf(
			"SELECT * FROM (SELECT class, at, id FROM due WHERE class = %d AND at <= $1 AND lease_until <= $1 ORDER BY at, id LIMIT $2) d%[1]d", class))
	}
	return "SELECT id FROM (" + strings.Join(classes, " UNION ALL ") + ") d ORDER BY class, at, id LIMIT $2"
}()

// Due takes up to max events whose time has come: those about alarms first, then of
// talks, of rounds, and then check-ins; of each the longest due first. Nobody
// else gets them until now+lease; who handled one drops it by its ID. A timer
// comes as a Woke event with an ID that holds its turn, so that Drop can tell
// it from one that was set meanwhile.
func (s *Store) Due(ctx context.Context, now time.Time, lease time.Duration, max int) ([]chat.Event, error) {
	var candidates []string
	err := s.read(ctx, func(tx *Tx) error {
		return tx.each(readDue, args(now.UnixMilli(), max), func(r *sqlx.Rows) error {
			var id string
			if err := r.Scan(&id); err != nil {
				return err
			}
			candidates = append(candidates, id)
			return nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("due: %w", err)
	}
	if len(candidates) == 0 {
		return nil, nil
	}
	slices.Sort(candidates)
	var events []chat.Event
	err = s.Update(ctx, func(tx *Tx) error {
		events = nil
		leased, err := tx.leaseDue(candidates, now, now.Add(lease))
		if err != nil {
			return err
		}
		for _, d := range leased {
			ev, ok, err := tx.readDue(d, now)
			if err != nil {
				return err
			}
			if ok {
				events = append(events, ev)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("due: %w", err)
	}
	return events, nil
}

var leaseDueRows = newBatch(2, `
WITH v(id) AS ({rows})
UPDATE due SET lease_until = $2, attempt = attempt + 1
WHERE id IN (SELECT v.id FROM v WHERE v.id IS NOT NULL) AND at <= $1 AND lease_until <= $1
RETURNING id, person_id, subject_kind, subject_id, turn, at, event_sealed`, "TEXT")

func (tx *Tx) leaseDue(candidates []string, now, until time.Time) ([]dueEvent, error) {
	var leased []dueEvent
	err := tx.gather(leaseDueRows, args(now.UnixMilli(), until.UnixMilli()), column(candidates), func(r *sqlx.Rows) error {
		var d dueEvent
		if err := r.Scan(&d.id, &d.person, &d.kind, &d.subject, &d.turn, &d.at, &d.sealed); err != nil {
			return err
		}
		d.sealed = slices.Clone(d.sealed)
		leased = append(leased, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("lease events: %w", err)
	}
	slices.SortFunc(leased, func(a, b dueEvent) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id))
	})
	return leased, nil
}

// readDue makes the event of a row. ok is false for one that cannot be read any
// more: it is gone with its person, or kept as poison with an alarm.
func (tx *Tx) readDue(d dueEvent, now time.Time) (ev chat.Event, ok bool, err error) {
	subject := chat.Subject{Kind: chat.SubjectKind(d.kind), ID: d.subject}
	if d.id == wakeID(subject) {
		return chat.Event{
			ID:      wokeID(subject, d.turn),
			Kind:    chat.Woke,
			Subject: subject,
			Author:  chat.Program,
			At:      now,
		}, true, nil
	}
	plain, err := tx.open(d.person, duePlace(d.id), d.sealed)
	if err == nil && json.Unmarshal(plain, &ev) == nil {
		return ev, true, nil
	}
	switch {
	case errors.Is(err, errErased):
	case err == nil, errors.Is(err, errSealed):
		if err := tx.keepUnread(d, now); err != nil {
			return chat.Event{}, false, err
		}
	default:
		return chat.Event{}, false, err
	}
	_, err = tx.exec("DELETE FROM due WHERE id = $1", d.id)
	return chat.Event{}, false, err
}

// keepUnread keeps an event that does not open, and tells people.
func (tx *Tx) keepUnread(d dueEvent, now time.Time) error {
	const keep = `INSERT INTO poison (id, at, conversation_id, person_id, event_sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`
	_, err := tx.exec(keep, d.id, now.UnixMilli(), d.subject, d.person, d.sealed)
	if err == nil {
		err = tx.unclear(d.subject, now)
	}
	if err != nil {
		return fmt.Errorf("keep an event: %w", err)
	}
	return tx.raise(chat.Alarm{
		ID:      chat.AlarmID(d.id, chat.CausePoison),
		Cause:   chat.CausePoison,
		About:   chat.Subject{Kind: chat.SubjectKind(d.kind), ID: d.subject},
		Urgency: chat.Urgent,
		Opened:  now,
		Why:     "Er ging iets mis bij ons. Kijk zelf hoe het met dit gesprek staat.",
	}, now)
}

// woken reads back what wokeID wrote. ok is false for any other id.
func woken(id string) (s chat.Subject, turn int64, ok bool) {
	i := strings.LastIndexByte(id, ':')
	if i < 0 {
		return s, 0, false
	}
	kind, of, ok := strings.Cut(id[:i], ":")
	turn, err := strconv.ParseInt(id[i+1:], 10, 64)
	return chat.Subject{Kind: chat.SubjectKind(kind), ID: of}, turn, ok && err == nil
}

// The pair is compared on the row itself: a timer that is set anew while this
// waits has another turn, and stays.
var dropDueRows = newBatch(0, `
WITH v(id, turn) AS ({rows})
DELETE FROM due WHERE (id, turn) IN (SELECT v.id, v.turn FROM v WHERE v.id IS NOT NULL)`, "TEXT", "BIGINT")

// Drop forgets events that were handled, by the IDs that Due gave. A timer that
// was set anew meanwhile stays.
func (s *Store) Drop(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	var rows [][]any
	for _, id := range ids {
		rows = append(rows, []any{id, int64(0)})
		if s, turn, ok := woken(id); ok {
			rows = append(rows, []any{wakeID(s), turn})
		}
	}
	slices.SortFunc(rows, func(a, b []any) int { return cmp.Compare(a[0].(string), b[0].(string)) })
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.change(dropDueRows, nil, rows)
		return err
	})
	if err != nil {
		return fmt.Errorf("drop due events: %w", err)
	}
	return nil
}
