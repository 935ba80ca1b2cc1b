package flows

import (
	"regexp"
	"slices"

	"go.yaml.in/yaml/v4"
)

// compiler makes flows of their files.
type compiler struct {
	*report
	talks  *Talks
	starts map[string]place // what begins a flow, and where that was said first
	names  map[string]place
	kept   map[string]*keptName // what flows keep of a person, by its name
	uses                        // what the flows name of other files
	drafts []*flowDraft

	calls   []callUse
	unsaved []unsavedUse
}

// flowDraft is one flow half compiled.
type flowDraft struct {
	*document
	c      *compiler
	flow   *Flow
	data   fields
	big    bool // buttons: big, for all of its steps
	steps  []stepDraft
	ids    []string            // that a goto may name
	saved  map[string]bool     // variables that some step saves
	offers map[string][]string // values that some choose offers, by variable
	step   string              // the id of the step that is being compiled

	offersOf map[string][]string // variables whose values some choose offers, by variable

	guessed []int // steps that a goto to nowhere seems to mean
}

// flow compiles one file and adds it to the talks.
func (c *compiler) flow(d *document) {
	if d.root == nil {
		return
	}
	f := d.mapping(d.root, "the flow", flowKeys)
	b := &flowDraft{document: d, c: c, flow: &Flow{Data: map[string]Var{}, index: map[string]int{}},
		ids: []string{"end"}, saved: map[string]bool{}, offers: map[string][]string{}, offersOf: map[string][]string{}}
	b.name(f.need("flow"))
	f.need("title")
	b.flow.Title = f.text("title")
	b.flow.Language = d.tag(f.need("language"), "language")
	b.flow.Form = "je"
	if v := f.need("form"); v != nil {
		b.flow.Form = d.oneOf(v, "form", forms[:]...)
	}
	b.big = b.bigButtons(f.vals["buttons"])
	if v := f.vals["waiting"]; v != nil {
		b.flow.Moves = d.oneOf(v, "waiting", waitings[:]...) == "move"
	}
	b.variables(f.vals["data"])
	b.starting(f)
	steps := d.items(f.need("steps"), "steps")
	b.steps = make([]stepDraft, 0, len(steps))
	for i, n := range steps {
		b.steps = append(b.steps, b.draft(i, n))
	}
	b.identify()
	for i := range b.steps {
		b.save(&b.steps[i])
	}
	b.flow.Steps, b.flow.at = make([]Step, 0, len(steps)), make([]place, 0, len(steps))
	for i := range b.steps {
		b.flow.Steps = append(b.flow.Steps, b.compile(i))
		b.flow.at = append(b.flow.at, b.at(b.steps[i].f.node))
	}
	b.counting(f)
	b.check()
	b.keptAlike()
	c.drafts = append(c.drafts, b)
	c.talks.Flows[b.flow.Name] = b.flow
	c.talks.order = append(c.talks.order, b.flow.Name)
}

func (b *flowDraft) name(n *yaml.Node) {
	if n == nil {
		return
	}
	name := b.text(n, "flow")
	b.flow.Name = name
	if name == "" {
		return
	}
	if !nameShape.MatchString(name) {
		b.add(b.at(n), badName, clip(name), phrased("a flow"), phrased(", - or _"))
	}
	b.once(b.c.names, name, "the flow", name, b.at(n))
}

// once reports what another flow has already.
func (b *flowDraft) once(seen map[string]place, key, what, word string, at place) {
	if first, ok := seen[key]; ok {
		b.add(at, doubled, phrased(what), word, phrased("%[1]s, line %[2]d", first.file, first.line))
		return
	}
	seen[key] = at
}

var (
	payloadShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	adapterShape = regexp.MustCompile(`^[a-z][a-z0-9]*$`)
)

