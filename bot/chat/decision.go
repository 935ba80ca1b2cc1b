package chat

import "time"

// Facts are what the switchboard read for one decision, besides the subject.
type Facts struct {
	Desks      []Address            // the desks that the conversation is pushed to (a Slack channel): its team's, and after a warm overdracht the first team's; none where only the web desk stands
	Own        []Address            // ... its team's alone
	Others     map[string][]Address // the desks of other teams by name: those that an overleg concerns
	CanReach   bool                 // we can speak first at the person's address
	ReturnCode string               // the code with which a person on the web finds this talk again; empty elsewhere

	// EditFor is how long after words were said at the person's address they can be
	// changed and taken away there; 0: never. Longest is how long such words can be,
	// in UTF-16 units; 0: no limit.
	EditFor time.Duration
	Longest int

	// Words are those that the event is about: a worker's or a person's Edited and
	// Deleted, and Looked. It is read only for these; zero where they are not known.
	Words Words

	// Second are the addresses of the second route for alarms (e-mail), DeskURL is where
	// the web desk stands, and House is what the organisation is called. Only alarms get
	// them.
	Second  []Address
	DeskURL string
	House   string

	// Teamless tells that the playbook has the team of the alarm no more: no desk is
	// its own, so the second route hears of each rung.
	Teamless bool

	// UnreadSince is when the oldest of a worker's words that have not stood on
	// the person's page was said; zero where all did, and where there is no page.
	// It is read only where AnswerAt has come.
	UnreadSince time.Time

	// Members are those who take part at the person's address, and Rounds theirs of
	// now: open, and begun for at least one of them. Read only where there are any.
	Members []Member
	Rounds  []Round

	// Latest are the newest rounds of those of the members' circles that have no round
	// of today in Rounds: all are heard there, or nobody is asked today. The newest
	// comes first; they are not locked.
	Latest []Round

	// Invited is the member whose invitation the person opened, and did not answer yet;
	// or of this event. Channels are the ways to people: only of members.
	Invited  *Member
	Channels []Channel

	// Of a round: Circle are its members as they are now, of Planned and Woke, and of
	// Prompts that ask somebody to ring another; of Enrolled, those of the circle that the
	// form names. Wanted is, of Planned, the round as the
	// playbook and the circle want it; nil: they want none.
	Circle []Member
	Wanted *Round

	// Taken are the slots that are taken from now on, by team. It is read only where a
	// decision Lacks it.
	Taken map[string][]Slot

	// Came is how many other talks of the person were about a theme of the directory, by
	// theme, in this month and the eleven before it. It is read only where their words
	// come into a flow that counts.
	Came map[string]int

	// Watch is who hears of an alarm about a member, rung by rung: the coordinator on
	// duty, the second, everybody. Rungs behind the last are the last. Contacts are
	// those close to the member who agreed that we write to them (RolePerson, "Els
	// (dochter)"), in their order; none of CauseMany. Members are those it is about.
	Watch    [][]Watcher
	Contacts []Watcher
}

// Decision is what a pure function wants to become true. It is plain data.
type Decision struct {
	Conversation *Conversation // the next state, where the subject is a conversation
	Alarm        *Alarm        // the next state, where the subject is an alarm
	Round        *Round        // the next state, where the subject is a round
	Member       *Member       // the next state of a member of a circle, where that changed
	Moved        []Member      // others who change with that: of their circle, whose place in its order does; themselves, in the programme that they leave
	Joins        []Member      // who takes part from now on, by what was said in the conversation, or is known otherwise
	Say          []Message
	Lines        []Line  // what the record keeps besides Say: notes, marks
	Alarms       []Alarm // to open; one that is open already is only counted
	Then         []Event // for the same subject: in this transaction. For another: written down and handled next
	Answer       Answer
	Refused      bool           // nothing came of it: a button that was pressed can still be pressed
	Clears       bool           // what was said in the conversation goes: its time is over
	Lacks        string         // the team of which Facts.Taken was not there: the decision is made again with it
	Answers      []SurveyAnswer // what the person answered in a survey
	Issued       bool           // the person was shown the return code: from now on it opens this talk
}

// Words are a line of the record with what became of it.
type Words struct {
	Line  Line  // as it was first said; of Looked, the line that was asked for
	Last  Line  // the newest line that changed it; Line itself where none did
	State State // of its message, where it was one
	Parts int   // how many messages it took
}

// LineKind is whose words a line holds.
type LineKind string

const (
	LinePerson  LineKind = "person"
	LineBot     LineKind = "bot"
	LineWorker  LineKind = "worker"  // to the person
	LineNote    LineKind = "note"    // to colleagues only
	LineHeld    LineKind = "held"    // written, not sent
	LineMark    LineKind = "mark"    // "Noor pakt op": for the desk
	LineConsult LineKind = "consult" // in an overleg, which Consult names: to colleagues only
	LineForm    LineKind = "form"    // what a worker filled in: Step is the form's Kind, Form its values, Text the same in words
	LineOpened  LineKind = "opened"  // a worker had the talk before them at the web desk; only Readers tells of it
	LineButton  LineKind = "button"  // buttons at a pushed desk: what a press there means; shown nowhere else
)

// EditMark stands at pushed desks before words by which somebody changed earlier ones.
const EditMark = "(aangepast) "

// Line is one line of the record of a talk.
type Line struct {
	ID           string    `json:"id"`
	Conversation string    `json:"-"`
	N            int64     `json:"n"` // order at the address: turn*LinesPerTurn + index
	Kind         LineKind  `json:"kind"`
	At           time.Time `json:"at"`
	Author       Author    `json:"author,omitzero"`
	Text         string    `json:"text,omitempty"`
	Step         string    `json:"step,omitempty"`
	Choices      []Choice  `json:"choices,omitempty"`
	Files        []File    `json:"files,omitempty"` // a person's, or what the bot showed
	Link         *Link     `json:"link,omitempty"`
	Edits        string    `json:"edits,omitempty"` // id of the line that this one changes: Text is what stands there now
	Gone         bool      `json:"gone,omitempty"`  // ... nothing: those words were taken back
	Ref          string    `json:"ref,omitempty"`   // a person's: how their platform names the message, so that a change of it is known for one
	Token        string    `json:"-"`               // the token under which its Choices can be pressed

	Form map[string]string `json:"form,omitempty"`

	Consult string `json:"consult,omitempty"` // the overleg that it belongs to
}

// LinesPerTurn bounds how many lines one event may add to the record.
const LinesPerTurn = 1024

// ForPerson tells whether a person may see lines of this kind.
func (k LineKind) ForPerson() bool {
	return k == LinePerson || k == LineBot || k == LineWorker
}
