package alarm

import (
	"slices"
	"strings"

	"omzien/bot/chat"
)

// byWriting tells whether it is about what a coordinator wrote to the bot while they look
// after somebody. What they wrote stands on pages alone; everywhere else, that they did.
func (l *ladder) byWriting() bool { return l.a.Cause.Kind() == chat.CauseUnread }

// written lets what a coordinator wrote climb until somebody else has read it.
func (l *ladder) written() {
	who := l.ev.Author
	switch l.ev.Kind {
	case chat.Woke:
		if l.a.Open() && !l.a.TellAt.IsZero() && !l.a.TellAt.After(l.ev.At) {
			l.ring()
		}
	case chat.Ended, chat.Taken, chat.Tried, chat.Going, chat.Reached:
		switch {
		case !named(who):
			l.refuse("Alleen een medewerker met een naam kan dit doen.")
		case !l.a.Open():
			l.refuse(l.a.EndedBy.Name + " heeft dit al gelezen.")
		case l.wrote(who):
			l.refuse("Dit schreef je zelf. Iemand anders leest het.")
		case l.ev.Kind != chat.Ended:
			l.refuse("Dit gaat over wat " + l.a.Alias + " schreef. Lees het op de webdesk, en druk dan op: Ik heb het gelezen.")
		default:
			l.arranged()
		}
	}
}

// wrote tells whether this is who wrote it.
func (l *ladder) wrote(who chat.Author) bool { return l.byWriting() && who.ID == l.a.About.ID }

// withoutWriter leaves out who wrote it: they know.
func (l *ladder) withoutWriter(told []chat.Watcher) []chat.Watcher {
	return slices.DeleteFunc(told, func(w chat.Watcher) bool { return l.wrote(w.Who) })
}

// writtenWhere is where people who work with the web desk read it.
const writtenWhere = "Wat er staat, lees je op de webdesk."

func (l *ladder) writtenTitle() string {
	return "Lees dit nu: " + l.a.Alias + " schreef iets" + l.circle()
}

// writtenText tells whoever has a page of their own that somebody wrote.
func (l *ladder) writtenText() string {
	lines := append([]string{l.writtenTitle(), ""}, l.pending()...)
	return strings.Join(append(lines, "Wat er staat, lees je op deze pagina. Druk daar op: Ik heb het gelezen."), "\n")
}

// nobodyYet says that nobody did anything about it.
func (l *ladder) nobodyYet() string {
	if l.byWriting() {
		return "Nog niemand heeft dit gelezen."
	}
	return nobody
}
