package switchboard

import (
	"strings"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/flows"
)

// aboutAlarm decides about one event of an alarm. What a round has to know of it
// comes to the round later: whoever holds an alarm never waits for a round.
func (s *Switchboard) aboutAlarm(tx Tx, ev chat.Event) (chat.Answer, effect, error) {
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

// alarmFacts are what a decision about the alarm needs. Whom it is about, and who
// hears of it, is read where it is about members of a circle.
func (s *Switchboard) alarmFacts(tx Tx, a chat.Alarm, at time.Time) (chat.Facts, error) {
	book := s.book.Load()
	f := chat.Facts{Desks: s.desks(book.Team(a.Team).Name), Second: s.second, DeskURL: s.deskURL}
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
	f.Desks = s.circleDesks(book, a.Check.Programme, circle, a.Team)
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

// circleDesks are the pushed desks of a circle: its own channel, or its team's.
func (s *Switchboard) circleDesks(book *flows.Playbook, programme, circle, team string) []chat.Address {
	if p := book.Programme(programme); p != nil && s.channel != nil {
		if c := p.Circle(circle); c != nil && c.Channel != "" {
			return s.channel(c.Channel)
		}
	}
	return s.desks(book.Team(team).Name)
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
