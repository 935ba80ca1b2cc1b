package switchboard_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
)

// Law 9: a worker who takes over between the claim of a row and its call still
// silences the bot.
func TestLaw9_TheFenceIsLookedAtAgainBeforeTheCall(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		from := chat.Address{Adapter: "pushed", Chat: "sam"}
		w.handle(chat.Event{ID: "test:start", Kind: chat.Started, From: from, Author: person})
		it := chat.Subject{Kind: chat.SubjectConversation, ID: w.conversationAt(from)}
		other, took := w.boards[0], false
		w.instead(interrupted{claims: func(claims []chat.Claim) {
			if !claims[0].Message.Fenced {
				return
			}
			took = true
			for i, kind := range []chat.Kind{chat.Claimed, chat.Answered} {
				ev := chat.Event{ID: fmt.Sprint("test:noor:", i), Kind: kind, Author: noor, Text: "hoi", Subject: it}
				if _, err := other.Handle(t.Context(), ev); err != nil {
					t.Errorf("handle: %v", err)
				}
			}
		}}, pushed{w.platform})
		w.run(func() bool {
			return slices.ContainsFunc(w.platform.all(), func(m chat.Message) bool { return m.Text == "hoi" })
		})
		if !took {
			t.Fatal("nothing fenced was claimed: this test proves nothing")
		}
		for _, m := range w.platform.all() {
			if m.Fenced {
				t.Errorf("the bot still said %q", m.Text)
			}
		}
	})
}

// R20: what was not written is sent later; until a platform wants to hear of us
// again, nobody calls it, for whomever.
func TestR20_NotYetIsLater(t *testing.T) {
	for name, refusal := range map[string]error{
		"nothing was written": adapters.Unwritten(errLost),
		"too often":           adapters.RetryAfter(time.Minute, errLost),
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, 1, func(t *testing.T, w *world) {
				refused := false
				free := monday.Add(time.Minute)
				w.platform.fail = func(chat.Message) (bool, error) {
					if !refused {
						refused = true
						return false, refusal
					}
					return true, nil
				}
				first, second := w.queue("sam", chat.Live), ""
				w.run(func() bool {
					if second == "" && w.row(first) == chat.Retry {
						second = w.queue("eva", chat.Live)
						_, limited := adapters.Judge(refusal)
						early, err := w.stores[0].Claim(t.Context(), "pushed", chat.Rate{}, free.Add(-time.Second), time.Millisecond, 10)
						if limited > 0 && (err != nil || len(early) > 0) {
							t.Errorf("%d calls before the platform wants one, %v", len(early), err)
						}
						w.clock.set(free)
					}
					return second != "" && w.row(first) == chat.Sent && w.row(second) == chat.Sent
				})
				if n := len(w.platform.all()); n != 2 {
					t.Errorf("%d posts of 2", n)
				}
			})
		})
	}
}

// R4: a call without an answer is looked up before anything is sent again, and
// what never arrived is sent again.
func TestR4_DoubtIsLookedUp(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		t.Run(fmt.Sprint("arrived=", arrived), func(t *testing.T) {
			onEach(t, 1, func(t *testing.T, w *world) {
				calls := 0
				w.platform.fail = func(chat.Message) (bool, error) {
					if calls++; calls == 1 {
						return arrived, adapters.Uncertain(errLost)
					}
					return true, nil
				}
				id := w.queue("sam", chat.Live)
				w.run(func() bool { w.passes(); return w.row(id) == chat.Sent })
				if want := map[bool]int{true: 1, false: 2}[arrived]; calls != want || len(w.platform.all()) != 1 {
					t.Errorf("%d calls and %d posts; want %d and 1", calls, len(w.platform.all()), want)
				}
			})
		})
	}
}

// R4: a doubt stays one when the next attempt comes to nothing.
func TestR4_DoubtOutlivesAnAttempt(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		from := chat.Address{Adapter: "pushed", Chat: "sam"}
		w.handle(chat.Event{ID: "test:start", Kind: chat.Started, From: from, Author: person}) // the bot's words are fenced
		var calls, looks int
		w.platform.fail = func(chat.Message) (bool, error) {
			if calls++; calls == 1 {
				return true, adapters.Uncertain(errLost)
			}
			return true, nil
		}
		w.instead(interrupted{holds: func() error {
			if looks++; looks == 2 {
				return chat.ErrDown
			}
			return nil
		}}, pushed{w.platform})
		w.run(func() bool {
			w.passes()
			return w.count("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'") == 0
		})
		ids := map[string]bool{}
		for _, m := range w.platform.all() {
			ids[m.ID] = true
		}
		if n := len(w.platform.all()); n != len(ids) || looks < 3 {
			t.Errorf("%d posts of %d messages, the fence looked at %d times", n, len(ids), looks)
		}
	})
}

