package switchboard

import (
	"context"
	"errors"
	"fmt"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
)

const expireEvery = time.Hour

// expire lets go what is kept no longer, at the start and each hour (law 20).
func (s *Switchboard) expire(ctx context.Context) error {
	for {
		if err := s.ExpireAll(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("let go what is kept no longer; it is tried again", "err", err)
		}
		if !pause(ctx, expireEvery) {
			return nil
		}
	}
}

// ExpireAll goes through all that is past its time, once. Run does so each hour. One
// that cannot be read or written holds up no other.
func (s *Switchboard) ExpireAll(ctx context.Context) error {
	now, organisation := s.clock.Now(), s.book.Load().Organisation
	closed, left := now.Add(-organisation.Kept), now.Add(-max(turn.LeftFor, organisation.TalkAge))
	var failed error
	for last := ""; ctx.Err() == nil; {
		ids, err := s.store.PastDue(ctx, closed, left, last)
		if err != nil || len(ids) == 0 {
			return errors.Join(failed, err)
		}
		for _, id := range ids {
			last = id
			if err := s.expireOne(ctx, id, closed, left, now); err != nil && !errors.Is(err, errRefused) {
				failed = fmt.Errorf("let go what was said in a talk: %w", err)
			}
		}
	}
	return ctx.Err()
}

// expireOne decides about one conversation. Whether it is past its time is looked at
// once more where nobody else can change it. Where it is refused nothing is written.
func (s *Switchboard) expireOne(ctx context.Context, id string, closed, left, now time.Time) error {
	var done effect
	err := s.store.Update(ctx, func(tx Tx) (err error) {
		defer func() {
			if recover() != nil {
				err = fmt.Errorf("panic while deciding, at %s", panicSite())
			}
		}()
		c, known, err := tx.Conversation(id)
		if err != nil {
			return err
		}
		past, err := tx.PastDue(id, closed, left)
		if err != nil {
			return err
		}
		ev := chat.Event{
			ID: fmt.Sprintf("expired:%s:%d", id, c.Turn), Kind: chat.Expired, Author: chat.Program, At: now,
			Subject: chat.Subject{Kind: chat.SubjectConversation, ID: id},
		}
		d := turn.Expire(s.book.Load(), c, ev)
		if !known || !past || d.Refused {
			return errRefused
		}
		var change chat.Change
		change, done = s.change(ev, d, chat.Words{})
		return tx.Write(change)
	})
	if err == nil {
		done.ring(s)
	}
	return err
}
