package slacktest

import "strings"

func (f *Fake) authTest(call) (object, string) {
	return object{"url": "https://omzien.slack.com/", "team": "Jongerenwerk", "user": "omzien",
		"team_id": Team, "user_id": BotUser, "bot_id": Bot, "app_id": App, "is_enterprise_install": false}, ""
}

// postMessage posts; a reply to a root that is not there stands at the
// channel's root, as in Slack.
func (f *Fake) postMessage(c call) (object, string) {
	f.mu.Lock()
	channel, word := f.reach(c.text("channel"))
	switch {
	case word != "":
	case channel.archived:
		word = "is_archived"
	case c.text("text") == "" && len(c.list("blocks")) == 0:
		word = "no_text"
	}
	if word != "" {
		f.mu.Unlock()
		return nil, word
	}
	m := &message{ts: f.stamp(), user: BotUser, app: true, text: c.text("text"), blocks: c.list("blocks"),
		metadata: c.args["metadata"], at: f.now(), username: c.text("username")}
	if m.username != "" {
		m.subtype, m.user = "bot_message", ""
	}
	if thread := c.text("thread_ts"); thread != "" {
		switch root := channel.find(thread); {
		case root == nil, root.subtype == "tombstone":
			// Slack does not say a word.
		case root.thread != "":
			f.t.Errorf("slacktest: thread_ts %s is a reply's; a thread has the ts of its root", thread)
		default:
			m.thread = thread
			if c.is("reply_broadcast") {
				m.subtype, m.broadcast = "thread_broadcast", true
			}
		}
	}
	channel.messages = append(channel.messages, m)
	if id := metadataID(c.args["metadata"]); id != "" {
		f.posted[id]++
	}
	wire := f.wire(channel, m, false)
	event := f.messageEvent(channel, m)
	f.touch()
	f.mu.Unlock()
	f.Event(event)
	return object{"channel": channel.ID, "ts": m.ts, "message": wire}, ""
}

// postEphemeral shows something to one member, for as long as they look.
func (f *Fake) postEphemeral(c call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	channel, word := f.reach(c.text("channel"))
	if word != "" {
		return nil, word
	}
	user := f.users[c.text("user")]
	switch {
	case channel.archived:
		return nil, "is_archived"
	case c.text("text") == "" && len(c.list("blocks")) == 0:
		return nil, "no_text"
	case user == nil || !channel.has(user.ID):
		return nil, "user_not_in_channel"
	}
	ts := f.stamp()
	user.whispers = append(user.whispers, whisper{ts: ts, channel: channel.ID, thread: c.text("thread_ts"), blocks: c.list("blocks"), told: len(user.told)})
	user.tell(c.text("text"), c.list("blocks"))
	return object{"message_ts": ts}, ""
}

// own finds a message that the app may change.
func (f *Fake) own(c call) (*Channel, *message, string) {
	channel, word := f.reach(c.text("channel"))
	if word == "not_in_channel" {
		word = "channel_not_found"
	}
	if word != "" {
		return nil, nil, word
	}
	m := channel.find(c.text("ts"))
	if m == nil || m.subtype == "tombstone" {
		return nil, nil, "message_not_found"
	}
	return channel, m, ""
}

func (f *Fake) updateMessage(c call) (object, string) {
	f.mu.Lock()
	channel, m, word := f.own(c)
	switch {
	case word != "":
	case channel.archived:
		word = "is_archived"
	case !m.app:
		word = "cant_update_message"
	case c.text("text") == "" && len(c.list("blocks")) == 0:
		word = "no_text"
	}
	if word != "" {
		f.mu.Unlock()
		return nil, word
	}
	before := f.wire(channel, m, false)
	m.text, m.edited = c.text("text"), f.stamp()
	if c.args["blocks"] != nil || c.args["text"] != nil {
		m.blocks = c.list("blocks") // without blocks, those of before go
	}
	if c.args["metadata"] != nil {
		m.metadata = c.args["metadata"]
	}
	wire := f.wire(channel, m, false)
	event := f.changedEvent(channel, m, before)
	f.touch()
	f.mu.Unlock()
	f.Event(event)
	return object{"channel": channel.ID, "ts": m.ts, "text": m.text, "message": wire}, ""
}

func (f *Fake) deleteMessage(c call) (object, string) {
	f.mu.Lock()
	channel, m, word := f.own(c)
	switch {
	case word != "":
	case channel.archived:
		word = "is_archived"
	case !m.app:
		word = "cant_delete_message"
	}
	if word != "" {
		f.mu.Unlock()
		return nil, word
	}
	event := f.erase(channel, m)
	f.mu.Unlock()
	f.Event(event)
	return object{"channel": channel.ID, "ts": m.ts}, ""
}

// erase takes a message away, and gives the event that says so: a root with
// replies leaves a tombstone. f.mu is held.
func (f *Fake) erase(channel *Channel, m *message) object {
	defer f.touch()
	before := f.wire(channel, m, false)
	if m.thread == "" && len(channel.repliesTo(m.ts)) > 0 {
		m.subtype, m.user, m.app = "tombstone", "USLACKBOT", false
		m.text, m.blocks, m.metadata, m.files, m.edited = "This message was deleted.", nil, nil, nil, ""
		return f.changedEvent(channel, m, before)
	}
	channel.remove(m)
	now := f.stamp()
	return object{"type": "message", "subtype": "message_deleted", "channel": channel.ID, "channel_type": channel.kind(),
		"ts": now, "event_ts": now, "deleted_ts": m.ts, "hidden": true, "previous_message": before}
}

// messageEvent is the event of a new message. f.mu is held.
func (f *Fake) messageEvent(c *Channel, m *message) object {
	event := f.wire(c, m, false)
	event["channel"], event["channel_type"], event["event_ts"] = c.ID, c.kind(), m.ts
	if m.subtype == "thread_broadcast" {
		if root := c.find(m.thread); root != nil {
			event["root"] = f.wire(c, root, false)
		}
	}
	return event
}

// changedEvent is the event of a message that stands there otherwise now.
// f.mu is held.
func (f *Fake) changedEvent(c *Channel, m *message, before object) object {
	now := f.stamp()
	return object{"type": "message", "subtype": "message_changed", "channel": c.ID, "channel_type": c.kind(),
		"ts": now, "event_ts": now, "hidden": true, "message": f.wire(c, m, false), "previous_message": before}
}

// metadataID is the one value of the metadata's payload.
func metadataID(metadata any) string {
	m, _ := metadata.(object)
	payload, _ := m["event_payload"].(object)
	for _, v := range payload {
		id, _ := v.(string)
		return id
	}
	return ""
}

// read1 is what somebody reads who is shown this. f.mu is held.
func (f *Fake) read1(text string, blocks []any) string {
	r := renderer{f: f, marks: true}
	if len(blocks) > 0 {
		return strings.TrimSpace(r.blocks(blocks))
	}
	return r.mrkdwn(text)
}
