// Package crashtest lets a process end itself at the half-done places of the
// switchboard, as a power cut would: for tests that start it again and look
// whether anything was lost.
package crashtest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"omzien/bot/chat"
	"omzien/bot/switchboard"
)

// The points at which a process can die, each at its n-th passing.
const (
	BeforeCommit = "before commit"     // the transaction was written, not committed
	BeforeAck    = "commit, no answer" // committed; whoever brought the event does not know
	BeforeSend   = "claimed, not sent"
	BeforeMark   = "sent, not marked" // the only one after which something may stand twice

	// The same for a row that carries others.
	BeforeSendTogether = "claimed together, not sent"
	BeforeMarkTogether = "sent together, not marked"
)

// Killer ends its own process when a point is passed for the n-th time. The zero
// value never does.
type Killer struct {
	at   string
	left atomic.Int64
}

// At reads "point|n", as in "before commit|3"; anything else never kills.
func At(when string) *Killer {
	k := &Killer{}
	if at, nth, ok := strings.Cut(when, "|"); ok {
		var n int64
		fmt.Sscan(nth, &n)
		k.at = at
		k.left.Store(n)
	}
	return k
}

// Pass says that the point is passed. It may not return.
func (k *Killer) Pass(point string) {
	if k.at == point && k.left.Add(-1) == 0 {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

// Store is a store in which the process may die at a transaction's edges.
type Store struct {
	switchboard.Store
	Kill *Killer
}

// Update passes BeforeCommit.
func (s Store) Update(ctx context.Context, fn func(switchboard.Tx) error) error {
	return s.Store.Update(ctx, func(tx switchboard.Tx) error {
		err := fn(tx)
		if err == nil {
			s.Kill.Pass(BeforeCommit)
		}
		return err
	})
}

// Claim passes BeforeSend where something was claimed, and BeforeSendTogether where
// that says several things.
func (s Store) Claim(ctx context.Context, adapter string, rate chat.Rate, now time.Time, lease time.Duration, max int) ([]chat.Claim, error) {
	claims, err := s.Store.Claim(ctx, adapter, rate, now, lease, max)
	if len(claims) > 0 {
		s.Kill.Pass(BeforeSend)
	}
	for _, c := range claims {
		if len(c.Message.Together) > 0 {
			s.Kill.Pass(BeforeSendTogether)
		}
	}
	return claims, err
}
