package storage

import (
	"context"
	"fmt"
	"time"

	"omzien/bot/chat"
)

// Prolong lets the lease of the claim's lane last until the time given, for as long
// as it is this claim's: it is not over at now, the lane was not claimed again, and
// no outcome of it was written. kept is false where it is over for this claim, for
// good; then nothing changes.
func (s *Store) Prolong(ctx context.Context, c chat.Claim, now, until time.Time) (kept bool, err error) {
	err = s.Update(ctx, func(tx *Tx) error {
		n, err := tx.exec("UPDATE lane SET lease_until = $4 WHERE id = $1 AND lease_epoch = $2 AND lease_until > $3",
			c.Lane, c.Lease, now.UnixMilli(), until.UnixMilli())
		kept = n > 0
		return err
	})
	if err != nil {
		return false, fmt.Errorf("prolong a lease: %w", err)
	}
	return kept, nil
}
