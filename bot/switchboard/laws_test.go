package switchboard_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// R3, law 1: each event up to five times, on three instances: one effect, and
// in the order in which they first came.
func TestLaw1_SameEventManyTimesHasOneEffect(t *testing.T) {
	onEach(t, 3, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "mens")
		before := len(w.talk("sam").Lines)
		const words = 40
		random := rand.New(rand.NewPCG(1, 2))
		for i := range words {
			ev := chat.Event{ID: fmt.Sprintf("test:burst:%d", i), Kind: chat.Said, From: at("sam"), Author: person, Text: fmt.Sprintf("zin %d", i)}
			w.handle(ev) // the first arrival, in order
			var again sync.WaitGroup
			for range random.IntN(5) {
				board := w.boards[random.IntN(len(w.boards))]
				again.Go(func() {
					if a, err := board.Handle(t.Context(), ev); err != nil || !a.Seen {
						t.Errorf("the same event again: answer %+v, err %v", a, err)
					}
				})
			}
			again.Wait()
		}
		var got []string
		for _, l := range w.talk("sam").Lines[before:] {
			if l.Kind == chat.LinePerson {
				got = append(got, l.Text)
			}
		}
		for i := range words {
			if i >= len(got) || got[i] != fmt.Sprintf("zin %d", i) {
				t.Fatalf("line %d of %d is not sentence %d: %q", i, len(got), i, got)
			}
		}
		if len(got) != words {
			t.Errorf("%d lines of %d sentences", len(got), words)
		}
	})
}

// Law 1: five arrivals at the same moment, before any was stored.
func TestLaw1_SameEventAtOnceOnThreeInstances(t *testing.T) {
	onEach(t, 3, func(t *testing.T, w *world) {
		w.starts("sam")
		for i := range 20 {
			ev := chat.Event{ID: fmt.Sprintf("test:once:%d", i), Kind: chat.Said, From: at("sam"), Author: person, Text: fmt.Sprintf("woord %d", i)}
			var first sync.WaitGroup
			for k := range 5 {
				first.Go(func() {
					if _, err := w.boards[k%3].Handle(t.Context(), ev); err != nil {
						t.Errorf("handle: %v", err)
					}
				})
			}
			first.Wait()
		}
		if n := strings.Count(w.sees("sam"), "person: woord "); n != 20 {
			t.Errorf("%d lines of 20 words", n)
		}
	})
}

// Law 1: equal text is never a reason to drop.
func TestLaw1_EqualTextIsNotTheSameEvent(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "mens")
		w.says("sam", "ben je daar?")
		w.says("sam", "ben je daar?")
		if n := strings.Count(w.sees("sam"), "person: ben je daar?"); n != 2 {
			t.Errorf("wrote it twice, stands there %d times", n)
		}
	})
}

// Law 2: out, per person, in order: three instances, and a platform that loses
// every third answer.
func TestLaw2_WordsLeaveInOrder(t *testing.T) {
	onEach(t, 3, func(t *testing.T, w *world) {
		const people, words = 6, 12
		calls := map[string]int{}
		w.platform.fail = func(m chat.Message) (bool, error) {
			calls[m.ID]++
			if calls[m.ID] == 1 && len(calls)%3 == 0 {
				return len(calls)%2 == 0, adapters.Uncertain(errLost) // it may have arrived, or not
			}
			return true, nil
		}
		var writing sync.WaitGroup
		for p := range people {
			writing.Go(func() {
				from := chat.Address{Adapter: "pushed", Chat: fmt.Sprintf("p%d", p)}
				board := w.boards[p%3]
				for i, text := range append([]string{"mens"}, sentences(words)...) {
					ev := chat.Event{ID: fmt.Sprintf("test:%d:%d", p, i), Kind: chat.Said, From: from, Author: person, Text: text}
					if _, err := board.Handle(t.Context(), ev); err != nil {
						t.Errorf("handle: %v", err)
					}
				}
				ev := chat.Event{ID: fmt.Sprintf("test:%d:claim", p), Kind: chat.Claimed, Author: noor,
					Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.conversationAt(from)}}
				if _, err := board.Handle(t.Context(), ev); err != nil {
					t.Errorf("claim: %v", err)
				}
				for i, text := range sentences(words) {
					ev := chat.Event{ID: fmt.Sprintf("test:%d:a%d", p, i), Kind: chat.Answered, Author: noor, Text: text, Subject: ev.Subject}
					if _, err := board.Handle(t.Context(), ev); err != nil {
						t.Errorf("answer: %v", err)
					}
				}
			})
		}
		writing.Wait()
		last := sentences(words)[words-1]
		w.run(func() bool {
			w.passes() // retries and look-ups are due soon
			done := 0
			for _, m := range w.platform.all() {
				if m.Speaker == noor && m.Text == last {
					done++
				}
			}
			return done >= people
		})
		for p := range people {
			var got []string
			for _, m := range w.platform.all() {
				if m.To.Chat == fmt.Sprintf("p%d", p) && m.Speaker == noor {
					got = append(got, m.Text)
				}
			}
			if !slices.Equal(got, sentences(words)) {
				t.Errorf("person %d read %q", p, got)
			}
		}
	})
}

