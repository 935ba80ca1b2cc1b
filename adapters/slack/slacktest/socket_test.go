package slacktest_test

import (
	"encoding/json"
	"io"
	"testing"

	"github.com/gorilla/websocket"

	"omzien/adapters/slack/slacktest"
)

// line is one open connection of Socket Mode.
type line struct {
	t    *testing.T
	conn *websocket.Conn
}

// dial opens a connection and takes its hello.
func dial(t *testing.T, f *slacktest.Fake) *line {
	t.Helper()
	l := connect(t, f)
	if hello := l.next(); hello.Type != "hello" {
		t.Fatalf("got %+v, want a hello", hello)
	}
	return l
}

func connect(t *testing.T, f *slacktest.Fake) *line {
	t.Helper()
	_, url, err := app(f).StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, _, err := websocket.DefaultDialer.DialContext(t.Context(), url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, resp, err := websocket.DefaultDialer.DialContext(t.Context(), url, nil); err == nil {
		t.Error("a ticket was taken twice")
	} else if resp != nil {
		io.Copy(io.Discard, resp.Body)
	}
	return &line{t, conn}
}

type frame struct {
	Type         string `json:"type"`
	ID           string `json:"envelope_id"`
	Reason       string `json:"reason"`
	RetryAttempt int    `json:"retry_attempt"`
	RetryReason  string `json:"retry_reason"`
	Payload      struct {
		EventID string `json:"event_id"`
		Event   struct{ Type, Text, TS string }
		Actions []struct{ Value string }
	} `json:"payload"`
}

func (l *line) next() frame {
	l.t.Helper()
	var f frame
	_, raw, err := l.conn.ReadMessage()
	if err != nil {
		l.t.Fatalf("read: %v", err)
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		l.t.Fatal(err)
	}
	return f
}

func (l *line) ack(f frame) {
	l.t.Helper()
	if err := l.conn.WriteJSON(map[string]string{"envelope_id": f.ID}); err != nil {
		l.t.Fatal(err)
	}
}

// Each payload goes to one of the open sockets; two take turns.
func TestRoundRobin(t *testing.T) {
	f := slacktest.New(t)
	a, b := dial(t, f), dial(t, f)
	f.Connected(2)
	first, second := f.Event(map[string]any{"type": "een"}), f.Event(map[string]any{"type": "twee"})
	one, two := a.next(), b.next()
	if one.Payload.Event.Type == two.Payload.Event.Type {
		t.Errorf("both got %+v", one)
	}
	if first.Acked() || second.Acked() {
		t.Error("acknowledged before anybody did")
	}
	a.ack(one)
	b.ack(two)
	f.Settle()
}

func TestSocketRedelivery(t *testing.T) {
	f := slacktest.New(t)
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	noor := f.Worker("U0NOOR", "Noor").Join(desk) // nobody listens yet
	a := dial(t, f)
	waited := a.next()
	if waited.Payload.Event.Type != "member_joined_channel" || waited.RetryAttempt != 0 {
		t.Errorf("got %+v", waited)
	}
	a.ack(waited)
	f.Settle()
	d := noor.Reply(desk, "", "hoi")
	lost := a.next()
	f.CutSockets()
	if f.Sockets() != 0 {
		t.Error("a socket that was cut counts as open")
	}
	if d.Settled(t.Context()) {
		t.Error("acknowledged by a socket that was cut")
	}
	b := dial(t, f)
	again := b.next()
	if again.Payload.EventID != lost.Payload.EventID || again.ID == lost.ID || again.RetryAttempt != 1 || again.RetryReason != "timeout" {
		t.Errorf("got %+v after %+v", again, lost)
	}
	if f.Redeliver() != 1 || b.next().RetryAttempt != 2 {
		t.Error("not brought again after its time")
	}
	b.ack(again)
	d.Await()
	other := f.Double(d)
	if double := b.next(); double.Payload.EventID == again.Payload.EventID || double.RetryAttempt != 0 || double.Payload.Event.TS != d.TS {
		t.Errorf("got %+v", double)
	}
	if f.Unacked() != 1 || other.Acked() {
		t.Error("the double counts as acknowledged")
	}
}

// A half-open socket still takes what is written to it, and says nothing.
func TestHalfOpen(t *testing.T) {
	f := slacktest.New(t, slacktest.PingEvery(0))
	pinged := make(chan struct{}, 8)
	a := dial(t, f)
	a.conn.SetPingHandler(func(string) error { pinged <- struct{}{}; return nil })
	f.Connected(1)
	got := make(chan frame, 8)
	go func() {
		for {
			var one frame
			if a.conn.ReadJSON(&one) != nil {
				close(got)
				return
			}
			got <- one
		}
	}()
	f.Ping()
	<-pinged
	f.Freeze()
	d := f.Event(map[string]any{"type": "een"})
	f.Ping()
	if err := a.conn.WriteJSON(map[string]string{"envelope_id": "iets"}); err != nil {
		t.Errorf("a half-open socket takes what is written: %v", err)
	}
	b := dial(t, f)
	f.CutSockets() // all, so that what the frozen one heard is known
	for one := range got {
		t.Errorf("a half-open socket said %+v", one)
	}
	if len(pinged) != 0 {
		t.Error("a half-open socket pings")
	}
	b.conn.Close()
	f.Redeliver()
	if c := dial(t, f); c.next().Payload.Event.Type != "een" || d.Acked() {
		t.Error("what a half-open socket lost is not brought again")
	}
}

func TestDisconnect(t *testing.T) {
	f := slacktest.New(t)
	old := dial(t, f)
	f.Connected(1)
	f.Disconnect("warning")
	if got := old.next(); got.Type != "disconnect" || got.Reason != "warning" || f.Sockets() != 1 {
		t.Errorf("got %+v", got)
	}
	f.Disconnect("refresh_requested")
	if got := old.next(); got.Reason != "refresh_requested" || f.Sockets() != 0 {
		t.Errorf("got %+v", got)
	}
	f.Event(map[string]any{"type": "een"})
	if got := dial(t, f).next(); got.Payload.Event.Type != "een" {
		t.Errorf("got %+v", got)
	}
}

func TestTooManySockets(t *testing.T) {
	f := slacktest.New(t)
	for range 10 {
		dial(t, f)
	}
	f.Connected(10)
	if got := connect(t, f).next(); got.Reason != "too_many_websockets" {
		t.Errorf("the eleventh got %+v", got)
	}
}

// A press is brought once: Slack does not repeat it.
func TestPressIsNotRepeated(t *testing.T) {
	f := slacktest.New(t)
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	noor := f.Worker("U0NOOR", "Noor")
	d := noor.PressValue(desk, "1700000000.000100", "claim", "token:0")
	f.Redeliver()
	a := dial(t, f)
	f.Again(d)
	if got := a.next(); got.Type != "interactive" || got.Payload.Actions[0].Value != "token:0" || d.Attempts() != 1 {
		t.Errorf("got %+v, %d attempts", got, d.Attempts())
	}
}
