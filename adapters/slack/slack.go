// Package slack is the team's own channel in Slack as a desk. A handoff is one
// card in the channel; the card's thread is the talk. What the person writes is
// posted in the thread, and what workers write and press there comes in.
//
// Slack is a view, not the record: all that it shows can be drawn again. The
// adapter posts as little as it can, keeps nothing but who we are and who is a
// member, and never tries a call twice: the outbox does that.
package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Name is the adapter's word in addresses. Address.Chat is a channel's id, and
// Address.Thread the ts of the message that the thread hangs from.
const Name = "slack"

// API is where Slack is called when Config.URL is empty.
const API = "https://slack.com/api/"

// Config is what the adapter needs of elsewhere. Token, Channels and Opaque are
// required, and one of AppToken and SigningSecret.
type Config struct {
	Token         string // of the bot: xoxb-
	AppToken      string // xapp-: events come by Socket Mode, and no public address is needed
	SigningSecret string // without AppToken: events come as signed requests

	// URL is Slack's API, with the slash at its end. Empty: API.
	URL string
	// Channels are the desks' channels. Nothing from any other comes in.
	Channels []string
	// Opaque gives the id under which a message is known in Slack's metadata: it
	// looks random, and is the same each time.
	Opaque func(messageID string) string

	// Threads are those to be searched for what Slack did not bring; nil: none is.
	Threads adapters.Threads
	// Lease lets one of several instances search; nil: there is one.
	Lease adapters.Lease

	// Board and Teams are what stands on workers' Homes, in a team's morning, and in
	// answers to /omzien. Without Board there are none of these. Bell tells when
	// something changed (nil: it is looked at), DeskURL is where the web desk stands.
	Board   adapters.Board
	Teams   func() []adapters.Team
	Bell    adapters.Bell
	DeskURL string
	// Circles is where the days of circles are read that are drawn in a channel. nil:
	// they are refused.
	Circles adapters.Circles
	// Programmes are those with circles, as they are now. nil: nobody holds drills here,
	// and no morning tells of circles.
	Programmes func() []adapters.Programme
	// SignIn makes a link with which the worker can sign in at the web desk, once and
	// soon, and is the same worker there. nil: nobody is given one.
	SignIn func(ctx context.Context, who chat.Author) (string, error)

	Log   *slog.Logger        // nil: silent
	Now   func() time.Time    // nil: time.Now
	Count func(reason string) // counts what was refused by its reason's word; nil: nobody counts

	Quiet    time.Duration // a socket on which so long nothing came in is dead; 0: 75 s
	Members  time.Duration // how long a membership is believed; 0: 60 s
	HomeRest time.Duration // between two drawings of one Home that nobody asked for; 0: 10 s
	Timeout  time.Duration // how long one call to Slack may take; 0: 15 s
}

// Adapter is the desk in Slack. It implements adapters.Sender, adapters.Finder
// and adapters.Web.
type Adapter struct {
	Config
	client    *slack.Client
	http      *http.Client    // of client, for what it does not read whole
	transport *http.Transport // of client; Run closes its idle connections at the end
	files     *adapters.FileHost
	rested    func()  // ends the idle connections to files
	who       who     // as whom we are known there
	inbound   inbound // what the receiving half remembers
}

var (
	_ adapters.Sender = (*Adapter)(nil)
	_ adapters.Finder = (*Adapter)(nil)
	_ adapters.Opener = (*Adapter)(nil)
)

// New makes the adapter. It makes no call; an error means that the
// configuration cannot be right.
func New(c Config) (*Adapter, error) {
	switch {
	case !strings.HasPrefix(c.Token, "xoxb-"):
		return nil, errors.New("slack: the bot's token begins with xoxb-")
	case c.AppToken == "" && c.SigningSecret == "":
		return nil, errors.New("slack: either an app token or a signing secret is required")
	case c.AppToken != "" && !strings.HasPrefix(c.AppToken, "xapp-"):
		return nil, errors.New("slack: the app token begins with xapp-")
	case len(c.Channels) == 0:
		return nil, errors.New("slack: a desk needs a channel")
	case c.Board != nil && c.Teams == nil:
		return nil, errors.New("slack: a Board needs Teams")
	case c.Opaque == nil:
		return nil, errors.New("slack: Opaque is required")
	}
	for _, id := range c.Channels {
		if !channelID(id) {
			return nil, errors.New("slack: a channel is named by its id, like C0123456789 (About this channel, at the bottom)")
		}
	}
	if c.URL == "" {
		c.URL = API
	}
	api, err := url.Parse(c.URL)
	if err != nil || api.Host == "" || api.Scheme != "https" && api.Scheme != "http" {
		return nil, errors.New("slack: the API's URL must be like " + API)
	}
	if !strings.HasSuffix(c.URL, "/") {
		c.URL += "/"
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
	c.Quiet = orElse(c.Quiet, 75*time.Second)
	c.Members = orElse(c.Members, time.Minute)
	c.HomeRest = orElse(c.HomeRest, 10*time.Second)
	c.Timeout = orElse(c.Timeout, 15*time.Second)

	a := &Adapter{Config: c}
	if a.files, a.rested, err = adapters.NewFileHost(filesOf(api)); err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	a.client, a.http, a.transport = newClient(c)
	return a, nil
}

// Name is "slack".
func (a *Adapter) Name() string { return Name }

// Limits are Slack's own, with room to spare: text is cut well below the 4,000
// characters that an edit takes, so that a message and its edit split alike.
func (a *Adapter) Limits() adapters.Limits {
	return adapters.Limits{
		Text:      longestText,
		Choices:   10,
		More:      100,
		Label:     75,
		Fact:      1500,
		Facts:     8500,
		Threads:   true,
		Edits:     true,
		Initiates: true,
		Kinds:     []string{"photo", "voice", "video", "document"},
		// A message a second for each channel; and of chat.update, as of all methods of
		// that tier, at least fifty a minute, of the whole app.
		Rate: chat.Rate{PerChat: 1100 * time.Millisecond, Edits: 1200 * time.Millisecond, Together: longestText},
	}
}

const longestText = 3500 // UTF-16 units

// channelID tells whether the word looks like the id of a channel.
func channelID(id string) bool {
	return len(id) >= 2 && strings.ContainsRune("CG", rune(id[0])) &&
		strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d <= 0 {
		return otherwise
	}
	return d
}
