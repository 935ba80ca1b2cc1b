package engine_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// scripted is a talk in a playbook of these flows: the first is the page's, and
// the steps of each are written as in a file.
func scripted(t *testing.T, scripts ...string) *talk {
	t.Helper()
	files := map[string]string{
		"organisation.yaml": "name: W\nlanguage: nl\nteams:\n  team: {label: het team, achterwacht: nee, hours: [ma-vr 9:00-17:00]}\n  wijk: {label: het wijkteam, achterwacht: nee, hours: altijd}\n",
	}
	for i, script := range scripts {
		name := string(rune('a' + i))
		head := "flow: " + name + "\ntitle: " + strings.ToUpper(name) + "\nlanguage: nl\nform: u\n"
		if i == 0 {
			head += "starts: [{default: webchat}]\n"
		} else {
			head += "starts: [{deeplink: " + name + "}]\n"
		}
		files["flows/"+name+".yaml"] = head + script
	}
	w := newTalk(t)
	w.book = flowstest.Book(t, files)
	return w
}

// at lets the talk's timers come until the moment, each in its time.
func (w *talk) at(clock string) {
	w.t.Helper()
	until, err := time.ParseInLocation("2006-01-02 15:04", clock, flows.Amsterdam)
	if err != nil {
		w.t.Fatal(err)
	}
	for {
		wake := w.c.WakeAt()
		if wake.IsZero() || wake.After(until) {
			break
		}
		if wake.After(w.now) {
			w.now = wake
		}
		w.event(chat.Event{Kind: chat.Woke})
		if next := w.c.WakeAt(); next.Equal(wake) {
			w.t.Fatalf("a timer stands at %v", wake)
		}
	}
	w.now = until
}

// quiet fails where the bot said anything since.
func (w *talk) quiet() {
	w.t.Helper()
	if len(w.last.Say) > 0 {
		w.t.Fatalf("it says:\n%s", read(w.last))
	}
}

// back gives the talk back to the bot, as a worker who had it does.
func (w *talk) back() {
	w.t.Helper()
	w.c.Step = w.c.Handoff.Resume
	w.c.Handoff = chat.Handoff{Team: w.c.Handoff.Team}
	w.event(chat.Event{Kind: chat.Resumed})
}

// taken lets people have the talk, as the handoff that the engine asked for.
func (w *talk) taken() {
	w.t.Helper()
	if !w.handedOff() {
		w.t.Fatalf("people do not take over:\n%s", read(w.last))
	}
	w.c.Handoff.State = chat.Waiting
}

func TestAWaitRestsUntilItsMomentAndNeverEndsInTheNight(t *testing.T) {
	tests := []struct{ name, wait, before, at string }{
		{"an hour", "1 uur", "2026-11-23 14:59", "2026-11-23 15:00"},
		{"into the evening", "8 uur", "2026-11-24 08:59", "2026-11-24 09:00"},
		{"into the early morning", "17u", "2026-11-24 08:59", "2026-11-24 09:00"},
		{"to half past seven", "1050 min", "2026-11-24 07:29", "2026-11-24 07:30"},
		{"two days", "2 dagen", "2026-11-25 13:59", "2026-11-25 14:00"},
		{"a week", "1 week", "2026-11-30 13:59", "2026-11-30 14:00"},
		{"until tomorrow nine", "{until: \"9:00\"}", "2026-11-24 08:59", "2026-11-24 09:00"},
		{"until later today", "{until: \"16:30\"}", "2026-11-23 16:29", "2026-11-23 16:30"},
		{"until now is tomorrow", "{until: \"14:00\"}", "2026-11-24 13:59", "2026-11-24 14:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := scripted(t, "steps:\n  - say: Tot later.\n  - wait: "+tt.wait+"\n  - ask: Hoe gaat het nu?\n")
			w.starts("")
			w.mustRead("Tot later.")
			w.at(tt.before)
			if strings.Contains(read(w.last), "Hoe gaat") {
				t.Fatal("it goes on too early")
			}
			w.at(tt.at)
			w.mustRead("Hoe gaat het nu?")
			if w.c.Step != "ask:1" || !w.c.WaitUntil.IsZero() {
				t.Errorf("it stands at %q, waits until %v", w.c.Step, w.c.WaitUntil)
			}
		})
	}
}

func TestAWaitUntilADay(t *testing.T) {
	const flow = "data: {dag: {type: date}}\nsteps:\n  - ask: Wanneer?\n    save: dag\n    skip: Weet ik niet\n  - wait: {until: dag, at: \"10:00\", before: 1}\n  - ask: Morgen is het zover. Gaat u?\n"
	w := scripted(t, flow)
	w.starts("")
	w.c.Data, w.c.Step = map[string]string{"dag": "2026-11-27"}, "wait:1" // as if it had been answered
	w.c.Handoff.Resume = ""
	w.event(chat.Event{Kind: chat.Resumed})
	w.at("2026-11-26 09:59")
	w.quiet()
	w.at("2026-11-26 10:00")
	w.mustRead("Morgen is het zover.")

	for name, day := range map[string]string{"past": "2026-11-01", "of today": "2026-11-24", "unknown": ""} {
		w := scripted(t, flow)
		w.starts("")
		w.c.Data, w.c.Step = map[string]string{"dag": day}, "wait:1"
		w.event(chat.Event{Kind: chat.Resumed})
		if w.mustRead("Morgen is het zover."); w.c.Step != "ask:2" {
			t.Errorf("a day %s is waited for", name)
		}
	}
}

