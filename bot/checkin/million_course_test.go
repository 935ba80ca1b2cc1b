package checkin_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

// fate is what became of one occurrence that was planned.
type fate struct {
	round, member string
	sent          time.Time // when a prompt was last on their screen
	told          time.Time // when people first heard of it; zero: they did not
	at, due       time.Time // ... and when they were to be asked, and the deadline, as those stood then
	together      bool      // ... by the alarm that names many
	answered      bool      // before that; what came later is news
	ended         bool      // before that, by a named human
}

// the days on which courses are: ordinary ones, and both changes of the clock.
var courseDays = []flows.Day{
	monday, monday, {Year: 2027, Month: time.March, Day: 28}, {Year: 2027, Month: time.October, Day: 31}, {Year: 2026, Month: time.December, Day: 25},
}

// course draws one course, and what befalls it.
func (h *house) course(c course, log func(at time.Time, format string, args ...any)) *world {
	w := &world{
		house: h, random: rand.New(rand.NewPCG(c.seed, uint64(c.number))), log: log, book: h.before,
		wanted: map[string]chat.Round{}, rounds: map[string]chat.Round{}, alarms: map[string]chat.Alarm{}, seen: map[string]bool{}, fates: map[string]*fate{},
	}
	w.programme = h.before.Programmes[w.random.IntN(len(h.before.Programmes))].Name
	w.day = courseDays[w.random.IntN(len(courseDays))]
	w.now = w.day.Add(-2).At(12 * 60)
	begins := w.now
	if w.chance(50) { // planned late: nobody planned ahead
		begins = w.day.At(6 * 60).Add(w.within(8 * time.Hour))
	}
	w.populate()
	w.later(begins, w.plan)
	w.later(w.day.At(0), w.plan)
	if w.chance(400) {
		w.outages()
	}
	if w.chance(200) {
		w.later(w.sometime(), func() { w.book = h.after; w.planSoon() })
	}
	for w.chance(150) {
		w.later(w.sometime(), w.change)
	}
	if w.chance(100) {
		who := w.members[w.random.IntN(len(w.members))]
		w.later(w.sometime(), func() { w.rung(who) })
	}
	return w
}

// sometime is a moment around the round.
func (w *world) sometime() time.Time {
	if w.chance(300) {
		return w.day.Add(-1).At(12 * 60).Add(w.within(18 * time.Hour))
	}
	return w.day.At(6 * 60).Add(w.within(8 * time.Hour))
}

// outages draws when nothing of ours runs: minutes or hours, once or twice.
func (w *world) outages() {
	at := w.day.At(0).Add(w.within(20 * time.Hour))
	for range 1 + w.random.IntN(2) {
		long := w.within(10 * time.Minute)
		if w.chance(500) {
			long = w.within(6 * time.Hour)
		}
		w.downs = append(w.downs, down{at, at.Add(long), at.Add(long + 5*time.Second + w.within(53*time.Second))})
		at = at.Add(long + w.within(3*time.Hour) + time.Second)
	}
}

// change is what a coordinator changes: who takes part.
func (w *world) change() {
	m := &w.members[w.random.IntN(len(w.members))]
	switch w.random.IntN(4) {
	case 0:
		m.State, m.Until = chat.MemberPaused, w.day.Add(1+w.random.IntN(3)).String()
	case 1:
		m.State, m.Until = chat.MemberActive, ""
	case 2:
		m.State = chat.MemberLeft
	default:
		w.join()
		m = &w.members[len(w.members)-1]
	}
	m.Changed = w.now
	w.planSoon()
}

func (w *world) planSoon() { w.later(w.now.Add(w.within(30*time.Second)), w.plan) }

// open are the ids of the day's rounds.
func (w *world) open() []string { return slices.Sorted(maps.Keys(w.rounds)) }

// plan plans what is wanted, and lets what stands open and is wanted no more hear so.
func (w *world) plan() {
	ids := w.open()
	clear(w.wanted)
	if p := w.book.Programme(w.programme); p != nil {
		circle := chat.Circle{Programme: w.programme, Name: "noord", Members: w.members}
		for _, r := range checkin.Plan(p, circle, w.day.At(0), w.day.Add(1).At(0)) {
			w.wanted[r.ID] = r
			if !slices.Contains(ids, r.ID) {
				ids = append(ids, r.ID)
			}
		}
	}
	for _, id := range ids {
		w.settle([]chat.Event{{ID: w.id(), Kind: chat.Planned, Author: chat.Program, Subject: chat.Subject{Kind: chat.SubjectRound, ID: id}}})
	}
}

// run lets it all happen, and judges how each occurrence ended.
func (w *world) run() error {
	end := w.day.Add(1).At(12 * 60)
	for len(w.queue) > 0 && w.err == nil {
		h := w.next()
		if up := w.up(h.at); up.After(h.at) {
			w.later(up.Add(w.within(2*time.Second)), h.what)
			continue
		}
		if h.at.After(end) {
			break
		}
		w.now = h.at
		w.shut = w.gate(h.at)
		h.what()
	}
	for _, id := range slices.Sorted(maps.Keys(w.fates)) {
		w.judge(id, w.fates[id])
	}
	return w.err
}

