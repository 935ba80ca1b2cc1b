package slack

import (
	"strconv"

	"github.com/slack-go/slack"

	"omzien/bot/chat"
)

// together draws several messages as one: each as it would stand there by itself,
// save that a person's name is said once for words that follow each other, and a
// receipt that is the same as the one before it is counted. A notification tells of
// the person's words, where there are some.
func together(all []chat.Message) (fallback string, blocks []slack.Block) {
	person := false
	for i := 0; i < len(all); {
		n := 1
		for i+n < len(all) && alike(all[i], all[i+n]) {
			n++
		}
		first, said := render(all[i])
		switch {
		case n == 1:
		case all[i].Speaker.Role == chat.RolePerson:
			words := said[0].(*slack.RichTextBlock)
			for _, m := range all[i+1 : i+n] {
				words.Elements = append(words.Elements, quote(m.Text))
			}
		default:
			said = []slack.Block{slack.NewContextBlock("", plain(written(all[i].Text)+" ("+strconv.Itoa(n)+" berichten)"))}
		}
		if words := all[i].Speaker.Role == chat.RolePerson; fallback == "" || words && !person {
			fallback, person = first, words
		}
		blocks = append(blocks, said...)
		i += n
	}
	return fallback, blocks
}

// alike tells whether b can be drawn in one with a, which stands before it.
func alike(a, b chat.Message) bool {
	return a.Joins() && b.Joins() && a.Speaker == b.Speaker && (a.Speaker.Role == chat.RolePerson || a.Text == b.Text)
}
