package slack

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// errDown is what handle says when it could not store an event.
var errDown = errors.New("the database is down")

// scene is a workspace with a desk, one worker, one card, and the adapter at work.
type scene struct {
	*slacktest.Fake
	t    *testing.T
	a    *Adapter
	desk *slacktest.Channel
	noor *slacktest.Worker
	card string // ts of the card, whose thread is the talk
	base string // over HTTP

	later atomic.Int64 // by how much the adapter's clock is ahead, in nanoseconds
	log   ledger
	stop  func()

	mu      sync.Mutex
	events  []chat.Event
	counted map[string]int
	changed chan struct{} // closed when something was counted or stored
	respond func(chat.Event) (chat.Answer, error)
}

// ledger keeps log lines.
type ledger struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *ledger) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *ledger) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// ways are the two ways in which Slack brings things.
var ways = []string{"socket", "http"}

// eachWay runs the test once for each.
func eachWay(t *testing.T, test func(t *testing.T, b *scene)) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) { test(t, newScene(t, way, nil)) })
	}
}

// newScene opens a workspace and starts the adapter in it.
func newScene(t *testing.T, way string, change func(*scene, *Config)) *scene {
	t.Helper()
	b := &scene{t: t, Fake: slacktest.New(t), counted: map[string]int{}, changed: make(chan struct{})}
	b.desk = b.NewChannel("C0DESK", "jongerenwerk")
	b.noor = b.Worker("U0NOOR", "Noor").Join(b.desk)
	c := Config{
		Token: b.Token(), SigningSecret: b.SigningSecret(), URL: b.API(), Channels: []string{"C0DESK"},
		Opaque: opaque,
		Log:    slog.New(slog.NewTextHandler(&b.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now:    func() time.Time { return time.Now().Add(time.Duration(b.later.Load())) },
		Count: func(reason string) {
			b.mu.Lock()
			defer b.mu.Unlock()
			b.counted[reason]++
			b.touch()
		},
	}
	if way == "socket" {
		c.AppToken = b.AppToken()
	}
	if change != nil {
		change(b, &c)
	}
	a, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	b.a = a
	card := chat.Message{ID: "kaart", To: chat.Address{Adapter: Name, Chat: "C0DESK"}, Talk: "gesprek", Text: "Iemand wil praten", Token: "geheim",
		Card:    &chat.Card{Alias: "blauwe vos", Team: "jongerenwerk", State: "waiting", Since: time.Now()},
		Choices: []chat.Choice{{Label: "Oppakken", Verb: chat.Claimed, Style: "primary"}}}
	receipt, err := a.Send(t.Context(), card)
	if err != nil {
		t.Fatal(err)
	}
	b.card = receipt.ID

	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	if way == "http" {
		server := httptest.NewServer(a.Routes(b.handle))
		t.Cleanup(server.Close)
		b.base = server.URL
		b.DeliverTo(b.base)
	}
	go func() { ended <- a.Run(ctx, b.handle) }()
	b.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run ended with %v", err)
		}
	})
	t.Cleanup(b.stop)
	if way == "socket" {
		b.Connected(1)
	}
	return b
}

// handle is the adapters.Handler.
func (b *scene) handle(_ context.Context, ev chat.Event) (chat.Answer, error) {
	b.mu.Lock()
	respond := b.respond
	b.mu.Unlock()
	answer, err := chat.Answer{Line: 1}, error(nil)
	if respond != nil {
		answer, err = respond(ev)
	}
	if err == nil {
		b.mu.Lock()
		b.events = append(b.events, ev)
		b.touch()
		b.mu.Unlock()
	}
	return answer, err
}

var _ adapters.Handler = (*scene)(nil).handle

// answer sets what handle does from now on; nil takes everything.
func (b *scene) answer(respond func(chat.Event) (chat.Answer, error)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.respond = respond
}

// taken gives what was stored since it was last asked.
func (b *scene) taken() []chat.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	events := b.events
	b.events = nil
	return events
}

// one gives the one event that was stored since it was last asked.
func (b *scene) one() chat.Event {
	b.t.Helper()
	events := b.taken()
	if len(events) != 1 {
		b.t.Fatalf("%d events were stored, want 1: %+v", len(events), events)
	}
	return events[0]
}

// none wants that nothing was stored since it was last asked.
func (b *scene) none(what string) {
	b.t.Helper()
	if events := b.taken(); len(events) > 0 {
		b.t.Errorf("%s: was stored: %+v", what, events)
	}
}

// count is how often the reason was counted.
func (b *scene) count(reason string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.counted[reason]
}

// refused waits for one attempt, and wants it not acknowledged.
func (b *scene) refused(d *slacktest.Delivery) *slacktest.Delivery {
	b.t.Helper()
	before := b.count("not_stored")
	if b.base != "" {
		if d.Settled(b.t.Context()) {
			b.t.Fatal("acknowledged")
		}
		return d
	}
	b.await(func() bool { return b.counted["not_stored"] > before })
	return d
}

