package handoff_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/bot/engine"
	"omzien/bot/handoff"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// monday is a moment at which both teams of the built-in playbook are open.
var monday = time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam)

var (
	page = chat.Address{Adapter: "webchat", Chat: "a"}
	desk = chat.Address{Adapter: "slack", Chat: "C1"}
)

// talk is a conversation on which the pure functions are composed as the
// switchboard does.
type talk struct {
	book   *flows.Playbook
	c      chat.Conversation
	now    time.Time
	facts  chat.Facts
	n      int
	alarms []chat.Alarm // all ever opened, one open per cause
	said   []chat.Message
	last   chat.Decision
	lines  []chat.Line
}

func newTalk(t testing.TB) *talk {
	return &talk{
		book: flowstest.BuiltIn(t), now: monday, facts: chat.Facts{ReturnCode: "appel-boom-fiets-zee"},
		c: chat.Conversation{ID: "c1", Person: "p1", Address: page, Alias: "blauwe vos"},
	}
}

func (w *talk) person(kind chat.Kind, text string) chat.Decision {
	return w.handle(chat.Event{Kind: kind, From: w.c.Address, Author: chat.Author{Role: chat.RolePerson}, Text: text})
}

func (w *talk) says(text string) chat.Decision { return w.person(chat.Said, text) }

// press presses the choice with this label of the newest message that has it.
func (w *talk) press(label string) chat.Decision {
	for _, m := range slices.Backward(w.said) {
		for _, c := range m.Choices {
			if c.Label == label && m.To == w.c.Address {
				return w.handle(chat.Event{
					Kind: chat.Chose, From: w.c.Address, Author: chat.Author{Role: chat.RolePerson},
					Step: m.Step, Value: c.Value, Text: label,
				})
			}
		}
	}
	panic("nothing offers " + label)
}

func worker(name string) chat.Author {
	return chat.Author{Role: chat.RoleWorker, ID: "w-" + name, Name: name}
}

func (w *talk) does(name string, kind chat.Kind, text string) chat.Answer {
	return w.handle(chat.Event{
		Kind: kind, Author: worker(name), Text: text,
		Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID},
	}).Answer
}

// passes lets time go by, with every timer at its moment.
func (w *talk) passes(d time.Duration) (all chat.Decision) {
	until := w.now.Add(d)
	for {
		wake := w.c.WakeAt()
		if wake.IsZero() || wake.After(until) {
			break
		}
		if wake.After(w.now) {
			w.now = wake
		}
		one := w.handle(chat.Event{Kind: chat.Woke, Author: chat.Program})
		all.Say = append(all.Say, one.Say...)
		all.Alarms = append(all.Alarms, one.Alarms...)
		all.Joins = append(all.Joins, one.Joins...)
	}
	w.now = until
	now := w.c
	all.Conversation = &now
	w.last = all
	return all
}

// ends lets a worker end the open alarm with the cause.
func (w *talk) ends(name string, cause chat.Cause) chat.Decision {
	for i, a := range w.alarms {
		if a.Cause == cause && a.Open() {
			w.n++
			d := alarm.Step(a, chat.Facts{}, chat.Event{ID: fmt.Sprintf("e%d", w.n), Kind: chat.Ended, Author: worker(name), At: w.now})
			w.alarms[i] = *d.Alarm
			for _, ev := range d.Then {
				after := w.handle(ev)
				after.Answer = d.Answer
				w.last = after
			}
			return w.last
		}
	}
	panic("no alarm of cause " + cause)
}

func (w *talk) handle(ev chat.Event) chat.Decision {
	w.n++
	if ev.ID == "" {
		ev.ID = fmt.Sprintf("e%d", w.n)
	}
	ev.At = w.now
	if w.c.Over && ev.Author.Role == chat.RolePerson && ev.Kind == chat.Said {
		w.c = chat.Conversation{ID: w.c.ID + "+", Person: w.c.Person, Address: w.c.Address, Turn: w.c.Turn, Alias: "groen schaap"}
	}
	w.c.Turn++
	d := decide(w.book, w.c, w.facts, ev)
	w.c = *d.Conversation
	w.said = append(w.said, d.Say...)
	w.lines = append(w.lines, d.Lines...)
	for _, a := range d.Alarms {
		if !slices.ContainsFunc(w.alarms, func(o chat.Alarm) bool { return o.Open() && o.Cause == a.Cause }) {
			w.alarms = append(w.alarms, a)
		}
	}
	w.last = d
	return d
}

// decide composes the pure functions, with what follows at once.
func decide(book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) chat.Decision {
	all := one(book, c, f, ev)
	for len(all.Then) > 0 {
		next := all.Then[0]
		all.Then = all.Then[1:]
		d := one(book, *all.Conversation, f, next)
		all.Conversation = d.Conversation
		all.Say = append(all.Say, d.Say...)
		all.Lines = append(all.Lines, d.Lines...)
		all.Alarms = append(all.Alarms, d.Alarms...)
		all.Then = append(all.Then, d.Then...)
		all.Issued = all.Issued || d.Issued
		if all.Answer == (chat.Answer{}) {
			all.Answer = d.Answer
		}
	}
	return all
}

func one(book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) chat.Decision {
	f.Own = f.Desks
	if ev.Consult != "" {
		return handoff.Relay(book, c, f, ev)
	}
	switch ev.Kind {
	case chat.Claimed, chat.Answered, chat.Noted, chat.Released, chat.Withheld, chat.Recalled, chat.HandedBack, chat.Closed, chat.HandedOff, chat.Overheard,
		chat.LetGo, chat.PassedOn, chat.Asked, chat.Registered, chat.Meldcode, chat.FollowedUp,
		chat.Consulted, chat.Invited, chat.Conferred, chat.Concluded,
		chat.Canned, chat.Revealed, chat.Opened, chat.Phoned, chat.LeftCard, chat.Visited, chat.CardOpened:
		return handoff.Relay(book, c, f, ev)
	}
	if ev.Kind == chat.Recalled || ev.Kind == chat.Looked {
		return handoff.Relay(book, c, f, ev)
	}
	if ev.Kind == chat.Raised || ev.Kind == chat.AlarmEnded && len(c.Raised) > 0 {
		return handoff.Relay(book, c, f, ev)
	}
	if ev.Author.Role == chat.RoleWorker && (ev.Kind == chat.Edited || ev.Kind == chat.Deleted) {
		return handoff.Relay(book, c, f, ev)
	}
	if c.InHandoff() || c.Handoff.State == chat.Resting && ev.Kind == chat.Woke || len(c.Handoff.Sending) > 0 && (ev.Kind == chat.Delivered || ev.Kind == chat.Failed) {
		return handoff.Relay(book, c, f, ev)
	}
	return engine.Step(book, c, f, ev)
}

// heard is what the person reads of a decision.
func heard(d chat.Decision) []chat.Message {
	var to []chat.Message
	for _, m := range d.Say {
		if m.To == d.Conversation.Address {
			to = append(to, m)
		}
	}
	return to
}
