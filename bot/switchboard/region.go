package switchboard

import (
	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/handoff"
	"omzien/flows"
)

// Region is what the neighbourhood picture is drawn of, by the playbook's directory.
func Region(book *flows.Playbook) (r adapters.Region) {
	d := book.Directory
	if d == nil {
		return r
	}
	for _, n := range d.Neighbourhoods {
		r.Neighbourhoods = append(r.Neighbourhoods, adapters.Labelled{Key: n.Key, Label: n.Label})
	}
	for _, t := range d.Themes {
		r.Themes = append(r.Themes, adapters.Labelled{Key: t, Label: flows.Sentence(t)})
	}
	return r
}

// DecideStory is Decide for what a worker tells beside that picture; see handoff.Recount.
func DecideStory(book *flows.Playbook, before chat.Story, ev chat.Event) (chat.Story, chat.Answer, bool) {
	return handoff.Recount(book, before, ev)
}
