package engine_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

const guide = `
neighbourhoods:
  kade: {label: de Kade, postcodes: ["1234"]}
themes: [geld, alleen, werk]
entries:
  spreekuur: {title: Spreekuur geld, kind: inloop, where: Gemeentehuis, themes: [geld], when: {rule: FREQ=WEEKLY;BYDAY=FR, from: "9:00", to: "10:30"}}
  koffie: {title: Koffie, kind: activiteit, where: Buurthuis, themes: [alleen], neighbourhoods: [kade], when: {rule: FREQ=WEEKLY;BYDAY=TU, from: "10:00", to: "11:30"}}
  maatje: {title: Maatje, kind: vrijwilliger, themes: [alleen]}
`

const seeking = `flow: zoek
title: Zoeken
language: nl
form: u
starts: [{default: webchat}]
data:
  thema: {type: choice}
  gevonden: {type: found, about: gevonden}
  keuze: {type: entry, about: gekozen}
steps:
  - choose: Waarover?
    id: waarover
    save: thema
    options: [geld: Geld, alleen: Alleen, werk: Werk]
  - find: directory
    theme: thema
    save: gevonden
    none: niets
  - say: "Dit is er:\n{gevonden}"
  - say: Dit is voor u.
    when: "\"maatje\" in gevonden"
  - choose: Waar wilt u meer van weten?
    id: welke
    from: gevonden
    save: keuze
    options: [geen: Nergens van]
  - say: "{keuze}"
    when: keuze != "geen"
  - ask: Wilt u naar {keuze.naam}, {keuze.wanneer}?
    id: verder
  - end: true
  - say: Daar is nu niets voor.
    id: niets
    when: not given.gevonden
  - ask: Waar zoekt u naar?
    id: anders
`

// guidedTalk is a talk with a directory; the guide may be another.
func guidedTalk(t *testing.T, guide string) *talk {
	t.Helper()
	w := newTalk(t)
	w.book = flowstest.Book(t, map[string]string{"directory.yaml": guide, "flows/x.yaml": seeking})
	w.event(chat.Event{Kind: chat.Started})
	return w
}

// Rows 7, 11 and 13: "when and where", in the talk.
func TestRow13_WhatIsFoundIsSaidWithItsNextDate(t *testing.T) {
	w := guidedTalk(t, guide)
	w.says("geld")
	w.mustRead("Dit is er:\nSpreekuur geld: deze vrijdag van 9.00 tot 10.30 uur, Gemeentehuis", "Waar wilt u meer van weten?")
	if w.c.Data["gevonden"] != "spreekuur" || strings.Contains(read(w.last), "voor u") {
		t.Errorf("found %q, and says\n%s", w.c.Data["gevonden"], read(w.last))
	}
}

func TestRow20_AThemeFindsInTheOrderOfTime(t *testing.T) {
	w := guidedTalk(t, guide)
	w.says("alleen")
	w.mustRead("Koffie: morgen van 10.00 tot 11.30 uur, Buurthuis\nMaatje: op afspraak", "Dit is voor u.")
	if w.c.Data["gevonden"] != "koffie,maatje" {
		t.Errorf("found %q", w.c.Data["gevonden"])
	}
}

func TestNothingFoundGoesAnotherWay(t *testing.T) {
	w := guidedTalk(t, guide)
	w.says("werk")
	w.mustRead("Daar is nu niets voor.", "Waar zoekt u naar?")
	if strings.Contains(read(w.last), "Dit is er") || w.c.Data["gevonden"] != "" {
		t.Errorf("it says\n%s", read(w.last))
	}
}

// The directory is always the current one: what went out of it while somebody
// chose is passed over, and the talk goes on.
func TestLaw4_AnEntryThatIsGoneIsPassedOver(t *testing.T) {
	w := guidedTalk(t, guide)
	w.says("alleen")
	w.c.Data["keuze"] = "koffie"
	changed := guidedTalk(t, strings.Replace(guide, "  koffie:", "  thee:", 1))
	w.book = changed.book.Pin(w.book.Talks)
	w.now = w.now.Add(time.Hour)
	w.press("welke", "maatje")
	w.mustRead("Maatje", "Wilt u naar Maatje, op afspraak?")
	w.c.Step, w.c.Data["keuze"] = "welke", "koffie"
	w.press("welke", "koffie")
	w.mustRead("Wilt u naar ,")
	if w.handedOff() {
		t.Error("it gave up")
	}
}
