package flows

import (
	"slices"
	"strings"
	"time"
)

// programmes looks whether somebody is on duty whenever a programme asks, and
// whether coordinators can be reached.
func (h *hints) programmes(p *Playbook) {
	duty := map[string]bool{}
	for i := range p.Programmes {
		one := &p.Programmes[i]
		asks := one.weekdays()
		for _, c := range one.Circles {
			var empty []string
			for _, day := range asks {
				if !slices.ContainsFunc(c.Rooster, func(s Shift) bool { return len(s.On) > 0 && slices.Contains(s.Days, day) }) {
					empty = append(empty, dayWords[day])
				}
			}
			if len(empty) > 0 && one.Kind.Circular() { // elsewhere nobody is missed, and nobody has to be on duty
				h.add(c.at, phrased("nobody is on duty for %[1]q on %[2]s", c.Label, strings.Join(empty, ", ")),
					phrased("Name who is on duty then, at rooster. Else only the team hears it."))
			}
			for _, s := range c.Rooster {
				for _, name := range s.On {
					duty[name] = true
				}
			}
		}
	}
	for _, c := range p.Organisation.Coordinators {
		if !duty[c.Name] {
			h.add(c.at, phrased("no circle has %[1]q on its rooster", c.Label), phrased("Name them at rooster in programmes.yaml, or remove them here."))
		}
		if c.Email == "" {
			h.add(c.at, phrased("%[1]q has no e-mail address", c.Label), phrased("Add email, so that an alarm also comes where there is no Telegram."))
		}
	}
}

// weekdays are those on which the programme ever asks, Monday first, as far as
// the year after its first day tells.
func (p *Programme) weekdays() []time.Weekday {
	var all []time.Weekday
	for ahead := range horizon {
		if d := p.When.once.Add(ahead); p.When.On(d) && !slices.Contains(all, d.Weekday()) {
			all = append(all, d.Weekday())
		}
	}
	slices.SortFunc(all, func(a, b time.Weekday) int { return int(a+6)%7 - int(b+6)%7 })
	return all
}
