package slack

import (
	"maps"
	"strings"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// rounding is a form with every kind of field.
func rounding() chat.Form {
	weeks := []chat.Option{{Value: "0", Label: "Nee"}, {Value: "2", Label: "Over 2 weken"}}
	var themes []chat.Option
	for _, name := range strings.Fields("geld wonen school werk thuis alleen gezond taal vrije-tijd gezin liefde") {
		themes = append(themes, chat.Option{Value: name, Label: name})
	}
	return chat.Form{Kind: chat.Closed, Title: "Afronden", Send: "Afronden", Intro: "Je rondt het gesprek af.", Fields: []chat.Field{
		{Name: "soort", Label: "Wat was het?", Kind: chat.FieldChoice, Required: true, Options: []chat.Option{
			{Value: "zelf", Label: "Gesprek"}, {Value: "grap", Label: "Grap", Alone: true}, {Value: "oefening", Label: "OEFENING", Alone: true}}},
		{Name: "vervolg", Label: "Vervolg?", Kind: chat.FieldChoice, Required: true, Options: weeks},
		{Name: "themas", Label: "Waarover?", Kind: chat.FieldSeveral, Options: themes},
		{Name: "ook", Label: "Ook", Kind: chat.FieldSeveral, Options: weeks},
		{Name: "dag", Label: "Wanneer?", Kind: chat.FieldDate, Value: "2026-11-22"},
		{Name: "keer", Label: "Hoe vaak?", Kind: chat.FieldNumber},
		{Name: "kracht", Label: "Sterk in", Kind: chat.FieldText},
		{Name: "notitie", Label: "Notitie", Hint: "Alleen voor het team.", Kind: chat.FieldWords, Value: "begin"},
	}}
}

// desk answers as the switchboard does: a form that is asked for, one that is
// wrong, and words for one that is taken.
func (b *scene) takesForms() {
	b.answer(func(ev chat.Event) (chat.Answer, error) {
		form, ok := rounding().Filled(ev.Form)
		switch {
		case ev.Form == nil:
			form = rounding()
			return chat.Answer{Form: &form}, nil
		case !ok:
			return chat.Answer{Form: &form}, nil
		}
		return chat.Answer{Text: "Afgerond: blauwe vos."}, nil
	})
}

// rounds is a scene with a card that can be rounded off.
func rounds(t *testing.T, b *scene) (ts string) {
	t.Helper()
	receipt, err := b.a.Send(t.Context(), chat.Message{ID: "kaart2", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: "gesprek2",
		Text: "Noor praat met blauwe vos", Token: "sleutel", Card: &chat.Card{Alias: "blauwe vos", State: "live", Worker: "Noor"},
		Choices: []chat.Choice{{Label: "Afronden", Value: string(chat.Closed), Verb: chat.Asked}}})
	if err != nil {
		t.Fatal(err)
	}
	b.takesForms()
	return receipt.ID
}

// opened presses Afronden, and waits for the form.
func (b *scene) opened(ts string) slacktest.View {
	b.t.Helper()
	b.noor.Press(b.desk, ts, "Afronden").Await()
	return b.noor.AwaitView("the form", func(v slacktest.View) bool { return v.Submit != "" })
}

func TestForms_APressOpensAFormThatIsSentIn(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		ts := rounds(t, b)
		v := b.opened(ts)
		asked := b.one()
		if asked.Token != "sleutel:0" || asked.Author.Name != "Noor" || asked.Form != nil {
			t.Errorf("the press: %+v", asked)
		}
		if v.Title != "Afronden" || len(v.Fields) != 8 || !strings.Contains(v.Text, "Je rondt het gesprek af.") || strings.Contains(v.About, "blauwe") {
			t.Errorf("the form: %+v", v)
		}
		d := b.noor.Submit(v.ID, map[string]string{"soort": "zelf", "vervolg": "2", "themas": "geld,taal", "ook": "0,2", "keer": "3", "kracht": "Lacht <!here>"}).Await()
		ev := b.one()
		want := map[string]string{"soort": "zelf", "vervolg": "2", "themas": "geld,taal", "ook": "0,2", "dag": "2026-11-22", "keer": "3", "kracht": "Lacht <!here>", "notitie": "begin"}
		if ev.Kind != chat.Closed || ev.Token != "sleutel:0" || !maps.Equal(ev.Form, want) || ev.Author.ID != "slack:U0NOOR" || ev.From != (chat.Address{Adapter: Name, Chat: "C0DESK", Thread: ts}) {
			t.Errorf("sent in: %+v", ev)
		}
		if strings.Contains(ev.ID, "geld") || strings.Contains(ev.ID, "Lacht") {
			t.Errorf("the id tells what was typed: %s", ev.ID) // law 17
		}
		if !strings.Contains(d.Body(), `"clear"`) || len(b.noor.Views()) != 0 {
			t.Errorf("the modal stays: %q", d.Body())
		}
		b.noor.AwaitTold("that it is done", func(s string) bool { return strings.Contains(s, "Afgerond: blauwe vos.") })
	})
}

