package webdesk

import (
	"cmp"
	"slices"

	"omzien/bot/chat"
)

// consultView is an overleg as the page shows it: apart from the talk. Its words
// are the thread's lines that name it.
type consultView struct {
	ID       string   `json:"id"`
	By       string   `json:"by"`
	Who      []string `json:"who"` // colleagues, then teams
	Question string   `json:"question,omitempty"`
	Case     bool     `json:"case,omitempty"`
	Since    int64    `json:"since"`
	Open     bool     `json:"open"`
	Asked    bool     `json:"asked,omitempty"` // this worker is asked by name
	Ends     bool     `json:"ends,omitempty"`  // this worker may end it

	// In the queue: about whom it is.
	Conversation string `json:"conversation,omitempty"`
	Name         string `json:"name,omitempty"`
}

func (d *Desk) consult(k chat.Consult, has chat.Author, who worker) consultView {
	v := consultView{ID: k.ID, By: k.By.Name, Question: k.Question, Case: k.Case, Since: millis(k.Since), Open: k.Open(), Asked: k.Invites(who.ID), Who: []string{}}
	for _, c := range k.Asked {
		v.Who = append(v.Who, c.Name)
	}
	for _, team := range k.Teams {
		v.Who = append(v.Who, d.team(team))
	}
	v.Ends = v.Open && (k.By.ID == who.ID || has.ID == "" || has.ID == who.ID)
	return v
}

// overleggen are those that are open and concern this worker: who asked, who is
// asked by name, and, of whichever team they are, where a team is asked. Those in
// which they are named come first, then the oldest.
func (d *Desk) overleggen(items []chat.Item, who worker) (all []consultView) {
	for _, i := range items {
		for _, k := range i.Consults {
			if k.By.ID != who.ID && !k.Invites(who.ID) && len(k.Teams) == 0 {
				continue
			}
			v := d.consult(k, i.Worker, who)
			v.Conversation, v.Name = i.ID, i.Name
			all = append(all, v)
		}
	}
	named := func(v consultView) int {
		if v.Asked {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(all, func(a, b consultView) int {
		return cmp.Or(cmp.Compare(named(a), named(b)), cmp.Compare(a.Since, b.Since))
	})
	return all
}

// aside puts into the event in which overleg something happens. False: the page
// sends nothing like it.
func (p posted) aside(ev *chat.Event) bool {
	ev.Consult = p.Consult
	switch {
	case p.Kind == chat.Conferred, p.Kind == chat.Concluded, p.Kind == chat.Invited, p.Kind == chat.Asked && p.Value == string(chat.Invited):
		return p.Consult != "" && len(p.Consult) <= 300
	}
	return p.Consult == ""
}
