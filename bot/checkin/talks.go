package checkin

import (
	"slices"
	"strconv"
	"time"

	"omzien/bot/chat"
	decision "omzien/bot/turn"
	"omzien/flows"
)

// Why the talk of a programme came to nothing: the Value of Unheard. A message that
// cannot be delivered has its own reason.
const (
	silent = "silent"           // it was asked, and nobody answered
	kept   = chat.BroadcastBusy // another talk went on all the time
	fault  = "fault"            // not asked, by a fault of ours
	ring   = "call"             // they have no app, and the talk cannot be asked in one question: people ring them
	quiet  = "quiet"            // stilte: they were not heard for so many days
)

// LeftIt is the Value of PromptLost where the member takes part no more.
const LeftIt = chat.BroadcastLeft

// planTalks gives the rounds of a programme that begins talks: one for each talk of a
// day, with those who are due then.
func planTalks(p *flows.Programme, circle chat.Circle, members []chat.Member, from, to time.Time) []chat.Round {
	var all []chat.Round
	for day := flows.DayOf(from); len(members) > 0 && day.At(0).Before(to); day = day.Add(1) {
		if !p.Asks(day) && p.Kind != flows.ProgrammeFirst {
			continue
		}
		for _, b := range talksOf(p) {
			r := talkOn(p, circle, members, day, b)
			if len(r.Occurrences) > 0 && !r.Occurrences[0].At.Before(from) && r.Occurrences[0].At.Before(to) {
				all = append(all, r)
			}
		}
	}
	return all
}

// talksOf are the talks of a day. Of a silence watch there is one in which nothing is
// said: it looks.
func talksOf(p *flows.Programme) []flows.Begun {
	if p.Kind == flows.ProgrammeQuiet {
		return []flows.Begun{{From: p.When.From, To: p.Until}}
	}
	return p.Talks
}

// talkOn is the round of one talk on one day, with nothing done yet.
func talkOn(p *flows.Programme, circle chat.Circle, members []chat.Member, day flows.Day, b flows.Begun) chat.Round {
	r := talkRound(p, circle, day, b)
	for _, m := range members {
		if fallsOn(p, m, day, b) {
			r.Occurrences = append(r.Occurrences, talkTurn(p, m, day, b))
		}
	}
	return r
}

// fallsOn tells whether the member has this talk of the programme on the day.
func fallsOn(p *flows.Programme, m chat.Member, day flows.Day, b flows.Begun) bool {
	switch p.Kind {
	case flows.ProgrammeAfter:
		return dueOn(p, m, day)
	case flows.ProgrammeQuiet:
		return silentOn(p, m, day)
	case flows.ProgrammeFirst:
		return aroundOn(p, m, day, b)
	}
	return true
}

// talkRound is the round of one talk on one day, with nobody in it.
func talkRound(p *flows.Programme, circle chat.Circle, day flows.Day, b flows.Begun) chat.Round {
	date := day.String()
	return chat.Round{ID: chat.RoundID(p.Name, circle.Name, date, b.Slot()),
		Programme: p.Name, Circle: circle.Name, Day: date, Slot: b.Slot(), Team: p.Team, Talk: true}
}

// talkTurn is a member's turn in it.
func talkTurn(p *flows.Programme, m chat.Member, day flows.Day, b flows.Begun) chat.Occurrence {
	t := p.Begins(day, b)
	o := chat.Occurrence{Member: m.ID, Stand: chat.StandPlanned, At: t.At, Until: t.Until, Due: t.Due, Early: t.Early,
		NextAt: t.At, Phone: m.Address.Adapter == chat.AdapterPhone}
	if o.Phone && p.Kind != flows.ProgrammeQuiet && p.Kind != flows.ProgrammeFirst { // who is not spoken to by then is not waited for
		o.Due = t.Until
	}
	if pausedOn(m, day) {
		o.Stand, o.NextAt = chat.StandPaused, time.Time{}
	}
	return o
}

