package handoff_test

import (
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/handoff"
	"omzien/bot/turn"
	"omzien/flows/flowstest"
)

func typing(who chat.Author) chat.Event {
	return chat.Event{ID: "typing", Kind: chat.Typing, Author: who}
}

var somebody = chat.Author{Role: chat.RolePerson}

// TestTyping_OnlyTheOwnersIsShown: the person sees the worker who has the talk, who
// sees the person; nobody else sees anybody.
func TestTyping_OnlyTheOwnersIsShown(t *testing.T) {
	w := newTalk(t)
	shows := func(who chat.Author) bool { return handoff.ShowsTyping(w.c, typing(who)) }
	nobody := func(when string) {
		t.Helper()
		for _, who := range []chat.Author{worker("Noor"), worker("Eva"), somebody, chat.Program, {Role: chat.RoleWorker}} {
			if shows(who) {
				t.Errorf("%s, and %v is shown", when, who)
			}
		}
	}
	nobody("nothing began")
	w.says("mens")
	nobody("nobody has it")
	w.does("Noor", chat.Claimed, "")
	if !shows(worker("Noor")) || !shows(somebody) {
		t.Error("they have each other, and do not see it")
	}
	if shows(worker("Eva")) || shows(chat.Program) {
		t.Error("a colleague's typing is shown")
	}
	aside := typing(worker("Noor"))
	aside.Consult = "k1"
	if handoff.ShowsTyping(w.c, aside) {
		t.Error("what is typed in an overleg is shown")
	}
	for _, kind := range []chat.Kind{chat.Noted, chat.Conferred, chat.Asked, chat.Edited, chat.Opened} {
		ev := typing(worker("Noor"))
		if ev.Kind = kind; handoff.ShowsTyping(w.c, ev) {
			t.Errorf("%s is shown", kind)
		}
	}
	w.does("Eva", chat.Answered, "ik ook")
	w.does("Noor", chat.LetGo, "")
	nobody("it was let go")
	w.does("Eva", chat.Claimed, "")
	if shows(worker("Noor")) || !shows(worker("Eva")) {
		t.Error("it is Eva's now")
	}
	w.does("Eva", chat.Closed, "")
	w.c.Over, w.c.Handoff.State = true, chat.Done
	nobody("it is over")
}

// TestTyping_NothingWhereOthersMayLook: the story of klop eerst. What could give
// away that there is somebody never stands on such a screen.
func TestTyping_NothingWhereOthersMayLook(t *testing.T) {
	w := newTalk(t)
	w.says("hoi")
	w.press("Nee") // cannot talk freely
	w.says("mens")
	w.does("Noor", chat.Claimed, "")
	shows := func() bool { return handoff.ShowsTyping(w.c, typing(worker("Noor"))) }
	if !turn.Private(w.c) || shows() {
		t.Fatalf("private: %v; shown: %v", turn.Private(w.c), shows())
	}
	w.passes(11 * time.Minute)
	w.does("Noor", chat.Answered, "Hoi, ik ben Noor.")
	if w.c.Pending != turn.Knock || len(w.c.Handoff.Behind) != 1 {
		t.Fatalf("not asked whether it suits: %+v", w.c.Handoff)
	}
	for range 3 {
		w.passes(time.Minute)
		if shows() {
			t.Error("shown while it is asked whether it suits")
		}
	}
	if !handoff.ShowsTyping(w.c, typing(somebody)) {
		t.Error("the owner does not see that the person types an answer")
	}
	w.press("Later")
	if shows() {
		t.Error("shown after Later")
	}
	// Each of them is enough by itself.
	for name, change := range map[string]func(c *chat.Conversation){
		"private":      func(c *chat.Conversation) { c.Private = true },
		"asked":        func(c *chat.Conversation) { c.Pending = turn.Knock },
		"words wait":   func(c *chat.Conversation) { c.Handoff.Behind = []chat.Held{{Ref: "x"}} },
		"left":         func(c *chat.Conversation) { c.LeftAt = c.HeardAt },
		"left later":   func(c *chat.Conversation) { c.LeftAt = c.HeardAt.Add(time.Hour) },
		"unreachable":  func(c *chat.Conversation) { c.Unreachable = true },
		"registered":   func(c *chat.Conversation) { c.Address = chat.Address{Adapter: chat.Registry, Chat: "e1"} },
		"not told yet": func(c *chat.Conversation) { c.Handoff.Unsaid = true },
		"is erased":    func(c *chat.Conversation) { c.Erase = true },
		"over":         func(c *chat.Conversation) { c.Over = true },
	} {
		open := newTalk(t)
		open.says("mens")
		open.does("Noor", chat.Claimed, "")
		if !handoff.ShowsTyping(open.c, typing(worker("Noor"))) {
			t.Fatal("not shown at all")
		}
		if change(&open.c); handoff.ShowsTyping(open.c, typing(worker("Noor"))) {
			t.Errorf("%s, and it is shown", name)
		}
	}
}

