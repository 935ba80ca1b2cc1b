package slacktest

import "slices"

// whisper is an ephemeral message on one member's screen.
type whisper struct {
	ts, channel, thread string
	blocks              []any
	told                int // its place in what they were told
}

// PressTold presses the button with this label on the newest ephemeral message
// that has one. Of such a message Slack tells the app where it stands, not what it says.
func (w *Worker) PressTold(label string) *Delivery {
	w.f.t.Helper()
	f := w.f
	f.mu.Lock()
	for _, shown := range slices.Backward(w.whispers) {
		list := buttons(shown.blocks)
		i := slices.IndexFunc(list, func(b object) bool { return str(b["text"], "text") == label })
		if i < 0 {
			continue
		}
		container := object{"type": "message", "message_ts": shown.ts, "channel_id": shown.channel, "is_ephemeral": true}
		if shown.thread != "" {
			container["thread_ts"] = shown.thread
		}
		payload := object{"type": "block_actions", "user": w.userObject(), "api_app_id": App, "token": "legacy", "container": container,
			"trigger_id": f.newTrigger(w), "team": object{"id": Team, "domain": "omzien"}, "enterprise": nil, "is_enterprise_install": false,
			"channel": object{"id": shown.channel, "name": "privategroup"}, "state": object{"values": object{}},
			"response_url": f.responseTo(w, shown.ts),
			"actions": []any{object{"type": "button", "action_id": str(list[i], "action_id"), "block_id": "b1", "value": str(list[i], "value"),
				"action_ts": f.stamp(), "text": object{"type": "plain_text", "text": label, "emoji": true}}}}
		f.mu.Unlock()
		return f.deliver(interactive, "", payload)
	}
	f.mu.Unlock()
	f.t.Fatalf("slacktest: %s sees no button %q", w.Name, label)
	return nil
}

// retell shows something in the place of an ephemeral message. f.mu is held.
func (w *Worker) retell(ts, what string, blocks []any) {
	i := slices.IndexFunc(w.whispers, func(s whisper) bool { return s.ts == ts })
	w.whispers[i].blocks, w.told[w.whispers[i].told] = blocks, what
	w.f.touch()
}
