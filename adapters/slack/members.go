package slack

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/slack-go/slack"
)

// members is what we know of who belongs to the desks. It is believed for
// Config.Members and no longer: who was removed is refused after that, also
// when the event that says so never came.
type members struct {
	channels beliefs[map[string]bool] // channel -> the users in it
	people   beliefs[person]          // user -> who that is
	apps     beliefs[string]          // our user -> the app that it belongs to; empty: Slack does not say
}

// person is what Slack says of a user.
type person struct {
	name  string // as the people we write to may see it
	staff bool   // of this workspace: no guest, no stranger, no program, not deactivated
}

// worker tells whether the user is a worker at the channel's desk: in the
// channel, and of the organisation. An error means that it is not known.
func (a *Adapter) worker(ctx context.Context, team, channel, user string) (name string, may bool, err error) {
	m := &a.inbound.members
	p, err := m.people.get(ctx, user, a.Now, a.Members, func(ctx context.Context) (person, error) {
		return a.person(ctx, team, user)
	})
	if err != nil || !p.staff {
		return "", false, err
	}
	in := func(ctx context.Context) (map[string]bool, error) { return a.usersIn(ctx, channel) }
	users, err := m.channels.get(ctx, channel, a.Now, a.Members, in)
	if err == nil && !users[user] { // somebody who came just now must not wait for a minute
		users, err = m.channels.get(ctx, channel, a.Now, a.Members/10, in)
	}
	return p.name, users[user], err
}

// forget drops what is known of the user, and of who is in the channel; empty:
// in no channel in particular.
func (m *members) forget(user, channel string) {
	m.people.forget(user)
	m.channels.forget(channel)
}

// person asks who a user is.
func (a *Adapter) person(ctx context.Context, team, user string) (person, error) {
	var u *slack.User
	err := a.call(ctx, "users.info", func(ctx context.Context) (err error) {
		u, err = a.client.GetUserInfoContext(ctx, user)
		return err
	})
	switch refused(err) {
	case "user_not_found", "user_not_visible":
		return person{}, nil
	}
	if err != nil {
		return person{}, err
	}
	program := u.IsBot || u.IsAppUser || u.IsWorkflowBot || u.IsConnectorBot
	guest := u.IsRestricted || u.IsUltraRestricted || u.IsInvitedUser
	return person{
		name:  shownName(u.Profile.DisplayName, firstOf(u.Profile.RealName, u.RealName)),
		staff: u.ID == user && !program && !guest && !u.IsStranger && !u.Deleted && u.TeamID == team,
	}, nil
}

// appOf asks to which app the bot's user belongs.
func (a *Adapter) appOf(ctx context.Context, user string) (app string, err error) {
	err = a.call(ctx, "users.info", func(ctx context.Context) error {
		u, err := a.client.GetUserInfoContext(ctx, user)
		if err == nil {
			app = u.Profile.ApiAppID
		}
		return err
	})
	return app, err
}

// usersIn asks who is in a channel.
func (a *Adapter) usersIn(ctx context.Context, channel string) (map[string]bool, error) {
	users := make(map[string]bool)
	for cursor, pages := "", 0; ; pages++ {
		if pages == 50 {
			return nil, fmt.Errorf("conversations.members: %w", errUnread) // it turns in circles
		}
		var some []string
		err := a.call(ctx, "conversations.members", func(ctx context.Context) (err error) {
			some, cursor, err = a.client.GetUsersInConversationContext(ctx,
				&slack.GetUsersInConversationParameters{ChannelID: channel, Cursor: cursor, Limit: 200})
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, user := range some {
			users[user] = true
		}
		if cursor == "" {
			return users, nil
		}
	}
}

// shownName is how a worker is called before the people we write to: by the
// name that they chose to be shown, else by their first name. Nothing in it can
// mention, link or format.
func shownName(display, full string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(full), " ")
	for _, name := range []string{display, first} {
		letters := strings.Map(func(r rune) rune {
			switch {
			case unicode.IsLetter(r), unicode.IsMark(r), r == '-', r == '\'':
				return r
			case unicode.IsSpace(r):
				return ' '
			}
			return -1
		}, name)
		name = strings.Join(strings.Fields(letters), " ")
		if runes := []rune(name); len(runes) > 40 {
			name = strings.TrimSpace(string(runes[:40]))
		}
		if strings.ContainsFunc(name, unicode.IsLetter) {
			return name
		}
	}
	return "Medewerker"
}

// beliefs are answers that hold for a while. Several who ask about the same key
// at once cause one question. The zero value knows nothing.
type beliefs[T any] struct {
	mu   sync.Mutex
	held map[string]*belief[T]
}

type belief[T any] struct {
	asking chan struct{} // holds one: whoever asks
	value  T
	since  time.Time // when it was asked; zero: never answered
}

// get gives an answer no older than fresh, and asks where there is none.
func (b *beliefs[T]) get(ctx context.Context, key string, now func() time.Time, fresh time.Duration, ask func(context.Context) (T, error)) (T, error) {
	b.mu.Lock()
	if b.held == nil {
		b.held = make(map[string]*belief[T])
	}
	held := b.held[key]
	if held == nil {
		held = &belief[T]{asking: make(chan struct{}, 1)}
		b.held[key] = held
	}
	b.mu.Unlock()

	select {
	case held.asking <- struct{}{}:
		defer func() { <-held.asking }()
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
	at := now()
	if !held.since.IsZero() && at.Sub(held.since) < fresh {
		return held.value, nil
	}
	value, err := ask(ctx)
	if err != nil {
		return value, err
	}
	held.value, held.since = value, at
	return value, nil
}

// forget drops what is held about the key; who is asking keeps their answer.
func (b *beliefs[T]) forget(key string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.held, key)
}
