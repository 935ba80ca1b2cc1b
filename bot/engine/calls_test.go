package engine_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

const caller = "data:\n  naam: {type: text, about: naam}\n  hoe: {type: choice, about: gemoed}\n  eigen: {type: text}\nsteps:\n" +
	"  - ask: Hoe heet u?\n    save: naam\n" +
	"  - call: b\n    with: {wie: naam}\n    back: {hoe: stemming}\n" +
	"  - say: \"Terug: {hoe}.\"\n    when: given.hoe\n" +
	"  - choose: En nu?\n    save: eigen2\n    options: [a: A, b: B]\n"

const callee = "data:\n  wie: {type: text}\n  stemming: {type: choice}\nsteps:\n" +
	"  - choose: \"Hoe gaat het, {wie}?\"\n    save: stemming\n    options: [goed: Goed, slecht: {label: Slecht, goto: erg}]\n" +
	"  - end: true\n" +
	"  - handoff: wijk\n    id: erg\n    say: Ik vraag {team}.\n    card: [stemming, wie]\n"

func calling(t *testing.T) *talk {
	w := scripted(t, strings.Replace(strings.Replace(caller, "  eigen: {type: text}\n", "  eigen2: {type: choice}\n", 1), "hoe: {type: choice", "hoe: {type: text", 1), callee)
	w.starts("")
	w.says("Riet")
	return w
}

func TestACalledFlowHasItsOwnDataAndGivesBack(t *testing.T) {
	w := calling(t)
	w.mustRead("Hoe gaat het, Riet?")
	if w.c.Flow.Name != "b" || len(w.c.Calls) != 1 || w.c.Data["naam"] != "" || w.c.Data["wie"] != "Riet" {
		t.Fatalf("it runs %+v with %v", w.c.Flow, w.c.Data)
	}
	w.says("goed")
	w.mustRead("Terug: Goed.", "En nu?")
	if w.c.Flow.Name != "a" || w.c.Calls != nil || w.c.Data["naam"] != "Riet" || w.c.Data["hoe"] != "goed" || w.c.Data["wie"] != "" {
		t.Errorf("it goes on with %+v, %v, %v", w.c.Flow, w.c.Calls, w.c.Data)
	}
	w.mustTell("Riet") // what was told is one talk's
}

func TestAHandoffInACalledFlowComesBackToTheCaller(t *testing.T) {
	w := calling(t)
	w.says("slecht")
	w.mustRead("Ik vraag het wijkteam.")
	w.taken()
	if w.c.Flow.Name != "b" || w.c.Data["stemming"] != "slecht" || w.c.Handoff.Team != "wijk" {
		t.Fatalf("people have %+v with %v", w.c.Flow, w.c.Data)
	}
	w.back()
	w.mustRead("Terug: Slecht.", "En nu?")
	if w.c.Flow.Name != "a" || w.c.Handoff.Team != "team" {
		t.Errorf("it goes on with %+v for %s", w.c.Flow, w.c.Handoff.Team)
	}
}

func TestBeginningAgainInACalledFlowIsBeginningTheTalkAgain(t *testing.T) {
	w := calling(t)
	w.says("opnieuw")
	w.mustRead("Hoe heet u?")
	if w.c.Flow.Name != "a" || w.c.Calls != nil || len(w.c.Data) != 0 {
		t.Errorf("it goes on with %+v, %v, %v", w.c.Flow, w.c.Calls, w.c.Data)
	}
}

func TestAWordForPeopleInACalledFlowComesBackToItsQuestion(t *testing.T) {
	w := calling(t)
	w.says("mens")
	w.taken()
	w.back()
	if w.mustRead("Hoe gaat het, Riet?"); len(w.c.Calls) != 1 {
		t.Errorf("the caller is forgotten: %+v", w.c.Calls)
	}
}

