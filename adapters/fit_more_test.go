package adapters

import (
	"testing"

	"omzien/bot/chat"
)

// What stands behind "Meer…" takes no button's place.
func TestFit_RareChoicesTakeNoButtonsPlace(t *testing.T) {
	m := chat.Message{ID: "m", Text: "kaart", Token: "t"}
	for i := range 12 {
		c := chat.Choice{Label: "Keuze", Value: string(rune('a' + i))}
		if i > 1 {
			c.Style = chat.StyleMore
		}
		m.Choices = append(m.Choices, c)
	}
	if got := Fit(m, Limits{Choices: 5, More: 100}); len(got[0].Choices) != 12 || got[0].Text != "kaart" {
		t.Errorf("with a list for them: %+v", got)
	}
	if got := Fit(m, Limits{Choices: 5, More: 9}); len(got[0].Choices) != 0 {
		t.Errorf("more than its list takes: %+v", got)
	}
	if got := Fit(m, Limits{Choices: 5}); len(got[0].Choices) != 0 {
		t.Errorf("without a list for them: %+v", got)
	}
}
