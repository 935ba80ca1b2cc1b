package main

import (
	"context"
	"fmt"

	"omzien/adapters/phone"
	"omzien/bot/demo"
	"omzien/flows"
)

// makePhone makes telefoon, and the pages of those who look after circles. It is
// always there: whoever has no app is rung.
func (o *omzien) makePhone(p *places) (err error) {
	c := phone.Config{
		Calls: o.store, Circles: o.store.Record(), Sessions: o.store, Callers: o.callers, Duty: o.onDuty,
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
