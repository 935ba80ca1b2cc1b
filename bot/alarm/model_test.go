package alarm_test

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"omzien/bot/alarm"
	"omzien/bot/chat"
)

// sequences is how many courses of events are tried where nobody asks for another
// number (-rapid.checks).
const sequences = "10000"

// Any events about members and the alarm that names many, in any order that a
// switchboard can bring them: what rang ends by a named human alone, is never silent
// for longer than its rung, and whoever was alarmed hears once that all is well.
func TestLaw5_AnyCourseOfAnAlarmKeepsItsPromise(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue && !testing.Short() {
		if err := checks.Value.Set(sequences); err != nil {
			t.Fatal(err)
		}
		defer checks.Value.Set(checks.DefValue)
	}
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(rt)
		for range rapid.IntRange(1, 40).Draw(rt, "events") {
			w.next()
		}
		w.finish()
	})
}

const many = "e0/many"

var people = []string{"m1", "m2", "m3"}

// world is a round's alarms and what goes between them.
type world struct {
	rt      *rapid.T
	f       chat.Facts
	now     time.Time
	n       int
	alarms  map[string]chat.Alarm
	pending []chat.Event
	alarmed map[string]map[chat.Address]bool // by alarm: who was alarmed, and did not hear yet that all is well
}

func newWorld(rt *rapid.T) *world {
	w := &world{rt: rt, f: facts(), now: deadline.Add(-2 * time.Hour), alarms: map[string]chat.Alarm{}, alarmed: map[string]map[chat.Address]bool{}}
	w.f.Watch = w.f.Watch[:rapid.IntRange(0, 3).Draw(rt, "watch")]
	w.f.Contacts = []chat.Watcher{els, kees}[:rapid.IntRange(0, 2).Draw(rt, "contacts")]
	if rapid.Bool().Draw(rt, "no desk") {
		w.f.Desks = nil
	}
	drill := rapid.IntRange(0, 9).Draw(rt, "drill") == 0
	for _, m := range people {
		a := missed()
		a.ID = missedOf(m).ID
		a.Check.Member, a.Check.Drill = m, drill
		w.alarms[a.ID] = a
	}
	return w
}

func (w *world) draw(label string, of ...string) string {
	return rapid.SampledFrom(of).Draw(w.rt, label)
}

// next lets one thing happen, or time pass.
func (w *world) next() {
	member := w.draw("member", people...)
	about := missedOf(member).ID
	ev := chat.Event{Author: chat.Program}
	switch w.draw("what", "time", "time", "time", "overdue", "many", "settled", "deferred", "deed", "deed", "deed", "contact", "deliver", "deliver") {
	case "time":
		w.passes(time.Duration(rapid.IntRange(1, 45*60).Draw(w.rt, "seconds")) * time.Second)
		return
	case "deliver":
		w.deliver()
		return
	case "overdue":
		ev.Kind, ev.Value = chat.Overdue, w.draw("stand", "overdue", "overdue", "not_well", "sign", "unreachable", "not_asked")
	case "many":
		w.names(member)
		return
	case "settled":
		ev.Kind, ev.Value = chat.Settled, w.draw("stand", "well", "well", "dropped", "paused", "sign")
		ev.Author = rapid.SampledFrom([]chat.Author{chat.Program, chat.Program, noor}).Draw(w.rt, "who")
	case "deferred":
		ev.Kind, ev.Sent = chat.Deferred, w.now.Add(time.Duration(rapid.IntRange(-60, 90).Draw(w.rt, "minutes"))*time.Minute)
	case "deed":
		ev.Kind = chat.Kind(w.draw("deed", "taken", "taken", "tried", "tried", "going", "reached", "ended", "mistaken", "mistaken"))
		ev.Author = rapid.SampledFrom([]chat.Author{noor, anja.Who, piet.Who, chat.Program, els.Who, {}}).Draw(w.rt, "who")
		if _, ok := w.alarms[many]; ok && rapid.Bool().Draw(w.rt, "about many") {
			about, ev.Ref = many, w.draw("ref", "", "m1", "m2", "m3")
		}
	case "contact":
		ev.Kind = chat.Kind(w.draw("contact", "accepts", "declines"))
		ev.Author = rapid.SampledFrom([]chat.Author{els.Who, kees.Who, noor}).Draw(w.rt, "who")
	}
	w.happens(about, ev)
}

