package engine

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// answer takes a pressed value as the answer to the step; false where the step
// does not offer it.
func (b *bot) answer(step *flows.Step, value string) bool {
	switch {
	case b.offers(step, value):
		b.takes(step, value)
	case value == flows.SkipValue && !step.Skip.Empty():
		b.skipped(step)
	case value == flows.DoneValue && (step.Several || b.C.Begun):
		b.finished(step)
	default:
		return false
	}
	return true
}

// takes takes one of the values that the step offers.
func (b *bot) takes(step *flows.Step, value string) {
	switch {
	case step.Kind == flows.StepBook:
		b.chooseMeeting(step, value)
		return
	case step.Several:
		b.toggle(step, value)
		return
	}
	b.picked(step, value)
}

// picked takes a value as the whole answer.
func (b *bot) picked(step *flows.Step, value string) {
	b.save(step.Save, value)
	b.agreed(step, value)
	b.last = b.label(step.Text) + " " + b.labelOf(step, value, b.Book.Organisation.Language)
	next := step.Goto
	if o := optionOf(step, value); o != nil {
		next = o.Goto
	}
	b.understood()
	b.run(next)
}

// skipped goes on without an answer.
func (b *bot) skipped(step *flows.Step) {
	b.understood()
	b.run(step.Skipped)
}

// finished goes on after "that was all".
func (b *bot) finished(step *flows.Step) {
	if step.Several {
		if len(b.C.Picked) == 0 {
			b.save(step.Save, "")
		}
		b.last = b.label(step.Text) + " " + b.labelled(step.Save, b.C.Data[step.Save], b.Book.Organisation.Language)
	}
	b.understood()
	b.run(step.Goto)
}

// toggle adds the value to what was chosen, or takes it away.
func (b *bot) toggle(step *flows.Step, value string) {
	picked := slices.Clone(b.C.Picked)
	if i := slices.Index(picked, value); i >= 0 {
		picked = slices.Delete(picked, i, i+1)
	} else {
		picked = append(picked, value)
	}
	b.chosen(step, picked)
}

// chosen keeps what was chosen so far, says so, and asks for more. It is saved
// at once: who leaves now has said it.
func (b *bot) chosen(step *flows.Step, picked []string) {
	b.C.Picked = picked
	b.save(step.Save, strings.Join(picked, ","))
	b.understood()
	b.C.Offered = nil
	if step.From != "" {
		b.C.Offered = b.values(step)
	}
	text := b.Text(flows.TextPickedNone, "klaar", b.done(step))
	if len(picked) > 0 {
		labels := make([]string, len(picked))
		for i, v := range picked {
			labels[i] = b.labelOf(step, v, b.C.Lang)
		}
		text = b.Text(flows.TextPicked, "keuzes", strings.Join(labels, ", "), "klaar", b.done(step))
	}
	b.Ask(step.ID, text, b.choices(step), step.Big)
}

// typed reads words as an answer to a question with choices. What fits no
// choice is asked once more; the second miss in a row goes to people.
func (b *bot) typed(step *flows.Step, text string, first bool) {
	values := b.understand(step, text)
	if len(values) == 0 {
		values = b.parts(step, text)
		if step.Several && len(values) > 1 {
			b.adds(step, values)
			return
		}
	}
	switch {
	case len(values) == 0:
		b.missed(step, text, first, b.noChoice(step))
	case len(values) > 1:
		b.unsure(step, text, values)
	case values[0] == flows.DoneValue:
		b.finished(step)
	case values[0] == flows.SkipValue:
		b.skipped(step)
	case step.Several && !strings.HasPrefix(strings.TrimSpace(text), strings.TrimSpace(chosenMark)):
		b.adds(step, values) // typed twice is not taken back
	default:
		b.takes(step, values[0])
	}
}

// adds adds what was typed to what was chosen.
func (b *bot) adds(step *flows.Step, values []string) {
	picked := slices.Clone(b.C.Picked)
	for _, v := range values {
		if !slices.Contains(picked, v) {
			picked = append(picked, v)
		}
	}
	b.chosen(step, picked)
}

// noChoice is what is said to words that fit none of the step's choices.
func (b *bot) noChoice(step *flows.Step) string {
	if n := len(step.Options); step.Kind == flows.StepScale && n > 0 {
		return b.Text(flows.TextNoScale, "van", step.Options[0].Value, "tot", step.Options[n-1].Value)
	}
	return b.Text(flows.TextMissed)
}

// missed keeps words that are no answer to the step. The first time it says
// what would be one and asks again; the second time in a row people take over.
func (b *bot) missed(step *flows.Step, text string, first bool, say string) {
	if first && b.begins(text) { // a greeting, where a page began the talk already
		b.ask(step)
		return
	}
	b.tellAt(step, text)
	if long(text) && (first || step.Kind == flows.StepAsk) {
		b.pass()
		return
	}
	if b.missedAgain() {
		return
	}
	b.Say(say)
	b.ask(step)
}

// missedAgain counts a miss. The second in a row hands over to people.
func (b *bot) missedAgain() bool {
	b.C.Missed++
	if b.C.Missed > 1 {
		b.Say(b.Text(flows.TextUnclear, "team", b.Called(b.team())))
		b.handOff("", b.team().Name, chat.Normal)
		return true
	}
	b.C.UnreadAt = b.Now().Add(unreadAfter)
	return false
}

// unsure asks which of the values was meant. That is a miss like others: two in
// a row go to people.
func (b *bot) unsure(step *flows.Step, text string, values []string) {
	b.tellAt(step, text)
	if b.missedAgain() {
		return
	}
	b.C.Offered = values
	labels := make([]string, len(values))
	for i, v := range values {
		labels[i] = b.labelOf(step, v, b.C.Lang)
	}
	last := len(labels) - 1
	which := b.Text(flows.TextOr, "een", strings.Join(labels[:last], ", "), "ander", labels[last])
	b.Ask(step.ID, b.Text(flows.TextWhich, "keuzes", which), b.choices(step), step.Big)
}