func TestCallsGoDeep(t *testing.T) {
	var scripts []string
	for i := range 6 {
		s := "steps:\n"
		if i < 5 {
			s += "  - call: " + string(rune('b'+i)) + "\n"
		}
		scripts = append(scripts, s+"  - ask: Vraag van "+string(rune('a'+i))+"\n")
	}
	w := scripted(t, scripts...)
	w.starts("")
	for i := 5; i >= 0; i-- {
		w.mustRead("Vraag van " + string(rune('a'+i)))
		if len(w.c.Calls) != i {
			t.Fatalf("%d flows wait", len(w.c.Calls))
		}
		w.says("x")
	}
	if w.c.Step != "" || w.handedOff() {
		t.Errorf("it ends at %q", w.c.Step)
	}
}

func TestSetComputesByType(t *testing.T) {
	w := scripted(t, "data:\n  jaren: {type: number}\n  meer: {type: number}\n  oud: {type: yesno}\n  groet: {type: text}\n  dag: {type: date}\n  ook: {type: date}\nsteps:\n"+
		"  - ask: Hoe oud?\n    save: jaren\n"+
		"  - set: {meer: \"= jaren * 2 + 0.5\", oud: \"= jaren >= 65\", dag: \"2026-11-27\", ook: \"= dag\", groet: \"= 'dag ' + groet\"}\n"+
		"  - set: {groet: \"= groet + 'meneer'\"}\n"+
		"  - say: \"{meer} {groet} {ook}\"\n  - say: Oud.\n    when: oud\n  - ask: B\n")
	w.starts("")
	w.says("70")
	w.mustRead("140.5 dag meneer ", "Oud.", "B")
	if d := w.c.Data; d["oud"] != "ja" || d["ook"] != "2026-11-27" {
		t.Errorf("the data are %v", d)
	}
	w.says("opnieuw")
	w.says("x") // no number
	w.says("3")
	if d := w.c.Data; d["oud"] == "ja" {
		t.Errorf("the data are %v", d)
	}
}

func TestSayShowsSeveralTextsAndALink(t *testing.T) {
	w := scripted(t, "steps:\n  - say: [Een., Twee., Drie.]\n    link: {label: Kaart, to: \"https://kaart.example.nl\"}\n  - ask: B\n")
	w.starts("")
	w.mustRead("Een.", "Twee.", "Drie.", "B")
	var links []string
	for _, m := range w.last.Say {
		if m.Link != nil {
			links = append(links, m.Text+" "+m.Link.Label+" "+m.Link.URL)
		}
		if !m.Fenced {
			t.Errorf("%q goes out also when a worker has the talk", m.Text)
		}
	}
	if len(links) != 1 || links[0] != "Drie. Kaart https://kaart.example.nl" {
		t.Errorf("the links are %q", links)
	}
}

func TestOtherWordsOutsideTheTeamsHours(t *testing.T) {
	const flow = "data: {v: {type: text, about: de vraag}}\nsteps:\n  - ask: A\n    save: v\n  - handoff: team\n    say: Ik vraag {team}.\n    closed: \"Ik vraag {team}. Die leest het {opent}.\"\n"
	w := scripted(t, flow)
	w.starts("")
	w.says("x")
	if w.mustRead("Ik vraag het team."); strings.Contains(read(w.last), "Die leest") {
		t.Error("they are said by day")
	}
	w = scripted(t, flow)
	w.now = time.Date(2026, 11, 23, 22, 0, 0, 0, open.Location())
	w.starts("")
	w.now = w.now.Add(time.Minute)
	w.says("x")
	w.mustRead("Ik vraag het team. Die leest het morgen vanaf 9 uur.")
	if !w.c.HoursAt.Equal(w.now) {
		t.Error("the handoff would say once more when the team opens")
	}
}

func TestANotifyTellsWhatItsCardNames(t *testing.T) {
	w := scripted(t, "data:\n  v: {type: text, about: de vraag}\n  k: {type: choice, about: waarover}\nsteps:\n  - choose: K\n    save: k\n    options: [geld: Geld, huis: Wonen]\n  - ask: A\n    save: v\n  - notify: wijk\n    card: [k, v]\n    say: Ik geef het door.\n")
	w.starts("")
	w.says("geld")
	w.says("de huur")
	if a := w.last.Alarms; len(a) != 1 || !strings.Contains(a[0].Why, "Waarover: Geld. De vraag: de huur.") || a[0].Team != "wijk" || a[0].Cause.Kind() != chat.CauseNotice {
		t.Errorf("the alarms are %+v", a)
	}
}

