package engine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// chosenMark stands before what was chosen already, where more can be.
const chosenMark = "✓ "

// put asks the step's question for the first time; false where there is
// nothing to choose from.
func (b *bot) put(step *flows.Step) bool {
	if step.From != "" && len(b.values(step)) == 0 {
		return false
	}
	b.C.Step = step.ID
	b.ask(step)
	return true
}

// ask puts the step's question, with all that can be pressed.
func (b *bot) ask(step *flows.Step) {
	if step.Kind == flows.StepBook {
		b.meets(step, b.meetingAgain(step))
		return
	}
	b.C.Offered = nil
	if step.From != "" {
		b.C.Offered = b.values(step)
	}
	b.Ask(step.ID, b.fill(step.Text), b.choices(step), step.Big)
}

// values are all values that the step offers: those that it takes over from
// earlier in the talk, then its options'.
func (b *bot) values(step *flows.Step) []string {
	if step.Kind == flows.StepBook {
		return b.C.Offered
	}
	var values []string
	if step.From != "" {
		for _, v := range flows.Values(b.C.Data[step.From]) {
			if !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
	}
	for i := range step.Options {
		if v := step.Options[i].Value; !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	return values
}

// choices are what can be pressed, as they are shown: what was offered last,
// else all of the step's, and behind them what ends or skips the question.
func (b *bot) choices(step *flows.Step) []chat.Choice {
	n := len(step.Options)
	if len(b.C.Offered) > 0 {
		n = len(b.C.Offered)
	}
	var choices []chat.Choice
	if n > 0 {
		choices = make([]chat.Choice, 0, n+2)
	}
	add := func(value, label string) {
		if slices.Contains(b.C.Picked, value) {
			label = chosenMark + label
		}
		choices = append(choices, chat.Choice{Label: label, Value: value})
	}
	if len(b.C.Offered) > 0 {
		for _, v := range b.C.Offered {
			add(v, b.labelOf(step, v, b.C.Lang))
		}
	} else {
		for i := range step.Options {
			add(step.Options[i].Value, b.labelOf(step, step.Options[i].Value, b.C.Lang))
		}
	}
	if b.canEnd(step) {
		choices = append(choices, chat.Choice{Label: b.done(step), Value: flows.DoneValue})
	}
	if b.canSkip(step) {
		choices = append(choices, chat.Choice{Label: b.filled(step.Skip.In(b.C.Lang)), Value: flows.SkipValue})
	}
	return choices
}

// canEnd tells whether "that was all" can be pressed now: where something was
// told or chosen, or nothing else lets the person go on.
func (b *bot) canEnd(step *flows.Step) bool {
	return step.Several && (len(b.C.Picked) > 0 || step.Skip.Empty()) || b.C.Begun
}

// canSkip tells whether "rather not" can be pressed now.
func (b *bot) canSkip(step *flows.Step) bool {
	return !step.Skip.Empty() && len(b.C.Picked) == 0 && !b.C.Begun
}

// done is the label of "that was all".
func (b *bot) done(step *flows.Step) string {
	if step.Done.Empty() {
		return b.Text(flows.TextDone)
	}
	return b.filled(step.Done.In(b.C.Lang))
}

// isDone tells whether normal words are that label.
func (b *bot) isDone(normal string, step *flows.Step) bool {
	return flows.Reads(b.done(step), normal) || flows.Reads(step.Done.In(""), normal)
}

// labelOf is how a value that the step offers reads in a language.
func (b *bot) labelOf(step *flows.Step, value, lang string) string {
	if o := optionOf(step, value); o != nil {
		return b.filled(o.Label.In(lang))
	}
	if step.Kind == flows.StepBook {
		return b.MeetLabel(step.Team, value, cmp.Or(lang, b.Book.Organisation.Language))
	}
	if step.From != "" {
		return b.labelled(step.From, value, lang)
	}
	return b.labelled(step.Save, value, lang)
}

// offers tells whether a press may bring the value: also one on a question that
// was put earlier in full.
func (b *bot) offers(step *flows.Step, value string) bool {
	if optionOf(step, value) != nil {
		return true
	}
	switch {
	case step.Kind == flows.StepAsk, step.Kind == flows.StepBook:
		return slices.Contains(b.C.Offered, value)
	case step.From != "":
		return slices.Contains(b.C.Offered, value) || slices.Contains(b.values(step), value)
	}
	return false
}

// meant lists the values that words mean: one, or more where they fit several;
// none where they fit nothing. What was offered last comes before the rest; an
// exact label, or another word for it, comes before a number, and that before
// a typing error.
func (b *bot) meant(step *flows.Step, text string) []string {
	if len(text) > longestAnswer {
		return nil
	}
	normal := flows.Normal(text)
	if normal == "" {
		return nil
	}
	if len(b.C.Offered) > 0 {
		if found := b.named(step, b.C.Offered, func(name string) bool { return name == normal }); len(found) > 0 {
			return found
		}
	}
	all := b.values(step)
	if found := b.named(step, all, func(name string) bool { return name == normal }); len(found) > 0 {
		return found
	}
	switch {
	case b.canEnd(step) && b.isDone(normal, step):
		return []string{flows.DoneValue}
	case !step.Skip.Empty() && b.isLabel(normal, step.Skip):
		return []string{flows.SkipValue}
	}
	if found := b.counted(step, normal, text); len(found) > 0 {
		return found
	}
	switch {
	case flows.Yes(text) && slices.Contains(all, turn.Yes):
		return []string{turn.Yes}
	case flows.No(text) && slices.Contains(all, turn.No):
		return []string{turn.No}
	case !step.Skip.Empty() && flows.Skips(text):
		return []string{flows.SkipValue}
	}
	return b.named(step, all, func(name string) bool { return mistyped(normal, name) })
}

// named lists the values with a name that fits.
func (b *bot) named(step *flows.Step, values []string, fits func(name string) bool) []string {
	var found []string
	for _, v := range values {
		is := fits(flows.Normal(b.labelOf(step, v, b.C.Lang))) || fits(flows.Normal(b.labelOf(step, v, "")))
		if o := optionOf(step, v); o != nil && !is {
			is = slices.ContainsFunc(o.Also, fits)
		}
		if is {
			found = append(found, v)
		}
	}
	return found
}

// counted reads a number: on a scale it is the answer, elsewhere the place of a
// choice as it was shown.
func (b *bot) counted(step *flows.Step, normal, text string) []string {
	if step.Kind == flows.StepScale {
		return onScale(step, text)
	}
	normal = flows.Figures(normal)
	for i, c := range b.choices(step) {
		if turn.Numbered(normal, i) {
			return []string{c.Value}
		}
	}
	return nil
}

// onScale reads the answer to a scale; one between two of its numbers fits both.
func onScale(step *flows.Step, text string) []string {
	words := strings.Fields(flows.Normal(text))
	for len(words) > 1 && (words[0] == "een" || words[0] == "cijfer" || words[0] == "a" || words[0] == "an") {
		words = words[1:] // een 7
	}
	value, ok := readNumber(strings.Join(words, " "))
	if !ok {
		return nil
	}
	if optionOf(step, value) != nil {
		return []string{value}
	}
	whole, half := strings.CutSuffix(value, ".5")
	n, err := strconv.Atoi(whole)
	if !half || err != nil || optionOf(step, whole) == nil || optionOf(step, strconv.Itoa(n+1)) == nil {
		return nil
	}
	return []string{whole, strconv.Itoa(n + 1)}
}

// parts lists the values that words mean together: "1, 3", "geld en thuis".
// Every part must mean one; none where any does not.
func (b *bot) parts(step *flows.Step, text string) []string {
	if len(text) > longestAnswer {
		return nil
	}
	pieces := between(text)
	var all []string
	for i := 0; i < len(pieces); {
		found := 0
		for j := len(pieces); j > i && found == 0; j-- { // "thuis en familie" is one label
			values := b.understand(step, text[pieces[i][0]:pieces[j-1][1]])
			if len(values) != 1 || values[0] == flows.DoneValue || values[0] == flows.SkipValue {
				continue
			}
			if !slices.Contains(all, values[0]) {
				all = append(all, values[0])
			}
			found = j
		}
		if found == 0 {
			return nil
		}
		i = found
	}
	return all
}

// between finds the pieces of a text between commas and words that add.
func between(text string) [][2]int {
	const most = 20 // pieces: nobody chooses more in one breath
	var pieces [][2]int
	for start := 0; start < len(text) && len(pieces) < most; {
		next, end := len(text), len(text)
		for _, sep := range [...]string{",", ";", "\n", "+", "&", " en ", " and ", " ve ", " i ", " та ", " и ", " و"} {
			if at := strings.Index(text[start:], sep); at >= 0 && start+at < end {
				end, next = start+at, start+at+len(sep)
				if strings.HasSuffix(sep, " ") {
					next-- // the blank may begin another: "1 en en 3"
				}
			}
		}
		if strings.TrimSpace(text[start:end]) != "" {
			pieces = append(pieces, [2]int{start, end})
		}
		start = next
	}
	return pieces
}
