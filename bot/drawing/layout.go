package drawing

import "slices"

// size is a width and a height, in pixels.
type size struct{ w, h float64 }

// point is a place on the sheet, in pixels from its upper left corner.
type point struct{ x, y float64 }

// link is an arrow to be laid out, with the size of what stands on it.
type link struct {
	from, to int
	label    size
}

// sheet is where everything stands.
type sheet struct {
	size
	boxes  []point   // middle of each box's upper side
	labels []point   // the same of each link's label
	paths  [][]point // each link, from its first box to its second
	cuts   []float64 // heights at which the sheet can be cut, for paper: only links pass there
}

// Distances between what is laid out, in pixels.
const (
	gapX, gapY = 28, 22
	margin     = 16
	threadW    = 14 // what a line takes that only passes by
)

// vertex is a box, a label, or a place where a long link passes a layer.
type vertex struct {
	size
	x    float64 // its middle
	rank int
	up   []int
	down []int
	box  bool
	link int // that it belongs to; none for a box
}

// layout is a layered drawing in the making (after Sugiyama): boxes stand in
// layers so that links lead down; between two layers of boxes stands one of
// labels; a link that goes further gets a vertex in each layer that it passes.
type layout struct {
	vertices []vertex
	layers   [][]int
	chains   [][]int // of each link: its vertices, top to bottom
}

// arrange lays boxes and links out. The links make no circle: see upward.
func arrange(boxes []size, links []link) sheet {
	l := layers(boxes, links)
	l.order(len(boxes))
	l.place()
	return l.sheet(len(boxes), len(links))
}

// layers puts everything in its layer.
func layers(boxes []size, links []link) *layout {
	l := &layout{}
	for i, rank := range ranks(len(boxes), links) {
		l.vertices = append(l.vertices, vertex{size: boxes[i], rank: 2 * rank, box: true})
	}
	for i, k := range links {
		l.chain(i, k)
	}
	return l
}

// upward finds the links that close a circle: they lead to a box on the path on
// which they were come upon, or to the very box that they leave. Without them
// there is no circle.
func upward(n int, links []link) []bool {
	back := make([]bool, len(links))
	const fresh, open, done = 0, 1, 2
	state := make([]int, n)
	var visit func(i int)
	visit = func(i int) {
		state[i] = open
		for k, to := range links {
			if to.from != i {
				continue
			}
			if state[to.to] == fresh {
				visit(to.to)
			}
			back[k] = state[to.to] == open
		}
		state[i] = done
	}
	for i := range n {
		if state[i] == fresh {
			visit(i)
		}
	}
	return back
}

// ranks puts each box below all that lead to it.
func ranks(n int, links []link) []int {
	rank := make([]int, n)
	for changed := true; changed; {
		changed = false
		for _, k := range links {
			if rank[k.to] <= rank[k.from] {
				rank[k.to], changed = rank[k.from]+1, true
			}
		}
	}
	return rank
}

// chain adds the vertices by which the i-th link goes down. Its label stands in
// the first layer below its box.
func (l *layout) chain(i int, k link) {
	chain := []int{k.from}
	join := func(v int) {
		last := chain[len(chain)-1]
		l.vertices[last].down = append(l.vertices[last].down, v)
		l.vertices[v].up = append(l.vertices[v].up, last)
		chain = append(chain, v)
	}
	first := l.vertices[k.from].rank + 1
	for rank := first; rank < l.vertices[k.to].rank; rank++ {
		v := vertex{size: size{w: threadW}, rank: rank, link: i}
		if rank == first && k.label.w > 0 {
			v.size = k.label
		}
		l.vertices = append(l.vertices, v)
		join(len(l.vertices) - 1)
	}
	join(k.to)
	l.chains = append(l.chains, chain)
}

// order orders the layers so that few links cross: first as a walk from the
// first box comes by, then by the middle of the neighbours, up and down.
func (l *layout) order(boxes int) {
	last := 0
	for _, v := range l.vertices {
		last = max(last, v.rank)
	}
	l.layers = make([][]int, last+1)
	seen := make([]bool, len(l.vertices))
	var visit func(i int)
	visit = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		l.layers[l.vertices[i].rank] = append(l.layers[l.vertices[i].rank], i)
		for _, j := range l.vertices[i].down {
			visit(j)
		}
	}
	for i := range boxes {
		visit(i)
	}
	best, fewest := l.copied(), l.crossings()
	for sweep := range 16 {
		l.sweep(sweep%2 == 0, sweep%4 >= 2)
		if n := l.crossings(); n < fewest {
			best, fewest = l.copied(), n
		}
	}
	l.layers = best
}

func (l *layout) copied() [][]int {
	all := make([][]int, len(l.layers))
	for i, layer := range l.layers {
		all[i] = slices.Clone(layer)
	}
	return all
}

// places gives each vertex its number within its layer.
func (l *layout) places() []float64 {
	at := make([]float64, len(l.vertices))
	for _, layer := range l.layers {
		for i, v := range layer {
			at[v] = float64(i)
		}
	}
	return at
}

// sweep orders each layer by the layer before it. Vertices that are wanted at the
// same place change places where swap says so: that may be what is missing.
func (l *layout) sweep(down, swap bool) {
	for n := range l.layers {
		layer, next := l.layers[n], func(v int) []int { return l.vertices[v].up }
		if !down {
			layer, next = l.layers[len(l.layers)-1-n], func(v int) []int { return l.vertices[v].down }
		}
		at := l.places()
		middle := map[int]float64{}
		for _, v := range layer {
			middle[v] = at[v]
			if others := next(v); len(others) > 0 {
				middle[v] = 0
				for _, o := range others {
					middle[v] += at[o] / float64(len(others))
				}
			}
		}
		if swap {
			slices.Reverse(layer)
		}
		slices.SortStableFunc(layer, func(a, b int) int {
			switch {
			case middle[a] < middle[b]:
				return -1
			case middle[a] > middle[b]:
				return 1
			}
			return 0
		})
	}
}

// crossings counts the pairs of links that cross between two layers.
func (l *layout) crossings() int {
	at, n := l.places(), 0
	for _, layer := range l.layers {
		var ends [][2]float64
		for _, v := range layer {
			for _, to := range l.vertices[v].down {
				ends = append(ends, [2]float64{at[v], at[to]})
			}
		}
		for i, a := range ends {
			for _, b := range ends[:i] {
				if (a[0]-b[0])*(a[1]-b[1]) < 0 {
					n++
				}
			}
		}
	}
	return n
}
