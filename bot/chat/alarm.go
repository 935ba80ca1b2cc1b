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
)

// Notice is the cause of what one step of a flow asks people to look at. Each
// step has its own: one that still stands open hides no other.
func Notice(flow, step string) Cause { return CauseNotice + ":" + Cause(flow+":"+step) }

// Kind is the cause without the place where it arose.
func (cause Cause) Kind() Cause {
	kind, _, _ := strings.Cut(string(cause), ":")
	return Cause(kind)
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
}

// Climbs tells whether somebody is told of the alarm besides that it stands at
// the web desk: one about a conversation or a route. One about an event or about
// another alarm stands there only, so that a fault cannot feed itself.
func (a Alarm) Climbs() bool {
	return a.About.Kind == SubjectConversation || a.About.Kind == SubjectRoute
}

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
