package slacktest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"omzien/adapters/slack/slacktest"
)

// handler is an app behind signed HTTP, by slack-go's own means.
type handler struct {
	t      *testing.T
	mu     sync.Mutex
	status int
	events []*slackevents.MessageEvent
	seen   []slack.InteractionCallback
	retry  []string
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	verifier, err := slack.NewSecretsVerifier(r.Header, "ondertekening-4f8a12c6")
	if err != nil {
		h.t.Errorf("headers: %v", err)
	}
	body, _ := io.ReadAll(io.TeeReader(r.Body, &verifier))
	if err := verifier.Ensure(); err != nil {
		h.t.Errorf("signature: %v", err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.retry = append(h.retry, r.Header.Get("X-Slack-Retry-Num")+" "+r.Header.Get("X-Slack-Retry-Reason"))
	if h.status != 0 {
		w.WriteHeader(h.status)
		return
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	switch r.URL.Path {
	case "/slack/interactivity":
		seen, err := slack.InteractionCallbackParse(r)
		if err != nil {
			h.t.Errorf("press: %v", err)
		}
		h.seen = append(h.seen, seen)
	case "/slack/commands":
		command, err := slack.SlashCommandParse(r)
		if err != nil || command.Command != "/omzien" {
			h.t.Errorf("command: %+v, %v", command, err)
		}
		io.WriteString(w, "Omzien staat aan.")
	case "/slack/events":
		outer, err := slackevents.ParseEvent(body, slackevents.OptionNoVerifyToken())
		if outer.Type == slackevents.URLVerification {
			io.WriteString(w, outer.Data.(*slackevents.EventsAPIURLVerificationEvent).Challenge)
			return
		}
		if err != nil {
			h.t.Errorf("event: %v", err)
		}
		if m, is := outer.InnerEvent.Data.(*slackevents.MessageEvent); is {
			h.events = append(h.events, m)
		}
	}
}

func (h *handler) answer(status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.status = status
}

func (h *handler) take() []*slackevents.MessageEvent {
	h.mu.Lock()
	defer h.mu.Unlock()
	events := h.events
	h.events = nil
	return events
}

// retries are the headers of all requests that came.
func (h *handler) retries() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.retry)
}

func overHTTP(t *testing.T) (*slacktest.Fake, *slacktest.Channel, *handler, string) {
	f := slacktest.New(t, slacktest.Clock(time.Now))
	h := &handler{t: t}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	f.DeliverTo(server.URL)
	return f, desk, h, server.URL
}

func TestSignedHTTP(t *testing.T) {
	f, desk, h, base := overHTTP(t)
	noor := f.Worker("U0NOOR", "Noor").Join(desk)
	f.Settle()
	if err := f.VerifyURL(base); err != nil {
		t.Error(err)
	}
	h.answer(503)
	d := noor.Reply(desk, "", "hoi :smile: <@U0NOOR> a & b <c>")
	if d.Settled(t.Context()) || d.Status() != 503 {
		t.Errorf("acknowledged with %d", d.Status())
	}
	h.answer(0)
	f.Redeliver()
	d.Await()
	if retries := h.retries(); retries[len(retries)-1] != "1 http_error" {
		t.Errorf("retries %q", retries)
	}
	h.answer(500)
	if f.Again(d).Settled(t.Context()) || !d.Acked() {
		t.Error("an attempt that failed counts as acknowledged, or what was acknowledged before does not")
	}
	h.answer(0)
	f.Again(d).Await()
	if retries := h.retries(); len(retries) != 6 || retries[5] != "3 http_error" {
		t.Errorf("Await did not wait for what was brought again: %q", retries)
	}
	got := h.take()[:1]
	if len(got) != 1 || got[0].Text != "hoi :smile: <@U0NOOR> a &amp; b &lt;c&gt;" || got[0].ChannelType != "group" || got[0].TimeStamp != d.TS {
		t.Fatalf("got %+v", got)
	}
	if text := desk.Posts()[0].Text; text != "hoi :smile: @Noor<MENTION> a & b <c>" {
		t.Errorf("reads %q", text)
	}
	if !noor.Command(desk, "/omzien", "help").Settled(t.Context()) || !slices.Equal(noor.Told(), []string{"Omzien staat aan."}) {
		t.Errorf("told %q", noor.Told())
	}
	if f.Foreign(d).Settled(t.Context()); len(h.take()) != 1 {
		t.Error("another workspace's event is signed like ours")
	}
}

// One thread is brought in order, one after the other.
func TestOrderOverHTTP(t *testing.T) {
	f, desk, h, _ := overHTTP(t)
	noor := f.Worker("U0NOOR", "Noor").Join(desk)
	root := noor.Reply(desk, "", "kaart").Await().TS
	h.take()
	var want, got []string
	for range 20 {
		want = append(want, noor.Reply(desk, root, "woord").TS)
	}
	f.Settle()
	for _, m := range h.take() {
		got = append(got, m.TimeStamp)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWhatPeopleDo(t *testing.T) {
	f, desk, h, _ := overHTTP(t)
	noor := f.Worker("U0NOOR", "Noor").Join(desk)
	do := func(d *slacktest.Delivery) slackevents.MessageEvent {
		t.Helper()
		d.Await()
		got := h.take()
		if len(got) != 1 {
			t.Fatalf("%d events", len(got))
		}
		return *got[0]
	}
	root := do(noor.Reply(desk, "", "kaart")).TimeStamp
	reply := do(noor.Reply(desk, root, "een"))
	if reply.ThreadTimeStamp != root || reply.ClientMsgID == "" || len(reply.Blocks.BlockSet) != 1 {
		t.Errorf("got %+v", reply)
	}
	if e := do(noor.Broadcast(desk, root, "voor allen")); e.SubType != "thread_broadcast" || e.Root == nil || e.Root.Timestamp != root {
		t.Errorf("got %+v", e)
	}
	if e := do(noor.Share(desk, root, "", slacktest.File{ID: "F1", Name: "foto.jpg", Mimetype: "image/jpeg", Size: 12})); e.SubType != "file_share" || len(e.Message.Files) != 1 || e.Message.Files[0].ID != "F1" {
		t.Errorf("got %+v", e)
	}
	if e := do(noor.Edit(desk, reply.TimeStamp, "twee")); e.SubType != "message_changed" || e.Message.Text != "twee" || e.PreviousMessage.Text != "een" || e.Message.Edited == nil {
		t.Errorf("got %+v", e)
	}
	if e := do(noor.Unfurl(desk, reply.TimeStamp)); e.SubType != "message_changed" || e.Message.Text != e.PreviousMessage.Text {
		t.Errorf("got %+v", e)
	}
	if e := do(noor.Delete(desk, reply.TimeStamp)); e.SubType != "message_deleted" || e.DeletedTimeStamp != reply.TimeStamp {
		t.Errorf("got %+v", e)
	}
	if e := do(noor.Delete(desk, root)); e.SubType != "message_changed" || e.Message.SubType != "tombstone" {
		t.Errorf("got %+v", e)
	}
	app(f).PostMessage(desk.ID, words("van ons"))
	f.Settle()
	if got := h.take(); len(got) != 1 || got[0].BotID != slacktest.Bot || got[0].User != slacktest.BotUser {
		t.Errorf("our own post came back as %+v", got)
	}
}

func TestPressAndAnswers(t *testing.T) {
	c := newClock()
	note := &complaints{TB: t}
	f := slacktest.New(note, slacktest.Clock(c.now), slacktest.TriggersLast(3*time.Second))
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	noor := f.Worker("U0NOOR", "Noor").Join(desk)
	api := app(f)
	button := slack.NewButtonBlockElement("claim", "token:0", slack.NewTextBlockObject("plain_text", "Oppakken", false, false))
	_, ts, err := api.PostMessage(desk.ID, words("kaart"), slack.MsgOptionBlocks(slack.NewActionBlock("", button)))
	if err != nil {
		t.Fatal(err)
	}
	if !desk.Roots()[0].Has("Oppakken", "[Oppakken]") {
		t.Errorf("got %+v", desk.Roots())
	}
	var press slack.InteractionCallback
	read := func() {
		t.Helper()
		if err := press.UnmarshalJSON(noor.Press(desk, ts, "Oppakken").Payload()); err != nil {
			t.Fatal(err)
		}
	}
	read()
	if action := press.ActionCallback.BlockActions[0]; action.Value != "token:0" || press.Container.MessageTs != ts || press.User.ID != "U0NOOR" {
		t.Errorf("got %+v", press)
	}
	for i := range 6 {
		err := slack.PostWebhook(press.ResponseURL, &slack.WebhookMessage{Text: "Jij hebt hem."})
		if (err != nil) != (i == 5) {
			t.Errorf("answer %d: %v", i, err)
		}
	}
	if told := noor.Told(); len(told) != 5 || told[0] != "Jij hebt hem." {
		t.Errorf("told %q", told)
	}
	modal := slack.ModalViewRequest{Type: slack.VTModal, Title: slack.NewTextBlockObject("plain_text", "Even wachten", false, false),
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewDividerBlock()}}}
	v, err := api.OpenView(press.TriggerID, modal)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.OpenView(press.TriggerID, modal); err == nil || err.Error() != "exchanged_trigger_id" {
		t.Errorf("got %v", err)
	}
	if _, err := api.UpdateView(modal, "", "oud", v.View.ID); err == nil || err.Error() != "hash_conflict" {
		t.Errorf("got %v", err)
	}
	modal.Title.Text = "Afronden"
	if _, err := api.UpdateView(modal, "", v.View.Hash, v.View.ID); err != nil || noor.Views()[0].Title != "Afronden" {
		t.Errorf("%v, %+v", err, noor.Views())
	}
	read()
	c.add(3*time.Second + time.Millisecond)
	if _, err := api.OpenView(press.TriggerID, modal); err == nil || err.Error() != "expired_trigger_id" {
		t.Errorf("got %v", err)
	}
	c.add(30 * time.Minute)
	if slack.PostWebhook(press.ResponseURL, &slack.WebhookMessage{Text: "te laat"}) == nil {
		t.Error("an answer after half an hour was taken")
	}
	if _, err := api.PostEphemeral(desk.ID, "U0WEG", slack.MsgOptionText("hoi", false)); err == nil || err.Error() != "user_not_in_channel" {
		t.Errorf("got %v", err)
	}
	if _, err := api.PostEphemeral(desk.ID, noor.ID, slack.MsgOptionText("alleen jij", false)); err != nil || noor.Told()[5] != "alleen jij" {
		t.Errorf("%v, told %q", err, noor.Told())
	}
	if all := note.take(); len(all) != 0 {
		t.Errorf("complaints %q", all)
	}
}

func TestPeople(t *testing.T) {
	f := slacktest.New(t)
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	noor, gast := f.Worker("U0NOOR", "Noor").Join(desk), f.Worker("U0GAST", "Gast").Guest().Join(desk)
	vreemd := f.Stranger("U0VREEMD", "Vreemd").Join(desk)
	info := func(w *slacktest.Worker) slack.User {
		t.Helper()
		u, err := app(f).GetUserInfo(w.ID)
		if err != nil {
			t.Fatal(err)
		}
		return *u
	}
	if u := info(noor); u.Profile.DisplayName != "Noor" || u.IsRestricted || u.Deleted || u.TeamID != slacktest.Team {
		t.Errorf("got %+v", u)
	}
	if !info(gast).IsRestricted || info(vreemd).TeamID == slacktest.Team || !info(vreemd).IsStranger {
		t.Error("a guest or a stranger looks like a worker")
	}
	noor.Deactivate()
	gast.Leave(desk)
	members, _, err := app(f).GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: desk.ID})
	if err != nil || !info(noor).Deleted || !slices.Equal(members, []string{slacktest.BotUser, "U0VREEMD"}) {
		t.Errorf("members %v, %v", members, err)
	}
}

