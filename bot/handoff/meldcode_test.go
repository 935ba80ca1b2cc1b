package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

func (w *talk) step(name, step string, more ...string) chat.Decision {
	values := map[string]string{"stap": step, "dag": "2026-11-20"}
	for i := 0; i+1 < len(more); i += 2 {
		values[more[i]] = more[i+1]
	}
	return w.fills(name, chat.Meldcode, values)
}

// Row 17b: five steps with their day and who, advice early, and the talk is not
// rounded off before it went to the dossier. Nothing goes to anybody by itself.
func TestRow17b_FiveStepsAndThenTheDossier(t *testing.T) {
	w := live(t)
	if f := w.wants("Noor", chat.Meldcode).Form; f == nil || !strings.Contains(f.Fields[2].Hint, "Veilig Thuis: 0800") {
		t.Fatalf("asked for: %+v", f)
	}
	if d := w.step("Noor", "1", "notitie", "Blauwe plek, zegt niets."); d.Answer.Form != nil || len(heard(d)) != 0 {
		t.Fatalf("step 1: %+v", d)
	}
	if d := w.fills("Noor", chat.Closed, map[string]string{"soort": "zelf", "vervolg": "0"}); w.c.Over || !strings.Contains(wrong(d.Answer.Form, "soort"), "dossier") {
		t.Fatalf("rounded off with an open meldcode: %+v", d.Answer)
	}
	if w.does("Noor", chat.Closed, ""); w.c.Over {
		t.Fatal("rounded off with an open meldcode, without a form")
	}
	w.step("Noor", "2")
	if d := w.step("Noor", "3"); !strings.Contains(d.Answer.Text, "nog geen advies") {
		t.Errorf("without advice: %+v", d.Answer)
	}
	if d := w.step("Noor", "4", "advies", "2026-11-21", "dossier", "ja"); d.Answer.Form == nil || w.c.Meldcode.Filed != "" || len(w.c.Meldcode.Done) != 3 {
		t.Errorf("to the dossier without a decision: %+v", d.Answer)
	}
	w.step("Noor", "4", "advies", "2026-11-21")
	d := w.step("Noor", "5", "dossier", "ja")
	m := w.c.Meldcode
	if m.Filed == "" || m.Advice != "2026-11-21" || len(m.Done) != 5 || m.Done[4] != (chat.StepDone{Step: 5, Day: "2026-11-20", By: worker("Noor")}) || !w.c.MeldcodeAt.IsZero() {
		t.Fatalf("%+v, %+v", m, d.Answer)
	}
	if w.fills("Noor", chat.Closed, map[string]string{"soort": "zelf", "vervolg": "0"}); !w.c.Over {
		t.Error("not rounded off after the dossier")
	}
	n := 0
	for _, l := range w.lines {
		if l.Kind == chat.LineForm && l.Step == string(chat.Meldcode) {
			n++
		}
	}
	if n != 5 {
		t.Errorf("%d steps stand in the record", n)
	}
}

func TestRow17b_WhatIsWrongComesBack(t *testing.T) {
	w := live(t)
	for field, values := range map[string]map[string]string{
		"stap":    {"dag": "2026-11-20"},
		"dag":     {"stap": "1", "dag": "2026-12-01"},
		"advies":  {"stap": "1", "dag": "2026-11-20", "advies": "2027-01-01"},
		"dossier": {"stap": "1", "dag": "2026-11-20", "dossier": "ja"},
	} {
		if d := w.fills("Noor", chat.Meldcode, values); d.Answer.Form == nil || wrong(d.Answer.Form, field) == "" || w.c.Meldcode != nil {
			t.Errorf("%s: %+v", field, d.Answer)
		}
	}
	if w.step("Noor", "1", "dossier", "ja", "notitie", "Bleek een val van de fiets."); w.c.Meldcode == nil || w.c.Meldcode.Filed == "" {
		t.Error("it cannot be stopped early, with the reason why")
	}
	d := w.step("Bas", "2", "notitie", "Ik zag ook iets.")
	if len(w.c.Meldcode.Done) != 1 || !slices.ContainsFunc(d.Lines, func(l chat.Line) bool { return l.Kind == chat.LineNote && strings.Contains(l.Text, "Ik zag ook iets.") }) {
		t.Errorf("of a colleague: %+v", d)
	}
}

// One that is not finished reminds, also where the talk is with the bot again.
func TestRow17b_AnUnfinishedOneReminds(t *testing.T) {
	for _, back := range []bool{false, true} {
		w := live(t)
		w.step("Noor", "1")
		if back {
			w.does("Noor", chat.HandedBack, "")
		}
		reminded := func(d chat.Decision) int {
			n := 0
			for _, a := range d.Alarms {
				if a.Cause == chat.CauseMeldcode {
					n++
				}
			}
			return n
		}
		if n := reminded(w.passes(71 * time.Hour)); n != 0 {
			t.Errorf("back %v: %d reminders in three days", back, n)
		}
		if n := reminded(w.passes(2 * time.Hour)); n != 1 {
			t.Errorf("back %v: %d reminders after three days", back, n)
		}
		if n := reminded(w.passes(7 * 24 * time.Hour)); n != 1 {
			t.Errorf("back %v: %d reminders after ten days", back, n)
		}
		w.step("Noor", "5", "dossier", "ja")
		if n := reminded(w.passes(30 * 24 * time.Hour)); n != 0 {
			t.Errorf("back %v: %d reminders after it was finished", back, n)
		}
	}
}
