package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// writeSlot lets the person have the slot of their appointment, in place of the one
// that they had. Where somebody else got it first the decision is made again.
func (tx *Tx) writeSlot(m *met, a chat.Appointment) error {
	before := m.kept.value.Appointment
	if before.ID == a.ID && (a.ID == "" || before.Key() == a.Key()) {
		return nil
	}
	if _, err := tx.exec("DELETE FROM slot WHERE person_id = $1", m.person); err != nil {
		return err
	}
	if a.ID == "" {
		return nil
	}
	n, err := tx.exec(`INSERT INTO slot (id, appointment, person_id, conversation_id, team, start_at, end_at, seat)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		a.Key(), a.ID, m.person, m.id, a.Team, a.Start.UnixMilli(), a.End.UnixMilli(), int64(a.Seat))
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.fail(&Fault{Code: "somebody else has the slot", race: true})
	}
	return nil
}

// Taken lists the slots of the team that are not over at this time, and that somebody
// has.
func (tx *Tx) Taken(team string, at time.Time) (all []chat.Slot, err error) {
	err = tx.each("SELECT start_at, end_at, seat FROM slot WHERE team = $1 AND end_at > $2 ORDER BY start_at, seat", args(team, at.UnixMilli()), func(r *sqlx.Rows) error {
		var start, end int64
		var s chat.Slot
		err := r.Scan(&start, &end, &s.Seat)
		s.Start, s.End = time.UnixMilli(start), time.UnixMilli(end)
		all = append(all, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read which slots are taken: %w", err)
	}
	return all, nil
}

// Appointment finds an appointment by its ID: the slot, and where the person was
// reached when they made it. known is false where there is none (any more).
func (tx *Tx) Appointment(id string) (s chat.Slot, at chat.Address, known bool, err error) {
	var start, end int64
	var conversation, person string
	var sealed []byte
	known, err = tx.row(`SELECT s.start_at, s.end_at, s.seat, c.id, c.person_id, c.address_sealed FROM slot s
		JOIN conversation c ON c.id = s.conversation_id WHERE s.appointment = $1`, args(id), &start, &end, &s.Seat, &conversation, &person, &sealed)
	if err == nil && known {
		var plain []byte
		if plain, err = tx.open(person, addressPlace(conversation), sealed); err == nil {
			err = json.Unmarshal(plain, &at)
		}
	}
	if err != nil {
		return s, at, false, fmt.Errorf("find an appointment: %w", err)
	}
	s.Start, s.End = time.UnixMilli(start), time.UnixMilli(end)
	return s, at, known, nil
}

// Appointments lists the team's appointments that begin in this time, in their order.
// One whose person cannot be read any more is left out.
func (r Record) Appointments(ctx context.Context, team string, from, to time.Time) ([]chat.Booked, error) {
	var all []chat.Booked
	err := r.s.read(ctx, func(tx *Tx) error {
		all = nil
		type row struct {
			conversation, person string
			kept                 []byte
		}
		var rows []row
		err := tx.each(`SELECT s.conversation_id, s.person_id, p.kept_sealed FROM slot s JOIN person p ON p.id = s.person_id
			WHERE s.team = $1 AND s.start_at >= $2 AND s.start_at < $3 ORDER BY s.start_at, s.seat`,
			args(team, from.UnixMilli(), to.UnixMilli()), func(r *sqlx.Rows) error {
				var x row
				err := r.Scan(&x.conversation, &x.person, &x.kept)
				rows = append(rows, row{x.conversation, x.person, slices.Clone(x.kept)})
				return err
			})
		if err != nil {
			return err
		}
		for _, x := range rows {
			k, err := tx.kept(x.person, x.kept)
			if unreadable(err) {
				continue
			}
			if err != nil {
				return err
			}
			held, err := tx.conversations(lenient, "c.id = $1", x.conversation)
			if err != nil {
				return err
			}
			for _, c := range held {
				all = append(all, chat.Booked{Appointment: k.value.Appointment, Conversation: c.ID, Name: c.Name(), Alias: c.Alias})
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read a team's appointments: %w", err)
	}
	return all, nil
}

// meetingOf is when the conversation's person meets somebody of a team; zero where
// they do not.
func (tx *Tx) meetingOf(conversation string) (time.Time, error) {
	var at int64
	known, err := tx.row("SELECT s.start_at FROM slot s JOIN conversation c ON c.person_id = s.person_id WHERE c.id = $1", args(conversation), &at)
	if err != nil || !known {
		return time.Time{}, err
	}
	return time.UnixMilli(at), nil
}
