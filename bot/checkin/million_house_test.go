package checkin_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// house is what all courses share: the playbook before and after it is edited.
type house struct{ before, after *flows.Playbook }

const houseTeams = `name: W
language: nl
holidays: {country: nl}
teams:
  wijk: {label: de wijk, achterwacht: nee, hours: altijd}
`

func newHouse(t *testing.T) *house {
	book := func(programmes string) *flows.Playbook {
		return flowstest.Book(t, map[string]string{"organisation.yaml": houseTeams, "programmes.yaml": programmes,
			"flows/x.yaml": "flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\nsteps:\n  - ask: Wat is er?\n"})
	}
	one := func(name, kind, more string) string {
		return fmt.Sprintf("%s: {label: de ronde, kind: %s, form: u, team: wijk, days: elke dag, circles: {noord: {label: Noord}}, %s}\n", name, kind, more)
	}
	return &house{
		before: book(one("ochtend", "ster", `at: "8:30"`) + one("kort", "ster", `at: "12:00", until: "12:20", remind: [10 min]`) +
			one("avond", "ster", `at: "20:15", until: "21:00"`) + one("weg", "ster", `at: "9:30", climb: [5 min]`) +
			one("keten", "keten", `at: "9:00", step: 10 min`) + one("snel", "keten", `at: "7:30", until: "8:00", step: 5 min, remind: nee`)),
		after: book(one("ochtend", "ster", `at: "8:30", overdue: 120 min, remind: [20 min]`) + one("kort", "ster", `at: "11:00", until: "12:20"`) +
			one("avond", "ster", `at: "20:15", until: "20:45"`) + one("keten", "keten", `at: "9:00", step: 3 min`) +
			one("snel", "ster", `at: "7:45", until: "8:30"`)),
	}
}

// happening is something that will happen, in a course's queue.
type happening struct {
	at   time.Time
	n    int // in the order in which they were put there, where the time is the same
	what func()
}

// world is one circle's day: everything that a switchboard holds of it, in memory.
type world struct {
	*people
	house  *house
	random *rand.Rand
	log    func(at time.Time, format string, args ...any)

	book      *flows.Playbook
	programme string
	day       flows.Day
	now       time.Time
	queue     []happening // a heap
	n         int

	wanted map[string]chat.Round // as they were planned last
	rounds map[string]chat.Round
	alarms map[string]chat.Alarm
	seen   map[string]bool // ids of events that were handled
	fates  map[string]*fate
	downs  []down
	shut   time.Time // until then no alarm goes out: what lay at the platforms comes first
	ends   ends
	err    error
}

// down is a time in which nothing of ours ran, and from when alarms go out again: first
// comes what lay at the platforms.
type down struct{ from, to, opens time.Time }

func (w *world) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf("%s: %s", w.now.In(flows.Amsterdam).Format("02 15:04:05"), fmt.Sprintf(format, args...))
	}
}

// chance tells whether what has this chance, in a thousand, happens.
func (w *world) chance(thousandths int) bool { return w.random.IntN(1000) < thousandths }

// within is a random time shorter than this.
func (w *world) within(d time.Duration) time.Duration {
	return time.Duration(w.random.Int64N(int64(d)))
}

func (w *world) id() string {
	w.n++
	return fmt.Sprint("e", w.n)
}

// later lets something happen in the house at that time, or when it is up again.
func (w *world) later(at time.Time, what func()) {
	w.n++
	w.queue = append(w.queue, happening{at, w.n, what})
	for i := len(w.queue) - 1; i > 0; {
		up := (i - 1) / 2
		if !w.queue[i].before(w.queue[up]) {
			break
		}
		w.queue[i], w.queue[up] = w.queue[up], w.queue[i]
		i = up
	}
}

func (h happening) before(o happening) bool {
	if h.at.Equal(o.at) {
		return h.n < o.n
	}
	return h.at.Before(o.at)
}

