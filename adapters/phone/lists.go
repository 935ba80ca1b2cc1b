package phone

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// callLink makes the link to the list of one caller's one day (2026-11-22). It opens the
// list until four in the night after. by is who hands it on; empty: it goes to the
// caller by itself.
func (a *Adapter) callLink(ctx context.Context, who chat.Author, day, by string) (string, error) {
	until, err := listUntil(day)
	if err != nil || who.ID == "" || who.Name == "" {
		return "", errors.New("make a link to a list of calls: it needs a caller with a name, and a day")
	}
	token, now := secret(), a.Now()
	s := chat.Session{Kind: chat.SessionCalls, Chat: day, Name: who.Name, ID: who.ID, By: by, Since: now, Seen: now, Until: until}
	if err := a.Sessions.OpenSession(ctx, token, s); err != nil {
		return "", fmt.Errorf("make a link to a list of calls: %w", err)
	}
	return a.public + "/bel/" + token, nil
}

// listUntil is until when a link opens the list of that day.
func listUntil(day string) (time.Time, error) {
	begins, err := time.ParseInLocation(time.DateOnly, day, chat.Amsterdam)
	return begins.AddDate(0, 0, 1).Add(4 * time.Hour), err
}

// callerOf is who rings a member: a coordinator, or whoever stands there by name.
// Without one it is whoever is on duty that day.
func (a *Adapter) callerOf(t turn, day string) (chat.Author, bool) {
	var known []chat.Author
	for _, c := range a.Callers() {
		known = append(known, chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID(c.Key), Name: c.Name})
	}
	if who, ok := chat.CallerOf(t.Member.Caller, known); ok {
		return who, true
	}
	if on := a.Duty(t.Round.Programme, t.Round.Circle, day); len(on) > 0 {
		return chat.CallerOf(on[0], known)
	}
	return chat.Author{}, false
}

// rungBy is a turn with whoever rings.
type rungBy struct {
	turn
	who chat.Author
}

// rung are all turns for which somebody rings, with who does.
func (a *Adapter) rung(days []chat.CircleDay, day string) []rungBy {
	var all []rungBy
	for _, d := range days {
		for _, o := range d.Occurrences {
			if !o.Phone {
				continue
			}
			t := turn{Round: d.Round, Member: adapters.MemberOf(d.Members, o.Member), Occurrence: o}
			if who, ok := a.callerOf(t, day); ok {
				all = append(all, rungBy{t, who})
			}
		}
	}
	return all
}

// callList is one caller's day: the turns that are still open, and the first of them.
type callList struct {
	who   chat.Author
	first turn
	n     int
}

// listsOf are those who have somebody to ring, each once, by when their first call is.
func (a *Adapter) listsOf(days []chat.CircleDay, day string) []callList {
	var all []callList
	for _, t := range a.rung(days, day) {
		if t.Stand.Closed() {
			continue
		}
		i := slices.IndexFunc(all, func(l callList) bool { return l.who.ID == t.who.ID })
		if i < 0 {
			i, all = len(all), append(all, callList{who: t.who, first: t.turn})
		}
		if t.At.Before(all[i].first.At) {
			all[i].first = t.turn
		}
		all[i].n++
	}
	slices.SortStableFunc(all, func(x, y callList) int { return x.first.At.Compare(y.first.At) })
	return all
}

// CallLists are those who have somebody to ring on the day (2026-11-22), and who of them
// has the list, by when their first call is.
func (a *Adapter) CallLists(ctx context.Context, day string) ([]adapters.CallList, error) {
	days, err := a.Circles.CircleDays(ctx, day)
	if err != nil {
		return nil, fmt.Errorf("read the day's circles: %w", err)
	}
	open, err := a.Sessions.SignedIn(ctx, chat.SessionCalls, a.Now())
	if err != nil {
		return nil, fmt.Errorf("read who has a list: %w", err)
	}
	var all []adapters.CallList
	for _, l := range a.listsOf(days, day) {
		one := adapters.CallList{Who: l.who, Day: day, Calls: l.n, First: l.first.At}
		if s, has := linkOf(open, l.who.ID, day); has {
			one.Since, one.By = s.Since, s.By
		}
		if one.Hears, err = a.hears(ctx, l.who); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

// linkOf is the newest link to a caller's list of the day, of those that are open.
func linkOf(open []chat.Session, caller, day string) (link chat.Session, has bool) {
	for _, s := range open {
		if s.ID == caller && s.Chat == day && (!has || s.Since.After(link.Since)) {
			link, has = s, true
		}
	}
	return link, has
}

// hears tells whether a caller is told by us that the list is there.
func (a *Adapter) hears(ctx context.Context, who chat.Author) (bool, error) {
	key := chat.CoordinatorOf(who.ID)
	if key == "" {
		return false, nil
	}
	reached, err := a.Reaches(ctx, key)
	if err != nil {
		return false, fmt.Errorf("ask whether a coordinator is reached: %w", err)
	}
	return reached, nil
}

// GiveCallList makes the link to a caller's list of the day, for a worker (by name) who
// hands it on. Whatever link that caller had to it opens nothing any more.
// chat.ErrUnknown: nobody with this id rings anybody on that day.
func (a *Adapter) GiveCallList(ctx context.Context, day, caller, by string) (adapters.CallList, string, error) {
	lists, err := a.CallLists(ctx, day)
	if err != nil {
		return adapters.CallList{}, "", err
	}
	i := slices.IndexFunc(lists, func(l adapters.CallList) bool { return l.Who.ID == caller })
	until, wrong := listUntil(day)
	if i < 0 || wrong != nil {
		return adapters.CallList{}, "", fmt.Errorf("make a link to a list of calls: %w", chat.ErrUnknown)
	}
	if err := a.Sessions.EndSessions(ctx, chat.SessionCalls, caller, until); err != nil {
		return adapters.CallList{}, "", fmt.Errorf("end the link to a list of calls: %w", err)
	}
	link, err := a.callLink(ctx, lists[i].Who, day, by)
	return lists[i], link, err
}
