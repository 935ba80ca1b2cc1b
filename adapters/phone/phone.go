// Package phone is telefoon: the way to people who have no app, and the pages of
// those who look after a circle outside the desk.
//
// What is said to a member there becomes a call for a named human, who finds it on a
// page of their own (/bel/<token>) and says how it went. Whoever is alarmed about a
// member, a coordinator or somebody close to them, gets a personal link to one page
// per alarm (/melding/<token>): whom to ring in which order, who has the key, what to
// do next.
//
// The pages need no script: they work on an old phone. Each link opens one thing for
// one human; who has it acts in that one's name. A page shows what the record says,
// and decides nothing.
package phone

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Name is the adapter's word in addresses. Address.Chat is a member's id.
const Name = chat.Telefoon

// Config is what telefoon needs of elsewhere. Calls, Circles, Sessions and
// PublicURL are required.
type Config struct {
	Calls    adapters.Calls
	Circles  adapters.Circles
	Sessions Links

	// Callers gives those who look after circles, as the playbook has them now; nil:
	// there are none, and members are rung by whom they have by name.
	Callers func() []Caller
	// Duty gives the keys of the coordinators who are on duty for a circle on a day
	// (2026-11-22), the first first; nil: nobody is.
	Duty func(programme, circle, day string) []string
	// Reaches tells whether what a coordinator (by key) is to know reaches them outside
	// the desk; nil: it does.
	Reaches func(ctx context.Context, key string) (bool, error)
	// Bot gives the name of our bot on Telegram; nil: nobody is reached there.
	Bot func(context.Context) (string, error)

	Title     string         // the organisation's name
	PublicURL string         // as people see us: "https://hulp.example.nl"
	Proxies   []netip.Prefix // whose X-Forwarded-For is believed

	Log   *slog.Logger        // nil: silent
	Now   func() time.Time    // nil: time.Now
	Count func(reason string) // counts what is refused; nil: nobody counts
	Tick  time.Duration       // how often it looks who is to be rung; 0: every 30 s
}

// Links keeps the links that were handed out. Safe for concurrent use.
type Links interface {
	adapters.Sessions
	// SignedIn lists the sessions of one kind that are not over, in no order.
	SignedIn(ctx context.Context, kind string, now time.Time) ([]chat.Session, error)
	// EndSessions forgets those of one kind, of whoever has that id, that would be over
	// at until.
	EndSessions(ctx context.Context, kind, id string, until time.Time) error
}

// Caller is a coordinator as the playbook knows one.
type Caller struct {
	Key  string // anja
	Name string // Anja Bakker
}

// Adapter is telefoon. Safe for concurrent use.
type Adapter struct {
	Config
	public string // PublicURL without a slash at its end
	secure bool   // people reach us by https
	pages  pages
	asking *adapters.PerClient
}

var (
	_ adapters.Sender = (*Adapter)(nil)
	_ adapters.Finder = (*Adapter)(nil)
	_ adapters.Web    = (*Adapter)(nil)
)

// asksPerMinute is how many requests one client may make. A caller with a list of
// thirty presses not more than one button a second.
const asksPerMinute = 120

// New checks the configuration and reads the pages.
func New(c Config) (*Adapter, error) {
	if c.Calls == nil || c.Circles == nil || c.Sessions == nil {
		return nil, errors.New("telefoon: needs calls, circles and sessions")
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("telefoon: the public URL must look like https://example.nl")
	}
	if c.Callers == nil {
		c.Callers = func() []Caller { return nil }
	}
	if c.Duty == nil {
		c.Duty = func(string, string, string) []string { return nil }
	}
	if c.Reaches == nil {
		c.Reaches = func(context.Context, string) (bool, error) { return true, nil }
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Count == nil {
		c.Count = func(string) {}
	}
	if c.Tick == 0 {
		c.Tick = 30 * time.Second
	}
	a := &Adapter{
		Config: c, public: strings.TrimRight(c.PublicURL, "/"), secure: u.Scheme == "https",
		asking: adapters.NewPerClient(asksPerMinute),
	}
	if a.pages, err = readPages(); err != nil {
		return nil, err
	}
	return a, nil
}

// Name is "telefoon".
func (a *Adapter) Name() string { return Name }

// Limits: somebody can always be rung. What may be chosen is read out, and what a
// file shows is told.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{Choices: 100, Initiates: true}
}

// Run tells those who ring others today that their list is there, until ctx ends.
func (a *Adapter) Run(ctx context.Context, handle adapters.Handler) error {
	t := time.NewTicker(a.Tick)
	defer t.Stop()
	told := map[string]bool{} // so that the record is not asked again; handle knows by itself
	for {
		if err := a.tellCallers(ctx, handle, told); err != nil && ctx.Err() == nil {
			a.Log.WarnContext(ctx, "telefoon: see who is to be rung", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-t.C:
		}
	}
}

// Routes implements adapters.Web. It answers for /melding, /bel and all below them.
func (a *Adapter) Routes(handle adapters.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /melding/page/{file}", a.showFile)
	mux.HandleFunc("GET /melding/{token}", a.showAlarm)
	mux.HandleFunc("POST /melding/{token}", a.takeAlarm(handle))
	mux.HandleFunc("GET /bel/{token}", a.showCalls)
	mux.HandleFunc("POST /bel/{token}", a.takeCalls(handle))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.refuse(w, r, http.StatusNotFound, badPath)
	})
	return a.guard(mux)
}
