package flows

import (
	"fmt"
	"slices"
	"time"
)

// ProgrammeKind is how a programme reaches out.
type ProgrammeKind string

const (
	ProgrammeStar  ProgrammeKind = "ster"    // belcirkel: the bot asks everybody
	ProgrammeChain ProgrammeKind = "keten"   // belcirkel: each rings the next
	ProgrammeGroup ProgrammeKind = "groep"   // a talk before and after a meeting
	ProgrammeAfter ProgrammeKind = "vervolg" // a talk some weeks after somebody began
	ProgrammeSteps ProgrammeKind = "stappen" // a talk about somebody's own small steps
	ProgrammeQuiet ProgrammeKind = "stilte"  // people hear of whoever was not heard for days
	ProgrammeFirst ProgrammeKind = "samen"   // a talk on the day before, and after, somebody goes somewhere with company
	ProgrammeNews  ProgrammeKind = "bericht" // what workers write goes to all who chose to hear it

	// A talk whose answers are counted, and what workers write about them goes back to
	// those who chose to hear it.
	ProgrammeSurvey ProgrammeKind = "onderzoek"
	ProgrammeGather ProgrammeKind = "buurt" // people of one neighbourhood who want the same, and agreed to hear of each other
)

// Circular tells whether it is a calling circle: who does not answer is missed, and
// people look. In all others to keep silent is nobody's alarm.
func (k ProgrammeKind) Circular() bool { return k == "" || k == ProgrammeStar || k == ProgrammeChain }

// News tells whether workers write to those who are in it.
func (k ProgrammeKind) News() bool {
	return k == ProgrammeNews || k == ProgrammeSurvey || k == ProgrammeGather
}

// Programme reaches out on a schedule.
type Programme struct {
	Name     string
	Label    string // as people read it: de belcirkel
	Kind     ProgrammeKind
	Language string
	Form     string          // je or u
	Team     string          // whose desk
	When     When            // the days, and From: when the first prompt goes out
	Until    int             // no prompt goes out at or after this minute of the day
	Early    int             // an answer from this minute on counts for the day
	Remind   []time.Duration // after the first prompt
	Overdue  time.Duration   // after the first prompt: then people look (law 11)
	Climb    []time.Duration // after that: when the second on the rooster hears it, and when everybody does
	Step     time.Duration   // keten: how long somebody has to ring the next one
	Talks    []Begun         // the talks that it begins with each member, in the order of the day; none: it asks whether all is well, or stilte
	Weeks    []int           // vervolg: after how many weeks, counted from the day on which somebody began
	Survey   string          // onderzoek: the flow whose answers are counted
	Quiet    int             // stilte: after how many days of silence
	Enough   int             // buurt: how many people of a neighbourhood it takes
	Themes   []Gathering     // buurt: what they can want together
	People   int             // how many are to take part, as the playbook has it; 0: it does not say
	Holidays Holidays        // on which nobody is asked; none: every day counts
	Circles  []ProgrammeCircle
	at       place
	surveyAt place
}

// Begun is a talk that a programme begins with its members.
type Begun struct {
	Flow     string
	From, To int  // it begins from this minute of the day on, and never at or after that one
	After    bool // samen: on a day after; else on the day before
	at       place
}

// Slot is its time as the key of a round has it: 1930. On one day somebody may go
// tomorrow and somebody else have gone yesterday: these are two rounds.
func (b Begun) Slot() string {
	if b.After {
		return slotOf(b.From) + "n"
	}
	return slotOf(b.From)
}

// ProgrammeCircle is a circle as the playbook knows it; who is in it, storage knows.
type ProgrammeCircle struct {
	Name, Label string
	Channel     string  // its own Slack channel; empty: the team's
	Rooster     []Shift // who is on duty

	Theme, Place string // buurt: what they want, and the key of where they live
	Offers       bool   // buurt: they offer something, and want nothing
	at           place
}

