package handoff_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"omzien/bot/chat"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// Any events, in any order, in any state that they lead to: the laws hold.
func TestAnyTalkKeepsTheLaws(t *testing.T) {
	book := flowstest.BuiltIn(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := newRun(t, rt, book)
		for range rapid.IntRange(1, 60).Draw(rt, "events") {
			r.next()
		}
	})
}

// run is one random talk.
type run struct {
	rt    *rapid.T
	w     *talk
	n     int
	notes map[string]bool   // texts that were never meant for the person
	by    map[string]string // a worker's text, and who typed it
	refs  []string          // events that may be named later
	typed []string          // workers' words that may be changed later
	out   map[string]bool   // workers' words that went to the person
	used  map[string]bool   // messages at the desk of which a button was pressed
}

// newRun begins a random talk from the playbook.
func newRun(t *testing.T, rt *rapid.T, book *flows.Playbook) *run {
	w := newTalk(t)
	w.book = book
	if rapid.Bool().Draw(rt, "undo") {
		w.book = flowstest.Shipped(t)
	}
	w.now = monday.Add(time.Duration(rapid.IntRange(0, 7*24*60).Draw(rt, "minute")) * time.Minute)
	w.facts.CanReach = rapid.Bool().Draw(rt, "can reach")
	if rapid.Bool().Draw(rt, "pushed desk") {
		w.facts.Desks = []chat.Address{desk}
	}
	if rapid.Bool().Draw(rt, "can change") {
		w.facts.EditFor = 48 * time.Hour
	}
	if rapid.Bool().Draw(rt, "no code") {
		w.facts.ReturnCode = ""
	}
	return &run{rt: rt, w: w, notes: map[string]bool{}, by: map[string]string{}, out: map[string]bool{}, used: map[string]bool{}}
}

var utterances = []string{
	"ja", "nee", "1", "2", "7", "Ja, wis alles", "Ik kom terug met mijn code", "Later", "thuis", "school", "geld",
	"mens", "stop", "opnieuw", "nood", "wis", "code", "help", "STOP!", "erase", "hoi", "",
	"morgen", "27-11", "half tien", "06-12345678", "sam@example.nl", "1234 AB", "9999", "zeven", "1, 2", "wonen", "wonne", "Klaar",
	"intrekken", "taal", "Gewoon praten", "Liever niet", "Geen van deze",
	"😭😭", "Sla over", "Liever straks", "Sam", "{team} {alias}", "used:choose:vrij",
}

func (r *run) text() string {
	r.n++
	switch rapid.IntRange(0, 9).Draw(r.rt, "what") {
	case 0:
		return fmt.Sprintf("verhaal %d ", r.n) + strings.Repeat("heel lang ", 1000)
	case 1, 2, 3:
		return fmt.Sprintf("zin %d", r.n)
	default:
		return rapid.SampledFrom(utterances).Draw(r.rt, "text")
	}
}

func (r *run) next() {
	w := r.w
	switch rapid.IntRange(0, 14).Draw(r.rt, "who") {
	case 10:
		kind := rapid.SampledFrom([]chat.Kind{chat.Edited, chat.Edited, chat.Blocked, chat.Back}).Draw(r.rt, "more")
		ev := chat.Event{Kind: kind, From: page, Author: chat.Author{Role: chat.RolePerson}}
		if kind == chat.Edited {
			ev.Text = r.text()
		}
		r.check(ev)
	case 11:
		r.check(r.lost())
	case 12, 13, 14:
		r.check(r.pressAtDesk())
	case 0, 1, 2:
		r.check(chat.Event{Kind: chat.Said, From: page, Author: chat.Author{Role: chat.RolePerson}, Text: r.text()})
	case 3, 4:
		r.check(r.press())
	case 5, 6, 7:
		r.check(r.work())
	case 8:
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 1800).Draw(r.rt, "seconds")) * time.Second)
		if wake := w.c.WakeAt(); wake.After(w.now) && rapid.Bool().Draw(r.rt, "until it wakes") {
			w.now = wake
		}
		w.facts.UnreadSince = time.Time{}
		if rapid.Bool().Draw(r.rt, "unread") {
			w.facts.UnreadSince = w.now.Add(-time.Duration(rapid.IntRange(0, 48).Draw(r.rt, "hours")) * time.Hour)
		}
		r.check(chat.Event{Kind: chat.Woke, Author: chat.Program})
	default:
		kind := rapid.SampledFrom([]chat.Kind{
			chat.Started, chat.Left, chat.Delivered, chat.Failed, chat.Raised, chat.AlarmEnded, chat.HandedOff, chat.Resumed, chat.Got, "unknown",
		}).Draw(r.rt, "kind")
		ev := chat.Event{Kind: kind, Author: chat.Program, Text: rapid.SampledFrom([]string{"", "wijk", "x"}).Draw(r.rt, "payload")}
		if (kind == chat.AlarmEnded || kind == chat.Raised) && len(w.c.Alarms) > 0 {
			ev.Ref = rapid.SampledFrom(w.c.Alarms).Draw(r.rt, "alarm")
		}
		if kind == chat.AlarmEnded {
			ev.Author = worker("Noor")
		}
		if kind == chat.Resumed && w.c.InHandoff() {
			return // only a hand-back brings it
		}
		r.check(ev)
	}
}

