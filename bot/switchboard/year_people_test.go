package switchboard_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// place is a platform of a year: where members, the desk or coordinators are.
type place struct {
	y    *year
	name string
	gone gap // when it is down
	next time.Time
}

func (p *place) Name() string { return p.name }
func (p *place) Limits() adapters.Limits {
	return adapters.Limits{Text: 4096, Choices: 20, Label: 60, Links: true, Initiates: true, EditFor: 48 * time.Hour}
}
func (p *place) Run(ctx context.Context, _ adapters.Handler) error {
	<-ctx.Done()
	return nil
}

// CaughtUp tells whether all that lay here before is handed in.
func (p *place) CaughtUp(time.Time) bool {
	for _, d := range p.y.deeds {
		if d.backlog {
			return false
		}
	}
	return true
}

var errPlace = errors.New("the platform is down")

// Send lets what is said stand there, and people do what they do.
func (p *place) Send(_ context.Context, m chat.Message) (chat.Receipt, error) {
	now := p.y.clock.Now()
	down := p.down(now)
	p.y.say("  to %s %s, down %v: %s %.60q, about %s", p.name, m.To.Chat, down, m.ID, m.Text, m.Talk)
	if down {
		if p.y.random.IntN(2) == 0 {
			return chat.Receipt{}, adapters.Uncertain(errPlace)
		}
		return chat.Receipt{}, adapters.Unwritten(errPlace)
	}
	if p.name == "tele" {
		p.y.asked(m)
	} else {
		p.y.hears(m)
	}
	return chat.Receipt{ID: "post-" + m.ID, Thread: m.To.Thread}, nil
}

// down draws when the platform fails. Of the desk and the mail one is always there:
// where nobody can be reached in any way, nobody can be told.
func (p *place) down(now time.Time) bool {
	if now.After(p.next) {
		p.gone = gap{p.next, p.next.Add(p.y.within(3 * time.Hour))}
		p.next = now.Add(p.y.within(10 * 24 * time.Hour))
		if p.name == "mail" && !p.y.places[1].gone.to.Before(now) {
			p.gone = gap{}
		}
	}
	if p.name == "desk" && !p.y.places[2].gone.to.Before(now) {
		return false
	}
	return !now.Before(p.gone.from) && now.Before(p.gone.to)
}

// hears keeps which humans heard of an alarm, and lets one of them look.
func (y *year) hears(m chat.Message) {
	now := y.clock.Now()
	if m.Edits != "" || m.Alert == nil && m.Link == nil {
		return
	}
	note := func(key string) {
		if _, known := y.heard[key]; !known {
			y.heard[key] = now
		}
	}
	alarm := chat.Subject{Kind: chat.SubjectAlarm, ID: m.Talk}
	acts := y.random.IntN(10) < 8
	switch {
	case chat.CauseMissed.Of(m.Talk):
		note(m.Talk)
		if acts {
			y.does(now.Add(y.within(30*time.Minute)), chat.Event{Kind: chat.Reached, Author: noor, Subject: alarm})
		}
	case chat.CauseMany.Of(m.Talk):
		for _, c := range yearCircles {
			for i := range c.members {
				if !strings.HasPrefix(m.Talk, c.programme+"|") || !names(m, yearInitials(c.circle, i)) {
					continue
				}
				note(m.Talk + " " + yearMember(c.circle, i))
				if acts {
					y.does(now.Add(y.within(30*time.Minute)), chat.Event{Kind: chat.Reached, Author: noor, Subject: alarm, Ref: yearMember(c.circle, i)})
				}
			}
		}
	}
}

// names tells whether whoever reads the message reads these initials.
func names(m chat.Message, initials string) bool {
	if m.Alert != nil {
		for _, who := range m.Alert.Who {
			if who == initials {
				return true
			}
		}
	}
	return strings.Contains(m.Text, initials)
}