// names is that the round names a member in the combined alarm, in one transaction.
func (w *world) names(member string) {
	word := chat.Event{Kind: chat.Overdue, Author: chat.Program, Value: string(chat.StandOverdue), Ref: many}
	if !w.alarms[missedOf(member).ID].Open() || w.alarms[missedOf(member).ID].Check.Within != "" {
		return
	}
	if _, known := w.alarms[many]; !known {
		a := combined(member)
		a.Opened, a.TellAt = w.now, w.now
		w.alarms[many] = a
	} else {
		w.happens(many, chat.Event{Kind: chat.Overdue, Author: chat.Program, Value: word.Value, Ref: member})
	}
	w.happens(missedOf(member).ID, word)
}

// passes lets time pass, with timers that come late.
func (w *world) passes(d time.Duration) {
	until := w.now.Add(d)
	for {
		var due string
		for _, id := range slices.Sorted(maps.Keys(w.alarms)) {
			at := w.alarms[id].WakeAt()
			if !at.IsZero() && !at.After(until) && (due == "" || at.Before(w.alarms[due].WakeAt())) {
				due = id
			}
		}
		if due == "" {
			break
		}
		if at := w.alarms[due].WakeAt().Add(time.Duration(rapid.IntRange(0, 20).Draw(w.rt, "late")) * time.Second); at.After(w.now) {
			w.now = at
		}
		before := w.alarms[due].Rung
		d := w.happens(due, chat.Event{Kind: chat.Woke, Author: chat.Program})
		if d.Alarm.Rung > before && len(d.Say) == 0 {
			w.rt.Fatalf("%s: a rung that nobody hears", due)
		}
	}
	if until.After(w.now) {
		w.now = until
	}
}

// deliver brings one event that is on its way, whichever.
func (w *world) deliver() {
	if len(w.pending) == 0 {
		return
	}
	i := rapid.IntRange(0, len(w.pending)-1).Draw(w.rt, "which")
	ev := w.pending[i]
	w.pending = slices.Delete(w.pending, i, i+1)
	w.happens(ev.Subject.ID, ev)
}

func (w *world) happens(id string, ev chat.Event) chat.Decision {
	was := w.alarms[id]
	w.n++
	if ev.ID == "" {
		ev.ID = fmt.Sprint("e", w.n)
	}
	ev.At = w.now
	f := w.f
	if id == many {
		f.Contacts = nil
	}
	d := alarm.Step(was, f, ev)
	a := *d.Alarm
	w.alarms[id] = a
	w.rt.Logf("%s %s by %q value %q ref %q at %v: rung %d, stand %s, wakes %v, %d said", id, ev.Kind, ev.Author.Name, ev.Value, ev.Ref,
		w.now.Sub(deadline), a.Rung, a.Check.Stand, a.TellAt.Sub(deadline), len(d.Say))
	ids := map[string]bool{}
	for _, m := range d.Say {
		if ids[m.ID] {
			w.rt.Fatalf("two messages are %s", m.ID)
		}
		ids[m.ID] = true
	}
	for _, next := range d.Then {
		if next.Subject.Kind == chat.SubjectAlarm {
			w.pending = append(w.pending, next)
		}
	}
	w.hears(id, ev, d)
	w.check(id, was, a)
	return d
}

