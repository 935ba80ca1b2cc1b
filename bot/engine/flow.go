package engine

import (
	"strings"
	"time"
	"unicode/utf8"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// A name has at most this many words and characters; beyond that it is a story.
const nameWords, nameRunes = 3, 30

// nameVariable is the variable that holds what a person wants to be called.
const nameVariable = "alias"

// run goes on at the step with this index, until a step waits for the person,
// people take over, or the flow ends.
func (b *bot) run(i int) {
	b.C.Step, b.C.Begun, b.C.Offered, b.C.Picked = "", false, nil, nil
	if b.flow == nil {
		b.Say(b.Text(flows.TextHuman, "team", b.Called(b.team())))
		b.handOff("", b.team().Name, chat.Normal)
		return
	}
	for range mostSteps {
		if i < 0 || i >= len(b.flow.Steps) {
			next, waits := b.back()
			switch {
			case !waits:
				b.ended()
				return
			case b.flow == nil: // the caller is gone
				b.run(next)
				return
			}
			i = next
			continue
		}
		step := &b.flow.Steps[i]
		if step.When != nil && !step.When.Holds(b.C.Data) {
			i++
			continue
		}
		switch step.Kind {
		case flows.StepSay, flows.StepGoto, flows.StepSet, flows.StepCall, flows.StepEnd, flows.StepEnrol, flows.StepLeave:
		default:
			b.sayHours()
		}
		switch step.Kind {
		case flows.StepSay:
			b.says(step)
			b.sayHours()
		case flows.StepSet:
			b.sets(step)
		case flows.StepCall:
			if b.call(step) {
				i = 0
				continue
			}
		case flows.StepWait:
			if b.rest(step) {
				return
			}
		case flows.StepAsk, flows.StepChoose, flows.StepScale, flows.StepConsent:
			if !b.put(step) {
				i = step.Skipped
				continue
			}
			return
		case flows.StepEnrol:
			if !b.enrol(step) {
				i = step.Unable
				continue
			}
		case flows.StepLeave:
			b.leave(step)
		case flows.StepBook:
			b.C.Step = step.ID
			b.meets(step, b.Meet(step.Team))
			return
		case flows.StepNotify:
			b.notify(step)
		case flows.StepHandoff:
			b.handOver(step)
			return
		case flows.StepEnd:
			i = flows.End
			continue
		case flows.StepFind:
			i = b.lookUp(step)
			continue
		case flows.StepGoto:
		}
		i = step.Goto
	}
	// No flow that was loaded comes here. If one did, people would go on.
	b.Say(b.Text(flows.TextPassed, "team", b.Called(b.team())))
	b.handOff("", b.team().Name, chat.Normal)
}

// ended is the end of the flow. The talk stays open: whatever comes next goes
// to people.
func (b *bot) ended() {
	b.closes()
	if b.noticed {
		b.AskReach()
	}
}

// closes thanks whoever wrote or pressed, where the flow has nothing more to say
// to them for now: nobody meets silence.
func (b *bot) closes() {
	if !b.Spoke() && (b.Ev.Kind == chat.Said || b.Ev.Kind == chat.Chose || b.Ev.Kind == chat.Started) {
		b.Say(b.Text(flows.TextEnded))
	}
}

// sayHours says, once at the beginning, that nobody reads now, where that is so.
func (b *bot) sayHours() {
	if !b.hours {
		return
	}
	b.hours = false
	if team := b.team(); !team.Open(b.Now()) {
		b.Say(b.Book.Shut(team, b.Now(), b.C.Lang, b.C.Form))
		b.C.HoursAt = b.Now()
	}
}

// understood follows an answer that fits. The item about words that no step
// understood is no longer due at once; that they are read some time still is.
func (b *bot) understood() {
	b.C.Missed = 0
	if !b.C.UnreadAt.IsZero() {
		b.C.UnreadAt = b.Now().Add(quietAfter)
	}
}

// isName tells whether somebody can be called so, also where a telephone number
// must not be read.
func isName(text string) bool {
	return strings.Count(text, " ") < nameWords && utf8.RuneCountInString(text) <= nameRunes && turn.Masked(text) == text
}

// The state holds at most this much of what a person told. The record of the
// talk holds all of it.
const (
	maxTold      = 200
	maxToldBytes = 64 << 10
	shortBytes   = 400
)

// tell keeps free words for the card, and sees to it that somebody reads them
// also where the person does not go on.
func (b *bot) tell(label, text string) {
	size := 0
	for _, told := range b.C.Told {
		size += len(told.Text)
	}
	if size+len(text) > maxToldBytes && len(text) > shortBytes {
		cut := shortBytes
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + " … (de hele tekst staat in het gesprek)"
	}
	told := chat.Told{Label: label, Text: text, Flow: b.outermost()}
	if b.C.Handoff.Team != "" {
		told.Teams = b.team().Name
	}
	b.C.Told = append(b.C.Told, told)
	if n := len(b.C.Told); n > maxTold { // the opening and the newest stay
		b.C.Told = append(b.C.Told[:1], b.C.Told[n-maxTold+1:]...)
	}
	b.C.UnreadAt = b.Now().Add(quietAfter)
}

// readBy lets the team read what was told in this talk. What was told in another talk,
// to another team, stays with that.
func (b *bot) readBy(team string) {
	talk := b.outermost()
	for i := range b.C.Told {
		if talk != "" && b.C.Told[i].Flow == talk {
			b.C.Told[i].ReadBy(b.Book.Team(team).Name)
		}
	}
}

// notify asks people to look, and the talk goes on.
func (b *bot) notify(step *flows.Step) {
	b.C.Handoff.Team = step.Team
	b.readBy(step.Team)
	why := "Melding uit het gesprek."
	if b.flow.Title != "" {
		why = "Melding uit “" + b.flow.Title + "”."
	}
	if b.last != "" {
		why += " " + b.last
	}
	why += b.facts(step) + b.promised()
	b.Raise(chat.Notice(b.flow.Name, step.ID), step.Urgency, why)
	b.C.Handoff.Card = b.Facts(step.ID)
	b.C.UnreadAt = time.Time{}
	b.noticed = true
	b.hears(step)
}

// handOver is a handoff step.
func (b *bot) handOver(step *flows.Step) {
	if !step.Text.Empty() {
		b.C.Handoff.Team = step.Team
		b.hears(step)
	} else if !b.Spoke() {
		b.Say(b.Text(flows.TextHuman, "team", b.Called(b.Book.Team(step.Team))))
	}
	b.C.Step = b.idAt(step.Goto)
	b.handOff(step.ID, step.Team, step.Urgency)
}

// handOff gives the conversation to people. Where they give it back, the bot
// goes on at the step that waits now.
func (b *bot) handOff(step, team string, urgency chat.Urgency) {
	b.C.Handoff.Team = team
	b.readBy(team)
	b.C.Handoff.Resume = b.C.Step
	b.C.Handoff.Urgency = max(b.C.Handoff.Urgency, urgency)
	b.C.Step, b.C.Missed, b.C.UnreadAt = "", 0, time.Time{}
	b.calm()
	b.Then(chat.HandedOff, step, team)
}

// pass answers a story: thanks, the flow's first words, and the handoff to
// which the flow would have come.
func (b *bot) pass() {
	b.Say(b.Text(flows.TextThanks, "team", b.Called(b.team())))
	b.greet()
	if step := b.flow.FirstHandoff(); step != nil {
		b.handOver(step)
		return
	}
	b.handOff("", b.team().Name, chat.Normal)
}

// greet says the flow's first words, where they were not said yet.
func (b *bot) greet() {
	if !b.hours || b.flow == nil {
		return
	}
	for i := range b.flow.Steps {
		step := &b.flow.Steps[i]
		if step.Kind != flows.StepSay {
			break
		}
		if step.When == nil || step.When.Holds(b.C.Data) {
			b.says(step)
		}
	}
	b.sayHours()
}

// team is the team for which the bot talks.
func (b *bot) team() flows.Team { return b.Book.Team(b.C.Handoff.Team) }

// teamOf is the team to which the flow brings people: where it first hands
// over, else where it first asks somebody to look.
func (b *bot) teamOf(flow *flows.Flow) string {
	if step := flow.FirstHandoff(); step != nil {
		return b.Book.Team(step.Team).Name
	}
	if asks := flow.Notices(); len(asks) > 0 {
		return b.Book.Team(asks[0].Team).Name
	}
	return b.Book.Team("").Name
}

// idAt is the id of the step with this index; empty at the flow's end.
func (b *bot) idAt(i int) string {
	if b.flow == nil || i < 0 || i >= len(b.flow.Steps) {
		return ""
	}
	return b.flow.Steps[i].ID
}