func TestLaw1_TheSameFormTwiceIsOneEventAndAnotherOneIsNot(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		v := b.opened(rounds(t, b))
		b.taken()
		d := b.noor.Submit(v.ID, map[string]string{"soort": "zelf", "vervolg": "0"}).Await()
		first := b.one()
		b.Again(d).Await()
		if again := b.one(); again.ID != first.ID {
			t.Errorf("sent in twice: %s and %s", first.ID, again.ID)
		}
	})
	eachWay(t, func(t *testing.T, b *scene) {
		v := b.opened(rounds(t, b))
		b.taken()
		b.answer(func(chat.Event) (chat.Answer, error) {
			f := rounding().Wrong("soort", "Nee.")
			return chat.Answer{Form: &f}, nil
		})
		b.noor.Submit(v.ID, map[string]string{"soort": "zelf", "vervolg": "0"}).Await()
		first := b.one()
		b.noor.Submit(v.ID, map[string]string{"soort": "zelf", "vervolg": "2"}).Await()
		if other := b.one(); other.ID == first.ID {
			t.Error("what was changed is taken for what was sent in before")
		}
	})
}

func TestForms_WhatIsWrongStandsAtItsField(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		v := b.opened(rounds(t, b))
		b.answer(func(chat.Event) (chat.Answer, error) {
			f := rounding().Wrong("vervolg", "Kies iets uit de lijst.")
			return chat.Answer{Form: &f}, nil
		})
		b.noor.Submit(v.ID, map[string]string{"soort": "zelf", "vervolg": "2", "notitie": "lang verhaal"}).Await()
		b.noor.AwaitView("what is wrong", func(v slacktest.View) bool { return v.Errors["vervolg"] == "Kies iets uit de lijst." })
	})
}

func TestForms_NothingTypedIsLostWhereItCannotBeStored(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		v := b.opened(rounds(t, b))
		b.taken()
		b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown })
		values := map[string]string{"soort": "zelf", "vervolg": "2", "notitie": "lang verhaal"}
		b.noor.Submit(v.ID, values).Await()
		b.none("the database is down")
		b.noor.AwaitView("that it is not stored", func(v slacktest.View) bool { return strings.Contains(v.Errors["soort"], "Nog niet opgeslagen") })
		b.takesForms()
		b.noor.Submit(v.ID, values).Await()
		if ev := b.one(); ev.Form["notitie"] != "lang verhaal" {
			t.Errorf("%+v", ev)
		}
		if len(b.noor.Views()) != 0 {
			t.Error("the modal stays")
		}
	})
}

func TestForms_OnePressSaysItAll(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		v := b.opened(rounds(t, b))
		b.taken()
		b.noor.PressInView(v.ID, "OEFENING", map[string]string{"kracht": "half getypt"}).Await()
		ev := b.one()
		if ev.Kind != chat.Closed || ev.Form["soort"] != "oefening" || ev.Form["kracht"] != "half getypt" || ev.Token != "sleutel:0" {
			t.Errorf("%+v", ev)
		}
		b.noor.AwaitView("that it is done", func(v slacktest.View) bool {
			return v.Submit == "" && strings.Contains(v.Text, "Afgerond: blauwe vos.")
		})
	})
}

