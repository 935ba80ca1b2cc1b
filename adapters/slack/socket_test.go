package slack

import (
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"omzien/adapters/adaptertest"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

func TestSocket_HalfOpenIsNoticed(t *testing.T) {
	b := newScene(t, "socket", func(_ *scene, c *Config) { c.Quiet = time.Second })
	b.Freeze() // it looks open, and nothing comes through it
	d := b.noor.Reply(b.desk, b.card, "Hoor je mij?")
	b.Connected(1) // another one
	b.Redeliver()
	d.Await()
	events := b.taken() // perhaps twice, and then it is the same
	if len(events) == 0 || events[0].Text != "Hoor je mij?" || events[0].ID != events[len(events)-1].ID {
		t.Errorf("got %+v", events)
	}
}

func TestSocket_PingsKeepItAlive(t *testing.T) {
	b := newScene(t, "socket", func(_ *scene, c *Config) { c.Quiet = time.Hour })
	opened := b.Calls("apps.connections.open")
	for range 5 {
		b.Ping()
		b.noor.Reply(b.desk, b.card, "Hoi").Await()
	}
	if n := b.Calls("apps.connections.open"); n != opened {
		t.Errorf("opened %d more", n-opened)
	}
}

func TestSocket_NoticeAndCutsLoseNothing(t *testing.T) {
	b := newScene(t, "socket", nil)
	for _, tt := range []struct {
		end  func()
		left int // sockets that bring something, once another is open
	}{
		{func() { b.Disconnect("warning") }, 2}, // the old one is heard to its end
		{func() { b.Disconnect("refresh_requested") }, 1},
		{func() { b.CutSockets() }, 1},
	} {
		opened := b.Calls("apps.connections.open")
		tt.end()
		b.Wait("another socket", func() bool { return b.Calls("apps.connections.open") > opened })
		b.Connected(tt.left)
		d := b.noor.Reply(b.desk, b.card, "En nu?")
		if !d.Settled(t.Context()) { // it went into a socket that was just cut
			b.Redeliver()
		}
		d.Await()
		if ev := b.one(); ev.Text != "En nu?" {
			t.Errorf("got %+v", ev)
		}
	}
}

func TestSocket_UnknownAndBrokenFramesStopNobody(t *testing.T) {
	b := newScene(t, "socket", nil)
	for _, frame := range []string{
		`{"type":"hologram","envelope_id":"x"`, `[]`, `{"type":"events_api","payload":{"type":"event_callback"`, `null`,
		`{"type":"events_api","payload":[1]}`, `{"type":"interactive","payload":"x"}`, `{"type":"goodbye"}`,
		`{"type":"events_api","payload":{"type":"event_callback","team_id":"T0OMZIEN","event":"x"}}`,
		`{"type":"events_api","payload":"` + strings.Repeat("x", 2<<20) + `"}`,
	} {
		b.Frame([]byte(frame))
	}
	b.Event(map[string]any{"type": "what_slack_will_think_of", "user": 7}).Await()
	b.noor.Reply(b.desk, b.card, "Hoi").Await()
	b.one()
	if n := b.Calls("apps.connections.open"); n != 1 {
		t.Errorf("opened %d sockets, want 1", n)
	}
}

func TestSocket_WhatIsForeignIsPassedOver(t *testing.T) {
	b := newScene(t, "socket", nil)
	d := b.noor.Reply(b.desk, b.card, "Hoi").Await()
	b.one()
	b.Foreign(d).Await()
	b.none("another workspace's")
	if b.count("foreign") != 1 {
		t.Error("not counted")
	}
}

func TestSocket_SwitchedOffIsTrouble(t *testing.T) {
	b := newScene(t, "socket", nil)
	b.Disconnect("link_disabled")
	b.await(func() bool { return len(b.events) > 0 })
	b.isTrouble(b.taken()[0], "link_disabled")
}

func TestE12_ARefusedAppTokenIsTrouble(t *testing.T) {
	b := newScene(t, "socket", nil)
	b.Refuse("apps.connections.open", "invalid_auth")
	b.CutSockets()
	b.await(func() bool { return len(b.events) > 0 })
	b.isTrouble(b.taken()[0], troubleAppToken)
	b.Refuse("apps.connections.open", "")
	b.Connected(1) // and goes on trying
}

// isTrouble wants trouble with this word, for the desk.
func (b *scene) isTrouble(ev chat.Event, word string) {
	b.t.Helper()
	if ev.Kind != chat.Trouble || ev.Value != word || ev.Subject != (chat.Subject{Kind: chat.SubjectRoute, ID: Name}) ||
		ev.Author != chat.Program || ev.Text == "" || ev.Sent.IsZero() || !strings.HasPrefix(ev.ID, "slack:trouble:"+word+":") {
		b.t.Errorf("trouble %q: %+v", word, ev)
	}
}

func TestE12_WhatBefallsUsIsTrouble(t *testing.T) {
	for _, tt := range []struct {
		word string
		how  func(b *scene) *slacktest.Delivery
	}{
		{"tokens_revoked", func(b *scene) *slacktest.Delivery { return b.Revoke() }},
		{"app_uninstalled", func(b *scene) *slacktest.Delivery { return b.Uninstall() }},
		{"group_archive", func(b *scene) *slacktest.Delivery { return b.desk.Archive() }},
		{"group_left", func(b *scene) *slacktest.Delivery { return b.desk.RemoveApp() }},
		{"member_left_channel", func(b *scene) *slacktest.Delivery {
			return b.Event(map[string]any{"type": "member_left_channel", "channel": "C0DESK", "user": slacktest.BotUser})
		}},
		{"app_rate_limited", func(b *scene) *slacktest.Delivery {
			return b.Send("events_api", map[string]any{"type": "app_rate_limited", "team_id": slacktest.Team, "api_app_id": slacktest.App, "minute_rate_limited": 1})
		}},
	} {
		t.Run(tt.word, func(t *testing.T) {
			eachWay(t, func(t *testing.T, b *scene) {
				b.noor.Reply(b.desk, b.card, "Hoi").Await() // by now it is known who we are
				b.one()
				b.Wait("it looked whether all is well", func() bool { return b.Answered("conversations.info") > 0 })
				tt.how(b).Await()
				b.isTrouble(b.one(), tt.word)
			})
		})
	}
}

func TestE12_WhereSlackDoesNotLetUsInIsTrouble(t *testing.T) {
	for _, tt := range []struct {
		word string
		how  func(b *scene)
	}{
		{"token_revoked", func(b *scene) { b.Refuse("auth.test", "token_revoked") }},
		{"not_in_channel", func(b *scene) { b.Refuse("conversations.info", "not_in_channel") }},
		{"is_archived", func(b *scene) { b.desk.Archive() }},
		{troubleAway, func(b *scene) { b.Refuse("auth.test", "internal_error") }},
	} {
		t.Run(tt.word, func(t *testing.T) {
			b := newScene(t, "http", nil)
			b.stop()
			b.DeliverTo("http://127.0.0.1:1") // no event says so
			tt.how(b)
			b.a.inbound.check = 5 * time.Millisecond
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				b.a.watch(t.Context(), b.handle)
			}()
			t.Cleanup(func() { <-ended })
			b.await(func() bool { return len(b.events) > 1 }) // looks again and again
			for _, ev := range b.taken() {
				b.isTrouble(ev, tt.word)
			}
		})
	}
}