// await waits until is says true; it is asked whenever something was counted or
// stored, with b.mu held.
func (b *scene) await(is func() bool) {
	b.t.Helper()
	for {
		b.mu.Lock()
		done, changed := is(), b.changed
		b.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-b.t.Context().Done():
			b.t.Fatal("it never came")
		}
	}
}

// touch tells those who await. b.mu is held.
func (b *scene) touch() {
	close(b.changed)
	b.changed = make(chan struct{})
}

func (b *scene) address() chat.Address {
	return chat.Address{Adapter: Name, Chat: "C0DESK", Thread: b.card}
}

func TestWordsOfAWorkerComeIn(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		d := b.noor.Reply(b.desk, b.card, "Hoi Sam, hoe gaat het?").Await()
		ev := b.one()
		at, _ := timeOf(d.TS)
		want := chat.Event{
			ID: "slack:" + slacktest.Team + ":C0DESK:" + d.TS + ":answered", Kind: chat.Answered, From: b.address(), Text: "Hoi Sam, hoe gaat het?",
			Author: chat.Author{Role: chat.RoleWorker, ID: "slack:U0NOOR", Name: "Noor"}, Sent: at,
		}
		if ev.ID != want.ID || ev.Kind != want.Kind || ev.From != want.From || ev.Text != want.Text || ev.Author != want.Author ||
			!ev.Sent.Equal(want.Sent) || ev.Sent.IsZero() || ev.Subject != (chat.Subject{}) {
			t.Errorf("\n got %+v\nwant %+v", ev, want)
		}

		b.noor.Broadcast(b.desk, b.card, "Ook in het kanaal").Await()
		if ev := b.one(); ev.Kind != chat.Answered || ev.Text != "Ook in het kanaal" || ev.From != b.address() {
			t.Errorf("shown in the channel too: %+v", ev)
		}

		b.noor.Share(b.desk, b.card, "", slacktest.File{ID: "F1", Name: "kaartje.png", Mimetype: "image/png", Size: 12},
			slacktest.File{ID: "F2", Name: "brief.pdf", Mimetype: "application/pdf"}, slacktest.File{ID: "F3", Mimetype: "audio/mp4"}).Await()
		ev = b.one()
		if ev.Text != "" || len(ev.Files) != 3 || ev.Files[0] != (chat.File{Kind: "photo", ID: "F1", Name: "kaartje.png", Size: 12}) ||
			ev.Files[1].Kind != "document" || ev.Files[2].Kind != "voice" {
			t.Errorf("files without words: %+v", ev)
		}
	})
}

func TestEditsAndDeletionsNameWhatTheyAreAbout(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		said := b.noor.Reply(b.desk, b.card, "Tot morgen").Await()
		first := b.one()
		b.noor.Unfurl(b.desk, said.TS).Await()
		b.none("a preview")
		b.noor.Edit(b.desk, said.TS, "Tot vrijdag").Await()
		edit := b.one()
		if edit.Kind != chat.Edited || edit.Ref != first.ID || edit.Text != "Tot vrijdag" || edit.From != b.address() || edit.Author != first.Author ||
			!strings.HasPrefix(edit.ID, strings.TrimSuffix(first.ID, "answered")+"edited:") {
			t.Errorf("edit: %+v", edit)
		}
		b.noor.Edit(b.desk, said.TS, "Tot zaterdag").Await()
		if again := b.one(); again.ID == edit.ID {
			t.Error("two edits have one ID")
		}
		b.noor.Delete(b.desk, said.TS).Await()
		gone := b.one()
		if gone.Kind != chat.Deleted || gone.Ref != first.ID || gone.From != b.address() || gone.Text != "" ||
			gone.ID != strings.TrimSuffix(first.ID, "answered")+"deleted" {
			t.Errorf("deletion: %+v", gone)
		}
	})
}

func TestPressesComeIn(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{Text: "Jij hebt nu Sam <!channel>."}, nil })
		b.noor.Press(b.desk, b.card, "Oppakken").Await()
		ev := b.one()
		if ev.Kind != chat.Claimed || ev.Token != "geheim:0" || ev.From != b.address() || ev.Author.ID != "slack:U0NOOR" || ev.Author.Name != "Noor" ||
			ev.Sent.IsZero() || !strings.HasPrefix(ev.ID, "slack:") || !strings.HasSuffix(ev.ID, ":U0NOOR:geheim:0") {
			t.Errorf("press: %+v", ev)
		}
		told := b.noor.AwaitTold("who has it", func(s string) bool { return strings.Contains(s, "Jij hebt nu Sam") })
		if strings.Contains(told, "<MENTION>") {
			t.Errorf("words of a person mention: %q", told)
		}
		b.noor.Press(b.desk, b.card, "Oppakken").Await()
		if again := b.one(); again.ID == ev.ID {
			t.Error("two presses have one ID")
		}
	})
}

func TestLaw7_WordsThatWereNotKeptAreToldOf(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		b.answer(func(chat.Event) (chat.Answer, error) { return chat.Answer{Text: "Dit gesprek is er niet meer."}, nil })
		b.noor.Reply(b.desk, b.card, "Hallo?").Await()
		b.noor.AwaitTold("the talk is gone", func(s string) bool { return s == "Dit gesprek is er niet meer." })
	})
}

