package handoff

import (
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// The fields of the form with which a talk is rounded off.
const (
	fieldSort     = "soort"
	fieldFollow   = "vervolg"
	fieldOutcome  = "uitkomst"
	fieldStrength = "kracht"
	fieldNote     = "notitie"
	fieldAsks     = "wie"
	fieldPromise  = "afspraak"
	fieldCaller   = "beller"
)

// closing is the form for rounding off: what was it, and does anybody follow up.
// The rest may stay empty.
func (r *relay) closing() chat.Form {
	fields := []chat.Field{
		{Name: fieldSort, Label: "Wat was het?", Kind: chat.FieldChoice, Required: true, Options: []chat.Option{
			{Value: "zelf", Label: "Gesprek over de persoon zelf"},
			{Value: "ander", Label: "Gesprek over iemand anders"},
			{Value: "vraag", Label: "Vraag om informatie"},
			{Value: "verkeerd", Label: "Verkeerd verbonden", Alone: true},
			{Value: "oefening", Label: "OEFENING", Alone: true},
			{Value: "stilte", Label: "Geen reactie", Alone: true},
			{Value: "grap", Label: "Grap", Alone: true},
		}},
		{Name: fieldFollow, Label: "Vragen we later hoe het gaat?", Kind: chat.FieldChoice, Required: true, Options: follows()},
	}
	if r.follows() != nil { // the chatbot can: else people do, and nobody is asked who
		fields = append(fields,
			chat.Field{Name: fieldAsks, Label: "Wie vraagt dat?", Kind: chat.FieldChoice, Options: []chat.Option{
				{Value: "wij", Label: "Iemand van ons"},
				{Value: "bot", Label: "De chatbot. De persoon vindt dat goed."},
			}},
		)
	} else if r.rings() != nil {
		fields = append(fields,
			chat.Field{Name: fieldAsks, Label: "Wie vraagt dat?", Kind: chat.FieldChoice, Options: []chat.Option{
				{Value: "wij", Label: "Iemand van ons"},
				{Value: byList, Label: "Iemand van de bellijst. De persoon vindt dat goed."},
			}},
			chat.Field{Name: fieldCaller, Label: "Wie belt?", Hint: "Alleen bij de bellijst: de naam van de beller. Die ziet dan de roepnaam en het telefoonnummer.", Kind: chat.FieldText},
		)
	}
	fields = append(fields, promised())
	fields = append(fields, r.counted("Waar ging het over?")...)
	fields = append(fields,
		chat.Field{Name: fieldOutcome, Label: "Hoe liep het af?", Kind: chat.FieldChoice, Options: []chat.Option{
			{Value: "gehoord", Label: "Gehoord: praten was genoeg"},
			{Value: "advies", Label: "Advies of informatie gegeven"},
			{Value: "afspraak", Label: "Afspraak met ons gemaakt"},
			{Value: "verwezen", Label: "Verwezen naar een ander"},
			{Value: "overgedragen", Label: "Warm overgedragen"},
			{Value: "weg", Label: "Reageerde niet meer"},
		}},
		chat.Field{Name: fieldStrength, Label: "Waar is de persoon sterk in?", Kind: chat.FieldText},
		chat.Field{Name: fieldNote, Label: "Notitie", Hint: "Alleen voor het team. Staat op de webdesk, niet in Slack.", Kind: chat.FieldWords},
	)
	return chat.Form{
		Kind: chat.Closed, Title: "Afronden", Send: "Afronden", Fields: fields,
		Intro: "Je rondt het gesprek met " + r.C.Name() + " af. De eerste twee vragen zijn nodig, de rest mag.",
	}
}

// promised is what was agreed with the person.
func promised() chat.Field {
	return chat.Field{Name: fieldPromise, Label: "Wat is er afgesproken?", Hint: "Wie vraagt hoe het gaat, ziet dit. Het staat ook bij de melding als het dan niet goed gaat.", Kind: chat.FieldText}
}

// follows are after how many weeks somebody follows up.
func follows() []chat.Option {
	options := []chat.Option{{Value: "0", Label: "Nee"}}
	for _, n := range []int{1, 2, 4, 8, 12} {
		options = append(options, chat.Option{Value: strconv.Itoa(n), Label: inWeeks(n)})
	}
	return options
}

func inWeeks(n int) string {
	if n == 1 {
		return "Over 1 week"
	}
	return "Over " + strconv.Itoa(n) + " weken"
}

// closed rounds the talk off, with what was filled in where the worker did. Who
// waits may be rounded off by any worker.
func (r *relay) closed() {
	if why := r.otherHas(); why != "" {
		r.refuse(why)
		return
	}
	form, ok := r.closing().Filled(r.Ev.Form)
	if ok {
		form, ok = r.canRing(form)
	}
	switch why := r.stands(); {
	case why != "" && r.filled():
		r.otherwise(form.Wrong(fieldSort, why))
		return
	case why != "":
		r.refuse(why)
		return
	case r.filled() && !ok:
		r.otherwise(form)
		return
	}
	waiting := r.C.Handoff.State == chat.Waiting
	unsent := r.unsent()
	name := r.Ev.Author.Name
	text := r.Text(flows.TextRounded, "medewerker", name)
	if waiting {
		text = r.Text(flows.TextRoundedBy, "team", r.Called(r.team()))
	}
	r.numbersNow()
	r.mark(name + " rondt af" + r.summary(form) + ".")
	if r.filled() {
		r.keepForm(form)
		r.counts(form)
	}
	r.End()
	if !r.asks(form) {
		if r.C.FollowAt = r.followUp(form); !r.C.FollowAt.IsZero() {
			r.C.Promise = turn.Masked(strings.TrimSpace(form.Values()[fieldPromise])) // it is read at pushed desks, too
		}
	}
	r.cards()
	r.Tell(chat.Live, text)
	r.answer("Afgerond: " + r.C.Name() + "." + unsent)
}

// stands says what must be done by somebody with a name before the talk can end;
// empty where nothing must.
func (r *relay) stands() string {
	if r.C.Stands(chat.CauseCrisis) {
		return "Er staat nog een melding van gevaar open. Druk daar eerst op \u201cIk heb gekeken\u201d. Rond daarna af."
	}
	if m := r.C.Meldcode; m != nil && m.Filed == "" {
		return "De meldcode is nog niet klaar. Zet hem eerst naar dossier. Rond daarna af."
	}
	return ""
}

// summary is what pushed desks read of the form: what it was, and whether anybody
// follows up.
func (r *relay) summary(form chat.Form) string {
	if !r.filled() {
		return ""
	}
	text := ""
	for _, f := range form.Fields {
		switch {
		case f.Name == fieldSort:
			text = ": " + f.Words()
		case f.Name == fieldFollow && weeks(form) > 0:
			text += ". Vervolg: " + strings.ToLower(f.Words())
		}
	}
	return text
}

// weeks is after how many weeks somebody follows up; 0: nobody does.
func weeks(form chat.Form) int {
	n, err := strconv.Atoi(form.Values()[fieldFollow])
	if err != nil {
		return 0
	}
	return n
}

// followUp is when somebody follows up: at nine in the morning of that day; zero
// where nobody does.
func (r *relay) followUp(form chat.Form) time.Time {
	const hour, days = 9, 7
	n := weeks(form)
	if n == 0 {
		return time.Time{}
	}
	now := r.Now().In(flows.Amsterdam)
	return time.Date(now.Year(), now.Month(), now.Day()+days*n, hour, 0, 0, 0, flows.Amsterdam)
}

// followedUp notes that somebody followed up, after the end.
func (r *relay) followedUp() {
	if r.C.FollowAt.IsZero() {
		r.answer("Er staat geen vervolg (meer) open bij " + r.C.Name() + ".")
		return
	}
	r.C.FollowAt, r.C.Promise = time.Time{}, ""
	r.Mark(r.Ev.Author.Name + " heeft het vervolg gedaan.")
	r.answer("Vervolg gedaan: " + r.C.Name() + ".")
}
