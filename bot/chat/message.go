package chat

import "time"

// Class orders what is sent. Lower goes first.
type Class int

const (
	Crisis   Class = iota // help numbers, alarms
	Live                  // words between people
	Prompt                // the bot's own talk
	Outreach              // check-ins: very many may be said at one time, and a talk waits for none
	Bulk                  // broadcasts
	Aside                 // that a worker's words went: everything else passes it
)

// Message is one thing to be said to one address. It is what an adapter sends,
// after Fit cut it to the platform's limits: one Message, one remote call.
type Message struct {
	ID      string    `json:"id"` // derived key; the same message always has the same one
	To      Address   `json:"to"`
	Talk    string    `json:"talk"` // conversation id: with To.Adapter and To.Chat it names the lane
	Class   Class     `json:"class"`
	Fenced  bool      `json:"fenced,omitempty"` // the bot's own talk: superseded when a worker took over since
	Epoch   int64     `json:"epoch,omitempty"`  // the conversation's epoch when it was said
	Speaker Author    `json:"speaker,omitzero"` // who says it
	Text    string    `json:"text,omitempty"`
	Step    string    `json:"step,omitempty"` // the step whose choices these are
	Choices []Choice  `json:"choices,omitempty"`
	Big     bool      `json:"big,omitempty"`   // choices as large buttons below the field, which send their label as words; where a platform has them
	Token   string    `json:"token,omitempty"` // filled by the switchboard where there are Choices
	Files   []File    `json:"files,omitempty"`
	Link    *Link     `json:"link,omitempty"`
	Card    *Card     `json:"card,omitempty"`
	Day     *Day      `json:"day,omitempty"`
	Root    *Root     `json:"root,omitempty"`
	Alert   *Alert    `json:"alert,omitempty"`
	Board   *Board    `json:"board,omitempty"`
	Page    string    `json:"page,omitempty"`    // the alarm whose page its link opens, for For alone: the switchboard fills Link
	Consult string    `json:"consult,omitempty"` // the overleg that it belongs to: names the lane, too
	For     Author    `json:"for,omitzero"`      // the worker who is called by it, at a desk that can
	Until   time.Time `json:"until,omitzero"`    // a prompt: at or after this it is not sent any more, and Failed says so (law 11)
	Said    time.Time `json:"said,omitzero"`     // when a worker wrote it, by the platform's clock: what waits in a lane goes in this order
	Edits   string    `json:"edits,omitempty"`   // ID of the message this one replaces
	Gone    bool      `json:"gone,omitempty"`    // what it replaces is taken away; Text says so where only its words can be changed
	Emptied bool      `json:"emptied,omitempty"` // it only takes words away that stand there: where it is gone that is as good, and where it cannot be changed it goes as a whole
	Place   string    `json:"-"`                 // the platform's id of that message, known when this one is claimed; empty: it never arrived
	Report  bool      `json:"report,omitempty"`  // write a Delivered event once sent (Failed is always written)

	// Content is what its file holds, where that is not of the playbook: fetched just
	// before the call, and fit to be shown. It stands in no row.
	Content *Content `json:"-"`

	// Together is what this one call says, in order, where it says several
	// messages: this one with those that it carries, or, in an edit, all that stand
	// in the post that it replaces. It is found at the claim; empty: this one alone.
	Together []Message `json:"-"`
}

// Joins tells whether the message may share a call with those behind it that
// join, too: words of a person, or a worker's receipt, with nothing to press, to
// show or to replace.
func (m Message) Joins() bool {
	words := m.Speaker.Role == RolePerson && m.Class <= Live
	return (words || m.Class == Aside) && m.Text != "" && !m.Fenced && !m.Report && m.Edits == "" &&
		m.Card == nil && m.Root == nil && m.Link == nil && len(m.Choices) == 0 && len(m.Files) == 0
}

// Choice is one button, or one number where there are no buttons.
type Choice struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Verb  Kind   `json:"verb,omitempty"`  // what a press means; empty is Chose
	Style string `json:"style,omitempty"` // primary, danger, StyleMore; else as all others
}

// StyleMore is for a choice that few need: it may stand behind "meer".
const StyleMore = "more"

// Card is the desk's one message about a handoff; its thread is the talk. A
// card that edits nothing begins a thread: its receipt's Thread becomes the
// lane's, also where the lane had one.
type Card struct {
	Alias   string     `json:"alias"`
	Team    string     `json:"team"`
	Urgency Urgency    `json:"urgency"`
	Facts   []CardFact `json:"facts,omitempty"`
	Lang    string     `json:"lang,omitempty"`
	Since   time.Time  `json:"since"` // waits since
	State   string     `json:"state"` // the handoff's state, in its own word
	Worker  string     `json:"worker,omitempty"`
}

// CardFact is one labelled answer on a card.
type CardFact struct {
	Label   string `json:"label"`
	Text    string `json:"text"`
	Contact bool   `json:"contact,omitempty"` // a telephone number or an e-mail address, or words beside one: on the web desk alone (law 15)
	Inside  bool   `json:"inside,omitempty"`  // on the web desk alone, as a whole (law 15)
	Chosen  bool   `json:"chosen,omitempty"`  // the organisation's own words: one of the choices that it offered
}

// Day is what a team finds in the morning, a message of its own at the desk's
// root. Of whom it tells is read when it is sent: it stands in no row.
type Day struct {
	Team string `json:"team"` // its name
	Date string `json:"date"` // 2026-11-22
}

// Board is how one circle's one day goes, at a desk's root; edited in place. What it
// tells is read when it is sent: it stands in no row.
type Board struct {
	Round string `json:"round"`
}

// Alert is an alarm about members of a circle, at a desk's root: its thread is where
// people act. Initials only (law 15).
type Alert struct {
	Alarm string   `json:"alarm"`
	Title string   `json:"title"`
	Lines []string `json:"lines,omitempty"` // what is known, and the order of steps
	Who   []string `json:"who,omitempty"`   // of many: their initials
	State Stand    `json:"state"`
	By    string   `json:"by,omitempty"` // who has it
	Drill bool     `json:"drill,omitempty"`
	Over  bool     `json:"over,omitempty"`
	Calls bool     `json:"calls,omitempty"` // everybody at the desk is called by it
	Bare  bool     `json:"bare,omitempty"`  // it is about nobody who could be rung
}

// Receipt is what a platform gave back for a message.
type Receipt struct {
	ID     string    `json:"id"`               // the platform's id of the message
	Thread string    `json:"thread,omitempty"` // the thread it opened or stands in
	At     time.Time `json:"at,omitzero"`
}
