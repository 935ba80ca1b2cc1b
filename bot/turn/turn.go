// Package turn is what engine and handoff share: one decision in the making,
// and what Omzien does at a person's word wherever their conversation is
// (numbers in an emergency, erasing, the return code).
//
// It is pure: no I/O, no clock, no randomness. Now is the event's time, and
// identifiers are derived from the event's.
package turn

import (
	"maps"
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// Turn is one decision in the making. C is the next state: what New gave it of its
// own may be changed freely; what it shares with the state that New was given (Sent,
// Shown, Handoff.Offer, the files of texts) is only ever replaced as a whole. C is all
// of a Turn that outlives the decision; the rest stays on the caller's stack.
type Turn struct {
	Book *flows.Playbook
	C    *chat.Conversation
	F    chat.Facts
	Ev   chat.Event

	d chat.Decision
	n int // keys derived from the event so far
}

// New begins a decision about the conversation.
func New(book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) Turn {
	c.Kept = c.Kept.Clone()
	c.Data = maps.Clone(c.Data)
	c.Calls = slices.Clone(c.Calls)
	for i := range c.Calls {
		c.Calls[i].Data = maps.Clone(c.Calls[i].Data)
	}
	c.Offered = slices.Clone(c.Offered)
	c.Picked = slices.Clone(c.Picked)
	c.Choosing = slices.Clone(c.Choosing)
	c.Told = slices.Clone(c.Told)
	c.Alarms = slices.Clone(c.Alarms)
	if c.Meldcode != nil {
		steps := *c.Meldcode
		steps.Done = slices.Clone(steps.Done)
		c.Meldcode = &steps
	}
	if c.Approach != nil {
		tries := *c.Approach
		tries.Tries = slices.Clone(tries.Tries)
		c.Approach = &tries
	}
	c.Raised = slices.Clone(c.Raised)
	h := &c.Handoff
	h.Card = slices.Clone(h.Card)
	h.Earlier = slices.Clone(h.Earlier)
	h.Behind = slices.Clone(h.Behind)
	h.Leaving = slices.Clone(h.Leaving)
	h.Posted = slices.Clone(h.Posted)
	h.Sending = slices.Clone(h.Sending)
	h.Consults = cloneConsults(h.Consults)
	if h.Held != nil {
		held := *h.Held
		h.Held = &held
	}
	return Turn{Book: book, C: &c, F: f, Ev: ev}
}

// Now is the moment of the decision.
func (t *Turn) Now() time.Time { return t.Ev.At }

// Decide gives the decision. The Turn is done.
func (t *Turn) Decide() chat.Decision {
	t.d.Conversation = t.C
	return t.d
}

// Key derives the next identifier of this decision.
func (t *Turn) Key() string {
	t.n++
	return chat.Key(t.Ev.ID, t.n-1)
}

// Text gives a fixed text in the person's language and form, with the label of
// the team where it names one.
func (t *Turn) Text(id flows.TextID, pairs ...string) string {
	return t.Book.Say(id, t.C.Lang, t.C.Form, pairs...)
}

// Called is how the person reads the team in their language.
func (t *Turn) Called(team flows.Team) string { return t.Book.Called(team, t.C.Lang) }

// Say is the bot's own talk: it is superseded once a worker takes over.
func (t *Turn) Say(text string) {
	t.Post(chat.Message{Class: chat.Prompt, Fenced: true, Text: text})
}

// Tell is what the bot says for people: it stands, whoever has the talk.
func (t *Turn) Tell(class chat.Class, text string) {
	t.Post(chat.Message{Class: class, Text: text})
}

// Ask is the bot's own talk with choices; presses on them name the step. big
// asks for large buttons, which send their label as words. What Omzien itself
// asked before waits no longer: a yes answers the question that was put last.
func (t *Turn) Ask(step, text string, choices []chat.Choice, big bool) {
	t.C.Pending = ""
	t.Post(chat.Message{Class: chat.Prompt, Fenced: true, Text: text, Step: step, Choices: choices, Big: big})
}

// Post says a message to the person. Its identifier, and where nothing else is
// said its speaker, are filled in. What has nothing to show is not said: no
// platform takes it. A question whose text came to nothing is asked all the same.
// To somebody whom a worker registered nothing is said: they are not here.
func (t *Turn) Post(m chat.Message) (id string) { return t.PostAs("", m) }

// PostAs is Post with an identifier of its own, where there is one: the same words
// have the same, whichever event lets them go.
func (t *Turn) PostAs(own string, m chat.Message) (id string) {
	if !t.C.Reachable() {
		return ""
	}
	if strings.TrimSpace(m.Text) == "" && len(m.Files) == 0 && m.Link == nil && !m.Gone {
		if m.Step == "" {
			return ""
		}
		m.Text = "…"
	}
	m.ID, m.To, m.Talk, m.Epoch = own, t.C.Address, t.C.ID, t.C.Epoch
	if own == "" {
		m.ID = t.Key()
	}
	if m.Speaker == (chat.Author{}) {
		m.Speaker = chat.Program
	}
	if m.Speaker == chat.Program {
		m.Text = flows.Directed(t.C.Lang, m.Text)
	}
	t.remember(m)
	t.d.Say = append(t.d.Say, m)
	return m.ID
}

// Spoke tells whether anything was said to the person in this decision.
func (t *Turn) Spoke() bool {
	return slices.ContainsFunc(t.d.Say, func(m chat.Message) bool { return m.To == t.C.Address })
}

// Push says a message to a desk.
func (t *Turn) Push(desk chat.Address, m chat.Message) (id string) {
	m.ID, m.To, m.Talk, m.Epoch = t.Key(), desk, t.C.ID, t.C.Epoch
	if m.Speaker == (chat.Author{}) {
		m.Speaker = chat.Program
	}
	t.d.Say = append(t.d.Say, m)
	return m.ID
}

// Keep puts a line of the desk's into the record, on behalf of the author.
func (t *Turn) Keep(kind chat.LineKind, by chat.Author, text string, files ...chat.File) {
	t.d.Lines = append(t.d.Lines, chat.Line{
		ID: t.Key(), Conversation: t.C.ID, Kind: kind, At: t.Now(), Author: by, Text: text, Files: files,
	})
}

// KeepAside puts words that were said in an overleg into the record.
func (t *Turn) KeepAside(consult string, by chat.Author, text string) {
	t.Keep(chat.LineConsult, by, text)
	t.d.Lines[len(t.d.Lines)-1].Consult = consult
}

// Fill puts what a worker filled in into the record.
func (t *Turn) Fill(by chat.Author, form chat.Form) {
	t.d.Lines = append(t.d.Lines, chat.Line{
		ID: t.Key(), Conversation: t.C.ID, Kind: chat.LineForm, At: t.Now(), Author: by,
		Step: string(form.Kind), Text: form.Words(), Form: form.Values(),
	})
}

// Mark puts a line of Omzien's for the desk into the record.
func (t *Turn) Mark(text string) { t.Keep(chat.LineMark, chat.Program, text) }

// Raise opens an alarm about the conversation. why is in the desk's words; it is
// read at pushed desks too, and so has no number in it by which somebody is reached.
func (t *Turn) Raise(cause chat.Cause, urgency chat.Urgency, why string) {
	why = Masked(why)
	a := chat.Alarm{
		ID: chat.AlarmID(t.Ev.ID, cause), Cause: cause, Urgency: urgency, Team: t.C.Handoff.Team,
		About: t.subject(), Opened: t.Now(), Alias: t.C.Alias, Why: why,
	}
	if i := slices.IndexFunc(t.d.Alarms, func(o chat.Alarm) bool { return o.ID == a.ID }); i >= 0 { // the same step, twice in one turn
		same := &t.d.Alarms[i]
		same.Why, same.Urgency = same.Why+" "+why, max(same.Urgency, urgency)
		return
	}
	if !t.C.Stands(cause) {
		t.C.Alarms = append(t.C.Alarms, a.ID)
	}
	t.d.Alarms = append(t.d.Alarms, a)
}

// Looked ends the conversation's open alarm with the cause on behalf of the
// event's author, a worker, who saw to it.
func (t *Turn) Looked(cause chat.Cause) {
	for _, id := range t.C.Alarms {
		if cause.Of(id) {
			t.d.Then = append(t.d.Then, chat.Event{
				ID: t.Key(), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: id}, Author: t.Ev.Author, At: t.Now(),
			})
		}
	}
}

