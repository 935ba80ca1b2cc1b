package chat

import (
	"errors"
	"time"
)

// ErrDown marks a failure that says nothing about what was asked: the database
// cannot be reached, is full, read-only or too slow. Nothing may be acknowledged.
var ErrDown = errors.New("the database cannot be reached")

// Lane is a talk at a destination. Rows of one lane are sent one after the
// other, in the order of their numbers.
type Lane struct {
	Adapter string `json:"adapter"`
	Chat    string `json:"chat"`
	Talk    string `json:"talk"`
	Consult string `json:"consult,omitempty"` // an overleg has lanes of its own: its threads are not the talk's
}

// Less orders lanes; transactions lock them in this order.
func (l Lane) Less(o Lane) bool {
	if l.Adapter != o.Adapter {
		return l.Adapter < o.Adapter
	}
	if l.Chat != o.Chat {
		return l.Chat < o.Chat
	}
	if l.Talk != o.Talk {
		return l.Talk < o.Talk
	}
	return l.Consult < o.Consult
}

// Lane is the lane that a message travels in.
func (m Message) Lane() Lane { return Lane{m.To.Adapter, m.To.Chat, m.Talk, m.Consult} }

// Row is a message on its way: one remote call of the outbox, or a line of the
// record that a page pulls.
type Row struct {
	Message
	Line string // id of the record's line that it carries
	Pull bool   // a page acknowledges that line: only the message's lane, fence and Report are stored, with the line
}

// Change is all that one transaction writes about one subject.
type Change struct {
	Event        Event
	Conversation *Conversation // as it shall be; Turn as read
	Alarm        *Alarm
	Lines        []Line
	Rows         []Row
	Open         []Alarm        // alarms to open; one that is open already is counted up
	Rounds       []Round        // as they shall be; Turn as read, or 0 where it is new
	Alarms       []Alarm        // ... other alarms that this transaction met
	Members      []Member       // ... members; new where their id is not known
	Story        *Story         // as it shall be; without a Text it goes
	Buttons      []Line         // what is offered about a round, an alarm or a member: Conversation is the subject's id, kept beside the talks
	Answers      []SurveyAnswer // of the conversation's person
	Due          []Event        // for other subjects; handled as soon as this is committed
	Issued       string         // the return code that from now on opens this talk; empty: none
	Forget       bool           // delete the person's key and all that it sealed
	Clear        bool           // delete what was said in this conversation; with the person's key, where nothing else is left of them
}

// Past says whose words are past their time (law 20): of a conversation that was
// closed before Closed, in which nothing happened since Quiet, and whose follow-up was
// to be before Closed; and of one that was left open with the bot, in which nothing
// happened since Left.
type Past struct{ Closed, Quiet, Left time.Time }

// State is how far a row is.
type State string

const (
	Queued     State = "queued"
	Sending    State = "sending"
	Sent       State = "sent"
	Retry      State = "retry"
	Uncertain  State = "uncertain"
	OnHold     State = "held" // bulk with an unknown outcome: shown, not sent again
	Dead       State = "dead"
	Superseded State = "superseded"
	Carried    State = "carried" // goes in the call of the row before it, and ends with that
)

// Claim is a row that this instance may send until the lease ends.
type Claim struct {
	Message   Message
	Lane      string // key of the lane row
	Lease     int64  // the lane's lease epoch; every mark carries it
	Until     time.Time
	Attempt   int
	Uncertain bool      // an earlier attempt may have arrived: look it up first
	Since     time.Time // when the first attempt began; where to look from
	Called    time.Time // when the last call ended of which nobody knows what came; where there was none, Since
}

// Misplaced is the Reason of a row whose thread at a desk was gone, Unreachable that
// of one to somebody who cannot be reached there, and TooLate that of one whose window
// was over (Message.Until).
const (
	Misplaced   = "misplaced"
	Unreachable = "unreachable"
	TooLate     = "too_late"
)

// Mark is the outcome of one attempt.
type Mark struct {
	Claim     Claim
	State     State
	Receipt   Receipt
	Called    time.Time // uncertain: when a call ended of which nobody knows what came; zero: none was made
	NotBefore time.Time // retry, uncertain: not before; with a rate limit also the budget's
	Budget    bool      // NotBefore holds for the whole adapter, not for this lane only; after an edit for its edits
	Reason    string    // dead: one word for the alarm, never a platform's text
	Alarm     *Alarm    // dead: raised in the same transaction
}

// Rate says how often an adapter may be called, and how much goes in one call.
type Rate struct {
	Every   time.Duration // between two calls of the whole adapter; 0: no limit
	PerChat time.Duration // between two calls to one chat; 0: no limit

	// Edits is the time between two edits of the whole adapter, where the platform
	// counts those apart from all else; 0: an edit is a call like any other.
	Edits time.Duration
	// Together is how long the messages may be, in UTF-16 units, that wait for the
	// same place and are said in one call (Message.Together); 0: each has its own.
	Together int
}

// Pressed is what a token opens.
type Pressed struct {
	Subject  Subject
	Address  Address // whose buttons they are; zero where they are in no talk
	For      Author  // for whom they were made, where they are in no talk
	Audience Role    // who may press: the person, or a worker
	Step     string
	Choice   Choice
	Used     bool   // pressed before
	Earlier  string // the value that was pressed then
}
