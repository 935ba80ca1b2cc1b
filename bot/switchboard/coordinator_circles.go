package switchboard

import (
	"context"
	"fmt"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/flows"
)

// What a coordinator reads who wants to see their circles.
const (
	circlesLink  = "Achter deze link staan jouw cirkels. Hij werkt één keer, tot morgen %s. Geef hem aan niemand anders."
	circlesLabel = "Naar mijn cirkels"
)

// wantsCircles tells whether a coordinator asks, in the chat where alarms reach them,
// for the link to their own circles. It counts as the whole message only.
func (s *Switchboard) wantsCircles(ev chat.Event) bool {
	if s.keeperLink == nil || ev.Kind != chat.Said || ev.Author.Role != chat.RolePerson || ev.Subject != (chat.Subject{}) || len(ev.Files) > 0 {
		return false
	}
	switch flows.Normal(ev.Text) {
	case "deelnemers", "inschrijven", "mijn cirkels":
	default:
		return false
	}
	_, is := s.book.Load().Coordinator(s.watched.at(ev.From))
	return is
}

// ownLink answers a coordinator who begins a chat of their own, or asks there for the
// link to their circles.
func (s *Switchboard) ownLink(ctx context.Context, ev chat.Event) (chat.Answer, string, error) {
	if enlists(ev) {
		return s.enlist(ctx, ev)
	}
	key := s.watched.at(ev.From)
	link, err := s.keeperLink(ctx, key)
	if err != nil {
		return chat.Answer{}, "down", fmt.Errorf("make a coordinator's link: %w", err)
	}
	var done effect
	err = s.store.Update(ctx, func(tx Tx) error {
		done = effect{}
		seen, err := tx.Seen(ev.ID, ev.At)
		if err != nil || seen {
			return err
		}
		change := chat.Change{Event: ev}
		s.say(&change, &done, []chat.Message{{
			ID: chat.Key(ev.ID, 0), To: ev.From, Talk: chat.CoordinatorID(key), Class: chat.Live, Speaker: chat.Program,
			Text: fmt.Sprintf(circlesLink, adapters.TimeInWords(ev.At)), Link: &chat.Link{Label: circlesLabel, URL: link},
		}})
		return tx.Write(change)
	})
	if err != nil {
		return chat.Answer{}, "down", err
	}
	done.ring(s)
	return chat.Answer{}, "done", nil
}
