package adapters

import (
	"context"

	"omzien/bot/chat"
)

// Typist is an adapter that can show the person at an address, for a few seconds,
// that somebody is writing to them.
//
// ShowTyping makes at most one remote call. It is no message: it is called at most
// once in four seconds for an address, and only while no message waits for it; what
// fails is not tried again. Where the platform asked for silence it makes no call
// and returns nil. No error carries an address or a secret.
type Typist interface {
	Adapter
	ShowTyping(ctx context.Context, to chat.Address) error
}

// TypingTo is the key under which a Bell rings while the worker who has the talk
// writes to the person at this chat of a page. It rings in the instance where the
// worker types, and in no other: of a page that is open at another one the person
// sees the words alone.
func TypingTo(chatID string) string { return "typing to " + chatID }

// TypingAt is the key under which a Bell rings while the person of this
// conversation types, for the worker who has it: the keys of colleagues are silent.
func TypingAt(conversation, worker string) string { return "typing at " + conversation + " " + worker }
