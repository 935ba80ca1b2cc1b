package turn

import (
	"slices"
	"time"

	"omzien/bot/chat"
)

// hiddenFact stands in place of an answer that is nothing but a number or an address.
const hiddenFact = "(verborgen)"

// Veiled is the talk as the web desk shows it now to the worker with this id: bare
// where nothing has to be hidden. hidden tells whether something is.
func Veiled(t chat.Thread, worker string, now time.Time) (shown chat.Thread, bare, hidden bool) {
	if Openly(t, worker, now) {
		return t, true, false
	}
	shown, hidden = Hidden(t)
	return shown, false, hidden
}

// Hidden is the talk as the web desk shows it to whoever did not say why they need
// more: without numbers and addresses by which somebody is reached or known. The
// words that workers and the bot say to the person stay as they are. any tells
// whether anything is hidden.
func Hidden(t chat.Thread) (shown chat.Thread, any bool) {
	hide := func(text *string, contact bool) {
		shown := Masked(*text)
		if contact {
			shown = Bare(*text)
		}
		if contact && (shown == hiddenNumber || shown == hiddenMail) {
			shown = hiddenFact
		}
		any = any || shown != *text
		*text = shown
	}
	t.Card, t.Told, t.Lines = slices.Clone(t.Card), slices.Clone(t.Told), slices.Clone(t.Lines)
	for i := range t.Card {
		hide(&t.Card[i].Text, t.Card[i].Contact)
	}
	for i := range t.Told {
		hide(&t.Told[i].Text, t.Told[i].Contact)
	}
	for i := range t.Lines {
		switch l := &t.Lines[i]; l.Kind {
		case chat.LinePerson, chat.LineNote, chat.LineConsult, chat.LineForm, chat.LineMark:
			hide(&l.Text, false)
			hide(&l.Was, false)
		}
	}
	return t, any
}

// Openly tells whether the web desk shows all of a talk to the worker with this id:
// for an hour after they said why. To everybody in danger, and of somebody who was
// registered, and is reached in no other way.
func Openly(t chat.Thread, worker string, now time.Time) bool {
	danger := t.Urgency >= chat.Danger && !t.Over
	return danger || t.Adapter == chat.Registry || now.Before(t.ShownTo(worker))
}
