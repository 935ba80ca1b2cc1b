package switchboard

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
)

const (
	planDays  = 3 // today, and two days more: 48 hours at least
	planWidth = 8 // rounds planned at once
	planFails = 3 // so often in a row a circle cannot be planned before people hear of it
)

// planned is what an instance planned last: by circle, what it was planned by.
type planned struct {
	book    *flows.Playbook
	circles map[string]string
	failed  map[string]int // how often in a row a circle could not be planned
}

// plan keeps the rounds of all programmes planned, until ctx ends: at once where
// somebody's place changed here, else soon. Every instance does; the same plan is made
// once.
func (s *Switchboard) plan(ctx context.Context) error {
	var last planned
	told, grouped := map[string]string{}, map[string]string{}
	for {
		if err := s.planRounds(ctx, &last); err != nil && ctx.Err() == nil {
			s.log.Error("plan the rounds of circles; it is tried again", "err", err)
		}
		if err := s.planRoosters(ctx, told); err != nil && ctx.Err() == nil {
			s.log.Error("look at tomorrow's rooster; it is tried again", "err", err)
		}
		if err := s.planGroups(ctx, grouped); err != nil && ctx.Err() == nil {
			s.log.Error("look whether enough people want the same; it is tried again", "err", err)
		}
		if s.rest(ctx, s.planHint, planEvery); ctx.Err() != nil {
			return nil
		}
	}
}

// wantedRound is a round as the playbook and its circle want it; nil: not at all.
type wantedRound struct {
	id     string
	wanted *chat.Round
	by     string // what else of the playbook its alarms are made by
}

// planRounds plans the rounds of those circles of which anything changed since last:
// who is in it, the playbook, the day. One that cannot be planned holds up no other.
func (s *Switchboard) planRounds(ctx context.Context, last *planned) error {
	book, today := s.book.Load(), flows.DayOf(s.clock.Now())
	if last.book != book {
		last.book, last.circles = book, map[string]string{}
	}
	if last.failed == nil {
		last.failed = map[string]int{}
	}
	marks, err := s.circleMarks(ctx, book)
	if err != nil {
		return err
	}
	open := map[string][]string{} // programme -> its open rounds
	lost := 0
	var failed error
	for _, m := range marks {
		key, by := m.Programme+"|"+m.Circle, m.Mark+" "+dateOf(today)
		if last.circles[key] == by {
			continue
		}
		if _, read := open[m.Programme]; !read {
			if open[m.Programme], err = s.store.OpenRounds(ctx, m.Programme); err != nil {
				return err
			}
		}
		rounds, err := s.wantedOf(ctx, book, m, open[m.Programme], today)
		if err == nil {
			err = s.planAll(ctx, rounds)
		}
		if err == nil {
			var is bool
			if is, err = s.tellLost(ctx, book, m, today); is {
				lost++
			}
		}
		if err == nil {
			err = s.keepTold(ctx, m, chat.CauseUnplanned, chat.Alarm{}, false, checkin.PlannedAgain)
		}
		switch {
		case err == nil:
			last.circles[key], last.failed[key] = by, 0
		case errors.Is(err, chat.ErrDown) || ctx.Err() != nil:
			return err
		default:
			failed = errors.Join(failed, err)
			p := book.Programme(m.Programme)
			if last.failed[key]++; last.failed[key] >= planFails && p != nil {
				failed = errors.Join(failed, s.keepTold(ctx, m, chat.CauseUnplanned, checkin.Unplanned(p, m.Circle, s.clock.Now()), true, ""))
			}
		}
	}
	if lost > 0 { // their names are the playbook's, and for no log
		s.log.Error("people take part in circles that the playbook has no more; nobody asks them, and an alarm stands", "circles", lost, "see", "omzien doctor")
	}
	return failed
}

// circleMarks are the marks of the circles with members, and of those of the playbook
// that have none: rounds may stand open of both.
func (s *Switchboard) circleMarks(ctx context.Context, book *flows.Playbook) ([]chat.CircleMark, error) {
	marks, err := s.store.Circles(ctx)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for _, m := range marks {
		known[m.Programme+"|"+m.Circle] = true
	}
	for _, p := range book.Programmes {
		for _, c := range p.Circles {
			if !known[p.Name+"|"+c.Name] {
				marks = append(marks, chat.CircleMark{Programme: p.Name, Circle: c.Name, Mark: "empty"})
			}
		}
	}
	return marks, nil
}

