package flows

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"omzien/bot/chat"
)

// stepDraft is one step half compiled.
type stepDraft struct {
	f       fields
	kind    StepKind
	deed    deed
	action  *yaml.Node // the value of the key that names what the step does
	id      string
	options []optionDraft
}

// optionDraft is one option of a choose half compiled.
type optionDraft struct {
	key, label, goTo *yaml.Node
	also             []*yaml.Node
}

// deed is one thing that a step can do: the key that names it, the keys that
// may stand beside that, and how it is compiled.
type deed struct {
	kind    StepKind
	beside  []string
	compile func(*flowDraft, *stepDraft, *Step)
}

// everyQuestion are the keys of every question.
var everyQuestion = []string{"id", "when", "goto", "save", "skip", "remind", "give_up"}

// deeds are all that a step can do, in the order in which mistakes name them.
// A say beside a handoff or a notify is what the person hears.
var deeds = [...]deed{
	{StepSay, []string{"id", "when", "goto", "picture", "video", "document", "about", "link"}, (*flowDraft).compileSay},
	{StepAsk, append([]string{"again", "done"}, everyQuestion...), (*flowDraft).compileAsk},
	{StepChoose, append([]string{"options", "several", "done", "from", "buttons"}, everyQuestion...), (*flowDraft).compileChoose},
	{StepScale, append([]string{"as", "buttons"}, everyQuestion...), (*flowDraft).compileScale},
	{StepConsent, append([]string{"for", "buttons"}, everyQuestion...), (*flowDraft).compileConsent},
	{StepGoto, []string{"id", "when"}, (*flowDraft).compileGoto},
	{StepSet, []string{"id", "when", "goto"}, (*flowDraft).compileSet},
	{StepCall, []string{"id", "when", "goto", "with", "back"}, (*flowDraft).compileCall},
	{StepWait, []string{"id", "when", "goto"}, (*flowDraft).compileWait},
	{StepFind, []string{"id", "when", "goto", "save", "theme", "neighbourhood", "age", "most", "returning", "none"}, (*flowDraft).compileFind},
	{StepEnrol, []string{"id", "when", "goto", "unable"}, (*flowDraft).compileEnrol},
	{StepLeave, []string{"id", "when", "goto"}, (*flowDraft).compileLeave},
	{StepBook, []string{"id", "when", "goto", "save", "none"}, (*flowDraft).compileBook},
	{StepNotify, []string{"id", "when", "goto", "say", "closed", "urgency", "card"}, (*flowDraft).compilePassing},
	{StepHandoff, []string{"id", "when", "goto", "say", "closed", "urgency", "card"}, (*flowDraft).compilePassing},
	{StepEnd, []string{"id", "when"}, (*flowDraft).compileEnd},
}

// deedOf finds what a step of this kind does.
func deedOf(kind StepKind) (deed, bool) {
	for _, d := range deeds {
		if d.kind == kind {
			return d, true
		}
	}
	return deed{}, false
}

// draft reads what kind of step this is, and its options.
func (b *flowDraft) draft(i int, n *yaml.Node) stepDraft {
	s := stepDraft{f: b.mapping(n, fmt.Sprintf("step %d", i+1), stepKeys)}
	s.kind = b.kindOf(s.f)
	known := false
	if s.deed, known = deedOf(s.kind); !known {
		return s
	}
	s.action = s.f.vals[string(s.kind)]
	for _, k := range s.f.keys {
		if beside := s.deed.beside; k.Value != string(s.kind) && !among(k.Value, beside) {
			b.add(b.at(k), notHere, k.Value, string(s.kind), phrased("Beside it may stand: %[1]s.", strings.Join(beside, ", ")))
		}
	}
	if s.kind != StepChoose {
		return s
	}
	options := s.f.vals["options"]
	if s.f.vals["from"] == nil {
		options = s.f.need("options")
	}
	list := b.items(options, "options")
	for _, o := range list {
		if draft, ok := b.option(o); ok {
			s.options = append(s.options, draft)
		}
	}
	if len(list) == 1 && s.f.vals["from"] == nil {
		b.add(b.at(list[0]), oneOption)
	}
	return s
}

