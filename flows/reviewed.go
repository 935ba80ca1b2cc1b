package flows

import (
	"slices"
	"strings"
)

// reviewedField names who reviewed a whole catalogue, in its header.
const reviewedField = "X-Reviewed-By"

// reviewedBy reads a comment that names who reviewed a translation:
// "# nagekeken: Noor, 2026-11-22".
func reviewedBy(comment string) string {
	words, ok := strings.CutPrefix(comment, "#")
	if !ok {
		return ""
	}
	words = strings.TrimSpace(words)
	for _, begin := range [...]string{"nagekeken:", "reviewed:"} {
		if len(words) > len(begin) && strings.EqualFold(words[:len(begin)], begin) {
			return strings.TrimSpace(words[len(begin):])
		}
	}
	return ""
}

func isReview(comment string) bool { return reviewedBy(comment) != "" }

// reviewer is who reviewed the translation, as it stands there; empty where
// nobody did, or where it waits for a review again.
func (e entry) reviewer() string {
	for _, line := range e.comments {
		if by := reviewedBy(line); by != "" && !e.fuzzy {
			return by
		}
	}
	return ""
}

// Standing is how far the translation into a language is.
type Standing struct {
	Lang       string
	Texts      int // that are wanted in it
	Missing    int // not translated
	Stale      int // translated from a text that has changed since
	Unreviewed int // translated, and nobody said that they looked at it
}

// Standing counts how far the translation into the language is: all that people
// read in it.
func (p *Playbook) Standing(lang string) Standing {
	s := Standing{Lang: lang}
	for _, want := range p.wants(lang, nil) {
		if want.optional && !want.careful {
			continue
		}
		s.Texts++
		t, found := p.Talks.catalogue.find(lang, want.form, want.base)
		own := lang == want.own
		switch {
		case found && t.by == "", !found && own && t.by == "":
			s.Unreviewed++
		case found || own:
		case t.stale || p.stale(lang, want):
			s.Stale++
		default:
			s.Missing++
		}
	}
	return s
}

// stale tells whether what there is of the text waits for a review.
func (p *Playbook) stale(lang string, want wanted) bool {
	texts := p.Talks.catalogue[lang]
	return texts[want.message].stale || texts[message{"", want.base}].stale
}

// Unreviewed lists the texts that somebody has to review in the language and
// nobody has: those of danger, of consent and of stopping, as they are before
// their translation. What is not translated to it is no part of them.
func (p *Playbook) Unreviewed(lang string) []string {
	var all []string
	for _, want := range p.wants(lang, nil) {
		if !want.careful {
			continue
		}
		t, found := p.Talks.catalogue.find(lang, want.form, want.base)
		if t.by == "" && (found || lang == want.own) {
			all = append(all, want.base)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// unreviewed notes the texts that nobody has reviewed in the language.
func (h *hints) unreviewed(lang string, texts []string) {
	if len(texts) > 0 {
		h.add(place{file: "locales/" + lang}, phrased("not reviewed: %[1]d texts about danger, consent or stopping, such as %[2]s", len(texts), quoted(texts[:1])),
			phrased("Let somebody who speaks it well read them, and write \"# nagekeken: name, date\" above each."))
	}
}
