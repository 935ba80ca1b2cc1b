package switchboard

import (
	"context"

	"omzien/adapters"
	"omzien/bot/chat"
)

// WorkNow does what the instance would do by itself at this moment, and no more: it
// handles what is due and sends what is to be sent, one after the other. It tells
// whether there was anything.
func (s *Switchboard) WorkNow(ctx context.Context) (worked bool, err error) {
	n, err := s.wakeOnce(ctx)
	if err != nil {
		return false, err
	}
	worked = n > 0
	for _, a := range s.adapters {
		sender, ok := a.(adapters.Sender)
		if !ok {
			continue
		}
		claims, err := s.store.Claim(ctx, a.Name(), a.Limits().Rate, s.clock.Now(), laneLease, width)
		if err != nil {
			return worked, err
		}
		for _, c := range claims {
			attempt, h, let := s.hold(ctx, a.Limits(), c)
			m := s.attempt(attempt, sender, h)
			let()
			m.Claim.Until = h.lasts()
			s.writeMarks(ctx, []chat.Mark{m})
		}
		worked = worked || len(claims) > 0
	}
	return worked, nil
}

// Planner plans as an instance does that goes on: it knows what it planned last.
func (s *Switchboard) Planner() func(ctx context.Context) error {
	var last planned
	return func(ctx context.Context) error { return s.planRounds(ctx, &last) }
}
