package engine_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"omzien/bot/chat"
	"omzien/bot/engine"
	"omzien/bot/handoff"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// What check accepts never fails at run time: in any flows that load, any events
// lead to a question, a wait, people or an end, and to nothing by chance.
func TestLaw3_AnyFlowThatLoadsLeadsSomewhere(t *testing.T) {
	loaded, drawn := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		drawn++
		book, err := flows.Load(flowstest.Draw(t))
		if err != nil {
			return // the loader's tests are about what it refuses
		}
		loaded++
		r := &wander{t: t, book: book, now: open, c: chat.Conversation{ID: "c1", Address: chat.Address{Adapter: "webchat", Chat: "a"}, Alias: "blauwe vos"}}
		for range rapid.IntRange(1, 30).Draw(t, "events") {
			r.next()
		}
	})
	t.Logf("%d of %d load", loaded, drawn)
	if loaded*4 < drawn {
		t.Errorf("of %d playbooks only %d load: the test shows little", drawn, loaded)
	}
}

// wander is a random talk.
type wander struct {
	t    *rapid.T
	book *flows.Playbook
	c    chat.Conversation
	now  time.Time
	n    int
}

func (w *wander) next() {
	ev := chat.Event{Kind: chat.Said, From: w.c.Address, Author: chat.Author{Role: chat.RolePerson}}
	pause := time.Duration(rapid.IntRange(10, 4000).Draw(w.t, "seconds")) * time.Second
	switch rapid.IntRange(0, 9).Draw(w.t, "what") {
	case 0:
		ev.Kind = chat.Started
	case 1, 2, 3:
		if wake := w.c.WakeAt(); !wake.IsZero() {
			ev.Kind, ev.Author = chat.Woke, chat.Program
			pause = max(0, wake.Sub(w.now))
			if rapid.Bool().Draw(w.t, "nothing ran meanwhile") {
				pause += time.Duration(rapid.IntRange(0, 20).Draw(w.t, "hours")) * time.Hour
			}
			break
		}
		ev.Text = "hallo"
	case 4:
		if w.c.InHandoff() {
			ev = chat.Event{Kind: chat.Claimed, Author: chat.Author{Role: chat.RoleWorker, ID: "n", Name: "Noor"}}
			break
		}
		ev.Text = rapid.SampledFrom([]string{"mens", "opnieuw", "intrekken", "taal", "code", "wis", "nee"}).Draw(w.t, "wish")
	case 5:
		if w.c.Live() {
			ev = chat.Event{Kind: chat.HandedBack, Author: chat.Author{Role: chat.RoleWorker, ID: "n", Name: "Noor"}}
			break
		}
		fallthrough
	default:
		ev.Text = rapid.SampledFrom([]string{"geld", "wonen", "1", "2, 3", "liever niet", "klaar", "gewoon praten", "7", "1234", "06-12345678", "ja", "nee", "27-11-2026", "morgen", "geen", "iets heel anders", "1-1-2020"}).Draw(w.t, "text")
	}
	w.now = w.now.Add(pause)
	w.handle(ev)
	w.check()
}

// handle decides about the event and what follows from it, as the switchboard does.
func (w *wander) handle(ev chat.Event) {
	w.n++
	w.c.Turn++
	ev.ID, ev.At = fmt.Sprintf("e%d", w.n), w.now
	events := []chat.Event{ev}
	for i := 0; i < len(events); i++ {
		decide := engine.Step
		if k := events[i].Kind; w.c.InHandoff() || k == chat.HandedOff || k == chat.Claimed || k == chat.HandedBack {
			decide = handoff.Relay
		}
		events[i].At = w.now
		d := decide(w.book, w.c, chat.Facts{CanReach: true}, events[i])
		if again := decide(w.book, w.c, chat.Facts{CanReach: true}, events[i]); !reflect.DeepEqual(d, again) {
			w.t.Fatalf("the same event decides otherwise:\n%+v\n%+v", d, again)
		}
		if ev.Kind == chat.Woke && len(d.Say) > 0 && flows.Night(w.now) && !w.c.InHandoff() {
			w.t.Fatalf("the bot begins to speak at %v: %q", w.now, d.Say[0].Text)
		}
		if text := read(d); strings.Contains(text, "Ik geef het door aan") && !w.unasked(events[i]) {
			w.t.Fatalf("people take over because the bot did not know how to go on:\n%s", text)
		}
		if len(d.Say) > chat.LinesPerTurn/2 {
			w.t.Fatalf("%d messages at once", len(d.Say))
		}
		w.c = *d.Conversation
		events = append(events, d.Then...)
	}
}

// unasked tells whether the event is words where no question waits.
func (w *wander) unasked(ev chat.Event) bool {
	step := (*flows.Step)(nil)
	if flow := w.book.Flow(w.c.Flow); flow != nil {
		step, _ = flow.Step(w.c.Step)
	}
	return ev.Kind == chat.Said && (step == nil || !step.Asks())
}

func (w *wander) check() {
	c := w.c
	flow := w.book.Flow(c.Flow)
	timers := !c.RemindAt.IsZero() || !c.GiveUpAt.IsZero()
	switch {
	case c.Over, c.InHandoff():
		return
	case c.Step == "":
		if len(c.Calls) > 0 || timers || !c.WaitUntil.IsZero() {
			w.t.Fatalf("nothing waits, and yet %v, %v, %v, %v", c.Calls, c.RemindAt, c.GiveUpAt, c.WaitUntil)
		}
		return
	}
	step, _ := flow.Step(c.Step)
	switch {
	case step == nil:
		w.t.Fatalf("it stands at %q, which is not in %s", c.Step, c.Flow.Name)
	case step.Kind == flows.StepWait:
		if c.WaitUntil.IsZero() || timers || flows.Night(c.WaitUntil) {
			w.t.Fatalf("it waits until %v at %v, with %v and %v", c.WaitUntil, w.now, c.RemindAt, c.GiveUpAt)
		}
	case !step.Asks():
		w.t.Fatalf("it stands at a %s", step.Kind)
	case !c.WaitUntil.IsZero():
		w.t.Fatalf("it asks, and waits until %v", c.WaitUntil)
	case flows.Night(c.RemindAt) && !c.RemindAt.IsZero(), flows.Night(c.GiveUpAt) && !c.GiveUpAt.IsZero():
		w.t.Fatalf("timers in the night: %v, %v", c.RemindAt, c.GiveUpAt)
	}
	if len(c.Calls) > flows.CallDepth {
		w.t.Fatalf("%d flows wait", len(c.Calls))
	}
}
