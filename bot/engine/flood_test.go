package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// flood lets the person write n messages, a second apart, and gives what was said to them.
func (w *talk) flood(n int) (said []string) {
	for i := range n {
		w.says(fmt.Sprintf("bericht %d", i))
		for _, m := range w.last.Say {
			said = append(said, m.Text)
		}
		w.now = w.now.Add(time.Second)
	}
	return said
}

func TestS12_AFloodIsKeptAndItsRepliesAreNot(t *testing.T) {
	w := talkOf(t, asking("story", storyV))
	w.starts("")
	before := w.flood(20)
	if len(before) != 20 || slices.ContainsFunc(before, func(s string) bool { return strings.Contains(s, "Ik bewaar alles") }) {
		t.Fatalf("twenty a minute are said %q", before)
	}
	said := w.flood(80)
	if len(said) != 1 || !strings.Contains(said[0], "Ik bewaar alles") || !strings.Contains(said[0], "112") {
		t.Fatalf("in the flood it says %q", said)
	}
	for i := range 80 {
		w.mustTell(fmt.Sprintf("bericht %d", i))
	}
	if w.c.Step != "q" || w.c.Over {
		t.Errorf("the flood answered the question: %+v", w.c.Step)
	}
}

func TestS12_AfterAFloodTheQuestionIsPutOnceMore(t *testing.T) {
	w := talkOf(t, asking("date", askV))
	w.starts("")
	w.c.Rush = chat.Rush{From: w.now.Unix(), N: 20}
	w.flood(50)
	if w.c.Missed != 0 || w.handedOff() {
		t.Errorf("the flood counts as misses: %d", w.c.Missed)
	}
	alarms := 0
	for range 10 {
		at := w.c.WakeAt()
		if at.IsZero() {
			t.Fatal("nothing wakes it")
		}
		w.wakes(at.Sub(w.now))
		alarms += len(w.last.Alarms)
		if len(w.last.Say) > 0 {
			break
		}
	}
	w.mustRead("Wat of wanneer?")
	if w.now.Sub(open) > 2*time.Minute || !w.c.CalmAt.IsZero() {
		t.Errorf("calm after %v, then %v", w.now.Sub(open), w.c.CalmAt)
	}
	w.says("morgen")
	w.mustHave("2026-11-24")
	if alarms != 1 {
		t.Errorf("%d items at the desk about words that nobody answered", alarms)
	}
}

func TestS12_AFloodThatGoesOnStandsAtTheDeskWithinAMinute(t *testing.T) {
	w := talkOf(t, asking("text", "  - ask: Wat?\n    id: q\n    save: v\n"))
	w.starts("")
	w.c.Rush = chat.Rush{From: w.now.Unix(), N: 20}
	var at time.Duration
	said := 0
	for i := range 600 {
		w.says(fmt.Sprintf("bericht %d", i))
		said += len(w.last.Say)
		w.now = w.now.Add(500 * time.Millisecond)
		if due := w.c.WakeAt(); !due.After(w.now) {
			w.wakes(0)
			said += len(w.last.Say)
			if len(w.last.Alarms) > 0 && at == 0 {
				at = w.now.Sub(open)
			}
		}
	}
	if at == 0 || at > time.Minute+time.Second || said != 1 {
		t.Errorf("at the desk after %v; it says %d things in five minutes", at, said)
	}
}

func TestS12_DangerAndReservedWordsAreHeardInAFlood(t *testing.T) {
	for word, cause := range map[string]chat.Cause{"nood": chat.CauseCrisis, "stop": chat.CauseStopped} {
		w := talkOf(t, asking("text", askV))
		w.starts("")
		w.c.Rush = chat.Rush{From: w.now.Unix(), N: 999}
		w.says("en nog een")
		w.says(word)
		if !slices.ContainsFunc(w.last.Alarms, func(a chat.Alarm) bool { return a.Cause == cause }) || len(w.last.Say) == 0 {
			t.Errorf("%s as message 1,000: %+v", word, w.last.Alarms)
		}
		if !w.c.CalmAt.IsZero() || w.c.Rush.N != 0 {
			t.Errorf("%s: the flood goes on: %+v", word, w.c.Rush)
		}
	}
	w := talkOf(t, asking("text", askV))
	w.starts("")
	w.c.Rush = chat.Rush{From: w.now.Unix(), N: 999}
	w.says("en nog een")
	if w.says("mens"); !w.handedOff() {
		t.Error("mens is not heard in a flood")
	}
}

