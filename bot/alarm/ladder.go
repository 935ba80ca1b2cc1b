package alarm

import (
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
)

const (
	unsaid   = 15 * time.Second // after its deadline an alarm rings by itself, where its round did not say so
	steady   = 10 * time.Minute // between rungs that no programme says otherwise of, and between contacts
	patience = 30 * time.Minute // how long whoever took it is left in peace

	calls = 3 // on this rung everybody is called: the desk anew, and the second route
)

// ladder decides about one event of an alarm about members of a circle. It is
// planned with their round and armed until its deadline. Then it rings: at the desk
// and with whoever is on duty, further up while nobody takes it, and for ever. It
// ends silently where nobody heard of it yet, and otherwise by a named human.
type ladder struct {
	a       *chat.Alarm
	k       *chat.Check
	f       chat.Facts
	ev      chat.Event
	d       chat.Decision
	n       int         // how many things follow from the event so far
	lapsed  chat.Author // who took it, and was not heard of since
	mistook chat.Author // who said that somebody was reached, and takes it back
	changed bool        // what stands at desks is not so any more
	anew    bool        // desks see it anew: what changes in place wakes nobody
	calls   bool        // ... and everybody there is called
}

func watch(a chat.Alarm, f chat.Facts, ev chat.Event) chat.Decision {
	k := *a.Check
	k.Heard, k.Done = slices.Clone(k.Heard), slices.Clone(k.Done)
	k.Members, k.Posted = slices.Clone(k.Members), slices.Clone(k.Posted)
	k.Told, k.Did = slices.Clone(k.Told), slices.Clone(k.Did)
	k.Cleared = slices.Clone(k.Cleared)
	a.Check = &k
	l := &ladder{a: &a, k: &k, f: f, ev: ev}
	l.d.Alarm = &a
	if a.Cause.Arranges() {
		l.rooster()
		return l.decided()
	}
	if l.byWriting() {
		l.written()
		return l.decided()
	}
	switch ev.Kind {
	case chat.Woke:
		l.due()
	case chat.Overdue:
		l.overdue()
	case chat.Deferred:
		l.deferred()
	case chat.Settled:
		l.settled()
	case chat.Taken, chat.Tried, chat.Going, chat.Reached, chat.Ended:
		l.done()
	case chat.Mistaken:
		l.mistaken()
	case chat.Accepts, chat.Declines:
		l.answered()
	case chat.AlarmMoved:
		l.reported()
	case chat.Seeks:
		l.sought()
	}
	l.rests()
	return l.decided()
}

func (l *ladder) many() bool { return l.a.Cause == chat.CauseMany }

// rang tells whether people heard of it: by itself, or in the one that names many.
func (l *ladder) rang() bool { return l.a.Rung > 0 || l.k.Within != "" }

// quiet tells whether it rang, and rings no more by itself: another tells of it, or
// all is well and a human has yet to say so.
func (l *ladder) quiet() bool {
	return l.k.Within != "" && l.a.Rung == 0 || l.k.Stand == chat.StandWell
}

// held tells whether somebody has it, and is left in peace.
func (l *ladder) held() bool { return l.k.Until.After(l.ev.At) }

// due does what the timer stands for; one that was moved since does nothing. While
// somebody has it, only the next contact is asked.
func (l *ladder) due() {
	if !l.a.Open() || l.a.TellAt.IsZero() || l.a.TellAt.After(l.ev.At) {
		return
	}
	if l.within() || l.held() && !l.many() {
		if !l.ask() {
			l.noneLeft()
		}
		l.wait()
		return
	}
	if l.held() {
		l.wait()
		return
	}
	if !l.k.Until.IsZero() { // who took it was silent since: it begins again
		l.lapsed = l.k.Taken
		l.letGo()
		l.a.Rung = 0
	}
	byItself := !l.rang() && (!l.many() || l.lapsed != (chat.Author{}))
	l.ring()
	if byItself { // its round did not say so, or has it that somebody looks: it hears it now
		l.tellRound(l.k.What, chat.Program, "")
	}
}

// overdue lets it ring at once, where it did not yet, and again from the first rung
// where it is worse than people know.
func (l *ladder) overdue() {
	what := chat.Stand(l.ev.Value)
	switch what {
	case chat.StandNotWell, chat.StandSign, chat.StandUnreachable, chat.StandNotAsked:
	default:
		what = chat.StandOverdue
	}
	if l.many() && !l.joins() {
		return
	}
	said := what == chat.StandNotWell || what == chat.StandSign
	if !l.a.Open() && !l.many() {
		if l.a.EndedBy.Role == chat.RoleWorker && !said {
			return // somebody looked already
		}
		l.reopen()
	}
	if l.ev.Text != "" && l.ev.Text != l.a.Why {
		l.a.Why, l.changed = l.ev.Text, true
	}
	within := l.ev.Ref
	if l.many() || what == chat.StandNotWell || l.k.What == chat.StandNotWell || l.looked() {
		within = "" // it rings by itself
	}
	switch {
	case l.rang() && l.k.Stand != chat.StandWell && (what != chat.StandNotWell || l.k.What == chat.StandNotWell):
		if within != "" && l.k.Within == "" { // it rang by itself before: now another tells of it
			l.k.Within, l.a.Rung, l.a.TellAt = within, 0, time.Time{}
		}
		return
	case l.rang():
		l.a.Rung = 0
	}
	l.k.What = what
	l.letGo()
	if l.a.Opened.After(l.ev.At) {
		l.a.Opened = l.ev.At
	}
	if within != "" {
		l.k.Within, l.a.TellAt = within, time.Time{}
		return
	}
	l.ring()
}