// hears keeps who was alarmed, and who heard that all is well.
func (w *world) hears(id string, ev chat.Event, d chat.Decision) {
	if w.alarmed[id] == nil {
		w.alarmed[id] = map[chat.Address]bool{}
	}
	all := w.alarmed[id]
	for _, m := range d.Say {
		switch {
		case m.To == desk:
		case strings.Contains(m.Text, "Er is nu niets meer nodig."):
			if !all[m.To] {
				w.rt.Fatalf("%s: an all-clear for somebody who was not alarmed, or heard it before: %+v", id, m)
			}
			delete(all, m.To)
		case m.Page != "" || m.To == warden && strings.Contains(m.Text, "Meer staat in Omzien"):
			all[m.To] = true
		}
	}
	a := *d.Alarm
	if a.Open() && a.Check.Stand != chat.StandWell {
		return
	}
	for _, w := range []chat.Watcher{anja, piet, els, kees} {
		if w.Who == ev.Author { // who brought it about knows
			delete(all, w.At)
		}
	}
	if len(all) > 0 {
		w.rt.Fatalf("%s: %d who were alarmed did not hear that all is well", id, len(all))
	}
}

// check is the promise of one alarm.
func (w *world) check(id string, was, a chat.Alarm) {
	k := a.Check
	rang := a.Rung > 0 || k.Within != ""
	wasRang := was.Rung > 0 || was.Check.Within != ""
	switch {
	case !a.Open():
		if (rang || wasRang) && (a.EndedBy.Role != chat.RoleWorker || a.EndedBy.Name == "") {
			w.rt.Fatalf("%s rang, and was ended by %+v", id, a.EndedBy)
		}
		if !a.WakeAt().IsZero() {
			w.rt.Fatalf("%s ended, and wakes", id)
		}
	case wasRang && !rang:
		w.rt.Fatalf("%s rang, and is as if it had not", id)
	case k.Within != "" && a.Rung == 0 && k.Stand == chat.StandContact: // the next of those close to them is asked
		if at := a.WakeAt(); at.IsZero() || at.After(w.now.Add(10*time.Minute)) {
			w.rt.Fatalf("%s asks nobody until %v", id, at)
		}
	case k.Stand == chat.StandWell && rang, k.Within != "" && a.Rung == 0:
		if !a.WakeAt().IsZero() {
			w.rt.Fatalf("%s is quiet, and wakes", id)
		}
	case !rang:
		if at := a.Opened.Add(15 * time.Second); id != many && !a.WakeAt().Equal(at) {
			w.rt.Fatalf("%s is armed for %v, and wakes at %v", id, at, a.WakeAt())
		}
	case k.Drill && a.Rung >= 3:
	default:
		longest := 10 * time.Minute
		if k.Until.After(w.now) {
			longest = 30 * time.Minute
		}
		if at := a.WakeAt(); at.IsZero() || at.After(w.now.Add(longest)) {
			w.rt.Fatalf("%s is silent until %v", id, at)
		}
		if k.Until.After(w.now) && k.Taken.Name == "" && id != many && k.Stand != chat.StandAccepted && k.Stand != chat.StandContact {
			w.rt.Fatalf("%s waits for nobody", id)
		}
	}
}

// finish brings what is on its way, and lets a named human say the last word: then
// nothing stands, and nothing was forgotten on the way there.
func (w *world) finish() {
	for len(w.pending) > 0 {
		w.deliver()
	}
	w.passes(3 * time.Hour)
	both, named := w.alarms[many]
	for _, m := range people {
		a := w.alarms[missedOf(m).ID]
		if !a.Open() || a.Check.Within == "" || a.Rung > 0 || a.Check.Stand == chat.StandWell {
			continue
		}
		if k := both.Check; !both.Open() || !slices.Contains(k.Members, m) || slices.Contains(k.Done, m) || slices.Contains(k.Heard, m) {
			w.rt.Fatalf("of %s nobody tells", m)
		}
	}
	if named && both.Open() {
		for _, m := range both.Check.Members {
			w.happens(many, chat.Event{Kind: chat.Reached, Author: bas, Ref: m})
		}
	}
	for len(w.pending) > 0 {
		w.deliver()
	}
	for _, m := range people {
		w.happens(missedOf(m).ID, chat.Event{Kind: chat.Reached, Author: bas})
	}
	for len(w.pending) > 0 {
		w.deliver()
	}
	for id, a := range w.alarms {
		if a.Open() && !a.Armed(w.now) {
			w.rt.Fatalf("%s can be ended by nobody: %+v", id, a.Check)
		}
	}
}
