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
// once a day. Of whoever we cannot tell, and who has no link to it, the desk hears.
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
	for _, l := range a.listsOf(days, day) {
		key := day + " " + l.who.ID
		if told[key] || now.Before(l.first.At.Add(-tellBefore)) {
			continue
		}
		ev, err := a.newsOf(ctx, l, day)
		if err != nil {
			return err
		}
		if ev.ID != "" {
			if _, err := handle(ctx, ev); err != nil {
				return fmt.Errorf("tell of a list of calls: %w", err)
			}
		}
		told[key] = true
	}
	return nil
}

// newsOf is what is to be told of a caller's list: to themselves, or to the desk;
// nothing where a worker handed a link on.
func (a *Adapter) newsOf(ctx context.Context, l callList, day string) (chat.Event, error) {
	ev := chat.Event{
		ID: "telefoon:" + day + ":" + l.who.ID, Kind: chat.ListReady, Subject: chat.Subject{Kind: chat.SubjectWorker, ID: l.who.ID},
		Author: chat.Program, Text: listText(l.n), Value: day, Sent: a.Now(),
	}
	hears, err := a.hears(ctx, l.who)
	switch {
	case err != nil:
		return chat.Event{}, err
	case hears:
		ev.Ref, err = a.callLink(ctx, l.who, day, "")
		return ev, err
	}
	open, err := a.Sessions.SignedIn(ctx, chat.SessionCalls, a.Now())
	if err != nil {
		return chat.Event{}, fmt.Errorf("read who has a list: %w", err)
	}
	if _, has := linkOf(open, l.who.ID, day); has {
		return chat.Event{}, nil
	}
	ev.ID, ev.Kind, ev.Text, ev.Ref = ev.ID+":lijst", chat.ListLacks, l.who.Name, l.first.Round.ID
	return ev, nil
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
