package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

var (
	drawing = chat.File{Kind: "photo", ID: "AgAC", At: "telegram", Size: 9}
	folder  = chat.File{Kind: "document", ID: "F1", At: "slack", Size: 9}
)

// sends is somebody sending files.
func (w *talk) sends(ev chat.Event, files ...chat.File) chat.Decision {
	ev.Files = files
	return w.handle(ev)
}

func (w *talk) fromSam(text string, files ...chat.File) chat.Decision {
	return w.sends(chat.Event{Kind: chat.Said, From: w.c.Address, Author: chat.Author{Role: chat.RolePerson}, Text: text}, files...)
}

func (w *talk) fromWorker(name, text string, files ...chat.File) chat.Decision {
	return w.sends(chat.Event{Kind: chat.Answered, From: desk, Author: worker(name), Text: text}, files...)
}

// carried are the messages of the decision to this place that have files.
func carried(d chat.Decision, to chat.Address) (found []chat.Message) {
	for _, m := range d.Say {
		if m.To.Adapter == to.Adapter && m.To.Chat == to.Chat && len(m.Files) > 0 {
			found = append(found, m)
		}
	}
	return found
}

// liveAtDesk is a talk that Noor has, and that a pushed desk shows.
func liveAtDesk(t *testing.T) *talk {
	w := newTalk(t)
	w.book = flowstest.Shipped(t)
	w.facts.Desks, w.facts.Own, w.facts.CanReach = []chat.Address{desk}, []chat.Address{desk}, true
	w.says("mens")
	w.handle(chat.Event{Kind: chat.Claimed, From: desk, Author: worker("Noor")})
	return w
}

// Law 5: a file answers nobody in danger, for it may turn out not to pass; and the
// person who did not get it waits for the owner again.
func TestLaw5_AFileIsNoAnswerToDanger(t *testing.T) {
	w := liveAtDesk(t)
	w.fromWorker("Noor", "Hoi")
	w.passes(10 * time.Second)
	w.says("nood")
	if w.c.DangerAt.IsZero() {
		t.Fatal("the numbers went out at once: this test proves nothing")
	}
	d := w.fromWorker("Noor", "Kijk hier", folder)
	out := carried(d, w.c.Address)
	if len(out) != 1 || w.c.DangerAt.IsZero() {
		t.Fatalf("sent %+v, the numbers are due at %v", out, w.c.DangerAt)
	}
	w.handle(chat.Event{Kind: chat.Unfit, Author: chat.Program, From: w.c.Address, Ref: out[0].ID, Text: out[0].Text, Files: out[0].Files, Value: chat.FileBroken,
		Form: map[string]string{chat.SpeakerRole: string(chat.RoleWorker)}})
	if w.c.Handoff.Owed.IsZero() {
		t.Error("nobody owes the person an answer")
	}
	if w.passes(2 * time.Minute); !slices.ContainsFunc(toPerson(w), func(text string) bool { return strings.Contains(text, "112") }) {
		t.Errorf("the person reads %q", toPerson(w))
	}
}

// TestS11APersonsFileStandsAtTheDesk, with its words, and without its name for it;
// what cannot be opened is named.
func TestS11APersonsFileStandsAtTheDesk(t *testing.T) {
	w := liveAtDesk(t)
	d := w.fromSam("Kijk, bel 0612345678", drawing, chat.File{Kind: "sticker", ID: "s"})
	got := carried(d, desk)
	if len(got) != 1 || !slices.Equal(got[0].Files, []chat.File{drawing}) || got[0].Speaker.Role != chat.RolePerson {
		t.Fatalf("at the desk: %+v", got)
	}
	if text := got[0].Text; !strings.Contains(text, "(stuurde een sticker)") || strings.Contains(text, "foto") || strings.Contains(text, "0612345678") {
		t.Errorf("with it stands %q", text)
	}
}

// TestS11WhatWasSentToTheBotStandsBelowTheCard: nothing that she sent is lost (law 4).
func TestS11WhatWasSentToTheBotStandsBelowTheCard(t *testing.T) {
	w := newTalk(t)
	w.facts.Desks, w.facts.Own = []chat.Address{desk}, []chat.Address{desk}
	w.person(chat.Started, "")
	for range 12 {
		w.fromSam("", drawing)
		if w.c.InHandoff() {
			break
		}
	}
	if !w.c.InHandoff() {
		w.says("mens")
	}
	n := 0
	for _, m := range w.said {
		if m.To == desk {
			n += len(m.Files)
		}
	}
	if n == 0 || len(w.c.Sent) > 0 {
		t.Errorf("%d files at the desk, %d still wait", n, len(w.c.Sent))
	}
}

