package phone

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// wants looks for texts on a page, and for what may not stand there.
func wants(t *testing.T, page string, there []string, not ...string) {
	t.Helper()
	for _, text := range there {
		if !strings.Contains(page, text) {
			t.Errorf("%q does not stand there:\n%s", text, page)
		}
	}
	for _, text := range not {
		if strings.Contains(page, text) {
			t.Errorf("%q stands there", text)
		}
	}
}

// inOrder looks whether the texts stand in this order.
func inOrder(t *testing.T, page string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		_, rest, ok := strings.Cut(page, text)
		if !ok {
			t.Errorf("%q does not stand there, or not in its place", text)
			return
		}
		page = rest
	}
}

func TestAnAlarmsPageHasEverythingInTheOrderOfTheSteps(t *testing.T) {
	r := newRig(t)
	r.circle()
	page := r.page(alarmLink(alarmOne))
	inOrder(t, page, "<h1>mevrouw De Wit</h1>", "Nog niemand heeft dit opgepakt.", "De volgende melding gaat om 10:10.", "Ik pak dit op",
		"Riet de Wit", "Nog niet gehoord vandaag.",
		`href="tel:0101234567"`, `href="tel:0612345678"`,
		">Bereikt<", ">Niet bereikt<", ">Ik ga erheen<",
		"Els de Wit", "dochter", "heeft een sleutel", `href="tel:&#43;31687654321"`, "Henk", `href="tel:0102223344"`,
		"Ga niet alleen", "Lindelaan 12", "Sleutel: Els de Wit.", "Bobbie",
		`href="tel:0107654321"`, `href="tel:09008844"`, `href="tel:112"`, "Omzien belt nooit zelf 112", "van Anja Bakker")
	wants(t, page, nil, "OEFENING", "<script", "style=")

	r.alarm(func(a *chat.Alarm) { a.Check.Drill = true })
	wants(t, r.page(alarmLink(alarmOne)), []string{"OEFENING"})
}

func TestAPressIsOneEventInTheNameOfWhomTheLinkIsFor(t *testing.T) {
	r := newRig(t)
	r.circle()
	for deed, kind := range map[string]chat.Kind{"pak-op": chat.Taken, "bereikt": chat.Reached, "niet-bereikt": chat.Tried, "ga-erheen": chat.Going} {
		form := url.Values{"doe": {deed}, "beurt": {"4"}}
		for range 2 { // twice in haste
			w := r.ask(http.MethodPost, alarmLink(alarmOne), form)
			if w.Code != http.StatusSeeOther || w.Header().Get("Location") != alarmLink(alarmOne)+"#stand" {
				t.Fatalf("%s: %d to %q", deed, w.Code, w.Header().Get("Location"))
			}
		}
		form.Set("beurt", "5")
		r.ask(http.MethodPost, alarmLink(alarmOne), form)
		got := r.heard()
		if len(got) != 3 || got[0].ID != got[1].ID || got[0].ID == got[2].ID {
			t.Fatalf("%s: %+v", deed, got)
		}
		ev := got[0]
		if ev.Kind != kind || ev.Author != anja || ev.Subject != (chat.Subject{Kind: chat.SubjectAlarm, ID: alarmOne}) || ev.Sent.IsZero() {
			t.Errorf("%s came as %+v", deed, ev)
		}
	}
}

