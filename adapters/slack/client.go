package slack

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
)

// newClient makes the client for Slack's methods. It tries nothing again, logs
// nothing, follows no redirect (a token goes to Slack and nowhere else), and no
// call takes longer than Timeout.
func newClient(c Config) (*slack.Client, *http.Transport) {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: c.Timeout / 2, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:   true,
		TLSHandshakeTimeout: c.Timeout / 2,
		MaxIdleConnsPerHost: 4,
		IdleConnTimeout:     30 * time.Second,
	}
	client := &http.Client{
		Transport:     answered{transport, c.URL},
		Timeout:       c.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return slack.New(c.Token, slack.OptionAPIURL(c.URL), slack.OptionHTTPClient(client), slack.OptionAppLevelToken(c.AppToken)), transport
}

// call makes one call of the client. Its error is marked, and carries no more
// than Slack's word for what is wrong.
func (a *Adapter) call(ctx context.Context, method string, do func(ctx context.Context) error) error {
	var connected atomic.Bool // written by the transport's goroutines
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	if err := do(ctx); err != nil {
		return fmt.Errorf("%s: %w", method, mark(err, connected.Load()))
	}
	return nil
}

// who is as whom Slack knows us, once it was asked.
type who struct {
	mu    sync.Mutex
	known *slack.AuthTestResponse
}

// self is as whom Slack knows us: it asks once.
func (a *Adapter) self(ctx context.Context) (*slack.AuthTestResponse, error) {
	a.who.mu.Lock()
	known := a.who.known
	a.who.mu.Unlock()
	if known != nil {
		return known, nil
	}
	return a.ask(ctx)
}

// ask asks Slack as whom it knows us, whatever was known before.
func (a *Adapter) ask(ctx context.Context) (*slack.AuthTestResponse, error) {
	var me *slack.AuthTestResponse
	err := a.call(ctx, "auth.test", func(ctx context.Context) (err error) {
		me, err = a.client.AuthTestContext(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if me.TeamID == "" || me.UserID == "" {
		return nil, fmt.Errorf("auth.test: %w", errUnread)
	}
	a.who.mu.Lock()
	a.who.known = me
	a.who.mu.Unlock()
	return me, nil
}

// Scopes are those that the bot's token needs, by the names on Slack's screens.
// The manifest asks for the same.
func Scopes() []string {
	return []string{"channels:history", "channels:read", "chat:write", "commands", "files:read", "groups:history", "groups:read", "users:read"}
}

// Identity is as whom the token lets us in.
type Identity struct {
	Team   string   // the workspace's name
	Bot    string   // the bot's name there
	Scopes []string // what the token may do
}

// AuthTest asks Slack whose the token is and what it may do. The error is
// marked as one of Send.
func (a *Adapter) AuthTest(ctx context.Context) (Identity, error) {
	me, err := a.ask(ctx)
	if err != nil {
		return Identity{}, err
	}
	who := Identity{Team: me.Team, Bot: me.User}
	for scope := range strings.SplitSeq(me.Header.Get("X-OAuth-Scopes"), ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			who.Scopes = append(who.Scopes, scope)
		}
	}
	return who, nil
}

// Channel is what Slack says of a desk's channel.
type Channel struct {
	Name     string
	Private  bool
	Member   bool // we are in it
	Archived bool
	Shared   bool // with another organisation
}

// Channel asks Slack about a channel. One that we are not in and that is
// private does not exist for us: channel_not_found.
func (a *Adapter) Channel(ctx context.Context, id string) (Channel, error) {
	var c *slack.Channel
	err := a.call(ctx, "conversations.info", func(ctx context.Context) (err error) {
		c, err = a.client.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
		return err
	})
	if err != nil {
		return Channel{}, err
	}
	return Channel{
		Name: c.Name, Private: c.IsPrivate, Member: c.IsMember, Archived: c.IsArchived,
		Shared: c.IsExtShared || c.IsPendingExtShared,
	}, nil
}

// TestPost posts a message that says it is a drill, and deletes it.
func (a *Adapter) TestPost(ctx context.Context, channel string) error {
	const text = "OEFENING. Dit is een proefbericht van Omzien. Je hoeft niets te doen."
	m := posting{channel: channel, fallback: text, blocks: []slack.Block{paragraph(text)}, id: a.Opaque("test")}
	ts, _, err := a.post(ctx, m)
	if err != nil {
		return err
	}
	return a.remove(ctx, channel, ts)
}
