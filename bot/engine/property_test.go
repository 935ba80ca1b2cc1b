package engine_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"omzien/bot/chat"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// everyAnswer is a flow with a question of each kind.
const everyAnswer = `flow: alles
title: Alles
language: nl
form: je
starts: [{default: webchat}, {words: [hoi]}]
data:
  verhaal: {type: story}
  getal: {type: number}
  dag: {type: date}
  tijd: {type: time}
  nummer: {type: phone}
  mail: {type: email}
  buurt: {type: neighbourhood}
  wat: {type: several}
  eerst: {type: choice}
  hoe: {type: number}
steps:
  - choose: Waarover?
    id: wat
    save: wat
    several: ja
    skip: Liever niet
    options: [geld: Geld, thuis: Thuis en familie, school: School of werk]
  - choose: Wat het eerst?
    from: wat
    save: eerst
  - scale: Hoe gaat het?
    save: hoe
    as: faces
  - ask: Vertel
    save: verhaal
  - ask: Hoe oud?
    save: getal
  - ask: Wanneer?
    save: dag
  - ask: Hoe laat?
    save: tijd
  - ask: Welk nummer?
    save: nummer
  - ask: Welk adres?
    save: mail
  - ask: Waar?
    save: buurt
  - choose: Nog een keer?
    options: [ja: {label: Ja, goto: wat}, nee: Nee]
  - handoff: team
    card: [nummer, mail, wat]
`

// answerWords are what people type, and what is nearly that.
func answerWords(shown []chat.Choice) *rapid.Generator[string] {
	some := []string{"geld", "gled", "thuis en familie", "geld en school of werk", "1, 3", "2", "klaar", "ja", "nee", "hoi", "7", "zeven", "7,5", "een stuk of 7", "morgen", "vrijdag", "31 februari",
		"volgende vrijdag", "half tien", "kwart over 3", "'s middags", "06 12345678", "06 12", "sam@voorbeeld.nl", "sam@", "1234 AB", "weet ik niet", "🙂", "mijn zus slaapt niet meer", "(foto)", ".", "en en en", ",",
		"ik weet niet hoe ik het moet zeggen maar sinds de zomer ben ik bang voor mijn broer en ik durf niet naar huis"}
	for _, c := range shown {
		some = append(some, c.Label)
	}
	return rapid.OneOf(rapid.SampledFrom(some), rapid.String(), rapid.StringMatching(`[a-z]{1,8}( [a-z]{1,8}){0,4}`))
}

// Law 4, for any words at any place of any flow: what somebody types is told to
// people, or it is what a variable or a choice now holds; and it is answered.
func TestLaw4_NoWordsAreLostAndNoneAreMetWithSilence(t *testing.T) {
	builtIn := flowstest.BuiltIn(t)
	type way struct {
		book *flows.Playbook
		flow string
	}
	ways := []way{{bookOf(t, everyAnswer), "alles"}}
	for _, name := range slices.Sorted(maps.Keys(builtIn.Talks.Flows)) {
		if payload, word := wayIn(builtIn, name); payload != "" || word != "" { // the others are only called
			ways = append(ways, way{builtIn, name})
		}
	}
	for _, at := range ways {
		t.Run(at.flow, func(t *testing.T) {
			rapid.Check(t, func(r *rapid.T) {
				w := &talk{t: t, book: at.book, now: open, c: chat.Conversation{ID: "c1", Address: chat.Address{Adapter: "webchat", Chat: "a"}}}
				if payload, word := wayIn(at.book, at.flow); word != "" {
					w.says(word)
				} else {
					w.starts(payload)
				}
				if w.c.Flow.Name != at.flow {
					t.Fatalf("%s began instead", w.c.Flow.Name)
				}
				for range rapid.IntRange(1, 25).Draw(r, "moves") {
					if w.handedOff() || w.c.Over {
						return
					}
					w.now = w.now.Add(time.Duration(rapid.IntRange(0, 20).Draw(r, "seconds")) * time.Second)
					var shown []chat.Choice
					step := ""
					for _, m := range w.last.Say {
						if len(m.Choices) > 0 {
							shown, step = m.Choices, m.Step
						}
					}
					if len(shown) > 0 && rapid.Bool().Draw(r, "press") {
						w.press(step, rapid.SampledFrom(shown).Draw(r, "choice").Value)
						if read(w.last) == "" && !w.handedOff() {
							r.Fatalf("a press is met with silence at %s", w.c.Step)
						}
						continue
					}
					text := strings.TrimSpace(answerWords(shown).Draw(r, "words"))
					if at, due := w.c.WakeAt(), rapid.Bool().Draw(r, "wakes"); due && !at.IsZero() {
						w.wakes(max(0, at.Sub(w.now)))
						if w.handedOff() {
							return
						}
					}
					before := w.c
					w.says(text)
					lost(r, before, w, text)
				}
			})
		})
	}
}

