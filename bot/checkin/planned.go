package checkin

import (
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
)

// planned makes the round what the playbook and the circle want now. Whoever was
// asked already, or heard, stays as they are: their alarm of today stands. Whoever is
// new gets their alarm in the same decision (law 10).
func (s *step) planned() {
	r, wanted := s.r, s.f.Wanted
	begun := s.begun()
	if wanted != nil && !begun {
		r.Programme, r.Circle, r.Day, r.Slot = wanted.Programme, wanted.Circle, wanted.Day, wanted.Slot
		r.Team, r.Chain, r.Talk = wanted.Team, wanted.Chain, wanted.Talk
		s.programme = s.book.Programme(r.Programme)
	}
	if s.programme != nil && s.programme.Circle(r.Circle) != nil { // also where it has begun: its alarms go to the team of now
		r.Team = s.programme.Team
	}
	armed := strings.Join([]string{r.Team, s.label(), s.climb()}, "|")
	s.rearms = r.Armed != "" && r.Armed != armed
	r.Armed = armed
	var order []string
	if wanted != nil {
		for _, w := range wanted.Occurrences {
			order = append(order, w.Member)
			s.want(w)
		}
	}
	for i := range r.Occurrences {
		o := &r.Occurrences[i]
		if slices.Contains(order, o.Member) {
			continue
		}
		if !untouched(o) { // they are asked no more, and today's alarm stays
			if pending(o) && s.left(o.Member) && !s.paused(s.member(o.Member)) {
				o.NextAt = time.Time{}
			}
			continue
		}
		if !begun || s.left(o.Member) {
			s.drop(o, s.why(o.Member))
		}
	}
	for i := range r.Occurrences {
		if o := &r.Occurrences[i]; s.rearms && pending(o) {
			s.defers(o)
		}
	}
	if begun {
		return
	}
	s.sort(order)
	if r.Chain {
		s.beginChain()
	}
}

// untouched tells whether nothing was asked of the member, and nothing heard.
func untouched(o *chat.Occurrence) bool {
	return o.Stand == chat.StandPlanned && o.Asked == 0 && o.Heard.IsZero()
}

// want adds a member's occurrence, or brings it to what is wanted. Who said
// beforehand that they are away is noted, and nothing is asked of them.
func (s *step) want(w chat.Occurrence) {
	o := s.r.Of(w.Member)
	away := w.Stand == chat.StandPaused
	switch {
	case o == nil && s.tooLate(w), o != nil && gone(o) && (away || s.tooLate(w)):
	case o == nil:
		s.r.Occurrences = append(s.r.Occurrences, chat.Occurrence{Member: w.Member})
		s.arm(&s.r.Occurrences[len(s.r.Occurrences)-1], w)
	case gone(o):
		s.arm(o, w)
	case untouched(o) && away:
		s.drop(o, chat.StandPaused)
	case untouched(o) && s.tooLate(w): // their time was moved into the past: today they are asked as it was
	case untouched(o):
		due := o.Due
		s.times(o, w)
		if !due.Equal(o.Due) && !s.rearms {
			s.defers(o)
		}
	}
}

// tooLate tells whether the member came, or came back, when they were to have been
// asked already: nobody could have answered, and their first is tomorrow's. Whoever was
// in the circle before is not forgotten, however late the round is planned.
func (s *step) tooLate(w chat.Occurrence) bool {
	m := s.member(w.Member)
	return s.due(w.At) && m != nil && later(m.Changed, m.Agreed).After(w.At)
}

// arm plans an occurrence together with its alarm.
func (s *step) arm(o *chat.Occurrence, w chat.Occurrence) {
	s.times(o, w)
	if w.Stand == chat.StandPaused {
		o.NextAt = time.Time{}
		o.Move(chat.StandPaused, s.now(), s.ev.Author, "")
		return
	}
	o.Move(chat.StandPlanned, s.now(), s.ev.Author, "")
	if s.r.Talk {
		return
	}
	s.d.Alarms = append(s.d.Alarms, s.alarm(o))
}

// times takes over when the member is asked.
func (s *step) times(o *chat.Occurrence, w chat.Occurrence) {
	o.At, o.Until, o.Due, o.Early, o.Remind = w.At, w.Until, w.Due, w.Early, w.Remind
	o.Phone, o.Drill = w.Phone, w.Drill
	o.NextAt = o.At
	if s.r.Chain { // they are asked when it is their turn
		o.NextAt = time.Time{}
	}
}

// climb is the programme's ladder, as its alarms are told of it.
func (s *step) climb() string {
	var all []string
	for _, d := range s.check(false).Climb {
		all = append(all, d.String())
	}
	return strings.Join(all, " ")
}

// defers tells the alarm of the occurrence its deadline, and whose it is now.
func (s *step) defers(o *chat.Occurrence) {
	if s.r.Talk {
		return
	}
	s.then(chat.Event{
		Kind: chat.Deferred, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: AlarmOf(s.r.ID, o.Member)}, Sent: o.Due,
		Value: s.r.Team, Text: s.label(), Ref: s.climb(),
	})
}

// left tells whether the member is known to take part no more, or to be away on the
// round's day.
func (s *step) left(id string) bool {
	m := s.member(id)
	return len(s.f.Circle) > 0 && (m == nil || m.State == chat.MemberLeft || s.paused(m))
}

func (s *step) paused(m *chat.Member) bool {
	return m != nil && m.State == chat.MemberPaused && (m.Until == "" || s.r.Day < m.Until)
}

func (s *step) why(id string) chat.Stand {
	if s.paused(s.member(id)) {
		return chat.StandPaused
	}
	return chat.StandDropped
}

// drop ends an occurrence in which nothing was asked yet, and its alarm.
func (s *step) drop(o *chat.Occurrence, to chat.Stand) {
	o.Move(to, s.now(), s.ev.Author, "")
	o.NextAt = time.Time{}
	s.settle(o, to, s.ev.Author)
}

// away takes a member out of the round who stops or pauses. Where they were asked
// already, today's alarm stays.
func (s *step) away() {
	o := s.r.Of(s.ev.Ref)
	if o == nil || !untouched(o) {
		return
	}
	switch {
	case s.ev.Kind == chat.Leaves:
		s.drop(o, chat.StandDropped)
	case s.r.Day < s.ev.Value:
		s.drop(o, chat.StandPaused)
	}
}

// sort brings the occurrences into the circle's order; who is wanted no more stands
// last.
func (s *step) sort(order []string) {
	at := func(o chat.Occurrence) int {
		if i := slices.Index(order, o.Member); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortStableFunc(s.r.Occurrences, func(a, b chat.Occurrence) int { return at(a) - at(b) })
}
