package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// Law 16: who has everything erased is erased in their earlier talks too. Cards
// of those stood at the desk with what they told; they are emptied like the last.
func TestLaw16_TheCardsOfEarlierTalksAreEmptied(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		const story = "mijn vader slaat mij al sinds ik een klein kind ben en niemand op school weet daar iets van af"
		f.writes("sam", story)
		f.settle()
		f.press("Noor", f.card("sam"), "Oppakken")
		f.press("Noor", f.card("sam"), "Afronden")
		first := f.card("sam")
		if len(first.Card.Facts) == 0 {
			t.Fatal("the card of the first talk tells nothing: this proves nothing")
		}
		f.writes("eva", story)
		f.settle()
		f.writes("sam", "mens") // a new talk, at the same address
		f.settle()
		if f.card("sam").ts == first.ts {
			t.Fatal("it is not a new talk")
		}
		f.writes("sam", "wis")
		f.writes("sam", "ja")
		f.settle()
		for _, p := range f.desk.all() {
			if p.Card == nil || p.Talk == f.card("eva").Talk {
				continue
			}
			if len(p.Card.Facts)+len(p.Choices) != 0 || p.Card.State != string(chat.Done) || !strings.Contains(p.Text, "heeft alles gewist") {
				t.Errorf("a card still says %q, %+v", p.Text, p.Card)
			}
		}
		if now := f.card("eva"); len(now.Card.Facts) == 0 {
			t.Error("somebody else's card was emptied")
		}
		f.types("Noor", first, "hoe gaat het?") // the old thread is known, and says so
		f.said(first, "Dit gesprek is gewist.")
	})
}
