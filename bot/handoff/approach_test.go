package handoff_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// signal is a report of arrears.
func signal() map[string]string {
	return map[string]string{
		"bron": "verhuurder", "akkoord": "signaal", "roepnaam": "Jan", "telefoon": "06 12345678", "adres": "Dorpsstraat 12",
		"waarover": "Huur, sinds september, ongeveer 1200 euro.", "team": "jongerenwerk", "spoed": "vandaag",
	}
}

// lastCard is the card as desks read it last.
func (w *talk) lastCard(t *testing.T) chat.Message {
	t.Helper()
	for i := len(w.said) - 1; i >= 0; i-- {
		if w.said[i].Card != nil {
			return w.said[i]
		}
	}
	t.Fatal("there is no card")
	return chat.Message{}
}

func fact(m chat.Message, label string) string {
	for _, f := range m.Card.Facts {
		if f.Label == label {
			return f.Text
		}
	}
	return ""
}

// What is known of somebody's debts, and where they live, stands on the web desk alone.
func TestLaw15_ASignalTellsSlackNoDebtAndNoAddress(t *testing.T) {
	w := unmet(t)
	if d := w.fills("Noor", chat.Registered, signal()); !w.c.InHandoff() {
		t.Fatalf("not taken: %+v", d.Answer)
	}
	w.fills("Noor", chat.Phoned, map[string]string{"gesproken": "nee", "weer": "3", "notitie": "De buurvrouw zegt: Dorpsstraat 12 klopt."})
	for _, m := range w.said {
		text := m.Text
		if m.Card != nil {
			for _, f := range m.Card.Facts {
				text += "\n" + f.Text
			}
		}
		for _, secret := range []string{"1200", "september", "12345678", "Dorpsstraat"} {
			if strings.Contains(text, secret) {
				t.Errorf("a pushed desk reads %q", text)
			}
		}
	}
	if source := fact(w.lastCard(t), "Van wie komt de aanmelding?"); !strings.Contains(source, "de verhuurder") {
		t.Errorf("Slack does not read who reported it: %q", source)
	}
	about := ""
	for _, f := range w.c.Handoff.Card {
		about += f.Text + "\n"
	}
	if !strings.Contains(about, "1200 euro") || !strings.Contains(about, "Dorpsstraat 12") {
		t.Errorf("the web desk reads\n%s", about)
	}
}

func TestASignalAsksForNoConsentAndNothingElseGoesWithout(t *testing.T) {
	w := unmet(t)
	values := signal()
	values["bron"] = "balie"
	if d := w.fills("Noor", chat.Registered, values); d.Answer.Form == nil || wrong(d.Answer.Form, "akkoord") == "" || w.c.InHandoff() {
		t.Errorf("registered without a word about consent: %+v", d.Answer)
	}
}

func TestRow22_TriesAreCountedWithWhoAndWhen(t *testing.T) {
	w := unmet(t)
	w.fills("Noor", chat.Registered, signal())
	w.does("Noor", chat.Claimed, "")
	if d := w.fills("Noor", chat.Phoned, map[string]string{}); d.Answer.Form == nil || wrong(d.Answer.Form, "gesproken") == "" || len(w.c.Approach.Tries) != 0 {
		t.Errorf("a try of which nobody knows how it went: %+v", d.Answer)
	}
	w.fills("Noor", chat.Phoned, map[string]string{"gesproken": "nee"})
	if !w.owns("Noor") || !w.c.Handoff.Owed.IsZero() {
		t.Error("who tried does not have it any more, or is hurried")
	}
	if d := w.fills("Bas", chat.Visited, map[string]string{"gesproken": "ja"}); len(w.c.Approach.Tries) != 1 || !strings.Contains(d.Answer.Text, "alleen Noor") {
		t.Errorf("what Noor has, Bas writes down: %+v", d.Answer)
	}
	w.now = w.now.Add(48 * time.Hour)
	d := w.fills("Noor", chat.LeftCard, map[string]string{"gesproken": "nee"})
	const want = "2 keer geprobeerd: 23 nov 14:00 gebeld, niemand (Noor); 25 nov 14:00 kaart gebracht, niemand (Noor)."
	if got := fact(w.lastCard(t), "Geprobeerd"); got != want {
		t.Errorf("the card says %q", got)
	}
	if d.Answer.Text != "Bewaard: kaart gebracht, niemand. 2 keer geprobeerd." {
		t.Errorf("Noor reads %q", d.Answer.Text)
	}
	w = newTalk(t) // of somebody who wrote to us
	if d := w.fills("Noor", chat.Phoned, map[string]string{"gesproken": "ja"}); w.c.Approach != nil || d.Answer.Text == "" {
		t.Errorf("somebody who writes is rung: %+v", d.Answer)
	}
}