// Ended takes an alarm that a human ended off the conversation's list. What the
// person asked to be erased goes with the last crisis alarm.
func (t *Turn) Ended() {
	t.C.Alarms = slices.DeleteFunc(t.C.Alarms, func(id string) bool { return id == t.Ev.Ref })
	if len(t.C.Alarms) == 0 {
		t.C.Alarms = nil
	}
	if t.C.Forgets() {
		t.End()
	}
}

// Then lets an event about the same conversation follow at once.
func (t *Turn) Then(kind chat.Kind, step, value string) {
	t.d.Then = append(t.d.Then, chat.Event{
		ID: t.Key(), Kind: kind, Subject: t.subject(), Author: chat.Program,
		Step: step, Value: value, At: t.Now(),
	})
}

// Answer is for whoever caused the event; in the desk's words.
func (t *Turn) Answer(a chat.Answer) { t.d.Answer = a }

// Refuse says that nothing came of the event.
func (t *Turn) Refuse() { t.d.Refused = true }

// End ends the conversation: the next words begin a new one. Alarms stand, and
// whether the last answer was read is still looked at.
func (t *Turn) End() {
	c := t.C
	if c.InHandoff() {
		c.Handoff.State = chat.Done
		c.Epoch++
	}
	if !c.Forgets() {
		t.ConcludeAll("Het gesprek met " + c.Name() + " is afgerond. Dit overleg is ook klaar.")
	} else {
		t.empty(t.wiped(), chat.Live)
		c.Alarms, c.AnswerAt, c.MeldcodeAt = nil, time.Time{}, time.Time{} // nothing is left that they would be about
	}
	c.Over, c.Step, c.Pending, c.Missed = true, "", "", 0
	c.UnreadAt, c.NewsAt, c.DangerAt, c.CalmAt, c.LeaseAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}
	c.Rush, c.Begun, c.Offered, c.Picked = chat.Rush{}, false, nil, nil
	c.WaitUntil, c.RemindAt, c.GiveUpAt, c.AgainAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
}

