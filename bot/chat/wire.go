package chat

import (
	"errors"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// wired is a value that goes over a wire. fields names each of its fields once,
// with a number: in rising order, and a number that was ever used is never used
// for anything else.
type wired interface{ fields(w *wire) }

// wire turns a value into bytes, or fills one from them: one list of fields
// serves both ways, so that they cannot differ. The bytes are those of Protocol
// Buffers: number and value of each field, and nothing for an empty one; a value
// within a value is a group. Reading passes over numbers that it does not know,
// which a newer Omzien wrote, and leaves a field alone that has none.
type wire struct {
	b       []byte // written so far, or still to be read
	reading bool

	// Reading: the tag that was taken from b last.
	next protowire.Number // of which field; afterLast where it ends a group
	kind protowire.Type   // what b begins with
	ends protowire.Number // which group, where it ends one
	err  error            // the first mistake; nothing is read after it
}

const (
	whole     = 1                            // the group that everything is in
	afterLast = protowire.MaxValidNumber + 1 // more than any field's number
)

var errWire = errors.New("bytes that were not written by Omzien")

// toWire writes v to the end of b.
func toWire(b []byte, v wired) []byte {
	w := wire{b: b}
	v.fields(&w)
	return protowire.AppendTag(w.b, whole, protowire.EndGroupType)
}

// fromWire fills v, which is empty, from what toWire wrote. After an error v is of
// no use: b was not written by toWire, or not all of it is there, or more.
func fromWire(b []byte, v wired) error {
	w := wire{b: b, reading: true}
	w.step()
	w.inside(whole, v)
	if len(w.b) > 0 {
		w.fail()
	}
	return w.err
}

// step takes the tag that b begins with.
func (w *wire) step() {
	number, kind, n := protowire.ConsumeTag(w.b)
	if n < 0 || number < w.next && kind != protowire.EndGroupType {
		w.fail()
		return
	}
	w.b, w.next, w.kind = w.b[n:], number, kind
	if kind == protowire.EndGroupType {
		w.next, w.ends = afterLast, number
	}
}

func (w *wire) fail() { w.b, w.next, w.ends, w.err = nil, afterLast, 0, errWire }

// at tells whether the value of field n comes now.
func (w *wire) at(n protowire.Number) bool {
	if w.next < n {
		w.passUntil(n)
	}
	return w.next == n
}

func (w *wire) passUntil(n protowire.Number) {
	for w.next < n {
		w.took(w.kind, protowire.ConsumeFieldValue(w.next, w.kind, w.b))
	}
}

// took goes behind a value of n bytes, which is to be of this kind.
func (w *wire) took(kind protowire.Type, n int) {
	if n < 0 || w.kind != kind {
		w.fail()
		return
	}
	w.b = w.b[n:]
	w.step()
}

// inside reads v, up to the end of group n.
func (w *wire) inside(n protowire.Number, v wired) {
	v.fields(w)
	w.passUntil(afterLast)
	if w.ends != n {
		w.fail()
	}
}

func (w *wire) tag(n protowire.Number, kind protowire.Type) {
	w.b = protowire.AppendTag(w.b, n, kind)
}

// group reads or writes what is in a group, empty or not. Reading, it comes now.
func (w *wire) group(n protowire.Number, v wired) {
	if w.reading {
		if w.kind != protowire.StartGroupType {
			w.fail()
			return
		}
		w.next = 0
		w.step()
		w.inside(n, v)
		w.next = n
		w.step()
		return
	}
	w.tag(n, protowire.StartGroupType)
	v.fields(w)
	w.tag(n, protowire.EndGroupType)
}

// part is a value within another.
func (w *wire) part(n protowire.Number, v wired) {
	if w.reading {
		if w.at(n) {
			w.group(n, v)
		}
		return
	}
	before := len(w.b)
	w.tag(n, protowire.StartGroupType)
	within := len(w.b)
	if v.fields(w); len(w.b) == within {
		w.b = w.b[:before]
		return
	}
	w.tag(n, protowire.EndGroupType)
}

// pointerTo is a value that goes over a wire by its address.
type pointerTo[T any] interface {
	*T
	wired
}

// maybe is a value within another that may be missing.
func maybe[T any, P pointerTo[T]](w *wire, n protowire.Number, v **T) {
	if w.reading && w.at(n) {
		*v = new(T)
		w.group(n, P(*v))
	} else if !w.reading && *v != nil {
		w.group(n, P(*v))
	}
}

// list is any number of values within another.
func list[T any, P pointerTo[T]](w *wire, n protowire.Number, all *[]T) {
	for w.reading && w.at(n) {
		*all = append(*all, *new(T))
		w.group(n, P(&(*all)[len(*all)-1]))
	}
	for i := 0; !w.reading && i < len(*all); i++ {
		w.group(n, P(&(*all)[i]))
	}
}

func (w *wire) bytes(n protowire.Number, v *[]byte) {
	if w.reading {
		if w.at(n) {
			*v = append([]byte{}, w.takeBytes()...)
		}
	} else if len(*v) > 0 {
		w.tag(n, protowire.BytesType)
		w.b = protowire.AppendBytes(w.b, *v)
	}
}

func (w *wire) text(n protowire.Number, v *string) {
	if w.reading {
		if w.at(n) {
			*v = string(w.takeBytes())
		}
	} else if *v != "" {
		w.addText(n, *v)
	}
}

func (w *wire) texts(n protowire.Number, all *[]string) {
	if w.reading {
		for w.at(n) {
			*all = append(*all, string(w.takeBytes()))
		}
		return
	}
	for _, v := range *all {
		w.addText(n, v)
	}
}

// named is texts by their names, in any order.
func (w *wire) named(n protowire.Number, all *map[string]string) {
	var one pair
	if w.reading {
		if *all == nil && w.at(n) {
			*all = map[string]string{}
		}
		for w.at(n) {
			one = pair{}
			w.group(n, &one)
			(*all)[one.name] = one.text
		}
		return
	}
	for one.name, one.text = range *all {
		w.group(n, &one)
	}
}

type pair struct{ name, text string }

func (p *pair) fields(w *wire) {
	w.text(1, &p.name)
	w.text(2, &p.text)
}

func (w *wire) takeBytes() []byte {
	v, n := protowire.ConsumeBytes(w.b)
	w.took(protowire.BytesType, n)
	return v
}

func (w *wire) addText(n protowire.Number, v string) {
	w.tag(n, protowire.BytesType)
	w.b = protowire.AppendString(w.b, v)
}

func (w *wire) flag(n protowire.Number, v *bool) {
	if w.reading {
		if w.at(n) {
			*v = w.takeVarint() != 0
		}
	} else if *v {
		w.addVarint(n, 1)
	}
}

func (w *wire) count(n protowire.Number, v *int) {
	if w.reading {
		if w.at(n) {
			*v = int(w.takeVarint())
		}
	} else if *v != 0 {
		w.addVarint(n, uint64(*v))
	}
}

func (w *wire) number(n protowire.Number, v *int64) {
	if w.reading {
		if w.at(n) {
			*v = int64(w.takeVarint())
		}
	} else if *v != 0 {
		w.addVarint(n, uint64(*v))
	}
}

func (w *wire) takeVarint() uint64 {
	v, n := protowire.ConsumeVarint(w.b)
	w.took(protowire.VarintType, n)
	return v
}

func (w *wire) addVarint(n protowire.Number, v uint64) {
	w.tag(n, protowire.VarintType)
	w.b = protowire.AppendVarint(w.b, v)
}

// time is to the nanosecond, in UTC: whole seconds since 1970, then the rest.
func (w *wire) time(n protowire.Number, v *time.Time) {
	if w.reading {
		if w.at(n) {
			*v = w.takeTime()
		}
		return
	}
	if v.IsZero() {
		return
	}
	seconds, rest := protowire.EncodeZigZag(v.Unix()), uint64(v.Nanosecond())
	w.tag(n, protowire.BytesType)
	w.b = protowire.AppendVarint(w.b, uint64(protowire.SizeVarint(seconds)+protowire.SizeVarint(rest)))
	w.b = protowire.AppendVarint(protowire.AppendVarint(w.b, seconds), rest)
}

func (w *wire) takeTime() time.Time {
	b := w.takeBytes()
	seconds, n := protowire.ConsumeVarint(b)
	rest, m := protowire.ConsumeVarint(b[max(n, 0):])
	if n < 0 || m < 0 || n+m != len(b) || rest >= uint64(time.Second) {
		w.fail()
		return time.Time{}
	}
	return time.Unix(protowire.DecodeZigZag(seconds), int64(rest)).UTC()
}
