package slack

import (
	"context"
	"strings"
)

// ListenTest asks Slack whether the app token may open a socket, and opens none.
// Where the token is good but Socket Mode is off, only an open socket shows it.
// The error is marked as one of Send.
func (a *Adapter) ListenTest(ctx context.Context) error {
	return a.call(ctx, "apps.connections.open", func(ctx context.Context) error {
		_, address, err := a.client.StartSocketModeContext(ctx)
		if err == nil && !strings.HasPrefix(address, "wss://") && strings.HasPrefix(a.URL, "https://") {
			return errUnread
		}
		return err
	})
}

// Refused is Slack's word in an error of ours, as in "channel_not_found"; empty
// where Slack did not refuse.
func Refused(err error) string { return refused(err) }
