package switchboard

import (
	"context"
	"fmt"
	"slices"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/flows"
)

const (
	lookAfter   = 10 * time.Second // an uncertain row is looked up this late: the platform may be slow to show it
	crisisAfter = 60 * time.Second // a crisis row whose look-up fails is sent again after this
	crisisMost  = 15 * time.Minute // ... and then ever less often, up to this: a channel full of one card hides the others
	routeFails  = 5                // so many failures in a row make an alarm on the route

	toldPause    = time.Minute // a platform that wants a longer pause keeps people waiting: they are told
	longestPause = time.Hour   // a platform is asked again after this, whatever it said
)

// attempt makes at most one remote call for the claimed row, and says what
// became of it.
func (s *Switchboard) attempt(ctx context.Context, a adapters.Sender, h *held) chat.Mark {
	c := h.Claim
	if until := c.Message.Until; !until.IsZero() && !s.clock.Now().Before(until) {
		return chat.Mark{Claim: c, State: chat.Superseded, Reason: chat.TooLate}
	}
	if c.Message.Fenced {
		holds, err := s.store.Holds(ctx, c)
		if err != nil {
			return s.later(c, s.clock.Now().Add(backoff(c.Attempt)))
		}
		if !holds {
			return chat.Mark{Claim: c, State: chat.Superseded}
		}
	}
	if c.Uncertain && (c.Message.Edits == "" || c.Message.Place == "") { // saying an edit twice changes nothing
		if m, known := s.lookUp(ctx, a, c); known {
			return m
		}
	}
	message, m, ready := s.bring(ctx, c)
	if !ready {
		return m
	}
	if h.over(s.clock.Now()) || ctx.Err() != nil {
		return s.later(c, s.clock.Now()) // nothing was written
	}
	r, err := send(ctx, a, message)
	outcome, after := adapters.Judge(err)
	if err != nil {
		s.log.Warn("not sent", "adapter", a.Name(), "class", c.Message.Class, "attempt", c.Attempt, "outcome", outcome, "err", err)
	}
	now := s.clock.Now()
	switch outcome {
	case adapters.Arrived:
		return chat.Mark{Claim: c, State: chat.Sent, Receipt: r}
	case adapters.Unreachable:
		m := dead(c, chat.Unreachable, now)
		m.Alarm.ID, m.Alarm.Cause = chat.AlarmID(c.Message.ID, chat.CauseUnreachable), chat.CauseUnreachable
		return m
	case adapters.NoThread:
		return misplaced(c, now)
	case adapters.Refused, adapters.NoRoute:
		if s.left(a, c.Message.To) {
			return unseated(c, a.Name(), now)
		}
		if outcome == adapters.Refused {
			return dead(c, "refused", now)
		}
		m := s.later(c, now.Add(backoff(max(c.Attempt, closedRest))))
		m.Alarm = closedRoute(c, a.Name(), now)
		return m
	case adapters.NotYet:
		return s.notYet(c, min(after, longestPause), now)
	default:
		return s.doubt(c, a, now)
	}
}

// notYet is the outcome of a call that came too early; after is how long the
// platform wants no other, 0 where it did not say. It is the whole adapter that
// waits; after an edit its edits, for platforms count those apart.
func (s *Switchboard) notYet(c chat.Claim, after time.Duration, now time.Time) chat.Mark {
	if after == 0 {
		return s.later(c, now.Add(backoff(c.Attempt)))
	}
	m := s.later(c, now.Add(after))
	m.Budget = true
	if edits := c.Message.Edits != "" && c.Message.Place != ""; !edits && after > toldPause {
		m.Alarm = pausedRoute(c, c.Message.To.Adapter, now)
	}
	return m
}

// send calls the adapter; a panic in it leaves us not knowing.
func send(ctx context.Context, a adapters.Sender, m chat.Message) (r chat.Receipt, err error) {
	defer func() {
		if recover() != nil {
			err = adapters.Uncertain(fmt.Errorf("panic while sending, at %s", panicSite()))
		}
	}()
	return a.Send(ctx, m)
}

