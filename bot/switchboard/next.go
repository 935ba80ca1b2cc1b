package switchboard

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/handoff"
)

// What a worker reads who asks for the next one.
const (
	nobodyWaits = "Niemand wacht op je team."
	noName      = "Alleen een medewerker met een naam kan dit doen."
)

// next hands a worker whoever needs somebody most of those who wait for a team
// of the desk where they are: the most urgent, and of these who waits longest.
// Where a colleague was first, it is the one behind (law 8).
func (s *Switchboard) next(ctx context.Context, ev chat.Event) (chat.Answer, string, error) {
	who := ev.Author
	if who.Role != chat.RoleWorker || who.ID == "" || who.Name == "" {
		return chat.Answer{Text: noName}, "refused", nil
	}
	var away time.Time
	err := s.store.Update(ctx, func(tx Tx) (err error) {
		away, err = tx.Away(who.ID, s.clock.Now())
		return err
	})
	if err != nil {
		return chat.Answer{}, "down", fmt.Errorf("read who is away: %w", err)
	}
	if !away.IsZero() {
		return handoff.StillAway(away, s.clock.Now()), "refused", nil
	}
	items, err := s.store.Queue(ctx)
	if err != nil {
		return chat.Answer{}, "down", fmt.Errorf("read the queue: %w", err)
	}
	has := 0
	for _, item := range items {
		if item.State == chat.Talking && item.Worker.ID == who.ID {
			has++
		}
	}
	if most := s.book.Load().Organisation.Talks; most > 0 && has >= most {
		return chat.Answer{Text: "Je hebt al " + strconv.Itoa(has) + " gesprekken. Rond er eerst een af, of laat er een los. Zelf oppakken kan wel."}, "refused", nil
	}
	asked := 0
	for _, item := range items {
		if item.State != chat.Waiting || !s.standsAt(ev, item.Team) {
			continue
		}
		claim := ev
		claim.ID, claim.Kind, claim.Token = chat.Key(ev.ID, asked), chat.Claimed, ""
		asked++
		claim.Subject = chat.Subject{Kind: chat.SubjectConversation, ID: item.ID}
		answer, outcome, err := s.handle(ctx, claim)
		if err != nil || outcome != "refused" {
			answer.Ref = item.ID
			return answer, outcome, err
		}
	}
	return chat.Answer{Text: nobodyWaits}, "refused", nil
}

// standsAt tells whether one of the desks where the worker is has the team.
func (s *Switchboard) standsAt(ev chat.Event, team string) bool {
	if s.stands(ev.From, team) {
		return true
	}
	return slices.ContainsFunc(strings.Fields(ev.Form[chat.AlsoAt]), func(desk string) bool {
		return s.stands(chat.Address{Adapter: ev.From.Adapter, Chat: desk}, team)
	})
}

// stands tells whether the desk is one of the team: a pushed desk of its own, or
// one that shows all teams.
func (s *Switchboard) stands(desk chat.Address, team string) bool {
	at := chat.Address{Adapter: desk.Adapter, Chat: desk.Chat}
	ofAny := false
	for _, t := range s.book.Load().Organisation.Teams {
		ofAny = ofAny || slices.Contains(s.desks(t.Name), at)
	}
	return !ofAny || slices.Contains(s.desks(s.book.Load().Team(team).Name), at)
}

// gone puts back into the queue whom a worker has who is none any more.
func (s *Switchboard) gone(ctx context.Context, ev chat.Event) (chat.Answer, string, error) {
	if err := s.store.SignOut(ctx, ev.Value); err != nil {
		return chat.Answer{}, "down", err
	}
	items, err := s.store.Queue(ctx)
	if err != nil {
		return chat.Answer{}, "down", fmt.Errorf("read the queue: %w", err)
	}
	for _, item := range items {
		if item.State != chat.Talking || item.Worker.ID != ev.Value {
			continue
		}
		let := chat.Event{
			ID: ev.ID + "/" + item.ID, Kind: chat.LetGo, Author: chat.Program, Value: ev.Value,
			Subject: chat.Subject{Kind: chat.SubjectConversation, ID: item.ID},
		}
		if _, _, err := s.handle(ctx, let); err != nil {
			return chat.Answer{}, "down", err
		}
	}
	return chat.Answer{}, "done", nil
}
