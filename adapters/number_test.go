package adapters

import "testing"

func TestWhatSomebodyWroteDownIsDialled(t *testing.T) {
	for written, want := range map[string]string{
		"010 - 123 45 67":                         "tel:0101234567",
		"06-12345678":                             "tel:0612345678",
		"+31 6 87 65 43 21":                       "tel:+31687654321",
		"+31 (0)6 87 65 43 21":                    "tel:+31687654321",
		"0031(0)10-1234567":                       "tel:0031101234567",
		"(010) 123 45 67":                         "tel:0101234567",
		"010/1234567":                             "tel:0101234567",
		"010.123.45.67":                           "tel:0101234567",
		"010\u2013123\u00a045\u00a067":            "tel:0101234567",
		"0900-8844":                               "tel:09008844",
		"112":                                     "tel:112",
		"Huisartsenpost, 14010":                   "tel:14010",
		"dr. Jansen, 030 765 43 21":               "tel:0307654321",
		"Praktijk 2 Havens, 010 123 45 67":        "tel:0101234567",
		"Praktijk De 3 Bruggen 010 1234567":       "tel:0101234567",
		"Kade 112, Waterkant, 010 1234567":        "tel:0101234567",
		"010 123 45 67 (tot 17.00 uur)":           "tel:0101234567",
		"tel: 010 1234567, na 17 uur 06 12345678": "tel:0101234567",
		"010 1234567 / 06 12345678":               "tel:0101234567",
		"010 1234567 +31612345678":                "tel:0101234567",
		"31612345678":                             "tel:31612345678",
		"010 1234567 06 12345678":                 "", // nobody can tell where the first one ends
		"Praktijk 2 Havens":                       "",
		"kamer 112 of 113":                        "",
		"12":                                      "",
		"12345678901234567":                       "",
		"06 12345678 of 0612345679":               "tel:0612345678",
		"":                                        "",
		"javascript:alert(1)":                     "",
		"op 12-11-2026 bellen":                    "",
		"Els 31612345678":                         "tel:31612345678",
	} {
		if got := Dials(written); got != want {
			t.Errorf("%q dials %q, want %q", written, got, want)
		}
	}
}
