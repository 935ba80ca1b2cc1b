package chat

import (
	"slices"
	"strings"
	"time"
)

// Cause is why somebody must look.
type Cause string

const (
	CauseCrisis      Cause = "crisis"      // the person says there is danger
	CauseUnread      Cause = "unread"      // words that no step understood, read by nobody yet
	CauseTalk        Cause = "talk"        // could not talk freely, asked to be written to
	CauseNotice      Cause = "notice"      // somebody is asked to look; see Notice
	CauseUndelivered Cause = "undelivered" // a message is dead
	CausePoison      Cause = "poison"      // our own fault: an event that could not be handled
	CauseStopped     Cause = "stopped"     // the person stopped, or wants to be forgotten
	CauseUnanswered  Cause = "unanswered"  // a worker's answer was not read
	CauseWaiting     Cause = "waiting"     // nobody picked the person up
	CauseNight       Cause = "night"       // it is urgent, and nobody of the team is there
	CauseRoute       Cause = "route"       // an adapter does not deliver, or does not hear
	CauseMeldcode    Cause = "meldcode"    // the meldcode was begun, and is not finished
	CauseUnreachable Cause = "unreachable" // the person blocked us, or is gone from there
	CauseMissed      Cause = "missed"      // a member of a circle gave no answer in time; planned with the round (law 10)
	CauseMany        Cause = "many"        // ... many of one circle at once: it names them all
	CauseRooster     Cause = "rooster"     // nobody is on duty for a circle tomorrow
	CauseGather      Cause = "gather"      // enough people of one neighbourhood want the same: a group may begin
	CauseList        Cause = "list"        // who rings others today has no list of them
	CauseBack        Cause = "back"        // who was away is rung again tomorrow, and whoever rings them cannot be told
	CauseLost        Cause = "lost"        // somebody takes part in a circle that the playbook has no more: nobody asks them
	CauseUnplanned   Cause = "unplanned"   // a circle cannot be planned, by a fault of ours
	CauseErased      Cause = "erased"      // a member of a circle has all erased, and so takes part no more: it knows their initials only
)

// Notice is the cause of what one step of a flow asks people to look at. Each
// step has its own: one that still stands open hides no other.
func Notice(flow, step string) Cause { return CauseNotice + ":" + Cause(flow+":"+step) }

// Kind is the cause without the place where it arose.
func (cause Cause) Kind() Cause {
	kind, _, _ := strings.Cut(string(cause), ":")
	return Cause(kind)
}

// Arranges tells whether people are to arrange something, and nobody is to be reached.
func (cause Cause) Arranges() bool {
	switch cause.Kind() {
	case CauseRooster, CauseGather, CauseList, CauseBack, CauseLost, CauseErased, CauseUnplanned:
		return true
	}
	return false
}

// Alarm is a promise that a human will look. It ends only when a named human
// says so. One is open per (Cause, About).
type Alarm struct {
	ID       string    `json:"-"`
	Cause    Cause     `json:"-"`
	About    Subject   `json:"-"` // the conversation, or the route as {"route", adapter}
	Turn     int64     `json:"-"`
	Urgency  Urgency   `json:"-"`
	Team     string    `json:"-"` // whose desk; empty is everybody's
	Opened   time.Time `json:"-"`
	EndedAt  time.Time `json:"-"`
	Alias    string    `json:"alias,omitempty"` // whom it is about, without the name that they chose: mails and channels say it
	Why      string    `json:"why,omitempty"`   // in the desk's words
	EndedBy  Author    `json:"by,omitzero"`
	Repeated int       `json:"repeated,omitempty"` // how often the cause came again while open
	TellAt   time.Time `json:"tell,omitzero"`      // when the next rung of the ladder is due; zero: it stands at the desk and nothing more
	Rung     int       `json:"rung,omitempty"`     // how many rungs it climbed
	Member   string    `json:"member,omitempty"`   // who is to be rung, where it is about somebody who takes part in a programme

	Check *Check `json:"check,omitempty"` // of CauseMissed and CauseMany
}

