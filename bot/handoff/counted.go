package handoff

import (
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// The fields that the neighbourhood picture counts by.
const (
	fieldThemes = "themas"
	fieldPlace  = "buurt"
)

// counted asks what it is about and in which neighbourhood, in the words of the
// organisation's directory. What it does not have is not asked.
func (r *relay) counted(about string) (fields []chat.Field) {
	if about == "" {
		about = "Welk thema hoort erbij?"
	}
	if themes := r.themes(); len(themes) > 0 {
		fields = append(fields, chat.Field{Name: fieldThemes, Label: about, Kind: chat.FieldSeveral, Options: themes})
	}
	if places := r.places(); len(places) > 0 {
		fields = append(fields, chat.Field{Name: fieldPlace, Label: "In welke buurt?", Hint: "Voor het wijkbeeld. Dat telt per maand, zonder namen.", Kind: chat.FieldChoice, Options: places})
	}
	return fields
}

// themes are the organisation's own, in the words of its directory.
func (r *relay) themes() (options []chat.Option) {
	const most = 30
	if r.Book.Directory == nil {
		return nil
	}
	for _, t := range r.Book.Directory.Themes {
		if len(options) < most {
			options = append(options, chat.Option{Value: t, Label: flows.Sentence(t)})
		}
	}
	return options
}

// places are the neighbourhoods of the directory, and elsewhere.
func (r *relay) places() (options []chat.Option) {
	const most = 90
	if r.Book.Directory == nil {
		return nil
	}
	for _, n := range r.Book.Directory.Neighbourhoods {
		if len(options) < most {
			options = append(options, chat.Option{Value: n.Key, Label: flows.Sentence(n.Label)})
		}
	}
	if len(options) > 0 {
		options = append(options, chat.Option{Value: flows.Elsewhere, Label: "Ergens anders"})
	}
	return options
}

// counts lets the talk count in the neighbourhood picture as the worker filled in. An
// exercise and what was no talk do not count, whatever the chatbot learned.
func (r *relay) counts(form chat.Form) {
	values := form.Values()
	switch values[fieldSort] {
	case "oefening", "verkeerd", "grap":
		r.CountNothing()
		return
	}
	var themes []string
	if values[fieldThemes] != "" {
		themes = strings.Split(values[fieldThemes], ",")
	}
	r.CountAs(themes, values[fieldPlace])
}
