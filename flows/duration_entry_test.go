package flows

import (
	"testing"
	"time"
)

// Rows 7, 11, 13 and 20: a message the day before something takes place.
func TestWaitUntilTheDayBeforeAnEntry(t *testing.T) {
	book, err := Load(folder(map[string]string{
		"flows/a.yaml": "flow: a\ntitle: A\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\nsteps: [{say: Hoi}]\n",
		"directory.yaml": "entries:\n" +
			"  spreekuur: {title: S, kind: inloop, when: {rule: FREQ=WEEKLY;BYDAY=FR, from: \"9:00\", to: \"10:30\", start: 2026-01-02}}\n" +
			"  afspraak: {title: A, kind: partner}\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	f := &Flow{Data: map[string]Var{"keuze": {Type: VarEntry}, "dag": {Type: VarDate}}}
	at := func(text string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", text, Amsterdam)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range []struct {
		name, now, entry string
		before           int
		want             string
	}{
		{"on Wednesday, for Friday", "2026-11-25 11:00", "spreekuur", 1, "2026-11-26 16:00"},
		{"on the day itself", "2026-11-25 11:00", "spreekuur", 0, "2026-11-27 16:00"},
		{"too late for the day before", "2026-11-26 17:00", "spreekuur", 1, "2026-11-26 17:00"},
		{"today it takes place: the time after", "2026-11-27 08:00", "spreekuur", 1, "2026-12-03 16:00"},
		{"a week before", "2026-11-25 11:00", "spreekuur", 7, "2026-11-27 16:00"},
		{"across the change of the clock", "2026-03-28 11:00", "spreekuur", 1, "2026-04-02 16:00"},
		{"it has no dates", "2026-11-25 11:00", "afspraak", 1, "2026-11-25 11:00"},
		{"it is gone from the directory", "2026-11-25 11:00", "weg", 1, "2026-11-25 11:00"},
		{"nothing was chosen", "2026-11-25 11:00", "", 1, "2026-11-25 11:00"},
	} {
		w := &Wait{Clock: 16 * 60, Day: "keuze", Before: c.before}
		if got := book.Until(f, w, at(c.now), map[string]string{"keuze": c.entry}); !got.Equal(at(c.want)) {
			t.Errorf("%s: %s", c.name, got.In(Amsterdam))
		}
	}
	w := &Wait{Clock: 16 * 60, Day: "dag", Before: 1}
	if got := book.Until(f, w, at("2026-11-25 11:00"), map[string]string{"dag": "2026-11-30"}); !got.Equal(at("2026-11-29 16:00")) {
		t.Errorf("until a date: %s", got)
	}
}
