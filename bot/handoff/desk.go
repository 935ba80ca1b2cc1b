package handoff

import (
	"slices"
	"strconv"
	"strings"

	"omzien/bot/chat"
	"omzien/bot/turn"
)

// cards draws the card anew at every pushed desk, and posts it where there is
// none yet.
func (r *relay) cards() {
	for _, desk := range r.F.Desks {
		i := r.posted(desk)
		if i < 0 {
			r.postCard(desk)
			continue
		}
		m := r.card()
		m.Edits, r.C.Handoff.Posted[i].Away = r.C.Handoff.Posted[i].Card, false
		r.Push(desk, m)
	}
	r.sendAway()
}

// sendAway takes the buttons and the person's words off cards at desks of a team
// that does not have the talk any more.
func (r *relay) sendAway() {
	if len(r.F.Desks) == 0 {
		return
	}
	for i := range r.C.Handoff.Posted {
		p := &r.C.Handoff.Posted[i]
		if p.Away || slices.Contains(r.F.Desks, p.Desk) {
			continue
		}
		p.Away = true
		m := r.card()
		m.Text, m.Edits, m.Choices, m.Card.Facts = r.isWith(), p.Card, nil, nil
		r.Push(p.Desk, m)
	}
}

func (r *relay) isWith() string { return r.C.Name() + " is nu bij " + r.team().Label + "." }

// elsewhere tells whether the event comes from a desk of a team that does not
// have the talk: what the person writes is not shown there.
func (r *relay) elsewhere() bool { return r.Ev.From.Thread != "" && !r.fromDesk() }

// wentAway answers whoever is at such a desk. Their words are a note.
func (r *relay) wentAway() {
	text := strings.TrimSpace(r.Ev.Text)
	if !r.typed() || text == "" && len(r.Ev.Files) == 0 {
		r.refuse(r.isWith() + " Hier kun je niets meer doen met dit gesprek.")
		return
	}
	r.note(r.Ev.Author, text, r.Ev.Files...)
	r.answer("Niet verstuurd: " + r.isWith() + " Bewaard als notitie.")
}

// posted finds the card at the desk; -1 where none stands there.
func (r *relay) posted(desk chat.Address) int {
	return slices.IndexFunc(r.C.Handoff.Posted, func(p chat.Posted) bool { return p.Desk == desk })
}

// seat sees to it that the talk has a thread at the desk: what is said there has no
// other place.
func (r *relay) seat(desk chat.Address) {
	if r.posted(desk) < 0 {
		r.postCard(desk)
	}
}

func (r *relay) postCard(desk chat.Address) {
	id := r.Push(desk, r.card())
	r.C.Handoff.Posted = append(r.C.Handoff.Posted, chat.Posted{Desk: desk, Card: id})
}

// card is the desk's one message about this handoff, as it stands now.
func (r *relay) card() chat.Message {
	h := r.C.Handoff
	m := chat.Message{Class: r.deskClass(), Text: r.headline(), Step: r.cardStep(), Card: &chat.Card{
		Alias: r.C.Name(), Team: r.team().Label, Urgency: h.Urgency, Facts: turn.Pushed(h.Card), Lang: r.C.Lang,
		Since: h.Since, State: string(h.State), Worker: h.Worker.Name,
	}}
	switch {
	case r.C.Over:
	case h.State != chat.Talking:
		m.Choices = append([]chat.Choice{{Label: "Oppakken", Value: string(chat.Claimed), Verb: chat.Claimed, Style: "primary"}}, r.tryChoices()...)
	default:
		if r.C.Reachable() {
			m.Choices = append(m.Choices, chat.Choice{Label: "Terug naar bot", Value: string(chat.HandedBack), Verb: chat.HandedBack})
		}
		m.Choices = append(m.Choices,
			chat.Choice{Label: "Afronden", Value: string(chat.Closed), Verb: chat.Asked},
			chat.Choice{Label: "Overleg…", Value: string(chat.Consulted), Verb: chat.Asked})
		m.Choices = append(append(m.Choices, r.tryChoices()...), r.more()...)
	}
	return m
}

