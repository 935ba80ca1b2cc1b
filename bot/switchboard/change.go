package switchboard

import (
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// effect is what a committed transaction asks of this instance's memory: whom
// to hint. Losing it loses nothing but time.
type effect struct {
	chat string   // whose page may have something new
	desk bool     // whether the desk has
	push []string // adapters whose outbox got rows
	due  bool
	plan bool // whether somebody's place in a circle changed

	writing chat.Address // who is to see that words for them are about to leave

	refused bool // nothing came of the event, but an answer
}

func (e effect) ring(s *Switchboard) {
	if e.chat != "" {
		s.bell.Ring(e.chat)
	}
	if e.desk || e.chat != "" {
		s.bell.Ring("")
	}
	for _, name := range e.push {
		if c := s.outgoing[name]; c != nil {
			s.hint(c)
		}
	}
	if e.due {
		s.hint(s.dueHint)
	}
	if e.plan {
		s.hint(s.planHint)
	}
	if e.writing.Adapter != "" {
		s.showTyping(e.writing)
	}
}

func (e effect) outcome(a chat.Answer) string {
	if a.Seen {
		return "again"
	}
	if e.refused {
		return "refused"
	}
	return "done"
}

// change turns a decision into what the transaction writes.
func (s *Switchboard) change(ev chat.Event, d chat.Decision, about chat.Words) (chat.Change, effect) {
	c := d.Conversation
	w := chat.Change{Event: ev, Conversation: c, Due: d.Then, Forget: c.Forgets(), Clear: d.Clears}
	if d.Member != nil {
		w.Members = append(w.Members, *d.Member)
	}
	w.Members = append(w.Members, d.Joins...)
	w.Answers = d.Answers
	e := effect{chat: c.Address.Chat, desk: true, due: len(d.Then)+len(d.Alarms) > 0 || !c.WakeAt().IsZero()}
	if d.Issued {
		w.Issued = s.store.Code(c.Address)
	}
	s.record(&w, ev, d, about)
	s.say(&w, &e, d.Say)
	for _, a := range d.Alarms {
		w.Open = append(w.Open, complete(a, *c, ev))
	}
	return w, e
}

// pressable gives the answer its token, where whoever is answered may press
// something: what a press means is kept as a button's at a desk is.
func (s *Switchboard) pressable(w *chat.Change, a chat.Answer) chat.Answer {
	if a.Press == (chat.Choice{}) || w.Conversation == nil {
		return a
	}
	l := chat.Line{
		ID: w.Event.ID + "/press", Conversation: w.Conversation.ID, Kind: chat.LineButton, At: w.Event.At, Step: "answer",
		N: w.Conversation.Turn*chat.LinesPerTurn + int64(len(w.Lines)), Author: chat.Program, Choices: []chat.Choice{a.Press},
	}
	l.Token = s.store.Token(l.ID)
	w.Lines, a.Token = append(w.Lines, l), l.Token
	return a
}

// say puts messages on their way.
func (s *Switchboard) say(w *chat.Change, e *effect, messages []chat.Message) {
	for _, m := range messages {
		if s.adapters[m.To.Adapter] == nil {
			w.Open = append(w.Open, unplugged(m, w.Event))
		}
		if s.post(w, m) {
			e.push = append(e.push, m.To.Adapter)
		}
	}
}

// sayOf puts messages about a round or an alarm on their way, and keeps what their
// buttons mean.
func (s *Switchboard) sayOf(w *chat.Change, e *effect, subject string, messages []chat.Message) {
	for i := range messages {
		m := &messages[i]
		if len(m.Choices) > 0 {
			s.offer(w, subject, m.ID, chat.Author{}, m.Step, m.Choices)
		}
		if m.Page != "" {
			s.link(w, m)
		}
		if m.Edits == "" && (m.Board != nil || m.Alert != nil) {
			w.Due = append(w.Due, clearing(*m, w.Event))
		}
	}
	s.say(w, e, messages)
}

// offer keeps what may be pressed about a round or an alarm: by any worker, or by whom
// alone it is for. It gives the token.
func (s *Switchboard) offer(w *chat.Change, subject, id string, whom chat.Author, step string, choices []chat.Choice) (token string) {
	token = s.store.Token(id)
	w.Buttons = append(w.Buttons, chat.Line{
		ID: id, Conversation: subject, Kind: chat.LineButton, At: w.Event.At, Author: whom, Step: step, Choices: choices, Token: token,
	})
	return token
}

// pageStep is the step of the buttons on the page of an alarm.
const pageStep = "page"

// link fills the link to the page of an alarm, which opens for whom the message is.
func (s *Switchboard) link(w *chat.Change, m *chat.Message) {
	token := s.offer(w, m.Page, m.ID, m.For, pageStep, chat.PageChoices(m.For.Role))
	m.Link = &chat.Link{Label: "Bekijk de melding", URL: s.publicURL + chat.AlarmPage + token}
}

// circleKept is how long what is told of a circle's day stands at desks (law 20).
const circleKept = 90 * 24 * time.Hour

// clearing takes a message about a circle's day away from its desk once its time is over.
func clearing(m chat.Message, ev chat.Event) chat.Event {
	text := "Een melding van de belcirkel"
	if m.Board != nil {
		text = "Het overzicht van de belcirkel"
	}
	return chat.Event{
		ID: m.ID + "/expired", Kind: chat.DayExpired, Subject: chat.Subject{Kind: chat.SubjectTeam}, Author: chat.Program,
		From: m.To, Ref: m.ID, Text: text, At: ev.At.Add(circleKept),
	}
}

// record writes down the lines of the talk: what came in, what the desk keeps,
// and what is said to the person.
func (s *Switchboard) record(w *chat.Change, ev chat.Event, d chat.Decision, about chat.Words) {
	c := d.Conversation
	add := func(l chat.Line) {
		l.Conversation, l.At = c.ID, ev.At
		l.N = c.Turn*chat.LinesPerTurn + int64(len(w.Lines))
		if len(l.Choices) > 0 {
			l.Token = s.store.Token(l.ID)
		}
		w.Lines = append(w.Lines, l)
	}
	if ev.Author.Role == chat.RolePerson {
		switch ev.Kind {
		case chat.Said, chat.Chose:
			add(chat.Line{ID: ev.ID, Kind: chat.LinePerson, Author: ev.Author, Text: ev.Text, Files: ev.Files, Ref: ev.Ref})
		case chat.Edited:
			l := chat.Line{ID: ev.ID, Kind: chat.LinePerson, Author: ev.Author, Text: ev.Text, Files: ev.Files, Edits: about.Line.ID}
			if l.Edits == "" { // what stood there is not known
				l.Text = chat.EditMark + ev.Text
			}
			add(l)
		case chat.Deleted:
			if about.Line.ID != "" {
				add(chat.Line{ID: ev.ID, Kind: chat.LinePerson, Author: ev.Author, Edits: about.Line.ID, Gone: true})
			}
		}
	}
	for _, l := range d.Lines {
		add(l)
	}
	for _, m := range d.Say {
		if m.To != c.Address {
			if len(m.Choices) > 0 { // at a desk: what its buttons mean is kept, and shown nowhere else
				add(chat.Line{ID: m.ID, Kind: chat.LineButton, Author: m.Speaker, Step: m.Step, Choices: m.Choices})
			}
			continue
		}
		kind := chat.LineBot
		if m.Speaker.Role == chat.RoleWorker {
			kind = chat.LineWorker
		}
		add(chat.Line{ID: m.ID, Kind: kind, Author: m.Speaker, Text: m.Text, Step: m.Step, Choices: m.Choices, Files: m.Files, Link: m.Link, Edits: m.Edits, Gone: m.Gone})
	}
}

// post puts a message into the outbox, cut to what its adapter takes. It tells
// whether the deliverer has work.
func (s *Switchboard) post(w *chat.Change, m chat.Message) (pushed bool) {
	limits := adapters.Limits{}
	a := s.adapters[m.To.Adapter]
	if a != nil {
		limits = a.Limits()
	}
	if limits.Pull {
		w.Rows = append(w.Rows, chat.Row{Message: m, Line: m.ID, Pull: true})
		return false
	}
	if len(m.Choices) > 0 {
		m.Token = s.store.Token(m.ID)
	}
	for _, part := range adapters.Fit(m, limits) {
		w.Rows = append(w.Rows, chat.Row{Message: part, Line: m.ID})
	}
	return true
}

// unplugged is the alarm about a message whose adapter is switched off: its row
// waits until the adapter is there again.
func unplugged(m chat.Message, ev chat.Event) chat.Alarm {
	return chat.Alarm{
		ID: chat.AlarmID(m.ID, chat.CauseRoute), Cause: chat.CauseRoute, Urgency: chat.Urgent, Opened: ev.At,
		About: chat.Subject{Kind: chat.SubjectRoute, ID: m.To.Adapter},
		Why:   "Berichten via " + m.To.Adapter + " gaan nu niet weg: die weg staat uit. Ze wachten tot hij weer aan staat.",
	}
}

// complete fills in what every alarm of a conversation has.
func complete(a chat.Alarm, c chat.Conversation, ev chat.Event) chat.Alarm {
	if a.ID == "" {
		a.ID = chat.AlarmID(ev.ID, a.Cause)
	}
	if a.About == (chat.Subject{}) {
		a.About = chat.Subject{Kind: chat.SubjectConversation, ID: c.ID}
	}
	if a.Alias == "" {
		a.Alias = c.Alias
	}
	if a.Team == "" {
		a.Team = c.Handoff.Team
	}
	if a.Opened.IsZero() {
		a.Opened = ev.At
	}
	return a
}

// withLine tells a page under which number its words are stored.
func withLine(a chat.Answer, w chat.Change) chat.Answer {
	if len(w.Lines) > 0 && w.Lines[0].ID == w.Event.ID {
		a.Line = w.Lines[0].N
	}
	return a
}
