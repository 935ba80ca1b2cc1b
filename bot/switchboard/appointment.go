package switchboard

import (
	"maps"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// mostCalendars bounds how many teams' appointments one decision can be about.
const mostCalendars = 4

// knowing decides, and decides again with the slots that the decision lacked.
func (s *Switchboard) knowing(tx Tx, book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) (chat.Decision, error) {
	d := Decide(book, c, s.forTeam(book, f), ev)
	for d.Lacks != "" && len(f.Taken) < mostCalendars {
		var err error
		if f.Taken, err = taken(tx, f.Taken, d.Lacks, ev.At); err != nil {
			return d, err
		}
		d = Decide(book, c, s.forTeam(book, f), ev)
	}
	return d, nil
}

// taken adds the slots of one more team that somebody has.
func taken(tx Tx, known map[string][]chat.Slot, team string, at time.Time) (map[string][]chat.Slot, error) {
	slots, err := tx.Taken(team, at)
	all := maps.Clone(known)
	if all == nil {
		all = map[string][]chat.Slot{}
	}
	all[team] = slots
	return all, err
}

// nextOf is what is due of the person's appointment, where the decision changed that.
func nextOf(before, after chat.Conversation) []chat.Event {
	was, is := before.Kept.Appointment, after.Kept.Appointment
	if is.ID == "" || after.Forgets() || is.ID == was.ID && is.NextAt.Equal(was.NextAt) {
		return nil
	}
	return []chat.Event{is.RemindEvent(after.ID)}
}

// whoseAppointment finds the conversation in which something of an appointment is due:
// to remind the person, the open one where they are reached, which begins with it where
// none is; when it is over, any of theirs.
func whoseAppointment(tx Tx, ev chat.Event) (c chat.Conversation, known bool, err error) {
	slot, at, known, err := tx.Appointment(ev.Ref)
	if err != nil || !known {
		return c, false, err
	}
	if ev.At.Before(slot.Start) {
		c, err = tx.Meet(at, ev.At)
		return c, true, err
	}
	if c, known, err = tx.Find(at); err != nil || known {
		return c, known, err
	}
	return tx.Conversation(ev.Subject.ID)
}
