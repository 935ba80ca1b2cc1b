package slack

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// glances is how many pages of a channel's history a glimpse takes at most.
const glances = 3

// standing is a message as the two reading methods give it.
type standing struct {
	message
	Latest string `json:"latest_reply"` // of a root with replies
}

// sheet is one answer of a reading method.
type sheet struct {
	OK       bool       `json:"ok"`
	Error    string     `json:"error"`
	Messages []standing `json:"messages"`
	More     bool       `json:"has_more"`
	Meta     struct {
		Next string `json:"next_cursor"`
	} `json:"response_metadata"`
}

// fetch asks for one page. It takes messages as events carry them, which the
// client's own types would not keep whole. The error is marked as one of Send.
func (a *Adapter) fetch(ctx context.Context, method string, args url.Values, budget *allowance) (s sheet, err error) {
	budget.spend()
	err = a.call(ctx, method, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL+method, strings.NewReader(args.Encode()))
		if err != nil {
			return errUnread
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Authorization", "Bearer "+a.Token)
		resp, err := a.http.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		switch {
		case resp.StatusCode == http.StatusTooManyRequests:
			after, err := strconv.Atoi(resp.Header.Get("Retry-After"))
			if err != nil {
				return slack.StatusCodeError{Code: resp.StatusCode}
			}
			return &slack.RateLimitedError{RetryAfter: time.Duration(after) * time.Second}
		case resp.StatusCode != http.StatusOK:
			return slack.StatusCodeError{Code: resp.StatusCode}
		case json.NewDecoder(resp.Body).Decode(&s) != nil:
			return errUnread
		case !s.OK:
			return slack.SlackErrorResponse{Err: s.Error}
		}
		return unread(nil, s.More, s.Meta.Next)
	})
	return s, err
}

// glance takes a glimpse of a channel: of its newest roots, a few pages.
func (a *Adapter) glance(ctx context.Context, channel string) error {
	r := &a.inbound.reader
	g := glimpse{at: a.Now(), last: map[string]string{}, stump: map[string]bool{}}
	args := url.Values{"channel": {channel}, "limit": {strconv.Itoa(page)}}
	for range glances {
		s, err := a.fetch(ctx, "conversations.history", args, &r.history)
		if err != nil {
			return err
		}
		for _, m := range s.Messages { // the newest first
			g.from = m.TS
			g.last[m.TS] = max(m.TS, m.Latest)
			g.stump[m.TS] = m.Subtype == "tombstone"
		}
		if s.Meta.Next == "" {
			g.from = "0" // that was all there is
			break
		}
		args.Set("cursor", s.Meta.Next)
	}
	if r.glimpses == nil {
		r.glimpses = map[string]glimpse{}
	}
	r.glimpses[channel] = g
	return nil
}

// thread reads a thread from a ts on, its root included; empty: from its beginning.
func (a *Adapter) thread(ctx context.Context, channel, root, from string) (all []standing, err error) {
	args := url.Values{"channel": {channel}, "ts": {root}, "limit": {strconv.Itoa(page)}, "inclusive": {"true"}}
	if from != "" {
		args.Set("oldest", from)
	}
	for {
		s, err := a.fetch(ctx, "conversations.replies", args, &a.inbound.reader.replies)
		if err != nil {
			return nil, err
		}
		all = append(all, s.Messages...)
		if s.Meta.Next == "" {
			return all, nil
		}
		args.Set("cursor", s.Meta.Next)
	}
}

// stands tells whether a message is still there: Slack gives a reply by its own ts.
func (a *Adapter) stands(ctx context.Context, channel, ts string) (bool, error) {
	args := url.Values{"channel": {channel}, "ts": {ts}, "limit": {"1"}}
	_, err := a.fetch(ctx, "conversations.replies", args, &a.inbound.reader.replies)
	if refused(err) == "thread_not_found" || refused(err) == "message_not_found" {
		return false, nil
	}
	return err == nil, err
}
