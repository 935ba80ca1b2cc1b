package slacktest

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// What people do with modals.

// Views are the modals that the worker has open, the oldest first.
func (w *Worker) Views() []View {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	var open []*view
	for _, v := range w.f.views {
		if v.by == w {
			open = append(open, v)
		}
	}
	slices.SortFunc(open, func(a, b *view) int { return strings.Compare(a.hash, b.hash) })
	views := make([]View, len(open))
	for i, v := range open {
		r := renderer{f: w.f, marks: true}
		views[i] = View{
			ID: v.id, Title: r.textObject(v.content["title"]), Text: r.blocks(array(v.content["blocks"])),
			About: str(v.content, "private_metadata"), Errors: maps.Clone(v.errors),
		}
		if v.content["submit"] != nil {
			views[i].Submit = r.textObject(v.content["submit"])
		}
		for _, b := range inputs(v.content) {
			views[i].Fields = append(views[i].Fields, str(b, "block_id"))
		}
	}
	return views
}

// AwaitView waits until the worker has a modal open of which this is true.
func (w *Worker) AwaitView(what string, is func(View) bool) View {
	w.f.t.Helper()
	var found View
	w.f.Wait(w.Name+" sees "+what, func() bool {
		all := w.Views()
		i := slices.IndexFunc(all, is)
		if i >= 0 {
			found = all[i]
		}
		return i >= 0
	})
	return found
}

// CloseView closes a modal; the app is not told.
func (w *Worker) CloseView(id string) {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	delete(w.f.views, id)
	w.f.touch()
}

// Submit sends a modal in, with these values by block_id; several are joined by
// commas. What stands in the other fields already goes along. As Slack's own
// screen does, it takes no value that a field cannot have, and no empty field that
// is needed.
func (w *Worker) Submit(viewID string, values map[string]string) *Delivery {
	w.f.t.Helper()
	f := w.f
	f.mu.Lock()
	v := f.views[viewID]
	if v == nil || v.by != w || v.content["submit"] == nil {
		f.mu.Unlock()
		f.t.Fatalf("slacktest: %s has no modal %s to send in", w.Name, viewID)
	}
	state, wrong := filledIn(v.content, values, true)
	if wrong != "" {
		f.mu.Unlock()
		f.t.Fatalf("slacktest: %s cannot send that in: %s", w.Name, wrong)
	}
	content := v.wire()
	content["state"] = object{"values": state}
	payload := object{"type": "view_submission", "team": w.teamObject(), "user": w.userObject(), "api_app_id": App,
		"token": "legacy", "trigger_id": f.newTrigger(w), "view": content, "response_urls": []any{}}
	f.mu.Unlock()
	return f.deliver(interactive, "", payload)
}

// PressInView presses the button with this label in a modal, where these values
// were filled in so far.
func (w *Worker) PressInView(viewID, label string, values map[string]string) *Delivery {
	w.f.t.Helper()
	f := w.f
	f.mu.Lock()
	v := f.views[viewID]
	var pressed object
	if v != nil {
		for _, b := range buttons(v.content["blocks"]) {
			if str(b["text"], "text") == label {
				pressed = b
			}
		}
	}
	if pressed == nil {
		f.mu.Unlock()
		f.t.Fatalf("slacktest: %s has no button %q in a modal", w.Name, label)
	}
	content := v.wire()
	state, _ := filledIn(v.content, values, false)
	content["state"] = object{"values": state}
	payload := object{"type": "block_actions", "team": w.teamObject(), "user": w.userObject(), "api_app_id": App, "token": "legacy",
		"trigger_id": f.newTrigger(w), "container": object{"type": "view", "view_id": v.id}, "view": content,
		"actions": []any{object{"type": "button", "action_id": str(pressed, "action_id"), "block_id": "b1", "value": str(pressed, "value"),
			"action_ts": f.stamp(), "text": pressed["text"]}}}
	f.mu.Unlock()
	return f.deliver(interactive, "", payload)
}

// Shortcut uses a shortcut of the app from anywhere.
func (w *Worker) Shortcut(callback string) *Delivery {
	f := w.f
	f.mu.Lock()
	payload := object{"type": "shortcut", "team": w.teamObject(), "user": w.userObject(), "api_app_id": App, "token": "legacy",
		"callback_id": callback, "trigger_id": f.newTrigger(w), "action_ts": f.stamp()}
	f.mu.Unlock()
	return f.deliver(interactive, "", payload)
}

// ShortcutOn uses a shortcut of the app on a message.
func (w *Worker) ShortcutOn(c *Channel, ts, callback string) *Delivery {
	f := w.f
	f.mu.Lock()
	message := object{"type": "message", "ts": ts}
	if m := c.find(ts); m != nil {
		message = f.wire(c, m, false)
	}
	payload := object{"type": "message_action", "team": w.teamObject(), "user": w.userObject(), "api_app_id": App, "token": "legacy",
		"callback_id": callback, "trigger_id": f.newTrigger(w), "action_ts": f.stamp(), "message_ts": ts,
		"channel": object{"id": c.ID, "name": "privategroup"}, "message": message, "response_url": f.newResponse(w)}
	f.mu.Unlock()
	return f.deliver(interactive, "", payload)
}

