package turn

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"omzien/bot/chat"
	"omzien/flows"
)

// timesReturning is with how many talks somebody comes back with a theme: then an
// activity, or a trained volunteer, may help more than one more answer.
const timesReturning = 3

// Returning are the themes of this talk with which the person came back. The person
// never hears that they did. Where there is danger, or others may see the screen, it is
// not the time for an offer, and there are none.
func (t *Turn) Returning() []string {
	switch {
	case t.Book.Directory == nil || Private(*t.C):
		return nil
	case t.C.Handoff.Urgency >= chat.Urgent || t.C.Stands(chat.CauseCrisis) || !t.C.DangerAt.IsZero():
		return nil
	}
	return returning(t.Book, *t.C, t.F.Came)
}

// returning are the themes with which the person came back, in the order of the
// directory: by what was counted of other talks, and by what was known of that before.
func returning(book *flows.Playbook, c chat.Conversation, came map[string]int) (all []string) {
	for _, theme := range book.Directory.Returning {
		now := slices.ContainsFunc(inFlow(book, c), func(f flowData) bool { return slices.Contains(f.themes(book.Directory.Themes), theme) })
		if now && came[theme] >= timesReturning-1 || slices.Contains(c.Counted.Returns, theme) {
			all = append(all, theme)
		}
	}
	return all
}

// KeepReturning keeps with the talk with which themes the person comes back: other
// talks are counted only where the person writes, and a worker may pick the talk up
// later. It follows every decision.
func KeepReturning(book *flows.Playbook, c *chat.Conversation, read func(team string) chat.Facts) {
	if c.Over || book.Directory == nil || len(book.Directory.Returning) == 0 || !CountsThemes(book, *c) {
		return
	}
	if came := read(c.Handoff.Team).Came; came != nil {
		c.Counted.Returns = nil
		c.Counted.Returns = returning(book, *c, came)
	}
}

// Neighbourhood is the key of where the person lives, as far as it is known; empty
// where it is not.
func (t *Turn) Neighbourhood() string {
	for _, f := range inFlow(t.Book, *t.C) {
		if place := f.data[f.flow.Counts.Neighbourhood]; place != "" {
			return place
		}
	}
	if t.C.Counted.Neighbourhood != "" {
		return t.C.Counted.Neighbourhood
	}
	for _, name := range slices.Sorted(maps.Keys(t.C.Kept.Data)) {
		for _, flow := range t.Book.Talks.Flows {
			if flow.Data[name].Type == flows.VarNeighbourhood {
				return t.C.Kept.Data[name]
			}
		}
	}
	return ""
}

// volunteer is the kind of the directory's entries that are help of volunteers.
const volunteer = "vrijwilliger"

// mostSuggested is how many entries a team is reminded of.
const mostSuggested = 5

// suggests is what the team reads beside the talk of somebody who comes back with a
// theme; empty of others.
func (t *Turn) suggests() string {
	all := t.Returning()
	if len(all) == 0 {
		return ""
	}
	lang := t.Book.Organisation.Language
	words := "Dit thema komt vaker terug: " + strings.Join(all, ", ") + "."
	ids := t.Book.Fitting(flows.Query{
		Kinds: []string{volunteer, "activiteit", "groep"}, Themes: all, Neighbourhood: t.Neighbourhood(), Most: mostSuggested,
	}, t.Now())
	if len(ids) == 0 {
		return words + " Een activiteit of een getrainde vrijwilliger staat er nog niet bij in de gids."
	}
	var fits []string
	for _, id := range ids {
		e := t.Book.Directory.Entry(id)
		what := e.Kind
		if what == volunteer {
			what = "getrainde vrijwilliger"
		}
		if e.Ages[1] > 0 && e.Ages[1] < 100 {
			what += fmt.Sprintf(", van %d tot en met %d jaar", e.Ages[0], e.Ages[1])
		}
		if from, _, comes := t.Book.Directory.Next(e, t.Now()); comes { // whoever reads the card reads it on another day
			what += ", " + t.Book.MeetAt(from, lang, "je")
		}
		fits = append(fits, t.Book.EntryTitle(id, lang)+" ("+what+")")
	}
	return words + " Misschien past: " + strings.Join(fits, "; ") + "."
}

// Themes are what this talk counts as being about, by what the flow that it is in learned.
func (t *Turn) Themes() []string {
	all := inFlow(t.Book, *t.C)
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1].themes(t.Book.Directory.Themes)
}