// dueOn tells whether the member is to be asked on the day: so many weeks after the
// day on which they began, by the calendar. A day on which nobody is asked, or on
// which they are away, goes to the next on which they are. What was asked before they
// were away is not asked once more.
func dueOn(p *flows.Programme, m chat.Member, day flows.Day) bool {
	if m.Agreed.IsZero() {
		return false
	}
	weeks := m.Weeks
	if len(weeks) == 0 {
		weeks = p.Weeks
	}
	began := flows.DayOf(m.Agreed)
	for _, n := range weeks {
		due, ok := firstAsked(p, began.Add(7*n))
		if ok && pausedOn(m, due) && !p.Begins(due, p.Talks[0]).At.Before(m.Away) {
			back, _ := flows.ParseDay(m.Until)
			due, ok = firstAsked(p, back)
		}
		if ok && due == day {
			return true
		}
	}
	return false
}

// silentOn tells whether the member was not heard for so many days on that day; and
// for as many once more, as long as that lasts. Who said that they are away is counted
// from the day on which they are back.
func silentOn(p *flows.Programme, m chat.Member, day flows.Day) bool {
	due, ok := silentFrom(p, m)
	for ; ok && !day.Before(due); due = due.Add(p.Quiet) {
		if first, ok := firstAsked(p, due); ok && first == day {
			return true
		}
	}
	return false
}

// silentFrom is the first day on which the member was not heard for so many days; false
// where nothing is counted.
func silentFrom(p *flows.Programme, m chat.Member) (flows.Day, bool) {
	heard, ok := flows.ParseDay(m.Heard)
	if !ok { // nothing was heard since they agreed
		heard = flows.DayOf(m.Agreed)
	}
	if !ok && m.Agreed.IsZero() || p.Quiet < 1 {
		return flows.Day{}, false
	}
	if back, away := flows.ParseDay(m.Until); away && heard.Before(back) {
		heard = back
	}
	return heard.Add(p.Quiet), true
}

// unanswered ends the turns whose time is over. Where that is for people to know, the
// member's conversation hears why.
func (s *step) unanswered(missed []*chat.Occurrence) {
	for _, o := range missed {
		switch {
		case !o.Heard.IsZero():
			s.ends(o, chat.StandAnswered, "")
		case o.Phone && !o.SentAt.IsZero() && s.r.Broadcast == nil:
			s.ends(o, chat.StandSilent, unreached)
		case !o.SentAt.IsZero():
			s.ends(o, chat.StandSilent, silent)
		case o.Asked > 0 && o.Out.IsZero():
			s.ends(o, chat.StandDropped, kept)
		default:
			s.ends(o, chat.StandDropped, fault)
		}
	}
}

// ends ends a turn that came to nothing.
func (s *step) ends(o *chat.Occurrence, to chat.Stand, why string) {
	o.NextAt, o.Out = time.Time{}, time.Time{}
	o.Move(to, s.now(), chat.Program, why)
	if s.r.Broadcast != nil { // its page tells
		return
	}
	text := ""
	if n := tries(o); n > 0 {
		text = strconv.Itoa(n)
	}
	s.tells(o, why, text)
}

// tells lets the member's conversation know why the team is to hear of the turn. text is
// who says so, or how often they were rung in vain.
func (s *step) tells(o *chat.Occurrence, why, text string) {
	s.then(chat.Event{
		Kind: chat.Unheard, Subject: chat.Subject{Kind: chat.SubjectMember, ID: o.Member}, Ref: s.r.ID, Value: why, Text: text,
	})
}

// answered takes a word or a press of somebody with whom a talk was begun.
func (s *step) answered(o *chat.Occurrence, at time.Time, by chat.Author) {
	if !pending(o) {
		return
	}
	if o.Heard = at; s.r.Broadcast != nil { // more can come
		return
	}
	o.NextAt, o.Out = time.Time{}, time.Time{}
	o.Move(chat.StandAnswered, at, by, "")
}

