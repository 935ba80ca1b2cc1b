package handoff

import (
	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// passedOn is overdracht: to another team, or to a colleague who is asked.
func (r *relay) passedOn() {
	if r.filled() {
		r.asksColleague()
		return
	}
	pass, ok := chat.PassOf(r.Ev.Ref)
	switch {
	case !ok:
		r.refuse("Naar wie? Kies een team of een collega.")
	case pass == chat.Pass{}:
		r.goOnAlone()
	case pass.Worker != "":
		r.offer(chat.Author{Role: chat.RoleWorker, ID: pass.Worker, Name: r.Ev.Text})
	default:
		r.toTeam(pass)
	}
}

// toTeam gives the talk to another team, where it waits. The person hears it,
// also that the others can read what was written. Who waits may be passed on by
// any worker. warm: the team that had it still sees the thread.
func (r *relay) toTeam(pass chat.Pass) {
	h := &r.C.Handoff
	to, from := r.Book.Team(pass.Team), r.team()
	if h.State != chat.Waiting && r.mayNot() {
		return
	}
	switch {
	case to.Name != pass.Team:
		r.refuse("Dit team is er niet.")
		return
	case to.Name == from.Name:
		r.refuse(r.C.Name() + " is al bij " + to.Label + ".")
		return
	}
	unsent := r.unsent()
	how := " draagt over aan "
	if pass.Warm {
		how = " draagt warm over aan "
	}
	r.mark(r.Ev.Author.Name + how + to.Label + ".")
	r.Tell(chat.Live, r.Text(flows.TextPassedOn, "medewerker", r.Ev.Author.Name, "team", r.Called(to)))
	if r.C.Pending == turn.Knock {
		r.C.Pending = ""
	}
	if h.State == chat.Talking {
		r.owe()
		r.queued()
	}
	h.Beside = ""
	if pass.Warm {
		h.Beside = from.Name
	} else {
		r.ConcludeAll(r.C.Name() + " is nu bij " + to.Label + ". Dit overleg is klaar.")
	}
	for i := range r.C.Told { // they heard that those read it, too
		if r.C.Told[i].For(from.Name) {
			r.C.Told[i].ReadBy(to.Name)
		}
	}
	r.Then(chat.HandedOff, "", to.Name)
	r.answer("Overgedragen aan " + to.Label + "." + unsent)
}

// goOnAlone ends that the team which passed the talk on still sees it.
func (r *relay) goOnAlone() {
	h := &r.C.Handoff
	if r.mayNot() {
		return
	}
	if h.Beside == "" {
		r.refuse("Alleen " + r.team().Label + " ziet dit gesprek.")
		return
	}
	first := r.Book.Team(h.Beside).Label
	r.mark(r.Ev.Author.Name + " gaat alleen verder. " + flows.Sentence(first) + " ziet dit gesprek niet meer.")
	h.Beside = ""
	r.F.Desks = r.F.Own
	r.cards()
	r.answer("Alleen " + r.team().Label + " ziet dit gesprek nu.")
}

// What goes into the form by which a colleague is asked, besides who.
const fieldAside = "erbij"

// question is the form by which the owner asks a colleague to take the talk over.
func (r *relay) question() chat.Form {
	whom := chat.Field{Name: chat.Colleague, Label: "Wie vraag je?", Kind: chat.FieldWorker, Required: true}
	if name := r.Ev.Form[chat.ColleagueName]; name != "" {
		whom.Options = []chat.Option{{Value: r.Ev.Form[chat.Colleague], Label: name}}
	}
	return chat.Form{
		Kind: chat.PassedOn, Title: "Vraag een collega", Send: "Vragen",
		Intro: "Je collega krijgt de vraag om " + r.C.Name() + " over te nemen. Tot die dat doet, heb jij dit gesprek.",
		Fields: []chat.Field{whom, {
			Name: fieldAside, Label: "Wat moet je collega weten?", Kind: chat.FieldWords,
			Hint: "Dit komt als notitie in de draad. " + r.C.Name() + " leest het niet.",
		}},
	}
}

// asksColleague is an offer as it was filled in: with words for colleagues.
func (r *relay) asksColleague() {
	if r.mayNot() {
		return
	}
	form, ok := r.question().Filled(r.Ev.Form)
	to := chat.Author{Role: chat.RoleWorker, ID: r.Ev.Form[chat.Colleague], Name: r.Ev.Form[chat.ColleagueName]}
	if ok && to.ID == r.Ev.Author.ID {
		form, ok = form.Wrong(chat.Colleague, "Dat ben jij zelf. Kies een collega."), false
	}
	if !ok {
		r.otherwise(form)
		return
	}
	if text := form.Values()[fieldAside]; text != "" {
		r.Keep(chat.LineNote, r.Ev.Author, text)
		r.toDesksBut(nil, chat.Program, "Notitie van "+r.Ev.Author.Name+": "+text)
	}
	r.offer(to)
	r.fresh()
}

// fresh draws the card anew where one of its buttons was used for what changes
// nothing on it: a used one takes the others with it.
func (r *relay) fresh() {
	if r.Ev.Token != "" {
		r.cards()
	}
}

// offer asks a colleague to take the talk over. Until they do, the owner has it.
func (r *relay) offer(to chat.Author) {
	if r.mayNot() {
		return
	}
	h, by := &r.C.Handoff, r.Ev.Author
	switch {
	case to.Name == "":
		r.refuse("Naar wie? Kies een collega.")
		return
	case to.ID == by.ID:
		r.refuse("Jij hebt dit gesprek al.")
		return
	}
	h.Offer = &chat.Offer{To: to, By: by}
	text := by.Name + " vraagt " + to.Name + " om " + r.C.Name() + " over te nemen."
	r.Mark(text)
	for _, desk := range r.F.Desks {
		r.seat(desk)
		r.Push(desk, chat.Message{Class: r.deskClass(), Text: text, For: to, Step: r.cardStep(), Choices: []chat.Choice{
			{Label: "Overnemen", Value: string(chat.Claimed), Verb: chat.Claimed, Style: "primary"},
		}})
	}
	r.answer("Gevraagd aan " + to.Name + ". Tot die overneemt, heb jij " + r.C.Name() + ".")
}

// offered tells whether the owner asked the event's author to take the talk over.
func (r *relay) offered() bool {
	offer := r.C.Handoff.Offer
	return offer != nil && offer.To.ID == r.Ev.Author.ID && offer.By.ID == r.C.Handoff.Worker.ID
}
