package storage_test

import (
	"slices"
	"testing"

	"omzien/bot/chat"
	"omzien/storage"
	"omzien/storage/storagetest"
)

// Law 7: an overleg has a thread of its own beside its talk's, at the same desk:
// words of either go to theirs, in whatever order the threads begin, and whoever
// writes in one is found in that one.
func TestLaw7_AnOverlegHasItsThread(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f := newFloor(o, "a")
		aside := func(id string, root *chat.Root) chat.Message {
			m := f.at(id, nil)
			m.Consult, m.Root = "k1", root
			return m
		}
		f.say(f.at("c1", &chat.Card{}))
		f.posts("c1", "t1", "t1")
		f.say(aside("r1", &chat.Root{}))
		f.posts("r1", "t5", "t5")
		f.say(f.at("w1", nil))
		if m := f.posts("w1", "t1.1", "t1"); m.To.Thread != "t1" {
			t.Errorf("the talk's words go to %q", m.To.Thread)
		}
		f.say(aside("w2", nil))
		if m := f.posts("w2", "t5.1", "t5"); m.To.Thread != "t5" {
			t.Errorf("the overleg's words go to %q", m.To.Thread)
		}
		edit := aside("r1.edit", &chat.Root{Over: true})
		edit.Edits = "r1"
		f.say(edit)
		if m := f.posts("r1.edit", "t5", "elsewhere"); m.Place != "t5" || f.of(thread("elsewhere")) != "" {
			t.Errorf("the edit is of %q", m.Place)
		}
		f.say(aside("r2", &chat.Root{}), aside("w3", nil)) // in the stead of one that is gone
		f.posts("r2", "t6", "t6")
		c := f.next("w3")
		if c.Message.To.Thread != "t6" {
			t.Errorf("after another root words go to %q", c.Message.To.Thread)
		}
		f.mark(f.now, chat.Mark{Claim: c, State: chat.Dead, Reason: chat.Misplaced})
		due, err := f.Due(t.Context(), f.now, lease, 9)
		f.check(err)
		if i := slices.IndexFunc(due, func(ev chat.Event) bool { return ev.Kind == chat.Failed }); i < 0 || due[i].Consult != "k1" || due[i].From.Thread != "t6" {
			t.Errorf("of the dead one it is told %+v", due)
		}
		for ts, want := range map[string]string{"t1": "", "t5": "k1", "t6": "k1"} {
			f.check(f.Update(t.Context(), func(tx *storage.Tx) error {
				talk, consult, known, err := tx.Thread(thread(ts))
				if talk != f.talk || consult != want || !known {
					t.Errorf("%s belongs to %q, %q, %v", ts, talk, consult, known)
				}
				return err
			}))
			if w, is := f.watched(noon)[ts]; !is || w.Consult != want { // R14: it is read, too
				t.Errorf("%s is watched as %+v", ts, w)
			}
		}
	})
}

// Its words are lines like notes: the desk's, apart, and never the person's. Of
// what was typed each thread looks after its own.
func TestOverleg_LinesAreTheDesks(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		f := newFloor(o, "a")
		noor := chat.Author{Role: chat.RoleWorker, ID: "desk:noor", Name: "Noor"}
		k := chat.Consult{ID: "k1", By: noor, Question: "Ken jij zijn school?", Since: noon,
			Asked: []chat.Invitee{{Author: chat.Author{Role: chat.RoleWorker, ID: "desk:bas", Name: "Bas"}, At: []string{"C1"}}}, Teams: []string{"wijk"},
			Posted: []chat.Posted{{Desk: chat.Address{Adapter: "desk", Chat: "C1"}, Card: "r1"}}}
		over := k
		over.ID, over.Ended = "k0", noon
		var at chat.Address
		f.check(f.Update(t.Context(), func(tx *storage.Tx) error {
			c, _, err := tx.Conversation(f.talk)
			if err != nil {
				return err
			}
			at = c.Address
			c.Handoff.State, c.Handoff.Consults = chat.Waiting, []chat.Consult{over, k}
			l := chat.Line{ID: "a:answered", Conversation: f.talk, N: c.Turn*chat.LinesPerTurn + 1, Kind: chat.LineConsult, Author: noor, Text: "onder ons", At: noon, Consult: "k1"}
			return tx.Write(chat.Change{Event: chat.Event{At: noon}, Conversation: &c, Lines: []chat.Line{l}})
		}))
		th, err := f.Record().Thread(t.Context(), f.talk, 0)
		f.check(err)
		last := th.Lines[len(th.Lines)-1]
		if last.Kind != chat.LineConsult || last.Consult != "k1" || last.Text != "onder ons" || len(th.Overleg) != 2 || th.Overleg[1].Asked[0].Name != "Bas" || th.Overleg[1].Posted[0].Card != "r1" {
			t.Errorf("the desk reads %+v, %+v", last, th.Overleg)
		}
		talk, err := f.Record().Talk(t.Context(), at, 0)
		f.check(err)
		for _, l := range talk.Lines {
			if l.Text == "onder ons" {
				t.Error("law 7: the person reads it")
			}
		}
		items, err := f.Record().Queue(t.Context())
		f.check(err)
		i := slices.IndexFunc(items, func(i chat.Item) bool { return i.ID == f.talk })
		if i < 0 || len(items[i].Consults) != 1 || items[i].Consults[0].ID != "k1" {
			t.Errorf("in the queue: %+v", items)
		}
		for consult, want := range map[string]int{"": 0, "k0": 0, "k1": 1} {
			if typed, err := f.Typed(t.Context(), f.talk, consult, noon); err != nil || len(typed) != want {
				t.Errorf("typed in %q: %+v, %v", consult, typed, err)
			}
		}
	})
}
