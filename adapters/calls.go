package adapters

import (
	"context"
	"time"

	"omzien/bot/chat"
)

// Calls keeps what is to be said by telephone (telefoon). Storage implements it, sealed
// with the member's person's key; main hands it in. Safe for concurrent use.
type Calls interface {
	// KeepCall keeps a call. One with the same ID that is there already stays as it
	// is, and is no error. chat.ErrUnknown: the member left, or is not known (any more).
	KeepCall(ctx context.Context, c chat.CallItem) error
	// Call finds one. chat.ErrUnknown where there is none.
	Call(ctx context.Context, id string) (chat.CallItem, error)
	// Calls lists the calls to these members since then, done ones too, the oldest first.
	Calls(ctx context.Context, members []string, since time.Time) ([]chat.CallItem, error)
	// CallDone writes down how a call went (CallSpoken, CallMissed), and who says so.
	// The first who says that they spoke is kept. chat.ErrUnknown where there is none.
	CallDone(ctx context.Context, id string, by chat.Author, how string, at time.Time) error
}