func TestAPageOfManyNamesThemAllAndEachIsReachedApart(t *testing.T) {
	r := newRig(t)
	r.circle()
	page := r.page(alarmLink(alarmMany))
	wants(t, page, []string{"3 mensen, nog niet gehoord", "mevrouw De Wit", "meneer Jansen", "mevrouw Öztürk", `name="wie" value="m3"`}, "meneer &lt;b&gt;")

	r.ask(http.MethodPost, alarmLink(alarmMany), url.Values{"doe": {"bereikt"}, "beurt": {"2"}, "wie": {"m2"}})
	r.ask(http.MethodPost, alarmLink(alarmMany), url.Values{"doe": {"ga-erheen"}, "beurt": {"2"}, "wie": {"m3"}})
	r.ask(http.MethodPost, alarmLink(alarmMany), url.Values{"doe": {"pak-op"}, "beurt": {"2"}})
	got := r.heard()
	if len(got) != 3 || got[0].Subject.ID != alarmMany || got[0].Ref != "m2" || got[0].Kind != chat.Reached ||
		got[1].Subject.ID != alarmMany || got[1].Ref != "m3" || got[1].Kind != chat.Going || got[2].Subject.ID != alarmMany || got[2].Kind != chat.Taken {
		t.Fatalf("heard %+v", got)
	}
	// What was done for each stands with that one, where the press leads back to.
	if w := r.ask(http.MethodPost, alarmLink(alarmMany), url.Values{"doe": {"niet-bereikt"}, "beurt": {"2"}, "wie": {"m3"}}); w.Header().Get("Location") != alarmLink(alarmMany)+"#m3" {
		t.Errorf("it leads to %q", w.Header().Get("Location"))
	}
	r.heard()
	r.Do(func(c *adaptertest.Circles) {
		check := *c.Alarms[1].Check
		check.Did = []chat.Moved{{To: chat.StandOverdue, At: at(10, 3), By: anja, How: "niet bereikt", Member: "m3"}}
		c.Alarms[1].Check = &check
	})
	inOrder(t, r.page(alarmLink(alarmMany)), `id="m3"`, "10:03 Anja Bakker: niet bereikt</p>", "Wat er al gedaan is", "10:03 Anja Bakker: niet bereikt (mevrouw Öztürk)")
	for _, form := range []url.Values{
		{"doe": {"bereikt"}, "beurt": {"2"}, "wie": {"m4"}}, // is not among them
		{"doe": {"bereikt"}, "beurt": {"2"}},
		{"doe": {"pak-op"}, "beurt": {"2"}, "wie": {"m1"}},
	} {
		if w := r.ask(http.MethodPost, alarmLink(alarmMany), form); w.Code != http.StatusBadRequest {
			t.Errorf("%v: %d", form, w.Code)
		}
	}

	r.Do(func(c *adaptertest.Circles) {
		check := *c.Alarms[1].Check
		check.Done, check.Heard = []string{"m1"}, []string{"m2"}
		c.Alarms[1].Check = &check
	})
	page = r.page(alarmLink(alarmMany))
	inOrder(t, page, "1 persoon, nog niet gehoord", "mevrouw Öztürk", "mevrouw De Wit", "Bereikt. Hier hoef je niets meer te doen.", "meneer Jansen", "Er is gehoord dat alles goed is.")
	wants(t, page, nil, `value="m1"`, "tel:0101234567")
	if n := len(r.heard()); n != 0 {
		t.Errorf("%d events of what nobody could press", n)
	}
}

