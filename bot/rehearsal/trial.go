package rehearsal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"omzien/bot/alarm"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
)

// Trial is one person's talk as the program would have it, with nothing around
// it: a conversation, a clock that only its owner moves, the alarms that stand.
// Every event goes through the switchboard's Decide. Nothing is kept.
type Trial struct {
	Now    time.Time
	Lang   string            // the platform's hint; empty: none
	C      chat.Conversation // as it stands now
	Alarms []chat.Alarm      // that stand, the oldest first
	book   *flows.Playbook
	n      *counters
	who    string         // whose talk it is, in ids
	around *around        // nil: nothing stands around it
	offers []chat.Message // the bot's words with choices, in all of its conversations

	counted map[string]chat.Counted // what each of the person's talks counts
}

// counters make ids and aliases. Talks that stand side by side share them.
type counters struct {
	events int
	talks  uint64 // how many conversations there were
}

func (n *counters) id() string {
	n.events++
	return fmt.Sprintf("oefening:%d", n.events)
}

// Happening is what one event brought about.
type Happening struct {
	chat.Decision
	Before  chat.Conversation
	By      chat.Role
	Stopped bool // a timer that nothing moves; the program would hand it to people
}

// Code is the return code that everybody gets in a rehearsal.
const Code = "appel-boom-fiets-zee"

// NewTrial begins a trial at this moment, on the chat page, where nobody wrote
// yet.
func NewTrial(book *flows.Playbook, now time.Time) *Trial {
	return newTrial(book, now, "oefening", chat.Address{Adapter: "webchat", Chat: "oefening"}, &counters{}, nil)
}

// newTrial begins the trial of somebody at this address.
func newTrial(book *flows.Playbook, now time.Time, who string, at chat.Address, n *counters, around *around) *Trial {
	t := &Trial{book: book, Now: now, n: n, who: who, around: around}
	t.begin(at)
	return t
}

// begin makes a new conversation for the person. Each has the next of chat's
// aliases. What is kept of them stays, unless they were erased.
func (t *Trial) begin(at chat.Address) {
	kept := t.C.Kept
	if t.C.Forgets() {
		kept = chat.Kept{}
	}
	t.C = chat.Conversation{
		ID: fmt.Sprintf("oefening-%d", t.n.talks), Person: t.who, Address: at, Turn: t.C.Turn, Alias: chat.Alias(t.n.talks), Kept: kept,
	}
	t.n.talks++
}

// Open lets the person come into the flow, by its link, its words or the adapter
// whose default it is; without a flow into the one of the chat page.
func (t *Trial) Open(flow *flows.Flow) Happening {
	if flow == nil {
		return t.Person(chat.Started, "")
	}
	for _, s := range flow.Starts {
		if s.Deeplink != "" {
			return t.Person(chat.Started, s.Deeplink)
		}
	}
	for _, s := range flow.Starts {
		if len(s.Words) > 0 {
			return t.Person(chat.Said, s.Words[0])
		}
	}
	for _, s := range flow.Starts { // the loader wants one way in at least
		t.C.Address.Adapter = s.Default
	}
	return t.Person(chat.Started, "")
}

// Person lets the person do something; files come with words.
func (t *Trial) Person(kind chat.Kind, text string, files ...chat.File) Happening {
	return t.handle(chat.Event{Kind: kind, Author: chat.Author{Role: chat.RolePerson}, Text: text, Files: files, Lang: t.Lang})
}

// Press presses one of the choices of a message.
func (t *Trial) Press(m chat.Message, c chat.Choice) Happening {
	return t.handle(chat.Event{Kind: chat.Chose, Author: chat.Author{Role: chat.RolePerson}, Step: m.Step, Value: c.Value, Text: c.Label})
}

// Worker lets a worker do something in the conversation. A text that waits before
// it leaves, so that it can be taken back, has left then: the clock went on.
// Recalled is what a worker writes and takes back in time.
func (t *Trial) Worker(name string, kind chat.Kind, text string) Happening {
	who := workerNamed(name)
	if kind == chat.Recalled {
		wrote := t.handle(chat.Event{Kind: chat.Answered, Author: who, Text: text})
		return wrote.with(t.handle(chat.Event{Kind: chat.Recalled, Author: who}))
	}
	return t.left(t.handle(chat.Event{Kind: kind, Author: who, Text: text}))
}