var noor = chat.Author{Role: chat.RoleWorker, ID: "w-Noor", Name: "Noor"}

func sentences(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("zin nummer %d", i)
	}
	return all
}

// conversationAt finds the open conversation at an address.
func (w *world) conversationAt(a chat.Address) string {
	talk, err := w.stores[0].Record().Talk(w.t.Context(), a, 0)
	if err != nil {
		w.t.Errorf("read the talk: %v", err)
	}
	return talk.Conversation
}

// Law 4: words that no step understood are asked again and stand at the desk
// within 60 s; the second miss is a handoff.
func TestLaw4_WhatNoStepUnderstoodReachesPeople(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "ik weet het niet hoor")
		if len(w.alarms()) != 0 {
			t.Fatalf("an item stands there before a choice could follow: %+v", w.alarms())
		}
		w.clock.add(60 * time.Second)
		w.run(func() bool { return len(w.alarms()) > 0 })
		if a := w.alarms()[0]; a.Cause != chat.CauseUnread || a.About.ID != w.talk("sam").Conversation {
			t.Errorf("the item is %+v", a)
		}
		w.says("sam", "echt niet")
		if s := w.talk("sam").State; s != chat.Waiting {
			t.Errorf("after the second miss the handoff is %q", s)
		}
		told := fmt.Sprint(w.thread("sam").Told, w.thread("sam").Card)
		for _, words := range []string{"ik weet het niet hoor", "echt niet"} {
			if !strings.Contains(told, words) {
				t.Errorf("%q does not stand on the card: %s", words, told)
			}
		}
	})
}

// Law 4: a choice that follows the first miss takes the item away before it stands.
func TestLaw4_AChoiceAfterTheMissNeedsNobody(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "wat bedoel je")
		w.says("sam", "ja")
		w.clock.add(2 * time.Minute)
		w.says("eva", "mens") // somebody else, whose timer shows that the loop ran
		w.clock.add(6 * time.Minute)
		w.run(func() bool { return strings.Count(w.sees("eva"), "bot:") > 3 })
		for _, a := range w.alarms() {
			if a.Cause == chat.CauseUnread {
				t.Errorf("an item stands at the desk: %+v", a)
			}
		}
	})
}

// Law 6: until a worker has it, no line of the bot says that one reads along.
func TestLaw6_NobodyIsClaimedToRead(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "mens")
		w.says("sam", "is daar iemand?")
		for _, lie := range []string{"is er nu voor je", "leest mee", "leest nu mee", "is er nu"} {
			if strings.Contains(w.sees("sam"), lie) {
				t.Errorf("nobody has it, yet the person reads %q:\n%s", lie, w.sees("sam"))
			}
		}
		w.worker("Noor", chat.Claimed, "sam", "")
		if !strings.Contains(w.sees("sam"), "Noor") {
			t.Errorf("Noor has it, and the person does not read it:\n%s", w.sees("sam"))
		}
	})
}

// Law 7: in a thread the default is not sent.
func TestLaw7_OnlyTheClaimantsPlainTextGoesOut(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		w.says("sam", "mens")
		secret := func(text string) {
			t.Helper()
			if strings.Contains(w.sees("sam"), text) {
				t.Fatalf("the person reads %q", text)
			}
		}
		w.worker("Noor", chat.Answered, "sam", "nog niet opgepakt")
		secret("nog niet opgepakt")
		w.worker("Noor", chat.Claimed, "sam", "")
		w.worker("Bas", chat.Answered, "sam", "wie kent deze jongen?")
		secret("wie kent deze jongen?")
		a := w.worker("Noor", chat.Answered, "sam", "ik ken hem van school")
		secret("ik ken hem van school")
		if !a.Held {
			t.Errorf("the claimant answered a colleague and was not asked: %+v", a)
		}
		a = w.worker("Noor", chat.Withheld, "sam", "")
		secret("ik ken hem van school")
		a = w.worker("Noor", chat.Answered, "sam", "hoi Sam, ik ben Noor")
		if !strings.Contains(w.sees("sam"), "worker: hoi Sam, ik ben Noor") {
			t.Errorf("the claimant's text did not arrive:\n%s", w.sees("sam"))
		}
		if !strings.Contains(a.Text, w.thread("sam").Name) {
			t.Errorf("the receipt %q does not say to whom it went (%s)", a.Text, w.thread("sam").Name)
		}
		a = w.worker("Noor", chat.Answered, "sam", "@Bas kun jij hem bellen?")
		secret("kun jij hem bellen")
		if !a.Held {
			t.Errorf("a text with a mention was not held: %+v", a)
		}
		w.worker("Noor", chat.Noted, "sam", "belt morgen met moeder")
		secret("belt morgen met moeder")
	})
}

