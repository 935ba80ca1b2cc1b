package main

import (
	"context"
	"fmt"
	"testing"

	"omzien/bot/chat"
	"omzien/storage"
)

// Who is asked elsewhere, or left, does not wait in the line of the platform.
func TestCheckLive_CountsWhoIsAskedOnThePlatform(t *testing.T) {
	h := newHouse(t)
	store, err := storage.Open(t.Context(), h.config().storage())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close(context.Background()) })
	var members []chat.Member
	for i, at := range []string{"telegram", "telegram", "telegram", chat.AdapterPhone, ""} {
		m := chat.Member{ID: fmt.Sprint("m", i), Programme: "belcirkel", Circle: fmt.Sprint("c", i%2), State: chat.MemberActive, Place: int64(i)}
		if m.Address = (chat.Address{Adapter: at, Chat: fmt.Sprint(i)}); at == "" {
			m.Address, m.State = chat.Address{}, chat.MemberInvited
		}
		if i == 2 {
			m.State = chat.MemberLeft
		}
		members = append(members, m)
	}
	err = store.Update(t.Context(), func(tx *storage.Tx) error {
		return tx.Write(chat.Change{Event: chat.Event{ID: "enrol", At: today}, Members: members})
	})
	if err != nil {
		t.Fatal(err)
	}
	if many, err := enrolled(t.Context(), store); err != nil || len(many) != 1 || many["belcirkel"] != 2 {
		t.Errorf("%v, %v", many, err)
	}
}
