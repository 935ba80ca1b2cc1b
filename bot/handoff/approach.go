package handoff

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// The fields of a try to make contact. Its note shares the name of the closing form's.
const (
	fieldSpoke = "gesproken"
	fieldAgain = "weer"
)

// factTries and factOpened are the labels of what the card says of the tries.
const (
	factTries  = "Geprobeerd"
	factOpened = "Kaart gebruikt"
)

// ways are the ways to make contact, as the desk names them: the title of the form,
// and what was done.
var ways = map[chat.Kind]struct{ title, done string }{
	chat.Phoned:   {"Gebeld", "gebeld"},
	chat.LeftCard: {"Kaart gebracht", "kaart gebracht"},
	chat.Visited:  {"Langs geweest", "langs geweest"},
}

// tryChoices are what can be written down about somebody who does not write here.
func (r *relay) tryChoices() (choices []chat.Choice) {
	if r.C.Approach == nil {
		return nil
	}
	for _, kind := range []chat.Kind{chat.Phoned, chat.LeftCard, chat.Visited} {
		choices = append(choices, chat.Choice{Label: ways[kind].title, Value: string(kind), Verb: chat.Asked})
	}
	return choices
}

// attempt is the form about one try.
func (r *relay) attempt(kind chat.Kind) chat.Form {
	spoke := ""
	if kind == chat.LeftCard {
		spoke = "nee"
	}
	return chat.Form{
		Kind: kind, Title: ways[kind].title, Send: "Bewaren", Intro: r.C.Name() + ". " + triesInWords(r.tries()),
		Fields: []chat.Field{
			{Name: fieldSpoke, Label: "Heb je iemand gesproken?", Kind: chat.FieldChoice, Required: true, Value: spoke, Options: []chat.Option{
				{Value: "ja", Label: "Gesproken"}, {Value: "nee", Label: "Niemand"},
			}},
			{Name: fieldAgain, Label: "Wanneer proberen we het weer?", Kind: chat.FieldChoice, Value: "0", Options: []chat.Option{
				{Value: "0", Label: "Dat staat nog open"}, {Value: "1", Label: "Morgen"}, {Value: "3", Label: "Over 3 dagen"},
				{Value: "7", Label: "Over een week"}, {Value: "14", Label: "Over twee weken"},
			}, Hint: "Tot dan wacht het niet in de rij. Op die dag komt het vanzelf terug."},
			{Name: fieldNote, Label: "Notitie", Kind: chat.FieldWords, Hint: "Alleen voor het team. Staat op de webdesk, niet in Slack."},
		},
	}
}

func (r *relay) tries() []chat.Try {
	if r.C.Approach == nil {
		return nil
	}
	return r.C.Approach.Tries
}

// mayTry says why nothing can be written down about a try; empty where it can: what
// nobody has, any worker may try.
func (r *relay) mayTry() string {
	switch {
	case r.C.Approach == nil:
		return "Deze persoon schrijft ons zelf. Antwoord in het gesprek."
	case r.live() && !r.owner():
		return "Dat kan alleen " + r.C.Handoff.Worker.Name + ": die heeft dit gesprek."
	}
	return ""
}

// tried writes down that somebody tried to make contact; and where it is tried again
// on another day, nobody has it until then.
func (r *relay) tried() {
	if why := r.mayTry(); why != "" {
		r.refuse(why)
		return
	}
	form, ok := r.attempt(r.Ev.Kind).Filled(r.Ev.Form)
	if days, _ := strconv.Atoi(form.Values()[fieldAgain]); ok && days > 0 && r.C.Stands(chat.CauseCrisis) {
		form, ok = form.Wrong(fieldAgain, "Er staat nog een melding van gevaar open. Dit kan niet wachten."), false
	}
	if !ok {
		r.otherwise(form)
		return
	}
	values := form.Values()
	once := chat.Try{How: r.Ev.Kind, Spoke: values[fieldSpoke] == "ja", At: r.Now(), By: r.Ev.Author}
	r.C.Approach.Tries = append(r.C.Approach.Tries, once)
	r.keepForm(form)
	r.fact(factTries, triesInWords(r.tries()))
	if r.owner() {
		r.paid()
	}
	r.C.NewsAt = time.Time{} // somebody saw to it
	r.Looked(chat.CauseWaiting)
	r.Looked(chat.CauseNight)
	told := ways[once.How].done + ", " + reached(once)
	r.mark(r.Ev.Author.Name + ": " + told + ".")
	answer := "Bewaard: " + told + ". " + counted(r.tries()) + "."
	if days, _ := strconv.Atoi(values[fieldAgain]); days > 0 {
		r.rest(days)
		answer += " " + flows.Sentence(onDay(r.C.AgainAt)) + " komt " + r.C.Name() + " terug in de wachtrij."
	}
	r.cards()
	r.answer(answer)
}

