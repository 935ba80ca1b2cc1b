package slack

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// A worker's Home is drawn when they open it, and while they may still have it
// before them also when something changes. Slack does not say when they leave it.
const (
	homeLasts = 15 * time.Minute        // so long after it was opened, or a button on it was pressed
	homeLook  = 5 * time.Second         // between two looks whether something changed
	homePace  = 1500 * time.Millisecond // between any two: far below what Slack takes, also of three instances
)

// homes are those that may be before somebody. The zero value is ready.
type homes struct {
	made sync.Once
	asks chan struct{} // holds one: somebody opened theirs, or pressed something there

	mu   sync.Mutex
	open map[string]*home // by user
}

// home is one worker's.
type home struct {
	last    time.Time // when they last did something there
	asked   bool      // it is to be drawn at once
	changed bool      // ... or when it has rested
	notice  string    // what came of their press; it stands there until the next drawing
	drawn   time.Time
	view    [sha256.Size]byte // what stands there, as a hash; zero: not known
}

func (h *homes) asking() chan struct{} {
	h.made.Do(func() { h.asks = make(chan struct{}, 1) })
	return h.asks
}

// ask has the user's Home drawn at once, with the notice at its top.
func (h *homes) ask(user, notice string, now time.Time) {
	h.mu.Lock()
	if h.open == nil {
		h.open = map[string]*home{}
	}
	one := h.open[user]
	if one == nil {
		one = &home{}
		h.open[user] = one
	}
	one.last, one.asked, one.notice = now, true, notice
	h.mu.Unlock()
	select {
	case h.asking() <- struct{}{}:
	default:
	}
}

// change says that something changed for everybody. It forgets Homes that nobody
// has before them any more, and tells whether any are left.
func (h *homes) change(changed bool, now time.Time) (left bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for user, one := range h.open {
		if now.Sub(one.last) > homeLasts {
			delete(h.open, user)
			continue
		}
		one.changed = one.changed || changed
	}
	return len(h.open) > 0
}

// next takes the Home that is to be drawn now: one that was asked for, or else
// the one that rested longest.
func (h *homes) next(now time.Time, rest time.Duration) (user, notice string, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var best *home
	for of, one := range h.open {
		due := one.asked || one.changed && now.Sub(one.drawn) >= rest
		better := best == nil || one.asked && !best.asked || one.asked == best.asked && one.drawn.Before(best.drawn)
		if due && better {
			user, best = of, one
		}
	}
	if best == nil {
		return "", "", false
	}
	notice = best.notice
	best.asked, best.changed, best.notice, best.drawn = false, false, "", now
	return user, notice, true
}

// shows tells whether this is what stands on the user's Home already.
func (h *homes) shows(user string, view []byte) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.open[user]
	return one == nil || one.view == sha256.Sum256(view)
}

// drew notes what stands on the user's Home now. One that could not be drawn, or
// not wholly (view is nil), is drawn once more when it has rested.
func (h *homes) drew(user, notice string, view []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	one := h.open[user]
	switch {
	case one == nil:
	case view != nil:
		one.view = sha256.Sum256(view)
	default:
		one.changed, one.notice, one.view = true, firstOf(one.notice, notice), [sha256.Size]byte{}
	}
}

// keepHomes draws Homes until ctx ends.
func (a *Adapter) keepHomes(ctx context.Context) {
	if a.Board == nil {
		return
	}
	h, mark := &a.inbound.homes, ""
	var rang <-chan struct{}
	if a.Bell != nil {
		hint, stop := a.Bell.Listen("")
		defer stop()
		rang = hint
	}
	look := time.NewTicker(min(homeLook, a.HomeRest))
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.asking():
		case <-rang:
		case <-look.C:
		}
		if h.change(false, a.Now()) {
			now, err := a.Board.Mark(ctx, "")
			if err == nil && now != mark {
				mark = now
				h.change(true, a.Now())
			}
		}
		for user, notice, ok := h.next(a.Now(), a.HomeRest); ok && ctx.Err() == nil; user, notice, ok = h.next(a.Now(), a.HomeRest) {
			wait := min(homePace, a.HomeRest)
			if err := a.publish(ctx, user, notice); err != nil && ctx.Err() == nil {
				h.drew(user, notice, nil)
				a.Log.Warn("slack: somebody's Home was not drawn", "err", err)
				a.Count("home_not_drawn")
				_, asked := adapters.Judge(err)
				wait = max(wait, asked)
			}
			select {
			case <-time.After(wait):
			case <-ctx.Done():
			}
		}
	}
}

