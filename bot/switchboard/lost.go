package switchboard

import (
	"context"
	"slices"

	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

// tellLost lets an alarm stand about a circle that the playbook has no more while people
// take part in it, and ends it when that is over. It tells whether it is so.
func (s *Switchboard) tellLost(ctx context.Context, book *flows.Playbook, m chat.CircleMark, today flows.Day) (lost bool, err error) {
	var a chat.Alarm
	p := book.Programme(m.Programme)
	if p == nil || p.Circle(m.Circle) == nil {
		circle, err := s.store.Circle(ctx, m.Programme, m.Circle)
		if err != nil {
			return false, err
		}
		rounds, err := s.store.RoundsSince(ctx, m.Programme, m.Circle, dateOf(today.Add(-planDays)))
		if err != nil {
			return false, err
		}
		team := ""
		for _, r := range rounds {
			team = r.Team
		}
		a, lost = checkin.Lost(book, circle, team, s.clock.Now())
	}
	return lost, s.keepTold(ctx, m, chat.CauseLost, a, lost, checkin.FoundAgain)
}

// keepTold lets the alarm with this cause stand about the circle as long as it is so:
// told once, by whichever instance is first. A human who ended it hears of it anew only
// when it had been in order since. righted is what people read when it is.
func (s *Switchboard) keepTold(ctx context.Context, m chat.CircleMark, cause chat.Cause, a chat.Alarm, so bool, righted string) error {
	about := chat.Subject{Kind: chat.SubjectRound, ID: m.Programme + "|" + m.Circle}
	stands, err := s.store.AlarmsAbout(ctx, about)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(stands, func(a chat.Alarm) bool { return a.Cause == cause })
	now := s.clock.Now()
	switch {
	case so && (i < 0 || alarm.ToldAnew(stands[i])):
		err = s.store.Update(ctx, func(tx Tx) error {
			return tx.Write(chat.Change{Event: chat.Event{At: now}, Open: []chat.Alarm{a}})
		})
		if err == nil {
			(effect{desk: true, due: true}).ring(s)
		}
		return err
	case so || i < 0 || stands[i].Check != nil && stands[i].Check.Stand == chat.StandWell:
		return nil
	}
	_, err = s.Handle(ctx, chat.Event{
		ID: chat.Key(stands[i].ID+"/righted", int(stands[i].Turn)), Kind: chat.Settled, Author: chat.Program,
		Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: stands[i].ID}, Text: righted, At: now,
	})
	return err
}
