package handoff_test

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// From Slack a colleague is asked by a form: words for them go along as a note,
// and what cannot be taken comes back whole.
func TestOverdrachtToAColleagueByForm(t *testing.T) {
	ask := func(whom, name string) map[string]string {
		return map[string]string{chat.Colleague: whom, chat.ColleagueName: name, "erbij": "Zus 06-12345678 belt mee."}
	}
	w := leased(t)
	w.facts.Desks = []chat.Address{desk}
	if f := w.wants("Noor", chat.PassedOn).Form; f == nil || f.Fields[0].Kind != chat.FieldWorker {
		t.Fatalf("asked for: %+v", f)
	}
	for whom, name := range map[string]string{"slack:U0GAST": "", "w-Noor": "Noor", "": ""} {
		d := w.fills("Noor", chat.PassedOn, ask(whom, name))
		if d.Answer.Form == nil || wrong(d.Answer.Form, chat.Colleague) == "" || d.Answer.Form.Values()["erbij"] == "" || len(d.Say)+len(d.Lines) > 0 || w.c.Handoff.Offer != nil {
			t.Errorf("%q: %+v", whom, d.Answer)
		}
	}
	d := w.fills("Noor", chat.PassedOn, ask("w-Bas", "Bas"))
	if !w.owns("Noor") || w.c.Handoff.Offer == nil || !strings.HasPrefix(d.Answer.Text, "Gevraagd aan Bas.") {
		t.Fatalf("%+v, %+v", w.c.Handoff, d.Answer)
	}
	var shown []string
	for _, m := range d.Say {
		if m.To == w.c.Address {
			t.Errorf("the person reads %q", m.Text) // law 7
		}
		shown = append(shown, m.Text)
	}
	if all := strings.Join(shown, "\n"); strings.Contains(all, "12345678") || !strings.Contains(all, "belt mee.") {
		t.Errorf("the desk reads %q", all) // law 15
	}
	if a := w.does("Noor", chat.Answered, "Hoi Sam"); a.Held { // the note was Noor's own
		t.Errorf("held: %+v", a)
	}
	if w.does("Bas", chat.Claimed, ""); !w.owns("Bas") {
		t.Error("Bas cannot take over")
	}
	late := w.fills("Noor", chat.PassedOn, ask("w-Eva", "Eva"))
	if w.c.Handoff.Offer != nil || !strings.Contains(late.Answer.Text, "Dat kan alleen Bas") || len(late.Lines) != 1 || !strings.Contains(late.Lines[0].Text, "belt mee.") || !strings.Contains(late.Lines[0].Text, "Eva") {
		t.Errorf("too late: %+v", late)
	}
	if a := w.wants("Noor", chat.PassedOn); a.Form != nil || a.Text == "" {
		t.Errorf("asked for by who does not have it: %+v", a)
	}
}