// R4, law 5: where the look-up itself fails nothing is sent again, save help
// numbers after a minute. Law 3: the route has one alarm.
func TestR4_NoLookUpNoSecondCall(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		calls := map[string]int{}
		w.platform.fail = func(m chat.Message) (bool, error) {
			if calls[m.ID]++; calls[m.ID] == 1 {
				return false, adapters.Uncertain(errLost)
			}
			return true, nil
		}
		words, numbers := w.queue("sam", chat.Live), w.queue("eva", chat.Crisis)
		w.instead(interrupted{}, asked{pushed{w.platform}, func() (bool, error) { return false, errLost }})
		w.run(func() bool {
			w.passes()
			return w.row(numbers) == chat.Sent && len(w.alarms()) > 0
		})
		if waited := w.clock.Now().Sub(monday); waited < time.Minute {
			t.Errorf("the numbers were sent again after %v, without a look-up", waited)
		}
		if calls[numbers] != 2 || calls[words] != 1 {
			t.Errorf("%d calls for the numbers, %d for words", calls[numbers], calls[words])
		}
		if s := w.row(words); s != chat.Uncertain && s != chat.Sending {
			t.Errorf("the words are %q", s)
		}
		if a := w.alarms(); len(a) != 1 || a[0].Cause != chat.CauseRoute || a[0].About != (chat.Subject{Kind: "route", ID: "pushed"}) {
			t.Errorf("alarms: %+v", a)
		}
	})
}

// Law 3: where nothing can be looked up, words are sent again and bulk is held;
// somebody hears of that.
func TestLaw3_BulkInDoubtIsHeld(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		calls := map[string]int{}
		w.platform.fail = func(m chat.Message) (bool, error) {
			if calls[m.ID]++; calls[m.ID] == 1 {
				return true, adapters.Uncertain(errLost)
			}
			return true, nil
		}
		words, bulk := w.queue("sam", chat.Prompt), w.queue("eva", chat.Bulk)
		w.instead(interrupted{}, struct{ adapters.Sender }{pushed{w.platform}})
		w.run(func() bool {
			w.passes()
			return w.row(words) == chat.Sent && w.row(bulk) == chat.OnHold
		})
		if calls[words] != 2 || calls[bulk] != 1 {
			t.Errorf("%d calls for words, %d for bulk", calls[words], calls[bulk])
		}
		if a := w.alarms(); len(a) != 1 || a[0].Cause != chat.CauseUndelivered {
			t.Errorf("alarms: %+v", a)
		}
	})
}

// R7, law 17: an adapter that panics leaves a doubt, not a crash, and its words
// stay out of the log; where it panicked stands there.
func TestR7_AnAdapterThatPanics(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		var calls, looks int
		w.platform.fail = func(m chat.Message) (bool, error) {
			if calls++; calls == 1 {
				panic(m.Text)
			}
			return true, nil
		}
		id := w.queue("sam", chat.Live)
		w.instead(interrupted{}, asked{pushed{w.platform}, func() (bool, error) {
			if looks++; looks == 1 {
				panic("woorden")
			}
			return false, nil
		}})
		w.run(func() bool { w.passes(); return w.row(id) == chat.Sent })
		if strings.Contains(w.logged(), "woorden") {
			t.Errorf("the log holds the words:\n%s", w.logged())
		}
		for _, at := range []string{"panic while sending, at omzien/bot/switchboard_test.TestR7_", "panic while looking up, at omzien/bot/switchboard_test.TestR7_"} {
			if strings.Contains(w.logged(), at) {
				continue
			}
			t.Errorf("the log does not say where it was:\n%s", w.logged())
		}
	})
}

// R16: what is being sent when we stop is finished, and written down.
func TestR16_AStopLeavesNothingInDoubt(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		ctx, stop := context.WithCancel(t.Context())
		w.platform.fail = func(chat.Message) (bool, error) {
			stop()
			return true, nil
		}
		id := w.queue("sam", chat.Live)
		b := w.instead(interrupted{}, stopping{pushed{w.platform}})
		if err := b.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if s := w.row(id); s != chat.Sent {
			t.Errorf("after the stop the row is %q", s)
		}
	})
}

