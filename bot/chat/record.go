package chat

import (
	"errors"
	"time"
)

// ErrUnknown means that there is no such talk, subject or session, or no longer.
var ErrUnknown = errors.New("unknown")

// Talk is a person's side of their talk.
type Talk struct {
	Conversation string // id of the newest conversation, empty before the first
	Lines        []ShownLine
	State        HandoffState
	Worker       string // name of the worker who has it
	Over         bool   // the newest conversation is closed
	Lang, Form   string
	ReadByDesk   int64 // the last line of the person that a worker has had on screen; 0: none
	Cleared      int64 // lines up to this number are no longer shown: a page takes away what it still has of them
}

// ShownLine is a line of the record and how far it travelled.
type ShownLine struct {
	Line
	State    State     // of its row to the person; empty where it has none
	ReadAt   time.Time // when it stood on the person's screen; zero: not yet
	Answered string    // the value that was pressed of its Choices

	Of    int64  // Edits: the number of the line that it changes; 0 where that is not in this conversation
	Was   string // Edits, for the desk: what stood there before
	Later Later  // what became of its words since
}

// Later is what became of words since they were said.
type Later string

const (
	LaterEdited Later = "edited"
	LaterGone   Later = "gone"
)

// Item is one conversation in the desk's queue.
type Item struct {
	ID      string
	Name    string // "Sam · blauwe vos"
	State   HandoffState
	Urgency Urgency
	Team    string
	Since   time.Time // waits since; for live ones since the claim
	Worker  Author
	Lang    string
	Unread  int    // lines of the person since a worker last wrote or noted
	Alarms  int    // open alarms about it
	Adapter string // where the person writes

	Alias    string    // "blauwe vos": what may stay where others read it later
	Themes   []string  // what the person chose that it is about, in the organisation's words
	Token    string    // picks it up as it stands now (see PickToken); empty where nobody is asked to
	Consults []Consult // that are open

	// Where it stands at the pushed desks of the adapter that asked, in Board.Standing:
	// its own thread, zero where it does not; and those of each overleg, by its id.
	Thread Address
	Asides map[string][]Address
}

// PickToken begins the tokens of Item. Such a token says which conversation a
// worker wants to pick up, and from which standing; it tells nothing to others.
const PickToken = "pick."

// Absence is that a worker is away.
type Absence struct {
	Worker Author    `json:"worker"`
	Since  time.Time `json:"since"`
	Until  time.Time `json:"-"`
}

// FollowUp is what was noted at the end of a talk: somebody looks how it goes.
type FollowUp struct {
	Conversation string
	Name         string // "Sam · blauwe vos"
	Team         string
	At           time.Time // from when on
	Worker       Author    // who rounded the talk off
	Promise      string    // what was agreed with them, in a worker's words
}

// Thread is the desk's side of one conversation.
type Thread struct {
	Item
	Card    []CardFact
	Told    []Told
	Held    *Held
	Unsent  []Held // Held, and all others that wait: for their writer, or until it suits the person
	Leaving []Held // texts that can still be taken back
	Offer   *Offer // the colleague who was asked to take it over
	Beside  string // ... and of the one that still sees it, after a warm overdracht
	Lines   []ShownLine
	Over    bool

	FollowAt time.Time // when somebody is to follow up; zero: nobody is
	MeetAt   time.Time // when they have an appointment; zero: they have none
	Meldcode *Steps    // nil: it was not begun
	Approach *Approach // nil: they wrote to us
	AgainAt  time.Time // Resting: when people try again
	Shown    []Shown   // to whom the web desk hides nothing of it, and until when
	Overleg  []Consult // the overleggen about the person, those that are over, too
}

// ShownTo is until when the web desk hides nothing of the talk to the worker with
// this id; zero: they did not ask for it.
func (t Thread) ShownTo(worker string) time.Time {
	for _, s := range t.Shown {
		if s.By.ID == worker {
			return s.Until
		}
	}
	return time.Time{}
}

// Look is that a worker had a talk before them at the web desk, once in an hour
// however long, or asked to see what is hidden there.
type Look struct {
	Worker Author
	At     time.Time
	Why    string // they asked for what is hidden: in the words of the form; empty: they had it before them
}

// Session is one signed-in browser, or one one-time link.
type Session struct {
	Kind  string // "webchat", "desk", "link", "badge" (webdesk: which worker a browser last knew): a token of one kind never opens another
	Chat  string // webchat: the address's Chat
	Name  string // desk: the worker's name
	By    string // bel: the worker who made the link, to be handed on; empty: it went to its owner by itself
	ID    string // desk: the worker's id
	Since time.Time
	Seen  time.Time
	Until time.Time
	Idle  time.Duration // 0: does not end by idleness
}