// After the flow's end a flood has no question to come back to: people get it.
func TestS12_AFloodAfterTheEndGoesToPeople(t *testing.T) {
	w := talkOf(t, "flow: kort\ntitle: K\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\nsteps:\n  - say: Dag.\n")
	w.starts("")
	w.c.Rush = chat.Rush{From: w.now.Unix(), N: 20}
	w.flood(5)
	for range 5 {
		if w.wakes(w.c.WakeAt().Sub(w.now)); w.handedOff() {
			w.mustTell("bericht 4")
			return
		}
	}
	t.Error("nobody gets it")
}

// Who writes steadily, and not too fast, is always answered.
func TestS12_TwentyAMinuteAreAnswered(t *testing.T) {
	w := talkOf(t, asking("story", storyV))
	w.starts("")
	for i := range 100 {
		w.says(fmt.Sprintf("bericht %d", i))
		if len(w.last.Say) != 1 || !w.c.CalmAt.IsZero() {
			t.Fatalf("message %d is said %q", i, read(w.last))
		}
		w.now = w.now.Add(3 * time.Second)
	}
}

func TestS12_TwoBotsDoNotTalkForEver(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	heard := []string{}
	said := w.last.Say
	rounds := 0
	for ; len(said) > 0 && rounds < 100; rounds++ { // the other one sends back all that it hears
		var next []chat.Message
		for _, m := range said {
			heard = append(heard, m.Text)
			w.says("  " + strings.ToUpper(m.Text) + " ")
			next = append(next, w.last.Say...)
		}
		said = next
	}
	if rounds > 2 {
		t.Errorf("they talk on after %d rounds", rounds)
	}
	for _, text := range heard {
		if !slices.ContainsFunc(w.c.Told, func(told chat.Told) bool { return strings.EqualFold(told.Text, strings.TrimSpace(text)) }) {
			t.Errorf("%.40q is not kept", text)
		}
	}
	if w.c.WakeAt().IsZero() {
		t.Error("nobody will ever look")
	}
	if w.says("ja"); w.c.Data["vrij"] != "ja" { // a person after all
		t.Error("an answer after an echo is not heard")
	}
}

// Short words and answers are no echo, also where the bot said the same; nor is
// a quotation with something of one's own.
func TestS12_AnAnswerIsNoEcho(t *testing.T) {
	w := talkOf(t, asking("choice", strings.ReplaceAll(chooseV, "Waarover?", "School?")))
	w.starts("")
	w.says("school")
	w.mustHave("school")

	w = newTalk(t)
	w.starts("jongeren")
	if w.says("Kun je nu vrij praten? Nee, hij is thuis"); read(w.last) == "" {
		t.Error("a quotation with an answer is met with silence")
	}

	w = newTalk(t)
	greeting := w.starts("jongeren").Say[0].Text
	if w.says("> " + greeting + "\nMaar mijn vader leest mee"); read(w.last) == "" {
		t.Error("a long quotation with an answer is met with silence")
	}
}

func TestFloodEndsWithTheTalk(t *testing.T) {
	w := talkOf(t, asking("story", storyV))
	w.starts("")
	w.flood(30)
	if w.says("stop"); !w.c.Over || !w.c.WakeAt().IsZero() && w.c.WakeAt().Equal(w.c.CalmAt) || w.c.Begun || w.c.Picked != nil {
		t.Errorf("after the end: %+v", w.c)
	}
	if w.wakes(time.Hour); len(w.last.Say) > 0 {
		t.Errorf("it says %q", read(w.last))
	}
}
