package switchboard_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// What went wrong elsewhere, and is the switchboard's to keep right.
// bot/known_test.go has the whole list.

// Law 3: a handoff is whole: the person reads that they are passed on, a card stands
// at the desk, and a timer runs until somebody has it (chatwoot PR #13885).
func TestLaw3_AHandoffIsWhole(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		var read []string
		for _, m := range f.platform.all() {
			read = append(read, m.Text)
		}
		if !strings.Contains(strings.Join(read, "\n"), "het jongerenwerk") {
			t.Errorf("the person read %q", read)
		}
		if card.Card.State != string(chat.Waiting) || !slices.ContainsFunc(card.Choices, func(c chat.Choice) bool { return c.Verb == chat.Claimed }) {
			t.Errorf("the card says %+v with %+v", card.Card, card.Choices)
		}
		before := len(f.platform.all())
		f.clock.add(6 * time.Minute)
		f.settle()
		if len(f.platform.all()) != before+1 {
			t.Errorf("after six minutes the person heard %d things more, want one", len(f.platform.all())-before)
		}
	})
}

// Law 9: a talk that is passed to another team, and later back to the bot, goes on
// where it was: nobody is welcomed a second time, and whoever gets it reads all of
// it (Aselo PR #340, #1632, #2289).
func TestLaw9_AfterATransferAllIsThereAndNobodyIsWelcomedAgain(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.person(chat.Started, "sam", "jongeren")
		f.settle()
		welcome := f.platform.all()[0].Text
		if !strings.Contains(welcome, "chatbot") {
			t.Fatalf("the talk begins with %q", welcome)
		}
		f.writes("sam", "mijn broer is weg")
		f.settle()
		f.press("Noor", f.waits("sam"), "Oppakken")
		f.types("Noor", f.card("sam"), "Hoi, vertel eens")
		f.press("Noor", f.card("sam"), "Overdragen aan het wijkteam")
		f.writes("sam", "is daar iemand?")
		f.settle()
		f.press("Piet", f.card("sam"), "Oppakken")
		th, err := f.stores[0].Record().Thread(t.Context(), f.conversationAt(away("sam")), 0)
		if err != nil || th.Worker.Name != "Piet" {
			t.Fatalf("the talk after it was passed on: %+v, %v", th.Item, err)
		}
		var all strings.Builder
		for _, l := range th.Lines {
			all.WriteString(l.Text + "\n")
		}
		for _, words := range []string{"mijn broer is weg", "Hoi, vertel eens", "is daar iemand?"} {
			if !strings.Contains(all.String(), words) {
				t.Errorf("Piet does not read %q:\n%s", words, all.String())
			}
		}
		f.press("Piet", f.card("sam"), "Terug naar bot")
		f.writes("sam", "mens")
		f.settle()
		n := 0
		for _, m := range f.platform.all() {
			if m.Text == welcome {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the person was welcomed %d times", n)
		}
	})
}

