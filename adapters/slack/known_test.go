package slack

import (
	"context"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// What went wrong elsewhere, and is this adapter's to keep right. bot/known_test.go
// has the whole list.

// Law 7: a press on something in a thread belongs to the thread's root, as the
// words do; so does what is shown in the channel too. A reply is nobody's root
// (openclaw #75969, openclaw #136566, discourse-chat-integration PR #159).
func TestLaw7_AThreadIsKnownByItsRoot(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		asked, err := b.a.Send(t.Context(), chat.Message{ID: "vraag", To: b.address(), Talk: "gesprek", Text: "Nog niet verstuurd.", Token: "vraag",
			Choices: []chat.Choice{{Label: "Notitie", Verb: chat.Withheld}}})
		if err != nil || asked.ID == b.card || asked.Thread != b.card {
			t.Fatalf("the question stands as %+v, %v", asked, err)
		}
		b.noor.Press(b.desk, asked.ID, "Notitie").Await()
		if ev := b.one(); ev.From != b.address() || ev.Token != "vraag:0" {
			t.Errorf("a press on a reply: %+v", ev)
		}
		shouted := b.noor.Broadcast(b.desk, b.card, "Ook in het kanaal").Await()
		if ev := b.one(); ev.From != b.address() {
			t.Errorf("words that stand in the channel too: %+v", ev)
		}
		b.noor.Edit(b.desk, shouted.TS, "Niet in het kanaal").Await()
		if ev := b.one(); ev.From != b.address() {
			t.Errorf("an edit of them: %+v", ev)
		}
		var roots []string
		for _, p := range b.desk.Roots() {
			roots = append(roots, p.TS)
		}
		if _, err := b.a.Send(t.Context(), chat.Message{ID: "antwoord", To: b.address(), Talk: "gesprek", Text: "Verstuurd."}); err != nil || len(b.desk.Roots()) != len(roots) {
			t.Errorf("a word to the thread after all that: %v, at the root %d", err, len(b.desk.Roots()))
		}
	})
}

// Law 7: the desk got another channel in the settings. What is typed and pressed
// below a card in the one before comes in as from there, of whoever works at a desk
// now; what people there say among themselves does not (papercups #61, papercups
// PR #365).
func TestLaw7_TheChannelWhereADeskWasBefore(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		next := b.NewChannel("C0NIEUW", "jongerenwerk-nieuw")
		b.stop()
		b.a.Channels = []string{"C0NIEUW"}
		again := b.resumes()
		bas := b.Worker("U0BAS", "Bas").Join(b.desk) // and not of the new one
		b.noor.Join(next)

		said := b.noor.Reply(b.desk, b.card, "Ben je er nog?").Await()
		if ev := again.one(); ev.Kind != chat.Answered || ev.From != b.address() || ev.Author.ID != "slack:U0NOOR" || ev.Text != "Ben je er nog?" {
			t.Errorf("words below the old card: %+v", ev)
		}
		b.noor.Edit(b.desk, said.TS, "Ben je daar nog?").Await()
		if ev := again.one(); ev.Kind != chat.Edited || ev.From != b.address() {
			t.Errorf("an edit of them: %+v", ev)
		}
		b.noor.Press(b.desk, b.card, "Oppakken").Await()
		if ev := again.one(); ev.Token != "geheim:0" || ev.From != b.address() {
			t.Errorf("a press on the old card: %+v", ev)
		}
		bas.Reply(b.desk, b.card, "Ik ook").Await()
		bas.AwaitTold("that it was not sent", func(s string) bool { return strings.HasPrefix(s, "Niet verstuurd.") })
		lunch := b.noor.Reply(b.desk, "", "Wie luncht er mee?").Await()
		b.noor.Reply(b.desk, lunch.TS, "Ik!").Await()
		b.noor.Delete(b.desk, b.card).Await()
		again.none("what is not below a card, and who is no worker")
	})
}

// resumes lets the adapter work once more, as after a restart.
func (b *scene) resumes() *scene {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.a.Run(ctx, b.handle)
	}()
	b.t.Cleanup(func() { cancel(); <-ended })
	if b.base == "" {
		b.Connected(1)
	}
	return b
}

