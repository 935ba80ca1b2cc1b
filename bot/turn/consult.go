package turn

import (
	"slices"
	"strings"

	"omzien/bot/chat"
)

// Consult finds an overleg of the conversation by its id, in the state itself;
// without one the newest that is open, and where none is the newest. Nil: there is
// none.
func (t *Turn) Consult(id string) *chat.Consult {
	all := t.C.Handoff.Consults
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].ID == id || id == "" && all[i].Open() {
			return &all[i]
		}
	}
	if id == "" && len(all) > 0 {
		return &all[len(all)-1]
	}
	return nil
}

// Root is the message with which the overleg begins at a desk, as it stands now.
// It holds what was asked, and nothing of what the person wrote.
func (t *Turn) Root(k chat.Consult) chat.Message {
	root := chat.Root{Alias: t.C.Name(), By: k.By.Name, Question: Masked(k.Question), Case: k.Case, Over: !k.Open()}
	names := make([]string, 0, len(k.Asked)+len(k.Teams))
	for _, c := range k.Asked {
		root.Asked = append(root.Asked, c.Author)
		names = append(names, c.Name)
	}
	for _, team := range k.Teams {
		root.Teams = append(root.Teams, t.Book.Team(team).Label)
	}
	m := chat.Message{Class: chat.Live, Consult: k.ID, Root: &root, Step: chat.ConsultStep(k.ID)}
	m.Text = root.Title() + "\n" + k.By.Name + " vraagt " + Listed(slices.Concat(names, root.Teams)) + ": " + root.Question
	if k.Open() {
		m.Choices = []chat.Choice{
			{Label: "Iemand erbij vragen", Value: string(chat.Invited), Verb: chat.Asked},
			{Label: "Overleg klaar", Value: k.ID, Verb: chat.Concluded},
		}
	}
	return m
}

// Listed joins names as a reader says them: "Noor, Bas en het wijkteam".
func Listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " en " + names[last]
}

// Conclude ends an overleg: its roots have no buttons any more, and its threads
// say why. What is written there afterwards is kept, and goes nowhere.
func (t *Turn) Conclude(k *chat.Consult, why string) {
	k.Ended = t.Now()
	for _, p := range k.Posted {
		m := t.Root(*k)
		m.Edits = p.Card
		t.Push(p.Desk, m)
		t.Push(p.Desk, chat.Message{Class: chat.Live, Consult: k.ID, Text: why})
	}
	k.Question = "" // the record has it
}

// ConcludeAll ends every overleg that is open.
func (t *Turn) ConcludeAll(why string) {
	for i := range t.C.Handoff.Consults {
		if k := &t.C.Handoff.Consults[i]; k.Open() {
			t.Conclude(k, why)
		}
	}
}

// emptyConsults takes the person's name, and what was asked about them, off the
// roots at pushed desks. why stands there instead.
func (t *Turn) emptyConsults(why string, class chat.Class) {
	for _, k := range t.C.Handoff.Consults {
		for _, p := range k.Posted {
			t.Push(p.Desk, chat.Message{
				Class: class, Consult: k.ID, Text: why, Edits: p.Card, Emptied: true,
				Root: &chat.Root{Alias: t.C.Alias, Over: true},
			})
		}
	}
	t.C.Handoff.Consults = nil
}

// cloneConsults is a copy that shares nothing with what it is of.
func cloneConsults(all []chat.Consult) []chat.Consult {
	all = slices.Clone(all)
	for i := range all {
		all[i].Asked, all[i].Teams, all[i].Posted = slices.Clone(all[i].Asked), slices.Clone(all[i].Teams), slices.Clone(all[i].Posted)
	}
	return all
}