// isTalk tells whether the round begins talks.
func (r *relay) isTalk(round *chat.Round) bool {
	if round == nil {
		return false
	}
	p := r.book.Programme(round.Programme)
	return round.Talk || p != nil && !p.Kind.Circular()
}

// talks does what programmes that begin talks have to do with the event, and leaves
// the rest of the decision to those that ask whether all is well.
func (r *relay) talks() {
	mine := slices.DeleteFunc(slices.Clone(r.turns), func(t turn) bool { return !r.isTalk(t.round) })
	r.turns = slices.DeleteFunc(r.turns, func(t turn) bool { return r.isTalk(t.round) })
	for _, t := range mine {
		if t.round.Broadcast != nil && t.o.Asked > 0 {
			r.sent = append(r.sent, t)
		}
	}
	switch {
	case r.ev.Kind == chat.Blocked:
		for _, t := range mine {
			if pending(t.o) {
				r.round(chat.PromptLost, t.round.ID, t.member.ID, chat.Unreachable, "")
			}
		}
	case r.ev.Author.Role == chat.RolePerson:
		r.partakes(mine)
	}
	r.f.Members = slices.DeleteFunc(slices.Clone(r.f.Members), func(m chat.Member) bool {
		p := r.book.Programme(m.Programme)
		return p != nil && !p.Kind.Circular() && m.ID != r.ev.Subject.ID
	})
}

// partakes takes what the person does: it answers the talks that were begun with
// them. Who wants to stop takes part in none of them any more.
func (r *relay) partakes(mine []turn) {
	if r.ev.Kind != chat.Said && r.ev.Kind != chat.Chose {
		return
	}
	today := flows.DayOf(r.at()).String()
	for _, m := range r.f.Members {
		if p := r.book.Programme(m.Programme); p != nil && p.Kind == flows.ProgrammeQuiet && m.Heard < today {
			m.Heard, m.Changed = today, r.ev.At
			r.d.Joins = append(r.d.Joins, m)
		}
	}
	for _, t := range mine {
		if pending(t.o) && t.round.Broadcast == nil && r.answersTalk(t) {
			r.checkIn(t, chat.StandAnswered)
		}
	}
	if r.ev.Kind == chat.Said && flows.ReservedWord(r.ev.Text) == flows.WantStop && !r.c.InHandoff() {
		r.stopsTalks()
	}
}

// answersTalk tells whether what the person does answers the talk that their turn began:
// it was begun, they are in it still, and it is no button of a check-in.
func (r *relay) answersTalk(t turn) bool {
	b, ok := r.begun(t.round)
	if _, check := roundOf(r.ev.Step); !ok || check || t.o.SentAt.IsZero() && t.o.Out.IsZero() {
		return false
	}
	return r.c.Flow.Name == b.Flow || slices.ContainsFunc(r.c.Calls, func(c chat.Call) bool { return c.Flow == b.Flow })
}

// begun is the talk of the round as the playbook has it; false where it has it no more.
func (r *relay) begun(round *chat.Round) (flows.Begun, bool) {
	p := r.book.Programme(round.Programme)
	if p == nil {
		return flows.Begun{}, false
	}
	i := slices.IndexFunc(p.Talks, func(b flows.Begun) bool { return b.Slot() == round.Slot })
	if i < 0 {
		return flows.Begun{}, false
	}
	return p.Talks[i], true
}

// watches tells whether the member's programme looks whether they are heard at all.
func (r *relay) watches(m *chat.Member) bool {
	p := r.book.Programme(m.Programme)
	return p != nil && p.Kind == flows.ProgrammeQuiet
}

