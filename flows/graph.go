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
// without waiting for anybody, its first step. The steps of a circle are those
// that can all come after one another (Tarjan's strongly connected components).
func (g graph) circles() []int {
	c := &circleSearch{graph: g, seen: make([]int, len(g)), low: make([]int, len(g)), open: make([]bool, len(g))}
	for i := range g {
		if c.seen[i] == 0 {
			c.visit(i)
		}
	}
	slices.Sort(c.first)
	return c.first
}

// circleSearch walks the steps in depth.
type circleSearch struct {
	graph
	count int
	seen  []int  // when each step was first seen, from 1
	low   []int  // the earliest seen step that each can come back to
	open  []bool // whether the step lies on the path
	path  []int
	first []int
}

func (c *circleSearch) visit(i int) {
	c.count++
	c.seen[i], c.low[i], c.open[i] = c.count, c.count, true
	c.path = append(c.path, i)
	circle := false
	next, _ := c.follow(i)
	for _, j := range next {
		switch {
		case j == End:
		case c.seen[j] == 0:
			c.visit(j)
			c.low[i] = min(c.low[i], c.low[j])
		case c.open[j]:
			c.low[i] = min(c.low[i], c.seen[j])
			circle = circle || j == i
		}
	}
	if c.low[i] != c.seen[i] {
		return
	}
	at := len(c.path) - 1
	for c.path[at] != i {
		at--
	}
	members := c.path[at:]
	for _, j := range members {
		c.open[j] = false
	}
	if circle || len(members) > 1 {
		c.first = append(c.first, slices.Min(members))
	}
	c.path = c.path[:at]
}
