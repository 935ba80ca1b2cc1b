package handoff_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"omzien/bot/chat"
	"omzien/flows/flowstest"
)

var wijk = chat.Address{Adapter: "slack", Chat: "C2"}

// consults is a talk that Noor has, and in which she asks Bas and the wijkteam.
func consults(t *testing.T, more map[string]string) *talk {
	t.Helper()
	w := leased(t)
	w.facts.Others = map[string][]chat.Address{"wijkteam": {wijk}}
	w.fills("Noor", chat.Consulted, asked(more))
	return w
}

func invitee(name string, at ...string) string {
	return chat.Invitees([]chat.Invitee{{Author: worker(name), At: at}})
}

func asked(more map[string]string) map[string]string {
	form := map[string]string{chat.ConsultQuestion: "Ken jij de buurt van zijn school?", chat.ConsultColleagues: invitee("Bas", "C1"), chat.ConsultTeams: "wijkteam"}
	maps.Copy(form, more)
	return form
}

// inside is what somebody does in the thread of the overleg at a desk.
func (w *talk) inside(name string, kind chat.Kind, at chat.Address, text string) chat.Decision {
	at.Thread = "t9"
	id := w.c.Handoff.Consults[len(w.c.Handoff.Consults)-1].ID
	return w.handle(chat.Event{Kind: kind, Author: worker(name), From: at, Text: text, Consult: id})
}

// TestLaw7_AnOverlegHasAThreadOfItsOwn: with its question and who is asked, and
// with nothing of what the person wrote.
func TestLaw7_AnOverlegHasAThreadOfItsOwn(t *testing.T) {
	w := leased(t)
	w.facts.Others = map[string][]chat.Address{"wijkteam": {wijk}}
	w.says("mijn vader is weer boos")
	w.c.Handoff.Card = []chat.CardFact{{Label: "Verhaal", Text: "mijn vader is weer boos"}}
	d := w.fills("Noor", chat.Consulted, asked(map[string]string{chat.ConsultQuestion: "Ken jij school? Bel 0612345678."}))
	if len(w.c.Handoff.Consults) != 1 || !strings.HasPrefix(d.Answer.Text, "Het overleg met Bas en het wijkteam is begonnen.") {
		t.Fatalf("%+v, %+v", w.c.Handoff.Consults, d.Answer)
	}
	k := w.c.Handoff.Consults[0]
	var roots []chat.Address
	for _, m := range d.Say {
		if m.To == w.c.Address {
			t.Errorf("the person reads %q", m.Text)
		}
		if strings.Contains(m.Text, "vader") || strings.Contains(m.Text, "12345678") { // people.md 4, law 15
			t.Errorf("at %v: %q", m.To, m.Text)
		}
		if m.Root != nil {
			roots = append(roots, m.To)
			if m.Consult != k.ID || m.Lane() == (chat.Message{To: m.To, Talk: m.Talk}).Lane() || len(m.Choices) != 2 || m.Root.Asked[0].Name != "Bas" || strings.Contains(m.Root.Question, "12345678") {
				t.Errorf("the root: %+v", m)
			}
		}
	}
	if !slices.Equal(roots, []chat.Address{desk, wijk}) {
		t.Errorf("it stands at %v", roots)
	}
	if l := w.lines[len(w.lines)-1]; l.Kind != chat.LineConsult || l.Consult != k.ID || l.Kind.ForPerson() || !strings.HasPrefix(l.Text, "Ken jij school?") {
		t.Errorf("the record has %+v", l)
	}
	w.does("Noor", chat.Answered, "Ik zoek het uit")
	if w.last.Answer.Held {
		t.Error("an overleg made the owner's next text a question")
	}
}

