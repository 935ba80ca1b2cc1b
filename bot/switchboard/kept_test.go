package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// What a flow keeps is there in the person's next talk, on the card only where
// the flow names it, and gone once they erase everything.
func TestLaw16_WhatIsKeptOfAPersonComesBackAndGoesWithThem(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		const alias = "about: wil genoemd worden"
		if err := w.boards[0].Use(t.Context(), edited(t, alias, alias+", keep: person, purpose: Zo weten we hoe je heet.")); err != nil {
			t.Fatal(err)
		}
		w.starts("sam")
		for _, words := range []string{"ja", "school", "het gaat niet", "Sam"} {
			w.says("sam", words)
		}
		first := w.talk("sam").Conversation
		w.worker("noor", chat.Claimed, "sam", "")
		w.worker("noor", chat.Closed, "sam", "")
		w.starts("sam")
		if th := w.thread("sam"); w.talk("sam").Conversation == first || !strings.HasPrefix(th.Name, "Sam · ") {
			t.Fatalf("in the next talk they are %q:\n%s", th.Name, w.sees("sam"))
		}
		w.says("sam", "wis")
		w.says("sam", "ja")
		w.starts("sam")
		if th := w.thread("sam"); strings.Contains(th.Name, "Sam") {
			t.Errorf("once erased they are %q", th.Name)
		}
		var kept int
		if err := w.raw.Get(&kept, "SELECT COUNT(*) FROM person WHERE kept_sealed IS NOT NULL"); err != nil || kept != 0 {
			t.Errorf("%d persons with something kept: %v", kept, err)
		}
	})
}
