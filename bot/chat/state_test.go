package chat_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"pgregory.net/rapid"

	"omzien/bot/chat"
)

// columns are the fields of a conversation that come from elsewhere.
var columns = []string{"ID", "Person", "Address", "Turn", "Epoch", "Alias", "Kept"}

// sealed are the values that storage seals, and how they come back.
var sealed = []struct {
	name  string
	empty func() any // a pointer to one
	back  func(any) (any, error)
}{
	{"Conversation", func() any { return new(chat.Conversation) }, func(v any) (any, error) {
		c := new(chat.Conversation)
		return c, c.UnmarshalState(v.(*chat.Conversation).MarshalState())
	}},
	{"Kept", func() any { return new(chat.Kept) }, func(v any) (any, error) {
		k, err := chat.UnmarshalKept(v.(*chat.Kept).Marshal())
		return &k, err
	}},
	{"Content", func() any { return new(chat.Content) }, func(v any) (any, error) {
		c, err := chat.UnmarshalContent(v.(*chat.Content).Marshal())
		return &c, err
	}},
}

// TestState_EveryFieldComesBack fills whatever there is, also with bytes that are
// no text: what a platform let through may not make a state that nobody can read
// again.
func TestState_EveryFieldComesBack(t *testing.T) {
	for _, s := range sealed {
		want := s.empty()
		fill(reflect.ValueOf(want).Elem(), "c")
		dropColumns(want)
		if got, err := s.back(want); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
		}
	}
}

// TestState_EachFieldComesBackAlone finds fields that share a number, and those
// that have none.
func TestState_EachFieldComesBackAlone(t *testing.T) {
	looked := 0
	for _, s := range sealed {
		want := s.empty()
		alone(reflect.ValueOf(want).Elem(), s.name, func(name string) {
			looked++
			if got, err := s.back(want); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s alone: %v\n got %+v\nwant %+v\nhas it a line of its own in fields.go?", name, err, got, want)
			}
		})
	}
	if looked < 200 {
		t.Errorf("looked at %d fields", looked)
	}
}

// TestState_WhateverItHoldsComesBack draws states: any fields, any values.
func TestState_WhateverItHoldsComesBack(t *testing.T) {
	for _, s := range sealed {
		t.Run(s.name, rapid.MakeCheck(func(t *rapid.T) {
			want := s.empty()
			draw(t, reflect.ValueOf(want).Elem())
			dropColumns(want)
			if got, err := s.back(want); err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("%v\n got %+v\nwant %+v", err, got, want)
			}
		}))
	}
}

func TestState_ColumnsStay(t *testing.T) {
	var full chat.Conversation
	fill(reflect.ValueOf(&full).Elem(), "c")
	got := chat.Conversation{ID: "id", Person: "p", Address: chat.Address{Adapter: "webchat", Chat: "a"}, Turn: 7, Epoch: 3, Alias: "blauwe vos", Kept: chat.Kept{Lang: "nl"}}
	want := full
	want.ID, want.Person, want.Address, want.Turn, want.Epoch, want.Alias, want.Kept = got.ID, got.Person, got.Address, got.Turn, got.Epoch, got.Alias, got.Kept
	if err := got.UnmarshalState(full.MarshalState()); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
	}
}

func TestState_AnEmptyOneIsShort(t *testing.T) {
	state := (&chat.Conversation{ID: "id", Alias: "blauwe vos", Turn: 7}).MarshalState()
	if len(state) != 1 {
		t.Errorf("a conversation without a state takes %d bytes: %x", len(state), state)
	}
}

// TestState_AllOfItOrNone cuts a state at each of its bytes, and adds one.
func TestState_AllOfItOrNone(t *testing.T) {
	var full chat.Conversation
	fill(reflect.ValueOf(&full).Elem(), "c")
	state := full.MarshalState()
	for n := range state {
		if new(chat.Conversation).UnmarshalState(state[:n]) == nil {
			t.Fatalf("%d of %d bytes were read", n, len(state))
		}
	}
	if new(chat.Conversation).UnmarshalState(append(state, state[len(state)-1])) == nil {
		t.Error("a byte too many was read")
	}
}

