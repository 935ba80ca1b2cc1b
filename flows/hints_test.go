package flows

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// hintsOf are the hints about a flow with these steps, as lines.
func hintsOf(t *testing.T, steps string) []string {
	t.Helper()
	return hintsOfFiles(t, map[string]string{"flows/x.yaml": "flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\n" + steps})
}

func hintsOfFiles(t *testing.T, files map[string]string) []string {
	t.Helper()
	book, err := Load(folder(files))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, h := range book.Hints(time.Date(2026, 11, 22, 0, 0, 0, 0, Amsterdam)) {
		if h.In("nl").What == h.What || h.In("nl").Remedy == h.Remedy || strings.Contains(h.String()+h.In("nl").String(), "%!") {
			t.Errorf("badly worded: %s / %s", h, h.In("nl"))
		}
		if h.Line > 0 { // about a text, and not about numbers or translations
			lines = append(lines, h.String())
		}
	}
	return lines
}

func TestHints(t *testing.T) {
	many := "- choose: Kies.\n    options:\n"
	for i := range 11 {
		many += fmt.Sprintf("      - k%d: Keus %d\n", i, i)
	}
	tests := []struct{ name, steps, want string }{
		{"a question, and then nothing", "steps:\n  - say: Hoi!\n  - ask: Wat is er?\n", "flows/x.yaml:8:5: after this question the talk can end without a word"},
		{"words at the end", "steps:\n  - ask: Wat is er?\n  - say: Dag!\n", ""},
		{"somebody is told", "steps:\n  - ask: Wat is er?\n  - notify: team\n", ""},
		{"one answer of two leads to nothing", "steps:\n  - choose: Gaat het?\n    options:\n      - ja: {label: Ja, goto: end}\n      - nee: Nee\n  - say: Dag!\n", "flows/x.yaml:7:5: after this question"},
		{"skipping leads to nothing", "steps:\n  - ask: Wat is er?\n    skip: {label: Sla over, goto: end}\n  - say: Dag!\n", "flows/x.yaml:7:5: after this question"},
		{"an end by way of a goto", "steps:\n  - ask: Wat is er?\n  - goto: klaar\n  - end: true\n    id: klaar\n", "flows/x.yaml:7:5: after this question"},
		{"a wait, and then nothing", "steps:\n  - ask: Wat is er?\n  - wait: 2 dagen\n", "flows/x.yaml:7:5: after this question"},
		{"a wait, and then words", "steps:\n  - ask: Wat is er?\n  - wait: 2 dagen\n  - say: Dag!\n", ""},
		{"words that may be passed over", "data:\n  a: {type: number}\nsteps:\n  - ask: Hoeveel?\n    save: a\n  - say: Zo veel!\n    when: a > 10\n", "flows/x.yaml:9:5: after this question"},
		{"words either way", "data:\n  a: {type: number}\nsteps:\n  - ask: Hoeveel?\n    save: a\n  - say: Zo veel!\n    when: a > 10\n  - say: Dag!\n", ""},
		{"too many answers", "steps:\n  " + many + "  - say: Dag!\n", "flows/x.yaml:7:5: this question has 11 answers"},
		{"a long button", "steps:\n  - ask: Wat is er?\n    skip: Dat vertel ik liever een keer als we elkaar zien\n  - say: Dag!\n", "flows/x.yaml:8:11: this is long for a button: 48 characters"},
		{"a button that is cut off", "steps:\n  - ask: Wat is er?\n    skip: Dat vertel ik liever een andere keer, als we elkaar weer zien op straat\n  - say: Dag!\n", "flows/x.yaml:8:11: Telegram cuts this button off: it has 71 characters"},
		{"a hard sentence", "steps:\n  - say: We willen graag weten wat er allemaal speelt zodat wij samen met jou en de anderen kunnen kijken.\n", "flows/x.yaml:7:10: a long sentence of 18 words"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			switch got := hintsOf(t, tt.steps); {
			case tt.want == "" && len(got) > 0:
				t.Errorf("got %q", got)
			case tt.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], tt.want)):
				t.Errorf("got %q, want %s", got, tt.want)
			}
		})
	}
}

// Where a flow ends that another one called, the talk goes on there.
func TestACalledFlowMayEndWithoutAWord(t *testing.T) {
	asks := "flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\nsteps:\n  - ask: Wat is er?\n"
	if got := hintsOfFiles(t, map[string]string{"flows/x.yaml": asks}); len(got) != 1 {
		t.Fatalf("got %q", got)
	}
	calls := "flow: z\ntitle: Z\nlanguage: nl\nform: je\nstarts: [{deeplink: z}]\nsteps:\n  - call: x\n  - say: Dag!\n"
	if got := hintsOfFiles(t, map[string]string{"flows/x.yaml": asks, "flows/z.yaml": calls}); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func TestLongCaptions(t *testing.T) {
	for text, want := range map[string]int{strings.Repeat("Ja. ", 255): 0, strings.Repeat("Ja. ", 257): 1} {
		h := &hints{}
		h.steps(&Flow{Steps: []Step{{Kind: StepSay, Text: Text{base: text}, Media: &Media{}, Goto: End}}, at: make([]place, 1)}, false)
		if len(h.found) != want {
			t.Errorf("%d characters: %v", len(text), h.found)
		}
	}
}

func TestTextsInOtherLanguagesAreNotMeasuredAsDutch(t *testing.T) {
	text := "We would like to know all that is going on so that we can look at it together with you and them."
	if got := hintsOfFiles(t, map[string]string{"flows/x.yaml": "flow: x\ntitle: X\nlanguage: en\nform: je\nstarts: [{default: webchat}]\nsteps:\n  - say: " + text + "\n"}); len(got) > 0 && slices.ContainsFunc(got, func(h string) bool { return strings.Contains(h, "sentence") }) {
		t.Errorf("got %q", got)
	}
}

func TestHintsAboutNumbersAndTranslations(t *testing.T) {
	book, err := Load(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	hints := book.Hints(time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)).In("nl")
	if !slices.ContainsFunc(hints, func(h Mistake) bool {
		return h.File == "numbers.yaml" && strings.Contains(h.What, "is voor het laatst gebeld op 20")
	}) {
		t.Errorf("old numbers were passed over: %s", hints)
	}
	delete(book.Talks.catalogue["en"], message{"je", "Kun je nu vrij praten?"})
	delete(book.Talks.catalogue["en"], message{"", "Kun je nu vrij praten?"})
	hints = book.Hints(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)).In("nl")
	if !slices.ContainsFunc(hints, func(h Mistake) bool {
		return h.File == "locales/en" && strings.HasPrefix(h.What, `1 tekst is niet vertaald: "Kun je nu vrij praten?"`)
	}) {
		t.Errorf("a text without its translation was passed over: %s", hints)
	}
}

// The example is easy to read, leads to no dead end and fits every channel.
func TestBuiltInPlaybookNeedsNoHint(t *testing.T) {
	book, err := Load(BuiltIn())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range book.Hints(time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)) {
		if h.Line > 0 {
			t.Error(h.In("nl"))
		}
	}
}