// Bereikt is the first button, and easily pressed by mistake: whoever did so takes it
// back on the same page, for a quarter of an hour.
func TestLaw5_WhoPressedBereiktByMistakeTakesItBackOnThePage(t *testing.T) {
	r := newRig(t)
	r.circle()
	r.alarm(func(a *chat.Alarm) { a.EndedAt, a.EndedBy, a.Turn = at(9, 50), anja, 5 })
	page := r.page(alarmLink(alarmOne)) // at 10:01
	inOrder(t, page, "Deze melding is afgerond", `name="beurt" value="5"`, "Dat was een vergissing")
	wants(t, page, nil, "De Wit", "tel:010", "R.W.", ">Bereikt<", "Lindelaan")
	form := url.Values{"doe": {"vergissing"}, "beurt": {"5"}}
	for range 2 {
		if w := r.ask(http.MethodPost, alarmLink(alarmOne), form); w.Code != http.StatusSeeOther {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	got := r.heard()
	if len(got) != 2 || got[0].ID != got[1].ID || got[0].Kind != chat.Mistaken || got[0].Author != anja || got[0].Subject.ID != alarmOne || got[0].Ref != "" {
		t.Fatalf("heard %+v", got)
	}
	r.locked(func() { r.now = at(10, 6) })
	page = r.page(alarmLink(alarmOne))
	wants(t, page, []string{"Terugdraaien kan hier tot een kwartier na Bereikt."}, "<form")
	r.alarm(func(a *chat.Alarm) {
		a.EndedBy = chat.Author{Role: chat.RoleWorker, ID: "coordinator:piet", Name: "Piet de Boer"}
	})
	wants(t, r.page(alarmLink(alarmOne)), nil, "per ongeluk", "<form")

	// Of many, each apart: while the others stand, and when all were reached.
	r.Do(func(c *adaptertest.Circles) {
		check := *c.Alarms[1].Check
		check.Done = []string{"m1", "m2"}
		check.Did = []chat.Moved{
			{To: chat.StandResolved, At: at(10, 2), By: anja, How: "bereikt", Member: "m1"},
			{To: chat.StandResolved, At: at(10, 3), By: chat.Author{Role: chat.RoleWorker, ID: "coordinator:piet", Name: "Piet"}, How: "bereikt", Member: "m2"},
		}
		c.Alarms[1].Check = &check
	})
	page = r.page(alarmLink(alarmMany))
	inOrder(t, page, "mevrouw De Wit", "Bereikt. Hier hoef je niets meer te doen.", `name="wie" value="m1"`, "Dat was een vergissing")
	wants(t, page, nil, `name="wie" value="m2"`)
	r.ask(http.MethodPost, alarmLink(alarmMany), url.Values{"doe": {"vergissing"}, "beurt": {"2"}, "wie": {"m1"}})
	if got := r.heard(); len(got) != 1 || got[0].Kind != chat.Mistaken || got[0].Subject.ID != alarmMany || got[0].Ref != "m1" {
		t.Errorf("heard %+v", got)
	}
	r.Do(func(c *adaptertest.Circles) { c.Alarms[1].EndedAt, c.Alarms[1].EndedBy = at(10, 4), anja })
	page = r.page(alarmLink(alarmMany))
	wants(t, page, []string{"Drukte je per ongeluk op Bereikt bij R.W.?", `name="wie" value="m1"`}, "De Wit", `value="m2"`)
}

// What a coordinator wrote is read by another on their page, who says so there.
func TestLaw4_WhatACoordinatorWroteIsReadOnThePage(t *testing.T) {
	r := newRig(t)
	r.circle()
	read := url.Values{"doe": {"gelezen"}, "beurt": {"4"}}
	if w := r.ask(http.MethodPost, alarmLink(alarmOne), read); w.Code != http.StatusBadRequest {
		t.Errorf("an alarm about a member is read: %d", w.Code)
	}
	r.alarm(func(a *chat.Alarm) {
		a.Cause, a.Alias, a.Why = chat.CauseUnread+":e1", "Piet de Boer", "Piet de Boer schrijft: “Ik sta voor de <b>deur</b>.”"
		a.Check.Member = ""
	})
	page := r.page(alarmLink(alarmOne))
	inOrder(t, page, "<h1>Piet de Boer schreef</h1>", "Ik sta voor de &lt;b&gt;deur", ">Ik heb het gelezen<", "112")
	wants(t, page, nil, ">Bereikt<", "Ik pak dit op", "0900-8844")
	if w := r.ask(http.MethodPost, alarmLink(alarmOne), read); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	if got := r.heard(); len(got) != 1 || got[0].Kind != chat.Ended || got[0].Author != anja || got[0].Subject.ID != alarmOne {
		t.Errorf("heard %+v", got)
	}
	r.alarm(func(a *chat.Alarm) { a.EndedAt, a.EndedBy = at(10, 1), anja })
	wants(t, r.page(alarmLink(alarmOne)), []string{"Deze melding is afgerond"}, "deur", "vergissing", "<form")
}

func TestLaw15_AnAlarmThatIsOverTellsNothingButThat(t *testing.T) {
	r := newRig(t)
	r.circle()
	r.alarm(func(a *chat.Alarm) {
		a.EndedAt, a.EndedBy = at(10, 12), chat.Author{Role: chat.RoleWorker, ID: "coordinator:piet", Name: "Piet de Boer"}
	})
	page := r.page(alarmLink(alarmOne))
	wants(t, page, []string{"Deze melding is afgerond", "Piet de Boer rondde hem om 10:12 af"}, "De Wit", "tel:010", "Lindelaan", "<form", "Els")

	r.alarm(func(a *chat.Alarm) { a.EndedBy = chat.Program })
	wants(t, r.page(alarmLink(alarmOne)), []string{"om 10:12 niet meer nodig"}, "De Wit", "<form")
}

func TestThePageSaysWhoHasItAndWhatWasDone(t *testing.T) {
	r := newRig(t)
	r.circle()
	piet := chat.Author{Role: chat.RoleWorker, ID: "coordinator:piet", Name: "Piet de Boer"}
	r.alarm(func(a *chat.Alarm) {
		a.Check.Taken, a.Check.Stand = piet, chat.StandContact
		a.Check.Did = []chat.Moved{
			{To: chat.StandWith, At: at(10, 3), By: piet, How: "opgepakt"},
			{To: chat.StandWith, At: at(10, 5), By: piet, How: "niet bereikt"},
			{To: chat.StandContact, At: at(10, 5), By: chat.Program, How: "Els de Wit"},
		}
	})
	page := r.page(alarmLink(alarmOne))
	inOrder(t, page, "Piet de Boer heeft dit opgepakt.", "Wat er al gedaan is", "10:05 Gevraagd om te kijken: Els de Wit", "10:05 Piet de Boer: niet bereikt", "10:03 Piet de Boer: opgepakt")
	wants(t, page, nil, "Ik pak dit op")

	r.alarm(func(a *chat.Alarm) { a.Check.Taken = anja })
	wants(t, r.page(alarmLink(alarmOne)), []string{"Jij hebt dit opgepakt."})
	r.alarm(func(a *chat.Alarm) { a.Check.Stand = chat.StandWell })
	wants(t, r.page(alarmLink(alarmOne)), []string{"Er is nu gehoord dat alles goed is"})
}

func TestSomebodyCloseSeesLittleAndSaysYesOrNo(t *testing.T) {
	r := newRig(t)
	r.circle()
	els := chat.Author{Role: chat.RolePerson, ID: "naaste:m1:0", Name: "Els de Wit (dochter)"}
	r.Do(func(c *adaptertest.Circles) { c.Tokens[alarmOne] = els })
	page := r.page(alarmLink(alarmOne))
	wants(t, page, []string{"Kunt u kijken bij mevrouw De Wit?", "tel:0101234567", "Ja, ik ga kijken", "Nee, ik kan niet", "Ga liever niet alleen", "Lindelaan"},
		"Bobbie", "Havens", "Henk", ">Bereikt<", "Anja", "pak dit op")

	r.ask(http.MethodPost, alarmLink(alarmOne), url.Values{"doe": {"ga-kijken"}, "beurt": {"4"}})
	if got := r.heard(); len(got) != 1 || got[0].Kind != chat.Accepts || got[0].Author != els || got[0].Subject.ID != alarmOne {
		t.Fatalf("heard %+v", got)
	}
	r.ask(http.MethodPost, alarmLink(alarmOne), url.Values{"doe": {"kan-niet"}, "beurt": {"5"}})
	if got := r.heard(); len(got) != 1 || got[0].Kind != chat.Declines {
		t.Fatalf("heard %+v", got)
	}
	if w := r.ask(http.MethodPost, alarmLink(alarmOne), url.Values{"doe": {"bereikt"}, "beurt": {"5"}}); w.Code != http.StatusBadRequest || len(r.heard()) > 0 {
		t.Errorf("who was asked to look ended the alarm: %d", w.Code)
	}
	r.alarm(func(a *chat.Alarm) {
		a.Check.Did = []chat.Moved{{To: chat.StandAccepted, At: at(10, 20), By: els, How: "gaat kijken"}}
	})
	wants(t, r.page(alarmLink(alarmOne)), []string{"U zei: ik ga kijken."}, "Ja, ik ga kijken")
	r.alarm(func(a *chat.Alarm) { a.Check.Stand = chat.StandWell })
	wants(t, r.page(alarmLink(alarmOne)), []string{"U hoeft niet meer te gaan kijken."}, "De Wit?", "tel:010", "<form")

	// A worker's link does not answer for them.
	r.Do(func(c *adaptertest.Circles) { c.Tokens[alarmOne] = anja })
	if w := r.ask(http.MethodPost, alarmLink(alarmOne), url.Values{"doe": {"ga-kijken"}, "beurt": {"5"}}); w.Code != http.StatusBadRequest {
		t.Errorf("a coordinator answered for somebody close: %d", w.Code)
	}
}

func TestLaw1_APressThatWasNotStoredSaysSo(t *testing.T) {
	r := newRig(t)
	r.circle()
	r.locked(func() { r.refuse = chat.ErrDown })
	w := r.ask(http.MethodPost, alarmLink(alarmOne), url.Values{"doe": {"bereikt"}, "beurt": {"4"}})
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "misschien niet bewaard") || !strings.Contains(w.Body.String(), "tel:112") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	r.Do(func(c *adaptertest.Circles) { c.Broken = errors.New("no database") })
	if w := r.ask(http.MethodGet, alarmLink(alarmOne), nil); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d", w.Code)
	}
}

