package flows

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Query is what somebody looks for in the directory. What is empty narrows
// nothing down.
type Query struct {
	Kinds         []string
	Themes        []string // any of them
	Neighbourhood string   // a key, or Elsewhere
	Age           int      // in years; 0: not known
	Lang          string   // the person's: entries where it is spoken come first
	Most          int      // how many at most; 0: all
}

// Find gives the ids of the entries that fit: those where the person's language
// is spoken before others, then the soonest first, those without a date last,
// and else in the order of the file.
func (p *Playbook) Find(q Query, at time.Time) []string {
	type hit struct {
		id     string
		spoken bool
		from   time.Time // zero: no date
	}
	var hits []hit
	lang := mainLanguage(cmp.Or(q.Lang, p.Organisation.Language))
	for i := range p.Directory.Entries {
		e := &p.Directory.Entries[i]
		if !q.fits(e) {
			continue
		}
		from, _, comes := p.Directory.Next(e, at)
		if !comes && len(e.When) > 0 {
			continue // it is over
		}
		spoken := slices.ContainsFunc(e.Languages, func(l string) bool { return mainLanguage(l) == lang })
		hits = append(hits, hit{e.ID, spoken, from})
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		switch {
		case a.spoken != b.spoken:
			return before(a.spoken)
		case a.from.IsZero() != b.from.IsZero():
			return before(b.from.IsZero())
		}
		return a.from.Compare(b.from)
	})
	if q.Most > 0 && len(hits) > q.Most {
		hits = hits[:q.Most]
	}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.id
	}
	return ids
}

// mostFitting is how many of a kind Fitting gives: whoever reads them has a choice of
// different things.
const mostFitting = 2

// Fitting gives the ids of entries that fit, of each of the kinds that the query names a
// few, in the order of the kinds.
func (p *Playbook) Fitting(q Query, at time.Time) (ids []string) {
	most := q.Most
	for _, kind := range q.Kinds {
		q.Kinds, q.Most = []string{kind}, mostFitting
		ids = append(ids, p.Find(q, at)...)
	}
	if most > 0 && len(ids) > most {
		ids = ids[:most]
	}
	return ids
}

// before is how a comparison says that the first goes first, or last.
func before(first bool) int {
	if first {
		return -1
	}
	return 1
}

// mainLanguage is a tag's language: nl for nl-x-simpel.
func mainLanguage(tag string) string {
	lang, _, _ := strings.Cut(tag, "-")
	return lang
}

func (q Query) fits(e *Entry) bool {
	theme := func(t string) bool { return slices.Contains(e.Themes, t) }
	switch {
	case len(q.Kinds) > 0 && !slices.Contains(q.Kinds, e.Kind):
		return false
	case len(q.Themes) > 0 && !slices.ContainsFunc(q.Themes, theme):
		return false
	case q.Neighbourhood != "" && len(e.Neighbourhoods) > 0 && !slices.Contains(e.Neighbourhoods, q.Neighbourhood):
		return false
	case q.Age > 0 && e.Ages != [2]int{} && (q.Age < e.Ages[0] || q.Age > e.Ages[1]):
		return false
	}
	return true
}

// Query is what the step looks for, with what the person told.
func (f *Find) Query(data map[string]string, lang string) Query {
	value := func(r Ref) string {
		if r.Var != "" {
			return data[r.Var]
		}
		return r.Literal
	}
	q := Query{Kinds: f.Kinds, Neighbourhood: value(f.Neighbourhood), Lang: lang, Most: f.Most}
	if theme := value(f.Theme); theme != "" {
		q.Themes = strings.Split(theme, ",")
	}
	if age, ok := parseNumber(value(f.Age)); ok && age >= 1 && age < 200 {
		q.Age = int(age)
	}
	return q
}
