package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Mistake is one thing in a playbook that is not right, in English; In says it
// in Dutch. What quotes the author's own words; it is for the author's eyes and
// never for a log.
type Mistake struct {
	File   string // as it is called in the playbook
	Line   int    // from 1; 0 where the file as a whole is meant
	Column int    // from 1, in characters
	What   string // what is wrong
	Remedy string // what would be right
	dutch  wording
}

// In is the mistake in the language with this tag, Dutch or else English.
func (m Mistake) In(lang string) Mistake {
	if base, _, _ := strings.Cut(lang, "-"); base == "nl" && m.dutch.what != "" {
		m.What, m.Remedy = m.dutch.what, m.dutch.remedy
	}
	return m
}

// String gives the mistake as editors read it: file:line:column: what. Remedy.
func (m Mistake) String() string {
	where := m.File
	if m.Line > 0 {
		where = fmt.Sprintf("%s:%d:%d", m.File, m.Line, m.Column)
	}
	return where + ": " + m.What + ". " + m.Remedy
}

// Mistakes are all mistakes of a playbook, by file, line and column.
type Mistakes []Mistake

// In are the mistakes in the language with this tag.
func (ms Mistakes) In(lang string) Mistakes {
	all := make(Mistakes, len(ms))
	for i, m := range ms {
		all[i] = m.In(lang)
	}
	return all
}

// Error gives one mistake a line.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// place is where something stands in a playbook.
type place struct {
	file         string
	line, column int
}

// report gathers the mistakes while a playbook is read.
type report struct {
	found   Mistakes
	lenient bool // mild ones are not gathered
}

// add notes a mistake. The arguments fill the wording of the problem, by index;
// what they say in words of ours is a phrase.
func (r *report) add(at place, p problem, args ...any) {
	if r.lenient && p.mild() {
		return
	}
	english, dutch := wordings[p], dutchWordings[p]
	r.found = append(r.found, mistaken(at, english.filled(args, false), dutch.filled(args, true)))
}

func mistaken(at place, english, dutch wording) Mistake {
	return Mistake{at.file, at.line, at.column, english.what, english.remedy, dutch}
}

// err gives the mistakes in order and without doubles, or nil.
func (r *report) err() error {
	if len(r.found) == 0 {
		return nil
	}
	slices.SortFunc(r.found, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.What, b.What), cmp.Compare(a.Remedy, b.Remedy))
	})
	return slices.Compact(r.found)
}

// meant is what the author is told to use instead of the word: the nearest of
// the known ones, or all of them.
func meant(word string, known []string) phrase {
	const few = 50
	best := nearest(word, known)
	switch {
	case best != "":
		return phrased("Did you mean %[1]q?", best)
	case len(known) == 0:
		return phrased("There is none to choose from.")
	case len(known) > few:
		return phrased("There are %[1]d to choose from.", len(known))
	}
	return phrased("Known here: %[1]s.", strings.Join(known, ", "))
}

// nearest is the known word of which this one may be a mistyping; empty where
// there is none. Of very many it looks at the first only.
func nearest(word string, known []string) string {
	const most, long = 100, 30
	best, far := "", len([]rune(word))/2+1
	if far > long {
		far = 0 // not a word that somebody mistyped
	}
	for _, k := range known[:min(len(known), most)] {
		if far == 0 || len(k) > 2*long {
			continue
		}
		if d := distance(strings.ToLower(word), k); d < far {
			best, far = k, d
		}
	}
	return best
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to make a into b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before []int
	last := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row := make([]int, len(y)+1)
		row[0] = i + 1
		for j := range y {
			replace := last[j]
			if x[i] != y[j] {
				replace++
			}
			row[j+1] = min(replace, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(y)]
}