// Shift is who is on duty for a circle on these weekdays: the first, then the second.
type Shift struct {
	Days []time.Weekday
	On   []string // names of coordinators
}

// Coordinator looks after circles, often as a volunteer, outside the desk.
type Coordinator struct {
	Name  string // the key in the playbook
	Label string // "Anja Bakker"
	Email string // empty: they are reached in another way
	at    place
}

// Asks tells whether the programme reaches out on the day.
func (p *Programme) Asks(d Day) bool { return p.When.On(d) && !p.Holidays.Has(d) }

// Slot is the time of the first prompt as the key of a round has it: 0830.
func (p *Programme) Slot() string { return slotOf(p.When.From) }

func slotOf(minute int) string { return fmt.Sprintf("%02d%02d", minute/60, minute%60) }

// Times are those of one member's turn on one day.
type Times struct {
	At, Until, Due, Early time.Time // as chat.Occurrence has them
	Remind                []time.Time
}

// Times gives the times of the day for whoever is asked at this minute after local
// midnight, 0 being the programme's own. The whole window moves with it, but for the
// night: an own time that lies there is not taken, and the window ends where the
// night begins (law 11).
func (p *Programme) Times(d Day, minute int) Times {
	if minute <= 0 || atNight(minute) {
		minute = p.When.From
	}
	return p.times(d, minute, p.Until+minute-p.When.From)
}

// Turn gives the times of the day for the member of a keten before whom so many
// others of the circle ring, of as many as there are: each has a step longer. Steps
// are shorter where else the last would be asked behind the window.
func (p *Programme) Turn(d Day, before, members int) Times {
	step := p.Step
	if members > 0 {
		step = min(step, time.Duration(p.Until-p.When.From)*time.Minute/time.Duration(members))
	}
	return p.times(d, p.When.From+int(time.Duration(before)*step/time.Minute), p.Until)
}

// Begins gives the times of the day of a talk that the programme begins. Whoever does
// not answer has time until the same hour of the next day; nobody hears the question
// again.
func (p *Programme) Begins(d Day, b Begun) Times {
	return Times{At: d.At(b.From), Until: d.At(min(b.To, nightFrom)), Due: d.Add(1).At(b.From), Early: d.At(b.From)}
}

// times are those of a turn at this minute with a window that ends at that one.
func (p *Programme) times(d Day, minute, until int) Times {
	t := Times{At: d.At(minute), Until: d.At(min(until, nightFrom)), Early: d.At(max(p.Early+minute-p.When.From, 0))}
	t.Due = t.At.Add(p.Overdue)
	for _, after := range p.Remind {
		if at := t.At.Add(after); at.Before(t.Until) && at.Before(t.Due) {
			t.Remind = append(t.Remind, at)
		}
	}
	return t
}

// Circle finds a circle by its name; nil where there is none.
func (p *Programme) Circle(name string) *ProgrammeCircle {
	for i := range p.Circles {
		if p.Circles[i].Name == name {
			return &p.Circles[i]
		}
	}
	return nil
}

// OnDuty lists the names of the coordinators who are on duty for the circle on the
// day: the first, then the second.
func (c *ProgrammeCircle) OnDuty(d Day) []string {
	var all []string
	for _, s := range c.Rooster {
		if !slices.Contains(s.Days, d.Weekday()) {
			continue
		}
		for _, name := range s.On {
			if !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
	}
	return all
}

// Coordinator finds a coordinator by the key in the playbook; false where there is
// none.
func (p *Playbook) Coordinator(name string) (Coordinator, bool) {
	for _, c := range p.Organisation.Coordinators {
		if c.Name == name {
			return c, true
		}
	}
	return Coordinator{}, false
}

// Programme finds a programme by its name; nil where there is none.
func (p *Playbook) Programme(name string) *Programme {
	for i := range p.Programmes {
		if p.Programmes[i].Name == name {
			return &p.Programmes[i]
		}
	}
	return nil
}