// starting reads the ways in.
func (b *flowDraft) starting(f fields) {
	n := f.vals["starts"]
	if n == nil {
		if f.node.Kind == yaml.MappingNode {
			b.add(b.at(f.node), noStarts)
		}
		return
	}
	for _, item := range b.items(n, "starts") {
		way := b.mapping(item, "a start", startKeys)
		var s Start
		if v := way.vals["deeplink"]; v != nil {
			if s.Deeplink = b.text(v, "deeplink"); s.Deeplink != "" && !payloadShape.MatchString(s.Deeplink) {
				b.add(b.at(v), badPayload, clip(s.Deeplink))
			}
			b.once(b.c.starts, "deeplink "+s.Deeplink, "the deeplink", s.Deeplink, b.at(v))
		}
		for _, v := range b.items(way.vals["words"], "words") {
			w := Normal(b.text(v, "words"))
			if w == "" {
				continue
			}
			if ReservedWord(w) != NoReserved {
				b.add(b.at(v), reservedStart, w)
			}
			b.once(b.c.starts, "words "+w, "the word", w, b.at(v))
			s.Words = append(s.Words, w)
		}
		if v := way.vals["default"]; v != nil {
			if s.Default = b.text(v, "default"); s.Default != "" && !adapterShape.MatchString(s.Default) {
				b.add(b.at(v), badAdapter, clip(s.Default))
			}
			b.once(b.c.starts, "default "+s.Default, "the default", s.Default, b.at(v))
		}
		if item.Kind == yaml.MappingNode && len(item.Content) == 0 {
			b.add(b.at(item), noStarts)
		}
		b.flow.Starts = append(b.flow.Starts, s)
	}
}

// forms are the ways to address a person, and varTypes the types of data.
var (
	forms    = [...]string{"je", "u"}
	varTypes = [...]string{string(VarText), string(VarStory), string(VarChoice), string(VarSeveral), string(VarNumber), string(VarYesNo),
		string(VarDate), string(VarTime), string(VarPhone), string(VarEmail), string(VarNeighbourhood), string(VarFound), string(VarEntry)}
)

// variableShape is how variables are called: as conditions can write them.
var variableShape = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// taken are names that conditions or the texts' places have already.
var taken = [...]string{"team", "opent", "nummers", "given", "and", "or", "not", "in", "contains",
	"matches", "true", "false", "nil", "let", "if", "else", "endswith", "startswith"}

// variables reads the declared data.
func (b *flowDraft) variables(n *yaml.Node) {
	if n == nil {
		return
	}
	b.data = b.mapping(n, "data", nil)
	for _, k := range b.data.keys {
		switch {
		case !variableShape.MatchString(k.Value):
			b.add(b.at(k), badName, clip(k.Value), phrased("a variable"), phrased(" or _"))
		case among(k.Value, taken[:]):
			b.add(b.at(k), takenName, k.Value)
		}
		f := b.mapping(b.data.vals[k.Value], "the variable "+k.Value, variableKeys)
		v := Var{Type: VarText, About: f.text("about"), Keep: b.keeps(f)}
		if t := f.need("type"); t != nil {
			v.Type = VarType(b.oneOf(t, "type", varTypes[:]...))
		}
		b.flow.Data[k.Value] = v
	}
}

// declared tells whether there is such a variable, and reports where there is not.
func (b *flowDraft) declared(name string, at place) (Var, bool) {
	v, ok := b.flow.Data[name]
	if !ok {
		b.add(at, undeclared, name, b.nearVariable(name))
	}
	return v, ok
}

func (b *flowDraft) nearVariable(name string) phrase {
	if len(b.data.keys) == 0 {
		return phrased("Declare it under data.")
	}
	return meant(name, b.variableNames(nil))
}

// variableNames are the first declared variables, after the names before them.
func (b *flowDraft) variableNames(before []string) []string {
	names := slices.Clone(before)
	for _, k := range b.data.keys[:min(len(b.data.keys), 100)] {
		names = append(names, k.Value)
	}
	return names
}
