package handoff

import (
	"strings"

	"omzien/bot/chat"
)

// wanted gives the form that a worker asks for, or says in words why there is
// none now. Nothing of it is stored.
func (r *relay) wanted() {
	if r.Ev.Value == string(chat.Revealed) && r.pushed() {
		r.shownElsewhere()
		return
	}
	if why := r.notNow(chat.Kind(r.Ev.Value)); why != "" {
		r.refuse(why)
		return
	}
	form, known := r.form(chat.Kind(r.Ev.Value))
	if !known {
		r.refuse("Dit formulier is er niet.")
		return
	}
	r.Answer(chat.Answer{Form: &form})
}

// form describes what is to be filled in for this kind of event, as it stands
// for this conversation now.
func (r *relay) form(kind chat.Kind) (form chat.Form, known bool) {
	switch kind {
	case chat.Closed:
		return r.closing(), true
	case chat.Registered:
		return r.registration(), true
	case chat.Meldcode:
		return r.checklist(), true
	case chat.PassedOn:
		return r.question(), true
	case chat.Consulted:
		return r.asking(), true
	case chat.Canned:
		return r.cannedForm(), true
	case chat.Revealed:
		return r.reveal(), true
	case chat.CalledOff:
		return r.callingOff(), true
	case chat.Accompanied:
		return r.company(), true
	case chat.Phoned, chat.LeftCard, chat.Visited:
		return r.attempt(kind), true
	}
	return chat.Form{}, false
}

// notNow says why the form cannot be sent in now; empty where it can.
func (r *relay) notNow(kind chat.Kind) string {
	switch kind {
	case chat.Closed:
		return firstOf(r.otherHas(), r.stands())
	case chat.Meldcode:
		return r.mayCheck()
	case chat.PassedOn:
		return r.notOwner()
	case chat.CalledOff:
		return r.noAppointment()
	case chat.Accompanied:
		return r.noCompany()
	case chat.Phoned, chat.LeftCard, chat.Visited:
		return r.mayTry()
	case chat.Canned:
		if len(r.Book.Canned) == 0 {
			return "Er zijn nog geen standaardteksten. Ze staan in het draaiboek, in texts.yaml."
		}
	}
	return ""
}

// filled tells whether the event brings what a worker filled in. Form holds other
// things too, such as from whom a claim takes a talk.
func (r *relay) filled() bool {
	switch r.Ev.Kind {
	case chat.Closed, chat.Registered, chat.Meldcode, chat.Revealed, chat.PassedOn, chat.Consulted, chat.Invited, chat.Canned, chat.CalledOff, chat.Accompanied,
		chat.Phoned, chat.LeftCard, chat.Visited:
		return r.Ev.Form != nil
	}
	return false
}

// otherwise asks for the form once more, with what is wrong; nothing is stored.
func (r *relay) otherwise(form chat.Form) {
	r.Answer(chat.Answer{Form: &form})
	r.Refuse()
}

// spare keeps what was filled in where nothing else can come of it, as a note:
// nobody has to type it twice. It stands on the web desk alone, as was said where
// it was typed. The words say that it is kept; none where nothing was filled in.
func (r *relay) spare() string {
	if !r.filled() || r.Ev.Kind == chat.Canned && r.Ev.Form[chat.CannedWords] == "" {
		return ""
	}
	form, _ := r.form(r.Ev.Kind)
	form, _ = form.Filled(r.Ev.Form)
	text := strings.TrimSpace(form.Words())
	if text == "" {
		return ""
	}
	r.Keep(chat.LineNote, r.Ev.Author, form.Title+"\n"+text)
	return " Wat je invulde, is bewaard als notitie."
}

// keepForm puts what was filled in into the record, sealed with the talk.
func (r *relay) keepForm(form chat.Form) { r.Fill(r.Ev.Author, form) }

// otherHas says why the author may not end the talk; empty where they may: it is
// theirs, or it waits, and then any worker may.
func (r *relay) otherHas() string {
	if r.C.Handoff.State == chat.Waiting {
		return ""
	}
	return r.notOwner()
}
