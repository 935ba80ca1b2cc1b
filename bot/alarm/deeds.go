package alarm

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// Why somebody did something, in the log of an alarm: one word.
const (
	howTaken    = "opgepakt"
	howTried    = "niet bereikt"
	howGoing    = "gaat erheen"
	howReached  = "bereikt"
	howAccepts  = "gaat kijken"
	howDeclines = "kan niet"
)

// named tells whether this is a human of ours, with a name.
func named(who chat.Author) bool { return who.Role == chat.RoleWorker && who.Name != "" }

// refuse says why nothing came of it.
func (l *ladder) refuse(text string) { l.d.Answer.Text, l.d.Refused = text, true }

// done is what somebody who looks after the circle did about it.
func (l *ladder) done() {
	switch {
	case !named(l.ev.Author):
		l.refuse("Alleen een medewerker met een naam kan dit doen.")
	case !l.a.Open() && named(l.a.EndedBy):
		l.refuse(l.a.EndedBy.Name + " heeft deze melding al afgerond.")
	case !l.a.Open():
		l.refuse("Deze melding is al voorbij.")
	case !l.rang() && l.a.Armed(l.ev.At):
		l.refuse("Deze melding is er nog niet: het antwoord kan nog komen.")
	case l.ev.Kind == chat.Reached || l.ev.Kind == chat.Ended:
		l.reached()
	default:
		if !l.rang() && !l.quiet() { // its deadline is over, and somebody was there before it rang
			l.ring()
		}
		l.acts()
	}
}

// acts is what somebody does who is not done yet.
func (l *ladder) acts() {
	switch {
	case l.ev.Kind == chat.Taken:
		l.taken()
	case l.many():
		l.actsOne()
	case l.ev.Kind == chat.Tried:
		l.tried()
	case l.ev.Kind == chat.Going:
		l.going()
	}
}

// reached is a last word: about the member, or about one of many.
func (l *ladder) reached() {
	if l.many() {
		l.reachedOne()
		return
	}
	l.d.Answer.Text = "Afgerond. Dank je wel dat je hebt gekeken."
	l.end()
}

// taken is that one has it: the first, until they are silent for too long (law 8).
func (l *ladder) taken() {
	who := l.ev.Author
	if has := l.k.Taken; has.Name != "" && has.ID != who.ID {
		l.refuse(has.Name + " heeft dit al opgepakt.")
		return
	}
	l.d.Answer.Text = "Jij hebt dit opgepakt. Over een half uur vragen we hoe het gaat."
	if l.k.Taken.ID == who.ID && l.held() {
		l.hold()
		return
	}
	l.k.Taken = who
	l.move(chat.StandWith, who, howTaken)
	l.hold()
	l.others(who.Name + " pakt dit op: " + l.title())
}

// going is that somebody is on their way. Two are better than one: who goes is told
// to all who know of it, and takes it where nobody has.
func (l *ladder) going() {
	who := l.ev.Author
	if l.k.Taken.Name == "" {
		l.k.Taken = who
	}
	l.move(chat.StandWith, who, howGoing)
	l.hold()
	l.d.Answer.Text = "Genoteerd: jij gaat erheen. Ga niet alleen. Bij gevaar: bel 112."
	if has := l.k.Taken; has.ID != who.ID {
		l.d.Answer.Text = has.Name + " heeft dit opgepakt, en hoort dat jij erheen gaat. Bij gevaar: bel 112."
	}
	l.others(who.Name + " gaat erheen: " + l.title())
}

// hold leaves whoever has it in peace for a while.
func (l *ladder) hold() {
	l.k.Until = l.ev.At.Add(patience)
	l.wait()
}

// tried is that somebody rang, and reached nobody. The next contact is asked at
// once, where they agreed; the ladder goes on.
func (l *ladder) tried() {
	who := l.ev.Author
	to, goes := l.k.Stand, l.goes(chat.Author{})
	if l.k.Taken.ID == who.ID && !goes {
		to = chat.StandWith
	}
	l.move(to, who, howTried)
	l.d.Answer.Text = "Genoteerd: niet bereikt. " + nextStep
	if l.asks() && !goes && l.ask() {
		l.d.Answer.Text = "Genoteerd: niet bereikt. We vragen nu een naaste om te gaan kijken."
	}
	switch at := l.ev.At.Add(steady); {
	case l.quiet():
	case l.k.Taken.ID == who.ID: // who has it is busy
		l.hold()
	case l.a.TellAt.IsZero() || at.Before(l.a.TellAt):
		l.a.TellAt = at
	}
}

