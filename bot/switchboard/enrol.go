package switchboard

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"omzien/bot/chat"
	"omzien/bot/checkin"
)

// placed decides about a member's own place in a programme: they are enrolled, what is
// known of them changes, they are away, they leave. What of their rounds follows from
// that is planned as soon as the circle's mark changed.
func (s *Switchboard) placed(tx Tx, ev chat.Event) (chat.Answer, effect, error) {
	book := s.book.Load()
	m, err := s.placing(tx, ev)
	if err != nil {
		return chat.Answer{Text: "Deze deelnemer is er niet meer."}, effect{}, err
	}
	chats, err := tx.Watchers()
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	f := chat.Facts{Channels: s.channels, Watch: s.watch(book, m.Programme, m.Circle, ev.At, chats)}
	programme, circle := checkin.CircleOf(book, ev.Form)
	if ev.Kind == chat.Enrolled && (ev.Value == chat.EnrolEarlier || ev.Value == chat.EnrolLater) {
		programme, circle = m.Programme, m.Circle
	}
	if programme != "" {
		if ev.Kind == chat.Enrolled && ev.Value != chat.EnrolTry { // two workers may have the same list
			if err := tx.HoldCircle(programme, circle); err != nil {
				return chat.Answer{}, effect{}, err
			}
		}
		c, err := tx.Circle(programme, circle)
		if err != nil {
			return chat.Answer{}, effect{}, err
		}
		f.Circle = c.Members
	}
	d := checkin.Place(book, m, f, ev)
	if d.Member == nil { // a form, or words about why not: as if it never came
		return d.Answer, effect{}, errRefused
	}
	w, e := chat.Change{Event: ev, Members: append(d.Moved, *d.Member), Due: d.Then}, effect{desk: true, due: len(d.Then) > 0, plan: true}
	if d.Member.Invite > m.Invite || d.Member.ID != m.ID && d.Member.Invite > 0 {
		s.invite(&w, *d.Member)
	}
	s.sayOf(&w, &e, m.ID, d.Say)
	return d.Answer, e, tx.Write(w)
}

// placing reads the member whom the event is about, or gives a new one.
func (s *Switchboard) placing(tx Tx, ev chat.Event) (chat.Member, error) {
	if ev.Subject.ID == "" && (ev.Kind == chat.Enrolled || ev.Kind == chat.Asked) {
		id, err := uuid.NewV7()
		if err != nil {
			return chat.Member{}, fmt.Errorf("make an id: %w", err)
		}
		return chat.Member{ID: id.String()}, nil
	}
	members, err := tx.Members([]string{ev.Subject.ID})
	if err == nil && len(members) == 0 {
		err = errRefused
	}
	if err != nil {
		return chat.Member{}, err
	}
	return members[0], nil
}

// invite keeps what opens when the member's invitation is opened: by a person, once.
func (s *Switchboard) invite(w *chat.Change, m chat.Member) {
	id := m.InvitationID()
	w.Buttons = append(w.Buttons, chat.Line{
		ID: id, Conversation: m.ID, Kind: chat.LineBot, At: w.Event.At, Author: w.Event.Author, Step: chat.InviteStep, Token: s.store.Token(id),
		Choices: []chat.Choice{{Label: "Uitnodiging", Value: strconv.Itoa(m.Invite), Verb: chat.Joined}},
	})
}

// invitation is the token of the invitation by which a person starts.
func invitation(ev chat.Event) (token string, is bool) {
	if ev.Kind != chat.Started || ev.Author.Role != chat.RolePerson {
		return "", false
	}
	return strings.CutPrefix(ev.Text, chat.InvitePrefix)
}

// invited decides about somebody who starts by an invitation. From the first time on
// it is bound to their talk: nobody else can use it. While people have the talk it
// waits, and is not used up by that.
func (s *Switchboard) invited(tx Tx, ev chat.Event, token string) (chat.Answer, effect, error) {
	c, err := tx.Meet(ev.From, ev.At)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	ev.Text = ""
	if c.InHandoff() {
		return s.decided(tx, c, ev)
	}
	ev.Step = chat.InviteStep
	p, known, err := tx.Pressed(token, 0)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	if known && p.Subject.Kind == chat.SubjectMember && p.Step == chat.InviteStep {
		members, err := tx.Members([]string{p.Subject.ID})
		if err != nil {
			return chat.Answer{}, effect{}, err
		}
		if len(members) > 0 && strconv.Itoa(members[0].Invite) == p.Choice.Value {
			ev.Ref = p.Subject.ID
		}
		if p.Used {
			ev.Value = chat.InviteUsed
		}
	}
	return s.decided(tx, c, ev)
}

// whoIsInvited adds the member whose invitation the event opens, or the person opened
// and did not answer.
func whoIsInvited(tx Tx, c chat.Conversation, ev chat.Event, f *chat.Facts) error {
	id := chat.InvitedMember(c.Invited)
	if ev.Step == chat.InviteStep {
		id = ev.Ref
	}
	if id == "" || ev.Author.Role != chat.RolePerson {
		return nil
	}
	members, err := tx.Members([]string{id})
	if err != nil || len(members) == 0 {
		return err
	}
	f.Invited = &members[0]
	circle, err := tx.Circle(f.Invited.Programme, f.Invited.Circle) // in a keten their time depends on who rings before them
	f.Circle = circle.Members
	return err
}
