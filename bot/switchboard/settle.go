package switchboard

import (
	"maps"
	"slices"
	"strings"

	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

// A transaction decides about one subject, with one exception: a check-in's answer
// also ticks it off in its round, and what the round says of an alarm that it planned
// is true at once. They are locked in this order: the conversation, rounds by their
// ids, alarms by theirs, lanes.

// settling is a transaction that decides about more than its own subject.
type settling struct {
	s       *Switchboard
	tx      Tx
	w       *chat.Change
	e       *effect
	book    *flows.Playbook
	of      map[string][]chat.Event // round -> what it hears
	said    map[string][]chat.Event // alarm -> what rounds say of it
	planned map[string]chat.Alarm   // what rounds open: those that were planned with them, and ones that name many
	wanted  *chat.Round             // of Planned
	fresh   bool                    // of Planned: nothing of the round stands anywhere yet
	answer  chat.Answer
}

func (s *Switchboard) settling(tx Tx, w *chat.Change, e *effect) *settling {
	return &settling{s: s, tx: tx, w: w, e: e, book: s.book.Load(), of: map[string][]chat.Event{}, said: map[string][]chat.Event{}, planned: map[string]chat.Alarm{}}
}

// settle decides, in this transaction, about the events in w.Due that are for rounds,
// and then about what those say of alarms. What else follows stays due. met are the
// rounds that are locked already, in the order of their ids.
func (t *settling) settle(met []chat.Round) error {
	due := t.w.Due
	t.w.Due = nil
	for _, ev := range due {
		t.sort(ev)
	}
	if err := t.rounds(met); err != nil {
		return err
	}
	if err := t.alarms(); err != nil {
		return err
	}
	t.e.due = t.e.due || len(t.w.Due) > 0
	return nil
}

// sort puts an event where it is decided about.
func (t *settling) sort(ev chat.Event) {
	switch {
	case ev.Subject.Kind == chat.SubjectRound:
		t.of[ev.Subject.ID] = append(t.of[ev.Subject.ID], ev)
	case ev.Subject.Kind == chat.SubjectAlarm && (ev.Kind == chat.Overdue || ev.Kind == chat.Deferred || ev.Kind == chat.Settled):
		t.said[ev.Subject.ID] = append(t.said[ev.Subject.ID], ev)
	default:
		t.w.Due = append(t.w.Due, ev)
	}
}

// rounds decides about what rounds hear, in the order of their ids. A round that
// comes before one that is locked already hears it later.
func (t *settling) rounds(met []chat.Round) error {
	last := ""
	if len(met) > 0 {
		last = met[len(met)-1].ID
	}
	for _, id := range slices.Sorted(maps.Keys(t.of)) {
		i := slices.IndexFunc(met, func(r chat.Round) bool { return r.ID == id })
		if i < 0 && id < last {
			t.w.Due = append(t.w.Due, t.of[id]...)
			continue
		}
		var r chat.Round
		if i >= 0 {
			r = met[i]
		} else {
			var known bool
			var err error
			if r, known, err = t.tx.Round(id); err != nil {
				return err
			}
			if !known { // its time is over
				continue
			}
		}
		if err := t.round(r, t.of[id]); err != nil {
			return err
		}
	}
	return nil
}

// round decides about one round that is locked, or new.
func (t *settling) round(r chat.Round, heard []chat.Event) error {
	f := chat.Facts{Desks: t.s.circleDesks(t.book, r.Programme, r.Circle, r.Team), Wanted: t.wanted}
	if slices.ContainsFunc(heard, func(ev chat.Event) bool { return ev.Kind == chat.Planned }) {
		circle, err := t.tx.Circle(r.Programme, r.Circle)
		if err != nil {
			return err
		}
		f.Circle = circle.Members
	}
	for n := 0; len(heard) > 0; n++ {
		ev := heard[0]
		heard = heard[1:]
		if n >= chainLimit {
			t.w.Due = append(t.w.Due, ev)
			continue
		}
		ev.At = t.w.Event.At
		d := checkin.Step(t.book, r, f, ev)
		if d.Round != nil {
			r = *d.Round
		}
		for _, a := range d.Alarms {
			t.planned[a.ID] = a
		}
		for _, next := range d.Then {
			if next.Subject.Kind == chat.SubjectRound && next.Subject.ID == r.ID {
				heard = append(heard, next)
			} else if next.Subject.Kind == chat.SubjectRound {
				t.w.Due = append(t.w.Due, next)
			} else {
				t.sort(next)
			}
		}
		t.s.sayOf(t.w, t.e, r.ID, d.Say)
		if t.answer == (chat.Answer{}) {
			t.answer = d.Answer
		}
	}
	t.w.Rounds = append(t.w.Rounds, r)
	t.e.desk = true
	t.e.due = t.e.due || !r.WakeAt().IsZero()
	return nil
}

// alarms opens what rounds planned, and decides about what they say of alarms, in
// the order of the alarms' ids.
func (t *settling) alarms() error {
	ids := slices.AppendSeq(slices.Collect(maps.Keys(t.planned)), maps.Keys(t.said))
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := t.alarm(id); err != nil {
			return err
		}
	}
	return nil
}

