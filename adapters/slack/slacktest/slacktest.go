// Package slacktest is a Slack workspace for tests: its Web API, Socket Mode,
// signed HTTP, and the people who read and write there.
//
// It is strict. Every request is compared with Slack's lengths and with what we
// promised never to send, and, where OMZIEN_ORACLES names the folder with
// slack.schema.json, with the types that Slack publishes. Whatever does not
// hold fails the test, and is refused as Slack would.
//
//	fake := slacktest.New(t)
//	desk := fake.NewChannel("C0DESK", "jongerenwerk")
//	noor := fake.Worker("U0NOOR", "Noor").Join(desk)
//	... an adapter with fake.API(), fake.Token(), fake.AppToken() posts a card
//	card := desk.Await(func(p slacktest.Post) bool { return p.Has("Oppakken") })
//	noor.Press(desk, card.TS, "Oppakken")
//	noor.Reply(desk, card.TS, "Hoi Sam")
//
// Nothing is brought to the app again by itself, save to a new socket what an
// older one left unacknowledged: Redeliver, Again and Double do it when the test
// says so, and Settle waits until all is acknowledged.
//
// Times come from the clock that New was given; nothing here sleeps, save the
// pings of open sockets.
package slacktest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters/adaptertest/ports"
)

// Who the app and its workspace are.
const (
	Team    = "T0OMZIEN"
	App     = "A0OMZIEN"
	Bot     = "B0OMZIEN" // bot_id of what the app posts
	BotUser = "U0OMZIEN" // user id of the app
	Other   = "T0ELDERS" // another workspace
)

const (
	botToken = "xoxb-geheim-van-de-bot-7d21"
	appToken = "xapp-geheim-van-de-app-90ce"
	secret   = "ondertekening-4f8a12c6"
)

// patience is how long Await waits before the test is given up.
const patience = 2 * time.Minute

// Fake is one workspace with one app in it. Its methods may be called from any
// goroutine.
type Fake struct {
	t       testing.TB
	now     func() time.Time
	ping    time.Duration // between two pings of an open socket
	page    int           // most objects in one answer
	trigger time.Duration // how long a press may open a modal
	subs    []string      // events that the app hears of; nil: all

	addr string
	ctx  context.Context
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu       sync.Mutex
	changed  chan struct{} // closed when something happened
	closed   bool
	server   *http.Server
	last     int64 // the latest ts, in microseconds
	serial   int64 // of ids
	channels map[string]*Channel
	users    map[string]*Worker
	scopes   []string
	lost     string            // error word for every call: the token is no good any more
	refusals map[string]string // method -> error word
	failure  string
	lose     int
	limit    int
	after    time.Duration
	until    map[string]time.Time // method -> no call before
	every    time.Duration        // between two posts in one channel; 0: as fast as they come
	allowed  map[string]int       // method -> calls in a minute
	recent   map[string][]time.Time
	deaf     bool          // what happens is brought to nobody
	hidden   time.Duration // how long metadata is invisible
	watch    func(Post)
	heard    func(string)
	calls    map[string]int
	answered map[string]int
	posted   map[string]int // metadata id -> posts
	triggers map[string]*trigger
	answers  map[string]*responseURL
	views    map[string]*view
	files    map[string]*sharedFile

	tickets    map[string]bool
	sockets    []*socket
	turn       int
	bases      []string // of signed HTTP; none: Socket Mode
	deliveries []*Delivery
	envelopes  map[string]*Delivery
	tails      map[string]chan struct{} // order of signed HTTP, by thread

	sending sync.Mutex // one payload after the other to the sockets
}

// Option changes a Fake before it opens.
type Option func(*Fake)

// Clock makes the workspace live by this clock instead of time.Now.
func Clock(now func() time.Time) Option { return func(f *Fake) { f.now = now } }

// PingEvery sets the time between pings of an open socket; 0 is none at all.
func PingEvery(d time.Duration) Option { return func(f *Fake) { f.ping = d } }

// TriggersLast sets how long a press may open a modal. Slack gives it three seconds;
// without this option it has so long that no slow machine needs more.
func TriggersLast(d time.Duration) Option { return func(f *Fake) { f.trigger = d } }

// PageSize sets how many objects an answer in pages holds at most.
func PageSize(n int) Option { return func(f *Fake) { f.page = n } }

// Subscribed makes the app hear of these events only, by their names in an app's
// manifest: "message.groups", "tokens_revoked". Without it, it hears of all.
func Subscribed(events ...string) Option {
	return func(f *Fake) { f.subs = append([]string{}, events...) }
}

// New opens a workspace. It closes itself at the end of the test.
func New(t testing.TB, options ...Option) *Fake {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	f := &Fake{
		t: t, now: time.Now, ping: 5 * time.Second, page: 15, trigger: patience, ctx: ctx, stop: stop,
		changed:  make(chan struct{}),
		channels: map[string]*Channel{}, users: map[string]*Worker{}, refusals: map[string]string{},
		until: map[string]time.Time{}, allowed: map[string]int{}, recent: map[string][]time.Time{}, calls: map[string]int{}, answered: map[string]int{}, posted: map[string]int{},
		triggers: map[string]*trigger{}, answers: map[string]*responseURL{}, views: map[string]*view{}, files: map[string]*sharedFile{},
		tickets: map[string]bool{}, envelopes: map[string]*Delivery{}, tails: map[string]chan struct{}{},
		scopes: []string{"chat:write", "channels:history", "channels:read", "commands", "files:read", "files:write", "groups:history", "groups:read", "users:read"},
	}
	for _, option := range options {
		option(f)
	}
	f.users[BotUser] = &Worker{f: f, ID: BotUser, Name: "Omzien", team: Team, bot: true}
	reportOracle(t)
	f.open()
	t.Cleanup(f.Close)
	return f
}