func TestLaw4_WordsDuringAWaitAreKeptAndReachPeople(t *testing.T) {
	w := scripted(t, "steps:\n  - wait: 2 dagen\n  - ask: Hoe gaat het nu?\n")
	w.starts("")
	w.says("ik ben bang")
	w.mustRead("Ik bewaar wat u schreef", "mens")
	w.mustTell("ik ben bang")
	if strings.Contains(read(w.last), "Hoe gaat") || w.c.Step != "wait:1" {
		t.Fatal("the words end the wait")
	}
	if wake := w.c.WakeAt().Sub(w.now); wake > time.Minute {
		t.Fatalf("they stand at the desk after %v", wake)
	}
	w.c.Nickname = "Sam"
	if w.wakes(time.Minute); len(w.last.Alarms) != 1 || w.last.Alarms[0].Cause != chat.CauseUnread || w.last.Alarms[0].Alias != w.c.Alias {
		t.Fatalf("the alarms are %+v", w.last.Alarms) // one may be mailed: the name that somebody chose stays here
	}
	w.says("heel bang")
	w.mustTell("heel bang")
	w.taken()
	if w.c.Handoff.Resume != "wait:1" {
		t.Fatalf("it would go on at %q", w.c.Handoff.Resume)
	}
	w.now = w.now.Add(time.Hour)
	w.back()
	w.quiet()
	w.at("2026-11-25 14:00")
	w.mustRead("Hoe gaat het nu?")
}

func TestLaw9_AWaitThatIsOverWhilePeopleHaveTheTalkGoesOnWhenTheyGiveItBack(t *testing.T) {
	w := scripted(t, "steps:\n  - wait: 2 uur\n  - ask: Hoe gaat het nu?\n")
	w.starts("")
	w.says("mens")
	w.taken()
	if wake := w.c.WakeAt(); !wake.IsZero() && wake.Equal(w.c.WaitUntil) {
		t.Fatal("it wakes for the wait while people have the talk")
	}
	w.now = w.now.Add(3 * time.Hour)
	w.back()
	w.mustRead("Hoe gaat het nu?")

	w = scripted(t, "steps:\n  - wait: 2 uur\n  - ask: Hoe gaat het nu?\n")
	w.starts("")
	w.says("mens")
	w.taken()
	w.now = w.now.Add(9 * time.Hour) // 23:00
	w.back()
	w.quiet()
	w.at("2026-11-24 09:00")
	w.mustRead("Hoe gaat het nu?")
}

func TestWhatIsLateDoesNotComeInTheNight(t *testing.T) {
	for _, step := range []string{"  - wait: 2 uur\n  - say: Daar ben ik.\n  - ask: A\n", "  - ask: A\n    remind: {after: 2 uur, say: Daar ben ik.}\n", "  - ask: A\n    give_up: {after: 2 uur, say: Daar ben ik.}\n  - ask: B\n"} {
		w := scripted(t, "steps:\n"+step)
		w.starts("")
		w.now = time.Date(2026, 11, 23, 23, 10, 0, 0, flows.Amsterdam) // nothing ran until now
		w.event(chat.Event{Kind: chat.Woke})
		w.quiet()
		w.at("2026-11-24 09:00")
		w.mustRead("Daar ben ik.")
	}
}

func TestOpeningAWaitingTalkAgainDoesNotEndTheWait(t *testing.T) {
	w := scripted(t, "steps:\n  - wait: 2 dagen\n  - ask: Hoe gaat het nu?\n")
	w.starts("")
	for _, again := range []func(){func() { w.starts("") }, func() { w.press("choose:1", "ja") }, func() { w.says("") }, func() { w.says("code") }} {
		again()
		if text := read(w.last); text == "" || strings.Contains(text, "Hoe gaat") || w.c.Step != "wait:1" || w.c.WaitUntil.IsZero() {
			t.Errorf("it stands at %q and says %q", w.c.Step, text)
		}
	}
}

