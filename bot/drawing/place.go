package drawing

import (
	"math"
	"slices"
)

// place gives each vertex its x: as near to the middle of its neighbours as the
// others of its layer let it.
func (l *layout) place() {
	for _, layer := range l.layers {
		x := 0.0
		for _, v := range layer {
			l.vertices[v].x = x + l.vertices[v].w/2
			x += l.vertices[v].w + gapX
		}
	}
	const rounds, apart = 120, 30 // at first one side's neighbours alone, then both
	for round := range rounds {
		for n := range l.layers {
			if round%2 == 1 {
				n = len(l.layers) - 1 - n
			}
			l.settle(l.layers[n], func(v vertex) [][]int {
				switch {
				case round >= apart:
					return [][]int{v.up, v.down}
				case round%2 == 0:
					return [][]int{v.up}
				default:
					return [][]int{v.down}
				}
			})
		}
	}
}

// chainOf are the vertices of the link to which the vertex belongs; none for a box.
func (l *layout) chainOf(v vertex) []int {
	if v.box {
		return nil
	}
	return l.chains[v.link]
}

// upright is how much more a place in the line of its link counts than a
// neighbour does.
const upright = 4

// settle moves the vertices of a layer to where their neighbours want them.
func (l *layout) settle(layer []int, neighbours func(vertex) [][]int) {
	wanted, weights, apart := make([]float64, len(layer)), make([]float64, len(layer)), make([]float64, len(layer))
	for i, n := range layer {
		v := l.vertices[n]
		sum, weight := 0.0, 0.0
		for _, side := range neighbours(v) {
			for _, o := range side {
				sum, weight = sum+l.vertices[o].x, weight+1
			}
		}
		if chain := l.chainOf(v); len(chain) > 3 { // a long link is to be upright
			for _, o := range chain[1 : len(chain)-1] {
				sum, weight = sum+upright*l.vertices[o].x, weight+upright
			}
		}
		wanted[i], weights[i] = v.x, 0.1
		if weight > 0 {
			wanted[i], weights[i] = sum/weight, weight
		}
		if i > 0 {
			before := l.vertices[layer[i-1]]
			apart[i] = (before.w+v.w)/2 + gapX
		}
	}
	for i, x := range nearest(wanted, weights, apart) {
		l.vertices[layer[i]].x = x
	}
}

// nearest gives the places nearest to the wanted ones, by weighted squares, in
// which each stands at least apart[i] behind the one before it. What stands too
// close is pooled, and shares the best place for all (isotonic regression).
func nearest(wanted, weights, apart []float64) []float64 {
	type pool struct {
		x, weight float64
		n         int
	}
	var pools []pool
	offset := 0.0
	offsets := make([]float64, len(wanted))
	for i := range wanted {
		offset += apart[i]
		offsets[i] = offset
		p := pool{wanted[i] - offset, weights[i], 1}
		for len(pools) > 0 && pools[len(pools)-1].x > p.x {
			q := pools[len(pools)-1]
			pools = pools[:len(pools)-1]
			w := p.weight + q.weight
			p = pool{(p.x*p.weight + q.x*q.weight) / w, w, p.n + q.n}
		}
		pools = append(pools, p)
	}
	var all []float64
	for _, p := range pools {
		for range p.n {
			all = append(all, p.x+offsets[len(all)])
		}
	}
	return all
}

// sheet reads off where everything stands.
func (l *layout) sheet(boxes, links int) sheet {
	top, bottom := make([]float64, len(l.layers)), make([]float64, len(l.layers))
	y := float64(margin)
	for i, layer := range l.layers {
		top[i] = y
		for _, v := range layer {
			y = max(y, top[i]+l.vertices[v].h)
		}
		bottom[i] = y
		y += gapY
	}
	left, right := 0.0, 0.0
	for i, v := range l.vertices {
		if i == 0 || v.x-v.w/2 < left {
			left = v.x - v.w/2
		}
		right = max(right, v.x+v.w/2)
	}
	at := func(v int) point { return point{math.Round(l.vertices[v].x - left + margin), top[l.vertices[v].rank]} }
	s := sheet{size: size{right - left + 2*margin, y - gapY + margin}}
	for i := 0; i+1 < len(l.layers); i += 2 { // below a layer of boxes
		s.cuts = append(s.cuts, bottom[i]+gapY/2)
	}
	for i := range boxes {
		s.boxes = append(s.boxes, at(i))
	}
	for i := range links {
		chain := l.chains[i]
		s.labels = append(s.labels, at(chain[1]))
		path := []point{}
		for j, v := range chain {
			p, down := at(v), bottom[l.vertices[v].rank]
			switch {
			case j == 0: // from the box's lower side to that of its layer
				path = append(path, point{p.x, p.y + l.vertices[v].h}, point{p.x, down})
			case j == len(chain)-1:
				path = append(path, p)
			default:
				path = append(path, p, point{p.x, down})
			}
		}
		s.paths = append(s.paths, slices.Compact(path))
	}
	return s
}
