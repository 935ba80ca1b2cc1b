package turn_test

import (
	"strings"
	"testing"

	"omzien/bot/turn"
)

func TestLaw15_NumbersAndAddressesAreMasked(t *testing.T) {
	for text, want := range map[string]string{
		"bel 06 12345678":                            "bel (nummer)",
		"06-12 34 56 78 of mijn moeder 0201234567":   "(nummer) of mijn moeder (nummer)",
		"0612345678, 0687654321":                     "(nummer), (nummer)",
		"06 12 34 56 78 020 1234567":                 "(nummer) (nummer)",
		"06-12-34-56-78":                             "(nummer)",
		"(020) 624 11 11!":                           "(nummer)!",
		"+31 6 12345678 is het":                      "(nummer) is het",
		"+31 (0)6 12345678":                          "(nummer)",
		"0031612345678":                              "(nummer)",
		"612345678":                                  "(nummer)",
		"٠٦١٢٣٤٥٦٧٨":                                 "(nummer)",
		"27-11-2026 06 12345678":                     "27-11-2026 (nummer)",
		"mail sam@voorbeeld.nl even":                 "mail (e-mailadres) even",
		"NL91 ABNA 0417 1643 00 is mijn rekening":    "(rekeningnummer) is mijn rekening",
		"NL91ABNA0417164300":                         "(rekeningnummer)",
		"bsn 111222333":                              "bsn (nummer)",
		"111 222 333":                                "(nummer)",
		"06\u00a012345678":                           "(nummer)",
		"het was op 27-11-2026 9.30 uur":             "het was op 27-11-2026 9.30 uur",
		"20-11-2026 9 uur":                           "20-11-2026 9 uur",
		"bel 112 of 113 of 0800-0113 of 0900 8844":   "bel 112 of 113 of 0800-0113 of 0900 8844",
		"wij zijn 14 en 15, sinds 2019, 1.000 euro":  "wij zijn 14 en 15, sinds 2019, 1.000 euro",
		"1 2 3 4":                                    "1 2 3 4",
		"hij zegt @noor":                             "hij zegt @noor",
		"":                                           "",
		"06\u202f12\u202f34 56\u200978":              "(nummer)",
		"\u202a06\u201112345678\u202c, na tien":      "\u202a(nummer), na tien",
		"06–12345678 – na tien":                      "(nummer) – na tien",
		"06 – 12 34 56 78":                           "(nummer)",
		"06.12.34.56.78":                             "(nummer)",
		"06·12·34·56·78":                             "(nummer)",
		"06_12345678":                                "(nummer)",
		"[06] 12345678":                              "(nummer)",
		"06\t12345678":                               "(nummer)",
		"ik ben 16\n06\n1234 5678\nbel maar":         "ik ben 16\n(nummer)\nbel maar",
		"06\u200b12345678":                           "(nummer)",
		"０６１２３４５６７８":                                 "(nummer)",
		"0\ufe0f\u20e36\ufe0f\u20e312345678":         "(nummer)",
		"06 12345678/06 87654321":                    "(nummer)/(nummer)",
		"06/12345678":                                "(nummer)",
		"op 27/11/2026 of 06/12345678":               "op 27/11/2026 of (nummer)",
		"111-222-333":                                "(nummer)",
		"111.222.333":                                "(nummer)",
		"NL91-ABNA-0417-1643-00":                     "(rekeningnummer)",
		"nl 91 abna 0417 1643 00 op naam":            "(rekeningnummer) op naam",
		"NL91\u00a0ABNA\u00a00417\u00a01643\u00a000": "(rekeningnummer)",
		"BE71 0961 2345 6769 is mijn rekening":       "(rekeningnummer) is mijn rekening",
		"DE89 3704 0044 0532 0130 00":                "(rekeningnummer)",
		"sam @ voorbeeld.nl of sam(at)voorbeeld.nl":  "(e-mailadres) of (e-mailadres)",
		"sam apenstaartje voorbeeld.nl":              "(e-mailadres)",
		"look at this. then at 3.30":                 "look at this. then at 3.30",
		"om 5 @ het plein":                           "om 5 @ het plein",
		"12/13/14 stuks, 1/2 liter, 24/7":            "12/13/14 stuks, 1/2 liter, 24/7",
		"1. bel\n2. mail\n3. wacht 30 min":           "1. bel\n2. mail\n3. wacht 30 min",
	} {
		if got := turn.Masked(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
		if again := turn.Masked(want); again != want {
			t.Errorf("masked twice, %q is %q", want, again)
		}
	}
	if got := turn.Bare("06123 of a@b.nl, bel niet na tien"); got != "(nummer) of (e-mailadres), bel niet na tien" {
		t.Errorf("bare: %q", got)
	}
	many := strings.Repeat("1 ", 30000)
	if got := turn.Masked(many); got != many {
		t.Error("figures that are no number are changed")
	}
}
