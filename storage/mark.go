package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// outcome is a mark whose lane this transaction holds.
type outcome struct {
	chat.Mark
	person  string
	about   chat.Subject // what the talk is about; no ID: the house's own
	adapter string
	opened  bool // the lane has a thread already
	counted bool // the row was still this attempt's
	report  bool // it asked for a Delivered event
}

// Mark writes outcomes, and in the same transaction what follows from them: a
// Delivered event for a row that asked for it; for a dead row always a Failed
// event and an alarm, its own or one made here; the lane's thread from the first
// receipt that has one; with Budget a pause for the whole adapter. The lanes are
// freed and due again when what is left in them is.
//
// A mark whose lane was claimed by somebody else since writes nothing and is
// counted in refused. Marking the same attempt twice has one effect.
func (s *Store) Mark(ctx context.Context, now time.Time, marks []chat.Mark) (refused int, err error) {
	if len(marks) == 0 {
		return 0, nil
	}
	err = s.Update(ctx, func(tx *Tx) error {
		held, err := tx.hold(marks)
		if err != nil {
			return err
		}
		refused = len(marks) - len(held)
		if len(held) == 0 {
			return nil
		}
		if err := tx.finish(now, held); err != nil {
			return err
		}
		lanes := make([]string, len(held))
		for i, o := range held {
			lanes[i] = o.Claim.Lane
		}
		// After the lock, so that a row written meanwhile is seen: one statement
		// for both would look at the lanes as they were before it waited.
		first, err := tx.firsts(lanes)
		if err != nil {
			return err
		}
		return tx.free(lanes, first, now)
	})
	if err != nil {
		return 0, fmt.Errorf("mark: %w", err)
	}
	return refused, nil
}

var holdLanes = newBatch(0, `
WITH v(id, lease) AS ({rows})
UPDATE lane SET marks = marks + 1 FROM v WHERE lane.id = v.id AND lane.lease_epoch = v.lease
RETURNING lane.id, lease_epoch, person_id, about_kind, conversation_id, adapter, thread_sealed IS NOT NULL`, "TEXT", "BIGINT")

// leased is one lease of a lane. A batch may hold marks of two: of one that was
// lost while the database was away, and of the one after it.
type leased struct {
	lane  string
	epoch int64
}

