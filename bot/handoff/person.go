package handoff

import (
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// said is what the person writes while people have the talk.
func (r *relay) said() {
	spoken := r.live() && r.C.Handoff.Wrote.After(r.C.HeardAt)
	r.Heard()
	text := turn.Words(r.Ev)
	if r.C.Over {
		r.Say(r.Text(flows.TextOver))
		return
	}
	if r.reserved(text) || r.asked(text, spoken) {
		return
	}
	if text == "" {
		r.Say(r.Text(flows.TextEmpty))
		return
	}
	r.fromPerson(text)
	if r.Echoes(text) { // two bots shall not talk for ever
		return
	}
	r.owe()
	switch waits := len(r.C.Handoff.Behind) > 0; {
	case !r.live():
		r.acknowledge()
	case !waits:
		r.here()
	case r.C.Pending == "": // asked for later, and writes now
		r.AskOwn(turn.Knock)
	}
}

// asked reads words as the answer to a question of Omzien's own that waits.
// While a worker has the talk, words are for them: only what was asked since,
// or what the person themselves began, is read here. Where the worker has spoken
// since, a yes or a number answers them: nobody erases everything by a yes that
// was meant for a worker.
func (r *relay) asked(text string, spoken bool) bool {
	if r.C.Pending == "" || r.live() && r.C.Pending == turn.Reach {
		return false
	}
	value, ok := r.Meant(text)
	if spoken && r.C.Pending != turn.Knock {
		value, ok = r.Labelled(text)
	}
	if ok {
		r.own(r.C.Pending, value)
		return true
	}
	switch r.C.Pending {
	case turn.Erase, turn.Language, turn.Withdraw:
		r.C.Pending = ""
	}
	return false
}

// chose is a press of the person.
func (r *relay) chose() {
	r.Heard()
	if r.C.Over {
		r.Say(r.Text(flows.TextOver))
		return
	}
	if question := turn.Own(r.Ev.Step); question != "" {
		if r.Awaits(question) {
			r.own(question, r.Ev.Value)
		} else if !r.live() {
			r.Say(r.Text(flows.TextNoChoice))
		}
		return
	}
	// A button of the flow, from before: its label are her words.
	label := r.Ev.Text
	if flow := r.Book.Flow(r.C.Flow); flow != nil {
		label = firstOf(flow.Offered(r.Ev.Step, r.Ev.Value, r.C.Lang), label)
	}
	r.fromPerson(firstOf(label, r.Ev.Value))
	r.owe()
	if !r.live() {
		r.acknowledge()
	}
}

// own takes an answer to a question of Omzien's own.
func (r *relay) own(question, value string) {
	switch question {
	case turn.Erase:
		name := r.C.Name()
		if r.Erasure(value); !r.C.Erase && value == turn.Yes {
			return // people are asked first
		} else if !r.C.Erase {
			r.mark(name + " wil toch niet alles wissen.")
			return
		}
		if r.C.Over { // what stood at the desks is emptied
			return
		}
		r.mark(name + " heeft het scherm gewist. Alles wordt gewist zodra iemand de melding afsluit.")
	case turn.Reach:
		r.Reached(value)
		if value == turn.Code {
			r.mark(r.C.Name() + " komt terug met de code.")
		} else {
			r.mark(r.C.Name() + " laat de pagina open.")
		}
	case turn.Knock:
		r.knocked(value)
	case turn.Language:
		before := r.C.Lang
		r.ChooseLanguage(value)
		r.inLanguage(before)
	case turn.Withdraw:
		r.Withdraw(value)
	case turn.Booking:
		r.rebooks(value)
	}
}

// inLanguage shows the desk that the person chose another language than before.
// What waits for them is asked about again.
func (r *relay) inLanguage(before string) {
	if r.C.Lang != before {
		r.mark(r.C.Name() + " koos een taal: " + flows.OwnName(r.C.Lang) + ".")
		r.cards()
	}
	if len(r.C.Handoff.Behind) > 0 {
		r.AskOwn(turn.Knock)
	}
}

// acknowledge says that words stand at the desk: at once, and then at most
// once in a while. It never says that somebody reads them.
func (r *relay) acknowledge() {
	h := &r.C.Handoff
	first := h.Acked.IsZero()
	if !first && r.Now().Sub(h.Acked) < ackEvery {
		return
	}
	h.Acked = r.Now()
	team := r.team()
	if !first {
		r.Say(r.Text(flows.TextKeptAgain, "team", r.Called(team)))
		return
	}
	text := r.Text(flows.TextKept, "team", r.Called(team))
	if !team.Open(r.Now()) {
		if opens := r.Book.Opens(team, r.Now(), r.C.Lang, r.C.Form); opens != "" {
			text += " " + flows.Sentence(r.Text(flows.TextOpensAt, "team", r.Called(team), "opent", flows.Sentence(opens)))
		}
	}
	r.Say(text)
}

// reserved does what a reserved word asks for while people have the talk;
// false where the message is none, or is for the people.
func (r *relay) reserved(text string) bool {
	const longest = 100 // bytes; no reserved word is that long
	if len(text) > longest {
		return false
	}
	// The name of a language may answer what a worker asked.
	if before := r.C.Lang; (!r.live() || r.MayChooseLanguage(text)) && r.AskedLanguage(text) {
		if r.live() {
			r.fromPerson(text)
		}
		if r.C.Pending == "" {
			r.inLanguage(before)
		}
		return true
	}
	switch flows.ReservedWord(text) {
	case flows.WantHelp:
		r.danger(text)
	case flows.WantStop:
		r.fromPerson(text)
		r.mark(r.C.Name() + " wil stoppen.")
		if !r.live() {
			r.Say(r.Text(flows.TextStopped, "team", r.Called(r.team())))
		}
	case flows.WantErase:
		r.mark(r.C.Name() + " vraagt om alles te wissen.")
		r.AskOwn(turn.Erase)
	case flows.WantWithdraw:
		if r.live() && !r.MayWithdraw() {
			return false
		}
		r.fromPerson(text)
		r.AskWithdraw()
	case flows.WantCode:
		r.fromPerson(text)
		r.C.Pending = ""
		r.ShowCode()
	default: // mens and opnieuw: people have it already
		return false
	}
	return true
}

// danger is the word nood while people have the talk. The alarm starts at once.
// The numbers go out at once, unless the owner wrote just now and the team is
// open: then the owner has a moment first.
func (r *relay) danger(text string) {
	r.leaveAll() // what was sent before comes before the numbers
	r.C.Handoff.Urgency = chat.Danger
	r.owe()
	if r.live() {
		r.lease() // shorter now
	}
	r.Emergency()
	r.cards()
	r.fromPerson(text)
	wrote := r.C.Handoff.Wrote
	sees := r.live() && !wrote.IsZero() && r.Now().Sub(wrote) <= present && r.team().Open(r.Now())
	switch {
	case !sees:
		r.Numbers(r.live())
		r.mark(r.C.Name() + " heeft nu hulp nodig. De hulpnummers zijn gestuurd.")
	case r.C.DangerAt.IsZero():
		r.C.DangerAt = r.Now().Add(patience)
		r.mark(r.C.Name() + " heeft nu hulp nodig. Zonder antwoord gaan over 2 minuten de hulpnummers.")
	}
}

// numbersNow sends the numbers that wait for the owner's answer (law 5).
func (r *relay) numbersNow() {
	if r.C.DangerAt.IsZero() {
		return
	}
	r.C.DangerAt = time.Time{}
	r.Numbers(true)
	r.mark("De hulpnummers zijn gestuurd, als automatisch bericht.")
}