// Check is what an alarm about members of a circle has besides. It is planned with
// the round: Opened is the deadline, and until then it is armed. No desk shows it
// before; from then on it stands there, whatever else works. Whoever plans it fills
// the first block; all else is the ladder's.
type Check struct {
	Programme string          `json:"programme"`
	Label     string          `json:"label,omitempty"` // the circle as people read it: "belcirkel Noord"
	Round     string          `json:"round"`
	Member    string          `json:"member,omitempty"`  // of CauseMissed
	Members   []string        `json:"members,omitempty"` // of CauseMany
	Climb     []time.Duration `json:"climb,omitempty"`   // when each further rung is due, counted from the first; then every ten minutes
	Drill     bool            `json:"drill,omitempty"`   // OEFENING
	What      Stand           `json:"what,omitempty"`    // what is the matter: overdue, not_well, sign, unreachable, not_asked

	Stand   Stand     `json:"stand,omitempty"`   // how far it is: What, with, contact, accepted, well, resolved
	Within  string    `json:"within,omitempty"`  // the combined alarm that tells of it: it tells nobody by itself
	Heard   []string  `json:"heard,omitempty"`   // of Members: gave a sign that all is well, after all
	Done    []string  `json:"done,omitempty"`    // of Members: a named human says how it ended
	Taken   Author    `json:"taken,omitzero"`    // who picked it up
	Until   time.Time `json:"until,omitzero"`    // ... or goes and looks: until then nobody else is woken
	Contact int       `json:"contact,omitempty"` // how many contacts were asked
	Posted  []Posted  `json:"posted,omitempty"`  // where it stands at pushed desks
	Told    []Watcher `json:"told,omitempty"`    // who was alarmed besides, and has not heard yet that all is well
	Did     []Moved   `json:"did,omitempty"`     // what people did
	Was     Stand     `json:"was,omitempty"`     // how far it was when a named human ended it
	Cleared []Watcher `json:"cleared,omitempty"` // who heard last that nothing is needed any more
}

// MistakeWithin is how long whoever said that somebody was reached can take it back, and
// HowMistaken what stands in logs of that.
const (
	MistakeWithin = 15 * time.Minute
	HowMistaken   = "vergissing, toch niet bereikt"
)

// ReachedBy is when this one had the last word about the alarm, or, of a combined one,
// about this member: who can take it back until MistakeWithin has passed. Zero where
// they had not.
func (a Alarm) ReachedBy(who Author, member string) time.Time {
	switch {
	case a.Check == nil || who.Role != RoleWorker || who.ID == "":
	case a.Cause == CauseMissed && !a.Open() && a.EndedBy.Role == who.Role && a.EndedBy.ID == who.ID:
		return a.EndedAt
	case a.Cause == CauseMany && slices.Contains(a.Check.Done, member):
		for _, m := range slices.Backward(a.Check.Did) {
			if m.Member == member && m.To == StandResolved && m.By.ID == who.ID {
				return m.At
			}
		}
	}
	return time.Time{}
}

// Watcher is somebody who hears of alarms about members, where they are reached:
// a coordinator, who acts by the page of the alarm (Message.Page, Message.For).
type Watcher struct {
	Who Author  `json:"who,omitzero"`
	At  Address `json:"at"`
}

// AlarmPage is where the page of an alarm stands, before the token that opens it.
const AlarmPage = "/melding/"

// PageChoices are what may be pressed on the page of an alarm, in the order of the
// token's choices ("token:i"): by those who look after a circle, or by somebody close
// to a member who is asked to look (RolePerson in Message.For).
func PageChoices(who Role) []Choice {
	if who == RolePerson {
		return []Choice{{Label: "Ja, ik ga kijken", Verb: Accepts}, {Label: "Nee, ik kan niet", Verb: Declines}}
	}
	return []Choice{
		{Label: "Ik pak dit op", Verb: Taken}, {Label: "Niet bereikt", Verb: Tried},
		{Label: "Ik ga erheen", Verb: Going}, {Label: "Bereikt", Verb: Reached},
		{Label: "Dat was een vergissing", Verb: Mistaken},
	}
}

// Climbs tells whether somebody is told of the alarm besides that it stands at
// the web desk: one about a conversation or a route. One about an event or about
// another alarm stands there only, so that a fault cannot feed itself.
func (a Alarm) Climbs() bool {
	switch a.About.Kind {
	case SubjectConversation, SubjectRoute, SubjectOccurrence, SubjectRound:
		return true
	}
	return false
}

// Armed tells whether the alarm was planned, and its time has not come.
func (a Alarm) Armed(at time.Time) bool { return a.Open() && a.Check != nil && a.Opened.After(at) }

// Open tells whether nobody ended the alarm yet.
func (a Alarm) Open() bool { return a.EndedAt.IsZero() }

// WakeAt is when the next rung of the ladder is due; zero when none is, or a
// named human ended the alarm.
func (a Alarm) WakeAt() time.Time {
	if !a.Open() {
		return time.Time{}
	}
	return a.TellAt
}

// AlarmID is the id of the alarm with this cause that the event raises: at most
// one per cause. The id tells the cause, so that a conversation knows of what
// kind its open alarms are.
func AlarmID(event string, cause Cause) string { return event + "/" + string(cause) }

// Of tells whether the alarm with this id has the cause.
func (cause Cause) Of(id string) bool { return strings.HasSuffix(id, "/"+string(cause)) }

// Stands tells whether an alarm with the cause is open about the conversation.
func (c Conversation) Stands(cause Cause) bool {
	return slices.ContainsFunc(c.Alarms, cause.Of)
}

// Forgets tells whether the person's key goes with this state: they asked to be
// erased, and no crisis alarm stands any more.
func (c Conversation) Forgets() bool { return c.Erase && !c.Stands(CauseCrisis) }
