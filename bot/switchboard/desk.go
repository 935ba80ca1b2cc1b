package switchboard

import (
	"context"
	"fmt"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/handoff"
	"omzien/flows"
)

// aboutWorker is what one worker says of themselves.
func (s *Switchboard) aboutWorker(tx Tx, ev chat.Event) (answer chat.Answer, done effect, err error) {
	switch ev.Kind {
	case chat.Away:
		absence, answer, ok := handoff.Leave(ev)
		if !ok {
			return answer, effect{}, errRefused
		}
		return answer, effect{desk: true}, tx.Leave(absence)
	case chat.Here:
		if answer, ok := handoff.Return(ev, false); !ok {
			return answer, effect{}, errRefused
		}
		was, err := tx.Return(ev.Subject.ID, ev.At)
		answer, _ = handoff.Return(ev, was)
		return answer, effect{desk: true}, err
	case chat.ListReady:
		done, err = s.listReady(tx, ev)
		return chat.Answer{}, done, err
	case chat.ListLacks:
		done, err = s.listLacks(tx, ev)
		return chat.Answer{}, done, err
	}
	return chat.Answer{}, effect{}, errRefused
}

// picked turns the token of a list's item into what it means: this worker picks
// that conversation up, as it stood when the list was drawn.
func (s *Switchboard) picked(tx Tx, ev chat.Event) (chat.Event, chat.Answer, error) {
	if ev.Author.Role != chat.RoleWorker {
		s.metrics.Refused("token")
		return ev, notYours, errRefused
	}
	id, stale, known, err := tx.Offered(ev.Token)
	if err != nil {
		return ev, chat.Answer{}, err
	}
	if !known {
		return ev, chat.Answer{Text: "Dit gesprek wacht niet meer: het is afgerond, of weer bij de chatbot."}, errRefused
	}
	ev.Kind, ev.Subject = chat.Claimed, chat.Subject{Kind: chat.SubjectConversation, ID: id}
	if stale { // told how it stands
		ev.Step = chat.UsedStep("pick")
	}
	return ev, chat.Answer{}, nil
}

// isPick tells whether a token is one of a list's item.
func isPick(token string) bool { return strings.HasPrefix(token, chat.PickToken) }

// aboutTeam is what happens to a team's day: it begins, and goes.
func (s *Switchboard) aboutTeam(tx Tx, ev chat.Event) (effect, error) {
	change, done := chat.Change{Event: ev}, effect{}
	switch ev.Kind {
	case chat.DayBegan:
		s.beginDay(&change, &done)
	case chat.DayExpired:
		s.clearDay(&change, &done)
	case chat.Gathers:
		if err := s.suggestGroup(tx, &change, &done); err != nil {
			return effect{}, err
		}
	case chat.RoosterGap:
		if err := s.warnOfGap(tx, &change, &done); err != nil {
			return effect{}, err
		}
	default:
		return effect{}, nil
	}
	return done, tx.Write(change)
}

// dayKept is how long a team's morning stands at its desks (law 20): it names people
// by their aliases, and who has them.
const dayKept = 30 * 24 * time.Hour

// beginDay lets each of the team's desks read what stands open, once on that day,
// until its time is over. A morning that the playbook knows no more, or that is over,
// is left out. Of whom it tells is read when it is sent.
func (s *Switchboard) beginDay(change *chat.Change, done *effect) {
	ev := change.Event
	team := s.book.Load().Team(ev.Subject.ID)
	day := flows.DayOf(ev.At)
	begins, ok := team.Morning(day)
	if team.Name != ev.Subject.ID || ev.Value != dateOf(day) || !ok || ev.At.Before(begins) || day.Missed(ev.At) {
		return
	}
	var messages []chat.Message
	for i, desk := range s.desks(team.Name) {
		m := chat.Message{
			// By its day, not by its event: a time that was changed makes no second one.
			ID: chat.Key("day:"+team.Name+":"+ev.Value, i), To: desk, Class: chat.Prompt, Speaker: chat.Program,
			Text: "Dagstart van " + team.Label, Day: &chat.Day{Team: team.Name, Date: ev.Value},
		}
		messages = append(messages, m)
		change.Due = append(change.Due, chat.Event{
			ID: m.ID + "/expired", Kind: chat.DayExpired, Subject: ev.Subject, Author: chat.Program,
			From: desk, Ref: m.ID, Text: m.Text, At: ev.At.Add(dayKept),
		})
	}
	s.say(change, done, messages)
}

// clearDay takes a morning away from the desk where it stood, whoever is there now.
func (s *Switchboard) clearDay(change *chat.Change, done *effect) {
	ev := change.Event
	s.say(change, done, []chat.Message{{
		ID: chat.Key(ev.ID, 0), To: ev.From, Class: chat.Bulk, Speaker: chat.Program,
		Text: ev.Text + " is weggehaald.", Edits: ev.Ref, Gone: true,
	}})
}

// dateOf is the day as events and messages carry it.
func dateOf(d flows.Day) string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// planEvery is how often it is looked whether each team's next morning stands in
// what is due. A playbook that changes is followed within that time.
const planEvery = 30 * time.Second

// mornings keeps each team's next morning among what is due, until ctx ends. Every
// instance does: the events of one morning are the same event.
func (s *Switchboard) mornings(ctx context.Context) error {
	planned := map[string]string{} // team -> the event that this instance wrote down last
	for {
		if err := s.planMornings(ctx, planned); err != nil && ctx.Err() == nil {
			s.log.Error("write down when the teams' days begin", "err", err)
		}
		if !pause(ctx, planEvery) {
			return nil
		}
	}
}

func (s *Switchboard) planMornings(ctx context.Context, planned map[string]string) error {
	now := s.clock.Now()
	for _, team := range s.book.Load().Organisation.Teams {
		day, begins, ok := team.NextMorning(now)
		if !ok {
			continue
		}
		ev := chat.Event{
			ID:   fmt.Sprintf("day:%s:%s:%d", team.Name, dateOf(day), team.Dagstart),
			Kind: chat.DayBegan, Subject: chat.Subject{Kind: chat.SubjectTeam, ID: team.Name},
			Author: chat.Program, Value: dateOf(day), At: begins,
		}
		if planned[team.Name] == ev.ID {
			continue
		}
		err := s.store.Update(ctx, func(tx Tx) error {
			return tx.Write(chat.Change{Event: chat.Event{At: now}, Due: []chat.Event{ev}})
		})
		if err != nil {
			return err
		}
		planned[team.Name] = ev.ID
	}
	return nil
}
