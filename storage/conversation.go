package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"omzien/bot/chat"
)

// met is a conversation as this transaction read it.
type met struct {
	id, person    string
	adapter       string
	words, unread int64
	timer         time.Time // for when one was set; zero: none
	kept          kept
	stands        stand
	counted       chat.Counted
}

// stand is where a conversation stands at the desk: columns that indexes are
// made of, and that most turns leave as they are.
type stand struct {
	open    bool
	desk    string
	urgency int64
	team    string
	since   int64
	follow  int64 // when somebody is to follow up; 0: nobody is
}

func statePlace(conversation string) place {
	return place{"conversation", "state_sealed", conversation}
}

func addressPlace(conversation string) place {
	return place{"conversation", "address_sealed", conversation}
}

// meeting finds a conversation that this transaction read.
func (tx *Tx) meeting(id string) *met {
	for _, m := range tx.met {
		if m.id == id {
			return m
		}
	}
	return nil
}

// Seen writes down the event's id. True means that it was there already: the
// event was handled before, and nothing more may be done.
func (tx *Tx) Seen(id string, at time.Time) (bool, error) {
	n, err := tx.exec("INSERT INTO event (id, at) VALUES ($1, $2) ON CONFLICT DO NOTHING", id, at.UnixMilli())
	if err != nil {
		return false, fmt.Errorf("write down an event: %w", err)
	}
	if !tx.asked {
		tx.asked, tx.first = true, id
	}
	return n == 0, nil
}

func (s *Store) addressHash(a chat.Address) string {
	return s.hash(ofAddress, a.Adapter, a.Chat, a.Thread)
}

// Meet locks the open conversation at the address, raises its turn and reads
// it. Where none is open it makes one: the same person where an earlier
// conversation stands at this address and they were not erased, else a new one
// with a key of their own; an alias nobody has; the next turn of that address.
func (tx *Tx) Meet(a chat.Address, at time.Time) (chat.Conversation, error) {
	c, err := tx.meet(a, at)
	if err != nil {
		return chat.Conversation{}, fmt.Errorf("find the conversation at an address: %w", err)
	}
	return c, nil
}

func (tx *Tx) meet(a chat.Address, at time.Time) (chat.Conversation, error) {
	hash := tx.s.addressHash(a)
	// Each round but the last meets somebody who made the conversation first, or
	// took the alias meanwhile.
	for range 64 {
		c, found, err := tx.find(a, hash)
		if err != nil || found {
			return c, err
		}
		m := &met{adapter: a.Adapter, stands: stand{open: true, since: at.UnixMilli()}}
		made, err := tx.birth(&c, m, hash, at)
		if err != nil {
			return c, err
		}
		if made {
			m.id, m.person, c.Kept = c.ID, c.Person, m.kept.value.Clone()
			tx.met = append(tx.met, m)
			return c, nil
		}
	}
	return chat.Conversation{}, errors.New("others are always first")
}

// Find is Meet where nothing shall begin: known is false where no conversation
// is open at the address.
func (tx *Tx) Find(a chat.Address) (c chat.Conversation, known bool, err error) {
	c, known, err = tx.find(a, tx.s.addressHash(a))
	if err != nil {
		return chat.Conversation{}, false, fmt.Errorf("find the open conversation at an address: %w", err)
	}
	return c, known, nil
}

func (tx *Tx) find(a chat.Address, hash string) (c chat.Conversation, found bool, err error) {
	c = chat.Conversation{Address: a}
	m := &met{adapter: a.Adapter}
	var state, kept []byte
	found, err = tx.row(`UPDATE conversation SET turn = turn + 1 WHERE address_hash = $1 AND is_open
		RETURNING id, person_id, turn, epoch, alias, state_sealed, words, unread, is_open, desk, urgency, team, since, COALESCE(follow_at, 0), `+readKept,
		args(hash), &c.ID, &c.Person, &c.Turn, &c.Epoch, &c.Alias, &state, &m.words, &m.unread,
		&m.stands.open, &m.stands.desk, &m.stands.urgency, &m.stands.team, &m.stands.since, &m.stands.follow, &kept)
	if err == nil && found {
		err = tx.enter(&c, m, state, kept)
	}
	return c, found, err
}

// enter fills a conversation that was read and remembers it.
func (tx *Tx) enter(c *chat.Conversation, m *met, state, kept []byte) error {
	plain, err := tx.open(c.Person, statePlace(c.ID), state)
	if err != nil {
		return err
	}
	if m.kept, err = tx.kept(c.Person, kept); err != nil {
		return err
	}
	c.Kept = m.kept.value.Clone()
	if err := c.UnmarshalState(plain); err != nil {
		return errors.New("a conversation's state is not readable")
	}
	m.id, m.person, m.timer, m.counted = c.ID, c.Person, c.WakeAt(), c.Counted
	tx.met = append(tx.met, m)
	return nil
}

