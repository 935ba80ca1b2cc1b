package flows

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// save notes what a step saves where, before conditions are read.
func (b *flowDraft) save(d *stepDraft) {
	n := d.f.vals["save"]
	if n == nil || n.Kind != yaml.ScalarNode || d.kind != StepAsk && d.kind != StepChoose && d.kind != "" {
		return
	}
	b.saved[n.Value] = true
	for _, o := range d.options {
		b.offers[n.Value] = append(b.offers[n.Value], o.key.Value)
	}
}

// saves reads the variable that takes the answer, and checks that it can.
func (b *flowDraft) saves(d *stepDraft) string {
	n := d.f.vals["save"]
	if n == nil {
		return ""
	}
	name := b.text(n, "save")
	if name == "" {
		return ""
	}
	v, ok := b.declared(name, b.at(n))
	switch {
	case !ok:
		return ""
	case d.kind == StepAsk && (v.Type == VarChoice || v.Type == VarYesNo):
		b.add(b.at(n), mistyped, name, string(v.Type), phrased("Declare it as text or number, or use choose."))
	case d.kind == StepChoose && v.Type == VarText:
		b.add(b.at(n), mistyped, name, string(v.Type), phrased("Declare it as choice, number or yesno."))
	}
	for _, o := range d.options {
		_, number := parseNumber(o.key.Value)
		switch {
		case v.Type == VarNumber && !number:
			b.add(b.at(o.key), badOptionValue, clip(o.key.Value), "number", phrased("Write a number, such as \"- 7: Zeven\"."))
		case v.Type == VarYesNo && o.key.Value != "ja" && o.key.Value != "nee":
			b.add(b.at(o.key), badOptionValue, clip(o.key.Value), "yesno", phrased("Write ja or nee."))
		}
	}
	return name
}

// chooses compiles the options of a choose.
func (b *flowDraft) chooses(d *stepDraft, next int) []Option {
	values, words := map[string]int{}, map[string]int{}
	var all []Option
	for _, o := range d.options {
		opt := Option{Value: strings.TrimSpace(o.key.Value), Goto: next}
		if line, ok := values[opt.Value]; ok {
			b.add(b.at(o.key), doubled, phrased("the value"), opt.Value, phrased("line %[1]d", line))
		} else {
			values[opt.Value] = o.key.Line
		}
		if o.goTo != nil {
			opt.Goto = b.target(o.goTo, next)
		}
		opt.Label = b.said(o.label, "label")
		mine := map[string]bool{}
		b.answers(o.label, opt.Label.base, words, mine)
		for _, n := range o.also {
			w := Normal(b.text(n, "also"))
			if w != "" {
				b.answers(n, w, words, mine)
				opt.Also = append(opt.Also, w)
			}
		}
		for _, translated := range opt.Label.in {
			b.unreserved(o.label, translated)
		}
		all = append(all, opt)
	}
	return all
}

// answers reports words by which a choose could not tell its options apart.
func (b *flowDraft) answers(n *yaml.Node, word string, words map[string]int, mine map[string]bool) {
	word = Normal(word)
	if word == "" || mine[word] {
		return
	}
	if line, ok := words[word]; ok {
		b.add(b.at(n), doubleLabel, clip(word), line)
	}
	words[word], mine[word] = n.Line, true
	b.unreserved(n, word)
}

// unreserved reports an answer that never comes through, because it is a
// reserved word.
func (b *flowDraft) unreserved(n *yaml.Node, word string) {
	if n != nil && ReservedWord(word) != NoReserved {
		b.add(b.at(n), reservedLabel, clip(word))
	}
}

// check looks at the flow as a whole.
func (b *flowDraft) check() {
	for _, k := range b.data.keys {
		if !b.saved[k.Value] {
			b.add(b.at(k), unsaved, k.Value)
		}
	}
	g := graph(b.flow.Steps)
	reached := g.reached()
	for left := b.guessed; len(left) > 0; left = left[1:] { // a goto that is mended will lead there
		if i := left[0]; i != End && !reached[i] {
			reached[i] = true
			_, after := g.follow(i)
			left = append(left, after...)
		}
	}
	for i, ok := range reached {
		if !ok {
			b.add(b.at(b.steps[i].f.node), unreachable)
		}
	}
	for _, i := range g.circles() {
		b.add(b.at(b.steps[i].f.node), loop)
	}
}