func TestWhyItStandsIsSaidInWords(t *testing.T) {
	r := newRig(t)
	r.circle()
	for what, words := range map[chat.Stand]string{
		chat.StandNotWell: "niet goed gaat", chat.StandSign: "nog niemand las het", chat.StandUnreachable: "komt daar niet aan",
		chat.StandNotAsked: "niet gevraagd. Er liep nog een ander gesprek.", chat.StandOverdue: "Nog niet gehoord vandaag",
	} {
		r.alarm(func(a *chat.Alarm) { a.Check.What, a.Why = what, "Er liep nog een ander gesprek." })
		wants(t, r.page(alarmLink(alarmOne)), []string{words})
	}
}

// Whoever goes there reads what a worker wrote down; somebody close to the member, who is
// asked to look, does not.
func TestLaw15_ANoteStandsOnTheCoordinatorsPage(t *testing.T) {
	const note = "Gevallen, dochter 06 98765432"
	r := newRig(t)
	r.circle()
	r.alarm(func(a *chat.Alarm) { a.Check.What = chat.StandNotWell })
	r.Do(func(c *adaptertest.Circles) {
		for i := range c.Rounds {
			c.Rounds[i].Of("m1").Move(chat.StandNotWell, at(9, 50), chat.Author{Role: chat.RoleWorker, ID: "w1", Name: "Noor"}, note)
		}
	})
	wants(t, r.page(alarmLink(alarmOne)), []string{"09:50 Noor schreef op: " + note})
	r.Do(func(c *adaptertest.Circles) {
		c.Tokens[alarmOne] = chat.Author{Role: chat.RolePerson, ID: "els", Name: "Els (dochter)"}
	})
	wants(t, r.page(alarmLink(alarmOne)), []string{"Kunt u kijken"}, note)
}

