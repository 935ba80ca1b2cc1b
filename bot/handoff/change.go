package handoff

import (
	"strings"
	"unicode/utf16"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// What a followed message does to earlier words.
const (
	changes = "change"
	removes = "remove"
)

// isOut tells whether the event is about words of its author that went to the
// person, as far as is known.
func (r *relay) isOut() bool {
	w := r.F.Words.Line
	return w.ID != "" && w.ID == chat.Out(r.Ev.Ref) && w.Kind == chat.LineWorker && w.Author.ID == r.Ev.Author.ID
}

// changeOut changes words that went to the person, where their platform can; where
// it cannot, it says so, and the new words are a note.
func (r *relay) changeOut(text string) {
	w, name := r.F.Words, r.C.Name()
	long := r.F.Longest > 0 && len(utf16.Encode([]rune(text))) > r.F.Longest
	switch {
	case text == w.Last.Text && !w.Last.Gone:
		r.answer("Dit staat al bij " + name + ".")
		return
	case hasMention(text):
		r.note(r.Ev.Author, chat.EditMark+text)
		r.answer("Niet aangepast bij " + name + ": er staat een @ in. Moet het anders? Stuur een nieuw bericht.")
		return
	case len(w.Line.Files) > 0:
		r.note(r.Ev.Author, chat.EditMark+text)
		r.answer("Niet aangepast bij " + name + ": bij een bestand kan dat niet. Moet het anders? Stuur een nieuw bericht.")
		return
	case w.Last.Gone || r.cannot() || w.Parts > 1 || long:
		r.note(r.Ev.Author, chat.EditMark+text)
		r.answer("Niet aangepast bij " + name + ": " + r.whyNot(w.Parts > 1 || long) + " Moet het anders? Stuur een nieuw bericht.")
		return
	}
	r.change(changes, chat.Message{Text: text})
	r.answerChange("Aangepast. " + name + " ziet straks de nieuwe tekst.")
}

// removeOut takes words away that went to the person, where their platform can.
func (r *relay) removeOut() {
	w, name := r.F.Words, r.C.Name()
	switch {
	case w.Last.Gone:
		r.answer("Dit bericht is al weggehaald bij " + name + ".")
		return
	case r.cannot() || w.Parts > 1:
		r.answer("Verwijderen haalt niets weg bij " + name + ": " + r.whyNot(w.Parts > 1) + " Wat al was verstuurd, staat daar nog.")
		return
	}
	r.change(removes, chat.Message{Gone: true})
	r.answerChange("Verwijderd. Het gaat ook weg bij " + name + ", maar is misschien al gelezen.")
}

// change sends what changes the words that the event is about, and follows it.
func (r *relay) change(what string, m chat.Message) {
	w := r.F.Words
	m.Class, m.Report, m.Speaker, m.Edits = chat.Live, true, w.Line.Author, w.Line.ID
	id := r.Post(m)
	sending := chat.Posted{Card: id, Change: what}
	if r.fromDesk() {
		sending.Desk = r.origin()
	}
	h := &r.C.Handoff
	h.Sending = append(h.Sending, sending)
	h.Sending = h.Sending[max(0, len(h.Sending)-sendingMost):]
}

// answerChange answers whoever changed their words. At a pushed desk a receipt
// follows, once it is true.
func (r *relay) answerChange(text string) { r.Answer(chat.Answer{Text: text}) }

// cannot tells whether the person's platform lets nobody change these words (any more).
func (r *relay) cannot() bool {
	w := r.F.Words
	return w.State == chat.Dead || !r.C.Reachable() || r.Now().Sub(w.Line.At) >= r.F.EditFor
}

// whyNot is why words that are out stay as they are.
func (r *relay) whyNot(long bool) string {
	w := r.F.Words
	switch {
	case w.State == chat.Dead:
		return "het kwam daar nooit aan."
	case w.Last.Gone:
		return "het is daar weggehaald."
	case r.F.EditFor <= 0:
		return "dat kan daar niet."
	case r.cannot():
		return "dat kan daar niet meer."
	case long:
		return "het is te lang."
	}
	return ""
}

// outcome is what the desk is told once it is known what became of a change.
func (r *relay) outcome(what string, arrived bool) string {
	name := r.C.Name()
	switch {
	case what == changes && arrived:
		return "Aangepast bij " + name + "."
	case what == removes && arrived:
		return "Weggehaald bij " + name + "."
	case what == changes:
		return "Aanpassen lukte niet bij " + name + ". Daar staat nog wat je eerst schreef."
	default:
		return "Weghalen lukte niet bij " + name + ". Het bericht staat daar nog."
	}
}

// edited is new text for words of the person that the desk has seen. It stands
// there with the old one behind a button, and answers nothing.
func (r *relay) edited() {
	r.Heard()
	text := turn.Words(r.Ev)
	if r.C.Over || text == "" {
		return
	}
	if flows.ReservedWord(text) == flows.WantHelp {
		r.danger(text)
		return
	}
	r.fromPersonChanged(chat.EditMark + text)
}

// deleted is that the person took words back that the desk has seen.
func (r *relay) deleted() {
	r.Heard()
	if r.C.Over || r.F.Words.Line.ID == "" {
		return
	}
	r.fromPersonChanged("(verwijderde een bericht)")
}

// fromPersonChanged shows at the pushed desks that the person changed earlier words.
func (r *relay) fromPersonChanged(text string) {
	old := r.F.Words.Last.ID
	if old == "" {
		r.fromPerson(text)
		return
	}
	for _, desk := range r.F.Desks {
		r.seat(desk)
		r.Push(desk, chat.Message{
			Class: r.deskClass(), Speaker: chat.Author{Role: chat.RolePerson, Name: r.C.Name()}, Text: turn.Masked(text),
			Step: "looked", Choices: []chat.Choice{{Label: "Oude tekst", Value: old, Verb: chat.Looked}},
		})
	}
}

// looked shows words as they were, to whoever asks, as often as they ask.
func (r *relay) looked() {
	r.Refuse() // the button stays
	l := r.F.Words.Line
	switch {
	case r.Ev.Author.Role != chat.RoleWorker || r.Ev.Author.ID == "":
		r.answer("Alleen een medewerker kan dit lezen.")
	case r.elsewhere():
		r.answer(r.isWith() + " Hier kun je niets meer doen met dit gesprek.")
	case l.ID == "" || l.Kind != chat.LinePerson:
		r.answer("Deze tekst is er niet meer.")
	default:
		text := turn.Masked(turn.Words(chat.Event{Text: strings.TrimPrefix(l.Text, chat.EditMark), Files: l.Files}))
		r.Answer(chat.Answer{Text: "Eerst stond er: " + text})
	}
}
