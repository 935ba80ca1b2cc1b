package slack

import (
	"log/slog"
	"testing"
	"time"

	"omzien/bot/chat"
)

// FuzzParse brings anything: nothing may panic, and what comes of it is whole.
func FuzzParse(f *testing.F) {
	const event = `{"type":"event_callback","team_id":"T0","api_app_id":"A0","event":`
	for _, inner := range []string{
		`{"type":"message","channel":"C0DESK","user":"U0","ts":"1764000000.000100","thread_ts":"1764000000.000000","text":"hoi <@U1|x>","files":[{"id":"F","mimetype":"image/png","size":-1}]}`,
		`{"type":"message","subtype":"message_changed","channel":"C0DESK","message":{"user":"U0","ts":"1764000000.000100","thread_ts":"1764000000.000000","text":"a","edited":{"ts":"1764000001.000000"}}}`,
		`{"type":"message","subtype":"message_deleted","channel":"C0DESK","deleted_ts":"1764000000.000100","ts":"1764000002.000000","previous_message":{"user":"U0","ts":"1764000000.000100","thread_ts":"1764000000.000000"}}`,
		`{"type":"message","channel":"C0DESK","user":"U0","ts":"1764000000.000100","thread_ts":"1764000000.000000","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_list","indent":-9,"style":{},"elements":[{"elements":[{"type":"emoji","unicode":"ffffff"}]}]}]}]}`,
		`{"type":"user_change","user":{"id":"U0"}}`, `{"type":"user_change","user":{"id":"U0","deleted":true},"event_ts":"1764000002.000000"}`,
		`{"type":"message","subtype":"message_deleted","channel":"C0DESK","deleted_ts":"1764000000.000100","ts":"1764000002.000000","previous_message":{"bot_id":"B0","ts":"1764000000.000100"}}`,
		`{"type":"message","subtype":"message_changed","channel":"C0DESK","ts":"1764000002.000000","message":{"subtype":"tombstone","user":"USLACKBOT","ts":"1764000000.000100","thread_ts":"1764000000.000100"}}`, `{"type":"member_left_channel","user":"U0","channel":"C0DESK"}`, `{"type":"group_left","channel":"C0DESK"}`,
	} {
		f.Add(kindEvent, event+inner+`}`)
	}
	f.Add(kindPress, `{"type":"block_actions","team":{"id":"T0"},"user":{"id":"U0"},"channel":{"id":"C0DESK"},"message":{"ts":"1764000000.000100"},"actions":[{"type":"button","value":"t:0","action_ts":"1764000003.000000"}]}`)
	f.Add(kindCommand, `{"team_id":"T0","command":"/omzien"}`)
	a := &Adapter{Config: Config{Channels: []string{"C0DESK"}, Log: slog.New(slog.DiscardHandler), Now: time.Now, Count: func(string) {}}}
	f.Fuzz(func(t *testing.T, kind, payload string) {
		b, err := a.parse(kind, []byte(payload))
		if err != nil && len(b.acts) > 0 {
			t.Error("it could not be read, and was")
		}
		for _, one := range b.acts {
			ev := one.event
			if ev.Kind == "" {
				continue
			}
			if ev.Kind == chat.Uprooted || ev.Kind == chat.Gone { // nobody does that
				if ev.ID == "" || ev.Sent.IsZero() || ev.Author.Role == "" || (ev.Kind == chat.Gone) != (ev.From == chat.Address{}) {
					t.Errorf("half an event: %+v", ev)
				}
				continue
			}
			if ev.ID == "" || one.user == "" || ev.From.Chat != "C0DESK" || ev.From.Thread == "" || ev.Sent.IsZero() || ev.Author != (chat.Author{}) {
				t.Errorf("half an event: %+v by %q", ev, one.user)
			}
			if b.thread != ev.From.Chat+"/"+ev.From.Thread {
				t.Errorf("in the queue of %q, and of %q", b.thread, ev.From.Thread)
			}
			if (ev.Kind == chat.Edited || ev.Kind == chat.Deleted) != (ev.Ref != "") {
				t.Errorf("about nothing: %+v", ev)
			}
		}
	})
}
