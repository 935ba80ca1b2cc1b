package slack

import (
	"context"
	"slices"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Where Slack keeps losing words while we hear it well, something is wrong that
// somebody must mend: a second program with the same app gets half of them.
const (
	lostMost   = 3                // so many words
	lostWithin = 10 * time.Minute // within so long
	lostGrace  = 5 * time.Minute  // what is found so soon after a hole in our hearing belongs to it
)

// losses are when words were found that Slack should have brought.
type losses struct{ at []time.Time }

// losing tells people where words are lost again and again.
func (a *Adapter) losing(ctx context.Context, found []act, handle adapters.Handler) error {
	r, now := &a.inbound.reader, a.Now()
	if now.Sub(r.again) < lostGrace {
		return nil
	}
	for _, one := range found {
		if one.event.Kind == chat.Answered && one.event.Sent.After(r.again) {
			r.lost.at = append(r.lost.at, now)
		}
	}
	r.lost.at = slices.DeleteFunc(r.lost.at, func(t time.Time) bool { return now.Sub(t) > lostWithin })
	if len(r.lost.at) < lostMost {
		return nil
	}
	r.lost.at = nil
	return a.trouble(ctx, troubleLosing, handle)
}

// uprooted is that the root of a thread is gone.
func uprooted(team string, at chat.Address, now time.Time) act {
	return act{event: chat.Event{
		ID: eventID(team, at.Chat, at.Thread) + ":uprooted", Kind: chat.Uprooted, Author: chat.Program, From: at, Sent: now,
	}}
}

// left is that a user is no worker any more. What makes it another event than the
// last of its kind.
func left(team, user, name, what string, now time.Time) act {
	return act{event: chat.Event{
		ID: eventID(team, user, what) + ":gone", Kind: chat.Gone, Sent: now, Value: Name + ":" + user,
		Author: chat.Author{Role: chat.RoleWorker, ID: Name + ":" + user, Name: name},
	}}
}
