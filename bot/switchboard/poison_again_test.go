package switchboard_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"omzien/bot/chat"
)

// R7: what breaks us about a talk that is closed, while a newer one is open at
// the same address, is kept as well; the closed one stays closed.
func TestR7_PoisonAboutAClosedTalk(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		bad := w.spoil(func() { panic(canary) })
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		late := w.act("Noor", chat.Answered, "sam", canary)
		w.worker("Noor", chat.Closed, "sam", "")
		w.says("sam", "nog een vraag")
		if w.talk("sam").Conversation == late.Subject.ID {
			t.Fatal("no new talk began: this test proves nothing")
		}
		late.Author = chat.Program
		before := w.sees("sam")
		if _, err := bad.Handle(t.Context(), late); err != nil {
			t.Fatalf("poison was not acknowledged: %v", err)
		}
		if a := w.alarms(); len(a) != 1 || a[0].Cause != chat.CausePoison || a[0].About != late.Subject {
			t.Errorf("alarms: %+v", a)
		}
		if th, err := w.stores[0].Record().Thread(t.Context(), late.Subject.ID, 0); err != nil || !th.Over {
			t.Errorf("the closed talk is open again: %v", err)
		}
		if w.sees("sam") != before {
			t.Errorf("the person reads of it:\n%s", w.sees("sam"))
		}
	})
}

// R7: a talk whose state does not open with its key keeps nobody waiting: the
// event is kept, and people are told.
func TestR7_PoisonInATalkThatCannotBeRead(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		it := chat.Subject{Kind: chat.SubjectConversation, ID: w.talk("sam").Conversation}
		if _, err := w.raw.Exec("UPDATE conversation SET state_sealed = address_sealed"); err != nil {
			t.Fatal(err)
		}
		for i, ev := range []chat.Event{
			{Kind: chat.Said, From: at("sam"), Author: person, Text: canary},
			{Kind: chat.Noted, Subject: it, Author: noor, Text: canary},
		} {
			ev.ID = fmt.Sprint("test:blind:", i)
			for range 2 {
				if _, err := w.boards[0].Handle(t.Context(), ev); err != nil {
					t.Fatalf("poison was not acknowledged: %v", err)
				}
			}
			var kept int
			if err := w.raw.Get(&kept, "SELECT COUNT(*) FROM poison"); err != nil || kept != i+1 {
				t.Errorf("%d events kept of %d, %v", kept, i+1, err)
			}
			if n := len(w.alarms()); n != i+1 {
				t.Errorf("%d alarms of %d", n, i+1)
			}
		}
		if strings.Contains(w.logged(), canary) {
			t.Errorf("the log holds the words:\n%s", w.logged())
		}
	})
}

// Law 1: poison that is brought again is known: it is not even tried.
func TestLaw1_PoisonIsHandledOnce(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		tries := 0
		bad := w.spoil(func() { tries++; panic(canary) })
		ev := chat.Event{ID: "test:poison", Kind: chat.Said, From: at("sam"), Author: person, Text: canary}
		for i := range 2 {
			if a, err := bad.Handle(t.Context(), ev); err != nil || a.Seen != (i > 0) {
				t.Errorf("answer %+v, %v", a, err)
			}
		}
		if tries != 3 {
			t.Errorf("tried %d times", tries)
		}
	})
}

// Law 9: poison does not take a talk from the worker who has it; the fault of a
// worker's event is not told to the person. Her words stand there.
func TestLaw9_PoisonLeavesTheWorkerTheTalk(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		bad := w.spoil(func() { panic(canary) })
		w.says("sam", "mens")
		w.worker("Noor", chat.Claimed, "sam", "")
		before := w.sees("sam")
		if _, err := bad.Handle(t.Context(), w.act("Noor", chat.Answered, "sam", canary)); err != nil {
			t.Fatal(err)
		}
		if w.sees("sam") != before {
			t.Errorf("the person reads of a worker's event:\n%s", w.sees("sam"))
		}
		if _, err := bad.Handle(t.Context(), chat.Event{ID: w.id("sam"), Kind: chat.Said, From: at("sam"), Author: person, Text: canary}); err != nil {
			t.Fatal(err)
		}
		if th := w.thread("sam"); th.State != chat.Talking || th.Worker.Name != "Noor" {
			t.Errorf("it is %q, of %q", th.State, th.Worker.Name)
		}
		if after := w.sees("sam")[len(before):]; !strings.HasPrefix(after, "person: "+canary+"\nbot: ") {
			t.Errorf("the talk goes on with:\n%s", after)
		}
	})
}

// R10, law 1: a database that is away, or a caller who left, says nothing about
// the event: it is not acknowledged, not kept as poison, and may come again.
func TestR10_DownIsNotPoison(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		gone, leave := context.WithCancel(t.Context())
		leave()
		failures := 0
		down := w.instead(interrupted{update: func() error {
			if failures++; failures <= 3 { // back again when poison would be kept
				return chat.ErrDown
			}
			return nil
		}}, pushed{w.platform})
		away := w.instead(interrupted{}, pushed{w.platform})
		ev := chat.Event{ID: "test:away", Kind: chat.Said, From: at("sam"), Author: person, Text: "hoor je mij"}
		if _, err := down.Handle(t.Context(), ev); !errors.Is(err, chat.ErrDown) {
			t.Errorf("the database is away, and the answer is %v", err)
		}
		if _, err := away.Handle(gone, ev); !errors.Is(err, context.Canceled) {
			t.Errorf("the caller left, and the answer is %v", err)
		}
		if n := len(w.alarms()); n != 0 || strings.Contains(w.sees("sam"), "hoor je mij") {
			t.Errorf("%d alarms, and the person sees:\n%s", n, w.sees("sam"))
		}
		if a := w.handle(ev); a.Seen || !strings.Contains(w.sees("sam"), "person: hoor je mij") {
			t.Errorf("brought again: %+v\n%s", a, w.sees("sam"))
		}
	})
}
