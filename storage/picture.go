package storage

import (
	"errors"

	"omzien/bot/chat"
)

// A picture that a worker puts into a broadcast is of nobody's talk: it is sealed with
// the house's key, and goes with its round.

func picturePlace(id string) place { return place{"picture", "body_sealed", id} }

// keepPictures keeps what the event brought for a broadcast. The same event keeps it
// once.
func (tx *Tx) keepPictures(round string, ev chat.Event, files []chat.File) error {
	for _, f := range files {
		content, brought := ev.Brought[f.ID]
		if f.At != chat.InStore || !brought {
			continue
		}
		if len(content.Bytes) > chat.FileMost {
			return errors.New("a file that is too large to be kept")
		}
		body, err := tx.seal(house, picturePlace(f.ID), content.Marshal())
		if err != nil {
			return err
		}
		if _, err := tx.exec("INSERT INTO picture (id, round_id, body_sealed) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING", f.ID, round, body); err != nil {
			return err
		}
	}
	return nil
}

// picture reads one. Whoever asks knows its name by a line of the record.
func (tx *Tx) picture(id string) (content chat.Content, known bool, err error) {
	var body []byte
	if known, err = tx.row("SELECT body_sealed FROM picture WHERE id = $1", args(id), &body); err != nil || !known {
		return content, false, err
	}
	plain, err := tx.open(house, picturePlace(id), body)
	if err != nil {
		return content, false, err
	}
	content, err = chat.UnmarshalContent(plain)
	return content, err == nil, err
}