// A drill is about nobody: its page says so, has the steps and the buttons of a real
// one, and no number that could be rung by mistake.
func TestADrillsPageRingsNobody(t *testing.T) {
	r := newRig(t)
	r.circle()
	r.alarm(func(a *chat.Alarm) {
		a.About = chat.Subject{Kind: chat.SubjectRound, ID: a.Check.Round}
		a.Check.Drill, a.Check.Member = true, ""
	})
	page := r.page(alarmLink(alarmOne))
	inOrder(t, page, "OEFENING", "Bel nu geen politie", "<h1>Een verzonnen deelnemer</h1>", "Ik pak dit op", "Doe alsof", "1. Bel", "het tweede", ">Bereikt<", ">Niet bereikt<", ">Ik ga erheen<",
		"wie de sleutel heeft", "Ga niet alleen", "4. Bel de huisarts", "0900-8844", "112", "Bel ze nu niet")
	wants(t, page, nil, "tel:", "Riet", "Er is geen nummer bekend", "bij niemand die we kennen")
	w := r.ask(http.MethodPost, alarmLink(alarmOne), url.Values{"doe": {"bereikt"}, "beurt": {"4"}})
	if evs := r.heard(); len(evs) != 1 || evs[0].Kind != chat.Reached || evs[0].Subject.Kind != chat.SubjectAlarm || evs[0].Ref != "" {
		t.Errorf("%d: %+v", w.Code, evs)
	}
}
