package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/engine"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// A Monday afternoon, at which both teams are open, and that night.
var (
	open  = time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam)
	night = time.Date(2026, 11, 23, 23, 40, 0, 0, flows.Amsterdam)
)

// talk is a conversation with the bot alone.
type talk struct {
	t    *testing.T
	book *flows.Playbook
	c    chat.Conversation
	f    chat.Facts
	now  time.Time
	n    int
	last chat.Decision
}

func newTalk(t *testing.T) *talk {
	book := flowstest.BuiltIn(t)
	return &talk{
		t: t, book: book, now: open, f: chat.Facts{ReturnCode: "appel-boom-fiets-zee"},
		c: chat.Conversation{ID: "c1", Address: chat.Address{Adapter: "webchat", Chat: "a"}, Alias: "blauwe vos"},
	}
}

func (w *talk) event(ev chat.Event) chat.Decision {
	w.n++
	w.c.Turn++
	ev.ID, ev.At = fmt.Sprintf("e%d", w.n), w.now
	ev.From, ev.Author = w.c.Address, chat.Author{Role: chat.RolePerson}
	w.last = engine.Step(w.book, w.c, w.f, ev)
	w.c = *w.last.Conversation
	return w.last
}

func (w *talk) starts(payload string) chat.Decision {
	return w.event(chat.Event{Kind: chat.Started, Text: payload})
}

func (w *talk) says(text string) chat.Decision {
	return w.event(chat.Event{Kind: chat.Said, Text: text})
}

func (w *talk) press(step, value string) chat.Decision {
	return w.event(chat.Event{Kind: chat.Chose, Step: step, Value: value})
}

func (w *talk) wakes(after time.Duration) chat.Decision {
	w.now = w.now.Add(after)
	return w.event(chat.Event{Kind: chat.Woke})
}

// read is all that the person reads of a decision.
func read(d chat.Decision) string {
	var b strings.Builder
	for _, m := range d.Say {
		b.WriteString(m.Text + "\n")
	}
	return b.String()
}

func (w *talk) handedOff() bool {
	return slices.ContainsFunc(w.last.Then, func(ev chat.Event) bool { return ev.Kind == chat.HandedOff })
}

func (w *talk) mustRead(parts ...string) {
	w.t.Helper()
	text := read(w.last)
	for _, p := range parts {
		i := strings.Index(text, p)
		if i < 0 {
			w.t.Fatalf("%q is not in this, or not in this order:\n%s", p, read(w.last))
		}
		text = text[i+len(p):]
	}
}

func (w *talk) mustTell(texts ...string) {
	w.t.Helper()
	for _, text := range texts {
		if !slices.ContainsFunc(w.c.Told, func(t chat.Told) bool { return t.Text == text }) {
			w.t.Errorf("%.60q is not kept for the card: %+v", text, w.c.Told)
		}
	}
}

func TestLaw4_FirstMissIsAskedAgainAndStandsAtTheDeskWithinAMinute(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.says("mijn zus")
	w.mustTell("mijn zus")
	w.mustRead("begrijp dit niet goed", "Kun je nu vrij praten?")
	if wake := w.c.WakeAt(); wake.Sub(w.now) > time.Minute || wake.IsZero() {
		t.Fatalf("wakes %v after the miss", wake.Sub(w.now))
	}
	if w.wakes(59 * time.Second); len(w.last.Alarms) != 0 {
		t.Fatalf("an alarm before its time: %+v", w.last.Alarms)
	}
	w.wakes(time.Second)
	if a := w.last.Alarms; len(a) != 1 || a[0].Cause != chat.CauseUnread || a[0].Urgency != chat.Quiet || a[0].About.ID != "c1" || a[0].Team != "jongerenwerk" {
		t.Fatalf("the alarms are %+v", a)
	}
	if w.wakes(time.Hour); len(w.last.Alarms) != 0 {
		t.Errorf("a second alarm about the same words: %+v", w.last.Alarms)
	}
}

func TestLaw4_AChoiceAfterTheMissTakesTheItemAway(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.says("mijn zus")
	w.says("ja")
	if w.wakes(2 * time.Minute); len(w.last.Alarms) != 0 {
		t.Errorf("the alarms are %+v", w.last.Alarms)
	}
	w.says("weer iets")
	if w.handedOff() {
		t.Error("the misses were not in a row")
	}
}

