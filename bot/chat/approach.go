package chat

import "time"

// Approach is how a team makes contact with somebody who did not write to us.
type Approach struct {
	Signal bool   // arrears were reported: nobody asked us to come
	Tries  []Try  // the oldest first
	Heard  string // how the talk is called that the card at their door opened; empty: nobody opened it yet
}

// Try is that a worker tried to make contact.
type Try struct {
	How   Kind // Phoned, LeftCard or Visited
	Spoke bool // with the person; else nobody was there
	At    time.Time
	By    Author
}

// AtDoor is the card by which somebody came to us: a worker had left it at their door.
type AtDoor struct {
	Item string // the conversation of the registration that it belongs to; empty: they came by no card
	Name string // how the desk names that one
}

// DoorStart is the deep link of the flow that such a card begins; the payload of the
// card's own link is DoorPrefix and a token, which works once.
const (
	DoorStart  = "deur"
	DoorPrefix = DoorStart + "-"
)

// DoorStep is the step of a Started event that such a card brought: Ref is the
// conversation of the registration, Value how the desk names it. Without a Ref the
// card was used before, or belongs to nothing that we know.
const DoorStep = "door"

// DoorID is what the token of the card for a registration is derived from.
func DoorID(conversation string) string { return conversation + "/door" }
