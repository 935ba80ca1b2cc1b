package chat

import (
	"slices"
	"strings"
	"time"
)

// Conversation is one person's talk with us on one address, and all that the
// pure functions know of it. It is sealed as a whole in the database: each field
// of it, and of what it holds, has a line in fields.go.
type Conversation struct {
	ID      string // columns, not part of the sealed state
	Person  string
	Address Address
	Turn    int64  // raised by every event
	Epoch   int64  // raised by every change of owner
	Alias   string // "blauwe vos": unique in the organisation, given at birth

	Kept Kept // what is kept of the person between talks; sealed beside their key

	Nickname    string // what the person wants to be called
	Lang        string
	Form        string // je or u
	Flow        FlowRef
	Step        string            // the question that waits; empty when none does
	Missed      int               // answers in a row that fit nothing
	Data        map[string]string // the flow's declared variables, as text
	Calls       []Call            // the flows that wait for this one to end, outermost first
	Private     bool              // in a flow that was called, and ended, the person said that others may see their screen
	Offered     []string          // values of the choices that were put last, where those are not simply all of the step's
	Picked      []string          // of a question that takes several: what was chosen so far
	Begun       bool              // of a question that takes a story: it has begun
	Told        []Told            // opening words and every free answer, for the card
	Sent        []File            // what the person sent while the bot had the talk: the desk gets it with the card
	Pending     string            // a question of the bot's own that waits beside the flow: "erase", "reach", "knock"
	Reach       string            // how the person will read our answer: "page", "code"; empty: not asked yet
	Handoff     Handoff
	Raised      []RaisedAt // alarms that stand at pushed desks
	Alarms      []string   // ids of its open alarms
	Over        bool       // ended; the next words begin a new conversation
	Cleared     int64      // the person's page shows no line up to this number
	Unreachable bool       // what we say at the address does not arrive: blocked, or gone
	Erase       bool       // the person's key goes with this decision, or when the last crisis alarm ends
	Timers
	Rush     Rush      // how fast the person writes
	Echo     string    // what the bot said last, newest first, as four signs of it: who only repeats that is not answered
	UnfitAt  time.Time // when the person last heard that a file of theirs did not pass
	HeardAt  time.Time // when the person last wrote or pressed
	LeftAt   time.Time // when the person last left the page by its quick exit
	SpokeAt  time.Time // when the bot last spoke by itself: after a wait, to remind, or given back
	HoursAt  time.Time // when the person last heard that nobody reads now
	FollowAt time.Time // when somebody is to follow up, as was noted at the end; zero: not, or it is done
	Promise  string    // what was agreed with them, for whoever follows up at FollowAt; nothing else is done with it
	Meldcode *Steps    // the meldcode, where it was begun
	Approach *Approach // nil: they wrote to us
	Door     AtDoor    // the card by which they came
	Invited  string    // the invitation (Member.InvitationID) that they opened, and did not answer yet
	Choosing []string  // values of the question about their appointment that was put last, beside the flow
	Counted  Counted   // what the neighbourhood picture counts of this talk
	Shown    []Shown   // the workers who said why they need what the web desk hides
}

// Timers are when something is due in a conversation; zero where nothing is.
type Timers struct {
	UnreadAt   time.Time // when the quiet item about a missed text is due
	NewsAt     time.Time // when the person waiting hears how it stands
	DangerAt   time.Time // when the numbers go out if the owner stays silent
	AnswerAt   time.Time // when to look whether a worker's words were read; stands after the end, too
	LeaseAt    time.Time // when to look whether the owner still answers
	MeldcodeAt time.Time // when people are reminded that it is not finished
	CalmAt     time.Time // when the bot answers again, after a flood of messages
	WaitUntil  time.Time // when the wait step that stands in Step is over
	RemindAt   time.Time // when the question that waits is put once more
	GiveUpAt   time.Time // when it waits no longer
	AgainAt    time.Time // Resting: when people try again
}

// Shown is that a worker said why they need what is hidden, and until when the web
// desk shows it to them.
type Shown struct {
	By    Author
	Until time.Time
}

// FlowRef names a flow in one version of the talks. A conversation stays on
// the version that it began with.
type FlowRef struct {
	Name    string
	Version string // content hash of flows and translations together
}

