package phone

import (
	"context"
	"fmt"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// A caller hears of the list so long before the first call, and not before the hour
// at which people may be woken (law 11).
const (
	tellBefore  = 15 * time.Minute
	tellEarlier = 7*time.Hour + 30*time.Minute
)

// tellCallers tells each coordinator who rings others today that their list is there,
// once a day. Others get their link from a worker.
func (a *Adapter) tellCallers(ctx context.Context, handle adapters.Handler, told map[string]bool) error {
	now := a.Now()
	day := now.In(chat.Amsterdam).Format(time.DateOnly)
	begins, err := time.ParseInLocation(time.DateOnly, day, chat.Amsterdam)
	if err != nil || now.Before(wall(begins, tellEarlier)) {
		return err
	}
	days, err := a.Circles.CircleDays(ctx, day)
	if err != nil {
		return fmt.Errorf("read the day's circles: %w", err)
	}
	type list struct {
		who   chat.Author
		first time.Time
		n     int
	}
	lists, order := map[string]*list{}, []string{}
	for _, t := range a.rung(days, day) {
		if t.Stand.Closed() || chat.CoordinatorOf(t.who.ID) == "" {
			continue
		}
		l := lists[t.who.ID]
		if l == nil {
			l = &list{who: t.who, first: t.At}
			lists[t.who.ID], order = l, append(order, t.who.ID)
		}
		if t.At.Before(l.first) {
			l.first = t.At
		}
		l.n++
	}
	for _, id := range order {
		l, key := lists[id], day+" "+id
		if told[key] || now.Before(l.first.Add(-tellBefore)) {
			continue
		}
		link, err := a.CallLink(ctx, l.who, day)
		if err != nil {
			return err
		}
		ev := chat.Event{
			ID: "telefoon:" + day + ":" + id, Kind: chat.ListReady, Subject: chat.Subject{Kind: chat.SubjectWorker, ID: id},
			Author: chat.Program, Ref: link, Text: listText(l.n), Value: day, Sent: now,
		}
		if _, err := handle(ctx, ev); err != nil {
			return fmt.Errorf("tell a caller: %w", err)
		}
		told[key] = true
	}
	return nil
}

// wall is the moment on the wall clock of that day, also where the clock changes.
func wall(day time.Time, at time.Duration) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, int(at/time.Minute), 0, 0, chat.Amsterdam)
}

// listText is what a caller reads. It names nobody: it may be a mail.
func listText(n int) string {
	who := fmt.Sprintf("Vandaag bel je %d mensen.", n)
	if n == 1 {
		who = "Vandaag bel je 1 persoon."
	}
	return who + " Op de pagina staat wie, en kun je aangeven hoe het ging."
}
