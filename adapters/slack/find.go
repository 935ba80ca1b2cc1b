package slack

import (
	"context"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"omzien/bot/chat"
)

const (
	// skew is by how much Slack's clock may run behind ours.
	skew = time.Minute
	// page is how many messages a look-up reads at once.
	page = 200
)

// Find looks m up by the id in its metadata, or in the name of its file, among our own messages since then.
// A word is looked for in its thread and then, since Slack puts it there when
// the thread is gone, at the channel's root; if that is where it stands it is
// deleted, so that absent is what it then is. An edit is never found: to send it
// again changes nothing.
func (a *Adapter) Find(ctx context.Context, m chat.Message, since time.Time) (chat.Receipt, bool, error) {
	if edits(m) {
		return chat.Receipt{}, false, nil
	}
	me, err := a.self(ctx)
	if err != nil {
		return chat.Receipt{}, false, err
	}
	s := search{Adapter: a, channel: m.To.Chat, id: a.Opaque(m.ID), bot: me.BotID, oldest: stamp(since.Add(-skew))}
	if !begins(m) && m.To.Thread != "" {
		ts, err := s.all(ctx, s.thread(m.To.Thread))
		if err != nil && refused(err) != "thread_not_found" {
			return chat.Receipt{}, false, err
		}
		if ts != "" {
			return receipt(m, ts), true, nil
		}
	}
	ts, err := s.all(ctx, s.root)
	switch {
	case err != nil || ts == "":
		return chat.Receipt{}, false, err
	case !begins(m):
		return chat.Receipt{}, false, a.takeAway(ctx, m.To.Chat, ts)
	default:
		return receipt(m, ts), true, nil
	}
}

// search is one look-up.
type search struct {
	*Adapter
	channel, id, bot, oldest string
}

// pages reads one page from the cursor on, and gives the next cursor.
type pages func(ctx context.Context, cursor string) (found []slack.Message, next string, err error)

// all reads all pages until the message is found; its ts is empty where it is not.
func (s search) all(ctx context.Context, read pages) (ts string, err error) {
	for cursor := ""; ; {
		found, next, err := read(ctx, cursor)
		if err != nil {
			return "", err
		}
		for _, m := range found {
			if m.BotID == s.bot && m.Metadata.EventType == eventType && m.Metadata.EventPayload["id"] == s.id {
				return m.Timestamp, nil
			}
			for _, f := range m.Files { // a file brings no metadata, but its name is ours
				if name, _, _ := strings.Cut(f.Name, "."); name == s.id {
					return placeAt(m.Timestamp, f.ID), nil
				}
			}
		}
		if next == "" {
			return "", nil
		}
		cursor = next
	}
}

func (s search) thread(root string) pages {
	return func(ctx context.Context, cursor string) (found []slack.Message, next string, err error) {
		err = s.call(ctx, "conversations.replies", func(ctx context.Context) (err error) {
			var more bool
			found, more, next, err = s.client.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
				ChannelID: s.channel, Timestamp: root, Cursor: cursor, Oldest: s.oldest, Inclusive: true, Limit: page, IncludeAllMetadata: true,
			})
			return unread(err, more, next)
		})
		return found, next, err
	}
}

func (s search) root(ctx context.Context, cursor string) (found []slack.Message, next string, err error) {
	err = s.call(ctx, "conversations.history", func(ctx context.Context) error {
		h, err := s.client.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: s.channel, Cursor: cursor, Oldest: s.oldest, Inclusive: true, Limit: page, IncludeAllMetadata: true,
		})
		if err != nil {
			return err
		}
		found, next = h.Messages, h.ResponseMetaData.NextCursor
		return unread(err, h.HasMore, next)
	})
	return found, next, err
}

// unread adds to an answer's error that it promises more and does not say where.
func unread(err error, more bool, next string) error {
	if err == nil && more && next == "" {
		return errUnread
	}
	return err
}
