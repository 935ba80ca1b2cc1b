package engine

import (
	"maps"
	"unicode/utf8"

	"omzien/flows"
)

// maxKept is how many bytes of one answer are kept between talks. All of it
// stands in the talk that it was given in.
const maxKept = 4 << 10

// recall gives a flow that begins what is kept of the person under the names
// that it keeps. What does not fit the variable today stays where it is. What no
// flow keeps any more is kept no longer: there is nothing that it would be for.
func (b *bot) recall(flow *flows.Flow) {
	maps.DeleteFunc(b.C.Kept.Data, func(name, _ string) bool { return !b.Book.Talks.Keeps(name) })
	for name, v := range flow.Data {
		value := b.C.Kept.Data[name]
		if v.Keep == "" || !flow.Fits(name, value) {
			continue
		}
		b.set(name, value)
		if name == nameVariable && isName(value) {
			b.C.Nickname = value
		}
	}
}

// save is an answer: it goes with the talk, and stays with the person where the
// flow keeps it.
func (b *bot) save(variable, value string) {
	if variable == "" {
		return
	}
	b.set(variable, value)
	b.counts(variable, value)
	if b.flow == nil || b.flow.Data[variable].Keep == "" {
		return
	}
	if value == "" {
		delete(b.C.Kept.Data, variable)
		return
	}
	if len(value) > maxKept {
		end := maxKept
		for !utf8.RuneStart(value[end]) {
			end--
		}
		value = value[:end]
	}
	if b.C.Kept.Data == nil {
		b.C.Kept.Data = make(map[string]string)
	}
	b.C.Kept.Data[variable] = value
}

func (b *bot) set(variable, value string) {
	if b.C.Data == nil {
		b.C.Data = make(map[string]string)
	}
	b.C.Data[variable] = value
}
