package chat

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// old and newer are one type in two versions: the newer one has more fields of
// every kind, before, between and behind those of the old one.
type old struct {
	Text  string
	Part  Told
	Count int
}

func (o *old) fields(w *wire) {
	w.text(2, &o.Text)
	w.part(6, &o.Part)
	w.count(16, &o.Count)
}

type newer struct {
	old
	Flag   bool
	At     time.Time
	Texts  []string
	Named  map[string]string
	All    []Told
	Maybe  *Told
	Behind int64
}

func (v *newer) fields(w *wire) {
	w.flag(1, &v.Flag)
	w.text(2, &v.Text)
	w.time(3, &v.At)
	w.texts(4, &v.Texts)
	w.named(5, &v.Named)
	w.part(6, &v.Part)
	list(w, 7, &v.All)
	maybe(w, 8, &v.Maybe)
	w.count(16, &v.Count)
	w.number(3000, &v.Behind)
}

// TestWire_AnOlderOneReadsWhatANewerOneWrote, and the other way round: while
// instances are replaced one by one, both are there.
func TestWire_AnOlderOneReadsWhatANewerOneWrote(t *testing.T) {
	told := Told{Label: "vraag", Text: "antwoord", Contact: true}
	both := old{Text: "hoi", Part: told, Count: -1}
	all := newer{old: both, Flag: true, At: time.Unix(1, 2), Texts: []string{"", "a"}, Named: map[string]string{"": ""}, All: []Told{told, {}}, Maybe: &Told{}, Behind: 1 << 62}
	var gotOld old
	if err := fromWire(toWire(nil, &all), &gotOld); err != nil || gotOld != both {
		t.Errorf("older: %v\n got %+v\nwant %+v", err, gotOld, both)
	}
	var gotNewer newer
	if err := fromWire(toWire(nil, &both), &gotNewer); err != nil || !reflect.DeepEqual(gotNewer, newer{old: both}) {
		t.Errorf("newer: %v\n got %+v\nwant %+v", err, gotNewer, both)
	}
}

func TestWire_RefusesWhatItDidNotWrite(t *testing.T) {
	tag := func(b []byte, n protowire.Number, kind protowire.Type) []byte { return protowire.AppendTag(b, n, kind) }
	ended := func(b []byte) []byte { return tag(b, whole, protowire.EndGroupType) }
	inTime := func(b ...byte) []byte { return ended(protowire.AppendBytes(tag(nil, 3, protowire.BytesType), b)) }
	begun := tag(nil, 6, protowire.StartGroupType)
	for name, b := range map[string][]byte{
		"nothing":                nil,
		"no tag":                 {0},
		"no end":                 toWire(nil, &old{Text: "hoi"})[:5],
		"another's end":          tag(nil, 2, protowire.EndGroupType),
		"an end too many":        ended(ended(nil)),
		"a text that is short":   ended(append(tag(nil, 2, protowire.BytesType), 9, 'a')),
		"a number for a text":    ended(protowire.AppendVarint(tag(nil, 2, protowire.VarintType), 0)),
		"a text for a number":    ended(protowire.AppendString(tag(nil, 16, protowire.BytesType), "")),
		"a text for a part":      ended(protowire.AppendString(tag(nil, 6, protowire.BytesType), strings.Repeat("\x48\x00", 26))), // its length is the end of a part
		"a part without an end":  ended(begun),
		"a part, another's end":  ended(tag(begun, 7, protowire.EndGroupType)),
		"an unknown kind":        ended(tag(nil, 9, 6)),
		"a field in wrong order": ended(protowire.AppendString(tag(protowire.AppendVarint(tag(nil, 16, protowire.VarintType), 1), 2, protowire.BytesType), "a")),
		"an empty time":          inTime(),
		"half a time":            inTime(2),
		"a time and more":        inTime(2, 2, 2),
		"a time of two seconds":  inTime(protowire.AppendVarint([]byte{2}, 2e9)...),
	} {
		var v newer
		if err := fromWire(b, &v); err == nil {
			t.Errorf("%s: %x was read as %+v", name, b, v)
		}
	}
	var v newer
	if err := fromWire(inTime(2, 3), &v); err != nil || !v.At.Equal(time.Unix(1, 3)) {
		t.Errorf("a sound time: %v, %v", v.At, err)
	}
}
