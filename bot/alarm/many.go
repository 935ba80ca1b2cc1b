package alarm

import (
	"slices"
	"strings"

	"omzien/bot/chat"
)

// left are those of a combined alarm of whom nobody heard and whom nobody reached.
func (l *ladder) left() []string {
	return slices.DeleteFunc(slices.Clone(l.k.Members), func(m string) bool {
		return slices.Contains(l.k.Done, m) || slices.Contains(l.k.Heard, m)
	})
}

// joins adds members to a combined alarm, which then rings again: once, whatever their
// number. False: it knew.
func (l *ladder) joins() bool {
	all := strings.Fields(l.ev.Ref)
	if len(all) == 0 {
		return l.a.Open()
	}
	left := l.left()
	if l.a.Open() && !slices.ContainsFunc(all, func(m string) bool { return !slices.Contains(left, m) }) {
		return l.a.Rung == 0
	}
	if !l.a.Open() {
		l.reopen()
	}
	joins := func(m string) bool { return slices.Contains(all, m) }
	l.k.Heard, l.k.Done = slices.DeleteFunc(l.k.Heard, joins), slices.DeleteFunc(l.k.Done, joins)
	for _, m := range all {
		if !slices.Contains(l.k.Members, m) {
			l.k.Members = append(l.k.Members, m)
		}
	}
	l.a.Rung = 0
	return true
}

// counted is that one of many needs nobody any more: they were heard of, or a named
// human says how it ended. The others stand.
func (l *ladder) counted(value chat.Stand) {
	m := l.ev.Ref
	if !l.a.Open() || !slices.Contains(l.k.Members, m) || slices.Contains(l.k.Done, m) {
		return
	}
	switch {
	case named(l.ev.Author):
		l.k.Done = append(l.k.Done, m)
	case value == chat.StandWell && !slices.Contains(l.k.Heard, m):
		l.k.Heard = append(l.k.Heard, m)
	default:
		return
	}
	l.changed = true
	l.rest()
}

// rest ends a combined alarm where a named human said of each how it ended, and
// gives the all-clear where the last one was heard of.
func (l *ladder) rest() {
	switch {
	case len(l.left()) > 0:
		l.share()
	case named(l.ev.Author) && !slices.ContainsFunc(l.k.Members, func(m string) bool { return !slices.Contains(l.k.Done, m) }):
		l.end()
	case l.k.Stand != chat.StandWell:
		l.well(l.heardText())
	}
}

// reachedOne is that somebody reached one of many, whom Ref names, or says the last
// word about those who were heard of after all.
func (l *ladder) reachedOne() {
	left := l.left()
	m := l.ev.Ref
	if l.ev.Kind == chat.Reached && !slices.Contains(l.k.Members, m) && len(left) == 1 {
		m = left[0]
	}
	switch {
	case l.ev.Kind == chat.Reached && slices.Contains(l.k.Done, m):
		l.refuse(l.initials(m) + " is al bereikt.")
	case l.ev.Kind == chat.Reached && slices.Contains(l.k.Members, m):
		l.k.Done = append(l.k.Done, m)
		l.changed = true
		l.k.Did = append(l.k.Did, chat.Moved{To: chat.StandResolved, At: l.ev.At, By: l.ev.Author, How: howReached, Member: m})
		l.then(chat.Event{Kind: chat.Reached, Subject: l.alarm(missedOf(l.k.Round, m)), Ref: l.a.ID, Text: l.ev.Text})
		l.d.Answer.Text = "Genoteerd: je hebt " + l.initials(m) + " bereikt."
		l.rest()
	case len(left) > 0:
		l.refuse("Rond ieder apart af. Nog niet gehoord: " + l.names(left))
	default: // all were heard of: one word ends what stands of them
		for _, m := range l.k.Members {
			if !slices.Contains(l.k.Done, m) {
				l.k.Done = append(l.k.Done, m)
				l.then(chat.Event{Kind: chat.Ended, Subject: l.alarm(missedOf(l.k.Round, m)), Ref: l.a.ID})
			}
		}
		l.d.Answer.Text = "Afgerond. Dank je wel dat je hebt gekeken."
		l.end()
	}
}

// missedOf is the alarm about a member's turn in a round.
func missedOf(round, member string) string {
	return chat.AlarmID(chat.OccurrenceID(round, member), chat.CauseMissed)
}