// publish draws the user's Home. An error means that it is to be drawn again, also
// where it could only say that it cannot be read.
func (a *Adapter) publish(ctx context.Context, user, notice string) error {
	blocks, unread := a.homeOf(ctx, user, notice)
	if unread != nil {
		blocks = homeSaying(textNoHome)
	}
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}
	drawn, err := json.Marshal(view)
	if err != nil {
		return errUnread
	}
	if a.inbound.homes.shows(user, drawn) {
		return unread
	}
	err = a.call(ctx, "views.publish", func(ctx context.Context) error {
		_, err := a.client.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user, View: view})
		return err
	})
	if err == nil {
		a.inbound.homes.drew(user, "", drawn)
		err = unread
	}
	return err
}

// homeOf reads and draws what stands on the user's Home.
func (a *Adapter) homeOf(ctx context.Context, user, notice string) ([]slack.Block, error) {
	g, may, err := a.sees(ctx, user)
	switch {
	case err != nil:
		return nil, err
	case !may:
		return homeSaying(textNotYours), nil
	}
	return drawHome(g, notice, a.links(ctx), a.DeskURL), nil
}

// sees reads what the user sees at a glance. False: they are no worker.
func (a *Adapter) sees(ctx context.Context, user string) (g adapters.Glance, may bool, err error) {
	me, err := a.self(ctx)
	if err != nil {
		return g, false, err
	}
	at, err := a.desksOf(ctx, me.TeamID, user)
	if err != nil || len(at) == 0 {
		return g, false, err
	}
	g, err = adapters.Look(ctx, a.Board, Name, workerID(user), a.Teams(),
		func(t adapters.Team) bool { return slices.Contains(at, t.Channel) }, a.Now())
	if err != nil {
		return g, true, fmt.Errorf("read what a worker sees: %w", err)
	}
	return g, true, nil
}

// desksOf are the channels of desks in which the user is a worker.
func (a *Adapter) desksOf(ctx context.Context, team, user string) (at []string, err error) {
	for _, channel := range a.Channels {
		_, may, err := a.worker(ctx, team, channel, user)
		if err != nil {
			return nil, fmt.Errorf("ask who is a member: %w", err)
		}
		if may {
			at = append(at, channel)
		}
	}
	return at, nil
}

// workerID is how the rest of Omzien knows the user.
func workerID(user string) string { return Name + ":" + user }

// links gives the addresses of threads in this workspace; empty ones where Slack
// does not say where it stands.
func (a *Adapter) links(ctx context.Context) func(chat.Address) string {
	me, err := a.self(ctx)
	return func(at chat.Address) string {
		if err != nil || me.URL == "" || at.Thread == "" {
			return ""
		}
		return strings.TrimSuffix(me.URL, "/") + "/archives/" + at.Chat + "/p" + strings.ReplaceAll(at.Thread, ".", "")
	}
}

// What a button on a Home does, by its action_id. That of one who waits has their
// token as its value, the others say it themselves.
const (
	homePick = "home_pick"
	homeNext = "home_next"
	homeAway = "home_away"
	homeHere = "home_here"
)

// parseOpened reads that somebody opened the app in Slack.
func parseOpened(raw []byte) (act, bool, error) {
	var opened struct{ User, Tab string }
	err := json.Unmarshal(raw, &opened)
	return act{user: opened.User, home: true}, opened.User != "" && opened.Tab == "home", err
}

// pressedHome is what somebody pressed on their Home.
func (a *Adapter) pressedHome(in interaction) (acts []act) {
	for _, pressed := range in.Actions {
		at, ok := timeOf(pressed.TS)
		what, _, _ := strings.Cut(pressed.ID, ":")
		one := act{user: in.User.ID, home: true, refusal: textNotYours, event: chat.Event{
			ID:   "slack:" + pressed.TS + ":" + in.User.ID + ":" + firstOf(pressed.Value, what),
			From: chat.Address{Adapter: Name}, Sent: at,
		}}
		kind, wants := wantsForm(pressed.ID)
		switch {
		case !ok || pressed.Type != "button":
		case wants && in.Trigger != "":
			one.event.Kind, one.event.Value = chat.Asked, string(kind)
			one.trigger, one.about = in.Trigger, about{Kind: kind}
		case what == homePick && strings.HasPrefix(pressed.Value, chat.PickToken):
			one.event.Kind, one.event.Token = chat.Claimed, pressed.Value
		case what == homeNext:
			one.event.Kind = chat.Next
		case what == homeAway:
			one.event = ofWorker(one.event, chat.Away, in.User.ID)
		case what == homeHere:
			one.event = ofWorker(one.event, chat.Here, in.User.ID)
		}
		if one.event.Kind == "" {
			a.Count("passed_over")
			continue
		}
		acts = append(acts, one)
	}
	return acts
}

// ofWorker is an event that a worker brings about themselves.
func ofWorker(ev chat.Event, kind chat.Kind, user string) chat.Event {
	ev.Kind, ev.Subject = kind, chat.Subject{Kind: chat.SubjectWorker, ID: workerID(user)}
	return ev
}
