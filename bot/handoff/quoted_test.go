package handoff_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// Law 15: a quote of what did not arrive is cut; a number that stands where it is cut
// is masked before that, for half of one is not known for a number.
func TestLaw15_AQuoteHoldsNoHalfNumber(t *testing.T) {
	for pad := 40; pad < 62; pad++ {
		w := atDesk(t)
		w.does("Noor", chat.Claimed, "")
		text := strings.Repeat("a", pad) + " 06 12345678"
		w.c.Handoff.Sending = []chat.Posted{{Desk: desk, Card: "y"}}
		w.handle(chat.Event{Kind: chat.Failed, Author: chat.Program, Ref: "y", From: w.c.Address, Value: "refused", Text: text})
		said := strings.Join(toDesk(w), "\n")
		if !strings.Contains(said, "Niet aangekomen bij") || strings.Contains(said, "06 1") || strings.Contains(said, "12345") {
			t.Errorf("cut after %d: %q", 60-pad, said)
		}
	}
}
