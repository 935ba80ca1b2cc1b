package handoff

import (
	"slices"
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

// revealFor is how long the web desk shows what is hidden to whoever said why.
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
		Kind: chat.Revealed, Title: "Toon nummers en adressen", Send: "Tonen",
		Intro: "Je ziet dan een uur lang de telefoonnummers, e-mailadressen, BSN en rekeningnummers van " + r.C.Name() + ". Alleen jij ziet ze. In het gesprek blijft staan dat jij het vroeg, en waarom.",
		Fields: []chat.Field{
			{Name: fieldWhy, Label: "Waarom?", Kind: chat.FieldChoice, Required: true, Options: reasons[:]},
			{Name: fieldOtherWhy, Label: "Toelichting", Kind: chat.FieldText, Hint: "Nodig bij: iets anders. Je collega’s lezen dit."},
		},
	}
}

// revealed shows the worker at the web desk for an hour what is hidden: them alone,
// others say why themselves. Who asked, when and why is written down, and
// colleagues see it.
func (r *relay) revealed() {
	if r.pushed() {
		r.shownElsewhere()
		return
	}
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
	gone := func(s chat.Shown) bool { return s.By.ID == r.Ev.Author.ID || !r.Now().Before(s.Until) }
	r.C.Shown = append(slices.DeleteFunc(slices.Clone(r.C.Shown), gone), chat.Shown{By: r.Ev.Author, Until: until})
	r.keepForm(form)
	r.toDesksBut(nil, chat.Program, r.Ev.Author.Name+" ziet op de webdesk een uur lang wat hier verborgen is. "+turn.Masked(form.Words()))
	r.Answer(chat.Answer{Text: "Tot " + until.In(flows.Amsterdam).Format("15.04") + " uur zie jij alles. Dat jij het vroeg, blijft in het gesprek staan."})
}

// pushed tells whether the worker is at a pushed desk, where what is hidden is
// never shown.
func (r *relay) pushed() bool { return r.Ev.Token != "" || r.Ev.From.Thread != "" }

// shownElsewhere leads whoever is at a pushed desk to the web desk. They say why
// there: a worker is somebody else to it than they are here, and only whoever said
// why may see it.
func (r *relay) shownElsewhere() {
	r.Answer(chat.Answer{Ref: r.C.ID, Text: "Nummers en adressen staan alleen op de webdesk. Open daar dit gesprek, kies Toon nummers en adressen en zeg waarom. Dan zie jij ze een uur."})
	r.Refuse()
}

// opened writes down that a worker has the talk before them at the web desk.
func (r *relay) opened() {
	if who := r.Ev.Author; who.Role == chat.RoleWorker && who.ID != "" && !r.wiped() {
		r.Keep(chat.LineOpened, who, "")
	}
}