// TestState_ANewerOneIsRead: while instances are replaced one by one, an older one
// reads what a newer one wrote. It passes over the fields that it does not know, of
// every kind, wherever they stand.
func TestState_ANewerOneIsRead(t *testing.T) {
	const newer = 9000
	var unknown []byte
	unknown = protowire.AppendVarint(protowire.AppendTag(unknown, newer, protowire.VarintType), 1<<63)
	unknown = protowire.AppendString(protowire.AppendTag(unknown, newer+1, protowire.BytesType), "later")
	unknown = protowire.AppendFixed64(protowire.AppendTag(unknown, newer+2, protowire.Fixed64Type), 5)
	unknown = protowire.AppendTag(unknown, newer+3, protowire.StartGroupType)
	unknown = protowire.AppendVarint(protowire.AppendTag(unknown, 1, protowire.VarintType), 7)
	unknown = protowire.AppendTag(unknown, newer+3, protowire.EndGroupType)

	want := chat.Conversation{Shown: []chat.Shown{{By: chat.Author{Role: chat.RoleWorker}}}}
	state := want.MarshalState()
	// It ends with the ends of the author, of Shown, and of all.
	ends := [][]byte{protowire.AppendTag(nil, 1, protowire.EndGroupType), protowire.AppendTag(nil, 34, protowire.EndGroupType), protowire.AppendTag(nil, 1, protowire.EndGroupType)}
	body, ok := bytes.CutSuffix(state, slices.Concat(ends...))
	if !ok {
		t.Fatalf("%x does not end so", state)
	}
	state = slices.Clone(body)
	for _, end := range ends {
		state = append(append(state, unknown...), end...)
	}
	var got chat.Conversation
	if err := got.UnmarshalState(state); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v\n got %+v\nwant %+v", err, got, want)
	}
}

// FuzzState reads any bytes: what is read is also written, and read again.
func FuzzState(f *testing.F) {
	var full chat.Conversation
	fill(reflect.ValueOf(&full).Elem(), "c")
	f.Add(full.MarshalState())
	f.Add((&chat.Conversation{}).MarshalState())
	f.Fuzz(func(t *testing.T, b []byte) {
		var first, second chat.Conversation
		if first.UnmarshalState(b) != nil {
			return
		}
		if err := second.UnmarshalState(first.MarshalState()); err != nil || !reflect.DeepEqual(second, first) {
			t.Errorf("%v\n got %+v\nwant %+v", err, second, first)
		}
	})
}

// dropColumns empties what is no part of the state.
func dropColumns(v any) {
	if c, ok := v.(*chat.Conversation); ok {
		for _, name := range columns {
			reflect.ValueOf(c).Elem().FieldByName(name).SetZero()
		}
	}
}

// alone gives each field below v in turn a value, and nothing else, and looks.
func alone(v reflect.Value, name string, look func(name string)) {
	_, isTime := v.Interface().(time.Time)
	switch {
	case v.Kind() == reflect.Struct && !isTime:
		for i := range v.NumField() {
			if field := v.Type().Field(i).Name; v.Type() != reflect.TypeFor[chat.Conversation]() || !slices.Contains(columns, field) {
				alone(v.Field(i), name+"."+field, look)
			}
		}
		return
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		look(name + " of something empty")
		alone(v.Index(0), name, look)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		look(name + " to something empty")
		alone(v.Elem(), name, look)
	default:
		fill(v, name)
		look(name)
	}
	v.SetZero()
}

// draw gives some of the fields below v a value.
func draw(t *rapid.T, v reflect.Value) {
	if _, ok := v.Interface().(time.Time); ok {
		if rapid.Bool().Draw(t, "set") {
			at := time.Unix(rapid.Int64Range(-1<<40, 1<<40).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanoseconds"))
			v.Set(reflect.ValueOf(at.UTC()))
		}
		return
	}
	text := rapid.OneOf(rapid.String(), rapid.StringN(100, 300, -1), rapid.Just(""), rapid.Just("\xff"))
	few := rapid.SampledFrom([]int{0, 0, 0, 1, 2})
	switch v.Kind() {
	case reflect.String:
		v.SetString(text.Draw(t, "text"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "flag"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.OneOf(rapid.Int64(), rapid.Just(int64(0))).Draw(t, "number"))
	case reflect.Uint8:
		v.SetUint(uint64(rapid.Byte().Draw(t, "byte")))
	case reflect.Struct:
		for i := range v.NumField() {
			draw(t, v.Field(i))
		}
	case reflect.Slice:
		if n := few.Draw(t, "many"); n > 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			draw(t, v.Index(i))
		}
	case reflect.Map:
		if n := few.Draw(t, "many"); n > 0 {
			v.Set(reflect.ValueOf(rapid.MapOfN(text, text, 1, n).Draw(t, "named")))
		}
	case reflect.Pointer:
		if rapid.Bool().Draw(t, "there") {
			v.Set(reflect.New(v.Type().Elem()))
			draw(t, v.Elem())
		}
	default:
		panic("a state cannot hold a " + v.Kind().String())
	}
}

// fill gives each part of v a value of its own.
func fill(v reflect.Value, name string) {
	if _, ok := v.Interface().(time.Time); ok {
		v.Set(reflect.ValueOf(time.Date(2026, 3, 29, 1, 30, 0, 123_456_789+len(name), time.UTC)))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(name + " \xff€\x00")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(len(name)) - 1000)
	case reflect.Uint8:
		v.SetUint(uint64(len(name)))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), name+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(v.Index(i), fmt.Sprint(name, i))
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{name + " key": name + " value", "": name, name: ""}))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name)
	default:
		panic("a state cannot hold a " + v.Kind().String())
	}
}