// Law 8: what was decided elsewhere, or is over, leaves no buttons in the channel
// that still look as if they did something (clawpatrol #595).
func TestLaw8_NoButtonOutlivesWhatItIsAbout(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		has := func(verb chat.Kind) bool {
			return slices.ContainsFunc(f.card("sam").Choices, func(c chat.Choice) bool { return c.Verb == verb })
		}
		at := func(name string, kind chat.Kind, text string) { // at the web desk
			f.answer(chat.Event{ID: f.id(name), Kind: kind, Text: text, Author: chat.Author{Role: chat.RoleWorker, ID: "w-" + name, Name: name},
				Subject: chat.Subject{Kind: chat.SubjectConversation, ID: f.conversationAt(away("sam"))}})
		}
		f.types("Noor", card, "Hoi Sam")
		question := f.said(card, "Nog niet verstuurd")
		at("Bas", chat.Claimed, "")
		if has(chat.Claimed) || f.card("sam").Card.Worker != "Bas" {
			t.Errorf("picked up at the web desk, the card says %+v with %+v", f.card("sam").Card, f.card("sam").Choices)
		}
		at("Bas", chat.HandedBack, "")
		if now := f.desk.find(question.ts); len(now.Choices) != 0 {
			t.Errorf("the question about Noor's text stands as %q with %+v", now.Text, now.Choices)
		}
		f.writes("sam", "mens")
		f.settle()
		f.press("Noor", f.card("sam"), "Oppakken")
		f.writes("sam", "ben je daar?")
		for range 24 { // until Noor's time is over, however long it is
			f.clock.add(30 * time.Minute)
			f.settle()
		}
		if !has(chat.Claimed) || has(chat.HandedBack) || f.card("sam").Card.Worker != "" {
			t.Errorf("after Noor's time the card says %+v with %+v", f.card("sam").Card, f.card("sam").Choices)
		}
		open := 0
		for _, p := range f.desk.all() {
			if strings.HasPrefix(p.Text, "Melding: ") && len(p.Choices) > 0 {
				open++
			}
		}
		if open == 0 {
			t.Fatal("nobody was told that Sam waits: this proves less")
		}
		for _, a := range f.alarms() {
			f.answer(chat.Event{ID: f.id("Bas"), Kind: chat.Ended, Author: chat.Author{Role: chat.RoleWorker, ID: "w-Bas", Name: "Bas"},
				Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID}})
		}
		for _, p := range f.desk.all() {
			if strings.Contains(p.Text, "Melding: ") && len(p.Choices) > 0 {
				t.Errorf("ended at the web desk, an alarm still stands as %q with %+v", p.Text, p.Choices)
			}
		}
		at("Bas", chat.Closed, "")
		if c := f.card("sam"); len(c.Choices) != 0 {
			t.Errorf("rounded off, the card has %+v", c.Choices)
		}
	})
}

// Law 7: an edit of words that never came in is no new message to the person; its
// writer is told, and the words are kept (matterbridge #588, #296, #342).
func TestLaw7_AnEditOfWordsThatNeverCame(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		f.types("Noor", card, "Hoi Sam")
		edit := chat.Event{ID: "edit", Kind: chat.Edited, Author: colleague("Noor"), From: card.place(), Ref: "never came", Text: "Morgen om drie uur"}
		f.answer(edit)
		f.answer(edit)
		if got := f.got("sam"); !slices.Equal(got, []string{"Hoi Sam"}) {
			t.Errorf("the person got %q", got)
		}
		f.said(card, "Stuur een nieuw bericht")
		th, err := f.stores[0].Record().Thread(t.Context(), f.conversationAt(away("sam")), 0)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, l := range th.Lines {
			if l.Kind == chat.LineNote && strings.Contains(l.Text, "Morgen om drie uur") {
				n++
			}
		}
		if n != 1 {
			t.Errorf("the words are kept %d times", n)
		}
	})
}

// Laws 3 and 4: who asks for people while nobody is there is not forgotten: they
// stand in the queue, and where nobody picks them up in the morning, somebody is
// told (chatwoot #5077, #7587, #10685).
func TestLaw3_WhoComesInTheNightIsThereInTheMorning(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.clock.set(time.Date(2026, 11, 23, 23, 40, 0, 0, flows.Amsterdam))
		card := f.waits("sam")
		waiting := func() bool {
			return slices.ContainsFunc(f.alarms(), func(a chat.Alarm) bool { return a.Cause == chat.CauseWaiting })
		}
		for f.clock.Now().Before(time.Date(2026, 11, 24, 8, 0, 0, 0, flows.Amsterdam)) {
			f.clock.add(20 * time.Minute)
			f.settle()
		}
		if waiting() {
			t.Error("somebody is told in the night, when nobody is there")
		}
		for f.clock.Now().Before(time.Date(2026, 11, 24, 10, 30, 0, 0, flows.Amsterdam)) {
			f.clock.add(5 * time.Minute)
			f.settle()
		}
		if !waiting() {
			t.Error("at half past ten nobody was told")
		}
		standing, err := f.stores[0].Record().Standing(t.Context(), team.Adapter)
		if err != nil || len(standing) != 1 || standing[0].State != chat.Waiting || standing[0].Thread.Thread != card.ts {
			t.Errorf("what lists of the desk hold: %+v, %v", standing, err)
		}
	})
}