// lookUp asks whether an earlier attempt arrived. known is false when the row
// shall be sent (again).
func (s *Switchboard) lookUp(ctx context.Context, a adapters.Sender, c chat.Claim) (m chat.Mark, known bool) {
	f, can := a.(adapters.Finder)
	now := s.clock.Now()
	if !can {
		if c.Message.Class == chat.Bulk {
			return chat.Mark{Claim: c, State: chat.OnHold, Reason: "unknown", Alarm: undelivered(c, now)}, true
		}
		return m, false // one double beats silence
	}
	r, found, err := find(ctx, f, c)
	switch {
	case found && err == nil:
		return chat.Mark{Claim: c, State: chat.Sent, Receipt: r}, true
	case err == nil:
		return m, false
	case c.Message.Class == chat.Crisis && now.Sub(c.Called) >= min(max(crisisAfter, c.Called.Sub(c.Since)), crisisMost):
		return m, false
	}
	s.log.Warn("cannot look up whether a message was sent", "adapter", a.Name(), "err", err)
	outcome, after := adapters.Judge(err)
	wait := max(lookAfter, min(after, longestPause))
	m = chat.Mark{Claim: c, State: chat.Uncertain, NotBefore: now.Add(wait), Alarm: failingRoute(c, a.Name(), now)}
	if outcome == adapters.NoRoute {
		if s.left(a, c.Message.To) {
			return unseated(c, a.Name(), now), true
		}
		m.Alarm = closedRoute(c, a.Name(), now)
	}
	return m, true
}

// find calls the look-up; a panic in it proves nothing.
func find(ctx context.Context, f adapters.Finder, c chat.Claim) (r chat.Receipt, found bool, err error) {
	defer func() {
		if recover() != nil {
			found, err = false, fmt.Errorf("panic while looking up, at %s", panicSite())
		}
	}()
	return f.Find(ctx, c.Message, c.Since)
}

// doubt is the outcome of a call of which we do not know whether it arrived.
func (s *Switchboard) doubt(c chat.Claim, a adapters.Sender, now time.Time) chat.Mark {
	wait := backoff(c.Attempt)
	if _, can := a.(adapters.Finder); can {
		wait = lookAfter
	}
	return chat.Mark{Claim: c, State: chat.Uncertain, Called: now, NotBefore: now.Add(wait), Alarm: failingRoute(c, a.Name(), now)}
}

// later is the outcome of an attempt that wrote nothing.
func (s *Switchboard) later(c chat.Claim, at time.Time) chat.Mark {
	state := chat.Retry
	if c.Uncertain {
		state = chat.Uncertain // what an earlier attempt did is still not known
	}
	return chat.Mark{Claim: c, State: state, NotBefore: at, Alarm: failingRoute(c, c.Message.To.Adapter, s.clock.Now())}
}

func dead(c chat.Claim, reason string, now time.Time) chat.Mark {
	m := chat.Mark{Claim: c, State: chat.Dead, Reason: reason, Alarm: undelivered(c, now)}
	if c.Message.Emptied { // nobody waits for it, and there is no talk any more in which it could be said
		adapter := c.Message.To.Adapter
		m.Alarm = aboutRoute(c, adapter, now, "In "+adapter+" staan nog woorden van gesprekken die weg zijn. Wij kunnen ze daar niet weghalen. Vraag het aan wie "+adapter+" bij jullie beheert.")
		m.Alarm.ID = chat.AlarmID(chat.Key(c.Message.ID, c.Attempt), chat.CauseUndelivered)
		m.Alarm.Cause, m.Alarm.Urgency = chat.CauseUndelivered, chat.Normal // and so it stands at the web desk, and is not mailed
	}
	return m
}

// closedRest is the attempt whose pause a closed route gets from the first on:
// somebody has to mend it, which takes longer than a second.
const closedRest = 4

// misplaced is the outcome of a message whose thread at a desk is gone. The
// conversation hears it and begins a new one.
func misplaced(c chat.Claim, now time.Time) chat.Mark {
	m := dead(c, chat.Misplaced, now)
	if c.Message.Emptied {
		return m
	}
	m.Alarm.Why = "De draad van dit gesprek in " + c.Message.To.Adapter + " is weg. Kijk op de webdesk of je iets hebt gemist."
	return m
}

