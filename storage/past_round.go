package storage

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// roundsAtOnce bounds how many rounds one call lets go.
const roundsAtOnce = 100

const pastRounds = "SELECT id, day FROM round WHERE day < $1 AND NOT is_open AND (day > $2 OR day = $2 AND id > $3) ORDER BY day, id LIMIT $4"

// ExpireRounds lets go what is kept no longer of circles (law 20): rounds of days
// before the given time in which nothing is to be done any more, the alarms that were
// planned with them, what was posted about both at desks, calls, and members who left
// before then. It tells how many rounds went; one about which an alarm is open, or of
// which something is on its way, stays.
func (s *Store) ExpireRounds(ctx context.Context, before time.Time) (gone int, err error) {
	last, day := "", ""
	for more := true; err == nil && more && gone < roundsAtOnce; { // those that stay keep none behind them
		var ids []string
		err = s.read(ctx, func(tx *Tx) error {
			ids = nil
			return tx.each(pastRounds, args(before.UTC().Format(time.DateOnly), day, last, roundsAtOnce), func(r *sqlx.Rows) error {
				ids = append(ids, "")
				return r.Scan(&ids[len(ids)-1], &day)
			})
		})
		more = len(ids) == roundsAtOnce
		for _, id := range ids {
			went := false
			if err == nil {
				err = s.Update(ctx, func(tx *Tx) (err error) {
					went, err = tx.expireRound(id)
					return err
				})
			}
			if last = id; err == nil && went {
				gone++
			}
		}
	}
	if err == nil {
		err = s.Update(ctx, func(tx *Tx) error { return tx.expireMembers(before) })
	}
	if err != nil {
		return gone, fmt.Errorf("let rounds go: %w", err)
	}
	return gone, nil
}

var alarmsAbout = newBatch(0, "WITH v(id) AS ({rows}) SELECT a.id, a.is_open FROM v JOIN alarm a ON a.about_id = v.id AND a.listed_at > 0", "TEXT")

func (tx *Tx) expireRound(id string) (gone bool, err error) {
	r, known, err := tx.Round(id)
	if err != nil || !known || r.Open() {
		return false, err
	}
	about := [][]any{{id}}
	for _, o := range r.Occurrences {
		about = append(about, []any{chat.OccurrenceID(id, o.Member)})
	}
	talks, open := []string{id}, false
	err = tx.gather(alarmsAbout, nil, about, func(r *sqlx.Rows) error {
		var alarm string
		var is bool
		err := r.Scan(&alarm, &is)
		talks, open = append(talks, alarm), open || is
		return err
	})
	if err != nil || open {
		return false, err
	}
	slices.Sort(talks)
	for _, talk := range talks {
		var busy int
		_, err := tx.row("SELECT COUNT(*) FROM outbox o JOIN lane l ON l.id = o.lane_id WHERE l.conversation_id = $1 AND o."+undone, args(talk), &busy)
		if err != nil || busy > 0 {
			return false, err
		}
	}
	for _, talk := range talks {
		if err := tx.takeDown(talk); err != nil {
			return false, err
		}
	}
	if err := tx.writeRows(tx.erased, nil, tx.s.desk()); err != nil {
		return false, err
	}
	for _, talk := range talks {
		for _, statement := range []string{
			"DELETE FROM button WHERE subject_id = $1",
			"DELETE FROM due WHERE subject_id = $1",
			"DELETE FROM alarm WHERE id = $1",
			"DELETE FROM round WHERE id = $1",
			"UPDATE thread SET place_sealed = NULL WHERE conversation_id = $1",
		} {
			if _, err := tx.exec(statement, talk); err != nil {
				return false, err
			}
		}
	}
	return true, nil
}

