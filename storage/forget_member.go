package storage

import (
	"encoding/json"
	"slices"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// forgetMembers erases a person from the circles that they are in: who they are, what
// was said to them by telephone, and what people noted of them in rounds. That their
// turns were there stays, with an id that says nothing any more. Alarms about them
// that are open stay so until people, or the round that is planned anew, end them.
func (tx *Tx) forgetMembers(person string) error {
	type one struct{ id, programme, circle string }
	var members []one
	err := tx.each("DELETE FROM member WHERE person_id = $1 RETURNING id, programme, circle", args(person), func(r *sqlx.Rows) error {
		var m one
		err := r.Scan(&m.id, &m.programme, &m.circle)
		members = append(members, m)
		return err
	})
	if err != nil {
		return err
	}
	for _, m := range members {
		if err := tx.forgetTurns(m.id, m.programme, m.circle); err != nil {
			return err
		}
	}
	tx.enrolled = slices.DeleteFunc(tx.enrolled, func(m metMember) bool { return m.person == person })
	if err := tx.forgetButtons(person); err != nil {
		return err
	}
	_, err = tx.exec("DELETE FROM call WHERE person_id = $1", person)
	return err
}

// forgetTurns takes what people noted of a member out of the rounds of the circle.
func (tx *Tx) forgetTurns(member, programme, circle string) error {
	var ids []string
	err := tx.each("SELECT id FROM round WHERE programme = $1 AND circle = $2 ORDER BY id", args(programme, circle), func(r *sqlx.Rows) error {
		var id string
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		r, known, err := tx.Round(id)
		if err != nil {
			return err
		}
		o := r.Of(member)
		if !known || o == nil || !slices.ContainsFunc(o.Log, func(m chat.Moved) bool { return m.How != "" }) {
			continue
		}
		for i := range o.Log {
			o.Log[i].How = ""
		}
		owner := house
		sealed, err := tx.sealJSON(&owner, roundPlace(id), r)
		if err != nil {
			return err
		}
		if _, err := tx.exec("UPDATE round SET body_sealed = $2 WHERE id = $1", id, sealed); err != nil {
			return err
		}
	}
	return nil
}

// forgetCheck takes out of an alarm about a member what people did and noted, and
// whom that was close to them it told. Who looks after the circle is told the end.
func (tx *Tx) forgetCheck(a *chat.Alarm) {
	for i := range a.Check.Did {
		a.Check.Did[i].How = ""
	}
	close := func(w chat.Watcher) bool { return w.Who.Role == chat.RolePerson }
	a.Check.Told, a.Check.Cleared = slices.DeleteFunc(a.Check.Told, close), slices.DeleteFunc(a.Check.Cleared, close)
	if !a.Open() {
		a.Alias = "" // as long as it is open, initials may be all that lets people find them
	}
}

// forgetButtons keeps what workers may press about alarms that are open, for only
// so can those be ended; and nothing else.
func (tx *Tx) forgetButtons(person string) error {
	if _, err := tx.exec(`DELETE FROM button WHERE person_id = $1 AND (audience <> 'worker' OR subject_kind <> 'alarm'
		OR NOT EXISTS (SELECT 1 FROM alarm a WHERE a.id = button.subject_id AND a.is_open))`, person); err != nil {
		return err
	}
	type row struct {
		id   string
		body []byte
	}
	var rows []row
	err := tx.each("SELECT id, body_sealed FROM button WHERE person_id = $1", args(person), func(r *sqlx.Rows) error {
		var x row
		err := r.Scan(&x.id, &x.body)
		rows = append(rows, x)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range rows {
		plain, err := tx.open(person, buttonPlace(x.id), x.body)
		if err != nil && !unreadable(err) {
			return err
		}
		var l chat.Line
		if err != nil || json.Unmarshal(plain, &l) != nil || l.Author.Role == chat.RolePerson {
			if _, err := tx.exec("DELETE FROM button WHERE id = $1", x.id); err != nil {
				return err
			}
			continue
		}
		owner := house
		sealed, err := tx.sealJSON(&owner, buttonPlace(x.id), l)
		if err != nil {
			return err
		}
		if _, err := tx.exec("UPDATE button SET person_id = '', body_sealed = $2 WHERE id = $1", x.id, sealed); err != nil {
			return err
		}
	}
	return nil
}