func (r *run) press() chat.Event {
	ev := chat.Event{Kind: chat.Chose, From: page, Author: chat.Author{Role: chat.RolePerson}}
	var offered []chat.Event
	for _, m := range r.w.said {
		for _, c := range m.Choices {
			if m.To == page {
				ev.Step, ev.Value, ev.Text = m.Step, c.Value, c.Label
				offered = append(offered, ev)
			}
		}
	}
	ev.Step, ev.Value, ev.Text = "used:choose:vrij", "ja", "Ja"
	return rapid.SampledFrom(append(offered, ev, chat.Event{Kind: chat.Chose, From: page, Author: ev.Author})).Draw(r.rt, "press")
}

// check handles the event and looks whether the laws hold.
func (r *run) check(ev chat.Event) {
	w, before := r.w, r.w.c
	r.n++
	ev.ID, ev.At = fmt.Sprintf("x%d", r.n), w.now
	before.Turn++
	w.facts.Words = chat.Words{}
	if ev.Author.Role == chat.RoleWorker && (ev.Kind == chat.Edited || ev.Kind == chat.Deleted) {
		w.facts.Words = w.out(ev.Ref)
	}
	frozen := freeze(before)
	first, second := decide(w.book, before, w.facts, ev), decide(w.book, before, w.facts, ev)
	if !reflect.DeepEqual(first, second) {
		r.rt.Fatalf("%s: two decisions about the same differ", ev.Kind)
	}
	overwrite(second.Conversation)
	if freeze(before) != frozen {
		r.rt.Fatalf("%s: the next state shares something with the one before", ev.Kind)
	}
	if token, _, pressed := strings.Cut(ev.Token, ":"); pressed && !first.Refused {
		r.used[token] = true
	}
	if before.Over && ev.Author.Role == chat.RolePerson && (ev.Kind == chat.Said || ev.Kind == chat.Edited) {
		return // a new conversation begins; that is the switchboard's
	}
	w.handle(ev)
	if first.Answer.Held {
		r.refs = append(r.refs, first.Answer.Ref)
	}
	if ev.Kind == chat.Answered || ev.Kind == chat.Canned {
		r.typed = append(r.typed, ev.ID)
	}
	r.atDesk(ev, before, first)
	for _, m := range first.Say {
		if m.Fenced && m.Epoch < first.Conversation.Epoch {
			r.rt.Fatalf("%s: %q is behind the fence that the same decision raises: nobody will read it", ev.Kind, m.Text)
		}
	}
	r.identifiers(ev, first)
	r.state(ev, before, *first.Conversation)
	r.words(ev, before, first)
	r.ownership(ev, before, first)
	r.leaving(ev, before, first)
	r.typing(*first.Conversation)
}

func freeze(c chat.Conversation) string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// overwrite spoils all that the state refers to.
func overwrite(c *chat.Conversation) {
	for k := range c.Data {
		c.Data[k] = "spoilt"
	}
	for i := range c.Told {
		c.Told[i].Text = "spoilt"
	}
	for i := range c.Alarms {
		c.Alarms[i] = "spoilt"
	}
	h := &c.Handoff
	for i := range h.Card {
		h.Card[i].Text = "spoilt"
	}
	for _, held := range [][]chat.Held{h.Earlier, h.Behind, h.Leaving} {
		for i := range held {
			held[i].Text = "spoilt"
		}
	}
	for i := range h.Posted {
		h.Posted[i].Card = "spoilt"
	}
	if h.Held != nil {
		h.Held.Text = "spoilt"
	}
	for i := range h.Consults {
		h.Consults[i].Question = "spoilt"
		for j := range h.Consults[i].Posted {
			h.Consults[i].Posted[j].Card = "spoilt"
		}
	}
}