// kindOf finds the one key that names what the step does.
func (b *flowDraft) kindOf(f fields) StepKind {
	var found []string
	for _, d := range &deeds {
		if f.vals[string(d.kind)] != nil {
			found = append(found, string(d.kind))
		}
	}
	has := func(k StepKind) bool { return among(string(k), found) }
	// Where a step does something else, goto and (for a handoff or a notify)
	// say are its particulars.
	var does []string
	for _, k := range found {
		switch {
		case k == string(StepGoto) && len(found) > 1 && !(has(StepEnd) && len(found) == 2):
		case k == string(StepSay) && (has(StepHandoff) || has(StepNotify)):
		default:
			does = append(does, k)
		}
	}
	switch {
	case len(does) == 0:
		if f.node.Kind == yaml.MappingNode && !f.odd {
			b.add(b.at(f.node), noAction)
		}
		return ""
	case len(does) > 1:
		b.add(b.at(f.node), manyActions, strings.Join(does, ", "))
		return ""
	}
	return StepKind(does[0])
}

// option reads "- value: Label" or "- value: {label, goto, also}".
func (b *flowDraft) option(n *yaml.Node) (optionDraft, bool) {
	if n.Kind == yaml.ScalarNode {
		b.add(b.at(n), noLabel, clip(n.Value))
		return optionDraft{}, false
	}
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || n.Content[0].Kind != yaml.ScalarNode {
		what := kind(n)
		if n.Kind == yaml.MappingNode {
			what = phrased("%[1]d keys", len(n.Content)/2)
			if at := n.Content; len(at) > 2 && among(at[2].Value, []string{"goto", "also", "label"}) {
				what = phrased("%[1]d keys (indent %[2]s below the value, or use braces)", len(n.Content)/2, at[2].Value)
			}
		}
		b.add(b.at(n), noMapping, phrased("an option"), what)
		return optionDraft{}, false
	}
	o := optionDraft{key: n.Content[0]}
	b.text(o.key, "the value of an option")
	switch v := n.Content[1]; {
	case v.Kind == yaml.ScalarNode && (v.Tag == "!!null" && v.Value == "" || strings.TrimSpace(v.Value) == ""):
		b.add(b.at(o.key), noLabel, o.key.Value)
		return o, false
	case v.Kind == yaml.ScalarNode:
		o.label = v
	default:
		f := b.mapping(v, "the option "+o.key.Value, optionKeys)
		if o.label = f.vals["label"]; o.label == nil && v.Kind == yaml.MappingNode {
			b.add(b.at(o.key), noLabel, o.key.Value)
		}
		o.goTo = f.vals["goto"]
		o.also = b.items(f.vals["also"], "also")
	}
	return o, true
}

// identify gives every step its id: the declared one, or one from its kind and
// what it saves, or from its kind and its place among its kind. Declared ids
// win, so that a derived one never takes their name.
func (b *flowDraft) identify() {
	first := map[string]int{}
	for i := range b.steps {
		s := &b.steps[i]
		n := s.f.vals["id"]
		if n == nil {
			continue
		}
		id := b.text(n, "id")
		switch {
		case id == "":
			continue
		case !nameShape.MatchString(id):
			b.add(b.at(n), badName, clip(id), phrased("a step"), phrased(", - or _"))
		case id == "end":
			b.add(b.at(n), takenName, id)
		case first[id] > 0:
			b.add(b.at(n), doubled, phrased("the id"), id, phrased("line %[1]d", first[id]))
			continue
		}
		first[id] = n.Line
		s.id, b.flow.index[id] = id, i
		b.ids = append(b.ids, id)
	}
	count := map[string]int{}
	for i := range b.steps {
		s := &b.steps[i]
		k := string(s.kind)
		count[k]++
		if s.id != "" {
			continue
		}
		id := k + ":" + strconv.Itoa(count[k])
		if v := s.f.vals["save"]; v != nil && v.Kind == yaml.ScalarNode && v.Value != "" {
			base := k + ":" + v.Value
			count[base]++
			if id = base; count[base] > 1 {
				id = base + ":" + strconv.Itoa(count[base])
			}
		}
		s.id, b.flow.index[id] = id, i
	}
}

