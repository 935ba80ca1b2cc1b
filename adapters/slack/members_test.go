package slack

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

func TestS5_OnlyMembersOfTheChannelAreWorkers(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		guest := b.Worker("U0GAST", "Gast").Guest().Join(b.desk)
		stranger := b.Stranger("U0ELDERS", "Vreemd").Join(b.desk)
		outside := b.Worker("U0BUITEN", "Buiten")
		for _, who := range []struct {
			name string
			says func() interface{ Acked() bool }
		}{
			{"guest", func() interface{ Acked() bool } { return guest.Reply(b.desk, b.card, "Hoi").Await() }},
			{"stranger", func() interface{ Acked() bool } { return stranger.Reply(b.desk, b.card, "Hoi").Await() }},
			{"not in the channel", func() interface{ Acked() bool } { return outside.Reply(b.desk, b.card, "Hoi").Await() }},
			{"guest presses", func() interface{ Acked() bool } { return guest.Press(b.desk, b.card, "Oppakken").Await() }},
			{"stranger presses", func() interface{ Acked() bool } { return stranger.Press(b.desk, b.card, "Oppakken").Await() }},
			{"from outside presses", func() interface{ Acked() bool } { return outside.Press(b.desk, b.card, "Oppakken").Await() }},
		} {
			who.says()
			b.none(who.name)
		}
		if n := b.count("not_a_member"); n != 6 {
			t.Errorf("%d were counted, want 6", n)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, ev := range b.heard { // that somebody wrote there is told, and nothing else
			if ev.ID == "" || ev.From != b.address() || ev.Author != (chat.Author{Role: chat.RoleWorker}) || ev.Text != "" || ev.Files != nil {
				t.Errorf("overheard: %+v", ev)
			}
		}
		if len(b.heard) != 3 {
			t.Errorf("%d times it was told that somebody wrote there, want 3", len(b.heard))
		}
		guest.AwaitTold("not sent", func(s string) bool { return strings.HasPrefix(s, "Niet verstuurd.") })
		stranger.AwaitTold("not sent", func(s string) bool { return strings.HasPrefix(s, "Niet verstuurd.") })
		outside.AwaitTold("not theirs", func(s string) bool { return s == textNotYours })
		guest.AwaitTold("not theirs", func(s string) bool { return s == textNotYours })
	})
}

func TestS5_WhoLeftIsRefused(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		b.noor.Reply(b.desk, b.card, "Hoi").Await()
		b.one()
		b.noor.Leave(b.desk).Await()
		if ev := b.one(); ev.Kind != chat.Gone || ev.Value != "slack:U0NOOR" {
			t.Errorf("who left the desk: %+v", ev)
		}
		b.noor.Reply(b.desk, b.card, "Nog iets").Await()
		b.none("who left, and the event came")

		b.noor.Join(b.desk)
		b.Event(map[string]any{"type": "member_joined_channel", "user": "U0NOOR", "channel": "C0DESK"}).Await()
		b.noor.Reply(b.desk, b.card, "Terug").Await()
		if ev := b.one(); ev.Text != "Terug" {
			t.Errorf("who came back: %+v", ev)
		}
		b.noor.Deactivate().Await()
		if ev := b.one(); ev.Kind != chat.Gone || ev.Value != "slack:U0NOOR" || ev.Author != (chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}) {
			t.Errorf("a deactivated account: %+v", ev)
		}
		b.noor.Press(b.desk, b.card, "Oppakken").Await()
		b.none("a deactivated account")
	})
}

// S5: who leaves one desk and is at another is still a worker; and who cannot be
// looked up now is asked about again.
func TestS5_WhoLeavesOneOfTwoDesks(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			var wijk *slacktest.Channel
			b := newScene(t, way, func(b *scene, c *Config) {
				wijk = b.NewChannel("C0WIJK", "wijkteam")
				c.Channels = append(c.Channels, "C0WIJK")
			})
			b.noor.Join(wijk)
			b.noor.Leave(b.desk).Await()
			b.none("who is at another desk")
			left := b.refused(func() *slacktest.Delivery {
				b.Refuse("conversations.members", "internal_error")
				return b.noor.Leave(wijk)
			})
			b.none("nobody knows")
			b.Refuse("conversations.members", "")
			b.Again(left).Await()
			if ev := b.one(); ev.Kind != chat.Gone || ev.Value != "slack:U0NOOR" {
				t.Errorf("who is at no desk any more: %+v", ev)
			}
		})
	}
}

func TestS5_WhoLeftUnnoticedIsRefusedAfterAMinute(t *testing.T) {
	began := time.Now() // the minute is the test's, not the machine's
	b := newScene(t, "http", func(b *scene, c *Config) {
		c.Now = func() time.Time { return began.Add(time.Duration(b.later.Load())) }
	})
	noor := b.noor
	noor.Reply(b.desk, b.card, "Hoi").Await()
	b.one()
	b.DeliverTo("http://127.0.0.1:1") // the event that says so never comes
	noor.Leave(b.desk)
	b.DeliverTo(b.base)

	b.later.Store(int64(59 * time.Second))
	calls := b.Calls("conversations.members")
	noor.Reply(b.desk, b.card, "Binnen de minuut").Await()
	b.one()
	if n := b.Calls("conversations.members"); n != calls {
		t.Errorf("asked %d times within the minute", n-calls)
	}
	b.later.Store(int64(61 * time.Second))
	noor.Reply(b.desk, b.card, "Na de minuut").Await()
	b.none("who left a minute ago")
}

