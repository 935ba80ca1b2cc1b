package slack

import (
	"context"

	"omzien/adapters"
)

// inbound is what the receiving half remembers between events.
type inbound struct{}

// Run waits until ctx ends.
func (a *Adapter) Run(ctx context.Context, _ adapters.Handler) error {
	defer a.transport.CloseIdleConnections()
	<-ctx.Done()
	return nil
}
