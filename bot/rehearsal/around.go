package rehearsal

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

// around is what stands around the talks of a transcript: circles, with their members,
// rounds and alarms. Every event goes through the pure functions, with the facts that
// the switchboard would read for it.
type around struct {
	book    *flows.Playbook
	n       *counters
	members []chat.Member // in the order of their enrolment
	rounds  map[string]chat.Round
	alarms  map[string]chat.Alarm // of rounds
	plans   map[string]string     // round -> how it was wanted when it was planned last
	alerts  map[string]chat.Message
	later   []chat.Event // whose time has not come
}

// Where a rehearsal's members, desks and coordinators are.
const (
	memberAdapter = "telegram"
	deskAdapter   = "desk"
	watchAdapter  = "coordinator"
)

// planDays is how many days rounds are planned for, as the switchboard has it.
const planDays = 3

func newAround(book *flows.Playbook, n *counters) *around {
	return &around{book: book, n: n, rounds: map[string]chat.Round{}, alarms: map[string]chat.Alarm{},
		plans: map[string]string{}, alerts: map[string]chat.Message{}}
}

// follows is what one event brought about around the talks.
type follows struct {
	say  []chat.Message // to those who look after a circle, and to desks
	then []chat.Event
	chat.Answer
}

// round decides about one event of a round.
func (a *around) round(ev chat.Event, wanted *chat.Round) (f follows) {
	r, known := a.rounds[ev.Subject.ID]
	drill := false
	if !known && ev.Kind == chat.Drills {
		r, drill = checkin.Unasked(a.book, ev.Subject.ID, ev.At)
	}
	if !known && !drill {
		if wanted == nil {
			return f
		}
		r = *wanted
		r.Occurrences = nil
	}
	facts := chat.Facts{Desks: []chat.Address{a.desk()}, Wanted: wanted}
	if ev.Kind == chat.Planned {
		facts.Circle = a.circle(r.Programme, r.Circle)
	}
	d := checkin.Step(a.book, r, facts, ev)
	if !known && !drill && len(d.Round.Occurrences) == 0 {
		return f // nobody is to be asked in it any more
	}
	d.Round.Turn++
	a.rounds[r.ID] = *d.Round
	for _, opened := range d.Alarms {
		if stands, known := a.alarms[opened.ID]; !known || !stands.Open() {
			a.alarms[opened.ID] = opened
		}
	}
	return follows{say: d.Say, then: d.Then, Answer: d.Answer}
}

func (a *around) desk() chat.Address { return chat.Address{Adapter: deskAdapter, Chat: deskAdapter} }

// circle are the members of a circle in its order.
func (a *around) circle(programme, circle string) []chat.Member {
	return slices.DeleteFunc(slices.Clone(a.members), func(m chat.Member) bool { return m.Programme != programme || m.Circle != circle })
}

// broadcast keeps the round of what a worker wrote for a list.
func (a *around) broadcast(ev chat.Event) follows {
	d := checkin.Broadcast(a.book, chat.Facts{Circle: a.circle(checkin.ListOf(a.book, ev.Form))}, ev)
	if d.Round != nil {
		a.rounds[d.Round.ID] = *d.Round
	}
	return follows{Answer: d.Answer}
}

// alarm decides about one event of an alarm that a round planned.
func (a *around) alarm(ev chat.Event) follows {
	al := a.alarms[ev.Subject.ID]
	f := chat.Facts{Desks: []chat.Address{a.desk()}}
	for _, id := range append(slices.Clone(al.Check.Members), al.Check.Member) {
		f.Members = append(f.Members, a.byID(id)...)
	}
	if parts := strings.Split(al.Check.Round, "|"); len(parts) == 4 {
		f.Watch = a.watch(parts[0], parts[1], ev.At)
	}
	d := alarm.Step(al, f, ev)
	a.alarms[al.ID] = *d.Alarm
	for _, m := range d.Say {
		if m.Alert != nil {
			a.alerts[al.ID] = m
		}
	}
	return follows{say: d.Say, then: d.Then, Answer: d.Answer}
}

// watch is who hears of an alarm about the circle, rung by rung: who is on duty, one
// after the other, then everybody who ever is.
func (a *around) watch(programme, circle string, at time.Time) (rungs [][]chat.Watcher) {
	p := a.book.Programme(programme)
	if p == nil || p.Circle(circle) == nil {
		return nil
	}
	c := p.Circle(circle)
	for _, name := range c.OnDuty(flows.DayOf(at)) {
		rungs = append(rungs, a.watchers(name))
	}
	var all []chat.Watcher
	for _, s := range c.Rooster {
		for _, name := range s.On {
			for _, w := range a.watchers(name) {
				if !slices.Contains(all, w) {
					all = append(all, w)
				}
			}
		}
	}
	return append(rungs, all)
}