// hold locks the lanes whose lease is still the marks' own.
func (tx *Tx) hold(marks []chat.Mark) ([]*outcome, error) {
	sorted := slices.SortedFunc(slices.Values(marks), func(a, b chat.Mark) int {
		return cmp.Compare(a.Claim.Lane, b.Claim.Lane)
	})
	rows := make([][]any, len(sorted))
	at := make(map[leased]chat.Mark, len(sorted))
	for i, m := range sorted {
		rows[i] = []any{m.Claim.Lane, m.Claim.Lease}
		at[leased{m.Claim.Lane, m.Claim.Lease}] = m
	}
	var held []*outcome
	err := tx.gather(holdLanes, nil, rows, func(r *sqlx.Rows) error {
		var of leased
		var o outcome
		if err := r.Scan(&of.lane, &of.epoch, &o.person, &o.about.Kind, &o.about.ID, &o.adapter, &o.opened); err != nil {
			return err
		}
		o.Mark = at[of]
		held = append(held, &o)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("lock lanes: %w", err)
	}
	return held, nil
}

var finishRows = newBatch(0, `
WITH v(id, attempt, state, due, done, called, reason, receipt) AS ({rows})
UPDATE outbox SET state = v.state, due_at = COALESCE(v.due, outbox.due_at), done_at = v.done, called_at = COALESCE(v.called, outbox.called_at),
    reason = v.reason, receipt_sealed = COALESCE(v.receipt, outbox.receipt_sealed)
FROM v WHERE outbox.id = v.id AND outbox.state = 'sending' AND outbox.attempt = v.attempt
RETURNING outbox.id, report`, "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "BYTEA")

// finish writes the outcomes of rows whose lanes are held.
func (tx *Tx) finish(now time.Time, held []*outcome) error {
	rows := make([][]any, len(held))
	at := make(map[string]*outcome, len(held))
	for i, o := range held {
		at[o.Claim.Message.ID] = o
		row, err := tx.outcomeRow(now, o)
		if err != nil {
			return err
		}
		rows[i] = row
	}
	err := tx.gather(finishRows, nil, rows, func(r *sqlx.Rows) error {
		var id string
		var report bool
		if err := r.Scan(&id, &report); err != nil {
			return err
		}
		at[id].counted, at[id].report = true, report
		return nil
	})
	if err != nil {
		return fmt.Errorf("finish rows: %w", err)
	}
	held = slices.DeleteFunc(slices.Clone(held), func(o *outcome) bool { return !o.counted })
	if err := tx.threads(now, held); err != nil {
		return err
	}
	carried, err := tx.finishCarried(now, held)
	if err != nil {
		return err
	}
	if err := tx.tell(now, slices.Concat(held, carried)); err != nil {
		return err
	}
	if err := tx.raiseDead(now, held); err != nil {
		return err
	}
	return tx.delay(held)
}

// outcomeRow lays one outcome out for finishRows.
func (tx *Tx) outcomeRow(now time.Time, o *outcome) ([]any, error) {
	var due, done *int64
	at := now.UnixMilli()
	switch o.State {
	case chat.Queued, chat.Retry, chat.Uncertain:
		at = max(at, o.NotBefore.UnixMilli())
		due = &at
	case chat.Sent, chat.Dead, chat.OnHold, chat.Superseded:
		done = &at
	default:
		return nil, fmt.Errorf("a row cannot be marked %q", o.State)
	}
	var called *int64
	if !o.Called.IsZero() {
		ms := o.Called.UnixMilli()
		called = &ms
	}
	var receipt []byte
	if o.Receipt != (chat.Receipt{}) {
		plain, err := json.Marshal(o.Receipt)
		if err != nil {
			return nil, fmt.Errorf("encode a receipt: %w", err)
		}
		receipt, err = tx.seal(o.person, receiptPlace(o.Claim.Message.ID), plain)
		if err != nil && !unreadable(err) {
			return nil, err
		}
	}
	return []any{o.Claim.Message.ID, int64(o.Claim.Attempt), string(o.State), due, done, called, o.Reason, receipt}, nil
}

// unreadable tells that a person's key is gone or broken: what would be sealed
// with it can be left out, what must be told is told by the house.
func unreadable(err error) bool { return errors.Is(err, errErased) || errors.Is(err, errSealed) }

// threads gives lanes that have no thread yet the one of their receipt; a card
// begins a new one. Every thread is known for as long as its talk: whoever
// writes in an old one is heard.
func (tx *Tx) threads(now time.Time, held []*outcome) error {
	for _, o := range held {
		m := o.Claim.Message
		begins := m.Begins() && m.Place == ""
		if o.opened && !begins || o.State != chat.Sent || o.Receipt.Thread == "" {
			continue
		}
		sealed, err := tx.seal(o.person, threadPlace(o.Claim.Lane), []byte(o.Receipt.Thread))
		if unreadable(err) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := tx.exec("UPDATE lane SET thread_sealed = $1 WHERE id = $2", sealed, o.Claim.Lane); err != nil {
			return fmt.Errorf("fill a lane's thread: %w", err)
		}
		if err := tx.watch(now, o); err != nil {
			return fmt.Errorf("remember a thread: %w", err)
		}
	}
	return nil
}

// speaker is who said it, as the fields of a form.
func speaker(by chat.Author) map[string]string {
	return map[string]string{chat.SpeakerRole: string(by.Role), chat.SpeakerID: by.ID, chat.SpeakerName: by.Name}
}

// tell writes down the events that conversations, rounds and alarms shall hear.
func (tx *Tx) tell(now time.Time, held []*outcome) error {
	var rows [][]any
	for _, o := range held {
		ev := chat.Event{
			Subject: o.about,
			Author:  chat.Program,
			Ref:     o.Claim.Message.ID,
			From:    o.Claim.Message.To,
			Consult: o.Claim.Message.Consult,
			At:      now,
		}
		switch {
		case o.about.ID == "", o.State == chat.Dead && o.Claim.Message.Emptied:
			continue // the house's own, or of a talk that is gone: nobody listens
		case o.State == chat.Dead:
			ev.Kind, ev.Value = chat.Failed, o.Reason
			if m := o.Claim.Message; !m.Begins() { // a card is drawn anew; what else was said may have to be said elsewhere
				ev.Text, ev.Files, ev.Form = m.Text, m.Files, speaker(m.Speaker)
			}
		case o.State == chat.Superseded && o.Reason == chat.TooLate:
			ev.Kind, ev.Value = chat.Failed, o.Reason
		case o.State == chat.Sent && o.report:
			ev.Kind, ev.Sent = chat.Delivered, now // whenever it is heard of
		default:
			continue
		}
		ev.ID = chat.Key(ev.Ref, o.Claim.Attempt) + ":" + string(ev.Kind)
		class := dueClass(ev)
		if o.Claim.Message.Class >= chat.Outreach && ev.Kind == chat.Delivered {
			class = dueCheckins
		}
		row, err := tx.dueRow(class, o.person, ev, now)
		if unreadable(err) {
			continue
		}
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	return tx.putDue(rows)
}