func TestWhoJoinedJustNowNeedNotWait(t *testing.T) {
	b := newScene(t, "http", nil)
	b.noor.Reply(b.desk, b.card, "Hoi").Await()
	b.one()
	iris := b.Worker("U0IRIS", "Iris")
	b.DeliverTo("http://127.0.0.1:1")
	iris.Join(b.desk)
	b.DeliverTo(b.base)
	b.later.Store(int64(10 * time.Second))
	iris.Reply(b.desk, b.card, "Ik ook").Await()
	if ev := b.one(); ev.Author.Name != "Iris" {
		t.Errorf("got %+v", ev)
	}
}

func TestWhereSlackCannotBeAskedNothingIsGuessed(t *testing.T) {
	for _, word := range []string{"users.info", "conversations.members"} {
		eachWay(t, func(t *testing.T, b *scene) {
			b.Refuse(word, "internal_error")
			d := b.refused(func() *slacktest.Delivery { return b.noor.Reply(b.desk, b.card, "Hoi") })
			if d.Acked() {
				t.Error("acknowledged")
			}
			b.none("an unknown author")
			b.Refuse(word, "")
			b.Again(d).Await()
			b.one()
			if told := b.noor.Told(); len(told) > 0 {
				t.Errorf("told %q", told)
			}
		})
	}
}

// TestS5_EachSignOfAStrangerIsEnough asks about users with one flaw each.
func TestS5_EachSignOfAStrangerIsEnough(t *testing.T) {
	for flaw, want := range map[string]bool{
		`"deleted":false`: true, `"deleted":true`: false, `"is_bot":true`: false, `"is_app_user":true`: false, `"is_workflow_bot":true`: false,
		`"is_restricted":true`: false, `"is_ultra_restricted":true`: false, `"is_invited_user":true`: false, `"is_stranger":true`: false,
		`"team_id":"T0ELDERS"`: false, `"team_id":""`: false, `"id":"U0ANDER"`: false,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `{"ok":true,"user":{"id":"U0NOOR","team_id":"T0OMZIEN","profile":{"display_name":"Noor"},`+flaw+`}}`)
		}))
		p, err := at(t, server.URL+"/").person(t.Context(), "T0OMZIEN", "U0NOOR")
		server.Close()
		if err != nil || p.staff != want {
			t.Errorf("%s: staff %v, %v; want %v", flaw, p.staff, err, want)
		}
	}
}

func TestShownName(t *testing.T) {
	tests := []struct{ display, full, want string }{
		{"Noor", "Noor de Vries", "Noor"},
		{"", "Noor de Vries", "Noor"},
		{"Anne-Marie d'Or", "x", "Anne-Marie d'Or"},
		{"  Zoë \t Şahin ", "x", "Zoë Şahin"},
		{"<!channel>", "Noor de Vries", "channel"},
		{"*Noor* 06-12345678 @here", "x", "Noor - here"},
		{"--", "😀 Noor", "Medewerker"},
		{"\u202eNoor\u200b", "", "Noor"},
		{"", "", "Medewerker"},
		{strings.Repeat("a", 50), "", strings.Repeat("a", 40)},
	}
	for _, tt := range tests {
		if got := shownName(tt.display, tt.full); got != tt.want {
			t.Errorf("shownName(%q, %q) = %q, want %q", tt.display, tt.full, got, tt.want)
		}
	}
}

func TestBeliefs_SeveralWhoAskCauseOneQuestion(t *testing.T) {
	var b beliefs[int]
	now := func() time.Time { return time.Unix(100, 0) }
	asked, entered, answer := 0, make(chan struct{}), make(chan struct{})
	ask := func(context.Context) (int, error) {
		asked++ // -race says so if two are asking
		close(entered)
		<-answer
		return 7, nil
	}
	got := make(chan int)
	for range 5 {
		go func() {
			n, _ := b.get(t.Context(), "x", now, time.Minute, ask)
			got <- n
		}()
	}
	<-entered
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.get(gone, "x", now, time.Minute, ask); !errors.Is(err, context.Canceled) {
		t.Errorf("who has no time: %v", err)
	}
	close(answer)
	for range 5 {
		if n := <-got; n != 7 {
			t.Errorf("got %d", n)
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// Who can be asked at the web desk is who works at one of our channels.
func TestS5_ColleaguesAreTheMembersOfOurChannels(t *testing.T) {
	b := newScene(t, "socket", nil)
	b.Worker("U0GAST", "Gast").Guest().Join(b.desk)
	b.Stranger("U0ELDERS", "Vreemd").Join(b.desk)
	b.Worker("U0BUITEN", "Buiten")
	all, err := b.a.Colleagues(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, c := range all {
		names[c.Name] = true
		if c.Role != chat.RoleWorker || !strings.HasPrefix(c.ID, "slack:U0") || len(c.At) != 1 || c.At[0] != "C0DESK" {
			t.Errorf("%+v", c)
		}
	}
	if !names["Noor"] || names["Gast"] || names["Vreemd"] || names["Buiten"] || names["Omzien"] || names["Medewerker"] {
		t.Errorf("listed: %+v", all)
	}
	gone, stop := context.WithCancel(t.Context())
	stop()
	b.later.Store(int64(2 * time.Minute))
	if _, err := b.a.Colleagues(gone); err == nil {
		t.Error("who is there is told without asking Slack")
	}
}