func TestLaw4_SecondMissIsAHandoff(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.says("mijn zus")
	w.says("zij is weg")
	if !w.handedOff() || w.last.Then[0].Value != "jongerenwerk" {
		t.Fatalf("what follows is %+v", w.last.Then)
	}
	w.mustTell("mijn zus", "zij is weg")
	w.mustRead("Dat ligt aan mij")
	if w.c.Handoff.Resume != "choose:vrij" {
		t.Errorf("the bot would go on at %q", w.c.Handoff.Resume)
	}
}

func TestLaw4_OpeningWordsAndEveryFreeAnswerAreKept(t *testing.T) {
	w := newTalk(t)
	w.says("ik slaap niet meer")
	w.mustRead("Ik ben de chatbot", "Kun je nu vrij praten?")
	w.says("ja")
	w.says("2")
	w.says("ze lachen me uit")
	long := "ik heet eigenlijk geen Sam maar dat mag niemand weten"
	w.says(long)
	w.mustTell("ik slaap niet meer", "ze lachen me uit", long)
	if w.c.Nickname != "" || w.c.Data["alias"] != "" {
		t.Errorf("a story became a name: %q", w.c.Nickname)
	}
	if w.c.Told[0].Label != "" || w.c.Told[1].Label != "Wil je er al iets over vertellen? Kort of lang, het mag allebei." {
		t.Errorf("the labels are %+v", w.c.Told)
	}
	if w.c.Data["thema"] != "school" || !w.handedOff() {
		t.Errorf("the intake ended with %+v, %+v", w.c.Data, w.last.Then)
	}
}

func TestLaw4_AStoryLeftBehindReachesTheDesk(t *testing.T) {
	for name, left := range map[string]func(w *talk){
		"at the next question": func(w *talk) { w.press("choose:vrij", "ja"); w.press("choose:thema", "thuis"); w.says("hij slaat me") },
		"after a choice":       func(w *talk) { w.says("hij slaat me"); w.says("ja") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newTalk(t)
			w.starts("jongeren")
			left(w)
			w.wakes(w.c.WakeAt().Sub(w.now))
			if w.now.Sub(open) > 10*time.Minute || len(w.last.Alarms) != 1 || w.last.Alarms[0].Cause != chat.CauseUnread {
				t.Errorf("after %v the alarms are %+v", w.now.Sub(open), w.last.Alarms)
			}
		})
	}
}

func TestLaw4_AfterTheFlowEndedWordsGoToPeople(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.says("nee")
	w.says("zelf")
	w.says("nee, ik kom zelf")
	if w.c.Step != "" || w.c.Over || len(w.last.Alarms) != 1 || w.last.Alarms[0].Cause.Kind() != chat.CauseNotice {
		t.Fatalf("the flow ended with step %q, alarms %+v", w.c.Step, w.last.Alarms)
	}
	w.says("toch wel eigenlijk")
	w.mustTell("toch wel eigenlijk")
	if w.mustRead("Ik geef het door aan het jongerenwerk."); !w.handedOff() {
		t.Error("nobody hears it")
	}
}

func TestNoMessageIsMetWithSilence(t *testing.T) {
	for _, text := range []string{"😭😭😭", "", "   ", "?", strings.Repeat("ik kan niet meer ", 600), strings.Repeat("x", 10_000), "\u200b"} {
		for _, at := range []string{"first", "choose", "ask", "ended"} {
			w := newTalk(t)
			switch at {
			case "choose":
				w.starts("jongeren")
			case "ask":
				w.starts("wijk")
			case "ended":
				w.starts("jongeren")
				w.press("choose:vrij", "nee")
				w.press("nietvrij", "zelf")
			}
			w.says(text)
			if strings.TrimSpace(read(w.last)) == "" {
				t.Errorf("%s: %.20q is met with silence", at, text)
			}
			if kept := strings.TrimSpace(text); kept != "" {
				w.mustTell(kept)
			}
		}
	}
}

