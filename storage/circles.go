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

// This is the read-only view of circles that adapters.Circles asks for.

// CircleDay reads one round with its members. chat.ErrUnknown where there is none.
func (r Record) CircleDay(ctx context.Context, round string) (chat.CircleDay, error) {
	days, err := r.days(ctx, "id = $1", round)
	if err == nil && len(days) == 0 {
		err = chat.ErrUnknown
	}
	if err != nil {
		return chat.CircleDay{}, fmt.Errorf("read a circle's day: %w", err)
	}
	return days[0], nil
}

// CircleDays reads the rounds of a day (2026-11-22), by programme, circle and slot.
func (r Record) CircleDays(ctx context.Context, day string) ([]chat.CircleDay, error) {
	days, err := r.days(ctx, "day = $1 ORDER BY programme, circle, slot", day)
	if err != nil {
		return nil, fmt.Errorf("read the circles of a day: %w", err)
	}
	return days, nil
}

func (r Record) days(ctx context.Context, which, of string) (days []chat.CircleDay, err error) {
	err = r.s.read(ctx, func(tx *Tx) error {
		rounds, err := tx.roundsWhere(which, of)
		if err != nil {
			return err
		}
		days = make([]chat.CircleDay, len(rounds))
		for i, round := range rounds {
			days[i] = chat.CircleDay{Round: round}
			if days[i].Members, err = tx.membersOf(round.Occurrences); err != nil {
				return err
			}
		}
		return nil
	})
	return days, err
}

// roundsWhere reads rounds without locking them. The condition gives their order.
func (tx *Tx) roundsWhere(condition string, values ...any) ([]chat.Round, error) {
	var rows []roundRow
	err := tx.each("SELECT "+roundColumns+" FROM round WHERE "+condition, values, func(r *sqlx.Rows) error {
		rows = append(rows, roundRow{})
		return r.Scan(rows[len(rows)-1].fields()...)
	})
	if err != nil {
		return nil, err
	}
	rounds := make([]chat.Round, len(rows))
	for i := range rows {
		if rounds[i], err = rows[i].round(tx); err != nil {
			return nil, err
		}
	}
	return rounds, nil
}

// membersOf reads whose occurrences these are, one for each. Who was erased has an
// ID alone; whose words cannot be read, what stands in columns.
func (tx *Tx) membersOf(all []chat.Occurrence) ([]chat.Member, error) {
	ids := make([]string, len(all))
	for i, o := range all {
		ids[i] = o.Member
	}
	known, err := tx.Members(ids)
	if err != nil {
		return nil, err
	}
	by := make(map[string]chat.Member, len(known))
	for _, m := range known {
		by[m.ID] = m
	}
	members := make([]chat.Member, len(ids))
	for i, id := range ids {
		members[i] = by[id]
		members[i].ID = id
	}
	return members, nil
}

// Weeks reads a member's occurrences since then, the oldest first: of the circle
// that they are in now.
func (r Record) Weeks(ctx context.Context, member string, since time.Time) (all []chat.Occurrence, err error) {
	err = r.s.read(ctx, func(tx *Tx) error {
		all = nil
		var programme, circle string
		found, err := tx.row("SELECT programme, circle FROM member WHERE id = $1", args(member), &programme, &circle)
		if err == nil && !found {
			err = chat.ErrUnknown
		}
		if err != nil {
			return err
		}
		// A day begins before it does in UTC.
		day := since.UTC().AddDate(0, 0, -1).Format(time.DateOnly)
		rounds, err := tx.roundsWhere("programme = $1 AND circle = $2 AND day >= $3 ORDER BY day, slot", programme, circle, day)
		for _, round := range rounds {
			if o := round.Of(member); o != nil && !o.At.Before(since) {
				all = append(all, *o)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read a member's weeks: %w", err)
	}
	return all, nil
}

// Enrolled lists the members of a programme's circle, in its order; of all circles,
// or of all programmes, where those are empty. Those who left are not among them.
func (r Record) Enrolled(ctx context.Context, programme, circle string) (all []chat.Member, err error) {
	const order = "m.state <> 'left' ORDER BY m.programme, m.circle, m.place, m.id"
	err = r.s.read(ctx, func(tx *Tx) (err error) {
		switch {
		case programme == "":
			all, err = tx.membersWhere(order)
		case circle == "":
			all, err = tx.membersWhere("m.programme = $1 AND "+order, programme)
		default:
			all, err = tx.membersWhere("m.programme = $1 AND m.circle = $2 AND "+order, programme, circle)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read who is enrolled: %w", err)
	}
	return all, nil
}

// Missed reads an alarm about members, with them and all that helps to reach them,
// and their turns. chat.ErrUnknown where there is none, or it is about nobody's turn.
func (r Record) Missed(ctx context.Context, alarm string) (page chat.MissedPage, err error) {
	err = r.s.read(ctx, func(tx *Tx) error {
		page = chat.MissedPage{}
		var row alarmRow
		found, err := tx.row("SELECT "+alarmColumns+" FROM alarm WHERE id = $1", args(alarm), row.fields()...)
		if err != nil {
			return err
		}
		if !found {
			return chat.ErrUnknown
		}
		if page.Alarm, err = row.alarm(tx); err != nil {
			return err
		}
		check := page.Check
		if check == nil {
			return chat.ErrUnknown
		}
		who := check.Members
		if check.Member != "" {
			who = append(slices.Clone(who), check.Member)
		}
		rounds, err := tx.roundsWhere("id = $1", check.Round)
		if err != nil {
			return err
		}
		for _, id := range who {
			o := chat.Occurrence{Member: id}
			for _, round := range rounds {
				if its := round.Of(id); its != nil {
					o = *its
				}
			}
			page.Occurrences = append(page.Occurrences, o)
		}
		page.Members, err = tx.membersOf(page.Occurrences)
		return err
	})
	if err != nil {
		return chat.MissedPage{}, fmt.Errorf("read an alarm about members: %w", err)
	}
	return page, nil
}

// Opens tells which alarm the token of a personal link opens, and for whom; it may
// be pressed besides ("token:i"), which is no concern here. chat.ErrUnknown where
// there is none.
func (r Record) Opens(ctx context.Context, token string) (alarm string, who chat.Author, err error) {
	err = r.s.read(ctx, func(tx *Tx) error {
		var id, person string
		var body []byte
		found, err := tx.row("SELECT id, subject_id, person_id, body_sealed FROM button WHERE token_hash = $1 AND subject_kind = 'alarm'",
			args(r.s.hash(ofToken, token)), &id, &alarm, &person, &body)
		if err == nil && !found {
			err = chat.ErrUnknown
		}
		if err != nil {
			return err
		}
		plain, err := tx.open(person, buttonPlace(id), body)
		if err != nil {
			return err
		}
		var l chat.Line
		if json.Unmarshal(plain, &l) != nil {
			return fmt.Errorf("decode a button: %w", errSealed)
		}
		who = l.Author
		return nil
	})
	if err != nil {
		return "", chat.Author{}, fmt.Errorf("open a personal link: %w", err)
	}
	return alarm, who, nil
}
