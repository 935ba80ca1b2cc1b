package switchboard

import (
	"slices"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

// circles adds what a decision about the conversation needs to know of the circles
// that its person is in, and locks their rounds of now. It is read where it can matter.
func (s *Switchboard) circles(tx Tx, c chat.Conversation, ev chat.Event, f *chat.Facts) error {
	switch ev.Kind {
	case chat.Closed, chat.Accompanied, chat.Prompts, chat.Unheard, chat.PauseEnds, chat.Delivered, chat.Failed, chat.Blocked, chat.Back:
	default:
		if ev.Author.Role != chat.RolePerson {
			return nil
		}
	}
	if len(c.Kept.Circles) == 0 && ev.Kind != chat.Prompts && ev.Kind != chat.Unheard {
		return nil
	}
	var err error
	if ev.Kind == chat.Prompts && ev.Text != "" { // keten: whom they are asked to ring
		if f.Circle, err = tx.Members([]string{ev.Text}); err != nil {
			return err
		}
	}
	if f.Members, err = tx.MembersAt(c.Address); err != nil || len(f.Members) == 0 {
		return err
	}
	ids := make([]string, len(f.Members))
	for i, m := range f.Members {
		ids[i] = m.ID
	}
	slices.Sort(ids)
	if f.Rounds, err = tx.RoundsOf(ids, ev.At); err != nil {
		return err
	}
	f.Members = checkin.Heard(f.Members, f.Rounds)
	for _, c := range checkin.OverToday(s.book.Load(), *f, ev) {
		latest, err := tx.LatestRounds(c.Programme, c.Name, ev.At)
		if err != nil {
			return err
		}
		f.Latest = append(f.Latest, latest...)
	}
	return nil
}

// meetAgain reads those who may have been members before: who takes part again is
// changed, not made.
func meetAgain(tx Tx, joins []chat.Member) error {
	if len(joins) == 0 {
		return nil
	}
	ids := make([]string, len(joins))
	for i, m := range joins {
		ids[i] = m.ID
	}
	_, err := tx.Members(ids)
	return err
}

// aboutMember lets a programme reach out: what it says goes into the conversation
// at the member's address, which is the one that is decided about. Where they have
// none the round hears that.
func (s *Switchboard) aboutMember(tx Tx, ev chat.Event) (chat.Answer, effect, error) {
	if ev.Kind != chat.Prompts && ev.Kind != chat.Unheard && ev.Kind != chat.PauseEnds && ev.Kind != chat.SeenTo {
		return s.placed(tx, ev)
	}
	members, err := tx.Members([]string{ev.Subject.ID})
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	if ev.Kind == chat.SeenTo {
		if len(members) == 0 || members[0].Address == (chat.Address{}) { // erased: no words are left
			return chat.Answer{}, effect{}, errRefused
		}
		ev.From = members[0].Address
		c, err := tx.Meet(ev.From, ev.At)
		if err != nil {
			return chat.Answer{}, effect{}, err
		}
		return s.decided(tx, c, ev)
	}
	if len(members) == 0 || members[0].Address == (chat.Address{}) || members[0].State == chat.MemberLeft {
		if ev.Kind != chat.Prompts {
			return chat.Answer{}, effect{}, errRefused
		}
		why := chat.Unreachable
		if len(members) > 0 && members[0].State == chat.MemberLeft {
			why = checkin.LeftIt
		}
		w := chat.Change{Event: ev, Due: []chat.Event{{
			ID: chat.Key(ev.ID, 0), Kind: chat.PromptLost, Subject: chat.Subject{Kind: chat.SubjectRound, ID: ev.Ref},
			Author: chat.Program, Ref: ev.Subject.ID, Value: why, At: ev.At,
		}}}
		e := effect{}
		if err := s.settling(tx, &w, &e).settle(nil); err != nil {
			return chat.Answer{}, effect{}, err
		}
		return chat.Answer{}, e, tx.Write(w)
	}
	if ev.Kind == chat.PauseEnds && members[0].Address.Adapter == chat.Telefoon {
		return s.rungAgain(tx, members[0], ev)
	}
	ev.From = members[0].Address
	c, err := tx.Meet(ev.From, ev.At)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	return s.decided(tx, c, ev)
}

// rungAgain tells whoever rings a member that it begins again tomorrow, where they are
// reached; else the desk.
func (s *Switchboard) rungAgain(tx Tx, m chat.Member, ev chat.Event) (chat.Answer, effect, error) {
	book := s.book.Load()
	chats, err := tx.Watchers()
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	f := chat.Facts{}
	if who, known := checkin.RungBy(book, m, flows.DayOf(ev.At).Add(1)); known {
		f.Watch = [][]chat.Watcher{s.places(book, chat.CoordinatorOf(who.ID), chats)}
	}
	d := checkin.RungAgain(book, m, f, ev)
	w, e := chat.Change{Event: ev, Open: d.Alarms}, effect{desk: true, due: len(d.Alarms) > 0}
	s.sayOf(&w, &e, m.ID, d.Say)
	return d.Answer, e, tx.Write(w)
}
