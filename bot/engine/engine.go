// Package engine decides what the bot says next. It follows the flow that a
// conversation began with, and gives people what it does not understand.
package engine

import (
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

const (
	// unreadAfter is when words that no step understood stand at the desk,
	// unless a choice follows (law 4).
	unreadAfter = 60 * time.Second
	// quietAfter is when words that a person wrote freely stand at the desk,
	// where they do not go on: no story waits for somebody who left.
	quietAfter = 10 * time.Minute
	// longWords and longBytes: an opening beyond either is a story, to which
	// a menu would be no answer.
	longWords, longBytes = 12, 120
)

// Step decides about one event in a conversation that is the bot's. It is
// total: any event in any state gives a decision.
func Step(book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) chat.Decision {
	b := &bot{Turn: turn.New(book, c, f, ev)}
	b.find()
	b.step()
	d := b.Decide()
	if ev.Kind == chat.Begins && len(d.Say) > 0 { // the programme is to know that it was sent
		d.Say[0].Report = true
		until := windowOf(f, ev.Ref)
		for i := range d.Say {
			d.Say[i].Until = until
		}
	}
	return d
}

// windowOf is until when the talk of that round may begin with the person (law 11);
// zero where the round was not read.
func windowOf(f chat.Facts, round string) (until time.Time) {
	for i := range f.Rounds {
		for _, m := range f.Members {
			if o := f.Rounds[i].Of(m.ID); o != nil && f.Rounds[i].ID == round {
				until = o.Until
			}
		}
	}
	return until
}

// bot is one decision of the engine.
type bot struct {
	turn.Turn
	flow  *flows.Flow // nil before the talk began, or where its flow is gone
	was   *flows.Step // the question that waits as the person read it, where the flow moved on to another version
	last  string      // what was answered just now, for a notify that follows
	hours bool        // the person has yet to hear whether anybody reads now

	noticed bool // people were asked to look
}

func (b *bot) step() {
	switch b.Ev.Kind {
	case chat.AlarmEnded:
		b.Ended()
		return
	case chat.Failed:
		b.Failed()
		return
	case chat.Blocked, chat.Back:
		b.Reachable(b.Ev.Kind == chat.Back)
		return
	case chat.Left:
		b.Left()
		return
	case chat.Edited:
		b.edited()
		return
	case chat.Woke:
		b.woke()
		return
	case chat.Begins:
		b.openedBy()
		return
	case chat.Reminds:
		b.remindsOfMeeting()
		return
	case chat.Said, chat.Chose, chat.Started, chat.Resumed:
	default: // Delivered, and what is not the bot's
		return
	}
	if b.C.Over {
		if b.Ev.Kind != chat.Resumed {
			b.Say(b.Text(flows.TextOver))
		}
		return
	}
	if b.aged() && (b.Ev.Kind == chat.Said || b.Ev.Kind == chat.Started) {
		b.anew()
	}
	fresh := b.C.Flow.Name == ""
	if fresh || b.flow == nil {
		b.choose(b.opening())
	}
	first := b.C.HeardAt.IsZero()
	switch b.Ev.Kind {
	case chat.Started:
		b.C.SpokeAt = b.Now() // no check-in breaks into what they just opened
		b.started(fresh)
	case chat.Resumed:
		b.resumed()
	case chat.Chose:
		b.Heard()
		b.chose(fresh)
	case chat.Said:
		b.Heard()
		b.said(fresh, first)
	}
	b.awaits()
}

// opening finds the flow that this event begins.
func (b *bot) opening() *flows.Flow {
	payload, words := "", ""
	switch b.Ev.Kind {
	case chat.Started:
		payload = b.Ev.Text
	case chat.Said:
		words = b.Ev.Text
	}
	return b.Book.Begin(b.C.Address.Adapter, payload, words)
}

// choose makes the flow, in its current version, the conversation's.
func (b *bot) choose(flow *flows.Flow) {
	b.flow = flow
	if flow != nil {
		b.C.Flow = chat.FlowRef{Name: flow.Name, Version: b.Book.Talks.Version}
		b.C.Form = flow.Form
		b.C.Handoff.Team = b.teamOf(flow)
		b.recall(flow)
	}
	if b.C.Lang == "" { // what the person chose, then what their telephone or browser says
		b.C.Lang = b.Book.Speaks(b.C.Kept.Lang, b.Ev.Lang)
	}
	b.C.Step, b.C.Calls = "", nil
	b.hours = true
}

func (b *bot) started(fresh bool) {
	b.AtDoor()
	step, _ := b.waiting()
	switch {
	case fresh:
		b.run(0)
	case step != nil && step.Kind == flows.StepWait:
		b.Say(b.Text(flows.TextStill))
	case step != nil: // opened it again: the question stands
		b.ask(step)
	default:
		b.choose(b.opening())
		b.run(0)
	}
}

// waiting is the step that waits for the person, and its place; nil and -1
// where none does.
func (b *bot) waiting() (*flows.Step, int) {
	if b.flow == nil || b.C.Step == "" {
		return nil, -1
	}
	return b.flow.Step(b.C.Step)
}

// woke looks at the timers: of a worker's answer, of words that nobody has read,
// and of the talk itself.
func (b *bot) woke() {
	b.Unanswered()
	b.Unfinished()
	b.calmed()
	if !b.C.Over && b.Due(b.C.UnreadAt) {
		b.unread()
	}
	b.timers()
}

// unread lets what the person wrote stand at the desk.
func (b *bot) unread() {
	b.C.UnreadAt = time.Time{}
	b.Raise(chat.CauseUnread, chat.Quiet, "Schreef iets aan de bot. Nog niemand heeft het gelezen.")
}

// chose is a press.
func (b *bot) chose(fresh bool) {
	if question := turn.Own(b.Ev.Step); question != "" {
		b.own(question, b.Ev.Value)
		return
	}
	b.setAside()
	step, _ := b.waiting()
	switch {
	case fresh: // a button of a talk that is gone
		b.run(0)
	case step == nil:
		b.Say(b.Text(flows.TextNoChoice))
	case step.Kind == flows.StepWait:
		b.Say(b.Text(flows.TextNoChoice))
	case !b.concerns(step) || !b.answer(step, b.Ev.Value):
		b.Say(b.Text(flows.TextAnswered))
		b.ask(step)
	}
}

// concerns tells whether the press is about the step. Of one that takes several
// choices, a message's buttons go on counting after the first press.
func (b *bot) concerns(step *flows.Step) bool {
	return b.Ev.Step == step.ID || step.Several && b.Ev.Step == chat.UsedStep(step.ID) && b.Ev.Value != flows.DoneValue && b.Ev.Value != flows.SkipValue
}

// said is a message in words.
func (b *bot) said(fresh, first bool) {
	text := turn.Words(b.Ev)
	b.KeepSent()
	b.rush()
	if b.reserved(fresh, text) {
		return
	}
	asked := b.C.Pending
	if b.C.Pending != "" {
		if value, ok := b.Meant(text); ok {
			b.own(b.C.Pending, value)
			return
		}
		b.setAside()
	}
	step, _ := b.waiting()
	if b.Echoes(text) { // two bots shall not talk for ever
		b.tell("", text)
		return
	}
	if b.flooded(step, text) {
		return
	}
	switch {
	case fresh && asked == turn.Booking && b.aboutMeeting(text):
	case fresh && b.begins(text):
		b.run(0)
	case fresh:
		b.opened(text)
	case text == "":
		b.Say(b.Text(flows.TextEmpty))
		if step != nil {
			b.stands(step)
		}
	case flows.Thanks(text) && (step == nil || step.Kind == flows.StepWait): // asks nobody for anything
		b.Say(b.Text(flows.TextWelcome))
	case step == nil && asked == turn.Booking && b.aboutMeeting(text):
	case step == nil: // the flow is over, yet nobody falls silent
		b.tell("", text)
		b.Say(b.Text(flows.TextPassed, "team", b.Called(b.team())))
		b.handOff("", b.team().Name, chat.Normal)
	case step.Kind == flows.StepWait:
		b.meanwhile(text)
	case step.Kind == flows.StepAsk:
		b.asked(step, text, first)
	default:
		b.typed(step, text, first)
	}
}

// edited is new text for earlier words. It answers nothing; but it is what the
// person wants to have said, so people see it.
func (b *bot) edited() {
	text := turn.Words(b.Ev)
	if b.C.Over || text == "" {
		return
	}
	if flows.ReservedWord(text) == flows.WantHelp {
		b.danger()
		return
	}
	due := b.C.UnreadAt
	b.tell("Aangepast", text)
	if !due.IsZero() && due.Before(b.C.UnreadAt) {
		b.C.UnreadAt = due // words that no step understood wait no longer for it
	}
}

// begins tells whether the words are a way into the flow, and nothing else.
func (b *bot) begins(text string) bool {
	if text == "" || b.flow == nil {
		return text == ""
	}
	normal := flows.Normal(text)
	for _, s := range b.flow.Starts {
		for _, w := range s.Words {
			if flows.Normal(w) == normal {
				return true
			}
		}
	}
	return false
}

// opened keeps opening words. A long opening is no answer to a menu: it goes
// to people at once.
func (b *bot) opened(text string) {
	b.tell("", text)
	if long(text) {
		b.pass()
		return
	}
	b.run(0)
}

func long(text string) bool {
	return len(strings.Fields(text)) > longWords || len(text) > longBytes
}
