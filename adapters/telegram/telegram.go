// Package telegram lets people write to us on Telegram.
//
// What comes in is fetched by long polling, or brought by Telegram to a webhook;
// either way an update is confirmed only after it was stored. What goes out is
// plain text: it arrives as it was written, and nothing in it is markup. Only
// private talks count. Of a person we take the number of their talk and the
// language of their telephone, and no name.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Name is the adapter's word in addresses.
const Name = "telegram"

// API is where Telegram is called when Config.URL is empty.
const API = "https://api.telegram.org"

// Config is what the adapter needs to know. Token is required.
type Config struct {
	Token string // of the bot, from BotFather: "4711:AAE..."; its digits are the bot's id
	URL   string // of the Bot API; empty: https://api.telegram.org

	// Secret is what Telegram sends along with each update that it brings to our
	// webhook: 1-256 of A-Z, a-z, 0-9, _ and -. Empty: there is no webhook, and
	// updates are fetched by long polling.
	Secret  string
	Webhook string // the full https address of our webhook, as Telegram shall call it; needed with Secret

	// Lease chooses the one instance that polls. Nil: there is no other instance.
	Lease adapters.Lease
	Hold  time.Duration // for how long the lease is taken at a time; 0: 30 s

	Media adapters.Media // nil: pictures, videos and documents are said in words

	Log   *slog.Logger        // nil: silent
	Now   func() time.Time    // nil: time.Now
	Count func(reason string) // counts what was refused or passed over, by the reason's word; nil: nobody counts
}

// Adapter is the bot on Telegram. It implements adapters.Sender and adapters.Web.
type Adapter struct {
	Config
	bot  string // its id, in event ids
	http *http.Client

	downloads *adapters.FileHost // of what people sent
	rested    func()             // ends their idle connections

	pace pace
	wait func(ctx context.Context, d time.Duration) bool // false: ctx ended first

	backlog backlog

	owed chan press // presses whose answer is still to be given

	mu    sync.Mutex
	told  map[trouble]time.Time // when a trouble was last told of
	quiet time.Time             // no courtesy before this
	typed time.Time             // when "is typing" was last shown to anybody
}

// pace is how long things may take, and how often they are tried.
type pace struct {
	call  time.Duration // a request, at most
	file  time.Duration // ... that carries a file
	poll  time.Duration // Telegram may wait for so long before it says that nothing came
	again time.Duration // before an update that was refused is fetched again
	retry time.Duration // after the first failed request; it doubles with each further one
	rest  time.Duration // the longest wait between two requests that fail
	watch time.Duration // between two looks at the webhook
}

var (
	_ adapters.Sender = (*Adapter)(nil)
	_ adapters.Web    = (*Adapter)(nil)
	_ adapters.Opener = (*Adapter)(nil)
)

var (
	tokenForm  = regexp.MustCompile(`^([0-9]{1,20}):[A-Za-z0-9_-]{1,100}$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)
)

// New makes the adapter and calls nobody. An error means that the configuration
// cannot be right; it never repeats a secret.
func New(c Config) (*Adapter, error) {
	token := tokenForm.FindStringSubmatch(c.Token)
	if token == nil {
		return nil, errors.New("telegram: the token must be like 4711:AAE..., as BotFather gave it")
	}
	if c.URL == "" {
		c.URL = API
	}
	if !safe(c.URL) {
		return nil, errors.New("telegram: the API's address must be like https://api.telegram.org")
	}
	c.URL = strings.TrimRight(c.URL, "/")
	if c.Secret != "" && !secretForm.MatchString(c.Secret) {
		return nil, errors.New("telegram: the webhook's secret must be 1 to 256 of A-Z, a-z, 0-9, _ and -")
	}
	if c.Secret != "" && !safe(c.Webhook) {
		return nil, errors.New("telegram: with a secret, the webhook's address must be like https://chat.example.nl" + webhookPath)
	}
	if c.Hold == 0 {
		c.Hold = 30 * time.Second
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
	downloads, rested, err := adapters.NewFileHost(c.URL)
	if err != nil {
		return nil, fmt.Errorf("telegram: %w", err)
	}
	return &Adapter{
		downloads: downloads, rested: rested,
		Config: c, bot: token[1], http: newClient(), wait: sleep,
		backlog: backlog{wanted: make(chan struct{}, 1)}, owed: make(chan press, 1024), told: map[trouble]time.Time{},
		pace: pace{
			call: 20 * time.Second, file: adapters.FileTime, poll: 25 * time.Second, again: time.Second,
			retry: time.Second, rest: 15 * time.Second, watch: time.Minute,
		},
	}, nil
}

// safe tells whether an address may carry secrets: https, or this machine.
func safe(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	local := u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && local
}

// sleep waits for d.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Name is "telegram".
func (a *Adapter) Name() string { return Name }

const (
	longestText    = 4096     // UTF-16 units, Telegram's own limit
	mostPhoto      = 10 << 20 // bytes; a larger one Telegram takes as a document
	longestCaption = 1024     // ... of the text below a picture, a video or a document
	nameRoom       = 100      // of which so many are kept for the worker's name above the text
)

// Limits: texts of 4,096 units less the room for a worker's name, and of 1,024
// less that below a file. More than eight buttons are no longer read, and become
// numbers. A sent message is never replaced. We may speak first to whoever wrote
// once. About 30 messages a second are allowed in all, and one a second in each talk.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{
		Text: longestText - nameRoom, Choices: 8, Label: 64, Initiates: true, EditFor: editFor,
		Files: a.Media != nil, Kinds: []string{"photo", "voice", "video", "document"}, Caption: longestCaption - nameRoom, Links: true,
		Rate: chat.Rate{Every: 34 * time.Millisecond, PerChat: time.Second},
	}
}

// Run receives until ctx ends: it polls, or sees to it that Telegram finds our
// webhook. In both cases it answers presses. What Telegram does not give is told
// to the desk as Trouble, and tried again.
func (a *Adapter) Run(ctx context.Context, handle adapters.Handler) error {
	defer a.http.CloseIdleConnections()
	defer a.rested()
	// Presses are answered a little longer than ctx lasts.
	late, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	over := make(chan struct{})
	var answering sync.WaitGroup
	for range courteous {
		answering.Go(func() { a.answerPresses(late, over) })
	}
	defer func() {
		close(over)
		defer time.AfterFunc(parting, cut).Stop()
		answering.Wait()
	}()
	in := intake{a, handle}
	if a.Secret == "" {
		in.underLease(ctx, in.poll)
	} else {
		in.watchWebhook(ctx)
	}
	return nil
}