// TestLaw7_AFileGoesAsItsText: only the owner's goes out, after a moment; a
// colleague's is a note; a held one goes when it is decided, or never.
func TestLaw7_AFileGoesAsItsText(t *testing.T) {
	t.Run("the owner's", func(t *testing.T) {
		w := liveAtDesk(t)
		if d := w.fromWorker("Noor", "", folder); len(carried(d, page)) > 0 || d.Answer.Press.Verb != chat.Recalled {
			t.Fatalf("it cannot be taken back: %+v", d.Answer)
		}
		w.now = w.now.Add(time.Minute)
		got := carried(w.handle(chat.Event{Kind: chat.Woke}), page)
		if len(got) != 1 || got[0].Files[0] != folder || got[0].Speaker.Name != "Noor" || !got[0].Report {
			t.Errorf("to the person: %+v", got)
		}
	})
	t.Run("the owner's, from the web desk", func(t *testing.T) {
		w := liveAtDesk(t)
		ev := chat.Event{Kind: chat.Answered, From: chat.Address{Adapter: "webdesk", Chat: "w-Noor"}, Author: worker("Noor"), Text: "Hier"}
		w.sends(ev, folder)
		w.now = w.now.Add(time.Minute)
		if got := carried(w.handle(chat.Event{Kind: chat.Woke}), desk); len(got) != 1 || got[0].Files[0] != folder || got[0].Speaker.Name != "Noor" {
			t.Errorf("in the thread: %+v", got)
		}
	})
	t.Run("taken back", func(t *testing.T) {
		w := liveAtDesk(t)
		d := w.fromWorker("Noor", "", folder)
		w.handle(chat.Event{Kind: chat.Recalled, From: desk, Author: worker("Noor"), Ref: d.Answer.Ref})
		w.now = w.now.Add(time.Minute)
		if got := carried(w.handle(chat.Event{Kind: chat.Woke}), page); len(got) > 0 {
			t.Errorf("it went all the same: %+v", got)
		}
	})
	t.Run("a colleague's, and the owner's after it", func(t *testing.T) {
		w := liveAtDesk(t)
		d := w.fromWorker("Bas", "", folder)
		if len(carried(d, page)) > 0 || len(d.Lines) != 1 || d.Lines[0].Kind != chat.LineNote || d.Lines[0].Files[0] != folder {
			t.Fatalf("a colleague's: %+v", d.Lines)
		}
		held := w.fromWorker("Noor", "Hier", folder)
		if !held.Answer.Held || len(carried(held, page)) > 0 {
			t.Fatalf("it was not asked about: %+v", held.Answer)
		}
		w.handle(chat.Event{Kind: chat.Withheld, From: desk, Author: worker("Noor"), Ref: held.Answer.Ref})
		w.fromWorker("Bas", "psst")
		held = w.fromWorker("Noor", "Hier", folder)
		w.handle(chat.Event{Kind: chat.Released, From: desk, Author: worker("Noor"), Ref: held.Answer.Ref})
		w.now = w.now.Add(time.Minute)
		if got := carried(w.handle(chat.Event{Kind: chat.Woke}), page); len(got) != 1 || got[0].Text != "Hier" {
			t.Errorf("released it is %+v", got)
		}
	})
}

// TestS11WhatCannotPassIsTold, with what would be right; the words beside it stay.
func TestS11WhatCannotPassIsTold(t *testing.T) {
	for name, tt := range map[string]struct {
		file chat.File
		want string
	}{
		"too large":    {chat.File{Kind: "video", ID: "F2", At: "slack", Size: chat.FileMost + 1}, "20 MB"},
		"of a kind":    {chat.File{Kind: "other", ID: "F3", At: "slack"}, "als pdf"},
		"out of reach": {chat.File{Kind: "photo", ID: "F4"}, "als pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			w := liveAtDesk(t)
			d := w.fromWorker("Noor", "Lees dit", tt.file)
			if w.now = w.now.Add(time.Minute); len(carried(d, page))+len(carried(w.handle(chat.Event{Kind: chat.Woke}), page)) > 0 {
				t.Error("it went out")
			}
			if !strings.Contains(d.Answer.Text, tt.want) || !strings.Contains(d.Answer.Text, "notitie") || len(d.Lines) != 1 || d.Lines[0].Text != "Lees dit" {
				t.Errorf("%q, %+v", d.Answer.Text, d.Lines)
			}
		})
	}
	unfit := func(to chat.Address, speaker chat.Role, why string) chat.Event {
		return chat.Event{Kind: chat.Unfit, Author: chat.Program, From: to, Ref: "m", Value: why, Files: []chat.File{drawing}, Form: map[string]string{chat.SpeakerRole: string(speaker)}}
	}
	t.Run("a person's, once", func(t *testing.T) {
		w := liveAtDesk(t)
		said := func(d chat.Decision) (n int) {
			for _, m := range d.Say {
				if m.To == page && strings.Contains(m.Text, "bestand") {
					n++
				}
			}
			return n
		}
		for i, want := range []int{1, 0} {
			if got := said(w.handle(unfit(desk, chat.RolePerson, chat.FileKind))); got != want {
				t.Errorf("the %d. time they hear it %d times", i+1, got)
			}
		}
		w.now = w.now.Add(2 * time.Minute)
		if got := said(w.handle(unfit(desk, chat.RolePerson, chat.FileLarge))); got != 1 {
			t.Errorf("later they hear it %d times", got)
		}
	})
	t.Run("a worker's", func(t *testing.T) {
		w := liveAtDesk(t)
		d := w.handle(unfit(page, chat.RoleWorker, chat.FileBroken))
		if len(d.Lines) != 1 || d.Lines[0].Kind != chat.LineMark || !strings.Contains(d.Lines[0].Text, "Niet verstuurd naar") || !strings.Contains(d.Lines[0].Text, "(foto)") {
			t.Errorf("the desk reads %+v", d.Lines)
		}
		if !slices.ContainsFunc(d.Say, func(m chat.Message) bool { return m.To == desk && m.Text == d.Lines[0].Text }) {
			t.Error("and not in the thread")
		}
	})
	t.Run("at a page, before it was stored", func(t *testing.T) {
		w := liveAtDesk(t)
		d := w.handle(chat.Event{Kind: chat.Unfit, From: page, Author: chat.Author{Role: chat.RolePerson}, Value: chat.FileKind})
		if len(d.Lines) != 1 || !strings.Contains(d.Lines[0].Text, "wilde een bestand sturen") {
			t.Errorf("the desk reads %+v", d.Lines)
		}
	})
}