// lost fails where words are neither kept nor taken as an answer, or not answered.
func lost(r *rapid.T, before chat.Conversation, w *talk, text string) {
	told := slices.ContainsFunc(w.c.Told, func(told chat.Told) bool { return told.Text == text })
	masked := slices.ContainsFunc(w.c.Told, func(told chat.Told) bool {
		return strings.Contains(told.Text, "(nummer)") || strings.Contains(told.Text, "(e-mailadres)")
	})
	taken := !maps.Equal(before.Data, w.c.Data) || !slices.Equal(before.Picked, w.c.Picked) || before.Step != w.c.Step || before.Pending != w.c.Pending
	meant := flows.ReservedWord(text) != flows.NoReserved || text == "" || w.names(text)
	if !told && !masked && !taken && !meant && !chosenAgain(before, w, text) {
		r.Fatalf("%q is lost at %q: %+v", text, before.Step, w.c)
	}
	if read(w.last) == "" && !w.handedOff() && w.c.CalmAt.IsZero() && !w.c.Over && !(told && len([]rune(text)) >= 15) { // an echo
		r.Fatalf("%q is met with silence at %q", text, before.Step)
	}
	if !w.c.Over && w.c.Step == "" && w.c.WakeAt().IsZero() && !w.handedOff() && told && len(w.last.Alarms) == 0 { // one that was raised at these words: people look
		r.Fatalf("after %q there is no step, no timer and no people", text)
	}
}

// names tells whether the words are one of the ways into the flow, and so tell
// nothing that its first words did not say.
func (w *talk) names(text string) bool {
	flow := w.book.Talks.Flows[w.c.Flow.Name]
	return flow != nil && slices.ContainsFunc(flow.Starts, func(s flows.Start) bool { return slices.Contains(s.Words, flows.Normal(text)) })
}

// chosenAgain tells whether the words name what was chosen already: an answer
// like the one before changes nothing, where the talk comes back to its question.
func chosenAgain(before chat.Conversation, w *talk, text string) bool {
	flow := w.book.Flow(w.c.Flow)
	if flow == nil {
		return false
	}
	if len(w.c.Picked) > 0 && strings.Contains(read(w.last), "Gekozen") {
		return true
	}
	step, _ := flow.Step(before.Step)
	return step != nil && step.Save != "" && slices.ContainsFunc(step.Options, func(o flows.Option) bool {
		return o.Value == before.Data[step.Save] && flows.Normal(o.Label.In(w.c.Lang)) == flows.Normal(text)
	})
}

// wayIn is how the flow begins: by a link, or by a word. The one flow of a test
// begins by itself.
func wayIn(book *flows.Playbook, flow string) (payload, word string) {
	for _, s := range book.Talks.Flows[flow].Starts {
		if s.Deeplink != "" {
			return s.Deeplink, ""
		}
		if len(s.Words) > 0 && flow != "alles" {
			word = s.Words[0]
		}
	}
	return "", word
}