// Emptied is what is said at pushed desks about an earlier talk of a person whom
// the event erases: what stands there of it is emptied too.
func Emptied(book *flows.Playbook, earlier chat.Conversation, ev chat.Event) []chat.Message {
	ev.ID += "/" + earlier.ID
	t := New(book, earlier, chat.Facts{}, ev)
	t.empty(t.wiped(), chat.Live)
	return t.d.Say
}

// wiped is why nothing of the talk stands at the desks any more.
func (t *Turn) wiped() string { return t.C.Alias + " heeft alles gewist." }

// empty takes what the person told off the cards at pushed desks, and their name
// off the questions there. why stands there instead. Class is how much haste that has.
func (t *Turn) empty(why string, class chat.Class) {
	c, h := t.C, &t.C.Handoff
	for _, p := range h.Posted {
		t.Push(p.Desk, chat.Message{
			Class: class, Text: why, Edits: p.Card, Emptied: true,
			Card: &chat.Card{Alias: c.Alias, Team: t.Book.Team(h.Team).Label, State: string(chat.Done)},
		})
	}
	kept := h.Earlier
	if h.Held != nil {
		kept = append(slices.Clone(kept), *h.Held)
	}
	for _, held := range kept {
		if held.Asked != nil {
			t.Push(held.Asked.Desk, chat.Message{Class: max(class, chat.Prompt), Text: "Niet verstuurd.", Edits: held.Asked.Card, Emptied: true})
		}
	}
	raised := "Melding. De tekst is gewist. Sluit deze melding af op de webdesk."
	if t.Ev.Kind == chat.Expired { // it was ended long ago
		raised = why
	}
	for _, at := range c.Raised { // their buttons go with the record of them
		t.Push(at.Desk, chat.Message{Class: max(class, chat.Prompt), Text: raised, Edits: at.Card, Emptied: true})
	}
	t.emptyConsults(why, class)
	for _, text := range h.Leaving {
		if text.Desk != nil { // it still stands there, as if it had been sent
			t.Push(*text.Desk, chat.Message{Class: class, Text: "Niet verstuurd: " + why})
		}
	}
	h.Posted, h.Held, h.Earlier, h.Behind, h.Leaving, h.Sending = nil, nil, nil, nil, nil, nil
}

// Due tells whether a timer's moment has come.
func (t *Turn) Due(timer time.Time) bool { return !timer.IsZero() && !timer.After(t.Now()) }

func (t *Turn) subject() chat.Subject {
	return chat.Subject{Kind: chat.SubjectConversation, ID: t.C.ID}
}
