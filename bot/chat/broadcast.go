package chat

import (
	"strings"
	"time"
)

// Broadcast is what a worker writes to several people at once, who chose to hear from
// a programme. It goes out as a round: one message to each, when it suits them.
type Broadcast struct {
	Title string `json:"title"` // for desks: it stands on the cards of those who answer
	Text  string `json:"text"`
	Link  *Link  `json:"link,omitempty"`
	When  string `json:"when,omitempty"`  // of an invitation, in a worker's words
	Where string `json:"where,omitempty"` // ... where it is
	Files []File `json:"files,omitempty"` // a picture of the playbook, or one At InStore
	By    Author `json:"by,omitzero"`
	Ended Moved  `json:"ended,omitzero"` // who stopped it before it had gone to all
}

// The fields in which a worker fills a broadcast in. BroadcastTo is a programme and one
// of its circles: vlogs/vlogs.
const (
	BroadcastTo    = "lijst"
	BroadcastTitle = "titel"
	BroadcastText  = "tekst"
	BroadcastURL   = "link"
	BroadcastLabel = "linktekst"

	BroadcastPicture = "foto" // what the picture shows, for who cannot see it
	// Of an invitation to a group in the neighbourhood alone, where both are needed.
	BroadcastWhen  = "wanneer"
	BroadcastWhere = "waar"
)

// BroadcastTry is the Value of a Broadcasts event that only asks what would become of
// it: nothing is kept, and nothing goes out.
const BroadcastTry = "try"

// Why somebody did not get a broadcast, in one word (Moved.How); any other is a fault,
// or an address where nothing arrives.
const (
	BroadcastStopped = "stopped" // a worker stopped it
	BroadcastBusy    = "held"    // they had another talk all the time
	BroadcastLeft    = "left"    // they wanted no more
)

// BroadcastUndo is how long a broadcast waits at least before it goes to anybody: so
// long its writer can still stop it.
const BroadcastUndo = time.Minute

// broadcastSlot begins the slot of a broadcast's round: no playbook plans it, and none
// takes it away.
const broadcastSlot = "b-"

// BroadcastID is the round of what was written with this key to a circle: the same key
// gives the same round.
func BroadcastID(programme, circle, day, key string) string {
	return RoundID(programme, circle, day, broadcastSlot+key)
}

// IsBroadcast tells whether a round, by its id, is a broadcast.
func IsBroadcast(round string) bool {
	parts := strings.Split(round, "|")
	return len(parts) == 4 && strings.HasPrefix(parts[3], broadcastSlot)
}
