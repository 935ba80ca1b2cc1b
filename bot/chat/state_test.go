package chat_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"omzien/bot/chat"
)

// TestState_EveryFieldComesBack fills whatever a conversation has, also with
// bytes that are no text: what a platform let through may not make a state that
// nobody can read again.
func TestState_EveryFieldComesBack(t *testing.T) {
	var want chat.Conversation
	fill(reflect.ValueOf(&want).Elem(), "c")
	state, err := want.MarshalState()
	if err != nil {
		t.Fatal(err)
	}
	// The columns come from elsewhere, and stay.
	got := chat.Conversation{ID: want.ID, Person: want.Person, Address: want.Address, Turn: want.Turn, Epoch: want.Epoch, Alias: want.Alias, Kept: want.Kept}
	if err := got.UnmarshalState(state); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if err := got.UnmarshalState(state[:len(state)-1]); err == nil {
		t.Error("half a state was read")
	}
}

func TestState_AnEmptyOneIsShort(t *testing.T) {
	state, err := (&chat.Conversation{ID: "id", Alias: "blauwe vos", Turn: 7}).MarshalState()
	if err != nil {
		t.Fatal(err)
	}
	if len(state) != 1 {
		t.Errorf("a conversation without a state takes %d bytes: %x", len(state), state)
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
		v.SetInt(int64(len(name)) - 40)
	case reflect.Uint64:
		v.SetUint(uint64(len(name)) << 40)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), fmt.Sprint(name, i))
		}
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
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, name+" key")
		fill(value, name+" value")
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), name)
	default:
		panic("a state cannot hold a " + v.Kind().String())
	}
}
