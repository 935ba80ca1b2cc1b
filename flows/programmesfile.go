package flows

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// What a programme has where it does not say: people.md has these times for older
// residents, and the design has the deadline (law 11).
const (
	earlyBefore = 150 // minutes: an answer counts from then on
	overdueFor  = 90 * time.Minute
	chainStep   = 10 * time.Minute
)

var (
	reminders = [...]time.Duration{30 * time.Minute, 60 * time.Minute}
	climbing  = [...]time.Duration{10 * time.Minute, 20 * time.Minute}
)

// How short and how long after the first prompt somebody can be overdue.
const (
	leastOverdue = 30 * time.Minute
	mostOverdue  = 12 * time.Hour
)

// everyDay is the word for each day of the week.
const everyDay = "elke dag"

// programmeKinds are what a programme can be.
var programmeKinds = [...]string{string(ProgrammeStar), string(ProgrammeChain), string(ProgrammeGroup), string(ProgrammeAfter),
	string(ProgrammeSteps), string(ProgrammeQuiet), string(ProgrammeFirst), string(ProgrammeNews), string(ProgrammeSurvey), string(ProgrammeGather)}

// readProgrammes reads programmes.yaml. The document may be nil or empty.
func readProgrammes(r *report, d *document, o Organisation) []Programme {
	if d == nil || d.root == nil {
		return nil
	}
	var all []Programme
	f := d.mapping(d.root, "the programmes", nil)
	for _, k := range f.keys {
		d.named(k, "a programme")
		p := d.programme(k.Value, f.vals[k.Value], o)
		p.at = d.at(k)
		all = append(all, p)
	}
	return all
}

// named reports a key that cannot be the name of what it stands for.
func (d *document) named(k *yaml.Node, what string) {
	if !nameShape.MatchString(k.Value) {
		d.add(d.at(k), badName, clip(k.Value), phrased(what), phrased(", - or _"))
	}
}

// programme reads one programme. It names only teams and coordinators that the
// organisation has.
func (d *document) programme(name string, n *yaml.Node, o Organisation) Programme {
	f := d.mapping(n, "the programme "+name, programmeKeys)
	f.need("label")
	p := Programme{Name: name, Label: f.text("label"), Language: o.Language}
	if v := f.need("kind"); v != nil {
		p.Kind = ProgrammeKind(d.oneOf(v, "kind", programmeKinds[:]...))
	}
	if v := f.vals["language"]; v != nil {
		p.Language = d.tag(v, "language")
	}
	if v := f.need("form"); v != nil {
		p.Form = d.oneOf(v, "form", forms[:]...)
	}
	if v := f.need("team"); v != nil {
		p.Team = d.teamNamed(v, o)
	}
	if v := f.vals["holidays"]; v != nil && d.oneOf(v, "holidays", teamHolidays[:]...) == "closed" {
		p.Holidays = o.Holidays
	}
	if v := f.vals["people"]; v != nil {
		p.People = d.people(v)
	}
	d.belongs(f, p.Kind)
	p.When.once, p.When.rule = d.days(f)
	if p.Kind.Circular() {
		d.window(f, &p)
	} else {
		d.begins(f, &p)
		p.Circles = []ProgrammeCircle{{Name: name, Label: p.Label, at: d.at(n)}} // where it does not say
	}
	if v := f.vals["circles"]; v != nil {
		p.Circles = d.circles(v, o)
	}
	return p
}

// teamNamed reads the name of a team.
func (d *document) teamNamed(n *yaml.Node, o Organisation) string {
	s, names := d.text(n, "team"), make([]string, len(o.Teams))
	for i, t := range o.Teams {
		names[i] = t.Name
	}
	if s != "" && len(names) > 0 && !among(s, names) {
		d.add(d.at(n), unknownTeam, clip(s), meant(s, names))
	}
	return s
}

// mostPeople is more than any country has.
const mostPeople = 99_999_999

