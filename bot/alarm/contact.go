package alarm

import (
	"strings"

	"omzien/bot/chat"
)

// What somebody close to a member reads, who said before that they may be asked.

const comeAndSee = "Kunt u gaan kijken? Druk op deze pagina op ja of nee.\nGa liever niet alleen. Is er gevaar? Bel 112."

// toContact is the first line of what somebody close to the member reads: who writes, and
// why to them. A mail that does not say so looks like a fraud.
func (l *ladder) toContact() string {
	var from []string
	for _, name := range []string{l.f.House, l.k.Label} {
		if name != "" {
			from = append(from, name)
		}
	}
	if len(from) == 0 {
		from = []string{"Omzien"}
	}
	return strings.Join(from, ", ") + ": u staat bij ons als naaste van " + l.who()
}

// contactText asks somebody close to the member.
func (l *ladder) contactText() string {
	what := l.who() + " heeft vandaag nog niet geantwoord, en wij kregen nog geen contact."
	switch l.k.What {
	case chat.StandNotWell:
		what = "Het gaat niet goed met " + l.who() + ", en wij kregen nog geen contact."
	case chat.StandUnreachable, chat.StandNotAsked:
		what = "We weten niet hoe het vandaag gaat met " + l.who() + ", en wij kregen nog geen contact."
	}
	return l.toContact() + "\n\n" + what + "\n\n" + comeAndSee
}

// mistakenText tells somebody close to the member, who heard that nothing is needed any
// more, that this was not so.
func (l *ladder) mistakenText() string {
	return l.toContact() + "\n\nEr was een vergissing. Wij kregen nog geen contact met " + l.who() + ".\n\n" + comeAndSee
}

// contactClear is the all-clear as somebody close to the member reads it.
func (l *ladder) contactClear(text string) string {
	return l.toContact() + "\n\n" + text + " U hoeft niet te gaan kijken. Dank u wel."
}
