package checkin

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// heardAt is when the event happened for whom it is about: by the platform's time, and
// never later than it reached us.
func (s *step) heardAt() time.Time {
	if at := s.ev.Sent; !at.IsZero() && at.Before(s.now()) {
		return at
	}
	return s.now()
}

// promptSent keeps that a prompt is proven sent. The first that went out late gives
// the member time to answer, and the alarm hears its new deadline.
func (s *step) promptSent() {
	o := s.r.Of(s.ev.Ref)
	if o == nil || gone(o) {
		return
	}
	first, at := o.SentAt.IsZero(), s.heardAt()
	o.Out = time.Time{}
	if first || at.After(o.SentAt) {
		o.SentAt = at
	}
	if s.r.Talk {
		return
	}
	if due := wholeMinute(at.Add(leastAfterSend)); first && pending(o) && due.After(o.Due) {
		o.Due = due
		s.defers(o)
	}
}

// wholeMinute is the first whole minute from the moment on: those who were asked in
// one minute are overdue together.
func wholeMinute(at time.Time) time.Time {
	if whole := at.Truncate(time.Minute); !whole.Equal(at) {
		return whole.Add(time.Minute)
	}
	return at
}

// promptHeld tries again later: a check-in never breaks into a talk. The alarm stays
// as it is.
func (s *step) promptHeld() {
	o := s.r.Of(s.ev.Ref)
	if o == nil || !pending(o) {
		return
	}
	o.Out = time.Time{}
	if o.SentAt.IsZero() {
		o.Stand = chat.StandPlanned
	}
	if s.r.Chain { // it waits for nobody
		return
	}
	if o.NextAt = s.now().Add(holdFor); !o.NextAt.Before(o.Until) {
		o.NextAt = time.Time{}
	}
}

// promptLost tells people at once that the member cannot be asked there: failing to
// deliver is no silence of the person (law 10).
func (s *step) promptLost() {
	o := s.r.Of(s.ev.Ref)
	if o == nil {
		return
	}
	o.Out = time.Time{}
	if pending(o) && s.r.Talk {
		s.ends(o, chat.StandDropped, s.ev.Value)
		return
	}
	if s.ev.Value == fault { // the round looks, now, at all whom that befell
		o.Fault = true
		return
	}
	if pending(o) && s.ev.Value == LeftIt { // they are asked no more, and today's alarm stays
		o.NextAt = time.Time{}
	} else if pending(o) {
		o.NextAt = time.Time{}
		o.Move(chat.StandUnreachable, s.now(), chat.Program, "")
		s.fire(o, chat.StandUnreachable, "De vraag komt niet aan. Bel.", "")
	}
	s.skip(s.ev.Ref)
}

// checkedIn takes a sign of life, or what somebody says on the member's behalf.
func (s *step) checkedIn() {
	o := s.r.Of(s.ev.Ref)
	if o == nil || gone(o) {
		return
	}
	s.heard(o, chat.Stand(s.ev.Value), s.ev.Author)
	if o.Stand == chat.StandWell && o.Rings == "" {
		s.skip(o.Member) // keten: nobody is waited for who was asked to ring nobody
	}
}

// heard moves the occurrence by what was heard. Only well ends it, and only where no
// words wait that a human has to read; what is not well, or unread, stays so until a
// named human says otherwise.
func (s *step) heard(o *chat.Occurrence, how chat.Stand, by chat.Author) {
	at := s.heardAt()
	if at.Before(o.Early) && (how != chat.StandNotWell || !named(by)) { // a human's worry waits for no hour
		return
	}
	note := ""
	if named(by) {
		note = s.ev.Text
	}
	switch {
	case how == chat.StandAnswered:
		s.answered(o, at, by)
		return
	case s.r.Talk:
		s.spokenTo(o, how, at, by)
		return
	}
	switch how {
	case chat.StandWell:
		s.well(o, at, by, note)
	case chat.StandNotWell:
		if o.Stand == chat.StandNotWell && !named(by) { // people know, or will when they look
			o.Heard = at
			return
		}
		s.worry(o, at, chat.StandNotWell, by, note)
	case chat.StandSign:
		s.sign(o, at, by)
	}
}

