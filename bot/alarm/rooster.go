package alarm

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// quietFrom is the hour from which on coordinators are left in peace about a rooster.
const quietFrom = 21

// rooster decides about an alarm that nobody is on duty for a circle tomorrow, or that
// something else is to be arranged: there is time for it, so it is told once, at the desk and to those who look after the
// circle, and stands until a named human says that it is arranged.
func (l *ladder) rooster() {
	switch l.ev.Kind {
	case chat.Woke:
		if l.a.Open() && !l.a.TellAt.IsZero() && !l.a.TellAt.After(l.ev.At) {
			l.warn()
		}
	case chat.Ended:
		switch {
		case !named(l.ev.Author):
			l.refuse("Alleen een medewerker met een naam kan dit doen.")
		case !l.a.Open():
			l.refuse(l.a.EndedBy.Name + " heeft deze melding al afgerond.")
		default:
			l.arranged()
		}
	case chat.Taken, chat.Tried, chat.Going, chat.Reached:
		about := "het rooster"
		switch l.a.Cause.Kind() {
		case chat.CauseGather:
			about = "een groep"
		case chat.CauseList, chat.CauseBack:
			about = "een bellijst"
		}
		l.refuse("Dit gaat over " + about + ". Is het geregeld? Rond de melding dan af.")
	}
}

func (l *ladder) warn() {
	l.a.Rung, l.a.TellAt, l.changed = 1, time.Time{}, true
	for _, desk := range l.f.Desks {
		if !slices.ContainsFunc(l.k.Posted, func(p chat.Posted) bool { return p.Desk == desk }) {
			l.k.Posted = append(l.k.Posted, chat.Posted{Desk: desk})
		}
	}
	kind := l.a.Cause.Kind()
	if l.ev.At.In(chat.Amsterdam).Hour() >= quietFrom || kind == chat.CauseGather || kind == chat.CauseBack { // nobody is called for that
		return
	}
	text := l.title() + "\n\n" + l.a.Why
	if n := len(l.f.Watch); n > 0 {
		for _, w := range l.f.Watch[n-1] { // all of them: whoever can, arranges it
			l.say(chat.Message{To: w.At, Text: text})
			l.k.Told = append(l.k.Told, w)
		}
		return
	}
	for _, at := range l.f.Second {
		l.say(chat.Message{To: at, Text: text})
	}
}

func (l *ladder) arranged() {
	who := l.ev.Author
	l.a.EndedAt, l.a.EndedBy, l.a.TellAt, l.changed = l.ev.At, who, time.Time{}, true
	l.k.Did = append(l.k.Did, chat.Moved{To: chat.StandResolved, At: l.ev.At, By: who})
	l.d.Answer.Text = "Afgerond. Dank je wel."
	l.allClear(who.Name+" heeft de melding afgerond: "+l.title(), "")
}