func TestLongOpeningSkipsTheMenu(t *testing.T) {
	story := "ik weet niet hoe ik het moet zeggen maar sinds de zomer ben ik bang voor mijn broer"
	for _, started := range []bool{false, true} {
		w := newTalk(t)
		if started {
			w.starts("jongeren")
		}
		w.says(story)
		w.mustTell(story)
		if !started {
			w.mustRead("Dank je dat je dit vertelt. Ik geef het door aan het jongerenwerk.", "Ik ben de chatbot", "Ik vraag het jongerenwerk")
		}
		w.mustRead("Dank je dat je dit vertelt. Ik geef het door aan het jongerenwerk.", "Ik vraag het jongerenwerk")
		if !w.handedOff() || strings.Contains(read(w.last), "vrij praten") {
			t.Errorf("started %v: it asked on:\n%s", started, read(w.last))
		}
	}
}

func TestLaw6_AtNightThePersonHearsThatNobodyReads(t *testing.T) {
	w := newTalk(t)
	w.now = night
	w.starts("jongeren")
	w.mustRead("Ik ben de chatbot", "Het is nu nacht. Er leest nu niemand mee.", "morgen vanaf 9 uur", "Wil je nu praten?", "De Luisterlijn: bel", "Kun je nu vrij praten?")
	if strings.Contains(read(w.last), "Kindertelefoon") {
		t.Error("a number that is closed now")
	}
	w.says("ja")
	if strings.Contains(read(w.last), "nacht") {
		t.Error("it says so twice")
	}
	day := newTalk(t)
	if day.starts("jongeren"); strings.Contains(read(day.last), "niemand mee") {
		t.Error("it says so by day")
	}
}

func TestOldPressIsAnsweredKindly(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.press("choose:vrij", "ja")
	before := w.c
	for _, step := range []string{"choose:vrij", "used:choose:vrij", "nietvrij", "omzien:erase", ""} {
		w.press(step, "nee")
		w.mustRead("had je al beantwoord", "Waar wil je het over hebben?")
		if w.c.Step != before.Step || w.c.Data["vrij"] != "ja" || w.last.Say[len(w.last.Say)-1].Choices == nil {
			t.Errorf("%q changed the talk: %+v", step, w.c)
		}
	}
}

func TestChoicesAreUnderstood(t *testing.T) {
	for _, text := range []string{"School of werk", "  SCHOOL OF WERK! ", "2", "2.", "school", "Stage"} {
		w := newTalk(t)
		w.starts("jongeren")
		w.says("Ja")
		if w.says(text); w.c.Data["thema"] != "school" || w.c.Missed != 0 {
			t.Errorf("%q is %+v", text, w.c.Data)
		}
	}
}

func TestAGreetingAfterTheBotBeganIsNoMiss(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.says("Hoi!")
	w.mustRead("Kun je nu vrij praten?")
	if w.c.Missed != 0 || strings.Contains(read(w.last), "begrijp") || !w.c.WakeAt().IsZero() {
		t.Errorf("it is met with %q", read(w.last))
	}
	if w.says("hoi"); w.c.Missed != 1 {
		t.Error("it is one the second time")
	}
}

func TestSkippingIsAllowedByPressAndByWord(t *testing.T) {
	for _, skip := range []func(w *talk){
		func(w *talk) { w.press("ask:vraag", "skip") },
		func(w *talk) { w.says("liever straks") },
	} {
		w := newTalk(t)
		w.starts("wijk")
		if skip(w); w.c.Step != "choose:gebied" || len(w.c.Told) != 0 {
			t.Errorf("after skipping: step %q, told %+v", w.c.Step, w.c.Told)
		}
	}
}

func TestLanguageAndForm(t *testing.T) {
	w := newTalk(t)
	w.event(chat.Event{Kind: chat.Started, Text: "wijk", Lang: "en-GB"})
	w.mustRead("I am the chatbot of the neighbourhood team.", "What is your question?")
	w.says("person")
	if w.mustRead("to answer you here"); w.c.Form != "u" || w.c.Lang != "en" {
		t.Errorf("form %q, language %q", w.c.Form, w.c.Lang)
	}
}

// Whoever opened a talk is in it, though they wrote nothing yet: what reaches out by
// itself looks at when something was said last, and waits.
func TestLaw9_WhoOpenedATalkIsInIt(t *testing.T) {
	w := newTalk(t)
	w.starts("wijk")
	if w.c.Step == "" || !w.c.SpokeAt.Equal(w.now) {
		t.Errorf("step %q, last said at %v", w.c.Step, w.c.SpokeAt)
	}
}
