package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// A form is a modal. Slack lets us open one within three seconds of a press, and
// only then: so an empty one is opened at once, and drawn when we know what
// stands in it. What was filled in is stored before the modal closes; where it is
// not, or not as it is, the modal stays with all that was typed.

// opening is how long Slack may take to say that a modal is open. It opens none so
// late that a press is over; but a yes that comes late is a yes, and whoever has the
// modal before them shall not hear that there is none.
const opening = 10 * time.Second

// modal is a modal that somebody has before them.
type modal struct {
	id, hash string // of the view as it is drawn
	about    about
}

// about is what a modal keeps of where it came from, in Slack's private_metadata:
// ids that mean nothing to others, and never a word of anybody's.
type about struct {
	Kind   chat.Kind `json:"k"`           // the event that sending it in brings
	Token  string    `json:"t,omitempty"` // of the button that opened it
	Chat   string    `json:"c,omitempty"` // the channel; empty: it was opened from no message
	Thread string    `json:"r,omitempty"`
}

func (o about) from() chat.Address {
	return chat.Address{Adapter: Name, Chat: o.Chat, Thread: o.Thread}
}

func (o about) String() string {
	b, err := json.Marshal(o)
	if err != nil {
		return "" // strings always can be
	}
	return string(b)
}

// fill does what somebody did with a form: opened it, or sent it in. The word is
// for them. Slack brings none of it again, so a failure is told and nothing more:
// what was typed still stands before whoever typed it.
func (a *Adapter) fill(ctx context.Context, one act, team string, handle adapters.Handler) whispered {
	word := whispered{to: one.event.From, user: one.user, respond: one.respond}
	if one.trigger != "" { // before anything else is asked, also of Slack: it does not wait
		opened, err := a.open(ctx, one.trigger, loading(one.about))
		if err != nil {
			a.Log.Warn("slack: a form could not be opened", "err", err)
			a.Count("form_not_opened")
			word.text = textNoForm
			return word
		}
		opened.about = one.about
		one.modal = &opened
	}
	say := func(text string, answer chat.Answer) whispered {
		switch {
		case one.sent != nil && answer.Held: // the thread asks about it, with its buttons
		case one.sent != nil && answer.Form == nil:
			word.text, word.press, word.token = text, answer.Press, answer.Token
		case one.modal != nil:
			word.modal, word.view = one.modal, one.modal.answered(answer, text)
			if answer.Form == nil && answer.Ref != "" && one.about.Kind == chat.Revealed && a.DeskURL != "" {
				word.view.Blocks.BlockSet = append(word.view.Blocks.BlockSet, toDesk(a.DeskURL+"#gesprek="+url.QueryEscape(answer.Ref)))
			}
		}
		return word
	}
	name, desk, err := a.deskOf(ctx, team, one.event.From.Chat, one.user)
	if err == nil && desk == "" {
		a.Count("not_a_member")
		if one.sent != nil {
			one.sent.refuse(one.sent.first, textNotYours)
			return whispered{}
		}
		return say(textNotYours, chat.Answer{})
	}
	ev := one.event
	ev.From.Chat = desk
	ev.Author = chat.Author{Role: chat.RoleWorker, ID: "slack:" + one.user, Name: name}
	if err == nil {
		err = a.colleague(ctx, team, desk, &ev)
	}
	if err == nil {
		err = a.invitees(ctx, team, &ev)
	}
	var answer chat.Answer
	if err == nil {
		answer, err = stored(ctx, handle, ev)
	}
	word.to = ev.From
	switch {
	case err == nil && one.sent != nil:
		one.sent.take(answer, one.about)
	case err == nil:
	case one.sent != nil:
		one.sent.refuse(one.sent.first, textNotStored)
		return a.notStored(whispered{}, err)
	default:
		return a.notStored(say(textNoAnswer, chat.Answer{}), err)
	}
	return say(firstOf(answer.Text, textAlready), answer)
}

func (a *Adapter) notStored(word whispered, err error) whispered {
	a.Log.Warn("slack: what somebody did with a form was not stored; they are told", "err", err)
	a.Count("form_not_stored")
	return word
}

