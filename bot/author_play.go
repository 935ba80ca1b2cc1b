package main

import (
	"context"
	"time"

	"omzien/adapters/webdesk"
	"omzien/bot/chat"
	"omzien/bot/rehearsal"
	"omzien/flows"
)

// How much of a talk an author plays: moves, characters of one, timers that go
// off, bytes that are said.
const (
	mostMoves  = 300
	mostSaid   = 4 << 20
	mostTyped  = 4096
	mostTimers = 1000
)

// Play implements webdesk.Author. The same moves give the same scene: time is
// what the author says it is.
func (a author) Play(ctx context.Context, files []webdesk.DraftFile, talk webdesk.DraftTalk) (webdesk.Scene, error) {
	book, flow, err := a.sound(files, talk.Flow)
	if err != nil {
		return webdesk.Scene{}, err
	}
	at := a.now().In(flows.Amsterdam)
	if talk.At != "" {
		if at, err = time.ParseInLocation("2006-01-02T15:04", talk.At, flows.Amsterdam); err != nil {
			return webdesk.Scene{}, webdesk.Trouble("Dit is geen moment: kies een dag en een tijd.")
		}
	}
	const enough = webdesk.Trouble("Dit gesprek is nu lang genoeg. Begin opnieuw.")
	if len(talk.Moves) > mostMoves {
		return webdesk.Scene{}, enough
	}
	p := &playing{Trial: rehearsal.NewTrial(book, at), book: book, timers: mostTimers}
	p.Lang = talk.Lang
	p.clock()
	p.happened(p.Open(flow))
	said, seen := 0, 0
	for _, m := range talk.Moves {
		seen = min(seen, len(p.lines)) // a clock may have gone
		for ; seen < len(p.lines); seen++ {
			said += len(p.lines[seen].Text)
		}
		if said > mostSaid {
			return webdesk.Scene{}, enough
		}
		if err := ctx.Err(); err != nil {
			return webdesk.Scene{}, err
		}
		if err := p.move(m); err != nil {
			return webdesk.Scene{}, err
		}
	}
	return p.scene(), nil
}

// playing is a talk that is played for a page.
type playing struct {
	*rehearsal.Trial
	book   *flows.Playbook
	lines  []webdesk.SceneLine
	offers int // messages with choices so far
	stands int // the line whose choices stand, from 1; 0: none
	timers int // that may still go off
}

// move makes one move. The error is a Trouble.
func (p *playing) move(m webdesk.DraftMove) error {
	if len(m.Text) > mostTyped {
		return webdesk.Trouble("Deze tekst is te lang. Stuur hem in stukken.")
	}
	switch m.Kind {
	case "say":
		p.says("person", "", m.Text)
		p.happened(p.Person(chat.Said, m.Text))
	case "press":
		offers := p.Offers()
		if m.Offer < 0 || m.Offer >= len(offers) || m.Choice < 0 || m.Choice >= len(offers[m.Offer].Choices) {
			return webdesk.Trouble("Deze knop is er niet meer. Ga een stap terug, of begin opnieuw.")
		}
		c := offers[m.Offer].Choices[m.Choice]
		p.says("person", "", c.Label)
		p.happened(p.Press(offers[m.Offer], c))
	case "later":
		return p.later(m.Text)
	case "look":
		if len(p.Alarms) > 0 {
			p.happened(p.Look(noor, p.Alarms[0]))
		}
	default:
		kind, known := workersMoves(m.Kind)
		if !known {
			return webdesk.Trouble("Dit kan hier niet.")
		}
		p.happened(p.Worker(noor, kind, m.Text))
	}
	return nil
}

func workersMoves(kind string) (chat.Kind, bool) {
	switch kind {
	case "claim":
		return chat.Claimed, true
	case "answer":
		return chat.Answered, true
	case "note":
		return chat.Noted, true
	case "send":
		return chat.Released, true
	case "keep":
		return chat.Withheld, true
	case "back":
		return chat.HandedBack, true
	case "close":
		return chat.Closed, true
	}
	return "", false
}

// later lets time go by, with every timer at its moment.
func (p *playing) later(much string) error {
	d, err := duration(much)
	if err != nil {
		return webdesk.Trouble("Zo veel later kan niet. Een jaar is het meeste.")
	}
	until := p.Now.Add(d)
	for more := true; more; {
		var h rehearsal.Happening
		if h, more = p.Wake(until); h.Conversation != nil && h.Visible() {
			p.clock()
			p.happened(h)
		}
		if h.Stopped {
			p.says("desk", "", "Hier blijft een klok staan. Dat is een fout in Omzien, niet in het draaiboek.")
		}
		if p.timers--; p.timers < 0 {
			return webdesk.Trouble("Er gebeurt te veel in die tijd. Neem een kleinere stap.")
		}
	}
	p.Now = until
	p.clock()
	return nil
}

func (p *playing) clock() { p.says("clock", "", moment(p.Now.In(flows.Amsterdam))) }

func (p *playing) says(who, name, text string) {
	if n := len(p.lines); who == "clock" && n > 0 && p.lines[n-1].Who == who {
		p.lines = p.lines[:n-1] // nothing happened in between
	}
	p.lines = append(p.lines, webdesk.SceneLine{Who: who, Name: name, Text: text})
}

// happened shows what an event brought about, as stage does.
func (p *playing) happened(h rehearsal.Happening) {
	if h.By == chat.RolePerson || p.C.Epoch != h.Before.Epoch || p.C.Over {
		p.stands = 0
	}
	for _, m := range h.Say {
		if m.To != p.C.Address {
			continue
		}
		line := webdesk.SceneLine{Who: "bot", Text: m.Plain()}
		if m.Speaker.Role == chat.RoleWorker {
			line.Who, line.Name = "worker", m.Speaker.Name
		}
		for _, c := range m.Choices {
			line.Choices = append(line.Choices, c.Label)
		}
		if len(m.Choices) > 0 {
			line.Offer = p.offers
			p.offers++
			p.stands = len(p.lines) + 1
		}
		p.lines = append(p.lines, line)
	}
	for _, l := range h.Lines {
		switch l.Kind {
		case chat.LineNote:
			p.says("note", l.Author.Name, l.Text)
		case chat.LineMark:
			p.says("desk", "", l.Text)
		}
	}
	if h.Reaches() {
		p.says("desk", "", p.C.Name()+" wacht op antwoord van "+p.book.Team(p.C.Handoff.Team).Label+" ("+urgencyWord(p.C.Handoff.Urgency)+").")
	}
	for _, a := range h.Alarms {
		p.says("desk", "", "Melding ("+urgencyWord(a.Urgency)+"): "+a.Why)
	}
	for _, text := range []string{h.Answer.Text, remarkOn(h)} {
		if text != "" {
			p.says("desk", "", text)
		}
	}
}

// scene is the talk as it stands.
func (p *playing) scene() webdesk.Scene {
	if p.stands > 0 {
		p.lines[p.stands-1].Stands = true
	}
	s := webdesk.Scene{
		Now: moment(p.Now.In(flows.Amsterdam)), Lines: p.lines, State: standing(p.C), Worker: noor,
		Live: p.C.Live(), Card: cardOf(p.C),
	}
	if held := p.C.Handoff.Held; held != nil {
		s.Held = held.Text
	}
	for _, a := range p.Alarms {
		s.Alarms = append(s.Alarms, urgencyWord(a.Urgency)+": "+a.Why)
	}
	return s
}