// left is what happened, with all that was about to leave by it.
func (t *Trial) left(all Happening) Happening {
	for len(t.C.Handoff.Leaving) > 0 {
		h, more := t.Wake(t.C.Handoff.Leaving[0].Leaves)
		if !more {
			break
		}
		answer := all.Answer
		all = all.with(h)
		all.Answer = answer
	}
	return all
}

// register begins the talk of somebody who did not write: from then on the trial
// is about them.
func (t *Trial) register() {
	if t.n.events == 0 {
		t.n.talks = 0
	}
	t.begin(chat.Address{Adapter: chat.Registry, Chat: t.id()})
}

// Fill lets a worker send a form in. Of one that comes back nothing is kept. A
// form that comes next is sent in as it is.
func (t *Trial) Fill(name string, kind chat.Kind, form map[string]string) Happening {
	before := t.C
	if kind == chat.Registered {
		t.register()
	}
	h := t.handle(chat.Event{Kind: kind, Author: workerNamed(name), Form: Invited(form, workerNamed)})
	if h.Answer.Form == nil {
		return t.left(h)
	}
	t.C = before
	if next := *h.Answer.Form; next.Wrongs() == "" {
		return t.Fill(name, next.Kind, next.Values())
	}
	return Happening{Decision: chat.Decision{Conversation: &t.C, Answer: h.Answer}, Before: before, By: chat.RoleWorker}
}

// Invited is the form as a desk would bring it: a transcript names colleagues who
// are asked into an overleg, with commas between them.
func Invited(form map[string]string, named func(name string) chat.Author) map[string]string {
	names, asks := form[chat.ConsultColleagues]
	if !asks {
		return form
	}
	var all []chat.Invitee
	for name := range strings.SplitSeq(names, ",") {
		all = append(all, chat.Invitee{Author: named(strings.TrimSpace(name))})
	}
	form = maps.Clone(form)
	form[chat.ConsultColleagues] = chat.Invitees(all)
	return form
}

// with is what happened, and then something more.
func (h Happening) with(next Happening) Happening {
	next.Before, next.By = h.Before, h.By
	next.Say = slices.Concat(h.Say, next.Say)
	next.Lines = slices.Concat(h.Lines, next.Lines)
	next.Alarms = slices.Concat(h.Alarms, next.Alarms)
	next.Then = slices.Concat(h.Then, next.Then)
	return next
}

// PassOn lets a worker pass the talk on: a colleague is named.
func (t *Trial) PassOn(name string, to chat.Pass) Happening {
	whom := to.Worker
	if whom != "" {
		to.Worker = workerNamed(whom).ID
	}
	return t.handle(chat.Event{Kind: chat.PassedOn, Author: workerNamed(name), Ref: to.Ref(), Text: whom})
}

func workerNamed(name string) chat.Author {
	return chat.Author{Role: chat.RoleWorker, ID: "oefening-" + flows.Normal(name), Name: name}
}

// Subject is the conversation.
func (t *Trial) Subject() chat.Subject {
	return chat.Subject{Kind: chat.SubjectConversation, ID: t.C.ID}
}

// Look lets a worker end an alarm that stands.
func (t *Trial) Look(name string, a chat.Alarm) Happening {
	t.Alarms = slices.DeleteFunc(t.Alarms, func(o chat.Alarm) bool { return o.Cause == a.Cause && o.About == a.About })
	d := alarm.Step(a, chat.Facts{}, chat.Event{ID: t.id(), Kind: chat.Ended, Author: workerNamed(name), At: t.Now})
	all := Happening{Decision: chat.Decision{Conversation: &t.C}, Before: t.C, By: chat.RoleWorker}
	for _, ev := range d.Then {
		if ev.Subject == t.Subject() { // in an earlier talk it changes nothing that anybody sees
			all = t.handle(ev)
		}
	}
	all.Answer, all.By = d.Answer, chat.RoleWorker
	return all
}

// Wake moves the clock to the next timer, at the latest to until, and lets it go
// off. It gives false once the clock stands at until and nothing is due.
func (t *Trial) Wake(until time.Time) (Happening, bool) {
	due, ev := t.next()
	if due.IsZero() || due.After(until) {
		t.Now = until
		return Happening{}, false
	}
	if due.After(t.Now) {
		t.Now = due
	}
	h := t.handle(ev)
	h.Stopped = ev.Kind == chat.Woke && t.C.WakeAt().Equal(due)
	return h, !h.Stopped
}

