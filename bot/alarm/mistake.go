package alarm

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// mistaken is that whoever said that somebody was reached takes it back: Bereikt is the
// first button on their page, and easily pressed. People must look again, and whoever
// heard that nothing is needed any more hears that this was not so.
func (l *ladder) mistaken() {
	who, m, named := l.ev.Author, "", named(l.ev.Author)
	if l.many() {
		m = l.ev.Ref
	}
	at := l.a.ReachedBy(who, m)
	switch {
	case !named:
		l.refuse("Alleen een medewerker met een naam kan dit doen.")
	case l.many() && !slices.Contains(l.k.Done, m), !l.many() && l.a.Open():
		l.refuse("Deze melding staat al weer open.")
	case at.IsZero():
		l.refuse("Alleen wie op Bereikt drukte, kan dat terugdraaien. Maak je je zorgen? Bel, of ga kijken. Is er gevaar? Bel 112.")
	case l.ev.At.Sub(at) > chat.MistakeWithin && !l.forwarded():
		l.refuse("Terugdraaien kan tot een kwartier na Bereikt. Maak je je zorgen? Bel, of ga kijken. Is er gevaar? Bel 112.")
	default:
		l.d.Answer.Text = "De melding staat weer open."
		if l.many() {
			l.mistakenOne(m)
		} else {
			l.openAgain()
		}
	}
}

// forwarded tells whether the alarm that tells of this one passes on what somebody
// pressed there.
func (l *ladder) forwarded() bool { return l.k.Within != "" && l.ev.Ref == l.k.Within }

// openAgain opens the alarm about a member again. It rings at once, unless another that
// tells of it passed this on and rings itself: what that one hears of it may come in any
// order. Who is not well rings either way. After a late answer by which all was
// well it only waits for a human again.
func (l *ladder) openAgain() {
	if l.k.What == "" {
		l.k.What = chat.StandOverdue
	}
	if l.k.Was == chat.StandWell {
		l.a.EndedAt, l.a.EndedBy, l.k.Stand = time.Time{}, chat.Author{}, chat.StandWell
		l.note("")
		return
	}
	within, told := l.k.Within, slices.Clone(l.k.Cleared)
	l.reopen()
	l.letGo()
	l.k.Within, l.k.Told = within, told
	l.move(l.k.What, l.ev.Author, chat.HowMistaken)
	if within != "" {
		l.then(chat.Event{Kind: chat.Overdue, Author: chat.Program, Subject: l.alarm(within), Ref: l.k.Member, Value: string(l.k.What)})
	}
	if !l.forwarded() || l.k.What == chat.StandNotWell {
		l.mistook = l.ev.Author
		l.ring()
	}
	l.notYet(told)
}

// mistakenOne is that one of many was not reached after all. All who know of the alarm
// hear it: they thought that there was one fewer.
func (l *ladder) mistakenOne(m string) {
	l.k.Done = slices.DeleteFunc(l.k.Done, func(done string) bool { return done == m })
	l.note(m)
	l.then(chat.Event{Kind: chat.Mistaken, Subject: l.alarm(missedOf(l.k.Round, m)), Ref: l.a.ID})
	over := !l.a.Open()
	if slices.Contains(l.k.Heard, m) { // they gave a sign themselves, and a human has to look at that
		if over {
			l.a.EndedAt, l.a.EndedBy, l.k.Stand = time.Time{}, chat.Author{}, chat.StandWell
		}
		return
	}
	var told []chat.Watcher
	if over || l.k.Stand == chat.StandWell {
		told = l.k.Cleared
		l.k.Told = slices.Clone(told)
	}
	if over {
		l.reopen()
	}
	l.letGo()
	l.a.Rung = 0
	l.mistook = l.ev.Author
	l.ring()
	l.notYet(told)
}

// note keeps in the log that somebody was not reached after all.
func (l *ladder) note(member string) {
	l.k.Did = append(l.k.Did, chat.Moved{To: l.k.What, At: l.ev.At, By: l.ev.Author, How: chat.HowMistaken, Member: member})
	l.changed = true
}

// notYet tells those who heard that nothing is needed any more, and were told nothing
// else yet, that nobody was reached after all.
func (l *ladder) notYet(told []chat.Watcher) {
	for _, w := range told {
		if slices.ContainsFunc(l.d.Say, func(m chat.Message) bool { return m.To == w.At }) {
			continue
		}
		switch w.Who.Role {
		case chat.RolePerson:
			l.tell(w, l.mistakenText())
		case chat.RoleWorker:
			l.tell(w, l.pageText())
		default:
			l.tell(w, l.secondText())
		}
	}
}