// well ticks the member off.
func (s *step) well(o *chat.Occurrence, at time.Time, by chat.Author, note string) {
	unclear := o.Stand == chat.StandSign || o.Stand == chat.StandNotWell
	switch {
	case o.Stand == chat.StandResolved && !named(by): // whoever ended it may take that back
		o.Heard = at
		return
	case o.Stand.Closed():
		return
	case unclear && !named(by): // their words are still unread, or somebody is to ring
		return
	case pending(o) && at.After(o.Due): // later than agreed, and nobody was told yet
		s.late(o)
	}
	o.Heard, o.NextAt, o.Out = at, time.Time{}, time.Time{}
	o.Move(chat.StandWell, at, by, note)
	s.settle(o, chat.StandWell, by)
}

// late tells people of a deadline that passed while we were down: the answer follows.
func (s *step) late(o *chat.Occurrence) {
	value, why := s.what(o)
	o.Move(value, s.now(), chat.Program, "")
	s.fire(o, value, why, "")
}

// worry lets people look at once.
func (s *step) worry(o *chat.Occurrence, at time.Time, to chat.Stand, by chat.Author, note string) {
	o.Heard, o.NextAt, o.Out = at, time.Time{}, time.Time{}
	if with(o) && to == chat.StandSign { // somebody is with them already
		o.Move(o.Stand, at, by, string(to))
	} else {
		o.Move(to, at, by, note)
	}
	why := ""
	if note != "" { // law 15: an alarm is read in a channel and in mails, and a note may name people
		why = "Een medewerker schreef op dat het niet goed gaat. De woorden staan alleen in Omzien."
	}
	s.fire(o, to, why, "")
}

// sign is a sign of life that nobody has read. Before the member was asked it is only
// remembered: who wrote at six may have fallen at seven.
func (s *step) sign(o *chat.Occurrence, at time.Time, by chat.Author) {
	switch o.Stand {
	case chat.StandPlanned:
		o.Heard = at
	case chat.StandAsked, chat.StandOverdue, chat.StandUnreachable, chat.StandNotAsked, chat.StandWith, chat.StandContact, chat.StandAccepted:
		s.worry(o, at, chat.StandSign, by, "")
	case chat.StandSign, chat.StandNotWell:
		o.Heard = at
	}
}

// with tells whether people have taken the occurrence up.
func with(o *chat.Occurrence) bool {
	return o.Stand == chat.StandWith || o.Stand == chat.StandContact || o.Stand == chat.StandAccepted
}

// alarmMoved keeps what people did about the alarm. What was heard after a human
// ended it wants a human once more.
func (s *step) alarmMoved() {
	o, to := s.r.Of(s.ev.Ref), chat.Stand(s.ev.Value)
	if o == nil || gone(o) {
		return
	}
	at := s.heardAt()
	if s.ev.Text == chat.HowMistaken && named(s.ev.Author) {
		s.mistaken(o, to, at)
		return
	}
	switch to {
	case chat.StandOverdue, chat.StandNotAsked, chat.StandNotWell, chat.StandSign, chat.StandUnreachable:
		switch {
		case pending(o): // it told by itself
			value, _ := s.what(o)
			o.NextAt, o.Out = time.Time{}, time.Time{}
			o.Move(value, at, chat.Program, "")
		case with(o): // who had it was silent since: nobody has it
			o.Move(to, at, chat.Program, "")
		}
	case chat.StandWith, chat.StandContact, chat.StandAccepted:
		if o.Stand.Alarmed() {
			o.Move(to, at, s.ev.Author, s.ev.Text)
		}
	case chat.StandResolved:
		if slices.ContainsFunc(o.Log, func(m chat.Moved) bool { return m.How == chat.HowMistaken && m.At.After(at) }) {
			return // it came late: that was taken back since
		}
		stand := o.Stand
		o.NextAt, o.Out = time.Time{}, time.Time{}
		o.Move(to, at, s.ev.Author, s.ev.Text)
		unread := stand == chat.StandSign || stand == chat.StandNotWell
		if second := at.Truncate(time.Second); unread && !s.ev.Sent.IsZero() && o.Heard.After(second) { // platforms tell seconds
			o.Move(stand, s.now(), chat.Program, "")
			s.fire(o, stand, "", "")
		}
	}
}

// mistaken is that a human takes back how it ended: somebody must look again. Who
// answered in between is well after all.
func (s *step) mistaken(o *chat.Occurrence, to chat.Stand, at time.Time) {
	well := o.Stand == chat.StandResolved && len(o.Log) > 0 && o.Heard.After(o.Log[len(o.Log)-1].At)
	o.Move(to, at, s.ev.Author, s.ev.Text)
	if well {
		o.Move(chat.StandWell, o.Heard, chat.Program, "")
		s.settle(o, chat.StandWell, chat.Program)
	}
}
