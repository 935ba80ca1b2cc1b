package rehearsal_test

import (
	"testing"

	"omzien/bot/rehearsal"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// A follow-up as an author writes it down: days pass, the question is put once
// more, people have the talk for a while and give it back.
func TestLaw9_AJourneyOfDaysPlaysInATranscript(t *testing.T) {
	book := flowstest.Book(t, map[string]string{
		"flows/x.yaml": "flow: x\ntitle: X\nlanguage: nl\nform: u\nstarts: [{default: webchat}]\ndata: {hoe: {type: choice}}\nsteps:\n" +
			"  - say: Dank u. Tot over twee weken.\n  - wait: 2 weken\n  - call: nazorg\n    back: {hoe: hoe}\n  - say: \"U zei: {hoe}.\"\n  - ask: Wilt u nog iets zeggen?\n    give_up: {after: 1 dag, say: Ik stop met vragen., goto: end}\n",
		"flows/y.yaml": "flow: nazorg\ntitle: Nazorg\nlanguage: nl\nform: u\nstarts: [{deeplink: nazorg}]\ndata: {hoe: {type: choice}}\nsteps:\n" +
			"  - choose: Hoe gaat het nu met u?\n    save: hoe\n    remind: 1 dag\n    options: [goed: Goed, niet: Niet zo goed]\n",
	})
	const script = `> /start
< Dank u. Tot over twee weken.
+ 3d
> mijn man is ziek
< Dank u. Ik ben een chatbot. Ik bewaar wat u schreef. ...
+ 1m
! alarm unread, quiet
> mens
< Goed. Ik vraag het team om u hier te antwoorden. ...
! handoff team, normal
< Hoe kunt u ons antwoord lezen? [Ik kom terug met mijn code|Ik laat deze pagina open]
desk> Noor pakt op
< Noor van het team is er nu voor u.
desk> Noor: Wat naar. Hoe is het met u?
< Noor: Wat naar. Hoe is het met u?
+ 1d
desk> Noor terug naar bot
< Noor heeft dit gesprek teruggegeven. ...
+ 9d
+ 1d
< Hoe gaat het nu met u? [Goed|Niet zo goed]
+ 1d
< Dit had ik u gevraagd. U mag antwoorden als het u past.
< Hoe gaat het nu met u? [Goed|Niet zo goed]
> [Goed]
< U zei: Goed.
< Wilt u nog iets zeggen?
+ 1d
< Ik stop met vragen.
`
	read, err := flows.ParseTranscript("x.txt", script)
	if err != nil {
		t.Fatal(err)
	}
	played := rehearsal.Play(read, rehearsal.NewTalk(book))
	if differs := shown(played); differs != "" {
		t.Errorf("it differs:\n%s\nas it went:\n%s", differs, played.AsItWent)
	}
}