// left tells whether a message is for a place where a desk was, and is none any
// more: no team has its desk there. Nobody mends the way to such a place.
func (s *Switchboard) left(a adapters.Sender, to chat.Address) bool {
	if !a.Limits().Threads { // threads stand at desks only
		return false
	}
	place := chat.Address{Adapter: to.Adapter, Chat: to.Chat}
	return !slices.ContainsFunc(s.book.Load().Organisation.Teams, func(t flows.Team) bool {
		return slices.Contains(s.desks(t.Name), place)
	})
}

// unseated is the outcome of a message that a place where a desk was does not take.
// The conversation hears it, and says it where it stands by now. The alarm is one on
// the route, however many talks stood there.
func unseated(c chat.Claim, adapter string, now time.Time) chat.Mark {
	m := dead(c, chat.Misplaced, now)
	m.Alarm = aboutRoute(c, adapter, now, "In "+adapter+" is een kanaal dicht dat van geen team meer is. Wat daar nog moest komen, staat op de webdesk, en in het kanaal van het team."+
		" Wat er al stond, kunnen we daar niet meer aanpassen of weghalen.")
	return m
}

// undelivered is the alarm about a message that does not arrive: at the person,
// or at a desk. One that belongs to no conversation says that the way there fails.
func undelivered(c chat.Claim, now time.Time) *chat.Alarm {
	adapter := c.Message.To.Adapter
	if c.Message.Talk == "" {
		return aboutRoute(c, adapter, now, "Een bericht via "+adapter+" is niet aangekomen. Kijk of het adres klopt.")
	}
	why := "Een bericht komt niet aan. Zoek een andere weg om deze persoon te bereiken."
	if c.Message.Edits != "" && c.Message.Card == nil {
		why = "Een wijziging van een bericht komt niet aan. Bij de ander staat het er nog zoals eerst."
	}
	if c.Message.Card != nil || c.Message.To.Thread != "" { // threads stand at desks only
		why = "Een bericht in " + adapter + " is niet geplaatst. Lees dit gesprek op de webdesk."
	}
	return &chat.Alarm{
		ID: chat.AlarmID(c.Message.ID, chat.CauseUndelivered), Cause: chat.CauseUndelivered, Urgency: chat.Urgent, Opened: now,
		About: chat.Subject{Kind: chat.SubjectConversation, ID: c.Message.Talk}, Why: why,
	}
}

// aboutRoute is an alarm about an adapter's way to people. Its id names the
// attempt: where somebody ended it and it still fails, there is another one.
func aboutRoute(c chat.Claim, adapter string, now time.Time, why string) *chat.Alarm {
	return &chat.Alarm{
		ID: chat.AlarmID(chat.Key(c.Message.ID, c.Attempt), chat.CauseRoute), Cause: chat.CauseRoute, Urgency: chat.Urgent, Opened: now,
		About: chat.Subject{Kind: chat.SubjectRoute, ID: adapter}, Why: why,
	}
}

// closedRoute is about a platform that refuses us, whatever we say.
func closedRoute(c chat.Claim, adapter string, now time.Time) *chat.Alarm {
	return aboutRoute(c, adapter, now, "Berichten via "+adapter+" gaan nu niet weg: "+adapter+" laat ons er niet in. Kijk of de sleutel en het kanaal nog kloppen"+
		" (omzien doctor zegt wat eraan scheelt). Wat wacht, gaat weg zodra het weer kan.")
}

// pausedRoute is about a platform that wants to hear nothing for long.
func pausedRoute(c chat.Claim, adapter string, now time.Time) *chat.Alarm {
	return aboutRoute(c, adapter, now, "Berichten via "+adapter+" gaan nu niet weg: wij sturen daar te veel, en moeten wachten."+
		" Wat wacht, gaat weg zodra het weer mag. Heeft iemand haast? Zoek een andere weg.")
}

// failingRoute is about an adapter that fails again and again; nil before. It is
// one alarm on the route, not one per row.
func failingRoute(c chat.Claim, adapter string, now time.Time) *chat.Alarm {
	if c.Attempt < routeFails {
		return nil
	}
	return aboutRoute(c, adapter, now, "Berichten via "+adapter+" komen nu niet door. We blijven het proberen.")
}
