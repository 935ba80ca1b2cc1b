package handoff

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// Overleg: a worker asks colleagues about a person, in a thread of its own. It is
// the place for what must never go to the person (law 7), so whatever happens
// there ends here: nothing of it comes near the functions that send.

const (
	consultsMost = 5  // open about one talk at a time
	consultsEver = 30 // about one talk: their roots are remembered
	askedMost    = 20 // colleagues in one
)

// aside tells whether the event belongs to an overleg: it happened in one, or is
// of a kind that only happens there.
func (r *relay) aside() bool {
	switch r.Ev.Kind {
	case chat.Conferred, chat.Concluded, chat.Invited:
		return true
	}
	return r.Ev.Consult != ""
}

// inConsult is whatever happens in an overleg.
func (r *relay) inConsult() {
	k := r.Consult(r.Ev.Consult)
	switch r.Ev.Kind {
	case chat.Overheard: // nobody's next text to the person answers it
		return
	case chat.Uprooted:
		r.reroot(k, "")
		return
	case chat.Failed:
		r.unconferred(k)
		return
	}
	who := r.Ev.Author
	switch {
	case who.Role != chat.RoleWorker || who.ID == "" || who.Name == "":
		r.answer("Alleen een medewerker met een naam kan dit doen.")
	case r.erased():
	case chat.WasUsed(r.Ev.Step):
		r.refuse(firstOf(r.whyOver(k), "Deze knop is al gebruikt."))
	case r.Ev.Kind == chat.Conferred:
		r.conferred(k)
	case r.Ev.Kind == chat.Edited:
		r.confer(k, chat.EditMark)
	case r.Ev.Kind == chat.Deleted:
		r.answer("Hier is het weg. Bij het overleg in Omzien blijft het bewaard.")
	case r.Ev.Kind == chat.Asked && chat.Kind(r.Ev.Value) == chat.Invited:
		r.asksFor(k)
	case r.Ev.Kind == chat.Invited:
		r.invited(k)
	case r.Ev.Kind == chat.Concluded:
		r.concluded(k)
	default:
		r.refuse("Dit is een overleg. Dat kun je alleen doen bij het gesprek zelf.")
	}
}

// conferred are words in an overleg.
func (r *relay) conferred(k *chat.Consult) {
	if len(r.Ev.Files) > 0 {
		r.answer("Een bestand bewaren we hier niet. Het gaat ook niet naar " + r.C.Name() + ".")
		if strings.TrimSpace(r.Ev.Text) == "" {
			return
		}
	}
	r.confer(k, "")
}

// confer keeps words with the overleg and shows them in its other threads. Once it
// is over, or where nobody knows of it any more, they are kept all the same.
func (r *relay) confer(k *chat.Consult, mark string) {
	text := strings.TrimSpace(r.Ev.Text)
	id := r.Ev.Consult
	if k != nil {
		id = k.ID
	}
	switch {
	case text == "":
		r.answer("Niets bewaard: de tekst was leeg.")
		return
	case id == "":
		r.answer("Er is geen overleg over " + r.C.Name() + ". Niets bewaard.")
		return
	}
	r.KeepAside(id, r.Ev.Author, mark+text)
	if k == nil || !k.Open() {
		r.answer("Dit overleg is klaar. Wat je schreef, is bewaard en gaat niet naar " + r.C.Name() + ".")
		return
	}
	here := r.origin()
	for _, p := range k.Posted {
		if p.Desk != here {
			r.Push(p.Desk, chat.Message{Class: chat.Live, Consult: k.ID, Speaker: r.Ev.Author, Text: turn.Masked(mark + text)})
		}
	}
	if !r.typed() { // in its thread they stand already
		r.answer("Bewaard bij het overleg.")
	}
}

