package engine

import (
	"maps"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// mostSteps bounds how many steps one event may pass through. The loader sees
// to it that no talk comes so far.
const mostSteps = flows.AtOnce * (flows.CallDepth + 1)

// says says the texts of a step, and shows what belongs to them with the last.
func (b *bot) says(step *flows.Step) {
	text := step.Text
	for _, next := range step.More {
		b.Say(b.fill(text))
		text = next
	}
	m := chat.Message{Class: chat.Prompt, Fenced: true, Text: b.fill(text)}
	if step.Media != nil {
		m.Files = []chat.File{step.Media.Shown(b.fill(step.Media.About))}
	}
	if step.Link != nil {
		m.Link = step.Link.Shown(b.fill(step.Link.Label))
	}
	b.Post(m)
}

// sets sets the step's variables, each as those before it left them.
func (b *bot) sets(step *flows.Step) {
	for _, s := range step.Set {
		value := s.Value
		if s.Expr != nil {
			value = s.Expr.Compute(b.C.Data)
		}
		b.save(s.Var, value)
	}
}

// call begins the flow that the step calls; the one that runs waits for its end.
// Their data are apart.
func (b *bot) call(step *flows.Step) bool {
	callee := b.Book.Flow(chat.FlowRef{Name: step.Call.Flow, Version: b.C.Flow.Version})
	if callee == nil || len(b.C.Calls) >= flows.CallDepth { // the loader took neither
		return false
	}
	ours := b.C.Data
	b.C.Calls = append(b.C.Calls, chat.Call{Flow: b.C.Flow.Name, Step: step.ID, Data: ours, Team: b.C.Handoff.Team})
	b.C.Flow.Name, b.C.Data, b.flow = callee.Name, nil, callee
	b.recall(callee)
	for _, pair := range step.Call.With {
		if value := ours[pair[1]]; value != "" {
			b.save(pair[0], value)
		}
	}
	if callee.FirstHandoff() != nil || len(callee.Notices()) > 0 { // people hear of a talk in it
		b.C.Handoff.Team = b.teamOf(callee)
	}
	return true
}

// back goes back to the flow that called the one that ended, with what it takes
// over, and gives the step with which it goes on; false where none waits.
func (b *bot) back() (next int, waits bool) {
	n := len(b.C.Calls) - 1
	if n < 0 {
		return flows.End, false
	}
	caller, theirs := b.C.Calls[n], b.C.Data
	b.C.Private = b.C.Private || turn.Private(chat.Conversation{Data: theirs}) // their data end here; that others may look does not
	if b.C.Calls = b.C.Calls[:n]; n == 0 {
		b.C.Calls = nil
	}
	b.C.Flow.Name, b.C.Data, b.C.Handoff.Team = caller.Flow, maps.Clone(caller.Data), caller.Team
	b.flow = b.Book.Flow(b.C.Flow)
	if b.flow == nil {
		return flows.End, true
	}
	step, _ := b.flow.Step(caller.Step)
	if step == nil || step.Call == nil { // a version in which it is gone
		return flows.End, true
	}
	for _, pair := range step.Call.Back {
		if value := theirs[pair[1]]; value != "" {
			b.save(pair[0], value)
		}
	}
	return step.Goto, true
}

// outermost is the name of the flow that the talk began with.
func (b *bot) outermost() string {
	if len(b.C.Calls) > 0 {
		return b.C.Calls[0].Flow
	}
	return b.C.Flow.Name
}

// rest begins a wait; false where there is nothing to wait for.
func (b *bot) rest(step *flows.Step) bool {
	until := b.Book.Until(b.flow, step.Wait, b.Now(), b.C.Data)
	if !until.After(b.Now()) {
		return false
	}
	b.C.Step, b.C.WaitUntil, b.C.Missed = step.ID, until, 0
	b.closes()
	return true
}

// meanwhile keeps what a person writes while the talk waits for its moment, and
// says so. The second such message goes to people; given back, the wait goes on.
func (b *bot) meanwhile(text string) {
	b.tell("", text)
	b.C.Missed++
	if b.C.Missed > 1 {
		b.Say(b.Text(flows.TextPassed, "team", b.Called(b.team())))
		b.handOff("", b.team().Name, chat.Normal)
		return
	}
	b.C.UnreadAt = b.Now().Add(unreadAfter)
	b.Say(b.Text(flows.TextResting))
}

// stands puts the question that waits once more. Where the talk waits for its
// moment there is none.
func (b *bot) stands(step *flows.Step) {
	if step.Kind != flows.StepWait {
		b.ask(step)
	}
}

// resumed goes on at the conversation's step, after people gave it back. A wait
// goes on, or is over if its moment came meanwhile.
func (b *bot) resumed() {
	b.C.SpokeAt = b.Now()
	step, i := b.waiting()
	switch {
	case step != nil && step.Kind == flows.StepWait && !b.C.WaitUntil.IsZero():
		b.timers()
	case step != nil:
		b.run(i)
	case len(b.C.Calls) > 0: // the flow was at its end, and another waits for it
		b.run(flows.End)
	case b.C.Step != "":
		b.lost()
	}
}

// aged tells whether a talk with the bot was left for so long that new words are
// no answer to it any more. One that waits for its moment never was.
func (b *bot) aged() bool {
	touched := b.C.HeardAt
	if b.C.SpokeAt.After(touched) {
		touched = b.C.SpokeAt
	}
	return b.C.Flow.Name != "" && !touched.IsZero() && b.C.WaitUntil.IsZero() && b.Now().Sub(touched) > b.Book.Organisation.TalkAge
}

// anew lets go of a talk that was left: what comes next is an opening. What the
// person told stays for the card.
func (b *bot) anew() {
	b.C.Flow, b.C.Step, b.C.Missed, b.C.Pending = chat.FlowRef{}, "", 0, ""
	b.C.Data, b.C.Calls, b.C.Offered, b.C.Picked, b.C.Private = nil, nil, nil, nil, false
	b.C.Counted = chat.Counted{} // a talk of its own in the neighbourhood picture
	b.flow = nil
}

// facts is what people are told of the step's variables: "waarover: Geld."
func (b *bot) facts(step *flows.Step) string {
	const most = 200 // characters of one
	all := ""
	for _, name := range step.Card {
		value := b.C.Data[name]
		if value == "" {
			continue
		}
		label := b.flow.Data[name].About
		if label == "" {
			label = name
		}
		text := []rune(b.labelled(name, value, b.Book.Organisation.Language))
		if b.flow.Data[name].Type.Contact() {
			text = []rune(turn.OnWebDesk)
		}
		if len(text) > most {
			text = append(text[:most:most], '…')
		}
		all += " " + flows.Sentence(label) + ": " + string(text) + "."
	}
	return all
}

// hears says what the person hears of a step that goes to people: other words
// outside the team's hours, where the flow has any.
func (b *bot) hears(step *flows.Step) {
	team := b.Book.Team(step.Team)
	switch {
	case step.Closed.Empty() || team.Open(b.Now()):
		if !step.Text.Empty() {
			b.Say(b.fill(step.Text))
		}
		return
	case b.Book.Opens(team, b.Now(), b.C.Lang, b.C.Form) == "": // nobody knows when
		b.Say(b.Book.Shut(team, b.Now(), b.C.Lang, b.C.Form))
	default:
		b.Say(b.fill(step.Closed))
	}
	b.C.HoursAt, b.hours = b.Now(), false
}

// agreed keeps what a person said to a step that asks for consent.
func (b *bot) agreed(step *flows.Step, value string) {
	if step.Kind != flows.StepConsent || b.flow == nil {
		return
	}
	b.Consented(chat.Consent{
		For: step.For, Lang: b.C.Lang, Flow: b.C.Flow, Step: step.ID, Given: b.Now().UTC(),
	}, value == turn.Yes)
}

// later is the timer that comes after so long, never in the night.
func (b *bot) later(d time.Duration) time.Time { return flows.ByDay(b.Now().Add(d)) }
