package flows

import "slices"

// graph is a flow's steps, by what can follow what.
type graph []Step

// follow lists the steps that can come after step i: at once, without waiting
// for anybody, and in all.
func (g graph) follow(i int) (atOnce, all []int) {
	s := &g[i]
	switch s.Kind {
	case StepAsk:
		all = append(all, s.Goto)
		if !s.Skip.Empty() {
			all = append(all, s.Skipped)
		}
	case StepChoose:
		for _, o := range s.Options {
			all = append(all, o.Goto)
		}
		if len(s.Options) == 0 {
			all = append(all, s.Goto)
		}
	case StepHandoff, "": // a step without a kind was reported already
		all = append(all, s.Goto)
	case StepEnd:
	default:
		atOnce = append(atOnce, s.Goto)
	}
	if s.When != nil {
		next := i + 1
		if next == len(g) {
			next = End
		}
		atOnce = append(atOnce, next)
	}
	return atOnce, append(all, atOnce...)
}

// reached tells of each step whether a talk can come to it.
func (g graph) reached() []bool {
	seen := make([]bool, len(g))
	next := []int{0}
	for len(next) > 0 {
		i := next[len(next)-1]
		next = next[:len(next)-1]
		if i < 0 || i >= len(g) || seen[i] {
			continue
		}
		seen[i] = true
		_, all := g.follow(i)
		next = append(next, all...)
	}
	return seen
}

// circles finds, for each circle of steps that a talk could run through
// without waiting for anybody, its first step.
func (g graph) circles() []int {
	reach := make([][]bool, len(g))
	for i := range g {
		reach[i] = g.run(i)
	}
	var first []int
	for i := range g {
		inEarlier := func(j int) bool { return reach[j][i] && reach[i][j] }
		if reach[i][i] && !slices.ContainsFunc(first, inEarlier) {
			first = append(first, i)
		}
	}
	return first
}

// run tells which steps a talk can come to after step i without waiting.
func (g graph) run(i int) []bool {
	seen := make([]bool, len(g))
	next, _ := g.follow(i)
	for len(next) > 0 {
		j := next[len(next)-1]
		next = next[:len(next)-1]
		if j == End || seen[j] {
			continue
		}
		seen[j] = true
		more, _ := g.follow(j)
		next = append(next, more...)
	}
	return seen
}