// Call is a flow that waits until the flow which it called ends.
type Call struct {
	Flow string // its name; the version is the conversation's
	Step string // the step that called
	Data map[string]string
	Team string // for which the bot talked
}

// Kept is what is kept of a person between talks: only what a flow declares so.
type Kept struct {
	Data     map[string]string // variables that say keep: person, by name
	Consents []Consent
	Lang     string   // the language that the person chose
	Circles  []string // the members (Member.ID) that they are

	Appointment Appointment // the one that is to come; without an ID there is none
}

// Consent is what a person agreed to.
type Consent struct {
	For       string  // in the flow's own language
	Lang      string  // in which the person read it
	Flow      FlowRef // where it was asked, in which version of the text
	Step      string
	Given     time.Time
	Withdrawn time.Time
}

// Rush counts the messages of one minute.
type Rush struct {
	From int64 // when the minute began, in seconds since 1970: it is written at every message
	N    int
}

// Told is something a person wrote freely, kept for the card.
type Told struct {
	Label   string `json:"label,omitempty"` // the question, empty for opening words
	Text    string `json:"text"`
	Contact bool   `json:"contact,omitempty"` // told where a telephone number or an e-mail address was asked for

	Flow  string `json:"-"` // the flow that the talk began with in which they were told; empty: none
	Teams string `json:"-"` // on whose cards they stand: names with commas between; empty: on any
}

// For tells whether the words stand on a card of this team.
func (t Told) For(team string) bool {
	return t.Teams == "" || slices.Contains(strings.Split(t.Teams, ","), team)
}

// ReadBy lets them stand on the team's card, too.
func (t *Told) ReadBy(team string) {
	if !t.For(team) {
		t.Teams += "," + team
	}
}

// Last is the team that was let read them last; empty where any may.
func (t Told) Last() string { return t.Teams[strings.LastIndex(t.Teams, ",")+1:] }

// HandoffState is how far the passing to people is.
type HandoffState string

const (
	NoHandoff HandoffState = ""
	Waiting   HandoffState = "waiting" // nobody has it yet
	Talking   HandoffState = "live"    // one worker has it
	Resting   HandoffState = "resting" // somebody whom a worker registered: nobody has it, and people try again later
	Done      HandoffState = "closed"
)

// Urgency orders the desk's queue. Higher goes first.
type Urgency int

const (
	Quiet  Urgency = iota // when there is time
	Normal                // today
	Urgent                // now
	Danger                // crisis
)

// Handoff is the people's side of a conversation.
type Handoff struct {
	State   HandoffState
	Team    string
	Urgency Urgency
	Card    []CardFact
	Since   time.Time // waits since
	Worker  Author    // the owner while live
	Moments
	Unsaid  bool   // the person did not hear yet who picked it up
	Resume  string // the step at which the bot goes on
	Foreign bool   // a colleague's note came after the owner's last text
	NotedBy string // the one worker whose notes stand there before any claim; empty where several
	Held    *Held
	Earlier []Held    // texts kept back before Held and not decided about yet, oldest first
	Leaving []Held    // the owner's texts that are about to leave and can be taken back until then, in the order in which they go
	Behind  []Held    // the owner's texts that wait until the person says that it suits, oldest first
	News    int       // how often the person heard how it stands
	Acked   time.Time // when the person last heard that their words stand at the desk
	Posted  []Posted  // the cards at pushed desks
	Beside  string    // the team that passed the talk on and still sees it
	Offer   *Offer    // the colleague who was asked to take over
	Owed    time.Time // since when the person waits for an answer of people; zero: for none
	Nudges  int       // how often the owner was reminded of that
	Sending []Posted  // workers' words on their way, and the pushed desk that is to hear of it

	Consults []Consult // the overleggen about the person, oldest first; those that are over, too
}

// Moments are when the owner of a talk did what; zero where they did not.
type Moments struct {
	Claimed time.Time // when the owner picked it up
	Picked  time.Time // ... by the clock of the platform where they pressed; zero where they pressed on a page
	Wrote   time.Time // when the owner last wrote to the person
	Typed   time.Time // when the newest of the owner's words in a thread were written, by the platform's clock
}

// Unsent are the workers' texts that wait: for their writer to say for whom they
// are, or until it suits the person.
func (h Handoff) Unsent() []Held {
	all := slices.Concat(h.Earlier, h.Behind)
	if h.Held != nil {
		all = append(all, *h.Held)
	}
	return all
}

