package engine

import (
	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// meets puts what is asked at a step that makes an appointment, or goes on where all
// was said. Where no time suits, or there is none, people look for one (law 4); given
// back, the flow goes on behind the step.
func (b *bot) meets(step *flows.Step, m turn.Meeting) {
	switch m.Booked {
	case turn.BookAsks:
		b.C.Offered = m.Values
		b.Ask(step.ID, m.Ask, b.MeetChoices(step.Team, m.Values), step.Big)
	case turn.BookStands:
		if cal := b.Book.Calendar(step.Team); cal != nil && cal.Place(m.Place) != nil {
			b.save(step.Save, string(cal.Place(m.Place).Kind))
		}
		b.run(step.Goto)
	case turn.BookNowhere:
		b.run(step.None)
	case turn.BookPeople:
		b.seeks(step.Team, b.idAt(step.Goto))
	}
}

// seeks lets people of the team look for a time; then the talk goes on at the step.
func (b *bot) seeks(team, then string) {
	team = b.Book.Team(team).Name
	b.tell("Afspraak", "Zoekt een tijd voor een afspraak.")
	b.Say(b.Text(flows.TextBookSearch, "team", b.Called(b.Book.Team(team))))
	b.C.Step = then
	b.handOff("", team, chat.Normal)
}

// chooseMeeting takes what was chosen at the step.
func (b *bot) chooseMeeting(step *flows.Step, value string) {
	b.understood()
	b.C.Picked = []string{value}
	b.meets(step, b.Choose(step.Team, value))
}

// meetingAgain is the question that waits at the step, put once more: with the times
// that are free by now.
func (b *bot) meetingAgain(step *flows.Step) turn.Meeting {
	if len(b.C.Picked) > 0 {
		return b.Choose(step.Team, b.C.Picked[0])
	}
	return b.Meet(step.Team)
}

// rebooks takes an answer to the question about an appointment that stands beside the
// flow, and goes on with what waits there.
func (b *bot) rebooks(value string) {
	team := b.C.Kept.Appointment.Team
	switch {
	case b.Rebook(value):
		b.seeks(team, b.C.Step)
	case b.C.Pending == "" && b.C.Step != "":
		b.again()
	}
}

// aboutMeeting takes words that answer the question about an appointment with none of
// its buttons: they are for people.
func (b *bot) aboutMeeting(text string) bool {
	if text == "" {
		return false
	}
	team := b.Book.Team(b.C.Kept.Appointment.Team)
	b.tell("Over de afspraak", text)
	b.Say(b.Text(flows.TextPassed, "team", b.Called(team)))
	b.handOff("", team.Name, chat.Normal)
	return true
}

// remindsOfMeeting is the day before an appointment, or its end. To somebody who could
// not talk freely, or cannot be reached, nothing is written: the desk sees it instead.
func (b *bot) remindsOfMeeting() {
	if !b.MeetAgain() {
		return
	}
	switch {
	case b.C.Kept.Appointment.Quiet:
		b.NotReminded("Deze persoon kon niet vrij praten. De chatbot schrijft daarom niets.")
	case b.C.Unreachable || b.C.Over || b.C.Erase:
		b.NotReminded("De chatbot kon deze persoon niet herinneren.")
	default:
		b.C.SpokeAt = b.Now()
		b.Remind()
	}
}
