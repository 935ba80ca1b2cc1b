package slacktest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Channel is one channel of the workspace: private, and the app is in it, unless
// it is made otherwise.
type Channel struct {
	f        *Fake
	ID, Name string
	public   bool
	archived bool
	members  []string // user ids, in the order in which they came
	messages []*message
	posted   time.Time // when the app last posted, as Slack counts
}

// message is one thing that was posted.
type message struct {
	ts, thread string // thread: the root's ts, for a reply
	user       string // who wrote it
	app        bool   // posted by our app
	subtype    string
	text       string
	blocks     []any
	metadata   any
	files      []any
	edited     string // when
	client     string // client_msg_id
	username   string
	broadcast  bool
	at         time.Time
}

// NewChannel makes a private channel with the app in it.
func (f *Fake) NewChannel(id, name string) *Channel {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := &Channel{f: f, ID: id, Name: name, members: []string{BotUser}}
	f.channels[id] = c
	return c
}

// Public makes the channel a public one.
func (c *Channel) Public() *Channel {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	c.public = true
	return c
}

// Channel gives a channel that was made before.
func (f *Fake) Channel(id string) *Channel {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.channels[id]
	if c == nil {
		f.t.Fatalf("slacktest: there is no channel %s", id)
	}
	return c
}

// Archive closes the channel; the app is told.
func (c *Channel) Archive() *Delivery {
	c.f.mu.Lock()
	c.archived = true
	c.f.mu.Unlock()
	return c.f.Event(object{"type": c.word("archive"), "channel": c.ID, "user": "U0ADMIN"})
}

// Unarchive opens it again.
func (c *Channel) Unarchive() *Delivery {
	c.f.mu.Lock()
	c.archived = false
	c.f.mu.Unlock()
	return c.f.Event(object{"type": c.word("unarchive"), "channel": c.ID, "user": "U0ADMIN"})
}

// RemoveApp takes our app out of the channel; it is told.
func (c *Channel) RemoveApp() *Delivery {
	c.f.mu.Lock()
	c.drop(BotUser)
	c.f.mu.Unlock()
	return c.f.Event(object{"type": c.word("left"), "channel": c.ID, "actor_id": "U0ADMIN"})
}

// Vanish takes a message away with all below it, and nobody is told: as where a
// workspace keeps messages for a while only.
func (c *Channel) Vanish(ts string) {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	c.messages = slices.DeleteFunc(slices.Clone(c.messages), func(m *message) bool { return m.ts == ts || m.thread == ts })
	c.f.touch()
}

// AddApp takes our app in again.
func (c *Channel) AddApp() {
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	if !c.has(BotUser) {
		c.members = append(c.members, BotUser)
	}
}

// word is the name of an event of this kind of channel.
func (c *Channel) word(what string) string {
	if c.public {
		return "channel_" + what
	}
	return "group_" + what
}

// has, drop, find and the like are called with f.mu held.

func (c *Channel) has(user string) bool { return slices.Contains(c.members, user) }

func (c *Channel) drop(user string) {
	c.members = slices.DeleteFunc(slices.Clone(c.members), func(m string) bool { return m == user })
}

func (c *Channel) find(ts string) *message {
	for _, m := range c.messages {
		if m.ts == ts {
			return m
		}
	}
	return nil
}

func (c *Channel) remove(m *message) {
	c.messages = slices.DeleteFunc(slices.Clone(c.messages), func(o *message) bool { return o == m })
}

func (c *Channel) repliesTo(ts string) []*message {
	var replies []*message
	for _, m := range c.messages {
		if m.thread == ts {
			replies = append(replies, m)
		}
	}
	return replies
}

// reach finds a channel that the app may speak in, or says why it may not.
func (f *Fake) reach(id string) (*Channel, string) {
	c := f.channels[id]
	switch {
	case c == nil:
		return nil, "channel_not_found"
	case !c.has(BotUser) && !c.public:
		return nil, "channel_not_found"
	case !c.has(BotUser):
		return nil, "not_in_channel"
	}
	return c, ""
}

// kind is Slack's word for the kind of channel in events.
func (c *Channel) kind() string {
	if c.public {
		return "channel"
	}
	return "group"
}

// wire is a message as history and events carry it. f.mu is held.
func (f *Fake) wire(c *Channel, m *message, metadata bool) object {
	w := object{"type": "message", "ts": m.ts, "text": m.text, "team": Team}
	set := func(key string, value any, when bool) {
		if when {
			w[key] = value
		}
	}
	set("user", m.user, m.user != "")
	set("subtype", m.subtype, m.subtype != "")
	set("blocks", m.blocks, m.blocks != nil)
	set("files", m.files, m.files != nil)
	set("client_msg_id", m.client, m.client != "")
	set("username", m.username, m.username != "")
	set("edited", object{"user": m.user, "ts": m.edited}, m.edited != "")
	set("thread_ts", m.thread, m.thread != "")
	set("hidden", true, m.subtype == "tombstone")
	if m.thread != "" {
		if root := c.find(m.thread); root != nil {
			w["parent_user_id"] = root.user
		}
	}
	if m.app {
		w["bot_id"], w["app_id"] = Bot, App
		w["bot_profile"] = object{"id": Bot, "app_id": App, "name": "Omzien", "team_id": Team, "deleted": false}
	} else if m.user == "U0ANDERE" {
		w["bot_id"], w["app_id"] = "B0ANDERE", "A0ANDERE"
	}
	set("metadata", m.metadata, metadata && m.metadata != nil && f.now().Sub(m.at) >= f.hidden)
	if replies := c.repliesTo(m.ts); len(replies) > 0 {
		var users []string
		for _, r := range replies {
			if !slices.Contains(users, r.user) {
				users = append(users, r.user)
			}
		}
		w["thread_ts"], w["reply_count"], w["reply_users_count"] = m.ts, len(replies), len(users)
		w["reply_users"], w["latest_reply"], w["is_locked"] = users, replies[len(replies)-1].ts, false
	}
	return w
}

// compare compares two ts, where the fraction may be missing.
func compare(a, b string) int {
	x, y := parts(a), parts(b)
	return cmp.Or(cmp.Compare(x[0], y[0]), cmp.Compare(x[1], y[1]))
}

func parts(ts string) [2]int64 {
	seconds, fraction, _ := strings.Cut(ts, ".")
	fraction = (fraction + "000000")[:6]
	s, _ := strconv.ParseInt(seconds, 10, 64)
	n, _ := strconv.ParseInt(fraction, 10, 64)
	return [2]int64{s, n}
}
