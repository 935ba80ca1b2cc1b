package slacktest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"go.uber.org/goleak"

	"omzien/adapters/adaptertest"
	"omzien/adapters/slack/slacktest"
)

// complaints is a test that only notes what it is told.
type complaints struct {
	testing.TB
	mu  sync.Mutex
	all []string
}

func (c *complaints) Errorf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, fmt.Sprintf(format, args...))
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.all
	c.all = nil
	return all
}

// clock is a clock that stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 21, 22, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// app is slack-go as a client of the workspace.
func app(f *slacktest.Fake) *slack.Client {
	return slack.New(f.Token(), slack.OptionAppLevelToken(f.AppToken()), slack.OptionAPIURL(f.API()))
}

func words(text string) slack.MsgOption {
	return slack.MsgOptionCompose(slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionBlocks(slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionTextElement(text, nil)))))
}

func marked(id string) slack.MsgOption {
	return slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "omzien", EventPayload: map[string]any{"id": id}})
}

func TestPostUpdateDeleteWithAnotherClient(t *testing.T) {
	f := slacktest.New(t)
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	api := app(f)
	_, root, err := api.PostMessage(desk.ID, words("Een <kaart> & *meer*"), marked("9f1c2b7ad03e4856b1"))
	if err != nil {
		t.Fatal(err)
	}
	_, reply, err := api.PostMessage(desk.ID, words("een woord"), slack.MsgOptionTS(root))
	if err != nil {
		t.Fatal(err)
	}
	posts := desk.Thread(root)
	if len(posts) != 2 || posts[0].Text != "Een <kaart> & *meer*" || posts[1].ThreadTS != root || posts[1].TS != reply {
		t.Errorf("got %+v", posts)
	}
	if posts[0].Metadata != "9f1c2b7ad03e4856b1" {
		t.Errorf("metadata %q", posts[0].Metadata)
	}
	update := slack.MsgOptionBlocks(slack.NewDividerBlock())
	if _, _, _, err := api.UpdateMessage(desk.ID, root, update); err != nil {
		t.Error(err)
	}
	if roots := desk.Roots(); len(roots) != 1 || !roots[0].Edited || roots[0].Text != "———" {
		t.Errorf("got %+v", roots)
	}
	if _, _, err := api.DeleteMessage(desk.ID, reply); err != nil || len(desk.Posts()) != 1 {
		t.Errorf("%v, %+v", err, desk.Posts())
	}
}

// A reply to a root that is gone stands at the channel's root, without a word.
func TestMissingRoot(t *testing.T) {
	f := slacktest.New(t)
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	api := app(f)
	post := func(thread string) map[string]any {
		t.Helper()
		body := `{"channel":"C0DESK","unfurl_links":false,"unfurl_media":false,"text":"hoi","thread_ts":"` + thread + `"}`
		return ask(t, f, "chat.postMessage", body)
	}
	got := post("1700000000.000100")
	if message := got["message"].(map[string]any); got["ok"] != true || message["thread_ts"] != nil {
		t.Errorf("got %v", got)
	}
	_, root, _ := api.PostMessage(desk.ID, words("kaart"))
	if message := post(root)["message"].(map[string]any); message["thread_ts"] != root {
		t.Errorf("got %v", message)
	}
	f.Worker("U0BAAS", "Baas").Join(desk).Delete(desk, root)
	if message := post(root)["message"].(map[string]any); message["thread_ts"] != nil {
		t.Errorf("below a tombstone: %v", message)
	}
	if posts := desk.Thread(root); len(posts) != 2 || posts[0].Subtype != "tombstone" {
		t.Errorf("got %+v", posts)
	}
}

