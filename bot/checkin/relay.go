package checkin

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"omzien/bot/chat"
	decision "omzien/bot/turn"
	"omzien/flows"
)

// quietFor is how long nobody said anything in a talk that a flow has, before a
// check-in no longer breaks into it. A talk that people have, or that waits for them,
// is never broken into (law 9).
const quietFor = time.Hour

// Relay decides about an event of a conversation whose person is in circles
// (f.Members, with their rounds in f.Rounds). False: it is not a check-in's alone.
// Then it is decided as any other besides, and what the decision has in Then, for
// rounds, comes with that.
func Relay(book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) (chat.Decision, bool) {
	if len(f.Members) == 0 && ev.Kind != chat.Prompts && ev.Kind != chat.Unheard {
		return chat.Decision{}, false
	}
	r := &relay{book: book, c: &c, f: f, all: f.Members, ev: ev}
	if ev.Kind == chat.Unheard && ev.Value == ended {
		r.stopped()
		r.d.Conversation = r.c
		return r.d, true
	}
	r.turns = r.ofPerson()
	r.talks()
	its := r.decide()
	if its {
		r.d.Conversation = r.c
	}
	return r.d, its
}

// Heard are those of the members at an address of whom an answer is heard: who takes
// part, and who left after a circle asked them, for as long as that stands open. Their
// alarm of today stands, so their answer ends it (law 10).
func Heard(members []chat.Member, rounds []chat.Round) []chat.Member {
	return slices.DeleteFunc(slices.Clone(members), func(m chat.Member) bool {
		return m.State == chat.MemberLeft && !slices.ContainsFunc(rounds, func(r chat.Round) bool {
			o := r.Of(m.ID)
			return o != nil && !r.Talk && !o.Stand.Closed()
		})
	})
}

// relay is one decision about a conversation in the making.
type relay struct {
	book  *flows.Playbook
	c     *chat.Conversation // shares its slices with what came in: they are replaced, never changed
	f     chat.Facts
	ev    chat.Event
	all   []chat.Member // of all programmes: f has those that the event may be about
	turns []turn        // of the person: begun, and not gone
	sent  []turn        // broadcasts that they were written

	d chat.Decision
	n int // keys derived from the event so far
}

// turn is a member's occurrence in a round.
type turn struct {
	member *chat.Member
	round  *chat.Round
	o      *chat.Occurrence
}

func (r *relay) decide() bool {
	round, pressed := roundOf(r.ev.Step)
	switch {
	case r.ev.Kind == chat.Prompts:
		r.prompts()
		return true
	case r.ev.Kind == chat.Unheard:
		r.unheard()
		return true
	case r.ev.Kind == chat.Failed && r.ev.Value == chat.TooLate:
		r.tooLate()
		return true
	case r.ev.Kind == chat.Delivered || r.ev.Kind == chat.Failed:
		r.receipt()
	case r.ev.Kind == chat.Blocked:
		r.blocked()
	case r.ev.Author.Role == chat.RolePerson && r.ev.Kind == chat.Chose && r.optsOut(), r.ev.Author.Role == chat.RolePerson && r.ev.Kind == chat.Said && r.replies():
		return true
	case r.ev.Author.Role != chat.RolePerson || len(r.f.Members) == 0:
	case r.ev.Kind == chat.Chose && pressed:
		r.pressed(round)
		return true
	case r.ev.Kind == chat.Said:
		return r.said()
	case r.ev.Kind == chat.Edited:
		r.edited()
	case r.ev.Kind == chat.Started:
		return r.started()
	}
	return false
}

// ofPerson finds the turns of the person that had begun when the event happened.
func (r *relay) ofPerson() []turn {
	var all []turn
	for i := range r.f.Rounds {
		for j := range r.f.Members {
			o := r.f.Rounds[i].Of(r.f.Members[j].ID)
			if o != nil && !gone(o) && !r.at().Before(o.Early) {
				all = append(all, turn{&r.f.Members[j], &r.f.Rounds[i], o})
			}
		}
	}
	return all
}

// at is when the event happened for the person.
func (r *relay) at() time.Time {
	if at := r.ev.Sent; !at.IsZero() && at.Before(r.ev.At) {
		return at
	}
	return r.ev.At
}

// stepOf is the step whose choices a check-in's are. roundOf is the way back, also of
// a button that was pressed before.
func stepOf(round string) string { return checkStep + round }

func roundOf(step string) (round string, ok bool) {
	if at := strings.Index(step, checkStep); at >= 0 && (at == 0 || step == chat.UsedStep(step[at:])) {
		return step[at+len(checkStep):], true
	}
	return "", false
}

const checkStep = "checkin:"