// R3: an envelope that Slack brings again while the first one is still in hand, for
// our acknowledgement is late, is the same event (bolt-js #2487, bolt-python #845).
func TestR3_AnEnvelopeThatComesAgainWhileItIsInHand(t *testing.T) {
	eachWay(t, func(t *testing.T, b *scene) {
		hold, held := make(chan struct{}), make(chan struct{})
		var once sync.Once
		b.answer(func(chat.Event) (chat.Answer, error) {
			once.Do(func() { close(held); <-hold })
			return chat.Answer{Line: 1}, nil
		})
		first := b.noor.Reply(b.desk, b.card, "Ben je daar?")
		<-held
		b.Again(first)
		second := b.noor.Reply(b.desk, b.card, "Hallo?")
		close(hold)
		first.Await()
		second.Await()
		ids := map[string]string{}
		var order []string
		for _, ev := range b.taken() {
			if ids[ev.ID] == "" {
				order = append(order, ev.Text)
			}
			ids[ev.ID] = ev.Text
		}
		if len(ids) != 2 || strings.Join(order, " ") != "Ben je daar? Hallo?" {
			t.Errorf("two texts came in as %v, in the order %q", ids, order)
		}
	})
}

// R14: a ping alone keeps a socket open, for Slack sends nothing else in the night;
// one that Slack gave notice of ends all the same, and a dead one is closed at
// Slack's side too, so that no ten of them are ever open (sympozium #17, bolt-js
// #2496, slack-go #1566, node-slack-sdk #1654, java-slack-sdk #1223, openclaw #128809).
func TestR14_PingsKeepASocketAndNoticeEndsIt(t *testing.T) {
	b := newChannelBench(t, slacktest.PingEvery(0))
	lines := &wires{changed: make(chan struct{})}
	dial := b.Adapter.transport.DialContext
	b.Adapter.transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return lines.add(conn), err
	}
	b.Adapter.Quiet = time.Hour
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.listen(ctx, func(context.Context, chat.Event) (chat.Answer, error) { return chat.Answer{}, nil })
	}()
	t.Cleanup(func() { cancel(); <-ended })
	b.fake.Connected(1)

	first := lines.opened(t, nil)
	end := first.until()
	if wait := time.Until(end); wait < 50*time.Minute || wait > time.Hour {
		t.Fatalf("a socket is believed dead in %v, want about an hour", wait)
	}
	b.fake.Ping()
	lines.await(t, "a ping to put the end off", func() bool { return first.ends.After(end) })

	b.fake.Disconnect("warning")
	second := lines.opened(t, first)
	leaves := first.until()
	if wait := time.Until(leaves); wait > parting {
		t.Errorf("after notice a socket is heard for %v", wait)
	}
	before := second.until()
	b.fake.Ping() // to both
	lines.await(t, "a ping on the second", func() bool { return second.ends.After(before) })
	b.fake.Event(map[string]any{"type": "what_slack_will_think_of"}).Await()
	b.fake.Event(map[string]any{"type": "what_slack_will_think_of"}).Await() // in turn: one of them went over the first
	if now := first.until(); !now.Equal(leaves) {
		t.Errorf("what comes through a socket that ends puts that off by %v", now.Sub(leaves))
	}

	b.fake.CutSockets()
	lines.await(t, "both to be closed at our side", func() bool { return first.closed && second.closed })
	b.fake.Connected(1)
}

// wires are the connections that an adapter has opened.
type wires struct {
	mu      sync.Mutex
	all     []*wire1
	changed chan struct{} // closed when something happened to one of them
}

// wire1 knows until when it may be silent, and whether it was closed at our side.
type wire1 struct {
	net.Conn
	of     *wires
	ends   time.Time // guarded by of.mu, as closed is
	closed bool
}

func (w *wires) add(conn net.Conn) net.Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := &wire1{Conn: conn, of: w}
	w.all = append(w.all, one)
	return one
}

// opened waits for a socket other than that one: a connection, no call's, that may
// be silent until some time.
func (w *wires) opened(t *testing.T, other *wire1) (found *wire1) {
	t.Helper()
	w.await(t, "another socket", func() bool {
		for _, one := range w.all {
			if one != other && !one.ends.IsZero() && !one.closed {
				found = one
			}
		}
		return found != nil
	})
	return found
}

func (w *wires) touch(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
	close(w.changed)
	w.changed = make(chan struct{})
}

// await waits until is says true, which is asked with w.mu held.
func (w *wires) await(t *testing.T, what string, is func() bool) {
	t.Helper()
	enough := time.NewTimer(2 * time.Minute)
	defer enough.Stop()
	for {
		w.mu.Lock()
		done, changed := is(), w.changed
		w.mu.Unlock()
		if done {
			return
		}
		select {
		case <-changed:
		case <-enough.C:
			t.Fatalf("waited for %s: it never came", what)
		}
	}
}

func (w *wire1) SetReadDeadline(at time.Time) error {
	w.of.touch(func() { w.ends = at })
	return w.Conn.SetReadDeadline(at)
}

func (w *wire1) Close() error {
	w.of.touch(func() { w.closed = true })
	return w.Conn.Close()
}

func (w *wire1) until() time.Time {
	w.of.mu.Lock()
	defer w.of.mu.Unlock()
	return w.ends
}