// asked is that a member reads something. Most answer; some press late, write, or are
// not well.
func (y *year) asked(m chat.Message) {
	if len(m.Choices) < 2 || m.Token == "" {
		return
	}
	if now, in := y.clock.Now(), inWindow(y.t, m.Step, y.clock.Now()); !in { // law 11
		y.t.Errorf("%s asks at %s", m.ID, now)
	}
	press := func(after time.Duration, choice int) {
		y.does(y.clock.Now().Add(after), chat.Event{Kind: chat.Chose, From: m.To, Author: person, Token: fmt.Sprint(m.Token, ":", choice)})
	}
	switch x := y.random.IntN(100); {
	case x < 75:
		press(y.within(25*time.Minute), 0)
	case x < 80:
		press(y.within(40*time.Minute), 1)
	case x < 85:
		press(80*time.Minute+y.within(time.Hour), 0)
	case x < 88:
		y.does(y.clock.Now().Add(y.within(time.Hour)), chat.Event{Kind: chat.Said, From: m.To, Author: person, Text: "Ik ben bij de buren"})
	}
}

// inWindow tells whether a check-in may be asked then: in the window that its programme
// has on the day of its round.
func inWindow(t *testing.T, step string, at time.Time) bool {
	round, is := strings.CutPrefix(step, "checkin:")
	if !is {
		return true
	}
	parts := strings.Split(round, "|")
	day, ok := flows.ParseDay(parts[2])
	p := flowstest.BuiltIn(t).Programme(parts[0])
	return ok && !at.Before(day.At(p.When.From)) && at.Before(day.At(p.Until))
}

// does lets somebody do something at that time. Now and then it comes hours later.
func (y *year) does(at time.Time, ev chat.Event) {
	y.n++
	ev.ID = fmt.Sprint("year:", y.n)
	d := deed{at: at, sent: at, ev: ev}
	if y.random.IntN(50) == 0 {
		d.at = at.Add(y.within(2 * time.Hour))
	}
	y.deeds = append(y.deeds, d)
	if y.random.IntN(20) == 0 { // the same once more
		d.at = d.at.Add(y.within(time.Hour))
		y.deeds = append(y.deeds, d)
	}
}

// dying is a store in which the process dies after so many of its calls: before a
// commit, after it, before an outcome is written down, or before what was handled is
// forgotten. From then on nothing works.
type dying struct {
	switchboard.Store
	gone  context.CancelFunc
	mu    sync.Mutex
	after int
	how   int
	over  bool
}

var errDead = fmt.Errorf("the process died: %w", chat.ErrDown)

func (s *dying) dead() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over
}

// passes counts a call at which it may die in this way; true: it does, here.
func (s *dying) passes(how ...int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after--
	for _, h := range how {
		if h == s.how && s.after < 0 {
			s.over = true
			s.gone()
		}
	}
	return s.over
}

func (s *dying) Update(ctx context.Context, fn func(switchboard.Tx) error) error {
	if s.dead() {
		return errDead
	}
	err := s.Store.Update(ctx, func(tx switchboard.Tx) error {
		err := fn(tx)
		if err == nil && s.passes(0) {
			return errDead
		}
		return err
	})
	if err == nil && s.passes(1) {
		return errDead
	}
	return err
}

func (s *dying) Claim(ctx context.Context, adapter string, rate chat.Rate, now time.Time, lease time.Duration, max int) ([]chat.Claim, error) {
	if s.dead() {
		return nil, errDead
	}
	claims, err := s.Store.Claim(ctx, adapter, rate, now, lease, max)
	if len(claims) > 0 && s.passes(1) {
		return nil, errDead
	}
	return claims, err
}

func (s *dying) Mark(ctx context.Context, now time.Time, marks []chat.Mark) (int, error) {
	if s.passes(2) {
		return 0, errDead
	}
	return s.Store.Mark(ctx, now, marks)
}

func (s *dying) Drop(ctx context.Context, ids []string) error {
	if s.passes(3) {
		return errDead
	}
	return s.Store.Drop(ctx, ids)
}

func (s *dying) Due(ctx context.Context, now time.Time, lease time.Duration, max int) ([]chat.Event, error) {
	if s.dead() {
		return nil, errDead
	}
	return s.Store.Due(ctx, now, lease, max)
}
