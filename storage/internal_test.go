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
			{"INSERT INTO due (id, subject_kind, subject_id, turn, class, at, lease_until, attempt, person_id, event_sealed) VALUES ($1, '', '', 0, 0, $2, 0, 0, '', $3)", args(id, now, body)},
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

// Asked is a question that is asked often, and the indexes by which it goes.
type Asked struct {
	What, Text string
	Args       []any
	Indexes    []string
}

// AskedOften are the questions of desks and loops about alarms, rounds and members.
func AskedOften() []Asked {
	return []Asked{
		{"a desk's mark", deskMark, args(1), []string{"alarm_listed", "round_begun", "member_changed"}},
		{"the list of alarms", alarmsListed, args(1), []string{"alarm_listed"}},
		{"what is due", readDue, args(1, 1), []string{"due_next"}},
		{"lanes worth a claim", readCandidates, args("a", 1, 1, 1, 1), []string{"lane_due", "lane_edit"}},
		{"what stands in front of lanes", readFirsts.texts[0], args("l"), []string{"outbox_todo", "outbox_order"}},
		{"when the next row may go", readWaiting, args("a"), []string{"lane_due", "lane_edit"}},
		{"the first due event", soonestDue, nil, []string{"due_next", "due_leased"}},
		{"the rounds of members", readBegun.texts[0], args(1, "m"), []string{"round_open"}},
		{"the members at an address", "SELECT id FROM member m WHERE m.address_hash = $1 ORDER BY m.id", args("a"), []string{"member_address"}},
		{"who is asked at an address", askedThere, args("a", "m"), []string{"member_address"}},
		{"a circle", "SELECT id FROM member m WHERE m.programme = $1 AND m.circle = $2 AND m.state <> 'left' ORDER BY m.place, m.id", args("p", "c"), []string{"member_circle"}},
		{"a programme's open rounds", openRounds, args("p"), []string{"round_open"}},
		{"a circle's drills", circleDrills, args("p", "c", "2026-01-01"), []string{"alarm_about"}},
		{"rounds that are past", pastRounds, args("2026-01-01", "", "", 100), []string{"round_day"}},
	}
}
