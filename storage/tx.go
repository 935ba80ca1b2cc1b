package storage

import (
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// Tx is one transaction. Its methods do SQL and nothing else. It is used by one
// goroutine, inside the function that it was handed to.
//
// Within this package:
//
//	n, err := tx.exec("UPDATE ... WHERE id = $1", id)            // rows changed
//	found, err := tx.row("SELECT a, b ...", args(id), &a, &b)    // one row, or none
//	err := tx.each("SELECT a, b ...", args(id), func(r *sqlx.Rows) error { return r.Scan(&a, &b) })
//	sealed, err := tx.seal(person, place{"outbox", "receipt_sealed", id}, plain)
//	plain, err := tx.open(person, place{"outbox", "receipt_sealed", id}, sealed)
//	key := tx.s.hash(ofLane, adapter, chat, talk)
//
// Statements are prepared once per connection and kept by their text: the text
// must come from a small fixed set. Within each, no other statement may run. An
// error of a statement is final: the transaction will not be committed,
// whatever the function returns.
type Tx struct {
	s    *Store
	conn *conn
	gone func() error // the caller's ctx.Err: looked at between statements; no statement gets the context itself

	err      error            // the first error of a statement
	first    string           // the id of the first Seen: what a doubtful commit is judged by
	asked    bool             // Seen was called
	met      []*met           // conversations read in this transaction
	alarms   []metAlarm       // alarms read in this transaction
	rounds   []metRound       // rounds read in this transaction
	enrolled []metMember      // members read in this transaction
	keys     map[string]*lock // keys of persons made in this transaction
	after    []func()         // what happens in memory once it is committed
	erased   []chat.Row       // edits that take a person's words away at desks, once they are forgotten here
}

// args makes a list of parameters, for row and each.
func args(a ...any) []any { return a }

// ready tells whether another statement may run.
func (tx *Tx) ready() error {
	if tx.err != nil {
		return tx.err
	}
	return tx.gone()
}

// fail remembers a statement's error, as a Fault.
func (tx *Tx) fail(err error) error {
	err = tx.conn.judge(err)
	if tx.err == nil {
		tx.err = err
	}
	return err
}

// exec runs a statement and tells how many rows it changed.
func (tx *Tx) exec(query string, args ...any) (int64, error) {
	if err := tx.ready(); err != nil {
		return 0, err
	}
	stmt, err := tx.conn.prepared(query)
	if err != nil {
		return 0, tx.fail(err)
	}
	res, err := stmt.Exec(args...)
	if err != nil {
		return 0, tx.fail(err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, tx.fail(err)
	}
	return n, nil
}

// row reads the first row into dest; found is false where there is none.
func (tx *Tx) row(query string, args []any, dest ...any) (found bool, err error) {
	err = tx.each(query, args, func(r *sqlx.Rows) error {
		if found {
			return nil
		}
		found = true
		return r.Scan(dest...)
	})
	return found && err == nil, err
}

// each calls scan for every row. An error of scan ends it and is returned.
func (tx *Tx) each(query string, args []any, scan func(r *sqlx.Rows) error) error {
	if err := tx.ready(); err != nil {
		return err
	}
	stmt, err := tx.conn.prepared(query)
	if err != nil {
		return tx.fail(err)
	}
	rows, err := stmt.Queryx(args...)
	if err != nil {
		return tx.fail(err)
	}
	defer rows.Close() // a panic in scan must not keep the connection
	for rows.Next() {
		if err := scan(rows); err != nil {
			return tx.fail(err)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return tx.fail(err)
	}
	return nil
}

// lock finds a person's key; house ("") is the key of what belongs to nobody.
// errErased where the person's key is gone.
func (tx *Tx) lock(person string) (*lock, error) {
	if l := tx.keys[person]; l != nil {
		return l, nil
	}
	if l := tx.s.ring.find(person); l != nil {
		return l, nil
	}
	var sealed []byte
	found, err := tx.row("SELECT key_sealed FROM person WHERE id = $1", args(person), &sealed)
	if err != nil {
		return nil, fmt.Errorf("read a person's key: %w", err)
	}
	if !found {
		return nil, errErased
	}
	l, err := tx.s.ring.unwrap(person, sealed)
	if err != nil {
		return nil, fmt.Errorf("read a person's key: %w", err)
	}
	tx.s.ring.keep(person, l)
	return l, nil
}

var readKeys = newBatch(0, "WITH v(id) AS ({rows}) SELECT p.id, p.key_sealed FROM v JOIN person p ON p.id = v.id", "TEXT")

// fetchKeys reads the keys of several persons in one trip, as far as they are not at
// hand. One that is broken is left out: lock says so.
func (tx *Tx) fetchKeys(persons []string) error {
	persons = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(persons))), func(id string) bool {
		return id == house || tx.keys[id] != nil || tx.s.ring.find(id) != nil
	})
	if len(persons) < 2 {
		return nil
	}
	err := tx.gather(readKeys, nil, column(persons), func(r *sqlx.Rows) error {
		var id string
		var sealed []byte
		if err := r.Scan(&id, &sealed); err != nil {
			return err
		}
		if l, err := tx.s.ring.unwrap(id, sealed); err == nil {
			tx.s.ring.keep(id, l)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read persons' keys: %w", err)
	}
	return nil
}

// seal seals a value for a place with the person's key.
func (tx *Tx) seal(person string, at place, plain []byte) ([]byte, error) {
	l, err := tx.lock(person)
	if err != nil {
		return nil, fmt.Errorf("seal %s.%s: %w", at.table, at.column, err)
	}
	return l.seal(at, plain), nil
}

// open opens a sealed value of a place. errErased where the person's key is
// gone, errSealed where the value does not fit key and place.
func (tx *Tx) open(person string, at place, sealed []byte) ([]byte, error) {
	l, err := tx.lock(person)
	if err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", at.table, at.column, err)
	}
	plain, err := l.open(at, sealed)
	if err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", at.table, at.column, err)
	}
	return plain, nil
}