func TestConsentIsKeptWithItsVersionAndTakenBack(t *testing.T) {
	const flow = "data: {mag: {type: yesno}}\nsteps:\n  - consent: Mag een collega meedenken?\n    id: meedenken\n    for: dat een collega meedenkt\n    save: mag\n  - say: Dank u.\n    when: mag\n  - ask: B\n"
	w := scripted(t, flow)
	w.starts("")
	if q := w.last.Say[len(w.last.Say)-1]; len(q.Choices) != 2 || q.Choices[0].Label != "Ja, dat is goed" || q.Choices[1].Label != "Nee, liever niet" {
		t.Fatalf("it asks %+v", q)
	}
	w.press("meedenken", "ja")
	w.mustRead("Dank u.", "B")
	c := w.c.Kept.Consents
	if len(c) != 1 || c[0].For != "dat een collega meedenkt" || c[0].Flow != w.c.Flow || c[0].Step != "meedenken" || !c[0].Given.Equal(w.now) {
		t.Fatalf("kept is %+v", c)
	}
	w.says("opnieuw")
	w.says("ja")
	if len(w.c.Kept.Consents) != 1 {
		t.Error("the same is kept twice")
	}
	w.now = w.now.Add(time.Hour)
	w.says("Intrekken!")
	w.mustRead("toestemming", "Welke wilt u intrekken?")
	q := w.last.Say[len(w.last.Say)-1]
	if len(q.Choices) != 2 || q.Choices[0].Label != "Dat een collega meedenkt" {
		t.Fatalf("it asks %+v", q)
	}
	w.press("omzien:withdraw", q.Choices[0].Value)
	w.mustRead("ingetrokken: dat een collega meedenkt.", "B")
	if c := w.c.Kept.Consents[0]; !c.Withdrawn.Equal(w.now) || len(w.last.Alarms) != 1 {
		t.Errorf("kept is %+v, alarms %+v", c, w.last.Alarms)
	}
	w.says("intrekken")
	w.mustRead("nergens toestemming", "B")
	if w.c.Pending != "" {
		t.Error("it asks what cannot be chosen")
	}
}

func TestConsentTakenBackByWordsOrKept(t *testing.T) {
	const flow = "steps:\n  - consent: Mag het?\n    id: mag\n    for: meedenken\n  - consent: En dit?\n    id: dit\n    for: bellen\n  - ask: B\n"
	agreed := func() *talk {
		w := scripted(t, flow)
		w.starts("")
		w.says("ja")
		w.says("ja graag")
		w.says("intrekken")
		return w
	}
	standing := func(w *talk) (n int) {
		for _, c := range w.c.Kept.Consents {
			if c.Withdrawn.IsZero() {
				n++
			}
		}
		return n
	}
	for text, want := range map[string]int{"bellen": 1, "1": 1, "nee": 2, "Niets intrekken": 2} {
		if w := agreed(); standing(w) != 2 {
			t.Fatalf("%d stand", standing(w))
		} else if w.says(text); standing(w) != want || w.c.Pending != "" {
			t.Errorf("%q leaves %d: %s", text, standing(w), read(w.last))
		}
	}
	w := agreed()
	w.says("ik weet het niet meer")
	if standing(w) != 2 || w.c.Data["x"] != "" {
		t.Error("words that are no answer take something back")
	}
	w.mustTell("ik weet het niet meer")

	w = scripted(t, flow)
	w.starts("")
	w.says("nee")
	if len(w.c.Kept.Consents) != 0 {
		t.Errorf("a no is kept as %+v", w.c.Kept.Consents)
	}
	w.says("ja")
	w.says("opnieuw")
	w.says("ja")
	w.says("nee") // asked again, and this time no
	if standing(w) != 1 {
		t.Errorf("%d stand after a no", standing(w))
	}
}
