package slacktest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// What people do in a channel. Each gives the delivery that tells the app, which
// is on its way already.

// Reply writes in a thread; without a root it stands at the channel's root.
// Markup in the text becomes what Slack's own field makes of it: <@U1> and
// <!here> mention, <https://x|label> links, :naam: is an emoji.
func (w *Worker) Reply(c *Channel, root, text string) *Delivery {
	w.f.t.Helper()
	return w.write(c, &message{thread: root, text: asTyped(text), blocks: composed(text)})
}

// ReplyBlocks writes with blocks of one's own, as JSON; the text is what an old
// client would show, in mrkdwn.
func (w *Worker) ReplyBlocks(c *Channel, root, text, blocks string) *Delivery {
	w.f.t.Helper()
	var list []any
	if blocks != "" {
		if err := json.Unmarshal([]byte(blocks), &list); err != nil {
			w.f.t.Fatalf("slacktest: blocks: %v", err)
		}
	}
	return w.write(c, &message{thread: root, text: text, blocks: list})
}

// Broadcast replies in a thread and shows it in the channel too.
func (w *Worker) Broadcast(c *Channel, root, text string) *Delivery {
	w.f.t.Helper()
	return w.write(c, &message{thread: root, text: asTyped(text), blocks: composed(text), subtype: "thread_broadcast", broadcast: true})
}

// File is something that somebody shares.
type File struct {
	ID, Name, Mimetype string
	Size               int64
	Content            []byte // what a download gives; nil: Slack has it no more
	Stub               bool   // the event tells the id alone, as of a channel that is shared with others
}

// Share replies with files, and words perhaps.
func (w *Worker) Share(c *Channel, root, text string, files ...File) *Delivery {
	w.f.t.Helper()
	m := &message{thread: root, text: asTyped(text), subtype: "file_share"}
	if text != "" {
		m.blocks = composed(text)
	}
	for _, file := range files {
		m.files = append(m.files, w.f.stow(w.ID, file))
	}
	return w.write(c, m)
}

func (w *Worker) write(c *Channel, m *message) *Delivery {
	w.f.t.Helper()
	f := w.f
	f.mu.Lock()
	if m.thread != "" {
		root := c.find(m.thread)
		if root == nil || root.thread != "" {
			f.mu.Unlock()
			f.t.Fatalf("slacktest: %s answers in a thread that is not there", w.Name)
		}
	}
	m.ts, m.user, m.client, m.at = f.stamp(), w.ID, f.uuid(), f.now()
	c.messages = append(c.messages, m)
	event := f.messageEvent(c, m)
	event["team"] = w.team
	if w.team != Team {
		event["user_team"], event["source_team"] = w.team, w.team
	}
	if w.bot {
		event["bot_id"], event["app_id"], event["subtype"] = "B0ANDERE", "A0ANDERE", "bot_message"
	}
	f.touch()
	f.mu.Unlock()
	d := f.Event(event)
	d.TS = m.ts
	return d
}

// Edit changes what they wrote.
func (w *Worker) Edit(c *Channel, ts, text string) *Delivery {
	w.f.t.Helper()
	return w.change(c, ts, func(m *message) { m.text, m.blocks, m.edited = asTyped(text), composed(text), w.f.stamp() })
}

// Unfurl is what Slack does when a link got a preview: the message changes, its
// words do not.
func (w *Worker) Unfurl(c *Channel, ts string) *Delivery {
	w.f.t.Helper()
	return w.change(c, ts, func(*message) {})
}

func (w *Worker) change(c *Channel, ts string, how func(*message)) *Delivery {
	w.f.t.Helper()
	f := w.f
	f.mu.Lock()
	m := c.find(ts)
	if m == nil || m.user != w.ID {
		f.mu.Unlock()
		f.t.Fatalf("slacktest: %s did not write %s", w.Name, ts)
	}
	before := f.wire(c, m, false)
	how(m)
	event := f.changedEvent(c, m, before)
	f.touch()
	f.mu.Unlock()
	d := f.Event(event)
	d.TS = ts
	return d
}

// Delete takes away what stands there; a coordinator may do so with anybody's.
// A root with replies leaves a tombstone.
func (w *Worker) Delete(c *Channel, ts string) *Delivery {
	w.f.t.Helper()
	f := w.f
	f.mu.Lock()
	m := c.find(ts)
	if m == nil {
		f.mu.Unlock()
		f.t.Fatalf("slacktest: there is no %s", ts)
	}
	event := f.erase(c, m)
	f.mu.Unlock()
	d := f.Event(event)
	d.TS = ts
	return d
}

