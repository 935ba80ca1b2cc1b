package handoff

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// The fields of the meldcode. A step's note shares the name of the closing form's.
const (
	fieldStep   = "stap"
	fieldDay    = "dag"
	fieldAdvice = "advies"
	fieldFiled  = "dossier"
)

// meldcodeSteps are the five steps of the meldcode for violence at home and child
// abuse, as the law has them.
var meldcodeSteps = [...]string{
	"Signalen in kaart brengen", "Overleggen met een collega, en zo nodig met Veilig Thuis",
	"Praten met wie het aangaat", "Het geweld wegen", "Beslissen: is melden nodig, en is hulp mogelijk?",
}

// checklist is the meldcode as it stands: what was done, by whom and when. It
// keeps what people do; it never reports anything to anybody.
func (r *relay) checklist() chat.Form {
	steps, done := r.C.Meldcode, chat.Steps{}
	if steps != nil {
		done = *steps
	}
	var options []chat.Option
	for i, text := range meldcodeSteps {
		label := strconv.Itoa(i+1) + ". " + text
		if at := slices.IndexFunc(done.Done, func(d chat.StepDone) bool { return d.Step == i+1 }); at >= 0 {
			label = "✓ " + label
		}
		options = append(options, chat.Option{Value: strconv.Itoa(i + 1), Label: label})
	}
	return chat.Form{
		Kind: chat.Meldcode, Title: "Meldcode", Send: "Bewaren", Intro: r.meldcodeIntro(done),
		Fields: []chat.Field{
			{Name: fieldStep, Label: "Welke stap is gedaan?", Kind: chat.FieldChoice, Options: options},
			{Name: fieldDay, Label: "Op welke dag?", Kind: chat.FieldDate, Value: r.Now().In(flows.Amsterdam).Format(chat.DateLayout)},
			{Name: fieldAdvice, Label: "Advies van Veilig Thuis gekregen op", Kind: chat.FieldDate, Value: done.Advice, Hint: r.adviceHint()},
			{Name: fieldNote, Label: "Notitie", Kind: chat.FieldWords, Hint: "Alleen voor het team. Staat op de webdesk, niet in Slack."},
			{Name: fieldFiled, Label: "Staat het in het dossier?", Kind: chat.FieldChoice, Value: "nee", Options: []chat.Option{
				{Value: "nee", Label: "Nog niet"}, {Value: "ja", Label: "Ja, naar dossier: hier is de meldcode klaar"},
			}},
		},
	}
}

// meldcodeIntro says how far the meldcode is.
func (r *relay) meldcodeIntro(done chat.Steps) string {
	lines := []string{"Bij een vermoeden van huiselijk geweld of kindermishandeling. Omzien meldt zelf niets: dat doe jij."}
	for _, d := range done.Done {
		day, _ := time.Parse(chat.DateLayout, d.Day)
		lines = append(lines, "✓ Stap "+strconv.Itoa(d.Step)+": "+d.By.Name+", "+day.Format("02-01-2006"))
	}
	if next := nextStep(done); next > 0 && len(done.Done) > 0 {
		lines = append(lines, "Nu: stap "+strconv.Itoa(next)+". "+meldcodeSteps[next-1]+".")
	}
	return strings.Join(lines, "\n")
}

// adviceHint says where advice is to be had, and that it is wise to ask early.
func (r *relay) adviceHint() string {
	hint := "Vraag het vroeg. Het mag zonder namen te noemen."
	for _, n := range r.Book.Numbers {
		if strings.HasPrefix(n.Name, "Veilig Thuis") {
			return hint + " Veilig Thuis: " + n.Phone + "."
		}
	}
	return hint
}

// nextStep is the first step that nobody took; 0: all are taken.
func nextStep(done chat.Steps) int {
	for i := range meldcodeSteps {
		if !slices.ContainsFunc(done.Done, func(d chat.StepDone) bool { return d.Step == i+1 }) {
			return i + 1
		}
	}
	return 0
}

// mayCheck says why the author may not write in the meldcode; empty where they
// may: in a talk that nobody has, and after its end, any worker may.
func (r *relay) mayCheck() string {
	if r.live() && !r.owner() && !r.C.Over {
		return "Dat kan alleen " + r.C.Handoff.Worker.Name + ": die heeft dit gesprek."
	}
	return ""
}

// checked writes down a step of the meldcode, advice, or that it went to the dossier.
func (r *relay) checked() {
	if why := r.mayCheck(); why != "" {
		r.refuse(why)
		return
	}
	form, ok := r.checklist().Filled(r.Ev.Form)
	next := chat.Steps{}
	if r.C.Meldcode != nil {
		next = *r.C.Meldcode
		next.Done = slices.Clone(next.Done)
	}
	if ok {
		form, ok = r.check(form, &next)
	}
	if !ok {
		r.otherwise(form)
		return
	}
	r.C.Meldcode = &next
	if r.C.MeldcodeAt = r.Now().Add(meldcodeAgain); r.C.Erase { // whoever wants all to be gone
		r.C.MeldcodeAt = time.Time{}
	}
	r.keepForm(form)
	name, text := r.Ev.Author.Name, "Bewaard bij de meldcode."
	switch step := nextStep(next); {
	case next.Filed != "":
		r.C.MeldcodeAt = time.Time{}
		r.Mark(name + " zet de meldcode naar dossier.")
		text = "De meldcode is naar dossier."
	case next.Advice == "" && step > 2:
		text += " Er is nog geen advies van Veilig Thuis. " + r.adviceHint()
	case step > 0:
		text += " Nu stap " + strconv.Itoa(step) + ": " + lowerFirst(meldcodeSteps[step-1]) + "."
	}
	r.answer(text)
}

// meldcodeAgain is how long after the last thing that was done people are reminded
// of a meldcode that is not finished.
const meldcodeAgain = 3 * 24 * time.Hour

// check takes what was filled in; where it is not whole, the form says why.
func (r *relay) check(form chat.Form, next *chat.Steps) (chat.Form, bool) {
	values, today := form.Values(), r.Now().In(flows.Amsterdam).Format(chat.DateLayout)
	step, _ := strconv.Atoi(values[fieldStep])
	advice, filed := values[fieldAdvice], values[fieldFiled] == "ja"
	for _, name := range []string{fieldDay, fieldAdvice} {
		if values[name] > today { // dates of this shape sort by time
			return form.Wrong(name, "Deze dag is nog niet geweest."), false
		}
	}
	switch {
	case step == 0 && advice == next.Advice && !filed && values[fieldNote] == "":
		return form.Wrong(fieldStep, "Kies een stap, of vul iets anders in."), false
	case step > 0 && values[fieldDay] == "":
		return form.Wrong(fieldDay, "Vul de dag in."), false
	}
	if step > 0 {
		next.Done = slices.DeleteFunc(next.Done, func(d chat.StepDone) bool { return d.Step == step })
		next.Done = append(next.Done, chat.StepDone{Step: step, Day: values[fieldDay], By: r.Ev.Author})
		slices.SortStableFunc(next.Done, func(a, b chat.StepDone) int { return a.Step - b.Step })
	}
	if advice != "" {
		next.Advice = advice
	}
	if !filed {
		next.Filed = "" // what comes after it opens it again
		return form, true
	}
	decided := slices.ContainsFunc(next.Done, func(d chat.StepDone) bool { return d.Step == len(meldcodeSteps) })
	if !decided && values[fieldNote] == "" {
		return form.Wrong(fieldFiled, "Stap 5 (beslissen) is nog niet gedaan. Stop je eerder? Schrijf bij de notitie waarom."), false
	}
	next.Filed = today
	return form, true
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }
