package adapters

import (
	"context"
	"time"

	"omzien/bot/chat"
)

// Record is the read-only view of talks and the desk, for pages. Pages pull:
// what they show is what the record says, so any instance serves any page.
// Storage implements it; main hands it to a page in its Config.
type Record interface {
	// Talk reads what the person at this address may see, oldest first, from
	// after the given line number on: at most 200 lines; ask again from the
	// last one. An address nobody wrote from yet gives an empty Talk.
	Talk(ctx context.Context, at chat.Address, after int64) (chat.Talk, error)
	// Queue lists the open conversations that the desk is concerned with:
	// waiting and live, most urgent first, then those who wait longest; then
	// those with an open alarm; then those the bot talks with.
	Queue(ctx context.Context) ([]chat.Item, error)
	// Thread reads one conversation with all its lines, notes included, from
	// after the given line number on. chat.ErrUnknown where there is none.
	Thread(ctx context.Context, conversation string, after int64) (chat.Thread, error)
	// Alarms lists the open alarms, most urgent first, then oldest.
	Alarms(ctx context.Context) ([]chat.Alarm, error)
	// Mark is a number that changes whenever a talk, the queue or an alarm
	// changed. conversation "" asks for the desk as a whole.
	Mark(ctx context.Context, conversation string) (string, error)
}

// Sessions keeps who is signed in to a page. Tokens are 256 bit, made by the
// page's adapter; only their hash is stored. Safe for concurrent use.
type Sessions interface {
	// OpenSession stores a session under the token. It lives until s.Until.
	OpenSession(ctx context.Context, token string, s chat.Session) error
	// Session finds it. chat.ErrUnknown when there is none or it is over (ended,
	// past Until, or idle for longer than s.Idle).
	Session(ctx context.Context, token string, now time.Time) (chat.Session, error)
	// KeepSession moves its end, and sets when it was last used.
	KeepSession(ctx context.Context, token string, now, until time.Time) error
	// EndSession forgets it. Ending an unknown one is no error.
	EndSession(ctx context.Context, token string) error
	// TakeSession finds it and ends it in one step: a one-time link.
	TakeSession(ctx context.Context, token string, now time.Time) (chat.Session, error)
	// Returning finds the chat of a person by their return code, as words in
	// lower case joined by "-". chat.ErrUnknown for a code that was never issued.
	Returning(ctx context.Context, code string) (chat.Address, error)
}

// Bell hints in memory that something changed, so that a page need not wait
// for its next look at the record. Hints may be lost; nothing depends on them.
type Bell interface {
	// Listen gives a channel that receives after something changed: at the
	// address's chat, or anywhere for the desk (key ""). Call stop when done.
	Listen(key string) (rang <-chan struct{}, stop func())
}
