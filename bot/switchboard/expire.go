package switchboard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"omzien/bot/chat"
	"omzien/bot/turn"
)

const (
	expireEvery  = time.Hour
	expireAtOnce = 500                 // talks in one pass: the desks have other things to show, too
	clockLeap    = 5 * time.Minute     // by so much may a clock move besides time itself
	leapCounts   = 24 * time.Hour      // how long a leap is not believed
	roundsKept   = 90 * 24 * time.Hour // what members of circles answered
)

// expire lets go each hour what is kept no longer (law 20). What is gone is gone: so it
// begins an hour after the start, and believes a clock that leapt ahead a day later.
func (s *Switchboard) expire(ctx context.Context) error {
	var seen leaps
	seen.ahead(s.clock.Now(), time.Now())
	for last := ""; pause(ctx, expireEvery); {
		now := s.clock.Now()
		leapt := seen.ahead(now, time.Now())
		if leapt > 0 {
			s.log.Info("the clock leapt ahead, or this machine slept: words that are past their time go a day later", "by", leapt.Round(time.Minute))
		}
		var err error
		if last, err = s.ExpireSome(ctx, now.Add(-leapt), last); err != nil && ctx.Err() == nil {
			s.log.Error("let go what is kept no longer; it is tried again", "err", err)
		}
		if err = s.ExpireMonths(ctx, now.Add(-leapt)); err != nil && ctx.Err() == nil {
			s.log.Error("let go what is kept no longer of the neighbourhood picture; it is tried again", "err", err)
		}
		if _, err = s.store.ExpireRounds(ctx, now.Add(-leapt-roundsKept)); err != nil && ctx.Err() == nil {
			s.log.Error("let go the rounds that are kept no longer; it is tried again", "err", err)
		}
	}
	return nil
}

// ExpireMonths lets go what is past its time at this moment of the neighbourhood picture.
func (s *Switchboard) ExpireMonths(ctx context.Context, now time.Time) error {
	return s.store.ForgetMonths(ctx, chat.MonthsBack(now, chat.MonthsCounted-1), chat.MonthsBack(now, chat.MonthsTold-1))
}

// leaps are those of the clock that says how long ago things were.
type leaps struct {
	wall, real time.Time
	lately     []leap
}

type leap struct {
	by time.Duration
	at time.Time // by the machine's own clock
}

// ahead takes what the clock says, and the machine's own, which runs evenly, tells no
// date, and stands still while the machine sleeps. It gives by how much the clock leapt
// ahead lately.
func (l *leaps) ahead(wall, real time.Time) (ahead time.Duration) {
	if by := wall.Sub(l.wall) - real.Sub(l.real); !l.real.IsZero() && by > clockLeap {
		l.lately = append(l.lately, leap{by, real})
	}
	l.wall, l.real = wall.Round(0), real
	l.lately = slices.DeleteFunc(l.lately, func(x leap) bool { return real.Sub(x.at) >= leapCounts })
	for _, x := range l.lately {
		ahead += x.by
	}
	return ahead
}

// ExpireSome lets go a part of what is past its time at this moment: of conversations
// that come after the one with this id, in the order of ids. It gives the id to go on
// from, empty where it came to the end. One that cannot be read or written holds up no other.
func (s *Switchboard) ExpireSome(ctx context.Context, now time.Time, last string) (next string, err error) {
	organisation := s.book.Load().Organisation
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
			last = id
			e := s.expireOne(ctx, id, past, now)
			if errors.Is(e, chat.ErrDown) || ctx.Err() != nil {
				return last, errors.Join(e, ctx.Err())
			}
			if e != nil && !errors.Is(e, errRefused) {
				failed++
				err = fmt.Errorf("what was said in %d talks stays: %w", failed, e)
			}
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
