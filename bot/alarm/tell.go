package alarm

import (
	"slices"

	"omzien/bot/chat"
)

// tell tells one watcher, who from now on is to hear when all is well.
func (l *ladder) tell(w chat.Watcher, text string) {
	m := chat.Message{To: w.At, Text: text}
	if w.Who != (chat.Author{}) {
		m.Page, m.For = l.a.ID, w.Who
	}
	l.say(m)
	if !slices.ContainsFunc(l.k.Told, func(t chat.Watcher) bool { return t.At == w.At }) {
		l.k.Told = append(l.k.Told, w)
	}
}

// allClear tells everybody who was alarmed, but whoever brought it about: once. Those who
// look after the circle read what is still to be done, too.
func (l *ladder) allClear(text, todo string) {
	for _, w := range l.k.Told {
		switch {
		case w.Who.ID != "" && w.Who.ID == l.ev.Author.ID:
		case w.Who.Role == chat.RolePerson:
			l.say(chat.Message{To: w.At, Text: l.contactClear(text)})
		case todo != "":
			l.say(chat.Message{To: w.At, Text: text + "\n\n" + todo})
		default:
			l.say(chat.Message{To: w.At, Text: text})
		}
	}
	if len(l.k.Told) > 0 {
		l.k.Told, l.k.Cleared = nil, l.k.Told
	}
}

// others tells those who look after the circle what one of them does.
func (l *ladder) others(text string) {
	for _, w := range l.k.Told {
		if w.Who.Role != chat.RolePerson && (w.Who.ID == "" || w.Who.ID != l.ev.Author.ID) {
			l.say(chat.Message{To: w.At, Text: text})
		}
	}
}

// tellTaker tells whoever has it.
func (l *ladder) tellTaker(text string) {
	for _, w := range l.k.Told {
		if l.k.Taken.ID != "" && w.Who.ID == l.k.Taken.ID {
			l.say(chat.Message{To: w.At, Text: text})
		}
	}
}