func TestForms_WhoeverMayNotAndWhoeverIsLateIsTold(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		ts := rounds(t, b)
		eva := b.Worker("U0EVA", "Eva").Guest().Join(b.desk)
		eva.Press(b.desk, ts, "Afronden").Await()
		eva.AwaitView("that it is not theirs", func(v slacktest.View) bool { return strings.Contains(v.Text, textNotYours) })
		b.none("a guest")

		b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{Text: "Bas heeft dit gesprek."}, nil })
		b.noor.Press(b.desk, ts, "Afronden").Await()
		b.noor.AwaitView("who has it", func(v slacktest.View) bool {
			return v.Submit == "" && strings.Contains(v.Text, "Bas heeft dit gesprek.")
		})
		b.taken()

		b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown })
		b.noor.Press(b.desk, ts, "Afronden").Await()
		b.noor.AwaitView("that it went wrong", func(v slacktest.View) bool { return strings.Contains(v.Text, textNoAnswer) })
	})
}

// The trigger is good for three seconds: a form is opened before anything is
// asked of the database (bolt-python #434, #886).
func TestForms_OpensBeforeTheDatabaseAnswers(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		ts := rounds(t, b)
		let := make(chan struct{})
		b.answer(func(chat.Event) (chat.Answer, error) {
			<-let
			f := rounding()
			return chat.Answer{Form: &f}, nil
		})
		d := b.noor.Press(b.desk, ts, "Afronden")
		b.noor.AwaitView("an empty form", func(v slacktest.View) bool { return strings.Contains(v.Text, textLoading) })
		close(let)
		d.Await()
		b.noor.AwaitView("the form", func(v slacktest.View) bool { return v.Submit != "" })
	})
}

func TestForms_ATriggerThatIsOverIsTold(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		ts := rounds(t, b)
		b.Refuse("views.open", "expired_trigger_id")
		b.noor.Press(b.desk, ts, "Afronden").Await()
		b.noor.AwaitTold("that it did not open", func(s string) bool { return strings.Contains(s, "Het formulier ging niet open") })
		b.none("a form that did not open")
		b.Refuse("views.open", "")
		b.opened(ts)
	})
}

// A form that opened and cannot be drawn does not keep anybody waiting.
func TestForms_OneThatCannotBeDrawnIsTold(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		ts := rounds(t, b)
		b.Refuse("views.update", "internal_error")
		b.noor.Press(b.desk, ts, "Afronden").Await()
		b.noor.AwaitTold("that it cannot be shown", func(s string) bool { return strings.Contains(s, "Het formulier kon niet worden getoond") })
	})
}

// Whoever closed the modal before it was drawn does not want it.
func TestForms_AClosedModalIsNoMistake(t *testing.T) {
	b := newScene(t, "socket", nil)
	ts := rounds(t, b)
	let := make(chan struct{})
	b.answer(func(chat.Event) (chat.Answer, error) {
		<-let
		f := rounding()
		return chat.Answer{Form: &f}, nil
	})
	d := b.noor.Press(b.desk, ts, "Afronden")
	v := b.noor.AwaitView("an empty form", func(slacktest.View) bool { return true })
	b.noor.CloseView(v.ID)
	close(let)
	d.Await()
	b.takesForms()
	b.opened(ts) // whispers go in order, so the other one was tried before
	if n := b.count("unsaid"); n != 0 {
		t.Errorf("%d are unsaid", n)
	}
}

func TestForms_ShortcutsOpenThem(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		b.takesForms()
		b.noor.Shortcut(string(chat.Registered)).Await()
		v := b.noor.AwaitView("the form", func(v slacktest.View) bool { return v.Submit != "" })
		ev := b.one()
		if ev.Kind != chat.Asked || ev.Value != string(chat.Registered) || ev.From != (chat.Address{Adapter: Name, Chat: "C0DESK"}) || ev.Token != "" {
			t.Errorf("anywhere: %+v", ev)
		}
		b.noor.Submit(v.ID, map[string]string{"soort": "zelf", "vervolg": "0"}).Await()
		if ev := b.one(); ev.Kind != chat.Registered || ev.From.Thread != "" || ev.From.Chat != "C0DESK" {
			t.Errorf("sent in: %+v", ev)
		}
		reply := b.noor.Reply(b.desk, b.card, "hoi").Await()
		b.taken()
		for _, ts := range []string{b.card, reply.TS} {
			b.noor.ShortcutOn(b.desk, ts, string(chat.Meldcode)).Await()
			if ev := b.one(); ev.Kind != chat.Asked || ev.Value != string(chat.Meldcode) || ev.From != b.address() {
				t.Errorf("on a message: %+v", ev)
			}
		}
		stranger := b.Worker("U0ANDER", "Ander")
		stranger.Shortcut(string(chat.Registered)).Await()
		stranger.AwaitView("that it is not theirs", func(v slacktest.View) bool { return strings.Contains(v.Text, textNotYours) })
		b.none("somebody of no desk")
	})
}

