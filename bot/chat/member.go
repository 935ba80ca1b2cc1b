package chat

import (
	"strconv"
	"strings"
	"time"
)

// MemberState is how somebody stands in a circle.
type MemberState string

const (
	MemberInvited MemberState = "invited" // a worker enrolled them; they did not say yes yet
	MemberActive  MemberState = "active"
	MemberPaused  MemberState = "paused" // not asked before Until
	MemberLeft    MemberState = "left"
)

// AdapterPhone is where people without an app are: its messages are calls that a
// named human makes.
const AdapterPhone = "telefoon"

// Member is somebody who takes part in a programme: one person in one of its
// circles. What tells who they are is sealed with their key.
type Member struct {
	ID        string      `json:"-"` // UUIDv7
	Person    string      `json:"-"`
	Programme string      `json:"-"`
	Circle    string      `json:"-"`
	Address   Address     `json:"-"` // where they are asked; zero while invited
	State     MemberState `json:"-"`
	Place     int64       `json:"-"` // order in the circle: in a keten each rings the next
	Until     string      `json:"-"` // paused: the first day on which they are asked again, as 2026-11-22
	Changed   time.Time   `json:"-"`

	Name     string    `json:"name"`               // as they are spoken to: "mevrouw De Wit"
	Initials string    `json:"initials"`           // as desks show them: "R.W."
	Full     string    `json:"full,omitempty"`     // first and last name, for whoever stands at the door
	Phones   []string  `json:"phones,omitempty"`   // in the order in which they are rung
	Home     string    `json:"home,omitempty"`     // street and number, place
	Access   string    `json:"access,omitempty"`   // notes: back door, dog, hard of hearing
	Doctor   string    `json:"doctor,omitempty"`   // GP, with number
	Contacts []Contact `json:"contacts,omitempty"` // in the order in which they are asked
	Prompt   int       `json:"prompt,omitempty"`   // own time of the first prompt, in minutes after local midnight; 0: the programme's
	Caller   string    `json:"caller,omitempty"`   // telefoon: who rings them, by name
	Agreed   time.Time `json:"agreed,omitzero"`    // when they said yes to the rule of what happens on silence
	Rule     string    `json:"rule,omitempty"`     // ... as they read it
	By       Author    `json:"by,omitzero"`        // who enrolled them
	Asked    string    `json:"asked,omitempty"`    // telefoon: who asked them, by name, where they said yes aloud
	Weeks    []int     `json:"weeks,omitempty"`    // vervolg: after how many weeks they are asked, counted from Agreed; none: the programme's
	Promise  string    `json:"promise,omitempty"`  // vervolg: what was agreed with them, in a worker's words
	Day      string    `json:"day,omitempty"`      // samen: the day on which somebody goes with them, as 2026-11-22; Promise is what they read of it
	Away     time.Time `json:"away,omitzero"`      // paused: since when; zero: that is not known
	Heard    string    `json:"heard,omitempty"`    // stilte: the day of their last sign of life, as 2026-11-22

	Channel  string    `json:"channel,omitempty"` // where they are to be asked, by its adapter's name
	Invite   int       `json:"invite,omitempty"`  // how many invitations were made: the newest alone opens anything
	Opened   time.Time `json:"opened,omitzero"`   // when it was opened; zero: it was not
	Declined time.Time `json:"declined,omitzero"` // when they said no to it
}

// Channel is a way to people, as whoever enrols somebody can choose it.
type Channel struct {
	Name    string // the adapter's
	Label   string // "Telegram", "telefoon"
	First   bool   // we can speak first there
	Invites bool   // they open an invitation there; else a named human says that they agreed
}

// InvitePrefix begins the payload of a link by which somebody becomes a member; the
// token of the invitation follows.
const InvitePrefix = "lid-"

// InviteStep is the step of a Started event that opened an invitation. Ref is the
// member; empty: the invitation is not known, or no longer. Value is InviteUsed where
// it had been opened before.
const (
	InviteStep = "invitation"
	InviteUsed = "used"
)

// InvitationID is what the newest invitation of a member is known by: its token is
// derived from that. Empty where there is none to be opened (any more).
func (m Member) InvitationID() string {
	if m.Invite == 0 || m.State == MemberLeft || m.Address.Adapter == m.Channel {
		return ""
	}
	return m.ID + "/invitation/" + strconv.Itoa(m.Invite)
}

// InvitedMember is whose invitation has this id.
func InvitedMember(invitation string) string {
	member, _, _ := strings.Cut(invitation, "/")
	return member
}

// Contact is somebody close to a member, who is asked to look when people did not
// reach them.
type Contact struct {
	Name     string    `json:"name"`
	Relation string    `json:"relation,omitempty"` // dochter, buurman
	Phone    string    `json:"phone,omitempty"`
	Email    string    `json:"email,omitempty"`
	Key      bool      `json:"key,omitempty"`   // has a key
	Agreed   time.Time `json:"agreed,omitzero"` // when they said that Omzien may write to them; zero: people ring them
}

// Circle is who takes part in one circle of a programme, in their order.
type Circle struct {
	Programme string
	Name      string
	Members   []Member
}

// CircleMark changes whenever a circle's members did.
type CircleMark struct {
	Programme, Circle string
	Mark              string
}

// Apart tells whether two members at one address are two people, as far as their names
// tell. Who joined in a talk has no full name: what they go by there tells nothing.
func (m Member) Apart(other Member) bool {
	return m.Full != "" && other.Full != "" && m.Name != other.Name
}
