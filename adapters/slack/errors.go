package slack

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"omzien/adapters"
)

// What can be wrong without a word of Slack's.
var (
	errUnwritten = errors.New("no connection to Slack")
	errUnknown   = errors.New("no answer from Slack")
	errUnread    = errors.New("the answer cannot be read")
	errBroken    = errors.New("a fault at Slack's")
	errAway      = errors.New("something that is not Slack answered")
	errBusy      = errors.New("ratelimited")
	errLost      = errors.New("the thread is gone")
	errThread    = errors.New("a word without a thread")
)

// pause is how long no call is made where Slack does not say how long.
const pause = 30 * time.Second

// A refusal is Slack's word for why it does not do as asked: "channel_not_found".
type refusal string

func (r refusal) Error() string { return string(r) }

// refused is Slack's word in an error of a call; empty where it is another error.
func refused(err error) string {
	var word refusal
	errors.As(err, &word)
	return string(word)
}

// meanings are what Slack's words say about a message. Any other word refuses
// this message, and says nothing of the next.
var meanings = map[string]func(error) error{
	"ratelimited":  busy,
	"rate_limited": busy,

	// It may be done, or half done.
	"fatal_error":         adapters.Uncertain,
	"internal_error":      adapters.Uncertain,
	"service_unavailable": adapters.Uncertain,
	"request_timeout":     adapters.Uncertain,

	// Us, or the channel: all that follows would be refused as well.
	"not_authed":                adapters.RouteClosed,
	"invalid_auth":              adapters.RouteClosed,
	"account_inactive":          adapters.RouteClosed,
	"token_revoked":             adapters.RouteClosed,
	"token_expired":             adapters.RouteClosed,
	"missing_scope":             adapters.RouteClosed,
	"no_permission":             adapters.RouteClosed,
	"access_denied":             adapters.RouteClosed,
	"accesslimited":             adapters.RouteClosed,
	"ekm_access_denied":         adapters.RouteClosed,
	"not_allowed_token_type":    adapters.RouteClosed,
	"org_login_required":        adapters.RouteClosed,
	"team_added_to_org":         adapters.RouteClosed,
	"team_access_not_granted":   adapters.RouteClosed,
	"team_not_found":            adapters.RouteClosed,
	"enterprise_is_restricted":  adapters.RouteClosed,
	"two_factor_setup_required": adapters.RouteClosed,
	"app_missing_action_url":    adapters.RouteClosed,
	"message_limit_exceeded":    adapters.RouteClosed, // the workspace's own, until somebody pays or waits
	"channel_not_found":         adapters.RouteClosed,
	"not_in_channel":            adapters.RouteClosed,
	"is_archived":               adapters.RouteClosed,
}

func busy(err error) error { return adapters.RetryAfter(pause, err) }

// mark says what an error of the client means for what was asked. connected
// tells whether there was a connection to write to. Of the error nothing stays
// but Slack's word: the rest may hold an address.
func mark(err error, connected bool) error {
	var (
		limited *slack.RateLimitedError
		status  slack.StatusCodeError
		when    *strconv.NumError // of a Retry-After that is no number of seconds
		no      slack.SlackErrorResponse
	)
	switch {
	case errors.As(err, &limited):
		return adapters.RetryAfter(max(limited.RetryAfter, time.Second), errBusy)
	case errors.As(err, &when), errors.As(err, &status) && status.Code == http.StatusTooManyRequests:
		return busy(errBusy)
	case status.Code >= 500, status.Code == http.StatusRequestTimeout:
		return adapters.Uncertain(errBroken)
	case status.Code != 0:
		return adapters.RouteClosed(errAway)
	case errors.As(err, &no):
		return meaning(no.Err)
	case !connected:
		return adapters.Unwritten(errUnwritten)
	default:
		return adapters.Uncertain(errUnknown)
	}
}

// meaning is what Slack's word says.
func meaning(word string) error {
	if len(word) > 60 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz_") != "" {
		word = "refused" // not a word: whatever it is stays where it came from
	}
	if as, known := meanings[word]; known {
		return as(refusal(word))
	}
	if strings.HasPrefix(word, "restricted_action") {
		return adapters.RouteClosed(refusal(word))
	}
	return adapters.Permanent(refusal(word))
}

// apart is a context for what must be done also when the caller has no time
// left: it keeps the caller's values, not its end.
func (a *Adapter) apart(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), a.Timeout)
}
