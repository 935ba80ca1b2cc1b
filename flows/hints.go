package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Hints lists what stops nothing, but should not stay so: what a talk would be
// kinder without, what a channel shows badly, what is not translated, numbers
// that nobody dialled lately. They are worded as mistakes are, and in the same
// order. now says how old a number's check is.
func (p *Playbook) Hints(now time.Time) Mistakes {
	h := &hints{}
	called := p.Talks.called()
	for _, name := range p.Talks.order {
		f := p.Talks.Flows[name]
		h.steps(f, called[name])
	}
	for _, s := range p.Talks.said {
		h.text(s, s.base)
		h.text(s, s.many)
	}
	h.numbers(p.Numbers, now)
	h.mornings(p.Organisation.Teams)
	h.programmes(p)
	h.calendars(p)
	for _, name := range p.UnusedMedia() {
		h.add(place{file: mediaFolder + "/" + name}, phrased("no step shows this file"), phrased("Remove it, or name it at picture, video or document in a step."))
	}
	for _, lang := range p.Languages() {
		h.missing(lang, p.Missing(lang))
		h.unreviewed(lang, p.Unreviewed(lang))
	}
	slices.SortStableFunc(h.found, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return h.found
}

// called are the flows that another flow calls: at their end the talk goes on
// there.
func (t *Talks) called() map[string]bool {
	all := map[string]bool{}
	for _, f := range t.Flows {
		for i := range f.Steps {
			if c := f.Steps[i].Call; c != nil {
				all[c.Flow] = true
			}
		}
	}
	return all
}

// hints gathers them.
type hints struct{ found Mistakes }

func (h *hints) add(at place, what, remedy phrase) {
	h.found = append(h.found, mistaken(at, wording{what.in(false), remedy.in(false)}, wording{what.in(true), remedy.in(true)}))
}

// manyOptions is how many a person takes in at a glance.
const manyOptions = 10

// steps looks at a flow's steps. called: another flow goes on where it ends.
func (h *hints) steps(f *Flow, called bool) {
	g := graph(f.Steps)
	for i := range f.Steps {
		s := &f.Steps[i]
		if n := len(s.Options); s.Kind == StepChoose && n > manyOptions {
			h.add(f.at[i], phrased("this question has %[1]d answers to choose from", n),
				phrased("Up to ten can be taken in. Make two questions of it: first the subject, then what exactly."))
		}
		if s.Media != nil {
			h.caption(f.at[i], s)
		}
		if called || !s.Asks() {
			continue
		}
		for w := range g.ways(i) {
			if w.Kind != WayPast && g.wordless(w.To, make([]bool, len(g))) {
				h.add(f.at[i], phrased("after this question the talk can end without a word"),
					phrased("Let somebody know (notify or handoff), or say goodbye: - say: Dank je wel. Je kunt hier altijd weer schrijven."))
				break
			}
		}
	}
}

// wordless tells whether a talk at this step can come to the end without that
// anything is said or anybody is told. seen are the steps that were looked at: a
// second way to one of them leads nowhere else.
func (g graph) wordless(i int, seen []bool) bool {
	if i == End {
		return true
	}
	if seen[i] {
		return false
	}
	seen[i] = true
	switch s := &g[i]; s.Kind {
	case StepEnd, StepGoto, StepSet, StepFind, StepWait, StepEnrol, StepLeave:
	default:
		if s.When == nil {
			return false
		}
		// Passed over, it says nothing either.
		return i+1 < len(g) && g.wordless(i+1, seen) || i+1 == len(g)
	}
	if g[i].Kind == StepEnd && g[i].When == nil {
		return true
	}
	for w := range g.ways(i) {
		if g.wordless(w.To, seen) {
			return true
		}
	}
	return g[i].Kind == StepEnd
}

// How much fits: what the narrowest channel takes below a picture, and on a
// button; and what a button on a phone shows in one line.
const (
	longestCaption = 1024 // UTF-16 units
	longestLabel   = 64
	longButton     = 40
)

func (h *hints) caption(at place, s *Step) {
	last := s.Text
	if n := len(s.More); n > 0 {
		last = s.More[n-1]
	}
	if n := units(last.base); n > longestCaption {
		h.add(at, phrased("with a picture or file this text is too long for Telegram: %[1]d characters", n),
			phrased("Keep it under 1024, or say part of it in a step of its own."))
	}
}

// text looks at one text of a flow; of a plural, at one of its forms.
func (h *hints) text(s spoken, text string) {
	at := place{s.file, s.line, s.column}
	if s.what == "label" || s.what == "skip" || s.what == "done" {
		n := len([]rune(text))
		switch {
		case n > longestLabel:
			h.add(at, phrased("Telegram cuts this button off: it has %[1]d characters", n), phrased("Keep it under 64, and better under 40."))
		case n > longButton:
			h.add(at, phrased("this is long for a button: %[1]d characters", n), phrased("Keep it under 40, so that a phone shows it whole."))
		}
	}
	if base, _, _ := strings.Cut(s.lang, "-"); base != "nl" {
		return
	}
	for _, hard := range hardDutch(text) {
		h.add(at, hard.what, hard.remedy)
	}
}

// checkedWithin is how long a dialled number counts as right.
const checkedWithin = 183 * 24 * time.Hour

func (h *hints) numbers(numbers []Number, now time.Time) {
	at := place{file: "numbers.yaml"}
	for _, n := range numbers {
		switch {
		case n.Checked.IsZero():
			h.add(at, phrased("nobody said when they dialled %[1]q", n.Name), phrased("Dial it, and write the date at checked."))
		case now.Sub(n.Checked) > checkedWithin:
			h.add(at, phrased("%[1]q was last dialled on %[2]s", n.Name, n.Checked.Format(time.DateOnly)), phrased("Dial it, and write the date at checked."))
		}
	}
}

func (h *hints) missing(lang string, texts []string) {
	at := place{file: "locales/" + lang}
	switch len(texts) {
	case 0:
	case 1:
		h.add(at, phrased("1 text has no translation: %[1]s", quoted(texts)), phrased("It is said as it is until somebody translates it."))
	default:
		h.add(at, phrased("%[1]d texts have no translation: %[2]s", len(texts), quoted(texts)), phrased("They are said as they are until somebody translates them."))
	}
}

// quoted shows the beginnings of the first few texts.
func quoted(texts []string) string {
	const few, long = 3, 40
	var b strings.Builder
	for i, text := range texts[:min(few, len(texts))] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", beginning(text, long))
	}
	if len(texts) > few {
		b.WriteString(", ...")
	}
	return b.String()
}

// beginning is a text of at most so many characters.
func beginning(text string, long int) string {
	if runes := []rune(text); len(runes) > long {
		return strings.TrimRight(string(runes[:long]), " ") + "..."
	}
	return text
}
