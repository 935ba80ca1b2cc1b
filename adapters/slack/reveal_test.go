package slack

import (
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// Slack hears why, and answers with the way to the web desk: never with what is
// hidden.
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
			form := chat.Form{Kind: chat.Revealed, Title: "Toon op webdesk", Send: "Tonen", Fields: []chat.Field{
				{Name: "waarom", Label: "Waarom?", Kind: chat.FieldChoice, Required: true, Options: []chat.Option{{Value: "bellen", Label: "Bellen"}}}}}
			b.answer(func(ev chat.Event) (chat.Answer, error) {
				if ev.Form == nil {
					return chat.Answer{Form: &form}, nil
				}
				return chat.Answer{Text: "Tot 15.00 uur staat het op de webdesk.", Ref: "0199-abc"}, nil
			})
			b.noor.Choose(b.desk, receipt.ID, "Toon op webdesk…").Await()
			v := b.noor.AwaitView("the form", func(v slacktest.View) bool { return v.Submit == "Tonen" })
			b.noor.Submit(v.ID, map[string]string{"waarom": "bellen"}).Await()
			b.noor.AwaitTold("where it stands", func(s string) bool {
				return strings.Contains(s, "Tot 15.00 uur") && strings.Contains(s, "Open het gesprek op de webdesk"+slacktest.Link)
			})
			if said.Find(`"url":"https://hulp.example.nl/desk#gesprek=0199-abc"`) == "" {
				t.Error("it leads elsewhere")
			}
			events := b.taken()
			if ev := events[len(events)-1]; ev.Kind != chat.Revealed || ev.Token != "sleutel:0" || ev.Form["waarom"] != "bellen" {
				t.Errorf("%+v", ev)
			}
		})
	}
}