// Posted is a card, or a question, that stands at a pushed desk.
type Posted struct {
	Desk    Address `json:"desk"`
	Card    string  `json:"card"`              // ID of its message; its edits name it
	Instead string  `json:"instead,omitempty"` // the thread that was gone, in whose stead this card begins another; or the chat of a desk that was given up
	Lost    int     `json:"lost,omitempty"`    // how many threads of this talk were gone there
	Change  string  `json:"change,omitempty"`  // Sending: what it does to earlier words; empty: it is new
	Away    bool    `json:"away,omitempty"`    // the talk went to a team that is not at this desk, and the card says so
}

// Offer is that one worker asked another to take a talk over.
type Offer struct {
	To Author
	By Author
}

// RaisedAt is an alarm that stands at a pushed desk, with its button.
type RaisedAt struct {
	Posted
	Alarm string
	Why   string
}

// Held is a worker's text that is kept back until they say for whom it is.
type Held struct {
	Ref    string // the event that brought it
	Worker Author
	Text   string
	Files  []File    // that go with it
	At     time.Time // when it was written
	Said   time.Time // ... by the clock of the platform where it was typed; zero elsewhere
	Leaves time.Time // Leaving: when it goes to the person
	Desk   *Address  // the pushed desk that is to hear of it; nil: none
	Asked  *Posted   // the question that stands at a pushed desk about it
	Goes   *Company  // what the person is promised by it; nil: nothing
}

// Company is that somebody goes along with the person. It holds from when the text that
// says so leaves: one that is taken back promised nothing.
type Company struct {
	Programme string // whose talks come before and after
	Day       string // 2026-11-26
	Promise   string // with whom, when and where, as the person reads it
}

// Steps are how far the meldcode for violence at home and child abuse was
// followed. The bot never reports by itself: it only keeps what people did.
type Steps struct {
	Done   []StepDone // in the order in which they were written down
	Advice string     // the day on which Veilig Thuis gave advice
	Filed  string     // the day on which it went to the dossier; then it is finished here
}

// StepDone is one step of the meldcode that somebody took.
type StepDone struct {
	Step int    // 1 to 5
	Day  string // DateLayout
	By   Author
}

// Registry is the adapter's word in the address of somebody who did not write to
// us: a worker registered them. There is no adapter of this name, and nothing can
// be said to them here.
const Registry = "aanmelding"

// Reachable tells whether something can be said to the person at their address
// at all.
func (c Conversation) Reachable() bool { return c.Address.Adapter != Registry }

// KeepBack keeps back the texts that were about to leave: their writers are asked
// about them once more.
func (h *Handoff) KeepBack() {
	for _, text := range h.Leaving {
		if h.Held != nil {
			h.Earlier = append(slices.Clone(h.Earlier), *h.Held)
		}
		h.Held = &text
	}
	h.Leaving = nil
}

// Open tells whether the conversation still goes on.
func (c Conversation) Open() bool { return !c.Over }

// Name is how the desk names the person: "Sam · blauwe vos".
func (c Conversation) Name() string {
	if c.Nickname == "" {
		return c.Alias
	}
	return c.Nickname + " · " + c.Alias
}

// Live tells whether a worker owns the conversation.
func (c Conversation) Live() bool { return c.Handoff.State == Talking }

// InHandoff tells whether the conversation is with people: waiting or live.
func (c Conversation) InHandoff() bool {
	return c.Handoff.State == Waiting || c.Handoff.State == Talking
}

// WakeAt is the earliest timer in the state; zero when none is set.
func (c Conversation) WakeAt() time.Time {
	var first time.Time
	timers := [...]time.Time{c.UnreadAt, c.NewsAt, c.DangerAt, c.AnswerAt, c.LeaseAt, c.MeldcodeAt, c.CalmAt, c.WaitUntil, c.RemindAt, c.GiveUpAt, c.AgainAt}
	all := timers[:]
	if c.InHandoff() { // people have the talk: what the bot waited for rests
		all = timers[:6]
	}
	if len(c.Handoff.Leaving) > 0 {
		first = c.Handoff.Leaving[0].Leaves
	}
	for _, t := range all {
		if !t.IsZero() && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	return first
}
