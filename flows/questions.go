package flows

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// The values of what can be pressed beside the options of a question. No option
// may have them.
const (
	SkipValue = "skip" // rather not
	DoneValue = "done" // that was all
)

// ScaleEnd is the highest number of a scale, which begins at 0.
const ScaleEnd = 10

// faces are what a scale shows instead of numbers, for 1 and up.
var faces = [...]string{"😢", "🙁", "😐", "🙂", "😄"}

// answers tells which types of variables take the answer to a kind of step, and
// what its author is told who names another.
func (k StepKind) answers() (types []VarType, remedy phrase) {
	switch k {
	case StepAsk:
		return []VarType{VarText, VarStory, VarNumber, VarDate, VarTime, VarPhone, VarEmail, VarNeighbourhood},
			phrased("Declare it as text, story, number, date, time, phone, email or neighbourhood, or use choose.")
	case StepChoose:
		return []VarType{VarChoice, VarSeveral, VarNumber, VarYesNo, VarEntry},
			phrased("Declare it as choice, several, number or yesno, or as entry where it is chosen from what was found.")
	case StepScale:
		return []VarType{VarNumber}, phrased("Declare it as number.")
	case StepConsent:
		return []VarType{VarYesNo}, phrased("Declare it as yesno.")
	case StepBook:
		return []VarType{VarChoice}, phrased("Declare it as choice.")
	case StepFind:
		return []VarType{VarFound}, phrased("Declare it as found.")
	}
	return nil, phrase{}
}

// save notes what a step saves where, before conditions are read.
func (b *flowDraft) save(d *stepDraft) {
	b.sets(d)
	n := d.f.vals["save"]
	if n == nil || n.Kind != yaml.ScalarNode || d.kind != "" && !among("save", d.deed.beside) {
		return
	}
	b.saved[n.Value] = true
	for _, o := range d.options {
		b.offers[n.Value] = append(b.offers[n.Value], strings.TrimSpace(o.key.Value))
	}
	if d.kind == StepBook {
		b.offers[n.Value] = append(b.offers[n.Value], meetingKinds[:]...)
	}
	if from := d.f.vals["from"]; from != nil && from.Kind == yaml.ScalarNode {
		b.offersOf[n.Value] = append(b.offersOf[n.Value], from.Value)
	}
}

// offered lists the values that some choose offers for the variable, also those
// that it takes over from another one.
func (b *flowDraft) offered(variable string) []string {
	values := slices.Clone(b.offers[variable])
	seen := []string{variable}
	for left := b.offersOf[variable]; len(left) > 0; left = left[1:] {
		if v := left[0]; !among(v, seen) {
			seen = append(seen, v)
			values = append(values, b.offers[v]...)
			left = append(slices.Clip(left), b.offersOf[v]...)
		}
	}
	return values
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
	if !ok {
		return ""
	}
	if types, remedy := d.kind.answers(); v.Type != "" && !slices.Contains(types, v.Type) {
		b.add(b.at(n), mistyped, name, string(v.Type), remedy)
	}
	for _, o := range d.options {
		_, number := parseNumber(o.key.Value)
		switch {
		case v.Type == VarNumber && !number:
			b.add(b.at(o.key), badOptionValue, clip(o.key.Value), "number", phrased("Write a number, such as \"- 7: Zeven\"."))
		case v.Type == VarYesNo && o.key.Value != "ja" && o.key.Value != "nee":
			b.add(b.at(o.key), badOptionValue, clip(o.key.Value), "yesno", phrased("Write ja or nee."))
		case v.Type == VarSeveral && strings.Contains(o.key.Value, ","):
			b.add(b.at(o.key), badOptionValue, clip(o.key.Value), "several", phrased("Write it without a comma."))
		}
	}
	return name
}

// question compiles what every question has.
func (b *flowDraft) question(d *stepDraft, s *Step) {
	s.Text, s.Save, s.Skipped = b.said(d.action, string(d.kind)), b.saves(d), s.Goto
	s.Big = d.kind != StepAsk && (b.bigButtons(d.f.vals["buttons"]) || b.big)
	b.skip(d, s)
}

func (b *flowDraft) compileAsk(d *stepDraft, s *Step) {
	b.question(d, s)
	again, done := d.f.vals["again"], d.f.vals["done"]
	s.Again, s.Done = b.said(again, "again"), b.said(done, "done")
	kind := VarText
	if s.Save != "" {
		kind = b.flow.Data[s.Save].Type
	}
	if again != nil && (kind == VarText || kind == VarStory) {
		b.add(b.at(again), noUse, "again", phrased("any words are an answer to this question"), phrased("Remove it, or save the answer as number, date, time, phone, email or neighbourhood."))
	}
	b.ends(d, s, kind == VarStory, phrased("only a story has an end"), phrased("Remove it, or declare the variable as story."))
}

