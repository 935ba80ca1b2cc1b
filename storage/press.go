package storage

import (
	"encoding/json"
	"errors"
	"fmt"

	"omzien/bot/chat"
)

// Pressed finds the line whose choices the token opens, marks the token as used
// with this choice, and tells how it stood before. known is false where no line
// and no button has this token, or it has no such choice. Who may press is the caller's to
// compare; an error of the transaction's function takes the mark back.
func (tx *Tx) Pressed(token string, choice int) (p chat.Pressed, known bool, err error) {
	hash := tx.s.hash(ofToken, token)
	if p, known, err = tx.pressed(hash, choice); err == nil && !known {
		p, known, err = tx.pressedButton(hash, choice)
	}
	if err != nil {
		return chat.Pressed{}, false, fmt.Errorf("find what was pressed: %w", err)
	}
	return p, known, nil
}

func (tx *Tx) pressed(hash string, choice int) (p chat.Pressed, known bool, err error) {
	var line, conversation, adapter, person string
	var body, address []byte
	var used, earlier *int64
	// The first statement locks the line, so that of two presses one is first.
	first, err := tx.exec("UPDATE line SET used_at = $2, used_choice = $3 WHERE token_hash = $1 AND used_at IS NULL",
		hash, tx.s.clock().UnixMilli(), int64(choice))
	if err != nil {
		return p, false, err
	}
	known, err = tx.row(`SELECT l.id, l.body_sealed, l.audience, l.used_at, l.used_choice, c.id, c.adapter, c.person_id, c.address_sealed
		FROM line l JOIN conversation c ON c.id = l.conversation_id WHERE l.token_hash = $1`,
		args(hash), &line, &body, &p.Audience, &used, &earlier, &conversation, &adapter, &person, &address)
	if err != nil || !known {
		return p, false, err
	}
	plain, err := tx.open(person, linePlace(line), body)
	if err != nil {
		return p, false, err
	}
	var l chat.Line
	if json.Unmarshal(plain, &l) != nil {
		return p, false, errors.New("a line is not readable")
	}
	if choice < 0 || choice >= len(l.Choices) {
		if first > 0 {
			_, err = tx.exec("UPDATE line SET used_at = NULL, used_choice = NULL WHERE token_hash = $1", hash)
		}
		return chat.Pressed{}, false, err
	}
	if p.Address, err = tx.address(person, conversation, address); err != nil {
		return p, false, err
	}
	p.Subject = chat.Subject{Kind: chat.SubjectConversation, ID: conversation}
	p.Step, p.Choice = l.Step, l.Choices[choice]
	if first == 0 {
		p.Used = true
		p.Earlier = chosen(l, earlier)
	}
	return p, true, nil
}

// Unpress takes the mark of a press back: it had no effect, and the button is
// still there for whoever may press it.
func (tx *Tx) Unpress(token string) error {
	for _, of := range []string{"line", "button"} {
		if _, err := tx.exec("UPDATE "+of+" SET used_at = NULL, used_choice = NULL WHERE token_hash = $1", tx.s.hash(ofToken, token)); err != nil {
			return fmt.Errorf("take a press back: %w", err)
		}
	}
	return nil
}

// chosen is the value of the choice with this index; empty where there is none.
func chosen(l chat.Line, i *int64) string {
	if i == nil || *i < 0 || *i >= int64(len(l.Choices)) {
		return ""
	}
	return l.Choices[*i].Value
}
