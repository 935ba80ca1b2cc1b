package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// Somebody close to a member who gets a mail reads first which organisation writes, about
// which circle, and why to them; and in the end that they need not go. What is still to
// be done is for those who look after the circle.
func TestM10_ANaasteReadsWhoWrites(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		book := flowstest.BuiltIn(t)
		w := newWorldWith(t, b, 1, book, around, func(_ *world, cfg *switchboard.Config) { cfg.MailBy = "pushed" })
		w.joins(0)
		if err := w.stores[0].KeepWatcher(t.Context(), chat.WatcherChat{Coordinator: "anja", At: own("anja"), Since: w.clock.Now()}); err != nil {
			t.Fatal(err)
		}
		w.saves(memberID(0), "naam", "Riet de Wit", "initialen", "R.W.", "kanaal", "pushed",
			"naaste1naam", "Els", "naaste1telefoon", "06 23456789", "naaste1mail", "els@example.nl", "naaste1akkoord", "ja")
		w.plans()
		w.until(tuesday(10, 45), w.boards[0])
		w.writes(memberID(0), chat.Said, "ja, alles goed")
		w.works(w.boards[0])
		read := w.said(chat.Address{Adapter: "pushed", Chat: "els@example.nl"})
		if len(read) != 2 || !strings.Contains(read[0].Text, "Kunt u gaan kijken?") || !strings.Contains(read[1].Text, "alles is goed. Er is nu niets meer nodig. U hoeft niet te gaan kijken.") {
			t.Fatalf("she reads %+v", read)
		}
		for _, m := range read {
			if first := book.Organisation.Name + ", belcirkel Noord: u staat bij ons als naaste van R.W.\n"; !strings.HasPrefix(m.Text, first) || strings.Contains(m.Text, "afrondt") {
				t.Errorf("she reads\n%s", m.Text)
			}
		}
		heard := w.said(own("anja"))
		if last := heard[len(heard)-1].Text; !strings.Contains(last, "De melding blijft open tot iemand haar afrondt.") || strings.Contains(last, "naaste") {
			t.Errorf("who looks after the circle reads\n%s", last)
		}
	})
}