// more are the choices of a card that few need: to let go, and to pass on.
func (r *relay) more() []chat.Choice {
	more := []chat.Choice{{Label: "Loslaten: terug in de wachtrij", Value: string(chat.LetGo), Verb: chat.LetGo, Style: chat.StyleMore},
		{Label: "Overdragen aan collega…", Value: string(chat.PassedOn), Verb: chat.Asked, Style: chat.StyleMore},
		{Label: "Toon op webdesk…", Value: string(chat.Revealed), Verb: chat.Asked, Style: chat.StyleMore}}
	if r.C.Reachable() {
		more = append(more, chat.Choice{Label: "Iemand gaat mee…", Value: string(chat.Accompanied), Verb: chat.Asked, Style: chat.StyleMore})
	}
	pass := func(label string, to chat.Pass) {
		more = append(more, chat.Choice{Label: label, Value: to.Ref(), Verb: chat.PassedOn, Style: chat.StyleMore})
	}
	for _, t := range r.Book.Organisation.Teams {
		if t.Name != r.team().Name {
			pass("Overdragen aan "+t.Label, chat.Pass{Team: t.Name})
			pass("Warm overdragen aan "+t.Label, chat.Pass{Team: t.Name, Warm: true})
		}
	}
	if r.C.Handoff.Beside != "" {
		pass("Alleen verder, zonder "+r.Book.Team(r.C.Handoff.Beside).Label, chat.Pass{})
	}
	return more
}

// cardStep is the step of a card's buttons. It names the epoch: a button from
// before somebody picked the talk up, or let it go, says nothing any more.
func (r *relay) cardStep() string { return cardSteps + strconv.FormatInt(r.C.Epoch, 10) }

const cardSteps = "card:"

// stale tells whether the event is a press on a button that was pressed before,
// or on one of a card as it stood before the talk changed hands.
func (r *relay) stale() bool {
	step := r.Ev.Step
	return chat.WasUsed(step) || strings.HasPrefix(step, cardSteps) && step != r.cardStep()
}

// headline says in one line how the handoff stands.
func (r *relay) headline() string {
	h, name := r.C.Handoff, r.C.Name()
	switch {
	case r.C.Over:
		return name + " is afgerond."
	case h.State == chat.Waiting && h.Urgency >= chat.Danger:
		return name + " heeft nu hulp nodig."
	case h.State == chat.Waiting:
		return name + " wacht op antwoord."
	case h.State == chat.Talking:
		return h.Worker.Name + " praat met " + name + "."
	case h.State == chat.Resting:
		return "Probeer " + name + " weer " + onDay(r.C.AgainAt) + "."
	default:
		return name + " praat met de chatbot."
	}
}

// toDesks shows words of the talk at the pushed desks, save at the one that
// they came from; without numbers by which somebody is reached.
func (r *relay) toDesks(speaker chat.Author, text string, files ...chat.File) {
	here := r.origin()
	r.toDesksBut(&here, speaker, text, files...)
}

// toDesksBut is toDesks for words that came from this desk; nil: from none.
func (r *relay) toDesksBut(from *chat.Address, speaker chat.Author, text string, files ...chat.File) {
	text = turn.Masked(text)
	for _, desk := range r.F.Desks {
		if from != nil && desk == *from {
			continue
		}
		r.seat(desk)
		r.Push(desk, chat.Message{Class: r.deskClass(), Speaker: speaker, Text: text, Files: files})
	}
}

// deskClass lets what is urgent pass what is not.
func (r *relay) deskClass() chat.Class {
	if r.C.Handoff.Urgency >= chat.Urgent {
		return chat.Crisis
	}
	return chat.Live
}

// fromPerson shows the person's words at the pushed desks; where they came with
// files, these instead of their names.
func (r *relay) fromPerson(text string) {
	if text == "" {
		return
	}
	var files []chat.File
	if r.Ev.Kind == chat.Said && text == turn.Words(r.Ev) {
		text, files = turn.Sent(r.Ev)
	}
	r.toDesks(r.thePerson(), text, files...)
}

func (r *relay) thePerson() chat.Author { return chat.Author{Role: chat.RolePerson, Name: r.C.Name()} }