// gate is until when no alarm goes out because we were down just before (law 11).
func (w *world) gate(at time.Time) time.Time {
	for _, d := range w.downs {
		if !at.Before(d.to) && at.Before(d.opens) {
			return d.opens
		}
	}
	return time.Time{}
}

// armed is that an alarm is planned, or planned anew.
func (w *world) armed(a chat.Alarm) {
	w.alarms[a.ID] = a
	if w.log != nil {
		w.log(w.now, "  %s is armed for %v", a.ID, a.Opened.Sub(w.day.At(0)))
	}
	if a.Check.Member != "" {
		w.fates[a.ID] = &fate{round: a.Check.Round, member: a.Check.Member}
	}
	w.follow(a.ID)
}

// rang is that people heard of an alarm, about each whom it is about.
func (w *world) rang(a chat.Alarm, d chat.Decision) {
	if a.Rung == 1 && !rings(a, d) {
		w.fail("%s rang, and woke nobody", a.ID)
	}
	about := a.Check.Members
	if a.Check.Member != "" {
		about = []string{a.Check.Member}
	}
	r := w.rounds[a.Check.Round]
	for _, member := range about {
		f, o := w.fates[checkin.AlarmOf(r.ID, member)], r.Of(member)
		if f == nil || o == nil {
			w.fail("%s names %s, of whom nothing is planned", a.ID, member)
			return
		}
		if f.told.IsZero() && !f.answered && !f.ended {
			f.told, f.at, f.due, f.together = w.now, o.At, o.Due, a.Check.Member == ""
			w.falseAlarm(f, o, a.Check.What)
		}
	}
	w.look(a.ID)
}

// falseAlarm looks that nobody hears of the silence of somebody whose press, in time,
// we have.
func (w *world) falseAlarm(f *fate, o *chat.Occurrence, what chat.Stand) {
	if what != chat.StandOverdue && what != chat.StandNotAsked {
		return
	}
	for _, said := range w.words[f.member] {
		if said.round == f.round && !said.handled.IsZero() && !said.sent.Before(o.Early) && !said.sent.After(o.Due) {
			w.fail("a false alarm about %s, who pressed at %s", f.member, said.sent)
		}
	}
}

func (w *world) over(a chat.Alarm) {
	rang := a.Rung > 0 || a.Check.Within != ""
	if by := a.EndedBy; rang && (by.Role != chat.RoleWorker || by.Name == "") {
		w.fail("%s rang, and %+v ended it", a.ID, by)
	}
	if f := w.fates[a.ID]; f != nil && f.told.IsZero() && !rang {
		f.answered = f.answered || a.Check.Stand == chat.StandWell
		f.ended = f.ended || !f.answered && a.EndedBy.Role == chat.RoleWorker && a.EndedBy.Name != ""
	}
}

// judge says how an occurrence ended: in one of three ways.
func (w *world) judge(id string, f *fate) {
	a, r := w.alarms[id], w.rounds[f.round]
	o := r.Of(f.member)
	cancelled := o.Stand == chat.StandPaused || o.Stand == chat.StandDropped
	switch {
	case !f.told.IsZero():
		w.ends.told++
		if f.together {
			w.ends.together++
		}
		if cancelled {
			w.fail("%s: people were told, and it stands as %s", id, o.Stand)
		}
		if latest := w.latest(f.due); f.told.After(latest) {
			w.fail("%s: people were told at %s, and not until %s", id, f.told, latest)
		} else if f.told.After(f.due.Add(time.Minute)) {
			w.ends.recovered++
		}
		due := f.at.Add(2 * time.Hour)
		if sent := f.sent.Add(time.Hour + time.Minute); sent.After(due) {
			due = sent
		}
		if f.due.After(due) {
			w.fail("%s: its deadline was %s; law 11 gives it until %s", id, f.due, due)
		}
	case f.answered:
		w.ends.answered++
		inTime := func(said word) bool {
			return !said.sent.Before(o.Early) && !said.sent.After(o.Due)
		}
		if !slices.ContainsFunc(w.words[f.member], inTime) {
			w.fail("%s is ticked off, and never said so in time: %+v", id, w.words[f.member])
		}
	case f.ended:
		w.ends.cancelled++
	case a.Open():
		w.fail("%s: nobody was told, and it stands open: %s, wakes %v", id, o.Stand, a.WakeAt())
	case cancelled:
		w.ends.cancelled++
		if a.EndedBy != chat.Program || a.Check.Stand != o.Stand {
			w.fail("%s was cancelled by %+v as %s", id, a.EndedBy, a.Check.Stand)
		}
	default:
		w.fail("%s: nobody was told, and it stands as %s", id, o.Stand)
	}
}