// Until the day on which it is tried again nobody has it and nobody is hurried; then
// it comes back by itself, when the team is there.
func TestLaw3_WhatIsTriedLaterComesBackByItself(t *testing.T) {
	w := unmet(t)
	w.fills("Noor", chat.Registered, signal())
	w.does("Noor", chat.Claimed, "")
	w.now = time.Date(2026, 11, 26, 15, 0, 0, 0, flows.Amsterdam) // a Thursday
	w.fills("Noor", chat.Phoned, map[string]string{"gesproken": "nee", "weer": "3"})
	if w.c.InHandoff() || w.c.Handoff.State != chat.Resting || w.c.Handoff.Worker.ID != "" {
		t.Fatalf("it does not rest: %+v", w.c.Handoff)
	}
	opens, _ := w.book.Team("jongerenwerk").Opens(time.Date(2026, 11, 29, 9, 0, 0, 0, flows.Amsterdam)) // Sunday: nobody is there
	if at := w.c.WakeAt(); !at.Equal(opens) {
		t.Errorf("it wakes at %v, and the team opens at %v", at, opens)
	}
	if card := w.lastCard(t); card.Card.State != string(chat.Resting) || !strings.Contains(card.Text, "Probeer Jan · blauwe vos weer op maandag 30 nov") || card.Choices[0].Verb != chat.Claimed {
		t.Errorf("the card: %q, %+v", card.Text, card.Choices)
	}
	before := len(w.alarms)
	w.passes(opens.Sub(w.now) - time.Second)
	if w.c.Handoff.State != chat.Resting || len(w.alarms) != before {
		t.Errorf("before its day: %v, %+v", w.c.Handoff.State, w.alarms)
	}
	w.passes(time.Second)
	if w.c.Handoff.State != chat.Waiting || !w.c.Handoff.Since.Equal(opens) || w.c.NewsAt.IsZero() || !w.c.AgainAt.IsZero() {
		t.Errorf("on its day: %+v", w.c.Handoff)
	}
	w.does("Bas", chat.Claimed, "")
	if about := fact(w.lastCard(t), "Geprobeerd"); !w.owns("Bas") || !strings.HasPrefix(about, "1 keer geprobeerd") {
		t.Errorf("Bas reads %q", about)
	}
}

// Whoever picks it up before its day has it, and it does not come back then.
func TestWhatRestsCanBePickedUp(t *testing.T) {
	w := unmet(t)
	w.fills("Noor", chat.Registered, signal())
	w.fills("Noor", chat.Phoned, map[string]string{"gesproken": "nee", "weer": "1"})
	w.does("Bas", chat.Claimed, "")
	if !w.owns("Bas") || !w.c.AgainAt.IsZero() || fact(w.lastCard(t), "Van wie komt de aanmelding?") == "" {
		t.Errorf("%+v", w.c.Handoff)
	}
}

func TestLaw5_DangerDoesNotRest(t *testing.T) {
	w := unmet(t)
	values := signal()
	values["spoed"] = "gevaar"
	w.fills("Noor", chat.Registered, values)
	if d := w.fills("Noor", chat.Visited, map[string]string{"gesproken": "nee", "weer": "7"}); d.Answer.Form == nil || !w.c.InHandoff() {
		t.Errorf("danger waits for a week: %+v", d.Answer)
	}
	if w.fills("Noor", chat.Visited, map[string]string{"gesproken": "nee"}); len(w.c.Approach.Tries) != 1 {
		t.Error("that somebody went there is not written down")
	}
}

// Row 12 by phone: whoever has no app is rung some weeks later by somebody with a name,
// where a number is known and the person agrees.
func TestRow12_AFollowUpForWhoWasRegisteredIsACall(t *testing.T) {
	begun := func(phone string) *talk {
		w := unmet(t)
		values := signal()
		values["telefoon"], values["team"] = phone, "wijkteam"
		w.fills("Noor", chat.Registered, values)
		w.does("Noor", chat.Claimed, "")
		return w
	}
	closes := func(pairs ...string) map[string]string {
		values := map[string]string{"soort": "zelf", "vervolg": "4", "wie": "bel", "beller": "Anja", "afspraak": "Belt zelf de bank"}
		for i := 0; i < len(pairs); i += 2 {
			values[pairs[i]] = pairs[i+1]
		}
		return values
	}
	w := begun("06 12345678")
	if d := w.fills("Noor", chat.Closed, closes("beller", "")); d.Answer.Form == nil || wrong(d.Answer.Form, "beller") == "" || w.c.Over {
		t.Errorf("nobody rings: %+v", d.Answer)
	}
	if d := begun("").fills("Noor", chat.Closed, closes()); d.Answer.Form == nil || wrong(d.Answer.Form, "wie") == "" || len(d.Joins) > 0 {
		t.Errorf("rung without a number: %+v", d.Answer)
	}
	d := w.fills("Noor", chat.Closed, closes())
	if !w.c.Over || !w.c.FollowAt.IsZero() || len(d.Joins) != 1 {
		t.Fatalf("over %v, follow %v, %+v", w.c.Over, w.c.FollowAt, d.Joins)
	}
	m := d.Joins[0]
	if m.Programme != "hoe-gaat-het-nu" || m.Address != (chat.Address{Adapter: chat.AdapterPhone, Chat: m.ID}) || m.Caller != "Anja" || m.Asked != "Noor" ||
		len(m.Phones) != 1 || m.Phones[0] != "06 12345678" || len(m.Weeks) != 1 || m.Weeks[0] != 4 || m.Promise != "Belt zelf de bank" || m.Name != "Jan" {
		t.Errorf("%+v", m)
	}
	w = begun("06 12345678")
	if d := w.fills("Noor", chat.Closed, closes("wie", "wij")); len(d.Joins) > 0 || w.c.FollowAt.IsZero() {
		t.Errorf("a colleague was to ask: %+v", d.Joins)
	}
}
