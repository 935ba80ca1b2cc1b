package main

import (
	"fmt"
	"slices"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
)

// tryout is one person's talk as the program would have it, with nothing
// around it: a conversation, a clock that only the author moves, the alarms that
// stand. Every event goes through the switchboard's Decide. Nothing is kept.
type tryout struct {
	book   *flows.Playbook
	now    time.Time
	lang   string // the platform's hint; empty: none
	at     chat.Address
	c      chat.Conversation
	events int
	talks  uint64       // how many conversations there were
	alarms []chat.Alarm // that stand
	offer  chat.Message // the newest of the bot's words with choices that stand; none where it has none
}

// happening is what one event brought about.
type happening struct {
	chat.Decision
	before  chat.Conversation
	by      chat.Role
	stopped bool // a timer that nothing moves; the program would hand it to people
}

// tryOut begins a tryout at this moment, where nobody wrote yet.
func tryOut(book *flows.Playbook, now time.Time) *tryout {
	r := &tryout{book: book, now: now, at: chat.Address{Adapter: "webchat", Chat: "oefening"}}
	r.begin()
	return r
}

// begin makes a new conversation for the person.
func (r *tryout) begin() {
	r.c = chat.Conversation{
		ID: fmt.Sprintf("oefening-%d", r.talks), Person: "oefening", Address: r.at, Alias: chat.Alias(r.talks),
	}
	r.talks++
}

// open lets the person come into the flow, by its link, its words or the adapter
// whose default it is; without a flow into the one of the chat page.
func (r *tryout) open(flow *flows.Flow) happening {
	if flow == nil {
		return r.person(chat.Started, "")
	}
	for _, s := range flow.Starts {
		if s.Deeplink != "" {
			return r.person(chat.Started, s.Deeplink)
		}
	}
	for _, s := range flow.Starts {
		if len(s.Words) > 0 {
			return r.person(chat.Said, s.Words[0])
		}
	}
	for _, s := range flow.Starts { // the loader wants one way in at least
		r.at.Adapter, r.c.Address.Adapter = s.Default, s.Default
	}
	return r.person(chat.Started, "")
}

func (r *tryout) person(kind chat.Kind, text string) happening {
	return r.handle(chat.Event{Kind: kind, From: r.at, Author: chat.Author{Role: chat.RolePerson}, Text: text, Lang: r.lang})
}

// press presses the i-th of the choices that stand.
func (r *tryout) press(i int) happening {
	c := r.offer.Choices[i]
	return r.handle(chat.Event{
		Kind: chat.Chose, From: r.at, Author: chat.Author{Role: chat.RolePerson}, Step: r.offer.Step, Value: c.Value, Text: c.Label,
	})
}

func (r *tryout) worker(name string, kind chat.Kind, text string) happening {
	return r.handle(chat.Event{Kind: kind, Author: workerNamed(name), Subject: r.subject(), Text: text})
}

func workerNamed(name string) chat.Author {
	return chat.Author{Role: chat.RoleWorker, ID: "oefening-" + flows.Normal(name), Name: name}
}

func (r *tryout) subject() chat.Subject {
	return chat.Subject{Kind: chat.SubjectConversation, ID: r.c.ID}
}

// looked lets a worker end the oldest alarm that stands; false where none does.
func (r *tryout) looked(name string) (happening, bool) {
	if len(r.alarms) == 0 {
		return happening{}, false
	}
	a := r.alarms[0]
	r.alarms = r.alarms[1:]
	d := alarm.Step(a, chat.Facts{}, chat.Event{ID: r.id(), Kind: chat.Ended, Author: workerNamed(name), At: r.now})
	all := happening{Decision: chat.Decision{Conversation: &r.c}, before: r.c, by: chat.RoleWorker}
	for _, ev := range d.Then {
		if ev.Subject == r.subject() { // not one of an earlier talk
			all = r.handle(ev)
		}
	}
	all.Answer, all.by = d.Answer, chat.RoleWorker
	return all, true
}

// wake moves the clock to the next timer, at the latest to until, and lets it go
// off. It gives false once the clock stands at until and nothing is due.
func (r *tryout) wake(until time.Time) (happening, bool) {
	due := r.c.WakeAt()
	if due.IsZero() || due.After(until) {
		r.now = until
		return happening{}, false
	}
	if due.After(r.now) {
		r.now = due
	}
	h := r.handle(chat.Event{Kind: chat.Woke, Author: chat.Program, Subject: r.subject()})
	h.stopped = r.c.WakeAt().Equal(due)
	return h, !h.stopped
}

func (r *tryout) id() string {
	r.events++
	return fmt.Sprintf("oefening:%d", r.events)
}

// handle lets one event happen now.
func (r *tryout) handle(ev chat.Event) happening {
	if ev.ID == "" {
		ev.ID = r.id()
	}
	ev.At = r.now
	if r.c.Over && ev.Author.Role == chat.RolePerson && ev.Kind != chat.Chose {
		r.begin()
	}
	h := happening{before: r.c, by: ev.Author.Role}
	r.c.Turn++
	h.Decision = switchboard.Decide(r.book, r.c, r.facts, ev)
	r.c = *h.Conversation
	for _, a := range h.Alarms {
		if !slices.ContainsFunc(r.alarms, func(o chat.Alarm) bool { return o.Cause == a.Cause && o.About == a.About }) {
			r.alarms = append(r.alarms, a)
		}
	}
	if r.c.Forgets() { // what they were about is gone
		r.alarms = slices.DeleteFunc(r.alarms, func(a chat.Alarm) bool { return a.About == r.subject() })
	}
	r.offered(h)
	return h
}

// offered keeps which choices stand: those of the newest words that have any,
// until the person goes on or the talk passes to somebody else.
func (r *tryout) offered(h happening) {
	if h.by == chat.RolePerson || r.c.Epoch != h.before.Epoch || r.c.Over {
		r.offer = chat.Message{}
	}
	for _, m := range h.Say {
		if len(m.Choices) > 0 && m.To == r.at {
			r.offer = m
		}
	}
}

// facts are those of a page on the web: we cannot write first, so there is a
// code to come back with. All that we say is read.
func (r *tryout) facts(string) chat.Facts {
	if r.at.Adapter != "webchat" {
		return chat.Facts{CanReach: true}
	}
	return chat.Facts{ReturnCode: chat.Code(0x2B51A7C31)}
}
