package main

import (
	"cmp"

	"omzien/adapters"
	"omzien/flows"
)

// dutyShown is for how many days desks show who is on duty.
const dutyShown = 7

// programmes are the programmes with circles as their desks know them at this moment.
func (o *omzien) programmes() []adapters.Programme {
	return programmesOf(o.current(), flows.DayOf(o.clock.Now()))
}

// programmesOf are those of the playbook, with who is on duty from today on.
func programmesOf(book *flows.Playbook, today flows.Day) []adapters.Programme {
	var all []adapters.Programme
	for i := range book.Programmes {
		p := &book.Programmes[i]
		one := adapters.Programme{Name: p.Name, Label: p.Label, Team: p.Team}
		for j := range p.Circles {
			c := &p.Circles[j]
			circle := adapters.ProgrammeCircle{Name: c.Name, Label: cmp.Or(c.Label, c.Name)}
			for n := range dutyShown {
				day := today.Add(n)
				duty := adapters.Duty{Day: day.String(), Rest: !p.Asks(day)}
				for _, name := range c.OnDuty(day) {
					if known, ok := book.Coordinator(name); ok {
						duty.On = append(duty.On, cmp.Or(known.Label, known.Name))
					}
				}
				circle.Duty = append(circle.Duty, duty)
			}
			one.Circles = append(one.Circles, circle)
		}
		all = append(all, one)
	}
	return all
}
