package slack

import (
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// Slack shows the way to the web desk, where a worker says why: never what is hidden.
func TestLaw15_WhatIsHiddenIsShownOnTheWebDeskAndNotHere(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			b := newScene(t, way, func(_ *scene, c *Config) { c.DeskURL = "https://hulp.example.nl/desk" })
			receipt, err := b.a.Send(t.Context(), chat.Message{ID: "kaart4", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: "gesprek4",
				Text: "Noor praat met blauwe vos", Token: "sleutel", Card: &chat.Card{Alias: "blauwe vos", State: "live", Worker: "Noor"},
				Choices: []chat.Choice{{Label: "Toon op webdesk…", Value: string(chat.Revealed), Verb: chat.Asked, Style: chat.StyleMore}}})
			if err != nil {
				t.Fatal(err)
			}
			said := b.Hear()
			b.answer(func(chat.Event) (chat.Answer, error) {
				return chat.Answer{Text: "Nummers staan alleen op de webdesk.", Ref: "0199-abc"}, nil
			})
			b.noor.Choose(b.desk, receipt.ID, "Toon op webdesk…").Await()
			b.noor.AwaitView("where it stands", func(v slacktest.View) bool {
				return v.Submit == "" && strings.Contains(v.Text, "Nummers staan alleen op de webdesk.") && strings.Contains(v.Text, "Open het gesprek op de webdesk")
			})
			if said.Find(`"url":"https://hulp.example.nl/desk#gesprek=0199-abc"`) == "" {
				t.Error("it leads elsewhere")
			}
			events := b.taken()
			if ev := events[len(events)-1]; ev.Token != "sleutel:0" || ev.Form != nil {
				t.Errorf("%+v", ev)
			}
		})
	}
}
