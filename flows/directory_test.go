package flows

import "testing"

var waterkant = &Directory{Neighbourhoods: []Neighbourhood{
	{Key: "waterkant", Label: "de Waterkant", codes: []codeSpan{{"1234AA", "1234ZZ"}, {"1235AA", "1235KZ"}}},
	{Key: "dorp", Label: "Het Oude Dorp", codes: []codeSpan{{"1235LA", "1235ZZ"}}},
	{Key: "oud-zuid", Label: "Oud-Zuid", codes: []codeSpan{{"1240AA", "1241ZZ"}}},
}}

// S12: what people type for where they live is understood as it is typed.
func TestS12_ANeighbourhoodByPostcodeOrName(t *testing.T) {
	tests := []struct{ answer, key string }{
		{"1234 AB", "waterkant"},
		{"1234ab", "waterkant"},
		{" 1234 ", "waterkant"},
		{"1234AB, nummer 12", "waterkant"},
		{"mijn postcode is 1235 kz.", "waterkant"},
		{"1235 LA", "dorp"},
		{"1235", ""}, // of two neighbourhoods
		{"1241 xx", "oud-zuid"},
		{"9999 ZZ", Elsewhere},
		{"9999", Elsewhere},
		{"0123 AB", ""},
		{"1234 SS", ""}, // letters that no postcode has
		{"12345", ""},
		{"waterkant", "waterkant"},
		{"De Waterkant!", "waterkant"},
		{"ik woon in de waterkant bij de brug", "waterkant"},
		{"oude dorp", "dorp"},
		{"Oud Zuid", "oud-zuid"},
		{"oud-zuid", "oud-zuid"},
		{"waterkant of oud-zuid", ""}, // two
		{"waterkanten", ""},
		{"ergens anders", Elsewhere},
		{"elders", Elsewhere},
		{"", ""},
		{"geen idee", ""},
	}
	for _, tt := range tests {
		t.Run(tt.answer, func(t *testing.T) {
			key, ok := waterkant.Neighbourhood(tt.answer)
			if key != tt.key || ok != (tt.key != "") {
				t.Errorf("got %q, %v; want %q", key, ok, tt.key)
			}
		})
	}
	if key, ok := (&Directory{}).Neighbourhood("1234 AB"); key != Elsewhere || !ok {
		t.Errorf("without neighbourhoods: %q, %v", key, ok)
	}
}
