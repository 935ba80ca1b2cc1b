package engine

import (
	"strings"

	"omzien/flows"
)

// lookUp looks in the directory as it is now, keeps what it finds, and gives the
// index of the step at which the flow goes on.
func (b *bot) lookUp(step *flows.Step) int {
	found := b.Book.Find(step.Find.Query(b.C.Data, b.C.Lang), b.Now())
	b.save(step.Save, strings.Join(found, ","))
	if len(found) == 0 {
		return step.Find.None
	}
	return step.Goto
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
