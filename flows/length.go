package flows

// cost is how much a step does.
func (s *Step) cost() int {
	if s.Call != nil {
		return 1 + s.Call.cost
	}
	return 1 + len(s.More)
}

// longest is the most that steps do one after another without waiting for
// anybody, and the step with which that begins. There is no circle of them.
func (g graph) longest() (most, first int) {
	length := make([]int, len(g))
	for i := range g {
		g.measure(i, length)
	}
	for i := range g {
		if length[i] > most {
			most, first = length[i], i
		}
	}
	return most, first
}

// measure fills in how much is done from step i on. It keeps its own list of
// what is left to do: a flow may be long.
func (g graph) measure(i int, length []int) {
	left := []int{i}
	for len(left) > 0 {
		j := left[len(left)-1]
		if length[j] > 0 {
			left = left[:len(left)-1]
			continue
		}
		after, ready := 0, true
		next, _ := g.follow(j)
		for _, k := range next {
			if k == End {
				continue
			}
			if length[k] == 0 {
				left, ready = append(left, k), false
			}
			after = max(after, length[k])
		}
		if ready {
			length[j] = g[j].cost() + after
			left = left[:len(left)-1]
		}
	}
}

// passes tells whether a talk can come from the first step to the end without
// waiting for anybody.
func (g graph) passes() bool {
	seen := make([]bool, len(g))
	for next := []int{0}; len(next) > 0; {
		i := next[len(next)-1]
		next = next[:len(next)-1]
		if i < 0 || i >= len(g) || g[i].Kind == StepEnd {
			return true
		}
		if seen[i] {
			continue
		}
		seen[i] = true
		atOnce, _ := g.follow(i)
		next = append(next, atOnce...)
	}
	return false
}