func TestLaw7_WordsInAnOverlegReachColleaguesAndNobodyElse(t *testing.T) {
	w := consults(t, nil)
	d := w.inside("Bas", chat.Conferred, desk, "Ja, daar werkt Els.")
	if len(d.Say) != 1 || d.Say[0].To != wijk || d.Say[0].Consult == "" || d.Say[0].Speaker.Name != "Bas" || d.Say[0].Text != "Ja, daar werkt Els." {
		t.Errorf("shown: %+v", d.Say)
	}
	if l := w.lines[len(w.lines)-1]; l.Kind != chat.LineConsult || l.Text != "Ja, daar werkt Els." || l.Author.Name != "Bas" || l.Consult == "" {
		t.Errorf("kept: %+v", l)
	}
	if d := w.inside("Noor", chat.Edited, wijk, "Els dus"); len(d.Say) != 1 || d.Say[0].To != desk || d.Say[0].Text != chat.EditMark+"Els dus" {
		t.Errorf("changed: %+v", d.Say)
	}
	if d := w.inside("Noor", chat.Deleted, desk, ""); len(d.Say) != 1 || d.Say[0].To != desk || d.Say[0].Consult == "" || !strings.Contains(d.Say[0].Text, "blijft het bewaard") {
		t.Errorf("taken away: %+v", d.Say)
	}
	if d := w.inside("Noor", chat.Overheard, desk, ""); len(d.Say)+len(d.Lines) != 0 || w.c.Handoff.Foreign {
		t.Errorf("overheard: %+v", d)
	}
	file := chat.Event{Kind: chat.Conferred, Author: worker("Bas"), From: desk, Consult: w.c.Handoff.Consults[0].ID, Files: []chat.File{{Kind: "photo", ID: "F1"}}}
	file.From.Thread = "t9"
	if d := w.handle(file); len(d.Lines) != 0 || len(d.Say) != 1 || d.Say[0].Consult == "" || !strings.HasPrefix(d.Say[0].Text, "Een bestand bewaren we hier niet.") {
		t.Errorf("a file: %+v", d)
	}
	web := w.handle(chat.Event{Kind: chat.Conferred, Author: worker("Eva"), Text: "Ik bel Els."}) // the newest one that is open
	if len(web.Say) != 2 || web.Answer.Text != "Bewaard bij het overleg." {
		t.Errorf("from the web desk: %+v, %+v", web.Say, web.Answer)
	}
}

func TestOverleg_WhoCannotBeReachedIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		form         map[string]string
		field, words string
	}{
		"nobody":             {map[string]string{chat.ConsultColleagues: "", chat.ConsultTeams: ""}, chat.ConsultColleagues, "Kies een collega of een team."},
		"only oneself":       {map[string]string{chat.ConsultColleagues: invitee("Noor", "C1"), chat.ConsultTeams: ""}, chat.ConsultColleagues, "Kies een collega of een team."},
		"in another channel": {map[string]string{chat.ConsultColleagues: invitee("Piet", "C2"), chat.ConsultTeams: ""}, chat.ConsultColleagues, "Piet is niet in een kanaal"},
		"no question":        {map[string]string{chat.ConsultQuestion: " "}, chat.ConsultQuestion, "Vul dit nog in."},
		"no list of people":  {map[string]string{chat.ConsultColleagues: "Bas"}, chat.ConsultColleagues, "Kies iemand uit de lijst."},
	} {
		w := leased(t)
		w.facts.Others = map[string][]chat.Address{"wijkteam": {wijk}}
		d := w.fills("Noor", chat.Consulted, asked(c.form))
		if d.Answer.Form == nil || !strings.HasPrefix(wrong(d.Answer.Form, c.field), c.words) || len(d.Say)+len(d.Lines)+len(w.c.Handoff.Consults) != 0 {
			t.Errorf("%s: %+v", name, d.Answer)
		}
	}
	w := consults(t, map[string]string{chat.ConsultColleagues: invitee("Piet", "C2")}) // whose team is asked, too
	if len(w.c.Handoff.Consults) != 1 {
		t.Errorf("Piet of the wijkteam: %+v", w.last.Answer)
	}
	for range consultsMost {
		w.fills("Noor", chat.Consulted, asked(nil))
	}
	if f := w.last.Answer.Form; len(w.c.Handoff.Consults) != consultsMost || f == nil || wrong(f, chat.ConsultQuestion) == "" {
		t.Errorf("%d are open", len(w.c.Handoff.Consults))
	}
}

const consultsMost = 5

