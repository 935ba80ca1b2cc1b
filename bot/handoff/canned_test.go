package handoff_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// picks chooses a text, and gives the form in which it can be changed.
func (w *talk) picks(t *testing.T, name, text string) *chat.Form {
	t.Helper()
	d := w.fills(name, chat.Canned, map[string]string{chat.CannedWhich: text})
	if d.Answer.Form == nil || d.Answer.Form.Wrongs() != "" || len(d.Say)+len(d.Lines) > 0 {
		t.Fatalf("%s chose %s: %+v", name, text, d.Answer)
	}
	return d.Answer.Form
}

func TestCannedText_IsChosenChangedAndSent(t *testing.T) {
	w := undo(t)
	w.c.Nickname = "Sam"
	list := w.wants("Noor", chat.Canned).Form
	if list == nil || list.Fields[0].Name != chat.CannedWhich || len(list.Fields[0].Options) != len(w.book.Canned) {
		t.Fatalf("asked for: %+v", list)
	}
	for _, o := range list.Fields[0].Options {
		if len([]rune(o.About)) == 0 || len([]rune(o.About)) > 75 || strings.Contains(o.About, "{") {
			t.Errorf("%s: %q", o.Value, o.About)
		}
	}
	form := w.picks(t, "Noor", "hallo")
	text := form.Values()[chat.CannedWords]
	if !strings.HasPrefix(text, "Hoi Sam, ik ben Noor van het jongerenwerk.") || form.Send != "Versturen" || !strings.Contains(form.Intro, w.c.Name()) {
		t.Fatalf("%+v", form)
	}
	d := w.fills("Noor", chat.Canned, map[string]string{chat.CannedWords: text + " Hoe gaat het?"})
	if d.Answer.Press.Verb != chat.Recalled { // it can be taken back
		t.Errorf("answered: %+v", d.Answer)
	}
	if got := heard(w.passes(time.Minute)); len(got) != 1 || got[0].Text != text+" Hoe gaat het?" || got[0].Speaker.Name != "Noor" {
		t.Errorf("the person reads %+v", got)
	}
}

// What the worker does not look at goes nowhere, and what they send goes where a
// typed text goes.
func TestLaw7_ACannedTextGoesWhereATypedOneGoes(t *testing.T) {
	words := map[string]string{chat.CannedWords: "Neem de tijd. Bel 06-12345678."}
	slackly := func(w *talk, name string) chat.Decision {
		w.facts.Desks = []chat.Address{desk}
		from := desk
		from.Thread = "1.2"
		return w.handle(chat.Event{Kind: chat.Canned, Author: worker(name), Form: words, From: from, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: w.c.ID}})
	}
	shown := func(d chat.Decision) string {
		var all []string
		for _, m := range d.Say {
			if m.To == desk && m.Card == nil {
				all = append(all, m.Text)
			}
		}
		return strings.Join(all, "\n")
	}
	t.Run("of the owner: to the person, and it stands in the thread", func(t *testing.T) {
		w := undo(t)
		d := slackly(w, "Noor")
		if all := shown(d); !strings.Contains(all, "Noor aan "+w.c.Name()+": Neem de tijd.") || strings.Contains(all, "12345678") { // law 15
			t.Errorf("the thread shows %q", all)
		}
		if got := heard(w.passes(time.Minute)); len(got) != 1 || got[0].Text != words[chat.CannedWords] {
			t.Errorf("the person reads %+v", got)
		}
	})
	t.Run("of a colleague: a note", func(t *testing.T) {
		w := live(t)
		if form := w.picks(t, "Bas", "tijd"); form.Send != "Bewaar als notitie" {
			t.Errorf("promised: %+v", form)
		}
		d := slackly(w, "Bas")
		if len(heard(d)) != 0 || !slices.ContainsFunc(d.Lines, func(l chat.Line) bool { return l.Kind == chat.LineNote }) || !strings.HasPrefix(shown(d), "Notitie van Bas: Neem de tijd.") {
			t.Errorf("%+v", d)
		}
	})
	t.Run("after a colleague's note: held, and asked about in the thread", func(t *testing.T) {
		w := live(t)
		w.does("Bas", chat.Noted, "Let op de zus.")
		d := slackly(w, "Noor")
		asks := slices.ContainsFunc(d.Say, func(m chat.Message) bool {
			return m.To == desk && len(m.Choices) == 2 && m.Choices[0].Verb == chat.Released
		})
		if !d.Answer.Held || !asks || len(heard(d)) != 0 || w.c.Handoff.Held == nil || !strings.Contains(shown(d), "Neem de tijd.") {
			t.Errorf("%+v", d)
		}
	})
	t.Run("where nobody has the talk: held", func(t *testing.T) {
		w := waiting(t)
		if form := w.picks(t, "Noor", "tijd"); form.Send != "Verder" {
			t.Errorf("promised: %+v", form)
		}
		if d := slackly(w, "Noor"); !d.Answer.Held || len(heard(d)) != 0 {
			t.Errorf("%+v", d.Answer)
		}
	})
	t.Run("in a talk that is over: kept", func(t *testing.T) {
		w := live(t)
		w.does("Noor", chat.Closed, "")
		d := w.fills("Noor", chat.Canned, words)
		if len(heard(d)) != 0 || len(d.Lines) != 1 || !strings.Contains(d.Lines[0].Text, "Neem de tijd.") {
			t.Errorf("%+v", d)
		}
		if d := w.fills("Noor", chat.Canned, map[string]string{chat.CannedWhich: "tijd"}); len(d.Lines) != 0 || d.Answer.Form != nil {
			t.Errorf("what was only chosen: %+v", d)
		}
	})
}

func TestCannedText_SaysWhereItIsNotInThePersonsLanguage(t *testing.T) {
	w := live(t)
	w.c.Lang = "so"
	if f := w.wants("Noor", chat.Canned).Form; !strings.Contains(f.Intro, "Niet elke tekst is er in de taal van") {
		t.Errorf("%+v", f)
	}
	if f := w.picks(t, "Noor", "tijd"); !strings.Contains(f.Intro, "niet in de taal van") || !strings.HasPrefix(f.Values()[chat.CannedWords], "Neem rustig") {
		t.Errorf("%+v", f)
	}
	w.c.Lang = "en"
	if f := w.picks(t, "Noor", "hallo"); strings.Contains(f.Intro, "taal van") || !strings.HasPrefix(f.Values()[chat.CannedWords], "Hi, I am Noor of the youth workers.") {
		t.Errorf("%+v", f)
	}
}

func TestCannedText_OneThatIsNotThere(t *testing.T) {
	w := live(t)
	d := w.fills("Noor", chat.Canned, map[string]string{chat.CannedWhich: "verzonnen"})
	if d.Answer.Form == nil || wrong(d.Answer.Form, chat.CannedWhich) == "" {
		t.Errorf("%+v", d.Answer)
	}
	book := *w.book
	book.Canned = nil
	w.book = &book
	if a := w.wants("Noor", chat.Canned); a.Form != nil || !strings.Contains(a.Text, "geen standaardteksten") {
		t.Errorf("%+v", a)
	}
}
