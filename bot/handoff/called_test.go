package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// calling is a flow a that calls b, with these steps behind their heads.
func calling(t *testing.T, a, b string) *flows.Playbook {
	t.Helper()
	head := func(name, starts string) string {
		return "flow: " + name + "\ntitle: T\nlanguage: nl\nform: je\nstarts: [" + starts + "]\n"
	}
	book := flowstest.Book(t, map[string]string{
		"flows/a.yaml": head("a", "{default: webchat}") + a,
		"flows/b.yaml": head("b", "{deeplink: b}") + b,
	})
	return book
}

// Who cannot talk freely is asked first whether it suits, whichever of the flows
// they said so in: the one that runs, one that waits for it, or one that it called.
func TestAnswersThatOthersShouldNotSeeCountInEveryFlowOfATalk(t *testing.T) {
	const free = "  - choose: Kun je vrij praten?\n    id: vrij\n    save: vrij\n    options: [ja: Ja, nee: Nee]\n"
	const data = "data: {vrij: {type: choice}}\nsteps:\n"
	for name, book := range map[string]*flows.Playbook{
		"in the caller": calling(t, data+free+"  - call: b\n", "data: {v: {type: text}}\nsteps:\n  - ask: Wat is er?\n    save: v\n  - handoff: team\n"),
		"in the callee": calling(t, "data: {v: {type: text}}\nsteps:\n  - call: b\n  - ask: Wat is er?\n    save: v\n  - handoff: team\n", "data: {vrij: {type: choice}}\nsteps:\n"+free),
	} {
		for answer, knocks := range map[string]bool{"nee": true, "ja": false} {
			w := newTalk(t)
			w.book = book
			w.person(chat.Started, "")
			w.says(answer)
			w.says("het gaat niet")
			w.does("Noor", chat.Claimed, "")
			w.now = w.now.Add(20 * time.Minute)
			w.does("Noor", chat.Answered, "Wat deed hij toen?")
			if sent := len(w.c.Handoff.Behind) == 0; !w.c.Live() || sent == knocks {
				t.Errorf("%s, %s: %s, on the screen at once: %v", name, answer, w.c.Handoff.State, sent)
			}
		}
	}
}

// Where people take over in a flow that was called, what was answered before the
// call is on the card too, each flow's under its own names.
func TestLaw4_TheCardHasTheAnswersOfAllFlowsOfATalk(t *testing.T) {
	const ask = "data: {v: {type: choice, about: %}}\nsteps:\n  - choose: Waar gaat het over?\n    id: v\n    save: v\n    options: [geld: Geld, huis: Huis]\n"
	a := strings.Replace(ask, "%", "waarover", 1) + "  - call: b\n  - handoff: team\n    card: [v]\n"
	b := strings.Replace(ask, "%", "eerst", 1) + "  - ask: Wat is er?\n  - handoff: team\n    card: [v]\n    id: weg\n"
	for _, last := range []string{"mens", "nood"} {
		w := newTalk(t)
		w.book = calling(t, a, b)
		w.person(chat.Started, "")
		w.says("geld")
		w.says("huis")
		w.says(last)
		want := []chat.CardFact{{Label: "waarover", Text: "Geld", Chosen: true}, {Label: "eerst", Text: "Huis", Chosen: true}}
		if !slices.Equal(w.c.Handoff.Card, want) {
			t.Errorf("%s: the card says %+v", last, w.c.Handoff.Card)
		}
	}
}