// Chosen at the web desk: whether Slack calls them is not known, and is said so.
func TestOverleg_OfWhomItIsNotKnownIsSaid(t *testing.T) {
	w := leased(t)
	who := chat.Invitees([]chat.Invitee{{Author: chat.Author{ID: "slack:U0PIET", Name: "Piet"}}, {Author: chat.Author{ID: "desk9", Name: "Els"}}})
	d := w.fills("Noor", chat.Consulted, map[string]string{chat.ConsultQuestion: "x", chat.ConsultColleagues: who})
	if !strings.HasSuffix(d.Answer.Text, "Let op: we weten niet of Piet in een van de kanalen zit. Zeg het zelf ook even.") {
		t.Errorf("%q", d.Answer.Text)
	}
	many := make([]chat.Invitee, 21)
	for i := range many {
		many[i].Author = worker(strings.Repeat("n", i+1))
	}
	if f := w.fills("Noor", chat.Consulted, map[string]string{chat.ConsultQuestion: "x", chat.ConsultColleagues: chat.Invitees(many)}).Answer.Form; f == nil || wrong(f, chat.ConsultColleagues) == "" {
		t.Error("more were asked than fit")
	}
}

func TestCasusoverleg_MoreAreAskedIntoIt(t *testing.T) {
	w := consults(t, map[string]string{chat.ConsultSort: chat.ConsultCase, chat.ConsultTeams: ""})
	k := w.c.Handoff.Consults[0]
	if !k.Case || len(k.Posted) != 1 {
		t.Fatalf("%+v", k)
	}
	ask := chat.Event{Kind: chat.Asked, Value: string(chat.Invited), Author: worker("Bas"), Consult: k.ID}
	if f := w.handle(ask).Answer.Form; f == nil || f.Kind != chat.Invited || len(f.Fields) != 2 {
		t.Fatalf("asked for: %+v", f)
	}
	d := w.handle(chat.Event{Kind: chat.Invited, Author: worker("Bas"), Consult: k.ID, Form: map[string]string{chat.ConsultColleagues: invitee("Eva", "C1"), chat.ConsultTeams: "wijkteam"}})
	k = w.c.Handoff.Consults[0]
	if len(k.Asked) != 2 || len(k.Teams) != 1 || len(k.Posted) != 2 || d.Answer.Text != "Eva en het wijkteam zijn erbij gevraagd." {
		t.Fatalf("%+v, %+v", k, d.Answer)
	}
	if calls := nudges(d); len(calls) != 1 || calls[0] != "Eva: Bas vraagt Eva en het wijkteam bij het overleg." {
		t.Errorf("called: %q", calls)
	}
	if d := w.handle(chat.Event{Kind: chat.Invited, Author: worker("Bas"), Consult: k.ID, Form: map[string]string{chat.ConsultColleagues: invitee("Eva", "C1")}}); d.Answer.Form == nil || len(d.Say) != 0 {
		t.Errorf("asked twice: %+v", d)
	}
}

func TestOverleg_Ends(t *testing.T) {
	ends := map[string]func(w *talk){
		"by who asked": func(w *talk) {
			w.handle(chat.Event{Kind: chat.Concluded, Author: worker("Noor"), From: desk, Token: "x:1", Consult: w.c.Handoff.Consults[0].ID})
		},
		"with the talk":   func(w *talk) { w.does("Noor", chat.Closed, "") },
		"back to the bot": func(w *talk) { w.does("Noor", chat.HandedBack, "") },
		"at another team": func(w *talk) { w.passesOn("Noor", chat.Pass{Team: "wijkteam"}, "") },
		"where nobody has it": func(w *talk) {
			w.does("Noor", chat.LetGo, "")
			w.inside("Eva", chat.Concluded, desk, "")
		},
	}
	for name, end := range ends {
		w := consults(t, nil)
		if d := w.inside("Bas", chat.Concluded, desk, ""); !w.c.Handoff.Consults[0].Open() || len(d.Say) != 1 {
			t.Errorf("%s: Bas ended what Noor asked: %+v", name, d.Say)
		}
		end(w)
		k := w.c.Handoff.Consults[0]
		edits, words := 0, 0
		for _, m := range w.last.Say {
			if m.Consult == k.ID && m.Root != nil && m.Edits != "" && len(m.Choices) == 0 && m.Root.Over {
				edits++
			}
			if m.Consult == k.ID && m.Root == nil {
				words++
			}
		}
		if k.Open() || k.Question != "" || edits != 2 || words < 2 {
			t.Errorf("%s: %+v, %d roots, %d texts", name, k, edits, words)
		}
		lines := len(w.lines)
		d := w.inside("Bas", chat.Conferred, desk, "nog iets")
		if len(d.Say) != 1 || d.Say[0].To != desk || d.Say[0].Consult != k.ID || !strings.HasPrefix(d.Say[0].Text, "Dit overleg is klaar. Wat je schreef, is bewaard") ||
			len(w.lines) != lines+1 || w.lines[lines].Kind != chat.LineConsult {
			t.Errorf("%s, afterwards: %+v", name, d.Say)
		}
	}
}

