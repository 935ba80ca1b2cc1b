package storage

import (
	"errors"

	"omzien/bot/chat"
)

// What is kept of a person between their talks is sealed in the person's own
// row, beside the key. It is read in the statement that locks a conversation of
// theirs, which costs no trip of its own. On PostgreSQL such a statement may
// have waited for the lock, and then still reads the other row as it was before:
// so it is written only over what was read, and a decision that lost is made
// again.

const (
	// readKept is what is kept of the person whose conversation a statement
	// returns.
	readKept = "(SELECT p.kept_sealed FROM person p WHERE p.id = conversation.person_id)"

	// A sealed value has a nonce of its own: the same bytes are the same writing.
	changeKept = "UPDATE person SET kept_sealed = $2 WHERE id = $1 AND kept_sealed = $3"
	beginKept  = "UPDATE person SET kept_sealed = $2 WHERE id = $1 AND kept_sealed IS NULL"
)

// kept is what a person's row holds, as this transaction knows it.
type kept struct {
	sealed []byte // nil where nothing is kept
	value  chat.Kept
}

func keptPlace(person string) place { return place{"person", "kept_sealed", person} }

// kept opens what was read of the person's row. The value is the caller's own.
func (tx *Tx) kept(person string, sealed []byte) (kept, error) {
	if sealed == nil {
		return kept{}, nil
	}
	plain, err := tx.open(person, keptPlace(person), sealed)
	if err != nil {
		return kept{}, err
	}
	value, err := chat.UnmarshalKept(plain)
	if err != nil {
		return kept{}, errors.New("what is kept of a person is not readable")
	}
	return kept{sealed, value}, nil
}

// writeKept writes what is kept of the person, if that changed.
func (tx *Tx) writeKept(m *met, next chat.Kept) error {
	if m.person == house || next.Equal(m.kept.value) {
		return nil
	}
	if err := tx.writeSlot(m, next.Appointment); err != nil {
		return err
	}
	now := kept{value: next.Clone()}
	if !next.Empty() {
		var err error
		if now.sealed, err = tx.seal(m.person, keptPlace(m.person), next.Marshal()); err != nil {
			return err
		}
	}
	query, values := beginKept, args(m.person, now.sealed)
	if m.kept.sealed != nil {
		query, values = changeKept, append(values, m.kept.sealed)
	}
	n, err := tx.exec(query, values...)
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.fail(&Fault{Code: "what is kept of a person changed meanwhile", race: true})
	}
	for _, other := range tx.met {
		if other.person == m.person {
			other.kept = now
		}
	}
	return nil
}
