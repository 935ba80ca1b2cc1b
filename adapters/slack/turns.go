package slack

import (
	"context"
	"errors"
	"sync"
)

// errBehind means that what came before it in the thread was not stored.
var errBehind = errors.New("what came before it was not stored")

// turns keep what comes in one thread in order, and let different threads pass
// each other. The zero value is ready.
type turns struct {
	mu   sync.Mutex
	last map[string]*turn
}

// turn is a place in a thread's queue.
type turn struct {
	thread string
	before chan struct{} // closed when the one before left; nil: nobody is before
	front  *turn
	left   chan struct{}
	failed bool // written before left is closed
}

// join takes the next place in the thread's queue. Whoever joins must leave. An
// empty thread has no queue.
func (t *turns) join(thread string) *turn {
	me := &turn{thread: thread, left: make(chan struct{})}
	if thread == "" {
		return me
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.last == nil {
		t.last = make(map[string]*turn)
	}
	if front := t.last[thread]; front != nil {
		me.front, me.before = front, front.left
	}
	t.last[thread] = me
	return me
}

// wait returns when it is the turn. An error means that it will not be: what
// was in front failed while this stood behind it, and stored out of order it
// would stay so. Slack brings both again, in order.
func (me *turn) wait(ctx context.Context) error {
	if me.before == nil {
		return nil
	}
	select {
	case <-me.before:
		failed := me.front.failed
		me.front = nil
		if failed {
			return errBehind
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// leave lets the next one go; failed: this one was not stored.
func (t *turns) leave(me *turn, failed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	me.failed = failed
	close(me.left)
	if t.last[me.thread] == me {
		delete(t.last, me.thread)
	}
}
