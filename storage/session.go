package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// sessionBody is what a session knows of somebody, sealed with the house's key.
type sessionBody struct {
	Chat string `json:"chat,omitempty"`
	Name string `json:"name,omitempty"`
	ID   string `json:"id,omitempty"`
	By   string `json:"by,omitempty"`
}

func sessionPlace(hash string) place { return place{"session", "body_sealed", hash} }

// OpenSession stores a session under the token. It lives until v.Until.
func (s *Store) OpenSession(ctx context.Context, token string, v chat.Session) error {
	hash := s.hash(ofSession, token)
	err := s.Update(ctx, func(tx *Tx) error {
		body, err := json.Marshal(sessionBody{v.Chat, v.Name, v.ID, v.By})
		if err != nil {
			return errors.New("a session cannot be written")
		}
		sealed, err := tx.seal(house, sessionPlace(hash), body)
		if err != nil {
			return err
		}
		if _, err := tx.exec("DELETE FROM session WHERE until_at < $1", millis(v.Since)); err != nil {
			return err
		}
		var worker *string
		if v.ID != "" {
			worker = given(s.hash(ofWorker, v.ID))
		}
		_, err = tx.exec(`INSERT INTO session (token_hash, kind, made_at, seen_at, until_at, idle_ms, worker_hash, body_sealed)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
			hash, v.Kind, millis(v.Since), millis(v.Seen), millis(v.Until), v.Idle.Milliseconds(), worker, sealed)
		return err
	})
	if err != nil {
		return fmt.Errorf("open a session: %w", err)
	}
	return nil
}

// Session finds it. chat.ErrUnknown when there is none or it is over: ended,
// past Until, or idle for longer than Idle.
func (s *Store) Session(ctx context.Context, token string, now time.Time) (v chat.Session, err error) {
	err = s.glance(ctx, func(tx *Tx) (err error) {
		v, err = tx.session(findSession, s.hash(ofSession, token), now)
		return err
	})
	if err != nil {
		return chat.Session{}, fmt.Errorf("find a session: %w", err)
	}
	return v, nil
}

// KeepSession moves its end, and sets when it was last used. An unknown one
// stays unknown.
func (s *Store) KeepSession(ctx context.Context, token string, now, until time.Time) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("UPDATE session SET seen_at = $2, until_at = $3 WHERE token_hash = $1",
			s.hash(ofSession, token), millis(now), millis(until))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep a session: %w", err)
	}
	return nil
}

// EndSession forgets it. Ending an unknown one is no error.
func (s *Store) EndSession(ctx context.Context, token string) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("DELETE FROM session WHERE token_hash = $1", s.hash(ofSession, token))
		return err
	})
	if err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndSessions forgets those of one kind, of whoever has that id, that would be over at
// until: the links to one list.
func (s *Store) EndSessions(ctx context.Context, kind, id string, until time.Time) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("DELETE FROM session WHERE kind = $1 AND worker_hash = $2 AND until_at = $3",
			kind, s.hash(ofWorker, id), millis(until))
		return err
	})
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// SignOut ends all sessions of a worker, of every kind: also the links that wait for
// them, and what a browser remembers of them.
func (s *Store) SignOut(ctx context.Context, worker string) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("DELETE FROM session WHERE worker_hash = $1", s.hash(ofWorker, worker))
		return err
	})
	if err != nil {
		return fmt.Errorf("sign a worker out: %w", err)
	}
	return nil
}

// TakeSession finds it and ends it in one step: a one-time link. Of two who
// take it at once, one gets chat.ErrUnknown.
func (s *Store) TakeSession(ctx context.Context, token string, now time.Time) (v chat.Session, err error) {
	var over error
	err = s.Update(ctx, func(tx *Tx) error {
		v, over = tx.session("DELETE FROM session WHERE token_hash = $1 RETURNING kind, made_at, seen_at, until_at, idle_ms, body_sealed",
			s.hash(ofSession, token), now)
		if errors.Is(over, chat.ErrUnknown) {
			return nil // one that is over is deleted all the same
		}
		return over
	})
	if err = errors.Join(err, over); err != nil {
		return chat.Session{}, fmt.Errorf("take a session: %w", err)
	}
	return v, nil
}

// SignedIn lists the sessions of one kind that are not over, in no order.
func (s *Store) SignedIn(ctx context.Context, kind string, now time.Time) (all []chat.Session, err error) {
	err = s.read(ctx, func(tx *Tx) error {
		var hashes []string
		err := tx.each("SELECT token_hash FROM session WHERE kind = $1 AND until_at > $2", args(kind, millis(now)), func(r *sqlx.Rows) error {
			var hash string
			err := r.Scan(&hash)
			hashes = append(hashes, hash)
			return err
		})
		if err != nil {
			return err
		}
		for _, hash := range hashes {
			v, err := tx.session(findSession, hash, now)
			if errors.Is(err, chat.ErrUnknown) { // idle for too long
				continue
			}
			if err != nil {
				return err
			}
			all = append(all, v)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list who is signed in: %w", err)
	}
	return all, nil
}

const findSession = "SELECT kind, made_at, seen_at, until_at, idle_ms, body_sealed FROM session WHERE token_hash = $1"

func (tx *Tx) session(query, hash string, now time.Time) (v chat.Session, err error) {
	var made, seen, until, idle int64
	var body []byte
	found, err := tx.row(query, args(hash), &v.Kind, &made, &seen, &until, &idle, &body)
	if err != nil {
		return v, err
	}
	v.Since, v.Seen, v.Until = moment(made), moment(seen), moment(until)
	v.Idle = time.Duration(idle) * time.Millisecond
	if !found || !now.Before(v.Until) || v.Idle > 0 && now.Sub(v.Seen) > v.Idle {
		return chat.Session{}, chat.ErrUnknown
	}
	plain, err := tx.open(house, sessionPlace(hash), body)
	if err != nil {
		return v, err
	}
	var b sessionBody
	if json.Unmarshal(plain, &b) != nil {
		return v, errors.New("a session is not readable")
	}
	v.Chat, v.Name, v.ID, v.By = b.Chat, b.Name, b.ID, b.By
	return v, nil
}