// compile makes a step of its draft.
func (b *flowDraft) compile(i int) Step {
	d := &b.steps[i]
	b.step = d.id
	s := Step{ID: d.id, Kind: d.kind, Goto: b.next(i)}
	if n := d.f.vals["goto"]; n != nil && d.kind != StepGoto {
		s.Goto = b.target(n, s.Goto)
	}
	if n := d.f.vals["when"]; n != nil {
		s.When = b.condition(n)
	}
	if d.deed.compile != nil {
		d.deed.compile(b, d, &s)
	}
	if s.Asks() {
		b.patience(d, &s)
	}
	return s
}

func (b *flowDraft) compileGoto(d *stepDraft, s *Step) { s.Goto = b.target(d.action, s.Goto) }

func (b *flowDraft) compileEnd(d *stepDraft, s *Step) {
	s.Goto = End
	if d.action.Kind != yaml.ScalarNode || d.action.Value != "true" {
		b.add(b.at(d.action), badEnd, clip(d.action.Value))
	}
}

func (b *flowDraft) next(i int) int {
	if i+1 < len(b.steps) {
		return i + 1
	}
	return End
}

// target finds the step that a goto names; "end" is the end of the flow. Where
// it leads nowhere, one mistake is enough: the talk goes on with the next step.
func (b *flowDraft) target(n *yaml.Node, next int) int {
	id := b.text(n, "goto")
	switch id {
	case "":
		return next
	case "end":
		return End
	}
	if i, ok := b.flow.index[id]; ok {
		return i
	}
	b.add(b.at(n), gotoNowhere, clip(id), meant(id, b.ids))
	if i, ok := b.flow.index[nearest(id, b.ids)]; ok {
		b.guessed = append(b.guessed, i)
	}
	return next
}

// skip reads the label of "rather not", or that with where to go on.
func (b *flowDraft) skip(d *stepDraft, s *Step) {
	n := d.f.vals["skip"]
	if n == nil {
		return
	}
	if n.Kind == yaml.MappingNode {
		f := b.mapping(n, "skip", skipKeys)
		n = f.need("label")
		if to := f.vals["goto"]; to != nil {
			s.Skipped = b.target(to, s.Goto)
		}
	}
	s.Skip = b.said(n, "skip")
	b.unreserved(n, s.Skip.base)
}

// bigButtons reads the value of buttons, of which there is one: big. Where the
// key is absent, buttons are as they always are.
func (b *flowDraft) bigButtons(n *yaml.Node) bool {
	return n != nil && b.oneOf(n, "buttons", "big") == "big"
}

func (b *flowDraft) urgency(n *yaml.Node) chat.Urgency {
	if n == nil {
		return chat.Normal
	}
	switch b.oneOf(n, "urgency", urgencyWords[:]...) {
	case "quiet":
		return chat.Quiet
	case "urgent":
		return chat.Urgent
	case "danger":
		return chat.Danger
	}
	return chat.Normal
}

func (b *flowDraft) card(n *yaml.Node) []string {
	var names []string
	for _, item := range b.items(n, "card") {
		name := b.text(item, "card")
		if name == "" {
			continue
		}
		if among(name, names) {
			b.add(b.at(item), doubled, phrased("the variable"), name, phrased("the same card"))
			continue
		}
		if _, ok := b.declared(name, b.at(item)); ok {
			names = append(names, name)
		}
	}
	return names
}
