package telegram

import (
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
)

// wanted are the kinds of update that we ask Telegram for, as JSON.
const wanted = `["message","edited_message","callback_query","my_chat_member"]`

// update is one update as far as we read it. Its parts are decoded one by one, so
// that what we do not need cannot spoil what we do.
type update struct {
	ID      int64           `json:"update_id"`
	Message json.RawMessage `json:"message"`
	Edited  json.RawMessage `json:"edited_message"`
	Press   json.RawMessage `json:"callback_query"`
	Member  json.RawMessage `json:"my_chat_member"`
}

type place struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

func (p place) private() bool { return p.Type == "private" }

// sender is who wrote, of which only the language of their telephone counts. It
// is a hint, so it never spoils the words beside it.
type sender struct{ Lang string }

// UnmarshalJSON takes the language, if it is there.
func (s *sender) UnmarshalJSON(raw []byte) error {
	var from struct {
		Lang string `json:"language_code"`
	}
	_ = json.Unmarshal(raw, &from)
	s.Lang = from.Lang
	return nil
}

// message is somebody's message; what it shows besides words is in content.
type message struct {
	ID      int64  `json:"message_id"`
	Chat    place  `json:"chat"`
	From    sender `json:"from"`
	Date    int64  `json:"date"`
	Text    string `json:"text"`
	Caption string `json:"caption"`
}

type member struct {
	Chat place  `json:"chat"`
	From sender `json:"from"`
	Date int64  `json:"date"`
	New  struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

type callback struct {
	From    sender `json:"from"`
	Data    string `json:"data"`
	Message *struct {
		ID   int64 `json:"message_id"`
		Chat place `json:"chat"`
	} `json:"message"`
}

// Why an update is not handed in. They are counted.
const (
	odd     = "unreadable" // it cannot be decoded
	unknown = "unknown"    // of a kind that we did not ask for
	group   = "group"      // not from a private talk
	service = "service"    // Telegram's own remark: a message was pinned, and the like
	stale   = "button"     // a press that carries no token of ours
	moved   = "moving"     // a shared place went on
)

// thing is what became of one update.
type thing struct {
	id    int64      // the update's; 0: it cannot be read
	chat  int64      // whose; 0: nobody's
	event chat.Event // to be handed in, unless there is a reason not to
	why   string     // the reason
	press *press     // to be answered, whatever it was
}

var (
	payloadForm = regexp.MustCompile(`^[A-Za-z0-9_-]{0,64}$`)
	buttonForm  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,60}:[0-9]{1,3}$`)
)

var errShape = errors.New("an update does not have Telegram's shape")

// read makes a thing of an update.
func (a *Adapter) read(raw json.RawMessage) thing {
	var u update
	if json.Unmarshal(raw, &u) != nil || u.ID <= 0 {
		var bare struct {
			ID int64 `json:"update_id"`
		}
		_ = json.Unmarshal(raw, &bare) // where the rest is spoilt, the id may not be
		return thing{id: max(bare.ID, 0), why: odd}
	}
	t := thing{id: u.ID}
	var err error
	switch {
	case u.Message != nil:
		err = a.readMessage(&t, u.Message, false)
	case u.Edited != nil:
		err = a.readMessage(&t, u.Edited, true)
	case u.Press != nil:
		err = a.readPress(&t, u.Press)
	case u.Member != nil:
		err = a.readMember(&t, u.Member)
	default:
		t.why = unknown
	}
	if err != nil {
		t.why = odd
	}
	return t
}

// begin fills in what every event of an update has.
func (a *Adapter) begin(t *thing, where place, from sender, sent time.Time) {
	t.chat = where.ID
	t.event = chat.Event{
		ID:     "telegram:" + a.bot + ":" + strconv.FormatInt(t.id, 10),
		From:   chat.Address{Adapter: Name, Chat: strconv.FormatInt(where.ID, 10)},
		Author: chat.Author{Role: chat.RolePerson},
		Lang:   from.Lang, Sent: sent, At: a.Now(),
	}
}

func (a *Adapter) readMessage(t *thing, raw json.RawMessage, edited bool) error {
	var m message
	if json.Unmarshal(raw, &m) != nil || m.Chat.ID == 0 || m.ID == 0 {
		return errShape
	}
	if !m.Chat.private() {
		t.why = group
		return nil
	}
	a.begin(t, m.Chat, m.From, time.Unix(m.Date, 0))
	ev := &t.event
	ev.Kind = chat.Said
	ev.Ref = "telegram:" + a.bot + ":message:" + strconv.FormatInt(m.ID, 10)
	ev.Text = m.Text + m.Caption // a message has one of the two
	if m.Text == "" {
		files, remark := content(raw, m.ID)
		if remark {
			t.why = service
		}
		ev.Files = files
	}
	switch {
	case edited:
		ev.Kind = chat.Edited
		if m.Text == "" && len(ev.Files) == 1 && ev.Files[0].Kind == "place" {
			t.why = moved
		}
	case m.Text != "":
		if payload, is := started(m.Text); is {
			ev.Kind, ev.Text = chat.Started, payload
		}
	}
	return nil
}

// started reads "/start" and "/start payload", which a link sends. A payload that
// no link could have made is dropped; several words are somebody's own, and are
// not: they stay as they were written.
func started(text string) (payload string, is bool) {
	command, rest, _ := strings.Cut(text, " ")
	command, _, _ = strings.Cut(command, "@")
	rest = strings.TrimSpace(rest)
	if command != "/start" || strings.ContainsAny(rest, " \t\r\n") {
		return "", false
	}
	if !payloadForm.MatchString(rest) {
		rest = ""
	}
	return rest, true
}

func (a *Adapter) readPress(t *thing, raw json.RawMessage) error {
	var query struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(raw, &query) != nil || query.ID == "" {
		return errShape
	}
	t.press = &press{query: query.ID} // from here on it is answered, whatever else it is
	var c callback
	if json.Unmarshal(raw, &c) != nil {
		return errShape
	}
	if c.Message == nil || !c.Message.Chat.private() {
		t.why = group
		return nil
	}
	// Telegram does not say when a button was pressed: it is now.
	a.begin(t, c.Message.Chat, c.From, a.Now())
	if !buttonForm.MatchString(c.Data) {
		t.why = stale
		return nil
	}
	t.press.chat, t.press.message = c.Message.Chat.ID, c.Message.ID
	t.event.Kind, t.event.Token = chat.Chose, c.Data
	return nil
}

func (a *Adapter) readMember(t *thing, raw json.RawMessage) error {
	var m member
	if json.Unmarshal(raw, &m) != nil || m.Chat.ID == 0 {
		return errShape
	}
	if !m.Chat.private() {
		t.why = group
		return nil
	}
	a.begin(t, m.Chat, m.From, time.Unix(m.Date, 0))
	switch m.New.Status {
	case "kicked":
		t.event.Kind = chat.Blocked
	case "member":
		t.event.Kind = chat.Back
	default:
		t.why = unknown
	}
	return nil
}
