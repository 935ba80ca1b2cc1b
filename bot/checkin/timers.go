package checkin

import (
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// woke does what is due: it orders prompts, and moves who did not answer in time to
// overdue, together with their alarms.
func (s *step) woke() {
	if s.r.Chain && s.due(s.r.MoveAt) {
		s.moveOn()
	}
	var missed []*chat.Occurrence
	for i := range s.r.Occurrences {
		o := &s.r.Occurrences[i]
		if !pending(o) {
			continue
		}
		s.prompt(o)
		if s.over(o) {
			missed = append(missed, o)
		}
	}
	if s.r.Talk {
		s.unanswered(missed)
		return
	}
	s.miss(missed)
}

// prompt orders the prompt that is due. One that is on its way is not overtaken by a
// reminder, unless that is the last; outside the window none goes out (law 11).
func (s *step) prompt(o *chat.Occurrence) {
	if !s.due(o.NextAt) {
		return
	}
	if from := promptsFrom(s.now()); from.After(s.now()) {
		o.NextAt = from
	}
	if !o.NextAt.Before(o.Until) || !s.now().Before(o.Until) {
		o.NextAt = time.Time{}
		return
	}
	if !s.due(o.NextAt) {
		return
	}
	later := s.reminder(o)
	if o.Out.IsZero() || later.IsZero() {
		s.ask(o, s.stillRings(o))
	}
	o.NextAt = later
}

// promptsFrom is the first moment from this one on at which prompts may go out.
func promptsFrom(at time.Time) time.Time {
	day := flows.DayOf(at)
	switch {
	case at.Before(day.At(morning)):
		return day.At(morning)
	case !at.Before(day.At(night)):
		return day.Add(1).At(morning)
	}
	return at
}

// reminder is when the member is asked once more after now; zero where they are not.
func (s *step) reminder(o *chat.Occurrence) time.Time {
	for _, t := range o.Remind {
		if t.Sub(s.now()) >= leastBetween && t.Before(o.Until) {
			return t
		}
	}
	return time.Time{}
}

// over tells whether the occurrence waited long enough: its deadline has come, or its
// window is over and it was never asked.
func (s *step) over(o *chat.Occurrence) bool {
	return s.due(o.Due) || o.SentAt.IsZero() && o.Out.IsZero() && s.due(o.Until)
}

// what is the matter with an occurrence in which nobody answered in time.
func (s *step) what(o *chat.Occurrence) (value chat.Stand, why string) {
	switch {
	case !o.SentAt.IsZero():
		return chat.StandOverdue, ""
	case !o.Heard.IsZero():
		return chat.StandSign, "Schreef vandaag wel in een ander gesprek."
	case o.Asked > 0 && o.Out.IsZero() && !o.Fault:
		return chat.StandNotAsked, "De vraag is niet gesteld: er liep nog een ander gesprek."
	case s.r.Chain && s.sent() && !o.Fault:
		return chat.StandOverdue, "De cirkel kwam vandaag niet bij dit lid."
	}
	return chat.StandNotAsked, "De vraag ging niet weg door een storing bij ons."
}

// sent tells whether anything was proven sent in the round.
func (s *step) sent() bool {
	for i := range s.r.Occurrences {
		if !s.r.Occurrences[i].SentAt.IsZero() {
			return true
		}
	}
	return false
}

// manyAtLeast and manyShare say when so many of a circle are overdue at once that one
// alarm names them all: in number, and in parts of ten of those who were to be asked.
// Those whom we did not ask stand together from unaskedAtLeast on: it is one fault.
const manyAtLeast, manyShare, unaskedAtLeast = 3, 3, 2

// miss lets people look at those who did not answer in time. Nobody is held back:
// many at once are named by one alarm, at once (people.md section 3).
func (s *step) miss(missed []*chat.Occurrence) {
	drill := s.drill() // an exercise never stands beside somebody who is really missed
	var together []*chat.Occurrence
	reasons := map[string]string{} // by member: once it is missed, an occurrence tells it no more
	for _, o := range missed {
		value, why := s.what(o)
		reasons[o.Member] = why
		o.Move(value, s.now(), chat.Program, "")
		o.NextAt, o.Out = time.Time{}, time.Time{}
		if o.Drill == drill {
			together = append(together, o)
		} else {
			s.fire(o, value, why, "")
		}
	}
	combined, what := "", chat.StandOverdue
	if s.many(together) {
		combined, what = s.combine(together, reasons)
	}
	var names []string
	for _, o := range together {
		s.fire(o, o.Stand, reasons[o.Member], combined)
		o.Within = combined
		names = append(names, o.Member)
	}
	if combined != "" { // in one word: else it would ring for each of them
		s.then(chat.Event{
			Kind: chat.Overdue, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: combined},
			Value: string(what), Ref: strings.Join(names, " "),
		})
	}
}

