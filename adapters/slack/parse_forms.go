package slack

import (
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"

	"omzien/bot/chat"
)

// values are what stands in a modal's fields, as Slack tells it: by block and
// action.
type values map[string]map[string]struct {
	Value    string                   `json:"value"`
	Selected struct{ Value string }   `json:"selected_option"`
	Several  []struct{ Value string } `json:"selected_options"`
	Date     string                   `json:"selected_date"`
	User     string                   `json:"selected_user"`
	Users    []string                 `json:"selected_users"`
}

// form gives the values by field. It is never nil: an empty form is one, too.
func (v values) form() map[string]string {
	form := map[string]string{}
	for field, actions := range v {
		in := actions[input]
		var several []string
		for _, o := range in.Several {
			several = append(several, o.Value)
		}
		if value := firstOf(in.Value, in.Selected.Value, in.Date, in.User, strings.Join(in.Users, ","), strings.Join(several, ",")); value != "" {
			form[field] = value
		}
	}
	return form
}

// view is a modal as Slack gives it back.
type view struct {
	Type     string `json:"type"`
	ID       string `json:"id"`
	Hash     string `json:"hash"`
	Callback string `json:"callback_id"`
	About    string `json:"private_metadata"`
	Blocks   []struct {
		Type string `json:"type"`
		ID   string `json:"block_id"`
	} `json:"blocks"`
	State struct {
		Values values `json:"values"`
	} `json:"state"`
}

// interaction is what people do with forms: a shortcut that opens one, a modal
// that is sent in, a button in it.
type interaction struct {
	Type     string              `json:"type"`
	App      string              `json:"api_app_id"`
	Team     struct{ ID string } `json:"team"`
	User     struct{ ID string } `json:"user"`
	Channel  struct{ ID string } `json:"channel"`
	Message  message             `json:"message"`
	Trigger  string              `json:"trigger_id"`
	Callback string              `json:"callback_id"`
	TS       string              `json:"action_ts"`
	Respond  string              `json:"response_url"`
	View     view                `json:"view"`
	Actions  []struct {
		Type  string `json:"type"`
		ID    string `json:"action_id"`
		Value string `json:"value"`
		TS    string `json:"action_ts"`
	} `json:"actions"`
}

// parseForm reads what somebody did with a form. False: it is something else.
func (a *Adapter) parseForm(payload []byte) (b brought, known bool, err error) {
	var in interaction
	if json.Unmarshal(payload, &in) != nil {
		return b, false, errUnreadable
	}
	b = brought{team: in.Team.ID, app: in.App}
	if in.User.ID == "" {
		return b, false, nil
	}
	switch {
	case in.Type == "shortcut", in.Type == "message_action":
		return b.with(a.shortcut(in)), true, nil
	case in.Type == "view_submission":
		one := a.sendsIn(in, in.View.State.Values.form())
		one.sent = &submission{Action: "clear", blocks: map[string]bool{}}
		for _, block := range in.View.Blocks {
			if block.Type == "input" {
				one.sent.first = firstOf(one.sent.first, block.ID)
				one.sent.blocks[block.ID] = true
			}
		}
		b.reply = one.sent
		return b.with(one, one.event.Kind != ""), true, nil
	case in.Type == "block_actions" && in.View.Type == string(slack.VTHomeTab):
		b.acts = a.pressedHome(in)
		return b, true, nil
	case in.Type == "block_actions" && in.View.ID != "":
		return b.with(a.pressedAlone(in)), true, nil
	case in.Type == "view_closed":
		return b, true, nil
	}
	return b, false, nil
}

func (b brought) with(one act, ok bool) brought {
	if ok {
		b.acts = append(b.acts, one)
	}
	return b
}

// shortcut is a form that is opened from Slack's own menu: on a message, where it
// is about its thread, or anywhere.
func (a *Adapter) shortcut(in interaction) (act, bool) {
	o := about{Kind: chat.Kind(in.Callback), Chat: in.Channel.ID}
	if in.Type == "message_action" {
		o.Thread = firstOf(in.Message.ThreadTS, in.Message.TS)
		if !a.isDesk(o.Chat) || o.Thread == "" {
			return act{}, false
		}
	} else {
		o.Chat = ""
	}
	at, ok := timeOf(in.TS)
	if !ok || in.Trigger == "" {
		return act{}, false
	}
	return act{
		user: in.User.ID, respond: in.Respond, trigger: in.Trigger, about: o, refusal: textNotYours,
		event: chat.Event{ID: "slack:" + in.TS + ":" + in.User.ID + ":" + in.Callback, Kind: chat.Asked, Value: in.Callback, From: o.from(), Sent: at},
	}, true
}

// sendsIn is a form as it was filled in. Its id is that of the modal and of what
// stands in it: sent in twice, it is one event; changed, another.
func (a *Adapter) sendsIn(in interaction, form map[string]string) act {
	var o about
	if json.Unmarshal([]byte(in.View.About), &o) != nil || o.Kind == "" || in.View.ID == "" || o.Chat != "" && !a.isDesk(o.Chat) {
		a.Count("passed_over")
		return act{}
	}
	content, err := json.Marshal(form)
	if err != nil {
		return act{} // strings always can be
	}
	return act{
		user: in.User.ID, about: o, refusal: textNotYours,
		event: chat.Event{
			ID:   "slack:form:" + in.Team.ID + ":" + in.View.ID + ":" + a.Opaque(in.View.ID+" "+string(content)),
			Kind: o.Kind, From: o.from(), Token: o.Token, Form: form, Sent: a.Now(),
		},
	}
}

// pressedAlone is a button in a modal that says all there is to say. What else
// stands in the modal goes along.
func (a *Adapter) pressedAlone(in interaction) (act, bool) {
	for _, pressed := range in.Actions {
		field, value, ok := strings.Cut(pressed.Value, ":")
		if pressed.Type != "button" || !strings.HasPrefix(pressed.ID, alone+"_") || !ok {
			continue
		}
		form := in.View.State.Values.form()
		form[field] = value
		one := a.sendsIn(in, form)
		one.modal = &modal{id: in.View.ID, hash: in.View.Hash, about: one.about}
		return one, one.event.Kind != ""
	}
	return act{}, false
}
