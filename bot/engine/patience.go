package engine

import (
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

var never time.Time

// timers does what is due in the talk: a wait that is over, a question that is
// put once more, or that waits no longer. What is late, because nothing ran
// meanwhile, does not come in the night.
func (b *bot) timers() {
	c := b.C
	if c.Erase || c.Over { // whoever wants all to be gone is not written to
		c.WaitUntil, c.RemindAt, c.GiveUpAt = never, never, never
		return
	}
	for _, timer := range []*time.Time{&c.WaitUntil, &c.RemindAt, &c.GiveUpAt} {
		if b.Due(*timer) {
			*timer = flows.ByDay(b.Now())
		}
	}
	step, _ := b.waiting()
	switch {
	case step == nil && c.Step != "" && (b.Due(c.WaitUntil) || b.Due(c.RemindAt) || b.Due(c.GiveUpAt)):
		b.lost()
		b.awaits()
	case b.Due(c.WaitUntil):
		c.WaitUntil = never
		if step != nil && step.Kind == flows.StepWait {
			c.SpokeAt = b.Now()
			b.run(step.Goto)
			b.awaits()
		}
	case b.Due(c.RemindAt):
		c.RemindAt = never
		if step != nil && step.Remind != nil {
			b.reminds(step)
		}
	case b.Due(c.GiveUpAt):
		c.GiveUpAt = never
		if step != nil && step.GiveUp != nil {
			c.SpokeAt = b.Now()
			b.givesUp(step)
			b.awaits()
		}
	}
}

// lost lets people go on where the step at which the talk stands is gone: whoever
// waited there for us would wait for ever.
func (b *bot) lost() {
	b.C.Step = ""
	b.Say(b.Text(flows.TextPassed, "team", b.Called(b.team())))
	b.handOff("", b.team().Name, chat.Normal)
}

// reminds puts the question once more. It is not given up sooner after that than
// its author meant.
func (b *bot) reminds(step *flows.Step) {
	b.C.SpokeAt = b.Now()
	if text := b.fill(step.Remind.Text); text != "" {
		b.Say(text)
	} else {
		b.Say(b.Text(flows.TextRemind))
	}
	b.ask(step)
	if step.GiveUp != nil {
		if due := b.later(step.GiveUp.After - step.Remind.After); due.After(b.C.GiveUpAt) {
			b.C.GiveUpAt = due
		}
	}
}

// givesUp goes on without an answer.
func (b *bot) givesUp(step *flows.Step) {
	b.C.Missed = 0
	if !step.GiveUp.Text.Empty() {
		b.Say(b.fill(step.GiveUp.Text))
	}
	b.run(step.GiveUp.Goto)
}

// awaits sets the timers of what waits now: after all that a person does, the
// question that waits begins its patience anew.
func (b *bot) awaits() {
	c := b.C
	step, _ := b.waiting()
	if !rests(step) && !(step == nil && b.restsAt(c.Handoff.Resume)) {
		c.WaitUntil = never
	}
	c.RemindAt, c.GiveUpAt = never, never
	if step == nil || c.Over || c.Erase {
		return
	}
	if step.Remind != nil {
		c.RemindAt = b.later(step.Remind.After)
	}
	if step.GiveUp != nil {
		c.GiveUpAt = b.later(step.GiveUp.After)
	}
}

func rests(step *flows.Step) bool { return step != nil && step.Kind == flows.StepWait }

// restsAt tells whether the step with this id is a wait.
func (b *bot) restsAt(id string) bool {
	if b.flow == nil || id == "" {
		return false
	}
	step, _ := b.flow.Step(id)
	return rests(step)
}