// What is typed at a desk and what comes of it is in no log (law 17).
func TestLaw17_NothingThatWasFilledInIsLogged(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		v := b.opened(rounds(t, b))
		b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown })
		b.noor.Submit(v.ID, map[string]string{"soort": "zelf", "vervolg": "2", "notitie": "heel geheim"}).Await()
		b.later.Store(int64(time.Second))
		for _, secret := range []string{"heel geheim", "sleutel"} {
			if strings.Contains(b.log.String(), secret) {
				t.Errorf("the log holds %q", secret)
			}
		}
	})
}

// Row 22: what was done to reach somebody is written down below the card, in a form of
// its own for each way; the card that rests says so where only its first line is read.
func TestRow22_ContactIsSoughtFromTheCard(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		one := chat.Message{ID: "kaart9", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: "gesprek9", Text: "Probeer Jan · blauwe vos weer op vrijdag 27 nov.", Token: "sleutel",
			Card: &chat.Card{Alias: "Jan · blauwe vos", State: string(chat.Resting), Facts: []chat.CardFact{{Label: "Adres", Text: "staat op de webdesk"}, {Label: "Geprobeerd", Text: "1 keer geprobeerd: 24 nov 10:15 gebeld, niemand (Noor)."}}},
			Choices: []chat.Choice{{Label: "Oppakken", Value: string(chat.Claimed), Verb: chat.Claimed, Style: "primary"}, {Label: "Gebeld", Value: string(chat.Phoned), Verb: chat.Asked},
				{Label: "Kaart gebracht", Value: string(chat.LeftCard), Verb: chat.Asked}, {Label: "Langs geweest", Value: string(chat.Visited), Verb: chat.Asked}}}
		if fallback, _ := card(one); !strings.Contains(fallback, "komt later terug in de wachtrij") || strings.Contains(fallback, "chatbot") {
			t.Errorf("a notification says %q", fallback)
		}
		receipt, err := b.a.Send(t.Context(), one)
		if err != nil {
			t.Fatal(err)
		}
		form := chat.Form{Kind: chat.LeftCard, Title: "Kaart gebracht", Send: "Bewaren", Intro: "Jan · blauwe vos. 1 keer geprobeerd.", Fields: []chat.Field{
			{Name: "gesproken", Label: "Heb je iemand gesproken?", Kind: chat.FieldChoice, Required: true, Value: "nee", Options: []chat.Option{{Value: "ja", Label: "Gesproken"}, {Value: "nee", Label: "Niemand"}}},
			{Name: "weer", Label: "Wanneer proberen we het weer?", Kind: chat.FieldChoice, Value: "0", Options: []chat.Option{{Value: "0", Label: "Dat staat nog open"}, {Value: "3", Label: "Over 3 dagen"}}},
		}}
		b.answer(func(ev chat.Event) (chat.Answer, error) {
			if ev.Form == nil {
				return chat.Answer{Form: &form}, nil
			}
			return chat.Answer{Text: "Bewaard: kaart gebracht, niemand."}, nil
		})
		b.noor.Press(b.desk, receipt.ID, "Kaart gebracht").Await()
		v := b.noor.AwaitView("the form", func(v slacktest.View) bool { return v.Submit != "" })
		if asked := b.one(); asked.Token != "sleutel:2" || v.Title != "Kaart gebracht" || strings.Contains(v.About, "Jan") {
			t.Errorf("asked %+v, and got %+v", asked, v)
		}
		b.noor.Submit(v.ID, map[string]string{"gesproken": "nee", "weer": "3"}).Await()
		if ev := b.one(); ev.Kind != chat.LeftCard || ev.Token != "sleutel:2" || ev.Form["gesproken"] != "nee" || ev.Form["weer"] != "3" {
			t.Errorf("sent in: %+v", ev)
		}
		b.noor.AwaitTold("that it is kept", func(s string) bool { return strings.Contains(s, "Bewaard: kaart gebracht") })
	})
}