// takeDown deletes what was said about a round or an alarm. What stands at a desk is
// emptied there; of that only the place is kept. What went elsewhere, as a mail, is
// with whoever got it.
func (tx *Tx) takeDown(talk string) error {
	type row struct {
		id, lane string
		body     []byte
		stands   bool
		m        chat.Message
	}
	var rows []row
	// Lanes are locked before their rows, as everywhere.
	if _, err := tx.exec("UPDATE lane SET marks = marks + 1 WHERE conversation_id = $1", talk); err != nil {
		return err
	}
	err := tx.each(`SELECT o.id, o.lane_id, o.body_sealed, o.state = 'sent' AND o.receipt_sealed IS NOT NULL AND o.edits IS NULL
		FROM outbox o JOIN lane l ON l.id = o.lane_id WHERE l.conversation_id = $1 ORDER BY o.lane_id, o.seq`, args(talk), func(r *sqlx.Rows) error {
		var x row
		err := r.Scan(&x.id, &x.lane, &x.body, &x.stands)
		rows = append(rows, x)
		return err
	})
	if err != nil {
		return err
	}
	desk := map[string]bool{} // lanes that began a thread, or a board
	for i := range rows {
		x := &rows[i]
		plain, err := tx.open(house, bodyPlace(x.id), x.body)
		if err != nil && !unreadable(err) {
			return err
		}
		if err != nil || json.Unmarshal(plain, &x.m) != nil {
			x.stands = false
		}
		desk[x.lane] = desk[x.lane] || x.m.Begins()
	}
	for _, x := range rows {
		if !x.stands || !desk[x.lane] {
			if _, err := tx.exec("DELETE FROM outbox WHERE id = $1", x.id); err != nil {
				return err
			}
			continue
		}
		kept := chat.Message{ID: x.id, To: x.m.To, Talk: talk, Class: x.m.Class, Speaker: chat.Program, Text: erasedText}
		owner := house
		body, err := tx.sealJSON(&owner, bodyPlace(x.id), kept)
		if err != nil {
			return err
		}
		if _, err := tx.exec("UPDATE outbox SET body_sealed = $2, line_id = NULL WHERE id = $1", x.id, body); err != nil {
			return err
		}
		kept.ID, kept.Class, kept.Edits, kept.Emptied = x.id+"/erased", chat.Bulk, x.id, true
		tx.erased = append(tx.erased, chat.Row{Message: kept})
	}
	_, err = tx.exec("DELETE FROM lane WHERE conversation_id = $1 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.lane_id = lane.id)", talk)
	return err
}

// expireMembers forgets who left before the time, calls from before it, and buttons
// that were about neither. A person of whom nothing else is left goes, too.
func (tx *Tx) expireMembers(before time.Time) error {
	at := before.UnixMilli()
	if _, err := tx.exec("DELETE FROM call WHERE at < $1", at); err != nil {
		return err
	}
	if _, err := tx.exec(`DELETE FROM button WHERE at < $1 AND subject_kind = 'member'
		AND NOT EXISTS (SELECT 1 FROM member m WHERE m.id = button.subject_id AND m.state <> 'left')`, at); err != nil {
		return err
	}
	type one struct{ member, person string }
	var left []one
	err := tx.each("DELETE FROM member WHERE changed_at < $1 AND state = 'left' RETURNING id, person_id", args(at), func(r *sqlx.Rows) error {
		var m one
		err := r.Scan(&m.member, &m.person)
		left = append(left, m)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(left, func(a, b one) int {
		return cmp.Or(strings.Compare(a.person, b.person), strings.Compare(a.member, b.member))
	})
	var persons []string
	for _, m := range left {
		if err := tx.dropCircle(m.person, m.member); err != nil {
			return err
		}
		persons = append(persons, m.person)
	}
	for _, person := range slices.Compact(persons) {
		if err := tx.dropPerson(person); err != nil {
			return err
		}
	}
	return nil
}

// dropPerson deletes the key of a person of whom nothing is left.
func (tx *Tx) dropPerson(person string) error {
	gone, err := tx.exec(`DELETE FROM person WHERE id = $1 AND kept_sealed IS NULL
		AND NOT EXISTS (SELECT 1 FROM conversation WHERE person_id = $1) AND NOT EXISTS (SELECT 1 FROM member WHERE person_id = $1)
		AND NOT EXISTS (SELECT 1 FROM alarm WHERE person_id = $1) AND NOT EXISTS (SELECT 1 FROM due WHERE person_id = $1)
		AND NOT EXISTS (SELECT 1 FROM poison WHERE person_id = $1) AND NOT EXISTS (SELECT 1 FROM button WHERE person_id = $1)`, person)
	if err == nil && gone > 0 {
		delete(tx.keys, person)
		tx.after = append(tx.after, func() { tx.s.ring.forget(person) })
	}
	return err
}