func (t *settling) alarm(id string) error {
	a, isPlanned := t.planned[id]
	if len(t.said[id]) == 0 { // one that ended is armed again, one that stands open is left as it is
		t.w.Open = append(t.w.Open, a)
		return nil
	}
	fresh := isPlanned && t.fresh
	if !fresh {
		stands, known, err := t.tx.Alarm(id)
		switch {
		case err != nil:
			return err
		case known && isPlanned && !stands.Open():
			a.Turn = stands.Turn
		case known:
			a = stands
		case isPlanned:
			fresh = true
		default:
			if a, fresh = t.lost(id); !fresh {
				return nil
			}
		}
	}
	for _, ev := range t.said[id] {
		f, err := t.s.alarmFacts(t.tx, a, t.w.Event.At)
		if err != nil {
			return err
		}
		ev.At = t.w.Event.At
		d := alarm.Step(a, f, ev)
		if d.Alarm != nil {
			a = *d.Alarm
		}
		t.w.Due = append(t.w.Due, d.Then...)
		t.s.sayOf(t.w, t.e, id, d.Say)
	}
	if fresh {
		t.w.Open = append(t.w.Open, a)
	} else {
		t.w.Alarms = append(t.w.Alarms, a)
	}
	t.e.desk, t.e.due = true, true
	return nil
}

// lost makes the alarm that a round speaks of and that is nowhere: that somebody is
// overdue is told whatever became of it. False where nobody has to look.
func (t *settling) lost(id string) (chat.Alarm, bool) {
	occurrence := strings.TrimSuffix(id, chat.AlarmID("", chat.CauseMissed))
	round, member, ok := chat.RoundOf(occurrence)
	if !ok || !slices.ContainsFunc(t.said[id], func(ev chat.Event) bool { return ev.Kind == chat.Overdue }) {
		return chat.Alarm{}, false
	}
	at := t.w.Event.At
	a := chat.Alarm{
		ID: id, Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectOccurrence, ID: occurrence}, Urgency: chat.Urgent,
		Opened: at, TellAt: at, Check: &chat.Check{Round: round, Member: member},
	}
	for _, r := range t.w.Rounds {
		if r.ID == round {
			a.Team, a.Check.Programme = r.Team, r.Programme
		}
	}
	return a, true
}

// aboutRound decides about one event of a round.
func (s *Switchboard) aboutRound(tx Tx, ev chat.Event) (chat.Answer, effect, error) {
	if ev.Kind == chat.Broadcasts {
		return s.broadcast(tx, ev)
	}
	r, known, err := tx.Round(ev.Subject.ID)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	fresh := false
	if !known && ev.Kind == chat.Drills && ev.Author.Role == chat.RoleWorker && ev.Author.Name != "" {
		r, fresh = checkin.Unasked(s.book.Load(), ev.Subject.ID, ev.At)
	}
	if !known && !fresh {
		return chat.Answer{Text: "Deze ronde is er niet meer."}, effect{}, errRefused
	}
	w, e := chat.Change{Event: ev, Due: []chat.Event{ev}}, effect{}
	t := s.settling(tx, &w, &e)
	t.fresh = fresh
	if err := t.settle([]chat.Round{r}); err != nil {
		return chat.Answer{}, effect{}, err
	}
	return t.answer, e, tx.Write(w)
}