// watchers is where the coordinator with this key is reached.
func (a *around) watchers(key string) []chat.Watcher {
	c, known := a.book.Coordinator(key)
	if !known {
		return nil
	}
	return []chat.Watcher{{
		Who: chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID(key), Name: c.Label},
		At:  chat.Address{Adapter: watchAdapter, Chat: key},
	}}
}

// place decides about a member's own place in a programme.
func (a *around) place(ev chat.Event) follows {
	m := chat.Member{ID: cmp.Or(ev.Subject.ID, "lid-"+strconv.Itoa(len(a.members)+1))}
	if known := a.byID(m.ID); len(known) > 0 {
		m = known[0]
	}
	f := chat.Facts{Channels: []chat.Channel{
		{Name: memberAdapter, Label: "Telegram", First: true, Invites: true}, {Name: chat.AdapterPhone, Label: "telefoon", First: true},
	}}
	f.Watch = a.watch(m.Programme, m.Circle, ev.At)
	if programme, circle := checkin.CircleOf(a.book, ev.Form); programme != "" {
		f.Circle = a.circle(programme, circle)
	}
	d := checkin.Place(a.book, m, f, ev)
	for _, moved := range d.Moved {
		a.becomes(moved)
	}
	if d.Member != nil {
		a.becomes(*d.Member)
	}
	return follows{say: d.Say, then: d.Then, Answer: d.Answer}
}

// rungAgain decides who reads that a member without an app is rung again.
func (a *around) rungAgain(m chat.Member, ev chat.Event) follows {
	f := chat.Facts{}
	if who, known := checkin.RungBy(a.book, m, flows.DayOf(ev.At).Add(1)); known {
		f.Watch = [][]chat.Watcher{a.watchers(chat.CoordinatorOf(who.ID))}
	}
	d := checkin.RungAgain(a.book, m, f, ev)
	for _, opened := range d.Alarms {
		a.alarms[opened.ID] = opened
	}
	return follows{say: d.Say}
}

// becomes keeps how a member stands now.
func (a *around) becomes(m chat.Member) {
	if i := slices.IndexFunc(a.members, func(o chat.Member) bool { return o.ID == m.ID }); i >= 0 {
		a.members = slices.Clone(a.members)
		a.members[i] = m
		return
	}
	a.members = append(a.members, m)
}

// byID finds a member: one at the most.
func (a *around) byID(id string) []chat.Member {
	return slices.DeleteFunc(slices.Clone(a.members), func(m chat.Member) bool { return m.ID != id || id == "" })
}

// facts adds what a decision about a conversation needs to know of circles.
func (a *around) facts(c chat.Conversation, ev chat.Event, f *chat.Facts) {
	person := ev.Author.Role == chat.RolePerson
	switch ev.Kind {
	case chat.Closed, chat.Prompts, chat.Unheard, chat.PauseEnds, chat.Delivered, chat.Failed, chat.Blocked, chat.Back:
	default:
		if !person {
			return
		}
	}
	if invited := a.byID(cmp.Or(ev.Ref, chat.InvitedMember(c.Invited))); person && len(invited) > 0 && (ev.Step == chat.InviteStep || c.Invited != "") {
		f.Invited = &invited[0]
		f.Circle = a.circle(invited[0].Programme, invited[0].Circle)
	}
	if ev.Kind == chat.Prompts {
		f.Circle = a.byID(ev.Text)
	}
	f.Members = slices.DeleteFunc(slices.Clone(a.members), func(m chat.Member) bool { return m.Address != c.Address })
	for _, id := range slices.Sorted(maps.Keys(a.rounds)) {
		r := a.rounds[id]
		theirs := slices.ContainsFunc(f.Members, func(m chat.Member) bool {
			o := r.Of(m.ID)
			return o != nil && !o.Early.After(ev.At)
		})
		if theirs && r.Open() {
			f.Rounds = append(f.Rounds, r)
		}
	}
	f.Members = checkin.Heard(f.Members, f.Rounds)
	for _, c := range checkin.OverToday(a.book, *f, ev) {
		for _, id := range slices.Backward(slices.Sorted(maps.Keys(a.rounds))) { // of one circle, by day
			if r := a.rounds[id]; r.Programme == c.Programme && r.Circle == c.Name && r.Day <= flows.DayOf(ev.At).String() {
				f.Latest = append(f.Latest, r)
			}
		}
	}
}