// next takes the first of what is to happen.
func (w *world) next() happening {
	q := w.queue
	first, last := q[0], len(q)-1
	q[0] = q[last]
	q[last] = happening{}
	w.queue = q[:last]
	for i := 0; ; {
		small := i
		for _, c := range []int{2*i + 1, 2*i + 2} {
			if c < last && w.queue[c].before(w.queue[small]) {
				small = c
			}
		}
		if small == i {
			return first
		}
		w.queue[i], w.queue[small] = w.queue[small], w.queue[i]
		i = small
	}
}

// up is the first moment from this one on at which the house is up.
func (w *world) up(at time.Time) time.Time {
	for _, d := range w.downs {
		if !at.Before(d.from) && at.Before(d.to) {
			at = d.to
		}
	}
	return at
}

// latest is until when a human must have been told of what was due then: the house was
// up for 60 s.
func (w *world) latest(due time.Time) time.Time {
	for _, d := range w.downs {
		if d.to.After(due) && !d.from.After(due.Add(time.Minute)) {
			due = d.to
		}
	}
	return due.Add(time.Minute)
}

// settle decides about events of rounds, and of what those say of alarms, as one
// transaction of the switchboard does. What else follows is due.
func (w *world) settle(due []chat.Event) {
	var rounds []chat.Event
	said, planned := map[string][]chat.Event{}, map[string]chat.Alarm{}
	sort := func(ev chat.Event) {
		switch {
		case ev.Subject.Kind == chat.SubjectRound:
			rounds = append(rounds, ev)
		case ev.Subject.Kind == chat.SubjectAlarm && (ev.Kind == chat.Overdue || ev.Kind == chat.Deferred || ev.Kind == chat.Settled):
			said[ev.Subject.ID] = append(said[ev.Subject.ID], ev)
		default:
			w.due(ev)
		}
	}
	for _, ev := range due {
		sort(ev)
	}
	for len(rounds) > 0 {
		ev := rounds[0]
		rounds = rounds[1:]
		d, ok := w.round(ev)
		if !ok {
			continue
		}
		for _, a := range d.Alarms {
			planned[a.ID] = a
		}
		for _, next := range d.Then {
			sort(next)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(planned)) {
		a, stands := w.alarms[id]
		switch {
		case stands && a.Open(): // left as it is
		case len(said[id]) == 0 || !stands:
			w.armed(planned[id])
		default:
			w.alarms[id] = planned[id]
		}
	}
	for _, id := range slices.Sorted(maps.Keys(said)) {
		for _, ev := range said[id] {
			w.alarm(id, ev)
		}
	}
}

// round decides about one event of a round.
func (w *world) round(ev chat.Event) (chat.Decision, bool) {
	r, known := w.rounds[ev.Subject.ID]
	f := chat.Facts{Desks: []chat.Address{desk}}
	if ev.Kind == chat.Planned {
		f.Circle = slices.DeleteFunc(slices.Clone(w.members), func(m chat.Member) bool { return m.State == chat.MemberLeft })
		if wanted, is := w.wanted[ev.Subject.ID]; is {
			f.Wanted = &wanted
		}
		if !known && f.Wanted != nil {
			r, known = *f.Wanted, true
			r.Occurrences = nil
		}
	}
	if !known {
		return chat.Decision{}, false
	}
	ev.At = w.now
	d := checkin.Step(w.book, r, f, ev)
	if ev.Kind == chat.Planned && len(d.Round.Occurrences) == 0 {
		return chat.Decision{}, false
	}
	before := r.Wake
	r = *d.Round
	r.Turn++
	w.rounds[r.ID] = r
	if w.log != nil {
		w.log(w.now, "%s %s: %s %q %q: %s", r.ID, ev.Kind, ev.Ref, ev.Value, ev.Text, stands(r))
	}
	if !r.Wake.IsZero() && !r.Wake.Equal(before) || ev.Kind == chat.Woke {
		w.wakes(r)
	}
	return d, true
}

func stands(r chat.Round) string {
	var b strings.Builder
	for _, o := range r.Occurrences {
		fmt.Fprintf(&b, " %s=%s", o.Member, o.Stand)
	}
	return b.String()
}

// wakes sets the round's timer. Now and then one is lost: then only alarms tell.
func (w *world) wakes(r chat.Round) {
	if r.Wake.IsZero() || w.chance(3) {
		return
	}
	w.timer(r.Wake, func() {
		if now := w.rounds[r.ID]; now.Wake.Equal(r.Wake) {
			w.settle([]chat.Event{{ID: w.id(), Kind: chat.Woke, Author: chat.Program, Subject: chat.Subject{Kind: chat.SubjectRound, ID: r.ID}}})
		}
	})
}

// timer lets something happen that may find somebody overdue: not while what lay at
// the platforms may still come.
func (w *world) timer(at time.Time, what func()) {
	w.later(at.Add(w.within(2*time.Second)), func() {
		if w.now.Before(w.shut) {
			w.later(w.shut, what)
			return
		}
		what()
	})
}

// alarm decides about one event of an alarm, and keeps whom people heard of.
func (w *world) alarm(id string, ev chat.Event) {
	was, known := w.alarms[id]
	if !known {
		if ev.Kind == chat.Overdue {
			w.fail("%s is overdue, and was never planned", id)
		}
		return
	}
	f := chat.Facts{Desks: []chat.Address{desk}, Members: w.members}
	if w.coordinator {
		f.Watch = [][]chat.Watcher{{anja}}
	}
	if was.Check.Member != "" && w.contact {
		f.Contacts = []chat.Watcher{els}
	}
	ev.At = w.now
	d := alarm.Step(was, f, ev)
	a := *d.Alarm
	a.Turn++
	w.alarms[id] = a
	if w.log != nil {
		w.log(w.now, "  %s %s by %q %q %q: rung %d, stands %s, within %q, open %v, wakes %v", id, ev.Kind, ev.Author.Name, ev.Value, ev.Ref, a.Rung, a.Check.Stand, a.Check.Within, a.Open(), a.TellAt.Sub(w.day.At(0)))
	}
	for _, next := range d.Then {
		w.due(next)
	}
	if a.Rung > 0 && (a.Rung != was.Rung || rings(a, d)) {
		w.rang(a, d)
	}
	w.follow(id)
	if !a.Open() && was.Open() {
		w.over(a)
	}
}

// rings tells whether somebody is woken: what is edited in place wakes nobody.
func rings(a chat.Alarm, d chat.Decision) bool {
	return slices.ContainsFunc(d.Say, func(m chat.Message) bool {
		return m.To == desk && m.Alert != nil && m.Alert.Alarm == a.ID && m.Edits == "" || m.To == anja.At && m.Page == a.ID
	})
}

// follow sets the alarm's timer. Of the ladder behind its third rung nothing is new.
func (w *world) follow(id string) {
	a := w.alarms[id]
	if at := a.WakeAt(); !at.IsZero() && a.Rung < 3 {
		wake := func() {
			if now := w.alarms[id]; now.WakeAt().Equal(at) {
				w.alarm(id, chat.Event{ID: w.id(), Kind: chat.Woke, Author: chat.Program})
			}
		}
		if chat.CauseMissed.Of(id) {
			w.timer(at, wake)
		} else {
			w.later(at, wake)
		}
	}
}

// due hands an event on that concerns another subject. It comes a little later, now
// and then much later, and often twice.
func (w *world) due(ev chat.Event) {
	bring := func() {
		switch {
		case w.seen[ev.ID]: // the same event, again
		default:
			w.seen[ev.ID] = true
			w.handle(ev)
		}
	}
	at := w.now.Add(w.within(3 * time.Second))
	if w.chance(20) {
		at = at.Add(w.within(20 * time.Minute))
	}
	w.later(at, bring)
	if w.chance(100) {
		w.later(at.Add(w.within(time.Hour)), bring)
	}
}

// handle decides about an event that came, whatever it is about.
func (w *world) handle(ev chat.Event) {
	switch ev.Subject.Kind {
	case chat.SubjectRound:
		w.settle([]chat.Event{ev})
	case chat.SubjectAlarm:
		w.alarm(ev.Subject.ID, ev)
	case chat.SubjectMember:
		w.prompts(ev)
	}
}