func TestWhatIsNobodysIsPassedOver(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		elsewhere := b.NewChannel("C0ANDERS", "kantine")
		b.noor.Join(elsewhere)
		root := b.noor.Reply(b.desk, "", "Wie heeft dienst?").Await()
		b.none("at the channel's root")
		other := b.noor.Reply(elsewhere, "", "Taart!").Await()
		b.noor.Reply(elsewhere, other.TS, "Lekker").Await()
		b.none("in another channel")
		b.noor.Edit(b.desk, root.TS, "Wie heeft er dienst?").Await()
		b.noor.Delete(b.desk, root.TS).Await()
		b.none("an edited root")
		b.AppUser("U0APP", "Agenda").Join(b.desk).Reply(b.desk, b.card, "Herinnering").Await()
		b.none("another bot")
		for _, inner := range []map[string]any{
			{"type": "message", "subtype": "channel_join", "channel": "C0DESK", "user": "U0NOOR", "ts": "1764000000.000100", "text": "is er"},
			{"type": "message", "subtype": "channel_topic", "channel": "C0DESK", "user": "U0NOOR", "ts": "1764000000.000200", "thread_ts": b.card, "text": "x"},
			{"type": "message", "channel": "C0DESK", "user": slacktest.BotUser, "ts": "1764000000.000300", "thread_ts": b.card, "text": "van ons"},
			{"type": "message", "channel": "C0DESK", "user": "USLACKBOT", "ts": "1764000000.000400", "thread_ts": b.card, "text": "tip"},
			{"type": "message", "subtype": "message_changed", "channel": "C0DESK", "message": map[string]any{"subtype": "tombstone", "user": "U0NOOR",
				"ts": "1764000000.000500", "thread_ts": b.card, "text": "This message was deleted.", "edited": map[string]any{"ts": "1764000000.000600"}}},
			{"type": "message", "subtype": "message_deleted", "channel": "C0DESK", "deleted_ts": "1764000000.000700", "ts": "1764000000.000800"},
			{"type": "message", "channel": "C0DESK", "user": "U0NOOR", "ts": "vandaag", "thread_ts": b.card, "text": "geen tijd"},
			{"type": "hologram_shared", "channel": map[string]any{"id": "C0DESK"}, "user": []any{1}},
			{"type": "message", "channel": 5, "user": "U0NOOR", "ts": "1764000000.000900"},
			{"type": "channel_archive", "channel": "C0ANDERS", "user": "U0NOOR"},
		} {
			b.Event(inner).Await()
		}
		b.none("what is no word of a worker")
		b.Send("events_api", map[string]any{"type": "hologram", "team_id": slacktest.Team, "api_app_id": slacktest.App}).Await()
		b.Send("interactive", map[string]any{"type": "view_closed", "team": map[string]any{"id": slacktest.Team}, "user": map[string]any{"id": "U0NOOR"}}).Await()
		b.none("a payload that we do not know")
		b.noor.Reply(b.desk, b.card, "Hoi").Await()
		b.one()
		if told := b.noor.Told(); len(told) > 0 {
			t.Errorf("told without need: %q", told)
		}
	})
}

func TestR3_TheSameWordsUnderAnotherEventIDKeepTheirID(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		d := b.noor.Reply(b.desk, b.card, "Hoi").Await()
		b.Double(d).Await()
		b.Again(d).Settled(t.Context())
		press := b.noor.Press(b.desk, b.card, "Oppakken").Await()
		b.Again(press).Settled(t.Context())
		ids := map[string]int{}
		for _, ev := range b.taken() {
			ids[ev.ID]++
		}
		if len(ids) != 2 {
			t.Errorf("two things came under %d IDs: %v", len(ids), ids)
		}
		b.noor.Reply(b.desk, b.card, "Hoi").Await()
		if ev := b.one(); ids[ev.ID] > 0 {
			t.Error("the same words, said again, have the same ID")
		}
	})
}

func TestLaw1_NothingIsAcknowledgedBeforeItIsStored(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		for _, respond := range []func(chat.Event) (chat.Answer, error){
			func(chat.Event) (chat.Answer, error) { return chat.Answer{}, errDown },
			func(chat.Event) (chat.Answer, error) { panic("Noor schreef: geheim") },
		} {
			b.answer(respond)
			d := b.refused(b.noor.Reply(b.desk, b.card, "Ben je daar?"))
			if d.Acked() {
				t.Fatal("acknowledged, and not stored")
			}
			b.answer(nil)
			b.Again(d).Await() // with the headers of a retry
			if ev := b.one(); ev.Text != "Ben je daar?" {
				t.Errorf("came again as %+v", ev)
			}
			b.answer(respond)
			press := b.refused(b.noor.Press(b.desk, b.card, "Oppakken"))
			if press.Acked() {
				t.Error("a press was acknowledged, and not stored")
			}
			b.answer(nil)
			b.none("a press that failed")
		}
	})
}
