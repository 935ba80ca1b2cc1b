package flows

import (
	"cmp"
	"slices"

	"go.yaml.in/yaml/v4"
)

const (
	// CallDepth is how many flows may wait for the one that runs.
	CallDepth = 5
	// AtOnce is how much one flow may do without waiting for anybody: its
	// steps, with those of the flows that it calls and the texts of each say.
	AtOnce = 100
)

// callUse is a step that calls another flow, to be looked at when all flows
// are there.
type callUse struct {
	b          *flowDraft
	call       *Call
	at         place
	with, back fields
}

// unsavedUse is a variable that no step of its flow saves.
type unsavedUse struct {
	flow, name string
	at         place
}

// compileCall reads which flow is called. What it takes and gives is checked
// when that flow is known.
func (b *flowDraft) compileCall(d *stepDraft, s *Step) {
	s.Call = &Call{Flow: b.text(d.action, "call")}
	use := callUse{b: b, call: s.Call, at: b.at(d.action)}
	use.with, use.back = b.handed(d, "with"), b.handed(d, "back")
	if s.Call.Flow != "" {
		b.c.calls = append(b.c.calls, use)
	}
}

// handed reads which variables go from one flow to the other.
func (b *flowDraft) handed(d *stepDraft, key string) fields {
	n := d.f.vals[key]
	if n == nil {
		return fields{}
	}
	f := b.mapping(n, key, nil)
	if n.Kind == yaml.MappingNode && len(f.keys) == 0 {
		b.add(b.at(n), emptyList, key)
	}
	return f
}

// together looks at what only all flows together tell: whom they call, and
// where they go round or on without waiting.
func (c *compiler) together() {
	given := map[[2]string]bool{} // variables that a caller gives
	callees := map[string][]string{}
	for _, u := range c.calls {
		flow := c.talks.Flows[u.call.Flow]
		if flow == nil {
			u.b.add(u.at, noFlow, clip(u.call.Flow), meant(u.call.Flow, c.flowNames()))
			continue
		}
		if flow.Form != u.b.flow.Form {
			u.b.add(u.at, otherForm, flow.Name, flow.Form, u.b.flow.Form)
		}
		callees[u.b.flow.Name] = append(callees[u.b.flow.Name], flow.Name)
		u.call.With = u.pairs(u.with, flow, u.b.flow)
		u.call.Back = u.pairs(u.back, u.b.flow, flow)
		for _, k := range u.with.keys {
			given[[2]string{flow.Name, k.Value}] = true
		}
	}
	for _, u := range c.unsaved {
		if !given[[2]string{u.flow, u.name}] {
			c.add(u.at, unsaved, u.name)
		}
	}
	tree := true
	for _, u := range c.calls {
		if comesBack(u.call.Flow, u.b.flow.Name, callees) {
			tree = false
			u.b.add(u.at, callCircle, u.call.Flow, u.b.flow.Name)
		}
	}
	rank := map[string]int{}
	for i, name := range callOrder(c.talks.order, callees) {
		rank[name] = i
	}
	drafts := slices.Clone(c.drafts)
	slices.SortStableFunc(drafts, func(a, b *flowDraft) int { return cmp.Compare(rank[a.flow.Name], rank[b.flow.Name]) })
	c.lengths(drafts, tree)
}

func (c *compiler) flowNames() []string {
	return slices.DeleteFunc(slices.Clone(c.talks.order), func(n string) bool { return n == "" })
}

// pairs reads what one flow takes over from another: into -> from.
func (u *callUse) pairs(f fields, into, from *Flow) [][2]string {
	var all [][2]string
	for _, k := range f.keys {
		value := f.vals[k.Value]
		name := u.b.text(value, k.Value)
		if name == "" {
			continue
		}
		to, ok := into.Data[k.Value]
		if !ok {
			u.b.add(u.b.at(k), undeclaredIn, k.Value, into.Name, meant(k.Value, sorted(into.Data)))
		}
		of, known := from.Data[name]
		if !known {
			u.b.add(u.b.at(value), undeclaredIn, clip(name), from.Name, meant(name, sorted(from.Data)))
		}
		if !ok || !known {
			continue
		}
		if to.Type != of.Type && to.Type != VarText {
			u.b.add(u.b.at(value), unlikeType, name, string(of.Type), k.Value, string(to.Type))
		}
		all = append(all, [2]string{k.Value, name})
		if into.handed == nil {
			into.handed = map[string][]source{}
		}
		into.handed[k.Value] = append(into.handed[k.Value], source{from, name})
	}
	return all
}

// callOrder sorts the flows so that each stands behind those that it calls.
func callOrder(names []string, callees map[string][]string) (order []string) {
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		for _, callee := range callees[name] {
			visit(callee)
		}
		order = append(order, name)
	}
	for _, name := range names {
		visit(name)
	}
	return order
}

// comesBack tells whether calls lead from one flow to the other.
func comesBack(from, to string, callees map[string][]string) bool {
	seen := map[string]bool{}
	for next := []string{from}; len(next) > 0; next = next[1:] {
		if next[0] == to {
			return true
		}
		if !seen[next[0]] {
			seen[next[0]] = true
			next = append(next, callees[next[0]]...)
		}
	}
	return false
}

// lengths checks, of each flow behind those that it calls, that no circle goes
// round without waiting, that it does not go on for too long, and that calls
// are not too deep. tree tells whether no flow calls itself in the end.
func (c *compiler) lengths(drafts []*flowDraft, tree bool) {
	through := map[string]bool{} // flows that can end without waiting
	costs, depths := map[string]int{}, map[string]int{}
	for _, b := range drafts {
		name := b.flow.Name
		for i := range b.flow.Steps {
			call := b.flow.Steps[i].Call
			if call == nil || c.talks.Flows[call.Flow] == nil || !tree {
				continue
			}
			call.through, call.cost = through[call.Flow], costs[call.Flow]
			deep := depths[call.Flow] + 1
			if deep == CallDepth+1 { // whoever calls this one is told nothing: the mistake is here
				b.add(b.at(b.steps[i].action), tooDeep, CallDepth)
			}
			depths[name] = max(depths[name], deep)
		}
		g := graph(b.flow.Steps)
		circles := g.circles()
		for _, i := range circles {
			b.add(b.at(b.steps[i].f.node), loop)
		}
		if len(circles) > 0 {
			continue
		}
		most, first := g.longest()
		if most > AtOnce {
			b.add(b.at(b.steps[first].f.node), tooMuchAtOnce, most, AtOnce)
			most = 0 // told once
		}
		costs[name], through[name] = most, g.passes()
	}
}
