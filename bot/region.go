package main

import (
	"omzien/adapters"
	"omzien/flows"
)

// region is what the neighbourhood picture is drawn of, at this moment.
func (o *omzien) region() adapters.Region { return regionOf(o.current()) }

func regionOf(book *flows.Playbook) (r adapters.Region) {
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
