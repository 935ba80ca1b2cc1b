package handoff

import (
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// What goes into the form by which a worker asks to see what is hidden.
const (
	fieldWhy      = "waarom"
	fieldOtherWhy = "anders"
)

// otherWhy is the reason that is told in words.
const otherWhy = "anders"

// revealFor is how long what was hidden stands on the web desk.
const revealFor = time.Hour

// reasons are why numbers and addresses are looked at; the last one asks for words.
var reasons = [...]chat.Option{
	{Value: "bellen", Label: "Bellen of mailen, zoals we afspraken"},
	{Value: "kwijt", Label: "Het contact is weg, en ik maak me zorgen"},
	{Value: "gevaar", Label: "Er is gevaar voor iemand"},
	{Value: "doorgeven", Label: "Doorgeven aan een ander, met toestemming"},
	{Value: otherWhy, Label: "Iets anders"},
}

// reveal is the form that asks why.
func (r *relay) reveal() chat.Form {
	return chat.Form{
		Kind: chat.Revealed, Title: "Toon op webdesk", Send: "Tonen",
		Intro: "Telefoonnummers, e-mailadressen, BSN en rekeningnummers van " + r.C.Name() + " staan dan een uur op de webdesk. In het gesprek blijft staan dat jij het vroeg, en waarom.",
		Fields: []chat.Field{
			{Name: fieldWhy, Label: "Waarom?", Kind: chat.FieldChoice, Required: true, Options: reasons[:]},
			{Name: fieldOtherWhy, Label: "Toelichting", Kind: chat.FieldText, Hint: "Nodig bij: iets anders. Je collega’s lezen dit."},
		},
	}
}

// revealed lets what is hidden stand on the web desk for an hour, for whoever works
// there. Who asked, when and why is written down, and colleagues see it.
func (r *relay) revealed() {
	form, ok := r.reveal().Filled(r.Ev.Form)
	values := form.Values()
	if ok && values[fieldWhy] == otherWhy && values[fieldOtherWhy] == "" {
		form, ok = form.Wrong(fieldOtherWhy, "Schrijf in een paar woorden waarom."), false
	}
	if !ok {
		r.otherwise(form)
		return
	}
	until := r.Now().Add(revealFor)
	r.C.Shown = chat.Shown{By: r.Ev.Author, Until: until}
	r.keepForm(form)
	r.toDesksBut(nil, chat.Program, r.Ev.Author.Name+" laat op de webdesk een uur lang zien wat hier verborgen is. "+turn.Masked(form.Words()))
	r.fresh()
	r.Answer(chat.Answer{Ref: r.C.ID, Text: "Tot " + until.In(flows.Amsterdam).Format("15.04") + " uur staat het op de webdesk. Dat jij het vroeg, staat erbij."})
}

// opened writes down that a worker has the talk before them at the web desk.
func (r *relay) opened() {
	if who := r.Ev.Author; who.Role == chat.RoleWorker && who.ID != "" && !r.wiped() {
		r.Keep(chat.LineOpened, who, "")
	}
}