// Press presses the button with this label on a message, and says yes where
// Slack asks whether they are sure.
func (w *Worker) Press(c *Channel, ts, label string) *Delivery {
	w.f.t.Helper()
	action, value := c.Button(ts, label)
	return w.PressValue(c, ts, action, value)
}

// Button is what the button with this label on a message is called and carries.
func (c *Channel) Button(ts, label string) (action, value string) {
	c.f.t.Helper()
	c.f.mu.Lock()
	var found object
	if m := c.find(ts); m != nil {
		list := buttons(m.blocks)
		if i := slices.IndexFunc(list, func(b object) bool { return str(b["text"], "text") == label }); i >= 0 {
			found = list[i]
		}
	}
	c.f.mu.Unlock()
	if found == nil {
		c.f.t.Fatalf("slacktest: there is no button %q to press on %s\n%s", label, ts, c.f.Dump())
	}
	return str(found, "action_id"), str(found, "value")
}

// PressValue presses a button that may no longer stand there: yesterday's, on a
// screen that was not drawn anew.
func (w *Worker) PressValue(c *Channel, ts, action, value string) *Delivery {
	f := w.f
	f.mu.Lock()
	message, thread := object{"type": "message", "ts": ts}, ""
	if m := c.find(ts); m != nil {
		message, thread = f.wire(c, m, false), m.thread
	}
	container := object{"type": "message", "message_ts": ts, "channel_id": c.ID, "is_ephemeral": false}
	if thread != "" {
		container["thread_ts"] = thread
	}
	payload := object{"type": "block_actions", "user": w.userObject(), "api_app_id": App, "token": "legacy", "container": container,
		"trigger_id": f.newTrigger(w), "team": object{"id": Team, "domain": "omzien"}, "enterprise": nil, "is_enterprise_install": false,
		"channel": object{"id": c.ID, "name": "privategroup"}, "message": message, "state": object{"values": object{}},
		"response_url": f.newResponse(w),
		"actions": []any{object{"type": "button", "action_id": action, "block_id": "b1", "value": value, "action_ts": f.stamp(),
			"text": object{"type": "plain_text", "text": "knop", "emoji": true}}}}
	f.mu.Unlock()
	d := f.deliver(interactive, "", payload)
	d.TS = ts
	return d
}

// Command gives a slash command in a channel.
func (w *Worker) Command(c *Channel, command, text string) *Delivery {
	f := w.f
	f.mu.Lock()
	payload := object{"token": "legacy", "team_id": w.team, "team_domain": "omzien", "channel_id": c.ID, "channel_name": "privategroup",
		"user_id": w.ID, "user_name": "account." + w.ID, "command": command, "text": text, "api_app_id": App, "is_enterprise_install": "false",
		"response_url": f.newResponse(w), "trigger_id": f.newTrigger(w)}
	f.mu.Unlock()
	return f.deliver(commands, "", payload)
}

var (
	typedToken = regexp.MustCompile(`<((?:@U|#C|!|https?:|mailto:|tel:)[^<>\n]+)>|:([a-z+][a-z0-9_+'-]*):`)
	escape     = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// asTyped is the text of a message as Slack stores it: its markup stays, all
// else is escaped.
func asTyped(text string) string {
	var b strings.Builder
	at := 0
	for _, m := range typedToken.FindAllStringIndex(text, -1) {
		b.WriteString(escape.Replace(text[at:m[0]]) + text[m[0]:m[1]])
		at = m[1]
	}
	return b.String() + escape.Replace(text[at:])
}

// composed is what Slack's own field makes of a typed text.
func composed(text string) []any {
	var elements []any
	add := func(e object) { elements = append(elements, e) }
	plain := func(s string) {
		if s != "" {
			add(object{"type": "text", "text": s})
		}
	}
	at := 0
	for _, m := range typedToken.FindAllStringSubmatchIndex(text, -1) {
		plain(text[at:m[0]])
		at = m[1]
		if m[4] >= 0 {
			add(object{"type": "emoji", "name": text[m[4]:m[5]]})
			continue
		}
		target, label, _ := strings.Cut(text[m[2]:m[3]], "|")
		switch target[0] {
		case '@':
			add(object{"type": "user", "user_id": target[1:]})
		case '#':
			add(object{"type": "channel", "channel_id": target[1:]})
		case '!':
			add(object{"type": "broadcast", "range": target[1:]})
		default:
			link := object{"type": "link", "url": target}
			if label != "" {
				link["text"] = label
			}
			add(link)
		}
	}
	plain(text[at:])
	return []any{object{"type": "rich_text", "block_id": "x1", "elements": []any{object{"type": "rich_text_section", "elements": elements}}}}
}
