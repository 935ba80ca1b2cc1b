package switchboard_test

import (
	"errors"
	"strings"
	"testing"
	"time"

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
		f.writes("sam", "zeg het tegen niemand")
		f.settle()
		f.said(f.card("sam"), "zeg het tegen niemand")
		f.answer(chat.Event{ID: f.id("Noor"), Kind: chat.Noted, Author: colleague("Noor"), Subject: chat.Subject{Kind: chat.SubjectConversation, ID: f.card("sam").Talk}, Text: "Sam zegt: mijn vader"})
		f.said(f.card("sam"), "mijn vader") // a note from the web desk: the bot posts it
		f.rounds("Noor", f.card("sam"))
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
		if texts := strings.Join(f.inThread(first), "\n"); strings.Contains(texts, "niemand") || strings.Contains(texts, "vader") || !strings.Contains(texts, "(gewist)") {
			t.Errorf("the thread still says:\n%s", texts)
		}
		if now := f.card("eva"); len(now.Card.Facts) == 0 {
			t.Error("somebody else's card was emptied")
		}
		f.types("Noor", first, "hoe gaat het?") // the old thread is known, and says so
		f.said(first, "Dit gesprek is weggehaald.")
	})
}

// Law 3: words that a worker types below a card whose receipt is not written down
// yet are not lost: Slack brings them again, and where it stays unknown their
// writer hears it.
func TestLaw3_WordsBelowACardWhoseReceiptIsNotThereYet(t *testing.T) {
	onFloor(t, 1, func(t *testing.T, f *floor) {
		card := f.waits("sam")
		f.press("Noor", card, "Oppakken")
		ev := chat.Event{ID: f.id("Noor"), Kind: chat.Answered, Author: colleague("Noor"), From: card.place(), Text: "Hoi Sam",
			Form: map[string]string{chat.OwnThread: "U0OMZIEN"}, Sent: f.clock.Now()}
		var id, talk string
		if err := f.raw.QueryRow("SELECT id, conversation_id FROM thread").Scan(&id, &talk); err != nil {
			t.Fatal(err)
		}
		f.raw.MustExec("DELETE FROM thread") // as before the mark, which another instance will write
		before := f.count(everything)
		if _, err := f.boards[0].Handle(t.Context(), ev); !errors.Is(err, chat.ErrDown) || f.count(everything) != before {
			t.Fatalf("it is acknowledged, and nobody has it: %v", err)
		}
		late := ev
		late.ID, late.Sent = f.id("Noor"), f.clock.Now().Add(-5*time.Minute)
		if a := f.answer(late); !strings.HasPrefix(a.Text, "Niet verstuurd: ") || f.count(everything) != before {
			t.Errorf("where it stays unknown: %+v", a)
		}
		f.raw.MustExec("INSERT INTO thread (id, conversation_id, consult_id, adapter, read_to, read_at, is_gone, made_at) VALUES ($1, $2, '', 'desk', '', 0, false, 1)", id, talk)
		f.answer(ev)
		if got := f.got("sam"); len(got) != 1 || got[0] != "Hoi Sam" {
			t.Errorf("brought again, the person got %q", got)
		}
	})
}
