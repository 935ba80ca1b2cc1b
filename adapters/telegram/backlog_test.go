package telegram

import (
	"sync/atomic"
	"testing"
	"time"

	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// TestLaw11_CaughtUpOnlyOnceAllIsStored: what lay at Telegram while we were away was
// stored before the adapter says that nothing lies there any more; so it is after a
// gap in which the adapter was not started anew.
func TestLaw11_CaughtUpOnlyOnceAllIsStored(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			var now atomic.Int64
			now.Store(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).Unix())
			clock := func() time.Time { return time.Unix(now.Load(), 0) }
			fake := telegramtest.New(t)
			fake.Person(1).Write("ja")
			var down, stored atomic.Bool
			down.Store(true)
			r := ready(t, fake, func(c *Config) {
				if way.change != nil {
					way.change(c)
				}
				c.Now = clock
			}, func(a *Adapter) { a.pace.watch = 5 * time.Millisecond })
			r.respond = func(chat.Event) (chat.Answer, error) {
				if down.Load() {
					return chat.Answer{}, errDown
				}
				stored.Store(true)
				return chat.Answer{}, nil
			}
			start := clock()
			if r.a.CaughtUp(start) {
				t.Error("it has asked nobody yet")
			}
			r.run()
			r.counted("down", 2)
			if r.a.CaughtUp(start) {
				t.Error("caught up while an answer lies there that could not be stored")
			}
			down.Store(false)
			r.until("it has caught up", func() bool { return r.a.CaughtUp(start) })
			if !stored.Load() {
				t.Error("caught up before it was stored")
			}
			now.Add(3600)
			gap := clock()
			if r.a.CaughtUp(gap) {
				t.Error("nobody was asked since the gap")
			}
			r.until("it has caught up after the gap", func() bool { return r.a.CaughtUp(gap) })
		})
	}
}
