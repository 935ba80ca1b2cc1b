package engine_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

func TestLaw5_DangerIsAnsweredInOneDecision(t *testing.T) {
	for _, text := range []string{"nood", "NOOD!", "help", "sos"} {
		for _, at := range []string{"first", "choose", "ask"} {
			w := newTalk(t)
			switch at {
			case "choose":
				w.starts("jongeren")
			case "ask":
				w.starts("wijk")
			}
			w.says(text)
			first := w.last.Say[0]
			if first.Class != chat.Crisis || first.Fenced || !strings.Contains(first.Text, "112") || !strings.Contains(first.Text, "0800-0113") {
				t.Errorf("%s, %q: the first words are %+v", at, text, first)
			}
			if a := w.last.Alarms; len(a) != 1 || a[0].Cause != chat.CauseCrisis || a[0].Urgency != chat.Danger {
				t.Errorf("%s, %q: the alarms are %+v", at, text, a)
			}
			if !w.handedOff() || w.c.Handoff.Urgency != chat.Danger {
				t.Errorf("%s, %q: people do not take over: %+v", at, text, w.last.Then)
			}
		}
	}
}

func TestReservedWordsCountOnlyAsTheWholeMessage(t *testing.T) {
	for _, text := range []string{"ik wil stoppen met school", "stop ermee zegt hij", "een mens is ook maar een mens", "wis en waarachtig", "nood breekt wet"} {
		w := newTalk(t)
		w.starts("wijk")
		w.says(text)
		if w.c.Over || w.handedOff() || w.c.Pending != "" || w.c.Data["vraag"] != text {
			t.Errorf("%q was taken for a reserved word", text)
		}
	}
}

// Who is in a circle and has no talk is not somebody whom the youth work talks to: the
// people who look after the circle take over. Another talk of theirs keeps its people.
func TestLaw5_WhoIsInACircleReachesItsPeople(t *testing.T) {
	for _, text := range []string{"nood", "mens"} {
		for _, programme := range []string{"belcirkel", "belketting", "werk"} {
			w := newTalk(t)
			w.c.Address.Adapter = "telegram"
			w.f.Members = []chat.Member{{ID: "m", Programme: programme, Circle: "noord", State: chat.MemberActive}}
			w.says(text)
			circle := programme != "werk"
			team, form := "jongerenwerk", "je"
			if circle {
				team, form = "wijkteam", "u"
			}
			if w.c.Handoff.Team != team || w.c.Form != form || w.last.Then[0].Value != team || circle != (w.c.Flow.Name == "") {
				t.Errorf("%s, %s: %+v in form %s, and then %+v", programme, text, w.c.Handoff, w.c.Form, w.last.Then)
			}
			for _, a := range w.last.Alarms {
				if a.Team != team {
					t.Errorf("%s, %s: an alarm at %s", programme, text, a.Team)
				}
			}
		}
		w := newTalk(t)
		w.f.Members = []chat.Member{{ID: "m", Programme: "belcirkel", Circle: "noord", State: chat.MemberActive}}
		w.starts("jongeren")
		if w.says(text); w.c.Handoff.Team != "jongerenwerk" || w.c.Flow.Name != "jongeren" {
			t.Errorf("%s in a talk of another team: %+v", text, w.c.Handoff)
		}
	}
}

func TestReservedWordsWinOverAnyFlow(t *testing.T) {
	for _, start := range []string{"jongeren", "wijk"} {
		w := newTalk(t)
		w.starts(start)
		if w.says("mens"); !w.handedOff() || w.c.Handoff.Resume == "" {
			t.Errorf("mens in %s: %+v", start, w.last.Then)
		}

		w = newTalk(t)
		w.starts(start)
		w.says("stop")
		w.mustRead("ik stop")
		if !w.c.Over || len(w.last.Alarms) != 1 || w.last.Alarms[0].Cause != chat.CauseStopped {
			t.Errorf("stop in %s: over %v, alarms %+v", start, w.c.Over, w.last.Alarms)
		}

		w = newTalk(t)
		w.starts(start)
		first := read(w.last)
		w.press(w.c.Step, w.last.Say[len(w.last.Say)-1].Choices[0].Value)
		if w.says("opnieuw"); read(w.last) != first {
			t.Errorf("opnieuw in %s:\n%s", start, read(w.last))
		}

		w = newTalk(t)
		w.starts(start)
		w.says("code")
		if w.mustRead("appel-boom-fiets-zee"); !w.last.Issued {
			t.Errorf("code in %s opens nothing", start)
		}
	}
}