// What the app has not subscribed to does not reach it.
func TestSubscribed(t *testing.T) {
	f := slacktest.New(t, slacktest.Subscribed("message.groups"))
	a := dial(t, f)
	desk, open := f.NewChannel("C0DESK", "jongerenwerk"), f.NewChannel("C0OPEN", "open").Public()
	noor := f.Worker("U0NOOR", "Noor").Join(desk)
	if d := noor.Reply(open, "", "hoi").Await(); d.Attempts() != 0 {
		t.Error("a public channel's message was sent")
	}
	d := noor.Reply(desk, "", "hoi")
	got := a.next()
	if got.Payload.Event.TS != d.TS {
		t.Errorf("got %+v", got)
	}
	a.ack(got)
	f.Settle()
}

func TestMetadataComesLate(t *testing.T) {
	c := newClock()
	f := slacktest.New(t, slacktest.Clock(c.now))
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	f.HideMetadata(time.Second)
	app(f).PostMessage(desk.ID, words("kaart"), marked("9f1c2b7ad03e4856b1"))
	for _, want := range []string{"", "omzien"} {
		history, err := app(f).GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: desk.ID, IncludeAllMetadata: true})
		if err != nil || history.Messages[0].Metadata.EventType != want {
			t.Errorf("got %+v, %v", history, err)
		}
		c.add(time.Second)
	}
	app(f).PostMessage(desk.ID, words("kaart"), marked("9f1c2b7ad03e4856b1"))
	if !slices.Equal(f.Doubles(), []string{"9f1c2b7ad03e4856b1"}) {
		t.Errorf("doubles %v", f.Doubles())
	}
}
