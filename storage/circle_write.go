package storage

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"omzien/bot/chat"
)

// writeCircle writes what a decision changed of circles: rounds, then the alarms that
// are planned with them, those that were met, members, and what may be pressed about
// any of these. The alarm that is the decision's subject is among them.
func (tx *Tx) writeCircle(c chat.Change, at time.Time) error {
	for _, r := range c.Rounds {
		if err := tx.writeRound(r, at, c.Event.Kind == chat.Woke); err != nil {
			return fmt.Errorf("write a round: %w", err)
		}
		if b := r.Broadcast; b != nil && c.Event.Kind == chat.Broadcasts {
			if err := tx.keepPictures(r.ID, c.Event, b.Files); err != nil {
				return fmt.Errorf("keep a picture: %w", err)
			}
		}
	}
	for _, m := range c.Members { // before alarms about them
		if err := tx.writeMember(m, at); err != nil {
			return fmt.Errorf("write a member: %w", err)
		}
	}
	alarms := c.Alarms
	if c.Alarm != nil {
		alarms = append(alarms[:len(alarms):len(alarms)], *c.Alarm)
	}
	for _, a := range alarms {
		if err := tx.writeAlarm(a); err != nil {
			return fmt.Errorf("write an alarm: %w", err)
		}
	}
	planned := slices.DeleteFunc(slices.Clone(c.Open), func(a chat.Alarm) bool { return a.Check == nil })
	if len(planned) > 0 {
		if err := tx.plan(planned, at); err != nil {
			return err
		}
	}
	return tx.writeButtons(c.Buttons, at)
}

// talk tells what a talk is about, and whose key seals what is said in it: its
// conversation's person's, or the house's for a round or an alarm, whose words may
// be about several people. A talk that nobody knows is the house's own.
func (tx *Tx) talk(id string) (of chat.SubjectKind, person string, err error) {
	if m := tx.meeting(id); m != nil {
		return chat.SubjectConversation, m.person, nil
	}
	if slices.ContainsFunc(tx.rounds, func(m metRound) bool { return m.id == id }) {
		return chat.SubjectRound, house, nil
	}
	if slices.ContainsFunc(tx.alarms, func(m metAlarm) bool { return m.id == id }) {
		return chat.SubjectAlarm, house, nil
	}
	_, err = tx.row(`SELECT 'conversation', person_id FROM conversation WHERE id = $1
		UNION ALL SELECT 'round', '' FROM round WHERE id = $1 UNION ALL SELECT 'alarm', '' FROM alarm WHERE id = $1`, args(id), &of, &person)
	if of == "" {
		of = chat.SubjectConversation
	}
	return of, person, err
}

// pressable tells what a button is about: a round, an alarm or a member, as its
// line's Conversation names it; and whom that concerns.
func (tx *Tx) pressable(id string) (of chat.Subject, person string, err error) {
	of.ID = id
	if m := tx.member(id); m != nil {
		of.Kind = chat.SubjectMember
		return of, m.person, nil
	}
	found, err := tx.row(`SELECT 'alarm', person_id FROM alarm WHERE id = $1
		UNION ALL SELECT 'round', '' FROM round WHERE id = $1 UNION ALL SELECT 'member', person_id FROM member WHERE id = $1
		UNION ALL SELECT 'conversation', person_id FROM conversation WHERE id = $1`, args(id), &of.Kind, &person)
	if err == nil && !found {
		err = errors.New("a button about nothing that is known")
	}
	return of, person, err
}