// stopping says what became of a call as an HTTP client would: a call whose
// context ended has no known outcome.
type stopping struct{ pushed }

func (a stopping) Send(ctx context.Context, m chat.Message) (chat.Receipt, error) {
	r, err := a.pushed.Send(ctx, m)
	return r, adapters.Uncertain(errors.Join(err, ctx.Err()))
}

// R10: outcomes that the database did not take are written once it does; the
// platform is neither called nor asked again.
func TestR10_OutcomesOutliveTheDatabase(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		var marks, looks atomic.Int32
		id := w.queue("sam", chat.Live)
		w.instead(interrupted{mark: func() error {
			if marks.Add(1) <= 2 {
				return chat.ErrDown
			}
			return nil
		}}, asked{pushed{w.platform}, func() (bool, error) { looks.Add(1); return true, nil }})
		// As long as the lease holds; the second look is when it is over.
		w.run(func() bool { return w.row(id) == chat.Sent })
		if looks.Load() != 0 || len(w.platform.all()) != 1 {
			t.Errorf("%d look-ups, %d posts", looks.Load(), len(w.platform.all()))
		}
	})
}

// M2: no call begins on a lease that is nearly over: it could end after another
// instance has begun its own.
func TestM2_NoCallOnTheRestOfALease(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		var until time.Time
		claims, rest := 0, time.Duration(0)
		w.platform.fail = func(chat.Message) (bool, error) {
			rest = until.Sub(w.clock.Now())
			return true, nil
		}
		id := w.queue("sam", chat.Live)
		w.instead(interrupted{claims: func(c []chat.Claim) {
			if until = c[0].Until; claims == 0 {
				w.clock.set(until.Add(-2 * time.Second)) // the instance stood still
			}
			claims++
		}}, pushed{w.platform})
		w.run(func() bool { return w.row(id) == chat.Sent })
		if claims != 2 || rest < 3*time.Second {
			t.Errorf("%d claims, and the call began %v before the end of the lease", claims, rest)
		}
	})
}

// Law 5: help numbers overtake 5,000 rows of bulk that are on their way.
func TestLaw5_ACrisisOvertakesBulk(t *testing.T) {
	onEach(t, 1, func(t *testing.T, w *world) {
		const bulk, before = 5000, 100
		for part := 0; part < bulk; part += 250 { // a transaction has six seconds, on any machine
			err := switchboard.Over(w.stores[0]).Update(t.Context(), func(tx switchboard.Tx) error {
				c, err := tx.Meet(chat.Address{Adapter: "pushed", Chat: "all"}, monday)
				if err != nil {
					return err
				}
				rows := make([]chat.Row, 250)
				for i := range rows {
					n := part + i
					to := chat.Address{Adapter: "pushed", Chat: fmt.Sprint("p", n)}
					rows[i].Message = chat.Message{ID: fmt.Sprint("bulk:", n), To: to, Talk: c.ID, Class: chat.Bulk, Text: "nieuws"}
				}
				return tx.Write(chat.Change{Event: chat.Event{ID: fmt.Sprint("test:bulk:", part), At: monday}, Conversation: &c, Rows: rows})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		full, goOn := make(chan struct{}), make(chan struct{})
		n := 0
		w.platform.fail = func(chat.Message) (bool, error) {
			if n++; n == before {
				close(full)
				<-goOn
			}
			return true, nil
		}
		go func() { // while a call is under way, and as many rows as there are hands are claimed
			defer close(goOn)
			<-full
			ev := chat.Event{ID: "test:nood", Kind: chat.Said, From: chat.Address{Adapter: "pushed", Chat: "sam"}, Author: person, Text: "nood"}
			if _, err := w.boards[0].Handle(t.Context(), ev); err != nil {
				t.Errorf("handle: %v", err)
			}
		}()
		place := func() int {
			return slices.IndexFunc(w.platform.all(), func(m chat.Message) bool { return m.Class == chat.Crisis })
		}
		w.run(func() bool { return place() >= 0 })
		if at := place(); at < before || at > before+40 { // 16 hands, what they claimed before, and what they claim with it
			t.Errorf("the numbers were call %d; %d were made before the cry", at, before)
		}
	})
}
