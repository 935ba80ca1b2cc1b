// Package handoff decides what passes between a person and the people at the
// desk: who has the talk, which words go where, and what each is told.
//
// In a thread of the desk the default is not sent (law 7), claiming is a
// compare-and-set on the state (law 8), and while a worker has the talk the
// bot is silent (law 9).
package handoff

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"omzien/bot/chat"
	"omzien/bot/turn"
	"omzien/flows"
)

const (
	firstNews = 5 * time.Minute  // until the person who waits first hears how it stands
	lastNews  = 10 * time.Minute // from then until they hear it once more
	ackEvery  = 10 * time.Minute // at most so often it is said that words stand at the desk
	present   = 5 * time.Minute  // a worker who wrote this recently sees danger themselves
	patience  = 2 * time.Minute  // so long the worker has before the numbers go out
)

// Relay decides about one event of a handoff: anything while people have the
// conversation, and all that workers do. It is total: any event in any state
// gives a decision.
func Relay(book *flows.Playbook, c chat.Conversation, f chat.Facts, ev chat.Event) chat.Decision {
	r := &relay{Turn: turn.New(book, c, f, ev)}
	if r.handsOn() {
		r.leaveAll()
	}
	r.decide()
	r.settleLeaving()
	return r.Decide()
}

// relay is one decision about a handoff.
type relay struct{ turn.Turn }

func (r *relay) decide() {
	if r.aside() {
		r.inConsult()
		return
	}
	if r.Ev.Author.Role == chat.RoleWorker {
		switch r.Ev.Kind {
		case chat.Edited:
			r.reworded()
			return
		case chat.Deleted:
			r.tookBack()
			return
		}
	}
	switch r.Ev.Kind {
	case chat.LetGo:
		if r.Ev.Author.Role == chat.RoleProgram {
			r.letGo()
			return
		}
		r.worker()
	case chat.Claimed, chat.Answered, chat.Noted, chat.Released, chat.Withheld, chat.Recalled, chat.HandedBack, chat.Closed, chat.PassedOn,
		chat.Asked, chat.Registered, chat.Meldcode, chat.FollowedUp, chat.CalledOff, chat.Accompanied, chat.Consulted,
		chat.Canned, chat.Revealed, chat.Phoned, chat.LeftCard, chat.Visited:
		r.worker()
	case chat.Opened:
		r.opened()
	case chat.Overheard:
		r.overheard()
	case chat.Uprooted:
		r.uprooted()
	case chat.Edited:
		r.edited()
	case chat.Deleted:
		r.deleted()
	case chat.Looked:
		r.looked()
	case chat.SeenTo:
		r.C.UnreadAt = time.Time{}
		r.Turn.Looked(chat.CauseUnread)
	case chat.HandedOff:
		r.handedOff()
	case chat.Said:
		r.said()
	case chat.Chose:
		r.chose()
	case chat.Woke:
		r.woke()
	case chat.CardOpened:
		r.cardOpened()
	case chat.Reminds:
		r.remindsOfMeeting()
	case chat.Raised:
		r.raised()
	case chat.AlarmEnded:
		r.ended()
	case chat.Failed:
		r.failed()
	case chat.Delivered:
		r.delivered()
	case chat.Unfit:
		r.unfit()
	case chat.Blocked, chat.Back:
		r.Reachable(r.Ev.Kind == chat.Back)
		if r.Ev.Kind == chat.Back {
			r.toDesks(chat.Program, r.C.Name()+" is weer bereikbaar.")
		} else {
			r.toDesks(chat.Program, r.C.Name()+" is hier niet meer bereikbaar: heeft ons geblokkeerd, of is weg. Wat je schrijft, komt niet aan.")
		}
	case chat.Left:
		r.Left()
		r.mark(r.C.Name() + " heeft de pagina gesloten.")
	}
}

func (r *relay) team() flows.Team { return r.Book.Team(r.C.Handoff.Team) }

func (r *relay) live() bool { return r.C.Live() && !r.C.Over }

// handedOff lets the conversation wait for people.
func (r *relay) handedOff() {
	h := &r.C.Handoff
	if r.C.Over {
		return
	}
	if r.C.Live() {
		r.mark("De chatbot vraagt hier om aandacht.")
		return
	}
	again, before := h.State == chat.Waiting, h.Team
	h.State = chat.Waiting
	if r.Ev.Value != "" || h.Team == "" {
		h.Team = r.Book.Team(r.Ev.Value).Name
	}
	h.Card = r.Facts(r.Ev.Step)
	if !again {
		h.Since, h.Owed, h.News, h.Acked = r.Now(), r.Now(), 0, time.Time{}
		h.Resume = firstOf(h.Resume, r.C.Step)
	}
	r.C.Step, r.C.Missed, r.C.UnreadAt = "", 0, time.Time{}
	r.C.NewsAt = r.newsAfter(firstNews)
	r.cards()
	r.showSent()
	r.tellHours()
	if !again || h.Team != before {
		r.alone()
	}
	if !again && h.Urgency < chat.Danger { // whoever is in danger has something else to read
		r.AskReach()
	}
}