// begins lets the engine begin the programme's talk, in this decision.
func (r *relay) begins(m *chat.Member, round *chat.Round) {
	b, ok := r.begun(round)
	if !ok {
		return
	}
	r.setAside()
	r.d.Then = append(r.d.Then, chat.Event{
		ID: r.ev.ID + "/begins", Kind: chat.Begins, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: r.c.ID},
		Author: chat.Program, Value: b.Flow, Text: m.Promise, Ref: round.ID, At: r.ev.At,
	})
}

// unheard lets the team know, when there is time, that a talk came to nothing: who is
// in a group or takes small steps may be silent, a follow-up is asked by people then.
func (r *relay) unheard() {
	i := slices.IndexFunc(r.f.Members, func(m chat.Member) bool { return m.ID == r.ev.Subject.ID })
	if i < 0 {
		return
	}
	m := r.f.Members[i]
	p := r.book.Programme(m.Programme)
	if p == nil || m.State == chat.MemberLeft {
		return
	}
	if p.Kind == flows.ProgrammeFirst {
		r.goesUnheard(p, m)
		return
	}
	if p.Kind != flows.ProgrammeAfter && (r.ev.Value == silent || r.ev.Value == kept) {
		return
	}
	why, urgency := "", chat.Quiet
	switch r.ev.Value {
	case silent:
		why = "Niet gehoord na de vraag hoe het gaat. Bel even."
	case kept:
		why = "De vraag hoe het gaat is niet gesteld: er liep een ander gesprek. Vraag het zelf even."
	case fault:
		why = "De vraag hoe het gaat is niet gesteld door een storing. Vraag het zelf even."
		if p.Kind == flows.ProgrammeQuiet { // which asks nothing
			why = "Door een storing is niet gekeken hoe lang het stil is. Misschien is het al " + strconv.Itoa(p.Quiet) + " dagen of langer stil. Bel even: dat is zo afgesproken."
		}
	case quiet:
		why = "Al " + strconv.Itoa(p.Quiet) + " dagen of langer niets gehoord. Bel even: dat is zo afgesproken."
	case ring:
		why = "Bel even en vraag hoe het gaat: dat is zo afgesproken."
	case worried:
		urgency = chat.Normal
		why = r.ev.Text + " belde: het gaat niet zo goed. Bel even, of ga langs."
	case unreached:
		why = "Vandaag niet gesproken aan de telefoon" + timesRung(r.ev.Text) + ". Probeer het zelf nog eens: dat is zo afgesproken."
	case LeftIt:
		return
	default:
		why = "De vraag hoe het gaat komt niet aan. Bel even."
	}
	why += " (" + p.Label + ")"
	if m.Initials != "" { // the item stands in a talk of today, which may be another than the one in which they agreed
		why += " Het gaat om " + m.Initials + "."
	}
	if len(m.Phones) > 0 {
		why += " Het nummer staat op de webdesk, bij Deelnemers."
	}
	r.turnsTo(r.book.Team(p.Team).Name)
	r.notice(chat.Notice(p.Name, r.ev.Value+":"+m.ID), urgency, p.Team, why+agreed(m))
	r.d.Alarms[len(r.d.Alarms)-1].Member = m.ID
}

// notice opens an item about the person at the team's desk. A talk that goes on stays
// with the team that has it.
func (r *relay) notice(cause chat.Cause, urgency chat.Urgency, team, why string) {
	a := chat.Alarm{
		ID: chat.AlarmID(r.ev.ID, cause), Cause: cause, Urgency: urgency, Team: team,
		About:  chat.Subject{Kind: chat.SubjectConversation, ID: r.c.ID},
		Opened: r.ev.At, Alias: r.c.Alias, Why: decision.Masked(why),
	}
	if !r.c.Stands(cause) {
		r.c.Alarms = append(slices.Clone(r.c.Alarms), a.ID)
	}
	if !r.c.InHandoff() && r.c.Step == "" {
		r.c.Handoff.Team = team
	}
	r.d.Alarms = append(r.d.Alarms, a)
}
