package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// Who a member is, and where, is sealed with the key of their person: of the one who
// talks with us at their address, where there is such a talk. So one erasure takes
// both.

func memberPlace(id string) place { return place{"member", "body_sealed", id} }

func memberAddressPlace(id string) place { return place{"member", "address_sealed", id} }

// metMember is a member as this transaction read it.
type metMember struct {
	id, person string
	turn       int64
}

const memberColumns = "m.id, m.person_id, m.programme, m.circle, m.state, m.place, m.until_day, m.turn, m.changed_at, m.address_sealed, m.body_sealed"

type memberRow struct {
	m             chat.Member
	turn, changed int64
	address, body []byte
}

func (x *memberRow) scan(r *sqlx.Rows) error {
	m := &x.m
	return r.Scan(&m.ID, &m.Person, &m.Programme, &m.Circle, &m.State, &m.Place, &m.Until, &x.turn, &x.changed, &x.address, &x.body)
}

// member opens what is sealed of them.
func (x *memberRow) member(tx *Tx) (chat.Member, error) {
	m := x.m
	m.Changed = moment(x.changed)
	where, err := tx.open(m.Person, memberAddressPlace(m.ID), x.address)
	if err != nil {
		return m, err
	}
	who, err := tx.open(m.Person, memberPlace(m.ID), x.body)
	if err != nil {
		return m, err
	}
	if errors.Join(json.Unmarshal(where, &m.Address), json.Unmarshal(who, &m)) != nil {
		return m, fmt.Errorf("decode a member: %w", errSealed)
	}
	return m, nil
}

// members opens rows in their order. One that cannot be read has the columns alone:
// they are in their circle still, and one must not hide the others.
func (tx *Tx) members(rows []memberRow) ([]chat.Member, error) {
	all := make([]chat.Member, 0, len(rows))
	persons := make([]string, len(rows))
	for i := range rows {
		persons[i] = rows[i].m.Person
	}
	if err := tx.fetchKeys(persons); err != nil {
		return nil, err
	}
	for i := range rows {
		m, err := rows[i].member(tx)
		if err != nil && !unreadable(err) {
			return nil, err
		}
		tx.enrolled = append(tx.enrolled, metMember{m.ID, m.Person, rows[i].turn})
		all = append(all, m)
	}
	return all, nil
}

func (tx *Tx) membersWhere(condition string, values ...any) ([]chat.Member, error) {
	var rows []memberRow
	err := tx.each("SELECT "+memberColumns+" FROM member m WHERE "+condition, values, func(r *sqlx.Rows) error {
		rows = append(rows, memberRow{})
		return rows[len(rows)-1].scan(r)
	})
	if err != nil {
		return nil, err
	}
	return tx.members(rows)
}

var readMembers = newBatch(0, "WITH v(id) AS ({rows}) SELECT "+memberColumns+" FROM v JOIN member m ON m.id = v.id", "TEXT")

// Members reads members by their ids, in that order; those that are not known are
// left out.
func (tx *Tx) Members(ids []string) ([]chat.Member, error) {
	var rows []memberRow
	err := tx.gather(readMembers, nil, column(ids), func(r *sqlx.Rows) error {
		rows = append(rows, memberRow{})
		return rows[len(rows)-1].scan(r)
	})
	var all []chat.Member
	if err == nil {
		slices.SortFunc(rows, func(a, b memberRow) int { return slices.Index(ids, a.m.ID) - slices.Index(ids, b.m.ID) })
		all, err = tx.members(rows)
	}
	if err != nil {
		return nil, fmt.Errorf("read members: %w", err)
	}
	return all, nil
}

// MembersAt reads those who are asked at the address, and who left and was: what they
// were asked before may stand open yet.
func (tx *Tx) MembersAt(a chat.Address) ([]chat.Member, error) {
	all, err := tx.membersWhere("m.address_hash = $1 ORDER BY m.id", tx.s.addressHash(a))
	if err != nil {
		return nil, fmt.Errorf("read the members at an address: %w", err)
	}
	return all, nil
}

// HoldCircle lets nobody else enrol in the circle before this transaction is over: what
// Circle reads after it is all there is.
func (tx *Tx) HoldCircle(programme, circle string) error {
	_, err := tx.exec("INSERT INTO circle (programme, name, turn) VALUES ($1, $2, 1) ON CONFLICT (programme, name) DO UPDATE SET turn = circle.turn + 1",
		programme, circle)
	if err != nil {
		return fmt.Errorf("hold a circle: %w", err)
	}
	return nil
}

// Circle reads who is in the circle, in its order, without those who left.
func (tx *Tx) Circle(programme, circle string) (chat.Circle, error) {
	all, err := tx.membersWhere("m.programme = $1 AND m.circle = $2 AND m.state <> 'left' ORDER BY m.place, m.id", programme, circle)
	if err != nil {
		return chat.Circle{}, fmt.Errorf("read a circle: %w", err)
	}
	return chat.Circle{Programme: programme, Name: circle, Members: all}, nil
}

// Circle reads who is in a circle, in its order, without those who left.
func (s *Store) Circle(ctx context.Context, programme, circle string) (c chat.Circle, err error) {
	err = s.read(ctx, func(tx *Tx) (err error) {
		c, err = tx.Circle(programme, circle)
		return err
	})
	return c, err
}

// Circles lists the circles that have members, or had some. A circle's mark changes
// whenever one of its members did, joined, left or was erased.
func (s *Store) Circles(ctx context.Context) (marks []chat.CircleMark, err error) {
	err = s.glance(ctx, func(tx *Tx) error {
		marks = nil
		return tx.each(`SELECT programme, circle, COUNT(*), CAST(SUM(turn) AS BIGINT), MAX(id) FROM member
			GROUP BY programme, circle ORDER BY programme, circle`, nil, func(r *sqlx.Rows) error {
			var c chat.CircleMark
			var n, turns int64
			var newest string
			err := r.Scan(&c.Programme, &c.Circle, &n, &turns, &newest)
			c.Mark = fmt.Sprintf("%d.%d.%s", n, turns, newest)
			marks = append(marks, c)
			return err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list the circles: %w", err)
	}
	return marks, nil
}

// member finds one that this transaction read.
func (tx *Tx) member(id string) *metMember {
	for i := range tx.enrolled {
		if tx.enrolled[i].id == id {
			return &tx.enrolled[i]
		}
	}
	return nil
}

// whose is the person of a member: house where the member is not known (any more).
func (tx *Tx) whose(member string) (person string, err error) {
	if m := tx.member(member); m != nil {
		return m.person, nil
	}
	_, err = tx.row("SELECT person_id FROM member WHERE id = $1", args(member), &person)
	return person, err
}
