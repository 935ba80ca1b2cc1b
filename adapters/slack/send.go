package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// eventType is how our metadata is named. Its payload is one opaque id.
const eventType = "omzien"

// Send posts m, or, where it edits something that arrived, replaces that.
//
// A card, the root of an overleg, an alarm about members and the day of a circle stand at
// the channel's root and begin a thread; all else stands in the thread m.To.Thread, and is refused without one. Where Slack puts it
// elsewhere, which it does without a word when the thread's root is gone, it is
// deleted again and the error is Misplaced; so it is where Slack says that nobody
// can write in the thread, and for a card to be edited that is not there any more.
//
// What takes a message away deletes it. One that never came, or is gone, is as good.
// So it is of what only takes words away.
func (a *Adapter) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	if m.Gone {
		return receipt(m, m.Place), a.takeAway(ctx, m.To.Chat, m.Place)
	}
	p := a.draw(m)
	if !begins(m) && p.thread == "" {
		return chat.Receipt{}, adapters.Permanent(errThread)
	}
	if m.Day != nil {
		var err error
		if p.fallback, p.blocks, err = a.morning(ctx, m); err != nil {
			return chat.Receipt{}, err
		}
	}
	if m.Board != nil {
		var err error
		if p.fallback, p.blocks, err = a.circleDay(ctx, m); err != nil {
			return chat.Receipt{}, err
		}
	}
	if p.edits != "" {
		return a.update(ctx, m, p)
	}
	if m.Content != nil {
		return a.share(ctx, m, p)
	}
	ts, thread, err := a.post(ctx, p)
	switch word := refused(err); {
	case p.thread != "" && noThread(word): // nothing was posted
		a.Count("misplaced")
		return chat.Receipt{}, adapters.Misplaced(errLost)
	case err != nil:
		return chat.Receipt{}, err
	}
	if p.thread != "" && thread != p.thread {
		return chat.Receipt{}, a.misplaced(ctx, p.channel, ts)
	}
	return receipt(m, ts), nil
}

// noThread tells whether Slack says that nobody can write in this thread: it is
// gone, or somebody locked it. Others can still be begun.
func noThread(word string) bool {
	switch word {
	case "thread_not_found", "cannot_reply_to_message", "restricted_action_thread_locked":
		return true
	}
	return false
}

// A posting is what Slack is asked to show.
type posting struct {
	channel  string
	thread   string // ts of the root; empty: at the channel's root
	edits    string // ts of what it replaces; empty: it is new
	id       string // for the metadata
	fallback string // for notifications; holds no word of a person
	blocks   []slack.Block
}

// draw makes of m what Slack is asked to show.
func (a *Adapter) draw(m chat.Message) posting {
	p := posting{channel: m.To.Chat, thread: m.To.Thread, id: a.Opaque(m.ID)}
	if begins(m) {
		p.thread = ""
	}
	if edits(m) {
		p.edits, p.id = m.Place, a.Opaque(m.Edits)
	}
	p.fallback, p.blocks = render(m)
	if m.Alert != nil && !m.Alert.Over && a.DeskURL != "" {
		p.blocks = append(p.blocks, slack.NewRichTextBlock("", line(linked("Open de belcirkels op de webdesk", a.DeskURL+"/belcirkels"))))
	}
	return p
}

// begins tells whether m stands at the channel's root.
func begins(m chat.Message) bool { return m.Begins() }

// edits tells whether m replaces something that stands there.
func edits(m chat.Message) bool { return m.Edits != "" && m.Place != "" }

// options are the call's parameters. Nothing in them is ever parsed: no names
// are linked, no addresses unfolded, no marks taken for formatting.
func (p posting) options() []slack.MsgOption {
	return []slack.MsgOption{
		slack.MsgOptionText(p.fallback, true),
		slack.MsgOptionBlocks(p.blocks...),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: eventType, EventPayload: map[string]any{"id": p.id}}),
	}
}

// post posts; it gives the ts, and the thread in which Slack says that it stands.
func (a *Adapter) post(ctx context.Context, p posting) (ts, thread string, err error) {
	options := append(p.options(),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(), slack.MsgOptionDisableMarkdown())
	if p.thread != "" {
		options = append(options, slack.MsgOptionTS(p.thread))
	}
	var posted slack.Message
	err = a.call(ctx, "chat.postMessage", func(ctx context.Context) (err error) {
		_, ts, posted, err = a.client.PostMessageWithResponseContext(ctx, p.channel, options...)
		return err
	})
	if err == nil && ts == "" {
		err = fmt.Errorf("chat.postMessage: %w", adapters.Uncertain(errUnread))
	}
	return ts, posted.ThreadTimestamp, err
}

func (a *Adapter) update(ctx context.Context, m chat.Message, p posting) (chat.Receipt, error) {
	if _, file := placeOf(p.edits); file != "" { // of what stands with a file only this is changed: that it goes
		return receipt(m, p.edits), a.takeAway(ctx, p.channel, p.edits)
	}
	var ts string
	err := a.call(ctx, "chat.update", func(ctx context.Context) (err error) {
		_, ts, _, err = a.client.UpdateMessageContext(ctx, p.channel, p.edits, p.options()...)
		return err
	})
	if err == nil && ts == "" {
		err = fmt.Errorf("chat.update: %w", adapters.Uncertain(errUnread))
	}
	word := refused(err)
	switch {
	case m.Emptied && (word == "message_not_found" || unchangeable(word)):
		return receipt(m, p.edits), a.takeAway(ctx, p.channel, p.edits)
	case m.Board != nil && word == "message_not_found": // whoever took it away has seen it; tomorrow there is another
		return receipt(m, p.edits), nil
	case (m.Card != nil || m.Root != nil || m.Alert != nil) && word == "message_not_found": // and its thread with it
		a.Count("misplaced")
		return chat.Receipt{}, adapters.Misplaced(errLost)
	case err != nil:
		return chat.Receipt{}, err
	}
	return receipt(m, p.edits), nil
}

// unchangeable tells whether Slack says that the words of a message can no longer be
// changed. It can still be deleted.
func unchangeable(word string) bool {
	return word == "edit_window_closed" || word == "cant_update_message"
}

// misplaced takes away what stands where it should not. The caller's time may
// be over; this is done all the same.
func (a *Adapter) misplaced(ctx context.Context, channel, ts string) error {
	ctx, done := a.apart(ctx)
	defer done()
	a.Count("misplaced")
	if err := a.takeAway(ctx, channel, ts); err != nil {
		a.Count("misplaced_left")
		return adapters.Misplaced(errors.Join(errLost, err))
	}
	return adapters.Misplaced(errLost)
}

// remove deletes one of our own messages. One that is gone already is no error.
func (a *Adapter) remove(ctx context.Context, channel, ts string) error {
	err := a.call(ctx, "chat.delete", func(ctx context.Context) error {
		_, _, err := a.client.DeleteMessageContext(ctx, channel, ts)
		return err
	})
	if refused(err) == "message_not_found" {
		return nil
	}
	return err
}

// receipt says where m stands now.
func receipt(m chat.Message, ts string) chat.Receipt {
	r := chat.Receipt{ID: ts, Thread: m.To.Thread, At: clock(ts)}
	if begins(m) {
		r.Thread = ts
	}
	return r
}

// clock is the time that a ts stands for; zero where it is none.
func clock(ts string) time.Time {
	whole, part, _ := strings.Cut(ts, ".")
	seconds, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return time.Time{}
	}
	micros, _ := strconv.ParseInt(part, 10, 64)
	return time.Unix(seconds, micros*1000)
}

// stamp is the ts of a time.
func stamp(t time.Time) string {
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}
