package handoff

import (
	"strings"
	"time"
	"unicode/utf8"

	"omzien/bot/chat"
	"omzien/flows"
)

// Recount decides about what a worker tells beside the neighbourhood picture: a new
// story, other words in one of theirs, or that it goes. before is the story as it
// stands, zero for a new one. Where it is false the answer says why.
func Recount(book *flows.Playbook, before chat.Story, ev chat.Event) (chat.Story, chat.Answer, bool) {
	no := func(why string) (chat.Story, chat.Answer, bool) { return before, chat.Answer{Text: why}, false }
	text := strings.TrimSpace(ev.Text)
	next := before
	next.Text = text
	switch {
	case ev.Author.Role != chat.RoleWorker || ev.Author.ID == "":
		return no("Alleen een medewerker schrijft hier.")
	case utf8.RuneCountInString(text) > chat.LongestWords:
		return no("Dit verhaal is te lang. Maak er twee van.")
	case before.ID != "" && before.By != ev.Author.ID:
		return no("Alleen wie dit verhaal schreef, kan het veranderen.")
	case before.ID != "" && text == "":
		return next, chat.Answer{Text: "Het verhaal is weg.", Ref: next.ID}, true
	case before.ID != "":
		next.Changed = ev.At
		return next, chat.Answer{Text: "Het verhaal is aangepast.", Ref: next.ID}, true
	case text == "":
		return no("Er staat nog niets.")
	}
	if _, err := time.Parse(chat.MonthLayout, ev.Value); err != nil || ev.Value > chat.MonthsBack(ev.At, 0) || ev.Value < chat.MonthsBack(ev.At, chat.MonthsTold-1) {
		return no("Bij deze maand kun je geen verhaal schrijven.")
	}
	if _, known := book.Directory.Place(ev.Ref); !known {
		return no("Deze buurt staat niet in de gids.")
	}
	next = chat.Story{ID: ev.ID, Month: ev.Value, Neighbourhood: ev.Ref, By: ev.Author.ID, Text: text, Written: ev.At}
	return next, chat.Answer{Text: "Het verhaal is bewaard.", Ref: next.ID}, true
}
