package flows

import (
	"maps"
	"slices"
	"strings"

	"omzien/bot/chat"
)

// formActs are what a worker fills in, in the words before its fields.
var formActs = [...]struct {
	words string
	act   chat.Kind
}{
	{"rondt af:", chat.Closed},
	{"meldt aan:", chat.Registered},
	{"meldcode:", chat.Meldcode},
	{"overlegt:", chat.Consulted},
	{"vraagt erbij:", chat.Invited},
	{"standaardtekst:", chat.Canned},
	{"toont:", chat.Revealed},
	{"zegt af:", chat.CalledOff},
	{"regelt wie meegaat:", chat.Accompanied},
	{"belde:", chat.Phoned},
	{"bracht een kaart:", chat.LeftCard},
	{"ging langs:", chat.Visited},
	{"stuurt bericht:", chat.Broadcasts},
}

// filledIn reads what a worker fills in: a line for each field, its name, a colon
// and its value. False: it is something else, or not whole.
func filledIn(doing string) (act chat.Kind, form map[string]string, ok bool) {
	for _, f := range formActs {
		lines, is := strings.CutPrefix(doing, f.words)
		if !is {
			continue
		}
		form = map[string]string{}
		for line := range strings.SplitSeq(tidy(unescape(lines)), "\n") {
			name, value, found := strings.Cut(line, ":")
			if name = strings.TrimSpace(name); !found || !oneWord(name) {
				return "", nil, false
			}
			form[name] = strings.TrimSpace(value)
		}
		return f.act, form, true
	}
	return "", nil, false
}

// renderFilledIn writes what a worker fills in, the fields in the order of their
// names. Empty where it is nothing of the kind.
func (m Move) renderFilledIn() string {
	if m.Form == nil {
		return ""
	}
	for _, f := range formActs {
		if f.act != m.Act {
			continue
		}
		text := "desk> " + m.Who + " " + f.words
		for _, name := range slices.Sorted(maps.Keys(m.Form)) {
			text += "\n  " + name + ": " + escape(m.Form[name])
		}
		return text
	}
	return ""
}
