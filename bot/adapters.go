package main

import (
	"fmt"
	"slices"

	"omzien/adapters"
	"omzien/adapters/webchat"
	"omzien/adapters/webdesk"
	"omzien/flows"
)

// places are where people write, and where workers answer.
type places struct {
	chat *webchat.Adapter
	desk *webdesk.Desk
}

// all lists the adapters, one line each.
func (p places) all() []adapters.Adapter {
	return []adapters.Adapter{
		p.chat,
		p.desk,
	}
}

// makePlaces gives each adapter what it needs of elsewhere.
func (o *omzien) makePlaces() (p places, err error) {
	organisation := o.book.Organisation
	p.chat, err = webchat.New(webchat.Config{
		Record: o.store.Record(), Sessions: o.store, Bell: o.bell,
		Translate: o.book.Translate, Languages: pageLanguages(o.book), Title: organisation.Name,
		PublicURL: o.cfg.publicURL(), ExitURL: o.cfg.ExitURL, Proxies: o.cfg.Proxies,
		Log: o.log, Now: o.clock.Now, Count: o.metrics.Refused,
	})
	if err != nil {
		return p, fmt.Errorf("the chat page: %w", err)
	}
	teams := map[string]string{}
	for _, t := range organisation.Teams {
		teams[t.Name] = t.Label
	}
	p.desk, err = webdesk.New(webdesk.Config{
		Record: o.store.Record(), Sessions: o.store, Bell: o.bell,
		Title: organisation.Name, Teams: teams, Places: map[string]string{webchat.Name: "de website"},
		PublicURL: o.cfg.publicURL(),
		Log:       o.log, Now: o.clock.Now, Count: o.metrics.Refused,
	})
	if err != nil {
		return p, fmt.Errorf("the web desk: %w", err)
	}
	return p, nil
}

// pageLanguages are those that the talks have, the organisation's own first.
func pageLanguages(book *flows.Playbook) []string {
	own := book.Organisation.Language
	others := slices.DeleteFunc(slices.Clone(book.Languages()), func(l string) bool { return l == own })
	return append([]string{own}, others...)
}