// rest lets nobody have it until the team is there on that day.
func (r *relay) rest(days int) {
	h := &r.C.Handoff
	day := flows.DayOf(r.Now()).Add(days).At(9 * 60)
	if opens, ok := r.team().Opens(day); ok && !r.team().Open(day) {
		day = opens
	}
	r.disown()
	h.State, h.Owed, h.News, h.Acked = chat.Resting, time.Time{}, 0, time.Time{}
	r.C.AgainAt = day
}

// tryAgain puts it back into the queue, on the day on which it is tried again.
func (r *relay) tryAgain() {
	r.C.AgainAt = time.Time{}
	if r.C.Handoff.State != chat.Resting {
		return
	}
	r.comesBack()
	r.mark("Probeer " + r.C.Name() + " weer: dat is zo afgesproken. " + counted(r.tries()) + ".")
}

// comesBack lets it wait for people from now on.
func (r *relay) comesBack() {
	h := &r.C.Handoff
	h.State, h.Since, h.Owed, h.News = chat.Waiting, r.Now(), r.Now(), 0
	r.C.AgainAt = time.Time{}
	if h.Urgency > chat.Quiet {
		r.C.NewsAt = r.newsAfter(firstNews)
	}
	r.cards()
}

// cardOpened is that the person used the card at their door: they have a talk of their
// own now, and whoever tried to reach them sees which. What rested rests no longer.
func (r *relay) cardOpened() {
	if r.C.Approach == nil || r.C.Approach.Heard != "" {
		return
	}
	r.C.Approach.Heard = r.Ev.Text
	r.fact(factOpened, dayOf(r.Now())+". Kijk bij "+r.Ev.Text+".")
	text := "De kaart voor " + r.C.Name() + " is gebruikt. Kijk bij " + r.Ev.Text + ": dat is hun eigen gesprek."
	switch {
	case r.C.Over:
		r.Mark(text)
		return
	case r.C.Handoff.State == chat.Resting:
		r.comesBack()
	default:
		r.cards()
	}
	r.mark(text)
}

// cardAnew makes the card of what the person told; of somebody who was registered it
// says what was filled in.
func (r *relay) cardAnew() {
	if r.C.Reachable() {
		r.C.Handoff.Card = r.Facts("")
	}
}

// fact puts a line of its own on the card, or replaces it.
func (r *relay) fact(label, text string) {
	h, f := &r.C.Handoff, chat.CardFact{Label: label, Text: text}
	if i := slices.IndexFunc(h.Card, func(o chat.CardFact) bool { return o.Label == label }); i >= 0 {
		h.Card[i] = f
		return
	}
	h.Card = append(h.Card, f)
}

// counted is how often it was tried.
func counted(tries []chat.Try) string {
	switch len(tries) {
	case 0:
		return "Nog niet geprobeerd"
	case 1:
		return "1 keer geprobeerd"
	}
	return strconv.Itoa(len(tries)) + " keer geprobeerd"
}

// triesInWords are all tries, the oldest first: "2 keer geprobeerd: 3 nov 10:15 gebeld,
// niemand (Noor); 5 nov 14:00 kaart gebracht, niemand (Bas)."
func triesInWords(tries []chat.Try) string {
	var all []string
	for _, t := range tries {
		at := t.At.In(flows.Amsterdam)
		all = append(all, dayOf(t.At)+" "+at.Format("15:04")+" "+ways[t.How].done+", "+reached(t)+" ("+t.By.Name+")")
	}
	if len(all) == 0 {
		return counted(tries) + "."
	}
	return counted(tries) + ": " + strings.Join(all, "; ") + "."
}

func reached(t chat.Try) string {
	if t.Spoke {
		return "gesproken"
	}
	return "niemand"
}

// dayOf is the day in short: "3 nov".
func dayOf(at time.Time) string {
	months := [...]string{"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"}
	at = at.In(flows.Amsterdam)
	return strconv.Itoa(at.Day()) + " " + months[at.Month()-1]
}

// onDay is when it is tried again: "op donderdag 26 nov".
func onDay(at time.Time) string {
	days := [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	return "op " + days[at.In(flows.Amsterdam).Weekday()] + " " + dayOf(at)
}
