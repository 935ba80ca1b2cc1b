package slack

import (
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// A text of the playbook: a shortcut on a message, which text, and then that text
// to be changed before it goes.
func TestLaw7_ATextIsChosenThenChangedThenSent(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		list := chat.Form{Kind: chat.Canned, Title: "Standaardtekst", Send: "Verder", Fields: []chat.Field{{
			Name: chat.CannedWhich, Label: "Welke tekst?", Kind: chat.FieldChoice, Required: true,
			Options: []chat.Option{{Value: "hallo", Label: "Begroeten", About: strings.Repeat("Hoi 😀 ", 30)}, {Value: "tijd", Label: "Neem de tijd"}}}}}
		text := chat.Form{Kind: chat.Canned, Title: "Standaardtekst", Send: "Versturen", Fields: []chat.Field{{
			Name: chat.CannedWords, Label: "Tekst", Kind: chat.FieldWords, Required: true, Value: "Hoi Sam <!here>, ik ben Noor."}}}
		b.answer(func(ev chat.Event) (chat.Answer, error) {
			switch {
			case ev.Form == nil:
				return chat.Answer{Form: &list}, nil
			case ev.Form[chat.CannedWords] == "":
				return chat.Answer{Form: &text}, nil
			}
			return chat.Answer{Text: "Gaat naar blauwe vos. Tegenhouden kan nog 5 seconden.", Press: chat.Choice{Label: "Niet versturen", Verb: chat.Recalled}, Token: "weg"}, nil
		})
		b.noor.ShortcutOn(b.desk, b.card, string(chat.Canned)).Await()
		v := b.noor.AwaitView("the list", func(v slacktest.View) bool { return v.Submit == "Verder" })
		if ev := b.one(); ev.Kind != chat.Asked || ev.Value != string(chat.Canned) || ev.From != b.address() {
			t.Errorf("asked: %+v", ev)
		}
		b.noor.Submit(v.ID, map[string]string{chat.CannedWhich: "hallo"}).Await()
		next := b.noor.AwaitView("the text", func(v slacktest.View) bool { return v.Submit == "Versturen" })
		if ev := b.one(); ev.Kind != chat.Canned || ev.Form[chat.CannedWhich] != "hallo" || next.ID != v.ID || strings.Contains(next.About, "Hoi") {
			t.Errorf("chosen: %+v, %+v", ev, next)
		}
		b.noor.Submit(next.ID, map[string]string{chat.CannedWords: "Hoi Sam <!here>, ik ben Noor. Hoe gaat het?"}).Await()
		ev := b.one()
		if ev.Kind != chat.Canned || ev.From != b.address() || ev.Form[chat.CannedWords] != "Hoi Sam <!here>, ik ben Noor. Hoe gaat het?" || len(b.noor.Views()) != 0 {
			t.Errorf("sent in: %+v, %+v", ev, b.noor.Views())
		}
		b.noor.AwaitTold("that it can be taken back", func(s string) bool {
			return strings.Contains(s, "Tegenhouden kan nog") && strings.Contains(s, "Niet versturen")
		})
	})
}