// ends compiles the label of "that was all".
func (b *flowDraft) ends(d *stepDraft, s *Step, needed bool, why, remedy phrase) {
	n := d.f.vals["done"]
	if n == nil {
		return
	}
	if !needed {
		b.add(b.at(n), noUse, "done", why, remedy)
	}
	b.unreserved(n, s.Done.base)
	if word := Normal(s.Done.base); word != "" && word == Normal(s.Skip.base) {
		b.add(b.at(n), doubleLabel, clip(word), d.f.vals["skip"].Line)
	}
}

func (b *flowDraft) compileChoose(d *stepDraft, s *Step) {
	b.question(d, s)
	s.Done = b.said(d.f.vals["done"], "done")
	if n := d.f.vals["several"]; n != nil {
		s.Several = b.oneOf(n, "several", yesNo[:]...) == "ja"
	}
	kind := b.flow.Data[s.Save].Type
	switch save := d.f.vals["save"]; {
	case s.Save == "" || save == nil:
		if s.Several && save == nil {
			b.add(b.at(d.f.vals["several"]), noUse, "several", phrased("nothing saves what was chosen"), phrased("Add save, with a variable of type several."))
		}
	case kind == "": // reported already
	case s.Several && kind != VarSeveral:
		b.add(b.at(save), mistyped, s.Save, string(kind), phrased("Declare it as several: more than one may be chosen."))
	case !s.Several && kind == VarSeveral:
		b.add(b.at(save), mistyped, s.Save, string(kind), phrased("Add \"several: ja\", or declare it as choice."))
	}
	b.offersFrom(d, s, kind)
	s.Options = b.chooses(d, s)
	b.ends(d, s, s.Several, phrased("one answer needs no end"), phrased("Remove it, or add \"several: ja\"."))
}

// offersFrom compiles the variable whose values are offered before the options.
func (b *flowDraft) offersFrom(d *stepDraft, s *Step, saved VarType) {
	n := d.f.vals["from"]
	if n == nil {
		if saved == VarEntry {
			b.add(b.at(d.f.vals["save"]), mistyped, s.Save, string(saved), phrased("Add from, with the variable in which a find saves what it found."))
		}
		return
	}
	name := b.text(n, "from")
	if name == "" {
		return
	}
	v, ok := b.declared(name, b.at(n))
	switch {
	case !ok || v.Type == "":
	case v.Type != VarSeveral && v.Type != VarFound:
		b.add(b.at(n), mistyped, name, string(v.Type), phrased("Name a variable of type several or found."))
	case s.Save != "" && (v.Type == VarFound) != (saved == VarEntry):
		b.add(b.at(d.f.vals["save"]), mistyped, s.Save, string(saved), phrased("What is chosen from several is a choice, and from what was found an entry."))
	default:
		s.From = name
	}
}

// chooses compiles the options of a choose.
func (b *flowDraft) chooses(d *stepDraft, s *Step) []Option {
	values, words := map[string]int{}, map[string]int{}
	if n := d.f.vals["skip"]; n != nil {
		words[Normal(s.Skip.base)] = n.Line
	}
	if n := d.f.vals["done"]; n != nil {
		words[Normal(s.Done.base)] = n.Line
	}
	var all []Option
	for _, o := range d.options {
		opt := Option{Value: strings.TrimSpace(o.key.Value), Goto: s.Goto}
		if line, ok := values[opt.Value]; ok {
			b.add(b.at(o.key), doubled, phrased("the value"), opt.Value, phrased("line %[1]d", line))
		} else {
			values[opt.Value] = o.key.Line
		}
		if opt.Value == SkipValue && !s.Skip.Empty() || opt.Value == DoneValue && s.Several {
			b.add(b.at(o.key), takenName, opt.Value)
		}
		if o.goTo != nil {
			opt.Goto = b.target(o.goTo, s.Goto)
			if s.Several {
				b.add(b.at(o.goTo), noUse, "goto", phrased("more than one may be chosen"), phrased("Remove it, and use when in the steps that follow."))
			}
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

// compileScale makes the options of a scale: its numbers, or faces.
func (b *flowDraft) compileScale(d *stepDraft, s *Step) {
	b.question(d, s)
	as := "numbers"
	if n := d.f.vals["as"]; n != nil {
		as = b.oneOf(n, "as", scales[:]...)
	}
	option := func(n int, label string) {
		s.Options = append(s.Options, Option{Value: strconv.Itoa(n), Label: Text{base: label}, Goto: s.Goto})
	}
	if as == "faces" {
		for i, face := range faces {
			option(i+1, face)
		}
		return
	}
	for n := range ScaleEnd + 1 {
		option(n, strconv.Itoa(n))
	}
}

// scales are the ways in which a scale is shown.
var scales = [...]string{"numbers", "faces"}
