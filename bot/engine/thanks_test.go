package engine_test

import (
	"testing"
	"time"
)

// Thanks after the end are no question to people; anything more is.
func TestLaw4_ThanksAskNobodyForAnything(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.press("choose:vrij", "nee")
	w.press("nietvrij", "zelf")
	for _, text := range []string{"dank je wel!", "Bedankt", "🙏"} {
		w.now = w.now.Add(time.Minute)
		if w.says(text); w.handedOff() || len(w.last.Alarms) > 0 {
			t.Fatalf("%q called people: %+v", text, w.last.Alarms)
		}
		w.mustRead("Graag gedaan")
	}
	w.now = w.now.Add(time.Minute)
	if w.says("dank je, maar ik ben bang om naar huis te gaan"); !w.handedOff() {
		t.Errorf("words with thanks in them reached nobody: %s", read(w.last))
	}
	w.mustTell("dank je, maar ik ben bang om naar huis te gaan")
}

func TestNobodyIsCalledLieverNiet(t *testing.T) {
	w := newTalk(t)
	w.starts("jongeren")
	w.press("choose:vrij", "ja")
	w.press("choose:thema", "geld")
	w.says("ik heb schulden")
	w.says("liever niet")
	if w.c.Nickname != "" || w.c.Data["alias"] != "" || !w.handedOff() {
		t.Errorf("is called %q; handed off: %v", w.c.Nickname, w.handedOff())
	}
}
