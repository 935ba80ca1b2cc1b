package adaptertest

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Circles are circles in memory, for the tests of desks. The zero value has none.
// Change them under Do.
type Circles struct {
	mu      sync.Mutex
	Members []chat.Member
	Rounds  []chat.Round
	Alarms  []chat.Alarm
	Tokens  map[string]chat.Author // of personal links, each for the alarm of its name
	Broken  error                  // while set, nothing can be read
}

var _ adapters.Circles = (*Circles)(nil)

// Do changes what stands there.
func (c *Circles) Do(change func(*Circles)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(c)
}

func (c *Circles) CircleDay(_ context.Context, round string) (chat.CircleDay, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.Rounds, func(r chat.Round) bool { return r.ID == round })
	if c.Broken != nil || i < 0 {
		return chat.CircleDay{}, cmp.Or(c.Broken, chat.ErrUnknown)
	}
	return c.day(c.Rounds[i]), nil
}

// day puts the members beside their turns. The caller holds the lock.
func (c *Circles) day(r chat.Round) chat.CircleDay {
	d := chat.CircleDay{Round: r}
	d.Occurrences = slices.Clone(r.Occurrences)
	for _, o := range r.Occurrences {
		d.Members = append(d.Members, adapters.MemberOf(c.Members, o.Member))
	}
	return d
}

func (c *Circles) CircleDays(_ context.Context, day string) (days []chat.CircleDay, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.Rounds {
		if r.Day == day {
			days = append(days, c.day(r))
		}
	}
	slices.SortFunc(days, func(a, b chat.CircleDay) int { return cmp.Compare(a.ID, b.ID) })
	return days, c.Broken
}

func (c *Circles) Weeks(_ context.Context, member string, since time.Time) (all []chat.Occurrence, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.Rounds {
		if o := r.Of(member); o != nil && !o.At.Before(since) {
			all = append(all, *o)
		}
	}
	slices.SortFunc(all, func(a, b chat.Occurrence) int { return a.At.Compare(b.At) })
	return all, c.Broken
}

func (c *Circles) Past(_ context.Context, programme, circle string, since time.Time) (all []chat.Round, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.Rounds {
		if r.Programme == programme && r.Circle == circle && r.Day >= dayOf(since) {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b chat.Round) int { return cmp.Compare(a.Day, b.Day) })
	return all, c.Broken
}

func (c *Circles) Drilled(ctx context.Context, programme, circle string, since time.Time) (first string, last time.Time, err error) {
	all, err := c.Past(ctx, programme, circle, since)
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, r := range all {
		if i == 0 {
			first = r.Day
		}
		for _, a := range c.Alarms {
			if a.Cause == chat.CauseMissed && a.About == (chat.Subject{Kind: chat.SubjectRound, ID: r.ID}) && a.Opened.After(last) {
				last = a.Opened
			}
		}
	}
	return first, last, err
}

func dayOf(at time.Time) string { return at.In(chat.Amsterdam).Format(chat.DateLayout) }

func (c *Circles) Enrolled(_ context.Context, programme, circle string) (all []chat.Member, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.Members {
		if m.State != chat.MemberLeft && (programme == "" || m.Programme == programme && m.Circle == circle) {
			all = append(all, m)
		}
	}
	return all, c.Broken
}

func (c *Circles) Missed(_ context.Context, alarm string) (chat.MissedPage, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.Alarms, func(a chat.Alarm) bool { return a.ID == alarm })
	if c.Broken != nil || i < 0 || c.Alarms[i].Check == nil {
		return chat.MissedPage{}, cmp.Or(c.Broken, chat.ErrUnknown)
	}
	p := chat.MissedPage{Alarm: c.Alarms[i]}
	members := p.Check.Members
	if p.Check.Member != "" {
		members = []string{p.Check.Member}
	}
	for _, id := range members {
		p.Members = append(p.Members, adapters.MemberOf(c.Members, id))
		for _, r := range c.Rounds {
			if o := r.Of(id); o != nil && r.ID == p.Check.Round {
				p.Occurrences = append(p.Occurrences, *o)
			}
		}
	}
	return p, nil
}

func (c *Circles) Opens(_ context.Context, token string) (alarm string, who chat.Author, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	who, known := c.Tokens[token]
	if c.Broken != nil || !known {
		return "", chat.Author{}, cmp.Or(c.Broken, chat.ErrUnknown)
	}
	return token, who, nil
}
