package slack

import (
	"context"
	_ "embed"
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
func newClient(c Config) (*slack.Client, *http.Client, *http.Transport) {
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
	return slack.New(c.Token, slack.OptionAPIURL(c.URL), slack.OptionHTTPClient(client), slack.OptionAppLevelToken(c.AppToken)), client, transport
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

// Manifest is what an organisation pastes at Slack to make its app.
//
//go:embed manifest.yaml
var Manifest string

// Scopes are those that the bot's token needs, by the names on Slack's screens.
// The manifest asks for the same.
func Scopes() []string {
	return []string{"channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write", "groups:history", "groups:read", "users:read"}
}

// AuthTest asks Slack whose the token is: the workspace's name, the bot's name
// there, and what the token may do. The error is marked as one of Send.
func (a *Adapter) AuthTest(ctx context.Context) (team, bot string, scopes []string, err error) {
	me, err := a.ask(ctx)
	if err != nil {
		return "", "", nil, err
	}
	for scope := range strings.SplitSeq(me.Header.Get("X-OAuth-Scopes"), ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			scopes = append(scopes, scope)
		}
	}
	return me.Team, me.User, scopes, nil
}

// Channel asks Slack about a channel: its name, whether it is private, whether
// we are in it, and whether it is archived. A private one that we are not in
// does not exist for us: Slack says channel_not_found.
func (a *Adapter) Channel(ctx context.Context, id string) (name string, private, member, archived bool, err error) {
	var c *slack.Channel
	err = a.call(ctx, "conversations.info", func(ctx context.Context) (err error) {
		c, err = a.client.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
		return err
	})
	if err != nil {
		return "", false, false, false, err
	}
	return c.Name, c.IsPrivate, c.IsMember, c.IsArchived, nil
}

// TestPost posts a message that says it is a drill, and deletes it.
func (a *Adapter) TestPost(ctx context.Context, channel string) error {
	const text = "OEFENING. Dit is een proefbericht van Omzien. Je hoeft niets te doen."
	m := posting{channel: channel, fallback: text, blocks: []slack.Block{paragraph(text)}, id: a.Opaque("test")}
	ts, _, err := a.post(ctx, m)
	if err != nil {
		return err
	}
	ctx, done := a.apart(ctx) // a drill that stays frightens people
	defer done()
	return a.remove(ctx, channel, ts)
}
