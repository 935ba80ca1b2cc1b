package flows

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// compileWait reads how long a talk rests: a time, or until a moment.
func (b *flowDraft) compileWait(d *stepDraft, s *Step) {
	s.Wait = &Wait{Clock: -1}
	if d.action.Kind != yaml.MappingNode {
		s.Wait.For = b.duration(d.action, "wait")
		return
	}
	f := b.mapping(d.action, "wait", waitKeys)
	until, at, before := f.need("until"), f.vals["at"], f.vals["before"]
	if until == nil {
		return
	}
	word := b.text(until, "until")
	if word == "" {
		return
	}
	if clockShape.MatchString(word) {
		s.Wait.Clock = b.dayClock(until, word)
		for _, n := range []*yaml.Node{at, before} {
			if n != nil {
				b.add(b.at(n), onlyWithDay)
			}
		}
		return
	}
	s.Wait.Clock = dayStart
	if v, ok := b.declared(word, b.at(until)); ok {
		s.Wait.Day = word
		if v.Type != VarDate && v.Type != VarEntry {
			b.add(b.at(until), mistyped, word, string(v.Type), phrased("Declare it as date or entry, or write a time of day: \"9:00\"."))
		}
	}
	if at != nil {
		s.Wait.Clock = b.dayClock(at, b.text(at, "at"))
	}
	if before != nil {
		n, err := strconv.Atoi(b.text(before, "before"))
		if err != nil || n < 0 || n > 366 {
			b.add(b.at(before), badDays, clip(before.Value))
			n = 0
		}
		s.Wait.Before = n
	}
}

// dayClock reads a time of day at which somebody may be written to.
func (b *flowDraft) dayClock(n *yaml.Node, word string) int {
	minute, ok := parseClock(word)
	switch {
	case word == "": // reported already
		return dayStart
	case !ok:
		b.add(b.at(n), badClock, clip(word))
		return dayStart
	case atNight(minute):
		b.add(b.at(n), nightClock, clip(word))
	}
	return minute
}

// patience reads remind and give_up of a question.
func (b *flowDraft) patience(d *stepDraft, s *Step) {
	remind, giveUp := d.f.vals["remind"], d.f.vals["give_up"]
	if remind != nil {
		s.Remind, _ = b.waits(remind, "remind", remindKeys)
	}
	if giveUp == nil {
		return
	}
	var to *yaml.Node
	if s.GiveUp, to = b.waits(giveUp, "give_up", giveUpKeys); s.GiveUp != nil {
		s.GiveUp.Goto = s.Goto
		if to != nil {
			s.GiveUp.Goto = b.target(to, s.Goto)
		}
		if s.Remind != nil && s.Remind.After > 0 && s.GiveUp.After > 0 && s.GiveUp.After <= s.Remind.After {
			b.add(b.at(giveUp), givesUpFirst)
		}
	}
}

// waits reads "20 minuten" or {after, say, goto}; it gives the goto to whoever
// knows where else to go on.
func (b *flowDraft) waits(n *yaml.Node, what string, known keys) (p *Patience, to *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return &Patience{After: b.duration(n, what)}, nil
	}
	p = &Patience{}
	f := b.mapping(n, what, known)
	if after := f.need("after"); after != nil {
		p.After = b.duration(after, "after")
	}
	p.Text = b.said(f.vals["say"], "say")
	return p, f.vals["goto"]
}

// compileSet reads the variables that are set, in the order in which they stand.
func (b *flowDraft) compileSet(d *stepDraft, s *Step) {
	f := b.mapping(d.action, "set", nil)
	if d.action.Kind == yaml.MappingNode && len(f.keys) == 0 {
		b.add(b.at(d.action), emptyList, "set")
	}
	for _, k := range f.keys {
		v, ok := b.declared(k.Value, b.at(k))
		value := f.vals[k.Value]
		word := b.text(value, k.Value)
		if !ok || word == "" {
			continue
		}
		if source, computed := strings.CutPrefix(word, "="); computed {
			s.Set = append(s.Set, Setting{Var: k.Value, Expr: b.expression(value, v.Type, " "+source)})
			continue
		}
		s.Set = append(s.Set, Setting{Var: k.Value, Value: b.literal(value, word, k.Value, v.Type)})
	}
}

// literal checks a value that an author sets, and gives it as it is kept.
func (b *flowDraft) literal(n *yaml.Node, word, name string, t VarType) string {
	good := true
	var remedy any
	switch t {
	case VarText, VarStory:
	case VarNumber:
		_, good = parseNumber(word)
		remedy = phrased("Write a number, such as 3 or 2,5.")
	case VarYesNo:
		good = among(word, yesNo[:])
		remedy = phrased("Write ja or nee.")
	case VarDate:
		good = isDate(word)
		remedy = phrased("Write year, month, day: \"2026-11-27\".")
	case VarTime:
		_, good = parseClock(word)
		good = good && len(word) == len("09:30") && word[2] == ':'
		remedy = phrased("Write it as \"09:30\".")
	case VarChoice:
		good = among(word, b.offered(name))
		remedy = meant(word, b.offered(name))
	case VarSeveral:
		for part := range strings.SplitSeq(word, ",") {
			good = good && among(part, b.offered(name))
		}
		remedy = phrased("Write values that a choose offers, with commas and no blanks: a,b.")
	default:
		good = false
		remedy = phrased("Take it over from another variable: \"= other\".")
	}
	if !good {
		b.add(b.at(n), badSetting, clip(word), name, string(t), remedy)
	}
	return word
}

// sets notes what set and call save where, before conditions are read.
func (b *flowDraft) sets(d *stepDraft) {
	var n *yaml.Node
	switch d.kind {
	case StepSet:
		n = d.action
	case StepCall:
		n = d.f.vals["back"]
	}
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		b.saved[n.Content[i].Value] = true
	}
}
