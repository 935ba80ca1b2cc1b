package slack

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"omzien/adapters"
)

const (
	longestPause = 10 * time.Second // between two tries to connect, unless Slack asks for more
	lasting      = 5 * time.Second  // a socket that lived shorter is a try that failed
	deaf         = time.Minute      // without a socket for so long, people are told
	parting      = 15 * time.Second // how long a socket that Slack gave notice of is still heard
	atOnce       = 256              // how many envelopes are in hand at most; Slack brings the others again
	longestFrame = 16 << 20
)

// errDead means that a socket came to its end without notice.
var errDead = errors.New("the socket is dead")

// listen keeps a socket to Slack open until ctx ends. A socket that Slack gives
// notice of is heard until its end, while the next one is opened: there is no
// moment without one. A dead one is replaced at once, and where that does not
// last ever less often, up to each longestPause.
//
// It does without the client's own Socket Mode, which tells neither why Slack
// hangs up nor what it could not read, and pauses up to five minutes.
func (a *Adapter) listen(ctx context.Context, handle adapters.Handler) {
	var all sync.WaitGroup
	defer all.Wait()
	heard := a.Now() // when we were last connected, for longer than a moment
	for failures := 0; ctx.Err() == nil; {
		s, err := a.connect(ctx, handle)
		if err == nil {
			if failures > 0 { // nothing was heard in between
				a.missing("socket")
			}
			began := time.Now()
			all.Go(func() { s.read(ctx) })
			select {
			case <-s.over:
			case <-ctx.Done():
				return
			}
			err = s.why
			if time.Since(began) > lasting && s.greeted.Load() {
				heard, failures = a.Now(), 0
			}
		}
		if ctx.Err() != nil {
			return
		}
		failures++
		if err != nil {
			a.Log.Warn("slack: no socket", "failures", failures, "err", err)
			a.Count("socket")
			if word := a.deafBy(err, heard); word != "" {
				if err := a.trouble(ctx, word, handle); err != nil {
					a.Log.Error("slack: trouble could not be stored", "trouble", word)
				}
			}
		}
		_, asked := adapters.Judge(err) // Slack may say how long to wait
		select {
		case <-time.After(max(asked, pauseBefore(failures))):
		case <-ctx.Done():
		}
	}
}

// pauseBefore is how long to wait before the n-th try in a row: not at all
// before the first, then ever longer, and never the same for two instances.
func pauseBefore(n int) time.Duration {
	if n <= 1 {
		return time.Duration(rand.Int64N(int64(100 * time.Millisecond)))
	}
	wait := min(250*time.Millisecond<<min(n-2, 10), longestPause)
	return wait/2 + rand.N(wait/2)
}

// deafBy is the word for why nothing is heard, where people must know.
func (a *Adapter) deafBy(err error, heard time.Time) string {
	if errors.Is(err, errLinkOff) {
		return "link_disabled"
	}
	if word := closedBy(err); word != "" && word != troubleAway {
		return troubleAppToken
	}
	if a.Now().Sub(heard) >= deaf {
		return troubleAway
	}
	return ""
}

