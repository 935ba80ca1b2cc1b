package webdesk

import (
	"net/http"
	"strings"
	"testing"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// What is worth a look stands in the circle's day and in the morning of its team, and
// raises no count; a drill ends the reminder of one.
func TestWhatIsWorthALookIsNoAlarm(t *testing.T) {
	b, round, _ := circlesBench(t)
	page := func(path string) string {
		t.Helper()
		w := b.ask("GET", path, nil)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", path, w.Code)
		}
		return w.Body.String()
	}
	const seen, drill = "In zeven dagen kwam er 3 keer pas antwoord na een herinnering.", "Er is al een maand geen oefening gehouden."
	for path, want := range map[string]bool{"/desk/belcirkels": true, "/desk/dagstart?team=wijkteam": true, "/desk/dagstart?team=jongerenwerk": false} {
		text := page(path)
		for _, words := range []string{seen, drill, "geen melding"} {
			if strings.Contains(text, words) != want {
				t.Errorf("%s says %q: %v", path, words, !want)
			}
		}
	}
	if text := page("/desk/dagstart?team=wijkteam"); strings.Count(text, "De Wit") != 1 || !strings.Contains(text, "Meldingen (1)") {
		t.Errorf("the morning is\n%s", text)
	}
	b.missed(chat.Alarm{ID: "o", Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectRound, ID: round}, Opened: b.clock(), Check: &chat.Check{Round: round, Drill: true}})
	for _, path := range []string{"/desk/belcirkels", "/desk/dagstart?team=wijkteam"} {
		if strings.Contains(page(path), drill) {
			t.Errorf("%s reminds of a drill after one", path)
		}
	}
	b.circles.Do(func(c *adaptertest.Circles) { c.Broken = chat.ErrDown })
	if w := b.ask("GET", "/desk/dagstart?team=wijkteam", nil); strings.Contains(w.Body.String(), "Dagstart van") {
		t.Error("a morning without what could not be read")
	}
}
