package handoff

import (
	"maps"
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// The fields of the form by which a worker arranges that somebody goes along.
const (
	fieldWhat   = "wat"
	fieldWith   = "wie"
	fieldGoes   = "dag"
	fieldClock  = "tijd"
	fieldMeet   = "waar"
	fieldBeside = "zeg"
	fieldBot    = "chatbot"
)

// mostAhead is how many days ahead a first time can be.
const mostAhead = 366

// goesAround is the programme by which the chatbot writes on the day before somebody
// goes somewhere with company, and after it. nil where the team has none that speaks to
// people as the talk does, and where nothing may be written to the person by itself.
func (r *relay) goesAround() *flows.Programme {
	if !r.F.CanReach || !r.C.Reachable() || r.C.Unreachable || r.private() {
		return nil
	}
	team := r.team().Name
	i := slices.IndexFunc(r.Book.Programmes, func(p flows.Programme) bool {
		return p.Kind == flows.ProgrammeFirst && p.Team == team && (r.C.Form == "" || p.Form == r.C.Form)
	})
	if i < 0 {
		return nil
	}
	return &r.Book.Programmes[i]
}

// noCompany says why nobody can be found to go along from here; empty where it can be.
func (r *relay) noCompany() string {
	if !r.C.Reachable() {
		return r.C.Name() + " leest hier niet: spreek het zelf af."
	}
	return r.notOwner()
}

// company is the form: where to, with whom, when, and where they meet. What the person
// chose from the directory stands there already.
func (r *relay) company() chat.Form {
	form := chat.Form{
		Kind: chat.Accompanied, Title: "Iemand gaat mee", Send: "Versturen",
		Intro: "Dit gaat naar " + r.C.Name() + ". Vraag eerst wie er meegaat, en of het die dag kan.",
	}
	e, day, clock := r.chosenEntry()
	form.Fields = []chat.Field{
		{Name: fieldWhat, Label: "Waar gaat het heen?", Kind: chat.FieldText, Required: true, Value: e.Title},
		{Name: fieldWith, Label: "Wie gaat er mee?", Hint: "Een collega of een vrijwilliger. Een voornaam is genoeg.", Kind: chat.FieldText, Required: true},
		{Name: fieldGoes, Label: "Op welke dag?", Kind: chat.FieldDate, Required: true, Value: day},
		{Name: fieldClock, Label: "Hoe laat zien zij elkaar?", Hint: "Bijvoorbeeld 9:45.", Kind: chat.FieldText, Required: true, Value: clock},
		{Name: fieldMeet, Label: "Waar zien zij elkaar?", Kind: chat.FieldText, Required: true, Value: e.Where},
		{Name: fieldBeside, Label: "Wil je er iets bij zeggen?", Kind: chat.FieldText},
	}
	if r.goesAround() == nil {
		form.Intro += " De chatbot schrijft later niet zelf. Schrijf of bel de dag ervoor, en vraag daarna hoe het was."
		return form
	}
	form.Fields = append(form.Fields, chat.Field{Name: fieldBot, Label: "Schrijft de chatbot de dag ervoor en erna?", Kind: chat.FieldChoice, Required: true,
		Options: []chat.Option{{Value: "ja", Label: "Ja. De persoon vindt dat goed."}, {Value: "nee", Label: "Nee, dat doen wij."}}})
	return form
}

// chosenEntry is what the person chose from the directory, with the day on which it next
// takes place and when it begins. Where that begins today it may be too late to find
// anybody: then it is the time after.
func (r *relay) chosenEntry() (e flows.Entry, day, clock string) {
	flow := r.Book.Flow(r.C.Flow)
	if flow == nil {
		return e, "", ""
	}
	for _, name := range slices.Sorted(maps.Keys(flow.Data)) {
		found := r.Book.Directory.Entry(r.C.Data[name])
		if flow.Data[name].Type != flows.VarEntry || found == nil {
			continue
		}
		from, _, comes := r.Book.Directory.Next(found, flows.DayOf(r.Now()).Add(1).At(0))
		if comes {
			local := from.In(flows.Amsterdam)
			day, clock = flows.DayOf(from).String(), local.Format("15:04")
		}
		return *found, day, clock
	}
	return e, "", ""
}

// accompanied tells the person with whom they go, when and where they meet. It goes as
// the worker's own words do: it waits where somebody may look at the screen, and can be
// taken back.
func (r *relay) accompanied() {
	if why := r.noCompany(); why != "" {
		r.refuse(why)
		return
	}
	form, ok := r.company().Filled(r.Ev.Form)
	if !ok || r.Ev.Form == nil {
		r.otherwise(form)
		return
	}
	values := form.Values()
	day, _ := flows.ParseDay(values[fieldGoes])
	minute, ok := flows.ClockOf(values[fieldClock])
	start := day.At(minute)
	switch {
	case !ok:
		r.otherwise(form.Wrong(fieldClock, "Schrijf een tijd, zoals 9:45."))
		return
	case !start.After(r.Now()):
		r.otherwise(form.Wrong(fieldGoes, "Dit is al geweest."))
		return
	case day.Since(flows.DayOf(r.Now())) > mostAhead:
		r.otherwise(form.Wrong(fieldGoes, "Dit is meer dan een jaar vooruit."))
		return
	}
	words := r.Text(flows.TextTogether, "wat", values[fieldWhat], "wie", values[fieldWith],
		"wanneer", r.Book.MeetAt(start, r.C.Lang, r.C.Form), "waar", strings.TrimRight(values[fieldMeet], ". "))
	parts := []string{words}
	var goes *chat.Company
	if p := r.goesAround(); p != nil && values[fieldBot] == "ja" {
		later := flows.TextTogetherLater
		if r.remindsBefore(p, day) {
			later = flows.TextTogetherEve
		}
		parts = append(parts, r.Text(later))
		goes = &chat.Company{Programme: p.Name, Day: day.String(), Promise: words}
	}
	parts = append(parts, r.Text(flows.TextTogetherWord))
	text := strings.Join(parts, " ")
	if also := values[fieldBeside]; also != "" {
		text += "\n" + also
	}
	if r.fromDesk() { // it does not stand in the thread, as what is typed there does
		r.Push(r.origin(), chat.Message{Class: r.deskClass(), Text: r.Ev.Author.Name + " aan " + r.C.Name() + ": " + turn.Masked(text)})
	}
	held := r.written(text)
	held.Goes = goes
	r.send(held)
}

// goes has the chatbot write the day before and ask afterwards, as the text says that
// leaves now. What a worker changed in it meanwhile is what the person is reminded of.
func (r *relay) goes(text chat.Held) {
	if text.Goes == nil {
		return
	}
	p := r.Book.Programme(text.Goes.Programme)
	if p == nil {
		return
	}
	m := r.Joining(p)
	m.Day, m.Promise, m.By = text.Goes.Day, text.Goes.Promise, text.Worker
	if !strings.HasPrefix(text.Text, m.Promise) {
		m.Promise = text.Text
	}
	r.Join(m)
}

// remindsBefore tells whether the talk of the day before is still to begin.
func (r *relay) remindsBefore(p *flows.Programme, day flows.Day) bool {
	return slices.ContainsFunc(p.Talks, func(b flows.Begun) bool {
		return !b.After && p.Begins(day.Add(-1), b).At.After(r.Now().Add(time.Minute))
	})
}
