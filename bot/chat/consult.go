package chat

import (
	"slices"
	"strings"
	"time"
)

// Consult is an overleg: workers talk about a person, in a thread of its own at
// each pushed desk concerned and in a place of its own on the web desk. Nothing
// that is said there ever goes to the person.
type Consult struct {
	ID       string    // the event that opened it
	By       Author    // who asked
	Question string    // what they asked; empty once it is over
	Case     bool      // casusoverleg: with several, for as long as it takes
	Asked    []Invitee // the colleagues who were invited
	Teams    []string  // the teams that were invited, by name
	Since    time.Time
	Ended    time.Time // zero: it is open
	Posted   []Posted  // its roots at pushed desks
}

// Open tells whether the overleg still goes on.
func (k Consult) Open() bool { return k.Ended.IsZero() }

// Invites tells whether the worker with this id was invited by name.
func (k Consult) Invites(worker string) bool {
	return slices.ContainsFunc(k.Asked, func(c Invitee) bool { return c.ID == worker })
}

// Invitee is a worker who is invited to an overleg.
type Invitee struct {
	Author
	// At are the pushed desks (Address.Chat) that they belong to, as far as the
	// adapter knows that; none: it is not known, or they are at the web desk.
	At []string
}

// Invitees writes the colleagues as the value of a field of FieldPeople: a line
// for each, with its id, its desks and its name between tabs.
func Invitees(all []Invitee) string {
	lines := make([]string, len(all))
	for i, c := range all {
		lines[i] = c.ID + "\t" + strings.Join(c.At, " ") + "\t" + strings.Join(strings.Fields(c.Name), " ")
	}
	return strings.Join(lines, "\n")
}

// InviteesOf reads such a value, each colleague once; false where it is none.
func InviteesOf(value string) (all []Invitee, ok bool) {
	if value == "" {
		return nil, true
	}
	for line := range strings.SplitSeq(value, "\n") {
		parts := strings.Split(line, "\t")
		if len(parts) != 3 || parts[0] == "" || strings.TrimSpace(parts[2]) == "" {
			return nil, false
		}
		c := Invitee{Author: Author{Role: RoleWorker, ID: parts[0], Name: strings.TrimSpace(parts[2])}, At: strings.Fields(parts[1])}
		if len(c.At) == 0 {
			c.At = nil
		}
		if !slices.ContainsFunc(all, func(o Invitee) bool { return o.ID == c.ID }) {
			all = append(all, c)
		}
	}
	return all, true
}

// The fields of an overleg's form: what is asked, whom and which teams, and
// whether it is one for several (casusoverleg).
const (
	ConsultQuestion   = "vraag"
	ConsultColleagues = "collegas"
	ConsultTeams      = "teams"
	ConsultSort       = "soort"
	ConsultCase       = "casus" // the value of ConsultSort for a casusoverleg
)

// ConsultStep is the step of the buttons of an overleg, and ConsultOf the overleg
// that such a step is of; empty where it is of none.
func ConsultStep(consult string) string { return consultSteps + consult }

// ConsultOf is the way back from ConsultStep.
func ConsultOf(step string) string {
	consult, is := strings.CutPrefix(strings.TrimPrefix(step, usedStep), consultSteps)
	if !is {
		return ""
	}
	return consult
}

const consultSteps = "consult:"

// Root is the message at a desk with which an overleg begins; its thread is the
// overleg. Like a card it begins a thread where it edits nothing.
type Root struct {
	Alias    string   `json:"alias"` // of whom they talk: "Sam · blauwe vos"
	By       string   `json:"by"`
	Asked    []Author `json:"asked,omitempty"` // who is called by it
	Teams    []string `json:"teams,omitempty"` // as they are labelled
	Question string   `json:"question,omitempty"`
	Case     bool     `json:"case,omitempty"`
	Over     bool     `json:"over,omitempty"`
}

// Begins tells whether the message stands at a desk's root, and begins a thread
// where it replaces nothing.
func (m Message) Begins() bool {
	return m.Card != nil || m.Day != nil || m.Root != nil || m.Alert != nil || m.Board != nil
}

// Title is the root's first line.
func (r Root) Title() string {
	title := "Overleg over " + r.Alias
	if r.Case {
		title = "Casusoverleg over " + r.Alias
	}
	if r.Over {
		title += ": klaar"
	}
	return title
}
