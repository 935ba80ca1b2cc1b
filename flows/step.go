package flows

import (
	"time"

	"omzien/bot/chat"
)

// Var is a declared variable.
type Var struct {
	Type  VarType
	About string // what it is, in the author's words; the label on the card
	Keep  string // what it is kept for between talks, in words that the person may read; empty: it goes with the talk
}

// VarType is the type of a declared variable: which answers it takes. Values
// are kept as text.
type VarType string

const (
	VarText          VarType = "text"          // words, in one message
	VarStory         VarType = "story"         // words, in as many messages as somebody wants
	VarChoice        VarType = "choice"        // the value of an option
	VarSeveral       VarType = "several"       // values of options, separated by commas
	VarNumber        VarType = "number"        // a number, with a decimal point
	VarYesNo         VarType = "yesno"         // ja or nee
	VarDate          VarType = "date"          // 2026-11-27
	VarTime          VarType = "time"          // 09:30
	VarPhone         VarType = "phone"         // +31612345678
	VarEmail         VarType = "email"         // as it was typed
	VarNeighbourhood VarType = "neighbourhood" // one of the directory's, asked for by postcode or name
	VarFound         VarType = "found"         // entries of the directory, separated by commas
	VarEntry         VarType = "entry"         // one entry of the directory
)

// Contact tells whether values of the type are how somebody is reached: they
// stand on the web desk alone.
func (t VarType) Contact() bool { return t == VarPhone || t == VarEmail }

// StepKind is what a step does.
type StepKind string

const (
	StepSay     StepKind = "say"
	StepAsk     StepKind = "ask"
	StepChoose  StepKind = "choose"
	StepScale   StepKind = "scale"
	StepConsent StepKind = "consent"
	StepGoto    StepKind = "goto"
	StepSet     StepKind = "set"
	StepCall    StepKind = "call"
	StepWait    StepKind = "wait"
	StepFind    StepKind = "find"
	StepEnrol   StepKind = "enrol"
	StepLeave   StepKind = "leave"
	StepBook    StepKind = "book"
	StepNotify  StepKind = "notify"
	StepHandoff StepKind = "handoff"
	StepEnd     StepKind = "end"
)

// Step is one thing in a flow. Steps run in order unless one says goto. A step
// with When is passed over unless the condition holds.
type Step struct {
	ID   string // declared, or derived from its kind and place; unique in the flow
	Kind StepKind
	When *Condition
	Goto int // where to go on after this step: index of a step, or End. Always set

	Text  Text     // what is said or asked; of a handoff and a notify: what the person hears
	More  []Text   // say: messages after the first
	Media *Media   // say: shown with the last message
	Link  *Link    // say: shown with the last message
	Save  string   // questions, find and book: the variable that takes the answer
	Card  []string // notify, handoff: the variables that stand on the card

	// Questions: ask, choose, scale, consent.
	Skip    Text     // the label of "rather not"; empty: cannot be skipped
	Skipped int      // where to go on when it was skipped
	Again   Text     // ask: what is said to an answer that does not fit; empty: a fixed text for its type
	Options []Option // choose, scale, consent
	Several bool     // choose: more than one may be chosen
	Done    Text     // choose several, ask for a story: the label of "that was all"; empty: a fixed text
	From    string   // choose: the variable (several or found) whose values are offered before the options
	Big     bool     // large buttons, where a platform has them
	Remind  *Patience
	GiveUp  *Patience

	For       string    // consent: what for, in words that the person may read later
	Set       []Setting // set
	Call      *Call     // call
	Wait      *Wait     // wait
	Find      *Find     // find
	Programme string    // enrol, leave
	Unable    int       // enrol: where to go on when we cannot speak first there; End where the flow does not say
	Team      string    // notify, handoff; book: whose calendar
	None      int       // book: where to go on without an appointment
	Urgency   chat.Urgency
	Closed    Text // notify, handoff: what the person hears outside the team's hours; empty: Text
}

// Asks tells whether the step waits for an answer of the person.
func (s *Step) Asks() bool {
	switch s.Kind {
	case StepAsk, StepChoose, StepScale, StepConsent:
		return true
	}
	return false
}

// End as a Goto ends the flow.
const End = -1

// Option is one answer of a choose step.
type Option struct {
	Value string
	Label Text
	Also  []string // other words that mean this, normalised
	Goto  int      // where to go on, or End
}

// Media is a file that is shown. It lies in the playbook's folder media.
type Media struct {
	Kind  string // photo, video, document: as in chat.File
	File  string // its name in the folder
	Sum   string // SHA-256 of its content, as in Medium
	Size  int64  // in bytes
	About Text   // what it shows, for who cannot see it
}

// Link is a page to open.
type Link struct {
	Label Text
	URL   string
}

// Patience is how long a question waits before something is said or given up.
type Patience struct {
	After time.Duration
	Text  Text // empty: a fixed text for Remind, nothing for GiveUp
	Goto  int  // GiveUp: where to go on, or End
}

// Setting is one variable that a set step sets.
type Setting struct {
	Var   string
	Value string     // as it is kept; where Expr is nil
	Expr  *Condition // computes it
}

// Call is another flow that runs before this one goes on.
type Call struct {
	Flow string
	With [][2]string // theirs, ours: what they begin with
	Back [][2]string // ours, theirs: what we take over at their end

	through bool // it can end without waiting for anybody
	cost    int  // how much it does at once, at most
}

// Wait is how long a talk rests. It never ends in the night.
type Wait struct {
	For    time.Duration // from now; 0 where At says it
	Clock  int           // until this time of day, in minutes after local midnight; -1: none
	Day    string        // the variable that tells the day: a date, or an entry, which has its next date; empty: the first such moment
	Before int           // days before that day
}

// Find looks up entries of the directory. A pair is a literal, or a variable.
type Find struct {
	Kinds         []string // inloop, activiteit, groep, partner, vrijwilliger, gids; empty: any
	Theme         Ref
	Neighbourhood Ref
	Age           Ref
	None          int  // where to go on when nothing was found; same as Goto where the flow does not say
	Most          int  // how many at most
	Returning     bool // only of themes with which the person comes back; others find nothing
}

// Ref is a value of a find: one that the author wrote, or that of a variable.
type Ref struct{ Literal, Var string }

// Step finds a step by its id; nil and -1 where there is none.
func (f *Flow) Step(id string) (*Step, int) {
	i, ok := f.index[id]
	if !ok {
		return nil, -1
	}
	return &f.Steps[i], i
}

// FirstHandoff is the step at which the flow first hands over to people; nil
// where it never does. Of no flow there is none.
func (f *Flow) FirstHandoff() *Step {
	if f != nil {
		for i := range f.Steps {
			if f.Steps[i].Kind == StepHandoff {
				return &f.Steps[i]
			}
		}
	}
	return nil
}

// Notices are the steps at which the flow asks people to look, in order. Of no
// flow there are none.
func (f *Flow) Notices() (steps []*Step) {
	if f != nil {
		for i := range f.Steps {
			if f.Steps[i].Kind == StepNotify {
				steps = append(steps, &f.Steps[i])
			}
		}
	}
	return steps
}