// many tells whether one alarm is to name these, who are missed at once.
func (s *step) many(missed []*chat.Occurrence) bool {
	unasked, all := 0, 0
	for _, o := range missed {
		if o.Stand == chat.StandNotAsked {
			unasked++
		}
	}
	for i := range s.r.Occurrences {
		if !gone(&s.r.Occurrences[i]) {
			all++
		}
	}
	return unasked >= unaskedAtLeast || len(missed) >= manyAtLeast && 10*len(missed) >= manyShare*all
}

// combine opens the alarm that names them all. It gives its id, and what is the
// matter: that we asked none of them, or that they did not answer. A reason that all
// have stands in it.
func (s *step) combine(missed []*chat.Occurrence, reasons map[string]string) (id string, what chat.Stand) {
	a := chat.Alarm{
		ID: chat.AlarmID(s.r.ID, chat.CauseMany), Cause: chat.CauseMany, Urgency: chat.Urgent, Team: s.r.Team,
		About:  chat.Subject{Kind: chat.SubjectRound, ID: s.r.ID},
		Opened: s.now(), TellAt: s.now(), Alias: s.label(), Check: s.check(s.drill()),
	}
	a.Check.What, a.Why = chat.StandNotAsked, reasons[missed[0].Member]
	for _, o := range missed {
		if reasons[o.Member] != a.Why {
			a.Why = ""
		}
		a.Check.Members = append(a.Check.Members, o.Member)
		if o.Stand != chat.StandNotAsked {
			a.Check.What = chat.StandOverdue
		}
	}
	s.d.Alarms = append(s.d.Alarms, a)
	s.r.Combined = a.ID
	return a.ID, a.Check.What
}

// drill tells whether the round is an exercise: nobody in it is really asked.
func (s *step) drill() bool {
	for i := range s.r.Occurrences {
		if o := &s.r.Occurrences[i]; !gone(o) && !o.Drill {
			return false
		}
	}
	return true
}

// drills alarms whoever is on duty as for somebody who was not heard, and about
// nobody: OEFENING stands in every text.
func (s *step) drills() {
	if !named(s.ev.Author) {
		s.d.Answer.Text, s.d.Refused = "Alleen een medewerker met een naam kan een oefening houden.", true
		return
	}
	a := chat.Alarm{
		ID: chat.AlarmID(s.r.ID+"/oefening", chat.CauseMissed), Cause: chat.CauseMissed, Urgency: chat.Normal, Team: s.r.Team,
		About:  chat.Subject{Kind: chat.SubjectRound, ID: s.r.ID},
		Opened: s.now(), TellAt: s.now(), Alias: "OEFENING", Check: s.check(true),
	}
	a.Check.What = chat.StandOverdue
	s.d.Alarms = append(s.d.Alarms, a)
	s.then(chat.Event{
		Kind: chat.Overdue, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID}, Author: s.ev.Author, Value: string(chat.StandOverdue),
	})
	s.d.Answer.Text = "De oefening is begonnen: wie dienst heeft, krijgt nu een melding met OEFENING erboven."
}