// API is the base URL of the Web API, with a slash at its end.
func (f *Fake) API() string { return "http://" + f.addr + "/api/" }

// Token is the bot's token.
func (f *Fake) Token() string { return botToken }

// AppToken is the token for Socket Mode.
func (f *Fake) AppToken() string { return appToken }

// SigningSecret is what payloads over HTTP are signed with.
func (f *Fake) SigningSecret() string { return secret }

// Secrets are all that may stand in no log line.
func (f *Fake) Secrets() []string { return []string{botToken, appToken, secret, "ticket="} }

// Close ends everything; nothing of the workspace runs afterwards. It may be
// called more than once.
func (f *Fake) Close() {
	f.mu.Lock()
	f.closed = true
	f.touch()
	f.mu.Unlock()
	f.stop()
	f.CutSockets()
	f.shut()
	f.wg.Wait()
}

// open listens, at the address where it listened before.
func (f *Fake) open() {
	listener := ports.Listen(f.t, f.addr)
	server := &http.Server{Handler: f.routes()}
	// Without kept connections a workspace that fails as "closed" is known to
	// have read nothing of the next request.
	server.SetKeepAlivesEnabled(false)
	f.mu.Lock()
	if f.server = server; f.addr != listener.Addr().String() {
		f.addr = listener.Addr().String() // the first time only: API is read without the lock
	}
	f.mu.Unlock()
	f.wg.Go(func() { server.Serve(&once{Listener: listener}) })
}

// shut stops listening and cuts what is being answered; sockets stay.
func (f *Fake) shut() {
	f.mu.Lock()
	server := f.server
	f.server = nil
	f.mu.Unlock()
	if server != nil {
		server.Close()
	}
}

// once is a listener that may be closed before the server took it over.
type once struct {
	net.Listener
	sync.Once
}

func (o *once) Close() (err error) {
	o.Do(func() { err = o.Listener.Close() })
	return err
}

func (f *Fake) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", f.serveAPI)
	mux.HandleFunc("/link", f.serveSocket)
	mux.HandleFunc("POST /upload/{id}", f.serveUpload)
	mux.HandleFunc("GET /files-pri/{id}", f.serveFile)
	mux.HandleFunc("POST /response/{id}", f.serveResponse)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !f.enter() {
			return
		}
		defer f.wg.Done()
		mux.ServeHTTP(w, r)
	})
}

// enter counts one more thing that Close waits for.
func (f *Fake) enter() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return false
	}
	f.wg.Add(1)
	return true
}

// touch tells those who wait that something happened. f.mu is held.
func (f *Fake) touch() {
	close(f.changed)
	f.changed = make(chan struct{})
}

// Wait waits until is says true. It is asked again whenever something happened
// in the workspace; the test ends where
// it never becomes true.
func (f *Fake) Wait(what string, is func() bool) {
	f.t.Helper()
	enough := time.NewTimer(patience)
	defer enough.Stop()
	for {
		f.mu.Lock()
		changed, closed := f.changed, f.closed
		f.mu.Unlock()
		if is() {
			return
		}
		if closed {
			f.t.Fatalf("slacktest: the workspace closed before: %s", what)
		}
		select {
		case <-changed:
		case <-f.t.Context().Done():
			f.t.Fatalf("slacktest: the test ended before: %s", what)
		case <-enough.C:
			f.t.Fatalf("slacktest: never came: %s\n%s", what, f.Dump())
		}
	}
}

// Dump shows all that stands in the workspace, for a failing test.
func (f *Fake) Dump() string {
	f.mu.Lock()
	channels := make([]*Channel, 0, len(f.channels))
	for _, c := range f.channels {
		channels = append(channels, c)
	}
	f.mu.Unlock()
	var b strings.Builder
	for _, c := range channels {
		fmt.Fprintf(&b, "#%s\n", c.Name)
		for _, root := range c.Roots() {
			for _, p := range c.Thread(root.TS) {
				fmt.Fprintf(&b, "  %s %s %s: %q %q\n", p.TS, p.ThreadTS, p.User, p.Text, p.Buttons)
			}
		}
	}
	return b.String()
}

// stamp gives a new ts: unique, rising, and at the clock's time where it can.
// f.mu is held.
func (f *Fake) stamp() string {
	micro := f.now().UnixMicro() / 100 * 100
	f.last = max(micro, f.last+100)
	return fmt.Sprintf("%d.%06d", f.last/1e6, f.last%1e6)
}

// id gives a new identifier with this prefix. f.mu is held.
func (f *Fake) id(prefix string) string {
	f.serial++
	return fmt.Sprintf("%s%08X", prefix, uint32(f.serial*2654435761))
}

// uuid gives a new identifier as envelopes and clients have them. f.mu is held.
func (f *Fake) uuid() string {
	f.serial++
	n := uint64(f.serial) * 0x9E3779B97F4A7C15
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", n>>32, n>>16&0xffff, n>>4&0xfff, n&0xfff, uint64(f.serial))
}