// wantedOf lists the circle's rounds of today and the days after it: those that are
// wanted, and those that stand open and are not.
func (s *Switchboard) wantedOf(ctx context.Context, book *flows.Playbook, m chat.CircleMark, open []string, today flows.Day) ([]wantedRound, error) {
	var rounds []wantedRound
	by := "" // of those that begun under another slot, too
	if p := book.Programme(m.Programme); p != nil && p.Circle(m.Circle) != nil {
		circle, err := s.store.Circle(ctx, m.Programme, m.Circle)
		if err != nil {
			return nil, err
		}
		by = fmt.Sprint(p.Team, p.Label, p.Circle(m.Circle).Label, p.Climb)
		wanted := checkin.Plan(p, circle, today.At(0), today.Add(planDays).At(0))
		if checkin.CatchesUp(p) { // what a standstill swallowed is asked yet
			known, err := s.store.RoundsSince(ctx, m.Programme, m.Circle, dateOf(today.Add(-checkin.Overlooked)))
			if err != nil {
				return nil, err
			}
			wanted = checkin.CatchUp(p, circle, wanted, known, s.clock.Now())
		}
		if slices.ContainsFunc(wanted, func(r chat.Round) bool { return r.Day == dateOf(today) && !slices.Contains(open, r.ID) }) {
			known, err := s.store.RoundsSince(ctx, m.Programme, m.Circle, dateOf(today))
			if err != nil {
				return nil, err
			}
			wanted = checkin.Moved(p, wanted, known, s.clock.Now())
		}
		for _, r := range wanted {
			rounds = append(rounds, wantedRound{r.ID, &r, by})
		}
	}
	for _, id := range open {
		parts := strings.Split(id, "|")
		if len(parts) != 4 || parts[1] != m.Circle || parts[2] < dateOf(today) || chat.IsBroadcast(id) || // it is what a worker wrote, whatever the playbook says now
			slices.ContainsFunc(rounds, func(r wantedRound) bool { return r.id == id }) {
			continue
		}
		rounds = append(rounds, wantedRound{id: id, by: by})
	}
	return rounds, nil
}

func (s *Switchboard) planAll(ctx context.Context, rounds []wantedRound) error {
	var g errgroup.Group
	g.SetLimit(planWidth)
	for _, r := range rounds {
		g.Go(func() error { return s.planRound(ctx, r) })
	}
	return g.Wait()
}

// planTries is how often it is looked again how a round stands, where another instance
// planned it at the same time.
const planTries = 3

// planRound lets the round be as it is wanted. Where it is so already nothing is written.
func (s *Switchboard) planRound(ctx context.Context, p wantedRound) error {
	print, err := p.fingerprint()
	if err != nil {
		return err
	}
	for range planTries {
		var done effect
		err := s.store.Update(ctx, func(tx Tx) (err error) {
			defer func() {
				if recover() != nil {
					err = fmt.Errorf("panic while planning, at %s", panicSite())
				}
			}()
			done = effect{}
			return s.planOne(tx, p, print, &done)
		})
		switch {
		case errors.Is(err, errBehind):
			continue
		case errors.Is(err, errRefused):
			return nil
		case err != nil:
			return fmt.Errorf("plan a round: %w", err)
		}
		done.ring(s)
		return nil
	}
	return fmt.Errorf("plan a round: %w", errBehind)
}

// errBehind rolls back: another instance was first.
var errBehind = errors.New("another instance changed it meanwhile")

// planOne plans the round with the alarm of each who is in it, in one transaction (law 10).
func (s *Switchboard) planOne(tx Tx, p wantedRound, print string, done *effect) error {
	r, known, err := tx.Round(p.id)
	switch {
	case err != nil:
		return err
	case known && r.Plan == print, !known && p.wanted == nil:
		return errRefused
	case !known:
		r = *p.wanted
		r.Occurrences, r.Turn = nil, 0
	}
	// By its turn: of several instances that plan a round at the same time one does.
	ev := chat.Event{
		ID: fmt.Sprintf("plan:%s:%d", p.id, r.Turn), Kind: chat.Planned, Author: chat.Program, At: s.clock.Now(),
		Subject: chat.Subject{Kind: chat.SubjectRound, ID: p.id},
	}
	seen, err := tx.Seen(ev.ID, ev.At)
	if err != nil {
		return err
	}
	if seen {
		return errBehind
	}
	w := chat.Change{Event: ev, Due: []chat.Event{ev}}
	t := s.settling(tx, &w, done)
	t.wanted, t.fresh = p.wanted, !known
	if err := t.settle([]chat.Round{r}); err != nil {
		return err
	}
	if !known && (len(w.Rounds) == 0 || len(w.Rounds[0].Occurrences) == 0) {
		return errRefused // nobody is to be asked in it any more
	}
	for i := range w.Rounds {
		w.Rounds[i].Plan = print
	}
	return tx.Write(w)
}

// fingerprint tells apart rounds that are wanted otherwise.
func (p wantedRound) fingerprint() (string, error) {
	plain, err := json.Marshal(p.wanted)
	if err != nil {
		return "", fmt.Errorf("encode a round: %w", err)
	}
	sum := sha256.Sum256(append(plain, p.by...))
	return hex.EncodeToString(sum[:8]), nil
}
