package engine_test

import (
	"testing"
	"time"

	"omzien/bot/chat"

	"pgregory.net/rapid"
)

// A state may hold what no step of today has: a step, a flow or a choice that is
// gone, values of another type, dates far away. Nothing panics, and whoever waited
// for a moment at a step that is gone meets people, not silence.
func TestLaw3_AStateThatFitsNothingMeetsPeople(t *testing.T) {
	w := scripted(t, "data: {a: {type: text}, num: {type: number}, s: {type: story}, d: {type: date}, t: {type: time}, k: {type: choice}, m: {type: several}}\nsteps:\n"+
		"  - ask: A\n    id: a\n    save: a\n  - ask: Hoeveel\n    id: num\n    save: num\n  - ask: S\n    id: s\n    save: s\n  - ask: T\n    id: t\n    save: t\n"+
		"  - ask: D\n    id: d\n    save: d\n  - choose: K\n    id: k\n    save: k\n    options: [x: X, ij: IJ]\n    remind: 1 uur\n    give_up: {after: 2 dagen}\n"+
		"  - choose: M\n    id: m\n    save: m\n    several: ja\n    options: [p: P, q: Q]\n  - wait: {until: d}\n    id: w\n  - call: b\n    id: c\n  - say: {count: num, one: Een, other: \"{num}\"}\n  - ask: Z\n    id: z\n",
		"data: {i: {type: text}}\nsteps:\n  - ask: I\n    id: i\n    save: i\n")
	w.starts("")
	version := w.c.Flow.Version
	moments := []time.Time{{}, open.Add(-time.Hour), open, open.Add(time.Hour), time.Unix(1<<40, 0), time.Unix(-1<<40, 0)}
	rapid.Check(t, func(rt *rapid.T) {
		word := rapid.SampledFrom([]string{"", "a", "num", "s", "t", "d", "k", "m", "w", "c", "z", "i", "x", "gone", "wait:99", "-1", "9999-12-31", "0001-01-01", "ja", "a,b", "erase", "withdraw", "knock", "klaar", "skip", "\xff"})
		at := func(name string) time.Time { return rapid.SampledFrom(moments).Draw(rt, name) }
		draw := func(name string) string { return word.Draw(rt, name) }
		data := rapid.MapOfN(word, word, 0, 6)
		w.c = chat.Conversation{
			ID: "c1", Address: w.c.Address, Alias: "blauwe vos", Lang: draw("lang"), Step: draw("step"), Data: data.Draw(rt, "data"),
			Flow:    chat.FlowRef{Name: rapid.SampledFrom([]string{"a", "b", "gone"}).Draw(rt, "flow"), Version: rapid.SampledFrom([]string{version, "gone"}).Draw(rt, "version")},
			Offered: rapid.SliceOfN(word, 0, 3).Draw(rt, "offered"), Picked: rapid.SliceOfN(word, 0, 3).Draw(rt, "picked"),
			Begun: rapid.Bool().Draw(rt, "begun"), Pending: draw("pending"), Missed: rapid.IntRange(-1, 3).Draw(rt, "missed"),
			Timers: chat.Timers{WaitUntil: at("wait"), RemindAt: at("remind"), GiveUpAt: at("give up"), UnreadAt: at("unread"), CalmAt: at("calm")}, HeardAt: at("heard"), SpokeAt: at("spoke"),
			Rush: chat.Rush{From: rapid.Int64().Draw(rt, "rush"), N: rapid.IntRange(-1, 30).Draw(rt, "rush n")},
		}
		for range rapid.IntRange(0, 7).Draw(rt, "calls") {
			w.c.Calls = append(w.c.Calls, chat.Call{Flow: draw("caller"), Step: draw("at"), Data: data.Draw(rt, "theirs"), Team: draw("team")})
		}
		w.c.Kept.Data = data.Draw(rt, "kept")
		waited := !w.c.WaitUntil.IsZero() && !w.c.WaitUntil.After(open) && w.c.Step != ""
		kind := rapid.SampledFrom([]chat.Kind{chat.Said, chat.Chose, chat.Started, chat.Resumed, chat.Woke, chat.Edited, chat.Failed, chat.AlarmEnded}).Draw(rt, "kind")
		w.event(chat.Event{Kind: kind, Text: draw("text"), Step: draw("pressed"), Value: draw("value"), Lang: draw("hint")})
		if w.c.Over || w.handedOff() || w.c.Step != "" && !stepGone(w) || !w.c.WakeAt().IsZero() {
			return
		}
		person := kind == chat.Said || kind == chat.Chose || kind == chat.Started
		if kind == chat.Woke && waited || person && len(w.last.Say) == 0 {
			rt.Errorf("nobody is there: %+v", w.c)
		}
	})
}

// stepGone tells whether the step at which the talk stands is not in its flow.
func stepGone(w *talk) bool {
	flow := w.book.Flow(w.c.Flow)
	if flow == nil {
		return true
	}
	step, _ := flow.Step(w.c.Step)
	return step == nil
}
