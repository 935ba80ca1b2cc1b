package slack

import (
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// asking is a scene with a card in whose list a colleague can be asked.
func asking(t *testing.T, b *scene) (ts string) {
	t.Helper()
	receipt, err := b.a.Send(t.Context(), chat.Message{ID: "kaart3", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: "gesprek3",
		Text: "Noor praat met blauwe vos", Token: "sleutel", Card: &chat.Card{Alias: "blauwe vos", State: "live", Worker: "Noor"},
		Choices: []chat.Choice{
			{Label: "Loslaten", Value: string(chat.LetGo), Verb: chat.LetGo, Style: chat.StyleMore},
			{Label: "Overdragen aan collega…", Value: string(chat.PassedOn), Verb: chat.Asked, Style: chat.StyleMore},
		}})
	if err != nil {
		t.Fatal(err)
	}
	b.answer(func(ev chat.Event) (chat.Answer, error) {
		whom := chat.Field{Name: chat.Colleague, Label: "Wie vraag je?", Kind: chat.FieldWorker, Required: true}
		if name := ev.Form[chat.ColleagueName]; name != "" {
			whom.Options = []chat.Option{{Value: ev.Form[chat.Colleague], Label: name}}
		}
		form := chat.Form{Kind: chat.PassedOn, Title: "Vraag een collega", Send: "Vragen", Fields: []chat.Field{whom, {Name: "erbij", Label: "Erbij", Kind: chat.FieldWords}}}
		if ev.Form == nil {
			return chat.Answer{Form: &form}, nil
		}
		if form, ok := form.Filled(ev.Form); !ok {
			return chat.Answer{Form: &form}, nil
		}
		return chat.Answer{Text: "Gevraagd aan " + ev.Form[chat.ColleagueName] + "."}, nil
	})
	return receipt.ID
}

func (b *scene) asks(ts string) slacktest.View {
	b.t.Helper()
	b.noor.Choose(b.desk, ts, "Overdragen aan collega…").Await()
	return b.noor.AwaitView("the form", func(v slacktest.View) bool { return v.Submit != "" })
}

func TestLaw19_AColleagueIsAskedOnlyWhereTheyAreAWorkerHere(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		bas := b.Worker("U0BAS", "Bas").Join(b.desk)
		b.Worker("U0GAST", "Gast").Guest().Join(b.desk)
		b.Worker("U0WEG", "Weg") // of the workspace, and not at this desk
		ts := asking(t, b)
		v := b.asks(ts)
		if asked := b.one(); asked.Token != "sleutel:1" || asked.Form != nil || asked.Kind != chat.Claimed {
			t.Errorf("chosen: %+v", asked)
		}
		for _, nobody := range []string{"U0GAST", "U0WEG", "U0NIEMAND"} {
			b.noor.Submit(v.ID, map[string]string{chat.Colleague: nobody, "erbij": "Zus belt mee."}).Await()
			b.noor.AwaitView("that it is no worker", func(v slacktest.View) bool {
				return strings.Contains(v.Errors[chat.Colleague], "geen medewerker")
			})
			if ev := b.one(); ev.Form[chat.ColleagueName] != "" || ev.Form["erbij"] != "Zus belt mee." {
				t.Errorf("%s: %+v", nobody, ev)
			}
		}
		b.noor.Submit(v.ID, map[string]string{chat.Colleague: bas.ID, "erbij": "Zus belt mee."}).Await()
		ev := b.one()
		if ev.Kind != chat.PassedOn || ev.Token != "sleutel:1" || ev.Form[chat.Colleague] != "slack:U0BAS" || ev.Form[chat.ColleagueName] != "Bas" || ev.Form["erbij"] != "Zus belt mee." {
			t.Errorf("sent in: %+v", ev)
		}
		b.noor.AwaitTold("that it is asked", func(s string) bool { return strings.Contains(s, "Gevraagd aan Bas.") })
	})
}

// Slack cannot be asked who somebody is: nothing is stored, and all that was
// typed stays.
func TestForms_AColleagueOfWhomNothingIsKnownKeepsTheFormOpen(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		bas := b.Worker("U0BAS", "Bas").Join(b.desk)
		v := b.asks(asking(t, b))
		b.taken()
		b.Refuse("users.info", "internal_error")
		b.noor.Submit(v.ID, map[string]string{chat.Colleague: bas.ID, "erbij": "Zus belt mee."}).Await()
		b.none("nobody knows whether Bas works here")
		b.noor.AwaitView("that it is not stored", func(v slacktest.View) bool { return strings.Contains(v.Errors[chat.Colleague], "Nog niet opgeslagen") })
		b.Refuse("users.info", "")
		b.noor.Submit(v.ID, map[string]string{chat.Colleague: bas.ID, "erbij": "Zus belt mee."}).Await()
		if ev := b.one(); ev.Form[chat.ColleagueName] != "Bas" {
			t.Errorf("%+v", ev)
		}
	})
}

func TestList_WhatOpensNoFormIsPressedAtOnce(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		ts := asking(t, b)
		b.noor.Choose(b.desk, ts, "Loslaten").Await()
		if ev := b.one(); ev.Token != "sleutel:0" || len(b.noor.Views()) != 0 {
			t.Errorf("%+v, %v", ev, b.noor.Views())
		}
	})
}