// next is what is due next in the talk, and when: a timer of its own, or of the
// person's appointment. The time is zero where nothing is.
func (t *Trial) next() (time.Time, chat.Event) {
	due := t.C.WakeAt()
	if a := t.C.Kept.Appointment; a.ID != "" && (due.IsZero() || a.NextAt.Before(due)) {
		return a.NextAt, a.RemindEvent(t.C.ID)
	}
	return due, chat.Event{Kind: chat.Woke, Author: chat.Program}
}

func (t *Trial) id() string { return t.n.id() }

// handle lets one event happen now.
func (t *Trial) handle(ev chat.Event) Happening {
	if ev.ID == "" {
		ev.ID = t.id()
	}
	reaches := ev.Kind == chat.Prompts || ev.Kind == chat.Unheard || ev.Kind == chat.Reminds && t.Now.Before(t.C.Kept.Appointment.Start)
	if t.C.Over && (ev.Author.Role == chat.RolePerson && ev.Kind != chat.Chose || reaches) {
		t.begin(t.C.Address)
	}
	if ev.At = t.Now; ev.Subject.Kind != chat.SubjectMember { // a programme reaches out by a member
		ev.Subject = t.Subject()
	}
	if ev.Author.Role == chat.RolePerson {
		ev.From = t.C.Address
	}
	h := Happening{Before: t.C, By: ev.Author.Role}
	t.C.Turn++
	h.Decision = switchboard.Decide(t.book, t.C, t.facts(ev), ev)
	t.C = *h.Conversation
	t.counts()
	if t.around != nil && h.Member != nil {
		t.around.becomes(*h.Member)
	}
	for _, m := range h.Joins {
		if t.around != nil {
			t.around.becomes(m)
		}
	}
	for _, a := range h.Alarms {
		if !slices.ContainsFunc(t.Alarms, func(o chat.Alarm) bool { return o.Cause == a.Cause && o.About == a.About }) {
			t.Alarms = append(t.Alarms, a)
		}
	}
	if t.C.Forgets() { // what they were about is gone
		t.Alarms = slices.DeleteFunc(t.Alarms, func(a chat.Alarm) bool { return a.About == t.Subject() })
	}
	for _, m := range h.Say {
		if len(m.Choices) > 0 && m.To == t.C.Address {
			t.offers = append(t.offers, m)
		}
	}
	return t.ends(h)
}

// ends lets alarms about the talk end that somebody saw to by what happened.
func (t *Trial) ends(h Happening) Happening {
	for _, ev := range h.Then {
		i := slices.IndexFunc(t.Alarms, func(a chat.Alarm) bool { return ev.Kind == chat.Ended && a.ID == ev.Subject.ID })
		if i < 0 {
			continue
		}
		a := t.Alarms[i]
		t.Alarms = slices.Delete(slices.Clone(t.Alarms), i, i+1)
		for _, next := range alarm.Step(a, chat.Facts{}, ev).Then {
			if next.Subject == t.Subject() {
				answer := h.Answer
				h = h.with(t.handle(next))
				h.Answer = answer
			}
		}
	}
	return h
}

// Offers are the bot's words with choices, the oldest first. A press on one whose
// question was answered is told so.
func (t *Trial) Offers() []chat.Message { return t.offers }

// facts are those of a page on the web: we cannot write first, so there is a
// code to come back with. All that we say is read.
func (t *Trial) facts(ev chat.Event) func(team string) chat.Facts {
	f := chat.Facts{ReturnCode: Code}
	if t.C.Address.Adapter != "webchat" {
		f = chat.Facts{CanReach: true}
	}
	f.Came = t.came(ev)
	if t.around != nil {
		t.around.facts(t.C, ev, &f)
	}
	return func(string) chat.Facts { return f }
}

// Reaches tells whether the talk has come to people just now.
func (h Happening) Reaches() bool {
	return h.Conversation.Handoff.State == chat.Waiting && h.Before.Handoff.State != chat.Waiting
}

// Visible tells whether anything at all is to be seen of what happened.
func (h Happening) Visible() bool {
	return len(h.Say)+len(h.Lines)+len(h.Alarms) > 0 || h.Answer.Text != "" || h.Reaches() || h.Conversation.Over != h.Before.Over
}
