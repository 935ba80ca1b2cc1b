package engine

import (
	"slices"
	"strings"

	"omzien/flows"
)

// lookUp looks in the directory as it is now, keeps what it finds, and gives the
// index of the step at which the flow goes on.
func (b *bot) lookUp(step *flows.Step) int {
	q := step.Find.Query(b.C.Data, b.C.Lang)
	var found []string
	switch {
	case !step.Find.Returning:
		found = b.Book.Find(q, b.Now())
	case b.onlyReturning(&q, step.Find.Theme != flows.Ref{}):
		found = b.Book.Fitting(q, b.Now())
	}
	b.save(step.Save, strings.Join(found, ","))
	if len(found) == 0 {
		return step.Find.None
	}
	return step.Goto
}

// onlyReturning narrows what is looked for down to themes with which the person comes
// back. False: there is none. named: the step names themes of its own.
func (b *bot) onlyReturning(q *flows.Query, named bool) bool {
	all := b.Returning()
	if named {
		all = slices.DeleteFunc(all, func(theme string) bool { return !slices.Contains(q.Themes, theme) })
	}
	q.Themes = all
	if q.Neighbourhood == "" {
		q.Neighbourhood = b.Neighbourhood()
	}
	return len(all) > 0
}

// fromDirectory is what stands in a text for a variable that names entries or a
// neighbourhood of the directory; false where the name is no such variable. What
// is not in the directory any more is passed over.
func (b *bot) fromDirectory(name string) (said string, ours bool) {
	name, part, _ := strings.Cut(name, ".")
	value := b.C.Data[name]
	switch b.flow.Data[name].Type {
	case flows.VarFound:
		return b.Book.EntryLines(value, b.Now(), b.C.Lang, b.C.Form), true
	case flows.VarEntry:
		return b.Book.EntryPart(value, part, b.Now(), b.C.Lang, b.C.Form), true
	case flows.VarNeighbourhood:
		if value == "" {
			return "", true
		}
		return b.Book.PlaceLabel(value, b.C.Lang, b.C.Form), true
	}
	return "", false
}
