package chat

import "time"

// Watched is a thread at a desk that is read for what its platform did not bring
// by itself: platforms drop events, and we are away at times.
type Watched struct {
	At      Address
	Talk    string       // the conversation's id
	Consult string       // the overleg whose thread it is; empty: the talk's own
	State   HandoffState // empty while the bot has the talk
	Urgency Urgency
	Owner   Author    // the worker who has the talk; empty where none does
	Over    bool      // the talk is closed
	Mark    string    // the platform's id of the newest message that was read; empty: none was
	Looked  time.Time // when it was last read; zero: it is to be read at once
	Gone    bool      // nobody can write there any more: it is not read again
}

// Typed is something that a worker typed in a thread, and that the record keeps.
type Typed struct {
	Event string // the id of the event that brought it
	By    Author
}