func (r *run) identifiers(ev chat.Event, d chat.Decision) {
	seen := map[string]bool{}
	add := func(id string) {
		brought := chat.BroughtBy(id) // a worker's words have the key of the event that brought them
		if id == "" || id == ev.ID || seen[id] || !strings.HasPrefix(id, ev.ID+"/") && !slices.Contains(r.typed, brought) {
			r.rt.Fatalf("%s: the id %q is not a key of its own, derived from %q", ev.Kind, id, ev.ID)
		}
		seen[id] = true
	}
	for _, m := range d.Say {
		if r.out[m.ID] {
			r.rt.Fatalf("%s: %q goes out twice", ev.Kind, m.ID)
		}
		if r.out[m.ID] = chat.BroughtBy(m.ID) != ""; !r.out[m.ID] {
			delete(r.out, m.ID)
		}
		add(m.ID)
		if m.Talk != r.w.c.ID {
			r.rt.Fatalf("%s: a message belongs to talk %q", ev.Kind, m.Talk)
		}
		if m.Edits == "" && m.Text == "" || m.Gone != (m.Edits != "" && m.To == page && m.Text == "") {
			r.rt.Fatalf("%s: an empty message", ev.Kind)
		}
	}
	for _, l := range d.Lines {
		add(l.ID)
	}
	for _, a := range d.Alarms {
		add(a.ID)
	}
}

// state looks whether somebody, or something, goes on (law 3).
func (r *run) state(ev chat.Event, before, c chat.Conversation) {
	switch {
	case c.Over:
		if wake := c.WakeAt(); !wake.IsZero() && (!wake.Equal(c.AnswerAt) && !wake.Equal(c.MeldcodeAt) || c.Erase) || c.InHandoff() || c.Step != "" {
			r.rt.Fatalf("%s: it is over, yet goes on: %+v", ev.Kind, c)
		}
	case c.InHandoff():
		if c.Step != "" || c.Handoff.Team == "" || c.Handoff.Since.IsZero() {
			r.rt.Fatalf("%s: with people, but: %+v", ev.Kind, c)
		}
		if c.Live() != (c.Handoff.Worker.ID != "") {
			r.rt.Fatalf("%s: %q is owned by %+v", ev.Kind, c.Handoff.State, c.Handoff.Worker)
		}
	case c.Step != "":
		if s, _ := r.w.book.Flow(c.Flow).Step(c.Step); s == nil || !s.Asks() && s.Kind != flows.StepWait {
			r.rt.Fatalf("%s: nobody waits at %q", ev.Kind, c.Step)
		}
	}
	if ev.Kind == chat.Woke && !c.WakeAt().IsZero() && !c.WakeAt().After(ev.At) {
		r.rt.Fatalf("woke at %v and wants to wake at %v", ev.At, c.WakeAt())
	}
	if ev.Kind != chat.AlarmEnded && !c.Forgets() && len(c.Alarms) < len(before.Alarms) {
		r.rt.Fatalf("%s: an alarm went away by itself", ev.Kind)
	}
	if before.Erase && !c.Erase {
		r.rt.Fatalf("%s: the wish to be erased went away", ev.Kind)
	}
}

// words looks whether the person's words are answered, and reach people or a step.
func (r *run) words(ev chat.Event, before chat.Conversation, d chat.Decision) {
	if ev.Kind != chat.Said && ev.Kind != chat.Chose {
		return
	}
	c := *d.Conversation
	recently := !before.Handoff.Acked.IsZero() && ev.At.Sub(before.Handoff.Acked) < 10*time.Minute
	if len(heard(d)) == 0 && !before.Live() && !c.Over && !recently {
		r.rt.Fatalf("%.30q in state %q is met with silence", ev.Text, before.Handoff.State)
	}
	text := strings.TrimSpace(ev.Text)
	if ev.Kind == chat.Chose || text == "" || flows.ReservedWord(text) != flows.NoReserved || !strings.Contains(text, " ") || strings.Contains(text, ",") {
		return // may mean a choice
	}
	switch text {
	case "Ik kom terug met mijn code", "Sla over", "Liever straks", "Liever niet", "Gewoon praten":
		return
	}
	kept := func(what string) bool {
		return strings.Contains(what, text) || strings.Contains(what, text[:min(len(text), 12)])
	}
	if before.InHandoff() {
		if len(r.w.facts.Desks) > 0 && !slices.ContainsFunc(d.Say, func(m chat.Message) bool { return m.To == desk && kept(m.Text) }) {
			r.rt.Fatalf("%.30q did not reach the desk", text)
		}
		return
	}
	free := slices.ContainsFunc(slices.Collect(maps.Values(c.Data)), kept)
	understood := !maps.Equal(before.Data, c.Data) && !free // as a date, or what else was asked for
	if !understood && !slices.ContainsFunc(c.Told, func(t chat.Told) bool { return kept(t.Text) }) {
		r.rt.Fatalf("%.30q does not stand on the card", text)
	}
	if !understood && !c.InHandoff() && c.UnreadAt.IsZero() && len(d.Alarms) == 0 {
		r.rt.Fatalf("%.30q: nobody will ever look", text)
	}
}
