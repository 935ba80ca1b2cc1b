package handoff

import (
	"strings"
	"unicode/utf16"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// canned is a text of the playbook instead of one that was typed: first which,
// then, once the worker looked at it and changed it, as any other text (law 7).
func (r *relay) canned() {
	form, ok := r.cannedForm().Filled(r.Ev.Form)
	if !ok {
		r.otherwise(form)
		return
	}
	values := form.Values()
	text := values[chat.CannedWords]
	if text == "" {
		c, _ := r.Book.CannedNamed(values[chat.CannedWhich])
		r.otherwise(r.cannedText(c))
		return
	}
	r.Ev.Text = text
	if r.fromDesk() { // it does not stand in the thread yet, as what is typed there does
		whose := r.Ev.Author.Name + " aan " + r.C.Name() + ": "
		if r.onlyNote() {
			whose = "Notitie van " + r.Ev.Author.Name + ": "
		}
		r.Push(r.origin(), chat.Message{Class: r.deskClass(), Text: whose + turn.Masked(text)})
	}
	r.answered()
}

// onlyNote tells whether a text of the author's could only become a note.
func (r *relay) onlyNote() bool { return !r.C.Reachable() || r.live() && !r.owner() }

// cannedForm is the form that the event brings filled in, or that is asked for.
func (r *relay) cannedForm() chat.Form {
	if r.Ev.Form[chat.CannedWords] != "" {
		return r.cannedText(flows.Canned{})
	}
	return r.cannedList()
}

// cannedList asks which text.
func (r *relay) cannedList() chat.Form {
	form := chat.Form{Kind: chat.Canned, Title: "Standaardtekst", Send: "Verder", Intro: "Kies een tekst. Daarna kun je hem nog aanpassen. Er gaat nog niets weg."}
	var options []chat.Option
	foreign := false
	for _, c := range r.Book.Canned {
		text, theirs := r.cannedIn(c)
		options = append(options, chat.Option{Value: c.Name, Label: c.Title, About: clipped(text)})
		foreign = foreign || !theirs
	}
	if foreign {
		form.Intro += " Niet elke tekst is er in de taal van " + r.C.Name() + ". Die zie je in jullie eigen taal."
	}
	form.Fields = []chat.Field{{Name: chat.CannedWhich, Label: "Welke tekst?", Kind: chat.FieldChoice, Required: true, Options: options}}
	return form
}

// cannedText asks to look at the text, and says where it goes.
func (r *relay) cannedText(c flows.Canned) chat.Form {
	name := r.C.Name()
	form := chat.Form{Kind: chat.Canned, Title: "Standaardtekst", Send: "Versturen", Intro: "Dit gaat naar " + name + ". Pas de tekst aan zoals je wilt."}
	switch {
	case !r.C.Reachable():
		form.Send, form.Intro = "Bewaar als notitie", name+" leest hier niet. Wat je instuurt, wordt een notitie."
	case r.onlyNote():
		form.Send, form.Intro = "Bewaar als notitie", r.C.Handoff.Worker.Name+" heeft dit gesprek. Wat je instuurt, wordt een notitie."
	case !r.live():
		form.Send, form.Intro = "Verder", "Niemand heeft dit gesprek. Je krijgt eerst de vraag of je het oppakt en verstuurt."
	}
	text, theirs := r.cannedIn(c)
	if !theirs {
		form.Intro += " Let op: deze tekst is er niet in de taal van " + name + ". Hij staat hier in jullie eigen taal."
	}
	form.Fields = []chat.Field{{Name: chat.CannedWords, Label: "Tekst", Kind: chat.FieldWords, Required: true, Value: text}}
	return form
}

// cannedIn is the text as the author would send it to this person. False: it is
// not in their language.
func (r *relay) cannedIn(c flows.Canned) (text string, theirs bool) {
	text, theirs = r.Book.CannedIn(c, r.C.Lang, r.C.Form)
	lang := r.C.Lang
	if !theirs {
		lang = ""
	}
	return flows.FillCanned(text, r.C.Nickname, r.Ev.Author.Name, r.Book.Called(r.team(), lang)), theirs
}

// clipped is how a text begins, in one line, as it fits below an option.
func clipped(text string) string {
	const most = 75 // UTF-16 units
	text = strings.Join(strings.Fields(text), " ")
	n := 0
	for i, r := range text {
		if n += len(utf16.Encode([]rune{r})); n >= most && i+len(string(r)) < len(text) {
			return text[:i] + "…"
		}
	}
	return text
}
