package flows

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// kindKeys are the keys of one kind of programme: those that it needs, and those that
// it may have, besides those of every kind.
type kindKeys struct{ needs, may []string }

// all are the keys that may stand in a programme of the kind.
func (k kindKeys) all() []string {
	all := slices.Concat(everyProgramme, k.needs, k.may)
	for _, name := range anyProgramme {
		if !among(name, all) {
			all = append(all, name)
		}
	}
	return all
}

// everyProgramme are the keys that every programme needs, and anyProgramme those that
// every programme may have.
var (
	everyProgramme = []string{"label", "kind", "form", "team"}
	anyProgramme   = []string{"language", "people", "start", "holidays", "circles", "until"}
)

// ofKind tells what belongs to a kind of programme.
func ofKind(k ProgrammeKind) kindKeys {
	switch k {
	case ProgrammeStar:
		return kindKeys{[]string{"days", "at", "circles"}, []string{"early", "remind", "overdue", "climb"}}
	case ProgrammeChain:
		return kindKeys{[]string{"days", "at", "circles"}, []string{"early", "remind", "overdue", "climb", "step"}}
	case ProgrammeGroup:
		return kindKeys{[]string{"days"}, []string{"before", "after"}}
	case ProgrammeAfter:
		return kindKeys{[]string{"at", "flow", "weeks"}, []string{"days"}}
	case ProgrammeSteps:
		return kindKeys{[]string{"days", "at", "flow"}, nil}
	case ProgrammeFirst:
		return kindKeys{[]string{"before", "after"}, []string{"days"}}
	case ProgrammeNews:
		return kindKeys{[]string{"at"}, []string{"days"}}
	case ProgrammeSurvey:
		return kindKeys{[]string{"at", "flow"}, []string{"days"}}
	case ProgrammeGather:
		return kindKeys{[]string{"at", "themes"}, []string{"days", "enough", "offers"}}
	}
	return kindKeys{[]string{"at", "quiet"}, []string{"days"}} // stilte
}

// belongs reports keys that are missing, and such as belong to another kind.
func (d *document) belongs(f fields, k ProgrammeKind) {
	if k == "" { // reported already
		return
	}
	own := ofKind(k)
	for _, name := range own.needs {
		f.need(name)
	}
	for _, key := range f.keys {
		name := key.Value
		if among(name, programmeKeys.names()) && !among(name, own.all()) {
			d.add(d.at(key), otherKind, name, string(k), phrased("Beside it may stand: %[1]s.", strings.Join(own.all(), ", ")))
		}
	}
}

// The most weeks and days that a programme counts, and how long a talk may begin
// after its time where the programme does not say.
const (
	mostWeeks   = 104
	mostQuiet   = 366
	talkMinutes = 8 * 60
)

// begins reads which talks a programme begins, and when.
func (d *document) begins(f fields, p *Programme) {
	switch p.Kind {
	case ProgrammeGroup, ProgrammeFirst:
		d.meeting(f, p)
	case ProgrammeAfter, ProgrammeSteps:
		b := d.begun(f, "flow")
		p.Talks, p.When.From = []Begun{b}, b.From
	case ProgrammeQuiet:
		b := d.begun(f, "")
		p.When.From, p.Until = b.From, b.To
		if v := f.vals["quiet"]; v != nil {
			p.Quiet = d.count(v, "quiet", mostQuiet)
		}
	case ProgrammeNews, ProgrammeGather:
		b := d.begun(f, "")
		p.When.From, p.Until = b.From, b.To
		if p.Kind == ProgrammeGather {
			d.gathering(f, p)
		}
	case ProgrammeSurvey:
		b := d.begun(f, "flow")
		p.When.From, p.Until, p.Survey, p.surveyAt = b.From, b.To, b.Flow, b.at
	}
	if v := f.vals["weeks"]; v != nil && p.Kind == ProgrammeAfter {
		p.Weeks = d.weeks(v)
	}
	if len(p.Talks) > 0 {
		p.Until = p.Talks[len(p.Talks)-1].To
	}
	p.When.To = p.When.From
}

