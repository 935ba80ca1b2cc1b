package switchboard

import (
	"context"
	"maps"
	"strconv"
	"strings"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

// planGroups writes down of which neighbourhoods enough people want the same. Every
// instance does: the events of one circle and number are the same event. seen is
// as what this instance knows each circle: its members are read where they changed.
func (s *Switchboard) planGroups(ctx context.Context, seen map[string]string) error {
	now, book := s.clock.Now(), s.book.Load()
	marks, err := s.store.Circles(ctx)
	if err != nil {
		return err
	}
	var due []chat.Event
	looked := map[string]string{}
	for _, m := range marks {
		p := book.Programme(m.Programme)
		if p == nil || p.Kind != flows.ProgrammeGather {
			continue
		}
		ref, mark := m.Programme+"|"+m.Circle, m.Mark+" "+strconv.Itoa(p.Enough)
		if seen[ref] == mark {
			continue
		}
		circle, err := s.store.Circle(ctx, m.Programme, m.Circle)
		if err != nil {
			return err
		}
		looked[ref] = mark
		key, enough := checkin.GatheringKey(p, circle)
		if !enough {
			continue
		}
		due = append(due, chat.Event{
			ID: key, Kind: chat.Gathers, Author: chat.Program, Subject: chat.Subject{Kind: chat.SubjectTeam, ID: p.Team}, Ref: ref, Value: key, At: now,
		})
	}
	if len(due) == 0 {
		maps.Copy(seen, looked)
		return nil
	}
	if err := s.store.Update(ctx, func(tx Tx) error { return tx.Write(chat.Change{Event: chat.Event{At: now}, Due: due}) }); err != nil {
		return err
	}
	maps.Copy(seen, looked)
	s.hint(s.dueHint)
	return nil
}

// suggestGroup opens the item that a group may begin, where they still are enough.
func (s *Switchboard) suggestGroup(tx Tx, w *chat.Change, e *effect) error {
	programme, name, _ := strings.Cut(w.Event.Ref, "|")
	p := s.book.Load().Programme(programme)
	if p == nil {
		return nil
	}
	circle, err := tx.Circle(programme, name)
	if err != nil {
		return err
	}
	var offers []chat.Member
	if other, known := checkin.OffersOf(p, name); known {
		c, err := tx.Circle(programme, other)
		if err != nil {
			return err
		}
		offers = c.Members
	}
	if a, enough := checkin.Gathered(p, circle, offers, w.Event.At); enough {
		w.Open = append(w.Open, a)
		e.desk, e.due = true, true
	}
	return nil
}
