package engine

import (
	"slices"

	"omzien/bot/chat"
	"omzien/flows"
)

// counts keeps an answer for the survey that the flow is, if it is one: once per
// person, and apart from who they are.
func (b *bot) counts(variable, value string) {
	if b.flow == nil {
		return
	}
	p := b.Book.Surveyed(b.flow.Name)
	if p == nil {
		return
	}
	all := b.flow.Questions()
	i := slices.IndexFunc(all, func(q flows.Question) bool { return q.Variable == variable })
	if i < 0 {
		return
	}
	a := chat.SurveyAnswer{Survey: p.Name, Question: variable}
	if all[i].Quotes {
		a.Quote = value
	} else {
		a.Values = value
	}
	b.Answered(a)
}
