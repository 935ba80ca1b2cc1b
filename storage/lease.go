package storage

import (
	"context"
	"fmt"
	"time"
)

// Hold takes or keeps the lease for this instance, until lasts from now. held is
// false while another instance has it; on SQLite there is no other, whatever one
// that was killed left behind. Safe for concurrent use.
func (s *Store) Hold(ctx context.Context, key string, lasts time.Duration) (held bool, err error) {
	now, err := s.Now(ctx)
	if err != nil {
		return false, err
	}
	err = s.Update(ctx, func(tx *Tx) error {
		n, err := tx.exec(`INSERT INTO lease (id, holder, epoch, until_at) VALUES ($1, $2, 1, $4)
			ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, until_at = excluded.until_at,
				epoch = lease.epoch + CASE WHEN lease.holder = excluded.holder THEN 0 ELSE 1 END
			WHERE lease.holder = excluded.holder OR lease.until_at <= $3 OR $5`,
			key, s.instance, now.UnixMilli(), now.Add(lasts).UnixMilli(), s.writer != nil)
		held = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("hold a lease: %w", err)
	}
	return held, nil
}

// Yield gives the lease up, if this instance has it.
func (s *Store) Yield(ctx context.Context, key string) error {
	err := s.Update(ctx, func(tx *Tx) error {
		_, err := tx.exec("UPDATE lease SET until_at = 0 WHERE id = $1 AND holder = $2", key, s.instance)
		return err
	})
	if err != nil {
		return fmt.Errorf("yield a lease: %w", err)
	}
	return nil
}
