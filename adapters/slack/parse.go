package slack

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
)

// The kinds of what Slack brings, in Socket Mode's words. Over HTTP each has a
// path of its own.
const (
	kindEvent   = "events_api"
	kindPress   = "interactive"
	kindCommand = "slash_commands"
)

// brought is one thing that Slack brought, read: who may do it is not asked yet.
type brought struct {
	team, app string // whose it is; app may be empty
	thread    string // what is in one thread stays in order; empty: in order with nothing
	acts      []act
	reply     any    // what is shown to whoever typed a command
	challenge string // Slack asks whether we are here
}

// act is one thing that somebody did, or that befell us.
type act struct {
	user    string     // who, by Slack's id; empty: nobody
	root    string     // who began the thread, by Slack's id; empty: Slack does not say
	before  bool       // words in a channel that is no desk's, perhaps any more: only below what is ours
	event   chat.Event // for handle, still without an author; its Kind is empty where there is none
	left    chat.Event // what it means where the user is at no desk any more; its kind is empty: nothing
	forget  bool       // what is known of the user is no longer true (in event.From.Chat; empty: everywhere)
	trouble string     // the word for what befell us
	refusal string     // what the user reads who may not do this; empty: nothing
	alone   bool       // it was a whisper that they pressed: nobody else sees it
	respond string     // where the user is told; empty: in the thread
	home    bool       // done on their Home, which is drawn anew: what came of it stands there
	look    command    // what they asked to read; empty: nothing

	trigger string      // with which the form is opened that they want; empty: they want none
	about   about       // what the form is about
	modal   *modal      // that they have before them, where what comes of it is shown; nil: none
	sent    *submission // a modal that was sent in; nil: none
}

// errUnreadable means that it is not what Slack sends.
var errUnreadable = errors.New("not in the form that Slack uses")

// parse reads what Slack brought. An error means that it cannot be read at all;
// what is merely of no concern to us has no acts.
func (a *Adapter) parse(kind string, payload []byte) (brought, error) {
	switch kind {
	case kindEvent:
		return a.parseEvent(payload)
	case kindPress:
		return a.parsePresses(payload)
	case kindCommand:
		return a.parseCommand(payload)
	}
	a.Count("unknown")
	return brought{}, nil
}

// parseEvent reads the Events API's envelope.
func (a *Adapter) parseEvent(payload []byte) (brought, error) {
	var outer struct {
		Type      string          `json:"type"`
		Team      string          `json:"team_id"`
		App       string          `json:"api_app_id"`
		Challenge string          `json:"challenge"`
		Event     json.RawMessage `json:"event"`
	}
	if json.Unmarshal(payload, &outer) != nil {
		return brought{}, errUnreadable
	}
	b := brought{team: outer.Team, app: outer.App}
	switch outer.Type {
	case "url_verification":
		b.challenge = outer.Challenge
	case "app_rate_limited": // events are left out, and will not come again
		b.acts = []act{{trouble: outer.Type}}
	case "event_callback":
		var inner struct {
			Type string `json:"type"`
		}
		if json.Unmarshal(outer.Event, &inner) != nil {
			return b, errUnreadable
		}
		act, known, err := a.happened(outer.Team, inner.Type, outer.Event)
		switch {
		case err != nil: // Slack's, and not as it was: others must not wait for it
			a.Log.Warn("slack: an event could not be read; it is passed over")
			a.Count("unread")
		case !known:
			a.Count("passed_over")
		default:
			b.acts = append(b.acts, act)
			if from := act.event.From; from.Thread != "" {
				b.thread = from.Chat + "/" + from.Thread
			}
		}
	default:
		a.Count("unknown")
	}
	return b, nil
}

// happened reads one inner event. False: it is of no concern to us.
func (a *Adapter) happened(team, kind string, raw []byte) (act, bool, error) {
	switch kind {
	case "message":
		return a.parseMessage(team, raw)
	case "app_home_opened":
		return parseOpened(raw)
	case "user_change":
		var changed struct {
			User struct {
				ID      string `json:"id"`
				Deleted bool   `json:"deleted"`
				Profile struct {
					Name string `json:"display_name"`
					Full string `json:"real_name"`
				} `json:"profile"`
			} `json:"user"`
			TS string `json:"event_ts"`
		}
		err := json.Unmarshal(raw, &changed)
		u := changed.User
		of := act{user: u.ID, forget: true}
		if at, ok := timeOf(changed.TS); u.Deleted && ok {
			of.event = left(team, u.ID, shownName(u.Profile.Name, u.Profile.Full), changed.TS, at).event
		}
		return of, u.ID != "", err
	case "member_left_channel", "member_joined_channel":
		var moved struct {
			User, Channel string
			TS            string `json:"event_ts"`
		}
		err := json.Unmarshal(raw, &moved)
		gone := act{user: moved.User, forget: true}
		if kind == "member_left_channel" {
			gone.trouble = kind // only where it is about ourselves
			if at, ok := timeOf(moved.TS); ok {
				gone.left = left(team, moved.User, "", moved.TS, at).event
			}
		}
		gone.event.From.Chat = moved.Channel
		return gone, moved.User != "" && a.isDesk(moved.Channel), err
	case "channel_archive", "group_archive", "channel_left", "group_left", "channel_deleted", "group_deleted":
		var closed struct{ Channel string }
		err := json.Unmarshal(raw, &closed)
		return act{trouble: kind}, a.isDesk(closed.Channel), err
	case "tokens_revoked", "app_uninstalled":
		return act{trouble: kind}, true, nil
	}
	return act{}, false, nil
}

