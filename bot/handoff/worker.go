package handoff

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

// worker is what somebody at the desk does. Each gets an answer in words.
func (r *relay) worker() {
	who := r.Ev.Author
	if who.Role != chat.RoleWorker || who.ID == "" || who.Name == "" {
		r.answer("Alleen een medewerker met een naam kan dit doen.")
		return
	}
	if r.erased() {
		return
	}
	switch wants := r.wants(); {
	case r.outlives(wants):
		r.act()
	case r.C.Over:
		r.afterwards()
	case r.stale(): // a button from before: told how it stands
		r.refuse(r.headline())
	case wants == chat.Recalled: // wherever they are: nothing goes to anybody by it
		r.recalled()
	case r.elsewhere():
		r.wentAway()
	default:
		r.act()
	}
}

// wants is what the worker is about: whoever asks for a form, what it brings.
func (r *relay) wants() chat.Kind {
	if r.Ev.Kind == chat.Asked {
		return chat.Kind(r.Ev.Value)
	}
	return r.Ev.Kind
}

// outlives tells whether it can be done without an open talk.
func (r *relay) outlives(wants chat.Kind) bool {
	switch wants {
	case chat.Registered, chat.FollowedUp, chat.CalledOff:
		return true
	case chat.Meldcode, chat.Revealed:
		return r.C.Over
	}
	return false
}

// act does what the worker wants, where nothing stands in its way.
func (r *relay) act() {
	switch r.Ev.Kind {
	case chat.Claimed:
		r.claimed()
	case chat.Answered:
		r.answered()
	case chat.Canned:
		r.canned()
	case chat.Revealed:
		r.revealed()
	case chat.Noted:
		r.noted()
	case chat.Released:
		r.released()
	case chat.Withheld:
		r.withheld()
	case chat.HandedBack:
		r.handedBack()
	case chat.Closed:
		r.closed()
	case chat.LetGo:
		r.letGo()
	case chat.PassedOn:
		r.passedOn()
	case chat.Asked:
		r.wanted()
	case chat.Registered:
		r.registered()
	case chat.Meldcode:
		r.checked()
	case chat.FollowedUp:
		r.followedUp()
	case chat.CalledOff:
		r.calledOff()
	case chat.Accompanied:
		r.accompanied()
	case chat.Consulted:
		r.consulted()
	case chat.Phoned, chat.LeftCard, chat.Visited:
		r.tried()
	}
}

// answer tells the worker what became of it. Whoever typed in a thread reads it
// there, and only there: what must be seen is a message of its own.
func (r *relay) answer(text string) {
	if r.typed() {
		r.Push(r.origin(), chat.Message{Class: chat.Live, Consult: r.Ev.Consult, Text: text})
		return
	}
	r.Answer(chat.Answer{Text: text})
}

// refuse is answer where nothing came of it: a button can still be pressed, and
// what was filled in is kept as a note.
func (r *relay) refuse(text string) {
	r.answer(text + r.spare())
	r.Refuse()
}

// typed tells whether the event is words in the thread of a pushed desk.
func (r *relay) typed() bool {
	return r.Ev.From.Thread != "" && r.Ev.Token == "" && r.Ev.Kind != chat.Asked && !r.filled()
}

// origin is the desk where the worker is.
func (r *relay) origin() chat.Address {
	return chat.Address{Adapter: r.Ev.From.Adapter, Chat: r.Ev.From.Chat}
}

// afterwards is anything in a talk that is over: words are kept, never sent.
func (r *relay) afterwards() {
	text := strings.TrimSpace(r.Ev.Text)
	if text == "" && len(r.Ev.Files) == 0 || r.Ev.Kind != chat.Answered && r.Ev.Kind != chat.Noted {
		r.refuse("Dit gesprek is al afgerond.")
		return
	}
	r.note(r.Ev.Author, text, r.Ev.Files...)
	if r.Ev.Kind == chat.Answered {
		r.answer("Niet verstuurd: dit gesprek is al afgerond. Bewaard als notitie.")
		return
	}
	r.answer("Bewaard als notitie.")
}

// owner tells whether the author of the event has the talk.
func (r *relay) owner() bool { return r.live() && r.C.Handoff.Worker.ID == r.Ev.Author.ID }

// answered is plain text of a worker in the thread. The default is not sent:
// only the claimant's goes to the person (law 7).
func (r *relay) answered() {
	text := strings.TrimSpace(r.Ev.Text)
	files := r.Ev.Files
	switch why := unsendable(files); {
	case why != "":
		r.notSendable(why, text)
	case text == "" && len(files) == 0:
		r.answer("Niets verstuurd: de tekst was leeg.")
	case !r.C.Reachable():
		r.note(r.Ev.Author, text, files...)
		r.answer("Bewaard als notitie. " + r.C.Name() + " leest hier niet: bel, of ga langs.")
	case r.live() && !r.owner():
		r.note(r.Ev.Author, text, files...)
		r.answer("Niet verstuurd: " + r.C.Handoff.Worker.Name + " heeft dit gesprek. Bewaard als notitie.")
	case !r.live():
		r.hold(r.written(text), "Nog niet verstuurd: niemand heeft dit gesprek opgepakt. Oppakken en versturen, of bewaren als notitie?")
	case r.typedAt().Before(r.pickedAt()) && !r.typedAt().IsZero():
		r.hold(r.written(text), "Nog niet verstuurd: dit schreef je voordat je dit gesprek had. Stuur naar "+r.C.Name()+", of bewaren als notitie?")
	case r.C.Handoff.Foreign:
		r.hold(r.written(text), "Nog niet verstuurd: hiervoor staat een notitie van een collega. Stuur naar "+r.C.Name()+", of bewaren als notitie?")
	case isCalledNote(text):
		r.hold(r.written(text), "Nog niet verstuurd: dit lijkt een notitie. Stuur naar "+r.C.Name()+", of bewaren als notitie?")
	case hasMention(text):
		r.hold(r.written(text), "Nog niet verstuurd: hier staat een @ in. Stuur naar "+r.C.Name()+", of bewaren als notitie?")
	default:
		r.send(r.written(text))
	}
}

