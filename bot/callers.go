package main

import (
	"context"
	"fmt"

	"omzien/adapters"
	"omzien/adapters/phone"
	"omzien/bot/demo"
	"omzien/flows"
)

// makePhone makes telefoon, and the pages of those who look after circles. It is
// always there: whoever has no app is rung.
func (o *omzien) makePhone(p *places) (err error) {
	c := phone.Config{
		Calls: o.store, Circles: o.store.Record(), Sessions: o.store, Callers: o.callers, Duty: o.onDuty, Reaches: o.reaches,
		Title: o.book.Organisation.Name, PublicURL: o.cfg.publicURL(), Proxies: o.cfg.Proxies,
		Log: o.log, Now: o.clock.Now, Count: o.metrics.Refused,
	}
	if p.telegram != nil {
		c.Bot = p.telegram.Me
	}
	if o.drill != nil {
		c.Bot = func(context.Context) (string, error) { return demo.Name, nil }
	}
	if p.phone, err = phone.New(c); err != nil {
		return fmt.Errorf("telefoon: %w", err)
	}
	return nil
}

// callLists are telefoon's lists, for the web desk: it is made first.
type callLists struct{ o *omzien }

func (l callLists) CallLists(ctx context.Context, day string) ([]adapters.CallList, error) {
	return l.o.places.phone.CallLists(ctx, day)
}

func (l callLists) GiveCallList(ctx context.Context, day, caller, by string) (adapters.CallList, string, error) {
	return l.o.places.phone.GiveCallList(ctx, day, caller, by)
}

// reaches tells whether a coordinator (by key) is reached outside the desk.
func (o *omzien) reaches(ctx context.Context, key string) (bool, error) {
	return o.board.Reaches(ctx, key)
}

// callers are the coordinators, as the playbook has them at this moment.
func (o *omzien) callers() []phone.Caller {
	var all []phone.Caller
	for _, c := range o.current().Organisation.Coordinators {
		all = append(all, phone.Caller{Key: c.Name, Name: c.Label})
	}
	return all
}

// onDuty are the keys of the coordinators on duty for a circle on a day, the first
// first.
func (o *omzien) onDuty(programme, circle, day string) []string {
	d, ok := flows.ParseDay(day)
	p := o.current().Programme(programme)
	if !ok || p == nil {
		return nil
	}
	c := p.Circle(circle)
	if c == nil {
		return nil
	}
	return c.OnDuty(d)
}
