package webdesk

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"omzien/adapters"
	"omzien/bot/chat"
)

// posted is what the page brings: one thing that a worker did.
type posted struct {
	Kind         chat.Kind `json:"kind"`
	Conversation string    `json:"conversation"` // for whom it was meant; empty for an alarm, and for who wants the next one
	Alarm        string    `json:"alarm"`        // Ended: which alarm
	Text         string    `json:"text"`         // PassedOn to a colleague: the colleague's name
	Ref          string    `json:"ref"`          // Released, Withheld: the held text. Read: the last line's number. PassedOn: to whom
	Tab          string    `json:"tab"`          // random, one per opened page
	N            int64     `json:"n"`            // counts up from 1 within the tab
	As           string    `json:"as"`           // the worker for whom the page was drawn
	TakeOver     string    `json:"takeover"`     // Claimed: also from the colleague with this id

	Consult string `json:"consult"` // the overleg that it happens in

	Survey string `json:"survey"` // QuoteChecked: which survey
	Round  string `json:"round"`  // CheckedIn, Drills: which circle's which day
	Member string `json:"member"` // CheckedIn, Pauses: of whom. Reached: of many, who was

	Story string `json:"story"` // Recounted: which; empty: a new one

	Value string            `json:"value"` // Asked: the kind that the form brings. CheckedIn: how they are. Pauses: the first day on which they are asked again
	Form  map[string]string `json:"form"`  // what was filled in
}

// event makes the event of what was posted. False: it is none.
func (p posted) event(who worker) (chat.Event, bool) {
	ev := chat.Event{
		ID:      fmt.Sprintf("desk:%s:%s:%d", who.ID, p.Tab, p.N),
		Kind:    p.Kind,
		Subject: chat.Subject{Kind: chat.SubjectConversation, ID: p.Conversation},
		From:    chat.Address{Adapter: Name, Chat: who.ID},
		Author:  who.author(),
	}
	if p.N < 1 || !isWord(p.Tab, 8, 64) {
		return ev, false
	}
	if known, ok := p.ofBroadcast(&ev); known {
		return ev, ok
	}
	if known, ok := p.ofSurvey(&ev); known {
		return ev, ok
	}
	if known, ok := p.ofCircle(&ev); known {
		return ev, ok
	}
	if known, ok := p.ofMember(&ev); known {
		return ev, ok
	}
	if known, ok := p.ofStory(&ev); known {
		return ev, ok
	}
	if p.Round+p.Member != "" || !p.asks(&ev) || !p.aside(&ev) {
		return ev, false
	}
	if ev.Subject == (chat.Subject{}) { // about nobody whom we know yet
		return ev, p.Conversation+p.Alarm+p.Text+p.Ref+p.TakeOver == ""
	}
	about, text, ref := p.Conversation, false, false
	switch p.Kind {
	case chat.Claimed, chat.HandedBack, chat.Closed, chat.LetGo, chat.FollowedUp, chat.Asked, chat.Meldcode, chat.Revealed, chat.CalledOff, chat.Accompanied,
		chat.Consulted, chat.Invited, chat.Concluded, chat.Canned, chat.Phoned, chat.LeftCard, chat.Visited:
	case chat.PassedOn:
		ref = true
		to, ok := chat.PassOf(p.Ref)
		if text = to.Worker != ""; !ok || len(p.Text) > 300 {
			return ev, false
		}
	case chat.Answered, chat.Noted, chat.Conferred:
		text = true
	case chat.Released, chat.Withheld, chat.Recalled, chat.Deleted:
		ref = true
	case chat.Edited:
		text, ref = true, true
	case chat.Read:
		ref = true
		if n, err := strconv.ParseInt(p.Ref, 10, 64); err != nil || n < 1 {
			return ev, false
		}
	case chat.Away, chat.Here:
		if p.Conversation+p.Alarm+p.Ref+p.TakeOver != "" || len(p.Text) > 40 || p.Kind == chat.Here && p.Text != "" {
			return ev, false
		}
		ev.Subject = chat.Subject{Kind: chat.SubjectWorker, ID: who.ID}
		if p.Text != "" {
			ev.Form = map[string]string{chat.AwayUntil: p.Text}
		}
		return ev, true
	case chat.Next:
		if p.Conversation+p.Alarm+p.Text+p.Ref+p.TakeOver != "" {
			return ev, false
		}
		ev.Subject = chat.Subject{}
		return ev, true
	case chat.Ended:
		about = p.Alarm
		ev.Subject = chat.Subject{Kind: chat.SubjectAlarm, ID: p.Alarm}
	default:
		return ev, false
	}
	if about == "" || len(p.Conversation)+len(p.Alarm) != len(about) || len(about) > 300 || len(p.Ref) > 300 {
		return ev, false
	}
	if text != (strings.TrimSpace(p.Text) != "") || ref != (p.Ref != "") {
		return ev, false
	}
	if p.TakeOver != "" {
		if p.Kind != chat.Claimed || len(p.TakeOver) > 300 {
			return ev, false
		}
		ev.Form = map[string]string{chat.TakeOver: p.TakeOver}
	}
	ev.Text, ev.Ref = p.Text, p.Ref
	if !text {
		ev.Text = ""
	}
	return ev, true
}

// isWord tells whether s has only letters, digits, dashes and underscores, within bounds.
func isWord(s string, least, most int) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// takeEvent stores what a worker did, and only then says so. Any other answer
// than 200 means that it is not stored.
func (d *Desk) takeEvent(handle adapters.Handler) func(http.ResponseWriter, *http.Request, worker) {
	return func(w http.ResponseWriter, r *http.Request, who worker) {
		var p posted
		if !d.take(w, r, &p) {
			return
		}
		if p.As != who.ID {
			d.refuse(w, http.StatusConflict, "other_worker", textOther)
			return
		}
		ev, ok := p.event(who)
		theirs, err := d.theirs(r.Context(), who, ev)
		switch {
		case err != nil:
			d.down(w)
			return
		case !theirs:
			d.refuse(w, http.StatusForbidden, "keeper", textNotTheirs)
			return
		}
		if !ok || !ofToday(ev, d.now()) {
			d.refuse(w, http.StatusBadRequest, "malformed", textMalformed)
			return
		}
		ev.Sent = d.now()
		answer, err := stored(r.Context(), handle, ev)
		if err != nil {
			d.log.Warn("webdesk: an event was not stored", "kind", string(ev.Kind))
			d.down(w)
			return
		}
		if ev.Kind != chat.Read { // a line on a screen is not somebody at the keyboard
			d.keep(r.Context(), who)
		}
		d.give(w, http.StatusOK, answer)
	}
}

// stored calls handle; a panic there is an event that is not stored. Its words
// are dropped: they could hold what somebody wrote.
func stored(ctx context.Context, handle adapters.Handler, ev chat.Event) (a chat.Answer, err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("handle an event of kind %s: panic", ev.Kind)
		}
	}()
	return handle(ctx, ev)
}
