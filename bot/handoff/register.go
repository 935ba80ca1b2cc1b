package handoff

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"omzien/bot/chat"
	"omzien/bot/turn"
)

// The fields of a new registration.
const (
	fieldSource  = "bron"
	fieldWho     = "naam"
	fieldAgreed  = "akkoord"
	fieldAlias   = "roepnaam"
	fieldPhone   = "telefoon"
	fieldAbout   = "waarover"
	fieldUrgency = "spoed"
	fieldAddress = "adres"
)

// registration is the form for somebody who did not write to us.
func (r *relay) registration() chat.Form {
	form := chat.Form{
		Kind: chat.Registered, Title: "Nieuwe aanmelding", Send: "Aanmelden",
		Intro: "Voor wie belt, langskomt, of door een ander wordt aangemeld. De aanmelding komt in dezelfde wachtrij.",
		Fields: []chat.Field{
			{Name: fieldSource, Label: "Van wie komt de aanmelding?", Kind: chat.FieldChoice, Required: true, Options: []chat.Option{
				{Value: "telefoon", Label: "Van de persoon zelf, door de telefoon"},
				{Value: "balie", Label: "Van de persoon zelf, aan de balie"},
				{Value: "straat", Label: "Op straat, of bij ons werk in de buurt"},
				{Value: "naaste", Label: "Van een naaste"},
				{Value: "organisatie", Label: "Van een andere organisatie"},
				{Value: "verhuurder", Label: "Signaal van achterstand: de verhuurder"},
				{Value: "energie", Label: "Signaal van achterstand: het energiebedrijf"},
				{Value: "water", Label: "Signaal van achterstand: het waterbedrijf"},
				{Value: "zorgverzekeraar", Label: "Signaal van achterstand: de zorgverzekeraar"},
				{Value: "anders", Label: "Signaal van achterstand: van iemand anders"},
			}},
			{Name: fieldWho, Label: "Wie meldt aan?", Kind: chat.FieldText, Hint: "Alleen als een ander dan de persoon aanmeldt. Staat alleen op de webdesk."},
			{Name: fieldAgreed, Label: "Weet de persoon ervan, en is dat goed?", Kind: chat.FieldChoice, Required: true, Options: []chat.Option{
				{Value: "ja", Label: "Ja"},
				{Value: "vragen", Label: "Nog niet gevraagd"},
				{Value: "nee", Label: "Nee"},
				{Value: signalled, Label: "Dat hoeft nog niet: het is een signaal van achterstand"},
			}, Hint: "Na een signaal van achterstand mag een team zelf contact zoeken, zonder dat eerst te vragen. Of dat ook voor jullie team zo is, staat in de afspraken met de gemeente."},
			{Name: fieldAlias, Label: "Hoe noemen we de persoon?", Kind: chat.FieldText, Hint: "Een roepnaam of bijnaam. Geen achternaam."},
			{Name: fieldPhone, Label: "Telefoonnummer", Kind: chat.FieldText, Hint: "Staat alleen op de webdesk, nooit in Slack."},
			{Name: fieldAddress, Label: "Adres", Kind: chat.FieldText, Hint: "Staat alleen op de webdesk, nooit in Slack."},
			{Name: fieldAbout, Label: "Waar gaat het over?", Kind: chat.FieldWords, Required: true, Hint: "Bij een signaal: sinds wanneer is er een achterstand, en ongeveer hoeveel? Dat staat dan alleen op de webdesk."},
			{Name: chat.ForTeam, Label: "Voor welk team?", Kind: chat.FieldChoice, Required: true, Options: r.teams(), Value: r.onlyTeam()},
			{Name: fieldUrgency, Label: "Hoeveel haast heeft het?", Kind: chat.FieldChoice, Required: true, Value: "vandaag", Options: []chat.Option{
				{Value: "rustig", Label: "Rustig: als er tijd is"},
				{Value: "vandaag", Label: "Vandaag"},
				{Value: "dringend", Label: "Dringend: zo snel mogelijk"},
				{Value: "gevaar", Label: "Gevaar: nu"},
			}},
		},
	}
	form.Fields = append(form.Fields, r.counted("")...)
	return form
}

