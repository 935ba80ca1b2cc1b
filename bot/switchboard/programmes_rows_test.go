package switchboard_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// opensFlow is sam coming by the link of a flow.
func (w *world) opensFlow(name string) {
	w.t.Helper()
	w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Started, From: sam, Author: person, Text: name})
	w.worksOff()
}

// chain lets sam say these things, one after the other.
func (w *world) chain(texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		w.samSays(text)
	}
}

// hasRead tells whether sam got these words since so many messages.
func (w *world) hasRead(since int, words string) bool {
	return strings.Contains(strings.Join(w.read()[since:], "\n"), words)
}

// Row 2, Join Us: a prompt before and after the meeting, the goal in own words, how
// somebody feels with their consent, and what it was the time before.
func TestRow2_JoinUsBeforeAndAfterTheMeeting(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.opensFlow("joinus")
		w.chain("Ja, ik doe mee", "Weer vrienden maken", "ja")
		w.lastRead("Leuk dat je meedoet")
		n := len(w.read())
		w.passTo(onDay("2026-11-25", 15*60+59))
		if len(w.read()) != n {
			t.Fatalf("too early: %q", w.read()[n:])
		}
		w.passTo(onDay("2026-11-25", 16*60))
		if !w.hasRead(n, "Jouw doel is: Weer vrienden maken") {
			t.Errorf("the goal is not shown: %q", w.read()[n:])
		}
		w.lastRead("Kom je vanavond?")
		w.samSays("Ik vind het spannend")
		w.lastRead("bij de deur op te wachten")
		if a, ok := w.noticed("Melding uit “Join Us, voor de groep”"); !ok || a.Team != "jongerenwerk" {
			t.Errorf("nobody hears that he needs a nudge: %+v", w.alarms())
		}
		w.passTo(onDay("2026-11-25", 20*60+30))
		w.samSays("Liever niet")
		w.lastRead("Hoe voel je je nu?")
		w.chain("6", "ja")
		w.lastRead("Dank je wel")
		if a, ok := w.noticed(": 6"); ok { // a youth worker looked
			w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Ended, Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: a.ID}, Author: enroller})
			w.worksOff()
		}
		w.passTo(onDay("2026-12-02", 16*60))
		w.samSays("Ja, ik kom")
		n = len(w.read())
		w.passTo(onDay("2026-12-02", 20*60+30))
		w.chain("Liever niet", "8")
		if !w.hasRead(n, "Vorige keer koos je een 6. Nu een 8.") {
			t.Errorf("no trend for himself: %q", w.read()[n:])
		}
		w.samSays("ja")
		if a, ok := w.noticed("De vorige keer: 6"); !ok || a.Urgency != chat.Quiet || !strings.Contains(a.Why, ": 8") {
			t.Errorf("no trend for the youth worker: %+v", w.alarms())
		}
		w.samSays("stop")
		w.lastRead("Dit stopt nu ook: Join Us.")
		n = len(w.read())
		w.passTo(onDay("2026-12-09", 21*60))
		if w.hasRead(n, "Join Us") {
			t.Errorf("who stopped is asked: %q", w.read()[n:])
		}
		for _, m := range w.enrolled("join-us") {
			if m.State != chat.MemberLeft {
				t.Errorf("%+v", m)
			}
		}
	})
}

// Row 32: small steps, a kind word for each; one may be missed and taken up again.
func TestRow32_SmallStepsMayBeMissedAndTakenUpAgain(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.opensFlow("stappen")
		w.chain("Ja, graag", "Ik kook graag", "Weer onder de mensen", "Een keer naar de koffie", "ja")
		w.lastRead("Mooi dat u dit doet")
		w.passTo(onDay("2026-11-30", 11*60))
		w.lastRead("Uw stap was: Een keer naar de koffie")
		w.samSays("Deze week niet")
		w.lastRead("Dat geeft niets")
		w.passTo(onDay("2026-12-07", 11*60))
		w.lastRead("Uw stap was: Een keer naar de koffie")
		n := len(w.read())
		w.chain("Gelukt", "De buurvrouw vragen")
		if !w.hasRead(n, "Stappen die u al zette: 1") {
			t.Errorf("%q", w.read()[n:])
		}
		w.passTo(onDay("2026-12-14", 11*60)) // no answer this time: nobody is alarmed
		w.lastRead("Uw stap was: De buurvrouw vragen")
		w.passTo(onDay("2026-12-21", 11*60))
		n = len(w.read())
		if w.chain("Gelukt"); !w.hasRead(n, "Stappen die u al zette: 2") {
			t.Errorf("%q", w.read()[n:])
		}
		for _, a := range w.alarms() {
			if a.Cause != chat.CauseUnread {
				t.Errorf("an alarm: %+v", a)
			}
		}
	})
}

