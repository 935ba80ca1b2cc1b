package flows

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/bidi"
	"pgregory.net/rapid"
)

// shown are the runs of a text that a reader sees in one piece from left to
// right, by Unicode's bidirectional algorithm.
func shown(t *testing.T, text string) []string {
	t.Helper()
	var runs []string
	for line := range strings.SplitSeq(text, "\n") {
		var p bidi.Paragraph
		if _, err := p.SetString(line, bidi.DefaultDirection(bidi.RightToLeft)); err != nil {
			t.Fatal(err)
		}
		order, err := p.Order()
		if err != nil {
			t.Fatal(err)
		}
		for i := range order.NumRuns() {
			if r := order.Run(i); r.Direction() == bidi.LeftToRight {
				runs = append(runs, r.String())
			}
		}
	}
	return runs
}

// A number that is read in the wrong order is a wrong number.
func TestLaw5_ANumberIsReadInOrderFromRightToLeft(t *testing.T) {
	for _, number := range []string{"0800-0113", "088-0767 000", "06 12345678", "+31 6 12345678", "1234 AB", "27-11", "113 Zelfmoordpreventie", "113.nl", "Kade 3", "naam2@voorbeeld.nl"} {
		plain := "الهاتف: " + number + " ليلًا ونهارًا."
		if runs := shown(t, Directed("ar", plain)); !slices.Contains(runs, number) {
			t.Errorf("%q is seen as %q", number, runs)
		}
	}
	if runs := shown(t, "الهاتف: 0800-0113"); slices.Contains(runs, "0800-0113") {
		t.Error("without marks it is seen in order, too: this test sees nothing")
	}
	p := builtInBook(t)
	night := time.Date(2026, time.November, 22, 23, 40, 0, 0, Amsterdam)
	runs := shown(t, Directed("ar", p.Help(night, "ar", "je")))
	for _, n := range p.Helping(night, "suicide", "violence", "anything", "child") {
		if !slices.ContainsFunc(runs, func(run string) bool { return strings.Contains(run, n.Phone) }) {
			t.Errorf("%s is seen as %q", n.Phone, runs)
		}
	}
}

func TestDirected(t *testing.T) {
	const l, r = leftToRight, asBefore
	for _, c := range []struct{ lang, text, want string }{
		{"nl", "bel 0800-0113, of 112", "bel 0800-0113, of 112"},
		{"", "0800-0113", "0800-0113"},
		{"uk", "телефон 0800-0113", "телефон 0800-0113"},
		{"ar", "هاتف 0800-0113.", "هاتف " + l + "0800-0113" + r + "."},
		{"ar-MA", "هاتف 0800-0113", "هاتف " + l + "0800-0113" + r},
		{"fa", "تلفن 0800-0113", "تلفن " + l + "0800-0113" + r},
		{"he", "טלפון 0800-0113, בית, גן", "טלפון " + l + "0800-0113" + r + ", בית, גן"},
		{"ar", "المال, السكن, 112", "المال، السكن، 112"},
		{"ar", "15:30, المكتبة: Bibliotheek Havenbuurt, Kade 3", "15:30، المكتبة: " + l + "Bibliotheek Havenbuurt, Kade 3" + r},
		{"ar", "من 9:00 إلى 10:30, Noor, appel-boom", "من 9:00 إلى 10:30, Noor, appel-boom"},
		{"ar", "اتصل بالرقم 112.", "اتصل بالرقم 112."},
		{"-", "0800-0113", "0800-0113"},
	} {
		if got := Directed(c.lang, c.text); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.lang, c.text, got, c.want)
		}
	}
}

// Done twice is done once, and nothing but marks and commas is changed.
func TestDirectedTwiceIsOnce(t *testing.T) {
	letters := rapid.StringOf(rapid.SampledFrom([]rune("اب 0129-+.,/@:\nxY\u2066\u2069،")))
	rapid.Check(t, func(t *rapid.T) {
		text := letters.Draw(t, "text")
		once := Directed("ar", text)
		if twice := Directed("ar", once); twice != once {
			t.Fatalf("%q becomes %q, then %q", text, once, twice)
		}
		same := strings.NewReplacer(leftToRight, "", asBefore, "", "،", ",").Replace
		if same(once) != same(text) {
			t.Fatalf("%q becomes %q", text, once)
		}
	})
}