func (r *relay) teams() (options []chat.Option) {
	for _, t := range r.Book.Organisation.Teams {
		options = append(options, chat.Option{Value: t.Name, Label: t.Label})
	}
	return options
}

// onlyTeam is the team where there is but one; else whoever registers chooses.
func (r *relay) onlyTeam() string {
	if len(r.Book.Organisation.Teams) == 1 {
		return r.Book.Organisation.Teams[0].Name
	}
	return ""
}

// urgencyOf is what the form's words mean.
func urgencyOf(value string) chat.Urgency {
	switch value {
	case "rustig":
		return chat.Quiet
	case "dringend":
		return chat.Urgent
	case "gevaar":
		return chat.Danger
	}
	return chat.Normal
}

// registered makes a conversation of what a worker filled in: one that waits like
// any other, with somebody to whom nothing can be said here. It is decided on a
// conversation that was made for it.
func (r *relay) registered() {
	if r.C.Reachable() || r.C.InHandoff() { // made by other means
		r.refuse("Dit is geen nieuwe aanmelding.")
		return
	}
	form, ok := r.registration().Filled(r.Ev.Form)
	values := form.Values()
	if alias := values[fieldAlias]; ok && !nickname(alias) {
		form, ok = form.Wrong(fieldAlias, "Alleen een roepnaam of bijnaam, zonder cijfers."), false
	}
	signal := isSignal(values[fieldSource])
	if ok && values[fieldAgreed] == signalled && !signal {
		form, ok = form.Wrong(fieldAgreed, "Dit is geen signaal van achterstand. Kies wat hier past."), false
	}
	if !ok {
		r.otherwise(form)
		return
	}
	h := &r.C.Handoff
	r.C.Nickname, r.C.Approach = values[fieldAlias], &chat.Approach{Signal: signal}
	h.State, h.Team, h.Since, h.Urgency = chat.Waiting, r.Book.Team(values[chat.ForTeam]).Name, r.Now(), urgencyOf(values[fieldUrgency])
	h.Owed = r.Now() // until whoever has it writes down what came of it
	h.Card = registeredCard(form, signal)
	r.Mark(r.Ev.Author.Name + " heeft " + r.C.Name() + " aangemeld.")
	r.keepForm(form)
	r.counts(form)
	if h.Urgency == chat.Danger {
		r.Raise(chat.CauseCrisis, chat.Danger, "Aangemeld met gevaar. Kijk nu.")
	}
	if h.Urgency > chat.Quiet { // what can wait stands in the morning's overview
		r.C.NewsAt = r.newsAfter(firstNews)
	}
	r.alone()
	r.cards()
	r.Answer(chat.Answer{Text: "Aangemeld: " + r.C.Name() + ". Staat in de wachtrij van " + r.team().Label + ".", Ref: r.C.ID})
}

// signalled says that nobody has to agree to a first contact yet: arrears were reported.
const signalled = "signaal"

// isSignal tells whether the registration is a report of arrears.
func isSignal(source string) bool {
	return slices.Contains([]string{"verhuurder", "energie", "water", "zorgverzekeraar", "anders"}, source)
}

// registeredCard is what the desk's card says of somebody who was registered. Who
// told us and how to reach them stand on the web desk alone, and so does what is known
// of their debts.
func registeredCard(form chat.Form, signal bool) (facts []chat.CardFact) {
	for _, name := range []string{fieldSource, fieldAgreed, fieldAbout, fieldPhone, fieldAddress} {
		i := slices.IndexFunc(form.Fields, func(f chat.Field) bool { return f.Name == name })
		if text := form.Fields[i].Words(); text != "" {
			inside := name == fieldAddress || signal && name == fieldAbout
			facts = append(facts, chat.CardFact{Label: form.Fields[i].Label, Text: text, Contact: name == fieldPhone, Inside: inside})
		}
	}
	return facts
}

// nickname tells whether the text can be what somebody is called: a word or
// three, and no number by which they are reached.
func nickname(text string) bool {
	const words, letters = 3, 30
	return len(strings.Fields(text)) <= words && utf8.RuneCountInString(text) <= letters &&
		strings.IndexFunc(text, unicode.IsDigit) < 0 && turn.Masked(text) == text
}
