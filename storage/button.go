package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"omzien/bot/chat"
)

// Buttons about rounds, alarms and members stand in a table of their own, and so does
// the card at the door of somebody who was registered: they are in no talk. They are found by the hash of their token, as a line's are.

func buttonPlace(id string) place { return place{"button", "body_sealed", id} }

func (tx *Tx) writeButtons(lines []chat.Line, at time.Time) error {
	for _, l := range lines {
		of, person, err := tx.pressable(l.Conversation)
		if err != nil {
			return fmt.Errorf("write a button: %w", err)
		}
		if l.Token == "" {
			l.Token = tx.s.Token(l.ID)
		}
		if l.At.IsZero() {
			l.At = at
		}
		sealed, err := tx.sealJSON(&person, buttonPlace(l.ID), l)
		if err != nil {
			return fmt.Errorf("write a button: %w", err)
		}
		_, err = tx.exec(`INSERT INTO button (id, subject_kind, subject_id, person_id, token_hash, audience, at, body_sealed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
			l.ID, string(of.Kind), of.ID, person, tx.s.hash(ofToken, l.Token), string(audienceOf(l.Kind)), l.At.UnixMilli(), sealed)
		if err != nil {
			return fmt.Errorf("write a button: %w", err)
		}
	}
	return nil
}

// pressedButton is pressed, for what is about a round, an alarm or a member. Such a
// button may be pressed again for as long as its subject allows.
func (tx *Tx) pressedButton(hash string, choice int) (p chat.Pressed, known bool, err error) {
	first, err := tx.exec("UPDATE button SET used_at = $2, used_choice = $3 WHERE token_hash = $1 AND used_at IS NULL",
		hash, tx.s.clock().UnixMilli(), int64(choice))
	if err != nil {
		return p, false, err
	}
	var id, person string
	var body []byte
	var earlier *int64
	known, err = tx.row("SELECT id, subject_kind, subject_id, person_id, audience, used_choice, body_sealed FROM button WHERE token_hash = $1",
		args(hash), &id, &p.Subject.Kind, &p.Subject.ID, &person, &p.Audience, &earlier, &body)
	if err != nil || !known {
		return p, false, err
	}
	plain, err := tx.open(person, buttonPlace(id), body)
	if err != nil {
		return p, false, err
	}
	var l chat.Line
	if json.Unmarshal(plain, &l) != nil {
		return p, false, errors.New("a button is not readable")
	}
	if choice < 0 || choice >= len(l.Choices) {
		if first > 0 {
			_, err = tx.exec("UPDATE button SET used_at = NULL, used_choice = NULL WHERE token_hash = $1", hash)
		}
		return chat.Pressed{}, false, err
	}
	p.For, p.Step, p.Choice = l.Author, l.Step, l.Choices[choice]
	if first == 0 {
		p.Used, p.Earlier = true, chosen(l, earlier)
	}
	return p, true, nil
}
