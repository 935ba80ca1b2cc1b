package storage

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jmoiron/sqlx"

	"omzien/bot/chat"
)

// Where coordinators are reached belongs to no person that we are there for: it is
// sealed with the house's key.

func watcherPlace(coordinator string) place { return place{"watcher", "address_sealed", coordinator} }

// KeepWatcher keeps where a coordinator is reached: in place of where they were
// before, and of who was reached there.
func (s *Store) KeepWatcher(ctx context.Context, w chat.WatcherChat) error {
	err := s.Update(ctx, func(tx *Tx) error {
		hash := s.addressHash(w.At)
		owner := house
		sealed, err := tx.sealJSON(&owner, watcherPlace(w.Coordinator), w.At)
		if err != nil {
			return err
		}
		if _, err := tx.exec("DELETE FROM watcher WHERE address_hash = $1 OR id = $2", hash, w.Coordinator); err != nil {
			return err
		}
		n, err := tx.exec("INSERT INTO watcher (id, address_hash, since, address_sealed) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
			w.Coordinator, hash, w.Since.UnixMilli(), sealed)
		if err == nil && n == 0 {
			err = tx.fail(&Fault{Code: "a coordinator's chat changed meanwhile", race: true})
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("keep where a coordinator is reached: %w", err)
	}
	return nil
}

// ForgetWatcher forgets where a coordinator is reached. No such is no error.
func (s *Store) ForgetWatcher(ctx context.Context, coordinator string) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("DELETE FROM watcher WHERE id = $1", coordinator)
		return err
	})
	if err != nil {
		return fmt.Errorf("forget where a coordinator is reached: %w", err)
	}
	return nil
}

// Watcher finds where a coordinator is reached. chat.ErrUnknown where that is not
// known.
func (s *Store) Watcher(ctx context.Context, coordinator string) (chat.WatcherChat, error) {
	return s.theWatcher(ctx, "id = $1", coordinator)
}

// WatcherAt finds whose chat it is. chat.ErrUnknown where it is no coordinator's.
func (s *Store) WatcherAt(ctx context.Context, at chat.Address) (chat.WatcherChat, error) {
	return s.theWatcher(ctx, "address_hash = $1", s.addressHash(at))
}

func (s *Store) theWatcher(ctx context.Context, which string, of string) (chat.WatcherChat, error) {
	all, err := s.watchers(ctx, which, of)
	if err == nil && len(all) == 0 {
		err = chat.ErrUnknown
	}
	if err != nil {
		return chat.WatcherChat{}, fmt.Errorf("look where a coordinator is reached: %w", err)
	}
	return all[0], nil
}

// Watchers lists where coordinators are reached, by their keys.
func (s *Store) Watchers(ctx context.Context) ([]chat.WatcherChat, error) {
	all, err := s.watchers(ctx, "1 = 1 ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("list where coordinators are reached: %w", err)
	}
	return all, nil
}

// Watchers lists where coordinators are reached, by their keys.
func (tx *Tx) Watchers() ([]chat.WatcherChat, error) {
	all, err := tx.watchers("1 = 1 ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("list where coordinators are reached: %w", err)
	}
	return all, nil
}

func (s *Store) watchers(ctx context.Context, which string, of ...any) (all []chat.WatcherChat, err error) {
	err = s.glance(ctx, func(tx *Tx) error {
		all, err = tx.watchers(which, of...)
		return err
	})
	return all, err
}

func (tx *Tx) watchers(which string, of ...any) (all []chat.WatcherChat, err error) {
	err = tx.each("SELECT id, since, address_sealed FROM watcher WHERE "+which, of, func(r *sqlx.Rows) error {
		var w chat.WatcherChat
		var since int64
		var sealed []byte
		if err := r.Scan(&w.Coordinator, &since, &sealed); err != nil {
			return err
		}
		plain, err := tx.s.ring.find(house).open(watcherPlace(w.Coordinator), sealed)
		if err == nil && json.Unmarshal(plain, &w.At) != nil {
			err = errSealed
		}
		w.Since = moment(since)
		all = append(all, w)
		return err
	})
	return all, err
}