// meeting reads the talks before and after a meeting, or a first time somewhere.
func (d *document) meeting(f fields, p *Programme) {
	for _, key := range []string{"before", "after"} {
		v := f.vals[key]
		if v == nil {
			continue
		}
		one := d.mapping(v, key, begunKeys)
		one.need("flow")
		one.need("at")
		b := d.begun(one, "flow")
		b.After = p.Kind == ProgrammeFirst && key == "after"
		p.Talks = append(p.Talks, b)
	}
	switch {
	case p.Kind == ProgrammeFirst: // on two days: that one is missing was said
		if len(p.Talks) == 0 {
			return
		}
	case len(p.Talks) == 0:
		d.add(d.at(f.node), noMeeting)
		return
	case len(p.Talks) == 2 && p.Talks[1].From <= p.Talks[0].From:
		d.add(p.Talks[1].at, wrongOrder, "after", "before")
	case len(p.Talks) == 2: // what comes before does not begin behind it
		p.Talks[0].To = min(p.Talks[0].To, p.Talks[1].From)
	}
	p.When.From = p.Talks[0].From
}

// begun reads a talk that a programme begins, with its window; flow is the key that
// names it, where one does.
func (d *document) begun(f fields, flow string) Begun {
	b := Begun{From: dayStart, at: d.at(f.node)}
	if flow != "" {
		b.Flow = f.text(flow)
		if v := f.vals[flow]; v != nil {
			b.at = d.at(v)
		}
	}
	at, ok := d.minute(f.vals["at"], "at")
	if ok && atNight(at) {
		d.add(d.at(f.vals["at"]), nightClock, clip(f.vals["at"].Value))
		ok = false
	}
	if ok {
		b.From = at
	}
	b.To = min(b.From+talkMinutes, nightFrom)
	if v := f.vals["until"]; v != nil {
		until, fine := d.minute(v, "until")
		switch {
		case !fine:
		case until != nightFrom && atNight(until):
			d.add(d.at(v), nightClock, clip(v.Value))
		case ok && until <= at:
			d.add(d.at(v), wrongOrder, "until", "at")
		default:
			b.To = until
		}
	}
	return b
}

// weeks reads after how many weeks somebody is asked.
func (d *document) weeks(n *yaml.Node) (all []int) {
	for _, v := range d.items(n, "weeks") {
		many := d.count(v, "weeks", mostWeeks)
		switch {
		case many == 0:
		case len(all) > 0 && many <= all[len(all)-1]:
			d.add(d.at(v), notLonger, clip(v.Value))
		default:
			all = append(all, many)
		}
	}
	return all
}

// count reads a whole number from one on; 0, and a mistake, where it is none.
func (d *document) count(n *yaml.Node, what string, most int) int {
	s := d.text(n, what)
	many, err := strconv.Atoi(strings.TrimSpace(s))
	if s != "" && (err != nil || many < 1 || many > most) {
		d.add(d.at(n), badCount, clip(s), most)
		return 0
	}
	return many
}

// programmeUse is a place in a flow that names a programme.
type programmeUse struct {
	programme string
	at        place
}

// checkProgrammes looks whether the flows that programmes begin are there, and the
// programmes that flows name.
func (p *Playbook) checkProgrammes(r *report, talks *Talks, named []programmeUse) {
	for i := range p.Programmes {
		for _, b := range p.Programmes[i].Talks {
			if b.Flow != "" && talks.Flows[b.Flow] == nil {
				r.add(b.at, noFlowHere, clip(b.Flow), meant(b.Flow, talks.order))
			}
		}
		if one := &p.Programmes[i]; one.Survey != "" && talks.Flows[one.Survey] == nil {
			r.add(one.surveyAt, noFlowHere, clip(one.Survey), meant(one.Survey, talks.order))
		}
	}
	var names []string
	for i := range p.Programmes {
		names = append(names, p.Programmes[i].Name)
	}
	for _, use := range named {
		switch one := p.Programme(use.programme); {
		case one == nil:
			r.add(use.at, unknownProgramme, clip(use.programme), meant(use.programme, names))
		case one.Kind.Circular() && one.Kind != "":
			r.add(use.at, enrolCircle, one.Name)
		}
	}
}