// people reads how many are to take part.
func (d *document) people(n *yaml.Node) int {
	many, err := strconv.Atoi(d.text(n, "people"))
	if err != nil || many < 1 || many > mostPeople {
		d.add(d.at(n), badPeople, clip(n.Value))
		return 0
	}
	return many
}

// days reads on which days a programme asks: days of the week, or a rule, counted
// from its first day where it has one; every day where it does not say.
func (d *document) days(f fields) (Day, *rule) {
	first, start := Day{2024, time.January, 1}, f.vals["start"]
	if start != nil {
		s := d.text(start, "start")
		day, ok := parseDay(s)
		switch {
		case ok:
			first = day
		case s != "":
			d.add(d.at(start), badDate, clip(s))
		}
	}
	n := f.vals["days"]
	if n == nil {
		r, _ := parseRule("FREQ=DAILY", first, start != nil)
		return first, r
	}
	s := d.text(n, "days")
	if s == "" {
		return first, nil
	}
	written := s
	if week, ok := weekdaysOf(s); ok {
		written = "FREQ=WEEKLY;BYDAY=" + byDay(week)
	} else if !strings.Contains(strings.ToUpper(s), "FREQ=") {
		d.add(d.at(n), badWeekdays, clip(s))
		return first, nil
	}
	r, wrong := parseRule(written, first, start != nil)
	if wrong != noProblem {
		d.add(d.at(n), wrong, clip(s))
	}
	return first, r
}

// weekdaysOf reads "ma-vr", "za, zo" or "elke dag".
func weekdaysOf(s string) ([]time.Weekday, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == everyDay {
		s = "ma-zo"
	}
	var all []time.Weekday
	for part := range strings.SplitSeq(s, ",") {
		days, ok := parseDays(strings.TrimSpace(part))
		if !ok {
			return nil, false
		}
		for _, day := range days {
			if !slices.Contains(all, time.Weekday(day)) {
				all = append(all, time.Weekday(day))
			}
		}
	}
	return all, true
}

// byDay are the days as a rule has them.
func byDay(days []time.Weekday) string {
	var all []string
	for _, d := range days {
		all = append(all, strings.ToUpper(d.String()[:2]))
	}
	return strings.Join(all, ",")
}

// window reads when people are asked, when again, and when they are missed.
func (d *document) window(f fields, p *Programme) {
	at, ok := d.minute(f.vals["at"], "at")
	switch {
	case !ok:
		at = nightTo // its other times are looked at all the same
	case atNight(at):
		d.add(d.at(f.vals["at"]), nightClock, clip(f.vals["at"].Value))
		ok = false
	}
	p.When.From, p.When.To = at, at
	p.Overdue = overdueFor
	if v := f.vals["overdue"]; v != nil {
		if p.Overdue = d.duration(v, "overdue"); p.Overdue > 0 && (p.Overdue < leastOverdue || p.Overdue > mostOverdue) {
			d.add(d.at(v), badOverdue, clip(v.Value))
		}
	}
	p.Until = min(at+int(p.Overdue/time.Minute), nightFrom)
	if v := f.vals["until"]; v != nil {
		until, fine := d.minute(v, "until")
		switch {
		case !fine:
		case until != nightFrom && atNight(until):
			d.add(d.at(v), nightClock, clip(v.Value))
		case ok && until <= at:
			d.add(d.at(v), wrongOrder, "until", "at")
		default:
			p.Until = until
		}
	}
	p.Early = max(at-earlyBefore, 0)
	if v := f.vals["early"]; v != nil {
		early, fine := d.minute(v, "early")
		if fine && ok && early > at {
			d.add(d.at(v), wrongOrder, "at", "early")
		}
		p.Early = early
	}
	p.Climb = climbing[:]
	if v := f.vals["climb"]; v != nil {
		p.Climb, _ = d.durations(v, "climb")
	}
	p.Remind = d.remind(f.vals["remind"], p, ok)
	p.Step = chainStep
	if v := f.vals["step"]; v != nil {
		p.Step = d.duration(v, "step")
	}
}