// looked tells whether a named human had the last word before: the combined alarm may
// have yet to hear of that.
func (l *ladder) looked() bool {
	return slices.ContainsFunc(l.k.Did, func(m chat.Moved) bool { return m.To == chat.StandResolved })
}

// deferred moves the deadline of one that did not ring yet, and whose it is.
func (l *ladder) deferred() {
	if l.ev.Sent.IsZero() || l.many() || l.rang() || !l.a.Open() && l.a.EndedBy.Role == chat.RoleWorker {
		return
	}
	l.reopen()
	l.a.Opened, l.a.TellAt = l.ev.Sent, l.ev.Sent.Add(unsaid)
	if l.ev.Value == "" {
		return
	}
	l.a.Team, l.k.Label, l.k.Climb = l.ev.Value, l.ev.Text, nil
	for field := range strings.FieldsSeq(l.ev.Ref) {
		if d, err := time.ParseDuration(field); err == nil {
			l.k.Climb = append(l.k.Climb, d)
		}
	}
}

// reopen takes back that it ended: there is news.
func (l *ladder) reopen() {
	l.a.EndedAt, l.a.EndedBy = time.Time{}, chat.Author{}
	l.a.Rung, l.k.Within, l.k.Stand = 0, "", ""
	l.changed = true
}

// letGo is that nobody has it (any more).
func (l *ladder) letGo() {
	l.k.Taken, l.k.Until, l.k.Stand = chat.Author{}, time.Time{}, l.k.What
	l.changed = true
}

// settled is the round's word that nobody needs to look.
func (l *ladder) settled() {
	value := chat.Stand(l.ev.Value)
	switch {
	case l.many():
		l.counted(value)
	case !l.a.Open():
	case named(l.ev.Author) && (l.rang() || value != chat.StandWell):
		l.end()
	case !value.Closed():
	case !l.rang(): // who is rung each morning, and well, is no alarm that somebody saw to
		by := chat.Program
		if named(l.ev.Author) {
			by = l.ev.Author
		}
		l.a.EndedAt, l.a.EndedBy, l.a.TellAt, l.k.Stand = l.ev.At, by, time.Time{}, value
	case value == chat.StandWell && l.k.Stand != chat.StandWell:
		l.well(l.heardText())
		if l.k.Within != "" {
			l.then(chat.Event{Kind: chat.Settled, Subject: l.alarm(l.k.Within), Ref: l.k.Member, Value: string(chat.StandWell)})
		}
	}
}

// well is that all is well after it rang: whoever was alarmed hears so, and it waits
// for a human to say the last word.
func (l *ladder) well(text string) {
	l.k.Stand, l.k.Until, l.a.TellAt = chat.StandWell, time.Time{}, time.Time{}
	l.k.Did = append(l.k.Did, chat.Moved{To: chat.StandWell, At: l.ev.At, By: chat.Program})
	l.changed = true
	l.allClear(text, lastWord)
}

func (l *ladder) say(m chat.Message) (id string) {
	m.ID, m.Talk, m.Speaker, m.Class = l.key(), l.a.ID, chat.Program, l.class()
	if l.k.Drill && m.Text != "" {
		m.Text = drill + m.Text
	}
	l.d.Say = append(l.d.Say, m)
	return m.ID
}

// class lets danger pass: many who are only late must not stand before it.
func (l *ladder) class() chat.Class {
	if l.k.What == chat.StandNotWell && !l.k.Drill {
		return chat.Crisis
	}
	return chat.Live
}

func (l *ladder) key() string {
	l.n++
	return chat.Key(l.ev.ID, l.n-1)
}

// then orders what follows for another subject.
func (l *ladder) then(ev chat.Event) {
	ev.ID, ev.At = l.key(), l.ev.At
	if ev.Author == (chat.Author{}) {
		ev.Author = l.ev.Author
	}
	l.d.Then = append(l.d.Then, ev)
}

func (l *ladder) alarm(id string) chat.Subject {
	return chat.Subject{Kind: chat.SubjectAlarm, ID: id}
}

// move keeps how far it is, by whom, and tells the round.
func (l *ladder) move(to chat.Stand, by chat.Author, how string) {
	if l.k.Stand != chat.StandWell || to == chat.StandResolved {
		l.k.Stand = to
	}
	l.k.Did = append(l.k.Did, chat.Moved{To: to, At: l.ev.At, By: by, How: how})
	l.changed = true
	l.tellRound(to, by, how)
	l.report(to, by, how)
}

// tellRound tells the round how far it is.
func (l *ladder) tellRound(to chat.Stand, by chat.Author, how string) {
	members := []string{l.k.Member}
	if l.many() {
		members = l.left()
	}
	for _, m := range members {
		l.then(chat.Event{
			Kind: chat.AlarmMoved, Subject: chat.Subject{Kind: chat.SubjectRound, ID: l.k.Round},
			Ref: m, Value: string(to), Text: how, Author: by, Sent: l.ev.At,
		})
	}
}
