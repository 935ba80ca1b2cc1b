package flows

import (
	"slices"
	"time"
)

// Crowded lists, worded as Hints, which programmes have more people than can be asked
// inside their window, where a message leaves every so often. people says how many
// take part, by the programmes' names; of who is not in it the playbook's own number
// counts. What is asked on the same days waits in one line: circles where the bot asks
// everybody, and talks that programmes begin. A keten is no crowd: its members are
// asked one after another; and where it was silent people ring.
func (p *Playbook) Crowded(people map[string]int, every time.Duration) Mistakes {
	var line []crowd
	for i := range p.Programmes {
		one := &p.Programmes[i]
		n, known := people[one.Name]
		if !known {
			n = one.People
		}
		line = append(line, one.crowds(n)...)
	}
	slices.SortStableFunc(line, func(a, b crowd) int { return a.from - b.from })
	late := map[*Programme]time.Duration{}
	for day := range dayWords {
		var busy time.Duration // since midnight
		for _, c := range line {
			if !slices.Contains(c.of.weekdays(), time.Weekday(day)) {
				continue
			}
			busy = max(busy, time.Duration(c.from)*time.Minute) + time.Duration(c.people)*every
			if over := busy - time.Duration(c.until)*time.Minute; c.people > 0 && over > 0 {
				late[c.of] = max(late[c.of], over)
			}
		}
	}
	h := &hints{}
	for i := range p.Programmes {
		one := &p.Programmes[i]
		if over := late[one]; over > 0 {
			remedy := phrased("Choose a later until, or let part of them be asked at another time. Whoever is not asked in time goes to people.")
			if !one.Kind.Circular() {
				remedy = phrased("Choose a later until, or let part of them be asked on another day.")
			}
			h.add(one.at, phrased("%[1]s has more people than can be asked in time: the last would be asked %[2]d minutes too late", one.Name, int((over+time.Minute-1)/time.Minute)), remedy)
		}
	}
	return h.found
}

// crowd are those whom a programme asks at one time of a day.
type crowd struct {
	of          *Programme
	from, until int // minutes of the day
	people      int
}

// crowds are those of a programme in which so many take part. A follow-up is reckoned
// as if people began it evenly over its weeks.
func (p *Programme) crowds(people int) (all []crowd) {
	switch p.Kind {
	case ProgrammeStar:
		return []crowd{{p, p.When.From, p.Until, people}}
	case ProgrammeAfter:
		if days := len(p.weekdays()); days > 0 && len(p.Weeks) > 0 {
			over := days * max(1, slices.Max(p.Weeks))
			people = (people*len(p.Weeks) + over - 1) / over
		}
	case ProgrammeGroup, ProgrammeSteps:
	default:
		return nil
	}
	for _, b := range p.Talks {
		all = append(all, crowd{p, b.From, min(b.To, nightFrom), people})
	}
	return all
}
