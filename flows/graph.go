package flows

import (
	"iter"
	"slices"
)

// Way is one of the ways on which a talk goes on after a step.
type Way struct {
	To     int // index of a step, or End
	Kind   WayKind
	Answer Text // WayAnswer: what the person chose
}

// WayKind is when a talk takes a way.
type WayKind int

const (
	WayOn     WayKind = iota // the step is done, or was answered in words
	WayAnswer                // the person chose this
	WayBack                  // people had the talk, and gave it back
	WayPast                  // the step's condition does not hold
	WayGiveUp                // the question waited for too long
	WayNone                  // nothing was found, or no appointment made
	WayUnable                // we cannot speak first there, or they did not agree
)

// Ways lists the ways on from the step with this index, in the order in which
// the flow names them. An end has none.
func (f *Flow) Ways(i int) []Way { return slices.Collect(graph(f.Steps).ways(i)) }

// graph is a flow's steps, by what can follow what.
type graph []Step

func (g graph) ways(i int) iter.Seq[Way] {
	return func(yield func(Way) bool) {
		s := &g[i]
		_ = g.own(s, yield) &&
			(s.GiveUp == nil || yield(Way{To: s.GiveUp.Goto, Kind: WayGiveUp})) &&
			(s.When == nil || yield(Way{To: g.next(i), Kind: WayPast}))
	}
}

// next is the step that stands behind this one.
func (g graph) next(i int) int {
	if i+1 < len(g) {
		return i + 1
	}
	return End
}

// own gives the ways on by what the step itself does; false where no more are
// wanted.
func (g graph) own(s *Step, yield func(Way) bool) bool {
	switch s.Kind {
	case StepAsk:
		return yield(Way{To: s.Goto}) && g.skipped(s, yield)
	case StepChoose, StepScale, StepConsent:
		if s.Several || s.Kind == StepScale || s.From != "" || len(s.Options) == 0 { // none: reported already
			if !yield(Way{To: s.Goto}) {
				return false
			}
		}
		if !s.Several && s.Kind != StepScale {
			for i := range s.Options {
				if o := &s.Options[i]; !yield(Way{o.Goto, WayAnswer, o.Label}) {
					return false
				}
			}
		}
		return g.skipped(s, yield)
	case StepHandoff:
		return yield(Way{To: s.Goto, Kind: WayBack})
	case StepEnd:
		return true
	case StepEnrol:
		return yield(Way{To: s.Goto}) && yield(Way{To: s.Unable, Kind: WayUnable})
	case StepBook:
		return yield(Way{To: s.Goto}) && (s.None == s.Goto || yield(Way{To: s.None, Kind: WayNone}))
	case StepFind:
		return yield(Way{To: s.Goto}) && (s.Find.None == s.Goto || yield(Way{To: s.Find.None, Kind: WayNone}))
	}
	return yield(Way{To: s.Goto})
}

func (g graph) skipped(s *Step, yield func(Way) bool) bool {
	return s.Skip.Empty() || yield(Way{s.Skipped, WayAnswer, s.Skip})
}

// follow lists the steps that can come after step i: at once, without waiting
// for anybody, and in all.
func (g graph) follow(i int) (atOnce, all []int) {
	for w := range g.ways(i) {
		all = append(all, w.To)
		if w.Kind == WayPast || w.Kind == WayUnable || (w.Kind == WayNone || w.Kind == WayOn) && g[i].goesOn() {
			atOnce = append(atOnce, w.To)
		}
	}
	return atOnce, all
}

// goesOn tells whether the step waits for nobody. One without a kind, which was
// reported already, counts as waiting.
func (s *Step) goesOn() bool {
	if s.Kind == StepChoose && s.From != "" && len(s.Options) == 0 {
		return true // where there is nothing to offer
	}
	switch s.Kind {
	case StepAsk, StepChoose, StepScale, StepConsent, StepBook, StepHandoff, "":
		return false
	case StepWait: // a day that is past is not waited for
		return s.Wait != nil && !s.Wait.Rests()
	case StepCall:
		return s.Call != nil && s.Call.through
	}
	return true
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
