package turn_test

import (
	"strings"
	"testing"

	"omzien/bot/turn"
)

func TestLaw15_NumbersAndAddressesAreMasked(t *testing.T) {
	for text, want := range map[string]string{
		"bel 06 12345678":                           "bel (nummer)",
		"06-12 34 56 78 of mijn moeder 0201234567":  "(nummer) of mijn moeder (nummer)",
		"0612345678, 0687654321":                    "(nummer), (nummer)",
		"06 12 34 56 78 020 1234567":                "(nummer) (nummer)",
		"06-12-34-56-78":                            "(nummer)",
		"(020) 624 11 11!":                          "(nummer)!",
		"+31 6 12345678 is het":                     "(nummer) is het",
		"+31 (0)6 12345678":                         "(nummer)",
		"0031612345678":                             "(nummer)",
		"612345678":                                 "(nummer)",
		"٠٦١٢٣٤٥٦٧٨":                                "(nummer)",
		"27-11-2026 06 12345678":                    "27-11-2026 (nummer)",
		"mail sam@voorbeeld.nl even":                "mail (e-mailadres) even",
		"NL91 ABNA 0417 1643 00 is mijn rekening":   "(rekeningnummer) is mijn rekening",
		"NL91ABNA0417164300":                        "(rekeningnummer)",
		"bsn 111222333":                             "bsn (nummer)",
		"111 222 333":                               "(nummer)",
		"06\u00a012345678":                          "(nummer)",
		"het was op 27-11-2026 9.30 uur":            "het was op 27-11-2026 9.30 uur",
		"20-11-2026 9 uur":                          "20-11-2026 9 uur",
		"bel 112 of 113 of 0800-0113 of 0900 8844":  "bel 112 of 113 of 0800-0113 of 0900 8844",
		"wij zijn 14 en 15, sinds 2019, 1.000 euro": "wij zijn 14 en 15, sinds 2019, 1.000 euro",
		"1 2 3 4":                                   "1 2 3 4",
		"hij zegt @noor":                            "hij zegt @noor",
		"":                                          "",
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
