package switchboard

import (
	"context"
	"errors"
	"fmt"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
)

const (
	expireEvery  = time.Hour
	expireAtOnce = 500             // talks in one pass: the desks have other things to show, too
	clockLeap    = 5 * time.Minute // a clock that moved by so much besides time itself is not believed
	leapRest     = 24 * time.Hour  // ... for so long
)

// expire lets go each hour what is kept no longer (law 20). What is gone is gone: so it
// begins an hour after the start at the earliest, and pauses for a day after the clock
// leapt.
func (s *Switchboard) expire(ctx context.Context) error {
	var believed belief
	believed.holds(s.clock.Now(), time.Now())
	for last := ""; pause(ctx, expireEvery); {
		if !believed.holds(s.clock.Now(), time.Now()) {
			s.log.Warn("words that are past their time stay for now: the clock leapt within the last day. Does it show the right time?")
			continue
		}
		var err error
		if last, err = s.ExpireSome(ctx, last); err != nil && ctx.Err() == nil {
			s.log.Error("let go what is kept no longer; it is tried again", "err", err)
		}
	}
	return nil
}

// belief is whether the clock can be believed that says how long ago things were.
type belief struct{ wall, real, from time.Time }

// holds takes what the clock says, and the machine's own, which runs evenly and tells
// no date. It is false the first time.
func (b *belief) holds(wall, real time.Time) bool {
	first := b.real.IsZero()
	if leap := (wall.Sub(b.wall) - real.Sub(b.real)).Abs(); !first && leap > clockLeap {
		b.from = real.Add(leapRest)
	}
	b.wall, b.real = wall.Round(0), real
	return !first && !real.Before(b.from)
}

// ExpireSome lets go a part of what is past its time: of the conversations that come
// after the one with this id, in the order of ids. It gives the id to go on from, empty
// where it came to the end. One that cannot be read or written holds up no other.
func (s *Switchboard) ExpireSome(ctx context.Context, last string) (next string, err error) {
	now, organisation := s.clock.Now(), s.book.Load().Organisation
	if organisation.Kept < 24*time.Hour {
		return "", errors.New("no time is set for which words are kept")
	}
	past := chat.Past{
		Closed: now.Add(-organisation.Kept), Quiet: now.Add(-min(turn.QuietFor, organisation.Kept)), Left: now.Add(-max(turn.LeftFor, organisation.TalkAge)),
	}
	failed := 0
	for n := 0; n < expireAtOnce; {
		ids, e := s.store.PastDue(ctx, past, last)
		if e != nil {
			return last, e
		}
		if len(ids) == 0 {
			last = ""
			break
		}
		n += len(ids)
		for _, id := range ids {
			e := s.expireOne(ctx, id, past, now)
			if errors.Is(e, chat.ErrDown) || ctx.Err() != nil {
				return last, errors.Join(e, ctx.Err())
			}
			if e != nil && !errors.Is(e, errRefused) {
				failed++
				err = fmt.Errorf("what was said in %d talks stays: %w", failed, e)
			}
			last = id
		}
	}
	return last, err
}

// expireOne decides about one conversation. Whether it is past its time is looked at
// once more where nobody else can change it. Where it is refused nothing is written.
func (s *Switchboard) expireOne(ctx context.Context, id string, past chat.Past, now time.Time) error {
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
		is, err := tx.PastDue(id, past)
		if err != nil {
			return err
		}
		ev := chat.Event{
			ID: fmt.Sprintf("expired:%s:%d", id, c.Turn), Kind: chat.Expired, Author: chat.Program, At: now,
			Subject: chat.Subject{Kind: chat.SubjectConversation, ID: id},
		}
		d := turn.Expire(s.book.Load(), c, ev)
		if !known || !is || d.Refused {
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