func TestAQuestionIsPutOnceMoreAndThenGivenUp(t *testing.T) {
	w := scripted(t, "steps:\n  - ask: Hoe gaat het?\n    remind: 2 uur\n    give_up: {after: 1 dag, say: Ik wacht niet langer., goto: b}\n  - end: true\n  - notify: team\n    id: b\n    say: Het team weet het.\n")
	w.starts("")
	w.at("2026-11-23 15:59")
	if strings.Contains(read(w.last), "Dit had ik u gevraagd") {
		t.Fatal("too early")
	}
	w.at("2026-11-23 16:00")
	w.mustRead("Dit had ik u gevraagd.", "Hoe gaat het?")
	if w.c.Step != "ask:1" || !w.c.RemindAt.IsZero() {
		t.Fatalf("it stands at %q, reminds at %v", w.c.Step, w.c.RemindAt)
	}
	w.at("2026-11-24 13:59")
	w.at("2026-11-24 14:00")
	w.mustRead("Ik wacht niet langer.", "Het team weet het.")
	if len(w.last.Alarms) != 1 || w.c.Step != "" || !w.c.WakeAt().IsZero() {
		t.Errorf("alarms %+v, step %q, wakes %v", w.last.Alarms, w.c.Step, w.c.WakeAt())
	}
}

func TestARemindersOwnWordsAndTheTimeBehindIt(t *testing.T) {
	w := scripted(t, "steps:\n  - ask: Hoe gaat het?\n    remind: {after: 8 uur, say: Bent u er nog?}\n    give_up: 12 uur\n  - ask: B\n")
	w.starts("") // 14:00: both would be in the night
	w.at("2026-11-24 09:00")
	w.mustRead("Bent u er nog?", "Hoe gaat het?")
	if w.c.Step != "ask:1" {
		t.Fatal("it is given up in the same moment")
	}
	w.at("2026-11-24 13:00")
	if w.mustRead("B"); w.c.Step != "ask:2" {
		t.Errorf("it stands at %q", w.c.Step)
	}
}

func TestPatienceEndsWithTheQuestion(t *testing.T) {
	const flow = "steps:\n  - ask: Hoe gaat het?\n    remind: 1 uur\n    give_up: 2 uur\n  - ask: B\n"
	for name, leave := range map[string]func(w *talk){
		"an answer":   func(w *talk) { w.says("goed") },
		"a human":     func(w *talk) { w.says("mens"); w.taken() },
		"stop":        func(w *talk) { w.says("stop") },
		"wis":         func(w *talk) { w.says("wis"); w.says("ja") },
		"in danger":   func(w *talk) { w.says("nood"); w.taken() },
		"wis, danger": func(w *talk) { w.c.Alarms = []string{chat.AlarmID("x", chat.CauseCrisis)}; w.says("wis"); w.says("ja") },
	} {
		w := scripted(t, flow)
		w.starts("")
		leave(w)
		if !w.c.RemindAt.IsZero() || !w.c.GiveUpAt.IsZero() {
			t.Errorf("%s: timers stand at %v and %v", name, w.c.RemindAt, w.c.GiveUpAt)
		}
	}
	w := scripted(t, flow)
	w.starts("")
	w.now = w.now.Add(30 * time.Minute)
	w.says("opnieuw")
	if w.c.RemindAt != w.now.Add(time.Hour) {
		t.Errorf("after beginning again it reminds at %v", w.c.RemindAt)
	}
	w.now = w.now.Add(30 * time.Minute)
	w.says("") // no answer, but somebody is there
	if w.c.RemindAt != w.now.Add(time.Hour) {
		t.Errorf("whoever is there is reminded at %v", w.c.RemindAt)
	}
}

func TestATalkThatWasLeftBeginsAnew(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.says("ik slaap niet")
	w.now = w.now.Add(31 * 24 * time.Hour)
	w.says("mijn vader drinkt")
	w.mustRead("Ik ben de chatbot", "Kun je nu vrij praten?")
	w.mustTell("ik slaap niet", "mijn vader drinkt")
	if strings.Contains(read(w.last), "begrijp") || w.c.Missed != 0 || w.c.Step != "choose:vrij" {
		t.Errorf("it was taken for an answer: %+v", w.c)
	}
	w.now = w.now.Add(29 * 24 * time.Hour)
	if w.says("ja"); w.c.Step != "choose:thema" {
		t.Errorf("within its time the talk stands at %q", w.c.Step)
	}
	w.now = w.now.Add(40 * 24 * time.Hour)
	if w.press("choose:thema", "thuis"); w.c.Data["thema"] != "thuis" {
		t.Error("a press says what it is an answer to, however late")
	}

	long := scripted(t, "steps:\n  - ask: A\n  - wait: 60 dagen\n  - ask: Hoe gaat het nu?\n  - ask: C\n")
	long.starts("")
	long.says("goed")
	long.now = long.now.Add(45 * 24 * time.Hour)
	if long.says("hallo?"); long.c.Step != "wait:1" {
		t.Errorf("a talk that waits began anew: %q", long.c.Step)
	}
	long.wakes(long.c.WaitUntil.Sub(long.now))
	long.mustRead("Hoe gaat het nu?")
	long.now = long.now.Add(20 * 24 * time.Hour)
	if long.says("beter"); long.c.Step != "ask:3" {
		t.Errorf("an answer to what the bot asked lately is none: %q", long.c.Step)
	}
}