// Row 33, IPS: 1, 2, 4 and 8 weeks after the start; who dropped out may begin again,
// and is counted anew.
func TestRow33_AfterDroppingOutItMayBeginAgain(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.opensFlow("werk")
		w.chain("Ja, ik ben begonnen", "In de keuken", "ja")
		w.lastRead("Veel plezier")
		w.passTo(onDay("2026-11-30", 17*60))
		w.lastRead("Hoe gaat het op uw werk?")
		w.samSays("Goed")
		w.lastRead("U kunt hier altijd weer schrijven")
		w.passTo(onDay("2026-12-07", 17*60))
		w.lastRead("Hoe gaat het op uw werk?")
		w.samSays("Ik ben gestopt")
		w.lastRead("opnieuw beginnen mag ook")
		w.chain("Eerst even rust", "ja")
		w.lastRead("Neem uw tijd")
		n := len(w.read())
		w.passTo(onDay("2026-12-14", 17*60))
		if !w.hasRead(n, "Vorige keer was u gestopt.") || w.hasRead(n, "Hoe gaat het op uw werk?") {
			t.Errorf("not counted anew, or with a reproach: %q", w.read()[n:])
		}
		w.chain("Ik wil geen vragen meer")
		n = len(w.read())
		w.passTo(onDay("2027-01-25", 18*60))
		if w.hasRead(n, "uw werk") {
			t.Errorf("asked after a no: %q", w.read()[n:])
		}
	})
}

// Row 21: who agreed to it, and is not heard for fourteen days, is rung; any word is a
// sign of life.
func TestRow21_WhoIsSilentForDaysIsRung(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.opensFlow("stilte")
		w.chain("Ja, graag", "06 12345678", "ja")
		w.lastRead("Dat is afgesproken")
		w.passTo(onDay("2026-11-30", 12*60))
		w.samSays("dank je wel")
		w.passTo(onDay("2026-12-13", 12*60))
		if _, told := w.noticed("dagen of langer niets gehoord"); told {
			t.Fatal("too early: he was heard a week later")
		}
		n := len(w.read())
		w.passTo(onDay("2026-12-14", 10*60+1))
		a, told := w.noticed("Al 14 dagen of langer niets gehoord")
		if !told || a.Urgency != chat.Quiet || a.Team != "wijkteam" {
			t.Fatalf("%+v", w.alarms())
		}
		if len(w.read()) != n {
			t.Errorf("he is written to: %q", w.read()[n:])
		}
	})
}

// Row 21: the item may stand in a talk of today, with a name that nobody knows. It says
// whose it is, and the number stands where they take part. No channel shows it (law 15).
func TestRow21_TheItemSaysWhomToRing(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.opensFlow("stilte")
		w.chain("Ja, graag", "06 12345678", "ja")
		w.roundedOff("vervolg", "0")
		all := w.enrolled("stil")
		if len(all) != 1 || len(all[0].Phones) != 1 || !strings.Contains(all[0].Phones[0], "12345678") {
			t.Fatalf("%+v", all)
		}
		m := all[0]
		w.passTo(onDay("2026-12-08", 10*60))
		a, told := w.noticed("Al 14 dagen of langer niets gehoord")
		if !told || a.Alias == m.Initials {
			t.Fatalf("it stands in the talk in which they agreed: %+v", w.alarms())
		}
		if a.Member != m.ID || !strings.Contains(a.Why, "Het gaat om "+m.Initials+".") || !strings.Contains(a.Why, "bij Deelnemers") {
			t.Errorf("%+v does not say that it is %s", a, m.Initials)
		}
		for _, p := range w.platform.all() {
			if p.To != sam && strings.Contains(strings.ReplaceAll(p.Text, " ", ""), "12345678") {
				t.Errorf("a channel reads %q", p.Text)
			}
		}
	})
}

