package storage

import "omzien/bot/chat"

// met is a conversation as this transaction read it.
type met struct {
	id, person    string
	words, unread int64
	timer         bool // a timer was set
	c             chat.Conversation
}

type metAlarm struct{}