func TestOverleg_WarmOverdrachtLeavesItOpen(t *testing.T) {
	w := consults(t, nil)
	w.passesOn("Noor", chat.Pass{Team: "wijkteam", Warm: true}, "")
	if !w.c.Handoff.Consults[0].Open() {
		t.Error("it ended")
	}
}

// A root that somebody deleted comes anew, once; also where only a word tells that
// it is gone, which is said again.
func TestOverleg_ALostRootBeginsAnotherThread(t *testing.T) {
	w := consults(t, nil)
	k := w.c.Handoff.Consults[0]
	gone := desk
	gone.Thread = "t9"
	d := w.handle(chat.Event{Kind: chat.Uprooted, Author: chat.Program, From: gone, Consult: k.ID})
	if len(d.Say) != 1 || d.Say[0].Root == nil || d.Say[0].Edits != "" || d.Say[0].To != desk {
		t.Fatalf("%+v", d.Say)
	}
	lost := chat.Event{Kind: chat.Failed, Author: chat.Program, From: gone, Consult: k.ID, Value: chat.Misplaced, Text: "Els dus",
		Form: map[string]string{chat.SpeakerRole: "worker", chat.SpeakerID: "w-Bas", chat.SpeakerName: "Bas"}}
	if d := w.handle(lost); len(d.Say) != 1 || d.Say[0].Root != nil || d.Say[0].Text != "Els dus" || d.Say[0].Speaker.Name != "Bas" || d.Say[0].Consult != k.ID {
		t.Errorf("in the same stead: %+v", d.Say)
	}
	for i := range 2 * 5 { // each new one is lost, too
		lost.From.Thread = "u" + string(rune('a'+i))
		w.handle(lost)
	}
	if k := w.c.Handoff.Consults[0]; k.Posted[len(k.Posted)-1].Lost != 5 || len(w.last.Lines) != 1 {
		t.Errorf("roots without end: %+v", k.Posted)
	}
	if d := w.handle(chat.Event{Kind: chat.Uprooted, Author: chat.Program, From: gone}); len(d.Say) > 0 && d.Say[0].Root != nil {
		t.Errorf("the talk's own root: %+v", d.Say)
	}
}

// Law 16: with the person all of it goes, and in the thread nothing is kept.
func TestLaw16_AnOverlegIsErasedWithThePerson(t *testing.T) {
	w := consults(t, nil)
	k := w.c.Handoff.Consults[0]
	w.does("Noor", chat.HandedBack, "")
	w.says("wis")
	w.says("Ja, wis alles")
	if !w.c.Forgets() {
		t.Fatal("it is not erased")
	}
	emptied := 0
	for _, m := range w.last.Say {
		if m.Consult == k.ID && m.Edits != "" && m.Root != nil && m.Root.Question == "" && !strings.Contains(m.Text, "school") {
			emptied++
		}
	}
	if emptied != 2 || len(w.c.Handoff.Consults) != 0 {
		t.Errorf("%d roots are empty, %+v", emptied, w.c.Handoff.Consults)
	}
	w.c.Address.Chat = "" // as storage leaves it
	d := w.handle(chat.Event{Kind: chat.Conferred, Author: worker("Bas"), From: chat.Address{Adapter: "slack", Chat: "C1", Thread: "t9"}, Consult: k.ID, Text: "Els dus"})
	if len(d.Lines) != 0 || len(d.Say) != 1 || d.Say[0].Consult != k.ID || !strings.Contains(d.Say[0].Text, "niet bewaard") {
		t.Errorf("afterwards: %+v", d)
	}
}