// plans gives the events by which rounds are as the playbook and the circles want them
// now, and how each is wanted.
func (a *around) planned(now time.Time) (events []chat.Event, wanted []*chat.Round) {
	today := flows.DayOf(now)
	plan := func(id string, want *chat.Round) {
		print, err := json.Marshal(want)
		if err != nil || a.plans[id] == string(print) {
			return
		}
		a.plans[id] = string(print)
		events = append(events, chat.Event{ID: a.n.id(), Kind: chat.Planned, Author: chat.Program, At: now, Subject: chat.Subject{Kind: chat.SubjectRound, ID: id}})
		wanted = append(wanted, want)
	}
	for i := range a.book.Programmes {
		p := &a.book.Programmes[i]
		for _, c := range p.Circles {
			all := map[string]bool{}
			circle := chat.Circle{Programme: p.Name, Name: c.Name, Members: a.circle(p.Name, c.Name)}
			for _, r := range checkin.Plan(p, circle, today.At(0), today.Add(planDays).At(0)) {
				all[r.ID] = true
				plan(r.ID, &r)
			}
			for _, id := range slices.Sorted(maps.Keys(a.rounds)) {
				if r := a.rounds[id]; r.Programme == p.Name && r.Circle == c.Name && r.Open() && r.Day >= today.String() && !all[id] && r.Broadcast == nil {
					plan(id, nil)
				}
			}
		}
	}
	return events, wanted
}

// groups opens the items that enough people of a neighbourhood want the same, each once.
func (a *around) groups(now time.Time) {
	for i := range a.book.Programmes {
		p := &a.book.Programmes[i]
		for _, c := range p.Circles {
			offers, _ := checkin.OffersOf(p, c.Name)
			circle := chat.Circle{Programme: p.Name, Name: c.Name, Members: a.circle(p.Name, c.Name)}
			al, enough := checkin.Gathered(p, circle, a.circle(p.Name, offers), now)
			if _, known := a.alarms[al.ID]; enough && !known {
				a.alarms[al.ID] = al
			}
		}
	}
}

// next is when something is due around the talks; zero when nothing is.
func (a *around) next() (first time.Time) {
	sooner := func(at time.Time) {
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	for _, r := range a.rounds {
		sooner(r.WakeAt())
	}
	for _, al := range a.alarms {
		sooner(al.WakeAt())
	}
	for _, ev := range a.later {
		sooner(ev.At)
	}
	return first
}

// due takes the events that are due now, in the order of their subjects.
func (a *around) due(now time.Time) (events []chat.Event) {
	woke := func(kind chat.SubjectKind, id string, at time.Time) {
		if !at.IsZero() && !at.After(now) {
			events = append(events, chat.Event{ID: a.n.id(), Kind: chat.Woke, Author: chat.Program, At: now, Subject: chat.Subject{Kind: kind, ID: id}})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.rounds)) {
		woke(chat.SubjectRound, id, a.rounds[id].WakeAt())
	}
	for _, id := range slices.Sorted(maps.Keys(a.alarms)) {
		woke(chat.SubjectAlarm, id, a.alarms[id].WakeAt())
	}
	waits := a.later
	a.later = nil
	for _, ev := range waits {
		if ev.At.After(now) {
			a.later = append(a.later, ev)
		} else {
			events = append(events, ev)
		}
	}
	return events
}

// Board is a circle's day in one line, as its board says it: "belcirkel Noord 1/2 · 1
// nog niet gehoord". Empty before it began.
func Board(book *flows.Playbook, r chat.Round) string {
	if len(r.Posted) == 0 {
		return ""
	}
	text := label(book, r.Programme, r.Circle) + " " + adapters.Tallied(chat.CircleDay{Round: r}).InShort()
	if !r.RoundAt.IsZero() {
		text += " · cirkel rond " + adapters.TimeInWords(r.RoundAt)
	}
	return text
}

// label names a circle as people read it.
func label(book *flows.Playbook, programme, circle string) string {
	if p := book.Programme(programme); p != nil && p.Circle(circle) != nil {
		return p.Circle(circle).Label
	}
	return programme + " " + circle
}
