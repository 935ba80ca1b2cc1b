package flows

import (
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v4"
)

// What a calendar has where it does not say.
const (
	bookAhead  = 14      // days
	bookNotice = 1       // day
	bookRemind = 10 * 60 // minutes after local midnight
)

// How far ahead people book, and how many a team meets at once, at most.
const (
	mostAhead = 91 // days
	mostSeats = 50
)

// meetingKinds are what a place can be.
var meetingKinds = [...]string{string(MeetHome), string(MeetSpot), string(MeetWalk), string(MeetPhone)}

// readCalendars reads appointments.yaml. The document may be nil or empty.
func readCalendars(r *report, d *document, o Organisation) []Calendar {
	if d == nil || d.root == nil {
		return nil
	}
	var all []Calendar
	f := d.mapping(d.root, "the appointments", nil)
	for _, k := range f.keys {
		d.teamNamed(k, o)
		all = append(all, d.calendar(k, f.vals[k.Value]))
	}
	return all
}

// calendar reads where and when one team meets people.
func (d *document) calendar(k, n *yaml.Node) Calendar {
	f := d.mapping(n, "the team "+k.Value, calendarKeys)
	c := Calendar{Team: k.Value, Ahead: bookAhead, Days: bookNotice, Most: 1, Remind: bookRemind, at: d.at(k)}
	if v := f.need("places"); v != nil {
		c.Places = d.meetings(v)
	}
	if v := f.need("times"); v != nil {
		c.Times = d.shifts(v)
	}
	if v := f.vals["ahead"]; v != nil {
		long := d.duration(v, "ahead")
		c.Ahead, _ = inDays(long)
		if long > 0 && (c.Ahead < 1 || c.Ahead > mostAhead) {
			d.add(d.at(v), badAhead, clip(v.Value))
		}
		if c.Ahead < 1 {
			c.Ahead = bookAhead
		}
	}
	if v := f.vals["notice"]; v != nil {
		c.Days, c.Notice = inDays(d.duration(v, "notice"))
		if c.Days > c.Ahead || c.Days == c.Ahead && c.Notice > 0 {
			d.add(d.at(v), lateNotice, clip(v.Value))
		}
	}
	if v := f.vals["most"]; v != nil {
		most, err := strconv.Atoi(d.text(v, "most"))
		if err != nil || most < 1 || most > mostSeats {
			d.add(d.at(v), badSeats, clip(v.Value), mostSeats)
		}
		c.Most = most
	}
	if v := f.vals["remind"]; v != nil {
		if minute, ok := d.minute(v, "remind"); ok {
			if atNight(minute) {
				d.add(d.at(v), nightClock, clip(v.Value))
			}
			c.Remind = minute
		}
	}
	return c
}

// inDays is what an author wrote as so many days, or hours: whole days count by the
// calendar.
func inDays(long time.Duration) (days int, rest time.Duration) {
	const day = 24 * time.Hour
	return int(long / day), long % day
}

// meetings reads the places of a calendar.
func (d *document) meetings(n *yaml.Node) []Meeting {
	var all []Meeting
	f := d.mapping(n, "places", nil)
	for _, k := range f.keys {
		d.named(k, "a place")
		one := d.mapping(f.vals[k.Value], "the place "+k.Value, meetingKeys)
		one.need("label")
		m := Meeting{Name: k.Value, Label: one.text("label"), Where: one.text("where")}
		if v := one.need("kind"); v != nil {
			m.Kind = MeetingKind(d.oneOf(v, "kind", meetingKinds[:]...))
		}
		m.Free = m.Kind == MeetHome
		if v := one.vals["free"]; v != nil {
			word := d.oneOf(v, "free", yesNo[:]...)
			if m.Free && word == yesNo[1] {
				d.add(d.at(v), homeIsFree)
			}
			m.Free = m.Free || word == yesNo[0]
		}
		all = append(all, m)
	}
	if len(f.keys) == 0 && n.Kind == yaml.MappingNode {
		d.add(d.at(n), emptyList, "places")
	}
	return all
}

// shifts reads the times of a calendar, of which no two overlap.
func (d *document) shifts(n *yaml.Node) []Shifts {
	var all []Shifts
	for _, item := range d.items(n, "times") {
		f := d.mapping(item, "times", shiftKeys)
		var s Shifts
		if v := f.need("days"); v != nil {
			word, ok := d.text(v, "days"), false
			if s.Days, ok = weekdaysOf(word); !ok && word != "" {
				d.add(d.at(v), badWeekdays, clip(word))
			}
		}
		from, okFrom := d.minute(f.need("from"), "from")
		to, okTo := d.minute(f.need("to"), "to")
		if v := f.need("length"); v != nil {
			s.Length = d.duration(v, "length")
		}
		switch {
		case !okFrom || !okTo:
			continue
		case to <= from:
			d.add(d.at(f.vals["to"]), badTimes, clip(f.vals["to"].Value))
			continue
		case s.Length == 0:
			continue
		case time.Duration(to-from)*time.Minute < s.Length:
			d.add(d.at(f.vals["length"]), noRoom, clip(f.vals["length"].Value))
			continue
		}
		s.From, s.To = from, to
		if slices.ContainsFunc(all, s.overlaps) {
			d.add(d.at(item), overlapping)
		}
		all = append(all, s)
	}
	return all
}

func (s Shifts) overlaps(o Shifts) bool {
	return s.From < o.To && o.From < s.To && slices.ContainsFunc(s.Days, func(d time.Weekday) bool { return slices.Contains(o.Days, d) })
}

// compileBook reads a step that makes an appointment with a team.
func (b *flowDraft) compileBook(d *stepDraft, s *Step) {
	s.Team, s.None, s.Save = b.text(d.action, string(d.kind)), s.Goto, b.saves(d)
	if s.Team != "" {
		b.c.books = append(b.c.books, teamUse{s.Team, b.at(d.action)})
	}
	if n := d.f.vals["none"]; n != nil {
		s.None = b.target(n, s.Goto)
	}
}

// checkBooks reports steps that make appointments with a team that has no calendar.
func (p *Playbook) checkBooks(r *report, books []teamUse) {
	var names []string
	for _, c := range p.Calendars {
		names = append(names, c.Team)
	}
	for _, use := range books {
		if !among(use.team, names) {
			r.add(use.at, noCalendar, clip(use.team), meant(use.team, names))
		}
	}
}

// calendars looks whether what is offered can be had.
func (h *hints) calendars(p *Playbook) {
	booked := map[string]bool{}
	for _, f := range p.Talks.Flows {
		for i := range f.Steps {
			if s := &f.Steps[i]; s.Kind == StepBook {
				booked[s.Team] = true
			}
		}
	}
	for i := range p.Calendars {
		c := &p.Calendars[i]
		if len(c.Offered(true)) == 0 {
			h.add(c.at, phrased("who cannot talk freely is offered no place here"),
				phrased("Add one that is not at home, without \"free: ja\". Until then a worker looks for one with them."))
		}
		if !booked[c.Team] {
			h.add(c.at, phrased("no talk makes these appointments"), phrased("Add a step \"book: %[1]s\" to a flow.", c.Team))
		}
	}
}
