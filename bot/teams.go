package main

import (
	"omzien/adapters"
	"omzien/flows"
)

// labels are the teams' names and how people read them, at this moment.
func (o *omzien) labels() map[string]string {
	labels := map[string]string{}
	for _, t := range o.current().Organisation.Teams {
		labels[t.Name] = t.Label
	}
	return labels
}

// teams are the teams as their desks know them at this moment.
func (o *omzien) teams() []adapters.Team {
	now := o.clock.Now()
	var all []adapters.Team
	for _, t := range o.current().Organisation.Teams {
		team := adapters.Team{
			Name: t.Name, Label: t.Label, Backup: t.Achterwacht, Open: t.Open(now), Night: t.Night(flows.DayOf(now)), Today: flows.DayOf(now).Add(1).At(0),
		}
		if cal := o.current().Calendar(t.Name); cal != nil {
			team.Places = cal.Labels()
		}
		if o.places.slack != nil {
			team.Channel = o.channelOf(t.Name)
		}
		if opens, ok := t.Opens(now); ok && !team.Open {
			team.Opens = opens
		}
		all = append(all, team)
	}
	return all
}
