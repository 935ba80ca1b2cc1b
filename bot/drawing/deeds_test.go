package drawing

import (
	"strings"
	"testing"
)

const journey = `flow: proef
title: Proef
language: nl
form: u
starts: [{default: webchat}]
data: {mag: {type: yesno}, dag: {type: date}, n: {type: number}}
steps:
  - say: [Eén., Twee.]
    link: {label: Kaart, to: "https://kaart.example.nl"}
  - consent: Mag dat?
    for: meedenken
    save: mag
    remind: 2 uur
    give_up: {after: 1 dag, goto: end}
  - ask: Wanneer?
    save: dag
  - wait: {until: dag, before: 1}
  - wait: 2 weken
  - wait: {until: "9:30"}
  - set: {"n": "= 3 + 4"}
  - call: ander
  - handoff: jongerenwerk
    say: Open.
    closed: Dicht tot {opent}.
`

func TestEveryDeedIsDrawnInItsWords(t *testing.T) {
	book := load(t, journey, "flow: ander\ntitle: Een ander gesprek\nlanguage: nl\nform: u\nstarts: [{deeplink: ander}]\nsteps: [{ask: Wat?}]\n")
	text := Mermaid(book, book.Talks.Flows["proef"])
	for _, want := range []string{
		`zegt<br>Eén. Twee. Kaart: https://kaart.example.nl`, `vraagt toestemming, en nog eens na 2 uur<br>Mag dat? Waarvoor: meedenken`,
		`-.->|"na 1 dag geen antwoord"|`, `wacht tot de dag voor dag, 9.00 uur`, `wacht 2 weken`, `wacht tot 9.30 uur`,
		`onthoudt<br>n = 3 + 4`, `doet eerst ander<br>Een ander gesprek`, `Open. Als het team dicht is: Dicht tot {opent}.`, `|"Ja, dat is goed<br>Nee, liever niet"|`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "goto") {
		t.Error(text)
	}
}
