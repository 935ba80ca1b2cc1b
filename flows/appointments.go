package flows

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// Calendar is where and when a team meets people.
type Calendar struct {
	Team   string
	Places []Meeting
	Times  []Shifts
	Ahead  int           // so many days ahead somebody can book
	Days   int           // ... and not sooner than so many days from now
	Notice time.Duration // ... and so much more
	Most   int           // people at the same time
	Remind int           // when people are reminded the day before, in minutes after local midnight
	at     place
}

// MeetingKind is what kind of place it is.
type MeetingKind string

const (
	MeetHome  MeetingKind = "thuis" // never offered to who cannot talk freely
	MeetSpot  MeetingKind = "plek"
	MeetWalk  MeetingKind = "wandeling"
	MeetPhone MeetingKind = "telefoon"
)

// Meeting is a place where people meet.
type Meeting struct {
	Name  string // the key in the playbook
	Label string // as people read it: In het buurthuis
	Kind  MeetingKind
	Where string // the address, or where a walk begins
	Free  bool   // only for who can talk freely
}

// Shifts are times on some days of the week, one after another.
type Shifts struct {
	Days     []time.Weekday
	From, To int           // minutes after local midnight
	Length   time.Duration // of one appointment
}

// Calendar finds the calendar of a team; nil where it has none.
func (p *Playbook) Calendar(team string) *Calendar {
	for i := range p.Calendars {
		if p.Calendars[i].Team == team {
			return &p.Calendars[i]
		}
	}
	return nil
}

// Place finds a place by its name; nil where there is none.
func (c *Calendar) Place(name string) *Meeting {
	for i := range c.Places {
		if c.Places[i].Name == name {
			return &c.Places[i]
		}
	}
	return nil
}

// Labels are what people read of the places, by name.
func (c *Calendar) Labels() map[string]string {
	labels := map[string]string{}
	for _, m := range c.Places {
		labels[m.Name] = m.Label
	}
	return labels
}

// Offered lists the places that are offered; private: to somebody who cannot talk
// freely.
func (c *Calendar) Offered(private bool) []Meeting {
	var all []Meeting
	for _, m := range c.Places {
		if !private || !m.Free {
			all = append(all, m)
		}
	}
	return all
}

// timesShown is how many times are shown at once, each of another day: people choose
// between days first.
const timesShown = 4

// Page gives the n-th few of the team's next times that are free at this moment, and
// whether there are more behind them. Taken are the slots that others have.
func (p *Playbook) Page(c *Calendar, n int, at time.Time, taken []chat.Slot) (shown []chat.Slot, more bool) {
	left := p.free(c, at, taken)
	for ; ; n-- {
		shown, left = spread(left)
		if n <= 0 || len(left) == 0 {
			return shown, len(left) > 0
		}
	}
}

// FreeAt is the slot that begins at this moment, with a seat that nobody has; false
// where there is none (any more).
func (p *Playbook) FreeAt(c *Calendar, start, at time.Time, taken []chat.Slot) (chat.Slot, bool) {
	for _, s := range p.free(c, at, taken) {
		if s.Start.Equal(start) {
			return s, true
		}
	}
	return chat.Slot{}, false
}

// spread parts the times that are shown first from the rest.
func spread(all []chat.Slot) (shown, rest []chat.Slot) {
	of := map[Day]bool{}
	for _, s := range all {
		if day := DayOf(s.Start); len(shown) < timesShown && !of[day] {
			of[day] = true
			shown = append(shown, s)
			continue
		}
		rest = append(rest, s)
	}
	return shown, rest
}

// free lists the team's slots that somebody can have who books now, in their order:
// on no day off, and not where as many people are met already as can be at once.
func (p *Playbook) free(c *Calendar, at time.Time, taken []chat.Slot) []chat.Slot {
	var all []chat.Slot
	today, first, team := DayOf(at), c.soonest(at), p.Team(c.Team)
	for ahead := range c.Ahead + 1 {
		day := today.Add(ahead)
		if team.off(day) {
			continue
		}
		for _, t := range c.Times {
			if !slices.Contains(t.Days, day.Weekday()) {
				continue
			}
			step := int(t.Length / time.Minute)
			for from := t.From; from+step <= t.To; from += step {
				s := chat.Slot{Start: day.At(from), End: day.At(from + step)}
				if s.Start.Before(first) {
					continue
				}
				if seat, ok := seatIn(s, c.Most, taken); ok {
					s.Seat = seat
					all = append(all, s)
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b chat.Slot) int { return a.Start.Compare(b.Start) })
	return all
}

// soonest is when the first appointment may begin for who books now.
func (c *Calendar) soonest(at time.Time) time.Time {
	local := at.In(Amsterdam)
	return DayOf(at).Add(c.Days).At(local.Hour()*60 + local.Minute()).Add(c.Notice)
}

// seatIn is the lowest seat that nobody has while the slot lasts; false where as many
// are taken as there are.
func seatIn(s chat.Slot, most int, taken []chat.Slot) (seat int, ok bool) {
	has, n := map[int]bool{}, 0
	for _, o := range taken {
		if o.Start.Before(s.End) && s.Start.Before(o.End) {
			has[o.Seat], n = true, n+1
		}
	}
	for has[seat] {
		seat++
	}
	return seat, n < most
}

// RemindAt is when somebody is reminded of the slot: the day before, by the wall
// clock; zero where that is past already.
func (c *Calendar) RemindAt(s chat.Slot, at time.Time) time.Time {
	remind := DayOf(s.Start).Add(-1).At(c.Remind)
	if !remind.After(at) {
		return time.Time{}
	}
	return remind
}
