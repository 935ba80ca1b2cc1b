package engine

import (
	"slices"

	"omzien/bot/chat"
	"omzien/flows"
)

// find finds the conversation's flow, in the version that it goes on in: its
// own, or the current one where that flow says so and still has the step.
func (b *bot) find() {
	b.flow = b.Book.Flow(b.C.Flow)
	old := b.Book.Older(b.C.Flow.Version)
	if old == nil || b.C.Over || b.Book.Talks.Fate(old, *b.C, b.C.Step) != flows.Moves {
		return
	}
	was, _ := b.flow.Step(b.C.Step)
	switch b.Ev.Kind {
	case chat.Said, chat.Chose, chat.Started, chat.Resumed:
	case chat.Woke:
		if was.Asks() { // it goes on when they answer: what they read is the question as it was
			return
		}
	default:
		return
	}
	if now, _ := b.Book.Talks.Flows[b.C.Flow.Name].Step(b.C.Step); was.Kind == flows.StepConsent && b.otherwise(was, now) {
		return // whoever agrees agrees to what they read: they move with the next question
	}
	b.was = was
	b.C.Flow.Version = b.Book.Talks.Version
	b.flow = b.Book.Flow(b.C.Flow)
	b.C.Form = b.flow.Form
	step, _ := b.flow.Step(b.C.Step)
	if same := func(a, b flows.Option) bool { return a.Value == b.Value }; len(b.C.Offered) == 0 && !slices.EqualFunc(was.Options, step.Options, same) {
		for _, o := range was.Options { // until it is put again, numbers mean what stood there
			b.C.Offered = append(b.C.Offered, o.Value)
		}
	}
	b.C.Picked = slices.DeleteFunc(b.C.Picked, func(value string) bool { return optionOf(step, value) == nil && step.From == "" })
}

// otherwise tells whether the step asks for consent in other words than before.
func (b *bot) otherwise(was, now *flows.Step) bool {
	return was.For != now.For || was.Text.In(b.C.Lang) != now.Text.In(b.C.Lang)
}

// understand lists the values that words mean. Where the flow moved on, they
// answer the question as the person read it: a number means the choice that stood
// there, and the same choice is looked for in the step as it is now.
func (b *bot) understand(step *flows.Step, text string) []string {
	if b.was == nil || b.was.ID != step.ID {
		return b.meant(step, text)
	}
	return slices.DeleteFunc(b.meant(b.was, text), func(value string) bool {
		return !b.offers(step, value) && (value != flows.DoneValue || !step.Several) && (value != flows.SkipValue || step.Skip.Empty())
	})
}

func optionOf(step *flows.Step, value string) *flows.Option {
	i := slices.IndexFunc(step.Options, func(o flows.Option) bool { return o.Value == value })
	if i < 0 {
		return nil
	}
	return &step.Options[i]
}

// skips tells whether words are the label of "rather not", also as it was when
// the question was put.
func (b *bot) skips(step *flows.Step, text string) bool {
	if step.Skip.Empty() || len(text) > longestAnswer {
		return false
	}
	normal := flows.Normal(text)
	return b.isLabel(normal, step.Skip) || b.was != nil && b.was.ID == step.ID && !b.was.Skip.Empty() && b.isLabel(normal, b.was.Skip)
}

// isLabel tells whether normal words are a label, in the person's language or the
// flow's own.
func (b *bot) isLabel(normal string, label flows.Text) bool {
	return flows.Reads(b.filled(label.In(b.C.Lang)), normal) || flows.Reads(label.In(""), normal)
}