// asking is the form that opens an overleg.
func (r *relay) asking() chat.Form {
	name := r.C.Name()
	return chat.Form{
		Kind: chat.Consulted, Title: "Overleg", Send: "Vraag overleg",
		Intro: "Je vraagt collega's om mee te denken over " + name + ". Dat gaat in een draad apart. Wat daar staat, gaat nooit naar " + name + ".",
		Fields: []chat.Field{
			{Name: chat.ConsultQuestion, Label: "Wat wil je vragen?", Kind: chat.FieldWords, Required: true,
				Hint: "Schrijf zo kort mogelijk, zonder achternaam of adres. Neem niet over wat " + name + " schreef."},
			{Name: chat.ConsultColleagues, Label: "Welke collega's vraag je?", Kind: chat.FieldPeople},
			{Name: chat.ConsultTeams, Label: "Of welke teams?", Kind: chat.FieldSeveral, Options: r.teams()},
			{Name: chat.ConsultSort, Label: "Wat voor overleg is het?", Kind: chat.FieldChoice, Value: "vraag", Options: []chat.Option{
				{Value: "vraag", Label: "Een vraag aan een collega of een team"},
				{Value: chat.ConsultCase, Label: "Casusoverleg: met meer mensen, zo lang als nodig is"},
			}},
		},
	}
}

// consulted opens an overleg. Who has the talk may do it, and so may colleagues:
// nothing of it goes to the person.
func (r *relay) consulted() {
	form, ok := r.asking().Filled(r.Ev.Form)
	k := chat.Consult{ID: r.Ev.ID, By: r.Ev.Author, Since: r.Now()}
	if ok {
		form, ok = r.whom(form, &k)
	}
	switch {
	case !ok:
	case r.openConsults() >= consultsMost:
		form, ok = form.Wrong(chat.ConsultQuestion, "Er staan al te veel overleggen open over "+r.C.Name()+". Sluit er eerst een af."), false
	case len(r.C.Handoff.Consults) >= consultsEver:
		form, ok = form.Wrong(chat.ConsultQuestion, "Er was over "+r.C.Name()+" al vaak overleg. Bel elkaar, of schrijf een notitie."), false
	}
	if !ok {
		r.otherwise(form)
		return
	}
	values := form.Values()
	k.Question, k.Case = values[chat.ConsultQuestion], values[chat.ConsultSort] == chat.ConsultCase
	r.mark(r.Ev.Author.Name + " overlegt met " + r.names(k) + ", in een draad apart.")
	r.KeepAside(k.ID, r.Ev.Author, k.Question)
	for _, desk := range r.concerned(k) {
		r.postRoot(&k, desk)
	}
	r.C.Handoff.Consults = append(r.C.Handoff.Consults, k)
	r.answer("Het overleg met " + r.names(k) + " is begonnen. Wat daar staat, gaat nooit naar " + r.C.Name() + "." + r.unsure(k, k.Asked))
	r.Refuse() // the button stays
}

// whom takes in the colleagues and teams of a form; where they cannot be taken,
// the form says why, and who it is about.
func (r *relay) whom(form chat.Form, k *chat.Consult) (chat.Form, bool) {
	values := form.Values()
	people, _ := chat.InviteesOf(values[chat.ConsultColleagues])
	people = slices.DeleteFunc(people, func(c chat.Invitee) bool { return c.ID == r.Ev.Author.ID || k.Invites(c.ID) })
	var teams []string
	for team := range strings.SplitSeq(values[chat.ConsultTeams], ",") {
		if team != "" && !slices.Contains(k.Teams, team) {
			teams = append(teams, team)
		}
	}
	switch {
	case len(people)+len(teams) == 0:
		return form.Wrong(chat.ConsultColleagues, "Kies een collega of een team."), false
	case len(k.Asked)+len(people) > askedMost:
		return form.Wrong(chat.ConsultColleagues, "Dat zijn te veel collega's. Vraag hun team."), false
	}
	k.Asked, k.Teams = append(k.Asked, people...), append(k.Teams, teams...)
	desks := r.concerned(*k)
	for _, c := range people {
		sees := slices.ContainsFunc(desks, func(desk chat.Address) bool { return slices.Contains(c.At, desk.Chat) })
		if len(c.At) > 0 && !sees {
			return form.Wrong(chat.ConsultColleagues, c.Name+" is niet in een kanaal waar dit overleg komt te staan. Vraag ook het team van "+c.Name+", of kies iemand anders."), false
		}
	}
	return form, true
}

