package main

import (
	"fmt"
	"testing"

	"omzien/bot/chat"
	"omzien/storage"
)

// A circle that was renamed in the playbook still has its members, whom nobody asks:
// doctor names it, and leaves those alone in which nobody takes part any more.
func TestDoctorNamesCirclesThatThePlaybookHasNoMore(t *testing.T) {
	h := newHouse(t)
	store, err := storage.Open(t.Context(), h.config().storage())
	if err != nil {
		t.Fatal(err)
	}
	var members []chat.Member
	for i, circle := range []string{"noord", "noord-oost", "noord-oost", "west", "west"} {
		m := chat.Member{ID: fmt.Sprint("m", i), Programme: "belcirkel", Circle: circle, State: chat.MemberActive, Place: int64(i)}
		if circle == "west" {
			m.State = chat.MemberLeft
		}
		members = append(members, m)
	}
	members[2].State, members[2].Until = chat.MemberPaused, "2026-12-01"
	err = store.Update(t.Context(), func(tx *storage.Tx) error {
		return tx.Write(chat.Change{Event: chat.Event{ID: "enrol", At: today}, Members: members})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.says(true, "wrong  2 people take part in circle noord-oost of programme belcirkel, which the playbook has no more", "-> put it back in programmes.yaml", "1 thing to mend")
}