// Law 4: who stops after words that nobody read is not let go unread.
func TestLaw4_StopAfterAMissStandsAtTheDesk(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.says("mijn zus")
	w.says("stop")
	if len(w.last.Alarms) != 2 || w.last.Alarms[0].Cause != chat.CauseUnread || w.last.Alarms[1].Cause != chat.CauseStopped {
		t.Errorf("the alarms are %+v", w.last.Alarms)
	}
}

func TestLaw16_EraseAsksOnceMoreAndThenForgets(t *testing.T) {
	for _, answer := range []string{"ja", "Ja, wis alles", "1"} {
		w := newTalk(t)
		w.starts("jongeren")
		w.says("wis")
		if w.mustRead("echt alles wissen"); w.c.Erase {
			t.Fatal("erased before it was confirmed")
		}
		if w.says(answer); !w.c.Forgets() || !w.c.Over || len(w.last.Say) != 0 {
			t.Errorf("%q: forgets %v, over %v, says %q", answer, w.c.Forgets(), w.c.Over, read(w.last))
		}
	}
	for _, answer := range []string{"nee", "2", "iets heel anders"} {
		w := newTalk(t)
		w.starts("jongeren")
		w.says("wis")
		if w.says(answer); w.c.Erase || w.c.Over || w.c.Pending != "" {
			t.Errorf("%q erased: %+v", answer, w.c)
		}
		w.mustRead("Kun je nu vrij praten?")
	}
}

func TestLaw16_EraseWaitsForAnOpenCrisisAlarm(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.says("nood")
	alarm := w.last.Alarms[0].ID
	w.c.Handoff = chat.Handoff{Team: "jongerenwerk"} // people gave it back; the alarm stands
	w.says("wis")
	w.says("ja")
	if w.c.Forgets() || w.c.Over || !w.c.Erase || w.c.Cleared < w.c.Turn*chat.LinesPerTurn {
		t.Fatalf("with an open crisis: %+v", w.c)
	}
	w.event(chat.Event{Kind: chat.AlarmEnded, Ref: "another/unread"})
	if w.c.Forgets() {
		t.Fatal("another alarm's end erased it")
	}
	if w.event(chat.Event{Kind: chat.AlarmEnded, Ref: alarm}); !w.c.Forgets() || !w.c.Over {
		t.Errorf("a human ended the alarm, yet: %+v", w.c)
	}
}

func TestAConversationStaysOnItsVersionUntilItStartsAnew(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	old := w.book.Talks
	changed := fstest.MapFS{}
	err := fs.WalkDir(flows.BuiltIn(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, ".po") {
			return err
		}
		text, err := fs.ReadFile(flows.BuiltIn(), name)
		changed[name] = &fstest.MapFile{Data: []byte(strings.NewReplacer(
			"Waar wil je het over hebben?", "Waarover gaat het?", "Kun je nu vrij praten?", "Kun je praten?").Replace(string(text)))}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	book, err := flows.Load(changed)
	if err != nil {
		t.Fatal(err)
	}
	w.book = book.Pin(old)
	w.says("ja")
	w.mustRead("Waar wil je het over hebben?")
	w.says("opnieuw")
	w.mustRead("Kun je praten?")
	w.says("ja")
	w.mustRead("Waarover gaat het?")
	if w.c.Flow.Version != book.Talks.Version {
		t.Error("it is not on the new version")
	}
}

func TestAnythingInATalkThatIsOverChangesNothing(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.says("stop")
	over := w.c
	w.press("choose:vrij", "ja")
	w.mustRead("Dit gesprek is klaar.")
	w.wakes(time.Hour)
	if w.c.Step != over.Step || !w.c.Over || w.c.Data["vrij"] != "" {
		t.Errorf("it goes on: %+v", w.c)
	}
}