func (r *relay) openConsults() (n int) {
	for _, k := range r.C.Handoff.Consults {
		if k.Open() {
			n++
		}
	}
	return n
}

// names are who was invited, as a reader says it.
func (r *relay) names(k chat.Consult) string {
	var names []string
	for _, c := range k.Asked {
		names = append(names, c.Name)
	}
	for _, team := range k.Teams {
		names = append(names, r.Book.Team(team).Label)
	}
	return turn.Listed(names)
}

// whyOver is why nothing can be done with the overleg; empty where it is open.
func (r *relay) whyOver(k *chat.Consult) string {
	if k == nil || !k.Open() || r.C.Over {
		return "Dit overleg is klaar."
	}
	return ""
}

// mayConclude tells whether the author may end the overleg: who asked for it, and
// who has the talk; anybody where nobody has.
func (r *relay) mayConclude(k chat.Consult) bool {
	return k.By.ID == r.Ev.Author.ID || r.owner() || !r.live()
}

func (r *relay) concluded(k *chat.Consult) {
	switch why := r.whyOver(k); {
	case why != "":
		r.answer(why)
	case !r.mayConclude(*k):
		who := []string{k.By.Name}
		if owner := r.C.Handoff.Worker; owner.ID != k.By.ID {
			who = append(who, owner.Name)
		}
		r.refuse("Dit overleg kan alleen " + strings.Join(who, " of ") + " afsluiten.")
	default:
		name := r.Ev.Author.Name
		r.Conclude(k, name+" sluit dit overleg af. Wat hier stond, ging niet naar "+r.C.Name()+".")
		r.Mark(name + " sluit het overleg met " + r.names(*k) + " af.")
		r.answer("Het overleg is klaar.")
	}
}

// inviting is the form by which more colleagues are asked into an overleg.
func (r *relay) inviting(k chat.Consult) chat.Form {
	form := r.asking()
	form.Kind, form.Title, form.Send = chat.Invited, "Iemand erbij vragen", "Vraag erbij"
	form.Intro = "Wie meedoet, leest dit overleg en niet het gesprek met " + r.C.Name() + "."
	form.Fields = form.Fields[1:3]
	form.Fields[1].Options = slices.DeleteFunc(form.Fields[1].Options, func(o chat.Option) bool { return slices.Contains(k.Teams, o.Value) })
	if len(form.Fields[1].Options) == 0 {
		form.Fields = form.Fields[:1]
	}
	return form
}

func (r *relay) asksFor(k *chat.Consult) {
	if why := r.whyOver(k); why != "" {
		r.refuse(why)
		return
	}
	form := r.inviting(*k)
	r.Answer(chat.Answer{Form: &form})
}

// invited asks more colleagues into the overleg.
func (r *relay) invited(k *chat.Consult) {
	if why := r.whyOver(k); why != "" {
		r.refuse(why)
		return
	}
	form, ok := r.inviting(*k).Filled(r.Ev.Form)
	next := *k
	if ok {
		form, ok = r.whom(form, &next)
	}
	if !ok {
		r.otherwise(form)
		return
	}
	more := chat.Consult{Asked: next.Asked[len(k.Asked):], Teams: next.Teams[len(k.Teams):]}
	*k = next
	text := r.Ev.Author.Name + " vraagt " + r.names(more) + " bij het overleg."
	r.Mark(text)
	for _, p := range k.Posted {
		m := r.Root(*k)
		m.Edits = p.Card
		r.Push(p.Desk, m)
		r.call(p.Desk, *k, text, more.Asked)
	}
	for _, desk := range r.concerned(*k) {
		if !slices.ContainsFunc(k.Posted, func(p chat.Posted) bool { return p.Desk == desk }) {
			r.postRoot(k, desk)
			r.Push(desk, chat.Message{Class: chat.Live, Consult: k.ID, Text: "Wat er al stond in dit overleg, staat op de webdesk."})
		}
	}
	are := " is"
	if len(more.Asked)+len(more.Teams) > 1 {
		are = " zijn"
	}
	r.answer(flows.Sentence(r.names(more)) + are + " erbij gevraagd." + r.unsure(*k, more.Asked))
	r.Refuse() // the button stays
}
