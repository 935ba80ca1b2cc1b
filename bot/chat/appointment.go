package chat

import (
	"strconv"
	"time"
)

// Slot is a time at which a team can meet one person.
type Slot struct {
	Start, End time.Time
	Seat       int // from 0, of as many as the team can meet at once: no two people have the same
}

// Appointment is where and when somebody of a team meets the person.
type Appointment struct {
	ID    string // of its booking: it stays where the appointment is moved
	Team  string
	Place string // key of the team's calendar
	Slot
	Lang   string    // in which it was agreed, and the form of address
	Form   string    //
	Quiet  bool      // they could not talk freely: nothing is written to them by itself
	Sure   bool      // they said that they come
	NextAt time.Time // when something is due: the reminder, or that it is over
}

// Coming tells whether there is an appointment that has not begun yet.
func (a Appointment) Coming(at time.Time) bool { return a.ID != "" && a.Start.After(at) }

// Key is the slot as nobody else can have it: team, start and seat.
func (a Appointment) Key() string {
	return a.Team + "|" + strconv.FormatInt(a.Start.UnixMilli(), 10) + "|" + strconv.Itoa(a.Seat)
}

// Equal tells whether it is the same appointment, and stands the same.
func (a Appointment) Equal(o Appointment) bool {
	return a.ID == o.ID && a.Team == o.Team && a.Place == o.Place && a.Start.Equal(o.Start) && a.End.Equal(o.End) && a.Seat == o.Seat &&
		a.Lang == o.Lang && a.Form == o.Form && a.Quiet == o.Quiet && a.Sure == o.Sure && a.NextAt.Equal(o.NextAt)
}

// RemindEvent is what comes at NextAt, about the conversation in which the appointment
// was made last. One that was overtaken since, because the appointment was moved or
// called off, does nothing.
func (a Appointment) RemindEvent(conversation string) Event {
	at := strconv.FormatInt(a.NextAt.UnixMilli(), 10)
	return Event{
		ID: a.ID + "/next/" + at, Kind: Reminds, Subject: Subject{Kind: SubjectConversation, ID: conversation},
		Author: Program, Ref: a.ID, Value: at, At: a.NextAt,
	}
}

// Is tells whether the event is the one that the appointment waits for.
func (a Appointment) Is(ev Event) bool {
	return a.ID != "" && ev.Ref == a.ID && ev.Value == strconv.FormatInt(a.NextAt.UnixMilli(), 10)
}

// Booked is an appointment as a desk's morning shows it.
type Booked struct {
	Appointment
	Conversation string
	Name         string // as the desk has it: "Sam · blauwe vos"
	Alias        string
}
