package storage

import (
	"fmt"

	"omzien/bot/chat"
)

// Talks reads the source of a version of the flows; false where it is unknown.
func (tx *Tx) Talks(version string) ([]byte, bool, error) {
	var source []byte
	found, err := tx.row("SELECT source FROM talks WHERE version = $1", args(version), &source)
	if err != nil {
		return nil, false, fmt.Errorf("read a version of the flows: %w", err)
	}
	if found {
		tx.s.talks.Store(version, true)
	}
	return source, found, nil
}

// KeepTalks keeps the source of a version, once.
func (tx *Tx) KeepTalks(version string, source []byte) error {
	if _, kept := tx.s.talks.Load(version); kept {
		return nil
	}
	_, err := tx.exec("INSERT INTO talks (version, source, made_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
		version, source, tx.s.clock().UnixMilli())
	if err != nil {
		return fmt.Errorf("keep a version of the flows: %w", err)
	}
	tx.after = append(tx.after, func() { tx.s.talks.Store(version, true) })
	return nil
}

// Poison keeps an event that could not be handled, sealed.
func (tx *Tx) Poison(ev chat.Event) error {
	conversation, person := "", house
	var err error
	switch {
	case ev.Subject.Kind == chat.SubjectConversation:
		conversation = ev.Subject.ID
		person, err = tx.owner(conversation)
	case ev.From != chat.Address{}:
		_, err = tx.row("SELECT id, person_id FROM conversation WHERE address_hash = $1 ORDER BY made_at DESC, id DESC LIMIT 1",
			args(tx.s.addressHash(ev.From)), &conversation, &person)
	case ev.Subject.Kind != "":
		person, err = tx.concerns(ev.Subject)
	}
	if err != nil {
		return fmt.Errorf("keep an event that could not be handled: %w", err)
	}
	sealed, err := tx.sealJSON(&person, place{"poison", "event_sealed", ev.ID}, ev)
	if err == nil {
		_, err = tx.exec(`INSERT INTO poison (id, at, conversation_id, person_id, event_sealed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
			ev.ID, tx.s.clock().UnixMilli(), conversation, person, sealed)
	}
	if err == nil {
		err = tx.unclear(conversation, tx.s.clock())
	}
	if err != nil {
		return fmt.Errorf("keep an event that could not be handled: %w", err)
	}
	return nil
}
