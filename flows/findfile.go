package flows

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// anyKind is how a find names the whole directory.
const anyKind = "directory"

// commonMost is how many entries a find names where its author does not say.
const commonMost = 5

// longestFind is how many entries a find names at most.
const longestFind = 10

// findUse is a find, with what it names of the directory.
type findUse struct {
	find                     *Find
	at, theme, neighbourhood place
}

func (b *flowDraft) compileFind(d *stepDraft, s *Step) {
	find := &Find{None: s.Goto, Most: commonMost}
	use := findUse{find: find, at: b.at(d.action)}
	kinds := []*yaml.Node{d.action}
	if d.action.Kind == yaml.SequenceNode {
		kinds = b.items(d.action, "find")
	}
	for _, n := range kinds {
		kind := b.oneOf(n, "find", append([]string{anyKind}, entryKinds[:]...)...)
		if kind != "" && kind != anyKind {
			find.Kinds = append(find.Kinds, kind)
		}
		if kind == anyKind && len(kinds) > 1 {
			b.add(b.at(n), findAll)
		}
	}
	find.Theme, use.theme = b.ref(d.f.vals["theme"], "theme", VarChoice, VarSeveral, VarText)
	find.Neighbourhood, use.neighbourhood = b.ref(d.f.vals["neighbourhood"], "neighbourhood", VarNeighbourhood)
	find.Age, _ = b.ref(d.f.vals["age"], "age", VarNumber)
	if n := d.f.vals["age"]; n != nil && find.Age.Literal != "" {
		if age, ok := parseNumber(find.Age.Literal); !ok || age < 1 || age >= 200 {
			b.add(b.at(n), badAge, clip(find.Age.Literal), meant(find.Age.Literal, b.variableNames(nil)))
		}
	}
	if n := d.f.vals["most"]; n != nil {
		most := b.text(n, "most")
		var err error
		if find.Most, err = strconv.Atoi(most); most != "" && (err != nil || find.Most < 1 || find.Most > longestFind) {
			b.add(b.at(n), badMost, clip(most), longestFind)
		}
	}
	if n := d.f.vals["returning"]; n != nil {
		find.Returning = b.oneOf(n, "returning", yesNo[:]...) == yesNo[0]
	}
	if n := d.f.vals["none"]; n != nil {
		find.None = b.target(n, s.Goto)
	}
	d.f.need("save")
	s.Find, s.Save = find, b.saves(d)
	b.c.finds = append(b.c.finds, use)
}

// ref reads a value of a find: the variable that is called so, else the word
// itself. The variable must be of one of the types.
func (b *flowDraft) ref(n *yaml.Node, what string, types ...VarType) (Ref, place) {
	if n == nil {
		return Ref{}, place{}
	}
	s := b.text(n, what)
	v, ok := b.flow.Data[s]
	if !ok {
		return Ref{Literal: s}, b.at(n)
	}
	var names []string
	for _, t := range types {
		if t == v.Type || v.Type == "" {
			return Ref{Var: s}, b.at(n)
		}
		names = append(names, string(t))
	}
	b.add(b.at(n), mistyped, s, string(v.Type), phrased("Declare it as one of these: %[1]s.", strings.Join(names, ", ")))
	return Ref{Var: s}, b.at(n)
}

// checkFinds reports finds that look for what the directory does not have.
func (p *Playbook) checkFinds(r *report, there bool, finds []findUse) {
	places := append(p.Directory.places(), Elsewhere)
	for _, use := range finds {
		if !there {
			r.add(use.at, noDirectory)
			continue
		}
		if theme := use.find.Theme.Literal; theme != "" && !among(theme, p.Directory.Themes) {
			r.add(use.theme, unknownTheme, clip(theme), meant(theme, p.Directory.Themes))
		}
		if key := use.find.Neighbourhood.Literal; key != "" && !among(key, places) {
			r.add(use.neighbourhood, unknownNeighbourhood, clip(key), meant(key, places))
		}
	}
}

// fills tells whether the engine fills the place with this name.
func (b *flowDraft) fills(place string) bool {
	if among(place, filled[:]) {
		return true
	}
	name, part, parted := strings.Cut(place, ".")
	v, ok := b.flow.Data[name]
	return ok && (!parted || v.Type == VarEntry && among(part, entryParts[:]))
}
