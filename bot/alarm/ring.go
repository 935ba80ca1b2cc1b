package alarm

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// Who is rung, and when the next one is.

// ring climbs one rung: whoever is on it is told, and, from the third on, everybody.
func (l *ladder) ring() {
	l.a.Rung++
	if l.k.What == "" {
		l.k.What = chat.StandOverdue
	}
	if l.k.Stand == "" {
		l.k.Stand = l.k.What
	}
	l.changed = true
	l.calls = l.a.Rung >= calls
	l.anew = l.calls || l.a.Rung == 1
	for _, desk := range l.f.Desks {
		if !slices.ContainsFunc(l.k.Posted, func(p chat.Posted) bool { return p.Desk == desk }) {
			l.k.Posted = append(l.k.Posted, chat.Posted{Desk: desk})
		}
	}
	text := l.pageText()
	told := l.onRung()
	for _, w := range told {
		l.tell(w, text)
	}
	if len(told) == 0 || l.a.Rung >= calls || l.f.Teamless {
		text := l.secondText()
		for _, at := range l.f.Second {
			l.tell(chat.Watcher{At: at}, text)
		}
	}
	if l.a.Rung > calls {
		l.ask()
		l.seek()
	}
	l.a.TellAt = l.ev.At.Add(l.pause())
	if l.k.Drill && l.a.Rung >= calls { // everybody heard: that was what it was for
		l.a.TellAt = time.Time{}
	}
}

// onRung are those who hear of this rung: who is on it, and who knows of it and must
// hear that it begins again.
func (l *ladder) onRung() []chat.Watcher {
	var told []chat.Watcher
	if n := len(l.f.Watch); n > 0 {
		told = slices.Clone(l.f.Watch[min(l.a.Rung, n)-1])
	}
	told = l.withoutWriter(told)
	if l.a.Rung == 1 {
		for _, w := range l.k.Told {
			if w.Who.Role == chat.RoleWorker && !slices.Contains(told, w) {
				told = append(told, w)
			}
		}
	}
	return told
}

// pause is how long it is silent after this rung.
func (l *ladder) pause() time.Duration {
	i := l.a.Rung - 1
	if i >= len(l.k.Climb) {
		return steady
	}
	pause := l.k.Climb[i]
	if i > 0 {
		pause -= l.k.Climb[i-1]
	}
	if pause <= 0 {
		return steady
	}
	return pause
}

// wait sets the timer of one that somebody has: until they are asked how it goes, or
// the contact that was asked last was silent for long enough.
func (l *ladder) wait() {
	if l.quiet() {
		return
	}
	l.a.TellAt = l.k.Until
	if at := l.ev.At.Add(steady); l.k.Stand == chat.StandContact && at.Before(l.a.TellAt) {
		l.a.TellAt = at
	}
}

// ask asks the next contact to look. False: there is none. Somebody who gave a sign
// of life is not looked after by others before anybody read it; nobody close to a
// member hears of a drill.
func (l *ladder) ask() bool {
	if l.k.Drill || l.k.What == chat.StandSign || l.k.Contact >= len(l.f.Contacts) {
		if l.k.Stand == chat.StandContact {
			l.k.Stand = l.k.What
			switch {
			case l.goes(chat.Author{}):
				l.k.Stand = chat.StandAccepted
			case l.k.Taken.Name != "":
				l.k.Stand = chat.StandWith
			}
		}
		return false
	}
	w := l.f.Contacts[l.k.Contact]
	l.k.Contact++
	l.tell(w, l.contactText())
	l.move(chat.StandContact, chat.Program, w.Who.Name)
	return true
}
