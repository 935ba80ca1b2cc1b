package handoff

import (
	"omzien/bot/chat"
	"omzien/flows"
)

// What goes into the form by which a worker calls an appointment off.
const fieldReason = "reden"

// callingOff is the form by which a worker calls the person's appointment off.
func (r *relay) callingOff() chat.Form {
	return chat.Form{
		Kind: chat.CalledOff, Title: "Zeg de afspraak af", Send: "Afzeggen",
		Intro: r.C.Name() + " krijgt bericht dat dit niet doorgaat: " + r.AppointmentWords() + ". Een nieuwe tijd spreek je af in het gesprek.",
		Fields: []chat.Field{
			{Name: fieldReason, Label: "Wil je er iets bij zeggen?", Kind: chat.FieldText, Hint: r.C.Name() + " leest dit."},
		},
	}
}

// noAppointment says that there is none to call off; empty where there is.
func (r *relay) noAppointment() string {
	if r.AppointmentWords() == "" {
		return r.C.Name() + " heeft geen afspraak die nog komt."
	}
	return ""
}

// calledOff lets the appointment go, and tells the person.
func (r *relay) calledOff() {
	if why := r.noAppointment(); why != "" {
		r.refuse(why)
		return
	}
	form, ok := r.callingOff().Filled(r.Ev.Form)
	if !ok || r.Ev.Form == nil {
		r.otherwise(form)
		return
	}
	a, words := r.C.Kept.Appointment, r.AppointmentWords()
	if r.C.Form == "" {
		r.C.Lang, r.C.Form = a.Lang, a.Form
	}
	text := r.Text(flows.TextBookOff, "team", r.Called(r.Book.Team(a.Team)), "wanneer", r.Book.MeetAt(a.Start, r.C.Lang, r.C.Form))
	if reason := form.Values()[fieldReason]; reason != "" {
		text += "\n" + r.Ev.Author.Name + ": " + reason
	}
	r.CallOff()
	r.mark(r.Ev.Author.Name + " zei de afspraak af: " + words + ".")
	if a.Quiet {
		r.answer("Afgezegd: " + words + ". " + r.C.Name() + " kon niet vrij praten. De chatbot schrijft daarom niets: laat het zelf weten.")
		return
	}
	r.Tell(chat.Live, text)
	r.answer("Afgezegd: " + words + ". " + r.C.Name() + " krijgt bericht.")
}

// rebooks takes the person's answer to the question about their appointment.
func (r *relay) rebooks(value string) {
	team := r.Book.Team(r.C.Kept.Appointment.Team)
	if r.Rebook(value) {
		r.Say(r.Text(flows.TextBookSearch, "team", r.Called(team)))
		r.mark(r.C.Name() + " zoekt een andere tijd voor de afspraak.")
		r.owe()
	}
	r.cards()
}

// remindsOfMeeting is the day before an appointment, or its end, while people have the
// talk: the bot is silent in it (law 9), and the desk sees it.
func (r *relay) remindsOfMeeting() {
	if !r.MeetAgain() {
		return
	}
	r.NotReminded("Het gesprek is bij jullie. De chatbot herinnert daarom niet zelf.")
}