// ask calls a method with JSON.
func ask(t *testing.T, f *slacktest.Fake, method, body string) map[string]any {
	t.Helper()
	req, _ := http.NewRequestWithContext(t.Context(), "POST", f.API()+method, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+f.Token())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestPages(t *testing.T) {
	f := slacktest.New(t, slacktest.PageSize(2))
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	api := app(f)
	_, root, _ := api.PostMessage(desk.ID, words("kaart"), marked("9f1c2b7ad03e4856b1"))
	want := []string{root}
	for i := range 5 {
		_, ts, err := api.PostMessage(desk.ID, words(fmt.Sprint(i)), slack.MsgOptionTS(root))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, ts)
		api.PostMessage(desk.ID, words("nog een kaart"))
	}
	if !slices.IsSorted(want) || len(slices.Compact(slices.Clone(want))) != 6 {
		t.Errorf("ts %v", want)
	}
	var got []string
	cursor, pages := "", 0
	for {
		replies, more, next, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: desk.ID, Timestamp: root, Cursor: cursor, IncludeAllMetadata: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range replies {
			got = append(got, m.Timestamp)
		}
		if pages++; !more {
			break
		}
		cursor = next
	}
	if !slices.Equal(got, want) || pages != 3 {
		t.Errorf("in %d pages\n got %v\nwant %v", pages, got, want)
	}
	since, _, _, err := api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: desk.ID, Timestamp: root, Oldest: want[4]})
	if err != nil || len(since) != 2 || since[0].Timestamp != root || since[1].Timestamp != want[5] {
		t.Errorf("since: %v, %v", since, err)
	}
	history, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: desk.ID, IncludeAllMetadata: true, Limit: 1, Latest: root, Inclusive: true})
	if err != nil || len(history.Messages) != 1 || history.Messages[0].Metadata.EventPayload["id"] != "9f1c2b7ad03e4856b1" {
		t.Errorf("history: %+v, %v", history, err)
	}
	newest, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: desk.ID})
	if err != nil || len(newest.Messages) != 2 || newest.Messages[0].Timestamp < newest.Messages[1].Timestamp || newest.Messages[1].Timestamp < want[4] || !newest.HasMore {
		t.Errorf("history, the newest first: %+v, %v", newest, err)
	}
	members, next, err := api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: desk.ID})
	if err != nil || next != "" || !slices.Equal(members, []string{slacktest.BotUser}) {
		t.Errorf("members: %v, %q, %v", members, next, err)
	}
}

func TestFailures(t *testing.T) {
	c := newClock()
	f := slacktest.New(t, slacktest.Clock(c.now))
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	api := app(f)
	say := func() error {
		_, _, err := api.PostMessageContext(t.Context(), desk.ID, words("hoi"))
		return err
	}
	word := func(want string) {
		t.Helper()
		if err := say(); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	f.Limit(1, 3*time.Second)
	var limited *slack.RateLimitedError
	if err := say(); !errors.As(err, &limited) || limited.RetryAfter != 3*time.Second {
		t.Errorf("got %v", err)
	}
	c.add(3 * time.Second)
	if err := say(); err != nil {
		t.Error(err)
	}
	f.Refuse("chat.postMessage", "restricted_action")
	word("restricted_action")
	f.Refuse("chat.postMessage", "")
	desk.Archive()
	word("is_archived")
	desk.Unarchive()
	desk.RemoveApp()
	word("channel_not_found")
	desk.Public()
	word("not_in_channel")
	desk.AddApp()
	f.DropScope("chat:write")
	word("missing_scope")
	f.Revoke()
	word("token_revoked")
	f.Uninstall()
	word("account_inactive")

	f = slacktest.New(t)
	desk, api = f.NewChannel("C0DESK", "jongerenwerk"), app(f)
	for _, how := range []string{"closed", "dropped", "broken", "half"} {
		if !f.Fail(how) || say() == nil {
			t.Errorf("%s did not fail", how)
		}
	}
	if f.Fail("blocked") {
		t.Error("a desk cannot block us")
	}
	f.Fail("fine")
	before := len(desk.Posts())
	f.LoseAnswers(1)
	if say() == nil || len(desk.Posts()) != before+1 {
		t.Error("the answer was not lost, or the post was")
	}
	if err := say(); err != nil {
		t.Errorf("one answer was to be lost: %v", err)
	}
	f.Fail("silent")
	ctx, stop := context.WithCancel(t.Context())
	f.Watch(func(slacktest.Post) { stop() })
	if _, _, err := api.PostMessageContext(ctx, desk.ID, words("hoi")); !errors.Is(err, context.Canceled) {
		t.Errorf("silent: %v", err)
	}
}

// Who calls again before Retry-After has passed fails the test.
func TestImpatience(t *testing.T) {
	note := &complaints{TB: t}
	c := newClock()
	f := slacktest.New(note, slacktest.Clock(c.now))
	f.NewChannel("C0DESK", "jongerenwerk")
	f.Limit(1, 3*time.Second)
	for range 2 {
		app(f).PostMessage("C0DESK", words("hoi"))
		c.add(2 * time.Second)
	}
	if all := note.take(); len(all) != 1 || !strings.Contains(all[0], "Retry-After") {
		t.Errorf("got %q", all)
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	before := goleak.IgnoreCurrent()
	f := slacktest.New(t, slacktest.PingEvery(time.Hour))
	dial(t, f)
	f.Connected(1)
	f.Close()
	http.DefaultClient.CloseIdleConnections()
	adaptertest.NothingRunsOn(t, before)
}
