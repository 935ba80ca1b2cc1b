package flows

import (
	"strings"
	"testing"
)

// Whoever agrees to be asked reads on which days, and that nobody looks on others.
func TestAskDaysAreSaidInWords(t *testing.T) {
	from, _ := ParseDay("2026-11-25")
	for days, want := range map[string]string{
		"days: elke dag":   "Dit doen wij elke dag.",
		"days: ma-vr":      "Dit doen wij van maandag tot en met vrijdag. Op andere dagen let er niemand op.",
		"days: ma, wo, vr": "Dit doen wij op maandag, woensdag en vrijdag. Op andere dagen let er niemand op.",
		"days: za":         "Dit doen wij op zaterdag. Op andere dagen let er niemand op.",
		"days: za-zo":      "Dit doen wij op zaterdag en zondag. Op andere dagen let er niemand op.",
		"days: FREQ=WEEKLY;INTERVAL=2;BYDAY=MO\n  start: 2026-11-23": "Dit doen wij op maandag, maar niet elke week. Op andere dagen let er niemand op.",
		"days: elke dag\n  holidays: closed":                         "Dit doen wij elke dag. Op feestdagen let er niemand op.",
		"days: ma-vr\n  holidays: closed":                            "Dit doen wij van maandag tot en met vrijdag. Op andere dagen, en op feestdagen, let er niemand op.",
		"days: FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1,2,3":               "",
	} {
		book := programmesOf(t, "kring:\n  label: de kring\n  kind: ster\n  form: u\n  team: wijk\n  "+days+"\n  at: \"8:30\"\n  circles: {noord: {label: kring Noord}}\n")
		if got := book.AskDays(book.Programme("kring"), from, "nl"); got != want {
			t.Errorf("%s: %q, not %q", strings.ReplaceAll(days, "\n", ""), got, want)
		}
	}
	book := programmesOf(t, "kring:\n  label: de kring\n  kind: ster\n  form: u\n  team: wijk\n  days: ma-vr\n  at: \"8:30\"\n  circles: {noord: {label: kring Noord}}\n")
	if got := book.AskDays(book.Programme("kring"), from, "en"); got != "We do this from Monday to Friday. On other days nobody keeps an eye out." {
		t.Errorf("in English %q", got)
	}
}
