package storage

import (
	"runtime"

	"github.com/jmoiron/sqlx"
)

// Broken is the transaction's own first error.
func (tx *Tx) Broken() error {
	tx.exec("SELECT nothing FROM nowhere")
	return nil
}

// Goexit is a function of a transaction that ends its goroutine.
func Goexit(*Tx) error {
	runtime.Goexit()
	return nil
}

// CheckAddress tells what Open says of a PostgreSQL address before it connects.
func CheckAddress(address string) error {
	_, err := postgresDSN(address)
	return err
}

// Floor inserts one row each into event, line's and outbox's like, and no more.
func Floor(id string, now int64) func(*Tx) error {
	body := make([]byte, 200)
	return func(tx *Tx) error {
		for _, insert := range []struct {
			query string
			args  []any
		}{
			{"INSERT INTO event (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING", args(id, now)},
			{"INSERT INTO poison (id, at, conversation_id, person_id, event_sealed) VALUES ($1, $2, '', '', $3)", args(id, now, body)},
			{"INSERT INTO due (id, subject_kind, subject_id, turn, at, lease_until, attempt, person_id, event_sealed) VALUES ($1, '', '', 0, $2, 0, 0, '', $3)", args(id, now, body)},
		} {
			if _, err := tx.exec(insert.query, insert.args...); err != nil {
				return err
			}
		}
		return nil
	}
}

// PanicInRow panics while rows are being read.
func PanicInRow(tx *Tx) error {
	return tx.each("SELECT id FROM event", nil, func(*sqlx.Rows) error { panic("halfway") })
}