// Law 9: what the bot had queued before a worker took over is not said after.
func TestLaw9_TheBotIsSilentOnceAWorkerHasIt(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		from := chat.Address{Adapter: "pushed", Chat: "sam"}
		w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Started, From: from, Author: person})
		claim := chat.Event{ID: w.id("noor"), Kind: chat.Claimed, Author: noor, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.conversationAt(from)}}
		w.handle(claim) // before the bot's first words left
		w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Answered, Author: noor, Text: "hoi, ik ben Noor", Subject: claim.Subject})
		w.run(func() bool {
			all := w.platform.all()
			return len(all) > 0 && all[len(all)-1].Text == "hoi, ik ben Noor"
		})
		for _, m := range w.platform.all() {
			if m.Fenced {
				t.Errorf("the bot still said %q", m.Text)
			}
		}
		w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Said, From: from, Author: person, Text: "ja"})
		w.clock.add(24 * time.Hour)
		talk, err := w.stores[0].Record().Talk(t.Context(), from, 0)
		if err != nil || talk.Lines[len(talk.Lines)-1].Kind != chat.LinePerson {
			t.Errorf("after the person's words the bot spoke: %+v, %v", talk.Lines[len(talk.Lines)-1], err)
		}
	})
}

// Law 17: nothing that was typed, no token and no address reaches the log.
func TestLaw17_TheLogHoldsNobodysWords(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		const canary = "kanarie-7431"
		w.platform.fail = func(m chat.Message) (bool, error) { return false, adapters.Permanent(errLost) }
		from := chat.Address{Adapter: "pushed", Chat: canary + "-chat"}
		for i, text := range []string{canary, "mens", "nog een " + canary} {
			w.handle(chat.Event{ID: fmt.Sprintf("test:c:%d", i), Kind: chat.Said, From: from, Author: person, Text: text})
		}
		w.handle(chat.Event{ID: "test:c:press", Kind: chat.Chose, From: from, Author: person, Token: canary + "-token:0"})
		w.run(func() bool { return len(w.alarms()) > 0 })
		if strings.Contains(w.logged(), canary) {
			t.Errorf("the log holds it:\n%s", w.logged())
		}
		if w.logged() == "" {
			t.Error("nothing was logged at all: this test proves nothing")
		}
	})
}

// Law 19: a token opens its choices once, for the person whose buttons they are.
func TestLaw19_TokensAreBoundAndSingleUse(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.starts("sam")
		lines := w.talk("sam").Lines
		token := lines[len(lines)-1].Token
		if token == "" {
			t.Fatal("the last line offers nothing")
		}
		press := func(who, token string) chat.Answer {
			return w.handle(chat.Event{ID: w.id(who), Kind: chat.Chose, From: at(who), Author: person, Token: token})
		}
		for _, foreign := range []string{token + ":0", "geraden:0", token + ":99", token + ":-1", token, "x"} {
			before := len(w.talk("sam").Lines)
			if press("eva", foreign); len(w.talk("sam").Lines) != before || len(w.talk("eva").Lines) != 0 {
				t.Errorf("a stranger pressed %q and something happened", foreign)
			}
		}
		press("sam", token+":0")
		after := w.sees("sam")
		if !strings.Contains(after, "person: Ja") {
			t.Fatalf("the press did nothing:\n%s", after)
		}
		count := strings.Count(after, "person: Ja")
		step := len(w.talk("sam").Lines)
		press("sam", token+":1")
		if got := w.sees("sam"); strings.Contains(got[len(after):], "112") || len(w.talk("sam").Lines) < step || strings.Count(got, "person: Ja") != count {
			t.Errorf("the second press on a used button changed the talk:\n%s", got)
		}
	})
}

// Leaving a page on which nothing was begun begins nothing.
func TestLeavingBeginsNothing(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		leave := func() {
			w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Left, From: at("sam"), Author: person})
		}
		leave()
		if c := w.talk("sam").Conversation; c != "" {
			t.Errorf("a conversation began: %s", c)
		}
		w.says("sam", "mens")
		leave()
		lines := w.thread("sam").Lines
		if last := lines[len(lines)-1]; last.Kind != chat.LineMark {
			t.Errorf("the desk does not read that the page was closed: %+v", last)
		}
	})
}
