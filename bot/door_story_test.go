package main

import (
	"encoding/json"
	"image/png"
	"net/url"
	"strings"
	"testing"

	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// Row 22: a landlord reports arrears. Noor prints a card for the letter box, on which
// nothing says why she comes; whoever scans it reads kind words, and Noor sees it.
func TestStoryOfACardAtTheDoor(t *testing.T) {
	t.Parallel()
	for name, database := range bothDatabases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fake := telegramtest.New(t)
			p := start(t, append(database(), "TELEGRAM_BOT_TOKEN="+fake.Token, "TELEGRAM_API_URL="+fake.URL)...)
			noor := signedInAt(p, "Noor")
			form := map[string]string{
				"bron": "verhuurder", "akkoord": "signaal", "roepnaam": "Hendrik", "telefoon": "06 12345678", "adres": "Dorpsstraat 12",
				"waarover": "Huur, sinds september, ongeveer 1200 euro.", "team": "wijkteam", "spoed": "rustig",
			}
			posts := func(event map[string]any) (a chat.Answer) {
				t.Helper()
				if err := json.Unmarshal([]byte(noor.posts(event)), &a); err != nil {
					t.Fatal(err)
				}
				return a
			}
			id := posts(map[string]any{"kind": chat.Registered, "form": form}).Ref
			if id == "" {
				t.Fatal("not registered")
			}
			if told := posts(map[string]any{"kind": chat.LeftCard, "conversation": id, "form": map[string]string{"gesproken": "nee", "weer": "7"}}); !strings.Contains(told.Text, "1 keer geprobeerd") {
				t.Errorf("Noor is told %q", told.Text)
			}

			query := "?gesprek=" + url.QueryEscape(id)
			card := noor.gets("/desk/kaart" + query)
			for _, secret := range []string{"Hendrik", "Dorpsstraat", "1200 euro", "huur", "Huur", "achterstand", "schuld", "06 12345678"} {
				if strings.Contains(card, secret) {
					t.Errorf("%q stands on the card", secret)
				}
			}
			if _, err := png.Decode(strings.NewReader(noor.gets("/desk/kaart.png" + query))); err != nil {
				t.Errorf("the QR code: %v", err)
			}
			_, rest, found := strings.Cut(card, "?start=")
			payload, _, _ := strings.Cut(rest, "<")
			if !found || !strings.HasPrefix(payload, chat.DoorPrefix) {
				t.Fatalf("the card leads nowhere:\n%s", card)
			}
			if other := noor.gets("/desk/kaart?gesprek=verzonnen"); !strings.Contains(other, "is er geen kaart") {
				t.Error("there is a card for nobody")
			}

			hendrik := fake.Person(4711)
			hendrik.Start(payload)
			hendrik.See("U kreeg een kaart van ons.")
			thread := func() string { return noor.gets("/desk/thread?id=" + url.QueryEscape(id)) }
			p.until("Noor sees that the card was used", func() bool { return strings.Contains(thread(), "De kaart voor Hendrik") })
			if now := thread(); !strings.Contains(now, `"group":"waiting"`) || !strings.Contains(now, "1 keer geprobeerd") || !strings.Contains(now, "Dorpsstraat 12") {
				t.Errorf("it does not wait for somebody again:\n%s", now)
			}
			for _, secret := range []string{payload, "Hendrik ·", "06 12345678", "Dorpsstraat", "september"} {
				if strings.Contains(p.out.String(), secret) {
					t.Errorf("Law 17: %q stands in the log", secret)
				}
			}
		})
	}
}

// Where there is no Telegram the card leads to the chat page.
func TestACardWithoutTelegramLeadsToTheChatPage(t *testing.T) {
	t.Parallel()
	for name, database := range bothDatabases(t) {
		if name != "sqlite" {
			continue
		}
		p := start(t, database()...)
		noor := signedInAt(p, "Noor")
		var a chat.Answer
		said := noor.posts(map[string]any{"kind": chat.Registered, "form": map[string]string{
			"bron": "water", "akkoord": "signaal", "waarover": "Water.", "team": "wijkteam", "spoed": "rustig"}})
		if err := json.Unmarshal([]byte(said), &a); err != nil || a.Ref == "" {
			t.Fatalf("not registered: %s", said)
		}
		if card := noor.gets("/desk/kaart?gesprek=" + url.QueryEscape(a.Ref)); !strings.Contains(card, p.base+"/?start="+chat.DoorPrefix) || strings.Contains(card, "Telegram") {
			t.Errorf("the card leads elsewhere:\n%s", card)
		}
	}
}
