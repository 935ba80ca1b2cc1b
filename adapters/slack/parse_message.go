package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	"omzien/bot/chat"
)

// message is what somebody posted, as far as we read it.
type message struct {
	Subtype  string          `json:"subtype"`
	User     string          `json:"user"`
	Bot      string          `json:"bot_id"`
	TS       string          `json:"ts"`
	ThreadTS string          `json:"thread_ts"`
	Root     string          `json:"parent_user_id"`
	Text     string          `json:"text"`
	Blocks   json.RawMessage `json:"blocks"`
	Files    []file          `json:"files"`
	Edited   struct {
		TS string `json:"ts"`
	} `json:"edited"`
}

// file is what Slack tells of a file; its content stays there. Of one from a channel
// that is shared with others it tells the id alone, at first.
type file struct {
	ID      string `json:"id"`
	Type    string `json:"mimetype"`
	Subtype string `json:"subtype"`
	Mode    string `json:"mode"`
	Size    int64  `json:"size"`
}

// parseMessage reads a message event: words, an edit or a deletion in a thread
// of a desk, or in one of ours where a desk was before. False: it is nobody's. At
// the channel's root the team talks among themselves; and what bots say, we
// ourselves first of all, is no word of a worker.
func (a *Adapter) parseMessage(team string, raw []byte) (act, bool, error) {
	var ev messageEvent
	if err := json.Unmarshal(raw, &ev); err != nil {
		return act{}, false, err
	}
	done, is := a.readMessage(team, ev)
	return done, is, nil
}

// messageEvent is a message event, as far as we read it.
type messageEvent struct {
	message
	Channel  string  `json:"channel"`
	Deleted  string  `json:"deleted_ts"`
	Message  message `json:"message"`
	Previous message `json:"previous_message"`
}

// eventID is how the ids of events about what stands in a channel begin.
func eventID(team, channel, ts string) string {
	return fmt.Sprintf("slack:%s:%s:%s", team, channel, ts)
}

// readMessage is parseMessage of an event that was read.
func (a *Adapter) readMessage(team string, ev messageEvent) (act, bool) {
	desk := a.isDesk(ev.Channel)
	id := func(ts string, more string) string { return eventID(team, ev.Channel, ts) + ":" + more }
	var of message // the words that this is about
	var e chat.Event
	happened := ""
	switch ev.Subtype {
	case "", "thread_broadcast", "file_share", "me_message":
		of, happened = ev.message, ev.TS
		e = chat.Event{ID: id(of.TS, "answered"), Kind: chat.Answered, Text: of.plain(), Files: of.files()}
	case "message_changed":
		of, happened = ev.Message, ev.Message.Edited.TS
		if desk && of.Subtype == "tombstone" && ev.Previous.Bot != "" {
			return a.rootGone(team, ev.Channel, of.TS, ev.TS)
		}
		text := of.plain()
		if happened == "" || text == ev.Previous.plain() { // a link was unfolded, a reply counted
			return act{}, false
		}
		e = chat.Event{ID: id(of.TS, "edited:"+happened), Kind: chat.Edited, Ref: id(of.TS, "answered"), Text: text}
	case "message_deleted":
		of, happened = ev.Previous, firstOf(ev.TS, ev.Deleted)
		if desk && of.Bot != "" && (of.ThreadTS == "" || of.ThreadTS == ev.Deleted) {
			return a.rootGone(team, ev.Channel, ev.Deleted, ev.TS)
		}
		e = chat.Event{ID: id(ev.Deleted, "deleted"), Kind: chat.Deleted, Ref: id(ev.Deleted, "answered")}
	default: // joins, topics, bots, and what Slack will think of
		return act{}, false
	}
	at, ok := timeOf(happened)
	if !ok || of.TS == "" || !of.byHuman() || of.ThreadTS == "" || of.ThreadTS == of.TS || !desk && of.Root == "" {
		return act{}, false
	}
	e.From = chat.Address{Adapter: Name, Chat: ev.Channel, Thread: of.ThreadTS}
	e.Sent = at
	done := act{user: of.User, root: of.Root, event: e, before: !desk}
	if e.Kind != chat.Deleted {
		done.refusal = textNotSent
	}
	return done, true
}

// rootGone is that somebody deleted a program's message from which a thread may
// hang. Where it is no card of a talk, nobody listens.
func (a *Adapter) rootGone(team, channel, root, happened string) (act, bool) {
	at, ok := timeOf(happened)
	if !ok || root == "" {
		return act{}, false
	}
	return uprooted(team, chat.Address{Adapter: Name, Chat: channel, Thread: root}, at), true
}

// byHuman tells whether a human posted it, as far as the message tells.
func (m message) byHuman() bool {
	switch m.Subtype {
	case "", "thread_broadcast", "file_share", "me_message":
		return m.User != "" && m.User != "USLACKBOT" && m.Bot == ""
	}
	return false // also "tombstone": what is left of a deleted root
}

// files are the references to what hangs on the message.
func (m message) files() []chat.File {
	var files []chat.File
	for _, f := range m.Files {
		if f.ID == "" || f.Mode == "tombstone" {
			continue
		}
		files = append(files, chat.File{Kind: f.kind(), ID: f.ID, At: Name, Size: max(f.Size, 0)})
	}
	return files
}

// kind is what a file seems to be; its content decides once it is opened. "other" is
// what would hardly pass: a text that Slack made a file of, a program, an archive.
func (f file) kind() string {
	class, _, _ := strings.Cut(f.Type, "/")
	switch {
	case f.Subtype == "slack_audio" || class == "audio":
		return "voice"
	case f.Subtype == "slack_video" || class == "video":
		return "video"
	case f.Type == "image/heic" || f.Type == "image/heif" || f.Type == "image/svg+xml":
		return "other"
	case class == "image":
		return "photo"
	case f.Type == "application/pdf" || f.Type == "":
		return "document"
	}
	return "other"
}
