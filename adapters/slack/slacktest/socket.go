package slacktest

import (
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// mostSockets is how many connections an app may have open at once.
const mostSockets = 10

// socket is one connection of Socket Mode.
type socket struct {
	conn    *websocket.Conn
	writing sync.Mutex
	gone    chan struct{}

	// Guarded by the workspace's mu.
	frozen  bool // half-open: takes what comes, hears and says nothing
	retired bool // told to go: gets no more payloads
}

func (f *Fake) connectionsOpen(call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	ticket := f.uuid()
	f.tickets[ticket] = true
	return object{"url": "ws://" + f.addr + "/link?ticket=" + ticket + "&app_id=" + App}, ""
}

// serveSocket is one connection from its hello to its end.
func (f *Fake) serveSocket(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	valid := f.tickets[ticket]
	delete(f.tickets, ticket)
	many := len(f.sockets) >= mostSockets
	f.mu.Unlock()
	if !valid {
		http.Error(w, "", http.StatusRequestTimeout)
		return
	}
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	s := &socket{conn: conn, gone: make(chan struct{})}
	defer close(s.gone)
	if many {
		s.write(disconnect("too_many_websockets"))
		return
	}

	f.sending.Lock()
	f.mu.Lock()
	n := len(f.sockets) + 1
	closed := f.closed
	f.mu.Unlock()
	if closed || s.write(object{"type": "hello", "num_connections": n,
		"connection_info": object{"app_id": App},
		"debug_info":      object{"host": "applink-1", "started": "2026-11-21 22:00:00.000", "build_number": 1, "approximate_connection_time": 18060}}) != nil {
		f.sending.Unlock()
		return
	}
	f.mu.Lock()
	f.sockets = append(f.sockets, s)
	var waiting []*Delivery
	for _, d := range f.deliveries {
		if d.kind.repeats && !d.acked && d.socket == nil {
			waiting = append(waiting, d)
		}
	}
	if len(f.bases) > 0 {
		waiting = nil
	}
	f.touch()
	f.mu.Unlock()
	for _, d := range waiting {
		f.envelope(d)
	}
	f.sending.Unlock()

	if f.ping > 0 && f.enter() {
		go func() {
			defer f.wg.Done()
			f.pings(s)
		}()
	}
	f.hear(s)
	f.mu.Lock()
	f.forget(s)
	f.mu.Unlock()
}

// hear reads what the app says until the connection ends.
func (f *Fake) hear(s *socket) {
	s.conn.SetPingHandler(func(data string) error {
		if f.isFrozen(s) {
			return nil
		}
		return s.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(patience))
	})
	for {
		_, frame, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		if f.isFrozen(s) {
			continue
		}
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(frame, &ack) != nil || ack.ID == "" {
			f.t.Errorf("slacktest: a socket said something that is no acknowledgement")
			continue
		}
		f.mu.Lock()
		d := f.envelopes[ack.ID]
		if d == nil {
			f.t.Errorf("slacktest: an acknowledgement of an envelope that was never sent")
		} else {
			d.ack(string(ack.Payload))
		}
		f.mu.Unlock()
	}
}

func (f *Fake) pings(s *socket) {
	ticker := time.NewTicker(f.ping)
	defer ticker.Stop()
	for {
		select {
		case <-s.gone:
			return
		case <-f.ctx.Done():
			return
		case <-ticker.C:
			f.pingOne(s)
		}
	}
}

func (f *Fake) pingOne(s *socket) {
	if !f.isFrozen(s) {
		s.conn.WriteControl(websocket.PingMessage, []byte("Ping from applink-1"), time.Now().Add(patience))
	}
}

func (f *Fake) isFrozen(s *socket) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return s.frozen
}

// write sends one frame of JSON.
func (s *socket) write(v any) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.conn.SetWriteDeadline(time.Now().Add(patience))
	return s.conn.WriteMessage(websocket.TextMessage, encode(v))
}

// envelope sends a delivery over one socket, in turn; where none is open an
// event waits for one, and a press is lost. f.sending is held.
func (f *Fake) envelope(d *Delivery) {
	f.mu.Lock()
	var open []*socket
	for _, s := range f.sockets {
		if !s.retired {
			open = append(open, s)
		}
	}
	if len(open) == 0 || f.closed {
		d.socket = nil
		f.mu.Unlock()
		return
	}
	s := open[f.turn%len(open)]
	f.turn++
	d.begin(s)
	id := f.uuid()
	f.envelopes[id] = d
	frozen := s.frozen
	what := object{"envelope_id": id, "type": d.kind.envelope, "payload": d.payload, "accepts_response_payload": d.kind != events}
	if d.kind == events {
		what["retry_attempt"], what["retry_reason"] = d.attempts-1, ""
		if d.attempts > 1 {
			what["retry_reason"] = "timeout"
		}
	}
	raw := json.RawMessage(encode(what))
	f.mu.Unlock()
	if !frozen && s.write(raw) != nil {
		s.conn.Close() // and hear ends it
	}
}

// Frame sends these bytes as a frame over one open socket; false where none is.
func (f *Fake) Frame(raw []byte) bool {
	f.mu.Lock()
	var s *socket
	if len(f.sockets) > 0 {
		s = f.sockets[0]
	}
	f.mu.Unlock()
	if s == nil {
		return false
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.conn.WriteMessage(websocket.TextMessage, raw) == nil
}

// Sockets counts the open connections that get payloads and are not half-open.
func (f *Fake) Sockets() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, s := range f.sockets {
		if !s.frozen && !s.retired {
			n++
		}
	}
	return n
}

// Connected waits until at least n such connections are open.
func (f *Fake) Connected(n int) {
	f.t.Helper()
	f.Wait("sockets are open", func() bool { return f.Sockets() >= n })
}

// each does something to every connection that is open now.
func (f *Fake) each(do func(*socket)) {
	f.mu.Lock()
	sockets := f.sockets
	f.mu.Unlock()
	for _, s := range sockets {
		do(s)
	}
}

// Ping pings every open socket now.
func (f *Fake) Ping() { f.each(f.pingOne) }

// Freeze makes every open socket half-open: it still takes what is written to
// it, and nothing comes back any more. Payloads that it would get are lost until
// they are delivered again.
func (f *Fake) Freeze() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sockets {
		s.frozen = true
	}
}

// Disconnect tells every open socket to go, with this reason: "warning" (soon;
// payloads still come), "refresh_requested", "link_disabled" (no more come).
func (f *Fake) Disconnect(reason string) {
	f.sending.Lock()
	defer f.sending.Unlock()
	if reason != "warning" {
		f.mu.Lock()
		for _, s := range f.sockets {
			s.retired = true
		}
		f.mu.Unlock()
	}
	f.each(func(s *socket) { s.write(disconnect(reason)) })
}

// CutSockets cuts every open connection without a word. None of them counts as
// open from then on.
func (f *Fake) CutSockets() {
	f.mu.Lock()
	sockets := f.sockets
	for _, s := range sockets {
		f.forget(s)
	}
	f.mu.Unlock()
	for _, s := range sockets {
		s.conn.Close()
	}
}

func disconnect(reason string) object {
	return object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "applink-1"}}
}