// send lets the owner's words go to the person: after a moment in which they can
// be taken back, or when it suits the person.
func (r *relay) send(text chat.Held) {
	r.C.Handoff.Foreign = false
	if r.mustKnock() {
		r.knockAll()
		r.knock(text)
		return
	}
	late := r.cameLate(text)
	if wait := r.undo(); wait > 0 && late == "" {
		r.leaveIn(text, wait)
		return
	}
	r.leaveAll()
	r.flush()
	r.deliver(text)
	r.sent()
	if late != "" {
		r.answer(late)
	}
}

// deliver sends the owner's words. They answer any danger that waits; a file does
// not, for it may turn out not to pass, and its words with it.
func (r *relay) deliver(text chat.Held) {
	r.here()
	h := &r.C.Handoff
	h.Wrote = r.Now()
	if len(text.Files) == 0 {
		r.C.DangerAt = time.Time{}
	}
	r.paid()
	if text.Said.After(h.Typed) {
		h.Typed = text.Said
	}
	id := r.PostAs(chat.Out(text.Ref), chat.Message{Class: chat.Live, Report: true, Speaker: text.Worker, Text: text.Text, Files: text.Files, Said: text.Said})
	r.follow(text, id)
	r.goes(text)
	if !r.F.CanReach { // nothing but the page tells them that it stands there
		r.AwaitReading()
	}
	r.toDesksBut(text.Desk, text.Worker, text.Text, text.Files...)
}

func (r *relay) noted() {
	text := strings.TrimSpace(r.Ev.Text)
	if text == "" && len(r.Ev.Files) == 0 {
		r.answer("Niets bewaard: de tekst was leeg.")
		return
	}
	r.note(r.Ev.Author, text, r.Ev.Files...)
	r.answer("Bewaard als notitie.")
}

// note keeps words for colleagues. A note that is not the owner's makes the
// owner's next text a question: was it for the person, or for the colleague?
func (r *relay) note(who chat.Author, text string, files ...chat.File) {
	h := &r.C.Handoff
	if r.owner() && !r.C.Reachable() { // what else could they do here
		r.paid()
	}
	if h.Worker.ID != who.ID || !r.live() {
		if !h.Foreign {
			h.NotedBy = who.ID
		} else if h.NotedBy != who.ID {
			h.NotedBy = ""
		}
		h.Foreign = true
	}
	r.Keep(chat.LineNote, who, text, files...)
	r.toDesks(chat.Program, "Notitie van "+who.Name+": "+text, chat.Openable(files)...)
}

// overheard is that somebody who is no worker wrote in the thread: the owner's
// next text may be an answer to them.
func (r *relay) overheard() {
	if !r.C.Over {
		r.C.Handoff.Foreign, r.C.Handoff.NotedBy = true, ""
	}
}

// mayNot answers whoever may not end or give back the talk; true where the
// author may not.
func (r *relay) mayNot() bool {
	why := r.notOwner()
	if why != "" {
		r.refuse(why)
	}
	return why != ""
}

// notOwner says why the author may not do what only the owner may; empty where
// the talk is theirs.
func (r *relay) notOwner() string {
	switch {
	case r.owner():
		return ""
	case r.live():
		return "Dat kan alleen " + r.C.Handoff.Worker.Name + ": die heeft dit gesprek."
	default:
		return "Niemand heeft dit gesprek. Pak het eerst op."
	}
}

// handedBack gives the talk back to the bot, which goes on at a named step.
func (r *relay) handedBack() {
	if r.mayNot() {
		return
	}
	if !r.C.Reachable() {
		r.refuse("Dit is een aanmelding: de chatbot kan hier met niemand praten.")
		return
	}
	unsent := r.unsent()
	r.numbersNow() // the bot does not know that there is danger
	h, name := &r.C.Handoff, r.Ev.Author.Name
	r.ConcludeAll(name + " geeft " + r.C.Name() + " terug aan de chatbot. Dit overleg is klaar.")
	r.C.Step = h.Resume
	r.C.Handoff = chat.Handoff{Team: h.Team, Posted: h.Posted, Sending: h.Sending, Consults: h.Consults}
	r.C.Epoch++
	r.C.Missed = 0
	r.C.UnreadAt, r.C.NewsAt, r.C.DangerAt, r.C.LeaseAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	if r.C.Pending == turn.Knock {
		r.C.Pending = ""
	}
	r.mark(name + " geeft terug aan de chatbot.")
	r.cards()
	r.Say(r.Text(flows.TextBack, "medewerker", name))
	r.Then(chat.Resumed, r.C.Step, "")
	r.answer("Terug naar de chatbot." + unsent)
}

// unsent says, at the end of an answer, that texts were kept back and stay so.
// They stand in the record.
func (r *relay) unsent() string {
	h := &r.C.Handoff
	kept := slices.Clone(h.Earlier)
	if h.Held != nil {
		kept = append(kept, *h.Held)
	}
	for _, held := range kept {
		r.settle(held, "Niet verstuurd.")
	}
	n := len(kept) + len(h.Behind)
	h.Held, h.Earlier, h.Behind = nil, nil, nil
	switch n {
	case 0:
		return ""
	case 1:
		return " Let op: één tekst is niet verstuurd."
	default:
		return " Let op: " + strconv.Itoa(n) + " teksten zijn niet verstuurd."
	}
}