// tellHours says when somebody can answer, where the team is closed and the
// person did not hear that just now.
func (r *relay) tellHours() {
	team := r.team()
	if team.Open(r.Now()) || r.C.HoursAt.Equal(r.Now()) {
		return
	}
	r.C.HoursAt = r.Now()
	opens := r.Book.Opens(team, r.Now(), r.C.Lang, r.C.Form)
	if opens == "" {
		r.Say(r.Book.Shut(team, r.Now(), r.C.Lang, r.C.Form))
		return
	}
	r.Say(flows.Sentence(r.Text(flows.TextOpensAt, "team", r.Called(team), "opent", flows.Sentence(opens))))
}

// newsAfter is when the person is to hear how it stands: only while the team
// is open, so after a closing time as long after the next opening.
func (r *relay) newsAfter(d time.Duration) time.Time {
	due := r.Now().Add(d)
	if r.team().Open(due) {
		return due
	}
	opens, ok := r.team().Opens(due)
	if !ok {
		return time.Time{}
	}
	return opens.Add(d)
}

// woke does what is due now. A timer that was moved since does nothing.
func (r *relay) woke() {
	r.Unanswered()
	r.Unfinished()
	if r.C.Over {
		return
	}
	r.leaveDue()
	if r.Due(r.C.UnreadAt) {
		r.C.UnreadAt = time.Time{} // it stands at the desk already
	}
	if r.Due(r.C.DangerAt) {
		r.numbersNow()
	}
	if r.Due(r.C.NewsAt) {
		r.news()
	}
	if r.Due(r.C.LeaseAt) {
		r.leased()
	}
	if r.Due(r.C.AgainAt) {
		r.tryAgain()
	}
}

// news tells a person who waits how it stands; twice, then no more.
func (r *relay) news() {
	r.C.NewsAt = time.Time{}
	h := &r.C.Handoff
	if h.State != chat.Waiting {
		return
	}
	if !r.team().Open(r.Now()) {
		r.C.NewsAt = r.newsAfter(firstNews)
		return
	}
	h.News++
	r.unclaimed()
	switch h.News {
	case 1:
		r.Say(r.Text(flows.TextNewsFirst, "team", r.Called(r.team())))
		r.C.NewsAt = r.newsAfter(lastNews)
	case 2:
		r.Say(r.Text(flows.TextNewsLast, "team", r.Called(r.team())))
	}
}

// unclaimed sees to it that somebody looks at a person whom nobody picks up: who
// cannot wait the first time they hear news, anybody the second time.
func (r *relay) unclaimed() {
	if h := &r.C.Handoff; h.News > 1 || h.Urgency >= chat.Urgent {
		r.Raise(chat.CauseWaiting, max(chat.Normal, h.Urgency), "Wacht al "+lasting(r.Now().Sub(h.Since))+" en is door niemand opgepakt.")
	}
}

// alone sees to it that an urgent handoff reaches somebody where nobody of the
// team is there: it goes by the second route.
func (r *relay) alone() {
	if r.C.Stands(chat.CauseCrisis) { // which goes there by itself
		return
	}
	if h := &r.C.Handoff; h.Urgency >= chat.Urgent && !r.team().Open(r.Now()) {
		why := "Dringend, en " + r.team().Label + " is nu dicht."
		if r.team().Achterwacht {
			why += " De achterwacht moet kijken."
		}
		r.Raise(chat.CauseNight, h.Urgency, why)
	}
}

// firstOf is the first of the words that is not empty.
func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

// mark puts a line for the desk into the record and at the pushed desks.
func (r *relay) mark(text string) {
	r.Mark(text)
	r.toDesks(chat.Program, text)
}

// hasMention tells whether a worker's text calls somebody: then it is hardly
// for the person. The at sign of a mail address calls nobody.
func hasMention(text string) bool {
	if strings.Contains(text, "<@") || strings.Contains(text, "<!") {
		return true
	}
	for rest := text; ; {
		before, after, found := strings.Cut(rest, "@")
		if !found {
			return false
		}
		name, _, _ := strings.Cut(after, "@")
		if end := strings.IndexFunc(name, func(r rune) bool { return !nameRune(r) && r != '.' }); end >= 0 {
			name = name[:end]
		}
		last, _ := utf8.DecodeLastRuneInString(before)
		mail := nameRune(last) && strings.Contains(strings.TrimRight(name, "."), ".")
		if name != "" && !mail {
			return true
		}
		rest = after
	}
}

// isCalledNote tells whether a worker's text begins by saying that it is for
// colleagues, as in other programs: here that means nothing, so they are asked.
func isCalledNote(text string) bool {
	first, _, found := strings.Cut(text, ":")
	if !found {
		return false
	}
	switch strings.ToLower(strings.Trim(first, " *_([#/-\t")) {
	case "notitie", "note", "intern", "interne notitie", "intern note", "internal", "private", "privé", "prive", "collega", "collega's":
		return true
	}
	return false
}

// nameRune tells whether the rune may stand in a name, or in a mail address.
func nameRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-+%", r)
}
