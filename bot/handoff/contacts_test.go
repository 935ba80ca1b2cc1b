package handoff_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"omzien/bot/chat"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// callMe asks for all by which somebody is reached, and names it on both cards.
const callMe = `flow: bel
title: B
language: nl
form: u
starts: [{default: webchat}]
data:
  alias: {type: text, about: naam}
  nummer: {type: phone, about: telefoon}
  mail: {type: email, about: e-mail}
  klopt: {type: yesno, about: klopt het}
steps:
  - ask: Hoe heet u?
    save: alias
  - ask: Op welk nummer?
    save: nummer
    skip: Geen nummer
  - ask: Wat is uw e-mail voor {nummer}?
    save: mail
    skip: Geen
  - choose: Klopt {nummer}?
    save: klopt
    options: [ja: Ja, nee: Nee]
  - notify: team
    card: [nummer, mail, klopt]
    say: Het team belt u op {nummer}.
  - ask: Nog iets?
  - handoff: team
    card: [nummer]
    say: Ik vraag het team.
`

func oneTeam(t *testing.T, source string) *flows.Playbook {
	t.Helper()
	book := flowstest.Book(t, map[string]string{
		"flows/v.yaml": source,
	})
	return book
}

// By none of a person's own numbers may a pushed desk, or an alarm, know them;
// what they wrote beside one stands there, and the web desk has all of it.
func TestLaw15_NoPushedDeskAndNoAlarmHasATelephoneNumber(t *testing.T) {
	w := newTalk(t)
	w.book = oneTeam(t, callMe)
	w.facts.Desks = []chat.Address{desk}
	w.person(chat.Started, "")
	for _, text := range []string{"0611112222", "061234", "0612345678 maar niet na tien, mijn vader luistert mee", "sam at voorbeeld.nl", "sam@voorbeeld.nl", "ja", "ook 020 6241111"} {
		w.says(text)
	}
	if !w.c.InHandoff() {
		t.Fatalf("it stands at %q", w.c.Step)
	}
	for _, a := range slices.Clone(w.alarms) {
		w.handle(chat.Event{Kind: chat.Raised, Author: chat.Program, Ref: a.ID, Value: string(a.Cause), Text: a.Why})
	}
	w.says("of bel mijn zus: 06 87654321")
	w.handle(chat.Event{Kind: chat.Edited, From: w.c.Address, Author: chat.Author{Role: chat.RolePerson}, Text: "06 87654322"})
	w.does("Noor", chat.Claimed, "")
	w.does("Bas", chat.Noted, "haar moeder heeft 06 33334444")
	w.does("Noor", chat.Answered, "Ik bel u op 0612345678, of bel 0800-1")
	w.does("Noor", chat.Released, "")

	atDesk := 0
	hidden := []string{"11112222", "061234", "12345678", "+31", "voorbeeld.nl", "6241111", "87654321", "87654322", "33334444"}
	all, shown := "", func(at string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range hidden {
			if strings.Contains(string(b), secret) {
				t.Errorf("%s shows %q: %s", at, secret, b)
			}
		}
	}
	for _, m := range w.said {
		if m.To != desk {
			continue
		}
		atDesk++
		shown("the desk", m)
		b, _ := json.Marshal(m)
		all += string(b)
	}
	for _, a := range w.alarms {
		shown("an alarm", a)
		shown("an alarm's name", a.Alias)
	}
	for _, want := range []string{`"telefoon","text":"staat op de webdesk"`, `"e-mail","text":"staat op de webdesk"`, "mijn vader luistert mee", "of bel mijn zus: (nummer)", "haar moeder heeft (nummer)", "of bel 0800-1", "telefoon: staat op de webdesk", "Ja"} {
		if !strings.Contains(strings.ToLower(all), strings.ToLower(want)) {
			t.Errorf("the desk does not see %q", want)
		}
	}
	if atDesk < 5 || len(w.alarms) == 0 {
		t.Errorf("%d messages at the desk, %d alarms: this proves nothing", atDesk, len(w.alarms))
	}
	for _, want := range []chat.CardFact{{Label: "telefoon", Text: "+31612345678", Contact: true}, {Label: "e-mail", Text: "sam@voorbeeld.nl", Contact: true}} {
		if !slices.Contains(w.c.Handoff.Card, want) {
			t.Errorf("the web desk does not have %+v: %+v", want, w.c.Handoff.Card)
		}
	}
}

// What people are asked to look at stands on the web desk's card: also before
// anybody took the talk, and after.
func TestLaw15_WhatANotifyNamesStandsOnTheWebDesk(t *testing.T) {
	w := newTalk(t)
	w.book = oneTeam(t, callMe)
	w.person(chat.Started, "")
	for _, text := range []string{"Riet", "0612345678", "sam@voorbeeld.nl", "ja"} {
		w.says(text)
	}
	number := chat.CardFact{Label: "telefoon", Text: "+31612345678", Contact: true}
	agreed := chat.CardFact{Label: "klopt het", Text: "Ja"}
	if card := w.c.Handoff.Card; w.c.InHandoff() || !slices.Contains(card, number) || !slices.Contains(card, agreed) {
		t.Fatalf("the card says %+v", card)
	}
	w.does("Noor", chat.Claimed, "")
	if card := w.c.Handoff.Card; !slices.Contains(card, number) || !slices.Contains(card, agreed) {
		t.Errorf("picked up, the card says %+v", card)
	}
	w = newTalk(t)
	w.book = oneTeam(t, callMe)
	w.person(chat.Started, "")
	for _, text := range []string{"Riet", "0612345678", "sam@voorbeeld.nl", "mens"} {
		w.says(text)
	}
	if card := w.c.Handoff.Card; slices.ContainsFunc(card, func(f chat.CardFact) bool { return f.Label == "e-mail" }) || !slices.Contains(card, number) {
		t.Errorf("before the notify, the card says %+v", card)
	}
}
