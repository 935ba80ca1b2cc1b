package flows

import (
	"math"
	"strings"

	"go.yaml.in/yaml/v4"
)

// spoken is a text of a flow, as translators find it.
type spoken struct {
	lang string
	message
	many         string // the text for several; empty: one form
	file         string
	line, column int
	step         string // its id; empty where the text is not of a step
	what         string // the key that it stands under
}

// filled are the places that the engine fills in any text.
var filled = [...]string{"afgesproken", "alias", "nummers", "opent", "team"}

// said compiles a text that a person reads; nil is no text.
func (b *flowDraft) said(n *yaml.Node, what string) Text {
	s := b.readable(n, what)
	if s == "" {
		return Text{}
	}
	b.speak(n, what, s, "")
	return b.c.talks.catalogue.text(b.flow.Language, b.flow.Form, s)
}

// counted compiles a text, or one in the forms of a plural: {count: variable,
// one: text, other: text}.
func (b *flowDraft) counted(n *yaml.Node, what string) Text {
	if n == nil || n.Kind != yaml.MappingNode {
		return b.said(n, what)
	}
	f := b.mapping(n, what, countedKeys)
	count := ""
	if v := f.need("count"); v != nil {
		if count = b.text(v, "count"); count != "" {
			if found, ok := b.declared(count, b.at(v)); ok && !found.Type.Counts() {
				b.add(b.at(v), mistyped, count, string(found.Type), phrased("Count a number, several or found."))
			}
		}
	}
	one, other := b.readable(f.need("one"), "one"), b.readable(f.need("other"), "other")
	if count == "" || one == "" || other == "" {
		return Text{}
	}
	b.speak(f.vals["one"], what, one, other)
	return b.c.talks.catalogue.counts(b.flow.Language, b.flow.Form, count, one, other)
}

// readable reads a text that a person reads, and checks that it fits in a
// message and that its places can be filled; nil is no text.
func (b *flowDraft) readable(n *yaml.Node, what string) string {
	if n == nil {
		return ""
	}
	s := b.text(n, what)
	if u := units(s); u > longest {
		b.add(b.at(n), tooLong, u)
	}
	for _, p := range places(s) {
		if !b.fills(p) {
			b.add(b.find(n, "{"+p+"}"), unknownPlace, clip(p), meant(p, b.variableNames(filled[:])))
		}
	}
	return s
}

// speak notes a text for translators.
func (b *flowDraft) speak(n *yaml.Node, what, one, other string) {
	b.c.talks.said = append(b.c.talks.said, spoken{
		lang: b.flow.Language, message: message{b.flow.Form, one}, many: other,
		file: b.file, line: n.Line, column: n.Column, step: b.step, what: what,
	})
}

// Counts tells whether a variable of this type is a number of something.
func (t VarType) Counts() bool { return t == VarNumber || t == VarSeveral || t == VarFound }

// Counted is how many of something the value of a variable of this type says:
// a number as it is, of a list how long it is. whole is false where that is no
// whole number, such as 2.5.
func (t VarType) Counted(value string) (n int64, whole bool) {
	switch {
	case t == VarNumber && value != "":
		f, ok := parseNumber(value)
		const largest = 1 << 53
		return int64(f), ok && f == math.Trunc(f) && math.Abs(f) < largest
	case value == "":
		return 0, true
	default:
		return int64(strings.Count(value, ",") + 1), true
	}
}

// InForm gives the text in the language, of a plural in the form that its
// variable's value asks for.
func (f *Flow) InForm(t Text, data map[string]string, lang string) string {
	if f != nil && t.count != "" {
		if n, whole := f.Data[t.count].Type.Counted(data[t.count]); whole {
			return t.For(lang, n)
		}
	}
	return t.In(lang)
}
