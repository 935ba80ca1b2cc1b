package alarm

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// Of many, each has an alarm of their own. The combined one tells of it; their own keeps
// who is busy with them, and asks those who are close to them. What is done at one of
// both, the other hears.

// within tells whether another alarm tells of this one, which is quiet meanwhile.
func (l *ladder) within() bool { return l.k.Within != "" && l.a.Rung == 0 }

// asks tells whether those close to the member may be asked: it rings, or another does.
func (l *ladder) asks() bool {
	return !l.quiet() || l.within() && l.k.Stand != chat.StandWell
}

// actsOne is what somebody did about one of many. It is told to all who know of the
// alarm: they share the work.
func (l *ladder) actsOne() {
	m, left := l.ev.Ref, l.left()
	if m == "" && len(left) == 1 {
		m = left[0]
	}
	switch {
	case !slices.Contains(l.k.Members, m):
		l.refuse("Kies om wie het gaat. Nog niet gehoord: " + l.names(left))
		return
	case slices.Contains(l.k.Done, m):
		l.refuse(l.initials(m) + " is al bereikt.")
		return
	}
	to, how := l.k.Stand, howTried
	l.d.Answer.Text = "Genoteerd: " + l.initials(m) + " niet bereikt. " + nextStep
	if l.ev.Kind == chat.Going {
		to, how = chat.StandWith, howGoing
		l.d.Answer.Text = "Genoteerd: jij gaat naar " + l.initials(m) + ". Ga niet alleen. Bij gevaar: bel 112."
	}
	l.then(chat.Event{Kind: l.ev.Kind, Subject: l.alarm(missedOf(l.k.Round, m)), Ref: l.a.ID})
	l.didOne(chat.Moved{To: to, At: l.ev.At, By: l.ev.Author, How: how, Member: m})
}

// reported is what was done about one of many, as that one's own alarm tells it. Without
// a Text nobody is left who is close to them and can be asked.
func (l *ladder) reported() {
	m := l.ev.Ref
	switch {
	case !l.many() || !l.a.Open() || !slices.Contains(l.k.Members, m) || slices.Contains(l.k.Done, m):
	case l.ev.Text != "":
		l.didOne(chat.Moved{To: chat.Stand(l.ev.Value), At: l.ev.Sent, By: l.ev.Author, How: l.ev.Text, Member: m})
	case l.held():
		l.tellTaker("Geen van de naasten die we vroegen gaat kijken. " + l.about(m))
	case l.ev.Author.Role == chat.RolePerson && !l.quiet() && slices.Contains(l.left(), m):
		l.ring()
	}
}

// didOne keeps what was done about one of many, and tells it.
func (l *ladder) didOne(did chat.Moved) {
	l.k.Did = append(l.k.Did, did)
	l.changed = true
	about := l.about(did.Member)
	switch {
	case did.By.Role == chat.RoleProgram:
		return
	case did.How == howTaken:
		l.others(did.By.Name + " pakt dit op: " + about)
	case did.How == howTried:
		l.others(did.By.Name + " kreeg geen contact. " + about)
	case did.How == howGoing:
		l.others(did.By.Name + " gaat erheen: " + about)
	case did.How == howAccepts:
		l.others("Een naaste gaat kijken: " + about)
	}
	l.share()
}

// about says which one of many it is about.
func (l *ladder) about(member string) string { return l.initials(member) + l.circle() }

// share leaves people in peace while somebody goes to each one. Where one is left to
// whom nobody goes, it rings on.
func (l *ladder) share() {
	switch at := l.ev.At.Add(steady); {
	case l.quiet() || len(l.left()) == 0:
	case l.k.Taken.Name != "":
		if l.k.Taken.ID == l.ev.Author.ID { // who has it is busy
			l.hold()
		}
	case len(l.alone()) == 0:
		l.k.Until = l.lapses()
		l.wait()
	default:
		l.k.Until = time.Time{}
		if l.a.TellAt.IsZero() || at.Before(l.a.TellAt) {
			l.a.TellAt = at
		}
	}
}

// alone are those of many of whom nobody heard, and to whom nobody goes.
func (l *ladder) alone() []string {
	return slices.DeleteFunc(l.left(), func(m string) bool { return !l.until(m).IsZero() })
}

// gone are those of many to whom somebody goes.
func (l *ladder) gone() []string {
	return slices.DeleteFunc(l.left(), func(m string) bool { return l.until(m).IsZero() })
}

// lapses is when the first of those whom somebody goes to has waited long enough.
func (l *ladder) lapses() (first time.Time) {
	for _, m := range l.left() {
		if at := l.until(m); first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

// until is how long somebody who goes to this one of many is waited for; zero where
// nobody goes.
func (l *ladder) until(member string) (last time.Time) {
	goes := map[chat.Author]time.Time{}
	for _, m := range l.k.Did {
		switch {
		case m.Member != member:
		case m.How == chat.HowMistaken: // they heard that they need not
			clear(goes)
		case m.How == howGoing || m.How == howAccepts:
			goes[m.By] = m.At.Add(patience)
		default:
			delete(goes, m.By)
		}
	}
	for _, at := range goes {
		if at.After(l.ev.At) && at.After(last) {
			last = at
		}
	}
	return last
}

// seek lets those close to members be asked to whom nobody goes, of each one by one.
func (l *ladder) seek() {
	for _, m := range l.alone() {
		l.then(chat.Event{Kind: chat.Seeks, Author: chat.Program, Subject: l.alarm(missedOf(l.k.Round, m)), Ref: l.a.ID})
	}
}

// sought asks the first, or the next where whoever goes was silent since. Whoever was
// asked last is given time.
func (l *ladder) sought() {
	if !l.a.Open() || !l.within() || !l.asks() || l.held() || l.k.Stand == chat.StandContact || l.goes(chat.Author{}) {
		return
	}
	if !l.k.Until.IsZero() { // nobody has it any more
		l.letGo()
		l.tellRound(l.k.What, chat.Program, "")
	}
	l.ask()
}

// report tells the alarm that tells of this one what was done, unless that passed it on.
func (l *ladder) report(to chat.Stand, by chat.Author, how string) {
	if !l.within() || to == chat.StandResolved || named(by) && l.forwarded() {
		return
	}
	l.then(chat.Event{
		Kind: chat.AlarmMoved, Subject: l.alarm(l.k.Within), Ref: l.k.Member, Value: string(to), Text: how, Author: by, Sent: l.ev.At,
	})
}

// rests sets the only timer of one that another tells of: when the next of those close
// to the member is asked.
func (l *ladder) rests() {
	switch {
	case !l.a.Open() || !l.within():
	case l.k.Stand != chat.StandContact:
		l.a.TellAt = time.Time{}
	case !l.a.TellAt.After(l.ev.At):
		l.a.TellAt = l.ev.At.Add(steady)
	}
}
