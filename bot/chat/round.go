package chat

import (
	"strings"
	"time"
)

// Stand is how far one member's turn in a round is.
type Stand string

const (
	StandPlanned     Stand = "planned"     // nothing was asked yet
	StandAsked       Stand = "asked"       // the prompt is on its way, or stands on their screen
	StandWell        Stand = "well"        // answered: all is well
	StandNotWell     Stand = "not_well"    // answered: they are not well, or want to be rung
	StandSign        Stand = "sign"        // a sign of life that nobody has read yet
	StandUnreachable Stand = "unreachable" // the prompt cannot be delivered there
	StandNotAsked    Stand = "not_asked"   // not asked, by a fault of ours
	StandOverdue     Stand = "overdue"     // no answer in time
	StandWith        Stand = "with"        // a named human has taken it up
	StandContact     Stand = "contact"     // somebody close to them is asked to look
	StandAccepted    Stand = "accepted"    // ... and goes
	StandResolved    Stand = "resolved"    // a named human says how it ended
	StandPaused      Stand = "paused"      // said beforehand that they are away
	StandDropped     Stand = "dropped"     // left, or the programme was changed, before anything was asked
	StandAnswered    Stand = "answered"    // of a talk that a programme began: they wrote or pressed
	StandSilent      Stand = "silent"      // ... they did not; that is nobody's alarm
)

// Closed tells whether nothing is to be done about it any more.
func (s Stand) Closed() bool {
	switch s {
	case StandWell, StandResolved, StandPaused, StandDropped, StandAnswered, StandSilent:
		return true
	}
	return false
}

// Alarmed tells whether people are to look.
func (s Stand) Alarmed() bool {
	switch s {
	case StandNotWell, StandSign, StandUnreachable, StandNotAsked, StandOverdue, StandWith, StandContact, StandAccepted:
		return true
	}
	return false
}

// Moved is one change of an occurrence.
type Moved struct {
	To  Stand     `json:"to"`
	At  time.Time `json:"at"`
	By  Author    `json:"by,omitzero"`
	How string    `json:"how,omitempty"` // one word, or a named human's note: no words of the member

	Member string `json:"member,omitempty"` // of a combined alarm: which of those it names; empty: it is about all
}

// Occurrence is one member's turn in a round. Who it is stands with the member;
// here are ids and times only.
type Occurrence struct {
	Member string      `json:"member"`
	Stand  Stand       `json:"stand"`
	At     time.Time   `json:"at"`               // when the first prompt is planned
	Until  time.Time   `json:"until"`            // no prompt goes out at or after this
	Due    time.Time   `json:"due"`              // the deadline (law 11)
	Early  time.Time   `json:"early"`            // an answer from then on counts for this occurrence
	Remind []time.Time `json:"remind,omitempty"` // when it is asked again
	Asked  int         `json:"asked,omitempty"`  // how many prompts were ordered
	NextAt time.Time   `json:"next,omitzero"`    // when the next prompt is ordered; zero: none is
	Out    time.Time   `json:"out,omitzero"`     // when the prompt was ordered of which nobody knows yet whether it was sent; zero: there is none
	SentAt time.Time   `json:"sent,omitzero"`    // the last prompt that was proven sent
	Heard  time.Time   `json:"heard,omitzero"`   // when they were heard of last, by the platform's time
	Fault  bool        `json:"fault,omitempty"`  // a prompt went nowhere before the window was over, by a fault of ours
	Rings  string      `json:"rings,omitempty"`  // keten: the member whom they were asked to ring
	Phone  bool        `json:"phone,omitempty"`  // somebody rings them: telefoon
	Drill  bool        `json:"drill,omitempty"`  // OEFENING
	Within string      `json:"within,omitempty"` // the combined alarm that names them, by id
	Log    []Moved     `json:"log,omitempty"`
}

// Move changes how the occurrence stands, and keeps who did so, when and how.
func (o *Occurrence) Move(to Stand, at time.Time, by Author, how string) {
	o.Stand = to
	o.Log = append(o.Log[:len(o.Log):len(o.Log)], Moved{To: to, At: at, By: by, How: how})
}

// Notes are what named humans wrote down about how the member is, in their order. They
// may name people: no pushed desk and no mail shows them (law 15).
func (o Occurrence) Notes() (notes []Moved) {
	for _, m := range o.Log {
		if (m.To == StandWell || m.To == StandNotWell) && m.By.Role == RoleWorker && m.How != "" {
			notes = append(notes, m)
		}
	}
	return notes
}

// Round is one circle's one day and slot.
type Round struct {
	ID        string `json:"-"` // RoundID
	Turn      int64  `json:"-"`
	Programme string `json:"-"`
	Circle    string `json:"-"`
	Day       string `json:"-"` // 2026-11-22
	Slot      string `json:"-"` // 0830
	Team      string `json:"-"`

	Plan        string       `json:"plan,omitempty"`  // fingerprint of what was wanted when it was planned last; the switchboard's
	Armed       string       `json:"armed,omitempty"` // what else of the playbook its alarms were armed by: team, circle and ladder
	Occurrences []Occurrence `json:"all,omitempty"`   // in the circle's order
	Chain       bool         `json:"chain,omitempty"`
	Talk        bool         `json:"talk,omitempty"`     // it begins a talk with each: nobody is missed, and no alarm is planned
	At          int          `json:"place,omitempty"`    // keten: whose turn it is to ring, in Occurrences
	MoveAt      time.Time    `json:"move,omitzero"`      // keten: when it goes on without them
	Posted      []Posted     `json:"posted,omitempty"`   // the boards at pushed desks
	RoundAt     time.Time    `json:"done,omitzero"`      // "cirkel rond"
	Combined    string       `json:"combined,omitempty"` // the alarm that names many at once
	Broadcast   *Broadcast   `json:"broadcast,omitempty"`
	Wake        time.Time    `json:"wake,omitzero"`
}

// RoundID is the key of a round: the same plan gives the same round.
func RoundID(programme, circle, day, slot string) string {
	return strings.Join([]string{programme, circle, day, slot}, "|")
}

// OccurrenceID is the key of a member's turn in a round; RoundOf gives both back.
func OccurrenceID(round, member string) string { return round + "#" + member }

// RoundOf is the way back from OccurrenceID.
func RoundOf(occurrence string) (round, member string, ok bool) { return strings.Cut(occurrence, "#") }

// WakeAt is when something is due in the round; zero when nothing is.
func (r Round) WakeAt() time.Time { return r.Wake }

// Of finds a member's occurrence; nil where they have none in this round.
func (r *Round) Of(member string) *Occurrence {
	for i := range r.Occurrences {
		if r.Occurrences[i].Member == member {
			return &r.Occurrences[i]
		}
	}
	return nil
}

// Open tells whether anything is still to be done in the round.
func (r Round) Open() bool {
	for _, o := range r.Occurrences {
		if !o.Stand.Closed() {
			return true
		}
	}
	return false
}

// CircleDay is a round with those who are in it, as desks show it.
type CircleDay struct {
	Round
	Members []Member // by their occurrences; an erased one has an ID alone
}

// MissedPage is an alarm about members, with them and their turns.
type MissedPage struct {
	Alarm
	Members     []Member
	Occurrences []Occurrence
	Token       string // opens the buttons of the page, for whoever it was made for
}
