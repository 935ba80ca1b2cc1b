package engine

import (
	"slices"
	"strings"

	"omzien/bot/turn"
	"omzien/flows"
)

// longestStory is how many bytes of a story its variable holds. What comes
// beyond is kept like other words.
const longestStory = 64 << 10

// asked takes words as the answer to an open question.
func (b *bot) asked(step *flows.Step, text string, first bool) {
	kind := flows.VarText
	if step.Save != "" && b.flow != nil {
		kind = b.flow.Data[step.Save].Type
	}
	if b.skippedBy(step, text, kind) {
		return
	}
	switch kind {
	case flows.VarStory:
		b.story(step, text)
	case flows.VarText:
		b.words(step, text)
	default:
		b.reads(step, text, kind, first)
	}
}

// skippedBy takes words that pass the question over. Where any words are an
// answer, only the label itself does; nobody is called "liever niet", though.
func (b *bot) skippedBy(step *flows.Step, text string, kind flows.VarType) bool {
	anyWords := kind == flows.VarText && step.Save != nameVariable || kind == flows.VarStory
	if step.Skip.Empty() || b.C.Begun || !b.skips(step, text) && (anyWords || !flows.Skips(text)) {
		return false
	}
	b.skipped(step)
	return true
}

// words takes any words as the answer.
func (b *bot) words(step *flows.Step, text string) {
	b.tell(b.label(step.Text), text)
	if step.Save != nameVariable {
		b.save(step.Save, text)
	} else if name := strings.Join(strings.Fields(text), " "); isName(name) {
		b.save(nameVariable, name)
		b.C.Nickname = name
	}
	b.understood()
	b.run(step.Goto)
}

// story takes words as the next part of a story, which ends when the person
// says so.
func (b *bot) story(step *flows.Step, text string) {
	if b.C.Begun && len(text) <= longestAnswer {
		if b.isDone(flows.Normal(text), step) {
			b.finished(step)
			return
		}
	}
	b.tell(b.label(step.Text), text)
	say, whole := flows.TextStoryOn, text
	if !b.C.Begun {
		b.C.Begun, say = true, flows.TextStory
	} else if before := b.C.Data[step.Save]; len(before)+len(text) < longestStory {
		whole = before + "\n" + text
	} else {
		whole = before
	}
	b.save(step.Save, whole)
	b.understood()
	b.Ask(step.ID, b.Text(say, "klaar", b.done(step)), b.choices(step), false)
}

// reads takes words as an answer of a certain type.
func (b *bot) reads(step *flows.Step, text string, kind flows.VarType, first bool) {
	values, say, more := b.read(kind, text)
	if asked := b.C.Offered; len(asked) > 1 && len(values) != 1 { // two that were asked back about
		if again := b.meant(step, text); len(again) == 1 && slices.Contains(asked, again[0]) {
			values = again
		}
	}
	switch {
	case len(values) == 0:
		told := b.fill(step.Again)
		if told == "" {
			told = b.Text(say)
		}
		b.missed(step, text, first, told)
	case len(values) > 1:
		b.unsure(step, text, values)
	default:
		if more {
			b.tellAt(step, text)
		}
		b.save(step.Save, values[0]) // and not told: what it is stands on a card that names it
		b.understood()
		b.run(step.Goto)
	}
}

// read reads words as a type of variable: the value as it is kept, or two where
// they may mean either. Where they are none, say is what the person is told.
// more tells that there were other words besides.
func (b *bot) read(kind flows.VarType, text string) (values []string, say flows.TextID, more bool) {
	one := func(value string, ok bool) []string {
		if !ok {
			return nil
		}
		return []string{value}
	}
	switch kind {
	case flows.VarDate:
		value, fault := readDate(text, b.Now())
		if fault == noSuchDay {
			return nil, flows.TextNoSuchDay, false
		}
		return one(value, fault == dateFits), flows.TextNoDate, false
	case flows.VarTime:
		values = readTime(text)
		if asked := b.C.Offered; len(values) == 0 && len(asked) == 2 { // 's middags
			values = readTime(asked[1] + " " + text)
		}
		return values, flows.TextNoTime, false
	case flows.VarPhone:
		c := readPhone(text)
		return one(c.value, c.value != ""), c.fault, c.more
	case flows.VarEmail:
		c := readEmail(text)
		return one(c.value, c.value != ""), c.fault, c.more
	case flows.VarNeighbourhood:
		key, ok := b.Book.Directory.Neighbourhood(text)
		return one(key, ok), flows.TextNoPlace, false
	default:
		return one(readNumber(text)), flows.TextNoNumber, false
	}
}

// tellAt keeps words for the card that were no answer to the step, or more than
// one. Where it asks for a telephone number or an e-mail address, these stand on
// the card only if the flow names their variable, and then on the web desk alone.
func (b *bot) tellAt(step *flows.Step, text string) {
	kind := flows.VarText
	if step.Save != "" && b.flow != nil {
		kind = b.flow.Data[step.Save].Type
	}
	named := func(s flows.Step) bool { return slices.Contains(s.Card, step.Save) }
	contact := kind.Contact()
	if contact && !slices.ContainsFunc(b.flow.Steps, named) {
		text = turn.Bare(text)
	}
	b.tell(b.label(step.Text), text)
	b.C.Told[len(b.C.Told)-1].Contact = contact
}