func TestRun_LeavesNothingBehind(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			b := newScene(t, way, nil)
			b.noor.Press(b.desk, b.card, "Oppakken").Await()
			b.stop()
			b.Close()
			if way == "socket" { // over HTTP the server is the test's own
				adaptertest.NothingRunsOn(t, before)
			}
		})
	}
}

func TestS13_NoLogLineCarriesWhatSomebodyWrote(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		const canary = "kanarie-7f3a"
		b.answer(func(chat.Event) (chat.Answer, error) { panic(canary) })
		b.refused(func() *slacktest.Delivery { return b.noor.Reply(b.desk, b.card, canary) })
		b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{Text: canary}, nil })
		b.noor.Reply(b.desk, b.card, canary).Await()
		b.noor.Share(b.desk, b.card, canary, slacktest.File{ID: "F" + canary, Name: canary}).Await()
		b.noor.PressValue(b.desk, b.card, canary, canary+":0").Await()
		b.Worker("U0"+canary, canary).Press(b.desk, b.card, "Oppakken").Await()
		b.Event(map[string]any{"type": canary, "channel": canary}).Await()
		b.Event(map[string]any{"type": "message", "channel": []string{canary}}).Await()
		b.Refuse("users.info", canary)
		b.refused(func() *slacktest.Delivery {
			return b.Worker("U1"+canary, canary).Join(b.desk).Reply(b.desk, b.card, canary)
		})
		b.Revoke()
		b.stop()
		log := b.log.String()
		for _, secret := range append(b.Secrets(), canary, "C0DESK", "U0NOOR", b.card, "127.0.0.1") {
			if strings.Contains(log, secret) {
				t.Errorf("the log carries %q:\n%s", secret, log)
			}
		}
		if log == "" {
			t.Error("nothing was logged at all")
		}
	})
}

// E12: a channel that is closed hides no other.
func TestE12_EachClosedChannelIsTrouble(t *testing.T) {
	b := newScene(t, "http", func(b *scene, c *Config) {
		c.Channels = []string{"C0ARCHIEF", "C0DESK", "C0WEG"}
		b.NewChannel("C0ARCHIEF", "oud").Archive()
		b.NewChannel("C0WEG", "anders").RemoveApp()
	})
	words, err := b.a.look(t.Context())
	if err != nil || !slices.Equal(words, []string{"is_archived", "channel_not_found"}) {
		t.Errorf("trouble %q, %v", words, err)
	}
}
