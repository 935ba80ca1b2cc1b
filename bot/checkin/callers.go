package checkin

import (
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// A programme begins no talk with whoever has no app. Somebody rings them, and asks
// what the talk would ask first.

// Why a call came to something that the team is to know: Values of Unheard.
const (
	unreached = "unreached" // telefoon: nobody spoke to them before the window was over
	worried   = "worried"   // telefoon: they were spoken to, and it does not go so well
)

// What a caller presses where the talk's first question takes a number: no number is
// written down, only what follows from it.
const (
	pressHigh = "6 tot en met 10"
	pressLow  = "0 tot en met 5"
)

// calls lets somebody ring the member: the programme's question is a call on their list.
func (r *relay) calls(m *chat.Member, round *chat.Round) {
	p, at := r.book.Programme(round.Programme), -1
	if p != nil {
		at = slices.IndexFunc(p.Talks, func(b flows.Begun) bool { return b.Slot() == round.Slot })
	}
	if at < 0 || p.Kind == flows.ProgrammeFirst { // that is more than one question
		r.round(chat.PromptLost, r.ev.Ref, r.ev.Subject.ID, ring, "")
		return
	}
	flow := r.book.Talks.Flows[p.Talks[at].Flow]
	text, number := question(flow, r.c.Lang)
	if text == "" {
		text = "Vraag hoe het gaat (" + p.Label + ")."
	}
	msg := chat.Message{Report: true, Until: round.Of(m.ID).Until, Step: stepOf(round.ID), Text: text}
	if number {
		for _, label := range []string{pressHigh, pressLow} {
			msg.Choices = append(msg.Choices, chat.Choice{Label: label, Value: join(label, m.ID)})
		}
	}
	r.say(msg)
}

// question is what the flow asks first, and whether a number is the answer; empty where
// it cannot be asked as it stands there, without the talk around it.
func question(flow *flows.Flow, lang string) (text string, number bool) {
	if flow == nil {
		return "", false
	}
	i := slices.IndexFunc(flow.Steps, func(s flows.Step) bool { return s.Asks() })
	if i < 0 || flow.Steps[i].Kind == flows.StepConsent {
		return "", false
	}
	if text = flow.Steps[i].Text.In(lang); strings.Contains(text, "{") {
		return "", false
	}
	return text, flow.Steps[i].Kind == flows.StepScale
}

// spokenTo takes how somebody is who was rung. What is not so well comes back to the
// team's desk, also where they pressed otherwise before: once.
func (s *step) spokenTo(o *chat.Occurrence, how chat.Stand, at time.Time, by chat.Author) {
	worse := how == chat.StandNotWell
	known := slices.ContainsFunc(o.Log, func(m chat.Moved) bool { return m.How == string(chat.StandNotWell) })
	switch {
	case !named(by), !pending(o) && (!worse || known || s.r.Broadcast != nil):
		return
	case s.r.Broadcast != nil:
		s.answered(o, at, by)
	default:
		o.Heard, o.NextAt, o.Out = at, time.Time{}, time.Time{}
		o.Move(chat.StandAnswered, at, by, string(how)) // their page says what they pressed
	}
	if worse {
		s.tells(o, worried, by.Name)
	}
}

// notReached is that nobody answered the telephone: they stay on the list until the
// window is over, and then their team hears of it.
func (s *step) notReached(o *chat.Occurrence) {
	if !pending(o) {
		return
	}
	if !s.now().Before(o.Until) {
		s.ends(o, chat.StandSilent, unreached)
		return
	}
	o.Out = time.Time{}
	o.Move(chat.StandAsked, s.heardAt(), s.ev.Author, chat.CallMissed)
}

// timesRung says how often the member was rung in vain; nothing where nobody rang.
func timesRung(n string) string {
	switch n {
	case "":
		return ""
	case "1":
		return ": 1 keer gebeld"
	}
	return ": " + n + " keer gebeld"
}

// tries is how often the member was rung in vain.
func tries(o *chat.Occurrence) (n int) {
	for _, m := range o.Log {
		if m.How == chat.CallMissed {
			n++
		}
	}
	return n
}
