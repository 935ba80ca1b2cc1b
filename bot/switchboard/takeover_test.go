package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// Law 7: once a colleague took the talk over, the first worker's text is a note,
// and the second's first text is held: it may be an answer to the first one.
func TestLaw7_AfterATakeoverOnlyTheNewOwnersTextGoesOut(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		w.worker("Noor", chat.Answered, "sam", "hoi Sam, ik ben Noor")

		if a := w.worker("Bas", chat.Claimed, "sam", ""); !strings.Contains(a.Text, "Noor") || w.thread("sam").Worker.Name != "Noor" {
			t.Fatalf("a plain claim took the talk from Noor: %+v", a)
		}
		take := w.act("Bas", chat.Claimed, "sam", "")
		take.Form = map[string]string{chat.TakeOver: "w-Noor"}
		if a := w.handle(take); !strings.Contains(a.Text, w.thread("sam").Name) || w.thread("sam").Worker.Name != "Bas" {
			t.Fatalf("Bas took over, and %s has it: %+v", w.thread("sam").Worker.Name, a)
		}
		// The same press, brought again at another instance: one effect.
		lines := len(w.thread("sam").Lines)
		if a, err := w.boards[1].Handle(t.Context(), take); err != nil || !a.Seen || len(w.thread("sam").Lines) != lines {
			t.Errorf("the same takeover again: %+v, %v", a, err)
		}
		if !strings.Contains(w.sees("sam"), "bot: Bas van ") {
			t.Errorf("the person does not read who answers from now on:\n%s", w.sees("sam"))
		}

		w.worker("Noor", chat.Answered, "sam", "nog even dit van Noor")
		first := w.worker("Bas", chat.Answered, "sam", "dank je Noor, ik ga verder")
		for _, text := range []string{"nog even dit van Noor", "dank je Noor, ik ga verder"} {
			if strings.Contains(w.sees("sam"), text) {
				t.Fatalf("the person reads %q", text)
			}
		}
		if !first.Held {
			t.Errorf("the new owner's first text was not asked about: %+v", first)
		}
		kinds := map[string]chat.LineKind{}
		for _, l := range w.thread("sam").Lines {
			kinds[l.Text] = l.Kind
		}
		if kinds["nog even dit van Noor"] != chat.LineNote || kinds["dank je Noor, ik ga verder"] != chat.LineHeld {
			t.Errorf("the record keeps them as %v", kinds)
		}
		w.worker("Bas", chat.Withheld, "sam", "")
		w.worker("Bas", chat.Answered, "sam", "hoi Sam, ik ben Bas")
		if !strings.Contains(w.sees("sam"), "worker: hoi Sam, ik ben Bas") {
			t.Errorf("the new owner's text did not arrive:\n%s", w.sees("sam"))
		}
	})
}

// Law 7: without a note in between, the new owner's first text is held all the same.
func TestLaw7_TheFirstTextAfterATakeoverIsHeld(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		take := w.act("Bas", chat.Claimed, "sam", "")
		take.Form = map[string]string{chat.TakeOver: "w-Noor"}
		w.handle(take)
		if a := w.worker("Bas", chat.Answered, "sam", "Noor, wat weet je al?"); !a.Held || strings.Contains(w.sees("sam"), "wat weet je al") {
			t.Errorf("held: %v; the person reads:\n%s", a.Held, w.sees("sam"))
		}
	})
}
