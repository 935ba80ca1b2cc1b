package adapters

import (
	"context"
	"time"
)

// Lease lets one of several instances do what only one may do at a time, such as
// asking a platform for its updates. Storage implements it. It saves work and
// quarrels; correctness never rests on it (law 14).
type Lease interface {
	// Hold takes or keeps the lease for this instance, until so long from now.
	// held is false while another instance has it. Whoever holds it calls again
	// well before the end.
	Hold(ctx context.Context, key string, lasts time.Duration) (held bool, err error)
	// Yield gives it up, so that another instance need not wait for its end.
	Yield(ctx context.Context, key string) error
}
