package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// A button of the card that changes nothing on it leaves its other buttons of use.
func TestCard_StaysOfUseAfterWhatChangesNothingOnIt(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		for label, form := range map[string]map[string]string{
			"Overdragen aan collega…": {chat.Colleague: "team:Bas", chat.ColleagueName: "Bas"},
			"Toon op webdesk…":        {"waarom": "bellen"},
		} {
			ev := f.pressed("Noor", f.card("sam"), label)
			ev.Form = form
			if a := f.answer(ev); a.Form != nil || a.Text == "" || strings.Contains(a.Text, "praat met") {
				t.Fatalf("%s: %+v", label, a)
			}
			if a := f.press("Noor", f.card("sam"), "Afronden"); a.Form == nil {
				t.Fatalf("after %q: %+v", label, a)
			}
		}
	})
}

// Law 1, law 16: one look is one line, however often it comes; it stands among who
// read the talk, and not in the talk.
func TestLaw1_OneLookIsOneLine(t *testing.T) {
	onFloor(t, 2, func(t *testing.T, f *floor) {
		f.waits("sam")
		id := f.conversationAt(away("sam"))
		look := chat.Event{ID: "opened:" + id + ":bas:1", Kind: chat.Opened, Author: colleague("Bas"), Subject: chat.Subject{Kind: chat.SubjectConversation, ID: id}}
		before := f.record("sam")
		for i := range 4 {
			if _, err := f.boards[i%2].Handle(t.Context(), look); err != nil {
				t.Fatal(err)
			}
		}
		looks, err := f.stores[0].Record().Readers(t.Context(), id)
		if err != nil || len(looks) != 1 || looks[0].Worker.Name != "Bas" {
			t.Errorf("%+v, %v", looks, err)
		}
		if after := f.record("sam"); after != before {
			t.Errorf("the talk is another now: %q", after)
		}
	})
}
