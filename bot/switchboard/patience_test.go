package switchboard_test

import (
	"context"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// slow is a platform that takes its time, and says so.
type slow struct {
	pushed
	given chan time.Duration
}

func (slow) Limits() adapters.Limits {
	return adapters.Limits{Initiates: true, Patience: 30 * time.Second}
}

func (s slow) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	end, _ := ctx.Deadline()
	select {
	case s.given <- time.Until(end):
	default:
	}
	return s.pushed.Send(ctx, m)
}

// R4: a platform that takes long to answer is waited for. Cut off too early, each
// call would be in doubt, and be made again and again, though it arrived.
func TestR4_ASlowPlatformIsWaitedFor(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		s := slow{pushed{w.platform}, make(chan time.Duration, 1)}
		w.instead(interrupted{}, s)
		id := w.queue("sam", chat.Live)
		w.run(func() bool { return w.row(id) == chat.Sent })
		if got := <-s.given; got < 25*time.Second {
			t.Errorf("a call that may take 30 s was given %v", got)
		}
	})
}
