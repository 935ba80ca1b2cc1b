package slack

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"omzien/bot/chat"
)

// nameFresh is how long it is believed who somebody is, where they are only listed:
// who is deactivated leaves the channels, and that is asked for each time.
const nameFresh = time.Hour

// Colleagues lists the workers at our desks, with those where they are. Where Slack
// does not answer for all, or not before ctx ends, those whom we know come with the
// error.
func (a *Adapter) Colleagues(ctx context.Context) ([]chat.Invitee, error) {
	me, err := a.self(ctx)
	if err != nil {
		return nil, fmt.Errorf("list who works in Slack: %w", err)
	}
	m, at := &a.inbound.members, map[string][]string{} // user -> the channels of our desks
	for _, channel := range a.Channels {
		users, err := m.channels.get(ctx, channel, a.Now, a.Members, func(ctx context.Context) (map[string]bool, error) { return a.usersIn(ctx, channel) })
		if err != nil {
			return nil, fmt.Errorf("list who works in Slack: %w", err)
		}
		for user := range users {
			at[user] = append(at[user], channel)
		}
	}
	delete(at, me.UserID)
	users := slices.Sorted(maps.Keys(at))
	people := make([]person, len(users))
	var asking errgroup.Group
	asking.SetLimit(8)
	for i, user := range users {
		asking.Go(func() (err error) {
			people[i], err = m.people.get(ctx, user, a.Now, nameFresh, func(ctx context.Context) (person, error) { return a.person(ctx, me.TeamID, user) })
			return err
		})
	}
	if err = asking.Wait(); err != nil {
		err = fmt.Errorf("list who works in Slack: %w", err)
	}
	var all []chat.Invitee
	for i, p := range people {
		if p.staff {
			all = append(all, chat.Invitee{Author: chat.Author{Role: chat.RoleWorker, ID: workerID(users[i]), Name: p.name}, At: at[users[i]]})
		}
	}
	return all, err
}
