package adapters

import "time"

// CaughtUp is an Adapter that knows whether its platform still holds what people said
// while we were away. After a start or a gap nobody is called overdue before all of
// them say so, or a minute has passed (law 11). Where several instances run, only the
// one that receives can say so.
type CaughtUp interface {
	// CaughtUp tells whether all that lay at the platform at this time was handed in
	// and stored. It does not wait; where the answer is no it hurries to find out.
	CaughtUp(since time.Time) bool
}