// inputs are the fields of a modal.
func inputs(content object) (all []object) {
	for _, b := range array(content["blocks"]) {
		if o, is := b.(object); is && str(o, "type") == "input" {
			all = append(all, o)
		}
	}
	return all
}

// filledIn is view.state.values for these values. The word says what Slack's own
// screen would not send in.
func filledIn(content object, values map[string]string, whole bool) (state object, wrong string) {
	state = object{}
	left := maps.Clone(values)
	for _, b := range inputs(content) {
		id, element := str(b, "block_id"), b["element"].(object)
		value, given := values[id]
		delete(left, id)
		in, what := fieldState(element, value, given)
		switch {
		case what != "":
			return nil, id + ": " + what
		case whole && b["optional"] != true && in["empty"] == true:
			return nil, id + " is empty, and needed"
		}
		delete(in, "empty")
		state[id] = object{str(element, "action_id"): in}
	}
	if len(left) > 0 {
		return nil, fmt.Sprintf("there is no field %v", slices.Collect(maps.Keys(left)))
	}
	return state, ""
}

// fieldState is one field of view.state.values.
func fieldState(element object, value string, given bool) (in object, wrong string) {
	kind := str(element, "type")
	in = object{"type": kind}
	choose := func(v string) any {
		for _, o := range array(element["options"]) {
			if option, is := o.(object); is && str(option, "value") == v {
				return option
			}
		}
		wrong = "there is no " + v
		return nil
	}
	switch kind {
	case "plain_text_input", "number_input":
		if !given {
			value = str(element, "initial_value")
		}
		in["value"], in["empty"] = any(value), value == ""
		if value == "" {
			in["value"] = nil
		}
	case "datepicker":
		if !given {
			value = str(element, "initial_date")
		}
		in["selected_date"], in["empty"] = any(value), value == ""
		if value == "" {
			in["selected_date"] = nil
		}
	case "users_select": // Slack's own list: anybody in the workspace can be chosen
		in["selected_user"], in["empty"] = element["initial_user"], element["initial_user"] == nil
		if given && value != "" {
			in["selected_user"], in["empty"] = value, false
		}
	case "multi_users_select":
		users := array(element["initial_users"])
		if given {
			users = nil
			for v := range strings.SplitSeq(value, ",") {
				if v != "" {
					users = append(users, v)
				}
			}
		}
		in["selected_users"], in["empty"] = users, len(users) == 0
	case "radio_buttons", "static_select":
		in["selected_option"], in["empty"] = element["initial_option"], element["initial_option"] == nil
		if given && value != "" {
			in["selected_option"], in["empty"] = choose(value), false
		}
	case "checkboxes", "multi_static_select":
		chosen := array(element["initial_options"])
		if given {
			chosen = nil
			for v := range strings.SplitSeq(value, ",") {
				if v != "" {
					chosen = append(chosen, choose(v))
				}
			}
		}
		in["selected_options"], in["empty"] = chosen, len(chosen) == 0
	default:
		wrong = "a field of the type " + kind
	}
	return in, wrong
}

// submitted does with a modal what the app answered. f.mu is held.
func (f *Fake) submitted(payload object, body string) {
	if str(payload, "type") != "view_submission" {
		return
	}
	content, _ := payload["view"].(object)
	v := f.views[str(content, "id")]
	if v == nil {
		return
	}
	var answer struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   object            `json:"view"`
	}
	if body != "" && body != "null" && json.Unmarshal([]byte(body), &answer) != nil {
		f.t.Errorf("slacktest: the answer to a modal is no JSON")
	}
	switch answer.Action {
	case "", "clear":
		delete(f.views, v.id)
	case "errors":
		v.errors = answer.Errors
		for id, text := range answer.Errors {
			if text == "" || !slices.ContainsFunc(inputs(v.content), func(b object) bool { return str(b, "block_id") == id }) {
				f.t.Errorf("slacktest: an error at a field that the modal does not have, or without words: %s", id)
			}
		}
	case "update":
		word := f.report("response_action update", append(measure("view", answer.View), metadataOf(answer.View)...))
		if what := validate("ModalView", answer.View); what != "" || word != "" {
			f.t.Errorf("slacktest: a modal that comes next is none: %s", what)
		}
		v.content, v.hash, v.errors = answer.View, f.stamp(), nil
	default:
		f.t.Errorf("slacktest: response_action %q is none that we use", answer.Action)
	}
	f.touch()
}

// idsOnly is what private_metadata may hold of ours: short keys and ids.
var idsOnly = regexp.MustCompile(`^[A-Za-z0-9_:.,{}"=-]*$`)

// metadataOf says where a modal keeps more than ids.
func metadataOf(v object) []fault {
	if text := str(v, "private_metadata"); !idsOnly.MatchString(text) {
		return []fault{{"invalid_arguments", "private_metadata holds more than ids"}}
	}
	return nil
}
