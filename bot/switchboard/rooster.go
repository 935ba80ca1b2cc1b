package switchboard

import (
	"context"
	"strings"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

// planRoosters writes down, from the time of day on at which it is told, for which
// circles nobody is on duty tomorrow. Every instance does: the events of one circle
// and day are the same event. told is what this instance wrote down last, by circle.
func (s *Switchboard) planRoosters(ctx context.Context, told map[string]string) error {
	now := s.clock.Now()
	var due []chat.Event
	book := s.book.Load()
	for i := range book.Programmes {
		p := &book.Programmes[i]
		for _, c := range p.Circles {
			key := p.Name + "|" + c.Name
			day, gap := checkin.RoosterGap(p, c.Name, now)
			if !gap || told[key] == day.String() {
				continue
			}
			due = append(due, chat.Event{
				ID: "rooster:" + key + ":" + day.String(), Kind: chat.RoosterGap, Author: chat.Program,
				Subject: chat.Subject{Kind: chat.SubjectTeam, ID: p.Team}, Ref: key, Value: day.String(), At: now,
			})
		}
	}
	if len(due) == 0 {
		return nil
	}
	err := s.store.Update(ctx, func(tx Tx) error {
		return tx.Write(chat.Change{Event: chat.Event{At: now}, Due: due})
	})
	if err != nil {
		return err
	}
	for _, ev := range due {
		told[ev.Ref] = ev.Value
	}
	s.hint(s.dueHint)
	return nil
}

// warnOfGap opens the alarm that nobody is on duty for a circle tomorrow, where people
// are asked then, and that day is tomorrow still.
func (s *Switchboard) warnOfGap(tx Tx, w *chat.Change, e *effect) error {
	ev := w.Event
	programme, name, _ := strings.Cut(ev.Ref, "|")
	p := s.book.Load().Programme(programme)
	if p == nil || ev.Value != flows.DayOf(ev.At).Add(1).String() {
		return nil
	}
	circle, err := tx.Circle(programme, name)
	if err != nil {
		return err
	}
	if a, gap := checkin.Unwatched(p, circle, ev.At); gap {
		w.Open = append(w.Open, a)
		e.desk, e.due = true, true
	}
	return nil
}
