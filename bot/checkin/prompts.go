package checkin

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// prompts says the prompt that a round ordered, or tells the round why not.
func (r *relay) prompts() {
	m, o, round := r.asked()
	talk := r.isTalk(round)
	lost := func(why string) { r.round(chat.PromptLost, r.ev.Ref, r.ev.Subject.ID, why, "") }
	held := func() { r.round(chat.PromptHeld, r.ev.Ref, r.ev.Subject.ID, "", "") }
	switch {
	case m == nil || m.State == chat.MemberLeft:
		lost(LeftIt)
	case talk && o != nil && r.watches(m): // nothing is said to them
		day, _ := flows.ParseDay(round.Day)
		if due, ok := silentFrom(r.book.Programme(m.Programme), *m); ok && !day.Before(due) {
			lost(quiet)
		} else { // they were heard meanwhile
			lost(LeftIt)
		}
	case r.c.Unreachable || !r.c.Reachable() || !r.f.CanReach:
		lost(chat.Unreachable)
	case o != nil && !pending(o) && r.ev.Text == "", talk && o == nil: // they were heard meanwhile, or it is over
	case o != nil && !r.ev.At.Before(o.Until), promptsFrom(r.ev.At).After(r.ev.At): // law 11: not outside its window
		held()
	case round.Broadcast != nil && r.busy():
		held()
	case round.Broadcast != nil:
		r.broadcasts(m, o, round)
	case r.busy(), talk && (r.c.InHandoff() || !r.c.WaitUntil.IsZero()): // a flow that waits for its moment cannot wait beside another
		held()
	case talk && o.Phone:
		r.calls(m, round)
	case talk:
		r.begins(m, round)
	default:
		r.setAside()
		r.turns = []turn{{m, round, o}}
		r.c.Lang, r.c.Form = r.tongue()
		r.say(r.prompt(m, o))
	}
}

// asked finds whom the prompt is for, and their turn; nil where it was not read.
func (r *relay) asked() (*chat.Member, *chat.Occurrence, *chat.Round) {
	var m *chat.Member
	for i := range r.f.Members {
		if r.f.Members[i].ID == r.ev.Subject.ID {
			m = &r.f.Members[i]
		}
	}
	for i := range r.f.Rounds {
		if round := &r.f.Rounds[i]; round.ID == r.ev.Ref {
			return m, round.Of(r.ev.Subject.ID), round
		}
	}
	parts := append(strings.SplitN(r.ev.Ref, "|", 4), "", "", "", "")
	return m, nil, &chat.Round{ID: r.ev.Ref, Programme: parts[0], Circle: parts[1], Day: parts[2], Slot: parts[3]}
}

// prompt is what the member is asked: one question, two large buttons. In a keten,
// whom they ring, and how that went.
func (r *relay) prompt(m *chat.Member, o *chat.Occurrence) chat.Message {
	again := o != nil && !o.SentAt.IsZero()
	var text string
	msg := chat.Message{Report: true, Step: stepOf(r.ev.Ref)}
	if other := r.other(); other != nil {
		id := flows.TextChainCall
		switch {
		case again && pending(o): // they said nothing yet
			id = flows.TextChainAgain
		case again:
			id = flows.TextChainNext
		}
		number := ""
		if len(other.Phones) > 0 { // the others are for who looks after the circle
			number = other.Phones[0]
		}
		text = r.text(id, "naam", m.Name, "ander", other.Name, "telefoon", number)
		for _, c := range []struct {
			label flows.TextID
			value string
		}{{flows.TextChainSpoken, chat.CallSpoken}, {flows.TextChainWorse, chat.CallWorse}, {flows.TextChainMissed, chat.CallMissed}} {
			msg.Choices = append(msg.Choices, chat.Choice{Label: r.text(c.label), Value: join(c.value, m.ID, other.ID, other.Name)})
		}
	} else {
		id := flows.CheckPrompt(r.ev.At)
		if again {
			id = flows.TextCheckAgain
		}
		text = r.text(id, "naam", m.Name)
		msg.Choices, msg.Big = r.choices(m.ID), !r.shared()
	}
	if o != nil && o.Drill {
		text = r.text(flows.TextDrill) + "\n\n" + text
	}
	if o != nil {
		msg.Until = o.Until
	}
	msg.Text = text
	return msg
}

// other is whom the member is asked to ring; nil where that is nobody, or nobody
// knows them any more.
func (r *relay) other() *chat.Member {
	for i := range r.f.Circle {
		if r.ev.Text != "" && r.f.Circle[i].ID == r.ev.Text {
			return &r.f.Circle[i]
		}
	}
	return nil
}

// choices are the two buttons of the question to this member.
func (r *relay) choices(member string) []chat.Choice {
	return []chat.Choice{
		{Label: r.text(flows.TextCheckYes), Value: join(string(chat.StandWell), member), Style: "primary"},
		{Label: r.text(flows.TextCheckRing), Value: join(string(chat.StandNotWell), member)},
	}
}

// join makes the value of a choice, and parts takes it apart: what it says, whose
// button it is, whom they rang, and how that one is called.
func join(what ...string) string { return strings.Join(what, "#") }

func parts(value string) (what, member, other, name string) {
	all := append(strings.SplitN(value, "#", 4), "", "", "")
	return all[0], all[1], all[2], all[3]
}

// shared tells whether several people are asked at this address, or left and are still
// waited for: then a word does not say who answers, and only the buttons do.
func (r *relay) shared() bool {
	return slices.ContainsFunc(r.f.Members, func(m chat.Member) bool { return m.Name != r.f.Members[0].Name })
}

// tooLate tells a round that its prompt went nowhere before its window was over. A talk
// that would have begun with it does not wait for an answer.
func (r *relay) tooLate() {
	round, member, ok := promptOf(r.ev.Ref)
	if !ok {
		return
	}
	r.round(chat.PromptLost, round, member, fault, "")
	for i := range r.f.Rounds {
		o := r.f.Rounds[i].Of(member)
		if r.f.Rounds[i].ID == round && o != nil && r.f.Rounds[i].Broadcast == nil && r.isTalk(&r.f.Rounds[i]) && pending(o) && !r.c.HeardAt.After(o.Out) {
			r.setAside()
		}
	}
}

// receipt tells a round that its prompt was sent, or cannot be.
func (r *relay) receipt() {
	round, member, ok := promptOf(r.ev.Ref)
	switch {
	case !ok:
	case r.ev.Kind == chat.Delivered:
		r.round(chat.PromptSent, round, member, "", "")
	default:
		r.round(chat.PromptLost, round, member, r.ev.Value, "")
	}
}

// blocked tells the rounds that what they ask does not arrive there any more.
func (r *relay) blocked() {
	for _, t := range r.turns {
		if pending(t.o) {
			r.round(chat.PromptLost, t.round.ID, t.member.ID, chat.Unreachable, "")
		}
	}
}