// A page that is closed cannot be written to: that is said, and nobody takes part.
func TestEnrolIsRefusedInWordsWhereNobodyCanBeReached(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.handle(chat.Event{ID: w.id("sam"), Kind: chat.Started, From: at("sam"), Author: person, Text: "joinus"})
		for _, text := range []string{"Ja, ik doe mee", "Weer vrienden maken", "ja"} {
			w.says("sam", text)
		}
		if all := w.enrolled("join-us"); len(all) != 0 {
			t.Errorf("%+v", all)
		}
		if sees := w.sees("sam"); !strings.Contains(sees, "Op deze plek kan ik jou later niet schrijven") || strings.Contains(sees, "Leuk dat je meedoet") {
			t.Errorf("he reads\n%s", sees)
		}
	})
}

// Row 12, laws 3 and 9: whoever talks with another team all day, or waits for it, is not
// asked; their own team hears so, and the talk stays where it is.
func TestLaw3_AFollowUpThatCouldNotBeAskedBesideAnotherTalkIsTold(t *testing.T) {
	for _, claimed := range []bool{true, false} {
		onEach(t, 1, func(t *testing.T, w *world) {
			w.roundedOff("vervolg", "1", "wie", "bot", "afspraak", "Belt zelf de bank")
			w.passTo(onDay("2026-11-29", 12*60))
			w.opensFlow("jongeren")
			w.samSays("mens")
			talk := w.talkOf("jongerenwerk")
			if claimed {
				w.handle(chat.Event{ID: w.id("noor"), Kind: chat.Claimed, Author: enroller, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: talk}})
			}
			n := len(w.read())
			w.passTo(onDay("2026-11-30", 17*60))
			a, told := w.noticed("er liep een ander gesprek")
			if !told || a.Team != "wijkteam" || !strings.Contains(a.Why, "Belt zelf de bank") {
				t.Errorf("claimed %v: %+v", claimed, w.alarms())
			}
			if w.hasRead(n, "Hoe gaat het nu met u?") {
				t.Errorf("it broke into the talk: %q", w.read()[n:])
			}
			if w.talkOf("jongerenwerk") != talk {
				t.Error("the talk went to another team")
			}
		})
	}
}

// talkOf is the open talk of this team.
func (w *world) talkOf(team string) (id string) {
	w.t.Helper()
	if err := w.raw.Get(&id, "SELECT id FROM conversation WHERE is_open AND team = $1", team); err != nil {
		w.t.Fatal(err)
	}
	return id
}

// Rows 12 and 21: who says stop in one talk may not mean the others. Each team hears that
// its follow-up or silence watch ended, with what was agreed; the person what that was.
func TestRow12_StopNamesWhatElseEnds(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		w.roundedOff("vervolg", "4", "wie", "bot", "afspraak", "Belt zelf de bank")
		w.opensFlow("stilte")
		w.chain("Ja, graag", "06 12345678", "ja")
		w.opensFlow("vlogs")
		w.samSays("stop")
		w.lastRead("Dit stopt nu ook: de vraag hoe het nu gaat, even bellen als het stil is.")
		for label, agreed := range map[string]string{"de vraag hoe het nu gaat": "Afgesproken: Belt zelf de bank", "even bellen als het stil is": ""} {
			if a, told := w.noticed("Dit is nu ook gestopt: " + label); !told || a.Team != "wijkteam" || a.Urgency != chat.Quiet || !strings.Contains(a.Why, agreed) {
				t.Errorf("%s: %+v", label, w.alarms())
			}
		}
		n := len(w.read())
		w.samSays("stop") // nothing is left
		if w.hasRead(n, "Dit stopt nu ook") {
			t.Errorf("%q", w.read()[n:])
		}
		w.passTo(onDay("2026-12-21", 11*60))
		if w.hasRead(n, "Hoe gaat het nu met u?") {
			t.Errorf("asked after all: %q", w.read()[n:])
		}
	})
}
