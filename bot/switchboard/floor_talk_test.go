package switchboard_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/bot/chat"
)

// Law 7: what is typed in a thread before anybody picked the talk up is kept
// back and asked about; only its writer sends it, and that picks the talk up.
func TestLaw7_TypedBeforeAnybodyPickedItUp(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.types("Noor", card, "Hoi Sam, ik ben Noor.")
		question := f.said(card, "Nog niet verstuurd")
		if got := f.got("sam"); len(got) != 0 {
			t.Fatalf("it went to the person: %q", got)
		}
		// Somebody else may not, and the button is still there for the writer.
		for range 2 {
			if a := f.press("Bas", question, "Oppakken en versturen"); !strings.Contains(a.Text, "tekst van Noor") || len(f.got("sam")) != 0 {
				t.Fatalf("Bas pressed Noor's button: %+v, sent %q", a, f.got("sam"))
			}
		}
		f.press("Noor", question, "Oppakken en versturen")
		if got := f.got("sam"); !slices.Equal(got, []string{"Hoi Sam, ik ben Noor."}) {
			t.Fatalf("the person got %q", got)
		}
		now := f.desk.find(question.ts)
		if len(now.Choices) != 0 || now.Token != "" || !strings.Contains(now.Text, "Noor stuurt dit naar") {
			t.Errorf("the question stands as %q with %+v", now.Text, now.Choices)
		}
		if c := f.card("sam"); c.Card.Worker != "Noor" || c.ts != card.ts {
			t.Errorf("the card says %+v", c.Card)
		}
		f.said(card, "Verstuurd naar "+card.Card.Alias)
		// The button that was pressed does nothing any more, whoever presses it.
		for _, who := range []string{"Noor", "Bas", "Noor"} {
			f.press(who, question, "Oppakken en versturen")
		}
		if got := f.got("sam"); len(got) != 1 {
			t.Errorf("pressed again: %q", got)
		}
	})
}

// Law 7: of a talk that Noor has, Noor's plain text goes out, and the thread says
// to whom; all else is kept back, or a note that says so.
func TestLaw7_OnlyTheClaimantsWordsLeaveTheThread(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		f.types("Noor", card, "Hoi!")
		if got := f.inThread(card); len(got) == 0 || got[len(got)-1] != "Verstuurd naar "+card.Card.Alias+"." {
			t.Errorf("the thread does not say to whom it went: %q", got)
		}
		f.types("Bas", card, "ken jij hem?")
		f.said(card, "Niet verstuurd: Noor heeft dit gesprek. Bewaard als notitie.")
		f.types("Noor", card, "ja, van vorige week")
		question := f.said(card, "notitie van een collega")
		if a := f.press("Bas", question, "Notitie"); !strings.Contains(a.Text, "tekst van Noor") {
			t.Errorf("Bas decided about Noor's text: %+v", a)
		}
		f.press("Noor", question, "Notitie")
		if now := f.desk.find(question.ts); len(now.Choices) != 0 || !strings.Contains(now.Text, "Bewaard als notitie") {
			t.Errorf("the question stands as %q with %+v", now.Text, now.Choices)
		}
		f.types("Noor", card, "@Bas bel jij zijn moeder?")
		mention := f.said(card, "hier staat een @ in")
		f.types("Noor", card, "Kun je vanmiddag?") // the one before is not decided about
		if got := f.got("sam"); !slices.Equal(got, []string{"Hoi!", "Kun je vanmiddag?"}) {
			t.Fatalf("the person got %q", got)
		}
		// A file that nobody can open goes nowhere, and that is said.
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.Answered, Author: colleague("Noor"), From: card.place(), Files: []chat.File{{Kind: "photo", ID: "F1"}}})
		f.said(card, "Niet verstuurd: dit soort bestand gaat niet mee.")

		a := f.rounds("Noor", f.card("sam"))
		if !strings.Contains(a.Text, "niet verstuurd") {
			t.Errorf("closing kept silent about what was not sent: %+v", a)
		}
		if now := f.desk.find(mention.ts); now.Text != "Niet verstuurd." || len(now.Choices) != 0 {
			t.Errorf("after closing the question stands as %q with %+v", now.Text, now.Choices)
		}
		f.types("Noor", card, "o ja, nog dit")
		f.said(card, "Niet verstuurd: dit gesprek is al afgerond.")
		f.press("Noor", mention, "Stuur naar "+card.Card.Alias)
		if got := f.got("sam"); len(got) != 2 {
			t.Errorf("after closing the person got %q", got)
		}
		if c := f.card("sam"); len(c.Choices) != 0 || c.Card.State != string(chat.Done) {
			t.Errorf("the card still stands as %+v with %+v", c.Card, c.Choices)
		}
	})
}

