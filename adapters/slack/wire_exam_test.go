package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"omzien/adapters/adaptertest"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

func TestExam_SocketMode(t *testing.T) {
	adaptertest.Run(t, adaptertest.Exam{Role: chat.RoleWorker, Sender: true, Finder: true, New: func(t testing.TB, s adaptertest.Setup) adaptertest.Bench {
		return examBench(t, s, false)
	}})
}

func TestExam_SignedHTTP(t *testing.T) {
	adaptertest.Run(t, adaptertest.Exam{Role: chat.RoleWorker, Sender: true, Finder: true, New: func(t testing.TB, s adaptertest.Setup) adaptertest.Bench {
		return examBench(t, s, true)
	}})
}

// workspace is Slack as the exam wants it: each chat is a thread of one channel,
// in which Noor writes and presses.
type workspace struct {
	t       testing.TB
	base    string
	signed  bool
	fake    *slacktest.Fake
	desk    *slacktest.Channel
	noor    *slacktest.Worker
	refused chan string // why something that was brought is not acknowledged

	mu      sync.Mutex
	roots   []string
	brought map[[2]int]*slacktest.Delivery
}

func examBench(t testing.TB, s adaptertest.Setup, signed bool) adaptertest.Bench {
	t.Helper()
	fake := slacktest.New(t)
	w := &workspace{
		t: t, base: s.Base, signed: signed, fake: fake, desk: fake.NewChannel(channel, "jongerenwerk"),
		refused: make(chan string, 100), brought: map[[2]int]*slacktest.Delivery{},
	}
	w.noor = fake.Worker("U0NOOR", "Noor").Join(w.desk)
	c := Config{
		Token: fake.Token(), URL: fake.API(), Channels: []string{channel}, Opaque: opaque, Log: s.Log,
		Count: func(reason string) {
			if reason == "not_stored" || reason == "malformed" {
				w.refused <- reason
			}
		},
	}
	if signed {
		c.SigningSecret = fake.SigningSecret()
		fake.DeliverTo(s.Base)
	} else {
		c.AppToken = fake.AppToken()
	}
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		m := handoff()
		m.ID = chat.Key("exam-card", i)
		m.Choices = nil
		r, err := a.Send(context.Background(), m)
		if err != nil {
			t.Fatal(err)
		}
		w.roots = append(w.roots, r.Thread)
	}
	return adaptertest.Bench{Adapter: a, World: w, Platform: w, Secrets: fake.Secrets, Close: fake.Close}
}

// Bring brings one thing after the other, as people do.
func (w *workspace) Bring(ctx context.Context, things ...adaptertest.Thing) int {
	for i, thing := range things {
		if !w.acknowledged(ctx, w.bring(thing)) {
			return i
		}
	}
	return len(things)
}

// bring makes the thing happen, or brings it once more.
func (w *workspace) bring(thing adaptertest.Thing) *slacktest.Delivery {
	if !w.signed {
		w.fake.Connected(1)
	}
	for len(w.refused) > 0 {
		<-w.refused
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	key := [2]int{thing.Chat, thing.N}
	if d := w.brought[key]; d != nil {
		return w.fake.Again(d)
	}
	root := w.roots[thing.Chat]
	if thing.Token != "" {
		w.brought[key] = w.noor.PressValue(w.desk, root, "claimed_0", thing.Token)
	} else {
		text, _ := json.Marshal(thing.Text)
		w.brought[key] = w.noor.ReplyBlocks(w.desk, root, html(thing.Text),
			`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":`+string(text)+`}]}]}]`)
	}
	return w.brought[key]
}

// acknowledged waits until it is known. Over a socket nothing tells that a thing
// was not stored but the adapter's own count.
func (w *workspace) acknowledged(ctx context.Context, d *slacktest.Delivery) bool {
	if w.signed {
		return d.Settled(ctx)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	settled := make(chan bool, 1)
	go func() { settled <- d.Settled(ctx) }()
	select {
	case ok := <-settled:
		return ok
	case <-w.refused:
		return false
	}
}

// Attack brings a thing with a flaw: over HTTP as a request, in Socket Mode as a
// frame, and to an address on the web that an app in Socket Mode does not have.
func (w *workspace) Attack(ctx context.Context, f adaptertest.Flaw, thing adaptertest.Thing) adaptertest.Verdict {
	event := fmt.Sprintf(`{"type":"event_callback","team_id":%q,"api_app_id":%q,"event_id":"EvKWAAD","event":{"type":"message","user":"U0NOOR",`+
		`"channel":%q,"ts":"1790000000.%06d","thread_ts":%q,"text":%q}}`, slacktest.Team, slacktest.App, channel, thing.N, w.roots[thing.Chat], thing.Text)
	switch f {
	case adaptertest.Malformed:
		event = event[:len(event)/2]
	case adaptertest.Oversized:
		event += strings.Repeat(" ", 2<<20)
	case adaptertest.Foreign:
		event = strings.Replace(event, slacktest.Team, slacktest.Other, 1)
	}
	if !w.signed && (f == adaptertest.Malformed || f == adaptertest.Oversized || f == adaptertest.Foreign) {
		return w.frame(ctx, f, event)
	}
	req := w.fake.Signed(w.base+"/slack/events", false, []byte(event)).WithContext(ctx)
	switch f {
	case adaptertest.Unauthenticated:
		req.Header.Del("X-Slack-Signature")
	case adaptertest.Forged:
		signature := req.Header.Get("X-Slack-Signature")
		last := "0"
		if strings.HasSuffix(signature, last) {
			last = "1"
		}
		req.Header.Set("X-Slack-Signature", signature[:len(signature)-1]+last)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return adaptertest.Refused
	}
	resp.Body.Close()
	if f == adaptertest.Foreign { // answered, so that Slack does not switch our events off, and passed over
		return adaptertest.Refused
	}
	if resp.StatusCode < 300 {
		return adaptertest.Accepted
	}
	return adaptertest.Refused
}

// frame brings something through the socket. What is of another workspace is
// passed over, and acknowledged: it would come again for ever.
func (w *workspace) frame(ctx context.Context, f adaptertest.Flaw, event string) adaptertest.Verdict {
	w.fake.Connected(1)
	if f == adaptertest.Foreign {
		var payload map[string]any
		if err := json.Unmarshal([]byte(event), &payload); err != nil {
			w.t.Error(err)
		}
		w.fake.Send("events_api", payload).Settled(ctx)
		return adaptertest.Refused
	}
	w.fake.Frame([]byte(`{"envelope_id":"e0","type":"events_api","payload":` + event + `}`))
	select {
	case <-w.refused:
		return adaptertest.Refused
	case <-ctx.Done():
		return adaptertest.Accepted
	}
}

// Address is a thread of the channel.
func (w *workspace) Address(n int) chat.Address {
	return chat.Address{Adapter: Name, Chat: channel, Thread: w.roots[n]}
}

// Fail: nobody can block a channel; a desk that is gone closes the route.
func (w *workspace) Fail(f adaptertest.Failure) bool { return w.fake.Fail(string(f)) }

func (w *workspace) Watch(seen func(adaptertest.Posted)) {
	w.fake.Watch(func(p slacktest.Post) { seen(adaptertest.Posted{Text: p.Words, Labels: p.Buttons}) })
}
