package turn_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// Row 3: what the team is reminded of, and when it is not.
func TestRow3_TheSuggestionFitsThemeAndNeighbourhood(t *testing.T) {
	book := flowstest.Shipped(t)
	now := time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam)
	base := chat.Conversation{ID: "c", Lang: "nl", Form: "u", Flow: chat.FlowRef{Name: "wijk", Version: book.Talks.Version}, Data: map[string]string{"gebied": "alleen"}}
	for _, c := range []struct {
		name        string
		change      func(*chat.Conversation)
		came        map[string]int
		returns     []string
		has, hasNot string
	}{
		{"the third time", nil, map[string]int{"alleen": 2}, []string{"alleen"}, "Taalcafé (activiteit, woensdag 25 november om 13.30 uur)", "Inloop"},
		{"the second", nil, map[string]int{"alleen": 1}, nil, "", "vaker"},
		{"another theme", nil, map[string]int{"geld": 5}, nil, "", "vaker"},
		{"not read", nil, nil, nil, "", "vaker"},
		{"known from before", func(c *chat.Conversation) { c.Counted.Returns = []string{"alleen"} }, nil, []string{"alleen"}, "Taalcafé", ""},
		{"two of its themes", func(c *chat.Conversation) { c.Data["meer"] = "geld,taal" }, map[string]int{"alleen": 4, "geld": 2, "taal": 1}, []string{"geld", "alleen"}, "geld, alleen. Misschien past: Bezoek van een vrijwilliger (getrainde vrijwilliger); Hulp met de post (getrainde vrijwilliger)", ""},
		{"where they live", func(c *chat.Conversation) { c.Counted.Neighbourhood = "dorp" }, map[string]int{"alleen": 2}, []string{"alleen"}, "Koffieochtend het Oude Dorp", "Oeverwijk"},
		{"where they live, kept from before", func(c *chat.Conversation) { c.Kept.Data = map[string]string{"buurt": "oeverwijk"} }, map[string]int{"alleen": 2}, []string{"alleen"}, "Koffieochtend de Oeverwijk", "Oude Dorp"},
		{"nothing in the directory", func(c *chat.Conversation) { c.Data["gebied"] = "wonen" }, map[string]int{"wonen": 2}, []string{"wonen"}, "staat er nog niet bij", "past:"},
		{"a theme of danger", func(c *chat.Conversation) { c.Data["gebied"] = "veilig" }, map[string]int{"veilig": 9}, nil, "", "vaker"},
		{"it is urgent", func(c *chat.Conversation) { c.Handoff.Urgency = chat.Urgent }, map[string]int{"alleen": 2}, nil, "", "vaker"},
		{"words of danger", func(c *chat.Conversation) { c.DangerAt = now }, map[string]int{"alleen": 2}, nil, "", "vaker"},
		{"others may see the screen", func(c *chat.Conversation) { c.Data["vrij"] = "nee" }, map[string]int{"alleen": 2}, nil, "", "vaker"},
	} {
		conv := base
		conv.Data = map[string]string{"gebied": "alleen"}
		if c.change != nil {
			c.change(&conv)
		}
		one := turn.New(book, conv, chat.Facts{Came: c.came}, chat.Event{ID: "e", Kind: chat.Said, At: now})
		if got := one.Returning(); !slices.Equal(got, c.returns) {
			t.Errorf("%s: %q", c.name, got)
		}
		card := ""
		for _, f := range one.Facts("") {
			card += f.Label + ": " + f.Text + "\n"
		}
		if !strings.Contains(card, c.has) || c.hasNot != "" && strings.Contains(card, c.hasNot) {
			t.Errorf("%s: %s", c.name, card)
		}
	}
}