// remind reads after how long people are asked again; the node may be nil. known:
// the window is.
func (d *document) remind(n *yaml.Node, p *Programme, known bool) []time.Duration {
	late := func(after time.Duration) bool {
		return after >= p.Overdue || after >= time.Duration(p.Until-p.When.From)*time.Minute
	}
	if n == nil {
		return slices.DeleteFunc(slices.Clone(reminders[:]), late)
	}
	if n.Kind == yaml.ScalarNode && n.Value == yesNo[1] {
		return nil
	}
	all, at := d.durations(n, "remind")
	for i, after := range all {
		if known && late(after) {
			d.add(d.at(at[i]), lateReminder, clip(at[i].Value))
		}
	}
	return all
}

// durations reads one time or a list of them, each longer than the one before, with
// where they stand.
func (d *document) durations(n *yaml.Node, what string) (all []time.Duration, at []*yaml.Node) {
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = d.items(n, what)
	}
	for _, v := range list {
		long := d.duration(v, what)
		if long == 0 {
			continue
		}
		if len(all) > 0 && long <= all[len(all)-1] {
			d.add(d.at(v), notLonger, clip(v.Value))
		}
		all, at = append(all, long), append(at, v)
	}
	return all, at
}

// minute reads a time of day, in minutes after local midnight; the node may be nil.
func (d *document) minute(n *yaml.Node, what string) (int, bool) {
	if n == nil {
		return 0, false
	}
	s := d.text(n, what)
	minute, ok := parseClock(s)
	if !ok && s != "" {
		d.add(d.at(n), badClock, clip(s))
	}
	return minute, ok
}

// circles reads the circles of a programme.
func (d *document) circles(n *yaml.Node, o Organisation) []ProgrammeCircle {
	var all []ProgrammeCircle
	f := d.mapping(n, "circles", nil)
	for _, k := range f.keys {
		d.named(k, "a circle")
		one := d.mapping(f.vals[k.Value], "the circle "+k.Value, circleKeys)
		one.need("label")
		c := ProgrammeCircle{Name: k.Value, Label: one.text("label"), Channel: one.text("channel"), at: d.at(k)}
		if v := one.vals["rooster"]; v != nil {
			c.Rooster = d.rooster(v, o)
		}
		all = append(all, c)
	}
	if len(f.keys) == 0 && n.Kind == yaml.MappingNode {
		d.add(d.at(n), emptyList, "circles")
	}
	return all
}

// rooster reads who is on duty on which days of the week.
func (d *document) rooster(n *yaml.Node, o Organisation) []Shift {
	var names []string
	for _, c := range o.Coordinators {
		names = append(names, c.Name)
	}
	var all []Shift
	taken := map[time.Weekday]bool{}
	f := d.mapping(n, "rooster", nil)
	for _, k := range f.keys {
		days, ok := weekdaysOf(k.Value)
		if !ok {
			d.add(d.at(k), badWeekdays, clip(k.Value))
		}
		for _, day := range days {
			if taken[day] {
				d.add(d.at(k), doubleDay, dayWords[day])
			}
			taken[day] = true
		}
		all = append(all, Shift{Days: days, On: d.chosen(f.vals[k.Value], "rooster", names, unknownCoordinator)})
	}
	return all
}

// emailShape is an e-mail address, as far as one can see.
var emailShape = regexp.MustCompile(`^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$`)

// coordinators reads who looks after circles; the node may be nil.
func (d *document) coordinators(n *yaml.Node) []Coordinator {
	if n == nil {
		return nil
	}
	var all []Coordinator
	f := d.mapping(n, "coordinators", nil)
	for _, k := range f.keys {
		d.named(k, "a coordinator")
		one := d.mapping(f.vals[k.Value], "the coordinator "+k.Value, coordinatorKeys)
		one.need("name")
		c := Coordinator{Name: k.Value, Label: one.text("name"), Email: one.text("email"), at: d.at(k)}
		if c.Email != "" && !emailShape.MatchString(c.Email) {
			d.add(d.at(one.vals["email"]), badEmail, clip(c.Email))
		}
		all = append(all, c)
	}
	return all
}
