package alarm

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// quietFrom is the hour from which on coordinators are left in peace about a rooster.
const quietFrom = 21

// rooster decides about an alarm that nobody is on duty for a circle tomorrow, or
// another that people arrange: there is time for it, so it is told once, at the desk and
// to those who look after the circle, and stands until a named human says that it is
// arranged. One about a circle that nobody is asked in is over, too, when they are.
func (l *ladder) rooster() {
	switch l.ev.Kind {
	case chat.Woke:
		if l.a.Open() && !l.a.TellAt.IsZero() && !l.a.TellAt.After(l.ev.At) {
			l.warn()
		}
	case chat.Settled:
		l.righted()
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
		case chat.CauseLost:
			about = "het draaiboek"
		case chat.CauseList, chat.CauseBack:
			about = "een bellijst"
		case chat.CauseUnplanned:
			about = "een fout bij ons"
		case chat.CauseErased:
			about = "iemand die niet meer meedoet"
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
	if l.standing() { // whoever can mend it must hear it before the next morning
		for _, at := range l.f.Second {
			l.tell(chat.Watcher{At: at}, l.secondWords())
		}
		return
	}
	if at := peace(l.ev.At); kind == chat.CauseErased && at.After(l.ev.At) { // nobody says it twice
		l.a.TellAt = at
		return
	}
	if kind != chat.CauseErased && l.ev.At.In(chat.Amsterdam).Hour() >= quietFrom || kind == chat.CauseGather || kind == chat.CauseBack { // nobody is called for that
		return
	}
	text := l.title() + "\n\n" + l.a.Why
	if n := len(l.f.Watch); n > 0 {
		rung := n - 1 // all of them: whoever can, arranges it
		if l.a.Cause == chat.CauseErased {
			rung = 0 // whoever is on duty
		}
		for _, w := range l.f.Watch[rung] {
			l.say(chat.Message{To: w.At, Text: text})
			l.k.Told = append(l.k.Told, w)
		}
		return
	}
	for _, at := range l.f.Second {
		l.say(chat.Message{To: at, Text: text})
	}
}

// peace is the first moment from this one on that is not in the night.
func peace(at time.Time) time.Time {
	local := at.In(chat.Amsterdam)
	morning := time.Date(local.Year(), local.Month(), local.Day(), 7, 30, 0, 0, chat.Amsterdam)
	switch {
	case local.Before(morning):
		return morning
	case local.Hour() >= quietFrom:
		return morning.AddDate(0, 0, 1)
	}
	return at
}

func (l *ladder) arranged() {
	who := l.ev.Author
	l.a.EndedAt, l.a.EndedBy, l.a.TellAt, l.changed = l.ev.At, who, time.Time{}, true
	l.k.Did = append(l.k.Did, chat.Moved{To: chat.StandResolved, At: l.ev.At, By: who})
	l.d.Answer.Text = "Afgerond. Dank je wel."
	if l.byWriting() {
		l.d.Answer.Text = "Genoteerd: jij hebt het gelezen. Dank je wel."
		l.allClear(who.Name+" heeft gelezen wat "+l.a.Alias+" schreef"+l.circle()+".", "")
		return
	}
	l.allClear(who.Name+" heeft de melding afgerond: "+l.title(), "")
}

// standing tells whether the program finds out by itself that it is over.
func (l *ladder) standing() bool {
	return l.a.Cause == chat.CauseLost || l.a.Cause == chat.CauseUnplanned
}

// righted is that the program finds in order what it told of: there is nothing left to
// arrange. Where a human ended it before, it is remembered, so that it is told anew when
// it comes again (ToldAnew).
func (l *ladder) righted() {
	if l.ev.Author != chat.Program || !l.standing() || l.k.Stand == chat.StandWell {
		return
	}
	l.k.Stand = chat.StandWell
	if !l.a.Open() {
		return
	}
	l.a.EndedAt, l.a.EndedBy, l.a.TellAt, l.a.Why, l.changed = l.ev.At, l.ev.Author, time.Time{}, l.ev.Text, true
	l.allClear(l.title()+": dat is weer in orde.\n\n"+l.ev.Text, "")
}

// ToldAnew tells whether an alarm that stood before is to be opened once more where its
// cause is there: not while it stands, and not where a human ended it and it was not in
// order since.
func ToldAnew(a chat.Alarm) bool {
	return !a.Open() && (!named(a.EndedBy) || a.Check != nil && a.Check.Stand == chat.StandWell)
}

// arrangedTitle says what is to be arranged.
func (l *ladder) arrangedTitle() string {
	switch l.a.Cause.Kind() {
	case chat.CauseRooster:
		return "Niemand heeft dienst"
	case chat.CauseGather:
		return "Genoeg mensen voor een groep"
	case chat.CauseList:
		return l.a.Alias + " heeft nog geen bellijst"
	case chat.CauseBack:
		return l.a.Alias + " wordt morgen weer gebeld"
	case chat.CauseLost:
		return "Niet meer in het draaiboek"
	case chat.CauseUnplanned:
		return "Kan niet gepland worden"
	case chat.CauseErased:
		return "Doet niet meer mee: " + l.who()
	}
	return "Iemand moet iets regelen"
}