// Law 7, of any talk: whatever happens in an overleg, whoever does it and in
// whatever state the talk is, says nothing at the person's address, lets nothing
// go that waits, and holds nothing back of what the owner says next.
func TestLaw7_NothingInAnOverlegEverReachesThePerson(t *testing.T) {
	book := flowstest.BuiltIn(t)
	rapid.Check(t, func(rt *rapid.T) {
		r := newRun(t, rt, book)
		r.w.facts.Others = map[string][]chat.Address{"wijkteam": {wijk}}
		for range rapid.IntRange(1, 40).Draw(rt, "events") {
			if rapid.Bool().Draw(rt, "at the talk") {
				r.next()
				continue
			}
			ev := r.overleg()
			before := r.w.c
			r.check(ev)
			d := r.w.last
			for _, m := range d.Say {
				if m.To.Adapter == page.Adapter || m.Consult == "" && m.Speaker.Role != chat.RoleProgram {
					rt.Fatalf("%s in an overleg says %+v", ev.Kind, m)
				}
			}
			b, a := before.Handoff, r.w.c.Handoff
			if len(a.Leaving) != len(b.Leaving) || len(a.Behind) != len(b.Behind) || a.Foreign != b.Foreign || a.Worker != b.Worker || a.State != b.State || r.w.c.Epoch != before.Epoch || (a.Held == nil) != (b.Held == nil) {
				rt.Fatalf("%s in an overleg: from %+v to %+v", ev.Kind, b, a)
			}
		}
	})
}

// overleg is anything that may happen in an overleg, or that a late or wrong event
// says happened there.
func (r *run) overleg() chat.Event {
	kind := rapid.SampledFrom([]chat.Kind{
		chat.Consulted, chat.Consulted, chat.Conferred, chat.Conferred, chat.Conferred, chat.Invited, chat.Concluded, chat.Edited, chat.Deleted, chat.Overheard,
		chat.Uprooted, chat.Failed, chat.Answered, chat.Noted, chat.Released, chat.Recalled, chat.Closed, chat.HandedBack, chat.LetGo, chat.Claimed, chat.Asked,
	}).Draw(r.rt, "in the overleg")
	ev := chat.Event{Kind: kind, Author: worker(rapid.SampledFrom([]string{"Noor", "Bas", "Eva"}).Draw(r.rt, "colleague")), Consult: "x0"}
	if all := r.w.c.Handoff.Consults; len(all) > 0 {
		ev.Consult = rapid.SampledFrom(all).Draw(r.rt, "overleg").ID
	}
	if rapid.Bool().Draw(r.rt, "in its thread") {
		ev.From = rapid.SampledFrom([]chat.Address{desk, wijk}).Draw(r.rt, "desk")
		ev.From.Thread = "t9"
	}
	ev.Ref = rapid.SampledFrom(slices.Concat([]string{""}, r.typed, r.refs)).Draw(r.rt, "ref")
	r.n++
	ev.Text = rapid.SampledFrom([]string{"", "onder ons", "nood", "wis", "@Bas kijk"}).Draw(r.rt, "words")
	if ev.Text != "" {
		ev.Text += " " + strings.Repeat("i", r.n)
		r.by[ev.Text], r.notes[ev.Text] = ev.Author.ID, true
	}
	switch kind {
	case chat.Consulted:
		ev.Consult, ev.Text, ev.Ref = "", "", ""
		ev.From.Thread = ""
		ev.Form = asked(map[string]string{chat.ConsultTeams: rapid.SampledFrom([]string{"", "wijkteam"}).Draw(r.rt, "team")})
	case chat.Invited:
		ev.Form = map[string]string{chat.ConsultColleagues: rapid.SampledFrom([]string{"", invitee("Eva"), invitee("Bas", "C2")}).Draw(r.rt, "more")}
	case chat.Asked:
		ev.Value = rapid.SampledFrom([]string{"invited", "closed", "consulted"}).Draw(r.rt, "form")
	case chat.Uprooted, chat.Failed:
		ev.Author = chat.Program
		ev.Value = rapid.SampledFrom([]string{chat.Misplaced, "refused"}).Draw(r.rt, "why")
	}
	return ev
}
