package storage

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// writeMember writes a member as they shall be. One that was read in this
// transaction is changed, unless somebody else did so meanwhile; any other is new.
func (tx *Tx) writeMember(m chat.Member, at time.Time) error {
	old := tx.member(m.ID)
	person, err := tx.personOf(m, old, at)
	if err != nil {
		return err
	}
	where, err := tx.sealJSON(&person, memberAddressPlace(m.ID), m.Address)
	if err != nil {
		return err
	}
	who, err := tx.sealJSON(&person, memberPlace(m.ID), m)
	if err != nil {
		return err
	}
	var hash *string
	if m.Address != (chat.Address{}) {
		h := tx.s.addressHash(m.Address)
		hash = &h
	}
	values := args(m.ID, person, m.Programme, m.Circle, m.Place, string(m.State), m.Until, hash, where, at.UnixMilli(), who)
	var n int64
	if old != nil {
		n, err = tx.exec(`UPDATE member SET person_id = $2, programme = $3, circle = $4, place = $5, state = $6, until_day = $7,
			address_hash = $8, address_sealed = $9, changed_at = $10, body_sealed = $11, turn = turn + 1 WHERE id = $1 AND turn = $12`,
			append(values, old.turn)...)
	} else {
		n, err = tx.exec(`INSERT INTO member (id, person_id, programme, circle, place, state, until_day, address_hash, address_sealed, changed_at, body_sealed, turn, made_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $10) ON CONFLICT DO NOTHING`, values...)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.fail(&Fault{Code: "a member changed meanwhile", race: true})
	}
	before := person
	if old == nil {
		tx.enrolled = append(tx.enrolled, metMember{m.ID, person, 1})
	} else {
		before = old.person
		for i := range tx.enrolled {
			if tx.enrolled[i].id == m.ID {
				tx.enrolled[i].person, tx.enrolled[i].turn = person, old.turn+1
			}
		}
	}
	if before != person {
		if err := tx.moveMember(m.ID, before, person); err != nil {
			return err
		}
	}
	return tx.keepCircle(person, m)
}

// personOf finds whose key seals a member: of whoever talks at their address, else
// whose it was, else a new person.
func (tx *Tx) personOf(m chat.Member, old *metMember, at time.Time) (person string, err error) {
	if m.Address != (chat.Address{}) {
		if person, err = tx.personAt(tx.s.addressHash(m.Address), m.ID); err != nil || person != house {
			return person, err
		}
	}
	if old != nil {
		return old.person, nil
	}
	if m.Person != house {
		return m.Person, nil
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", fmt.Errorf("make an id: %w", err)
	}
	l, wrapped, err := tx.s.ring.fresh(id.String())
	if err != nil {
		return "", err
	}
	return id.String(), tx.born(id.String(), l, wrapped, at)
}

// askedThere is the person of another member at an address.
const askedThere = "SELECT person_id FROM member WHERE address_hash = $1 AND id <> $2 AND person_id <> '' ORDER BY id LIMIT 1"

// personAt is who is known at an address: by a talk there, or else by a member other
// than this one who is asked there; house for nobody.
func (tx *Tx) personAt(hash, member string) (person string, err error) {
	found, err := tx.row("SELECT person_id FROM conversation WHERE address_hash = $1 AND person_id <> '' ORDER BY made_at DESC, id DESC LIMIT 1",
		args(hash), &person)
	if err == nil && !found {
		_, err = tx.row(askedThere, args(hash, member), &person)
	}
	return person, err
}

// born writes a new person's key.
func (tx *Tx) born(person string, l *lock, wrapped []byte, at time.Time) error {
	if _, err := tx.exec("INSERT INTO person (id, key_sealed, made_at) VALUES ($1, $2, $3)", person, wrapped, at.UnixMilli()); err != nil {
		return err
	}
	if tx.keys == nil {
		tx.keys = make(map[string]*lock)
	}
	tx.keys[person] = l
	tx.after = append(tx.after, func() { tx.s.ring.keep(person, l) })
	return nil
}

// keepCircle has the person's row say whose member they are, so that whoever reads
// one of their talks knows without asking; and whose they were, for as long as that is
// known.
func (tx *Tx) keepCircle(person string, m chat.Member) error {
	if person == house {
		return nil
	}
	var sealed []byte
	if found, err := tx.row(holdPerson+" RETURNING kept_sealed", args(person), &sealed); err != nil || !found {
		return err
	}
	k, err := tx.kept(person, sealed)
	if err != nil {
		return err
	}
	next := k.value.Clone()
	if !slices.Contains(next.Circles, m.ID) {
		next.Circles = append(next.Circles, m.ID)
	}
	return tx.writeKept(&met{person: person, kept: k}, next)
}

// dropCircle takes back what keepCircle wrote of a member.
func (tx *Tx) dropCircle(person, member string) error {
	var sealed []byte
	found, err := tx.row(holdPerson+" RETURNING kept_sealed", args(person), &sealed)
	if err != nil || !found {
		return err
	}
	k, err := tx.kept(person, sealed)
	if unreadable(err) {
		return nil
	}
	if err != nil {
		return err
	}
	next := k.value.Clone()
	next.Circles = slices.DeleteFunc(next.Circles, func(id string) bool { return id == member })
	return tx.writeKept(&met{person: person, kept: k}, next)
}

// moveMember seals with the key of another person what is kept about a member: they
// took their invitation, and talk with us where somebody was known already. Whoever
// they were before goes, if nothing else is left of that one.
func (tx *Tx) moveMember(member, from, to string) error {
	for _, of := range []struct{ table, column, which string }{
		{"alarm", "body_sealed", "about_kind = 'occurrence' AND about_id LIKE '%#' || CAST($2 AS TEXT)"},
		{"button", "body_sealed", "subject_kind IN ('alarm', 'member') AND subject_id LIKE '%' || CAST($2 AS TEXT) || '%'"},
		{"call", "body_sealed", "member_id = $2"},
		{"due", "event_sealed", "subject_id LIKE '%' || CAST($2 AS TEXT) || '%'"},
	} {
		if err := tx.reseal(of.table, of.column, of.which, member, from, to); err != nil {
			return fmt.Errorf("move what is kept about a member: %w", err)
		}
	}
	if err := tx.dropCircle(from, member); err != nil {
		return err
	}
	return tx.dropPerson(from)
}

// reseal seals the rows of a person that are about the member with another person's
// key. What cannot be read stays as it is.
func (tx *Tx) reseal(table, column, which, member, from, to string) error {
	type row struct {
		id     string
		sealed []byte
	}
	var rows []row
	err := tx.each("SELECT id, "+column+" FROM "+table+" WHERE person_id = $1 AND "+which, args(from, member), func(r *sqlx.Rows) error {
		var x row
		err := r.Scan(&x.id, &x.sealed)
		rows = append(rows, x)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range rows {
		at := place{table, column, x.id}
		plain, err := tx.open(from, at, x.sealed)
		if unreadable(err) {
			continue
		}
		if err != nil {
			return err
		}
		sealed, err := tx.seal(to, at, plain)
		if err != nil {
			return err
		}
		if _, err := tx.exec("UPDATE "+table+" SET person_id = $2, "+column+" = $3 WHERE id = $1", x.id, to, sealed); err != nil {
			return err
		}
	}
	for i := range tx.alarms {
		if m := &tx.alarms[i]; m.person == from && table == "alarm" && slices.ContainsFunc(rows, func(x row) bool { return x.id == m.id }) {
			m.person = to
		}
	}
	return nil
}