// open opens a modal. The trigger is good for three seconds and for one.
func (a *Adapter) open(ctx context.Context, trigger string, view slack.ModalViewRequest) (m modal, err error) {
	ctx, done := context.WithTimeout(ctx, opening)
	defer done()
	err = a.call(ctx, "views.open", func(ctx context.Context) error {
		opened, err := a.client.OpenViewContext(ctx, trigger, view)
		if err == nil {
			m.id, m.hash = opened.View.ID, opened.View.Hash
		}
		return err
	})
	return m, err
}

// redraw shows another view in a modal that is open. Whoever closed it meanwhile
// does not want it: that is no mistake.
func (a *Adapter) redraw(ctx context.Context, m modal, view slack.ModalViewRequest) error {
	err := a.call(ctx, "views.update", func(ctx context.Context) error {
		_, err := a.client.UpdateViewContext(ctx, view, "", m.hash, m.id)
		return err
	})
	switch refused(err) {
	case "not_found", "hash_conflict", "view_closed":
		return nil
	}
	return err
}

// answered gives what stands in the modal once the event was handled: the form,
// or words.
func (m modal) answered(answer chat.Answer, text string) *slack.ModalViewRequest {
	view := saying(m.about, text)
	if answer.Form != nil {
		view = drawn(*answer.Form, m.about)
	}
	return &view
}

// submission is a modal that was sent in. Slack waits for the answer: it closes
// the modal, keeps it open with what is wrong, or shows the form that comes next.
type submission struct {
	first  string            // the first field, where words stand that are about none
	blocks map[string]bool   // the fields that are drawn
	Action string            `json:"response_action"`
	Errors map[string]string `json:"errors,omitempty"`

	View *slack.ModalViewRequest `json:"view,omitempty"` // what comes next
}

// take makes the answer: the modal closes, unless the form came back with
// something wrong in it, or another comes next.
func (s *submission) take(answer chat.Answer, o about) {
	s.Action = "clear"
	if answer.Form == nil {
		return
	}
	if answer.Form.Wrongs() == "" {
		next := drawn(*answer.Form, o)
		s.Action, s.View = "update", &next
		return
	}
	for _, f := range answer.Form.Fields {
		if f.Error != "" && s.blocks[f.Name] {
			s.refuse(f.Name, f.Error)
		} else if f.Error != "" {
			s.refuse(s.first, f.Label+": "+f.Error)
		}
	}
}

// refuse keeps the modal open, with words at the field.
func (s *submission) refuse(field, why string) {
	s.Action = "errors"
	if s.Errors == nil {
		s.Errors = map[string]string{}
	}
	s.Errors[field] = why
}

// deskOf is where somebody works: at the channel's desk, or, where the channel is
// none or they are in none, at the first desk that they belong to. Empty: at none.
func (a *Adapter) deskOf(ctx context.Context, team, channel, user string) (name, desk string, err error) {
	channels := []string{channel}
	if !a.isDesk(channel) {
		channels = a.Channels
	}
	for _, id := range channels {
		name, may, err := a.worker(ctx, team, id, user)
		if err != nil {
			return "", "", fmt.Errorf("ask who is a member: %w", err)
		}
		if may {
			return name, id, nil
		}
	}
	return "", "", nil
}

// wantsForm tells whether a button opens a form, and of which kind, by its name.
func wantsForm(action string) (kind chat.Kind, wants bool) {
	rest, wants := strings.CutPrefix(action, string(chat.Asked)+"_")
	word, _, found := cutLast(rest, "_")
	return chat.Kind(word), wants && found
}

// cutLast is strings.Cut at the last of the separators.
func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// colleague puts into the form who was chosen of all who are in Slack: by the id
// that workers have with us, and by name where they are one at this desk.
func (a *Adapter) colleague(ctx context.Context, team, desk string, ev *chat.Event) error {
	user := ev.Form[chat.Colleague]
	delete(ev.Form, chat.ColleagueName)
	if user == "" {
		return nil
	}
	name, may, err := a.worker(ctx, team, desk, user)
	if err != nil {
		return fmt.Errorf("ask whether a colleague is a member: %w", err)
	}
	ev.Form[chat.Colleague] = workerID(user)
	if may {
		ev.Form[chat.ColleagueName] = name
	}
	return nil
}
