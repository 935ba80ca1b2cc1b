package slacktest

import (
	"slices"
)

// A worker's Home in the app: what the app published last.

// publishView draws somebody's Home.
func (f *Fake) publishView(c call) (object, string) {
	if word := f.checkHome(c); word != "" {
		return nil, word
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	w := f.users[c.text("user_id")]
	switch hash := c.text("hash"); {
	case w == nil || w.bot:
		return nil, "invalid_arguments"
	case hash != "" && (w.home == nil || hash != w.home.hash):
		return nil, "hash_conflict"
	}
	content, _ := c.args["view"].(object)
	w.home = &view{id: f.id("V"), hash: f.stamp(), by: w, content: content}
	w.published++
	f.touch()
	return object{"view": w.home.wire()}, ""
}

// checkHome compares a Home.
func (f *Fake) checkHome(c call) (word string) {
	v, _ := c.args["view"].(object)
	found := append(measure("view", v), metadataOf(v)...)
	if len(encode(v)) > 250<<10 {
		found = append(found, fault{"view_too_large", "the view is over 250 kB"})
	}
	if what := validate("HomeView", v); what != "" {
		found = append(found, fault{"invalid_arguments", what})
	}
	for _, b := range array(v["blocks"]) {
		if kind := str(b, "type"); blockTypes[kind] == "" || kind == "input" {
			found = append(found, fault{"invalid_blocks", "a block of type " + kind + " is none that a Home of ours has"})
		}
	}
	return f.report(c.method, found)
}

// OpenHome opens the app's Home; the app is told.
func (w *Worker) OpenHome() *Delivery { return w.open("home") }

// OpenMessages opens the app's messages, which is told in the same way.
func (w *Worker) OpenMessages() *Delivery { return w.open("messages") }

func (w *Worker) open(tab string) *Delivery {
	f := w.f
	f.mu.Lock()
	event := object{"type": "app_home_opened", "user": w.ID, "channel": "D" + w.ID[1:], "tab": tab, "event_ts": f.stamp()}
	if w.home != nil && tab == "home" {
		event["view"] = w.home.wire()
	}
	f.mu.Unlock()
	return f.Event(event)
}

// Home is what stands on their Home; links stand behind their words, in <>. It is
// empty where nothing was ever drawn.
func (w *Worker) Home() View {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	if w.home == nil {
		return View{}
	}
	r := renderer{f: w.f, marks: true}
	v := View{ID: w.home.id, Text: r.blocks(array(w.home.content["blocks"]))}
	for _, b := range buttons(w.home.content["blocks"]) {
		v.Buttons = append(v.Buttons, str(b["text"], "text"))
	}
	return v
}

// Published is how often their Home was drawn.
func (w *Worker) Published() int {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	return w.published
}

// HomeLinks are the addresses that words on their Home lead to.
func (w *Worker) HomeLinks() []string {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	if w.home == nil {
		return nil
	}
	return links(w.home.content["blocks"])
}

// links are the addresses of all links within it, in their order.
func links(v any) []string {
	var all []string
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			all = append(all, links(x)...)
		}
	case object:
		if v["type"] == "link" {
			return []string{str(v, "url")}
		}
		all = append(all, links(v["elements"])...)
	}
	return all
}

// AwaitHome waits until their Home is one of which this is true.
func (w *Worker) AwaitHome(what string, is func(View) bool) View {
	w.f.t.Helper()
	var found View
	w.f.Wait(w.Name+"'s Home shows "+what, func() bool { found = w.Home(); return found.ID != "" && is(found) })
	return found
}

// PressHome presses the n-th button with this label on their Home, from 0 on.
func (w *Worker) PressHome(label string, n int) *Delivery {
	w.f.t.Helper()
	f := w.f
	f.mu.Lock()
	var all []object
	if w.home != nil {
		all = slices.DeleteFunc(buttons(w.home.content["blocks"]), func(b object) bool { return str(b["text"], "text") != label })
	}
	if n >= len(all) {
		f.mu.Unlock()
		f.t.Fatalf("slacktest: %s has no button %q on their Home", w.Name, label)
	}
	pressed, v := all[n], w.home
	f.mu.Unlock()
	return w.PressHomeValue(v.id, str(pressed, "action_id"), str(pressed, "value"))
}

// PressHomeValue presses a button that may no longer stand there.
func (w *Worker) PressHomeValue(viewID, action, value string) *Delivery {
	f := w.f
	f.mu.Lock()
	content := object{"type": "home", "blocks": []any{}}
	if w.home != nil {
		content = w.home.wire()
	}
	content["state"] = object{"values": object{}}
	payload := object{"type": "block_actions", "team": w.teamObject(), "user": w.userObject(), "api_app_id": App, "token": "legacy",
		"trigger_id": f.newTrigger(w), "container": object{"type": "view", "view_id": viewID}, "view": content, "enterprise": nil, "is_enterprise_install": false,
		"actions": []any{object{"type": "button", "action_id": action, "block_id": "b1", "value": value,
			"action_ts": f.stamp(), "text": object{"type": "plain_text", "text": "knop", "emoji": true}}}}
	f.mu.Unlock()
	return f.deliver(interactive, "", payload)
}
