// Package rehearsal plays the transcripts of a playbook, and tells where a talk
// does not go as it was written down. The command test plays them for authors,
// on a Talk; tests play the same on a real database.
package rehearsal

import (
	"slices"

	"omzien/flows"
)

// Stage is where a transcript is played.
type Stage interface {
	// Do makes one move, which expects nothing, and tells all that becomes
	// visible of it, in order. The error is for the author: why the move cannot
	// be made (there is no such button). The talk goes on behind it.
	Do(m flows.Move) ([]flows.Move, error)
}

// Difference is one move after which the talk did not go as expected.
type Difference struct {
	After    flows.Move   // zero: what is expected before anything was done
	Expected []flows.Move // in vain
	Got      []flows.Move // and nobody expected it
	Trouble  error        // the move could not be made
}

// Played is a transcript that was played.
type Played struct {
	Differences []Difference // none: it goes as it was written down
	// AsItWent is the transcript as the talk goes now. What went as expected
	// stands there in the author's own words.
	AsItWent flows.Transcript
}

// Play plays a transcript. What the desk is answered need not be expected; the
// order of what each person reads counts, and that of what stands beside it does
// not. Comments may stand anywhere.
func Play(script flows.Transcript, on Stage) Played {
	var p Played
	for part := range parts(script.Moves) {
		d, went := part.play(on)
		if d.Trouble != nil || len(d.Expected) > 0 || len(d.Got) > 0 {
			p.Differences = append(p.Differences, d)
		}
		p.AsItWent.Moves = append(p.AsItWent.Moves, went...)
	}
	return p
}

// part is one move, and all that stands behind it until the next.
type part struct {
	move   flows.Move   // zero in the first, where the transcript begins with what is expected
	behind []flows.Move // expected, or comments
}

func parts(moves []flows.Move) func(yield func(part) bool) {
	return func(yield func(part) bool) {
		var p part
		for _, m := range moves {
			if m.Kind.Expected() || m.Kind == flows.MoveComment {
				p.behind = append(p.behind, m)
				continue
			}
			if (p.move.Kind != "" || len(p.behind) > 0) && !yield(p) {
				return
			}
			p = part{move: m}
		}
		yield(p)
	}
}

// play makes the part's move. It gives the part as it went.
func (p part) play(on Stage) (Difference, []flows.Move) {
	d := Difference{After: p.move}
	var went, happened []flows.Move
	if p.move.Kind != "" {
		happened, d.Trouble = on.Do(p.move)
		went = append(went, p.move)
	}
	pairs := pair(p.behind, happened)
	for i, m := range p.behind {
		if _, met := pairs[i]; m.Kind.Expected() && !met {
			d.Expected = append(d.Expected, m)
		}
	}
	as := map[int]flows.Move{} // what happened -> as the author wrote it
	for i, j := range pairs {
		as[j] = p.behind[i]
	}
	for j, h := range happened {
		if _, expected := as[j]; !expected && h.Kind != flows.MoveReply {
			d.Got = append(d.Got, h)
		}
	}
	if d.Trouble != nil || len(d.Expected)+len(d.Got) == 0 {
		return d, append(went, p.behind...)
	}
	// Comments keep their place: those before anything expected come first,
	// those behind it lead to the next move.
	last := 0
	for i, m := range p.behind {
		if m.Kind.Expected() {
			last = i + 1
		}
	}
	for _, m := range p.behind[:last] {
		if m.Kind == flows.MoveComment {
			went = append(went, m)
		}
	}
	for j, h := range happened {
		if m, expected := as[j]; expected {
			h = m
		}
		went = append(went, h)
	}
	return d, append(went, p.behind[last:]...)
}

// pair finds for what was expected that which happened: index to index. Of what
// each person reads it finds as many as it can without changing their order.
func pair(expected, happened []flows.Move) map[int]int {
	pairs := map[int]int{}
	taken := map[int]bool{}
	heard := func(m flows.Move) bool { return m.Kind == flows.MoveHear }
	readers := map[string]bool{}
	for _, m := range expected {
		readers[m.Person] = true
	}
	for person := range readers {
		theirs := func(m flows.Move) bool { return heard(m) && m.Person == person }
		for _, p := range inOrder(where(expected, theirs), where(happened, theirs), func(i, j int) bool { return expected[i].Same(happened[j]) }) {
			pairs[p[0]] = p[1]
		}
	}
	for i, m := range expected {
		if heard(m) {
			continue
		}
		for j, h := range happened {
			if !taken[j] && !heard(h) && m.Same(h) {
				pairs[i], taken[j] = j, true
				break
			}
		}
	}
	return pairs
}

func where(moves []flows.Move, is func(flows.Move) bool) []int {
	var all []int
	for i, m := range moves {
		if is(m) {
			all = append(all, i)
		}
	}
	return all
}

// inOrder is a longest common subsequence of a and b, as pairs of their members.
func inOrder(a, b []int, same func(a, b int) bool) [][2]int {
	long := make([][]int, len(a)+1) // of what is left of a and b
	for i := range long {
		long[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			long[i][j] = max(long[i+1][j], long[i][j+1])
			if same(a[i], b[j]) {
				long[i][j] = max(long[i][j], long[i+1][j+1]+1)
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case same(a[i], b[j]) && long[i][j] == long[i+1][j+1]+1:
			pairs = append(pairs, [2]int{a[i], b[j]})
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			i++
		default:
			j++
		}
	}
	return slices.Clip(pairs)
}
