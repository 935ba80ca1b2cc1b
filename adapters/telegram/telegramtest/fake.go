// Package telegramtest is Telegram as far as a bot meets it: a server that
// speaks the Bot API over HTTP, with people who write, press and read, and with
// every way to fail that the adapter must live with. It is strict. A request that
// the Bot API does not know fails the test (with OMZIEN_ORACLES set to the folder
// of Telegram's own description; without it only what the fake itself checks).
//
//	fake := telegramtest.New(t)
//	// start the bot with fake.URL and fake.Token
//	sam := fake.Person(1)
//	sam.Start("jongeren")
//	sam.See("Kun je nu vrij praten?")
//	sam.Press("Ja")
//
// It serves any number of bots' processes at once, so that a test may kill and
// start them: what Telegram holds, the fake holds.
package telegramtest

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"omzien/adapters/adaptertest/ports"
)

// Bot is the id of the fake's bot: the digits of its token.
const Bot = 4711000815

// Update is one update as JSON has it; Deliver and Push fill in "update_id"
// where it has none.
type Update map[string]any

// Call is one request to the Bot API.
type Call struct {
	Method string
	Params map[string]string
	File   *File // that it uploads; nil: none
}

// Fake is the platform. All its methods may be called at any time, from any
// goroutine, save those of a Person that fail the test at once.
type Fake struct {
	URL   string // where a bot finds it: "http://127.0.0.1:40123"
	Token string

	t       testing.TB
	oracle  *oracle // nil: not there
	addr    string
	closing chan struct{}
	busy    sync.WaitGroup // what runs here

	mu       sync.Mutex
	changed  chan struct{} // closed, and made anew, whenever something changed
	now      func() time.Time
	server   *http.Server
	door     net.Listener
	revoked  bool
	failure  Failure
	lose     int // answers of a method that says something that are still to be lost
	quiet    time.Time
	watch    func(Call)
	calls    []Call
	keep     bool
	updates  queue
	hook     hook
	held     bool // nothing is brought to the webhook
	people   map[int64]*Person
	messages int // the last message id
	presses  map[string]*press
	asked    int // the last callback query

	files     map[string]stored // by file_id
	elsewhere string            // where downloads are sent; empty: nowhere
}

// New starts a platform that ends with the test.
func New(t testing.TB) *Fake {
	t.Helper()
	f := &Fake{
		Token: "4711000815:AAGeheim-Token_voor-de-Proef_0123456", t: t, keep: true,
		closing: make(chan struct{}), changed: make(chan struct{}), now: time.Now,
		failure: Fine, watch: func(Call) {},
		people: map[int64]*Person{}, presses: map[string]*press{}, messages: 100,
		updates: queue{last: 870_000_000, back: map[int64]bool{}},
	}
	if folder := os.Getenv("OMZIEN_ORACLES"); folder == "" {
		t.Log("SKIPPED: OMZIEN_ORACLES is not set, so requests to Telegram are checked by the fake's own rules only")
	} else {
		o, err := readOracle(folder)
		if err != nil {
			t.Fatalf("the description of the Bot API: %v", err)
		}
		f.oracle = o
	}
	f.open()
	f.URL = "http://" + f.addr
	t.Cleanup(f.Close)
	return f
}

// Close ends the platform. The test does so by itself.
func (f *Fake) Close() {
	f.mu.Lock()
	select {
	case <-f.closing:
		f.mu.Unlock()
		return
	default:
	}
	close(f.closing)
	f.mu.Unlock()
	f.shut()
	f.busy.Wait()
}

// open begins to listen, at the address that it had before.
func (f *Fake) open() {
	l := ports.Listen(f.t, f.addr)
	server := &http.Server{Handler: f}
	f.mu.Lock()
	f.addr, f.door, f.server = l.Addr().String(), l, server
	f.mu.Unlock()
	f.busy.Go(func() { _ = server.Serve(l) })
}

func (f *Fake) shut() {
	f.mu.Lock()
	server, door := f.server, f.door
	f.server = nil
	f.mu.Unlock()
	if server != nil {
		door.Close() // first, and here: the server may not have got to it yet
		server.Close()
	}
}

// Clock sets the fake's clock; it begins with the machine's. After 24 hours an
// update that nobody took is dropped.
func (f *Fake) Clock(now func() time.Time) { f.do(func() { f.now = now }) }

// Watch has seen called for every request that passed its checks, before it has
// an effect or an answer; one at a time. seen may not call the fake.
func (f *Fake) Watch(seen func(Call)) { f.do(func() { f.watch = seen }) }

// Forget stops the fake from keeping what is said: for tests that say a lot, and
// look by Watch.
func (f *Fake) Forget() { f.do(func() { f.keep = false }) }

// Calls are the requests of these methods so far, of all where none is named.
func (f *Fake) Calls(methods ...string) []Call {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []Call
	for _, c := range f.calls {
		if len(methods) == 0 || contains(methods, c.Method) {
			found = append(found, c)
		}
	}
	return found
}

// Until waits until the condition holds; it is looked at whenever something
// changed. ok may call the fake. False: ctx or the fake ended first.
func (f *Fake) Until(ctx context.Context, ok func() bool) bool {
	for {
		f.mu.Lock()
		changed := f.changed
		f.mu.Unlock()
		if ok() {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		case <-f.closing:
			return false
		}
	}
}

// do changes something, and says so.
func (f *Fake) do(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
	f.tell()
}

// tell wakes all who wait. Call it with the lock.
func (f *Fake) tell() {
	close(f.changed)
	f.changed = make(chan struct{})
}

// Transport carries requests to the fake without a network: for tests that make
// very many.
func (f *Fake) Transport() http.RoundTripper { return direct{f} }

type direct struct{ *Fake }

// RoundTrip implements http.RoundTripper.
func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Result(), nil
}

// answer writes what the Bot API answers with when it did as it was asked.
func answer(w http.ResponseWriter, result any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": result})
}

// refuse writes what it answers with when it did not.
func refuse(w http.ResponseWriter, code int, description string, parameters map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	body := map[string]any{"ok": false, "error_code": code, "description": description}
	if parameters != nil {
		body["parameters"] = parameters
	}
	_ = json.NewEncoder(w).Encode(body)
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}