// Law 7: a text that is kept back can be changed and taken back by its writer;
// so can one that was sent, where the person's platform can. A colleague's
// changed note is a note like any other.
func TestLaw7_ChangedWordsInAThread(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		first := f.types("Noor", card, "Hoi Sem")
		change := func(name string, kind chat.Kind, ref, text string) {
			f.answer(chat.Event{ID: f.id(name), Kind: kind, Author: colleague(name), From: card.place(), Ref: ref, Text: text})
		}
		change("Noor", chat.Edited, first, "Hoi Sam")
		f.said(card, "Aangepast. Nog niet verstuurd.")
		change("Bas", chat.Edited, first, "iets van Bas") // not his
		second := f.types("Noor", card, "Vergeet dit")
		forgotten := f.said(card, "Nog niet verstuurd")
		change("Noor", chat.Deleted, second, "")
		if now := f.desk.find(forgotten.ts); now.Text != "Verwijderd. Niet verstuurd." || len(now.Choices) != 0 {
			t.Errorf("what was taken back stands as %q with %+v", now.Text, now.Choices)
		}
		f.press("Noor", f.said(card, "Oppakken en versturen"), "Oppakken en versturen")
		if got := f.got("sam"); !slices.Equal(got, []string{"Hoi Sam"}) {
			t.Fatalf("the person got %q", got)
		}
		change("Noor", chat.Edited, first, "Hoi Sam!")
		f.said(card, "Aangepast bij "+card.Card.Alias)
		change("Noor", chat.Deleted, first, "")
		f.said(card, "Weggehaald bij "+card.Card.Alias)
		reached := len(f.got("sam"))
		note := f.types("Bas", card, "weet jij iets?")
		f.types("Noor", card, "nee")
		f.press("Noor", f.said(card, "notitie van een collega"), "Notitie")
		change("Bas", chat.Edited, note, "weet jij iets van zijn broer?")
		f.types("Noor", card, "die zit in Utrecht")
		if got := f.got("sam"); len(got) != reached {
			t.Errorf("an answer to a colleague reached the person: %q", got)
		}
	})
}

// Law 8: two press Oppakken at once, on two instances: one has the talk, the
// other is told who. An old button tells how it stands, and does nothing.
func TestLaw8_OfTwoPressesOneWins(t *testing.T) {
	onFloor(t, 2, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		names := []string{"Noor", "Bas"}
		answers := make([]chat.Answer, len(names))
		var both sync.WaitGroup
		for i, name := range names {
			ev := f.pressed(name, card, "Oppakken")
			both.Go(func() {
				var err error
				if answers[i], err = f.boards[i].Handle(t.Context(), ev); err != nil {
					t.Errorf("press: %v", err)
				}
			})
		}
		both.Wait()
		f.settle()
		owner := f.card("sam").Card.Worker
		won := slices.Index(names, owner)
		if won < 0 {
			t.Fatalf("%q has the talk; answers %+v", owner, answers)
		}
		lost := 1 - won
		if !strings.HasPrefix(answers[won].Text, "Jij hebt nu") || !strings.Contains(answers[lost].Text, owner) {
			t.Errorf("%s has it; answers %+v", owner, answers)
		}
		// However often: the used button is not freed by who presses it in vain.
		for range 3 {
			if a := f.press(names[lost], card, "Oppakken"); !strings.Contains(a.Text, owner+" praat met") {
				t.Fatalf("the old button says %q", a.Text)
			}
		}
		if n := f.count("SELECT COUNT(*) FROM line WHERE id = '" + card.ID + "' AND used_at IS NULL"); n != 0 {
			t.Error("the used button counts as unused again")
		}
		live := f.card("sam")
		f.press(owner, live, "Terug naar bot")
		f.settle()
		for range 2 {
			f.press(names[lost], card, "Oppakken")
			if th := f.desk.find(card.ts); th.Card.State != "" {
				t.Fatalf("yesterday's button picked it up: %+v", th.Card)
			}
		}
		f.writes("sam", "mens")
		f.settle()
		f.press(names[lost], f.card("sam"), "Oppakken")
		again := f.card("sam")
		if again.Card.Worker != names[lost] {
			t.Fatalf("the new button did nothing: %+v", again.Card)
		}
		f.writes("sam", "nood") // the card is drawn anew, its buttons too
		f.settle()
		for _, old := range []*post{live, card} {
			for _, c := range old.Choices {
				f.press(names[lost], old, c.Label)
			}
		}
		if c := f.card("sam"); c.Card.State != string(chat.Talking) {
			t.Fatalf("an old button ended the talk: %+v", c.Card)
		}
		f.looked(names[lost])        // a talk in danger is not rounded off
		f.rounds(names[lost], again) // of this claim: it counts
		if c := f.card("sam"); c.Card.State != string(chat.Done) {
			t.Errorf("the talk goes on: %+v", c.Card)
		}
		if a := f.press(names[won], card, "Oppakken"); !strings.Contains(a.Text, "afgerond") {
			t.Errorf("after the end the old button says %q", a.Text)
		}
	})
}

