package switchboard_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// comesOn lets sam tell the intake of the neighbourhood team on a day what it is about,
// up to whether something goes well; the offer follows, or the name.
func (w *world) comesOn(day time.Time, about string) {
	w.t.Helper()
	w.clock.set(day)
	w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Started, From: at("sam"), Author: person, Text: "wijk"})
	for _, text := range []string{"Een brief", about, "Nee, dit was het", "Sla over", "Dat weet ik niet", "Sla over"} {
		w.says("sam", text)
	}
}

// passesOn brings sam to people, and has it rounded off by them.
func (w *world) passesOn() (card string) {
	w.t.Helper()
	w.says("sam", "Zeg ik liever niet")
	for _, f := range w.thread("sam").Card {
		card += f.Label + ": " + f.Text + "\n"
	}
	w.worker("Noor", chat.Claimed, "sam", "")
	w.fills(chat.Closed, "sam", map[string]string{"soort": "zelf", "vervolg": "0"})
	return card
}

// everythingRead is all that ever stood on sam's page.
func (w *world) everythingRead() (all string) {
	for _, l := range w.talk("sam").Lines {
		all += l.Text + "\n" + fmt.Sprint(l.Choices) + "\n"
	}
	return all
}

const offered = "Misschien past dit ook bij u"

// Row 3: with the third talk about the same theme within a year comes an offer, and the
// team reads a suggestion; the person never reads that they came before.
func TestRow3_WhoComesBackWithAThemeIsOfferedSomethingElse(t *testing.T) {
	onShipped(t, func(t *testing.T, w *world) {
		monday := time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam)
		for n := range 2 {
			w.comesOn(monday.AddDate(0, 0, 28*n), "Ik ben veel alleen")
			if strings.Contains(w.sees("sam"), offered) {
				t.Fatalf("talk %d: he reads an offer", n+1)
			}
			if card := w.passesOn(); strings.Contains(card, "vaker") {
				t.Errorf("talk %d: the team reads %s", n+1, card)
			}
		}
		w.comesOn(monday.AddDate(0, 0, 56), "Ik ben veel alleen")
		if sees := w.sees("sam"); !strings.Contains(sees, offered) || !strings.Contains(sees, "Bezoek van een vrijwilliger") || !strings.Contains(sees, "Taalcafé") {
			t.Fatalf("he reads no offer:\n%s", sees)
		}
		w.says("sam", "Bezoek van een vrijwilliger")
		card := w.passesOn()
		for _, want := range []string{"Alleen voor jullie: Dit thema komt vaker terug: alleen. Misschien past: Bezoek van een vrijwilliger (getrainde vrijwilliger)",
			"Taalcafé (activiteit, woensdag 20 januari om 13.30 uur)", "wil hiermee verder: Bezoek van een vrijwilliger"} {
			if !strings.Contains(card, want) {
				t.Errorf("the card does not say %q:\n%s", want, card)
			}
		}
		if read := w.everythingRead(); strings.Contains(read, "vaker") || strings.Contains(read, "derde") || strings.Contains(read, "Alleen voor jullie") {
			t.Errorf("he reads that he came before:\n%s", read)
		}

		offers := strings.Count(w.everythingRead(), offered)
		w.comesOn(monday.AddDate(0, 0, 60), "Geld") // another theme
		if card := w.passesOn(); strings.Count(w.everythingRead(), offered) != offers || strings.Contains(card, "vaker") {
			t.Errorf("another theme brings an offer: %s", card)
		}
		w.comesOn(monday.AddDate(2, 0, 0), "Ik ben veel alleen") // long ago
		if card := w.passesOn(); strings.Count(w.everythingRead(), offered) != offers || strings.Contains(card, "vaker") {
			t.Errorf("what was two years ago counts: %s", card)
		}
	})
}

// Row 3: a theme of danger brings no offer, however often; and whoever erases
// themselves starts at zero.
func TestRow3_NeverInDangerAndFromZeroOnceErased(t *testing.T) {
	onShipped(t, func(t *testing.T, w *world) {
		monday := time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam)
		for n := range 4 {
			w.clock.set(monday.AddDate(0, 0, n))
			w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Started, From: at("sam"), Author: person, Text: "wijk"})
			w.says("sam", "Een brief")
			w.says("sam", "Ik voel me niet veilig")
			card := ""
			for _, f := range w.thread("sam").Card {
				card += f.Text + "\n"
			}
			if strings.Contains(card, "vaker") || strings.Contains(w.everythingRead(), offered) {
				t.Errorf("talk %d about danger: %s", n+1, card)
			}
			w.worker("Noor", chat.Claimed, "sam", "")
			w.fills(chat.Closed, "sam", map[string]string{"soort": "zelf", "vervolg": "0", "themas": "veilig,geld"})
		}
		w.comesOn(monday.AddDate(0, 0, 8), "Geld")
		if !strings.Contains(w.everythingRead(), offered) {
			t.Fatalf("what the worker filled in does not count: %v", w.themes())
		}
		w.says("sam", "Nu niet")
		w.passesOn()
		w.says("sam", "wis")
		w.says("sam", "Ja, wis alles")
		if rows := w.themes(); len(rows) > 0 {
			t.Fatalf("%+v", rows)
		}
		w.comesOn(monday.AddDate(0, 0, 9), "Geld")
		if card := w.passesOn(); strings.Contains(card, "vaker") || strings.Contains(w.everythingRead(), offered) {
			t.Errorf("after wis: %s", card)
		}
	})
}
