package storage

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// forget deletes a person: their key, and all that it sealed, in every
// conversation of theirs. What has to stay for others' sake, an open alarm, the
// thread of a card at the desk, stays without their words, under the house's
// key. Aliases stay.
func (tx *Tx) forget(m *met) error {
	person := m.person
	if person == house {
		return nil
	}
	_, err := tx.exec(holdPerson, person)
	if err == nil {
		err = tx.forgetAll(person)
	}
	if err != nil {
		return fmt.Errorf("erase a person: %w", err)
	}
	for _, other := range tx.met {
		if other.person == person {
			other.person = house
		}
	}
	for i := range tx.alarms {
		if tx.alarms[i].person == person {
			tx.alarms[i].person = house
		}
	}
	delete(tx.keys, person)
	tx.after = append(tx.after, func() { tx.s.ring.forget(person) })
	return nil
}

// Others reads the other conversations of c's person: for each its id, alias and
// state, in the order in which they began. One whose state cannot be read any
// more is left out: it must not keep the rest from being erased.
func (tx *Tx) Others(c chat.Conversation) (others []chat.Conversation, err error) {
	if c.Person == house {
		return nil, nil
	}
	var states [][]byte
	err = tx.each("SELECT id, alias, state_sealed FROM conversation WHERE person_id = $1 AND id <> $2 ORDER BY id", args(c.Person, c.ID), func(r *sqlx.Rows) error {
		o := chat.Conversation{Person: c.Person}
		var state []byte
		err := r.Scan(&o.ID, &o.Alias, &state)
		others, states = append(others, o), append(states, slices.Clone(state))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read a person's other conversations: %w", err)
	}
	read := others[:0]
	for i, o := range others {
		plain, err := tx.open(o.Person, statePlace(o.ID), states[i])
		if err != nil && !unreadable(err) {
			return nil, fmt.Errorf("read a person's other conversations: %w", err)
		}
		if err == nil && o.UnmarshalState(plain) == nil {
			read = append(read, o)
		}
	}
	return read, nil
}

func (tx *Tx) forgetAll(person string) error {
	type talk struct {
		chat.Conversation
		cleared bool
	}
	var talks []talk
	err := tx.each(holdTalks+" RETURNING id, adapter, cleared_at IS NOT NULL", args(person), func(r *sqlx.Rows) error {
		var c talk
		err := r.Scan(&c.ID, &c.Address.Adapter, &c.cleared)
		talks = append(talks, c)
		return err
	})
	if err != nil {
		return err
	}
	for _, c := range talks {
		if c.cleared { // what was posted of it may still be on its way to be taken away
			err = tx.emptyRecord(c.ID)
		} else {
			err = tx.emptyTalk(c.Conversation, person)
		}
		if err != nil {
			return err
		}
		if err := tx.forgetTalk(c.Conversation); err != nil {
			return err
		}
	}
	if err := tx.forgetMembers(person); err != nil {
		return err
	}
	if err := tx.forgetAnswers(person); err != nil {
		return err
	}
	if err := tx.forgetAlarms("person_id = $1", person); err != nil {
		return err
	}
	for _, statement := range []string{
		// An alarm's timer stays, for it climbs on; to be read it needs no key.
		"UPDATE due SET person_id = '' WHERE person_id = $1 AND subject_kind = 'alarm' AND id LIKE 'wake:%'",
		"DELETE FROM due WHERE person_id = $1",
		"DELETE FROM slot WHERE person_id = $1",
		"DELETE FROM poison WHERE person_id = $1",
		"DELETE FROM person WHERE id = $1",
	} {
		if _, err := tx.exec(statement, person); err != nil {
			return err
		}
	}
	return nil
}

// emptyTalk deletes what was said in one conversation. c has its id and adapter. A
// thread at a desk stays known: whoever writes there hears that the talk is over.
// So does where our own posts stand there, for only then can they be emptied.
func (tx *Tx) emptyTalk(c chat.Conversation, person string) error {
	// Lanes are locked before their rows, as everywhere.
	if err := tx.forgetLanes(c, person); err != nil {
		return err
	}
	if err := tx.forgetRows(c, person); err != nil {
		return err
	}
	if err := tx.emptyRecord(c.ID); err != nil {
		return err
	}
	_, err := tx.exec("UPDATE thread SET place_sealed = NULL WHERE conversation_id = $1", c.ID)
	return err
}

// emptyRecord deletes the lines of a conversation, and the files that came by a page.
func (tx *Tx) emptyRecord(conversation string) error {
	for _, of := range []string{"line", "upload"} {
		if _, err := tx.exec("DELETE FROM "+of+" WHERE conversation_id = $1", conversation); err != nil {
			return err
		}
	}
	return nil
}

// forgetTalk forgets with whom an emptied conversation was.
func (tx *Tx) forgetTalk(c chat.Conversation) error {
	// Whether and how it ended stays as it is: Write says so of its own one.
	address, err := json.Marshal(chat.Address{Adapter: c.Address.Adapter})
	if err != nil {
		return fmt.Errorf("encode an address: %w", err)
	}
	empty := chat.Conversation{Over: true}
	state, err := tx.seal(house, statePlace(c.ID), empty.MarshalState())
	if err != nil {
		return err
	}
	where, err := tx.seal(house, addressPlace(c.ID), address)
	if err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE conversation SET person_id = '', is_open = $2, state_sealed = $3, address_sealed = $4, code_hash = NULL, follow_at = NULL WHERE id = $1`,
		c.ID, false, state, where)
	return err
}

// forgetLanes takes the thread of the person's own lanes away, and keeps that
// of lanes at a desk: a card must stay where it can be mended.
func (tx *Tx) forgetLanes(c chat.Conversation, person string) error {
	type lane struct {
		id, adapter string
		thread      []byte
	}
	var lanes []lane
	err := tx.each("SELECT id, adapter, thread_sealed FROM lane WHERE conversation_id = $1 ORDER BY id", args(c.ID), func(r *sqlx.Rows) error {
		var l lane
		err := r.Scan(&l.id, &l.adapter, &l.thread)
		lanes = append(lanes, l)
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range lanes {
		at := place{"lane", "thread_sealed", l.id}
		var thread []byte
		if l.adapter != c.Address.Adapter && l.thread != nil {
			if thread, err = tx.rehouse(person, at, l.thread); err != nil {
				return err
			}
		}
		if _, err := tx.exec("UPDATE lane SET person_id = '', due_at = NULL, thread_sealed = $2 WHERE id = $1", l.id, thread); err != nil {
			return err
		}
	}
	return nil
}

// rehouse seals with the house's key what the person's sealed. What cannot be
// read any more is nothing: it must not keep the rest from being erased.
func (tx *Tx) rehouse(person string, at place, sealed []byte) ([]byte, error) {
	plain, err := tx.openLeft(person, at, sealed)
	if unreadable(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return tx.seal(house, at, plain)
}

// openLeft opens what the person's key sealed, or the house's already: of a talk
// that was cleared before its person was forgotten.
func (tx *Tx) openLeft(person string, at place, sealed []byte) ([]byte, error) {
	plain, err := tx.open(person, at, sealed)
	if unreadable(err) {
		plain, err = tx.open(house, at, sealed)
	}
	return plain, err
}

// erasedText stands where somebody's words stood at a desk.
const erasedText = "(gewist)"

// forgetRows deletes what was said and what was to be said. Of what was posted
// at a desk, or is being posted, it keeps where that stands and not a word; and
// what people said there is replaced.
func (tx *Tx) forgetRows(c chat.Conversation, person string) error {
	const (
		own = `DELETE FROM outbox WHERE lane_id IN (SELECT id FROM lane WHERE conversation_id = $1)
			AND (state NOT IN ('sent', 'sending', 'uncertain') OR state = 'sent' AND receipt_sealed IS NULL
				OR lane_id IN (SELECT id FROM lane WHERE conversation_id = $1 AND adapter = $2))`
		posted = "SELECT id, body_sealed, receipt_sealed FROM outbox WHERE lane_id IN (SELECT id FROM lane WHERE conversation_id = $1) ORDER BY lane_id, seq"
		blank  = "UPDATE outbox SET body_sealed = $2, receipt_sealed = $3, line_id = NULL WHERE id = $1"
	)
	if _, err := tx.exec(own, c.ID, c.Address.Adapter); err != nil {
		return err
	}
	type row struct {
		id            string
		body, receipt []byte
	}
	var rows []row
	err := tx.each(posted, args(c.ID), func(r *sqlx.Rows) error {
		var x row
		err := r.Scan(&x.id, &x.body, &x.receipt)
		rows = append(rows, row{x.id, slices.Clone(x.body), slices.Clone(x.receipt)})
		return err
	})
	if err != nil {
		return err
	}
	var alias string
	if _, err := tx.row("SELECT alias FROM conversation WHERE id = $1", args(c.ID), &alias); err != nil {
		return err
	}
	for _, x := range rows {
		kept, err := tx.emptied(person, alias, x.id, x.body)
		if err != nil {
			return err
		}
		if kept.Emptied { // it went before
			tx.erased = slices.DeleteFunc(tx.erased, func(e chat.Row) bool { return e.Message.Edits == kept.Edits })
		}
		owner := house
		body, err := tx.sealJSON(&owner, bodyPlace(x.id), kept)
		if err != nil {
			return err
		}
		var receipt []byte
		if x.receipt != nil {
			if receipt, err = tx.rehouse(person, receiptPlace(x.id), x.receipt); err != nil {
				return err
			}
		}
		if _, err := tx.exec(blank, x.id, body, receipt); err != nil {
			return err
		}
	}
	return nil
}

// emptied is a message of a desk without what it said. Whatever was posted gets an
// edit that takes it away there, also what we said ourselves: that may quote people,
// or name them. So does a card or a root that the decision does not empty itself, for
// the conversation knows of another in its stead.
func (tx *Tx) emptied(person, alias, id string, sealed []byte) (kept chat.Message, err error) {
	plain, err := tx.openLeft(person, bodyPlace(id), sealed)
	if unreadable(err) {
		return chat.Message{ID: id}, nil
	}
	if err != nil {
		return kept, err
	}
	var m chat.Message
	if json.Unmarshal(plain, &m) != nil {
		return chat.Message{ID: id}, nil
	}
	kept = chat.Message{ID: id, To: m.To, Talk: m.Talk, Consult: m.Consult, Class: m.Class, Speaker: chat.Program, Text: erasedText, Edits: m.Edits, Emptied: m.Emptied}
	if m.Card != nil {
		kept.Card = &chat.Card{Alias: alias, State: string(chat.Done)}
	}
	if m.Root != nil {
		kept.Root = &chat.Root{Alias: alias, Over: true}
	}
	if m.Edits == "" {
		kept := kept
		kept.ID, kept.Class, kept.Edits, kept.Emptied = id+"/erased", chat.Bulk, id, true
		tx.erased = append(tx.erased, chat.Row{Message: kept})
	}
	return kept, nil
}

// forgetAlarms keeps of each alarm its cause, whom it is about by alias alone,
// and who ended it.
func (tx *Tx) forgetAlarms(which, of string) error {
	var rows []alarmRow
	err := tx.each("SELECT "+alarmColumns+" FROM alarm WHERE "+which, args(of), func(r *sqlx.Rows) error {
		rows = append(rows, alarmRow{})
		return r.Scan(rows[len(rows)-1].fields()...)
	})
	if err != nil {
		return err
	}
	for i := range rows {
		a, err := rows[i].alarm(tx)
		if err != nil && !unreadable(err) {
			return err
		}
		a.Why = ""
		if a.Check != nil {
			tx.forgetCheck(&a)
		}
		if _, err := tx.row("SELECT alias FROM conversation WHERE id = $1", args(a.About.ID), &a.Alias); err != nil {
			return err
		}
		owner := house
		body, err := tx.sealJSON(&owner, alarmPlace(a.ID), a)
		if err != nil {
			return err
		}
		if _, err := tx.exec("UPDATE alarm SET person_id = '', body_sealed = $2 WHERE id = $1", a.ID, body); err != nil {
			return err
		}
	}
	return nil
}
