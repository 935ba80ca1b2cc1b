package switchboard_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
)

// uploading is a platform at which a file takes its time, by the world's clock: it
// stands there at the end of that, and not at all where the call was cut off.
type uploading struct {
	pushed
	clock *clock
	takes time.Duration

	mu   sync.Mutex
	told []told
}

// told is what befell a call, and when.
type told struct {
	what string
	at   time.Time
}

var video = chat.File{Kind: "video", ID: "media:1"}

// uploads is a platform for the world's instances: as many as there are stores, of
// which the first works on the first store as it is given.
func (w *world) uploads(takes time.Duration, first interrupted) *uploading {
	w.t.Helper()
	u := &uploading{pushed: pushed{w.platform}, clock: w.clock, takes: takes}
	first.Store = w.over(w.stores[0])
	w.boards = []*switchboard.Switchboard{w.board(first, u)}
	for _, store := range w.stores[1:] {
		w.boards = append(w.boards, w.board(w.over(store), u))
	}
	return u
}

func (u *uploading) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	if len(m.Files) == 0 {
		return u.pushed.Send(ctx, m)
	}
	begun := u.tell("began")
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for u.clock.Now().Sub(begun) < u.takes {
		select {
		case <-look.C:
		case <-ctx.Done():
			u.tell("cut off")
			return chat.Receipt{}, adapters.Uncertain(errLost)
		}
	}
	u.tell("arrived")
	return u.pushed.Send(ctx, m)
}

func (u *uploading) tell(what string) (at time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	at = u.clock.Now()
	u.told = append(u.told, told{what, at})
	return at
}

// calls is what befell the calls, in order.
func (u *uploading) calls() (all []told) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.told)
}

func (u *uploading) saw(words string) bool {
	var all []string
	for _, c := range u.calls() {
		all = append(all, c.what)
	}
	return strings.Join(all, ", ") == words
}

// lasts is how much is left of the lease of what is being sent; 0: nothing is.
func (w *world) lasts() time.Duration {
	until := w.count("SELECT COALESCE(MAX(l.lease_until), 0) FROM lane l JOIN outbox o ON o.lane_id = l.id WHERE o.state = 'sending'")
	return max(0, time.UnixMilli(int64(until)).Sub(w.clock.Now()))
}

// renews lets five seconds pass whenever what is being sent has a fresh lease: so much
// that it is renewed, and so little that whoever sends may hear of that a step later
// than the database has it.
func (w *world) renews() {
	if w.lasts() > 14*time.Second {
		w.clock.add(5 * time.Second)
	}
}

// R4, law 14: what takes longer to upload than its lane is leased for arrives, in
// one call, also where the database fails to answer meanwhile and another instance
// looks for work all the time. What stands behind it comes behind it (law 2).
func TestR4_AnUploadThatOutlastsItsLeaseArrivesOnce(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		var once sync.Once
		u := w.uploads(40*time.Second, interrupted{prolong: func() (err error) {
			once.Do(func() { err = chat.ErrDown })
			return err
		}})
		film, words := w.queue("sam", chat.Live, video), w.queue("sam", chat.Live)
		w.run(func() bool {
			w.renews()
			return w.row(film) == chat.Sent && w.row(words) == chat.Sent
		})
		if !u.saw("began, arrived") {
			t.Errorf("the calls: %+v", u.calls())
		}
		if all := w.platform.all(); len(all) != 2 || all[0].ID != film {
			t.Errorf("%d posts, the first is %s", len(all), all[0].ID)
		}
	})
}

// R1, law 14: an instance that dies in the middle of an upload holds its lane for no
// longer than a lease. Its own call is over by then: no two are under way at once.
func TestR1_WhoDiesWhileUploadingLetsGoWithinTheLease(t *testing.T) {
	onEach(t, 2, func(t *testing.T, w *world) {
		dead := func() error { return chat.ErrDown } // nothing that it does reaches the database any more
		u := w.uploads(time.Hour, interrupted{prolong: dead, mark: dead})
		second := w.boards[1]
		w.boards = w.boards[:1]
		film := w.queue("sam", chat.Live, video)
		w.run(func() bool {
			if u.saw("began") && w.lasts() > 12*time.Second {
				w.clock.add(12*time.Second + time.Millisecond)
			}
			return u.saw("began, cut off")
		})
		w.boards, u.takes = []*switchboard.Switchboard{second}, 0
		w.clock.add(w.lasts())
		w.run(func() bool { return w.row(film) == chat.Sent })
		calls := u.calls()
		if !u.saw("began, cut off, began, arrived") || calls[2].at.Sub(calls[0].at) != 15*time.Second {
			t.Errorf("the calls: %+v", calls)
		}
		if n := len(w.platform.all()); n != 1 {
			t.Errorf("%d posts", n)
		}
	})
}

// Law 14: whoever lost the lane sends no further, and marks nothing.
func TestLaw14_WhoLostTheLaneStopsSending(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		u := w.uploads(time.Hour, interrupted{})
		film, taken := w.queue("sam", chat.Live, video), false
		w.run(func() bool {
			if u.saw("began") && !taken {
				w.raw.MustExec("UPDATE lane SET lease_epoch = lease_epoch + 1") // another instance's claim
				taken = true
				w.clock.add(8 * time.Second)
			}
			return strings.Contains(w.logged(), "another instance had taken over")
		})
		if !u.saw("began, cut off") || w.row(film) != chat.Sending {
			t.Errorf("the calls: %+v; the row is %q", u.calls(), w.row(film))
		}
	})
}

// Law 3: an upload that does not end is cut off, and in doubt, after the time that a
// file has; so its lane is not blocked in silence.
func TestLaw3_AnUploadThatNeverEndsIsCutOff(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		u := w.uploads(time.Hour, interrupted{})
		film := w.queue("sam", chat.Live, video)
		w.run(func() bool {
			w.renews()
			return w.row(film) == chat.Uncertain
		})
		calls := u.calls()
		if !u.saw("began, cut off") {
			t.Fatalf("the calls: %+v", calls)
		}
		if took := calls[1].at.Sub(calls[0].at); took < adapters.FileTime || took > adapters.FileTime+5*time.Second {
			t.Errorf("it was cut off after %v", took)
		}
	})
}
