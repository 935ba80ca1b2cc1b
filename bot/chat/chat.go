// Package chat holds the words that every part of Omzien shares: who is
// reached where, what happened, what is said, and how far a conversation is.
//
// It is plain data without behaviour that could surprise: no I/O, no clock, no
// randomness, and no import of another package of ours. The pure functions
// (engine, handoff, alarm) turn an Event and a state into a Decision; the
// switchboard alone makes a Decision true.
package chat

import "strconv"

// Address is where a person or a desk is reached. It is comparable; two equal
// addresses are the same place. Chat may hold a platform's id of a person and
// is therefore sealed wherever it is stored, and never logged.
type Address struct {
	Adapter string `json:"adapter"`          // the adapter's Name: "webchat", "telegram"
	Chat    string `json:"chat"`             // the platform's id of the talk
	Thread  string `json:"thread,omitempty"` // the thread within it, where the platform has threads
}

// SubjectKind tells what a transaction decides about.
type SubjectKind string

const (
	SubjectConversation SubjectKind = "conversation"
	SubjectAlarm        SubjectKind = "alarm"
	SubjectRoute        SubjectKind = "route"      // the way through one adapter; ID is its name
	SubjectWorker       SubjectKind = "worker"     // one worker; ID is that of the Author
	SubjectSurvey       SubjectKind = "survey"     // one survey; ID is its programme
	SubjectTeam         SubjectKind = "team"       // one team; ID is its name
	SubjectStory        SubjectKind = "story"      // one Story; ID is empty for a new one
	SubjectRound        SubjectKind = "round"      // one circle's one day; ID is RoundID
	SubjectOccurrence   SubjectKind = "occurrence" // one member's turn in it, which alarms are about; ID is OccurrenceID
	SubjectMember       SubjectKind = "member"     // one member of a circle: what reaches them as a conversation
)

// Subject names the one thing that one transaction decides about.
type Subject struct {
	Kind SubjectKind `json:"kind"`
	ID   string      `json:"id"`
}

// Role tells on whose behalf something was said or done.
type Role string

const (
	RolePerson  Role = "person"  // somebody we are there for
	RoleWorker  Role = "worker"  // a member of the desk
	RoleProgram Role = "program" // Omzien itself: timers, receipts, the bot's own words
)

// Author is who said or did something. ID is stable within the adapter; Name is
// how others see the author. A person has neither: they are known by their
// conversation's alias.
type Author struct {
	Role Role   `json:"role"`
	ID   string `json:"id,omitempty"`
	Name string `json:"name,omitempty"`
}

// Program is the author of all that Omzien does by itself.
var Program = Author{Role: RoleProgram}

// Key derives the identifier of the i-th thing that follows from the event or
// message with the given id. The same parent and index give the same key, so
// that doing a thing twice collides on a primary key instead of happening twice.
func Key(parent string, i int) string { return parent + "/" + strconv.Itoa(i) }