// Law 8: a button that nobody pressed, of a card from before the talk changed
// hands, does nothing either.
func TestLaw8_AnUnusedButtonFromBeforeTheTalkChangedHands(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		unused := f.card("sam")
		f.writes("sam", "nood") // drawn anew: these buttons stay unused
		f.settle()
		f.press("Noor", f.card("sam"), "Terug naar bot")
		f.writes("sam", "mens")
		f.settle()
		f.press("Noor", f.card("sam"), "Oppakken")
		if a := f.press("Noor", unused, "Afronden"); !strings.Contains(a.Text, "Noor praat met") || f.card("sam").Card.State != string(chat.Talking) {
			t.Errorf("yesterday's Afronden: %+v, the card %+v", a, f.card("sam").Card)
		}
	})
}

// Law 9, law 19, S4, S19: a token of another talk decides nothing here, a
// person's button is not a worker's nor the reverse, and what was never issued
// is nobody's. Nothing of it is stored.
func TestLaw19_S4_S19_TokensAtADeskAreBound(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		sam, eva := f.waits("sam"), f.waits("eva")
		f.types("Noor", eva, "Hoi Eva")
		question := f.said(eva, "Nog niet verstuurd")
		ev := f.pressed("Noor", question, "Oppakken en versturen")
		ev.From = sam.place() // pressed, says the sender, in Sam's thread
		f.answer(ev)
		if f.card("sam").Card.State != string(chat.Waiting) || len(f.got("sam")) != 0 {
			t.Errorf("Eva's button moved Sam: %+v, %q", f.card("sam").Card, f.got("sam"))
		}
		if f.card("eva").Card.Worker != "Noor" || !slices.Equal(f.got("eva"), []string{"Hoi Eva"}) {
			t.Errorf("it did not do what it says: %+v, %q", f.card("eva").Card, f.got("eva"))
		}
		f.writes("bo", "hoi")
		f.settle()
		var hers string
		for _, m := range f.platform.all() {
			if m.To.Chat == "bo" && m.Token != "" {
				hers = m.Token + ":0"
			}
		}
		before := f.count("SELECT (SELECT COUNT(*) FROM event) + (SELECT COUNT(*) FROM line) + (SELECT COUNT(*) FROM outbox)")
		for id, ev := range map[string]chat.Event{
			"test:worker on hers":  {Author: colleague("Noor"), From: sam.place(), Token: hers},
			"test:hers on desk's":  {Author: person, From: away("sam"), Token: sam.Token + ":0"},
			"test:unknown":         {Author: colleague("Noor"), From: sam.place(), Token: strings.Repeat("A", 24) + ":0"},
			"test:no such choice":  {Author: colleague("Noor"), From: sam.place(), Token: sam.Token + ":7"},
			"test:negative choice": {Author: colleague("Noor"), From: sam.place(), Token: sam.Token + ":-1"},
		} {
			ev.ID, ev.Kind = id, chat.Chose
			if a := f.answer(ev); a.Text == "" {
				t.Errorf("%s is met with silence", id)
			}
		}
		if after := f.count("SELECT (SELECT COUNT(*) FROM event) + (SELECT COUNT(*) FROM line) + (SELECT COUNT(*) FROM outbox)"); after != before {
			t.Errorf("%d things were stored", after-before)
		}
		if hers == "" {
			t.Fatal("bo was offered nothing: this proves less")
		}
		f.press("Noor", sam, "Oppakken") // still there for whoever may
		if f.card("sam").Card.Worker != "Noor" {
			t.Errorf("the refused presses used the button up: %+v", f.card("sam").Card)
		}
	})
}

// Law 9: while Noor has the talk, the bot's timers say nothing in it.
func TestLaw9_TimersAreSilentInATalkAtAPushedDesk(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		f.press("Noor", f.waits("sam"), "Oppakken")
		before := len(f.platform.all())
		f.clock.add(30 * time.Minute)
		f.settle()
		if said := f.platform.all()[before:]; len(said) != 0 {
			t.Errorf("the bot said %+v", said)
		}
	})
}
