package slacktest

// Choose chooses the option with this label from a list on a message.
func (w *Worker) Choose(c *Channel, ts, label string) *Delivery {
	w.f.t.Helper()
	f := w.f
	f.mu.Lock()
	var found, chosen object
	if m := c.find(ts); m != nil {
		for _, b := range m.blocks {
			for _, e := range array(b.(object)["elements"]) {
				list, _ := e.(object)
				if str(list, "type") != "static_select" {
					continue
				}
				for _, o := range array(list["options"]) {
					if option, is := o.(object); is && str(option["text"], "text") == label {
						found, chosen = list, option
					}
				}
			}
		}
	}
	if chosen == nil {
		f.mu.Unlock()
		f.t.Fatalf("slacktest: no list on %s has %q\n%s", ts, label, f.Dump())
	}
	payload := object{"type": "block_actions", "user": w.userObject(), "api_app_id": App, "token": "legacy",
		"container":  object{"type": "message", "message_ts": ts, "channel_id": c.ID, "is_ephemeral": false},
		"trigger_id": f.newTrigger(w), "team": object{"id": Team, "domain": "omzien"}, "enterprise": nil, "is_enterprise_install": false,
		"channel": object{"id": c.ID, "name": "privategroup"}, "message": f.wire(c, c.find(ts), false), "state": object{"values": object{}},
		"response_url": f.newResponse(w),
		"actions": []any{object{"type": "static_select", "action_id": str(found, "action_id"), "block_id": "b1", "selected_option": chosen,
			"placeholder": found["placeholder"], "action_ts": f.stamp()}}}
	f.mu.Unlock()
	d := f.deliver(interactive, "", payload)
	d.TS = ts
	return d
}
