package drawing

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// area is what something takes of the sheet.
type area struct{ left, right, top, bottom float64 }

func areaOf(at point, s size) area {
	return area{at.x - s.w/2, at.x + s.w/2, at.y, at.y + s.h}
}

func (a area) meets(b area) bool {
	const slack = 1.5 // places are rounded
	return a.left+slack < b.right && b.left+slack < a.right && a.top < b.bottom && b.top < a.bottom
}

// Whatever leads to whatever: nothing stands on anything else or off the sheet,
// each arrow goes from its box to its box, and none is cut from paper to paper
// but where only arrows pass.
func TestNothingStandsOnAnythingElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "boxes")
		var boxes []size
		for range n {
			boxes = append(boxes, size{float64(rapid.IntRange(40, 260).Draw(t, "w")), float64(rapid.IntRange(20, 150).Draw(t, "h"))})
		}
		var links []link
		for range rapid.IntRange(0, 20).Draw(t, "links") {
			k := link{from: rapid.IntRange(0, n-1).Draw(t, "from"), to: rapid.IntRange(0, n-1).Draw(t, "to")}
			if rapid.Bool().Draw(t, "labelled") {
				k.label = size{float64(rapid.IntRange(10, 200).Draw(t, "lw")), float64(rapid.IntRange(20, 80).Draw(t, "lh"))}
			}
			links = append(links, k)
		}
		back := upward(n, links)
		i := -1
		links = slices.DeleteFunc(links, func(link) bool { i++; return back[i] })
		s := arrange(boxes, links)
		var all []area
		for i, at := range s.boxes {
			all = append(all, areaOf(at, boxes[i]))
		}
		for i, at := range s.labels {
			if links[i].label.w > 0 {
				all = append(all, areaOf(at, links[i].label))
			}
		}
		for i, a := range all {
			if a.left < margin-1 || a.right > s.w-margin+1 || a.top < margin-1 || a.bottom > s.h-margin+1 {
				t.Fatalf("%v is off the sheet %v", a, s.size)
			}
			for _, b := range all[:i] {
				if a.meets(b) {
					t.Fatalf("%v stands on %v", a, b)
				}
			}
			for _, cut := range s.cuts {
				if a.top < cut && cut < a.bottom {
					t.Fatalf("%v is cut at %v", a, cut)
				}
			}
		}
		for i, k := range links {
			first, last := s.paths[i][0], s.paths[i][len(s.paths[i])-1]
			from, to := areaOf(s.boxes[k.from], boxes[k.from]), areaOf(s.boxes[k.to], boxes[k.to])
			if first.x != s.boxes[k.from].x || last.x != s.boxes[k.to].x || first.y != from.bottom || last.y != to.top || from.bottom >= to.top {
				t.Fatalf("the arrow from %v to %v is %v", from, to, s.paths[i])
			}
		}
	})
}

// A talk that runs one way is drawn from top to bottom, in one column.
func TestATalkThatRunsOneWayIsAColumn(t *testing.T) {
	boxes := []size{{200, 50}, {80, 90}, {120, 30}}
	s := arrange(boxes, []link{{from: 0, to: 1}, {from: 1, to: 2, label: size{60, 20}}})
	if s.boxes[0].x != s.boxes[1].x || s.boxes[1].x != s.boxes[2].x {
		t.Errorf("the boxes stand at %v", s.boxes)
	}
	if s.boxes[0].y+50 >= s.boxes[1].y || s.boxes[1].y+90 >= s.labels[1].y || s.labels[1].y+20 >= s.boxes[2].y {
		t.Errorf("the boxes stand at %v, the label at %v", s.boxes, s.labels[1])
	}
}

func TestCrossingsAreUndone(t *testing.T) {
	boxes := make([]size, 5)
	// A walk comes by 3 before 4, and the last link would cross the one before it.
	l := layers(boxes, []link{{from: 0, to: 1}, {from: 0, to: 2}, {from: 1, to: 3}, {from: 1, to: 4}, {from: 2, to: 3}})
	if l.order(len(boxes)); l.crossings() != 0 {
		t.Errorf("%d crossings are left, in %v", l.crossings(), l.layers)
	}
}

func TestNearestKeepsOrderAndDistance(t *testing.T) {
	if got := nearest([]float64{10, 10, 50}, []float64{1, 1, 1}, []float64{0, 4, 4}); !slices.Equal(got, []float64{8, 12, 50}) {
		t.Errorf("got %v", got)
	}
}
