package handoff_test

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// scared is a talk with somebody who chose the walking group and wants company, at
// their team's desk. They can be written to later.
func scared(t *testing.T) *talk {
	w := undo(t)
	w.c.Handoff.Team, w.c.Form, w.c.Lang = "opbouwwerk", "u", "nl"
	w.c.Address = chat.Address{Adapter: "telegram", Chat: "7"}
	w.c.Flow = chat.FlowRef{Name: "meedoen", Version: w.book.Talks.Version}
	w.c.Data = map[string]string{"keuze": "wandelgroep", "mee": "ja"}
	w.facts.CanReach = true
	return w
}

func arranged() map[string]string {
	return map[string]string{"wat": "Wandelgroep", "wie": "Joke", "dag": "2026-11-26", "tijd": "9.45", "waar": "Dorpshuis.", "chatbot": "ja"}
}

// Row 20: who wants company hears with whom they go, when and where they meet. What they
// chose stands in the form already, with the next day on which it takes place.
func TestRow20_AWorkerArrangesWhoGoesAlong(t *testing.T) {
	w := scared(t)
	form := w.wants("Noor", chat.Accompanied).Form
	if form == nil {
		t.Fatalf("%+v", w.last.Answer)
	}
	got := form.Values()
	if got["wat"] != "Wandelgroep" || got["dag"] != "2026-11-26" || got["tijd"] != "10:00" || !strings.Contains(got["waar"], "Kerkplein 1") {
		t.Errorf("%+v", got)
	}
	d := w.fills("Noor", chat.Accompanied, arranged())
	if d.Answer.Press.Verb != chat.Recalled {
		t.Errorf("it cannot be taken back: %+v", d.Answer)
	}
	left := w.passes(time.Minute)
	read := heard(left)
	if len(read) != 1 || read[0].Speaker.Name != "Noor" || !strings.HasPrefix(read[0].Text, "Joke gaat de eerste keer met u mee. Waarheen: Wandelgroep. "+
		"U ziet elkaar donderdag 26 november om 9.45 uur. De plek: Dorpshuis. De chatbot schrijft u de dag ervoor.") {
		t.Errorf("%+v", read)
	}
	if len(d.Joins) != 0 {
		t.Errorf("it holds before it left: %+v", d.Joins)
	}
	if joins := left.Joins; len(joins) != 1 || joins[0].Day != "2026-11-26" || joins[0].Programme != "samen-erheen" || !strings.HasPrefix(read[0].Text, joins[0].Promise) || joins[0].By.Name != "Noor" {
		t.Errorf("%+v", joins)
	}
}

// What was taken back promised nothing: nobody is reminded of it, and nobody asked.
func TestRow20_WhatIsTakenBackIsNotSaidLater(t *testing.T) {
	w := scared(t)
	d := w.fills("Noor", chat.Accompanied, arranged())
	back := w.handle(chat.Event{Kind: chat.Recalled, From: desk, Author: worker("Noor"), Ref: d.Answer.Ref})
	left := w.passes(time.Minute)
	if len(heard(back))+len(heard(left))+len(back.Joins)+len(left.Joins) > 0 {
		t.Errorf("%+v, %+v", back, left)
	}
}

// The chatbot promises no word that it will not bring, and asks nobody who does not want
// that or may not be seen with it.
func TestRow20_TheChatbotWritesOnlyWhereItMayAndCan(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*talk, map[string]string)
		joins  bool
		words  string
	}{
		"by people":              {func(_ *talk, f map[string]string) { f["chatbot"] = "nee" }, false, "De plek: Dorpshuis. Komt het"},
		"too late for the eve":   {func(w *talk, _ map[string]string) { w.now = monday.Add(2*24*time.Hour + 3*time.Hour) }, true, "Dorpshuis. De chatbot vraagt later hoe het was."},
		"a page that was closed": {func(w *talk, f map[string]string) { w.facts.CanReach = false; delete(f, "chatbot") }, false, "Dorpshuis. Komt het"},
		"somebody may look on": {func(w *talk, f map[string]string) {
			w.c.Data["vrij"] = "nee"
			w.c.HeardAt = w.now
			delete(f, "chatbot")
		}, false, "Dorpshuis. Komt het"},
	} {
		w := scared(t)
		form := arranged()
		c.change(w, form)
		d := w.fills("Noor", chat.Accompanied, form)
		left := w.passes(time.Minute)
		read := heard(left)
		if len(left.Joins) > 0 != c.joins || len(read) != 1 || !strings.Contains(read[0].Text, c.words) {
			t.Errorf("%s: %+v, reads %+v, answer %+v", name, left.Joins, read, d.Answer)
		}
	}
}

// What cannot be is said at its field, and only who has the talk arranges it.
func TestRow20_WhatCannotBeIsNotSent(t *testing.T) {
	for field, value := range map[string]string{"dag": "2026-11-20", "tijd": "straks", "wie": "", "waar": " ", "chatbot": ""} {
		w := scared(t)
		form := arranged()
		form[field] = value
		d := w.fills("Noor", chat.Accompanied, form)
		if d.Answer.Form == nil || wrong(d.Answer.Form, field) == "" || len(heard(d))+len(d.Joins) > 0 {
			t.Errorf("%s %q: %+v", field, value, d.Answer)
		}
	}
	w := scared(t)
	d := w.fills("Els", chat.Accompanied, arranged())
	if !d.Refused || len(heard(d))+len(d.Joins) > 0 || !strings.Contains(d.Answer.Text, "Noor") {
		t.Errorf("%+v", d.Answer)
	}
}
