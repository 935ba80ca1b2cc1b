package adaptertest

import (
	"bytes"
	"context"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	// patience is how long a question waits for what must happen.
	patience = 2 * time.Minute
	// grace is how long a question waits for what must not happen. A right
	// adapter never depends on it; a wrong one has this long to show itself.
	grace = 200 * time.Millisecond
)

// sitting is one adapter at its bench, running.
type sitting struct {
	Bench
	exam    Exam
	ctx     context.Context // of the question: ends after patience
	log     *Ledger
	before  goleak.Option // the goroutines that were there already
	ended   chan ending   // of Run
	stop    func() ending // ends Run and all around it, once
	mu      sync.Mutex
	respond func(chat.Event) error // what handle does
	events  []chat.Event           // that reached handle
}

// ending is how Run ended.
type ending struct {
	err   error
	early bool // before its context
}

// sit makes a bench and starts its adapter.
func sit(t testing.TB, e Exam) *sitting {
	t.Helper()
	s := &sitting{exam: e, log: &Ledger{}, before: goleak.IgnoreCurrent(), ended: make(chan ending, 1)}
	ctx, end := context.WithTimeout(context.Background(), patience)
	s.ctx = ctx

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		end()
		t.Fatalf("listen: %v", err)
	}
	s.Bench = e.New(t, Setup{
		Base:  "http://" + listener.Addr().String(),
		Log:   slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Media: theMedia,
	})
	var server *http.Server
	if web, ok := s.Adapter.(adapters.Web); ok {
		server = &http.Server{Handler: web.Routes(s.handle), ErrorLog: log.New(io.Discard, "", 0)}
		go server.Serve(listener)
	} else {
		listener.Close()
	}
	running, stopRun := context.WithCancel(context.Background())
	go func() {
		err := s.Adapter.Run(running, s.handle)
		s.ended <- ending{err, running.Err() == nil}
	}()

	s.stop = sync.OnceValue(func() ending {
		defer end()
		stopRun()
		var how ending
		select {
		case how = <-s.ended:
		case <-time.After(patience):
			t.Errorf("Run did not end within %v after its context", patience)
		}
		if server != nil {
			server.Close()
		}
		if s.Close != nil {
			s.Close()
		}
		return how
	})
	t.Cleanup(func() { s.stop() })
	return s
}

// handle is the adapters.Handler of the sitting.
func (s *sitting) handle(_ context.Context, ev chat.Event) (chat.Answer, error) {
	switch ev.Kind {
	case chat.Started, chat.Got, chat.Read, chat.Trouble:
		return chat.Answer{}, nil
	}
	s.mu.Lock()
	s.events = append(s.events, ev)
	line := int64(len(s.events))
	respond := s.respond
	s.mu.Unlock()
	if respond != nil {
		if err := respond(ev); err != nil {
			return chat.Answer{}, err
		}
	}
	return chat.Answer{Ref: ev.ID, Line: line}, nil
}

// answer sets what handle does from now on; nil takes everything.
func (s *sitting) answer(respond func(chat.Event) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.respond = respond
}

// heard gives the events that reached handle since it was last asked.
func (s *sitting) heard() []chat.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	events := s.events
	s.events = nil
	return events
}

// bring brings one thing and wants it acknowledged. To what is deaf nothing can
// be brought.
func (s *sitting) bring(t testing.TB, thing Thing) {
	t.Helper()
	if s.exam.Deaf {
		return
	}
	if s.World.Bring(s.ctx, thing) != 1 {
		t.Fatalf("thing %d of chat %d was not acknowledged, though handle took it", thing.N, thing.Chat)
	}
}

// wants is the kind in which a thing arrives.
func (s *sitting) wants(thing Thing) chat.Kind {
	switch {
	case s.exam.Role == chat.RoleWorker && thing.Token != "":
		return chat.Claimed
	case s.exam.Role == chat.RoleWorker:
		return chat.Answered
	case thing.Token != "":
		return chat.Chose
	default:
		return chat.Said
	}
}

// secrets are all that may stand in no log line and no error.
func (s *sitting) secrets(more ...string) []string {
	if s.Bench.Secrets != nil {
		more = append(more, s.Bench.Secrets()...)
	}
	return more
}

// Ledger keeps log lines, for a test that looks what they carry. The zero value
// is empty; safe for concurrent use.
type Ledger struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes a log line.
func (l *Ledger) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String is all of it.
func (l *Ledger) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