// end is a named human's last word.
func (l *ladder) end() {
	who := l.ev.Author
	was := l.k.Stand
	l.k.Was = was
	l.move(chat.StandResolved, who, l.ev.Text)
	l.a.EndedAt, l.a.EndedBy, l.a.TellAt, l.k.Until = l.ev.At, who, time.Time{}, time.Time{}
	if was == chat.StandWell {
		l.k.Told = nil // they heard
	}
	l.allClear(l.endedText(), "")
	if l.k.What == chat.StandSign || l.k.What == chat.StandNotWell { // what they wrote stood at the desk besides
		l.then(chat.Event{Kind: chat.SeenTo, Subject: chat.Subject{Kind: chat.SubjectMember, ID: l.k.Member}})
	}
	if l.k.Within != "" && !l.forwarded() { // whoever passed it on knows, and may have taken it back since
		l.then(chat.Event{Kind: chat.Settled, Subject: l.alarm(l.k.Within), Ref: l.k.Member, Value: string(chat.StandResolved)})
	}
}

// answered is what a contact says who was asked to look.
func (l *ladder) answered() {
	who := l.ev.Author
	switch {
	case who.Role != chat.RolePerson || who.Name == "" || l.k.Contact == 0:
		l.refuse("Deze knop is voor iemand die we om hulp vroegen.")
	case !l.a.Open() || l.k.Stand == chat.StandWell:
		l.refuse("Dank u wel. Het is niet meer nodig.")
	case l.ev.Kind == chat.Accepts:
		l.accepts()
	default:
		l.declines()
	}
}

// said tells whether this contact's last word was this one.
func (l *ladder) said(how string) bool {
	for _, m := range slices.Backward(l.k.Did) {
		switch {
		case m.How == chat.HowMistaken: // what they said before was about nothing any more
			return false
		case m.By == l.ev.Author:
			return m.How == how
		}
	}
	return false
}

// goes tells whether a contact, other than this one, said not long ago that they go
// and look.
func (l *ladder) goes(but chat.Author) bool {
	going := map[chat.Author]bool{}
	for _, m := range l.k.Did {
		switch {
		case m.How == chat.HowMistaken: // they heard that they need not
			clear(going)
		case m.By.Role == chat.RolePerson && m.By != but:
			going[m.By] = m.How == howAccepts && m.At.Add(patience).After(l.ev.At)
		}
	}
	for _, goes := range going {
		if goes {
			return true
		}
	}
	return false
}

func (l *ladder) accepts() {
	l.d.Answer.Text = "Dank u wel. Ga liever niet alleen. Is er gevaar? Bel 112."
	if l.said(howAccepts) {
		return
	}
	l.move(chat.StandAccepted, l.ev.Author, howAccepts)
	l.hold()
	l.others("Een naaste gaat kijken: " + l.title())
}

func (l *ladder) declines() {
	l.d.Answer.Text = "Dank u wel dat u het laat weten."
	if l.said(howDeclines) {
		return
	}
	went := l.said(howAccepts)
	if l.goes(l.ev.Author) { // another one
		l.move(chat.StandAccepted, l.ev.Author, howDeclines)
		return
	}
	l.move(chat.StandContact, l.ev.Author, howDeclines)
	if went && l.k.Taken.Name == "" {
		l.k.Until = time.Time{}
	}
	switch asked := l.ask(); {
	case !asked && (l.within() || l.held()):
		l.noneLeft()
		l.wait()
	case l.quiet():
	case l.held():
		l.wait()
	case asked:
		l.a.TellAt = l.ev.At.Add(steady)
	default:
		l.ring()
	}
}

// noneLeft says that nobody is left who is close to the member and can be asked: to
// whoever has it, or to the alarm that tells of this one.
func (l *ladder) noneLeft() {
	if !l.within() {
		l.tellTaker(l.noContacts())
		return
	}
	l.then(chat.Event{Kind: chat.AlarmMoved, Subject: l.alarm(l.k.Within), Ref: l.k.Member, Value: string(l.k.Stand), Sent: l.ev.At})
}
