package switchboard

import (
	"context"
	"fmt"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/handoff"
)

const (
	typingEvery = 4 * time.Second // between two signs to one place, and from one keyboard
	typingFresh = 2 * time.Second // a sign that could not be shown for so long says nothing any more
	typingCall  = 3 * time.Second // a platform's patience with it
	typingMost  = 64              // signs on their way to platforms; what comes beyond is not shown
)

// typing takes in that somebody is typing, and lets the other one see it, where
// they may (handoff.ShowsTyping). It stores nothing. How often one keyboard says so
// is bounded before the database is asked anything.
func (s *Switchboard) typing(ctx context.Context, ev chat.Event) (chat.Answer, string, error) {
	if !s.typists.mayTell("from "+string(ev.Author.Role)+" "+ev.Author.ID+" "+ev.Subject.ID+" "+ev.From.Adapter+" "+ev.From.Chat, ev.At) {
		return chat.Answer{}, "refused", nil
	}
	at := ev.From
	if ev.Author.Role == chat.RoleWorker {
		if at = (chat.Address{}); ev.Subject.ID == "" {
			return chat.Answer{}, "refused", nil
		}
	}
	c, known, err := s.store.Peek(ctx, ev.Subject.ID, at)
	if err != nil {
		return chat.Answer{}, "down", fmt.Errorf("look who is typed to: %w", err)
	}
	if !known || !handoff.ShowsTyping(c, ev) {
		return chat.Answer{}, "refused", nil
	}
	if ev.Author.Role == chat.RolePerson {
		s.bell.Ring(adapters.TypingAt(c.ID, c.Handoff.Worker.ID))
	} else {
		s.showTyping(c.Address)
	}
	return chat.Answer{}, "done", nil
}

// showTyping lets the person at the address see that the worker writes to them: on
// a page at once, on a platform as soon as nothing else is to be done there.
func (s *Switchboard) showTyping(to chat.Address) {
	now := s.clock.Now()
	a := s.adapters[to.Adapter]
	if a == nil || !s.typists.mayTell("to "+to.Adapter+" "+to.Chat, now) {
		return
	}
	if a.Limits().Pull {
		s.bell.Ring(adapters.TypingTo(to.Chat))
		return
	}
	if _, can := a.(adapters.Typist); !can {
		return
	}
	select {
	case s.signs <- sign{to, now}:
	default:
	}
}

// sign is that a worker was writing to somebody on a platform, at this time.
type sign struct {
	to chat.Address
	at time.Time
}

// tellTyping shows signs on platforms until ctx ends, one after the other. A message
// goes before any of them: where one waits, or could, no sign is shown.
func (s *Switchboard) tellTyping(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case sign := <-s.signs:
			if err := s.tellOne(ctx, sign); err != nil && ctx.Err() == nil {
				s.log.Debug("that somebody types was not shown", "adapter", sign.to.Adapter, "err", err)
			}
		}
	}
}

func (s *Switchboard) tellOne(ctx context.Context, sign sign) (err error) {
	defer func() {
		if recover() != nil {
			err = fmt.Errorf("panic while showing it, at %s", panicSite())
		}
	}()
	now := s.clock.Now()
	if now.Sub(sign.at) > typingFresh {
		return nil
	}
	idle, err := s.store.Idle(ctx, sign.to, now)
	if err != nil || !idle {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, typingCall)
	defer cancel()
	return s.adapters[sign.to.Adapter].(adapters.Typist).ShowTyping(ctx, sign.to)
}

// typists remembers for a moment who was typing, so that nobody says so without
// end. The zero value remembers nobody. Safe for concurrent use.
type typists struct {
	mu    sync.Mutex
	last  map[string]time.Time
	swept time.Time // when those of long ago were forgotten
}

// mayTell tells whether it is long enough ago, and then counts from now on.
func (t *typists) mayTell(key string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Sub(t.swept) >= typingEvery {
		for k, at := range t.last {
			if now.Sub(at) >= typingEvery {
				delete(t.last, k)
			}
		}
		t.swept = now
	}
	if last, there := t.last[key]; there && now.Sub(last) < typingEvery {
		return false
	}
	if t.last == nil {
		t.last = map[string]time.Time{}
	}
	t.last[key] = now
	return true
}
