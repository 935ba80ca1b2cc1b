package switchboard_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
	"omzien/bot/switchboard"
	"omzien/flows/flowstest"
	"omzien/storage/storagetest"
)

// slowChannel is a desk on a platform that takes a message a second in each channel, and
// refuses what comes sooner, as Slack does.
type slowChannel struct {
	pushed
	clock *clock
	mu    *sync.Mutex
	last  map[string]time.Time
	seen  map[string]time.Time // message -> when it stood there
	early *int                 // what was refused
}

func newChannel(w *world) slowChannel {
	return slowChannel{pushed{w.platform}, w.clock, &sync.Mutex{}, map[string]time.Time{}, map[string]time.Time{}, new(int)}
}

func (slowChannel) Name() string { return "channel" }
func (slowChannel) Limits() adapters.Limits {
	return adapters.Limits{Text: 3900, Choices: 10, More: 100, Label: 75, Threads: true, Edits: true, Initiates: true,
		Rate: chat.Rate{PerChat: 1100 * time.Millisecond, Edits: 1200 * time.Millisecond, Together: 3900}}
}

func (c slowChannel) Send(_ context.Context, m chat.Message) (chat.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.clock.Now()
	if since := now.Sub(c.last[m.To.Chat]); !c.last[m.To.Chat].IsZero() && since < time.Second && m.Edits == "" {
		*c.early++
		return chat.Receipt{}, adapters.RetryAfter(time.Second-since, errors.New("too many"))
	}
	c.last[m.To.Chat], c.seen[m.ID] = now, now
	return c.p.post(m)
}

// E9, E8: 500 of one circle overdue at once. Within a minute each has an item at the
// web desk; within two each stands by initials in a channel that takes a message a
// second; and who says meanwhile that she fell stands there within ten seconds.
func TestE9_FiveHundredOverdueAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("five hundred members are asked")
	}
	const members, fell = 500, 7
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		var c slowChannel
		w := newWorldWith(t, b, 1, flowstest.BuiltIn(t), around, func(w *world, cfg *switchboard.Config) {
			c = newChannel(w)
			cfg.Adapters = append(cfg.Adapters, c)
			cfg.Desks = func(team string) []chat.Address { return []chat.Address{{Adapter: "channel", Chat: "desk-" + team}} }
		})
		for i := range members {
			w.joins(i)
		}
		w.plans()
		w.until(tuesday(7, 0), w.boards[0])
		w.clock.set(tuesday(9, 24)) // down since seven: they are asked once, and have an hour
		w.until(tuesday(10, 23), w.boards[0])
		due := tuesday(10, 24)
		w.clock.set(due)
		w.works(w.boards[0])
		w.clock.add(time.Second)
		w.handle(chat.Event{ID: "fell", Kind: chat.Said, From: own(memberID(fell)), Author: person, Text: "Ik ben gevallen", Sent: w.clock.Now()})

		var listed, named, helped time.Duration
		for w.clock.Now().Before(due.Add(2*time.Minute)) && (listed == 0 || named == 0 || helped == 0) {
			w.works(w.boards[0])
			past := w.clock.Now().Sub(due)
			missed := 0
			for _, a := range w.alarms() {
				if a.Cause == chat.CauseMissed {
					missed++
				}
			}
			if listed == 0 && missed == members {
				listed = past
			}
			who := map[string]bool{}
			for _, m := range w.platform.all() {
				if m.Alert == nil || c.seen[m.ID].IsZero() {
					continue
				}
				for _, name := range m.Alert.Who {
					who[name] = true
				}
				if strings.HasPrefix(m.Alert.Title, "Bel nu: ") && strings.Contains(m.Alert.Title, "L7.") {
					who["L7."] = true // by her own, where that came first
					if helped == 0 {
						helped = past
					}
				}
			}
			if named == 0 && len(who) == members {
				named = past
			}
			w.clock.add(time.Second)
		}
		t.Logf("listed after %v, named after %v, who fell after %v; %d calls were refused", listed, named, helped, *c.early)
		if listed == 0 || listed > time.Minute {
			t.Errorf("all are listed at the web desk after %v (0: never)", listed)
		}
		if named == 0 || named > 2*time.Minute {
			t.Errorf("all are named in the channel after %v (0: never)", named)
		}
		if helped == 0 || helped > 10*time.Second {
			t.Errorf("who fell stands in the channel after %v (0: never)", helped)
		}
	})
}

// E11, law 10: who blocks us, or whose chat is gone, is an alarm within a minute of
// their prompt, and no missed check-in at ten.
func TestE11_AMemberWhoBlockedUsIsAnAlarm(t *testing.T) {
	onEachCircle(t, 1, 2, func(t *testing.T, w *world) {
		gone := own(memberID(1))
		w.platform.fail = func(m chat.Message) (bool, error) {
			if m.To.Chat == gone.Chat {
				return false, adapters.Gone(errors.New("blocked"))
			}
			return true, nil
		}
		w.plans()
		w.until(tuesday(8, 31), w.boards[0])
		alarms := slices.DeleteFunc(w.alarms(), func(a chat.Alarm) bool { return a.Cause != chat.CauseMissed })
		if len(alarms) != 1 || alarms[0].Check.Member != memberID(1) || alarms[0].Check.What != chat.StandUnreachable {
			t.Fatalf("at the desk stand %+v", alarms)
		}
		told := w.said(own("anja"))
		if len(told) != 1 || !strings.Contains(told[0].Text, "Ons bericht kwam niet aan bij L1.") {
			t.Errorf("Anja reads %+v", told)
		}
		round := w.roundOf()
		if o := round.Of(memberID(1)); o.Stand != chat.StandUnreachable {
			t.Errorf("she stands %s", o.Stand)
		}
	})
}

// E8, law 10: the alarm row is there with the occurrence, hours before anything is
// sent, and stands at the desk within a minute of the deadline also where nobody could
// be asked, and nothing could be sent to anybody.
func TestE8_TheAlarmIsThereBeforeAnythingIsSent(t *testing.T) {
	onEachCircle(t, 1, 2, func(t *testing.T, w *world) {
		w.plans()
		if n := w.count("SELECT COUNT(*) FROM alarm WHERE is_open AND about_id LIKE '%2026-11-24%'"); n != 2 {
			t.Fatalf("%d alarms are planned with two occurrences", n)
		}
		if n := len(w.alarms()); n != 0 {
			t.Fatalf("%d stand at the desk already", n)
		}
		w.platform.fail = func(chat.Message) (bool, error) { return false, adapters.Unwritten(errors.New("no network")) }
		w.until(tuesday(10, 1), w.boards[0])
		for i := range 2 {
			if !slices.ContainsFunc(w.alarms(), func(a chat.Alarm) bool { return a.Cause == chat.CauseMissed && a.Check.Member == memberID(i) }) {
				t.Errorf("%s does not stand at the desk a minute after the deadline", memberID(i))
			}
		}
	})
}