// connect opens a socket.
func (a *Adapter) connect(ctx context.Context, handle adapters.Handler) (*socket, error) {
	var address string
	err := a.call(ctx, "apps.connections.open", func(ctx context.Context) (err error) {
		_, address, err = a.client.StartSocketModeContext(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	// The address is a key: it stands in no log and no error.
	if !strings.HasPrefix(address, "wss://") && strings.HasPrefix(a.URL, "https://") {
		return nil, errUnread
	}
	dialer := websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		NetDialContext:   a.transport.DialContext,
		HandshakeTimeout: a.Timeout,
		WriteBufferSize:  32 << 10, // Slack does not put a message together that came in pieces
	}
	conn, resp, err := dialer.DialContext(ctx, address, nil)
	if err != nil {
		if resp != nil {
			resp.Body.Close()
		}
		return nil, adapters.Unwritten(errUnwritten)
	}
	conn.SetReadLimit(longestFrame)
	return &socket{a: a, handle: handle, conn: conn, over: make(chan struct{}), hands: make(chan struct{}, atOnce)}, nil
}

// errLinkOff means that Socket Mode was switched off for the app.
var errLinkOff = errors.New("the app has Socket Mode switched off")

// socket is one connection to Slack.
type socket struct {
	a      *Adapter
	handle adapters.Handler
	conn   *websocket.Conn
	hands  chan struct{} // holds one for each envelope in hand
	write  sync.Mutex

	greeted atomic.Bool // Slack said hello

	over chan struct{} // closed when the next socket shall be opened
	once sync.Once
	why  error // of over; nil: Slack gave notice. Written before over is closed
}

// end says that the next socket shall be opened, and why.
func (s *socket) end(why error) {
	s.once.Do(func() {
		s.why = why
		close(s.over)
	})
}

// read takes in what comes until the socket's end; all that is in hand then has
// its end first.
func (s *socket) read(ctx context.Context) {
	defer s.end(errDead)
	var inHand sync.WaitGroup
	defer inHand.Wait()
	defer s.conn.Close()
	stop := context.AfterFunc(ctx, func() {
		bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
		s.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second))
		s.conn.Close() // at Slack's side too: an app has ten at most
	})
	defer stop()

	// Any frame shows that it lives. Nothing for so long: it is dead, whatever
	// the network says. One that Slack gave notice of ends, whatever still comes:
	// an app has ten at most.
	leaves := false
	alive := func() {
		if !leaves {
			s.conn.SetReadDeadline(time.Now().Add(s.a.Quiet))
		}
	}
	alive()
	s.conn.SetPingHandler(func(word string) error {
		alive()
		s.conn.WriteControl(websocket.PongMessage, []byte(word), time.Now().Add(s.a.Timeout))
		return nil
	})
	for {
		_, frame, err := s.conn.ReadMessage()
		if err != nil {
			return
		}
		alive()
		var e envelope
		if len(frame) > largest || json.Unmarshal(frame, &e) != nil {
			s.a.Log.Warn("slack: an envelope could not be read")
			s.a.Count("malformed")
			continue
		}
		switch e.Type {
		case "hello":
			s.greeted.Store(true)
		case "disconnect":
			switch e.Reason {
			case "warning", "refresh_requested":
				if !leaves {
					s.conn.SetReadDeadline(time.Now().Add(min(s.a.Quiet, parting)))
				}
				leaves = true
				s.end(nil)
			case "link_disabled":
				s.end(errLinkOff)
				return
			default: // too_many_websockets, and what Slack will think of
				return
			}
		default:
			s.take(ctx, e, &inHand)
		}
	}
}

// envelope is what comes through a socket.
type envelope struct {
	ID      string          `json:"envelope_id"`
	Type    string          `json:"type"`
	Reason  string          `json:"reason"`
	Payload json.RawMessage `json:"payload"`
}

// take puts one envelope in its thread's queue, and acknowledges it once it is
// stored. It does not wait: a socket that is not read looks dead to Slack.
func (s *socket) take(ctx context.Context, e envelope, inHand *sync.WaitGroup) {
	b, err := s.a.parse(e.Type, e.Payload)
	if err != nil {
		s.a.Log.Warn("slack: an envelope could not be read; it is passed over", "kind", kindOf(e.Type))
		s.a.Count("malformed")
	}
	select {
	case s.hands <- struct{}{}:
	default:
		s.a.Count("too_many_at_once")
		s.a.missing("too_many_at_once")
		return
	}
	if len(b.acts) == 0 {
		b.thread = "" // it waits for nobody, so nobody may stand behind it
	}
	place := s.a.inbound.turns.join(b.thread)
	inHand.Go(func() {
		defer func() { <-s.hands }()
		tell, err := s.carry(ctx, b, place)
		if err != nil {
			s.a.Log.Warn("slack: an envelope was not stored; Slack brings it again", "kind", kindOf(e.Type), "err", err)
			s.a.Count("not_stored")
			s.a.missing("not_stored")
			return
		}
		s.acknowledge(e.ID, b.reply)
		s.a.tell(tell)
	})
}

// carry hands in what an envelope brought. What is not ours is acknowledged too:
// this socket is the only place where it comes.
func (s *socket) carry(ctx context.Context, b brought, place *turn) ([]whispered, error) {
	if len(b.acts) == 0 && b.reply == nil {
		s.a.inbound.turns.leave(place, false)
		return nil, nil
	}
	tell, err := s.a.carry(ctx, b, place, s.handle)
	if errors.Is(err, errForeign) {
		return nil, nil
	}
	return tell, err
}

// acknowledge tells Slack that an envelope need not come again. Should it be
// lost, the envelope comes again, and has no second effect.
func (s *socket) acknowledge(id string, reply any) {
	if id == "" {
		return
	}
	s.write.Lock()
	defer s.write.Unlock()
	s.conn.SetWriteDeadline(time.Now().Add(s.a.Timeout))
	if s.conn.WriteJSON(struct {
		ID      string `json:"envelope_id"`
		Payload any    `json:"payload,omitempty"`
	}{id, reply}) != nil {
		s.conn.Close()
	}
}

// kindOf is the envelope's kind, for the log: one of Slack's words and no other.
func kindOf(kind string) string {
	switch kind {
	case kindEvent, kindPress, kindCommand:
		return kind
	}
	return "unknown"
}