// isDesk tells whether the channel is one of a desk.
func (a *Adapter) isDesk(channel string) bool { return slices.Contains(a.Channels, channel) }

// parsePresses reads what was pressed: one act for each button.
func (a *Adapter) parsePresses(payload []byte) (brought, error) {
	if b, known, err := a.parseForm(payload); known || err != nil {
		return b, err
	}
	var pressed struct {
		Type      string              `json:"type"`
		App       string              `json:"api_app_id"`
		Team      struct{ ID string } `json:"team"`
		User      struct{ ID string } `json:"user"`
		Channel   struct{ ID string } `json:"channel"`
		Message   message             `json:"message"`
		Container struct {
			Channel string `json:"channel_id"`
			Message string `json:"message_ts"`
			Thread  string `json:"thread_ts"`
			Alone   bool   `json:"is_ephemeral"`
		} `json:"container"`
		Actions []struct {
			Type  string `json:"type"`
			ID    string `json:"action_id"`
			Value string `json:"value"`
			TS    string `json:"action_ts"`
			Chose struct {
				Value string `json:"value"`
			} `json:"selected_option"`
		} `json:"actions"`
		Respond string `json:"response_url"`
		Trigger string `json:"trigger_id"`
	}
	if json.Unmarshal(payload, &pressed) != nil {
		return brought{}, errUnreadable
	}
	b := brought{team: pressed.Team.ID, app: pressed.App}
	if pressed.Type != "block_actions" {
		a.Count("unknown")
		return b, nil
	}
	from := chat.Address{Adapter: Name, Chat: firstOf(pressed.Channel.ID, pressed.Container.Channel)}
	from.Thread = firstOf(pressed.Message.ThreadTS, pressed.Container.Thread, pressed.Message.TS, pressed.Container.Message)
	if from.Chat == "" || from.Thread == "" || pressed.User.ID == "" { // the buttons are ours, wherever they stand
		a.Count("passed_over")
		return b, nil
	}
	b.thread = from.Chat + "/" + from.Thread
	for _, action := range pressed.Actions {
		at, ok := timeOf(action.TS)
		if action.Type == "static_select" {
			action.Type, action.Value = "button", action.Chose.Value
			if name, token, opens := strings.Cut(action.Value, formMark); opens {
				action.ID, action.Value = name, token
			}
		}
		if action.Type != "button" || action.Value == "" || !ok {
			a.Count("passed_over")
			continue
		}
		one := act{
			user: pressed.User.ID, refusal: textNotYours, respond: pressed.Respond, alone: pressed.Container.Alone,
			event: chat.Event{
				ID:    fmt.Sprintf("slack:%s:%s:%s", action.TS, pressed.User.ID, action.Value),
				Kind:  chat.Claimed, // what it truly is, the token says
				From:  from,
				Token: action.Value,
				Sent:  at,
			},
		}
		if kind, wants := wantsForm(action.ID); wants && pressed.Trigger != "" {
			one.trigger, one.about = pressed.Trigger, about{Kind: kind, Token: action.Value, Chat: from.Chat, Thread: from.Thread}
			b.thread = "" // it changes nothing in the thread, and the trigger does not wait
		}
		b.acts = append(b.acts, one)
	}
	return b, nil
}

// said is an answer for one reader.
type said struct {
	Type    string `json:"response_type"`
	Text    string `json:"text"`
	Blocks  any    `json:"blocks,omitempty"`
	Replace bool   `json:"replace_original"`
}

// timeOf reads Slack's ts, as in "1764000000.000100".
func timeOf(ts string) (time.Time, bool) {
	whole, rest, found := strings.Cut(ts, ".")
	seconds, err := strconv.ParseUint(whole, 10, 40)
	micros, err2 := strconv.ParseUint(rest, 10, 32)
	if !found || err != nil || err2 != nil || len(rest) != 6 {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), int64(micros)*1000).UTC(), true
}

// firstOf gives the first that is not empty.
func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
