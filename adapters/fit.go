package adapters

import (
	"fmt"
	"slices"
	"strings"

	"omzien/bot/chat"
)

// Fit cuts m into messages that a platform with limits l takes, in the order in
// which they go out. It is pure, and does nothing to a message that fits.
//
// Nothing is lost: the texts of the parts, joined, are m's text, followed by
// what had to become words. These are files and a link where they cannot be sent
// (as in chat.Message.Plain; a link also beside large buttons, which leave it no
// place, and one whose label is too long), and choices that are too many or too
// long (numbered lines, "1. Ja"; then there are no buttons). Only a part of
// nothing but white space is left out; no platform takes one.
//
// A part has one file at most. The first goes with the last of the text, where
// the text is no longer than l.Caption; else it follows, without words, as all
// further ones do.
//
// A card's facts are cut to l.Fact, and to less where all of them together would
// be longer than l.Facts; the rest of each follows as words of the person, in
// parts of their own, unless m edits a card: then it stands there.
//
// Text is cut at the end of a paragraph, a line, a sentence or a word, in this
// order of preference; where a word is longer than a message, between two
// characters as a reader sees them; inside such a character only where it is
// itself longer than l.Text.
//
// The first part keeps m's ID, and edits what m edits; the i-th further one, from
// 1 on, is chat.Key(m.ID, i). Choices, token, link and card are with the last
// part, where a reader ends; so is Report, because only then all of it is sent.
//
// Limits of text under 2 units cannot be kept.
func Fit(m chat.Message, l Limits) []chat.Message {
	rest := m
	written := chat.Message{Text: m.Text}
	rest.Files = nil
	for _, f := range m.Files {
		if can := l.Files && !f.Opens() || f.Opens() && slices.Contains(l.Kinds, f.Kind); can {
			rest.Files = append(rest.Files, f)
		} else {
			written.Files = append(written.Files, f)
		}
	}
	if m.Link != nil && !linkable(m, l) {
		written.Link, rest.Link = m.Link, nil
	}
	rest.Text = written.Plain()
	if !buttons(m.Choices, l) {
		rest.Text = paragraph(rest.Text, numbered(m.Choices))
		rest.Choices, rest.Token = nil, ""
	}

	var overflow []string
	if m.Card != nil && l.Fact > 0 {
		rest.Card, overflow = shorten(*m.Card, room(m.Card.Facts, l))
	}

	laid := sheets(rest, l)
	parts := make([]chat.Message, len(laid))
	for i, sheet := range laid {
		part := rest
		part.Text, part.Files = sheet.text, sheet.file
		if i > 0 {
			part.ID = chat.Key(m.ID, i)
			part.Edits = ""
		}
		if i < len(laid)-1 {
			part.Step, part.Choices, part.Token = "", nil, ""
			part.Link, part.Card, part.Report = nil, nil, false
		}
		parts[i] = part
	}
	if m.Edits != "" {
		return parts
	}
	for _, fact := range overflow {
		for _, text := range visible(split(fact, l.Text)) {
			parts = append(parts, chat.Message{
				ID: chat.Key(m.ID, len(parts)), To: m.To, Talk: m.Talk, Class: m.Class, Fenced: m.Fenced, Epoch: m.Epoch,
				Speaker: chat.Author{Role: chat.RolePerson, Name: m.Card.Alias}, Text: text,
			})
		}
	}
	return parts
}

// sheet is the text of one part, and its file.
type sheet struct {
	text string
	file []chat.File // at most one
}

// sheets lays the text and the files of a message out.
func sheets(m chat.Message, l Limits) []sheet {
	var all []sheet
	for _, text := range visible(split(m.Text, l.Text)) {
		all = append(all, sheet{text: text})
	}
	files := m.Files
	if len(files) > 0 && (l.Caption == 0 || Units(m.Text) <= l.Caption || strings.TrimSpace(m.Text) == "") {
		all[len(all)-1].file, files = files[:1:1], files[1:]
	}
	for i := range files {
		all = append(all, sheet{file: files[i : i+1 : i+1]})
	}
	return all
}

// linkable tells whether the message's link can be a button there.
func linkable(m chat.Message, l Limits) bool {
	beside := len(m.Choices) > 0 && m.Big && buttons(m.Choices, l)
	return l.Links && !beside && (l.Label == 0 || Units(m.Link.Label) <= l.Label)
}

const (
	factGoesOn  = " … (verder in de draad of op de webdesk)"
	factGoneOn  = " (vervolg):\n"
	factAtLeast = 100 // units: room for a word besides what says that it goes on
)

// room is how long the text of one fact may be.
func room(facts []chat.CardFact, l Limits) int {
	limit := l.Fact
	if l.Facts > 0 && len(facts) > 0 {
		all := l.Facts
		for _, f := range facts {
			all -= Units(f.Label)
		}
		limit = min(limit, all/len(facts))
	}
	return max(limit, factAtLeast)
}

// shorten cuts the facts of a card, and gives what was cut off.
func shorten(card chat.Card, limit int) (short *chat.Card, overflow []string) {
	card.Facts = slices.Clone(card.Facts)
	for i, f := range card.Facts {
		if Units(f.Text) <= limit {
			continue
		}
		parts := split(f.Text, limit-Units(factGoesOn))
		card.Facts[i].Text = parts[0] + factGoesOn
		overflow = append(overflow, f.Label+factGoneOn+strings.Join(parts[1:], ""))
	}
	return &card, overflow
}

// Units is the length of a text as platforms count it: in UTF-16 units.
func Units(text string) int {
	n := 0
	for _, r := range text {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// buttons tells whether the choices can be buttons there.
func buttons(choices []chat.Choice, l Limits) bool {
	shown, more := 0, 0
	for _, c := range choices {
		if c.Style == chat.StyleMore && l.More > 0 {
			more++
		} else {
			shown++
		}
	}
	if shown > l.Choices || more > l.More {
		return false
	}
	for _, c := range choices {
		if l.Label > 0 && Units(c.Label) > l.Label {
			return false
		}
	}
	return true
}

// numbered writes choices as lines that a person answers with a number.
func numbered(choices []chat.Choice) string {
	lines := make([]string, len(choices))
	for i, c := range choices {
		lines[i] = fmt.Sprintf("%d. %s", i+1, oneLine(c.Label))
	}
	return strings.Join(lines, "\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// paragraph adds a paragraph to a text; either may be empty.
func paragraph(text, more string) string {
	if text == "" || more == "" {
		return text + more
	}
	return text + "\n\n" + more
}

// visible leaves out the parts without a visible character, but never all.
func visible(texts []string) []string {
	var kept []string
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			kept = append(kept, t)
		}
	}
	if kept == nil {
		return texts[:1]
	}
	return kept
}
