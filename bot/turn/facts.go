package turn

import (
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// Facts are what stands on the card: what the flow learned, as the step with this
// id names it, and then all that the person wrote freely. Where people take over
// at no such step, they are those that the flow's first handoff names, in the
// flows that wait for this one too. What people of the team were asked to look at
// and nobody ended yet stands there as well. Of words that were told to another team
// only that they were told does.
func (t *Turn) Facts(stepID string) []chat.CardFact {
	var facts []chat.CardFact
	team := t.Book.Team(t.C.Handoff.Team).Name
	add := func(flow *flows.Flow, data map[string]string, names []string) {
		for _, name := range names {
			value := data[name]
			if value == "" {
				continue
			}
			kind := flow.Data[name].Type
			f := chat.CardFact{Label: flow.Data[name].About, Contact: kind.Contact(), Chosen: kind == flows.VarChoice || kind == flows.VarSeveral}
			if f.Label == "" {
				f.Label = name
			}
			f.Text = t.Book.Label(flow, name, value, t.Book.Organisation.Language, t.C.Form)
			if !slices.Contains(facts, f) {
				facts = append(facts, f)
			}
		}
	}
	flow := t.Book.Flow(t.C.Flow)
	own := named(flow, stepID)
	if own == nil {
		for _, call := range t.C.Calls {
			caller := t.Book.Flow(chat.FlowRef{Name: call.Flow, Version: t.C.Flow.Version})
			if step := caller.FirstHandoff(); step != nil && t.Book.Team(step.Team).Name == team {
				add(caller, call.Data, step.Card)
			}
		}
		own = flow.FirstHandoff()
	}
	if own != nil {
		add(flow, t.C.Data, own.Card)
	}
	for _, step := range flow.Notices() {
		if t.Book.Team(step.Team).Name == team && t.C.Stands(chat.Notice(flow.Name, step.ID)) {
			add(flow, t.C.Data, step.Card)
		}
	}
	if t.C.Door.Name != "" {
		facts = append(facts, chat.CardFact{Label: "Kwam met de kaart voor", Text: t.C.Door.Name})
	}
	if words := t.AppointmentWords(); words != "" {
		facts = append(facts, chat.CardFact{Label: "Afspraak", Text: words})
	}
	if words := t.suggests(); words != "" {
		facts = append(facts, chat.CardFact{Label: "Alleen voor jullie", Text: words})
	}
	for _, told := range t.C.Told {
		if !told.For(team) {
			elsewhere := chat.CardFact{Label: ToldElsewhere, Text: t.Book.Team(told.Last()).Label}
			if !slices.Contains(facts, elsewhere) {
				facts = append(facts, elsewhere)
			}
			continue
		}
		if !slices.ContainsFunc(facts, func(f chat.CardFact) bool { return tells(f, told) }) {
			f := chat.CardFact{Label: told.Label, Text: told.Text, Contact: told.Contact}
			if f.Label == "" {
				f.Label = "Eerste woorden"
			}
			facts = append(facts, f)
		}
	}
	return facts
}

// ToldElsewhere is the label of a fact in place of words that were told to another team:
// the person read that only that team reads them.
const ToldElsewhere = "Vertelde ook iets aan"

// tells tells whether the fact holds these words: as a whole, or as one message
// of a story.
func tells(f chat.CardFact, told chat.Told) bool {
	return f.Text == told.Text || strings.Contains(f.Text, told.Text) && strings.Contains("\n"+f.Text+"\n", "\n"+told.Text+"\n")
}

// named is the step with this id, if it is one that says what stands on a card.
func named(flow *flows.Flow, id string) *flows.Step {
	if flow == nil {
		return nil
	}
	step, _ := flow.Step(id)
	if step == nil || step.Kind != flows.StepHandoff && step.Kind != flows.StepNotify {
		return nil
	}
	return step
}