// TestTyping_NothingAfterTheQuickExit: until the person writes again.
func TestTyping_NothingAfterTheQuickExit(t *testing.T) {
	w := newTalk(t)
	w.says("mens")
	w.does("Noor", chat.Claimed, "")
	w.person(chat.Left, "")
	for _, who := range []chat.Author{worker("Noor"), somebody} {
		if handoff.ShowsTyping(w.c, typing(who)) {
			t.Errorf("%s: shown after the quick exit", who.Role)
		}
	}
	w.passes(time.Minute)
	w.says("ben er weer")
	if !handoff.ShowsTyping(w.c, typing(worker("Noor"))) {
		t.Error("the person is back, and sees nothing")
	}

	w = newTalk(t) // left while the bot had the talk
	w.says("mens")
	w.c.Handoff = chat.Handoff{}
	w.person(chat.Left, "")
	if w.c.LeftAt.IsZero() {
		t.Error("the bot forgets that the person left")
	}
}

// TestTyping_WhileAnAnswerWaitsToLeave: where nothing tells that a worker types,
// their answer itself does, once, as long as it waits to leave.
func TestTyping_WhileAnAnswerWaitsToLeave(t *testing.T) {
	w := newTalk(t)
	w.book = flowstest.Shipped(t)
	w.says("mens")
	w.does("Noor", chat.Claimed, "")
	answer := func(name, text string) bool {
		ev := chat.Event{ID: "answer" + text, Kind: chat.Answered, Author: worker(name), Text: text, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID}}
		w.handle(ev)
		return handoff.ShowsTyping(w.c, ev)
	}
	if !answer("Noor", "Hoi") || len(w.c.Handoff.Leaving) != 1 {
		t.Errorf("an answer that is about to leave is not shown: %+v", w.c.Handoff.Leaving)
	}
	if answer("Noor", "@Eva weet jij dit?") {
		t.Error("a text that is asked about is shown")
	}
	if answer("Eva", "een notitie") {
		t.Error("a note is shown")
	}
	w.passes(10 * time.Second)
	w.book = flowstest.BuiltIn(t) // no undo
	if answer("Noor", "En meteen") {
		t.Error("words that are there already are shown as if they came")
	}
}

// typing looks, in any talk (TestAnyTalkKeepsTheLaws), who would be shown now.
func (r *run) typing(c chat.Conversation) {
	frozen := freeze(c)
	for _, who := range []chat.Author{worker("Noor"), worker("Eva"), somebody, chat.Program} {
		if !handoff.ShowsTyping(c, typing(who)) {
			continue
		}
		switch h := c.Handoff; {
		case h.State != chat.Talking || c.Over:
			r.rt.Fatalf("shown in state %q, over: %v", h.State, c.Over)
		case who.Role == chat.RoleProgram, who.Role == chat.RoleWorker && who.ID != h.Worker.ID:
			r.rt.Fatalf("%v is shown, and %v has the talk", who, h.Worker)
		case !c.LeftAt.IsZero() && !c.HeardAt.After(c.LeftAt):
			r.rt.Fatalf("shown after the quick exit: %v", who)
		case who.Role == chat.RolePerson:
		case turn.Private(c), c.Pending == turn.Knock, len(h.Behind) > 0:
			r.rt.Fatalf("shown on a screen that others may hold: private %v, pending %q, behind %d", turn.Private(c), c.Pending, len(h.Behind))
		case c.Unreachable, !c.Reachable(), h.Unsaid:
			r.rt.Fatalf("shown to somebody who is not there, or who does not know of whom: %+v", c)
		}
	}
	if freeze(c) != frozen {
		r.rt.Fatal("the talk was changed by looking")
	}
}