// theirs tells whether words of the person belong to another talk: a worker has it,
// or people or a flow wait for them, and no check-in was put since.
func (r *relay) theirs() bool {
	last := later(r.c.HeardAt, r.c.SpokeAt)
	switch {
	case r.c.Live():
		return true
	case !r.c.InHandoff() && r.c.Step == "" && r.c.Pending == "":
		return false
	}
	return !slices.ContainsFunc(r.turns, func(t turn) bool { return pending(t.o) && later(t.o.SentAt, t.o.Out).After(last) })
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// busy tells whether a prompt would break into a talk.
func (r *relay) busy() bool {
	talking := r.c.Step != "" || r.c.Pending != ""
	return r.c.InHandoff() || talking && r.ev.At.Sub(later(r.c.HeardAt, r.c.SpokeAt)) < quietFor
}

// setAside lets go of a flow's question that was left: what comes next answers the
// check-in. What the person told stays for the card; a wait goes on.
func (r *relay) setAside() {
	if r.c.InHandoff() || !r.c.WaitUntil.IsZero() {
		return
	}
	r.leftOpen()
	c := r.c
	c.Flow, c.Step, c.Missed, c.Pending = chat.FlowRef{}, "", 0, ""
	c.Data, c.Calls, c.Offered, c.Picked, c.Private, c.Begun = nil, nil, nil, nil, false, false
	c.RemindAt, c.GiveUpAt = time.Time{}, time.Time{}
}

// round sends an event to a round.
func (r *relay) round(kind chat.Kind, round, member, value, text string) {
	r.n++
	r.d.Then = append(r.d.Then, chat.Event{
		ID: chat.Key(r.ev.ID+"/round", r.n), Kind: kind, Subject: chat.Subject{Kind: chat.SubjectRound, ID: round},
		Author: r.ev.Author, Ref: member, Value: value, Text: text, Sent: r.at(), At: r.ev.At,
	})
}

// checkIn tells the turn's round what was heard of them.
func (r *relay) checkIn(t turn, how chat.Stand) {
	r.round(chat.CheckedIn, t.round.ID, t.member.ID, string(how), "")
}

// programme of the turn, or of the member where there is none; nil where the playbook
// has it no more.
func (r *relay) programme() *flows.Programme {
	if len(r.turns) > 0 {
		return r.book.Programme(r.turns[len(r.turns)-1].round.Programme)
	}
	for _, m := range r.f.Members {
		if p := r.book.Programme(m.Programme); p != nil {
			return p
		}
	}
	return nil
}

// team is who looks after the person's circle.
func (r *relay) team() flows.Team {
	if p := r.programme(); p != nil {
		return r.book.Team(p.Team)
	}
	return r.book.Team(r.c.Handoff.Team)
}

// tongue is the language and form in which the person is spoken to.
func (r *relay) tongue() (lang, form string) {
	lang, form = r.c.Lang, r.c.Form
	p := r.programme()
	if lang == "" && r.c.Kept.Lang != "" {
		lang = r.book.Speaks(r.c.Kept.Lang)
	}
	if lang == "" && p != nil {
		lang = p.Language
	}
	if p != nil && (form == "" || r.c.Flow.Name == "") {
		form = p.Form
	}
	return lang, form
}

// text gives a fixed text as the person reads it.
func (r *relay) text(id flows.TextID, pairs ...string) string {
	lang, form := r.tongue()
	pairs = append(pairs, "team", r.book.Called(r.team(), lang))
	return r.book.Say(id, lang, form, pairs...)
}

// say says something to the person, where no people have the talk (law 9).
func (r *relay) say(m chat.Message) {
	if r.c.InHandoff() || !r.c.Reachable() {
		return
	}
	lang, _ := r.tongue()
	m.ID, m.To, m.Talk, m.Epoch = chat.Key(r.ev.ID, len(r.d.Say)), r.c.Address, r.c.ID, r.c.Epoch
	m.Class, m.Fenced, m.Speaker, m.Text = chat.Prompt, true, chat.Program, flows.Directed(lang, m.Text)
	if r.ev.Kind == chat.Prompts {
		m.Class = chat.Outreach
	}
	r.d.Say = append(r.d.Say, m)
}

// keep keeps words, and what came with them, for people: they stand at the desk at
// once, as a quiet item (law 4).
func (r *relay) keep() {
	if text := strings.TrimSpace(r.ev.Text); text != "" {
		if len(text) > longestTold {
			cut := longestTold
			for !utf8.RuneStart(text[cut]) {
				cut--
			}
			text = text[:cut] + " … (de hele tekst staat in het gesprek)"
		}
		reads := r.team()
		if r.c.InHandoff() {
			reads = r.book.Team(r.c.Handoff.Team)
		}
		told := append(slices.Clone(r.c.Told), chat.Told{Label: "Check-in", Text: text, Teams: reads.Name})
		r.c.Told = told[max(0, len(told)-mostTold):]
	}
	if files := chat.Openable(r.ev.Files); len(files) > 0 {
		all := slices.Concat(r.c.Sent, files)
		r.c.Sent = all[max(0, len(all)-mostSent):]
	}
	if !r.c.InHandoff() {
		r.turnsTo(r.team().Name)
		r.c.Handoff.Team = r.team().Name
		r.c.UnreadAt = r.ev.At
	}
}

const (
	longestTold = 2000 // bytes of one text on the card
	mostTold    = 100
	mostSent    = 20
)

// turnsTo lets go of what was answered in a flow that is over where it was for another
// team than this one. That nobody may see the person's screen still holds.
func (r *relay) turnsTo(team string) {
	before := r.c.Handoff.Team
	if r.c.InHandoff() || r.c.Step != "" || before == "" || r.book.Team(before).Name == team {
		return
	}
	private := decision.Private(*r.c)
	r.setAside()
	r.c.Private = private
}

// pass gives the talk to people.
func (r *relay) pass(urgency chat.Urgency) {
	h := &r.c.Handoff
	r.turnsTo(r.team().Name)
	h.Team, h.Urgency = r.team().Name, max(h.Urgency, urgency)
	r.c.UnreadAt = time.Time{}
	r.n++
	r.d.Then = append(r.d.Then, chat.Event{
		ID: chat.Key(r.ev.ID+"/round", r.n), Kind: chat.HandedOff, Subject: chat.Subject{Kind: chat.SubjectConversation, ID: r.c.ID},
		Author: chat.Program, Value: h.Team, At: r.ev.At,
	})
}