// birth makes a conversation. made is false where another one was made at the
// address meanwhile, or the alias is taken.
func (tx *Tx) birth(c *chat.Conversation, m *met, hash string, at time.Time) (made bool, err error) {
	var before int64
	talked, err := tx.row(`SELECT person_id, (SELECT MAX(turn) FROM conversation WHERE address_hash = $1)
		FROM conversation WHERE address_hash = $1 ORDER BY made_at DESC, id DESC LIMIT 1`,
		args(hash), &c.Person, &before)
	if err == nil && (!talked || c.Person == house) { // a member of a circle may be known there
		c.Person, err = tx.personAt(hash, "")
	}
	if err != nil {
		return false, err
	}
	l, wrapped, err := tx.known(c, m)
	if err != nil {
		return false, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return false, fmt.Errorf("make an id: %w", err)
	}
	c.ID, c.Turn = id.String(), before+1
	if c.Alias, err = tx.freeAlias(c.ID); err != nil {
		return false, err
	}
	address, err := json.Marshal(c.Address)
	if err != nil {
		return false, fmt.Errorf("encode an address: %w", err)
	}
	now := at.UnixMilli()
	n, err := tx.exec(`INSERT INTO conversation (id, person_id, adapter, address_hash, address_sealed, is_open, turn, epoch,
			alias, state_sealed, desk, urgency, team, since, words, unread, desk_line, made_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, '', 0, '', $10, 0, 0, 0, $10, $10) ON CONFLICT DO NOTHING`,
		c.ID, c.Person, c.Address.Adapter, hash, l.seal(addressPlace(c.ID), address), true, c.Turn,
		c.Alias, l.seal(statePlace(c.ID), c.MarshalState()), now)
	if err != nil || n == 0 {
		return false, err
	}
	if wrapped != nil {
		return true, tx.born(c.Person, l, wrapped, at)
	}
	return true, nil
}

// holdPerson locks a person: one who begins a talk and one who loses their last
// cannot pass each other.
const holdPerson = "UPDATE person SET made_at = made_at WHERE id = $1"

// holdTalks locks all conversations of a person.
const holdTalks = "UPDATE conversation SET turn = turn WHERE person_id = $1"

// known finds the person's key, read from the database: another instance may
// have erased them within the minute; and what is kept of them. Where there is
// no such person, it makes one: wrapped is then the key as it shall be kept.
func (tx *Tx) known(c *chat.Conversation, m *met) (l *lock, wrapped []byte, err error) {
	m.kept = kept{}
	if c.Person != house {
		var sealed, kept []byte
		found, err := tx.row(holdPerson+" RETURNING key_sealed, kept_sealed", args(c.Person), &sealed, &kept)
		if err != nil {
			return nil, nil, err
		}
		if found {
			if l, err = tx.s.ring.unwrap(c.Person, sealed); err == nil {
				m.kept, err = tx.kept(c.Person, kept)
			}
			return l, nil, err
		}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, nil, fmt.Errorf("make an id: %w", err)
	}
	c.Person = id.String()
	return tx.s.ring.fresh(c.Person)
}

// Conversation locks the conversation, raises its turn and reads it. known is
// false where there is none (any more).
func (tx *Tx) Conversation(id string) (c chat.Conversation, known bool, err error) {
	var state, address, kept []byte
	m := new(met)
	c.ID = id
	known, err = tx.row(`UPDATE conversation SET turn = turn + 1 WHERE id = $1
		RETURNING person_id, adapter, address_sealed, turn, epoch, alias, state_sealed, words, unread, is_open, desk, urgency, team, since, COALESCE(follow_at, 0), `+readKept,
		args(id), &c.Person, &m.adapter, &address, &c.Turn, &c.Epoch, &c.Alias, &state, &m.words, &m.unread,
		&m.stands.open, &m.stands.desk, &m.stands.urgency, &m.stands.team, &m.stands.since, &m.stands.follow, &kept)
	if err == nil && known {
		if c.Address, err = tx.address(c.Person, id, address); err == nil {
			err = tx.enter(&c, m, state, kept)
		}
	}
	if err != nil {
		return chat.Conversation{}, false, fmt.Errorf("read a conversation: %w", err)
	}
	return c, known, nil
}

func (tx *Tx) address(person, conversation string, sealed []byte) (a chat.Address, err error) {
	plain, err := tx.open(person, addressPlace(conversation), sealed)
	if err != nil {
		return a, err
	}
	if json.Unmarshal(plain, &a) != nil {
		return a, errors.New("an address is not readable")
	}
	return a, nil
}

// owner is the person whose conversation it is: house where they were erased or
// there is no such conversation.
func (tx *Tx) owner(conversation string) (person string, err error) {
	if m := tx.meeting(conversation); m != nil {
		return m.person, nil
	}
	_, err = tx.row("SELECT person_id FROM conversation WHERE id = $1", args(conversation), &person)
	return person, err
}

// millis is a time as the database keeps it: milliseconds UTC, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is the time of a column; zero for 0.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// writeStand writes where the conversation stands at the desk, if that changed.
func (tx *Tx) writeStand(m *met, c chat.Conversation, at time.Time) error {
	next := stand{c.Open(), string(c.Handoff.State), int64(c.Handoff.Urgency), c.Handoff.Team, m.stands.since, millis(c.FollowAt)}
	switch {
	case c.Handoff.State == chat.Waiting && !c.Handoff.Since.IsZero():
		next.since = c.Handoff.Since.UnixMilli()
	case c.Handoff.State == chat.Talking && !c.Handoff.Claimed.IsZero():
		next.since = c.Handoff.Claimed.UnixMilli()
	case next.desk != m.stands.desk:
		next.since = at.UnixMilli()
	}
	if next == m.stands {
		return nil
	}
	var closed *int64
	if c.Over {
		ms := at.UnixMilli()
		closed = &ms
	}
	var follow *int64
	if next.follow != 0 {
		follow = &next.follow
	}
	m.stands = next
	_, err := tx.exec(`UPDATE conversation SET is_open = $2, desk = $3, urgency = $4, team = $5, since = $6,
		closed_at = COALESCE(closed_at, $7), follow_at = $8 WHERE id = $1`, m.id, next.open, next.desk, next.urgency, next.team, next.since, closed, follow)
	return err
}
