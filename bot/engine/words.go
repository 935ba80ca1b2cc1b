package engine

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// reserved does what a reserved word asks for; false where the message is none.
// Reserved words count only as the whole message, and win over any flow.
func (b *bot) reserved(fresh bool, text string) bool {
	const longest = 100 // bytes; no reserved word is that long
	if len(text) > longest {
		return false
	}
	if before := b.C.Lang; b.AskedLanguage(text) {
		switch {
		case b.C.Pending == "":
			b.inTheirs(before)
		case fresh: // the talk begins once they answered, or wrote something else
			b.C.Flow = chat.FlowRef{}
		}
		return true
	}
	if flows.AsksAppointment(text) && b.AskAppointment() {
		return true
	}
	word := flows.ReservedWord(text)
	if word != flows.NoReserved && word != flows.WantErase {
		b.setAside()
	}
	if fresh && (word == flows.WantHuman || word == flows.WantHelp) {
		b.ofCircle()
	}
	switch word {
	case flows.WantHuman:
		b.greet()
		b.sayHours()
		b.Say(b.Text(flows.TextHuman, "team", b.Called(b.team())))
		b.handOff("", b.team().Name, chat.Normal)
	case flows.WantHelp:
		b.danger()
	case flows.WantStop:
		b.stop()
	case flows.WantRestart:
		b.restart()
	case flows.WantErase:
		b.AskOwn(turn.Erase)
	case flows.WantWithdraw:
		if !b.AskWithdraw() {
			b.again()
		}
	case flows.WantCode:
		b.ShowCode()
		if fresh {
			b.run(0)
		}
	default:
		return false
	}
	return true
}

// danger gives the numbers at once, wakes the desk, and lets people take over,
// all in one decision.
func (b *bot) danger() {
	b.Numbers(false)
	b.Emergency()
	b.handOff("", b.team().Name, chat.Danger)
}

// ofCircle is for who has no talk yet and is in a calling circle: the people who take
// over are those who look after the circle, and no flow was begun.
func (b *bot) ofCircle() {
	for _, m := range b.F.Members {
		if p := b.Book.Programme(m.Programme); p != nil && p.Kind.Circular() {
			b.flow, b.C.Flow, b.C.Data = nil, chat.FlowRef{}, nil
			b.C.Form, b.C.Handoff.Team = p.Form, b.Book.Team(p.Team).Name
			if b.C.Lang == "" {
				b.C.Lang = p.Language
			}
			return
		}
	}
}

// stop ends the talk in kindness, and the desk sees that the person stopped.
func (b *bot) stop() {
	if !b.C.UnreadAt.IsZero() {
		b.unread()
	}
	b.Raise(chat.CauseStopped, chat.Quiet, "Wil stoppen met de bot.")
	b.Say(b.Text(flows.TextStop))
	b.End()
}

// restart begins the flow again, in its current version. What the person wrote
// stays for the card.
func (b *bot) restart() {
	flow := b.Book.Talks.Flows[b.outermost()]
	if flow == nil {
		flow = b.Book.Begin(b.C.Address.Adapter, "", "")
	}
	b.C.Data, b.C.Private, b.C.Missed = nil, false, 0 // and what is kept of the person comes back
	b.choose(flow)
	b.run(0)
}

// own takes an answer to a question of Omzien's own. A question that does not
// wait any more is not answered twice.
func (b *bot) own(question, value string) {
	if !b.Awaits(question) {
		b.Say(b.Text(flows.TextNoChoice))
		b.again()
		return
	}
	switch question {
	case turn.Erase:
		if !b.Erasure(value) {
			b.again()
		}
	case turn.Reach:
		b.Reached(value)
		b.again()
	case turn.Language:
		before := b.C.Lang
		b.ChooseLanguage(value)
		b.inTheirs(before)
	case turn.Withdraw:
		b.Withdraw(value)
		b.again()
	case turn.Booking:
		b.rebooks(value)
	default:
		b.C.Pending = ""
		b.again()
	}
}

// setAside lets go of a question of Omzien's own that the person passed by.
func (b *bot) setAside() { b.C.Pending = "" }

// again puts the flow's question that waits, where one does.
func (b *bot) again() {
	if step, _ := b.waiting(); step != nil {
		b.stands(step)
		return
	}
	if b.C.Step == "" && b.hours { // nothing was said yet
		b.run(0)
	}
}

// inTheirs goes on in the language that the person chose. Who has answered
// nothing yet hears the beginning again, in words that they can read: who reads
// what they write, when nobody does, and what happens in danger.
func (b *bot) inTheirs(before string) {
	if b.C.Lang != before && b.unanswered() {
		b.C.Step, b.hours = "", true
	}
	b.again()
}

// unanswered tells whether the flow's first question waits, with nothing told to
// it yet, and all before it only says something.
func (b *bot) unanswered() bool {
	step, at := b.waiting()
	return step != nil && len(b.C.Calls) == 0 && b.C.Data[step.Save] == "" &&
		!slices.ContainsFunc(b.flow.Steps[:at], func(s flows.Step) bool { return s.Kind != flows.StepSay })
}

// fill gives a text of the flow in the person's language, with its places
// filled: {team}, {opent}, {nummers}, and the flow's variables.
func (b *bot) fill(text flows.Text) string { return b.filled(b.flow.InForm(text, b.C.Data, b.C.Lang)) }

// label gives a text of the flow as the desk reads it.
func (b *bot) label(text flows.Text) string {
	return b.filled(b.flow.InForm(text, b.C.Data, b.Book.Organisation.Language))
}

func (b *bot) filled(s string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var whole strings.Builder
	for {
		before, rest, open := strings.Cut(s, "{")
		name, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			whole.WriteString(s)
			return whole.String()
		}
		whole.WriteString(before)
		value := b.place(name)
		if name == "opent" && begins(whole.String()) { // "Morgen vanaf 9 uur kan iemand antwoorden."
			value = flows.Sentence(value)
		}
		whole.WriteString(value)
		s = after
	}
}

// begins tells whether a sentence begins after this text.
func begins(text string) bool {
	text = strings.TrimRight(text, " \n")
	return text == "" || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "!")
}

// place is what stands in a text for the name in braces; one that nothing
// fills stays as it is.
func (b *bot) place(name string) string {
	switch name {
	case "team":
		return b.Called(b.team())
	case "afgesproken":
		return b.told(togetherLabel)
	case "opent":
		return b.Book.Opens(b.team(), b.Now(), b.C.Lang, b.C.Form)
	case "nummers":
		return b.Book.NumberLines(b.Now(), b.C.Lang, b.C.Form, "anything", "child")
	case nameVariable:
		return b.C.Nickname
	}
	if b.flow != nil {
		if said, ours := b.fromDirectory(name); ours {
			return said
		}
		if _, declared := b.flow.Data[name]; declared {
			return b.labelled(name, b.C.Data[name], b.C.Lang)
		}
	}
	return "{" + name + "}"
}

// labelled is how the value of a variable reads.
func (b *bot) labelled(variable, value, lang string) string {
	if b.flow == nil {
		return value
	}
	return b.Book.Label(b.flow, variable, value, lang, b.C.Form)
}
