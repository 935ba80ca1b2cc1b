package engine

import (
	"maps"
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// openedBy begins the talk that a programme has with the person today. What they told
// in an earlier one stays for the card; what was agreed with them stands beside it.
func (b *bot) openedBy() {
	flow := b.Book.Talks.Flows[b.Ev.Value]
	if b.C.Over || b.C.InHandoff() || flow == nil {
		return
	}
	b.choose(flow)
	b.C.Told = slices.DeleteFunc(b.C.Told, func(t chat.Told) bool { return t.Label == promiseLabel || t.Label == togetherLabel })
	if b.Ev.Text != "" {
		label, name := promiseLabel, b.Ev.Ref
		name, _, _ = strings.Cut(name, "|")
		if p := b.Book.Programme(name); p != nil && p.Kind == flows.ProgrammeFirst {
			label = togetherLabel
		}
		b.C.Told = append(b.C.Told, chat.Told{Label: label, Text: b.Ev.Text, Flow: flow.Name, Teams: b.team().Name})
	}
	b.C.SpokeAt = b.Now()
	b.run(0)
	b.awaits()
}

// promiseLabel is the label of what was agreed with somebody who is asked later.
const promiseLabel = "Afgesproken"

// togetherLabel is the label of what somebody read of the first time that they go
// somewhere with company. Unlike a worker's note of what was agreed it is for them.
const togetherLabel = "Samen"

// promised is what was agreed, for whoever is asked to look.
func (b *bot) promised() string {
	if text := b.told(promiseLabel); text != "" {
		return " " + promiseLabel + ": " + text + "."
	}
	if text := b.told(togetherLabel); text != "" {
		return " " + togetherLabel + ": " + text
	}
	return ""
}

// told is what stands for the card under this label.
func (b *bot) told(label string) string {
	for _, t := range b.C.Told {
		if t.Label == label {
			return t.Text
		}
	}
	return ""
}

// enrol lets the person take part in a programme. False, and they hear why: we cannot
// speak first where they are, or they did not agree.
func (b *bot) enrol(step *flows.Step) bool {
	p := b.Book.Programme(step.Programme)
	switch {
	case p == nil: // it was taken out of the playbook since
		return false
	case !b.consented():
		return false
	case p.Kind == flows.ProgrammeGather:
		return b.gathers(p)
	case !b.F.CanReach && p.Kind != flows.ProgrammeQuiet: // of whom is silent people hear, wherever that is
		b.Say(b.Text(flows.TextEnrolNowhere))
		return false
	}
	m := b.Joining(p)
	if told := b.phones(); len(told) > 0 {
		m.Phones = told
	}
	b.Join(m)
	return true
}

// phones are the telephone numbers that the person told in this flow: whoever is to ring
// them later finds them where they take part, however long ago that was.
func (b *bot) phones() (all []string) {
	for _, name := range slices.Sorted(maps.Keys(b.flow.Data)) {
		if n := b.C.Data[name]; b.flow.Data[name].Type == flows.VarPhone && n != "" && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

// gathers lets the person hear when enough people of their neighbourhood want the same:
// by what this talk is about and where they live. False where that is not known. Who
// offers something is spoken to by people: wherever that is.
func (b *bot) gathers(p *flows.Programme) bool {
	circles := p.Gathers(b.Themes(), b.Neighbourhood())
	if len(circles) == 0 {
		return false
	}
	if !circles[0].Offers && !b.F.CanReach {
		b.Say(b.Text(flows.TextEnrolNowhere))
		return false
	}
	for _, c := range circles {
		m := b.JoiningCircle(p, c.Name)
		if c.Offers {
			m.Promise = b.offering()
		}
		b.Join(m)
	}
	return true
}

// offering is what somebody offers, in their own words, as the team reads it.
func (b *bot) offering() string {
	var all []string
	for _, f := range b.Facts("") {
		if !f.Contact && f.Label != turn.ToldElsewhere && f.Text != b.C.Nickname {
			all = append(all, f.Label+": "+f.Text)
		}
	}
	return strings.Join(all, "; ")
}

// consented tells whether the person agreed to something in this flow, and still does.
func (b *bot) consented() bool {
	return b.flow != nil && slices.ContainsFunc(b.C.Kept.Consents, func(c chat.Consent) bool {
		return c.Flow.Name == b.flow.Name && c.Withdrawn.IsZero()
	})
}

// leave ends that they take part in it.
func (b *bot) leave(step *flows.Step) {
	if p := b.Book.Programme(step.Programme); p != nil && p.Kind == flows.ProgrammeGather { // of which they can be in several
		for _, m := range b.F.Members {
			if m.Programme == p.Name && m.State != chat.MemberLeft {
				b.Leave(m)
			}
		}
		return
	}
	if m, in := b.Member(step.Programme); in {
		b.Leave(m)
	}
}
