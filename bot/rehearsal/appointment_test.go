package rehearsal

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// booking is a trial in which somebody is asked for a time.
func booking(t *testing.T) *Trial {
	t.Helper()
	trial := NewTrial(flowstest.Shipped(t), Opening())
	trial.Person(chat.Said, "afspraak maken")
	for _, label := range []string{"Ja", "In het buurthuis"} {
		choose(t, trial, label)
	}
	return trial
}

func choose(t *testing.T, trial *Trial, label string) Happening {
	t.Helper()
	offers := trial.Offers()
	for _, c := range offers[len(offers)-1].Choices {
		if c.Label == label {
			return trial.Press(offers[len(offers)-1], c)
		}
	}
	t.Fatalf("no %q in %+v", label, offers[len(offers)-1].Choices)
	return Happening{}
}

func said(h Happening) string {
	text := ""
	for _, m := range h.Say {
		text += m.Plain() + "\n"
		for _, c := range m.Choices {
			text += "[" + c.Label + "]"
		}
	}
	return text
}

// Who chose a time that somebody else got first hears so, and is offered others.
func TestATimeThatWasJustTakenIsNotGivenTwice(t *testing.T) {
	trial := booking(t)
	offers := trial.Offers()
	m := offers[len(offers)-1]
	c := m.Choices[1]
	at, err := time.ParseInLocation("200601021504", strings.Split(c.Value, "|")[2], flows.Amsterdam)
	if err != nil {
		t.Fatal(err)
	}
	facts := func(string) chat.Facts {
		return chat.Facts{Taken: map[string][]chat.Slot{"jongerenwerk": {{Start: at, End: at.Add(45 * time.Minute)}}}}
	}
	ev := chat.Event{ID: "x", Kind: chat.Chose, Author: chat.Author{Role: chat.RolePerson}, Step: m.Step, Value: c.Value, At: trial.Now}
	d := switchboard.Decide(trial.book, trial.C, facts, ev)
	text := said(Happening{Decision: d})
	if !strings.Contains(text, "Die tijd is net bezet") || strings.Contains(text, "["+c.Label+"]") || !strings.Contains(text, "[Woensdag 25 november om 14.45 uur]") {
		t.Error(text)
	}
	if d.Conversation.Kept.Appointment.ID != "" || len(d.Alarms) > 0 {
		t.Errorf("%+v", d.Conversation.Kept)
	}
	// Without the facts the decision says what it lacks.
	if d = switchboard.Decide(trial.book, trial.C, trial.facts(ev), ev); d.Lacks != "jongerenwerk" {
		t.Error(d.Lacks)
	}
}

// A reminder that comes late, because nothing ran, does not come in the night (law 11).
func TestLaw11_NobodyIsRemindedInTheNight(t *testing.T) {
	trial := booking(t)
	choose(t, trial, "Donderdag 26 november om 14 uur")
	a := trial.C.Kept.Appointment
	trial.Now = time.Date(2026, 11, 26, 1, 0, 0, 0, flows.Amsterdam)
	ev := a.RemindEvent(trial.C.ID)
	if h := trial.handle(ev); len(h.Say) > 0 || trial.C.Kept.Appointment.NextAt.In(flows.Amsterdam).Format("15:04") != "09:00" {
		t.Fatal(said(h), trial.C.Kept.Appointment.NextAt)
	}
	if h := trial.handle(ev); len(h.Say) > 0 { // the old one, once more
		t.Error(said(h))
	}
	h, _ := trial.Wake(trial.Now.Add(9 * time.Hour))
	if !strings.Contains(said(h), "vandaag om 14 uur") {
		t.Error(said(h))
	}
	for range 5 { // its end: nothing is left of it
		trial.Wake(trial.Now.Add(12 * time.Hour))
	}
	if trial.C.Kept.Appointment.ID != "" {
		t.Errorf("%+v", trial.C.Kept.Appointment)
	}
}

// Words about the appointment that are none of the buttons are for people (law 4), in
// a talk that was over, too.
func TestLaw4_WordsAboutAnAppointmentReachPeople(t *testing.T) {
	trial := booking(t)
	choose(t, trial, "Donderdag 26 november om 14 uur")
	trial.Person(chat.Said, "mens")
	trial.Worker("Noor", chat.Claimed, "")
	trial.Worker("Noor", chat.Closed, "")
	if !trial.C.Over {
		t.Fatal("not over")
	}
	remind := Happening{}
	for remind.Conversation == nil || !strings.Contains(said(remind), "[Ik kom]") {
		var more bool
		if remind, more = trial.Wake(time.Date(2026, 11, 25, 12, 0, 0, 0, flows.Amsterdam)); !more {
			t.Fatal("nobody is reminded")
		}
	}
	h := trial.Person(chat.Said, "ik weet het nog niet, mijn moeder is ziek")
	if !h.Reaches() || h.Conversation.Handoff.Team != "jongerenwerk" || !strings.Contains(said(h), "het jongerenwerk") {
		t.Errorf("%s %+v", said(h), h.Conversation.Handoff)
	}
}
