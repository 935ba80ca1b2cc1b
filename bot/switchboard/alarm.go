package switchboard

import (
	"slices"
	"strings"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/flows"
)

// aboutAlarm decides about one event of an alarm. What a round has to know of it
// comes to the round later: whoever holds an alarm never waits for a round.
func (s *Switchboard) aboutAlarm(tx Tx, ev chat.Event) (chat.Answer, effect, error) {
	if w, e, its := s.roundFirst(tx, ev); its {
		return chat.Answer{}, e, tx.Write(w)
	}
	a, known, err := tx.Alarm(ev.Subject.ID)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	if !known {
		return chat.Answer{Text: "Deze melding is er niet meer."}, effect{}, errRefused
	}
	f, err := s.alarmFacts(tx, a, ev.At)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	d := alarm.Step(a, f, ev)
	change := chat.Change{Event: ev, Alarm: d.Alarm, Due: d.Then}
	e := effect{due: len(d.Then) > 0, desk: true}
	s.sayOf(&change, &e, ev.Subject.ID, d.Say)
	return d.Answer, e, tx.Write(change)
}

// roundFirst lets a round say who is overdue in it, where the time of an alarm has come
// that was planned with it: after a gap the time of all of them has, and one alarm is
// to name them all (M9), whichever is looked at first. False: the round says nothing of
// it, or cannot; then the alarm rings by itself. Nothing is written yet.
func (s *Switchboard) roundFirst(tx Tx, ev chat.Event) (w chat.Change, e effect, its bool) {
	defer func() {
		if recover() != nil {
			its = false
		}
	}()
	id, member, ok := chat.RoundOf(strings.TrimSuffix(ev.Subject.ID, chat.AlarmID("", chat.CauseMissed)))
	if ev.Kind != chat.Woke || !ok || !chat.CauseMissed.Of(ev.Subject.ID) {
		return w, e, false
	}
	r, known, err := tx.Round(id)
	o := r.Of(member)
	if err != nil || !known || o == nil || o.Stand != chat.StandPlanned && o.Stand != chat.StandAsked || o.Due.After(ev.At) {
		return w, e, false
	}
	w = chat.Change{Event: ev, Due: []chat.Event{{
		ID: ev.ID, Kind: chat.Woke, Author: chat.Program, At: ev.At, Subject: chat.Subject{Kind: chat.SubjectRound, ID: id},
	}}}
	if s.settling(tx, &w, &e).settle([]chat.Round{r}) != nil {
		return w, e, false
	}
	moved := func(a chat.Alarm) bool { return a.ID == ev.Subject.ID }
	return w, e, slices.ContainsFunc(w.Alarms, moved) || slices.ContainsFunc(w.Open, moved)
}

// alarmFacts are what a decision about the alarm needs. Whom it is about, and who
// hears of it, is read where it is about members of a circle.
func (s *Switchboard) alarmFacts(tx Tx, a chat.Alarm, at time.Time) (chat.Facts, error) {
	book := s.book.Load()
	f := chat.Facts{Desks: s.desks(book.Team(a.Team).Name), Second: s.second, DeskURL: s.deskURL, House: book.Organisation.Name}
	if a.Check == nil {
		return f, nil
	}
	circle := ""
	if parts := strings.SplitN(a.Check.Round, "|", 3); len(parts) == 3 {
		circle = parts[1]
	}
	ids := a.Check.Members
	if a.Check.Member != "" {
		ids = []string{a.Check.Member}
	}
	f.Desks, f.Teamless = s.circleDesks(book, a.Check.Programme, circle, a.Team), !book.HasTeam(a.Team)
	chats, err := tx.Watchers()
	if err == nil {
		f.Members, err = tx.Members(ids)
	}
	if err != nil {
		return f, err
	}
	f.Watch = s.watch(book, a.Check.Programme, circle, at, chats)
	if a.Check.Member != "" && len(f.Members) > 0 {
		f.Contacts = s.contacts(f.Members[0])
	}
	return f, nil
}

// circleDesks are the pushed desks of a circle: its own channel, or its team's. A team
// that the playbook has no more has none: who takes part is no other team's to know.
func (s *Switchboard) circleDesks(book *flows.Playbook, programme, circle, team string) []chat.Address {
	if p := book.Programme(programme); p != nil && s.channel != nil {
		if c := p.Circle(circle); c != nil && c.Channel != "" {
			return s.channel(c.Channel)
		}
	}
	if !book.HasTeam(team) {
		return nil
	}
	return s.desks(team)
}

// aboutRoute opens the alarm about an adapter that says it is in trouble. It is
// one alarm on the route, however often it says so.
func (s *Switchboard) aboutRoute(tx Tx, ev chat.Event) (effect, error) {
	a := chat.Alarm{
		ID: chat.AlarmID(ev.ID, chat.CauseRoute), Cause: chat.CauseRoute, About: ev.Subject,
		Urgency: chat.Urgent, Opened: ev.At, Why: ev.Text,
	}
	return effect{desk: true, due: true}, tx.Write(chat.Change{Event: ev, Open: []chat.Alarm{a}})
}
